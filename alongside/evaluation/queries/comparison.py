"""What a trial found on its main measure, from the day on which outcomes are opened: two groups, one difference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.evaluation.core.analyses.ancova import ancova
from alongside.evaluation.core.analyses.finding import CannotSay, Design, Estimate, Finding
from alongside.evaluation.core.analyses.verdicts import HELPS, improvement
from alongside.evaluation.core.change import HigherIs
from alongside.evaluation.core.protocol import FEWEST, LATER, NOW
from alongside.evaluation.models import Trial
from alongside.evaluation.queries.elsewhere import elsewhere_in_groups
from alongside.evaluation.queries.results import rule_of
from alongside.evaluation.queries.tables import Table, number, table
from alongside.evaluation.queries.trials import allocations, answered, is_unblinded
from alongside.evaluation.queries.wording import points
from alongside.measures.core.registry import described

VERDICTS: Mapping[str, Promise] = MappingProxyType(
    {
        "clearly_helps": gettext_lazy(
            "%(first)s did better by more than the smallest difference that matters."
        ),
        "probably_helps_may_be_small": gettext_lazy(
            "%(first)s probably did better, but perhaps by less than matters to people."
        ),
        "probably_little_difference": gettext_lazy(
            "The two groups probably differ by less than matters to people."
        ),
        "cannot_tell": gettext_lazy(
            "We cannot tell whether the two groups differ by as much as matters to people. This is not evidence that "
            "they do not."
        ),
        "probably_worse_may_be_small": gettext_lazy(
            "%(first)s probably did worse, but perhaps by less than matters to people."
        ),
        "clearly_worse": gettext_lazy(
            "%(first)s did worse by more than the smallest difference that matters."
        ),
    }
)
"""One fixed sentence for each class of the interval against the smallest difference that matters."""

assert set(VERDICTS) == set(HELPS.values())


@dataclass(frozen=True)
class Comparison:
    """What may be seen. why_not: the words why no difference is shown, empty where one is. groups: people by group."""

    measure: str
    groups: Table
    blinded: bool
    why_not: str = ""
    sentences: tuple[str, ...] = ()
    elsewhere: Table | None = None
    elsewhere_words: str = ""
    method: str = ""


def comparison_of(trial: Trial) -> Comparison | None:
    """The comparison on the main measure; None before the day on which outcomes open."""
    if trial.fixed_at is None or trial.opens_on is None or timezone.localdate() < trial.opens_on:
        return None
    blinded = not is_unblinded(trial)
    arm_of = dict(allocations(trial).values_list("participant_id", "content__arm"))
    scores = answered(trial)
    names = names_of_groups(trial, blinded=blinded)
    whole = {arm: [pk for pk, of in arm_of.items() if of == arm] for arm in (NOW, LATER)}
    known = {arm: [pk for pk in people if None not in scores[pk]] for arm, people in whole.items()}
    title, groups = described(trial.primary_measure).title, _groups(trial, whole, known, names)
    said, said_words = elsewhere_in_groups(trial, whole, names)
    shown = Comparison(title, groups, blinded, elsewhere=said, elsewhere_words=said_words)
    if any(len(people) < FEWEST for people in known.values()):
        why_not = _(
            "Fewer than %(fewest)s people of a group have answered both times, so no difference is shown."
        )
        return replace(shown, why_not=why_not % {"fewest": FEWEST})
    try:
        found = _finding(trial, known, scores)
    except CannotSay as error:
        return replace(shown, why_not=str(error))
    main = found[f"difference[{NOW}]"]
    sentences = _sentences(found, main, names, from_the_other=blinded and names[LATER] == _("Group A"))
    return replace(shown, sentences=tuple(sentences), method=_method(main))


@dataclass(frozen=True)
class Difference:
    """The difference of a closed trial between those offered support at once and later, better above 0, as published.

    people: of both groups together, whose answers it rests on. mid: the smallest difference that matters.
    """

    measure: str
    people: int
    guess: float
    low: float
    high: float
    mid: float
    verdict: str
    method: str


def difference_of(trial: Trial) -> Difference | None:
    """None while the trial is not closed, not open or not told apart, and where there is no interval to give."""
    if trial.closed_at is None or trial.smallest_difference is None or comparison_of(trial) is None:
        return None
    arm_of = dict(allocations(trial).values_list("participant_id", "content__arm"))
    scores = answered(trial)
    known = {
        arm: [pk for pk, of in arm_of.items() if of == arm and None not in scores[pk]] for arm in (NOW, LATER)
    }
    if not is_unblinded(trial) or any(len(people) < FEWEST for people in known.values()):
        return None
    try:
        found = _finding(trial, known, scores)
    except CannotSay:
        return None
    main = found[f"difference[{NOW}]"]
    if main.interval is None or main.value is None or main.higher_is is None or found.verdict is None:
        return None
    better = improvement(main.interval, main.higher_is)
    sign = 1 if main.higher_is == HigherIs.BETTER else -1
    return Difference(
        trial.primary_measure,
        main.n,
        sign * main.value,
        better.low,
        better.high,
        trial.smallest_difference,
        found.verdict,
        f"{main.method}; {main.convention}",
    )


def names_of_groups(trial: Trial, *, blinded: bool) -> dict[str, str]:
    """What the groups are called: by what they were offered, or while nobody knows, by letters that chance gave."""
    if not blinded:
        return {NOW: _("Those offered support at once"), LATER: _("Those offered support later")}
    letters = (_("Group A"), _("Group B"))
    # The seed decides, which nobody who reads this page has seen.
    turned = int(trial.secret.content["seed"][0], 16) % 2
    return {NOW: letters[turned], LATER: letters[1 - turned]}


def _groups(
    trial: Trial, whole: Mapping[str, list[int]], known: Mapping[str, list[int]], names: Mapping[str, str]
) -> Table:
    small = rule_of(trial.programme).hide_up_to
    counts = [
        (arm, len(whole[arm]), len(known[arm]), len(whole[arm]) - len(known[arm]))
        for arm in sorted(names, key=lambda arm: names[arm])
    ]
    # One small number hides its whole column and what would give it away.
    hidden = any(0 < count <= small for _arm, *row in counts for count in row)
    return table(
        _("People in the two groups"),
        (_("Group"), _("Allocated by chance"), _("Answered both times"), _("Did not")),
        [(names[arm], *(number(None if hidden else count) for count in row)) for arm, *row in counts],
    )


def _finding(
    trial: Trial, known: Mapping[str, list[int]], scores: Mapping[int, tuple[float | None, float | None]]
) -> Finding:
    people = [(pk, arm) for arm, members in known.items() for pk in members]
    levels = dict(allocations(trial).values_list("participant_id", "content__levels"))
    before = np.array([scores[pk][0] for pk, _arm in people], dtype=float)
    return ancova(
        outcome=np.array([scores[pk][1] for pk, _arm in people], dtype=float),
        # Where everybody began alike there is nothing to take into account.
        baseline=before if np.ptp(before) else None,
        arm=np.array([arm for _pk, arm in people]),
        reference=LATER,
        covariates={
            name: np.array([str(levels[pk][name]) for pk, _arm in people])
            for name in trial.strata
            if len({levels[pk][name] for pk, _arm in people}) > 1
        },
        higher_is=HigherIs(described(trial.primary_measure).higher_is),
        mid=trial.smallest_difference,
        design=Design.RANDOMISED,
    )


def _sentences(
    found: Finding, main: Estimate, names: Mapping[str, str], *, from_the_other: bool
) -> list[str]:
    """Where the difference probably lies, and its class; `from_the_other`: as the group that waits would say it."""
    if main.interval is None or main.higher_is is None:
        return [_("With so few people we can describe, not conclude.")]
    better = improvement(main.interval, main.higher_is)
    low, high = (-better.high, -better.low) if from_the_other else (better.low, better.high)
    first, second = (LATER, NOW) if from_the_other else (NOW, LATER)
    said = [
        _("%(first)s, compared with %(second)s: probably somewhere between %(low)s and %(high)s.")
        % {"first": names[first], "second": names[second], "low": points(low), "high": points(high)}
    ]
    if found.verdict:
        verdict = _TURNED.get(found.verdict, found.verdict) if from_the_other else found.verdict
        said.append(str(VERDICTS[verdict]) % {"first": names[first]})
    return said


_TURNED = MappingProxyType(
    {
        "clearly_helps": "clearly_worse",
        "probably_helps_may_be_small": "probably_worse_may_be_small",
        "clearly_worse": "clearly_helps",
        "probably_worse_may_be_small": "probably_helps_may_be_small",
    }
)
"""The class of the same interval seen from the other group."""


def _method(main: Estimate) -> str:
    return _("%(n)s people. Method: %(method)s; %(convention)s.") % {
        "n": main.n,
        "method": main.method,
        "convention": main.convention,
    }
