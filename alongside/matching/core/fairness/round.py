"""A round with conditions, and what they cost."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from time import monotonic

import numpy as np

from alongside.matching.core.anytime import Clock
from alongside.matching.core.engine.compiler import is_available
from alongside.matching.core.engine.sharing import first_prices
from alongside.matching.core.exact import NOBODY, Integers
from alongside.matching.core.fairness.aims import Aim, Everybody, Measure
from alongside.matching.core.fairness.groups import Group
from alongside.matching.core.fairness.outcome import AimReached, FairCertificate, FairRound, Figures
from alongside.matching.core.fairness.prices import (
    NEAR_ENOUGH,
    SCALE,
    Demands,
    Priced,
    Search,
    Solver,
    Worth,
    by_standing,
    by_table,
    nearest_pairs,
    pairs_within,
    search,
    shortfall,
    step_for,
    within_reach,
    worth_of,
)
from alongside.matching.core.fairness.table import ANYBODY, Table, table_of
from alongside.matching.core.fairness.together import couples_by_prices
from alongside.matching.core.fairness.whole import MOST_PAIRS, MOST_PAIRS_AFRESH, Whole, solve_whole
from alongside.matching.core.lots import in_lot_order
from alongside.matching.core.outcome import Objective, Pair, Unmatched, WhyUnmatched
from alongside.matching.core.people import Exclusion, Id, Seeker, Supporter, id_order
from alongside.matching.core.possible import possible_pairs
from alongside.matching.core.round import kept_pairs, left_by
from alongside.matching.core.weigh import MOST_TOTAL


class CouplesError(ValueError):
    """There was no time to keep couples together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What a round must keep to.

    ``aims`` are met as far as they can be without helping fewer people. ``held`` are a supporter's places kept for
    a group, by the supporter's id and the group's name; only its members may have them, even if they stay empty.
    ``couples`` are seekers who are to have the same supporter, or neither of them any. ``groups`` are those that
    aims and held places speak of.
    """

    groups: tuple[Group, ...] = ()
    aims: tuple[Aim, ...] = ()
    held: Mapping[Id, Mapping[str, int]] = field(default_factory=dict)
    couples: tuple[tuple[Id, Id], ...] = ()

    @property
    def members(self) -> Mapping[str, frozenset[Id]]:
        """The members of each group, by its name; nobody in one that was only named."""
        named = {name: frozenset[Id]() for kinds in self.held.values() for name in kinds}
        return {**named, **{group.name: group.members for group in self.groups}}


def fair_round(
    seekers: Iterable[Seeker],
    supporters: Iterable[Supporter],
    exclusions: Iterable[Exclusion] = (),
    *,
    seed: int,
    conditions: Conditions,
    keep: Iterable[tuple[Id, Id]] = (),
    time_limit: float = 60.0,
    compiled: bool = False,
) -> FairRound:
    """The best round that keeps to the conditions: as many people as possible, then the aims, then the weight.

    ``time_limit`` is in seconds; at its end the best found so far is handed back with its bound. ``compiled`` as in
    ``solve_round``, and so is KeptPairError. In rounds of more than ``MOST_PAIRS`` possible pairs conditions are kept by
    prices alone: then what comes back can be a little behind the best, and the bound says by how much at the most.
    """
    until = monotonic() + time_limit
    all_seekers, all_supporters = in_lot_order(seekers, seed), in_lot_order(supporters, seed)
    barred = frozenset(exclusions)
    kept = kept_pairs(all_seekers, all_supporters, barred, frozenset(keep))
    waiting, places = left_by(all_seekers, all_supporters, kept)
    compiled = compiled and is_available()
    possible, _looked = possible_pairs(waiting, all_supporters, barred, clock=Clock(), compiled=compiled)

    def solver_of(table: Table) -> Solver:
        if not compiled:
            return by_table(table)

        def idea(bonus: Integers) -> Integers:
            supporter = np.array([j for j, _ in table.columns], dtype=np.int64)
            if possible.market is None:
                return np.zeros(supporter.size, dtype=np.int64)
            return SCALE * first_prices(possible.market, places, bonus // SCALE)[supporter]

        return by_standing(table, idea, until - monotonic())

    free = table_of(possible, kept, held={}, members={})
    table = free
    if conditions.held:
        table = table_of(possible, kept, held=conditions.held, members=conditions.members)
    table = _beside_kept(table, conditions.couples, kept)
    nothing = np.zeros(len(free.seekers), dtype=np.int64)
    before = solver_of(free)(SCALE * free.weights + step_for(free, _NOTHING), nothing).choice
    everybody = _everybody(free, before)
    demands = demands_of(table, conditions.aims, everybody)
    couples = _rows(table, conditions.couples)
    choice, certificate, late = _solve(table, demands, couples, until, solver_of)
    return _handed_back(
        table=table,
        free=free,
        choice=choice,
        before=before,
        kept=kept,
        conditions=conditions,
        everybody=everybody,
        certificate=certificate,
        seed=seed,
        late=late,
    )


_NOTHING = Demands((), np.zeros(0, dtype=np.int64))


def _everybody(table: Table, choice: Integers) -> Everybody:
    matched = np.flatnonzero(choice != NOBODY).tolist()
    return Everybody(
        {seeker.id: seeker.waiting_days for seeker in table.matchable},
        frozenset(table.seekers[i].id for i in matched),
        int(table.fits[table.chosen(choice)].sum()),
    )


def demands_of(table: Table, aims: Collection[Aim], everybody: Everybody) -> Demands:
    """The aims in numbers for this table."""
    return Demands(
        tuple(_worth(table, aim, everybody) for aim in aims),
        np.array([everybody.wanted(aim) for aim in aims], dtype=np.int64),
    )


def _worth(table: Table, aim: Aim, everybody: Everybody) -> Worth:
    """What a pair adds to an aim: a person, their days, or points of fit beyond the least."""
    own = np.array([one.id in aim.group.members for one in table.possible.seekers], dtype=np.int64)
    if aim.measure is Measure.QUALITY:
        return Worth(own, fits=True, least=everybody.least_fit(aim))
    if aim.measure is Measure.WAITING:
        own = own * np.array([one.waiting_days for one in table.possible.seekers], dtype=np.int64)
    return Worth(own)


def _beside_kept(table: Table, couples: Iterable[tuple[Id, Id]], kept: Collection[Pair]) -> Table:
    """The table in which somebody whose partner has a supporter already can have only the same."""
    given = {pair.seeker: pair.supporter for pair in kept}
    mask = np.ones(table.weights.size, dtype=np.bool_)
    rows = {seeker.id: i for i, seeker in enumerate(table.possible.seekers)}
    for couple in couples:
        for one, other in (couple, couple[::-1]):
            if one in given and other not in given:
                same = [table.possible.supporters[j].id == given[one] for j, _ in table.columns]
                here = slice(int(table.arcs.indptr[rows[other]]), int(table.arcs.indptr[rows[other] + 1]))
                mask[here] &= np.array(same, dtype=np.bool_)[table.arcs.supporter[here]]
    return table.only(mask)


def _rows(table: Table, couples: Iterable[tuple[Id, Id]]) -> list[tuple[int, int]]:
    at = {seeker.id: i for i, seeker in enumerate(table.possible.seekers)}
    return [(at[a], at[b]) for a, b in couples if a in at and b in at]


def _solve(
    table: Table,
    demands: Demands,
    couples: list[tuple[int, int]],
    until: float,
    solver_of: Callable[[Table], Solver],
) -> tuple[Integers, FairCertificate, bool]:
    step = step_for(table, demands)
    half = (monotonic() + until) / 2
    is_large = table.weights.size > MOST_PAIRS
    near = MOST_TOTAL * len(table.seekers) // NEAR_ENOUGH if is_large else 0
    if couples and not is_large:
        whole = solve_whole(table, demands, couples, until=half)
        if whole is None:
            raise CouplesError("No round that keeps the couples together was found in time. Allow more time.")
        return _proven(table, demands, whole.choice, whole, step, until=until, solver=solver_of(table))
    solver = solver_of(table)
    if not is_large:
        demands = within_reach(table, demands, step, solver)
    found = search(table, demands, step, solver, until=half, near=near)
    if is_large and found.best is None and not found.out_of_time:
        demands = within_reach(table, demands, step, solver_of(table))
        found = search(table, demands, step, solver, until=half, near=near)
    if couples:
        nearest = found.best or found.closest
        values = worth_of(table, demands, step, nearest.multipliers)
        choice = couples_by_prices(table, values, nearest.plan, couples, solver_of)
        return _proven(table, demands, choice, None, step, until=until, solver=solver, near=near)
    if found.best is not None:
        return _bettered(table, demands, found, found.best, step, until=until, near=near)
    choice, whole = found.closest.plan.choice, None
    if not found.out_of_time:
        few = nearest_pairs(table, demands, step, found.nearest, MOST_PAIRS_AFRESH)
        whole = solve_whole(few, demands, [], until=half)
        choice = _better(table, demands, choice, whole)
        whole = whole if few is table else None
    return _proven(table, demands, choice, whole, step, until=until, solver=solver, near=near)


def _bettered(
    table: Table, demands: Demands, found: Search, best: Priced, step: int, *, until: float, near: int
) -> tuple[Integers, FairCertificate, bool]:
    """A round that reaches every aim, bettered by the integer programme where a gap is left and few pairs come into question."""
    whole, choice = None, best.plan.choice
    helped = int((choice != NOBODY).sum())
    gap = found.nearest.bound - step * helped - SCALE * best.weight
    if gap >= SCALE * (near + 1):
        few = pairs_within(table, demands, step, found.nearest, gap)
        if few.weights.size <= MOST_PAIRS:
            whole = solve_whole(few, demands, [], until=until, helped=helped)
            choice = _better(table, demands, choice, whole)
    late = found.out_of_time or bool(whole and whole.out_of_time)
    return choice, _certificate(table, choice, found.nearest, step, whole), late


def _better(table: Table, demands: Demands, choice: Integers, whole: Whole | None) -> Integers:
    """The better of two choices; the integer programme is behind where it ran out of time or saw too few pairs."""
    if whole is None:
        return choice

    def worth(choice: Integers) -> tuple[int, float, int]:
        helped = int((choice != NOBODY).sum())
        return helped, -shortfall(demands, demands.reached(table, choice)), _weight(table, choice)

    return max(choice, whole.choice, key=worth)


def _weight(table: Table, choice: Integers) -> int:
    return int(table.weights[table.chosen(choice)].sum())


def _proven(
    table: Table,
    demands: Demands,
    choice: Integers,
    whole: Whole | None,
    step: int,
    *,
    until: float,
    solver: Solver,
    near: int = 0,
) -> tuple[Integers, FairCertificate, bool]:
    """A choice with the prices that bound every round reaching the same levels."""
    reached = Demands(demands.worth, np.minimum(demands.levels, demands.reached(table, choice)))
    found = search(table, reached, step, solver, until=until, near=near)
    late = found.out_of_time or (whole is not None and whole.out_of_time)
    return choice, _certificate(table, choice, found.nearest, step, whole), late


def _certificate(
    table: Table, choice: Integers, nearest: Priced, step: int, whole: Whole | None
) -> FairCertificate:
    helped = int((choice != NOBODY).sum())
    return FairCertificate(
        step=step,
        scale=SCALE,
        multipliers=tuple(nearest.multipliers.tolist()),
        levels=tuple(nearest.levels.tolist()),
        seeker_prices={
            one.id: int(price) for one, price in zip(table.seekers, nearest.plan.profits, strict=True)
        },
        place_prices={
            (table.supporters[j].id, group): int(price)
            for (j, group), price in zip(table.columns, nearest.plan.prices, strict=True)
        },
        value=step * helped + SCALE * _weight(table, choice),
        bound=nearest.bound,
        solver_bound=None if whole is None else whole.weight_bound,
    )


def _handed_back(
    *,
    table: Table,
    free: Table,
    choice: Integers,
    before: Integers,
    kept: list[Pair],
    conditions: Conditions,
    everybody: Everybody,
    certificate: FairCertificate,
    seed: int,
    late: bool,
) -> FairRound:
    chosen = table.chosen(choice)
    found = [
        Pair(table.possible.seekers[i].id, table.possible.supporters[table.columns[c][0]].id, weight)
        for i, c, weight in zip(
            table.arcs.seeker[chosen].tolist(),
            table.arcs.supporter[chosen].tolist(),
            table.weights[chosen].tolist(),
            strict=True,
        )
    ]
    pairs = tuple(sorted((*found, *kept), key=lambda pair: id_order(pair.seeker)))
    reached = demands_of(table, conditions.aims, everybody).reached(table, choice)
    matchable = frozenset(everybody.matchable)
    old = _weight(free, before) + sum(pair.weight for pair in kept)
    return FairRound(
        pairs=pairs,
        unmatched=_unmatched(table, choice),
        objective=Objective(len(pairs), sum(pair.weight for pair in pairs)),
        places={table.seekers[i].id: table.columns[c][1] for i, c in enumerate(choice) if c != NOBODY},
        certificate=certificate,
        aims=tuple(
            AimReached(aim, everybody.wanted(aim), int(level))
            for aim, level in zip(conditions.aims, reached, strict=True)
        ),
        without=Objective(int((before != NOBODY).sum()) + len(kept), old),
        figures=figures_of(table, choice, conditions.groups, matchable),
        figures_without=figures_of(free, before, conditions.groups, matchable),
        seed=seed,
        out_of_time=late,
    )


def figures_of(
    table: Table, choice: Integers, groups: Iterable[Group], matchable: frozenset[Id]
) -> dict[str, Figures]:
    """What a choice means for everybody (the empty name) and for each group. Kept pairs are not counted."""
    chosen = table.chosen(choice)
    fit = {
        table.possible.seekers[i].id: fit
        for i, fit in zip(table.arcs.seeker[chosen].tolist(), table.fits[chosen].tolist(), strict=True)
    }
    found = {}
    for name, members in [("", None), *((group.name, group.members) for group in groups)]:
        own = [one for one in table.seekers if members is None or one.id in members]
        could = [one for one in own if one.id in matchable]
        done = [one for one in could if one.id in fit]
        found[name] = Figures(
            seekers=len(own),
            matchable=len(could),
            matched=len(done),
            days=sum(one.waiting_days for one in could),
            days_ended=sum(one.waiting_days for one in done),
            fit=sum(fit[one.id] for one in done),
        )
    return found


def _unmatched(table: Table, choice: Integers) -> tuple[Unmatched, ...]:
    had = np.zeros(len(table.supporters), dtype=np.int64)
    left = np.zeros(len(table.supporters), dtype=np.int64)
    used = np.bincount(choice[choice != NOBODY], minlength=table.places.size)
    for c, (j, group) in enumerate(table.columns):
        had[j] += table.places[c]
        left[j] += table.places[c] - used[c] if group == ANYBODY else 0
    found = [
        Unmatched(
            table.seekers[i].id,
            WhyUnmatched.NO_PLACE_LEFT if table.possible.has_any(i) else WhyUnmatched.NO_ADMISSIBLE,
            table.possible.only_obstacles(i, had, left),
        )
        for i in np.flatnonzero(choice == NOBODY).tolist()
    ]
    return tuple(sorted(found, key=lambda one: id_order(one.seeker)))
