"""A round with conditions, and what they cost."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from time import monotonic

import numpy as np

from alongside.matching.core.exact import NOBODY, Integers, best_plan
from alongside.matching.core.fairness.aims import Aim, Everybody
from alongside.matching.core.fairness.groups import Group
from alongside.matching.core.fairness.outcome import AimReached, FairCertificate, FairRound, Figures
from alongside.matching.core.fairness.prices import (
    SCALE,
    Demands,
    Priced,
    nearest_pairs,
    pairs_within,
    search,
    shortfall,
    step_for,
    within_reach,
)
from alongside.matching.core.fairness.table import ANYBODY, Table, table_of
from alongside.matching.core.fairness.whole import MOST_PAIRS, MOST_PAIRS_AFRESH, Whole, solve_whole
from alongside.matching.core.outcome import Objective, Pair, Unmatched, WhyUnmatched
from alongside.matching.core.people import Exclusion, Id, Seeker, Supporter, id_order
from alongside.matching.core.round import kept_pairs
from alongside.matching.core.unmatched import only_obstacles
from alongside.matching.core.weigh import weigh


class CouplesError(ValueError):
    """Couples cannot be kept together in a round this large."""


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
) -> FairRound:
    """The best round that keeps to the conditions: as many people as possible, then the aims, then the weight.

    ``time_limit`` is in seconds; at its end the best found so far is handed back with its bound. KeptPairError as in
    ``solve_round``; CouplesError where couples meet more than ``MOST_PAIRS`` possible pairs.
    """
    until = monotonic() + time_limit
    all_seekers, all_supporters, barred = list(seekers), list(supporters), frozenset(exclusions)
    kept = kept_pairs(all_seekers, all_supporters, barred, frozenset(keep))
    free = table_of(all_seekers, all_supporters, barred, kept, seed=seed, held={}, members={})
    table = free
    if conditions.held:
        members = conditions.members
        table = table_of(
            all_seekers, all_supporters, barred, kept, seed=seed, held=conditions.held, members=members
        )
    table = _beside_kept(table, conditions.couples, kept)
    before = best_plan(np.where(free.allowed, free.weights + step_for(free, _NOTHING), 0), free.places)
    everybody = _everybody(free, before.choice)
    demands = demands_of(table, conditions.aims, everybody)
    choice, certificate, late = _solve(table, demands, _rows(table, conditions.couples), until)
    return _handed_back(
        table=table,
        free=free,
        choice=choice,
        before=before.choice,
        kept=kept,
        conditions=conditions,
        everybody=everybody,
        certificate=certificate,
        seed=seed,
        late=late,
    )


_NOTHING = Demands((), np.zeros(0, dtype=np.int64))


def _everybody(table: Table, choice: Integers) -> Everybody:
    rows = np.flatnonzero(choice != NOBODY)
    return Everybody(
        {seeker.id: seeker.waiting_days for seeker in table.matchable},
        frozenset(table.seekers[i].id for i in rows),
        int(table.fits[rows, choice[rows]].sum()),
    )


def demands_of(table: Table, aims: Collection[Aim], everybody: Everybody) -> Demands:
    """The aims in numbers for this table."""
    found = []
    for aim in aims:
        worth = np.zeros_like(table.weights)
        for i, c in np.argwhere(table.allowed):
            worth[i, c] = everybody.worth(aim, table.seekers[i].id, int(table.fits[i, c]))
        found.append(worth)
    levels = np.array([everybody.wanted(aim) for aim in aims], dtype=np.int64)
    return Demands(tuple(found), levels)


def _beside_kept(table: Table, couples: Iterable[tuple[Id, Id]], kept: Collection[Pair]) -> Table:
    """The table in which somebody whose partner has a supporter already can have only the same."""
    given = {pair.seeker: pair.supporter for pair in kept}
    allowed = table.allowed.copy()
    for couple in couples:
        for one, other in (couple, couple[::-1]):
            if one in given and other not in given:
                row = next(i for i, seeker in enumerate(table.seekers) if seeker.id == other)
                same = [table.supporters[j].id == given[one] for j, _ in table.columns]
                allowed[row] &= np.array(same, dtype=np.bool_)
    return replace(table, allowed=allowed)


def _rows(table: Table, couples: Iterable[tuple[Id, Id]]) -> list[tuple[int, int]]:
    at = {seeker.id: i for i, seeker in enumerate(table.seekers)}
    found = [(at[a], at[b]) for a, b in couples if a in at and b in at]
    if found and int(table.allowed.sum()) > MOST_PAIRS:
        raise CouplesError(
            f"Couples can be kept together in rounds of up to {MOST_PAIRS:,} possible pairs; here are "
            f"{int(table.allowed.sum()):,}. Match couples first, and keep their pairs."
        )
    return found


def _solve(
    table: Table, demands: Demands, couples: list[tuple[int, int]], until: float
) -> tuple[Integers, FairCertificate, bool]:
    step = step_for(table, demands)
    half = (monotonic() + until) / 2
    if couples:
        whole = solve_whole(table, demands, couples, until=half)
        if whole is None:
            raise CouplesError("No round that keeps the couples together was found in time. Allow more time.")
        return _proven(table, demands, whole.choice, whole, step, until=until)
    demands = within_reach(table, demands, step)
    found = search(table, demands, step, until=half)
    if found.best is None:
        near = nearest_pairs(table, demands, step, found.nearest, MOST_PAIRS_AFRESH)
        whole = solve_whole(near, demands, [], until=half)
        choice = _better(table, demands, found.closest.plan.choice, whole)
        return _proven(table, demands, choice, whole if near is table else None, step, until=until)
    whole, choice = None, found.best.plan.choice
    helped = int((choice != NOBODY).sum())
    gap = found.nearest.bound - step * helped - SCALE * found.best.weight
    near = pairs_within(table, demands, step, found.nearest, gap)
    if gap >= SCALE and int(near.allowed.sum()) <= MOST_PAIRS:
        whole = solve_whole(near, demands, [], until=until, helped=helped)
    choice = choice if whole is None or _weight(table, whole.choice) <= found.best.weight else whole.choice
    late = found.out_of_time or bool(whole and whole.out_of_time)
    nearest = found.nearest
    return choice, _certificate(table, choice, nearest, step, whole), late


def _better(table: Table, demands: Demands, choice: Integers, whole: Whole | None) -> Integers:
    """The better of two choices; the integer programme is behind where it ran out of time or saw too few pairs."""
    if whole is None:
        return choice

    def worth(choice: Integers) -> tuple[int, float, int]:
        helped = int((choice != NOBODY).sum())
        return helped, -shortfall(demands, demands.reached(choice)), _weight(table, choice)

    return max(choice, whole.choice, key=worth)


def _weight(table: Table, choice: Integers) -> int:
    rows = np.flatnonzero(choice != NOBODY)
    return int(table.weights[rows, choice[rows]].sum())


def _proven(
    table: Table, demands: Demands, choice: Integers, whole: Whole | None, step: int, *, until: float
) -> tuple[Integers, FairCertificate, bool]:
    """A choice with the prices that bound every round reaching the same levels."""
    reached = Demands(demands.worth, np.minimum(demands.levels, demands.reached(choice)))
    found = search(table, reached, step, until=until)
    late = found.out_of_time or whole is None or whole.out_of_time
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
    found = [
        Pair(table.seekers[i].id, table.supporters[table.columns[c][0]].id, int(table.weights[i, c]))
        for i, c in enumerate(choice)
        if c != NOBODY
    ]
    pairs = tuple(sorted((*found, *kept), key=lambda pair: id_order(pair.seeker)))
    reached = demands_of(table, conditions.aims, everybody).reached(choice)
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
    fit = {
        table.seekers[i].id: weigh(table.seekers[i], table.supporters[table.columns[c][0]]).fit
        for i, c in enumerate(choice)
        if c != NOBODY
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
    had = [0] * len(table.supporters)
    left = [0] * len(table.supporters)
    for c, (j, group) in enumerate(table.columns):
        had[j] += int(table.places[c])
        left[j] += int(table.places[c] - (choice == c).sum()) if group == ANYBODY else 0
    found = []
    for i in np.flatnonzero(choice == NOBODY):
        row = table.obstacles[i]
        why = WhyUnmatched.NO_ADMISSIBLE if all(row) else WhyUnmatched.NO_PLACE_LEFT
        singles = ((row[j], left[j] > 0) for j in range(len(row)) if had[j] > 0)
        found.append(Unmatched(table.seekers[i].id, why, only_obstacles(singles)))
    return tuple(sorted(found, key=lambda one: id_order(one.seeker)))
