"""Agreeing, for somebody with a telephone only and for somebody with a screen, and taking it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Cast
    from tests.journeys.conftest import Walk

    Begin = Callable[..., Walk]

pytestmark = pytest.mark.journey


def test_consent_is_read_aloud_on_the_telephone(walk: Begin, transactional_cast: Cast) -> None:
    cora = given_a_coordinator_who_adds_somebody_with_a_telephone_only(walk, transactional_cast)
    when_she_reads_the_words_aloud_and_writes_down_the_yes(cora)
    then_the_page_says_how_it_was_given_and_who_wrote_it_down(cora)
    when_the_same_person_says_no_to_research(cora)
    then_only_what_support_needs_is_agreed(cora)


def test_member_agrees_and_takes_one_purpose_back(walk: Begin, transactional_cast: Cast) -> None:
    mia = given_a_member_who_is_asked_first_whether_she_wants_to_take_part(walk, transactional_cast)
    when_she_agrees_to(mia, "Taking part")
    when_she_agrees_to(mia, "Learning from my answers")
    when_she_takes_back(mia, "Learning from my answers")
    then_it_says_what_holds_now(mia)
    then_her_coordinator_sees_both_answers(walk, transactional_cast)


def given_a_coordinator_who_adds_somebody_with_a_telephone_only(walk: Begin, cast: Cast) -> Walk:
    cora = walk("cora").to(f"/p/{cast.coaching.ref}/people/").follow("Add a person")
    cora.fill("Full name", "Rosa Telefoni").choose("a member").fill("Telephone", "07700 900123")
    return (
        cora.choose("Telephone call").press("Add this person").sees("Rosa Telefoni is now in the programme.")
    )


def when_she_reads_the_words_aloud_and_writes_down_the_yes(cora: Walk) -> None:
    cora.follow("Taking part").sees("Read these words aloud, all of them, before you ask.")
    cora.sees("I want to take part.").press("Keep their answer").sees("Please look at this again")
    cora.choose("Yes").choose("Read aloud to them, answered by telephone").press("Keep their answer")
    cora.sees("Their answer is kept and holds from now on.")


def then_the_page_says_how_it_was_given_and_who_wrote_it_down(cora: Walk) -> None:
    cora.sees("Read aloud to them, answered by telephone").sees("Words of version 1.").sees(
        "Written down by Cora"
    )


def when_the_same_person_says_no_to_research(cora: Walk) -> None:
    cora.follow("Learning from my answers").choose("No").choose("Read aloud to them, answered by telephone")
    cora.press("Keep their answer")


def then_only_what_support_needs_is_agreed(cora: Walk) -> None:
    cora.sees("Taking part Yes").sees("Learning from my answers No")
    cora.sees("Asking me again later Not asked yet")


def given_a_member_who_is_asked_first_whether_she_wants_to_take_part(walk: Begin, cast: Cast) -> Walk:
    mia = walk("mia").to(f"/p/{cast.coaching.ref}/my-support/")
    return mia.follow("Say whether you want to take part").sees("Not answered yet")


def when_she_agrees_to(mia: Walk, purpose: str) -> None:
    mia.follow(purpose).choose("Yes").press("Keep my answer").sees("We have kept your answer.")


def when_she_takes_back(mia: Walk, purpose: str) -> None:
    mia.follow(purpose).follow("Take it back").sees("What changes").sees("Your support goes on as before.")
    mia.press("Yes, take it back").sees("You have taken it back. It holds from now on.")


def then_it_says_what_holds_now(mia: Walk) -> None:
    mia.sees("Taking part You said yes").sees("Learning from my answers You said no")


def then_her_coordinator_sees_both_answers(walk: Begin, cast: Cast) -> None:
    person = cast.mia_participant.pk
    cora = walk("cora").to(f"/p/{cast.coaching.ref}/people/{person}/consents/")
    cora.sees("Taking part Yes").sees("Learning from my answers No")
    cora.sees("No: Learning from my answers").sees("Yes: Learning from my answers")
