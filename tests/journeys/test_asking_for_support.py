"""Saying what matters and asking for support: for oneself, and on the telephone through the coordinator."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from alongside.matching.models import SupportRequest
from tests import factories
from tests.enrolment.factories import say_yes
from tests.safeguarding.factories import hold

if TYPE_CHECKING:
    from tests.conftest import Cast
    from tests.journeys.conftest import Walk

    Begin = Callable[..., Walk]

pytestmark = pytest.mark.journey
MOST_PAGES = 12


@pytest.mark.parametrize("javascript", [True, False], ids=["with_javascript", "without_javascript"])
def test_member_says_what_matters_and_asks(
    walk: Begin, transactional_cast: Cast, *, javascript: bool
) -> None:
    mia = given_a_member_who_has_agreed(walk, transactional_cast, java_script_enabled=javascript)
    when_she_says_what_matters_in_her_own_order(mia)
    when_she_names_somebody_she_knows(mia)
    then_she_can_check_her_answers(mia)
    when_she_sends_the_request(mia)
    then_it_took_few_pages(mia)
    then_her_wishes_stay_private_but_the_name_is_looked_at(walk, transactional_cast)


def test_coordinator_asks_for_somebody_with_a_telephone_only(walk: Begin, transactional_cast: Cast) -> None:
    cora = given_a_coordinator_on_the_telephone_with_a_member(walk, transactional_cast)
    when_she_goes_through_the_questions_one_by_one(cora)
    when_she_writes_down_what_matters_to_them(cora)
    when_she_sends_it_for_them(cora)
    then_it_is_recorded_that_she_wrote_it(cora)


def test_member_on_hold_hears_kind_words_and_is_looked_at_by_a_person(
    walk: Begin, transactional_cast: Cast
) -> None:
    hold(transactional_cast)
    mia = given_a_member_who_has_agreed(walk, transactional_cast)
    mia.follow("Say what matters to you, and ask for support").press("Send the request")
    mia.sees("We will be in touch").sees("Your request is safe with us.").sees_not("hold")
    cora = walk("cora").to(f"/p/{transactional_cast.coaching.ref}/matching/")
    cora.sees("Look at these first").sees("Mia Marlowe Talk with them first").sees("Nobody is waiting")


def given_a_member_who_has_agreed(walk: Begin, cast: Cast, **options: object) -> Walk:
    say_yes(cast.mia_participant, cast.coaching)
    return walk("mia", **options).to(f"/p/{cast.coaching.ref}/my-support/")


def when_she_says_what_matters_in_her_own_order(mia: Walk) -> None:
    mia.follow("Say what matters to you, and ask for support").follow("Say what matters")
    mia.sees("What you say here stays private.")
    mia.pick("Age in years", "I would prefer something").pick("Gender", "It must be something")
    mia.pick("Type of diabetes", "Not this").pick("My life now", "I would prefer something")
    mia.press("Save and go on").sees("Age in years: what would you prefer?").choose("The same as me")
    mia.press("Save and go on").sees("Gender: what must it be?").choose("Woman")
    mia.press("Save and go on").sees("Type of diabetes: what should it not be?").choose("Not sure")
    mia.press("Save and go on").sees("My life now: what would you prefer?").choose("Working shifts")
    mia.press("Save and go on").sees("Which of these matters most to you?")
    mia.pick("My life now", "1 – matters most").pick("Age in years", "2").press("Save and go on")


def when_she_names_somebody_she_knows(mia: Walk) -> None:
    mia.page.locator("summary", has_text="left out").click()
    mia.follow("Change People to keep apart").sees("They are never told.")
    mia.fill("Is there anybody you know here", "Sam from the choir").press("Save and go on")


def then_she_can_check_her_answers(mia: Walk) -> None:
    mia.sees("Check your answers").sees("Sam from the choir").sees("Working shifts").sees("Woman")
    mia.sees("Not sure").sees("the same as me")


def when_she_sends_the_request(mia: Walk) -> None:
    mia.fill("Is there anything you hope for?", "Somebody who also works nights.").press("Send the request")
    mia.sees("Sent. Thank you for asking.").sees("We are looking for somebody")


def then_it_took_few_pages(mia: Walk) -> None:
    assert len(mia.visited) <= MOST_PAGES, mia.visited


def then_her_wishes_stay_private_but_the_name_is_looked_at(walk: Begin, cast: Cast) -> None:
    cora = walk("cora").to(f"/p/{cast.coaching.ref}/people/{cast.mia_participant.pk}/matching/member/")
    cora.sees("That stays private, and is used for the matching.").sees_not("Working shifts")
    cora.to(f"/p/{cast.coaching.ref}/matching/").follow("Mia Marlowe named somebody to keep apart")
    cora.sees("Sam from the choir").choose("Sam Okafor (Sam)")
    cora.press("That is settled").sees_not("named somebody to keep apart")


def given_a_coordinator_on_the_telephone_with_a_member(walk: Begin, cast: Cast) -> Walk:
    rosa = factories.participant(cast.harbour, "Rosa Telefoni", phone="07700 900123", channel="telephone")
    factories.member(cast.coaching, rosa)
    say_yes(rosa, cast.coaching)
    cora = walk("cora").to(f"/p/{cast.coaching.ref}/people/{rosa.pk}/")
    return cora.follow("Ask for support for them").sees("This is written for Rosa Telefoni.")


def when_she_goes_through_the_questions_one_by_one(cora: Walk) -> None:
    cora.follow("Go through the questions one by one").sees("Age in years").fill("Age in years", "200")
    cora.press("Save and go on").sees("Please look at this again")
    cora.fill("Age in years", "61").press("Save and go on").sees("Gender").follow("Skip this")
    cora.choose("Type 2").press("Save and go on").follow("Skip this").follow("Skip this")
    cora.choose("Working shifts").press("Save and go on").choose("Welsh").press("Save and go on")
    cora.sees("What may your match see?").choose("Type of diabetes: Type 2").press("Save and go on")
    cora.choose("By telephone").press("Save and go on").choose("Monday evening").press("Save and go on")
    cora.fill("A few words about you", "I like the sea.").press("Save and go on")
    cora.fill("Do you belong to a small community", "St Ann's").press("Save and go on")
    cora.press("Save and go on")


def when_she_writes_down_what_matters_to_them(cora: Walk) -> None:
    cora.sees("What matters to you in the other person?").pick("Gender", "It must be something")
    cora.press("Save and go on").choose("Woman").press("Save and go on")


def when_she_sends_it_for_them(cora: Walk) -> None:
    cora.sees("Check your answers").sees("61").sees("Monday evening").sees("St Ann's").sees("Woman")
    cora.press("Send the request").sees("Sent. Thank you for asking.")


def then_it_is_recorded_that_she_wrote_it(cora: Walk) -> None:
    cora.sees("This is written for Rosa Telefoni. It is recorded by whom.")
    assert SupportRequest.objects.get().member.participant.name == "Rosa Telefoni"
