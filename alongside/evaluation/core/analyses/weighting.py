"""A comparison that chance did not make: people weighted so that the groups look alike in what was measured.

Inverse probability of treatment weights from a logistic model, robust standard errors, the overlap and the balance
shown, and the E-value: how strong something unmeasured would have to be to explain the difference away.
"""

import math
from collections.abc import Mapping, Sequence

import numpy as np

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
from alongside.evaluation.core.analyses.logistic import check_separation
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
from alongside.evaluation.core.change import HigherIs, Interval


def weighted_comparison(
    *,
    outcome: Values,
    treated: Values,
    confounders: Mapping[str, Values],
    squared: Sequence[str] = (),
    stabilised: bool = True,
    higher_is: HigherIs | None = None,
    mid: float | None = None,
    level: float = 0.95,
) -> Finding:
    """The weighted difference of means, treated minus not, had everybody or nobody been treated (average effect).

    treated: 1 or 0. confounders: measured before; words become indicators; those named in `squared` enter squared
    as well. The weights' own uncertainty is covered conservatively by the robust standard error.
    """
    size = same_length(confounders, outcome=outcome, treated=treated)
    if not confounders:
        raise CannotSay(
            Named.BAD_SETTING,
            "Weights are made from confounders, and none is named.",
            "Without any this would be the difference as it is; for that ask for ancova.",
        )
    y, a = numbers(outcome), numbers(treated)
    known = _with_squares(covariate_columns(confounders, size), squared)
    usable = known.whole & np.isfinite(y) & np.isfinite(a)
    y, a, known = y[usable], a[usable], known.of(usable)
    n = int(y.size)
    _check_groups(y, a)
    matrix = beside(constant(n), known)
    check_full_rank(matrix)
    check_separation(matrix, a)
    propensity = _propensity(matrix, a)
    weights = _weights(a, propensity, stabilised=stabilised)
    made = Reference(
        "inverse probability of treatment weights, logistic propensity (statsmodels)",
        n,
        f"treated minus not treated; average effect; {'stabilised' if stabilised else 'plain'} weights; robust standard errors, normal reference",
        level,
        higher_is,
    )
    main = _difference(y, a, weights, made)
    raw = _difference(
        y,
        a,
        np.ones(n),
        Reference(
            "difference of means, not weighted",
            n,
            "robust standard errors, normal reference",
            level,
            higher_is,
        ),
    )
    estimates = (
        main,
        *_e_values(main, y, made),
        Estimate(
            "unweighted_difference",
            raw.value,
            raw.method,
            n,
            raw.convention,
            raw.interval,
            raw.se,
            higher_is=higher_is,
        ),
        made.plain(
            "effective_people",
            weights.sum() ** 2 / (weights**2).sum(),
            higher_is=None,
            convention="(sum w)^2 / sum w^2",
        ),
        made.plain("largest_weight", weights.max(), higher_is=None),
    )
    found = Finding(
        "weighted_comparison",
        estimates,
        tables={"balance": _balance(known, a, weights), "overlap": _overlap(a, propensity)},
        design=Design.COMPARED,
        verdict=verdict(main, mid, Design.COMPARED),
    )
    return found.also(left_out(size, n, "people"), _little_overlap(a, propensity))


def _with_squares(known: Matrix, squared: Sequence[str]) -> Matrix:
    if unknown := [name for name in squared if name not in known.names]:
        raise CannotSay(
            Named.UNKNOWN_COLUMN,
            f"Only confounders that are numbers can be squared: not {', '.join(unknown)}.",
        )
    extra = [Matrix((f"{name}^2",), known.values[:, [known.place(name)]] ** 2) for name in squared]
    return beside(known, *extra)


def _check_groups(y: np.ndarray, a: np.ndarray) -> None:
    if not set(a) <= {0.0, 1.0}:
        raise CannotSay(Named.BAD_SETTING, "Whether somebody was treated is 1 or 0.")
    if min((a == 1).sum(), (a == 0).sum()) < 2:
        raise CannotSay(
            Named.ARM_OF_ONE,
            f"{int((a == 1).sum())} people were treated and {int((a == 0).sum())} were not; two of each are needed.",
            "Their outcomes can be described.",
        )
    if np.ptp(y) == 0:
        raise CannotSay(Named.ZERO_VARIANCE, f"Everybody has the same outcome ({y[0]:g}).", "Nobody differs.")


def _propensity(matrix: Matrix, a: np.ndarray) -> np.ndarray:
    glm = library("statsmodels.genmod.generalized_linear_model")
    families = library("statsmodels.genmod.families")
    fitted = glm.GLM(a, matrix.values, family=families.Binomial()).fit()
    if not fitted.converged:
        raise CannotSay(Named.NOT_CONVERGED, "The model of who was treated did not settle on an answer.")
    return np.asarray(fitted.fittedvalues)


