"""Standardised differences: Hedges' g with the exact correction for few people."""

import math
from dataclasses import dataclass

import numpy as np

from alongside.evaluation.core.analyses.ancova import check_arms, without_interval
from alongside.evaluation.core.analyses.finding import (
    CannotSay,
    Design,
    Finding,
    Named,
    Reference,
    left_out,
    library,
)
from alongside.evaluation.core.analyses.matrix import Values, levels, numbers, same_length, words
from alongside.evaluation.core.analyses.verdicts import few_people
from alongside.evaluation.core.change import FEWEST_FOR_INTERVAL, HigherIs

VARIANCE = "var = 1/n1 + 1/n2 + g^2/(2(n1 + n2)) (metafor 'LS'; other packages differ)"


@dataclass(frozen=True)
class Group:
    """One arm in three numbers; sd is the sample standard deviation."""

    n: int
    mean: float
    sd: float

    def __post_init__(self) -> None:
        if self.n < 2:
            raise CannotSay(
                Named.ARM_OF_ONE, f"An arm of {self.n} has no spread of its own.", "Two are needed."
            )
        if not math.isfinite(self.mean):
            raise CannotSay(Named.NOT_A_NUMBER, "The mean of an arm is not a number.")
        if not (math.isfinite(self.sd) and self.sd >= 0):
            raise CannotSay(Named.BAD_SETTING, "A standard deviation is a number of 0 or more.")


def standardised_difference(first: Group, second: Group) -> tuple[float, float]:
    """Hedges' g, first minus second in pooled standard deviations times the exact J, and its variance (LS)."""
    if first.sd == 0 and second.sd == 0:
        raise CannotSay(
            Named.ZERO_VARIANCE,
            "Nobody differs from the others in their arm, so a difference cannot be standardised.",
            f"The difference itself is {first.mean - second.mean:g}.",
        )
    g, _other_variance = library("statsmodels.stats.meta_analysis").effectsize_smd(
        first.mean, first.sd, first.n, second.mean, second.sd, second.n
    )
    return float(g), 1 / first.n + 1 / second.n + float(g) ** 2 / (2 * (first.n + second.n))


def hedges_g(
    first: Group,
    second: Group,
    *,
    higher_is: HigherIs | None = None,
    design: Design = Design.COMPARED,
    level: float = 0.95,
    fewest: int = FEWEST_FOR_INTERVAL,
) -> Finding:
    """Hedges' g of two arms given in numbers, first minus second."""
    g, variance = standardised_difference(first, second)
    n = first.n + second.n
    made = Reference(
        "Hedges' g, exact gamma correction (statsmodels)", n, f"first minus second; {VARIANCE}", level
    )
    few = few_people(n, fewest)
    main = made.wald("g", g, math.sqrt(variance), higher_is=higher_is)
    pooled = math.sqrt(((first.n - 1) * first.sd**2 + (second.n - 1) * second.sd**2) / (n - 2))
    estimates = (
        without_interval(main) if few else main,
        made.plain("variance", variance),
        made.plain("difference", first.mean - second.mean, higher_is=higher_is, method="difference of means"),
        made.plain("pooled_sd", pooled, method="pooled standard deviation"),
    )
    return Finding("hedges_g", estimates, design=design).also(few)


def hedges_g_of_people(
    *,
    outcome: Values,
    arm: Values,
    reference: str | None = None,
    higher_is: HigherIs | None = None,
    design: Design = Design.COMPARED,
    level: float = 0.95,
    fewest: int = FEWEST_FOR_INTERVAL,
) -> Finding:
    """Hedges' g from people: the other arm minus the reference arm."""
    size = same_length(outcome=outcome, arm=arm)
    y, arms = numbers(outcome), words(arm)
    usable = np.isfinite(y) & (arms != "")
    groups = levels(arms, reference)
    if len(groups) > 2:
        raise CannotSay(
            Named.BAD_SETTING, f"Hedges' g compares two arms; there are {len(groups)}: {', '.join(groups)}."
        )
    check_arms(arms[usable], groups, y[usable])
    parts = [y[usable & (arms == group)] for group in groups]
    second, first = (Group(int(part.size), float(part.mean()), float(part.std(ddof=1))) for part in parts)
    found = hedges_g(first, second, higher_is=higher_is, design=design, level=level, fewest=fewest)
    return found.also(left_out(size, int(usable.sum())))
