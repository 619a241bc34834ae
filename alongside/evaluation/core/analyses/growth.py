"""How people change over time, all waves at once: a line of their own for everybody, and arms compared by their slopes.

Likelihood with every wave that was answered: valid where answers are missing at random, so that nobody who missed a
wave is thrown out. REML and Satterthwaite's degrees of freedom, by mixedlm.
"""

from collections.abc import Mapping

import numpy as np

from alongside.evaluation.core.analyses.ancova import several, verdicts
from alongside.evaluation.core.analyses.finding import (
    CannotSay,
    Condition,
    Design,
    Estimate,
    Finding,
    Named,
    Reference,
    left_out,
    library,
)
from alongside.evaluation.core.analyses.matrix import (
    Matrix,
    Values,
    beside,
    coded,
    column,
    constant,
    indicators,
    levels,
    numbers,
    same_length,
    words,
)
from alongside.evaluation.core.analyses.matrix import (
    covariates as covariate_columns,
)
from alongside.evaluation.core.analyses.mixed import Grouping, MixedFit, fit_mixed, spread_estimates
from alongside.evaluation.core.analyses.verdicts import verdict
from alongside.evaluation.core.change import HigherIs

NOBODY = "(nobody)"


def growth(
    *,
    outcome: Values,
    time: Values,
    person: Values,
    arm: Values | None = None,
    reference: str | None = None,
    covariates: Mapping[str, Values] | None = None,
    supporter: Values | None = None,
    slopes: bool = True,
    reml: bool = True,
    higher_is: HigherIs | None = None,
    mid: float | None = None,
    design: Design = Design.DESCRIBED,
    level: float = 0.95,
) -> Finding:
    """outcome ~ time x arm + covariates, with an intercept and a slope for every person; one row an answer.

    time: in any unit; the slope is per unit of it. supporter: a random effect of its own; '' where somebody has none
    (a waiting list). slopes: whether people have slopes of their own. Without arms, the main number is the slope.
    With them, it is the difference of slopes, arm minus reference.
    """
    size = same_length(covariates, outcome=outcome, time=time, person=person, arm=arm, supporter=supporter)
    y, people = numbers(outcome), coded(person)
    arms = None if arm is None else words(arm)
    groups = [] if arms is None else levels(arms, reference)
    fixed = _fixed(size, time, arms, reference, covariates or {})
    usable = fixed.whole & np.isfinite(y) & (people >= 0)
    if usable.sum() < 3:
        raise CannotSay(
            Named.TOO_FEW_PEOPLE, f"{int(usable.sum())} complete rows are too few for a line over time."
        )
    codes = people[usable]
    _check_arms(codes, None if arms is None else arms[usable], groups)
    fixed, nested = _with_supporters(fixed, supporter, usable)
    groupings = [_of_people(codes, fixed, slopes=slopes), *nested]
    fit = fit_mixed(fixed, y[usable], tuple(groupings), reml=reml)
    n = fit.groups["person"]
    against = f"; arm minus {groups[0]}" if groups else ""
    made = Reference(
        "linear mixed model, random intercept and slope per person (mixedlm)"
        if slopes
        else "linear mixed model, random intercept per person (mixedlm)",
        n,
        f"{'REML' if reml else 'ML'}, Satterthwaite df; {int(usable.sum())} answers of {n} people{against}",
        level,
        higher_is,
    )
    estimates = _effects(fit, made, groups)
    compared = estimates[: max(len(groups) - 1, 1)]
    found = Finding(
        "growth",
        (*estimates, *spread_estimates(fit, made)),
        tables=verdicts(compared, mid, design),
        design=design,
        verdict=verdict(compared[0], mid, design) if len(compared) == 1 else None,
    )
    return found.also(
        left_out(size, int(usable.sum()), "answers"),
        several(len(compared)),
        fit.boundary(),
        _one_wave(codes),
        _twice(codes, fixed),
    )


