"""Every pair of a market at once, by numpy alone: for small markets, for one person, and to check by.

No just-in-time compiler is loaded. Memory grows with seekers times supporters.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alongside.matching.core.engine.market import (
    LARGEST_NUMBER,
    Check,
    Ints,
    Likeness,
    Longs,
    Market,
    Rule,
    Side,
    Term,
    Test,
)

Booleans = NDArray[np.bool_]
_Pair = tuple[NDArray[Any], NDArray[Any]]


def fits(market: Market) -> Longs:
    """The weight of each pair that may be proposed, and 0 where it may not: seekers x supporters."""
    return np.where(allowed(market), weights(market), 0)


def allowed(market: Market) -> Booleans:
    """Whether each pair may be proposed. Places are not looked at."""
    shape = (market.seekers.people, market.supporters.people)
    may = np.ones(shape, dtype=np.bool_)
    for rule in market.rules:
        may &= holds(rule, market.seekers, market.supporters)
    may[market.excluded[:, 0], market.excluded[:, 1]] = False
    return may


def weights(market: Market) -> Longs:
    """What each pair would be worth, whether or not it may be proposed."""
    terms = np.zeros((market.seekers.people, market.supporters.people), dtype=np.int64)
    for likeness in market.likenesses:
        terms += points(market, likeness)
    terms //= market.divisor
    terms += market.seekers.base[:, None]
    terms += market.supporters.base[None, :]
    return terms


def holds(rule: Rule, seekers: Side, supporters: Side) -> Booleans:
    """Whether the rule lets each pair through."""
    through = np.zeros((seekers.people, supporters.people), dtype=np.bool_)
    for check in rule.checks:
        through |= _TESTS[check.test](check, seekers, supporters)
    return through


def points(market: Market, likeness: Likeness) -> Longs:
    """What one term adds for each pair, before it is divided."""
    alike = _TERMS[likeness.term](likeness, market)
    if likeness.coefficient < 0:
        return np.asarray(likeness.seeker_times * alike)
    given = np.int64(likeness.seeker_times) * market.seekers.shorts[likeness.coefficient][:, None]
    taken = np.int64(likeness.supporter_times) * market.supporters.shorts[likeness.coefficient][None, :]
    return np.asarray((given + taken) * alike)


def _columns(check: Check | Likeness, seekers: Side, supporters: Side, step: int = 0) -> _Pair:
    k = check.column + step
    return seekers.of(check.width)[k][:, None], supporters.of(check.width)[k][None, :]


def _meets(check: Check | Likeness, seekers: Side, supporters: Side) -> Booleans:
    met = np.zeros((seekers.people, supporters.people), dtype=np.bool_)
    for step in range(check.span):
        a, b = _columns(check, seekers, supporters, step)
        met |= (a & b) != 0
    return met


def _meets_twice(check: Check, seekers: Side, supporters: Side) -> Booleans:
    a, b = _columns(check, seekers, supporters)
    both = a & b
    return np.asarray((both & (both - both.dtype.type(1))) != 0)


def _same(check: Check | Likeness, seekers: Side, supporters: Side) -> Booleans:
    a, b = _columns(check, seekers, supporters)
    return np.equal(a, b)


def _within(check: Check, wishers: Side, others: Side) -> Booleans:
    lowest, highest = (wishers.of(check.width)[check.column + k][:, None] for k in (0, 1))
    number = others.of(check.width)[check.column][None, :]
    return np.asarray((lowest <= number) & (number <= highest))


_TESTS: dict[Test, Callable[[Check, Side, Side], Booleans]] = {
    Test.MEET: _meets,
    Test.MEET_TWICE: _meets_twice,
    Test.APART: lambda check, seekers, supporters: ~_meets(check, seekers, supporters),
    Test.SAME: _same,
    Test.DIFFER: lambda check, seekers, supporters: ~_same(check, seekers, supporters),
    Test.SEEKER_WITHIN: _within,
    Test.SUPPORTER_WITHIN: lambda check, seekers, supporters: _within(check, supporters, seekers).T,
    Test.SEEKER_OUTSIDE: lambda check, seekers, supporters: ~_within(check, seekers, supporters),
    Test.SUPPORTER_OUTSIDE: lambda check, seekers, supporters: ~_within(check, supporters, seekers).T,
}


def _step(likeness: Likeness, market: Market) -> Longs:
    a, b = _columns(likeness, market.seekers, market.supporters)
    return np.asarray(np.maximum(0, likeness.top - likeness.slope * np.abs(a.astype(np.int64) - b)))


def _dot(likeness: Likeness, market: Market) -> Longs:
    span = slice(likeness.column, likeness.column + likeness.span)
    a = market.seekers.of(likeness.width)[span].astype(np.int64)
    b = market.supporters.of(likeness.width)[span].astype(np.int64)
    return np.asarray((a.T @ b + likeness.top) * likeness.slope >> likeness.shift)


def _near(likeness: Likeness, market: Market) -> Longs:
    a, b = _columns(likeness, market.seekers, market.supporters)
    rows = market.seekers.ints[likeness.column + 1][:, None] + market.supporters.ints[likeness.column + 1]
    return near(market.tables, rows, np.abs(a - b)).astype(np.int64)


def near(tables: Ints, rows: Ints, apart: Ints) -> Ints:
    """The tables at these distances. The last column is for *not known*, the one before it for *further than all others*."""
    last = tables.shape[1] - 1
    place = np.where(apart > 2 * LARGEST_NUMBER, last, np.minimum(apart, last - 1))
    return np.asarray(tables[rows, place], dtype=np.int32)


_TERMS: dict[Term, Callable[[Likeness, Market], Longs]] = {
    Term.MEET: lambda likeness, market: (
        likeness.top * _meets(likeness, market.seekers, market.supporters).astype(np.int64)
    ),
    Term.SAME: lambda likeness, market: (
        likeness.top * _same(likeness, market.seekers, market.supporters).astype(np.int64)
    ),
    Term.STEP: _step,
    Term.DOT: _dot,
    Term.NEAR: _near,
}
