"""Power where people are not separate: cluster-randomised, partially nested and stepped-wedge designs.

Formulas, and the R package clusterPower's functions that give the same numbers: cluster trials as `cpa.normal`
(t with 2(k - 1) degrees of freedom; unequal sizes by the Taylor approximation of van Breukelen and Candel 2012),
one clustered arm as `cpa.irgtt.normal` (Moerbeek and Wong 2008), stepped wedge as `cpa.sw.normal` (Hooper and others
2016) and, from cluster-period means by generalised least squares, Hussey and Hughes 2007.
"""

import math
from dataclasses import dataclass, replace

import numpy as np
from scipy import stats

from alongside.evaluation.core.analyses.finding import CannotSay, Estimate, Finding, Named, Reference
from alongside.evaluation.core.analyses.power import (
    design_effect,
    inside,
    once,
    power_finding,
    solve,
    standardised,
    tails,
)

MOST_STEPS = 200


def cluster_trial(
    *,
    difference: float,
    sd: float,
    icc: float,
    cluster_size: float,
    clusters: float | None = None,
    power: float | None = None,
    size_cv: float = 0.0,
    alpha: float = 0.05,
    sizes: str = "taylor",
) -> Finding:
    """Power of a trial that randomises clusters, or clusters per arm for a power.

    sd: of the outcome over all people (its square is between plus within). clusters: in each arm.
    sizes: how unequal sizes count, "taylor" (1/(1 - CV^2 L (1 - L)), L = m ICC/DEFF) or "eldridge"
    (1 + ((CV^2 + 1) m - 1) ICC); the two differ, and the one used is named.
    """
    d = standardised(difference, sd)
    tails(alpha, power)
    once(clusters, power)
    inside(0 <= icc <= 1, "An intracluster correlation runs from 0 to 1.")
    inside(cluster_size >= 1, "A cluster has at least one person.")
    inside(size_cv >= 0, "A coefficient of variation is 0 or more.")
    inside(sizes in ("taylor", "eldridge"), "Unequal sizes are counted by 'taylor' or by 'eldridge'.")
    inflation = _inflation(cluster_size, icc, size_cv, sizes)

    def chance(arms: float) -> float:
        return _t_power(d * math.sqrt(arms * cluster_size / (2 * inflation)), 2 * (arms - 1), alpha)

    words = f"two-sided, alpha {alpha:g}, d {d:g}, {cluster_size:g} people a cluster, ICC {icc:g}"
    words += f", CV of sizes {size_cv:g} ({sizes})" if size_cv else ", equal sizes"
    method = "two-sample t test of cluster means, df 2(k - 1)"
    if clusters is not None:
        inside(clusters >= 2, "Each arm needs at least two clusters: one tells nothing about the next.")
        n = 2 * clusters * cluster_size
        found = power_finding("power_cluster", chance(clusters), method, words, n)
    else:
        needed = solve(chance, power or 0.0, 2.0)
        made = Reference(method, math.ceil(2 * math.ceil(needed - 1e-9) * cluster_size), words)
        found = Finding(
            "power_cluster",
            (
                made.plain("clusters_per_arm", needed, convention=f"{words}; not rounded"),
                made.plain("recruit_clusters_per_arm", math.ceil(needed - 1e-9)),
            ),
        )
    factor = Reference(method, found.estimates[0].n, words).plain("factor_clustering", inflation)
    return replace(found, estimates=(*found.estimates, factor))


def _inflation(size: float, icc: float, size_cv: float, sizes: str) -> float:
    if sizes == "eldridge":
        return design_effect(size, icc, size_cv)
    effect = design_effect(size, icc)
    lost = size * icc / effect
    left = 1 - size_cv**2 * lost * (1 - lost)
    inside(left > 0, "Sizes this unequal are beyond the Taylor approximation; choose 'eldridge'.")
    return effect / left


def _t_power(noncentrality: float, df: float, alpha: float) -> float:
    """Power in the direction of the difference only, as clusterPower does."""
    return float(stats.nct.sf(stats.t.isf(alpha / 2, df), df, noncentrality))


