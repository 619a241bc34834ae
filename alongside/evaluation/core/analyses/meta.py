"""Results of several sites or studies pooled, from their estimates and variances alone; no person's data is needed.

By PyMARE (tau squared by REML unless said otherwise, Knapp and Hartung's interval, never narrower than without it), with the Q-profile
interval of tau squared. Conventions differ between packages, so each is printed: I squared from tau squared (metafor)
and from Q; the prediction interval with t on k - 2 (Higgins, Riley), with t on k - 1, or normal.
Fewer than 3 studies are not pooled; below 5 there is a warning; below 10 no test for small-study effects.
"""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from scipy import special, stats

from alongside.evaluation.core.analyses.finding import (
    CannotSay,
    Condition,
    Design,
    Estimate,
    Finding,
    Named,
    Reference,
    exponentiated,
    library,
    rows,
)
from alongside.evaluation.core.analyses.matrix import Matrix, Values, beside, check_full_rank
from alongside.evaluation.core.analyses.matrix import (
    covariates as covariate_columns,
)
from alongside.evaluation.core.analyses.power import inside
from alongside.evaluation.core.analyses.studies import TESTS, Pooled, Studies, fit, typical_variance
from alongside.evaluation.core.analyses.verdicts import HELPS, improvement
from alongside.evaluation.core.change import HigherIs, Interval
from alongside.evaluation.core.words import judge

FEWEST_TO_POOL = 3
FEW_STUDIES = 5
FEWEST_FOR_FUNNEL = 10

PREDICTIONS = {
    "t_k_minus_2": "prediction interval with t on k - 2 (Higgins and Riley)",
    "t_k_minus_1": "prediction interval with t on k - 1 (metafor with Hartung-Knapp)",
    "normal": "prediction interval from the normal distribution (metafor's default)",
}


def meta_analysis(
    studies: Studies,
    *,
    method: str = "REML",
    test: str = "hartung_knapp",
    prediction: str = "t_k_minus_2",
    ratio: str = "",
    higher_is: HigherIs | None = None,
    mid: float | None = None,
    level: float = 0.95,
) -> Finding:
    """The pooled effect of three studies or more, how much they differ, and what to expect in a new one.

    ratio: "odds_ratio" or "risk_ratio" where effects are logs of those; the pooled ratio is then given as well.
    """
    inside(prediction in PREDICTIONS, f"The prediction interval is one of {', '.join(PREDICTIONS)}.")
    k = len(studies.names)
    each = _each(studies, level)
    if k < FEWEST_TO_POOL:
        return Finding(
            "meta_analysis",
            (),
            (
                Condition(
                    Named.TOO_FEW_TO_POOL,
                    f"{k} studies are not pooled; three are needed.",
                    "Each is shown by itself.",
                ),
            ),
            {"studies": each},
        )
    moderators = Matrix(("constant",), np.ones((k, 1)))
    found = fit(studies, moderators, method, test, level)
    made = Reference(
        f"{'equal-effects' if method == 'EE' else 'random-effects'} meta-analysis, {method} (PyMARE)",
        k,
        f"{TESTS[test][1]}; n is studies",
        level,
        higher_is,
    )
    pooled = made.wald("pooled", float(found.values[0]), float(found.errors[0]), found.df)
    estimates: list[Estimate] = [pooled, *_spread(studies, moderators, found, method, made)]
    if method != "EE":
        estimates.insert(1, _prediction(found, prediction, made))
    if ratio:
        estimates += [
            exponentiated(one, one.name.replace("pooled", ratio).replace("prediction", f"prediction_{ratio}"))
            for one in estimates[: 1 if method == "EE" else 2]
        ]
    few = _few(k)
    funnel: list[Condition | None] = []
    if k >= FEWEST_FOR_FUNNEL:
        estimates += _egger(studies, level)
    else:
        funnel = [_no_funnel(k)]
    tables = {"studies": each, "leave_one_out": _leave_one_out(studies, method, test, level)}
    judged = _verdict(pooled, mid)
    return Finding(
        "meta_analysis", tuple(estimates), tables=tables, design=Design.COMPARED, verdict=judged
    ).also(few, *funnel)


