"""Effects of studies from what they print: counts in two groups, or means with standard deviations; never people."""

import math
from dataclasses import dataclass

from alongside.evaluation.core.analyses.effect_sizes import Group, standardised_difference
from alongside.evaluation.core.analyses.finding import CannotSay, Condition, Named

RATIOS = {"OR": "odds_ratio", "RR": "risk_ratio"}
OF_COUNTS = ("OR", "RR", "RD")
OF_MEANS = ("MD", "MD_POOLED", "SMD")


@dataclass(frozen=True)
class Counts:
    """People with the event, and all people, in each of two groups."""

    events1: float
    n1: float
    events2: float
    n2: float

    def __post_init__(self) -> None:
        if not (0 <= self.events1 <= self.n1 and 0 <= self.events2 <= self.n2 and min(self.n1, self.n2) >= 1):
            raise CannotSay(
                Named.BAD_SETTING,
                f"{self.events1:g} of {self.n1:g} and {self.events2:g} of {self.n2:g} are no possible counts.",
            )

    @property
    def cells(self) -> tuple[float, float, float, float]:
        return self.events1, self.n1 - self.events1, self.events2, self.n2 - self.events2


def effect_of_counts(counts: Counts, measure: str) -> tuple[float, float, Condition | None]:
    """Effect (log for ratios), variance, and a condition where 1/2 was added because a cell was empty."""
    a, b, c, d = counts.cells
    added = None
    if measure != "RD" and min(a, b, c, d) == 0:
        if (a == 0 and c == 0) or (b == 0 and d == 0):
            raise CannotSay(
                Named.ZERO_CELL,
                "In both groups nobody, or everybody, had the event; a ratio says nothing there.",
                "Pool the differences (measure RD), or leave the study out and say so.",
            )
        a, b, c, d = a + 0.5, b + 0.5, c + 0.5, d + 0.5
        added = Condition(
            Named.ZERO_CELL,
            "A group with nobody, or with everybody: 1/2 was added to each cell of that study.",
            "",
        )
    n1, n2 = a + b, c + d
    if measure == "OR":
        return math.log(a * d / (b * c)), 1 / a + 1 / b + 1 / c + 1 / d, added
    if measure == "RR":
        return math.log((a / n1) / (c / n2)), 1 / a - 1 / n1 + 1 / c - 1 / n2, added
    if measure == "RD":
        variance = a * b / n1**3 + c * d / n2**3
        return a / n1 - c / n2, variance, None
    raise CannotSay(Named.BAD_SETTING, f"Counts give OR, RR or RD, and not {measure!r}.")


def effect_of_means(first: Group, second: Group, measure: str) -> tuple[float, float]:
    """Difference of means (MD; MD_POOLED with one standard deviation for both), or Hedges' g with the variance of metafor's "LS" (SMD); first minus second."""
    if measure == "MD":
        return first.mean - second.mean, first.sd**2 / first.n + second.sd**2 / second.n
    if measure == "MD_POOLED":
        spread = (first.n - 1) * first.sd**2 + (second.n - 1) * second.sd**2
        return first.mean - second.mean, spread / (first.n + second.n - 2) * (1 / first.n + 1 / second.n)
    if measure == "SMD":
        return standardised_difference(first, second)
    raise CannotSay(Named.BAD_SETTING, f"Means give MD, MD_POOLED or SMD, and not {measure!r}.")
