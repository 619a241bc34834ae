"""Figures that are published one after the other: no reader learns of a few people by taking one from the other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from alongside.evaluation.core.cells import cells
from alongside.evaluation.core.disclosure import Rule
from alongside.evaluation.core.linked import Count, Total, hide_linked
from alongside.evaluation.core.numbers import numbers_of
from alongside.evaluation.core.page import Told, build_page, protect_page
from alongside.evaluation.core.releases import (
    TooFewSince,
    counts_on,
    release_of,
    seal,
    told_by,
    without_totals,
)
from tests.evaluation.core.test_result_from_facts import lively as facts_of_many

RULE = Rule(hide_up_to=4, fewest_for_mean=10)


def test_every_count_of_a_page_is_known_by_its_name() -> None:
    facts = facts_of_many()
    page = build_page(facts, Rule(hide_up_to=0, fewest_for_mean=0))
    printed = {count.name: count.value for count in cells(numbers_of(facts))[0] if count.printed}
    found = dict(counts_on(page))
    assert set(found) == set(printed)
    # Better and worse are not told of where nobody answered both times.
    assert {
        name: printed[name] for name, count in found.items() if count is not None and count != printed[name]
    } == {}
    assert {name.rsplit("/", 1)[1] for name, count in found.items() if count is None} <= {
        "better",
        "unchanged",
        "worse",
    }


def test_count_that_rose_by_few_is_hidden_with_what_gives_it_away() -> None:
    counts = [Count("all", 42, cost=100), Count("gone", 12), Count("here", 30)]
    totals = [Total("all", ("gone", "here"))]
    assert hide_linked(counts, totals, 4) == frozenset()
    earlier = [{"all": 42, "gone": 10, "here": 32}]
    assert hide_linked(counts, totals, 4, earlier=earlier) == {"gone", "here"}
    assert hide_linked(counts, totals, 4, earlier=[{"all": 30, "gone": 4, "here": 20}]) == frozenset()


def test_count_that_fell_by_few_is_hidden() -> None:
    counts = [Count("all", 42, cost=100), Count("gone", 12), Count("here", 30)]
    hidden = hide_linked(counts, [Total("all", ("gone", "here"))], 4, earlier=[{"here": 33}])
    assert hidden == {"here", "gone"}


def test_an_older_release_counts_as_much_as_the_last() -> None:
    counts = [Count("all", 42, cost=100), Count("gone", 12), Count("here", 30)]
    earlier = [{"gone": 2, "here": 10}, {"gone": 11}]
    assert "gone" in hide_linked(counts, [Total("all", ("gone", "here"))], 4, earlier=earlier)


def test_same_figures_can_be_told_again() -> None:
    facts = facts_of_many()
    page = release_of(facts, RULE, [])
    assert release_of(facts, RULE, [page]) == page == without_totals(build_page(facts, RULE))


def test_release_with_a_few_more_people_is_refused() -> None:
    facts = facts_of_many()
    before = release_of(facts, RULE, [])
    fewer = replace(facts, members=facts.members[:-3])
    known = {place.person for place in fewer.members}
    fewer = replace(
        fewer,
        ties=tuple(tie for tie in facts.ties if set(tie.members) <= known),
        askings=tuple(one for one in facts.askings if one.as_supporter or one.person in known),
    )
    with pytest.raises(TooFewSince):
        release_of(fewer, RULE, [before])


def test_mean_that_would_leave_that_of_a_few_is_left_out() -> None:
    numbers = numbers_of(facts_of_many())
    page = protect_page(numbers, RULE)
    shown = next(one for one in page.members.measures if one.change.improvement is not None)
    name = f"members/{shown.instrument}/{shown.span}/n"
    assert shown.change.n is not None

    def told(n: int, mean: float) -> bool:
        again = protect_page(numbers, RULE, earlier=[Told({}, {name: (n, mean)})])
        found = next(
            one
            for one in again.members.measures
            if (one.instrument, one.span) == (shown.instrument, shown.span)
        )
        return found.change.improvement is not None

    assert told(shown.change.n, shown.change.improvement or 0.0)
    assert not told(shown.change.n - 6, 0.123)
    assert told(shown.change.n - 12, 0.123)


def test_what_is_published_has_no_sums_of_contacts() -> None:
    page = release_of(facts_of_many(), RULE, [])
    assert page.dose.delivered_contacts.total is None
    assert {row.minutes for row in page.dose.by_modality} <= {None}
    assert told_by(page).counts


def test_seal_changes_with_anything_in_it() -> None:
    assert seal({"a": 1, "b": [1.5]}) == seal({"b": [1.5], "a": 1}) != seal({"a": 1, "b": [1.6]})
