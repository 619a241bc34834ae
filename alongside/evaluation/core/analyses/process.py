"""Whether a process changed over time: run charts, and control charts for counts, rates and shares.

Run charts by Anhøj and Olesen (2014): too long a run on one side of the median, or too few crossings. Control limits
are three standard deviations of what chance makes (Shewhart). Funnels for supporters say who lies outside chance, and
never who is best.
"""

import math
from collections.abc import Sequence

import numpy as np
from scipy import stats

from alongside.evaluation.core.analyses.finding import (
    CannotSay,
    Condition,
    Finding,
    Named,
    Reference,
    named_list,
    rows,
)

FEWEST_POINTS = 10
FEWEST_FOR_FUNNEL = 20
CHARTS = ("individuals", "count", "rate", "share")


def run_chart(values: Sequence[float], labels: Sequence[str] | None = None) -> Finding:
    """The median, the longest run on one side of it and the crossings, against what chance makes of so many points."""
    points = np.asarray(values, dtype=float)
    points = points[np.isfinite(points)]
    if points.size < FEWEST_POINTS:
        raise CannotSay(
            Named.TOO_FEW_PEOPLE,
            f"{points.size} points are too few for a run chart (ten).",
            "Show the points as they are.",
        )
    median = float(np.median(points))
    sides = np.sign(points - median)
    useful = sides[sides != 0]
    if not useful.size:
        raise CannotSay(Named.ZERO_VARIANCE, "Every point is the same.", f"It is {median:g}.")
    changes = np.flatnonzero(np.diff(useful) != 0)
    runs = np.diff(np.concatenate([[0], changes + 1, [useful.size]]))
    longest, crossings, n = int(runs.max()), int(changes.size), int(useful.size)
    most_run = round(math.log2(n) + 3)
    least_crossings = int(stats.binom.ppf(0.05, n - 1, 0.5))
    signal = longest > most_run or crossings < least_crossings
    made = Reference(
        "run chart (Anhøj and Olesen 2014)", int(points.size), f"{n} points not on the median; n is points"
    )
    estimates = (
        made.plain("median", median),
        made.plain("longest_run", longest),
        made.plain("longest_run_by_chance", most_run),
        made.plain("crossings", crossings),
        made.plain("fewest_crossings_by_chance", least_crossings),
        made.plain("signal", float(signal), convention="1 where the process changed more than chance makes"),
    )
    named = labels if labels is not None else [str(number) for number in range(1, len(values) + 1)]
    table = rows(("at", "value"), [(name, float(value)) for name, value in zip(named, values, strict=True)])
    return Finding("run_chart", estimates, tables={"points": table})


def control_chart(
    values: Sequence[float],
    *,
    chart: str,
    of: Sequence[float] | None = None,
    labels: Sequence[str] | None = None,
) -> Finding:
    """Points with their centre and limits. chart: "individuals" (measurements; moving range), "count" (c), "rate" (u:
    values over `of`, an exposure), "share" (p: values out of `of` people)."""
    if chart not in CHARTS:
        raise CannotSay(Named.BAD_SETTING, f"The chart is one of {', '.join(CHARTS)}.")
    points = np.asarray(values, dtype=float)
    sizes = np.ones(points.size) if of is None else np.asarray(of, dtype=float)
    _check_points(points, sizes, chart, given=of is not None)
    shown, centre, low, high = _limits(points, sizes, chart)
    outside = (shown < low - 1e-12) | (shown > high + 1e-12)
    named = labels if labels is not None else [str(number) for number in range(1, points.size + 1)]
    made = Reference(f"control chart, {chart}", int(points.size), _WORDS[chart])
    table = rows(
        ("at", "value", "low", "high", "outside"),
        [
            (name, float(value), float(bottom), float(top), bool(out))
            for name, value, bottom, top, out in zip(named, shown, low, high, outside, strict=True)
        ],
    )
    estimates = (made.plain("centre", centre), made.plain("outside", int(outside.sum())))
    return Finding("control_chart", estimates, tables={"points": table}).also(_few_points(points.size))


_WORDS = {
    "individuals": "mean +- 2.66 mean moving range; n is points",
    "count": "c chart, mean +- 3 sqrt(mean); n is points",
    "rate": "u chart, mean +- 3 sqrt(mean/exposure); n is points",
    "share": "p chart, mean +- 3 sqrt(mean(1 - mean)/people); n is points",
}


