"""How much support people took, and how they were: described, since people choose their dose; and, in a randomised
trial only, the effect in those who take what they are offered."""

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
from scipy import stats

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
    rows,
)
from alongside.evaluation.core.analyses.matrix import (
    Matrix,
    Values,
    beside,
    check_full_rank,
    constant,
    numbers,
    same_length,
)
from alongside.evaluation.core.analyses.matrix import (
    covariates as covariate_columns,
)
from alongside.evaluation.core.analyses.verdicts import verdict
from alongside.evaluation.core.change import FEWEST_FOR_INTERVAL, HigherIs

WEAK = 10.0


def complier_effect(
    *,
    outcome: Values,
    assigned: Values,
    received: Values,
    covariates: Mapping[str, Values] | None = None,
    design: Design,
    higher_is: HigherIs | None = None,
    mid: float | None = None,
    level: float = 0.95,
) -> Finding:
    """The effect in those who take support if, and only if, they are offered it (CACE), by two-stage least squares.

    assigned: 1 or 0, by chance. received: 1 or 0, or an amount. Only where chance assigned; the assumption that being
    offered helps nobody by itself is printed with the number. Robust (HC0) standard errors, normal reference.
    """
    if design != Design.RANDOMISED:
        raise CannotSay(
            Named.BAD_SETTING,
            "This needs an offer that was made by chance, and the design was not declared as randomised.",
            "Dose can be described (analysis: dose).",
        )
    size = same_length(covariates, outcome=outcome, assigned=assigned, received=received)
    y, z, d = numbers(outcome), numbers(assigned), numbers(received)
    known = covariate_columns(covariates or {}, size)
    usable = known.whole & np.isfinite(y) & np.isfinite(z) & np.isfinite(d)
    y, z, d, n = y[usable], z[usable], d[usable], int(usable.sum())
    _check_offer(y, z, d)
    rest = beside(constant(n), known.of(usable))
    second = beside(rest, Matrix(("received",), d.reshape(-1, 1)))
    first = beside(rest, Matrix(("assigned",), z.reshape(-1, 1)))
    check_full_rank(first)
    strength = _first_stage(d, first)
    if not strength > 0:
        raise CannotSay(
            Named.WEAK_INSTRUMENT,
            "Being offered support changed nothing in who received it.",
            "Compare the arms as assigned.",
        )
    iv = library("statsmodels.sandbox.regression.gmm").IV2SLS(y, second.values, first.values).fit()
    se = _robust(y, second.values, first.values, np.asarray(iv.params))
    made = Reference(
        "two-stage least squares (statsmodels)",
        n,
        "effect in those who take what they are offered; HC0, normal reference",
        level,
        higher_is,
    )
    main = made.wald("complier_effect", float(iv.params[-1]), se)
    assigned_only = _as_assigned(y, first, made)
    estimates = (
        main,
        assigned_only,
        made.plain(
            "taken_up",
            d[z == 1].mean() - d[z == 0].mean(),
            higher_is=None,
            convention="received if offered, minus if not",
        ),
        made.plain(
            "first_stage_f", strength, higher_is=None, convention="robust F of the offer on what was received"
        ),
    )
    found = Finding("complier_effect", estimates, design=design, verdict=verdict(main, mid, design))
    return found.also(_exclusion(), left_out(size, n, "people"), _weak(strength))


def _check_offer(y: np.ndarray, z: np.ndarray, d: np.ndarray) -> None:
    if not set(z) <= {0.0, 1.0} or len(set(z)) < 2:
        raise CannotSay(Named.BAD_SETTING, "Who was offered support is 1 or 0, and there must be both.")
    if min((z == 1).sum(), (z == 0).sum()) < 2:
        raise CannotSay(Named.ARM_OF_ONE, "One arm has fewer than two people.", "They can be described.")
    if np.ptp(y) == 0 or np.ptp(d) == 0:
        raise CannotSay(
            Named.ZERO_VARIANCE,
            "Everybody has the same outcome, or received the same.",
            "Compare the arms as assigned.",
        )


def _first_stage(d: np.ndarray, first: Matrix) -> float:
    fitted = library("statsmodels.regression.linear_model").OLS(d, first.values).fit(cov_type="HC0")
    error = float(fitted.bse[-1])
    slope = float(fitted.params[-1])
    if abs(slope) < 1e-12:
        return 0.0
    return math.inf if error < 1e-12 else (slope / error) ** 2