def _verdict(pooled: Estimate, mid: float | None) -> str | None:
    """The class of the pooled interval; n counts studies here, and three studies have people enough."""
    if mid is None or pooled.interval is None or pooled.higher_is is None:
        return None
    return HELPS[judge(improvement(pooled.interval, pooled.higher_is), mid)]


def _each(studies: Studies, level: float) -> tuple[dict[str, Any], ...]:
    z = float(stats.norm.ppf((1 + level) / 2))
    lines = [
        (
            name,
            float(effect),
            math.sqrt(variance),
            float(effect) - z * math.sqrt(variance),
            float(effect) + z * math.sqrt(variance),
        )
        for name, effect, variance in zip(studies.names, studies.effects, studies.variances, strict=True)
    ]
    return tuple(dict(row) for row in rows(("study", "effect", "se", "low", "high"), lines))


def _prediction(found: Pooled, prediction: str, made: Reference) -> Estimate:
    df = {"t_k_minus_2": made.n - 2, "t_k_minus_1": made.n - 1, "normal": math.inf}[prediction]
    quantile = (
        float(special.stdtrit(df, (1 + made.level) / 2))
        if math.isfinite(df)
        else float(special.ndtri((1 + made.level) / 2))
    )
    margin = quantile * math.sqrt(found.tau2 + found.errors[0] ** 2)
    middle = float(found.values[0])
    return made.between(
        "prediction",
        middle,
        middle - margin,
        middle + margin,
        convention=f"{PREDICTIONS[prediction]}; n is studies",
    )


def _spread(
    studies: Studies, moderators: Matrix, found: Pooled, method: str, made: Reference
) -> list[Estimate]:
    """Tau squared, I squared both ways, H squared and Q; none of them has a direction of benefit."""
    df = made.n - moderators.values.shape[1]
    typical = typical_variance(studies, moderators)
    low, high = found.tau2_interval
    from_q = {"method": "I squared from Q", "convention": "max(0, (Q - df)/Q)", "higher_is": None}
    shown = [
        made.plain(
            "q",
            found.q,
            p=found.q_p,
            df=float(df),
            method="Cochran's Q",
            convention=f"df {df}",
            higher_is=None,
        ),
        made.plain("i2_from_q", max(0.0, 100 * (found.q - df) / found.q) if found.q > 0 else 0.0, **from_q),
    ]
    if method == "EE":
        return shown
    return [
        made.between(
            "tau2",
            found.tau2,
            low,
            high,
            method=f"tau squared, {method}",
            convention="Q-profile interval",
            higher_is=None,
        ),
        made.plain("tau", math.sqrt(found.tau2), method=f"tau, {method}", convention="", higher_is=None),
        made.between(
            "i2",
            _i2(found.tau2, typical),
            _i2(low, typical),
            _i2(high, typical),
            method="I squared from tau squared",
            convention="100 tau2/(tau2 + typical variance), as metafor; Q-profile interval",
            higher_is=None,
        ),
        made.plain(
            "h2",
            found.tau2 / typical + 1,
            method="H squared from tau squared",
            convention="as metafor",
            higher_is=None,
        ),
        *shown,
    ]


def _i2(tau2: float, typical: float) -> float:
    return 100 * tau2 / (tau2 + typical)


def _leave_one_out(studies: Studies, method: str, test: str, level: float) -> tuple[dict[str, Any], ...]:
    k = len(studies.names) - 1
    lines = []
    for place, name in enumerate(studies.names):
        if k < FEWEST_TO_POOL:
            break
        found = fit(studies.without(place), Matrix(("constant",), np.ones((k, 1))), method, test, level)
        one = Reference("", k, "", level).wald(
            "pooled", float(found.values[0]), float(found.errors[0]), found.df
        )
        bounds = one.interval or Interval(math.nan, math.nan)
        lines.append((name, one.value, bounds.low, bounds.high, found.tau2))
    return tuple(dict(row) for row in rows(("without", "pooled", "low", "high", "tau2"), lines))


def _egger(studies: Studies, level: float) -> list[Estimate]:
    """Egger's regression: does the effect, in standard errors, grow with imprecision?"""
    errors = np.sqrt(studies.variances)
    design = np.column_stack([np.ones(errors.size), 1 / errors])
    fitted = library("statsmodels.regression.linear_model").OLS(studies.effects / errors, design).fit()
    made = Reference(
        "Egger's regression (statsmodels)",
        int(errors.size),
        "effect/se on 1/se, t on k - 2; n is studies",
        level,
    )
    return [
        made.wald("egger_intercept", float(fitted.params[0]), float(fitted.bse[0]), float(errors.size - 2))
    ]


