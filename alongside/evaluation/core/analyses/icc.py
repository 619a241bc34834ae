"""Intraclass correlations: how alike people of one cluster are, and how far raters agree (Shrout and Fleiss 1979)."""

from collections.abc import Sequence

import numpy as np
from scipy import stats

from alongside.evaluation.core.analyses.finding import (
    CannotSay,
    Condition,
    Estimate,
    Finding,
    Named,
    Reference,
    left_out,
)
from alongside.evaluation.core.analyses.matrix import Values, numbers, same_length, words


def cluster_icc(*, outcome: Values, cluster: Values, level: float = 0.95) -> Finding:
    """The share of variance that lies between clusters, by one-way analysis of variance, with its F interval.

    With unequal sizes, the size n0 of Donner 1986; the interval is exact for equal sizes only. A negative estimate is
    shown as it comes: people of one cluster are then less alike than strangers.
    """
    size = same_length(outcome=outcome, cluster=cluster)
    y, clusters = numbers(outcome), words(cluster)
    usable = np.isfinite(y) & (clusters != "")
    y, codes = y[usable], np.unique(clusters[usable].astype(str), return_inverse=True)[1]
    k, n = int(codes.max(initial=-1)) + 1, int(y.size)
    if k < 2 or n <= k:
        raise CannotSay(
            Named.FEW_CLUSTERS,
            f"{k} clusters with {n} people cannot tell differences between from differences within.",
            "Two clusters are needed, and one of them with two people.",
        )
    sizes = np.bincount(codes)
    means = np.bincount(codes, weights=y) / sizes
    between = float((sizes * (means - y.mean()) ** 2).sum()) / (k - 1)
    within = float(((y - means[codes]) ** 2).sum()) / (n - k)
    if between + within == 0:
        raise CannotSay(Named.ZERO_VARIANCE, "Every outcome is the same, so there is nothing to share out.")
    n0 = float((n - (sizes**2).sum() / n) / (k - 1))
    words_used = f"one-way ANOVA; {k} clusters, n0 {n0:g}" + (
        "" if np.ptp(sizes) == 0 else "; unequal sizes, approximate interval"
    )
    made = Reference("intracluster correlation, ANOVA estimator", n, words_used, level)
    icc = (between - within) / (between + (n0 - 1) * within)
    low, high = _one_way(between / within if within else np.inf, k - 1, n - k, n0, level)
    estimates = (
        made.between("icc", icc, low, high),
        made.plain("design_effect", 1 + (n0 - 1) * icc, convention="1 + (n0 - 1) ICC"),
        made.plain("mean_square_between", between),
        made.plain("mean_square_within", within),
        made.plain("clusters", k),
    )
    return Finding("cluster_icc", estimates).also(left_out(size, n, "people"))


def _one_way(f: float, df1: float, df2: float, size: float, level: float) -> tuple[float, float]:
    tail = (1 + level) / 2
    low, high = f / stats.f.ppf(tail, df1, df2), f * stats.f.ppf(tail, df2, df1)
    if not np.isfinite(f):
        return 1.0, 1.0
    return _over(float(low - 1), float(low + size - 1)), _over(float(high - 1), float(high + size - 1))