def _robust(y: np.ndarray, regressors: np.ndarray, instruments: np.ndarray, values: np.ndarray) -> float:
    """The sandwich standard error of the last coefficient of a two-stage fit."""
    fitted = instruments @ np.linalg.lstsq(instruments, regressors, rcond=None)[0]
    bread = np.linalg.inv(fitted.T @ fitted)
    left = y - regressors @ values
    meat = (fitted * left[:, None] ** 2).T @ fitted
    return math.sqrt(float((bread @ meat @ bread)[-1, -1]))


def _as_assigned(y: np.ndarray, first: Matrix, made: Reference) -> Estimate:
    fitted = library("statsmodels.regression.linear_model").OLS(y, first.values).fit(cov_type="HC0")
    plain = Reference(
        "least squares, as assigned",
        made.n,
        "offered minus not; HC0, normal reference",
        made.level,
        made.higher_is,
    )
    return plain.wald("difference_as_assigned", float(fitted.params[-1]), float(fitted.bse[-1]))


def _exclusion() -> Condition:
    return Condition(
        Named.NOT_DECLARED,
        "This assumes that being offered support helps or harms nobody who does not take it, and that nobody takes it only if not offered.",
        "Where an offer by itself gives hope or disappoints, read the difference as assigned instead.",
    )


def _weak(strength: float) -> Condition | None:
    if strength >= WEAK:
        return None
    return Condition(
        Named.WEAK_INSTRUMENT,
        f"The offer changed little in what was received (F {strength:.3g}, below {WEAK:g}).",
        "The interval cannot be trusted; read the difference as assigned.",
    )


def dose_described(
    *,
    outcome: Values,
    dose: Values,
    edges: Sequence[float],
    stayed: Values | None = None,
    landmark: float | None = None,
    higher_is: HigherIs | None = None,
    level: float = 0.95,
) -> Finding:
    """Mean outcomes by how much was taken, in bands from each edge up to, but not including, the next.

    stayed, landmark: with the time that people stayed, only those who stayed to the landmark are shown, and the dose
    must have been counted up to it; otherwise those who leave early cannot have had much.
    """
    if len(edges) < 2 or list(edges) != sorted(set(edges)):
        raise CannotSay(Named.BAD_SETTING, "Bands need at least two edges, rising.")
    size = same_length(outcome=outcome, dose=dose, stayed=stayed)
    y, d = numbers(outcome), numbers(dose)
    usable = np.isfinite(y) & np.isfinite(d)
    if stayed is not None and landmark is not None:
        usable &= numbers(stayed) >= landmark
    n = int(usable.sum())
    if not n:
        raise CannotSay(Named.NOTHING_LEFT, "Nobody has both a dose and an outcome.")
    made = Reference("mean by dose", n, "t interval; described", level, higher_is)
    y, d = y[usable], d[usable]
    outside = int(((d < edges[0]) | (d >= edges[-1])).sum())
    estimates: list[Estimate] = []
    lines = []
    for low, high in pairwise(edges):
        inside = y[(d >= low) & (d < high)]
        name = f"{low:g} to below {high:g}"
        lines.append((name, int(inside.size), float(inside.mean()) if inside.size else None))
        if inside.size:
            estimates.append(_mean(made, f"mean[{name}]", inside))
    found = Finding(
        "dose",
        tuple(estimates),
        tables={"bands": rows(("dose", "people", "mean"), lines)},
        design=Design.DESCRIBED,
    )
    return found.also(
        _choose(landmark),
        left_out(size, n, "people", "a value is missing, or they left before the landmark"),
        _outside(outside),
    )


def _mean(made: Reference, name: str, values: np.ndarray) -> Estimate:
    n = int(values.size)
    if n < FEWEST_FOR_INTERVAL or np.ptp(values) == 0:
        return made.plain(name, values.mean(), n=n, convention="too few for an interval")
    se = float(values.std(ddof=1)) / math.sqrt(n)
    margin = float(stats.t.ppf((1 + made.level) / 2, n - 1)) * se
    mean = float(values.mean())
    return made.between(name, mean, mean - margin, mean + margin, n=n, se=se)


def _choose(landmark: float | None) -> Condition:
    stay = "" if landmark is not None else " Those who leave early cannot have had much; give a landmark."
    return Condition(
        Named.PEOPLE_CHOOSE_THEIR_DOSE,
        f"People choose their dose, and those who do well may stay longer.{stay}",
        "This describes; it does not say that more helps.",
    )


def _outside(count: int) -> Condition | None:
    if not count:
        return None
    return Condition(
        Named.OUTSIDE_RANGE, f"{count} people lie outside the bands.", "They are not shown; widen the edges."
    )
