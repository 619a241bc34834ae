"""The best pairs among equals, with a proof, against trying everything and against an integer programme."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from alongside.matching.core import (
    Exclusion,
    Seeker,
    TooLargeError,
    check_mutual_round,
    mutual,
    solve_mutual_round,
)
from alongside.matching.core.blossom import LARGEST, PairsError, Possible, best_pairing, faults_of_pairing


@st.composite
def possibles(draw, most=9):
    people = draw(st.integers(0, most))
    every = [(i, j) for i in range(people) for j in range(i + 1, people)]
    pairs = draw(st.lists(st.sampled_from(every), unique=True)) if every else []
    weights = [draw(st.integers(1, draw(st.sampled_from([2, 5, 1000])))) for _pair in pairs]
    return possible(people, [(*pair, weight) for pair, weight in zip(pairs, weights, strict=True)])


def possible(people, edges):
    first, second, weight = np.array(edges, dtype=np.int64).reshape(-1, 3).T
    return Possible(people, first, second, weight)


def best_by_trying(possible_):
    worth = {
        frozenset((int(a), int(b))): int(w)
        for a, b, w in zip(possible_.first, possible_.second, possible_.weight, strict=True)
    }

    @cache
    def best(left):
        if not left:
            return 0
        first, *others = sorted(left)
        found = [best(left - {first})]
        for other in others:
            pair = frozenset((first, other))
            if pair in worth:
                found.append(worth[pair] + best(left - pair))
        return max(found)

    return best(frozenset(range(possible_.people)))


def best_by_integers(possible_):
    ends = np.zeros((possible_.people, possible_.weight.size))
    ends[possible_.first, np.arange(possible_.weight.size)] = 1
    ends[possible_.second, np.arange(possible_.weight.size)] = 1
    answer = milp(
        -possible_.weight.astype(float),
        integrality=np.ones(possible_.weight.size, dtype=int),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(ends, ub=1),
        options={"mip_rel_gap": 0},
    )
    return round(-answer.fun)


def crowd(people, degree, seed, most=50):
    """A sparse crowd whose nearest neighbours are each other's: full of odd circles."""
    chance = np.random.default_rng(seed)
    where = chance.random((people, 2))
    apart = ((where[:, None] - where[None]) ** 2).sum(axis=2)
    near = np.argsort(apart, axis=1)[:, 1 : degree + 1]
    pairs = {tuple(sorted((i, int(j)))) for i in range(people) for j in near[i]}
    return possible(people, [(i, j, 1 + int(most * (1 - apart[i, j]) ** 8)) for i, j in sorted(pairs)])


@settings(max_examples=150, deadline=None)
@given(possibles())
def test_best_pairing_is_the_best_there_is_and_proven(possible_):
    found = best_pairing(possible_)
    assert faults_of_pairing(possible_, found) == []
    assert found.gap == 0
    assert found.value == 2 * best_by_trying(possible_)


@pytest.mark.parametrize("seed", range(6))
def test_best_pairing_of_a_crowd_is_worth_what_an_integer_programme_reaches(seed):
    possible_ = crowd(60 + seed, 4, seed)
    found = best_pairing(possible_)
    assert faults_of_pairing(possible_, found) == []
    assert found.value == 2 * best_by_integers(possible_)


@pytest.mark.parametrize("seed", range(3))
def test_circles_within_circles_open_and_close_and_the_proof_holds(seed):
    possible_ = crowd(400, 8, seed, most=10_000)
    found = best_pairing(possible_)
    assert faults_of_pairing(possible_, found) == []
    sets = [set(members) for members, _ in found.circles]
    assert any(one < other for one in sets for other in sets)


def test_compiled_loops_find_what_plain_ones_find():
    possible_ = crowd(300, 8, 0, most=10_000)
    plain, quick = best_pairing(possible_), best_pairing(possible_, compile_loops=True)
    assert quick.mate.tolist() == plain.mate.tolist()
    assert (quick.prices.tolist(), quick.circles) == (plain.prices.tolist(), plain.circles)


