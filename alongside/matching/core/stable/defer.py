# ruff: noqa: PLR0917 - compiled loops take their columns one by one
"""Deferred acceptance with places on both sides (Gale and Shapley 1962; with ties, Irving 1994).

Whoever proposes asks the one they like best among those who would say yes today. A yes is given up when somebody
liked better asks, and whoever lost a place asks again. A no never turns into a yes, because what is held only gets
better: so each looks along their list once, at the first turn, and keeps in a heap only those who would say yes then.
Lists are never sorted, and most are hardly looked at. The outcome does not depend on who asks first.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.sparse import csr_array

from alongside.matching.core.compiled import compiled
from alongside.matching.core.stable.preferences import Integers, Preferences

NOBODY = -1
ANYBODY = 2**62
NO_ROOM = -(2**62)
WORTH_A_LOOK = 32
"""How many pairs are struck out in the time in which one is asked."""


def seekers_propose(lists: Preferences, *, compile_loops: bool = False) -> Integers:
    """The supporter each seeker gets, or ``NOBODY``: the stable outcome that is best for all seekers.

    No seeker can gain by ranking untruthfully. Ties are settled by turn and lot, so it is weakly stable: no pair
    would both be strictly better off.
    """
    asked = (lists.indptr, lists.supporter, lists.seeker_rank, lists.supporter_rank)
    ones = np.ones(lists.seekers, dtype=np.int64)
    holder = _run(asked, ones, lists.capacity, turn=lists.turn, lot=lists.lot, compile_loops=compile_loops)
    choice = np.full(lists.seekers, NOBODY, dtype=np.int64)
    supporters = np.repeat(np.arange(lists.capacity.size), lists.capacity)
    choice[holder[holder != NOBODY]] = supporters[holder != NOBODY]
    return choice


def supporters_propose(lists: Preferences, *, compile_loops: bool = False) -> Integers:
    """The supporter each seeker gets, or ``NOBODY``: the stable outcome that is best for all supporters."""
    shape = (lists.seekers, lists.capacity.size)
    arcs = np.arange(lists.supporter.size, dtype=np.int32)
    turned = csr_array((arcs, lists.supporter, lists.indptr), shape=shape).tocsc()
    order = turned.data
    asked = (turned.indptr, turned.indices, lists.supporter_rank[order], lists.seeker_rank[order])
    ones = np.ones(lists.seekers, dtype=np.int64)
    return _run(asked, lists.capacity, ones, turn=lists.lot, lot=lists.turn, compile_loops=compile_loops)


def _run(
    side: tuple[Integers, ...],
    places: Integers,
    rooms: Integers,
    turn: Integers,
    lot: Integers,
    *,
    compile_loops: bool,
) -> Integers:
    """Who holds each place of those asked, place by place; ``turn`` of the proposers, ``lot`` of the asked."""
    indptr, others, own, theirs = side
    people = np.zeros((places.size, PERSON), dtype=np.int64)
    people[:, ROW], people[:, HOPING], people[:, REFUSALS] = indptr[:-1], np.diff(indptr), np.diff(indptr)
    people[:, LEFT], people[:, TURN] = np.minimum(places, np.diff(indptr)), turn
    asked = np.zeros((rooms.size, ASKED), dtype=np.int64)
    asked[:, ROOM], asked[:, LOT], asked[:, FIRST] = rooms, lot, np.cumsum(rooms) - rooms
    asked[:, BAR] = np.where(rooms > 0, ANYBODY, NO_ROOM)
    held = np.full((int(rooms.sum()), HELD), NOBODY, dtype=np.int64)
    queue = np.flatnonzero(people[:, LEFT] > 0)[::-1]
    waiting = np.concatenate((queue, np.zeros(places.size - queue.size, dtype=np.int64)))
    hopes = np.arange(others.size, dtype=np.int32)
    desk: list[Any] = [others, own, theirs, hopes, people.ravel(), asked.ravel(), held.ravel(), waiting]
    if compile_loops:
        compiled(_ask_all, *_PARTS)(*desk, queue.size)
    else:
        desk = [*(column.tolist() for column in desk), int(queue.size)]
        _ask_all(*desk)
    return np.array(desk[6][HOLDER::HELD], dtype=np.int64)


# The loops see everything as flat columns, records one after the other: that is quick both as lists and compiled.
# Each who proposes: where their row begins, places left to ask for, and a heap of pairs in ``hopes`` with its size
# and the refusals since it was last looked through. Each asked: their first place, how many, how many are filled,
# which holds the least liked, and the rank to beat. Each place: who holds it, and by which pair.
PERSON, ROW, LEFT, TURN, HOPING, REFUSALS = 5, 0, 1, 2, 3, 4
ASKED, FIRST, ROOM, FILLED, WORST, BAR, LOT = 6, 0, 1, 2, 3, 4, 5
HELD, HOLDER, BY = 2, 0, 1


def _ask_all(
    others: Any, own: Any, theirs: Any, hopes: Any, people: Any, asked: Any, held: Any, waiting: Any, size: int
) -> None:  # fmt: skip
    while size > 0:
        who = waiting[size - 1]
        me = who * PERSON
        if people[me + LEFT] == 0 or people[me + HOPING] == 0:
            size -= 1
            continue
        if people[me + REFUSALS] * WORTH_A_LOOK >= people[me + HOPING]:
            # Striking out all who would refuse by now costs less than asking them one by one.
            _look_through(who, others, own, theirs, hopes, people, asked, held)
            continue
        arc = _best_hope(me, others, own, hopes, people, asked)
        if not _would(people[me + TURN], arc, others, theirs, people, asked, held):
            people[me + REFUSALS] += 1
            continue
        people[me + LEFT] -= 1
        lost = _take(who, arc, others, theirs, people, asked, held)
        if lost == NOBODY:
            continue
        people[lost * PERSON + LEFT] += 1
        if people[lost * PERSON + LEFT] == 1:
            # Whoever lacked a place before is on the list already, or was refused by all for good.
            size += people[me + LEFT] > 0
            waiting[size - 1] = lost


def _look_through(
    who: int, others: Any, own: Any, theirs: Any, hopes: Any, people: Any, asked: Any, held: Any
) -> None:
    """Leaves the pairs that would be welcome today in the heap, the best liked on top."""
    me = who * PERSON
    start, turn = people[me + ROW], people[me + TURN]
    many = 0
    for place in range(start, start + people[me + HOPING]):
        arc = hopes[place]
        if _would(turn, arc, others, theirs, people, asked, held):
            hopes[start + many] = arc
            many += 1
    for place in range(many // 2 - 1, -1, -1):
        _sink(place, start, many, others, own, hopes, asked)
    people[me + HOPING] = many
    people[me + REFUSALS] = 0


def _best_hope(me: int, others: Any, own: Any, hopes: Any, people: Any, asked: Any) -> int:
    """Takes the best liked pair out of the heap."""
    start, many = people[me + ROW], people[me + HOPING] - 1
    people[me + HOPING] = many
    best = hopes[start]
    hopes[start] = hopes[start + many]
    _sink(0, start, many, others, own, hopes, asked)
    return int(best)


def _sink(place: int, start: int, many: int, others: Any, own: Any, hopes: Any, asked: Any) -> None:
    while 2 * place + 1 < many:
        child = 2 * place + 1
        if child + 1 < many and _likes(hopes[start + child + 1], hopes[start + child], others, own, asked):
            child += 1
        if not _likes(hopes[start + child], hopes[start + place], others, own, asked):
            return
        hopes[start + place], hopes[start + child] = hopes[start + child], hopes[start + place]
        place = child


def _likes(arc: int, more_than: int, others: Any, own: Any, asked: Any) -> bool:
    if own[arc] != own[more_than]:
        return bool(own[arc] < own[more_than])
    return bool(asked[others[arc] * ASKED + LOT] < asked[others[more_than] * ASKED + LOT])


def _would(turn: int, arc: int, others: Any, theirs: Any, people: Any, asked: Any, held: Any) -> bool:
    """Whether the one asked would say yes: a free place, or somebody they like less."""
    other = others[arc] * ASKED
    rank, bar = theirs[arc], asked[other + BAR]
    if rank != bar:
        return bool(rank < bar)
    return bool(turn < people[held[asked[other + WORST] * HELD + HOLDER] * PERSON + TURN])


def _take(who: int, arc: int, others: Any, theirs: Any, people: Any, asked: Any, held: Any) -> int:
    """Gives the place, and says who lost it."""
    other = others[arc] * ASKED
    place, lost = asked[other + WORST], NOBODY
    if asked[other + FILLED] < asked[other + ROOM]:
        place = asked[other + FIRST] + asked[other + FILLED]
        asked[other + FILLED] += 1
    else:
        lost = held[place * HELD + HOLDER]
    held[place * HELD + HOLDER] = who
    held[place * HELD + BY] = arc
    if asked[other + FILLED] == asked[other + ROOM]:
        place = _find_worst(asked[other + FIRST], asked[other + ROOM], theirs, people, held)
        asked[other + WORST] = place
        asked[other + BAR] = theirs[held[place * HELD + BY]]
    return int(lost)


def _find_worst(first: int, room: int, theirs: Any, people: Any, held: Any) -> int:
    worst = first
    for place in range(first + 1, first + room):
        rank, least = theirs[held[place * HELD + BY]], theirs[held[worst * HELD + BY]]
        turn = people[held[place * HELD + HOLDER] * PERSON + TURN]
        if rank > least or (rank == least and turn > people[held[worst * HELD + HOLDER] * PERSON + TURN]):
            worst = place
    return int(worst)


_PARTS = (_look_through, _best_hope, _sink, _likes, _would, _take, _find_worst)
