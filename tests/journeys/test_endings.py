"""Step 9: the planned ending, known from the first day, and an early one in words of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from alongside.matching.actions import tell_of_reviews_due
from tests.journeys.lived import cast_of_half_a_year, mia_and_sam_began

if TYPE_CHECKING:
    from alongside.matching.models import Relationship
    from tests.conftest import Cast
    from tests.journeys.conftest import Walk

pytestmark = pytest.mark.journey


@pytest.fixture
def transactional_cast(transactional_db: None) -> Cast:
    return cast_of_half_a_year()


def page_of(together: Relationship) -> str:
    return f"/p/{together.programme.ref}/relationships/{together.pk}/"


def in_words(on: date) -> str:
    return f"{on.day} {on:%B %Y}"


def then_the_planned_ending_is_known(walk: Walk, together: Relationship) -> None:
    walk.to(page_of(together)).sees(f"Planned until {in_words(together.planned_end_on)}")
    walk.sees(f"Time to look back {in_words(together.planned_end_on - timedelta(weeks=2))}")


def when_it_is_time_to_look_back(mia: Walk, sam: Walk) -> None:
    tell_of_reviews_due()
    mia.to("/you/notices/").sees("A moment to look back: Harbour Tuesdays").sees("Look back together")
    sam.to("/you/notices/").sees("A moment to look back: Harbour Tuesdays")
    sam.sees("Saying goodbye may touch you too")


def when_sam_writes_down_what_they_agreed(sam: Walk, together: Relationship) -> None:
    sam.to(page_of(together)).sees("It is time to look back").follow("Write down what you agreed")
    sam.sees("choose what should come next")
    sam.fill("What comes next", "The walking group on Thursdays")
    sam.choose("Only through the organisation").press("Keep it").sees("Kept. Both can read it.")


def when_mia_says_goodbye(mia: Walk, together: Relationship) -> None:
    mia.to(page_of(together)).sees("The walking group on Thursdays").follow("Say goodbye")
    mia.sees("It comes to its planned end").press("End it").sees("It has ended. Thank you both.")


def then_each_finds_a_goodbye_and_what_was_agreed(mia: Walk, sam: Walk, together: Relationship) -> None:
    mia.sees("This came to its planned end").sees("The walking group on Thursdays")
    mia.sees("Contact from now on Only through the organisation")
    mia.to("/you/notices/").sees("Thank you, and goodbye for now").sees("Thank you for the trust you gave")
    sam.to("/you/notices/").sees("Thank you, and goodbye for now").sees("A goodbye can leave a gap")


def then_sam_is_free_only_when_he_says_so(sam: Walk, cast: Cast) -> None:
    supporter = cast.sam_supporter
    supporter.refresh_from_db()
    assert not supporter.free_again
    sam.to(f"/p/{cast.coaching.ref}/supporting/").follow("Say when you are free for somebody new")
    sam.press("Yes, free again").sees("Noted: free for a next match.")
    supporter.refresh_from_db()
    assert supporter.free_again


def test_planned_ending_comes_as_no_surprise(walk: Callable[..., Walk], transactional_cast) -> None:
    together = mia_and_sam_began(transactional_cast, days_ago=46)
    mia, sam = walk("mia"), walk("sam")
    then_the_planned_ending_is_known(mia, together)
    when_it_is_time_to_look_back(mia, sam)
    when_sam_writes_down_what_they_agreed(sam, together)
    when_mia_says_goodbye(mia, together)
    then_each_finds_a_goodbye_and_what_was_agreed(mia, sam, together)
    then_sam_is_free_only_when_he_says_so(sam, transactional_cast)


def when_sam_stops_early(sam: Walk, together: Relationship) -> None:
    sam.to(page_of(together)).follow("Say goodbye").sees("To stop earlier is all right, and needs no reason")
    sam.sees("Nothing is agreed yet about contact afterwards").press("End it").sees("It has ended")


def then_the_early_ending_has_its_own_words(mia: Walk, sam: Walk, together: Relationship) -> None:
    sam.sees("that is nobody's fault")
    sam.to("/you/notices/").sees("It has ended, as you wished").sees("Thank you for what you gave")
    mia.to("/you/notices/").sees("Something has changed").sees("about their own situation and not about you")
    mia.sees_not("Thank you, and goodbye for now")
    mia.to(page_of(together)).sees("Not every match goes on to its end").sees("Where my request stands")


def test_early_ending_has_words_of_its_own(walk: Callable[..., Walk], transactional_cast) -> None:
    together = mia_and_sam_began(transactional_cast, days_ago=12)
    mia, sam = walk("mia"), walk("sam")
    when_sam_stops_early(sam, together)
    then_the_early_ending_has_its_own_words(mia, sam, together)
