"""Asking for change and for two groups: what each setting means to the analyses."""

import numpy as np

from alongside.evaluation.core.analyses.ancova import ancova
from alongside.evaluation.core.analyses.effect_sizes import Group, hedges_g, hedges_g_of_people
from alongside.evaluation.core.analyses.finding import CannotSay, Design, Finding, Named
from alongside.evaluation.core.analyses.logistic import CORRELATIONS, gee_logit
from alongside.evaluation.core.analyses.matrix import Values, levels, words
from alongside.evaluation.core.analyses.paired import paired_change
from alongside.evaluation.core.analyses.proportions import share, shares
from alongside.evaluation.core.analyses.regression import ERRORS
from alongside.evaluation.core.analyses.survival import survival
from alongside.evaluation.core.analyses.weighting import e_value_finding, weighted_comparison
from alongside.evaluation.core.change import EntryRule, Reliability, Selects
from alongside.evaluation.core.specs.asking import Asked, Kind
from alongside.evaluation.core.specs.kinds.arms import each_arm


def before_and_after(asked: Asked) -> tuple[np.ndarray, np.ndarray]:
    """One row a person with two columns, or one row an answer with a column that names the wave."""
    if asked.has("wave"):
        people, waves, scores = asked.groups("person"), asked.groups("wave"), asked.column("outcome")
        first, second = asked.word("before"), asked.word("after")
        return _of_waves(people, waves, scores, (first, second))
    return asked.column("before"), asked.column("after")


def _of_waves(
    people: list[str], waves: list[str], scores: np.ndarray, named: tuple[str, str]
) -> tuple[np.ndarray, np.ndarray]:
    found: dict[tuple[str, str], float] = {}
    for person, wave, score in zip(people, waves, scores, strict=True):
        if (person, wave) in found and wave in named:
            raise CannotSay(
                Named.DUPLICATE_ROWS,
                f"{person} has more than one answer at {wave}.",
                "Declare unique under [data], and the doubled rows are set aside.",
            )
        found[(person, wave)] = float(score)
    for wave in named:
        if wave not in waves:
            raise CannotSay(Named.BAD_SETTING, f"No row is of the wave {wave!r}.")
    order = sorted({person for person, wave in found if wave in named and person})
    first, second = (np.array([found.get((person, wave), np.nan) for person in order]) for wave in named)
    return first, second


def _paired_change(asked: Asked) -> Finding:
    before, after = before_and_after(asked)
    return paired_change(
        before=before,
        after=after,
        higher_is=asked.higher_is(),
        mid=asked.mid(),
        reliability=_reliability(asked),
        entry=_entry(asked),
        level=asked.level(),
        fewest=asked.fewest(),
    )


def _reliability(asked: Asked) -> Reliability | None:
    part = asked.part("reliability")
    if part is None:
        return None
    try:
        made = Reliability(
            part.number("sd"), part.number("reliability"), part.word("source", ""), part.number("z", 1.96)
        )
    except CannotSay:
        raise
    except ValueError as error:
        raise CannotSay(Named.BAD_SETTING, f"reliability: {error}.") from None
    part.unread()
    return made


def _entry(asked: Asked) -> EntryRule | None:
    part = asked.part("entry")
    if part is None:
        return None
    try:
        made = EntryRule(
            cut_off=part.number("cut_off"),
            selects=Selects(part.choice("selects", [str(each) for each in Selects], "at_or_above")),
            mean=part.number("mean"),
            sd=part.number("sd"),
            correlation=part.number("correlation"),
        )
    except CannotSay:
        raise
    except ValueError as error:
        raise CannotSay(Named.BAD_SETTING, f"entry: {error}.") from None
    part.unread()
    return made


def _hedges_g(asked: Asked) -> Finding:
    first, second = asked.part("first"), asked.part("second")
    if first is not None and second is not None:
        return hedges_g(
            _group(first),
            _group(second),
            higher_is=asked.higher_is(),
            design=asked.design(),
            level=asked.level(),
            fewest=asked.fewest(),
        )
    return hedges_g_of_people(
        outcome=asked.column("outcome"),
        arm=asked.groups("arm"),
        reference=asked.maybe_word("reference"),
        higher_is=asked.higher_is(),
        design=asked.design(),
        level=asked.level(),
        fewest=asked.fewest(),
    )


def _group(part: Asked) -> Group:
    made = Group(part.whole("n"), part.number("mean"), part.number("sd"))
    part.unread()
    return made


