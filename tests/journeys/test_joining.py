"""From the first page to the coordinator's list of who waits: with e-mail, and for somebody without any."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.core import mail
from django.core.cache import cache

from tests.joining.factories import for_ages, open_to_join

if TYPE_CHECKING:
    from alongside.programmes.models import Programme
    from tests.conftest import Cast
    from tests.journeys.conftest import Walk

    Begin = Callable[..., Walk]

pytestmark = pytest.mark.journey
# From the first page to the sent request, with three mistakes made on the way.
MOST_PAGES = 32


@pytest.fixture(autouse=True)
def _nobody_has_tried_before() -> None:
    cache.clear()


@pytest.mark.parametrize("javascript", [True, False], ids=["with_javascript", "without_javascript"])
def test_person_goes_from_the_first_page_to_waiting_for_a_match(
    walk: Begin, transactional_cast: Cast, *, javascript: bool
) -> None:
    programme = given_a_programme_that_is_open_to_join(transactional_cast)
    rosa = walk(None, java_script_enabled=javascript)
    when_she_finds_it_and_reads_what_it_is(rosa)
    when_she_answers_one_question_after_another(rosa)
    then_she_can_check_her_answers_and_change_one(rosa)
    when_she_sends_it_and_follows_the_letter(rosa)
    when_she_says_what_matters_and_asks(rosa)
    then_it_took_few_pages(rosa)
    then_she_waits_on_the_coordinators_list(walk, programme)


def test_somebody_without_any_channel_is_answered_and_comes_back_with_a_code(
    walk: Begin, transactional_cast: Cast
) -> None:
    programme = given_a_programme_where_a_coordinator_looks_first(transactional_cast)
    helper = walk(None)
    code = when_a_neighbour_asks_for_somebody(helper, programme)
    cora = then_the_coordinator_sees_who_asks_and_asks_back(walk, programme)
    when_the_question_is_answered_with_the_code_in_another_browser(walk, code)
    then_the_coordinator_lets_them_in_and_is_to_ask_them(cora, programme)
    then_the_code_says_so(walk, code)


def test_coordinator_opens_the_door_and_says_no_kindly(walk: Begin, transactional_cast: Cast) -> None:
    programme = transactional_cast.coaching
    cora = walk("cora").to(f"/p/{programme.ref}/").follow("Let people join by themselves")
    cora.choose("By request: people ask, and a coordinator looks first").press("Keep")
    cora.sees("First let everybody read what the programme is")
    cora.follow("Let everybody read it").choose(
        "Anybody with the address may read it, once the programme is open"
    )
    cora.press("Keep").follow("Let people join by themselves")
    cora.choose("By request: people ask, and a coordinator looks first").press("Keep")
    cora.follow("People may join from outside: change that").sees("How people may join")
    rosa = walk(None).to(f"/p/{programme.ref}/").follow("How to join").press("Begin")
    rosa.choose("For me").press("Save and go on")
    code = answers_the_rest(rosa, "Not yet: I come back here with a code")
    cora.to(f"/p/{programme.ref}/today/").follow("Rosa Telefoni").follow("Say no kindly")
    cora.choose("There are no places for a long time").press("Send the answer").sees(
        "Please look at this again"
    )
    cora.fill("What do you say to them?", "We are full until spring, and I am sorry.")
    cora.fill("Where else can they turn?", "The Quay, 01632 960123").press("Send the answer")
    cora.sees("Your answer is kept").follow("Answered").sees("Rosa Telefoni")
    rosa.to("/join/back/").fill("Your code", code).press("Go on")
    rosa.sees("We are full until spring, and I am sorry.").sees("The Quay, 01632 960123")


def given_a_programme_that_is_open_to_join(cast: Cast) -> Programme:
    return open_to_join(for_ages(cast, 18, 99), by=cast.cora, joining="open", takes_offers=True)


def given_a_programme_where_a_coordinator_looks_first(cast: Cast) -> Programme:
    return open_to_join(cast.coaching, by=cast.cora)


def when_she_finds_it_and_reads_what_it_is(rosa: Walk) -> None:
    rosa.to("/").follow("Find peer support").sees("You can join by yourself.")
    rosa.follow("Read what it is, and begin: Coaching for some").sees("Who would see what")
    rosa.sees("What happens in a crisis").press("Begin")


def when_she_answers_one_question_after_another(rosa: Walk) -> None:
    rosa.sees("Who is it for?").press("Save and go on").sees("Please answer this.")
    rosa.choose("For me").press("Save and go on").choose("I am looking for support").press("Save and go on")
    rosa.fill("What should we call you?", "Rosa Telefoni").press("Save and go on")
    rosa.fill("Day", "1").fill("Month", "2").fill("Year", "2020").press("Save and go on")
    rosa.sees("This one is for another age").sees("We have kept no date of birth.")
    rosa.follow("I typed the wrong date").fill("Day", "1").fill("Month", "2").fill("Year", "1979")
    rosa.press("Save and go on").fill("Which languages do you like to talk in?", "English, Welsh")
    rosa.press("Save and go on").choose("By e-mail").press("Save and go on")
    rosa.fill("What is your e-mail address?", "rosa@").press("Save and go on")
    rosa.sees("This is not a whole address.")
    rosa.fill("What is your e-mail address?", "rosa@example.org").press("Save and go on")
    rosa.fill("When and how is it safe to contact you?", "after six").press("Save and go on")
    for purpose in ("Taking part", "Learning from my answers", "Asking me again later"):
        rosa.sees(purpose).choose("Yes").press("Save and go on")
    rosa.press("Save and go on")


def then_she_can_check_her_answers_and_change_one(rosa: Walk) -> None:
    rosa.sees("Check your answers").sees("Nothing has been sent yet.").sees("rosa@example.org")
    rosa.follow("Change Languages").fill("Which languages do you like to talk in?", "English")
    rosa.press("Save and go on").sees("Check your answers").sees_not("Welsh")


def when_she_sends_it_and_follows_the_letter(rosa: Walk) -> None:
    rosa.press("Send it").sees("Thank you. We have it.").sees("Look at your e-mail.").sees("Your code")
    letter = next(each for each in mail.outbox if each.to == ["rosa@example.org"])
    link = re.search(r"/invitation/\S+", letter.body)
    assert link
    rosa.to(link[0]).sees("You asked to join at Harbour.").fill("Your name", "Rosa")
    rosa.press("Accept and begin").sees("Ask for support")


def when_she_says_what_matters_and_asks(rosa: Walk) -> None:
    rosa.follow("Look at what I said").follow("Say what matters").pick("Gender", "It must be something")
    rosa.press("Save and go on").choose("Woman").press("Save and go on").press("Send the request")
    rosa.sees("Sent. Thank you for asking.")


def then_it_took_few_pages(rosa: Walk) -> None:
    assert len(rosa.visited) <= MOST_PAGES, rosa.visited


def then_she_waits_on_the_coordinators_list(walk: Begin, programme: Programme) -> None:
    cora = walk("cora").to(f"/p/{programme.ref}/today/").sees("Waiting for a match").sees("Rosa Telefoni")
    cora.sees("since today").sees_not("Asked to join")


def when_a_neighbour_asks_for_somebody(helper: Walk, programme: Programme) -> str:
    helper.to(f"/p/{programme.ref}/join/").press("Begin").choose("I am asking for somebody else")
    helper.press("Save and go on").fill("What is your own name?", "Pia Nachbar").choose("Not yet")
    helper.press("Save and go on").sees("so that we can ask you")
    helper.fill("Your telephone number", "07700 900456").press("Save and go on")
    helper.fill("What should we call them?", "Rosa Telefoni").press("Save and go on")
    helper.press("Save and go on").choose("Through me").press("Save and go on")
    helper.press("Save and go on").press("Save and go on").sees("Check your answers")
    helper.sees("they do not know yet").press("Send it").sees("A person of the team gets in touch")
    return code_on(helper)


def then_the_coordinator_sees_who_asks_and_asks_back(walk: Begin, programme: Programme) -> Walk:
    cora = walk("cora").to(f"/p/{programme.ref}/today/").sees("Asked to join").follow("Rosa Telefoni")
    cora.sees("They have agreed to nothing yet themselves.").follow("Ask them something")
    cora.fill("What would you like to ask?", "Does Rosa hear well on the telephone?")
    return cora.press("Send the question").sees("Does Rosa hear well on the telephone?")


def when_the_question_is_answered_with_the_code_in_another_browser(walk: Begin, code: str) -> None:
    other = walk(None).to("/").follow("I have a code").fill("Your code", "2222 2222 2222").press("Go on")
    other.sees("We know no such code.").fill("Your code", code.lower().replace("-", " ")).press("Go on")
    other.sees("Does Rosa hear well on the telephone?").fill("Write to the team", "Yes, she does.")
    other.press("Send it to the team").sees("The team has what you wrote.")


def then_the_coordinator_lets_them_in_and_is_to_ask_them(cora: Walk, programme: Programme) -> None:
    cora.again().sees("Yes, she does.").press("Let them in").sees("Rosa Telefoni is now in the programme")
    cora.sees("Not asked yet")
    cora.to(f"/p/{programme.ref}/today/").sees("Joined by themselves: ask them what matters to them")


def then_the_code_says_so(walk: Begin, code: str) -> None:
    walk(None).to("/join/back/").fill("Your code", code).press("Go on").sees("You can begin")


def answers_the_rest(who: Walk, reach: str) -> str:
    who.fill("What should we call you?", "Rosa Telefoni").press("Save and go on").press("Save and go on")
    who.choose(reach).press("Save and go on")
    for _ in range(3):
        who.choose("Yes").press("Save and go on")
    who.press("Save and go on").press("Send it").sees("The team writes to you on this page.")
    return code_on(who)


def code_on(who: Walk) -> str:
    found = re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b", who.page.locator("main").inner_text())
    assert found
    return found[0]
