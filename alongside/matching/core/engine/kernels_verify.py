"""Judging a proof, seeker by seeker: everybody is a candidate until a rule strikes them off the list.

Nothing in common with how the round was found. ``left`` are the candidates not yet struck off; numbers of kinds are
those of ``market.Test`` and ``market.Term``.
"""

# What is compiled gets its types from what it is called with, and takes its arrays one by one.
# mypy: allow-untyped-defs, allow-untyped-calls
# ruff: noqa: ANN001, ANN201, PLR0917, PLR1714

import numpy as np

from alongside.matching.core.engine.jit import compiled


@compiled
def set_check(kind, mine, theirs, left, count, holds):
    for k in range(count):
        both = theirs[left[k]] & mine
        if kind == 1:
            holds[k] |= (both & (both - 1)) != 0
        else:
            holds[k] |= (both != 0) == (kind == 0)


@compiled
def code_check(kind, mine, theirs, left, count, holds):
    for k in range(count):
        holds[k] |= (theirs[left[k]] == mine) == (kind == 3)


@compiled
def range_check(kind, mine, mine_too, theirs, theirs_too, left, count, holds):
    """Mine is a number or, with the next column, a range; so is theirs."""
    for k in range(count):
        j = left[k]
        if kind == 5 or kind == 7:
            holds[k] |= (mine <= theirs[j] and theirs[j] <= mine_too) == (kind == 5)
        else:
            holds[k] |= (theirs[j] <= mine <= theirs_too[j]) == (kind == 6)


@compiled
def wide_check(kind, column, span, a64, i, b64, left, count, holds):
    for k in range(count):
        shared = False
        for w in range(column, column + span):
            shared |= (a64[w, i] & b64[w, left[k]]) != 0
        holds[k] |= shared == (kind == 0)


@compiled
def check(kind, width, column, span, a16, a32, a64, i, b16, b32, b64, left, count, holds):
    if width == 64 and span > 1:
        wide_check(kind, column, span, a64, i, b64, left, count, holds)
    elif width == 64:
        set_check(kind, a64[column, i], b64[column], left, count, holds)
    elif width == 32 and kind <= 2:
        set_check(kind, a32[column, i], b32[column], left, count, holds)
    elif width == 32:
        code_check(kind, a32[column, i], b32[column], left, count, holds)
    elif kind <= 2:
        set_check(kind, a16[column, i], b16[column], left, count, holds)
    elif kind <= 4:
        code_check(kind, a16[column, i], b16[column], left, count, holds)
    else:
        range_check(
            kind, a16[column, i], a16[column + 1, i], b16[column], b16[column + 1], left, count, holds
        )


@compiled
def strike_off(left, count, holds):
    """Keep the candidates for whom the rule holds; how many they are."""
    kept = 0
    for k in range(count):
        left[kept] = left[k]
        kept += holds[k]
    return kept


@compiled
def candidates(rules, a16, a32, a64, i, b16, b32, b64, left, holds):
    """Leave in ``left`` those whom every rule lets through; how many. ``rules``: kind, width, column, span, rule."""
    count = b16.shape[1]
    for j in range(count):
        left[j] = j
    for r in range(rules.shape[0]):
        if r == 0 or rules[r, 4] != rules[r - 1, 4]:
            holds[:count] = False
        check(
            rules[r, 0], rules[r, 1], rules[r, 2], rules[r, 3], a16, a32, a64, i, b16, b32, b64, left, count, holds
        )  # fmt: skip
        if r + 1 == rules.shape[0] or rules[r + 1, 4] != rules[r, 4]:
            count = strike_off(left, count, holds)
    return count


@compiled
def sets(points, factor, top, column, span, own, other, i, left, count):
    for k in range(count):
        shared = False
        for w in range(column, column + span):
            shared |= (own[w, i] & other[w, left[k]]) != 0
        points[k] += factor[k] * top * shared