def _ancova(asked: Asked) -> Finding:
    errors = asked.maybe_word("errors") or ""
    if errors and errors not in ERRORS:
        raise CannotSay(Named.BAD_SETTING, f"errors is one of {', '.join(ERRORS)}, and not {errors!r}.")
    return ancova(
        outcome=asked.column("outcome"),
        arm=asked.groups("arm"),
        reference=asked.maybe_word("reference"),
        baseline=asked.maybe_column("baseline"),
        covariates=asked.covariates(),
        cluster=asked.maybe_groups("cluster"),
        errors=errors,
        higher_is=asked.higher_is(),
        mid=asked.mid(),
        design=asked.design(),
        level=asked.level(),
        fewest=asked.fewest(),
    )


def _gee_logit(asked: Asked) -> Finding:
    known = asked.covariates()
    if asked.get("arm") is not None:
        known = {**_against(asked.groups("arm"), asked.maybe_word("reference")), **known}
    return gee_logit(
        outcome=asked.yes("outcome", asked.maybe_word("success") or ""),
        person=asked.groups("person"),
        covariates=known,
        correlation=asked.choice("correlation", list(CORRELATIONS), "exchangeable"),
        design=asked.design(),
        level=asked.level(),
    )


def _against(arms: list[str], reference: str | None) -> dict[str, Values]:
    """Arms as numbers, the reference being 0 in all of them; with two arms the other one is simply "arm"."""
    groups = levels(words(arms), reference)
    names = ["arm"] if len(groups) == 2 else [f"arm[{group}]" for group in groups[1:]]
    return {
        name: [np.nan if arm == "" else float(arm == group) for arm in arms]
        for name, group in zip(names, groups[1:], strict=True)
    }


def _proportions(asked: Asked) -> Finding:
    if asked.has("count"):
        return _printed_shares(asked)
    yes = asked.yes("outcome", asked.maybe_word("success") or "")
    whole = np.isfinite(yes)
    if not asked.has("arm"):
        return share(
            int(yes[whole].sum()), int(whole.sum()), higher_is=asked.higher_is(), level=asked.level()
        )
    arms = words(asked.groups("arm"))
    groups = levels(arms, asked.maybe_word("reference"))
    if len(groups) != 2:
        raise CannotSay(
            Named.BAD_SETTING, f"Two arms are compared; there are {len(groups)}: {', '.join(groups)}."
        )
    second, first = (
        (int(yes[whole & (arms == group)].sum()), int((whole & (arms == group)).sum())) for group in groups
    )
    return shares(*first, *second, higher_is=asked.higher_is(), design=asked.design(), level=asked.level())


def _printed_shares(asked: Asked) -> Finding:
    count, of = asked.whole("count"), asked.whole("of")
    if not asked.has("count2"):
        return share(count, of, higher_is=asked.higher_is(), level=asked.level())
    return shares(
        count,
        of,
        asked.whole("count2"),
        asked.whole("of2"),
        higher_is=asked.higher_is(),
        design=asked.design(),
        level=asked.level(),
    )


def _survival(asked: Asked) -> Finding:
    return survival(
        time=asked.column("time"),
        event=asked.yes("event", asked.maybe_word("happened") or ""),
        arm=asked.maybe_groups("arm"),
        reference=asked.maybe_word("reference"),
        covariates=asked.covariates(),
        ties=asked.choice("ties", ["efron", "breslow"], "efron"),
        landmark=asked.maybe_number("landmark"),
        design=asked.design(),
        level=asked.level(),
    )


def _weighted_comparison(asked: Asked) -> Finding:
    if asked.get("design", str(Design.COMPARED)) != Design.COMPARED:
        raise CannotSay(
            Named.BAD_SETTING, "Weighting is for groups that chance did not make: design is compared."
        )
    if asked.word("outcome") in asked.words("confounders"):
        raise CannotSay(
            Named.BAD_SETTING, "The outcome is named as a confounder; a confounder is measured before."
        )
    return weighted_comparison(
        outcome=asked.column("outcome"),
        treated=asked.yes("treated", asked.maybe_word("treated_is") or ""),
        confounders=asked.covariates("confounders"),
        squared=asked.words("squared"),
        stabilised=asked.flag("stabilised", default=True),
        higher_is=asked.higher_is(),
        mid=asked.mid(),
        level=asked.level(),
    )


def _e_value(asked: Asked) -> Finding:
    return e_value_finding(asked.number("risk_ratio"), asked.maybe_number("low"), asked.maybe_number("high"))


KINDS: dict[str, Kind] = {
    "paired_change": _paired_change,
    "hedges_g": each_arm(_hedges_g),
    "ancova": _ancova,
    "gee_logit": _gee_logit,
    "proportions": each_arm(_proportions),
    "survival": _survival,
    "weighted_comparison": _weighted_comparison,
    "e_value": _e_value,
}
