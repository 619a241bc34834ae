import random
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matching_worlds import CONDITION, GENDER, best_by_trying, best_mutual_by_trying, seekers, worlds
from scipy.optimize import Bounds, LinearConstraint, milp

from alongside.matching.core import (
    Exclusion,
    KeptPairError,
    ObstacleCode,
    Seeker,
    Strength,
    Supporter,
    TooLargeError,
    WhyUnmatched,
    Wish,
    admissible,
    check_mutual_round,
    check_round,
    solve_mutual_round,
    solve_round,
)
from alongside.matching.core.exact import best_plan
from alongside.matching.core.lots import lot

A, B = frozenset("a"), frozenset("b")


@settings(max_examples=70, deadline=None)
@given(worlds())
def test_solve_round_is_valid_and_the_best_there_is(world):
    found = solve_round(*world.people, seed=world.seed)
    by_seeker = {seeker.id: seeker for seeker in world.seekers}
    by_supporter = {supporter.id: supporter for supporter in world.supporters}
    for pair in found.pairs:
        assert admissible(by_seeker[pair.seeker], by_supporter[pair.supporter], world.exclusions) == ()
    for supporter in world.supporters:
        assert sum(pair.supporter == supporter.id for pair in found.pairs) <= supporter.capacity
    waited = sum(by_seeker[pair.seeker].waiting_days for pair in found.pairs)
    assert (found.objective.helped, found.objective.weight, waited) == best_by_trying(world)
    assert found.certificate.gap == 0
    assert check_round(*world.people, found) == []


@settings(max_examples=25, deadline=None)
@given(worlds(), st.randoms(use_true_random=False))
def test_solve_round_does_not_depend_on_the_order_of_people(world, chance):
    shuffled = [chance.sample(group, len(group)) for group in world.people]
    shuffled[2] = [Exclusion(exclusion.b, exclusion.a) for exclusion in shuffled[2]]
    assert solve_round(*shuffled, seed=world.seed) == solve_round(*world.people, seed=world.seed)


def test_solve_round_settles_equals_by_a_lot_that_the_seed_decides():
    people = ([Seeker(id=i) for i in range(6)], [Supporter(id="s", capacity=1)])
    helped = {solve_round(*people, seed=seed).pairs[0].seeker for seed in range(40)}
    assert helped == set(range(6))
    assert solve_round(*people, seed=3) == solve_round(*people, seed=3)


def test_solve_round_of_equals_is_the_one_with_the_highest_lots_whatever_the_solver_finds_first():
    people, giving = [Seeker(id=i) for i in range(4)], [Supporter(id=f"s{j}") for j in range(4)]
    for seed in range(5):
        drawn = [sum(lot(seed, i, f"s{j}") for i, j in enumerate(order)) for order in permutations(range(4))]
        pairs = solve_round(people, giving, seed=seed).pairs
        assert sum(lot(seed, pair.seeker, pair.supporter) for pair in pairs) == max(drawn)


def test_solve_round_settles_equals_by_waiting_before_the_lot():
    # Both waiting bonuses are at their bound, so only the tie-break can tell the two apart.
    people = ([Seeker(id=1, waiting_days=300), Seeker(id=2, waiting_days=301)], [Supporter(id="s")])
    assert {solve_round(*people, seed=seed).pairs[0].seeker for seed in range(10)} == {2}


def test_solve_round_helps_more_people_before_fitting_better():
    picky = Seeker(id=1, traits={"condition": A}, wishes=(Wish(CONDITION, Strength.MUST),))
    easy = Seeker(id=2, waiting_days=500, wishes=(Wish(CONDITION, Strength.PREFER, A),))
    fits_both, fits_easy = (
        Supporter(id="x", traits={"condition": A}),
        Supporter(id="y", traits={"condition": B}),
    )
    found = solve_round([picky, easy], [fits_both, fits_easy], seed=0)
    assert [(pair.seeker, pair.supporter) for pair in found.pairs] == [(1, "x"), (2, "y")]


@settings(max_examples=25, deadline=None)
@given(worlds())
def test_solve_round_keeps_pairs_that_stand(world):
    before = solve_round(*world.people, seed=world.seed)
    keep = [(pair.seeker, pair.supporter) for pair in before.pairs[::2]]
    after = solve_round(*world.people, seed=world.seed + 1, keep=keep)
    assert {(pair.seeker, pair.supporter) for pair in after.pairs if pair.kept} == set(keep)
    assert after.objective == before.objective
    assert check_round(*world.people, after) == []


@pytest.mark.parametrize(
    "keep", [[(1, "full")], [(9, "s")], [(1, "nobody")], [(1, "s"), (1, "t")], [(2, "s")]]
)
def test_solve_round_refuses_kept_pairs_that_may_not_stand(keep):
    people = [Seeker(id=1), Seeker(id=2)]
    giving = [Supporter(id="full", capacity=0), Supporter(id="s"), Supporter(id="t")]
    with pytest.raises(KeptPairError):
        solve_round(people, giving, [Exclusion("s", 2)], seed=0, keep=keep)


