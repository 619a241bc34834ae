"""Weighing one person against a stretch of a shelf: short loops over columns, which the machine does many at a time."""

# What is compiled gets its types from what it is called with, and takes its arrays one by one.
# mypy: allow-untyped-defs, allow-untyped-calls
# ruff: noqa: ANN001, ANN201, PLR0917, PLR1714

import numpy as np

from alongside.matching.core.engine.jit import compiled

TILE = 1024
_FAR = np.int32(2**29)


@compiled
def meet(through, mine, theirs, negated):
    for t in range(through.size):
        through[t] &= np.uint8((theirs[t] & mine) != 0) ^ negated


@compiled
def meet_twice(through, mine, theirs, negated):
    for t in range(through.size):
        both = theirs[t] & mine
        through[t] &= np.uint8((both & (both - 1)) != 0) ^ negated


@compiled
def same(through, mine, theirs, negated):
    for t in range(through.size):
        through[t] &= np.uint8(theirs[t] == mine) ^ negated


@compiled
def within(through, lowest, highest, theirs, negated):
    for t in range(through.size):
        through[t] &= np.uint8((theirs[t] >= lowest) & (theirs[t] <= highest)) ^ negated


@compiled
def encloses(through, mine, lowest, highest, negated):
    for t in range(through.size):
        through[t] &= np.uint8((lowest[t] <= mine) & (mine <= highest[t])) ^ negated


@compiled
def meet_any(through, mine, column, span, theirs, lo, negated):
    for t in range(through.size):
        both = np.int64(0)
        for step in range(span):
            both |= theirs[column + step, lo + t] & mine[column + step]
        through[t] &= np.uint8(both != 0) ^ negated


@compiled
def test_shorts(through, row, mine, theirs, lo, hi, negated):
    kind, column = row[0], row[2]
    if kind == 0 or kind == 2:
        meet(through, mine[column], theirs[column, lo:hi], negated ^ np.uint8(kind == 2))
    elif kind == 3 or kind == 4:
        same(through, mine[column], theirs[column, lo:hi], negated ^ np.uint8(kind == 4))
    elif kind == 5 or kind == 7:
        outside = negated ^ np.uint8(kind == 7)
        within(through, mine[column], mine[column + 1], theirs[column, lo:hi], outside)
    else:
        outside = negated ^ np.uint8(kind == 8)
        encloses(through, mine[column], theirs[column, lo:hi], theirs[column + 1, lo:hi], outside)


@compiled
def test_ints(through, row, mine, theirs, lo, hi, negated):
    kind, column = row[0], row[2]
    if kind == 0 or kind == 2:
        meet(through, mine[column], theirs[column, lo:hi], negated ^ np.uint8(kind == 2))
    else:
        same(through, mine[column], theirs[column, lo:hi], negated ^ np.uint8(kind == 4))


@compiled
def test_longs(through, row, mine, theirs, lo, hi, negated):
    kind, column, span = row[0], row[2], row[3]
    if kind == 1:
        meet_twice(through, mine[column], theirs[column, lo:hi], negated)
    elif span > 1:
        meet_any(through, mine, column, span, theirs, lo, negated ^ np.uint8(kind == 2))
    else:
        meet(through, mine[column], theirs[column, lo:hi], negated ^ np.uint8(kind == 2))


@compiled
def pass_tests(through, spare, tests, mine, theirs, lo, hi):
    """Leave a 1 in ``through`` where every rule holds. ``mine`` and ``theirs`` are shorts, ints and longs."""
    for r in range(tests.shape[0]):
        row = tests[r]
        target, negated = through, np.uint8(0)
        if row[4]:
            target, negated = spare, np.uint8(1)
            if r == 0 or tests[r - 1, 5]:
                spare[:] = 1
        if row[1] == 16:
            test_shorts(target, row, mine[0], theirs[0], lo, hi, negated)
        elif row[1] == 32:
            test_ints(target, row, mine[1], theirs[1], lo, hi, negated)
        else:
            test_longs(target, row, mine[2], theirs[2], lo, hi, negated)
        if row[4] and row[5]:
            for t in range(through.size):
                through[t] &= spare[t] ^ np.uint8(1)


@compiled
def add_meet(points, factor, top, mine, theirs):
    for t in range(points.size):
        points[t] += factor[t] * top if (theirs[t] & mine) != 0 else 0


@compiled
def add_meet_any(points, factor, top, mine, column, span, theirs, lo):
    for t in range(points.size):
        both = np.int64(0)
        for step in range(span):
            both |= theirs[column + step, lo + t] & mine[column + step]
        points[t] += factor[t] * top if both != 0 else 0


@compiled
def add_same(points, factor, top, mine, theirs):
    for t in range(points.size):
        points[t] += factor[t] * top if theirs[t] == mine else 0


