"""A trial from its plan to a comparison: Eve plans, Cora lets chance decide, and outcomes open on their day."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from alongside.evaluation.models import Trial, TrialMethod
from tests.evaluation.test_trials import allocated, waiting
from tests.evaluation.trial_plan import ANSWERS, WAVE, asked_after_twelve_weeks, scored

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Cast
    from tests.journeys.conftest import Walk

pytestmark = pytest.mark.journey

MINIMISATION = str(TrialMethod.MINIMISATION.label)


def test_a_trial_is_planned_fixed_run_and_read(transactional_cast: Cast, walk: Callable[..., Walk]) -> None:
    cast = transactional_cast
    asked_after_twelve_weeks(cast)
    waits = [waiting(cast, f"Member {number}") for number in range(26)]
    eve, cora = walk("eve"), walk("cora")
    eve.to(f"/p/{cast.coaching.ref}/results/").follow("Compare with people who wait").follow("Plan a trial")
    eve.fill("What is the trial called?", str(ANSWERS["title"]))
    eve.fill("What should both groups have equally many of?", "Town north south").press("Keep the plan")
    eve.sees("Line 1: write a name, a colon")
    eve.fill("What should both groups have equally many of?", "Town: north, south").press("Keep the plan")
    eve.follow("Fix the plan").sees("This is still open.").follow("Go on with the plan")
    for label, key in (
        ("What do you want to find out?", "question"),
        ("Who can take part?", "eligible"),
        ("The smallest difference that matters", "smallest_difference"),
        ("How many weeks do people wait?", "waiting_weeks"),
        ("How many people?", "people_planned"),
        ("Why so many?", "size_reason"),
        ("How will the answers be compared?", "analysis"),
        ("How is harm noticed", "harms"),
    ):
        eve.fill(label, str(ANSWERS[key]))
    eve.page.get_by_label("The main measure").select_option("ucla_3")
    eve.page.get_by_label("When it is asked").select_option(WAVE)
    opens = timezone.localdate() + timedelta(days=200)
    for part, value in (("Day", opens.day), ("Month", opens.month), ("Year", opens.year)):
        eve.page.get_by_label(part, exact=True).fill(str(value))
    eve.sees("Waiting changes people, too").choose(MINIMISATION)
    eve.press("Keep the plan").follow("Fix the plan").press("Fix it").sees("Its seal:").sees(
        "Outcomes open on"
    )
    cora.to(f"/p/{cast.coaching.ref}/trial/").follow("Who is next").follow("Member 7")
    cora.press("Let chance decide").sees("Please look at this again")
    today = timezone.localdate()
    agreed = cora.page.get_by_role("group", name="When did they agree to take part in the trial?")
    for part, value in (("Day", today.day), ("Month", today.month), ("Year", today.year)):
        agreed.get_by_label(part, exact=True).fill(str(value))
    cora.page.get_by_label("north").check()
    cora.press("Let chance decide").sees("as chance decided").sees("0001")
    trial = Trial.objects.get()
    for request in waits:
        if request.member.participant.name != "Member 7":
            allocated(cast, trial, request)
        scored(request.member, WAVE, 3.0 + request.pk % 4)
    cora.to(f"/p/{cast.coaching.ref}/trial/").follow("Who is next")
    early = cora.page.locator("ul.task-list li", has_text="Later").get_by_role("link").first
    name = early.inner_text()
    early.click()
    cora.looks_fine().sees(f"{name} cannot wait").press("Look for somebody now").sees(
        "Why can they not wait?"
    )
    cora.fill("Why can they not wait?", "They lost their flat.").press("Look for somebody now")
    cora.sees("They are looked for now, and go into the next round.")
    eve.again().sees("1 was supported before their day, because they could not wait.")
    # Not as it would come, by waiting: and so the seal breaks, and the page says so.
    Trial.objects.update(opens_on=today)
    eve.again().sees("the plan was changed").sees("Group A, compared with Group B").follow(
        "Which group is which?"
    )
    eve.fill("Why do you want to know?", "The analysis is written down.").press("Tell me")
    eve.sees("Those offered support at once")
    eve.follow("Something has to change").fill("What changes?", "We ask by telephone.")
    eve.fill("Why?", "Few answer by post.").press("Keep it beside the plan").sees("We ask by telephone.")
    eve.follow("Allocate nobody more").press("Close it").sees("alongside randomise audit")