def test_solve_round_refuses_an_id_that_comes_twice():
    with pytest.raises(ValueError, match="twice"):
        solve_round([Seeker(id=1), Seeker(id=1)], [], seed=0)


def test_solve_round_names_the_only_obstacles_of_the_unmatched():
    seeker = Seeker(id=1, wishes=(Wish(GENDER, Strength.MUST, A),), languages=frozenset({"cy"}))
    giving = [
        Supporter(id="s", traits={"gender": B}),
        Supporter(id="t"),
        Supporter(id="u", traits={"gender": B}, languages=frozenset({"en"})),
        Supporter(id="v", traits={"gender": B}, capacity=0),
        Supporter(id="w", traits={"gender": B}),
    ]
    found = solve_round([seeker, Seeker(id=2)], giving, seed=0, keep=[(2, "w")])
    (left,) = found.unmatched
    assert left.why is WhyUnmatched.NO_ADMISSIBLE
    assert [(only.obstacle.code, only.others, only.still_free) for only in left.only_obstacles] == [
        (ObstacleCode.MUST_NOT_KNOWN, 1, 1),
        (ObstacleCode.MUST_NOT_MET, 1, 1),
    ]


def test_solve_round_tells_a_missing_place_from_a_missing_supporter():
    found = solve_round([Seeker(id=1, waiting_days=1), Seeker(id=2)], [Supporter(id="s")], seed=0)
    assert [(left.seeker, left.why) for left in found.unmatched] == [(2, WhyUnmatched.NO_PLACE_LEFT)]
    assert found.certificate.supporter_prices["s"] > 0


@pytest.mark.parametrize("seed", range(3))
def test_best_plan_is_worth_what_an_integer_programme_reaches(seed):
    chance = np.random.default_rng(seed)
    values = chance.integers(1, 50, (30, 12)) * (chance.random((30, 12)) < 0.3)
    places = chance.integers(0, 4, 12)
    plan = best_plan(values, places)
    rows, columns = np.nonzero(values)
    each_row = np.array([rows == i for i in range(30)], dtype=float)
    each_column = np.array([columns == j for j in range(12)], dtype=float)
    result = milp(
        -values[rows, columns].astype(float),
        integrality=np.ones(rows.size, dtype=int),
        bounds=Bounds(0, 1),
        constraints=[LinearConstraint(each_row, ub=1), LinearConstraint(each_column, ub=places)],
    )
    reached = sum(int(values[i, j]) for i, j in enumerate(plan.choice) if j >= 0)
    assert reached == round(-result.fun) == plan.profits.sum() + plan.prices @ places


def test_best_plan_refuses_numbers_that_floating_point_cannot_hold():
    with pytest.raises(TooLargeError):
        best_plan(np.full((2, 2), 2**52), np.ones(2, dtype=np.int64))


@st.composite
def groups(draw):
    people = [draw(seekers(i)) for i in range(draw(st.integers(0, 6)))]
    ids = st.integers(0, 5)
    return people, draw(st.lists(st.builds(Exclusion, ids, ids), max_size=3)), draw(st.integers(0, 3))


@settings(max_examples=25, deadline=None)
@given(groups(), st.randoms(use_true_random=False))
def test_solve_mutual_round_is_valid_and_the_best_there_is(group, chance):
    people, exclusions, seed = group
    found = solve_mutual_round(people, exclusions, seed=seed)
    waits = {person.id: person.waiting_days for person in people}
    waited = sum(waits[pair.first] + waits[pair.second] for pair in found.pairs)
    reached = (found.objective.helped, found.objective.weight, waited)
    assert reached == best_mutual_by_trying(people, exclusions)
    assert check_mutual_round(people, exclusions, found) == []
    assert solve_mutual_round(chance.sample(people, len(people)), exclusions, seed=seed) == found


def test_solve_mutual_round_pairs_all_but_one_of_an_odd_circle():
    people = [Seeker(id=i, waiting_days=i) for i in range(5)]
    apart = [Exclusion(i, (i + 2) % 5) for i in range(5)]
    found = solve_mutual_round(people, apart, seed=0)
    assert found.objective.helped == 2
    assert [left.seeker for left in found.unmatched] == [0]
    assert found.unmatched[0].why is WhyUnmatched.NO_PLACE_LEFT


def test_solve_round_of_a_whole_programme_is_proven():
    chance = random.Random(5)
    waiting = [
        Seeker(
            id=i,
            waiting_days=chance.randrange(200),
            traits={"condition": frozenset(chance.choice("abcd"))},
            wishes=(Wish(CONDITION, chance.choice([Strength.MUST, Strength.PREFER])),),
        )
        for i in range(60)
    ]
    giving = [
        Supporter(
            id=f"s{j}", capacity=chance.randrange(4), traits={"condition": frozenset(chance.choice("abcd"))}
        )
        for j in range(25)
    ]
    found = solve_round(waiting, giving, seed=1)
    assert check_round(waiting, giving, (), found) == []
    assert found.objective.helped + len(found.unmatched) == 60
