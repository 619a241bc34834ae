"""Looking through the shelves for the best few, at today's prices, or for everybody who may be proposed."""

# What is compiled gets its types from what it is called with, and takes its arrays one by one.
# mypy: allow-untyped-defs, allow-untyped-calls
# ruff: noqa: ANN001, ANN201, PLR0917

import numpy as np

from alongside.matching.core.engine.jit import compiled
from alongside.matching.core.engine.kernels_tiles import TILE, weigh_tile

_DONE = np.int64(2**40)
_NEVER = np.int32(-(2**31))
_GLANCE = 64
"""Positions that are looked at together before any of them is looked at alone."""


@compiled
def swap(net, who, worth, a, b):
    net[a], net[b] = net[b], net[a]
    who[a], who[b] = who[b], who[a]
    worth[a], worth[b] = worth[b], worth[a]


@compiled
def keep_best(net, who, worth, count, keep):
    """Bring the ``keep`` largest of the first ``count`` to the front, in no order."""
    left, right = 0, count - 1
    while left < right:
        middle = (left + right) // 2
        pivot = net[middle]
        i, j = left, right
        while i <= j:
            while net[i] > pivot:
                i += 1
            while net[j] < pivot:
                j -= 1
            if i <= j:
                swap(net, who, worth, i, j)
                i += 1
                j -= 1
        if keep - 1 <= j:
            right = j
        elif keep - 1 >= i:
            left = i
        else:
            return


@compiled
def sort_best(net, who, worth, count):
    """The first ``count`` from the largest down; of equals the lowest number first (few: by insertion)."""
    for k in range(1, count):
        a, b, c = net[k], who[k], worth[k]
        place = k - 1
        while place >= 0 and (net[place] < a or (net[place] == a and who[place] > b)):
            net[place + 1], who[place + 1], worth[place + 1] = net[place], who[place], worth[place]
            place -= 1
        net[place + 1], who[place + 1], worth[place + 1] = a, b, c


@compiled
def is_excluded(excluded, person):
    found = False
    for other in excluded:
        found |= other == person
    return found


@compiled
def price_off(points, coarse, spare):
    """What is left of each weight after the price, in whole weights rounded up; far below 0 where a pair may not be."""
    for t in range(points.size):
        spare[t] = points[t] - coarse[t] if points[t] > 0 else _NEVER


@compiled
def any_reaches(spare, bar):
    """Whether anybody is worth the bar."""
    reached = np.int32(0)
    for t in range(spare.size):
        reached |= np.int32(spare[t] >= bar)
    return reached != 0


@compiled
def gather(points, spare, who, price, excluded, scale, keep, net, found, worth, state):
    """Take those of a tile that are better than the worst kept. ``state``: how many are held, the bar, the bar in weights."""
    size = points.size
    for first in range(0, size, _GLANCE):
        last = min(first + _GLANCE, size)
        if not any_reaches(spare[first:last], np.int32(state[2])):
            continue
        for t in range(first, last):
            if spare[t] < state[2]:
                continue
            person = who[t]
            value = np.int64(points[t]) * scale - price[person]
            if value <= state[1] or is_excluded(excluded, person):
                continue
            count = state[0]
            net[count], found[count], worth[count] = value, person, points[t]
            state[0] = count + 1
            if count + 1 == net.size:
                keep_best(net, found, worth, net.size, keep)
                state[0] = keep
                state[1] = net[:keep].min()
                state[2] = state[1] // scale


@compiled
def finish(net, found, worth, state, out_net, out_who, out_worth):
    """Write down the best that were gathered, in order; how many there are, and a bound of all the others."""
    count, keep, bar = state[0], out_net.size, state[1]
    if count > keep:
        keep_best(net, found, worth, count, keep)
        count = keep
        bar = net[:keep].min()
    sort_best(net, found, worth, count)
    out_net[:count], out_who[:count], out_worth[:count] = net[:count], found[:count], worth[:count]
    return count, bar


@compiled
def next_position(cursor, g, stop, stretches):
    """Where looker g goes on; beyond every shelf when done."""
    return np.int64(stretches[cursor[g], 0]) if cursor[g] < stop else _DONE


@compiled
def scan(
    lookers,
    shelves,
    sides,
    program,
    price,
    coarse,
    bar,
    scale,
    out_net,
    out_who,
    out_worth,
    out_count,
    out_tau,
):
    """The best few for each of these lookers, at these prices, better than ``bar``; as many as the outputs are wide.

    Writes rows of the outputs, the best first; ``out_tau`` is a bound of all that were left out (``bar`` if none
    was). A tile is shared by all lookers, so that its columns are read once for all. Returns how many pairs were
    weighed.
    """
    who, at, stretches, excluded_at, excluded = shelves
    shorts, ints, longs, base, own_shorts, own_ints, own_longs, own_base = sides
    tests, terms, tables, fence, divisor = program
    keep, weighed = out_net.shape[1], 0
    net = np.empty((lookers.size, 2 * keep), np.int64)
    found = np.empty((lookers.size, 2 * keep), np.int32)
    worth = np.empty((lookers.size, 2 * keep), np.int32)
    state = np.empty((lookers.size, 3), np.int64)
    state[:, 0], state[:, 1], state[:, 2] = 0, bar, bar // scale
    points, spare, factor = np.empty(TILE, np.int32), np.empty(TILE, np.int32), np.empty(TILE, np.int32)
    through, spare_bytes = np.empty(TILE, np.uint8), np.empty(TILE, np.uint8)
    cursor, here = np.empty(lookers.size, np.int64), np.empty(lookers.size, np.int64)
    for g in range(lookers.size):
        cursor[g] = at[lookers[g]]
        here[g] = next_position(cursor, g, at[lookers[g] + 1], stretches)
    while here.min() < _DONE:
        edge = (here.min() // TILE + 1) * TILE
        for g in range(lookers.size):
            b = lookers[g]
            while here[g] < edge:
                lo, last = here[g], np.int64(stretches[cursor[g], 1])
                hi = min(last, edge)
                size = hi - lo
                weighed += size
                mine = (own_shorts[b], own_ints[b], own_longs[b])
                shelf = (fence, np.int64(stretches[cursor[g], 2]), divisor)
                weigh_tile(
                    points[:size], through[:size], spare_bytes[:size], spare[:size], factor[:size],
                    mine, (shorts, ints, longs), own_base[b], base, lo, hi, tests, terms, tables, shelf,
                )  # fmt: skip
                price_off(points[:size], coarse[lo:hi], spare[:size])
                gather(
                    points[:size], spare[:size], who[lo:hi], price, excluded[excluded_at[b] : excluded_at[b + 1]],
                    scale, keep, net[g], found[g], worth[g], state[g],
                )  # fmt: skip
                here[g] = hi
                if hi == last:
                    cursor[g] += 1
                    here[g] = next_position(cursor, g, at[b + 1], stretches)
    for g in range(lookers.size):
        b = lookers[g]
        out_count[b], out_tau[b] = finish(
            net[g], found[g], worth[g], state[g], out_net[b], out_who[b], out_worth[b]
        )
    return weighed
