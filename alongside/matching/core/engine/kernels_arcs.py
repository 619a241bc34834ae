"""Writing out every pair that may be, and the lowest prices that prove a plan for them the best."""

# What is compiled gets its types from what it is called with, and takes its arrays one by one.
# mypy: allow-untyped-defs, allow-untyped-calls
# ruff: noqa: ANN001, ANN201, PLR0917

import numpy as np

from alongside.matching.core.engine.jit import compiled
from alongside.matching.core.engine.kernels_tiles import TILE, weigh_tile


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
