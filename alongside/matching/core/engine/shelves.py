"""Where to look for somebody: one side of a market, shelved by what the other side must share with it.

Most pairs fail at once, by condition or by distance. So whoever is looked for stands on one shelf for each bit of
the market's *fence* (a set that both must share), copied if need be, and within it first those who can be reached
from anywhere, then those who must be near, each by place. Whoever looks sees a few stretches of a few shelves, as
columns that lie one after another in memory.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alongside.matching.core.engine.market import Check, Ints, Likeness, Longs, Market, Rule, Side, Test

STRETCH = 4
"""Numbers that describe a stretch: first, beyond the last, the shelf's bit (-1: none), unused."""

_FLIPPED = {
    Test.SEEKER_WITHIN: Test.SUPPORTER_WITHIN,
    Test.SUPPORTER_WITHIN: Test.SEEKER_WITHIN,
    Test.SEEKER_OUTSIDE: Test.SUPPORTER_OUTSIDE,
    Test.SUPPORTER_OUTSIDE: Test.SEEKER_OUTSIDE,
}


@dataclass(frozen=True, slots=True, eq=False)
class Looking:
    """One side looking for the other.

    ``who`` says which person stands at each position of the shelves; ``shelved`` has their columns in that order.
    ``order`` are those who look, neighbours in it looking at much the same. ``stretches[at[b]:at[b + 1]]`` are
    what b looks at. ``tests`` and ``terms`` are the market's rules and likenesses as numbers, with the one who
    looks as the seeker; ``fence`` is the column of the fence (-1: none). ``excluded[excluded_at[b]:…]`` are the
    people that b may not be given, in rising order.
    """

    lookers: int
    people: int
    who: Ints
    shelved: Side
    looking: Side
    order: Ints
    at: Longs
    stretches: Ints
    tests: Ints
    terms: Ints
    fence: int
    tables: Ints
    divisor: int
    excluded_at: Longs
    excluded: Ints


def looking(market: Market, *, supporters_look: bool) -> Looking:
    """The market as those see it who look: supporters for seekers, or seekers for supporters."""
    own, other = market.seekers, market.supporters
    if supporters_look:
        own, other = other, own
    fence = _fence_check(market)
    near = _near_rule(market)
    who, shelves = _shelve(other, fence, near)
    at, stretches = _stretches(_place(own, near), _place(other, near)[1][who], _masks(own, fence), shelves)
    pairs = market.excluded[:, ::-1] if supporters_look else market.excluded
    excluded_at, excluded = _rows(pairs, own.people)
    return Looking(
        lookers=own.people,
        people=other.people,
        who=who,
        shelved=other.taken(who),
        looking=_by_person(own),
        order=_order(own, fence, near),
        at=at,
        stretches=stretches,
        tests=_tests(market, fence, flipped=supporters_look),
        terms=_terms(market.likenesses, flipped=supporters_look),
        fence=-1 if fence is None else fence.column,
        tables=market.tables,
        divisor=market.divisor,
        excluded_at=excluded_at,
        excluded=excluded,
    )


def _fence_check(market: Market) -> Check | None:
    return market.rules[market.fence].checks[0] if market.fence >= 0 else None


def _near_rule(market: Market) -> Rule | None:
    """The rule that lets through who can be reached from anywhere or is at the same place."""
    wanted = [(Test.MEET, 16), (Test.SAME, 16)]
    return next((rule for rule in market.rules if [(c.test, c.width) for c in rule.checks] == wanted), None)


def _place(side: Side, near: Rule | None) -> tuple[NDArray[Any], NDArray[Any]]:
    """Whether each person must be near, and where they are."""
    if near is None:
        return np.zeros(side.people, dtype=np.bool_), np.zeros(side.people, dtype=np.int16)
    reach, place = near.checks
    return side.shorts[reach.column] == 0, side.shorts[place.column]


