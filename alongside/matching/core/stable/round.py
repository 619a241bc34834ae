"""A round in which both sides choose: nobody and nobody else would both rather have each other.

The best round for all (``solve_round``) may ask two people to do without each other so that more are helped. Here no
such pair is left, at the price of fewer people helped. An organisation sees both, and what the difference is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from alongside.matching.core.admit import Side
from alongside.matching.core.anytime import Clock
from alongside.matching.core.lots import in_lot_order
from alongside.matching.core.outcome import Objective, Pair, Round
from alongside.matching.core.people import Exclusion, Id, Seeker, Supporter, id_order
from alongside.matching.core.stable.defer import NOBODY, seekers_propose, supporters_propose
from alongside.matching.core.stable.preferences import Preferences
from alongside.matching.core.stable.views import Ranking, View, views

Views = Mapping[tuple[Id, Id], View]


@dataclass(frozen=True, slots=True)
class StableRound:
    """Pairs no two people would leave for each other. ``proposers``: the side for which it is the best such round.

    Reproducible from the same people, exclusions, lists and ``seed``. ``unmatched``: the seekers without a pair.
    ``not_looked_at``: those of them for whom there was no time; of the others the round is stable all the same.
    """

    pairs: tuple[Pair, ...]
    unmatched: tuple[Id, ...]
    objective: Objective
    proposers: Side
    seed: int
    not_looked_at: tuple[Id, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """A stable round beside the best round for all: what each reaches, and who would leave the latter.

    ``leaving``: the pairs (seeker, supporter) that would both rather have each other than what the best round gives.
    """

    stable: Objective
    best: Objective
    leaving: tuple[tuple[Id, Id], ...]

    @property
    def fewer_helped(self) -> int:
        """How many people less the stable round helps."""
        return self.best.helped - self.stable.helped


def solve_stable_round(
    seekers: Iterable[Seeker],
    supporters: Iterable[Supporter],
    exclusions: Iterable[Exclusion] = (),
    *,
    seed: int,
    proposers: Side = Side.SEEKER,
    seeker_lists: Mapping[Id, Ranking] | None = None,
    supporter_lists: Mapping[Id, Ranking] | None = None,
    time_limit: float | None = None,
) -> StableRound:
    """The stable round that is best for the side that proposes.

    With a ``time_limit`` in seconds, of those whom there was time to look at, who waited longest first.

    Where somebody likes several people equally, whoever waited longer comes first, then a lot from the seed. When
    seekers propose, no seeker gains by ranking untruthfully. PreferencesError where lists contradict themselves.
    """
    givers = in_lot_order(supporters, seed)
    waiting = sorted(in_lot_order(seekers, seed), key=lambda seeker: -seeker.waiting_days)
    clock = Clock(time_limit)
    seen = views(
        waiting,
        givers,
        exclusions,
        seeker_lists=seeker_lists,
        supporter_lists=supporter_lists,
        clock=clock,
    )
    lists = _lists(waiting, givers, seen)
    choice = (supporters_propose if proposers is Side.SUPPORTER else seekers_propose)(lists)
    pairs = [
        Pair(waiting[i].id, givers[j].id, seen[waiting[i].id, givers[j].id].weight)
        for i, j in enumerate(choice.tolist())
        if j != NOBODY
    ]
    pairs.sort(key=lambda pair: id_order(pair.seeker))
    left = (waiting[i].id for i in np.flatnonzero(choice == NOBODY))
    return StableRound(
        pairs=tuple(pairs),
        unmatched=tuple(sorted(left, key=id_order)),
        objective=_objective(pairs),
        proposers=Side.SUPPORTER if proposers is Side.SUPPORTER else Side.SEEKER,
        seed=seed,
        not_looked_at=tuple(sorted(clock.not_looked_at, key=id_order)),
    )


def pairs_that_would_leave(
    supporters: Iterable[Supporter], seen: Views, pairs: Iterable[Pair]
) -> tuple[tuple[Id, Id], ...]:
    """Every two people who would both be strictly better off with each other than with what the pairs give them.

    Made without the code that makes stable rounds. ``seen`` are `views` of the same people; a pair that is not
    among them counts as worse than anything on a list.
    """
    capacity = {supporter.id: supporter.capacity for supporter in supporters}
    has: dict[Id, View | None] = {pair.seeker: seen.get((pair.seeker, pair.supporter)) for pair in pairs}
    taken = Counter(pair.supporter for pair in pairs)
    held = [(pair.supporter, seen.get((pair.seeker, pair.supporter))) for pair in pairs]
    leaving = []
    for (seeker, supporter), view in seen.items():
        now = has.get(seeker)
        if now is not None and now.seeker_rank <= view.seeker_rank:
            continue
        free = taken[supporter] < capacity[supporter]
        worse = (other for whom, other in held if whom == supporter)
        if free or any(other is None or other.supporter_rank > view.supporter_rank for other in worse):
            leaving.append((seeker, supporter))
    return tuple(sorted(leaving, key=lambda two: (id_order(two[0]), id_order(two[1]))))


def check_stable_round(
    seekers: Collection[Seeker],
    supporters: Collection[Supporter],
    exclusions: Iterable[Exclusion],
    round_: StableRound,
    *,
    seeker_lists: Mapping[Id, Ranking] | None = None,
    supporter_lists: Mapping[Id, Ranking] | None = None,
) -> list[str]:
    """Everything wrong with a stable round; empty when every pair may stand and no two people would leave.

    Of people whom there was no time to look at nothing is promised but that they have no pair.
    """
    unseen = set(round_.not_looked_at)
    looked = [seeker for seeker in seekers if seeker.id not in unseen]
    seen = views(looked, supporters, exclusions, seeker_lists=seeker_lists, supporter_lists=supporter_lists)
    capacity = {supporter.id: supporter.capacity for supporter in supporters}
    faults = [fault for pair in round_.pairs for fault in _pair_faults(seen, pair)]
    for who, times in Counter(pair.seeker for pair in round_.pairs).items():
        if times > 1:
            faults.append(f"{who!r} is in more than one pair.")
    for who, times in Counter(pair.supporter for pair in round_.pairs).items():
        if times > capacity.get(who, 0):
            faults.append(f"{who!r} has fewer places than pairs.")
    left = {seeker.id for seeker in seekers} - {pair.seeker for pair in round_.pairs}
    if len(round_.unmatched) != len(left) or set(round_.unmatched) != left:
        faults.append("The unmatched are not those without a pair.")
    if round_.objective != _objective(round_.pairs):
        faults.append("The objective is not what the pairs add up to.")
    leaving = pairs_that_would_leave(supporters, seen, round_.pairs)
    return faults + [f"{one!r} and {other!r} would both rather have each other." for one, other in leaving]


def _pair_faults(seen: Views, pair: Pair) -> Iterator[str]:
    view = seen.get((pair.seeker, pair.supporter))
    if view is None:
        yield f"{pair.seeker!r} with {pair.supporter!r}: may not be proposed."
    elif view.weight != pair.weight:
        yield f"{pair.seeker!r} with {pair.supporter!r}: the weight is not {pair.weight}."


def compare(supporters: Iterable[Supporter], seen: Views, stable: StableRound, best: Round) -> Comparison:
    """What stability costs, and what the best round for all asks people to forgo; of the same people and `views`."""
    return Comparison(stable.objective, best.objective, pairs_that_would_leave(supporters, seen, best.pairs))


def _objective(pairs: Collection[Pair]) -> Objective:
    return Objective(len(pairs), sum(pair.weight for pair in pairs))


def _lists(waiting: list[Seeker], givers: list[Supporter], seen: Views) -> Preferences:
    rows = [[j for j, giver in enumerate(givers) if (seeker.id, giver.id) in seen] for seeker in waiting]
    arcs = [seen[seeker.id, givers[j].id] for seeker, row in zip(waiting, rows, strict=True) for j in row]
    return Preferences(
        indptr=np.concatenate(([0], np.cumsum([len(row) for row in rows], dtype=np.int64))),
        supporter=np.array([j for row in rows for j in row], dtype=np.int32),
        seeker_rank=np.array([arc.seeker_rank for arc in arcs], dtype=np.int32),
        supporter_rank=np.array([arc.supporter_rank for arc in arcs], dtype=np.int32),
        capacity=np.array([giver.capacity for giver in givers], dtype=np.int32),
        turn=np.arange(len(waiting), dtype=np.int32),
        lot=np.arange(len(givers), dtype=np.int32),
    )
