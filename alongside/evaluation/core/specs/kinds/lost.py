"""Asking about people who did not answer, and for whom and with how much it worked."""

from typing import Any

import numpy as np

from alongside.evaluation.core.analyses.dose_response import complier_effect, dose_described
from alongside.evaluation.core.analyses.finding import CannotSay, Finding, Named
from alongside.evaluation.core.analyses.imputation import multiple_imputation, pool_estimates, tipping_point
from alongside.evaluation.core.analyses.matrix import Values
from alongside.evaluation.core.analyses.mediation import WAVES, mediation, too_few_waves
from alongside.evaluation.core.analyses.missing import missing_pattern
from alongside.evaluation.core.analyses.subgroups import interactions, shrinkage, subgroup_effects
from alongside.evaluation.core.specs.asking import Asked, Kind
from alongside.evaluation.core.specs.kinds.arms import each_arm
from alongside.evaluation.core.specs.kinds.clusters import with_baseline
from alongside.evaluation.core.specs.kinds.pooling import studies_of
from alongside.evaluation.core.specs.tables import as_number


def _missing_pattern(asked: Asked) -> Finding:
    waves = asked.words("outcomes")
    return missing_pattern(
        outcomes={wave: asked.table.numbers(wave) for wave in waves},
        arm=asked.maybe_groups("arm"),
        predictors=asked.covariates("predictors"),
    )


def _multiple_imputation(asked: Asked) -> Finding:
    return multiple_imputation(
        outcome=asked.column("outcome"),
        arm=asked.groups("arm"),
        reference=asked.maybe_word("reference"),
        covariates=with_baseline(asked),
        times=asked.whole("times", 20),
        seed=asked.seed(),
        higher_is=asked.higher_is(),
        mid=asked.mid(),
        design=asked.design(),
        level=asked.level(),
    )


def _tipping_point(asked: Asked) -> Finding:
    higher_is = asked.higher_is()
    if higher_is is None:
        raise CannotSay(
            Named.BAD_SETTING, "Say whether higher_is better or worse: those lost are made worse."
        )
    return tipping_point(
        outcome=asked.column("outcome"),
        arm=asked.groups("arm"),
        reference=asked.maybe_word("reference"),
        covariates=with_baseline(asked),
        higher_is=higher_is,
        shifted=asked.choice("shifted", ["treated", "both"], "treated"),
        deltas=asked.numbers("deltas") if asked.has("deltas") else (),
        times=asked.whole("times", 20),
        seed=asked.seed(),
        design=asked.design(),
        level=asked.level(),
    )


def _pool_estimates(asked: Asked) -> Finding:
    variances = (
        asked.numbers("variances") if asked.has("variances") else [se**2 for se in asked.numbers("ses")]
    )
    return pool_estimates(
        asked.numbers("estimates"),
        variances,
        n=asked.whole("n"),
        coefficients=asked.whole("coefficients", 1),
        level=asked.level(),
    )


def _interactions(asked: Asked) -> Finding:
    return interactions(
        outcome=asked.column("outcome"),
        arm=asked.groups("arm"),
        moderators=_moderators(asked),
        reference=asked.maybe_word("reference"),
        covariates={} if (baseline := asked.maybe_column("baseline")) is None else {"baseline": baseline},
        cluster=asked.maybe_groups("cluster"),
        higher_is=asked.higher_is(),
        design=asked.design(),
        level=asked.level(),
    )


def _moderators(asked: Asked) -> dict[str, Values]:
    return asked.covariates("moderators")


def _subgroup_effects(asked: Asked) -> Finding:
    return subgroup_effects(
        outcome=asked.column("outcome"),
        arm=asked.groups("arm"),
        group=asked.groups("group"),
        reference=asked.maybe_word("reference"),
        covariates=with_baseline(asked),
        higher_is=asked.higher_is(),
        design=asked.design(),
        level=asked.level(),
    )


def _mediation(asked: Asked) -> Finding:
    waves = asked.words("waves")
    if len(waves) != WAVES:
        raise (
            too_few_waves(len(waves))
            if len(waves) < WAVES
            else CannotSay(
                Named.BAD_SETTING,
                "Name three waves in order of time: before, that of the mechanism, that of the outcome.",
            )
        )
    taken = _by_person(asked, waves) if asked.has("wave") else _side_by_side(asked, waves)
    return mediation(
        **taken,
        reference=asked.maybe_word("reference"),
        higher_is=asked.higher_is(),
        design=asked.design(),
        level=asked.level(),
    )


