"""How many people a comparison needs, and the chance that so many will show a difference that is there.

Two arms compared by t (noncentral t) or by proportions (normal approximation, as R's power.prop.test). Whatever
makes the number larger is a factor of its own, so that a reader sees what each costs: people who drop out, people
who share a supporter, and what a baseline measurement gives back.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from scipy import optimize, stats

from alongside.evaluation.core.analyses.finding import CannotSay, Estimate, Finding, Named, Reference, library


@dataclass(frozen=True)
class Inflation:
    """What changes the number of people, each as a share or a count; nothing is assumed that is not given.

    attrition: share expected to be lost, 0 up to 1. baseline_correlation: between baseline and outcome, 0 to 1.
    cluster_size: people per supporter or group. icc: the share of variance between them. size_cv: how unequal the
    clusters are, as standard deviation over mean.
    """

    attrition: float = 0.0
    baseline_correlation: float = 0.0
    cluster_size: float = 1.0
    icc: float = 0.0
    size_cv: float = 0.0

    def __post_init__(self) -> None:
        inside(0 <= self.attrition < 1, "The share lost to follow-up runs from 0 up to 1.")
        inside(-1 < self.baseline_correlation < 1, "A correlation with baseline lies between -1 and 1.")
        inside(self.cluster_size >= 1, "A cluster has at least one person.")
        inside(0 <= self.icc <= 1, "An intracluster correlation runs from 0 to 1.")
        inside(self.size_cv >= 0, "A coefficient of variation is 0 or more.")

    def factors(self) -> list[tuple[str, float, str]]:
        """Each factor by name, with the formula that gave it."""
        m = self.cluster_size
        return [
            ("factor_baseline", 1 - self.baseline_correlation**2, "1 - r^2 (ANCOVA)"),
            ("factor_clustering", design_effect(m, self.icc, self.size_cv), _deff_words(self.size_cv)),
            ("factor_attrition", 1 / (1 - self.attrition), "1 / (1 - attrition)"),
        ]


def _deff_words(size_cv: float) -> str:
    return "1 + ((CV^2 + 1) m - 1) ICC (Eldridge 2006)" if size_cv else "1 + (m - 1) ICC"


def inside(holds: bool, words: str) -> None:  # noqa: FBT001 an assertion in words
    """CannotSay with these words, unless the setting holds."""
    if not holds:
        raise CannotSay(Named.BAD_SETTING, words)


def design_effect(size: float, icc: float, size_cv: float = 0.0) -> float:
    """By how much clustering inflates a variance: 1 + ((CV^2 + 1) m - 1) ICC; with equal sizes 1 + (m - 1) ICC."""
    return 1 + ((size_cv**2 + 1) * size - 1) * icc


def power_of(d: float, n1: float, n2: float, alpha: float) -> float:
    """The chance that a two-sided two-sample t test shows a standardised difference d."""
    return float(
        library("statsmodels.stats.power")
        .TTestIndPower()
        .power(effect_size=d, nobs1=n1, alpha=alpha, ratio=n2 / n1)
    )


def two_arm(
    *,
    difference: float,
    sd: float = 1.0,
    n: float | None = None,
    power: float | None = None,
    alpha: float = 0.05,
    ratio: float = 1.0,
    inflation: Inflation | None = None,
) -> Finding:
    """People per arm for a difference of means, or the power of n per arm; give exactly one of `n` and `power`.

    difference and sd: in units of the measure. n: in the first arm. ratio: second arm over first. alpha: two-sided.
    """
    d = standardised(difference, sd)
    inside(ratio > 0, "The ratio of the arms must be above 0.")
    tails(alpha, power)
    once(n, power)
    method = "two-sample t test, noncentral t (statsmodels)"
    convention = f"two-sided, alpha {alpha:g}, standardised difference {d:g}, arms 1 to {ratio:g}"
    if n is not None:
        inside(n >= 2, "Each arm needs at least two people.")
        inside(n * ratio >= 2, "Each arm needs at least two people.")
        found = power_of(d, n, n * ratio, alpha)
        return power_finding("power_two_arm", found, method, convention, n * (1 + ratio))
    solved = library("statsmodels.stats.power").TTestIndPower()
    needed = solved.solve_power(
        effect_size=d, nobs1=None, alpha=alpha, power=power, ratio=ratio, alternative="two-sided"
    )
    inside(bool(math.isfinite(needed)), "No number below a thousand million reaches this power.")
    return _sizes(
        "power_two_arm",
        float(needed),
        ratio=ratio,
        method=method,
        convention=f"{convention}, power {power:g}",
        inflation=inflation or Inflation(),
    )


def two_proportions(
    *,
    share1: float,
    share2: float,
    n: float | None = None,
    power: float | None = None,
    alpha: float = 0.05,
    inflation: Inflation | None = None,
) -> Finding:
    """People per arm to tell two shares apart, or the power of n per arm, as R's power.prop.test (not strict)."""
    inside(0 < share1 < 1 and 0 < share2 < 1, "Both shares lie between 0 and 1.")
    inside(share1 != share2, "Two equal shares cannot be told apart by any number of people.")
    tails(alpha, power)
    once(n, power)
    critical = float(stats.norm.isf(alpha / 2))
    mean = (share1 + share2) / 2

    def chance(size: float) -> float:
        pooled = critical * math.sqrt(2 * mean * (1 - mean))
        apart = math.sqrt(share1 * (1 - share1) + share2 * (1 - share2))
        return float(stats.norm.cdf((math.sqrt(size) * abs(share1 - share2) - pooled) / apart))

    method = "difference of two proportions, normal approximation (as R power.prop.test)"
    convention = f"two-sided, alpha {alpha:g}, shares {share1:g} and {share2:g}, equal arms"
    if n is not None:
        inside(n >= 2, "Each arm needs at least two people.")
        return power_finding("power_two_proportions", chance(n), method, convention, 2 * n)
    needed = solve(chance, power or 0.0, 2.0)
    return _sizes(
        "power_two_proportions",
        needed,
        ratio=1.0,
        method=method,
        convention=f"{convention}, power {power:g}",
        inflation=inflation or Inflation(),
    )


