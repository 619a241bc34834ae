"""Multipliers: what each unit of an aim must be worth for the best round to keep it, and the prices that prove it.

Adding a multiplier for each unit that counts towards an aim leaves an ordinary round, solved exactly. All prices
less the multipliers times their levels bound every round that reaches those levels (Lagrangian duality). The bound
is convex in the multipliers, so each solution gives a plane below it, and the lowest point of all planes is tried
next (Kelley 1960). Group fairness by multipliers on an exact assignment: Freund, Lykouris, Paulson, Sturt and
Weng 2023.
"""

from dataclasses import dataclass, replace
from time import monotonic

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from alongside.matching.core.exact import NOBODY, Integers, Plan, best_plan
from alongside.matching.core.fairness.table import Table
from alongside.matching.core.weigh import MOST_TOTAL

SCALE = 16
"""Multipliers are whole numbers of sixteenths of a point."""

MOST_TRIES = 60
_SHORTFALL_UNIT = 1000


@dataclass(frozen=True, slots=True, eq=False)
class Demands:
    """Aims as numbers: ``worth[k]`` is what each pair of the table adds to aim k, ``levels[k]`` what it must reach."""

    worth: tuple[Integers, ...]
    levels: Integers

    def reached(self, choice: Integers) -> Integers:
        """What a choice of columns adds up to, by aim."""
        rows = np.flatnonzero(choice != NOBODY)
        sums = [int(worth[rows, choice[rows]].sum()) for worth in self.worth]
        return np.array(sums, dtype=np.int64).reshape(len(self.worth))


@dataclass(frozen=True, slots=True, eq=False)
class Priced:
    """A round for one set of multipliers, and the bound that its prices prove."""

    plan: Plan
    multipliers: Integers
    levels: Integers
    bound: int
    reached: Integers
    weight: int


@dataclass(slots=True)
class Search:
    """The best bound so far, the best round so far that reaches every level, and the one that comes closest."""

    nearest: Priced
    best: Priced | None
    closest: Priced
    out_of_time: bool = False


def step_for(table: Table, demands: Demands) -> int:
    """What helping one more person is worth: more than everything else together can be."""
    most = SCALE * MOST_TOTAL + sum(
        int(np.abs(worth).max(initial=0)) * most
        for worth, most in zip(demands.worth, _most(demands), strict=True)
    )
    return 2 * most * min(len(table.seekers), int(table.places.sum())) + most + 1


