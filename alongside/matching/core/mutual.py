"""A round for programmes of mutual pairs, where nobody is only helper or only helped (Sutton 2006).

Matching within one group of people is not a transportation problem: odd circles of people make prices alone too
weak a proof. A mixed integer programme (HiGHS) forces whole pairs and reports its bound.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from math import floor

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array, vstack

from alongside.matching.core.admit import admissible
from alongside.matching.core.exact import Integers
from alongside.matching.core.lots import in_lot_order, lot
from alongside.matching.core.outcome import (
    MutualCertificate,
    MutualPair,
    MutualRound,
    Objective,
    Unmatched,
    WhyUnmatched,
)
from alongside.matching.core.people import Exclusion, Seeker, id_order
from alongside.matching.core.unmatched import only_obstacles
from alongside.matching.core.weigh import weigh_mutual

LONGEST_WAIT = 3650
_LOT_SHIFT = 20
_ROUNDING = 1e-4


class SolverError(RuntimeError):
    """The solver ended without a proven best round."""


@dataclass(frozen=True, slots=True)
class _Edges:
    """The pairs that may be proposed, as positions in the list of people, and what each pair is worth."""

    people: list[Seeker]
    ends: list[tuple[int, int]]
    weights: Integers
    barred: frozenset[Exclusion]


def solve_mutual_round(
    people: Iterable[Seeker], exclusions: Iterable[Exclusion] = (), *, seed: int
) -> MutualRound:
    """The best round of mutual pairs: as many pairs as possible, then the highest weight.

    Ties go to people who waited longer, then by lots from the seed. SolverError if no proof was reached.
    """
    edges = _edges(in_lot_order(people, seed), frozenset(exclusions))
    chosen, most_pairs, most_weight = _best_edges(edges, seed)
    pairs = sorted((_pair(edges, index) for index in chosen), key=lambda pair: id_order(pair.first))
    weight = sum(pair.weight for pair in pairs)
    return MutualRound(
        pairs=tuple(pairs),
        unmatched=_unmatched(edges, {end for index in chosen for end in edges.ends[index]}),
        objective=Objective(len(pairs), weight),
        certificate=MutualCertificate(
            most_pairs, most_weight, most_pairs - len(pairs) + most_weight - weight
        ),
        seed=seed,
    )


def _edges(people: list[Seeker], barred: frozenset[Exclusion]) -> _Edges:
    pairs = combinations(range(len(people)), 2)
    ends = [(i, j) for i, j in pairs if not admissible(people[i], people[j], barred)]
    weights = [weigh_mutual(people[i], people[j]).total for i, j in ends]
    return _Edges(people, ends, np.array(weights, dtype=np.int64), barred)


def _best_edges(edges: _Edges, seed: int) -> tuple[list[int], int, int]:
    """The edges chosen, and the solver's bounds on pairs and weight.

    Three programmes in turn, each holding fast what the one before reached, keep every number small enough for
    the solver's tolerances; adding pairs and weights into one number would not.
    """
    if not edges.ends:
        return [], 0, 0
    rows = _one_pair_each(edges)
    most = np.ones(len(rows.indptr) - 1)
    count = np.ones(len(edges.ends), dtype=np.int64)
    chosen, most_pairs = _maximise(count, rows, np.zeros_like(most), most)
    floors, ceilings = np.zeros_like(most), most
    bounds = [most_pairs]
    objectives = (edges.weights, _ties(edges, seed))
    for held, wanted in zip((count, edges.weights), objectives, strict=True):
        reached = float(held[chosen].sum())
        rows = vstack([rows, csr_array(held[None, :].astype(np.float64))], format="csr")
        floors, ceilings = np.append(floors, reached), np.append(ceilings, np.inf)
        chosen, bound = _maximise(wanted, rows, floors, ceilings)
        bounds.append(bound)
    return chosen, bounds[0], bounds[1]


def _one_pair_each(edges: _Edges) -> csr_array:
    persons = np.array(edges.ends).ravel()
    columns = np.repeat(np.arange(len(edges.ends)), 2)
    shape = (len(edges.people), len(edges.ends))
    return csr_array(coo_array((np.ones(persons.size), (persons, columns)), shape=shape))


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


def _maximise(
    objective: Integers,
    rows: csr_array,
    floors: NDArray[np.float64],
    ceilings: NDArray[np.float64],
) -> tuple[list[int], int]:
    result = milp(
        -objective.astype(np.float64),
        integrality=np.ones(objective.size, dtype=np.int64),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(rows, floors, ceilings),
        options={"mip_rel_gap": 0.0},
    )
    if result.status != 0:
        raise SolverError(str(result.message))
    chosen = [int(index) for index in np.flatnonzero(np.round(result.x))]
    return chosen, floor(-result.mip_dual_bound + _ROUNDING)


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
