"""How far coders agree beyond chance: Krippendorff's alpha for any number of coders and missing codes, and the kappas.

Alpha's arithmetic is Krippendorff's (2011), from coincidences; the tests compare it with the package `krippendorff`.
Kappas are statsmodels'.
"""

import math
from collections.abc import Callable, Sequence

import numpy as np

from alongside.evaluation.core.analyses.finding import (
    CannotSay,
    Condition,
    Finding,
    Named,
    Reference,
    library,
)
from alongside.evaluation.core.analyses.matrix import is_missing

MOST_TIMES = 100_000
LEVELS = ("nominal", "ordinal", "interval", "ratio")


def krippendorff_alpha(
    codes: Sequence[Sequence[str]],
    *,
    measured: str = "nominal",
    times: int = 1000,
    seed: int = 1,
    level: float = 0.95,
) -> Finding:
    """Alpha of coders: one row a unit, one column a coder, '' where a coder gave none.

    measured: how far apart two codes are; "nominal" for words, else numbers. The interval resamples units (bootstrap).
    """
    if measured not in LEVELS:
        raise CannotSay(Named.BAD_SETTING, f"Codes are measured as one of {', '.join(LEVELS)}.")
    if not 10 <= times <= MOST_TIMES:
        raise CannotSay(Named.BAD_SETTING, f"Resample between 10 and {MOST_TIMES:,} times.")
    codes = [["" if is_missing(code) else code for code in row] for row in codes]
    values = sorted({code for row in codes for code in row if code != ""}, key=_order(measured))
    counts = np.array(
        [[sum(code == value for code in row) for value in values] for row in codes], dtype=float
    )
    counts = counts.reshape(len(codes), len(values))
    pairable = counts.sum(axis=1) >= 2
    counts = counts[pairable]
    if len(counts) < 2:
        raise CannotSay(
            Named.TOO_FEW_PEOPLE,
            f"{len(counts)} units were coded twice; two are needed.",
            "Code more units twice.",
        )
    amounts = (
        np.arange(len(values), dtype=float)
        if measured == "nominal"
        else np.array([float(each) for each in values])
    )
    if measured == "ratio" and (amounts < 0).any():
        raise CannotSay(
            Named.BAD_SETTING, "Codes on a ratio scale are 0 or more.", 'Ask for measured = "interval".'
        )
    alpha = _alpha(counts, amounts, measured)
    if not math.isfinite(alpha):
        raise CannotSay(
            Named.ZERO_VARIANCE,
            "Every code is the same, so chance cannot be told from agreement.",
            f"All coders agree on {values[0]!r} everywhere.",
        )
    n = len(counts)
    low, high = _bootstrap(counts, amounts, measured, times=times, seed=seed, level=level)
    made = Reference(
        "Krippendorff's alpha",
        n,
        f"{measured}; units with two codes or more; bootstrap over units, {times} times, seed {seed}; n is units",
        level,
    )
    estimates = (
        made.between("alpha", alpha, low, high),
        made.plain("codes", counts.sum(), method="count", convention="pairable codes"),
    )
    few = None if pairable.all() else _unpaired(int((~pairable).sum()))
    return Finding("agreement", estimates).also(few)


def _order(measured: str) -> Callable[[str], tuple[float, str]]:
    def key(code: str) -> tuple[float, str]:
        if measured == "nominal":
            return 0.0, code
        try:
            return float(code), code
        except ValueError:
            raise CannotSay(
                Named.NOT_A_NUMBER,
                f"{code!r} is no number, and {measured} codes are numbers.",
                'Words are "nominal".',
            ) from None

    return key


def _alpha(counts: np.ndarray, amounts: np.ndarray, measured: str, times: np.ndarray | None = None) -> float:
    """1 minus observed over expected disagreement, from the table units by values; times: how often each unit counts."""
    per_unit = counts.sum(axis=1)
    often = np.ones(len(counts)) if times is None else times
    totals = often @ counts
    n = totals.sum()
    weighed = counts * (often / (per_unit - 1))[:, None]
    coincidences = weighed.T @ counts - np.diag(weighed.sum(axis=0))
    apart = _distances(amounts, totals, measured)
    expected = (np.outer(totals, totals) * apart).sum() / (n - 1)
    if expected == 0:
        return math.nan
    return float(1 - (coincidences * apart).sum() / expected)


