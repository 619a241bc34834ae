"""The best pairs among people who may each be paired with any other: exact, with prices that prove it.

Prices of people alone prove nothing here, because of odd circles: of three people who all fit one another only two can
be a pair. A price for such circles completes the proof (Edmonds 1965), and additions alone check it.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alongside.matching.core.blossom.circles import settle_pairs
from alongside.matching.core.blossom.columns import (
    BASE,
    CHILD,
    FOLLOW,
    HEART,
    LAST,
    LEAF,
    MATE,
    NOBODY,
    NODE,
    NUMBERS,
    PEOPLE,
    PRICE,
    SEAT,
    SIZE,
    UP,
    WHO,
)
from alongside.matching.core.blossom.search import PARTS, search_from, start_with
from alongside.matching.core.compiled import compiled

Integers = NDArray[np.integer]

LARGEST = 2**59
"""Weights must stay below this, so that the sum of two doubled ones fits a machine's whole number."""
_AT_ONCE = 64


class PairsError(ValueError):
    """The possible pairs contradict themselves; the words say how."""


@dataclass(frozen=True, slots=True, eq=False)
class Possible:
    """The pairs that may be: ``first[e]`` with ``second[e]`` is worth ``weight[e]``, above zero, among ``people``.

    Each two people once, in any order. PairsError otherwise.
    """

    people: int
    first: Integers
    second: Integers
    weight: Integers

    def __post_init__(self) -> None:
        columns = (self.first, self.second, self.weight)
        if any(column.ndim != 1 or not np.issubdtype(column.dtype, np.integer) for column in columns):
            raise PairsError("Pairs and weights are lists of whole numbers.")
        if len({column.size for column in columns}) != 1:
            raise PairsError("There is not one weight for every pair.")
        if not self.weight.size:
            return
        low, high = np.minimum(self.first, self.second), np.maximum(self.first, self.second)
        if int(low.min()) < 0 or int(high.max()) >= self.people:
            raise PairsError("A pair names somebody who is not there.")
        if np.any(low == high):
            raise PairsError("Somebody is paired with themself.")
        if np.unique(low.astype(np.int64) * self.people + high).size != low.size:
            raise PairsError("Two people are listed as a pair twice.")
        if int(self.weight.min()) <= 0 or int(self.weight.max()) >= LARGEST:
            raise PairsError("A weight is not above zero, or too large to reckon with.")


@dataclass(frozen=True, slots=True, eq=False)
class Pairing:
    """Who is with whom (``mate``, -1: alone), and the proof, in half points of weight.

    ``prices`` are one a person; ``circles`` are sets of people of odd number, each with its price. No pair is worth
    more than the prices of its two people and of the circles that hold both. A circle of 2k + 1 people holds k pairs
    at most, so nothing is worth more than ``bound``: all prices of people, and k times that of each circle.
    ``value`` is what the pairs are worth. Where they are equal, nothing better exists; if time ran out, the gap says
    how much better it could be at most.
    """

    mate: Integers
    prices: Integers
    circles: tuple[tuple[tuple[int, ...], int], ...]
    value: int
    bound: int

    @property
    def gap(self) -> int:
        """How far the pairs might be from the best, in half points."""
        return self.bound - self.value


def best_pairing(possible: Possible, *, compile_loops: bool = False, seconds: float | None = None) -> Pairing:
    """The pairs of largest total weight. If ``seconds`` run out, the best found so far, with its gap."""
    until = None if seconds is None else time.monotonic() + seconds
    graph, state = _columns(possible)
    if not compile_loops:
        graph, state = [column.tolist() for column in graph], [column.tolist() for column in state]
    search, start, settle = _loops(compile_loops=compile_loops)
    if possible.weight.size:
        row, head, _tail, worth = graph
        start(row, head, worth, state[0], possible.people)
    for first in range(0, possible.people, _AT_ONCE):
        if until is not None and time.monotonic() >= until:
            break
        search(first, min(first + _AT_ONCE, possible.people), *graph, *state)
    node = np.array(state[0], dtype=np.int64).reshape(-1, NODE)
    circles = _circles(node, possible.people)
    settle(state[0], state[3])
    mate = np.array(state[0], dtype=np.int64).reshape(-1, NODE)[: possible.people, MATE]
    prices = node[: possible.people, PRICE].copy()
    return Pairing(
        mate=mate.copy(),
        prices=prices,
        circles=circles,
        value=2 * _total(possible, mate),
        bound=sum(prices.tolist()) + sum(price * (len(members) // 2) for members, price in circles),
    )


def _loops(*, compile_loops: bool) -> tuple[Any, Any, Any]:
    if not compile_loops:
        return search_from, start_with, settle_pairs
    return (compiled(search_from, *PARTS), compiled(start_with), compiled(settle_pairs, *PARTS))


def _columns(possible: Possible) -> tuple[list[Any], list[Any]]:
    """The columns that the loops read, and those they write."""
    people, nodes = possible.people, possible.people + possible.people // 2
    tail = np.concatenate((possible.first, possible.second)).astype(np.int64)
    head = np.concatenate((possible.second, possible.first)).astype(np.int64)
    worth = 2 * np.concatenate((possible.weight, possible.weight)).astype(np.int64)
    order = np.lexsort((head, tail))
    row = np.concatenate(([0], np.cumsum(np.bincount(tail, minlength=people))))
    node = np.zeros((nodes, NODE), dtype=np.int64)
    node[:, [UP, CHILD, BASE, MATE, FOLLOW]] = NOBODY
    everybody = np.arange(people)
    node[:people, [SEAT, WHO, HEART, BASE, LEAF, LAST]] = everybody[:, None]
    node[:people, SIZE] = 1
    np.maximum.at(node[:, PRICE], tail, worth // 2)
    events = nodes + tail.size
    num = np.zeros(NUMBERS, dtype=np.int64)
    num[PEOPLE] = people
    state = [node.ravel(), np.zeros(2 * events, dtype=np.int64), np.full(events, NOBODY, dtype=np.int64), num]
    return [row.astype(np.int64), head[order], tail[order], worth[order]], state


def _circles(node: Integers, people: int) -> tuple[tuple[tuple[int, ...], int], ...]:
    """The people of each circle with a price. They lie one after the other in the chain of the outermost one."""
    chain: list[int] = []
    follow = node[:people, FOLLOW].tolist()
    outermost = np.unique(node[node[:people, SEAT], WHO])
    for first in node[outermost, LEAF].tolist():
        person = first
        while person != NOBODY:
            chain.append(person)
            person = follow[person]
    place = np.empty(people, dtype=np.int64)
    place[chain] = np.arange(people)
    closed = people + np.flatnonzero((node[people:, CHILD] != NOBODY) & (node[people:, PRICE] > 0))
    return tuple(
        (tuple(chain[start : end + 1]), price)
        for start, end, price in zip(
            place[node[closed, LEAF]].tolist(),
            place[node[closed, LAST]].tolist(),
            node[closed, PRICE].tolist(),
            strict=True,
        )
    )


def _total(possible: Possible, mate: Integers) -> int:
    """A loop rather than a sum of numpy: the total may be larger than a machine's whole number."""
    return sum(possible.weight[mate[possible.first] == possible.second].tolist())
