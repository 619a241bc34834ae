"""One round of matching: everybody who waits and everybody with a free place, all at once.

First as many seekers as possible are helped, then the total weight is as high as it can be. Of rounds that are
equally good, those in which the people helped have waited longer come first, then lots drawn from the
recorded seed decide. The result is thus defined by the people and the seed alone, not by the solver or by
the order of the lists.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from alongside.matching.core.admit import Obstacle, admissible
from alongside.matching.core.anytime import Clock, allowing_for, longest_first, rows_in_time
from alongside.matching.core.engine.compiler import is_available
from alongside.matching.core.engine.from_people import NotInColumnsError
from alongside.matching.core.exact import NOBODY, Booleans, Integers, Plan, best_plan, tie_values
from alongside.matching.core.large import LargeRound, single_obstacles, solve_large
from alongside.matching.core.lots import in_lot_order, lot
from alongside.matching.core.outcome import Certificate, Objective, Pair, Round, Unmatched, WhyUnmatched
from alongside.matching.core.people import Exclusion, Id, Seeker, Supporter, id_order
from alongside.matching.core.unmatched import only_obstacles
from alongside.matching.core.weigh import MOST_TOTAL, weigh

LONGEST_WAIT = 3650
"""Days beyond which waiting longer breaks no more ties."""


class KeptPairError(ValueError):
    """A pair that was to be kept may not stand: unknown people, a place too few, or these obstacles."""

    def __init__(self, seeker: Id, supporter: Id, obstacles: tuple[Obstacle, ...] = ()) -> None:
        super().__init__(f"The pair of {seeker!r} and {supporter!r} cannot be kept.")
        self.seeker, self.supporter, self.obstacles = seeker, supporter, obstacles


@dataclass(frozen=True, slots=True)
class _Table:
    """Who is still to be matched, the places left, what bars whom (empty: nothing), and the weights.

    ``looked`` are the positions of the seekers that rows are of, in order: all of them, unless time ran out.
    Kept pairs take places, but weights stay those of before: a pick must not change how well others fit.
    """

    seekers: list[Seeker]
    supporters: list[Supporter]
    places: Integers
    obstacles: list[list[tuple[Obstacle, ...]]]
    weights: Integers
    looked: Integers


def solve_round(
    seekers: Iterable[Seeker],
    supporters: Iterable[Supporter],
    exclusions: Iterable[Exclusion] = (),
    *,
    seed: int,
    keep: Iterable[tuple[Id, Id]] = (),
    compiled: bool = False,
    time_limit: float | None = None,
) -> Round:
    """The best round, with its proof.

    After ``time_limit`` seconds it hands back the best found for those whom there was time to look at, who waited longest
    first, and a gap that allows for all others. Sharing out the places among those is not broken off.

    ``compiled`` asks for the large engine, which gives the same round for thousands of people in a second or two, and
    loads a just-in-time compiler: for workers and commands, never for a process that serves pages. Without the
    extra ``scale`` it changes nothing.

    ``keep`` are pairs (seeker, supporter) that stand already, chosen by people: they take their place and the
    round is solved around them. KeptPairError if one of them may not stand; TooLargeError beyond some thousands
    of people.
    """
    barred = frozenset(exclusions)
    all_seekers, all_supporters = in_lot_order(seekers, seed), in_lot_order(supporters, seed)
    kept = kept_pairs(all_seekers, all_supporters, barred, frozenset(keep))
    if compiled and is_available():
        solved = _solved_large(all_seekers, all_supporters, kept, barred, seed=seed, time_limit=time_limit)
    else:
        solved = _solved_small(all_seekers, all_supporters, kept, barred, seed=seed, time_limit=time_limit)
    pairs = tuple(sorted((*solved.found, *kept), key=lambda pair: id_order(pair.seeker)))
    return Round(
        pairs=pairs,
        unmatched=solved.unmatched,
        objective=Objective(len(pairs), sum(pair.weight for pair in pairs)),
        certificate=solved.certificate,
        seed=seed,
        out_of_time=solved.out_of_time,
    )


@dataclass(frozen=True, slots=True)
class _Solved:
    """What stands beside the kept pairs, and its proof."""

    found: list[Pair]
    unmatched: tuple[Unmatched, ...]
    certificate: Certificate
    out_of_time: bool


def _solved_small(
    seekers: list[Seeker],
    supporters: list[Supporter],
    kept: list[Pair],
    barred: frozenset[Exclusion],
    *,
    seed: int,
    time_limit: float | None,
) -> _Solved:
    clock = Clock(time_limit)
    table = _table(seekers, supporters, kept, barred, clock)
    waiting, _places = _left_by(seekers, supporters, kept)
    step = _step(waiting, table.places)
    values = np.where(_allowed(table), table.weights + step, 0)
    plan = best_plan(values, table.places)
    in_time = clock.may_go_on
    choice = _settle_ties(table, values, plan, seed) if in_time else plan.choice.tolist()
    found = [
        Pair(table.seekers[i].id, table.supporters[j].id, int(table.weights[i, j]))
        for i, j in enumerate(choice)
        if j != NOBODY
    ]
    whole = allowing_for(plan, table.looked, waiting, table.places, step=step)
    proof = _certificate(waiting, supporters, table.places, whole, step=step, found=found)
    unmatched = [*_unmatched(table, choice), *_not_looked_at(waiting, table.looked)]
    unmatched.sort(key=lambda one: id_order(one.seeker))
    return _Solved(
        found, tuple(unmatched), proof, out_of_time=not in_time or len(table.looked) < len(waiting)
    )


def _not_looked_at(waiting: list[Seeker], looked: Integers) -> list[Unmatched]:
    others = np.setdiff1d(np.arange(len(waiting)), looked)
    return [Unmatched(waiting[i].id, WhyUnmatched.NOT_LOOKED_AT, ()) for i in others.tolist()]


def _solved_large(
    seekers: list[Seeker],
    supporters: list[Supporter],
    kept: list[Pair],
    barred: frozenset[Exclusion],
    *,
    seed: int,
    time_limit: float | None,
) -> _Solved:
    everybody, places = _left_by(seekers, supporters, kept)
    step = _step(everybody, places)
    many = rows_in_time(len(everybody), len(supporters), time_limit)
    looked = np.array(sorted(longest_first(everybody)[:many]), dtype=np.int64)
    waiting = [everybody[i] for i in looked.tolist()]
    try:
        solved = solve_large(
            waiting, supporters, places, barred, step=step, seed=seed, longest_wait=LONGEST_WAIT
        )
    except NotInColumnsError:
        return _solved_small(seekers, supporters, kept, barred, seed=seed, time_limit=time_limit)
    found = [
        Pair(waiting[i].id, supporters[j].id, int(solved.weight[i]))
        for i, j in enumerate(solved.choice.tolist())
        if j != NOBODY
    ]
    whole = allowing_for(solved.plan, looked, everybody, places, step=step)
    proof = _certificate(everybody, supporters, places, whole, step=step, found=found)
    unmatched = [
        *_unmatched_large(solved, waiting, supporters, places, barred),
        *_not_looked_at(everybody, looked),
    ]
    unmatched.sort(key=lambda one: id_order(one.seeker))
    return _Solved(found, tuple(unmatched), proof, out_of_time=many < len(everybody))


def _unmatched_large(
    solved: LargeRound,
    waiting: list[Seeker],
    supporters: list[Supporter],
    places: Integers,
    barred: frozenset[Exclusion],
) -> list[Unmatched]:
    left = places - np.bincount(solved.choice[solved.choice != NOBODY], minlength=len(supporters))
    return [
        Unmatched(
            waiting[i].id,
            WhyUnmatched.NO_PLACE_LEFT if solved.has_admissible[i] else WhyUnmatched.NO_ADMISSIBLE,
            only_obstacles(
                (obstacles, bool(left[j] > 0))
                for j, obstacles in single_obstacles(solved, i, waiting, supporters, barred)
                if places[j] > 0
            ),
        )
        for i in np.flatnonzero(solved.choice == NOBODY).tolist()
    ]


def _step(seekers: list[Seeker], places: Integers) -> int:
    """More than all weights together can be: one more person helped comes first."""
    return MOST_TOTAL * min(len(seekers), int(places.sum())) + 1


def kept_pairs(
    seekers: list[Seeker],
    supporters: list[Supporter],
    barred: frozenset[Exclusion],
    keep: frozenset[tuple[Id, Id]],
) -> list[Pair]:
    """The pairs that stand already, weighed as they are. KeptPairError if one of them may not stand."""
    by_seeker = {seeker.id: seeker for seeker in seekers}
    by_supporter = {supporter.id: supporter for supporter in supporters}
    places = {supporter.id: supporter.capacity for supporter in supporters}
    pairs: dict[Id, Pair] = {}
    for seeker, supporter in sorted(keep, key=lambda pair: (id_order(pair[0]), id_order(pair[1]))):
        if seeker not in by_seeker or places.get(supporter, 0) < 1 or seeker in pairs:
            raise KeptPairError(seeker, supporter)
        obstacles = admissible(by_seeker[seeker], by_supporter[supporter], barred)
        if obstacles:
            raise KeptPairError(seeker, supporter, obstacles)
        places[supporter] -= 1
        weight = weigh(by_seeker[seeker], by_supporter[supporter]).total
        pairs[seeker] = Pair(seeker, supporter, weight, kept=True)
    return list(pairs.values())


def _table(
    seekers: list[Seeker],
    supporters: list[Supporter],
    kept: list[Pair],
    barred: frozenset[Exclusion],
    clock: Clock,
) -> _Table:
    """Those who wait and what stands between each and every supporter, as far as there is time to look."""
    waiting, places = _left_by(seekers, supporters, kept)
    rows: dict[int, list[tuple[Obstacle, ...]]] = {}
    found: dict[int, list[int]] = {}
    for i in longest_first(waiting):
        if not clock.may_look:
            break
        rows[i] = [admissible(waiting[i], other, barred) for other in supporters]
        found[i] = [
            0 if barring else weigh(waiting[i], other).total
            for other, barring in zip(supporters, rows[i], strict=True)
        ]
    looked = sorted(rows)
    weights = np.array([found[i] for i in looked], dtype=np.int64).reshape(len(looked), len(supporters))
    return _Table(
        [waiting[i] for i in looked],
        supporters,
        places,
        [rows[i] for i in looked],
        weights,
        np.array(looked, dtype=np.int64),
    )


def _left_by(
    seekers: list[Seeker], supporters: list[Supporter], kept: list[Pair]
) -> tuple[list[Seeker], Integers]:
    """Who still waits beside the kept pairs, and the places that those leave."""
    matched = {pair.seeker for pair in kept}
    taken = Counter(pair.supporter for pair in kept)
    places = [supporter.capacity - taken[supporter.id] for supporter in supporters]
    return [seeker for seeker in seekers if seeker.id not in matched], np.array(places, dtype=np.int64)


def _allowed(table: _Table) -> Booleans:
    open_ = [[not obstacles for obstacles in row] for row in table.obstacles]
    return np.array(open_, dtype=np.bool_).reshape(table.weights.shape) & (table.places > 0)


def _settle_ties(table: _Table, values: Integers, plan: Plan, seed: int) -> list[int]:
    waits = np.array([min(seeker.waiting_days, LONGEST_WAIT) for seeker in table.seekers], dtype=np.int64)
    by_waiting = tie_values(values, plan, np.broadcast_to(waits[:, None], values.shape))
    second = best_plan(by_waiting, table.places)
    lots = np.zeros_like(values)
    for i, j in np.argwhere(by_waiting > 0):
        lots[i, j] = lot(seed, table.seekers[i].id, table.supporters[j].id)
    third = best_plan(tie_values(by_waiting, second, lots), table.places)
    return [int(column) for column in third.choice]


def _certificate(
    seekers: list[Seeker],
    supporters: list[Supporter],
    places: Integers,
    plan: Plan,
    *,
    step: int,
    found: list[Pair],
) -> Certificate:
    return Certificate(
        step=step,
        value=sum(step + pair.weight for pair in found),
        bound=int(plan.profits.sum() + plan.prices @ places),
        seeker_prices=_by_id([seeker.id for seeker in seekers], plan.profits),
        supporter_prices=_by_id([supporter.id for supporter in supporters], plan.prices),
    )


def _by_id(ids: list[Id], prices: Integers) -> Mapping[Id, int]:
    return dict(sorted(zip(ids, prices.tolist(), strict=True), key=lambda item: id_order(item[0])))


def _unmatched(table: _Table, choice: list[int]) -> list[Unmatched]:
    places = table.places.tolist()
    left = [free - choice.count(j) for j, free in enumerate(places)]
    found = []
    for i, column in enumerate(choice):
        if column != NOBODY:
            continue
        row = table.obstacles[i]
        why = WhyUnmatched.NO_ADMISSIBLE if all(row) else WhyUnmatched.NO_PLACE_LEFT
        singles = ((row[j], left[j] > 0) for j in range(len(row)) if places[j] > 0)
        found.append(Unmatched(table.seekers[i].id, why, only_obstacles(singles)))
    return found