@dataclass(frozen=True)
class NestedArm:
    """One arm whose people share supporters, beside one whose people do not. Variances in squared units of the measure."""

    supporters: float | None
    cluster_size: float
    between_variance: float
    within_variance: float
    control_variance: float
    controls: float | None

    def __post_init__(self) -> None:
        inside(self.cluster_size >= 1, "A supporter has at least one person.")
        inside(self.between_variance >= 0, "A variance is 0 or more.")
        inside(
            self.within_variance > 0 and self.control_variance > 0,
            "Variances between people must be above 0.",
        )

    @property
    def one_supporter(self) -> float:
        """The variance of one supporter's mean."""
        return (self.cluster_size * self.between_variance + self.within_variance) / self.cluster_size


def nested_arm(
    *,
    difference: float,
    cluster_size: float,
    between_variance: float,
    within_variance: float,
    control_variance: float,
    supporters: float | None = None,
    controls: float | None = None,
    power: float | None = None,
    alpha: float = 0.05,
) -> Finding:
    """Power of a partially nested comparison; give two of `supporters`, `controls` and `power` and get the third.

    v = (m s2u + s2e) / (k m) + s2r / n0, against a normal reference, as clusterPower's cpa.irgtt.normal.
    """
    given = [value is not None for value in (supporters, controls, power)]
    inside(sum(given) == 2, "Give two of supporters, controls and power; the third is worked out.")
    tails(alpha, power)
    inside(difference != 0, "A difference of 0 cannot be shown by any number of people.")
    arm = NestedArm(supporters, cluster_size, between_variance, within_variance, control_variance, controls)
    words = f"two-sided, alpha {alpha:g}, difference {difference:g}, {cluster_size:g} people a supporter"
    method = (
        "partially nested arms, v = (m s2u + s2e)/(k m) + s2r/n0, normal reference (Moerbeek and Wong 2008)"
    )
    if supporters is not None and controls is not None:
        variance = arm.one_supporter / supporters + control_variance / controls
        chance = _z_power(abs(difference) / math.sqrt(variance), alpha)
        return power_finding(
            "power_partially_nested", chance, method, words, supporters * cluster_size + controls
        )
    most = (abs(difference) / _z_needed(power or 0.0, alpha)) ** 2
    return _third(arm, most, method, f"{words}, power {power:g}")


def _third(arm: NestedArm, most: float, method: str, words: str) -> Finding:
    """Controls or supporters, from the largest variance that still gives the power."""
    if arm.supporters is not None:
        left = most - arm.one_supporter / arm.supporters
        name, needed = "controls", arm.control_variance / left if left > 0 else math.inf
        n = arm.supporters * arm.cluster_size + needed
    else:
        left = most - arm.control_variance / (arm.controls or 0.0)
        name, needed = "supporters", arm.one_supporter / left if left > 0 else math.inf
        n = needed * arm.cluster_size + (arm.controls or 0.0)
    if not math.isfinite(needed):
        other = "supporters" if name == "controls" else "controls"
        raise CannotSay(
            Named.BAD_SETTING,
            f"With so few {other} this power cannot be reached, however many {name} there are.",
            f"More {other} would help; more {name} would not.",
        )
    made = Reference(method, math.ceil(n - 1e-9), words)
    return Finding(
        "power_partially_nested",
        (
            made.plain(name, needed, convention=f"{words}; not rounded"),
            made.plain(f"recruit_{name}", math.ceil(needed - 1e-9)),
        ),
    )


def _z_needed(power: float, alpha: float) -> float:
    return float(stats.norm.isf(alpha / 2) + stats.norm.ppf(power))


def _z_power(noncentrality: float, alpha: float) -> float:
    """Likewise, against a normal reference."""
    return float(stats.norm.cdf(noncentrality - stats.norm.isf(alpha / 2)))


