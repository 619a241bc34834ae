"""A peer arm whose people share supporters, beside people who have none: the comparison that a plain t test gets wrong.

Peer arm y ~ 1 + (1 | supporter), control arm by its mean; the variances add, and the degrees of freedom are
Satterthwaite's, (v1 + v2)^2 / (v1^2/(k - 1) + v2^2/(n - 1)). With covariates, one model y ~ arm + covariates +
(0 + arm | supporter). In simulation (8 supporters of 8, ICC 0.1) the plain t test finds a difference that is not
there in about 10 of 100 trials, this method in about 5.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from alongside.evaluation.core.analyses.ancova import check_arms
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
from alongside.evaluation.core.analyses.growth import NOBODY
from alongside.evaluation.core.analyses.matrix import (
    Matrix,
    Values,
    beside,
    constant,
    numbers,
    same_length,
    words,
)
from alongside.evaluation.core.analyses.matrix import (
    covariates as covariate_columns,
)
from alongside.evaluation.core.analyses.mixed import Grouping, fit_mixed, spread_estimates
from alongside.evaluation.core.analyses.verdicts import verdict
from alongside.evaluation.core.change import HigherIs

FEW_SUPPORTERS = 5


@dataclass(frozen=True)
class PeerMean:
    """The mean of the peer arm over its supporters. variance: of the mean; between, within: of supporters and people."""

    mean: float
    variance: float
    between: float
    within: float
    supporters: int
    boundary: Condition | None = None


def partially_nested(
    *,
    outcome: Values,
    arm: Values,
    peer_arm: str,
    supporter: Values,
    covariates: Mapping[str, Values] | None = None,
    higher_is: HigherIs | None = None,
    mid: float | None = None,
    design: Design = Design.RANDOMISED,
    level: float = 0.95,
) -> Finding:
    """The difference peer arm minus control, with people of one supporter counted as what they are.

    supporter: named for everybody in the peer arm; in the control arm it is ignored. Two arms.
    """
    size = same_length(covariates, outcome=outcome, arm=arm, supporter=supporter)
    y, arms, supporters = numbers(outcome), words(arm), words(supporter)
    groups = _two_arms(arms, peer_arm)
    peer = arms == peer_arm
    known = covariate_columns(covariates or {}, size)
    usable = known.whole & np.isfinite(y) & (arms != "") & (~peer | (supporters != ""))
    check_arms(arms[usable], groups, y[usable])
    kept_peer = peer[usable]
    conditions = (
        left_out(size, int(usable.sum()), "people"),
        _empty_supporters(supporters[peer & (supporters != "")], supporters[peer & usable]),
        _few(len(set(supporters[peer & usable]))),
    )
    if known.names:
        found = _modelled(
            beside(Matrix(("arm",), kept_peer.astype(float).reshape(-1, 1)), known.of(usable)),
            y[usable],
            np.where(kept_peer, supporters[usable], NOBODY).astype(str),
            Reference("", int(usable.sum()), "", level, higher_is),
        )
    else:
        found = _separate(
            y[usable & peer],
            supporters[usable & peer].astype(str),
            y[usable & ~peer],
            Reference("", int(usable.sum()), "", level, higher_is),
        )
    return Finding(
        "partially_nested",
        found.estimates,
        found.conditions,
        found.tables,
        design,
        verdict(found.estimates[0], mid, design),
    ).also(*conditions)


def _two_arms(arms: np.ndarray, peer_arm: str) -> list[str]:
    found = sorted({str(arm) for arm in arms if arm != ""})
    if peer_arm not in found:
        raise CannotSay(
            Named.BAD_SETTING,
            f"No row is of the peer arm {peer_arm!r}; the arms are {named_list(found) or 'none'}.",
        )
    if len(found) > 2:
        raise CannotSay(
            Named.BAD_SETTING, f"This compares two arms; there are {len(found)}: {named_list(found)}."
        )
    return found


def peer_mean(y: np.ndarray, supporters: np.ndarray) -> PeerMean:
    """The mean of y ~ 1 + (1 | supporter), by REML; where nobody shares a supporter, the plain mean."""
    count = len(set(supporters))
    if count < 2:
        raise CannotSay(
            Named.FEW_CLUSTERS,
            "All people of the peer arm have one supporter, so the arm and the supporter cannot be told apart.",
            f"What can be said: with this supporter, the mean is {y.mean():g}.",
        )
    if np.ptp(y) == 0:
        return PeerMean(float(y[0]), 0.0, 0.0, 0.0, count)
    if count == y.size:
        within = float(y.var(ddof=1))
        return PeerMean(float(y.mean()), within / y.size, 0.0, within, count)
    fit = fit_mixed(constant(y.size), y, (Grouping("supporter", supporters),))
    between = fit.variances[("supporter", "intercept")]
    return PeerMean(
        float(fit.values[0]), float(fit.covariance[0, 0]), between, fit.residual, count, fit.boundary()
    )


def satterthwaite(first: float, first_df: float, second: float, second_df: float) -> float:
    """Degrees of freedom of a sum of two variances, each with its own."""
    return (first + second) ** 2 / (first**2 / first_df + second**2 / second_df)


def _separate(peer: np.ndarray, supporters: np.ndarray, control: np.ndarray, made: Reference) -> Finding:
    arm = peer_mean(peer, supporters)
    spread = float(control.var(ddof=1)) / control.size
    if arm.variance + spread == 0:
        raise CannotSay(
            Named.ZERO_VARIANCE,
            "Within each arm everybody has the same outcome, so there is no spread to judge a difference by.",
            f"The difference itself is {arm.mean - control.mean():g}.",
        )
    df = satterthwaite(arm.variance, arm.supporters - 1, spread, control.size - 1)
    made = Reference(
        "partially nested: peer arm by REML with a random effect of supporter (mixedlm), control arm by its mean",
        made.n,
        f"peer minus control; variances added, Satterthwaite df; {arm.supporters} supporters",
        made.level,
        made.higher_is,
    )
    within = arm.between + arm.within
    estimates = [
        made.wald("difference", arm.mean - float(control.mean()), float(np.sqrt(arm.variance + spread)), df),
        made.plain("mean_peer", arm.mean, n=int(peer.size)),
        made.plain("mean_control", control.mean(), n=int(control.size)),
        made.plain("variance[supporter]", arm.between, higher_is=None),
        made.plain("variance[person]", arm.within, higher_is=None),
        made.plain("variance[control]", control.var(ddof=1), higher_is=None),
        made.plain("icc", arm.between / within if within else None, higher_is=None),
        made.plain("supporters", arm.supporters, higher_is=None),
    ]
    return Finding("partially_nested", tuple(estimates)).also(arm.boundary)


def _modelled(matrix: Matrix, y: np.ndarray, supporters: np.ndarray, made: Reference) -> Finding:
    peers = matrix.values[:, 0] == 1
    count = len(set(supporters[peers]))
    if count < 2 or count == peers.sum():
        raise CannotSay(
            Named.FEW_CLUSTERS,
            f"There are {count} supporters for {int(peers.sum())} people, so supporters cannot be modelled beside people.",
            "Without covariates the arms can still be compared (leave covariates out), or as separate people (analysis: ancova).",
        )
    grouping = Grouping("supporter", supporters, "arm", matrix.values[:, 0], intercept=False)
    fit = fit_mixed(beside(constant(y.size), matrix), y, (grouping,))
    made = Reference(
        "partially nested: outcome ~ arm + covariates + (0 + arm | supporter), REML (mixedlm)",
        made.n,
        f"peer minus control; Satterthwaite df; {count} supporters; one variance for people in both arms",
        made.level,
        made.higher_is,
    )
    between = fit.variances[("supporter", "arm")]
    estimates: list[Estimate] = [
        fit.estimate(made, "arm", "difference"),
        *(fit.estimate(made, name, f"slope[{name}]", higher_is=None) for name in matrix.names[1:]),
        made.plain("icc", between / (between + fit.residual), higher_is=None),
        made.plain("supporters", count, higher_is=None),
        *spread_estimates(fit, made),
    ]
    return Finding("partially_nested", tuple(estimates)).also(fit.boundary())


def _empty_supporters(named: np.ndarray, answered: np.ndarray) -> Condition | None:
    empty = sorted({str(name) for name in named} - {str(name) for name in answered})
    if not empty:
        return None
    return Condition(
        Named.CLUSTER_WITHOUT_OUTCOMES,
        f"{len(empty)} supporters have people, but no outcome of any of them: {named_list(empty)}.",
        "Results speak of the other supporters; those without outcomes may be the ones where it went differently.",
    )


def _few(count: int) -> Condition | None:
    if count >= FEW_SUPPORTERS:
        return None
    return Condition(
        Named.FEW_CLUSTERS,
        f"There are only {count} supporters with outcomes.",
        "Results come from these, and not from as many separate experiments as there are people.",
    )
