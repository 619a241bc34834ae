"""Couples in a round too large for an integer programme: each has the supporter with whom both lose least at the prices.

This finds a good round and not the best; how far it can be from the best, the prices of the round without couples say,
for which couples may part.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable

import numpy as np

from alongside.matching.core.exact import NOBODY, Booleans, Integers, Plan
from alongside.matching.core.fairness.prices import Solver
from alongside.matching.core.fairness.table import Table

PASSES = 3

Couple = tuple[int, int]
Nets = dict[int, list[tuple[int, int]]]


def couples_by_prices(
    table: Table,
    values: Integers,
    plan: Plan,
    couples: list[Couple],
    solver_of: Callable[[Table], Solver],
) -> Integers:
    """A choice of columns that keeps couples (rows) together. ``values`` are of the arcs, ``plan`` is one for them.

    Each pass takes the prices of the one before.
    """
    best: tuple[int, Integers] | None = None
    bonus = np.zeros(len(table.seekers), dtype=np.int64)
    prices = plan.prices
    for _ in range(PASSES):
        given = _placed(table, values, prices, couples)
        mask = _mask(table, couples, given)
        limited, kept = table.only(mask), values[mask]
        rows = np.zeros(len(table.seekers), dtype=np.bool_)
        rows[list(given)] = True
        # Worth more than whoever could have the place instead, so that both are seated.
        lift = np.where(rows[limited.arcs.seeker], int(values.max(initial=0)) + 1, 0)
        found = solver_of(limited)(kept + lift, bonus)
        chosen = limited.chosen(found.choice)
        worth = int(kept[chosen].sum())
        if best is None or worth > best[0]:
            best = worth, found.choice
        if np.array_equal(found.prices, prices):
            break
        prices = found.prices
    assert best is not None
    return best[1]


def _placed(table: Table, values: Integers, prices: Integers, couples: Iterable[Couple]) -> dict[int, int]:
    """The columns of couples who are to have the same supporter, who gains most first; the others have none."""
    left = table.places.copy()
    options = []
    for couple in couples:
        nets = tuple(_nets(table, values, prices, row) for row in couple)
        found = [
            (one + other, a, b)
            for j in nets[0].keys() & nets[1].keys()
            for one, a in nets[0][j]
            for other, b in nets[1][j]
        ]
        found.sort(key=lambda each: (-each[0], each[1], each[2]))
        if found:
            options.append((found, couple))
    options.sort(key=lambda each: (-each[0][0][0], each[1]))
    given: dict[int, int] = {}
    for found, couple in options:
        for net, a, b in found:
            if net <= 0:
                break
            need = {a: 2} if a == b else {a: 1, b: 1}
            if all(left[c] >= places for c, places in need.items()):
                for c, places in need.items():
                    left[c] -= places
                given[couple[0]], given[couple[1]] = a, b
                break
    return given


def _nets(table: Table, values: Integers, prices: Integers, row: int) -> Nets:
    """By supporter: what each of their columns is worth to somebody beyond its price, and which column."""
    found: Nets = defaultdict(list)
    for arc in range(int(table.arcs.indptr[row]), int(table.arcs.indptr[row + 1])):
        column = int(table.arcs.supporter[arc])
        found[table.columns[column][0]].append((int(values[arc] - prices[column]), column))
    return found


def _mask(table: Table, couples: Iterable[Couple], given: dict[int, int]) -> Booleans:
    mask = np.ones(table.weights.size, dtype=np.bool_)
    for couple in couples:
        for row in couple:
            here = slice(int(table.arcs.indptr[row]), int(table.arcs.indptr[row + 1]))
            mask[here] = table.arcs.supporter[here] == given.get(row, NOBODY)
    return mask