def stepped_wedge_sizes(
    *,
    difference: float,
    variance: float,
    icc: float,
    cluster_autocorrelation: float,
    people_per_period: float,
    steps: int,
    individual_autocorrelation: float = 0.0,
    clusters_per_step: float | None = None,
    power: float | None = None,
    alpha: float = 0.05,
) -> Finding:
    """Clusters per step of a stepped wedge, or its power, with correlation that decays between periods.

    variance: of the outcome over all people. cluster_autocorrelation: between two periods of one cluster, 1 as in
    Hussey and Hughes. individual_autocorrelation: between two periods of one person, 0 where other people are asked
    every period. steps: number of sequences; there is one period more than steps. Design effects of Hooper and others
    2016, as clusterPower's cpa.sw.normal.
    """
    tails(alpha, power)
    once(clusters_per_step, power)
    inside(steps >= 2, "With one step there are only before and after; a stepped wedge needs two.")
    inside(variance > 0, "A variance must be above 0.")
    inside(0 <= icc <= 1, "An intracluster correlation runs from 0 to 1.")
    autocorrelations = (cluster_autocorrelation, individual_autocorrelation)
    inside(all(0 <= each <= 1 for each in autocorrelations), "An autocorrelation runs from 0 to 1.")
    inside(people_per_period >= 1, "Each cluster has at least one person a period.")
    inside(difference != 0, "A difference of 0 cannot be shown by any number of people.")
    clustering = 1 + (people_per_period - 1) * icc
    r = people_per_period * icc * cluster_autocorrelation + (1 - icc) * individual_autocorrelation
    r /= clustering
    repeats = 3 * steps * (1 - r) * (1 + steps * r) / ((steps**2 - 1) * (2 + steps * r))
    d = abs(difference) / math.sqrt(variance)
    words = (
        f"two-sided, alpha {alpha:g}, {steps} steps, {people_per_period:g} people a cluster and period,"
        f" ICC {icc:g}, autocorrelation of clusters {cluster_autocorrelation:g} and of people"
        f" {individual_autocorrelation:g}"
    )
    method = "stepped wedge, design effects for clustering and repeats (Hooper 2016), normal reference"
    per_cluster = people_per_period / (4 * clustering * repeats) * steps
    n_of = steps * people_per_period * (steps + 1)
    if clusters_per_step is not None:
        chance = _z_power(d * math.sqrt(clusters_per_step * per_cluster), alpha)
        return power_finding("power_stepped_wedge", chance, method, words, clusters_per_step * n_of)
    needed = (_z_needed(power or 0.0, alpha) / d) ** 2 / per_cluster
    made = Reference(method, math.ceil(math.ceil(needed - 1e-9) * n_of), words)
    return Finding(
        "power_stepped_wedge",
        (
            made.plain("clusters_per_step", needed, convention=f"{words}; not rounded"),
            made.plain("recruit_clusters_per_step", math.ceil(needed - 1e-9)),
            made.plain("factor_clustering", clustering),
            made.plain("factor_repeats", repeats),
        ),
    )


def stepped_wedge_power(
    *,
    difference: float,
    between_variance: float,
    person_variance: float,
    people_per_period: float,
    steps: int,
    clusters_per_step: int,
    alpha: float = 0.05,
) -> Finding:
    """Power by generalised least squares on cluster-period means (Hussey and Hughes 2007).

    between_variance: of clusters (tau squared). person_variance: of people within a cluster and period.
    """
    tails(alpha, None)
    inside(steps >= 2 and clusters_per_step >= 1, "A stepped wedge needs two steps, and a cluster for each.")
    inside(difference != 0, "A difference of 0 cannot be shown by any number of people.")
    inside(steps <= MOST_STEPS, f"A stepped wedge of more than {MOST_STEPS} steps is not worked out.")
    inside(between_variance >= 0 and person_variance > 0, "Variances are 0 or more, between people above 0.")
    inside(people_per_period >= 1, "Each cluster has at least one person a period.")
    error = person_variance / people_per_period
    inside(error > 0, "A variance must be above 0.")
    se = wedge_error(steps, clusters_per_step, between_variance, error)
    method = "Hussey and Hughes 2007, generalised least squares on cluster-period means, normal reference"
    words = f"two-sided, alpha {alpha:g}, {steps} steps of {clusters_per_step} clusters, {people_per_period:g} people a period"
    n = steps * clusters_per_step * people_per_period * (steps + 1)
    found = power_finding("power_stepped_wedge", _z_power(abs(difference) / se, alpha), method, words, n)
    more: Estimate = Reference(method, math.ceil(n), words).plain("standard_error", se)
    return replace(found, estimates=(*found.estimates, more))


def wedge_error(steps: int, clusters_per_step: int, between: float, error: float) -> float:
    """The standard error of the effect in a complete wedge: periods as fixed effects, clusters as random ones."""
    periods = steps + 1
    inverse = np.linalg.inv(between * np.ones((periods, periods)) + error * np.eye(periods))
    information = np.zeros((periods + 1, periods + 1))
    for step in range(1, steps + 1):
        treated = (np.arange(periods) >= step).astype(float)
        design = np.column_stack([np.eye(periods), treated])
        information += clusters_per_step * design.T @ inverse @ design
    return float(math.sqrt(np.linalg.inv(information)[-1, -1]))
