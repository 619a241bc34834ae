# ruff: noqa: PLR0917 - compiled loops take their columns one by one
"""What no arrangement of seats can exceed, for thousands of people, and which seats matter (Lagrangian relaxation).

Whoever wants somebody in a meeting pays that person's price. With given prices each meeting chooses its best group by
itself, and all prices together with what the meetings gain are more than any arrangement is worth (Held and Karp
1970). Where too many want somebody the price rises, where nobody does it falls. Nothing is lost if a meeting's gain is
put too high, so a group may be made a little too good: rules that only bind some people together (exclusions,
facilitators, likeness, moves) are left out, couples count as single people with half each, and of several kinds of
company that a group must have only the dearest is asked for.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from math import floor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alongside.matching.core.compiled import compiled
from alongside.matching.core.groups.seating import Integers, Seating

_KINDS = 62
_MOST_NODES = 40
_ROUNDS = 400
_MEMORY = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Prices:
    """A price for each unit; ``bound``, which no arrangement exceeds; and how much each seat was wanted, 0 to 1."""

    units: NDArray[np.float64]
    bound: int
    wanted: NDArray[np.float64]


def find_prices(seating: Seating, *, seconds: float, compile_loops: bool = False) -> Prices:
    """Prices under which the bound is low; the longer it may take the lower, 400 rounds at most."""
    until = time.monotonic() + seconds
    start, seat, share, asks, friends = _heads(seating)
    unit = seating.unit[seat]
    # Far enough apart that sorting once puts every meeting's people in order.
    dearest = float(seating.worth.max(initial=0))
    apart = seating.meeting[seat] * (4.0 * dearest + 1.0)
    price = np.zeros(seating.sizes.size)
    wanted = np.zeros(seating.unit.size)
    best, best_price, waited, step = float(seating.most_worth()), price, 0, 1.0
    group = compiled(_all_groups, *_PARTS) if compile_loops else _all_groups
    for rounds in range(_ROUNDS):
        if rounds and time.monotonic() >= until:
            break
        profit = share - price[unit] / seating.sizes[unit]
        order = np.argsort(apart - profit, kind="stable")
        chosen = np.zeros(seat.size)
        room = np.zeros(2 * seating.most + 4 * _MOST_NODES, dtype=np.int64)
        columns: list[Any] = [start, profit[order], asks[order], friends[order], room, chosen]
        if not compile_loops:
            columns = [column.tolist() for column in columns]
        given = [*columns, seating.least, seating.most]
        value = price.sum() + group(*given)
        each = np.array(columns[5]) / seating.sizes[unit[order]]
        taken = np.bincount(seat[order], weights=each, minlength=wanted.size)
        wanted += max(_MEMORY, 1 / (rounds + 1)) * (taken - wanted)
        slack = 1 - np.bincount(seating.unit, weights=taken, minlength=price.size)
        waited += 1
        if value < best:
            best, best_price, waited = value, price, 0
        elif waited >= 12:
            step, waited = step / 2, 0
        # A step as if the best arrangement were two in a hundred below the bound (Polyak 1969).
        length = step * max(value - 0.98 * best, 1.0) / max(float((slack**2).sum()), 1.0)
        price = np.clip(price - length * slack, 0, dearest)
    return Prices(best_price, min(floor(best * (1 + 1e-9) + 1e-6), seating.most_worth()), wanted)


def _heads(seating: Seating) -> tuple[Integers, Integers, NDArray[np.float64], Integers, Integers]:
    """One row a person and seat, meeting by meeting: the seat, the worth of the person, and who they need and are."""
    order = np.argsort(seating.meeting, kind="stable")
    seat = np.repeat(order, seating.sizes[seating.unit[order]])
    start = np.concatenate(([0], np.cumsum(np.bincount(seating.meeting[seat], minlength=seating.meetings))))
    unit = seating.unit[seat]
    nth = (
        np.arange(seat.size)
        - np.flatnonzero(np.diff(seat, prepend=-1))[np.cumsum(np.diff(seat, prepend=-1) != 0) - 1]
    )
    asks, friends = np.zeros(seat.size, dtype=np.int64), np.zeros(seat.size, dtype=np.int64)
    for kind, company in enumerate(seating.company[:_KINDS]):
        many = np.zeros(seating.sizes.size, dtype=np.int64)
        many[company.friends] = company.many
        asks[np.isin(unit, company.askers)] |= 1 << kind
        friends[nth < many[unit]] |= 1 << kind
    return start.astype(np.int64), seat, seating.worth[seat] / seating.sizes[unit], asks, friends


def _all_groups(
    start: Any, profit: Any, asks: Any, friends: Any, room: Any, chosen: Any, least: int, most: int
) -> float:
    """The gain of all meetings together; marks who is chosen."""
    total = 0.0
    for meeting in range(len(start) - 1):
        total += _best_group(
            start[meeting], start[meeting + 1], profit, asks, friends, room, chosen, least, most
        )
    return total


def _best_group(
    first: int, last: int, profit: Any, asks: Any, friends: Any, room: Any, chosen: Any, least: int, most: int
) -> float:
    """The gain of one meeting: nothing, or its best group. Whoever would be alone is left out, or gets company."""
    best, best_ban, best_need, nodes, depth = 0.0, -1, 0, 0, 1
    stack = 2 * most
    room[stack], room[stack + 1] = 0, 0
    while depth > 0:
        depth -= 1
        ban, need = room[stack + 2 * depth], room[stack + 2 * depth + 1]
        value = _top(first, last, profit, asks, friends, room, ban, 0, least, most)
        if value <= best:
            continue
        nodes += 1
        lonely = _lonely(asks, friends, room, most) & ~need
        if lonely != 0 and nodes < _MOST_NODES:
            kind = lonely & -lonely
            room[stack + 2 * depth], room[stack + 2 * depth + 1] = ban | kind, need
            room[stack + 2 * depth + 2], room[stack + 2 * depth + 3] = ban, need | kind
            depth += 2
            continue
        value, kind = _with_dearest(value, need, first, last, profit, asks, friends, room, ban, least, most)
        if value > best:
            best, best_ban, best_need = value, ban, kind
    if best_ban >= 0:
        _top(first, last, profit, asks, friends, room, best_ban, best_need, least, most)
        _mark(room, chosen, most)
    return best


def _with_dearest(
    value: float, need: int, first: int, last: int, profit: Any, asks: Any, friends: Any, room: Any,
    ban: int, least: int, most: int,
) -> tuple[float, int]:  # fmt: skip
    """The gain with company of the one kind needed that costs most, and which that is."""
    dearest = 0
    while need != 0:
        kind = need & -need
        need ^= kind
        gain = _top(first, last, profit, asks, friends, room, ban, kind, least, most)
        if gain < value:
            value, dearest = gain, kind
    return value, dearest


def _mark(room: Any, chosen: Any, most: int) -> None:
    for place in range(most):
        if room[place] >= 0:
            chosen[room[place]] = 1.0


def _top(
    first: int,
    last: int,
    profit: Any,
    asks: Any,
    friends: Any,
    room: Any,
    ban: int,
    kind: int,
    least: int,
    most: int,
) -> float:
    """The best group without people who ask for a banned kind, and with two of one kind; below nothing if none is.

    The rows of a meeting come best first. Whoever costs more than they bring is only taken to make up the numbers.
    """
    for place in range(most):
        room[place] = -1
    many = 0
    if kind != 0:
        many = _first_two(first, last, asks, friends, room, ban, kind, most)
        if many < 2:
            return -1.0
    one, other, needed = room[0], room[min(1, most - 1)], max(least, many)
    taken = many > 0
    for head in range(first, last):
        if many == most or (profit[head] <= 0 and many >= needed):
            break
        if asks[head] & ban == 0 and not (taken and head in (one, other)):
            room[many] = head
            many += 1
    return _gain(profit, room, many) if many >= least else -1.0


def _first_two(
    first: int, last: int, asks: Any, friends: Any, room: Any, ban: int, kind: int, most: int
) -> int:
    many = 0
    for head in range(first, last):
        if many == min(2, most):
            break
        if friends[head] & kind != 0 and asks[head] & ban == 0:
            room[many] = head
            many += 1
    return many


def _gain(profit: Any, room: Any, many: int) -> float:
    total = 0.0
    for place in range(many):
        total += profit[room[place]]
    return total


def _lonely(asks: Any, friends: Any, room: Any, most: int) -> int:
    """The kinds of company that somebody in the group needs and has not."""
    needed, once, twice = 0, 0, 0
    for place in range(most):
        head = room[place]
        if head >= 0:
            needed |= asks[head]
            twice |= once & friends[head]
            once |= friends[head]
    return needed & ~twice


_PARTS = (_best_group, _with_dearest, _mark, _top, _first_two, _gain, _lonely)
