"""A member joins a space, writes and answers with a story of their own; a moderator hides, and the author hears why."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.conversations import space_factories as make
from tests.enrolment.factories import say_yes
from tests.journeys.lived import is_shut_to

if TYPE_CHECKING:
    from tests.conftest import Cast
    from tests.journeys.conftest import Walk

pytestmark = pytest.mark.journey


def when_mia_joins_from_her_own_page(mia: Walk, cast: Cast) -> None:
    mia.to(f"/p/{cast.coaching.ref}/my-support/").follow("Write with others, or just read")
    mia.follow("The harbour wall").sees("Others cannot see who you are")
    mia.follow("Read the ground rules and join").sees("What is told here stays here.")
    mia.fill("What do you want to be called here?", "Gull").choose("I have read this, and I will keep to it")
    mia.press("Join").sees("You are in.").sees("Nobody has written yet")


def when_mia_begins_a_thread_behind_a_note(mia: Walk) -> None:
    mia.follow("Begin a thread").fill("What it is about", "The first winter")
    mia.fill("What you want to say", "I lost my sister in March, and Bob Baker knows.")
    mia.fill("Is there something that people may not want to read today?", "loss").press("Send")
    mia.sees("The first winter").sees("Note: loss")


def when_sam_answers_with_his_own_story(sam: Walk, address: str) -> None:
    sam.to(address).follow("The first winter").sees("Gull").sees_not("Mia")
    sam.page.get_by_text("Note: loss").click()
    sam.sees("I lost my sister in March").follow("Answer with my own story")
    sam.fill("What you want to say", "My brother died the year before last.").press("Send")
    sam.sees("A story of one’s own, in answer").sees("My brother died")


def when_sam_reports(sam: Walk) -> None:
    sam.follow("Something is wrong").sees("phone 999")
    sam.choose("It tells something private about somebody").press("Send it").sees("It has arrived")


def when_the_moderator_hides_it(mo: Walk, address: str) -> None:
    mo.to(address).follow("What waits for those who look after it")
    mo.follow("It tells something private about somebody").sees("Do no more than is needed")
    mo.choose("Hide it").press("Do it").sees("owed a reason")
    mo.pick("Why, in short?", "It tells something private about somebody")
    mo.fill("Why?", "It names Bob Baker, who may not want that. Would you leave his name out?").press("Do it")
    mo.sees("Done, and written down.").sees("Nothing waits")


def then_mia_hears_why_and_answers(mia: Walk, address: str) -> None:
    mia.to(f"{address}own/").sees("Thank you for writing").sees("Would you leave his name out?")
    mia.follow("Answer this").fill("Your answer", "He said that I may.").press("Send").sees(
        "Your answer has arrived"
    )


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_space_from_joining_to_being_told_why(
    walk: Callable[..., Walk], transactional_cast: Cast, *, scripts: bool
) -> None:
    cast = transactional_cast
    space = make.space(cast)
    make.joined(space, cast.sam_participant, "Tern")
    say_yes(cast.mia_participant, cast.coaching)
    address = f"/p/{cast.coaching.ref}/spaces/{space.pk}/"
    mia, sam, mo = (walk(name, java_script_enabled=scripts) for name in ("mia", "sam", "mo"))
    when_mia_joins_from_her_own_page(mia, cast)
    when_mia_begins_a_thread_behind_a_note(mia)
    when_sam_answers_with_his_own_story(sam, address)
    when_sam_reports(sam)
    when_the_moderator_hides_it(mo, address)
    sam.to(address).follow("The first winter").sees("Hidden by those who look after this space")
    sam.sees_not("Bob Baker")
    then_mia_hears_why_and_answers(mia, address)
    mo.again().sees("The author answered")
    if scripts:
        is_shut_to(walk("olga"), address)
