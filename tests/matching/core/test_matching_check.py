from dataclasses import replace

import pytest
from matching_worlds import CONDITION, GENDER

from alongside.matching.core import (
    Circle,
    Exclusion,
    MutualPair,
    Objective,
    ObstacleCode,
    Pair,
    Seeker,
    Strength,
    Supporter,
    Wish,
    check_mutual_round,
    check_pair,
    check_round,
    solve_mutual_round,
    solve_round,
    weigh,
)

A, B = frozenset("a"), frozenset("b")
LIKE_ME = (Wish(CONDITION, Strength.PREFER),)
SEEKERS = [
    Seeker(id=1, traits={"condition": A}, wishes=LIKE_ME, waiting_days=10),
    Seeker(id=2, traits={"condition": B}, wishes=LIKE_ME, waiting_days=20),
    Seeker(id=3, traits={"condition": A}, wishes=LIKE_ME),
    Seeker(id=4, wishes=(Wish(GENDER, Strength.MUST, A),)),
]
SUPPORTERS = [
    Supporter(id="a", traits={"condition": A}),
    Supporter(id="b", traits={"condition": B}),
    Supporter(id="c", traits={"gender": B}, capacity=0),
]
BARRED = [Exclusion("b", 3)]
PEOPLE = (SEEKERS, SUPPORTERS, BARRED)
ROUND = solve_round(*PEOPLE, seed=0)
PAIRS = ROUND.pairs
PROOF = ROUND.certificate


def pair_of(seeker, supporter):
    return Pair(seeker.id, supporter.id, weigh(seeker, supporter).total)


def with_pairs(*pairs):
    """The round with other pairs, its sums made to fit them."""
    matched = {pair.seeker for pair in pairs}
    every = {left.seeker: left for left in ROUND.unmatched} | {
        pair.seeker: replace(ROUND.unmatched[0], seeker=pair.seeker) for pair in PAIRS
    }
    return replace(
        ROUND,
        pairs=pairs,
        unmatched=tuple(left for id_, left in sorted(every.items()) if id_ not in matched),
        objective=Objective(len(pairs), sum(pair.weight for pair in pairs)),
        certificate=replace(PROOF, value=sum(PROOF.step + pair.weight for pair in pairs)),
    )


def with_proof(**changes):
    return replace(ROUND, certificate=replace(PROOF, **changes))


def cheaper(prices, by=1):
    first = max(prices, key=lambda id_: prices[id_])
    return {**prices, first: prices[first] - by}


def test_check_round_accepts_what_the_solver_made():
    assert [(pair.seeker, pair.supporter) for pair in PAIRS] == [(1, "a"), (2, "b")]
    assert check_round(*PEOPLE, ROUND) == []
    assert check_round(*PEOPLE, with_pairs(*PAIRS)) == []


@pytest.mark.parametrize(
    ("tampered", "said"),
    [
        (with_pairs(PAIRS[0]), "gap"),
        (with_pairs(pair_of(SEEKERS[1], SUPPORTERS[0]), pair_of(SEEKERS[0], SUPPORTERS[1])), "gap"),
        (with_pairs(PAIRS[0], pair_of(SEEKERS[2], SUPPORTERS[1])), "excluded"),
        (with_pairs(PAIRS[0], pair_of(SEEKERS[3], SUPPORTERS[1])), "must_not_known"),
        (with_pairs(*PAIRS, pair_of(SEEKERS[2], SUPPORTERS[0])), "fewer places"),
        (with_pairs(*PAIRS, pair_of(SEEKERS[0], SUPPORTERS[1])), "more than one pair"),
        (with_pairs(PAIRS[0], replace(PAIRS[1], weight=PAIRS[1].weight + 1)), "weight is not"),
        (with_pairs(PAIRS[0], replace(PAIRS[1], supporter="z")), "nobody of that id"),
        (replace(ROUND, unmatched=ROUND.unmatched[1:]), "unmatched"),
        (replace(ROUND, objective=replace(ROUND.objective, helped=3)), "objective"),
        (replace(ROUND, objective=replace(ROUND.objective, weight=1)), "objective"),
        (with_proof(value=PROOF.value + 1), "value"),
        (with_proof(bound=PROOF.bound + 1), "bound"),
        (with_proof(seeker_prices=cheaper(PROOF.seeker_prices)), "more than the prices say"),
        (with_proof(supporter_prices=cheaper(PROOF.supporter_prices)), "more than the prices say"),
        (with_proof(seeker_prices={1: 0}), "prices are not those"),
        (with_proof(supporter_prices={**PROOF.supporter_prices, "c": -1}), "below zero"),
        (with_proof(step=10), "too little"),
    ],
)
def test_check_round_rejects_each_kind_of_tampering(tampered, said):
    assert any(said in fault for fault in check_round(*PEOPLE, tampered))


