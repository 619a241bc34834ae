"""A safeguarding lead practises a bad night, from the first post to the closed case, without a manual."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from alongside.programmes.actions import grant_role
from alongside.roles.permissions import Role
from alongside.safeguarding.actions.on_call import answer_link
from alongside.safeguarding.models import AlarmCall
from tests import factories
from tests.journeys.lived import cast_of_half_a_year, day, days_earlier

if TYPE_CHECKING:
    from tests.conftest import Cast
    from tests.journeys.conftest import Walk

pytestmark = pytest.mark.journey


@pytest.fixture
def transactional_cast(transactional_db: None) -> Cast:
    cast = cast_of_half_a_year()
    with days_earlier(100):
        cast.people["winston"] = factories.person("winston")
        grant_role(
            person=cast.people["winston"],
            organisation=cast.harbour,
            role=Role.SAFEGUARDING_LEAD,
            by=cast.ada,
        )
    return cast


def when_sasha_says_who_is_on_call(sasha: Walk, cast: Cast) -> None:
    sasha.to(f"/p/{cast.coaching.ref}/concerns/").follow("Say who is on call").sees("Nobody is on call")
    sasha.pick("Who?", "Sasha").fill("Telephone", "020 7946 0101").press("Add to the chain")
    sasha.pick("Who?", "Winston").press("Add to the chain").sees("Called now, in this order")
    sasha.sees("calls by e-mail only")
    sasha.choose("Monday").choose("Friday").choose("It calls the people on call, by day and by night")
    sasha.page.locator("#id_opens").fill("09:00")
    sasha.page.locator("#id_closes").fill("17:00")
    sasha.press("Save the hours").sees("People read it where they write")


def when_sasha_begins_a_practice(sasha: Walk, cast: Cast) -> None:
    sasha.to(f"/p/{cast.coaching.ref}/concerns/").follow("Practice").sees("You need no manual")
    sasha.choose("Somebody writes that they will end their life tonight").press("Begin the practice")
    sasha.sees("What comes next").sees("The program noticed the post").sees("opens the letter on their phone")


def when_sasha_answers_on_her_phone_without_signing_in(phone: Walk) -> None:
    phone.to(answer_link(AlarmCall.objects.get())).sees("This is a practice").sees_not("Robin")
    phone.press("I am looking now").sees("nobody else is called").follow("Look at it now").sees("Sign in")


def when_sasha_takes_it_in_hand(sasha: Walk) -> None:
    sasha.again().follow("Look at the concern").sees("This is a practice").sees("I have the tablets here")
    sasha.press("I have this in hand").follow("What comes next in the practice")
    sasha.follow("Open the concern").press("Open a case").sees("The case is open")


def when_sasha_sees_the_case_through(sasha: Walk) -> None:
    for kind, words in (
        ("What was seen or said", "“I have the tablets here.”"),
        ("Who was told, and what they answered", "Rang 999: it is a practice."),
    ):
        sasha.follow("What comes next in the practice").follow("Open the case").follow("Write a note")
        sasha.choose(kind).fill("Note", words).press("Put it into the chronology")
    sasha.follow("What comes next in the practice").sees("plan the next step").follow("Open the case")
    sasha.follow("Plan the next step").fill("What happens next, and why", "Ring again, to hear how it is")
    sasha.fill("By which day?", day(1).isoformat()).pick("Who sees to it?", "Sasha")
    sasha.press("Plan it").follow("What comes next in the practice").follow("Open the concern")
    sasha.fill("What was done", "We are here, and ring you.").press("Answer", exact=True)
    sasha.follow("What comes next in the practice").follow("Open the case").follow("Propose to close it")
    sasha.fill("Reason", "Practised to the end").press("Propose")


def when_winston_agrees(winston: Walk, case: str) -> None:
    winston.to(case).sees("This is a practice").press("I agree: close it")


def then_the_report_stands(sasha: Walk) -> None:
    sasha.follow("What comes next in the practice").sees("You have seen it through")
    sasha.press("End the practice").sees("What the practice showed").sees("12 done, 0 late, 0 not done")
    sasha.sees("Sasha, E-mail").sees("told by one way only")
    sasha.follow("All practices").sees("12 done, 0 late, 0 not done").follow("Waiting").sees_not("practice")


def test_sasha_practises_a_bad_night_to_the_closed_case(walk: Callable[..., Walk], transactional_cast) -> None:
    cast = transactional_cast
    sasha, winston, phone = walk("sasha"), walk("winston"), walk(None)
    when_sasha_says_who_is_on_call(sasha, cast)
    when_sasha_begins_a_practice(sasha, cast)
    practice = sasha.page.url.removeprefix(sasha.site)
    when_sasha_answers_on_her_phone_without_signing_in(phone)
    when_sasha_takes_it_in_hand(sasha)
    when_sasha_sees_the_case_through(sasha)
    when_winston_agrees(winston, sasha.page.url.removeprefix(sasha.site))
    sasha.again()
    then_the_report_stands(sasha)
    winston.to(practice).sees("What the practice showed")
