"""Seats in numbers: the bound of prices, the large method beside the exact one, and the count of faults."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.matching.core.groups import (
    Company,
    GroupsError,
    Seated,
    Seating,
    faults_of_seating,
    large,
    seat,
)
from alongside.matching.core.groups.exact import seat_exactly
from alongside.matching.core.groups.prices import find_prices


def crowd(units, meetings, seed, *, least=3, most=5, couples=0.1, kinds=3):
    chance = np.random.default_rng(seed)
    sizes = 1 + (chance.random(units) < couples).astype(np.int64)
    unit, meeting = np.nonzero(chance.random((units, meetings)) < 0.5)
    company = []
    for _kind in range(kinds):
        friends = np.flatnonzero(chance.random(units) < 0.25)
        many = np.minimum(sizes[friends], chance.integers(1, 3, friends.size))
        askers = friends[chance.random(friends.size) < 0.8]
        company.append(Company(askers, friends, many))
    return Seating(
        sizes=sizes,
        meetings=meetings,
        unit=unit.astype(np.int64),
        meeting=meeting.astype(np.int64),
        worth=chance.integers(2000, 10_000, unit.size) * sizes[unit],
        least=least,
        most=most,
        company=tuple(company),
    )


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 14), st.integers(1, 4), st.integers(0, 10_000))
def test_no_arrangement_is_worth_more_than_the_bound_of_prices(units, meetings, seed):
    seating = crowd(units, meetings, seed)
    best = seat_exactly(seating, seconds=20)
    assert faults_of_seating(seating, best) == []
    assert best.gap == 0
    assert find_prices(seating, seconds=1).bound >= best.value


def test_the_bound_of_prices_comes_close_where_groups_are_many():
    seating = crowd(120, 12, 1, couples=0, least=4, most=8)
    best = seat_exactly(seating, seconds=60)
    assert best.value <= find_prices(seating, seconds=20).bound < 1.05 * best.value


def test_compiled_prices_are_what_plain_ones_are():
    seating = crowd(60, 8, 2)
    plain, quick = (find_prices(seating, seconds=60, compile_loops=compile_) for compile_ in (False, True))
    assert quick.bound == plain.bound
    assert np.allclose(quick.wanted, plain.wanted)


@pytest.mark.parametrize("seed", range(3))
def test_the_large_method_comes_near_the_exact_one(monkeypatch, seed):
    seating = crowd(80, 10, seed, couples=0.05)
    best = seat_exactly(seating, seconds=60)
    monkeypatch.setattr(large, "SMALL", 0)
    found = seat(seating, seconds=8)
    assert faults_of_seating(seating, found) == []
    assert 0.97 * best.value <= found.value <= best.value <= found.bound


def test_without_any_time_there_is_still_an_answer_with_its_gap(monkeypatch):
    seating = crowd(200, 30, 0)
    monkeypatch.setattr(large, "SMALL", 0)
    monkeypatch.setattr(large, "seat_exactly", lambda *_args, **_options: None)
    found = seat(seating, seconds=0)
    assert faults_of_seating(seating, found) == []
    assert 0 < found.value < found.bound < seating.most_worth()


def test_whoever_may_not_move_stays_where_no_better_groups_were_found_in_time(monkeypatch):
    seating = crowd(6, 2, 3, couples=0, kinds=0, least=1, most=6)
    stays = np.flatnonzero(seating.meeting == 0)
    there = replace(seating, stays=stays, staying=np.ones_like(stays), least_staying=stays.size)
    impossible = replace(there, least=7, most=9)
    with pytest.raises(GroupsError, match="so few people moving"):
        seat(impossible, seconds=5)
    monkeypatch.setattr(large, "seat_exactly", lambda *_args, **_options: None)
    found = seat(replace(there, worth=np.where(seating.meeting == 1, 9000, 10)), seconds=1)
    assert found.seats.tolist() == stays.tolist()
    with pytest.raises(GroupsError, match="in the time allowed"):
        seat(impossible, seconds=1)


def test_a_programme_without_an_answer_in_time_has_none():
    assert seat_exactly(crowd(1500, 150, 0), seconds=0) is None


SMALL = Seating(
    sizes=np.array([1, 1, 2]),
    meetings=2,
    unit=np.array([0, 0, 1, 1, 2]),
    meeting=np.array([0, 1, 0, 1, 0]),
    worth=np.array([5, 6, 5, 6, 9]),
    least=1,
    most=3,
    apart=np.array([[0, 2]]),
    leaders=1,
    lead_who=np.array([0, 0]),
    lead_meeting=np.array([0, 1]),
    lead_most=np.array([1]),
    lead_apart=np.array([[0, 1]]),
    stays=np.array([0]),
    staying=np.array([1]),
    least_staying=0,
)


@pytest.mark.parametrize(
    ("changes", "seats", "leads", "said"),
    [
        ({}, [0, 1], [0, 1], "sits twice"),
        ({}, [0], [0], "value is not"),
        ({"least_staying": 1}, [4], [0], "stay where"),
        ({}, [0, 3], [0, 1], "too many meetings"),
        ({}, [], [0], "leads nobody"),
        ({"least": 3}, [0], [0], "too few or too many"),
        ({}, [0], [], "not the leaders"),
        ({}, [0, 4], [0], "never meet"),
        ({}, [2], [0], "a leader and somebody"),
        ({"alike": ((np.array([1]),),)}, [0], [0], "not all are alike"),
        ({"mixed": (np.array([1]),)}, [0], [0], "not mixed"),
        ({"company": (Company(np.array([0]), np.array([0]), np.array([1])),)}, [0], [0], "alone"),
    ],
)
def test_faults_of_seating_counts_each_kind(changes, seats, leads, said):
    seating = replace(SMALL, **changes)
    taken = np.array(seats, dtype=np.int64)
    value = 0 if said == "value is not" else seating.value(taken)
    found = Seated(taken, np.array(leads, dtype=np.int64), value, max(value, 99))
    assert any(said in fault for fault in faults_of_seating(seating, found))


def test_seats_keep_leaders_likeness_and_distance_even_in_a_hurry(monkeypatch):
    rules = {"alike": ((np.array([0, 1]), np.array([2])),), "mixed": (np.array([0, 2]),)}
    seating = replace(SMALL, **rules, lead_most=np.array([2]))
    best = seat(seating, seconds=5)
    monkeypatch.setattr(large, "seat_exactly", lambda *_args, **_options: None)
    hurried = seat(seating, seconds=5)
    for found in (best, hurried):
        assert faults_of_seating(seating, found) == []
    assert hurried.value <= best.value <= hurried.bound