def test_check_round_rejects_a_worse_round_whose_prices_were_lowered_to_fit():
    worse = with_pairs(PAIRS[0])
    lower = cheaper(PROOF.supporter_prices, by=PROOF.bound - worse.certificate.value)
    forged = replace(worse.certificate, supporter_prices=lower, bound=worse.certificate.value)
    faults = check_round(*PEOPLE, replace(worse, certificate=forged))
    assert not any("gap" in fault for fault in faults)
    assert any("more than the prices say" in fault or "below zero" in fault for fault in faults)


def test_check_round_counts_kept_pairs_against_places():
    kept = solve_round(*PEOPLE, seed=0, keep=[(2, "a")])
    assert check_round(*PEOPLE, kept) == []
    barred = [*BARRED, Exclusion(2, "a")]
    assert any("excluded" in fault for fault in check_round(SEEKERS, SUPPORTERS, barred, kept))
    full = [replace(SUPPORTERS[0], capacity=0), *SUPPORTERS[1:]]
    assert any("fewer places" in fault for fault in check_round(SEEKERS, full, BARRED, kept))


def test_check_pair_tells_what_a_swap_costs():
    swap = check_pair(SEEKERS[0], SUPPORTERS[1], BARRED, ROUND)
    assert swap.obstacles == ()
    assert (swap.places_left, swap.possible) == (0, False)
    assert swap.cost == PAIRS[0].weight - weigh(SEEKERS[0], SUPPORTERS[1]).total == 7000
    as_it_is = check_pair(SEEKERS[0], SUPPORTERS[0], BARRED, ROUND)
    assert (as_it_is.possible, as_it_is.cost) == (True, 0)


def test_check_pair_names_obstacles():
    barred = check_pair(SEEKERS[2], SUPPORTERS[1], BARRED, ROUND)
    assert [obstacle.code for obstacle in barred.obstacles] == [ObstacleCode.EXCLUDED]
    assert not barred.possible


MUTUAL_PEOPLE = [
    Seeker(id=i, traits={"condition": frozenset(word)}, wishes=LIKE_ME) for i, word in enumerate("aabbc")
]
MUTUAL = solve_mutual_round(MUTUAL_PEOPLE, [Exclusion(4, 0)], seed=0)
MUTUAL_PROOF = MUTUAL.certificate


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"pairs": MUTUAL.pairs[:1]}, "value is not"),
        ({"pairs": (MutualPair(0, 2, 0), MutualPair(1, 3, 0))}, "value is not"),
        ({"pairs": (*MUTUAL.pairs, MutualPair(0, 4, 0))}, "excluded"),
        ({"pairs": (*MUTUAL.pairs, MutualPair(1, 4, 0))}, "more than one pair"),
        ({"pairs": (replace(MUTUAL.pairs[0], weight=1), MUTUAL.pairs[1])}, "weight is not"),
        ({"pairs": (MutualPair(0, 9, 0),)}, "no part"),
        ({"unmatched": ()}, "unmatched"),
        ({"objective": Objective(2, 1)}, "objective"),
        ({"certificate": replace(MUTUAL_PROOF, bound=1)}, "bound is not"),
        ({"certificate": replace(MUTUAL_PROOF, value=1)}, "leave a gap"),
        ({"certificate": replace(MUTUAL_PROOF, step=1)}, "too little"),
        ({"certificate": replace(MUTUAL_PROOF, prices={})}, "not those of"),
        ({"certificate": replace(MUTUAL_PROOF, circles=(Circle((9,), 0),))}, "not those of"),
        ({"certificate": replace(MUTUAL_PROOF, circles=(Circle((0, 1), 0),))}, "odd number"),
        ({"certificate": replace(MUTUAL_PROOF, circles=(Circle((0, 1, 1), 0),))}, "odd number"),
        ({"certificate": replace(MUTUAL_PROOF, circles=(Circle((0,), -1),))}, "below zero"),
        (
            {"certificate": replace(MUTUAL_PROOF, prices={**MUTUAL_PROOF.prices, 0: 0})},
            "more than the prices",
        ),
    ],
)
def test_check_mutual_round_rejects_each_kind_of_tampering(changes, said):
    exclusions = [Exclusion(0, 4)]
    assert check_mutual_round(MUTUAL_PEOPLE, exclusions, MUTUAL) == []
    faults = check_mutual_round(MUTUAL_PEOPLE, exclusions, replace(MUTUAL, **changes))
    assert any(said in fault for fault in faults)
