"""Shares of people with intervals that hold with few: Wilson's, and Newcombe's for a difference."""

import math

from scipy import stats

from alongside.evaluation.core.analyses.finding import (
    CannotSay,
    Condition,
    Design,
    Estimate,
    Finding,
    Named,
    Reference,
    library,
)
from alongside.evaluation.core.change import HigherIs, Interval

WILSON = "Wilson score interval"
NEWCOMBE = "difference of two shares, Newcombe's hybrid score interval (method 10)"


def wilson(count: int, of: int, level: float = 0.95) -> Interval:
    """Wilson's interval for count of `of`, without continuity correction."""
    low, high = library("statsmodels.stats.proportion").proportion_confint(
        count, of, alpha=1 - level, method="wilson"
    )
    return Interval(max(0.0, float(low)), min(1.0, float(high)), level)


def share(count: int, of: int, *, higher_is: HigherIs | None = None, level: float = 0.95) -> Finding:
    """The share of `count` among `of`, with Wilson's interval."""
    _check(count, of)
    made = Reference("share of people", of, WILSON, level, higher_is)
    return Finding("proportion", (made.plain("share", count / of, interval=wilson(count, of, level)),))


def shares(
    count1: int,
    of1: int,
    count2: int,
    of2: int,
    *,
    higher_is: HigherIs | None = None,
    design: Design = Design.COMPARED,
    level: float = 0.95,
) -> Finding:
    """Two shares and their difference, first minus second; risk ratio and odds ratio where no cell is empty."""
    _check(count1, of1)
    _check(count2, of2)
    n = of1 + of2
    made = Reference(NEWCOMBE, n, "first minus second, no continuity correction", level, higher_is)
    low, high = library("statsmodels.stats.proportion").confint_proportions_2indep(
        count1, of1, count2, of2, method="newcomb", compare="diff", alpha=1 - level
    )
    first, second = count1 / of1, count2 / of2
    single = {"method": "share of people", "convention": WILSON}
    estimates = [
        made.between("difference", first - second, low, high),
        made.plain("share_first", first, interval=wilson(count1, of1, level), **(single | {"n": of1})),
        made.plain("share_second", second, interval=wilson(count2, of2, level), **(single | {"n": of2})),
    ]
    cells = (count1, of1 - count1, count2, of2 - count2)
    empty = None
    if min(cells) > 0:
        estimates += [_ratio("risk_ratio", cells, made), _ratio("odds_ratio", cells, made)]
    else:
        empty = Condition(
            Named.ZERO_CELL,
            "In one group nobody, or everybody, had it: a ratio cannot be given.",
            "The difference of the shares stands.",
        )
    return Finding("two_proportions", tuple(estimates), design=design).also(empty)


def _ratio(name: str, cells: tuple[int, int, int, int], made: Reference) -> Estimate:
    a, b, c, d = cells
    if name == "risk_ratio":
        log, variance = math.log((a / (a + b)) / (c / (c + d))), 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)
    else:
        log, variance = math.log(a * d / (b * c)), 1 / a + 1 / b + 1 / c + 1 / d
    margin = float(stats.norm.ppf((1 + made.level) / 2)) * math.sqrt(variance)
    words = {
        "method": f"{name.replace('_', ' ')}, normal interval on the log scale",
        "convention": "first over second",
    }
    return made.between(name, math.exp(log), math.exp(log - margin), math.exp(log + margin), **words)


def _check(count: int, of: int) -> None:
    if of < 1:
        raise CannotSay(Named.TOO_FEW_PEOPLE, "A share needs at least one person.")
    if not 0 <= count <= of:
        raise CannotSay(Named.BAD_SETTING, f"{count} of {of} people is not possible.")
