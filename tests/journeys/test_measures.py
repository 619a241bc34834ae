"""Step 10: questions one a page, left and taken up again; answers by telephone; a late baseline is called late."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from alongside.measures.actions import schedule_responses
from alongside.support_sessions.actions.contacts import Told, log_contact
from alongside.support_sessions.actions.plans import plan_sessions
from tests.enrolment.factories import say_yes
from tests.journeys.lived import cast_of_half_a_year, day, days_earlier
from tests.matching import factories as market
from tests.support_sessions.factories import contact, mias

if TYPE_CHECKING:
    from alongside.programmes.models import Member
    from tests.conftest import Cast
    from tests.journeys.conftest import Walk

pytestmark = pytest.mark.journey


@pytest.fixture
def transactional_cast(transactional_db: None) -> Cast:
    return cast_of_half_a_year()


def given_mia_is_due_her_first_questions(cast: Cast) -> None:
    with days_earlier(1):
        say_yes(cast.mia_participant, cast.coaching)
        schedule_responses(programme=cast.coaching)


def when_mia_begins(mia: Walk, cast: Cast) -> None:
    mia.to(f"/p/{cast.coaching.ref}/my-support/").follow("Answer a few questions").follow("Have a look")
    mia.choose("One question on each page").press("Start").sees("Question 1 of 10")


def when_the_question_is_answered(walk: Walk, answer: int = 1) -> None:
    for group in walk.page.locator("main form fieldset").all():
        group.get_by_role("radio").nth(answer).check()
    walk.press("Keep and go on")


def when_mia_leaves_in_the_middle_and_comes_back(mia: Walk, cast: Cast) -> None:
    mia.sees("Question 4 of 10").follow("Stop here and go on later").sees("3 are answered so far")
    mia.to(f"/p/{cast.coaching.ref}/my-support/").follow("Answer a few questions")
    mia.follow("Go on").press("Go on").sees("Question 4 of 10")


def when_mia_sets_a_goal(mia: Walk) -> None:
    mia.fill("Something to reach", "Sleep through the night").press("Add this goal")
    mia.sees("Let this go").follow("Go on").sees("Sleep through the night")
    when_the_question_is_answered(mia, answer=3)


def then_mia_can_check_everything_before_she_sends_it(mia: Walk) -> None:
    mia.sees("Check before you send").sees("One question has no answer. That is fine.")
    mia.press("Send the answers").sees("Thank you. Your answers are in.")


def then_mia_sees_her_own_answers(mia: Walk) -> None:
    mia.sees("Only what you said yourself").sees("Before you begin").sees("A lower number is better")
    mia.sees_not("late")


def test_mia_answers_leaves_comes_back_and_hands_in(walk: Callable[..., Walk], transactional_cast) -> None:
    given_mia_is_due_her_first_questions(transactional_cast)
    mia = walk("mia")
    when_mia_begins(mia, transactional_cast)
    for _question in range(3):
        when_the_question_is_answered(mia)
    when_mia_leaves_in_the_middle_and_comes_back(mia, transactional_cast)
    mia.press("Skip this question")
    for _question in range(6):
        when_the_question_is_answered(mia, answer=5)
    when_mia_sets_a_goal(mia)
    then_mia_can_check_everything_before_she_sends_it(mia)
    then_mia_sees_her_own_answers(mia)


def given_grace_talked_before_she_was_asked(cast: Cast) -> Member:
    """Grace has a telephone and nothing else. Her first contact came before anybody asked her the first questions."""
    with days_earlier(12):
        grace = market.member(cast.coaching, "Grace Osei", phone="+442079460123", channel="telephone")
        together = market.relationship_of(grace, cast.sam_supporter, cast.cora)
        plan_sessions(relationship=together)
    with days_earlier(11):
        told = Told(on=day(0), minutes=60, modality="in_person")
        session, side = contact(together), mias(together)
        log_contact(session=session, side=side, told=told, by=cast.cora, on_behalf_of=grace.participant)
    schedule_responses(programme=cast.coaching)
    return grace


def when_cora_reads_the_questions_out(cora: Walk, cast: Cast) -> None:
    cora.to(f"/p/{cast.coaching.ref}/today/").sees("Questions to ask by telephone or on paper")
    cora.page.locator("section[aria-labelledby=questions] a").first.click()
    cora.looks_fine().follow("Have a look").sees("Please read this to them first")
    cora.press("Start").sees("Answers of Grace")
    when_the_question_is_answered(cora, answer=2)
    when_the_question_is_answered(cora, answer=2)
    when_the_question_is_answered(cora, answer=4)
    cora.follow("Go on without goals").sees("Check before you send")


def then_it_is_kept_and_called_late(cora: Walk) -> None:
    cora.choose("I read the questions aloud by telephone").press("Send the answers")
    cora.sees("The answers are in.").sees("What Grace answered")
    cora.sees("late: answered after support had begun")


def test_late_baseline_by_telephone_is_called_late(walk: Callable[..., Walk], transactional_cast) -> None:
    given_grace_talked_before_she_was_asked(transactional_cast)
    cora = walk("cora")
    when_cora_reads_the_questions_out(cora, transactional_cast)
    then_it_is_kept_and_called_late(cora)