def _shelve(other: Side, fence: Check | None, near: Rule | None) -> tuple[Ints, Longs]:
    """Who stands at each position; and the shelves: bit, first position, first who must be near, beyond the last."""
    far, place = _place(other, near)
    if fence is None:
        everybody = np.lexsort((np.arange(other.people), place, far)).astype(np.int32)
        return everybody, np.array([[-1, 0, other.people - int(far.sum()), other.people]], dtype=np.int64)
    masks, found, shelves, filled = other.longs[fence.column], [], [], 0
    for bit in range(64):
        on = np.flatnonzero(masks >> np.int64(bit) & 1)
        if on.size:
            on = on[np.lexsort((on, place[on], far[on]))]
            shelves.append([bit, filled, filled + on.size - int(far[on].sum()), filled + on.size])
            found.append(on)
            filled += on.size
    who = np.concatenate(found) if found else np.zeros(0)
    return who.astype(np.int32), np.array(shelves, dtype=np.int64).reshape(-1, 4)


def _masks(side: Side, fence: Check | None) -> Longs:
    return np.full(side.people, -1, dtype=np.int64) if fence is None else side.longs[fence.column]


def _stretches(
    lookers: tuple[NDArray[Any], NDArray[Any]], places: NDArray[Any], masks: Longs, shelves: Longs
) -> tuple[Longs, Ints]:
    """What everybody looks at; ``lookers`` say whether they must be near and where they are, ``places`` where others stand."""
    must_be_near, own_place = lookers
    parts = [np.zeros((0, 4), dtype=np.int64)]
    for bit, start, middle, stop in shelves.tolist():
        on = np.flatnonzero(masks >> max(bit, 0) & 1)
        for first, last, local in ((start, middle, False), (middle, stop, True)):
            if first < last:
                here, narrow = own_place[on], must_be_near[on] | local
                begins = first + np.searchsorted(places[first:last], here, side="left")
                ends = first + np.searchsorted(places[first:last], here, side="right")
                begins, ends = np.where(narrow, begins, first), np.where(narrow, ends, last)
                parts.append(np.stack([on, begins, ends, np.full(on.size, bit)], axis=1))
    rows = np.concatenate(parts)
    rows = rows[rows[:, 1] < rows[:, 2]]
    rows = rows[np.argsort(rows[:, 0], kind="stable")]
    at = np.zeros(masks.size + 1, dtype=np.int64)
    np.cumsum(np.bincount(rows[:, 0], minlength=masks.size), out=at[1:])
    return at, np.ascontiguousarray(rows[:, 1:]).astype(np.int32)


def _order(own: Side, fence: Check | None, near: Rule | None) -> Ints:
    must_be_near, place = _place(own, near)
    return np.lexsort((place, _masks(own, fence), must_be_near)).astype(np.int32)


def _by_person(side: Side) -> Side:
    """The same side with one row a person, so that what one person has lies together."""
    rows = np.ascontiguousarray
    return Side(rows(side.shorts.T), rows(side.ints.T), rows(side.longs.T), side.base)


def _rows(pairs: Ints, people: int) -> tuple[Longs, Ints]:
    pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
    at = np.zeros(people + 1, dtype=np.int64)
    np.cumsum(np.bincount(pairs[:, 0], minlength=people), out=at[1:])
    return at, np.ascontiguousarray(pairs[:, 1])


def _tests(market: Market, fence: Check | None, *, flipped: bool) -> Ints:
    """A row a check: kind, width, column, span, whether it is negated into a rule of several, whether it ends one."""
    rows = []
    for rule in market.rules:
        alone = len(rule.checks) == 1
        if alone and rule.checks[0] == fence:
            continue
        for check in rule.checks:
            test = _FLIPPED.get(check.test, check.test) if flipped else check.test
            rows.append([test, check.width, check.column, check.span, not alone, check is rule.checks[-1]])
    return np.array(rows, dtype=np.int32).reshape(-1, 6)


def _terms(likenesses: tuple[Likeness, ...], *, flipped: bool) -> Ints:
    """A row a likeness: kind, width, column, span, coefficient, times of who looks and of the other, top, slope, shift."""
    rows = []
    for one in likenesses:
        times = (one.seeker_times, one.supporter_times)
        own, other = times[::-1] if flipped and one.coefficient >= 0 else times
        if one.coefficient < 0:
            own, other = one.seeker_times, 0
        rows.append(
            [
                one.term,
                one.width,
                one.column,
                one.span,
                one.coefficient,
                own,
                other,
                one.top,
                one.slope,
                one.shift,
            ]
        )
    return np.array(rows, dtype=np.int32).reshape(-1, 10)