def _check_points(points: np.ndarray, sizes: np.ndarray, chart: str, *, given: bool) -> None:
    if points.size < 2 or points.size != sizes.size:
        raise CannotSay(Named.TOO_FEW_PEOPLE, "A chart needs two points, and each its size.")
    if not np.isfinite(points).all() or not np.isfinite(sizes).all():
        raise CannotSay(Named.NOT_A_NUMBER, "A point is missing.", "Leave its row out.")
    if chart in ("rate", "share") and not given:
        raise CannotSay(Named.BAD_SETTING, "Rates and shares need the column of exposure or people (of).")
    if (sizes <= 0).any():
        raise CannotSay(Named.BAD_SETTING, "An exposure, or a number of people, is above 0.")
    if chart != "individuals" and (points < 0).any():
        raise CannotSay(Named.BAD_SETTING, "A count is 0 or more.")
    if chart in ("count", "share") and (points % 1 != 0).any():
        raise CannotSay(
            Named.BAD_SETTING, "A count is a whole number.", "Measurements belong on the chart individuals."
        )
    if chart == "share" and (points > sizes).any():
        raise CannotSay(Named.BAD_SETTING, "A share has more than everybody.")


def _limits(
    points: np.ndarray, sizes: np.ndarray, chart: str
) -> tuple[np.ndarray, float, np.ndarray, np.ndarray]:
    if chart == "individuals":
        centre = float(points.mean())
        spread = np.full(points.size, 2.66 * float(np.abs(np.diff(points)).mean()))
        return points, centre, centre - spread, centre + spread
    centre = float(points.sum() / sizes.sum())
    variance = centre * (1 - centre) if chart == "share" else centre
    spread = 3 * np.sqrt(variance / sizes)
    high = centre + spread
    return (
        points / sizes,
        centre,
        np.maximum(centre - spread, 0),
        np.minimum(high, 1) if chart == "share" else high,
    )


def _few_points(count: int) -> Condition | None:
    if count >= FEWEST_POINTS:
        return None
    return Condition(
        Named.TOO_FEW_PEOPLE,
        f"Limits from {count} points are hardly known (fewer than ten).",
        "Keep counting.",
    )


def supporter_funnel(
    names: Sequence[str], values: Sequence[float], of: Sequence[float], *, level: float = 0.998
) -> Finding:
    """Which supporters' shares lie outside what chance makes of so few people; not shown with fewer than 20 supporters.

    Exact binomial limits around the share of all. Never a ranking, and never for the public.
    """
    counts, people = np.asarray(values, dtype=float), np.asarray(of, dtype=float)
    _check_points(counts, people, "share", given=True)
    if counts.size < FEWEST_FOR_FUNNEL:
        raise CannotSay(
            Named.TOO_FEW_PEOPLE,
            f"{counts.size} supporters are too few to tell apart (fewer than {FEWEST_FOR_FUNNEL}).",
            f"Over all, the share is {counts.sum() / people.sum():.3g}.",
        )
    if len(set(names)) < len(names):
        raise CannotSay(
            Named.DUPLICATE_ROWS, "Some supporters come more than once.", "Give each supporter one row."
        )
    centre = float(counts.sum() / people.sum())
    low = stats.binom.ppf((1 - level) / 2, people, centre) / people
    high = stats.binom.ppf((1 + level) / 2, people, centre) / people
    shares = counts / people
    outside = (shares < low) | (shares > high)
    made = Reference(
        "funnel with exact binomial limits",
        int(counts.size),
        f"{100 * level:g} % limits around the share of all; n is supporters",
        level,
    )
    named = [name for name, out in zip(names, outside, strict=True) if out]
    table = rows(
        ("supporter", "people", "share", "low", "high"),
        sorted(
            (name, int(n), float(s), float(a), float(b))
            for name, n, s, a, b in zip(names, people, shares, low, high, strict=True)
        ),
    )
    told = None
    if named:
        told = Condition(
            Named.OUTSIDE_RANGE,
            f"Outside what chance makes: {named_list(named)}.",
            "Ask why; their people, or what was asked of them, may differ. This ranks nobody.",
        )
    return Finding(
        "funnel",
        (made.plain("centre", centre), made.plain("outside", len(named))),
        tables={"supporters": table},
    ).also(told)