def test_best_pairing_without_time_hands_back_what_there_is_with_its_gap():
    possible_ = crowd(200, 6, 0)
    best, hurried = best_pairing(possible_), best_pairing(possible_, seconds=0)
    assert hurried.value < best.value <= hurried.bound
    assert faults_of_pairing(possible_, hurried) == ["The prices leave a gap: there may be better pairs."]


def test_three_who_all_fit_leave_one_alone_and_their_circle_proves_it():
    found = best_pairing(possible(3, [(0, 1, 5), (1, 2, 5), (0, 2, 5)]))
    assert sorted(found.mate.tolist()).count(-1) == 1
    assert [sorted(members) for members, _ in found.circles] == [[0, 1, 2]]


@pytest.mark.parametrize(
    ("edges", "said"),
    [
        ([(0, 0, 1)], "with themself"),
        ([(0, 3, 1)], "not there"),
        ([(-1, 1, 1)], "not there"),
        ([(0, 1, 1), (1, 0, 2)], "twice"),
        ([(0, 1, 0)], "above zero"),
        ([(0, 1, LARGEST)], "too large"),
    ],
)
def test_possible_says_in_words_what_is_wrong(edges, said):
    with pytest.raises(PairsError, match=said):
        possible(3, edges)


def test_possible_takes_whole_numbers_only_and_one_weight_a_pair():
    one = np.array([0])
    with pytest.raises(PairsError, match="whole numbers"):
        Possible(2, one, np.array([1]), np.array([np.nan]))
    with pytest.raises(PairsError, match="one weight"):
        Possible(2, one, np.array([1]), np.array([1, 2]))


TRIO = possible(4, [(0, 1, 5), (1, 2, 5), (0, 2, 5), (2, 3, 1)])
FOUND = best_pairing(TRIO)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"mate": np.array([1, 0])}, "one answer"),
        ({"mate": np.array([1, 0, 9, -1])}, "one answer"),
        ({"mate": np.array([1, 2, 1, -1])}, "more than one pair"),
        ({"mate": np.array([3, -1, -1, 0])}, "not among the possible"),
        ({"mate": np.array([-1, -1, -1, -1])}, "value is not"),
        ({"prices": np.array([9, 9, 9, -9])}, "none of them below zero"),
        ({"prices": np.zeros(4, dtype=int), "circles": ()}, "more than the prices"),
        ({"circles": (((0, 1), 4),)}, "odd number"),
        ({"circles": (((0, 1, 1), 4),)}, "odd number"),
        ({"bound": 99}, "bound is not"),
        ({"prices": FOUND.prices + 1, "bound": FOUND.bound + 4}, "leave a gap"),
    ],
)
def test_faults_of_pairing_finds_each_kind_of_tampering(changes, said):
    assert faults_of_pairing(TRIO, FOUND) == []
    assert any(said in fault for fault in faults_of_pairing(TRIO, replace(FOUND, **changes)))


def test_solve_mutual_round_stays_proven_when_ties_are_too_many_for_a_whole_number(monkeypatch):
    people = [Seeker(id=i, waiting_days=i * 300) for i in range(7)]
    apart = [Exclusion(0, i) for i in range(1, 6)]
    monkeypatch.setattr(mutual, "LARGEST", 2**27)
    found = solve_mutual_round(people, apart, seed=0)
    assert check_mutual_round(people, apart, found) == []
    monkeypatch.setattr(mutual, "LARGEST", 2**16)
    with pytest.raises(TooLargeError):
        solve_mutual_round(people, apart, seed=0)


def test_solve_mutual_round_of_everybody_excluding_everybody_pairs_nobody():
    people = [Seeker(id=i) for i in range(4)]
    apart = [Exclusion(i, j) for i in range(4) for j in range(i)]
    found = solve_mutual_round(people, apart, seed=0)
    assert (found.pairs, len(found.unmatched)) == ((), 4)
    assert check_mutual_round(people, apart, found) == []
