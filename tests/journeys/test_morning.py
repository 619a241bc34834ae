"""Step 11: the coordinator's morning page: nothing on a quiet day, and on a busy one each line leads to the act."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from alongside.jobs.actions import run_due_duties
from alongside.matching.actions import (
    approve_proposal,
    name_avoided,
    pause_relationship,
    request_support,
    start_round,
)
from alongside.matching.models import ProposalStatus, ProposedMatch
from alongside.safeguarding.actions.help_contacts import check_help_contact, own_help_contacts
from alongside.safeguarding.actions.holds import place_hold
from alongside.support_sessions.actions.check_ins import answer_check_in
from alongside.training.actions import record_supervision
from alongside.training.queries import planned_meeting
from tests import factories as house
from tests.enrolment.factories import say_yes, spreadsheet
from tests.journeys.lived import cast_of_half_a_year, day, days_earlier, mia_and_sam_began
from tests.matching import factories as market
from tests.support_sessions.factories import check_in, mias
from tests.training.factories import prepared

if TYPE_CHECKING:
    from tests.conftest import Cast
    from tests.journeys.conftest import Walk

pytestmark = pytest.mark.journey

LEADS_TO = {
    "waiting": "Their request",
    "on-hold": "Their request",
    "names": "Who is meant?",
    "help": "Check and change them",
    "to-review": "Approve",
    "unanswered": "Write down their answer",
    "calls": "Write it down",
    "worries": "I have looked after this",
    "quiet": "Write it down for",
    "unlogged": "Write it down for",
    "check-ins": "You enter the answers of",
    "questions": "You ask them, and enter their answers here",
    "endings": "Say goodbye early, as they wish",
    "reviews": "Write down what you agreed",
    "rests": "Go on again",
    "consents": "Keep their answer",
    "unready": "Before they may be proposed",
    "strained": "Talk with the supervisor before you propose anybody",
    "supervision": "Preparation",
    "to-pass-on": "I have passed it on",
    "imports": "people.csv",
}
"""Each section of the page, and words of the page to which its first line leads."""


@pytest.fixture
def transactional_cast(transactional_db: None) -> Cast:
    return cast_of_half_a_year()


def given_somebody_rests_for_long(cast: Cast) -> None:
    with days_earlier(50):
        resting = market.relationship(cast.coaching, cast.cora)
    with days_earlier(45):
        pause_relationship(relationship=resting, side=None, by=cast.cora)


def given_mia_and_sam_near_their_end_in_silence_and_strain(cast: Cast) -> None:
    together = mia_and_sam_began(cast, days_ago=46)
    with days_earlier(11):
        run_due_duties()
        said = check_in(mias(together), week=5)
        answer_check_in(check_in=said, by=cast.mia, load=9, words="I lie awake over it")


def given_nobody_has_answered_for_two_weeks(cast: Cast) -> None:
    with days_earlier(16):
        asked = market.supporter(cast.coaching, "Tariq Shah", by=cast.cora)
        request = market.waiting_member(cast.coaching, cast.cora, "Lena Brook")
        start_round(programme=cast.coaching, by=cast.cora, seed=1)
        proposal = ProposedMatch.objects.get(request=request, supporter=asked, status=ProposalStatus.PROPOSED)
        approve_proposal(proposal=proposal, by=cast.cora)


def given_grace_is_reached_by_telephone_only(cast: Cast) -> None:
    with days_earlier(20):
        grace = market.member(cast.coaching, "Grace Osei", phone="+442079460123", channel="telephone")
        helen = market.supporter(cast.coaching, "Helen Novak", by=cast.cora)
        market.relationship_of(grace, helen, cast.cora)
        meeting = planned_meeting(helen)
    with days_earlier(12):
        assert meeting is not None
        record_supervision(meeting=meeting, by=cast.sula, held_on=day(0), strained=True, next_on=day(30))


def given_people_ask_for_support(cast: Cast) -> None:
    held = market.member(cast.coaching, "Ivo Marsh")
    place_hold(participant=held.participant, programme=cast.coaching, reason="Asked to wait", by=cast.sasha)
    request_support(member=held, by=cast.cora, on_behalf_of=held.participant)
    names = market.member(cast.coaching, "Nadia Reyes")
    name_avoided(place=names, names=["My neighbour Bill"], by=cast.cora, on_behalf_of=names.participant)
    market.waiting_member(cast.coaching, cast.cora, "Amara Diallo")
    market.supporter(cast.coaching, "Jo Lindqvist", by=cast.cora)
    start_round(programme=cast.coaching, by=cast.cora, seed=1)
    market.waiting_member(cast.coaching, cast.cora, "Wanda Lutz")


def given_somebody_came_in_and_nothing_is_ready(cast: Cast) -> None:
    house.supporter(cast.coaching, house.participant(cast.harbour, "Ngozi Eze"))


def given_a_busy_morning(cast: Cast) -> None:
    given_somebody_rests_for_long(cast)
    given_mia_and_sam_near_their_end_in_silence_and_strain(cast)
    given_grace_is_reached_by_telephone_only(cast)
    given_nobody_has_answered_for_two_weeks(cast)
    given_people_ask_for_support(cast)
    given_somebody_came_in_and_nothing_is_ready(cast)
    spreadsheet(cast.coaching, cast.cora, "Name,Phone", "Olive Hart,020 7946 0188")
    run_due_duties()


def sections_of(cora: Walk) -> list[str]:
    found = cora.page.locator("main section[aria-labelledby]")
    return [
        str(key) for key in found.evaluate_all("all => all.map(each => each.getAttribute('aria-labelledby'))")
    ]


def then_each_first_line_leads_to_the_act(cora: Walk, today: str) -> None:
    lost = []
    for key, words in LEADS_TO.items():
        cora.page.goto(f"{cora.site}{today}")
        cora.page.locator(f"section[aria-labelledby={key}] li a").first.click()
        cora.page.wait_for_load_state("networkidle")
        cora.looks_fine()
        if words not in cora.page.locator("main").inner_text():
            lost.append(f"{key} leads to {cora.page.url}, without {words!r}")
    assert not lost, "\n".join(lost)


def test_quiet_morning_says_so(walk: Callable[..., Walk], transactional_cast) -> None:
    say_yes(transactional_cast.mia_participant, transactional_cast.coaching)
    prepared(transactional_cast)
    own_help_contacts(programme=transactional_cast.coaching)
    for contact in transactional_cast.coaching.help_contacts.all():
        check_help_contact(contact=contact, by=transactional_cast.cora)
    run_due_duties()
    cora = walk("cora").to(f"/p/{transactional_cast.coaching.ref}/today/")
    cora.sees("Nothing waits for you")
    assert sections_of(cora) == []


def test_busy_morning_leads_to_every_act(walk: Callable[..., Walk], transactional_cast) -> None:
    today = f"/p/{transactional_cast.coaching.ref}/today/"
    given_a_busy_morning(transactional_cast)
    cora = walk("cora").to(today)
    assert set(sections_of(cora)) == set(LEADS_TO)
    then_each_first_line_leads_to_the_act(cora, today)


def test_morning_without_a_worker_says_that_the_site_stands_still(
    walk: Callable[..., Walk], transactional_cast
) -> None:
    cora = walk("cora").to(f"/p/{transactional_cast.coaching.ref}/today/")
    cora.sees("The work in the background stands still")


@pytest.mark.parametrize(
    "screen",
    [
        pytest.param({"color_scheme": "dark"}, id="dark"),
        pytest.param({"width": 1280}, id="wide"),
        pytest.param({"width": 640, "device_scale_factor": 2}, id="wide, 200 per cent"),
    ],
)
def test_morning_page_in_the_dark_wide_and_enlarged(
    walk: Callable[..., Walk], transactional_cast, screen
) -> None:
    given_people_ask_for_support(transactional_cast)
    walk("cora", **screen).to(f"/p/{transactional_cast.coaching.ref}/today/").sees("Amara")
