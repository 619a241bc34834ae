"""A round for programmes of mutual pairs, where nobody is only helper or only helped (Sutton 2006).

Matching within one group of people is not a transportation problem: odd circles of people make prices of people alone
too weak a proof, so circles have prices too (`blossom`). Pairs come first, then weight, then waiting, then lots: one
whole number an edge holds all four, and its exact optimum is the round.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from alongside.matching.core.admit import admissible
from alongside.matching.core.blossom import LARGEST, Pairing, Possible, best_pairing
from alongside.matching.core.exact import Integers, TooLargeError
from alongside.matching.core.lots import in_lot_order, lot
from alongside.matching.core.outcome import (
    Circle,
    MutualCertificate,
    MutualPair,
    MutualRound,
    Objective,
    Unmatched,
    WhyUnmatched,
)
from alongside.matching.core.people import Exclusion, Seeker, id_order
from alongside.matching.core.unmatched import only_obstacles
from alongside.matching.core.weigh import MOST_TOTAL, weigh_mutual

LONGEST_WAIT = 3650
_LOT_SHIFT = 20


@dataclass(frozen=True, slots=True)
class _Edges:
    """The pairs that may be proposed, as positions in the list of people, and what each pair is worth."""

    people: list[Seeker]
    ends: list[tuple[int, int]]
    weights: Integers
    barred: frozenset[Exclusion]


def solve_mutual_round(
    people: Iterable[Seeker],
    exclusions: Iterable[Exclusion] = (),
    *,
    seed: int,
    compile_loops: bool = False,
    seconds: float | None = None,
) -> MutualRound:
    """The best round of mutual pairs: as many pairs as possible, then the highest weight.

    Ties go to people who waited longer, then by lots from the seed. If ``seconds`` run out, the best found so far,
    with a gap in its certificate. TooLargeError beyond some tens of thousands of people.
    """
    edges = _edges(in_lot_order(people, seed), frozenset(exclusions))
    values, step, tie_step = _values(edges, seed)
    ends = np.array(edges.ends, dtype=np.int64).reshape(-1, 2)
    found = best_pairing(
        Possible(len(edges.people), ends[:, 0], ends[:, 1], values),
        compile_loops=compile_loops,
        seconds=seconds,
    )
    chosen = np.flatnonzero(found.mate[ends[:, 0]] == ends[:, 1]).tolist()
    pairs = sorted((_pair(edges, index) for index in chosen), key=lambda pair: id_order(pair.first))
    objective = Objective(len(pairs), sum(pair.weight for pair in pairs))
    return MutualRound(
        pairs=tuple(pairs),
        unmatched=_unmatched(edges, {end for index in chosen for end in edges.ends[index]}),
        objective=objective,
        certificate=_certificate(edges.people, found, objective, step, tie_step),
        seed=seed,
    )


def _edges(people: list[Seeker], barred: frozenset[Exclusion]) -> _Edges:
    pairs = combinations(range(len(people)), 2)
    ends = [(i, j) for i, j in pairs if not admissible(people[i], people[j], barred)]
    weights = [weigh_mutual(people[i], people[j]).total for i, j in ends]
    return _Edges(people, ends, np.array(weights, dtype=np.int64), barred)


def _values(edges: _Edges, seed: int) -> tuple[Integers, int, int]:
    """What each edge counts for: one more pair beats any weight, weight beats any tie; and these two steps."""
    most_pairs = max(len(edges.people) // 2, 1)
    step, ties = MOST_TOTAL * most_pairs + 1, _ties(edges, seed)
    room = LARGEST // (step + MOST_TOTAL) // most_pairs - 1
    if room < 1:
        raise TooLargeError("There are too many people for one exact round of pairs; split it.")
    if ties.size and int(ties.max()) > room:
        ties >>= int(ties.max()).bit_length() - room.bit_length() + 1
    tie_step = (int(ties.max(initial=0)) * most_pairs) + 1
    return (step + edges.weights) * tie_step + ties, step, tie_step


def _ties(edges: _Edges, seed: int) -> Integers:
    people = edges.people
    return np.array(
        [
            64 * sum(min(people[end].waiting_days, LONGEST_WAIT) for end in pair)
            + (lot(seed, *sorted((people[end].id for end in pair), key=id_order)) >> _LOT_SHIFT)
            for pair in edges.ends
        ],
        dtype=np.int64,
    )


def _certificate(
    people: list[Seeker], found: Pairing, objective: Objective, step: int, tie_step: int
) -> MutualCertificate:
    circles = ((tuple(sorted((people[i].id for i in c), key=id_order)), price) for c, price in found.circles)
    by_id = sorted(
        zip((p.id for p in people), found.prices.tolist(), strict=True), key=lambda x: id_order(x[0])
    )
    return MutualCertificate(
        step=step,
        tie_step=tie_step,
        value=step * objective.helped + objective.weight,
        bound=found.bound // (2 * tie_step),
        prices=dict(by_id),
        circles=tuple(Circle(members, price) for members, price in sorted(circles, key=str)),
    )


def _pair(edges: _Edges, index: int) -> MutualPair:
    first, second = sorted((edges.people[end].id for end in edges.ends[index]), key=id_order)
    return MutualPair(first, second, int(edges.weights[index]))


def _unmatched(edges: _Edges, matched: set[int]) -> tuple[Unmatched, ...]:
    found = []
    for i, person in enumerate(edges.people):
        if i in matched:
            continue
        others = [j for j in range(len(edges.people)) if j != i]
        between = {j: admissible(person, edges.people[j], edges.barred) for j in others}
        why = WhyUnmatched.NO_ADMISSIBLE if all(between.values()) else WhyUnmatched.NO_PLACE_LEFT
        singles = only_obstacles((between[j], j not in matched) for j in others)
        found.append(Unmatched(person.id, why, singles))
    return tuple(sorted(found, key=lambda unmatched: id_order(unmatched.seeker)))
