"""Trials that randomise clusters: arms compared by a mixed model, and the stepped wedge."""

from collections.abc import Mapping

import numpy as np

from alongside.evaluation.core.analyses.ancova import check_arms, several, verdicts
from alongside.evaluation.core.analyses.finding import (
    CannotSay,
    Condition,
    Design,
    Estimate,
    Finding,
    Named,
    Reference,
    left_out,
    named_list,
)
from alongside.evaluation.core.analyses.matrix import (
    Matrix,
    Values,
    beside,
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


def cluster_comparison(
    *,
    outcome: Values,
    arm: Values,
    cluster: Values,
    reference: str | None = None,
    covariates: Mapping[str, Values] | None = None,
    higher_is: HigherIs | None = None,
    mid: float | None = None,
    design: Design = Design.COMPARED,
    level: float = 0.95,
) -> Finding:
    """outcome ~ arm + covariates + (1 | cluster), REML, Satterthwaite; arm minus reference, everybody in a cluster."""
    size = same_length(covariates, outcome=outcome, arm=arm, cluster=cluster)
    y, arms, clusters = numbers(outcome), words(arm), words(cluster)
    known = covariate_columns(covariates or {}, size)
    usable = known.whole & np.isfinite(y) & (arms != "") & (clusters != "")
    groups = levels(arms, reference)
    check_arms(arms[usable], groups, y[usable])
    _check_clusters_of(arms[usable], clusters[usable], groups)
    treated = indicators("arm", arms, reference)
    n = int(usable.sum())
    fixed = beside(constant(n), treated.of(usable), known.of(usable))
    fit = fit_mixed(fixed, y[usable], (Grouping("cluster", clusters[usable].astype(str)),))
    made = Reference(
        "linear mixed model, outcome ~ arm + covariates + (1 | cluster) (mixedlm)",
        n,
        f"arm minus {groups[0]}; REML, Satterthwaite df; {fit.groups['cluster']} clusters",
        level,
        higher_is,
    )
    effects = [fit.estimate(made, name, f"difference[{name.partition('[')[2]}") for name in treated.names]
    others = [fit.estimate(made, name, f"slope[{name}]", higher_is=None) for name in known.names]
    between = fit.variances[("cluster", "intercept")]
    icc = made.plain("icc", between / (between + fit.residual), higher_is=None)
    found = Finding(
        "cluster_comparison",
        (*effects, *others, icc, *spread_estimates(fit, made)),
        tables=verdicts(effects, mid, design),
        design=design,
        verdict=verdict(effects[0], mid, design) if len(effects) == 1 else None,
    )
    return found.also(
        left_out(size, n, "people"),
        several(len(effects)),
        _empty_clusters(clusters[(arms != "") & (clusters != "")], clusters[usable]),
        fit.boundary(),
    )


def _check_clusters_of(arms: np.ndarray, clusters: np.ndarray, groups: list[str]) -> None:
    """CannotSay where an arm has one cluster only, so that the arm and the cluster cannot be told apart."""
    alone = [group for group in groups if len(set(clusters[arms == group])) < 2]
    if alone:
        raise CannotSay(
            Named.FEW_CLUSTERS,
            f"The arm {named_list(alone)} has one cluster only, so the arm and the cluster cannot be told apart.",
            "Each cluster can be described.",
        )


def _empty_clusters(named: np.ndarray, answered: np.ndarray) -> Condition | None:
    empty = sorted({str(name) for name in named} - {str(name) for name in answered})
    if not empty:
        return None
    return Condition(
        Named.CLUSTER_WITHOUT_OUTCOMES,
        f"{len(empty)} clusters have people, but no complete row of any of them: {named_list(empty)}.",
        "Results speak of the other clusters; those without outcomes may be the ones where it went differently.",
    )


def stepped_wedge(
    *,
    outcome: Values,
    cluster: Values,
    period: Values,
    treated: Values,
    higher_is: HigherIs | None = None,
    mid: float | None = None,
    level: float = 0.95,
) -> Finding:
    """Hussey and Hughes: periods as fixed effects, clusters as random ones; two sensitivity models beside it.

    period: a number or an ordered name. treated: 1 from when a cluster crossed over, 0 before. Sensitivity: a random
    effect of cluster and period together; and an effect that grows with every period of exposure.
    """
    size = same_length(outcome=outcome, cluster=cluster, period=period, treated=treated)
    y, clusters, periods, on = numbers(outcome), words(cluster), words(period), numbers(treated)
    usable = np.isfinite(y) & (clusters != "") & (periods != "") & np.isfinite(on)
    y, clusters, periods, on = y[usable], clusters[usable].astype(str), periods[usable], on[usable]
    _check_wedge(clusters, periods, on)
    n = int(y.size)
    base = beside(constant(n), indicators("period", periods))
    effect = Matrix(("treated",), on.reshape(-1, 1))
    simple = (Grouping("cluster", clusters),)
    both = np.asarray([f"{one}|{other}" for one, other in zip(clusters, periods, strict=True)])
    made = Reference(
        "stepped wedge, period fixed effects and cluster random intercept (mixedlm)",
        n,
        f"on minus off; REML, Satterthwaite df; {len(set(clusters))} clusters, {len(set(periods))} periods",
        level,
        higher_is,
    )
    fit = fit_mixed(beside(base, effect), y, simple)
    main = fit.estimate(made, "treated", "difference")
    more, conditions = [], [left_out(size, n), fit.boundary(), _ordered_by_words(periods)]
    exposure = Matrix(("exposure",), _exposure(clusters, periods, on).reshape(-1, 1))
    wider = (*simple, Grouping("cluster and period", both))
    for name, fixed, groupings in (
        ("difference_with_cluster_period", beside(base, effect), wider),
        ("difference_per_period_of_exposure", beside(base, exposure), simple),
    ):
        try:
            other = fit_mixed(fixed, y, groupings)
        except CannotSay as error:
            conditions.append(
                Condition(error.condition.code, f"{name}: {error.condition.words}", "The main model stands.")
            )
        else:
            more.append(_sensitivity(other, made, fixed.names[-1], name))
    found = Finding(
        "stepped_wedge",
        (main, *more, *spread_estimates(fit, made)),
        design=Design.RANDOMISED,
        verdict=verdict(main, mid, Design.RANDOMISED),
    )
    return found.also(*conditions)


def _sensitivity(fit: MixedFit, made: Reference, name: str, shown: str) -> Estimate:
    return fit.estimate(made, name, shown, convention=f"sensitivity; {made.convention}")


def _check_wedge(clusters: np.ndarray, periods: np.ndarray, on: np.ndarray) -> None:
    if not set(on) <= {0.0, 1.0}:
        raise CannotSay(Named.BAD_SETTING, "Whether a cluster has crossed over is 1 or 0.")
    if len(set(on)) < 2 or len(set(periods)) < 2:
        raise CannotSay(
            Named.ONE_ARM_ONLY,
            "There is no time before, or none after, in what was given.",
            "What was measured can be described.",
        )
    turned = []
    for cluster in sorted(set(clusters)):
        mine = clusters == cluster
        order = np.argsort(_ranks(periods[mine]), kind="stable")
        if (np.diff(on[mine][order]) < 0).any():
            turned.append(cluster)
    if turned:
        raise CannotSay(
            Named.BAD_SETTING,
            f"In a stepped wedge nobody goes back, but these do: {', '.join(turned[:8])}. Or one period has both on and off.",
            f"Check the columns of period and treated.{_word_order(periods)}",
        )


def _word_order(periods: np.ndarray) -> str:
    """In which order periods are read that are no numbers, for a sentence; '' where they are numbers."""
    try:
        _ = [float(period) for period in periods]
    except ValueError:
        order = named_list(sorted(set(periods.tolist())))
        return f" Periods are words, and are read in the order of the alphabet: {order}. Say under values which comes first."
    return ""


def _ordered_by_words(periods: np.ndarray) -> Condition | None:
    told = _word_order(periods)
    if not told:
        return None
    return Condition(
        Named.NOT_DECLARED, told.strip(), "The difference does not hang on the order; exposure does."
    )


def _ranks(periods: np.ndarray) -> np.ndarray:
    try:
        return np.asarray([float(period) for period in periods])
    except ValueError:
        return np.unique(periods.astype(str), return_inverse=True)[1].astype(float)


def _exposure(clusters: np.ndarray, periods: np.ndarray, on: np.ndarray) -> np.ndarray:
    """For how many periods, this one included, the cluster has been on."""
    ranks = np.unique(_ranks(periods), return_inverse=True)[1]
    began = {
        cluster: ranks[(clusters == cluster) & (on == 1)].min(initial=10**9) for cluster in set(clusters)
    }
    return np.asarray(
        [max(0, rank - began[cluster] + 1) for rank, cluster in zip(ranks, clusters, strict=True)],
        dtype=float,
    )
