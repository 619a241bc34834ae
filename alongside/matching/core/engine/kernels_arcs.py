"""Writing out every pair that may be, and sharing out places along them without a single rounding."""

# What is compiled gets its types from what it is called with, and takes its arrays one by one.
# mypy: allow-untyped-defs, allow-untyped-calls
# ruff: noqa: ANN001, ANN201, PLR0917

from heapq import heappop, heappush

import numpy as np

from alongside.matching.core.engine.jit import compiled
from alongside.matching.core.engine.kernels_tiles import TILE, weigh_tile

_NOBODY = -1
_FAR = np.int64(2**62)


@compiled
def larger(array, size):
    new = np.empty(max(size, 2 * array.size), array.dtype)
    new[: array.size] = array
    return new


@compiled
def without_excluded(other, worth, begun, found, excluded):
    """Close the gaps that the excluded leave among the pairs from ``begun`` to ``found``; where they end then."""
    kept = begun
    for k in range(begun, found):
        barred = False
        for person in excluded:
            barred |= person == other[k]
        other[kept], worth[kept] = other[k], worth[k]
        kept += not barred
    return kept


@compiled
def list_pairs(first, last, shelves, sides, program, counts):
    """All pairs of those who look from ``first`` to ``last``: the other, and the weight. ``counts`` gets how many each has."""
    who, at, stretches, excluded_at, excluded = shelves
    shorts, ints, longs, base, own_shorts, own_ints, own_longs, own_base = sides
    tests, terms, tables, fence, divisor = program
    points, spare, factor = np.empty(TILE, np.int32), np.empty(TILE, np.int32), np.empty(TILE, np.int32)
    through, spare_bytes = np.empty(TILE, np.uint8), np.empty(TILE, np.uint8)
    other, worth, found = np.empty(4096, np.int32), np.empty(4096, np.int32), 0
    for b in range(first, last):
        begun = found
        mine = (own_shorts[b], own_ints[b], own_longs[b])
        for s in range(at[b], at[b + 1]):
            shelf = (fence, np.int64(stretches[s, 2]), divisor)
            for lo in range(int(stretches[s, 0]), int(stretches[s, 1]), TILE):
                hi = min(lo + TILE, int(stretches[s, 1]))
                size = hi - lo
                weigh_tile(
                    points[:size], through[:size], spare_bytes[:size], spare[:size], factor[:size],
                    mine, (shorts, ints, longs), own_base[b], base, lo, hi, tests, terms, tables, shelf,
                )  # fmt: skip
                if found + size > other.size:
                    other, worth = larger(other, found + size), larger(worth, found + size)
                for t in range(size):
                    if points[t] > 0:
                        other[found], worth[found] = who[lo + t], points[t]
                        found += 1
        found = without_excluded(other, worth, begun, found, excluded[excluded_at[b] : excluded_at[b + 1]])
        counts[b] = found - begun
    return other[:found].copy(), worth[:found].copy()


@compiled
def relax(i, far, bound, indptr, supporter, value, profit, price, dist, before, touched, many, heap):
    """Look further from seeker i, who is ``far`` away; how many supporters have been touched."""
    for a in range(indptr[i], indptr[i + 1]):
        j = supporter[a]
        new = far + profit[i] + price[j] - value[a]
        if new < bound and new < dist[j]:
            if dist[j] == _FAR:
                touched[many] = j
                many += 1
            dist[j], before[j] = new, a
            heappush(heap, (new, np.int64(j)))
    return many


@compiled
def move_along(j, seeker_of, held, filled, at, before, given, supporter, start):
    """Give j's place to whoever the path says, and so on back to the one who began it."""
    while True:
        a = before[j]
        i = seeker_of[a]
        left = given[i]
        given[i] = supporter[a]
        held[at[j] + filled[j]] = i
        filled[j] += 1
        if i == start:
            return
        take_out(held, filled, at, left, i)
        j = left


@compiled
def take_out(held, filled, at, j, i):
    """Supporter j no longer has seeker i."""
    for k in range(at[j], at[j] + filled[j]):
        if held[k] == i:
            held[k] = held[at[j] + filled[j] - 1]
            break
    filled[j] -= 1


