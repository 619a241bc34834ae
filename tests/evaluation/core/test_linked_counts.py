"""Counts in several tables that are sums of each other, against an attacker who tries every possible world."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.evaluation.core.linked import (
    Count,
    NotATotal,
    Total,
    hide_linked,
    surely_at_least,
    tells_nothing_small,
)

LIMIT = 3


def worlds(counts, totals, hidden, most):
    """Every way to fill in what is hidden so that all totals hold; a hidden printed count is at least 1."""
    unknown = [one for one in counts if one.name in hidden or not one.printed]
    ranges = [range(1 if one.printed else 0, most + 1) for one in unknown]
    fixed = {one.name: one.value for one in counts}
    for filling in product(*ranges):
        world = fixed | {one.name: value for one, value in zip(unknown, filling, strict=True)}
        if all(world[total.whole] == sum(world[part] for part in total.parts) for total in totals):
            yield world


def asked_and_outcome(missing, better, worse):
    """Those asked are the missing and the answered; the answered are the better and the worse."""
    counts = [
        Count("asked", missing + better + worse, cost=50),
        Count("answered", better + worse, cost=10),
        Count("missing", missing, printed=False),
        Count("better", better),
        Count("worse", worse),
    ]
    return counts, [Total("asked", ("answered", "missing")), Total("answered", ("better", "worse"))]


@given(st.integers(0, 6), st.integers(0, 6), st.integers(0, 6))
@settings(max_examples=30, deadline=None)
def test_no_small_count_can_be_told_from_the_rest_of_the_page(missing, better, worse):
    counts, totals = asked_and_outcome(missing, better, worse)
    hidden = hide_linked(counts, totals, LIMIT)
    possible = list(worlds(counts, totals, hidden, most=12))
    for one in counts:
        if 1 <= one.value <= LIMIT:
            assert max(world[one.name] for world in possible) > LIMIT, one.name
        elif one.name in hidden:
            assert len({world[one.name] for world in possible}) > 1, one.name


@given(st.integers(0, 6), st.integers(0, 6), st.integers(0, 6), st.integers(0, 12))
@settings(max_examples=30, deadline=None)
def test_what_a_reader_knows_of_a_hidden_number_is_what_all_worlds_share(missing, better, worse, number):
    counts, totals = asked_and_outcome(missing, better, worse)
    hidden = hide_linked(counts, totals, LIMIT)
    possible = list(worlds(counts, totals, hidden, most=20))
    for name in hidden:
        known = all(world[name] >= number for world in possible)
        assert surely_at_least(counts, totals, hidden, name, number) == known, name


@given(st.integers(0, 6), st.integers(0, 6), st.integers(0, 6), st.integers(1, 12))
@settings(max_examples=20, deadline=None)
def test_no_small_count_can_be_told_by_who_knows_that_others_are_large(missing, better, worse, least):
    counts, totals = asked_and_outcome(missing, better, worse)
    hidden = hide_linked(counts, totals, LIMIT)
    large = {one.name: least for one in counts if one.name in hidden and one.value >= least}
    told = tells_nothing_small(counts, totals, hidden, LIMIT, large)
    possible = [
        world
        for world in worlds(counts, totals, hidden, most=24)
        if all(world[name] >= least for name in told)
    ]
    for one in counts:
        if 1 <= one.value <= LIMIT:
            assert max(world[one.name] for world in possible) > LIMIT, one.name


def test_it_may_be_told_that_a_count_is_large_where_the_group_hidden_with_it_could_be_too():
    counts = [Count("asked", 28, cost=99), Count("answered", 25, has_figures=True), Count("missing", 3)]
    hidden = {"answered", "missing"}
    totals = [Total("asked", ("answered", "missing"))]
    assert tells_nothing_small(counts, totals, hidden, LIMIT, {"answered": 10}) == {"answered"}
    assert tells_nothing_small(counts, totals, hidden, LIMIT, {"answered": 25}) == frozenset()


@given(st.integers(0, 6), st.integers(0, 6), st.integers(0, 6), st.integers(0, 9))
@settings(max_examples=30, deadline=None)
def test_a_page_of_a_part_hides_what_the_page_of_all_hides_and_what_leaves_few(missing, better, worse, more):
    counts, totals = asked_and_outcome(missing, better, worse)
    whole, _ = asked_and_outcome(missing + more, better + more, worse)
    hidden_there = hide_linked(whole, totals, LIMIT)
    outside = {one.name: None if one.name in hidden_there else one.value for one in whole if one.printed}
    hidden = hide_linked(counts, totals, LIMIT, outside)
    for one in counts:
        if one.printed and one.name not in hidden:
            there = outside[one.name]
            assert there is not None
            assert not 1 <= there - one.value <= LIMIT, one.name


def test_counts_without_small_ones_are_all_shown():
    counts, totals = asked_and_outcome(8, 9, 10)
    assert hide_linked(counts, totals, LIMIT) == frozenset()


def test_a_small_difference_between_two_tables_hides_one_of_them():
    counts, totals = asked_and_outcome(2, 20, 20)
    assert hide_linked(counts, totals, LIMIT) & {"asked", "answered"}


def test_zeros_stay_visible():
    counts, totals = asked_and_outcome(0, 2, 20)
    hidden = hide_linked(counts, totals, LIMIT)
    assert "better" in hidden
    assert hide_linked([Count("none", 0)], [], LIMIT) == frozenset()


def test_a_total_that_is_none_is_refused():
    with pytest.raises(NotATotal) as error:
        hide_linked([Count("all", 5), Count("some", 4)], [Total("all", ("some",))], LIMIT)
    assert error.value.whole == "all"


@pytest.mark.parametrize(
    ("counts", "totals"),
    [
        ([Count("a", 1), Count("a", 1)], []),
        ([Count("a", -1)], []),
        ([Count("a", 1)], [Total("a", ("b",))]),
    ],
)
def test_impossible_lists_are_refused(counts, totals):
    with pytest.raises(ValueError):
        hide_linked(counts, totals, LIMIT)
