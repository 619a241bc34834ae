"""A round with conditions as an integer programme (HiGHS): exact while it is small, and the only way for couples."""

from dataclasses import dataclass
from math import floor
from time import monotonic

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack, vstack

from alongside.matching.core.exact import NOBODY, Integers
from alongside.matching.core.fairness.prices import Demands, units
from alongside.matching.core.fairness.table import Table

MOST_PAIRS = 30_000
"""Possible pairs beyond which an integer programme takes too long for a known round to be bettered."""

MOST_PAIRS_AFRESH = 4_000
"""Possible pairs beyond which it takes too long where no round is known that reaches every aim."""

_ROUNDING = 1e-4


@dataclass(frozen=True, slots=True, eq=False)
class Whole:
    """The best choice found, the bound on its weight, and whether time ran out before the proof."""

    choice: Integers
    weight_bound: int
    out_of_time: bool


@dataclass(frozen=True, slots=True, eq=False)
class _Programme:
    """Pairs as variables, then one shortfall for each aim."""

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    matrix: csr_array
    floors: NDArray[np.float64]
    ceilings: NDArray[np.float64]
    aims: int


def solve_whole(
    table: Table,
    demands: Demands,
    couples: list[tuple[int, int]],
    *,
    until: float,
    helped: int | None = None,
) -> Whole | None:
    """As many helped as possible, then the least shortfall of the aims, then the most weight. None: out of time.

    ``couples`` are rows of the table that must have the same supporter, or neither of them any. ``helped``: a round
    is known that helps so many and falls short of no aim; only the weight is left to be found.
    """
    programme = _programme(table, demands, couples)
    pairs = programme.rows.size
    if not pairs:
        return Whole(np.full(len(table.seekers), NOBODY, dtype=np.int64), 0, out_of_time=False)
    counts = np.append(np.ones(pairs), np.zeros(programme.aims))
    least_shortfall = np.append(np.zeros(pairs), -units(table, demands))
    weights = np.append(table.weights.astype(float), np.zeros(programme.aims))
    phases = [counts, least_shortfall, weights] if programme.aims else [counts, weights]
    if helped is not None:
        phases = [weights]
        programme = _holding(programme, counts, helped)
    solution: NDArray[np.float64] | None = None
    late, bound = False, float(weights.sum())
    for wanted in phases:
        result = milp(
            -wanted,
            integrality=np.append(np.ones(pairs), np.zeros(programme.aims)),
            bounds=Bounds(
                0, np.append(np.ones(pairs), np.full(programme.aims, np.inf if helped is None else 0.0))
            ),
            constraints=LinearConstraint(programme.matrix, programme.floors, programme.ceilings),
            options={"mip_rel_gap": 0.0, "time_limit": max(0.1, until - monotonic())},
        )
        late = late or result.status == 1
        if result.x is None:
            late = True
            break
        solution = result.x
        bound = -float(result.mip_dual_bound)
        programme = _holding(programme, wanted, float(wanted @ solution))
    if solution is None:
        return None
    return Whole(_choice(programme, solution, len(table.seekers)), floor(bound + _ROUNDING), late)


def _programme(table: Table, demands: Demands, couples: list[tuple[int, int]]) -> _Programme:
    rows, columns = table.arcs.seeker.astype(np.int64), table.arcs.supporter.astype(np.int64)
    supporter_of = np.array([j for j, _ in table.columns], dtype=np.int64)
    pairs = np.arange(rows.size)
    once = csr_array((np.ones(rows.size), (rows, pairs)), shape=(len(table.seekers), rows.size))
    places = csr_array((np.ones(rows.size), (columns, pairs)), shape=(len(table.columns), rows.size))
    together = _together(rows, supporter_of[columns], couples, len(table.supporters))
    aims = len(demands.worth)
    sums = csr_array(
        np.array([worth.of(table) for worth in demands.worth], dtype=np.float64).reshape(aims, rows.size)
    )
    people = vstack([once, places, together, sums], format="csr")
    shortfalls = vstack([csr_array((people.shape[0] - aims, aims)), csr_array(np.eye(aims))], format="csr")
    inside = once.shape[0] + places.shape[0]
    return _Programme(
        rows,
        columns,
        csr_array(hstack([people, shortfalls], format="csr")),
        np.concatenate([np.full(inside, -np.inf), np.zeros(together.shape[0]), demands.levels.astype(float)]),
        np.concatenate(
            [
                np.ones(once.shape[0]),
                table.places.astype(float),
                np.zeros(together.shape[0]),
                np.full(aims, np.inf),
            ]
        ),
        aims,
    )


def _together(
    rows: NDArray[np.int64], supporters: NDArray[np.int64], couples: list[tuple[int, int]], count: int
) -> csr_array:
    """For each couple and supporter: as many pairs of the one as of the other."""
    found = csr_array((len(couples) * count, rows.size))
    if not couples:
        return found
    blocks = []
    pairs = np.arange(rows.size)
    for first, second in couples:
        sign = (rows == first).astype(float) - (rows == second)
        blocks.append(csr_array((sign, (supporters, pairs)), shape=(count, rows.size)))
    return csr_array(vstack(blocks, format="csr"))


def _holding(programme: _Programme, wanted: NDArray[np.float64], reached: float) -> _Programme:
    """The same programme, no longer willing to go below what was reached."""
    return _Programme(
        programme.rows,
        programme.columns,
        csr_array(vstack([programme.matrix, csr_array(wanted[None, :])], format="csr")),
        np.append(programme.floors, reached - _ROUNDING),
        np.append(programme.ceilings, np.inf),
        programme.aims,
    )


def _choice(programme: _Programme, solution: NDArray[np.float64], seekers: int) -> Integers:
    choice = np.full(seekers, NOBODY, dtype=np.int64)
    chosen = np.flatnonzero(np.round(solution[: programme.rows.size]))
    choice[programme.rows[chosen]] = programme.columns[chosen]
    return choice