@compiled
def search(start, arcs, holding, profit, price, dist, before, settled, touched):
    """The path from one seeker that loses least: they go without, somebody else does, or a free place is found.

    Returns what is lost, the free supporter (or nobody), who goes without, whom that one had (or nobody), and how
    many supporters were touched.
    """
    indptr, supporter, value = arcs
    held, filled, at, places = holding
    bound, dropped, dropped_by = profit[start], start, np.int64(_NOBODY)
    heap = [(np.int64(0), np.int64(0))]
    heap.pop()
    many = relax(start, 0, bound, indptr, supporter, value, profit, price, dist, before, touched, 0, heap)
    while heap:
        far, j = heappop(heap)
        if far >= bound:
            break
        if settled[j]:
            continue
        settled[j] = True
        if filled[j] < places[j]:
            return far, j, np.int64(_NOBODY), dropped_by, many
        for k in range(at[j], at[j] + filled[j]):
            if far + profit[held[k]] < bound:
                bound, dropped, dropped_by = far + profit[held[k]], held[k], j
        for k in range(at[j], at[j] + filled[j]):
            many = relax(
                held[k], far, bound, indptr, supporter, value, profit, price, dist, before, touched, many, heap
            )  # fmt: skip
    return bound, np.int64(_NOBODY), dropped, dropped_by, many


@compiled
def adjust(start, bound, touched, many, holding, profit, price, dist, settled):
    """Move prices so that the path costs nothing and no pair is worth more than its two prices; clear the tables."""
    held, filled, at, _places = holding
    for k in range(many):
        j = touched[k]
        if settled[j] and dist[j] < bound:
            for h in range(at[j], at[j] + filled[j]):
                profit[held[h]] -= bound - dist[j]
            price[j] += bound - dist[j]
        settled[j], dist[j] = False, _FAR
    profit[start] -= bound


@compiled
def share_out(indptr, supporter, seeker_of, value, places, late):
    """Give seekers places, one after another, each time along the path that loses least.

    The values are whole numbers above 0. Returns who each is given (-1: nobody), and how many seekers had their turn
    when ``late[0]``, which another thread may set, was seen.
    """
    seekers, supporters = indptr.size - 1, places.size
    at = np.zeros(supporters + 1, np.int64)
    at[1:] = np.cumsum(places + 1)
    held, filled = np.empty(at[-1], np.int64), np.zeros(supporters, np.int64)
    holding = (held, filled, at, places)
    price, profit = np.zeros(supporters, np.int64), np.zeros(seekers, np.int64)
    given = np.full(seekers, _NOBODY, np.int64)
    dist, before = np.full(supporters, _FAR), np.zeros(supporters, np.int64)
    settled, touched = np.zeros(supporters, np.bool_), np.empty(supporters, np.int64)
    for start in range(seekers):
        if late[0]:
            return given, start
        for a in range(indptr[start], indptr[start + 1]):
            profit[start] = max(profit[start], value[a] - price[supporter[a]])
        bound, free, dropped, dropped_by, many = search(
            start, (indptr, supporter, value), holding, profit, price, dist, before, settled, touched
        )
        adjust(start, bound, touched, many, holding, profit, price, dist, settled)
        if free != _NOBODY:
            move_along(free, seeker_of, held, filled, at, before, given, supporter, start)
        elif dropped_by != _NOBODY:
            take_out(held, filled, at, dropped_by, dropped)
            given[dropped] = _NOBODY
            move_along(dropped_by, seeker_of, held, filled, at, before, given, supporter, start)
    return given, seekers


@compiled
def lowest_prices(indptr, supporter, value, worth, given, at, held, price, profit):
    """The lowest prices at which what everybody is given is the best they could have; ``worth`` is what that is worth."""
    seekers = given.size
    queue, waiting = np.arange(seekers), np.ones(seekers, np.bool_)
    head, left = 0, seekers
    while left > 0:
        i = queue[head]
        head, left = (head + 1) % seekers, left - 1
        waiting[i] = False
        profit[i] = worth[i] - price[given[i]] if given[i] >= 0 else 0
        for a in range(indptr[i], indptr[i + 1]):
            j = supporter[a]
            if value[a] - profit[i] > price[j]:
                price[j] = value[a] - profit[i]
                for k in range(at[j], at[j + 1]):
                    other = held[k]
                    if not waiting[other]:
                        waiting[other] = True
                        queue[(head + left) % seekers] = other
                        left += 1