def _fixed(
    size: int,
    time: Values,
    arms: np.ndarray | None,
    reference: str | None,
    covariates: Mapping[str, Values],
) -> Matrix:
    moment = column("time", time)
    known_times = moment.values[np.isfinite(moment.values)]
    if not known_times.size or known_times.min() == known_times.max():
        raise CannotSay(
            Named.ZERO_VARIANCE,
            "Every answer is of the same time, so there is no change over time.",
            "The arms can be compared at this one time (analysis: ancova).",
        )
    known = covariate_columns(covariates, size)
    if arms is None:
        return beside(constant(size), moment, known)
    treated = indicators("arm", arms, reference)
    crossed = Matrix(tuple(f"time:{name}" for name in treated.names), treated.values * moment.values)
    return beside(constant(size), moment, treated, crossed, known)


def _of_people(people: np.ndarray, fixed: Matrix, *, slopes: bool) -> Grouping:
    if not slopes:
        return Grouping("person", people)
    return Grouping("person", people, "time", fixed.values[:, fixed.place("time")])


def _check_arms(codes: np.ndarray, arms: np.ndarray | None, groups: list[str]) -> None:
    if arms is None:
        return
    sizes = {group: int((np.bincount(codes[arms == group]) > 0).sum()) for group in groups}
    if len(sizes) < 2:
        raise CannotSay(
            Named.ONE_ARM_ONLY, "There is one arm only.", "Leave the arm out: change can be described."
        )
    if small := [group for group, count in sizes.items() if count < 2]:
        raise CannotSay(
            Named.ARM_OF_ONE,
            f"The arm {', '.join(small)} has fewer than two people with an answer, so its spread is unknown.",
            "The other arm can be described by itself.",
        )


def _with_supporters(
    fixed: Matrix, supporter: Values | None, usable: np.ndarray
) -> tuple[Matrix, list[Grouping]]:
    """The complete rows, and the random effect of supporters; those without one have none of it."""
    if supporter is None:
        return fixed.of(usable), []
    names = words(supporter)[usable]
    without = names == ""
    if not without.any():
        return fixed.of(usable), [Grouping("supporter", names.astype(str))]
    raise_if_nobody(without)
    held = np.where(without, 0.0, 1.0)
    labels = np.where(without, NOBODY, names).astype(str)
    return fixed.of(usable), [Grouping("supporter", labels, "has_supporter", held, intercept=False)]


def raise_if_nobody(without: np.ndarray) -> None:
    if without.all():
        raise CannotSay(Named.CLUSTER_WITHOUT_OUTCOMES, "Nobody with an answer has a supporter named.")


def _effects(fit: MixedFit, made: Reference, groups: list[str]) -> list[Estimate]:
    crossed = [name for name in fit.names if name.startswith("time:")]
    arms = [name for name in fit.names if name.startswith("arm[")]
    others = [name for name in fit.names if name not in ("constant", "time", *crossed, *arms)]
    slope = fit.estimate(made, "time", "slope" if not groups else f"slope[{groups[0]}]")
    return [
        *(fit.estimate(made, name, f"slope_difference[{name.partition('[')[2]}") for name in crossed),
        slope,
        *(fit.estimate(made, name, f"start_difference[{name.partition('[')[2]}") for name in arms),
        fit.estimate(made, "constant", "intercept", higher_is=None),
        *(fit.estimate(made, name, f"covariate[{name}]", higher_is=None) for name in others),
    ]


def _twice(codes: np.ndarray, fixed: Matrix) -> Condition | None:
    """Said where somebody answered more than once at the same time; both answers were used."""
    moment = np.ascontiguousarray(fixed.values[:, fixed.place("time")]) + 0.0
    # One number for person and time, quick to compare; only where two agree is each pair looked at.
    mixed = codes.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) ^ moment.view(np.uint64)
    if library("pandas").unique(mixed).size == mixed.size:
        return None
    again = codes.size - len(set(zip(codes.tolist(), moment.tolist(), strict=True)))
    if not again:
        return None
    return Condition(
        Named.DUPLICATE_ROWS,
        f"{again} answers are further ones of the same person at the same time; all were used.",
        "If they are copies or mistakes, declare unique under [data], and they are set aside.",
    )


def _one_wave(codes: np.ndarray) -> Condition | None:
    counts = np.bincount(codes)
    counts = counts[counts > 0]
    once = int((counts == 1).sum())
    if not once:
        return None
    return Condition(
        Named.LOST_PEOPLE,
        f"{once} of {counts.size} people answered once only.",
        "They count in the levels, and say nothing of change; that is right only if missing depends on what was seen.",
    )