def _few(k: int) -> Condition | None:
    if k >= FEW_STUDIES:
        return None
    return Condition(
        Named.FEW_STUDIES,
        f"With {k} studies, how much they differ is hardly known (fewer than {FEW_STUDIES}).",
        "Read the interval, and each study beside it; not the pooled number alone.",
    )


def _no_funnel(k: int) -> Condition:
    return Condition(
        Named.FEW_STUDIES,
        f"With {k} studies there is no test for small-study effects (fewer than {FEWEST_FOR_FUNNEL}).",
        "Unpublished results cannot be ruled out by a test here.",
    )


def meta_regression(
    studies: Studies,
    moderators: Mapping[str, Values],
    *,
    method: str = "REML",
    test: str = "hartung_knapp",
    level: float = 0.95,
) -> Finding:
    """Effects on moderators of the studies, with what heterogeneity is left; k at least two above the coefficients.

    Moderators that are words become one indicator for each group but the first in the alphabet. QM tests whether any
    of them matters; the share explained compares what is left with the heterogeneity of all (metafor's R squared).
    """
    k = len(studies.names)
    columns = beside(Matrix(("intercept",), np.ones((k, 1))), covariate_columns(moderators, k))
    if k - columns.values.shape[1] < FEWEST_TO_POOL - 1 or not columns.whole.all():
        raise CannotSay(
            Named.TOO_FEW_TO_POOL,
            f"{k} studies are too few for {len(moderators)} moderators, or a moderator is missing.",
            "The studies can be pooled without moderators.",
        )
    check_full_rank(columns)
    found = fit(studies, columns, method, test, level)
    made = Reference(f"meta-regression, {method} (PyMARE)", k, f"{TESTS[test][1]}; n is studies", level)
    typical = typical_variance(studies, columns)
    df = k - columns.values.shape[1]
    low, high = found.tau2_interval
    estimates = [
        *(
            made.wald(f"coefficient[{name}]", float(value), float(error), found.df)
            for name, value, error in zip(columns.names, found.values, found.errors, strict=True)
        ),
        made.between(
            "residual_tau2",
            found.tau2,
            low,
            high,
            method=f"tau squared left, {method}",
            convention="Q-profile interval",
        ),
        made.plain(
            "residual_i2",
            _i2(found.tau2, typical),
            method="I squared left, from tau squared",
            convention="as metafor",
        ),
        made.plain(
            "qe", found.q, p=found.q_p, df=float(df), method="Q of what is left", convention=f"df {df}"
        ),
        _qm(found, made),
    ]
    explained = _explained(studies, found, method, test, level)
    if explained is not None:
        estimates.append(
            made.plain(
                "explained",
                explained,
                method="share of heterogeneity explained, percent",
                convention="max(0, tau2 of all - tau2 left) / tau2 of all, as metafor's R squared",
            )
        )
    return Finding("meta_regression", tuple(estimates), design=Design.COMPARED).also(_few(k))


def _qm(found: Pooled, made: Reference) -> Estimate:
    """Do all moderators together matter: chi squared, or F where the errors are Hartung and Knapp's."""
    values, count = found.values[1:], len(found.values) - 1
    q = float(values @ np.linalg.solve(found.covariance[1:, 1:], values))
    words = {"method": "test of all moderators (QM)"}
    if found.df is None:
        return made.plain(
            "qm",
            q,
            p=float(stats.chi2.sf(q, count)),
            df=float(count),
            convention=f"chi squared, df {count}",
            **words,
        )
    f = q / count
    return made.plain(
        "qm",
        f,
        p=float(stats.f.sf(f, count, found.df)),
        df=float(count),
        convention=f"F, df {count} and {found.df:g}",
        **words,
    )


def _explained(studies: Studies, found: Pooled, method: str, test: str, level: float) -> float | None:
    """Percent of tau squared that the moderators explain; None where there is none to explain."""
    if method == "EE":
        return None
    alone = fit(studies, Matrix(("constant",), np.ones((len(studies.names), 1))), method, test, level).tau2
    return None if alone == 0 else max(0.0, 100 * (alone - found.tau2) / alone)
