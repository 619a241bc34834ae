"""Multipliers: what each unit of an aim must be worth for the best round to keep it, and the prices that prove it.

Adding a multiplier for each unit that counts towards an aim leaves an ordinary round, solved exactly. All prices
less the multipliers times their levels bound every round that reaches those levels (Lagrangian duality). The bound
is convex in the multipliers, so each solution gives a plane below it, and the lowest point of all planes is tried
next (Kelley 1960). Group fairness by multipliers on an exact assignment: Freund, Lykouris, Paulson, Sturt and
Weng 2023.
"""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from alongside.matching.core.engine.standing import Standing, flag_after
from alongside.matching.core.exact import NOBODY, Integers, Plan, best_plan
from alongside.matching.core.fairness.table import Table
from alongside.matching.core.sharing_out import table_of as as_table
from alongside.matching.core.weigh import MOST_TOTAL

Solver = Callable[[Integers, Integers], Plan]
"""The best plan for these values of the table's arcs, of which so much is for each seeker whatever the pair."""

SCALE = 16
"""Multipliers are whole numbers of sixteenths of a point."""

MOST_TRIES = 60
FIRST_STEP = 64
"""The first multipliers tried are within this part of the largest there are."""

FAR = 256 * SCALE
"""Where somebody's bonus changes by more, a plan is made anew rather than mended."""

NEAR_ENOUGH = 4_000
"""In rounds too large for an integer programme: one part in so many of the weight is near enough."""

_SHORTFALL_UNIT = 1000


def by_table(table: Table) -> Solver:
    """Each plan by itself, by scipy, for hundreds of people."""

    def solve(values: Integers, _bonus: Integers) -> Plan:
        return best_plan(as_table(table.arcs, values, table.places.size), table.places)

    return solve


def by_standing(table: Table, idea: Callable[[Integers], Integers], seconds: float) -> Solver:
    """Each plan from the one before, by compiled loops, for thousands.

    ``idea`` says for a bonus by seeker at which prices to begin anew, where a plan is far from the one before. After
    ``seconds`` plans are as good as they can be found at once, and their prices bound every plan.
    """
    standing: Standing | None = None
    before = np.zeros(len(table.seekers), dtype=np.int64)
    until = monotonic() + seconds

    def solve(values: Integers, bonus: Integers) -> Plan:
        nonlocal standing, before
        is_far = int(np.abs(bonus - before).max(initial=0)) > FAR
        with flag_after(until - monotonic()) as late:
            if standing is None or is_far:
                standing = Standing(table.arcs, values, table.places, prices=idea(bonus), late=late)
            else:
                standing.revalue(values, late=late)
        before = bonus
        return standing.plan()

    return solve


@dataclass(frozen=True, slots=True, eq=False)
class Worth:
    """What each pair of the table adds to an aim: something for each seeker, and where ``fits``, times its fit beyond ``least``."""

    by_seeker: Integers
    fits: bool = False
    least: int = 0

    def of(self, table: Table, arcs: Integers | slice = slice(None)) -> Integers:
        """By arc, for these arcs."""
        worth = self.by_seeker[table.arcs.seeker[arcs]]
        return worth * (table.fits[arcs] - self.least) if self.fits else worth

    def most(self, table: Table) -> int:
        """The most that a pair adds, or takes away."""
        return int(np.abs(self.of(table)).max(initial=0))


@dataclass(frozen=True, slots=True, eq=False)
class Demands:
    """Aims as numbers: what each pair of the table adds to an aim, and the level that each must reach."""

    worth: tuple[Worth, ...]
    levels: Integers

    def reached(self, table: Table, choice: Integers) -> Integers:
        """What a choice of columns adds up to, by aim."""
        chosen = table.chosen(choice)
        sums = [int(worth.of(table, chosen).sum()) for worth in self.worth]
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
        worth.most(table) * most for worth, most in zip(demands.worth, _most(table, demands), strict=True)
    )
    return 2 * most * min(len(table.seekers), int(table.places.sum())) + most + 1