@compiled
def numbers(points, factor, kind, top, slope, mine, theirs, left, count):
    """Likeness of kinds SAME and STEP."""
    for k in range(count):
        apart = abs(np.int64(mine) - np.int64(theirs[left[k]]))
        if kind == 1:
            points[k] += factor[k] * top * (apart == 0)
        else:
            points[k] += factor[k] * max(0, top - slope * apart)


@compiled
def dots(points, factor, top, slope, shift, column, span, a16, i, b16, left, count):
    for k in range(count):
        dot = np.int64(top)
        for w in range(column, column + span):
            dot += np.int64(a16[w, i]) * np.int64(b16[w, left[k]])
        points[k] += factor[k] * (dot * slope >> shift)


@compiled
def nears(points, factor, tables, column, a32, i, b32, left, count):
    last = tables.shape[1] - 1
    for k in range(count):
        j = left[k]
        apart = abs(np.int64(a32[column, i]) - np.int64(b32[column, j]))
        place = last if apart > 2**29 else min(apart, last - 1)
        points[k] += factor[k] * tables[a32[column + 1, i] + b32[column + 1, j], place]


@compiled
def coefficients(terms, r, a16, i, b16, left, count, factor):
    own, other, column = np.int64(terms[r, 5]), np.int64(terms[r, 6]), terms[r, 4]
    for k in range(count):
        factor[k] = (
            own if column < 0 else own * np.int64(a16[column, i]) + other * np.int64(b16[column, left[k]])
        )


@compiled
def add_up(terms, tables, a16, a32, a64, i, b16, b32, b64, left, count, points, factor):
    """What the terms give with each candidate. Rows as ``_terms`` of ``verify`` makes them."""
    points[:count] = 0
    for r in range(terms.shape[0]):
        kind, width, column, span = (
            terms[r, 0],
            terms[r, 1],
            terms[r, 2],
            terms[r, 3],
        )
        coefficients(terms, r, a16, i, b16, left, count, factor)
        top, slope, shift = np.int64(terms[r, 7]), np.int64(terms[r, 8]), np.int64(terms[r, 9])
        if kind == 0 and width == 16:
            sets(points, factor, top, column, span, a16, b16, i, left, count)
        elif kind == 0 and width == 32:
            sets(points, factor, top, column, span, a32, b32, i, left, count)
        elif kind == 0:
            sets(points, factor, top, column, span, a64, b64, i, left, count)
        elif kind <= 2:
            numbers(points, factor, kind, top, slope, a16[column, i], b16[column], left, count)
        elif kind == 3:
            dots(points, factor, top, slope, shift, column, span, a16, i, b16, left, count)
        else:
            nears(points, factor, tables, column, a32, i, b32, left, count)


@compiled
def judge_seekers(seekers, people, others, rules, terms, tables, excluded, proof, given, weight):
    """How many pairs of these seekers are worth more than their prices say.

    Writes into ``weight`` what each seeker's own pair is worth, 0 where it may not be.
    """
    a16, a32, a64, base = people
    b16, b32, b64, other_base = others
    at, barred = excluded
    u, p, places, scale, divisor = proof
    left, holds = np.empty(other_base.size, np.int64), np.empty(other_base.size, np.bool_)
    points, factor = np.empty(other_base.size, np.int64), np.empty(other_base.size, np.int64)
    faults = 0
    for i in seekers:
        count = candidates(rules, a16, a32, a64, i, b16, b32, b64, left, holds)
        add_up(terms, tables, a16, a32, a64, i, b16, b32, b64, left, count, points, factor)
        for k in range(count):
            j = left[k]
            if places[j] == 0:
                continue
            stands = True
            for e in range(at[i], at[i + 1]):
                stands &= barred[e] != j
            if not stands:
                continue
            total = base[i] + other_base[j] + points[k] // divisor
            faults += u[i] + p[j] < total * scale
            if given[i] == j:
                weight[i] = total
    return faults
