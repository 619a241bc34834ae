"""Ada changes a programme that people follow: those who have begun keep theirs, and an intake moves with a reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from alongside.programmes.actions import add_intake

if TYPE_CHECKING:
    from tests.conftest import Cast
    from tests.journeys.conftest import Walk

pytestmark = pytest.mark.journey


def given_a_programme_with_a_running_intake(cast: Cast) -> None:
    first_day = timezone.localdate() - timedelta(days=20)
    add_intake(programme=cast.coaching, name="Autumn", starts_on=first_day, ends_on=None, by=cast.ada)


def when_ada_drafts_the_next_version(ada: Walk, cast: Cast) -> None:
    ada.to(f"/p/{cast.coaching.ref}/").follow("Versions, and changing what it is")
    ada.sees("A version that people follow never changes.").press("Draft the next version")
    ada.follow("Use it").sees("Nothing differs.").press("Make it the next version")
    ada.sees("Please look at this again").follow(cast.coaching.definition.title)
    ada.page.evaluate(
        "document.querySelectorAll('main details').forEach((folded) => { folded.open = true; })"
    )
    ada.follow("What is it, in a few plain sentences").fill("Your answer", "You talk, and you walk.")
    ada.press("Keep and stop here")


def when_she_says_why_who_and_when(ada: Walk) -> None:
    ada.follow("Use it").sees("You talk, and you walk.")
    ada.fill("Why does it change?", "People asked to walk.").fill("Who agreed to it?", "The members' meeting")
    today = timezone.localdate()
    ada.fill("Day", str(today.day)).fill("Month", str(today.month)).fill("Year", "1999")
    ada.press("Make it the next version").sees("This day is over.")
    ada.fill("Year", str(today.year)).press("Make it the next version")
    ada.sees("Whoever has begun keeps the version they began with.").sees("People asked to walk.")


def then_the_running_intake_keeps_its_version_until_she_moves_it(ada: Walk) -> None:
    ada.follow("Move Autumn to version 1.1").sees("It follows version 1.0 now.").press("Move it")
    ada.fill("Why does it move?", "They asked for it.").press("Move it")
    ada.sees("The intake follows the new version.").sees_not("Move Autumn")


def test_ada_makes_the_next_version_and_moves_an_intake(
    walk: Callable[..., Walk], transactional_cast: Cast
) -> None:
    given_a_programme_with_a_running_intake(transactional_cast)
    ada = walk("ada")
    when_ada_drafts_the_next_version(ada, transactional_cast)
    when_she_says_why_who_and_when(ada)
    then_the_running_intake_keeps_its_version_until_she_moves_it(ada)
