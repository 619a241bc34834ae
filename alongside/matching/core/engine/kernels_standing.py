"""A plan that stands, and how it changes when somebody comes or goes: along the one path that loses least.

Prices of supporters and gains of seekers hold throughout: no pair is worth more than the two together, and pairs in
the plan are worth exactly that. Whoever gains something but has nobody, and whoever has a price but a free place, is
what is still wrong; each is put right by one search for the shortest path (Edmonds and Karp 1972), from seekers or
from places. When nothing is wrong any more the plan is the best there is, and prices and gains prove it.
"""

# What is compiled gets its types from what it is called with, and takes its arrays one by one.
# mypy: allow-untyped-defs, allow-untyped-calls
# ruff: noqa: ANN001, ANN201, PLR0917

from heapq import heappop, heappush

import numpy as np

from alongside.matching.core.engine.jit import compiled

_NOBODY = -1
_FAR = np.int64(2**62)


@compiled
def put(held, filled, at, j, i):
    """Supporter j has seeker i as well."""
    held[at[j] + filled[j]] = i
    filled[j] += 1


@compiled
def take_out(held, filled, at, j, i):
    """Supporter j no longer has seeker i."""
    for k in range(at[j], at[j] + filled[j]):
        if held[k] == i:
            held[k] = held[at[j] + filled[j] - 1]
            break
    filled[j] -= 1


@compiled
def touch(j, new, before, dist, came, touched, many, heap):
    """Supporter j can be reached so cheaply, by the arc ``before``; how many have been touched."""
    if dist[j] == _FAR:
        touched[many] = j
        many += 1
    dist[j], came[j] = new, before
    heappush(heap, (new, np.int64(j)))
    return many


@compiled
def look_along(i, far, bound, arcs, gain, price, desk, many, heap):
    """Look further from seeker i, who is ``far`` away."""
    indptr, supporter, _seeker, value = arcs
    dist, came, _settled, touched = desk
    for a in range(indptr[i], indptr[i + 1]):
        j = supporter[a]
        new = far + gain[i] + price[j] - value[a]
        if new < bound and new < dist[j]:
            many = touch(j, new, a, dist, came, touched, many, heap)
    return many


@compiled
def find_place(start, arcs, plan, desk):
    """The path from a seeker that loses least: they go without, somebody else does, or a free place is found.

    Returns what is lost, the supporter at the end of the path (or nobody), who goes without there (or nobody), and how
    many supporters were touched.
    """
    held, filled, at, places, price, gain, _given = plan
    _dist, _came, settled, _touched = desk
    bound, end, dropped = gain[start], np.int64(_NOBODY), np.int64(_NOBODY)
    heap = [(np.int64(0), np.int64(0))]
    heap.pop()
    many = look_along(start, np.int64(0), bound, arcs, gain, price, desk, 0, heap)
    while heap:
        far, j = heappop(heap)
        if far >= bound:
            break
        if settled[j]:
            continue
        settled[j] = True
        if filled[j] < places[j]:
            return far, j, np.int64(_NOBODY), many
        for k in range(at[j], at[j] + filled[j]):
            if far + gain[held[k]] < bound:
                bound, end, dropped = far + gain[held[k]], j, np.int64(held[k])
        for k in range(at[j], at[j] + filled[j]):
            many = look_along(np.int64(held[k]), far, bound, arcs, gain, price, desk, many, heap)
    return bound, end, dropped, many


@compiled
def move_prices(bound, many, plan, desk, sign):
    """Move prices so that the path costs nothing and no pair is worth more than its two prices; clear the desk."""
    held, filled, at, _places, price, gain, _given = plan
    dist, _came, settled, touched = desk
    for k in range(many):
        j = touched[k]
        if settled[j] and dist[j] < bound:
            for h in range(at[j], at[j] + filled[j]):
                gain[held[h]] -= sign * (bound - dist[j])
            price[j] += sign * (bound - dist[j])
        settled[j], dist[j] = False, _FAR


@compiled
def seat(start, arcs, plan, desk):
    """Find a place for a seeker who has none, if that is best; everybody on the path moves up."""
    held, filled, at, _places, _price, gain, given = plan
    if gain[start] <= 0:
        return
    bound, j, dropped, many = find_place(start, arcs, plan, desk)
    move_prices(bound, many, plan, desk, 1)
    gain[start] -= bound
    if j == _NOBODY:
        return
    if dropped != _NOBODY:
        take_out(held, filled, at, j, dropped)
        given[dropped] = _NOBODY
    came = desk[1]
    while True:
        i = arcs[2][came[j]]
        left = given[i]
        given[i] = j
        put(held, filled, at, j, i)
        if i == start:
            return
        take_out(held, filled, at, left, i)
        j = left


@compiled
def lure(j, a, far, bound, arcs, plan, desk, many, heap):
    """What it takes for supporter j, who is ``far`` away, to win the seeker of an arc; the bound, its arc, and how many are touched."""
    _held, _filled, _at, _places, price, gain, given = plan
    dist, came, _settled, touched = desk
    i = arcs[2][a]
    other = given[i]
    if other == j:
        return bound, np.int64(_NOBODY), many
    new = far + gain[i] + price[j] - arcs[3][a]
    if new >= bound:
        return bound, np.int64(_NOBODY), many
    if other == _NOBODY:
        return new, np.int64(a), many
    if new < dist[other]:
        many = touch(other, new, a, dist, came, touched, many, heap)
    return bound, np.int64(_NOBODY), many