def standardised(difference: float, sd: float) -> float:
    """A difference in standard deviations, unsigned."""
    inside(math.isfinite(sd) and sd > 0, "The standard deviation must be above 0.")
    inside(
        math.isfinite(difference) and difference != 0,
        "A difference of 0 cannot be shown by any number of people.",
    )
    return abs(difference) / sd


def tails(alpha: float, power: float | None) -> None:
    inside(0 < alpha < 1, "Alpha lies between 0 and 1.")
    inside(power is None or alpha < power < 1, "Power lies between alpha and 1.")


def once(size: float | None, power: float | None) -> None:
    inside(
        (size is None) != (power is None), "Give either a number of people or a power, not both or neither."
    )


def solve(chance: Callable[[float], float], power: float, smallest: float) -> float:
    """The size at which a rising chance reaches a power, not rounded; `smallest` where that is enough."""
    if chance(smallest) >= power:
        return smallest
    largest = smallest
    while chance(largest) < power:
        largest *= 2
        inside(largest < 1e9, "No number below a thousand million reaches this power.")
    return float(
        optimize.brentq(lambda size: chance(size) - power, smallest, largest, xtol=1e-10, rtol=1e-13)
    )


def power_finding(kind: str, power: float, method: str, convention: str, n: float) -> Finding:
    made = Reference(method, math.ceil(n - 1e-9), convention)
    return Finding(kind, (made.plain("power", power),))


def _sizes(
    kind: str, needed: float, *, ratio: float, method: str, convention: str, inflation: Inflation
) -> Finding:
    """The number needed, each factor, and the number to recruit, rounded up once at the end."""
    total = 1.0
    shown: list[Estimate] = []
    made = Reference(method, 0, convention)
    for name, factor, formula in inflation.factors():
        total *= factor
        shown.append(made.plain(name, factor, convention=formula))
    first, second = math.ceil(needed * total - 1e-9), math.ceil(needed * ratio * total - 1e-9)
    recruits: dict[str, Any] = {"convention": f"{convention}; all factors applied, rounded up"}
    estimates = (
        made.plain(
            "n_per_arm", needed, convention=f"{convention}; first arm, before any factor, not rounded"
        ),
        made.plain(
            "n_second_arm", needed * ratio, convention=f"{convention}; before any factor, not rounded"
        ),
        *shown,
        made.plain("factor_all", total, convention="product of the factors"),
        made.plain("recruit_first_arm", first, **recruits),
        made.plain("recruit_second_arm", second, **recruits),
        made.plain("recruit", first + second, **recruits),
    )
    counted = tuple(_counting(estimate, math.ceil(needed - 1e-9)) for estimate in estimates)
    return Finding(kind, counted)


def _counting(estimate: Estimate, n: int) -> Estimate:
    return Estimate(estimate.name, estimate.value, estimate.method, n, estimate.convention)