def _distances(amounts: np.ndarray, totals: np.ndarray, measured: str) -> np.ndarray:
    """Squared differences between values."""
    if measured == "nominal":
        return 1.0 - np.eye(len(amounts))
    if measured == "ordinal":
        ranks = np.cumsum(totals) - totals / 2
        return np.subtract.outer(ranks, ranks) ** 2
    differences = np.subtract.outer(amounts, amounts)
    if measured == "interval":
        return np.asarray(differences**2)
    sums = np.add.outer(amounts, amounts)
    return np.where(sums == 0, 0.0, (differences / np.where(sums == 0, 1.0, sums)) ** 2)


def _bootstrap(
    counts: np.ndarray, amounts: np.ndarray, measured: str, *, times: int, seed: int, level: float
) -> tuple[float, float]:
    stream = np.random.default_rng(seed)
    # Units coded alike are counted together, so that very many units take no longer than their draws.
    alike, which = np.unique(counts, axis=0, return_inverse=True)
    which = np.ravel(which)
    made = [
        _alpha(
            alike,
            amounts,
            measured,
            np.bincount(which[stream.integers(0, len(counts), len(counts))], minlength=len(alike)).astype(
                float
            ),
        )
        for _ in range(times)
    ]
    kept = [value for value in made if math.isfinite(value)]
    if len(kept) < times / 2:
        return math.nan, math.nan
    low, high = np.quantile(kept, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def _unpaired(count: int) -> Condition:
    return Condition(
        Named.ROWS_LEFT_OUT,
        f"{count} units have fewer than two codes, and say nothing of agreement.",
        "They were left out.",
    )


def fleiss_kappa(table: Sequence[Sequence[float]]) -> Finding:
    """Fleiss' and Randolph's kappa from a table: one row a unit, one column a category, holding how many coders chose it."""
    try:
        counts = np.asarray(table, dtype=float)
    except (ValueError, TypeError):
        raise CannotSay(
            Named.BAD_SETTING, "The table holds numbers, and every row has a cell for each category."
        ) from None
    if counts.ndim != 2 or counts.shape[0] < 1 or counts.shape[1] < 2:
        raise CannotSay(
            Named.BAD_SETTING, "The table has a row for each unit and a column for each category."
        )
    if not (np.isfinite(counts).all() and (counts >= 0).all()):
        raise CannotSay(Named.BAD_SETTING, "Every cell holds how many coders chose the category: 0 or more.")
    coders = counts.sum(axis=1)
    if np.ptp(coders) != 0 or coders[0] < 2:
        raise CannotSay(
            Named.BAD_SETTING,
            "Every unit must have the same number of coders, two or more.",
            "Where some are missing, use Krippendorff's alpha (analysis: agreement).",
        )
    if (counts.sum(axis=0) > 0).sum() < 2:
        raise CannotSay(
            Named.ZERO_VARIANCE,
            "All coders chose one category everywhere.",
            "Chance cannot be told from agreement.",
        )
    kappa = library("statsmodels.stats.inter_rater").fleiss_kappa
    made = Reference("kappa (statsmodels)", len(counts), f"{coders[0]:g} coders; n is units")
    return Finding(
        "fleiss_kappa",
        (
            made.plain(
                "fleiss", kappa(counts, method="fleiss"), convention=f"fixed margins; {made.convention}"
            ),
            made.plain(
                "randolph", kappa(counts, method="randolph"), convention=f"free margins; {made.convention}"
            ),
        ),
    )


def cohens_kappa(first: Sequence[str], second: Sequence[str], level: float = 0.95) -> Finding:
    """Cohen's kappa of two coders; units that one of them did not code are left out."""
    pairs = [(a, b) for a, b in zip(first, second, strict=True) if a != "" and b != ""]
    values = sorted({code for pair in pairs for code in pair})
    if len(pairs) < 2 or len(values) < 2:
        raise CannotSay(Named.TOO_FEW_PEOPLE, "Two coders need two units and two categories at least.")
    table = np.zeros((len(values), len(values)))
    for a, b in pairs:
        table[values.index(a), values.index(b)] += 1
    found = library("statsmodels.stats.inter_rater").cohens_kappa(table)
    made = Reference("Cohen's kappa (statsmodels)", len(pairs), "two coders, unweighted; n is units", level)
    same = float(np.trace(table) / len(pairs))
    return Finding(
        "cohens_kappa",
        (
            made.wald("kappa", float(found.kappa), float(found.std_kappa)),
            made.plain("same_code", same, method="share of units coded alike"),
        ),
    )