def rater_icc(ratings: Sequence[Sequence[float]] | np.ndarray, level: float = 0.95) -> Finding:
    """The six intraclass correlations of Shrout and Fleiss, one row a target and one column a rater.

    1: other raters for each target. 2: the same raters, drawn from many. 3: the same raters, and no others. k: of the
    mean of all raters. Rows with a missing rating are left out, and counted.
    """
    table = np.asarray(ratings, dtype=float)
    if table.ndim != 2:
        raise CannotSay(
            Named.BAD_SETTING, "Ratings are a table: a row for each target, a column for each rater."
        )
    whole = np.isfinite(table).all(axis=1)
    kept = table[whole]
    n, k = kept.shape
    if n < 2 or k < 2:
        raise CannotSay(Named.TOO_FEW_PEOPLE, f"{n} complete targets and {k} raters: two of each are needed.")
    if np.ptp(kept) == 0:
        raise CannotSay(Named.ZERO_VARIANCE, "Every rating is the same, so targets cannot be told apart.")
    squares = _squares(kept)
    bms, wms, jms, ems = squares
    made = Reference(
        "intraclass correlation (Shrout and Fleiss 1979)", n, f"{k} raters, {n} targets; n is targets", level
    )
    single = {
        "icc_1_1": _over(bms - wms, bms + (k - 1) * wms),
        "icc_2_1": _over(bms - ems, bms + (k - 1) * ems + k * (jms - ems) / n),
        "icc_3_1": _over(bms - ems, bms + (k - 1) * ems),
    }
    bounds = {
        "icc_1_1": _one_way(bms / wms if wms else np.inf, n - 1, n * (k - 1), k, level),
        "icc_2_1": _two_way(squares, n, k, single["icc_2_1"], level),
        "icc_3_1": _one_way(bms / ems if ems else np.inf, n - 1, (n - 1) * (k - 1), k, level),
    }
    mean = {
        "icc_1_1": _over(bms - wms, bms),
        "icc_2_1": _over(bms - ems, bms + (jms - ems) / n),
        "icc_3_1": _over(bms - ems, bms),
    }
    estimates: list[Estimate] = [made.between(name, value, *bounds[name]) for name, value in single.items()]
    for name, value in mean.items():
        low, high = (_over(k * bound, 1 + bound * (k - 1)) for bound in bounds[name])
        estimates.append(
            made.between(
                name.replace("_1_1", "_1_k").replace("_2_1", "_2_k").replace("_3_1", "_3_k"), value, low, high
            )
        )
    return Finding("rater_icc", tuple(estimates)).also(left_out(len(table), n, "targets"), _kinds())


def _over(part: float, whole: float) -> float:
    """A ratio, not known where there is nothing to share out."""
    return part / whole if whole else float("nan")


def _squares(table: np.ndarray) -> tuple[float, float, float, float]:
    """Mean squares between targets, within targets, between raters, and of what is left."""
    n, k = table.shape
    grand = table.mean()
    rows, columns = table.mean(axis=1), table.mean(axis=0)
    between = k * ((rows - grand) ** 2).sum()
    within = ((table - rows[:, None]) ** 2).sum()
    raters = n * ((columns - grand) ** 2).sum()
    left = max(within - raters, 0.0)
    return (
        float(between / (n - 1)),
        float(within / (n * (k - 1))),
        float(raters / (k - 1)),
        float(left / ((n - 1) * (k - 1))),
    )


def _two_way(
    squares: tuple[float, float, float, float], n: int, k: int, icc: float, level: float
) -> tuple[float, float]:
    """Shrout and Fleiss's approximate interval for the second kind."""
    bms, _wms, jms, ems = squares
    if ems == 0:
        return np.nan, np.nan
    ratio = jms / ems
    part = n * (1 + (k - 1) * icc) - k * icc
    df = (k - 1) * (n - 1) * (k * icc * ratio + part) ** 2 / ((n - 1) * k**2 * icc**2 * ratio**2 + part**2)
    tail = (1 + level) / 2
    upper, lower = stats.f.ppf(tail, n - 1, df), stats.f.ppf(tail, df, n - 1)
    rest = k * jms + (k * n - k - n) * ems
    return (
        _over(float(n * (bms - upper * ems)), float(upper * rest + n * bms)),
        _over(float(n * (lower * bms - ems)), float(rest + n * lower * bms)),
    )


def _kinds() -> Condition:
    return Condition(
        Named.NOT_DECLARED,
        "The six kinds answer different questions; the design of the rating decides which one holds, not the size.",
        "Report one, chosen beforehand: 1 other raters for each target, 2 raters drawn from many, 3 these raters only.",
    )