def _most(demands: Demands) -> list[int]:
    """The largest multiplier to try: enough to outweigh any difference of fit for a typical unit."""
    found = []
    for worth in demands.worth:
        used = np.abs(worth[worth != 0])
        found.append(max(1, 8 * SCALE * MOST_TOTAL // max(1, int(np.median(used)) if used.size else 1)))
    return found


def priced(table: Table, demands: Demands, step: int, multipliers: Integers) -> Priced:
    """The best round when each unit of an aim is worth its multiplier."""
    values = step + SCALE * table.weights
    for worth, multiplier in zip(demands.worth, multipliers, strict=True):
        values = values + int(multiplier) * worth
    plan = best_plan(np.where(table.allowed, values, 0), table.places)
    bound = int(plan.profits.sum() + plan.prices @ table.places - multipliers @ demands.levels)
    rows = np.flatnonzero(plan.choice != NOBODY)
    weight = int(table.weights[rows, plan.choice[rows]].sum())
    return Priced(plan, multipliers, demands.levels, bound, demands.reached(plan.choice), weight)


def search(table: Table, demands: Demands, step: int, *, until: float) -> Search:
    """Look for the multipliers with the lowest bound, and keep the best round met on the way."""
    aims = len(demands.worth)
    found = priced(table, demands, step, np.zeros(aims, dtype=np.int64))
    state = Search(found, None, found)
    tried = [found]
    _note(state, found, demands)
    while aims and len(tried) < MOST_TRIES:
        if monotonic() > until:
            state.out_of_time = True
            break
        multipliers = _lowest(tried, demands)
        if any(np.array_equal(multipliers, one.multipliers) for one in tried):
            break
        found = priced(table, demands, step, multipliers)
        tried.append(found)
        _note(state, found, demands)
    return state


def within_reach(table: Table, demands: Demands, step: int) -> Demands:
    """Levels lowered to what each aim could reach if it were the only one, with as many people helped."""
    levels = demands.levels.copy()
    for k, worth in enumerate(demands.worth):
        most = step // (2 * (int(np.abs(worth).max(initial=0)) + 1) * (len(table.seekers) + 1))
        values = np.where(table.allowed, step + max(1, most) * worth, 0)
        levels[k] = min(levels[k], demands.reached(best_plan(values, table.places).choice)[k])
    return Demands(demands.worth, levels)


def pairs_within(table: Table, demands: Demands, step: int, found: Priced, gap: int) -> Table:
    """The table without the pairs that no round within ``gap`` of the bound can hold.

    A pair misses at these prices what its two prices are above its worth, and a round misses what its pairs do.
    """
    return replace(table, allowed=table.allowed & (_missing(table, demands, step, found) <= gap))


def nearest_pairs(table: Table, demands: Demands, step: int, found: Priced, most: int) -> Table:
    """The table with only the ``most`` pairs that miss least at these prices, among them the round itself."""
    if int(table.allowed.sum()) <= most:
        return table
    missing = _missing(table, demands, step, found)
    chosen = np.flatnonzero(found.plan.choice != NOBODY)
    missing[chosen, found.plan.choice[chosen]] = -1
    bar = np.partition(missing[table.allowed], most - 1)[most - 1]
    near = table.allowed & (missing < bar)
    at_bar = np.argwhere(table.allowed & (missing == bar))
    # Of equals some for every seeker and every place, not all for the first of them.
    turn = np.argsort((at_bar[:, 1] - at_bar[:, 0]) % table.allowed.shape[1], kind="stable")
    first = at_bar[turn][: most - int(near.sum())]
    near[first[:, 0], first[:, 1]] = True
    return replace(table, allowed=near)


def _missing(table: Table, demands: Demands, step: int, found: Priced) -> Integers:
    worth = step + SCALE * table.weights
    for one, multiplier in zip(demands.worth, found.multipliers, strict=True):
        worth = worth + int(multiplier) * one
    return found.plan.profits[:, None] + found.plan.prices[None, :] - worth


def shortfall(demands: Demands, reached: Integers) -> float:
    """How far below their levels the aims are together, each in shares of its own level."""
    return float((np.maximum(0, demands.levels - reached) * units(demands)).sum())


def units(demands: Demands) -> NDArray[np.float64]:
    """What a unit of each aim's shortfall counts: people, days and points are made comparable."""
    return np.array(
        [
            _SHORTFALL_UNIT / (abs(int(level)) or max(1, int(np.abs(worth).max(initial=0))))
            for level, worth in zip(demands.levels, demands.worth, strict=True)
        ]
    )


def _note(state: Search, found: Priced, demands: Demands) -> None:
    if found.bound < state.nearest.bound:
        state.nearest = found
    state.closest = min(state.closest, found, key=lambda one: (shortfall(demands, one.reached), -one.weight))
    if (found.reached >= demands.levels).all() and (state.best is None or found.weight > state.best.weight):
        state.best = found


def _lowest(tried: list[Priced], demands: Demands) -> Integers:
    """The lowest point of all planes found so far, in whole numbers."""
    aims = len(demands.worth)
    slopes: NDArray[np.float64] = np.array([one.reached - demands.levels for one in tried], dtype=np.float64)
    lowest = min(one.bound for one in tried)
    heights = np.array(
        [float(one.bound - lowest) - slopes[k] @ one.multipliers for k, one in enumerate(tried)]
    )
    # Minimise t subject to t >= height_k + slope_k . multipliers.
    result = linprog(
        np.append(np.zeros(aims), 1.0),
        A_ub=np.column_stack([slopes, -np.ones(len(tried))]),
        b_ub=-heights,
        bounds=[*((0, most) for most in _most(demands)), (None, None)],
    )
    return tried[-1].multipliers if result.x is None else np.round(result.x[:aims]).astype(np.int64)