def _most(table: Table, demands: Demands) -> list[int]:
    """The largest multiplier to try: enough to outweigh any difference of fit for a typical unit."""
    found = []
    for one in demands.worth:
        worth = one.of(table)
        used = np.abs(worth[worth != 0])
        found.append(max(1, 8 * SCALE * MOST_TOTAL // max(1, int(np.median(used)) if used.size else 1)))
    return found


def worth_of(table: Table, demands: Demands, step: int, multipliers: Integers) -> Integers:
    """What each pair is worth in all when each unit of an aim is worth its multiplier."""
    values = step + SCALE * table.weights
    for worth, multiplier in zip(demands.worth, multipliers.tolist(), strict=True):
        if multiplier:
            values += multiplier * worth.of(table)
    return values


def priced(table: Table, demands: Demands, step: int, multipliers: Integers, solver: Solver) -> Priced:
    """The best round when each unit of an aim is worth its multiplier."""
    bonus = np.zeros(len(table.seekers), dtype=np.int64)
    for worth, multiplier in zip(demands.worth, multipliers.tolist(), strict=True):
        if not worth.fits:
            bonus += multiplier * worth.by_seeker
    plan = solver(worth_of(table, demands, step, multipliers), bonus)
    bound = int(plan.profits.sum() + plan.prices @ table.places - multipliers @ demands.levels)
    weight = int(table.weights[table.chosen(plan.choice)].sum())
    return Priced(plan, multipliers, demands.levels, bound, demands.reached(table, plan.choice), weight)


def search(
    table: Table, demands: Demands, step: int, solver: Solver, *, until: float, near: int = 0
) -> Search:
    """Look for the multipliers with the lowest bound, and keep the best round met on the way.

    ``near``: how many points of weight from the best are near enough.
    """
    aims = len(demands.worth)
    found = priced(table, demands, step, np.zeros(aims, dtype=np.int64), solver)
    state = Search(found, None, found)
    tried = [found]
    most = np.array(_most(table, demands), dtype=np.int64)
    box = np.maximum(1, most // FIRST_STEP)
    _note(state, found, demands)
    for _ in range(MOST_TRIES):
        if not aims or _is_near(state, step, near):
            break
        if monotonic() > until:
            state.out_of_time = True
            break
        centre = state.nearest.multipliers
        multipliers = _lowest(tried, demands, np.maximum(0, centre - box), np.minimum(most, centre + box))
        is_at_edge = (np.abs(multipliers - centre) >= box) & (multipliers < most)
        if any(np.array_equal(multipliers, one.multipliers) for one in tried):
            if not is_at_edge.any():
                break
            box *= 2
            continue
        found = priced(table, demands, step, multipliers, solver)
        tried.append(found)
        if found.bound < state.nearest.bound:
            box[is_at_edge] *= 2
        else:
            box = np.maximum(1, box // 2)
        _note(state, found, demands)
    return state


def _is_near(state: Search, step: int, near: int) -> bool:
    """Whether no round can be better than the best so far by more than so many points of weight."""
    if state.best is None:
        return False
    helped = int((state.best.plan.choice != NOBODY).sum())
    return state.nearest.bound - step * helped - SCALE * state.best.weight < SCALE * (near + 1)


def within_reach(table: Table, demands: Demands, step: int, solver: Solver) -> Demands:
    """Levels lowered to what each aim could reach if it were the only one, with as many people helped."""
    levels = demands.levels.copy()
    nothing = np.zeros(len(table.seekers), dtype=np.int64)
    at_once = levels
    if levels.size:
        at_once = demands.reached(table, solver(step + SCALE * table.weights, nothing).choice)
    for k in np.flatnonzero(at_once < levels).tolist():
        worth = demands.worth[k]
        most = step // (2 * (worth.most(table) + 1) * (len(table.seekers) + 1))
        plan = solver(step + max(1, most) * worth.of(table), nothing)
        levels[k] = min(levels[k], demands.reached(table, plan.choice)[k])
    return Demands(demands.worth, levels)


def pairs_within(table: Table, demands: Demands, step: int, found: Priced, gap: int) -> Table:
    """The table without the pairs that no round within ``gap`` of the bound can hold.

    A pair misses at these prices what its two prices are above its worth, and a round misses what its pairs do.
    """
    return table.only(_missing(table, demands, step, found) <= gap)


def nearest_pairs(table: Table, demands: Demands, step: int, found: Priced, most: int) -> Table:
    """The table with only the ``most`` pairs that miss least at these prices, among them the round itself."""
    size = table.weights.size
    if size <= most:
        return table
    missing = _missing(table, demands, step, found)
    missing[table.chosen(found.plan.choice)] = -1
    bar = np.partition(missing, most - 1)[most - 1]
    near = missing < bar
    at_bar = np.flatnonzero(missing == bar)
    # Of equals some for every seeker and every place, not all for the first of them.
    apart = table.arcs.supporter[at_bar].astype(np.int64) - table.arcs.seeker[at_bar]
    turn = np.argsort(apart % table.places.size, kind="stable")
    near[at_bar[turn][: most - int(near.sum())]] = True
    return table.only(near)


def _missing(table: Table, demands: Demands, step: int, found: Priced) -> Integers:
    worth = worth_of(table, demands, step, found.multipliers)
    return found.plan.profits[table.arcs.seeker] + found.plan.prices[table.arcs.supporter] - worth


def shortfall(demands: Demands, reached: Integers) -> float:
    """How far below their levels the aims are together, each in shares of its own level."""
    return float((np.maximum(0, demands.levels - reached) / np.maximum(1, np.abs(demands.levels))).sum())


def units(table: Table, demands: Demands) -> NDArray[np.float64]:
    """What a unit of each aim's shortfall counts: people, days and points are made comparable."""
    return np.array(
        [
            _SHORTFALL_UNIT / (abs(int(level)) or max(1, worth.most(table)))
            for level, worth in zip(demands.levels, demands.worth, strict=True)
        ]
    )


def _note(state: Search, found: Priced, demands: Demands) -> None:
    if found.bound < state.nearest.bound:
        state.nearest = found
    state.closest = min(state.closest, found, key=lambda one: (shortfall(demands, one.reached), -one.weight))
    if (found.reached >= demands.levels).all() and (state.best is None or found.weight > state.best.weight):
        state.best = found


def _lowest(tried: list[Priced], demands: Demands, least: Integers, most: Integers) -> Integers:
    """The lowest point of all planes found so far within a box, in whole numbers."""
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
        bounds=[*zip(least.tolist(), most.tolist(), strict=True), (None, None)],
    )
    return tried[-1].multipliers if result.x is None else np.round(result.x[:aims]).astype(np.int64)