@compiled
def lure_all(j, far, bound, arcs, columns, plan, desk, many, heap):
    """The same for every seeker whom supporter j may have; the last arc by which somebody without would come."""
    col_at, col_arc, extra_first, extra_next, extra_from = columns
    best = np.int64(_NOBODY)
    for k in range(col_at[j], col_at[j + 1]):
        bound, found, many = lure(j, col_arc[k], far, bound, arcs, plan, desk, many, heap)
        best = found if found != _NOBODY else best
    extra = extra_first[j]
    while extra != _NOBODY:
        bound, found, many = lure(j, extra, far, bound, arcs, plan, desk, many, heap)
        best = found if found != _NOBODY else best
        extra = extra_next[extra - extra_from]
    return bound, best, many


@compiled
def find_seeker(start, arcs, columns, plan, desk):
    """The path from a free place that loses least: it stays free for nothing, another one does, or somebody without is found.

    Returns what is lost, the supporter at the end of the path, the arc by which somebody without comes there (or
    nobody: a place stays free), and how many supporters were touched.
    """
    price = plan[4]
    dist, _came, settled, touched = desk
    bound, end, arc = price[start], np.int64(start), np.int64(_NOBODY)
    heap = [(np.int64(0), np.int64(start))]
    touched[0], many = start, 1
    dist[start] = 0
    while heap:
        far, j = heappop(heap)
        if far >= bound:
            break
        if settled[j]:
            continue
        settled[j] = True
        if far + price[j] < bound:
            bound, end, arc = far + price[j], j, np.int64(_NOBODY)
        bound, found, many = lure_all(j, far, bound, arcs, columns, plan, desk, many, heap)
        if found != _NOBODY:
            end, arc = j, found
    return bound, end, arc, many


@compiled
def fill(start, arcs, columns, plan, desk):
    """Find somebody for a free place that has a price, or let its price fall to nothing."""
    held, filled, at, _places, _price, _gain, given = plan
    bound, j, arc, many = find_seeker(start, arcs, columns, plan, desk)
    move_prices(bound, many, plan, desk, -1)
    if arc != _NOBODY:
        i = arcs[2][arc]
        given[i] = j
        put(held, filled, at, j, i)
    came = desk[1]
    while j != start:
        a = came[j]
        i, to = arcs[2][a], arcs[1][a]
        take_out(held, filled, at, j, i)
        given[i] = to
        put(held, filled, at, to, i)
        j = to


@compiled
def settle(seekers, supporters, arcs, columns, plan, desk, late):
    """Put right whatever is wrong with these seekers and these supporters. False where ``late[0]``, which another thread
    may set, was seen before."""
    _held, filled, _at, places, price, _gain, given = plan
    for i in seekers:
        if late[0]:
            return False
        if given[i] == _NOBODY:
            seat(np.int64(i), arcs, plan, desk)
    for j in supporters:
        while filled[j] < places[j] and price[j] > 0:
            if late[0]:
                return False
            fill(np.int64(j), arcs, columns, plan, desk)
    return True


@compiled
def revalue(arcs, plan):
    """Gains at today's prices for values that have changed, and out of the plan whoever would now rather have another."""
    indptr, supporter, _seeker, value = arcs
    held, filled, at, _places, price, gain, given = plan
    for i in range(given.size):
        best, own = np.int64(0), np.int64(-1)
        for a in range(indptr[i], indptr[i + 1]):
            net = value[a] - price[supporter[a]]
            best = max(best, net)
            if supporter[a] == given[i]:
                own = net
        gain[i] = best
        if given[i] != _NOBODY and own != best:
            take_out(held, filled, at, np.int64(given[i]), i)
            given[i] = _NOBODY


@compiled
def fill_somehow(arcs, plan):
    """Give free places to whoever can have them, the best first for each seeker: for when there is no time for better."""
    indptr, supporter, _seeker, value = arcs
    held, filled, at, places, _price, _gain, given = plan
    for i in range(given.size):
        if given[i] != _NOBODY:
            continue
        best, most = _NOBODY, np.int64(0)
        for a in range(indptr[i], indptr[i + 1]):
            j = supporter[a]
            if filled[j] < places[j] and value[a] > most:
                best, most = j, value[a]
        if best != _NOBODY:
            given[i] = best
            put(held, filled, at, np.int64(best), i)


@compiled
def by_column(supporter, supporters):
    """The arcs of each supporter: where they begin, and which they are."""
    at = np.zeros(supporters + 1, np.int64)
    for a in range(supporter.size):
        at[supporter[a] + 1] += 1
    for j in range(supporters):
        at[j + 1] += at[j]
    arc, next_ = np.empty(supporter.size, np.int32), at[:-1].copy()
    for a in range(supporter.size):
        j = supporter[a]
        arc[next_[j]] = a
        next_[j] += 1
    return at, arc