def _weights(a: np.ndarray, propensity: np.ndarray, *, stabilised: bool) -> np.ndarray:
    share = a.mean() if stabilised else 1.0
    other = 1 - a.mean() if stabilised else 1.0
    return np.where(a == 1, share / propensity, other / (1 - propensity))


def _difference(y: np.ndarray, a: np.ndarray, weights: np.ndarray, made: Reference) -> Estimate:
    wls = library("statsmodels.regression.linear_model").WLS
    design = np.column_stack([np.ones(y.size), a])
    fitted = wls(y, design, weights=weights).fit(cov_type="HC0", use_t=False)
    return made.wald("difference", float(fitted.params[1]), float(fitted.bse[1]))


def _e_values(main: Estimate, y: np.ndarray, made: Reference) -> list[Estimate]:
    """E-values of the estimate and of the limit nearer 0, by the approximate risk ratio exp(0.91 d) (Chinn 2000)."""
    if main.value is None or main.interval is None:
        return []
    sd = float(y.std(ddof=1))
    words = {
        "method": "E-value (VanderWeele and Ding 2017)",
        "convention": "risk ratio approximated by exp(0.91 d), d in standard deviations of the outcome",
        "higher_is": None,
    }
    return [
        made.plain("e_value", e_value(math.exp(0.91 * main.value / sd)), **words),
        made.plain(
            "e_value_of_limit", e_value(math.exp(0.91 * nearest_to_null(main.interval) / sd)), **words
        ),
    ]


def nearest_to_null(interval: Interval, null: float = 0.0) -> float:
    """The limit of an interval that lies nearer the null; the null itself where the interval holds it."""
    if interval.low <= null <= interval.high:
        return null
    return interval.low if interval.low > null else interval.high


def e_value(risk_ratio: float) -> float:
    """The least risk ratio that something unmeasured must have with both treatment and outcome to explain it away."""
    if not (math.isfinite(risk_ratio) and risk_ratio > 0):
        raise CannotSay(Named.BAD_SETTING, "A risk ratio is above 0.")
    ratio = risk_ratio if risk_ratio >= 1 else 1 / risk_ratio
    return ratio + math.sqrt(ratio * (ratio - 1))


def e_value_finding(risk_ratio: float, low: float | None = None, high: float | None = None) -> Finding:
    """The E-value of a published risk ratio, and of the limit of its interval nearer 1."""
    made = Reference("E-value (VanderWeele and Ding 2017)", 1, "risk ratio; n is one published estimate")
    estimates = [made.plain("e_value", e_value(risk_ratio))]
    if (low is None) != (high is None):
        raise CannotSay(Named.BAD_SETTING, "An interval has both limits: give low and high.")
    if low is not None and high is not None:
        if not 0 < low <= risk_ratio <= high:
            raise CannotSay(Named.BAD_SETTING, "The risk ratio lies between low and high, all above 0.")
        limit = nearest_to_null(Interval(low, high), 1.0)
        estimates.append(made.plain("e_value_of_limit", e_value(limit)))
    return Finding("e_value", tuple(estimates))


def _balance(known: Matrix, a: np.ndarray, weights: np.ndarray) -> tuple[dict[str, object], ...]:
    """Standardised mean differences before and after weighting; the spread is that before."""
    table = []
    for name, values in zip(known.names, known.values.T, strict=True):
        spread = math.sqrt((values[a == 1].var(ddof=1) + values[a == 0].var(ddof=1)) / 2)
        before = values[a == 1].mean() - values[a == 0].mean()
        after = np.average(values[a == 1], weights=weights[a == 1]) - np.average(
            values[a == 0], weights=weights[a == 0]
        )
        scale = spread or math.nan
        table.append((name, float(before / scale), float(after / scale)))
    return tuple(dict(row) for row in rows(("confounder", "smd_before", "smd_after"), table))


def _overlap(a: np.ndarray, propensity: np.ndarray) -> tuple[dict[str, object], ...]:
    """How many people of each group have which propensity, in tenths."""
    edges = np.linspace(0, 1, 11)
    treated, _ = np.histogram(propensity[a == 1], edges)
    others, _ = np.histogram(propensity[a == 0], edges)
    lines = zip(edges[:-1], edges[1:], treated, others, strict=True)
    table = rows(
        ("from", "to", "treated", "not_treated"),
        ((round(float(low), 1), round(float(high), 1), int(one), int(two)) for low, high, one, two in lines),
    )
    return tuple(dict(row) for row in table)


def _little_overlap(a: np.ndarray, propensity: np.ndarray) -> Condition | None:
    low = max(propensity[a == 1].min(), propensity[a == 0].min())
    high = min(propensity[a == 1].max(), propensity[a == 0].max())
    outside = int(((propensity < low) | (propensity > high)).sum())
    if outside <= 0.05 * a.size:
        return None
    return Condition(
        Named.NO_OVERLAP,
        f"{outside} of {a.size} people have nobody like them in the other group.",
        "For them the comparison rests on the model alone.",
    )