def _side_by_side(asked: Asked, waves: list[str]) -> dict[str, Any]:
    """One row a person: a column for each of the four measurements, and the times in order."""
    times = [as_number(wave, ".") for wave in waves]
    if any(time is None for time in times) or not times[0] < times[1] < times[2]:  # type: ignore[operator]
        raise CannotSay(
            Named.BAD_SETTING,
            "waves gives the times of before, the mechanism and the outcome, each later than the last.",
            "The mechanism must be measured before the outcome, or nobody can say which came first.",
        )
    names = ("mediator_before", "mediator", "outcome_before", "outcome")
    if not (asked.has("mediator_before") and asked.has("outcome_before")):
        raise too_few_waves(2)
    return {
        **{name: asked.column(name) for name in names},
        "arm": asked.groups("arm"),
        "covariates": asked.covariates(),
        "cluster": asked.maybe_groups("cluster"),
    }


def _by_person(asked: Asked, waves: list[str]) -> dict[str, Any]:
    """One row an answer: each measurement taken from its wave, everything else from the first."""
    people, labels = asked.groups("person"), asked.groups("wave")
    place: dict[tuple[str, str], int] = {}
    for row, (person, wave) in enumerate(zip(people, labels, strict=True)):
        if wave in waves and person:
            if (person, wave) in place:
                raise CannotSay(
                    Named.DUPLICATE_ROWS,
                    f"{person} has more than one answer at {wave}.",
                    "Declare unique under [data], and the doubled rows are set aside.",
                )
            place[(person, wave)] = row
    for wave in waves:
        if wave not in labels:
            raise CannotSay(Named.BAD_SETTING, f"No row is of the wave {wave!r}.")
    there = list(dict.fromkeys(person for person in people if (person, waves[0]) in place))

    def at(values: Values, wave: str) -> list[Any]:
        blank = "" if isinstance(values, list) else np.nan
        rows_of = [place.get((person, wave)) for person in there]
        return [blank if row is None else values[row] for row in rows_of]

    mediator, outcome = asked.column("mediator"), asked.column("outcome")
    cluster = asked.maybe_groups("cluster")
    return {
        "mediator_before": at(mediator, waves[0]),
        "mediator": at(mediator, waves[1]),
        "outcome_before": at(outcome, waves[0]),
        "outcome": at(outcome, waves[2]),
        "arm": at(asked.groups("arm"), waves[0]),
        "covariates": {name: at(values, waves[0]) for name, values in asked.covariates().items()},
        "cluster": None if cluster is None else at(cluster, waves[0]),
    }


def _shrinkage(asked: Asked) -> Finding:
    return shrinkage(studies_of(asked), higher_is=asked.higher_is(), level=asked.level())


def _complier_effect(asked: Asked) -> Finding:
    return complier_effect(
        outcome=asked.column("outcome"),
        assigned=asked.yes("assigned", asked.maybe_word("offered") or ""),
        received=asked.column("received"),
        covariates=with_baseline(asked),
        design=asked.design(),
        higher_is=asked.higher_is(),
        mid=asked.mid(),
        level=asked.level(),
    )


def _dose(asked: Asked) -> Finding:
    return dose_described(
        outcome=asked.column("outcome"),
        dose=asked.column("dose"),
        edges=asked.numbers("edges"),
        stayed=asked.maybe_column("stayed"),
        landmark=asked.maybe_number("landmark"),
        higher_is=asked.higher_is(),
        level=asked.level(),
    )


KINDS: dict[str, Kind] = {
    "missing_pattern": _missing_pattern,
    "multiple_imputation": each_arm(_multiple_imputation),
    "tipping_point": each_arm(_tipping_point),
    "pool_estimates": _pool_estimates,
    "interactions": each_arm(_interactions),
    "shrinkage": _shrinkage,
    "subgroup_effects": each_arm(_subgroup_effects),
    "mediation": each_arm(_mediation),
    "complier_effect": _complier_effect,
    "dose": _dose,
}
