"""Step 8: a worry reaches a named person; two leads close a case; nobody reads what is about themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from alongside.programmes.actions import grant_role
from alongside.roles.permissions import Role
from tests import factories
from tests.journeys.lived import cast_of_half_a_year, days_earlier, is_shut_to, mia_and_sam_began

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


def desk_of(cast: Cast) -> str:
    return f"/p/{cast.coaching.ref}/concerns/"


def then_help_stands_there_at_once(walk: Walk) -> None:
    walk.sees("phone 999").sees("Samaritans")


def when_mia_says_from_the_page_what_worries_her(mia: Walk, page: str) -> None:
    mia.to(page).follow("I am worried about something").sees("Read by: Sasha, Winston")
    then_help_stands_there_at_once(mia)
    mia.fill("What worries you?", "Sam asked me to lend him money").press("Send it")
    mia.sees("It has arrived. Thank you for telling us.").sees("Sasha or Winston looks at it by")
    then_help_stands_there_at_once(mia)


def when_sasha_takes_it_in_hand(sasha: Walk, cast: Cast) -> None:
    sasha.to(desk_of(cast)).sees("Somebody may be in danger now").follow("Sam asked me to lend him money")
    sasha.sees("Mia Marlowe").press("I have this in hand").sees("The others can see that")


def when_sasha_says_whom_it_is_about(sasha: Walk) -> None:
    sasha.fill("Part of the name", "oka").press("Find").press("It is about this person")
    sasha.sees("Noted.")


def when_sasha_opens_a_case_and_writes_a_note(sasha: Walk) -> None:
    sasha.press("Open a case").sees("The case is open, and you own it").follow("Write a note")
    sasha.choose("What was seen or said").fill("Note", "Mia says: ten pounds, twice.").press(
        "Put it into the chronology"
    )
    sasha.sees("The note is in the chronology").sees("ten pounds, twice")


def when_sasha_holds_and_lifts(sasha: Walk) -> None:
    sasha.follow("Put on hold").fill("Reason", "Until we have talked with Sam").press("Put on hold")
    sasha.sees("No new contact begins until somebody lifts it").follow("Lift it")
    sasha.fill("Reason", "It was bus fare, and is paid back").press("Lift it").sees("The hold is lifted")


def when_sasha_proposes_to_close_the_case(sasha: Walk) -> None:
    sasha.follow("Case").follow("Propose to close it").fill("Reason", "Settled with both of them")
    sasha.press("Propose").sees("A second person now has to agree")
    assert sasha.page.get_by_role("button", name="I agree: close it").count() == 0


def when_winston_agrees(winston: Walk, case: str) -> None:
    winston.to(case).sees("Sasha proposes to close it").press("I agree: close it")
    winston.sees("proposed by Sasha and agreed by Winston")


def then_only_the_leads_can_open_the_desk(walk: Callable[..., Walk], cast: Cast, case: str) -> None:
    for name in ("cora", "sam", None):
        other = walk(name)
        if name:
            is_shut_to(other, desk_of(cast))
            is_shut_to(other, case)
        else:
            other.to(desk_of(cast)).sees("Sign in").sees_not("money")


def then_mia_sees_that_somebody_looked(mia: Walk) -> None:
    mia.page.reload()
    mia.sees("Sasha has looked at it").sees_not("bus fare")


def test_mias_worry_becomes_a_case_that_two_people_close(
    walk: Callable[..., Walk], transactional_cast
) -> None:
    cast = transactional_cast
    together = mia_and_sam_began(cast, days_ago=10)
    mia, sasha, winston = walk("mia"), walk("sasha"), walk("winston")
    when_mia_says_from_the_page_what_worries_her(mia, f"/p/{cast.coaching.ref}/relationships/{together.pk}/")
    when_sasha_takes_it_in_hand(sasha, cast)
    when_sasha_says_whom_it_is_about(sasha)
    when_sasha_opens_a_case_and_writes_a_note(sasha)
    when_sasha_holds_and_lifts(sasha)
    when_sasha_proposes_to_close_the_case(sasha)
    case = sasha.page.url.removeprefix(sasha.site)
    when_winston_agrees(winston, case)
    then_mia_sees_that_somebody_looked(mia)
    then_only_the_leads_can_open_the_desk(walk, cast, case)


def when_a_stranger_tells_about_sasha(stranger: Walk, cast: Cast) -> None:
    stranger.to(f"/p/{cast.coaching.ref}/help/")
    then_help_stands_there_at_once(stranger)
    stranger.follow("Tell somebody that you are worried")
    stranger.fill("What worries you?", "She shouted at my brother on the telephone")
    stranger.pick("Is it about somebody who works here?", "Sasha")
    stranger.fill("Your name", "Noor").fill("How can we reach you?", "020 7946 0101").press("Send it")
    stranger.sees("It has arrived. Thank you for telling us.")
    then_help_stands_there_at_once(stranger)


def then_winston_reads_it_and_sasha_does_not(winston: Walk, sasha: Walk, cast: Cast) -> None:
    winston.to(desk_of(cast)).follow("She shouted at my brother").sees("020 7946 0101")
    winston.sees("Sasha (works here; cannot see this)")
    sasha.to(desk_of(cast)).sees("Nothing waits here").sees_not("brother")
    is_shut_to(sasha, winston.page.url.removeprefix(winston.site))
    sasha.to("/you/notices/").sees_not("concern")


def test_a_stranger_tells_about_a_lead_who_never_sees_it(
    walk: Callable[..., Walk], transactional_cast
) -> None:
    cast = transactional_cast
    stranger, winston, sasha = walk(None), walk("winston"), walk("sasha")
    when_a_stranger_tells_about_sasha(stranger, cast)
    stranger.sees("Winston looks at it by").sees_not("Sasha")
    then_winston_reads_it_and_sasha_does_not(winston, sasha, cast)
