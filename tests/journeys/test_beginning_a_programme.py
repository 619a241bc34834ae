"""An administrator begins a programme, and the coordinator whom she invites arrives in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.people.codes import code_now
from tests.programmes.invitations import link_of_last_letter

if TYPE_CHECKING:
    from tests.conftest import Cast
    from tests.journeys.conftest import Walk

    Begin = Callable[..., Walk]

pytestmark = pytest.mark.journey
PASSWORD = "three quiet harbours"


def test_programme_begins_and_its_coordinator_arrives(walk: Begin, transactional_cast: Cast) -> None:
    ada = given_an_administrator_at_home(walk)
    when_she_creates_a_programme_from_a_published_model(ada)
    when_she_opens_it(ada)
    letter = when_she_invites_a_coordinator(ada, transactional_cast)
    nadia = when_the_coordinator_follows_the_letter(walk, letter)
    then_she_is_asked_for_a_second_lock_first(nadia)
    when_she_sets_up_her_authenticator(nadia)
    then_she_arrives_in_the_programme(nadia)
    then_the_letter_works_no_more(walk, letter)


def given_an_administrator_at_home(walk: Begin) -> Walk:
    return walk("ada").to("/home/").follow("Harbour", exact=True)


def when_she_creates_a_programme_from_a_published_model(ada: Walk) -> None:
    ada.follow("Create a programme")
    ada.sees("Peer coaching for people living with diabetes")
    ada.follow("Begin with this")
    ada.fill("What do you call it?", "Coaching by the sea")
    ada.fill("A name that gives nothing away", "Diabetes Tuesdays").press("Create the programme")
    ada.sees("which says what the programme is about")
    ada.fill("A name that gives nothing away", "Harbour Fridays").press("Create the programme")
    ada.sees("What is still to do")


def when_she_opens_it(ada: Walk) -> None:
    ada.follow("Open the programme").press("Open the programme")
    ada.sees("The programme is open. You can bring people in.")


def when_she_invites_a_coordinator(ada: Walk, cast: Cast) -> str:
    ada.to(f"/organisation/{cast.harbour.pk}/").follow("Staff, their roles, and invitations")
    ada.follow("Invite somebody").fill("Their e-mail address", "nadia@example.org")
    ada.page.locator("main").get_by_label(re.compile("^Coordinator")).check()
    ada.pick("Where?", "Coaching by the sea").press("Send the invitation")
    ada.sees("A letter is on its way to nadia@example.org.")
    return link_of_last_letter()


def when_the_coordinator_follows_the_letter(walk: Begin, letter: str) -> Walk:
    nadia = walk(None).to(letter)
    nadia.sees("Ada invites you to a role at Harbour").sees("Coaching by the sea")
    return nadia.fill("Your name", "Nadia").fill("A password", PASSWORD).press("Accept and begin")


def then_she_is_asked_for_a_second_lock_first(nadia: Walk) -> None:
    nadia.sees("Please set up a second lock first").sees("It is off.")


def when_she_sets_up_her_authenticator(nadia: Walk) -> None:
    nadia.follow("Set it up").sees("Is it still you?").fill("Your password", PASSWORD).press("Continue")
    secret = nadia.page.locator("main code").inner_text()
    nadia.fill("Code", "000000").press("Switch it on").sees("This code does not fit")
    nadia.fill("Code", code_now(secret)).press("Switch it on")
    nadia.sees("Your recovery codes").sees("10 of 10 are left")


def then_she_arrives_in_the_programme(nadia: Walk) -> None:
    nadia.to("/home/").sees("Coaching by the sea").follow("Today")
    nadia.sees("Today")


def then_the_letter_works_no_more(walk: Begin, letter: str) -> None:
    walk(None).to(letter).sees("This invitation works no more")
