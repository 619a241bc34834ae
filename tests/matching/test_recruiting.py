"""Whom to look for: on the round, on a page to print, and never one person's wish."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from alongside.matching import actions
from alongside.matching.models import MatchingRound
from alongside.matching.queries.recruiting import newest_list, recruiting_list
from alongside.programmes.actions import add_intake
from alongside.programmes.models import Member
from alongside.programmes.queries import definition_of
from tests.matching import factories as market
from tests.matching.test_rounds import wish

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Cast


def who_need_a_woman(cast: Cast, count: int) -> MatchingRound:
    for number in range(count):
        request = market.waiting_member(cast.coaching, cast.cora, f"Needs {number}")
        wish(request.member, "gender", "must", "woman", by=cast.cora)
    return actions.start_round(programme=cast.coaching, by=cast.cora, seed=1)


def page(cast: Cast) -> str:
    address = reverse("matching:recruiting", args=[cast.coaching.ref])
    return cast.client("cora").get(address).content.decode()


def test_list_says_who_would_help_how_many(cast: Cast) -> None:
    round_ = who_need_a_woman(cast, 4)
    found = recruiting_list(round_, definition_of(cast.coaching))
    assert found is not None
    (line,) = found.lines
    assert (line.who, line.helps) == ("4 supporters with 1 place each", "would help 4 people")
    assert line.kinds == ["Gender: Woman"]
    assert found.left == "With all of them, nobody would be left waiting."
    address = reverse("matching:matching_round", args=[cast.coaching.ref, round_.pk])
    for text in (page(cast), cast.client("cora").get(address).content.decode()):
        assert "would help 4 people" in text


def test_round_of_one_intake_leaves_the_list_of_everybody(cast: Cast) -> None:
    of_everybody = who_need_a_woman(cast, 4)
    today = timezone.localdate()
    intake = add_intake(programme=cast.coaching, name="May", starts_on=today, ends_on=None, by=cast.ada)
    request = market.waiting_member(cast.coaching, cast.cora, "Comes in May")
    Member.objects.filter(pk=request.member_id).update(intake=intake)
    later = actions.start_round(programme=cast.coaching, by=cast.cora, seed=2, intake=intake)
    definition = definition_of(cast.coaching)
    found = newest_list(cast.coaching, definition)
    assert found is not None
    assert found.round == of_everybody
    MatchingRound.objects.filter(pk=of_everybody.pk).update(intake=intake)
    MatchingRound.objects.filter(pk=later.pk).update(recruiting={})
    assert newest_list(cast.coaching, definition) is None


def test_what_one_or_two_people_need_is_not_named_anywhere(cast: Cast) -> None:
    """Not on the page, and not in what is kept either."""
    round_ = who_need_a_woman(cast, 2)
    assert "woman" not in str(round_.recruiting)
    text = page(cast)
    assert "Woman" not in text
    assert "2 supporters of other kinds would help 2 people more." in text


def test_whom_nobody_new_could_help_is_named_to_the_coordinator(cast: Cast) -> None:
    request = market.waiting_member(cast.coaching, cast.cora, "Rosa Rund")
    wish(request.member, "gender", "must", "same", by=cast.cora)
    actions.start_round(programme=cast.coaching, by=cast.cora, seed=1)
    assert page(cast).count("Rosa Rund") == 1
    assert "1 person would wait even then. Nobody new could suit" in page(cast)
    actions.withdraw_request(request=request, by=cast.cora, on_behalf_of=request.member.participant)
    assert "Rosa Rund" not in page(cast)


def test_page_is_kind_before_there_is_anything_to_say(cast: Cast) -> None:
    assert "Nothing to look for now" in page(cast)
    market.supporter(cast.coaching, by=cast.cora)
    market.waiting_member(cast.coaching, cast.cora)
    actions.start_round(programme=cast.coaching, by=cast.cora, seed=1)
    assert "Nothing to look for now" in page(cast)


@pytest.mark.parametrize("people", [3, 6])
def test_queries_do_not_grow_with_the_list(
    cast: Cast, people: int, django_assert_num_queries: Callable[..., object]
) -> None:
    for _ in range(people):
        wish(market.waiting_member(cast.coaching, cast.cora).member, "gender", "must", "same", by=cast.cora)
    round_ = who_need_a_woman(cast, people)
    definition = definition_of(cast.coaching)
    with django_assert_num_queries(1):
        recruiting_list(round_, definition)