@compiled
def add_step(points, factor, top, slope, mine, theirs):
    for t in range(points.size):
        apart = np.int32(theirs[t]) - np.int32(mine)
        apart = -apart if apart < 0 else apart
        near = top - slope * apart
        points[t] += factor[t] * (near if near > 0 else np.int32(0))


@compiled
def add_dot(points, factor, spare, row, mine, theirs, lo):
    column, span, top, slope, shift = row[2], row[3], row[7], row[8], row[9]
    for t in range(points.size):
        spare[t] = top
    for step in range(span):
        own, column_of_theirs = np.int32(mine[column + step]), theirs[column + step, lo : lo + points.size]
        for t in range(points.size):
            spare[t] += own * np.int32(column_of_theirs[t])
    for t in range(points.size):
        points[t] += factor[t] * ((spare[t] * slope) >> shift)


@compiled
def add_near(points, factor, tables, mine, own_row, theirs, rows):
    last = tables.shape[1] - 1
    for t in range(points.size):
        apart = theirs[t] - mine
        apart = -apart if apart < 0 else apart
        place = last if apart > _FAR else min(apart, last - 1)
        points[t] += factor[t] * tables[own_row + rows[t], place]


@compiled
def fill_factor(factor, row, mine, theirs, lo):
    """What a point of likeness is worth with each of them. False if nothing, with anybody."""
    coefficient, own, other = row[4], row[5], row[6]
    fixed = np.int32(own) if coefficient < 0 else np.int32(own * np.int32(mine[coefficient]))
    if other == 0:
        if fixed == 0:
            return False
        for t in range(factor.size):
            factor[t] = fixed
        return True
    column = theirs[coefficient, lo : lo + factor.size]
    for t in range(factor.size):
        factor[t] = fixed + np.int32(other) * np.int32(column[t])
    return True


@compiled
def add_shorts(points, factor, spare, row, mine, theirs, lo, hi):
    kind, column, top = row[0], row[2], row[7]
    if kind == 0:
        add_meet(points, factor, top, mine[column], theirs[column, lo:hi])
    elif kind == 1:
        add_same(points, factor, top, mine[column], theirs[column, lo:hi])
    elif kind == 2:
        add_step(points, factor, top, row[8], mine[column], theirs[column, lo:hi])
    else:
        add_dot(points, factor, spare, row, mine, theirs, lo)


@compiled
def add_terms(points, factor, spare, terms, tables, mine, theirs, lo, hi):
    """Add to ``points`` what every likeness gives."""
    for r in range(terms.shape[0]):
        row = terms[r]
        if not fill_factor(factor, row, mine[0], theirs[0], lo):
            continue
        column, span = row[2], row[3]
        if row[1] == 16:
            add_shorts(points, factor, spare, row, mine[0], theirs[0], lo, hi)
        elif row[0] == 4:
            rows = theirs[1][column + 1, lo:hi]
            add_near(
                points, factor, tables, mine[1][column], mine[1][column + 1], theirs[1][column, lo:hi], rows
            )
        elif row[1] == 32:
            add_meet(points, factor, row[7], mine[1][column], theirs[1][column, lo:hi])
        elif span > 1:
            add_meet_any(points, factor, row[7], mine[2], column, span, theirs[2], lo)
        else:
            add_meet(points, factor, row[7], mine[2][column], theirs[2][column, lo:hi])


@compiled
def close(points, through, base, own_base, divisor):
    """Turn points into weights; 0 where the pair may not be."""
    if divisor == 1000:
        for t in range(points.size):
            points[t] = base[t] + own_base + points[t] // np.int32(1000) if through[t] else 0
    elif divisor == 1:
        for t in range(points.size):
            points[t] = base[t] + own_base + points[t] if through[t] else 0
    else:
        for t in range(points.size):
            points[t] = base[t] + own_base + points[t] // divisor if through[t] else 0


@compiled
def weigh_tile(
    points,
    through,
    spare_bytes,
    spare,
    factor,
    mine,
    theirs,
    own_base,
    base,
    lo,
    hi,
    tests,
    terms,
    tables,
    shelf,
):
    """The weights of one person with those at positions lo to hi; 0 where the pair may not be.

    ``shelf`` is (column of the fence or -1, bit of this shelf, divisor). Somebody who stands on an earlier shelf
    that this person looks at as well was weighed there.
    """
    fence, bit, divisor = shelf
    points[:] = 0
    through[:] = 1
    if fence >= 0:
        below = mine[2][fence] & ((np.int64(1) << np.int64(bit)) - np.int64(1))
        if below != 0:
            meet(through, below, theirs[2][fence, lo:hi], np.uint8(1))
    pass_tests(through, spare_bytes, tests, mine, theirs, lo, hi)
    add_terms(points, factor, spare, terms, tables, mine, theirs, lo, hi)
    close(points, through, base[lo:hi], own_base, divisor)
