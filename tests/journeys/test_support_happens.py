"""Step 7: contacts, messages, check-ins and the call in the third week; rest, going on, and somebody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.journeys.lived import cast_of_half_a_year, day, is_shut_to, mia_and_sam_began

if TYPE_CHECKING:
    from alongside.matching.models import Relationship
    from tests.conftest import Cast
    from tests.journeys.conftest import Walk

pytestmark = pytest.mark.journey

INPUTS = "main form :is(input:not([type=hidden]), select, textarea)"


@pytest.fixture
def transactional_cast(transactional_db: None) -> Cast:
    return cast_of_half_a_year()


@pytest.fixture
def together(transactional_cast: Cast) -> Relationship:
    """Mia and Sam have been in touch for three weeks."""
    return mia_and_sam_began(transactional_cast, days_ago=21)


def page_of(together: Relationship, part: str = "") -> str:
    return f"/p/{together.programme.ref}/relationships/{together.pk}/{part}"


def when_sam_opens_what_is_to_be_written_down(sam: Walk, together: Relationship) -> None:
    sam.to(f"/p/{together.programme.ref}/supporting/").follow("You and Mia")
    sam.follow("Write this contact down").sees("Did it take place?")


def then_at_most_five_things_are_asked(sam: Walk) -> None:
    names = sam.page.locator(INPUTS).evaluate_all("all => [...new Set(all.map(each => each.name))]")
    assert len(names) <= 5, names


def when_sam_says_that_it_took_place(sam: Walk) -> None:
    sam.choose("Yes").choose("45 minutes").choose("In person")
    sam.page.get_by_label("When?").fill(day(-20).isoformat())
    sam.fill("Anything to remember?", "We walked by the canal").press("Write it down")
    sam.sees("That contact is written down").sees("1 contact so far")


def when_sam_says_that_the_next_did_not_take_place(sam: Walk) -> None:
    sam.follow("Write this contact down").choose("No, not this time").press("Write it down")
    sam.sees("It closes nothing, and nobody has to explain it")


def when_they_choose_another_day(sam: Walk) -> None:
    sam.fill("Which day suits both?", day(2).isoformat()).press("Keep this day")
    sam.sees(f"The new day is {day(2):%A} {day(2).day} {day(2):%B}")


def then_each_gets_kind_words_of_their_own(mia: Walk, sam: Walk) -> None:
    mia.to("/you/notices/").sees("A kind word from Harbour Tuesdays").sees("Your place is yours")
    mia.sees_not("You were there, and this time it did not come about")
    sam.to("/you/notices/").sees("A word of thanks from Harbour Tuesdays").sees("Thank you for being there")
    sam.sees_not("Your place is yours")


def then_nothing_is_closed(mia: Walk, together: Relationship) -> None:
    mia.to(page_of(together)).sees("You and Sam").sees("If something should change")
    mia.sees("Write this contact down").sees_not("This ended")
    mia.sees_not("We walked by the canal")


def test_sam_logs_a_contact_and_a_missed_one_closes_nothing(walk: Callable[..., Walk], together) -> None:
    sam, mia = walk("sam"), walk("mia")
    when_sam_opens_what_is_to_be_written_down(sam, together)
    then_at_most_five_things_are_asked(sam)
    when_sam_says_that_it_took_place(sam)
    when_sam_says_that_the_next_did_not_take_place(sam)
    when_they_choose_another_day(sam)
    then_each_gets_kind_words_of_their_own(mia, sam)
    then_nothing_is_closed(mia, together)


def when_somebody_writes(writer: Walk, together: Relationship, words: str) -> None:
    writer.to(page_of(together, "messages/")).fill("Your message", words).press("Send")
    writer.page.get_by_role("log").get_by_text(words).wait_for()
    assert writer.page.get_by_label("Your message").input_value() == ""


def test_mia_and_sam_write_to_each_other_and_nobody_else_reads_it(
    walk: Callable[..., Walk], together
) -> None:
    mia, sam, cora = walk("mia"), walk("sam", java_script_enabled=False), walk("cora")
    when_somebody_writes(mia, together, "The dog has eaten my shoes")
    when_somebody_writes(sam, together, "Both of them?")
    sam.sees("The dog has eaten my shoes")
    mia.to(page_of(together, "messages/")).sees("Both of them?")
    cora.to(page_of(together)).sees("Mia and Sam").sees_not("The dog")
    assert cora.page.get_by_role("link", name="messages").count() == 0
    is_shut_to(cora, page_of(together, "messages/"))
    is_shut_to(cora, page_of(together, "messages/newer/?after=0"))


def when_mia_says_how_it_goes(mia: Walk, together: Relationship) -> None:
    mia.to(f"/p/{together.programme.ref}/my-support/").follow("Tell us how it goes with the two of you")
    mia.choose("2", within="How well do the two of you suit each other?")
    mia.fill("Anything you would like the coordinator to know?", "We talk about football only")
    mia.press("Send to the coordinator").sees("Your answers have arrived")


def when_sam_says_how_it_goes_one_question_a_page(sam: Walk, together: Relationship) -> None:
    sam.to(page_of(together)).follow("Answer, one question at a time")
    for rating in ("9", "8", "7"):
        sam.page.get_by_role("radio", name=rating, exact=True).check()
        sam.press("Continue")
    sam.press("Continue")  # how heavily it weighs, Sam would rather not say
    assert sam.page.get_by_label("9", exact=True).first.is_checked()
    sam.press("Send to the coordinator").sees("Answered. Thank you.")


def then_neither_sees_the_other_side(mia: Walk, sam: Walk, together: Relationship) -> None:
    for walk in (mia, sam):
        walk.to(page_of(together, "check-ins/")).sees("How it goes for you")
        walk.sees_not("football").sees_not("They suit each other")


def when_cora_makes_her_call(cora: Walk, together: Relationship) -> None:
    cora.to(f"/p/{together.programme.ref}/today/").sees("Your call in the third week").follow(
        "Mia", exact=False
    )
    cora.sees("Call Mia").choose("Something small, settled in the call")
    cora.fill("What was said", "They will talk about the pump next time").press("Write it down")
    cora.sees("The call is written down")


def then_cora_sees_each_side_apart(cora: Walk) -> None:
    cora.sees("Mia, week 2").sees("Sam, week 2").sees("We talk about football only")


def test_each_side_is_asked_alone_and_cora_calls_in_the_third_week(
    walk: Callable[..., Walk], together
) -> None:
    mia, sam, cora = walk("mia"), walk("sam"), walk("cora")
    when_sam_says_how_it_goes_one_question_a_page(sam, together)
    when_cora_makes_her_call(cora, together)
    when_mia_says_how_it_goes(mia, together)
    then_neither_sees_the_other_side(mia, sam, together)
    cora.to(page_of(together, "check-ins/"))
    then_cora_sees_each_side_apart(cora)


def when_mia_takes_a_rest(mia: Walk, together: Relationship) -> None:
    mia.to(page_of(together)).follow("I need a rest").sees("Nobody need say why")
    mia.press("Take a rest").sees("It rests now. Nothing is lost.")


def when_mia_goes_on(mia: Walk) -> None:
    mia.follow("Go on again").press("Go on").sees("It goes on.").sees("I need a rest")


def when_mia_asks_for_somebody_else_without_a_reason(mia: Walk) -> None:
    mia.follow("I would like somebody else").sees("No reason is needed, and nobody holds it against anybody")
    assert mia.page.locator(INPUTS).count() == 0
    mia.press("Yes, somebody else").sees("without blame to anybody")


def then_mia_keeps_her_place_in_the_queue(mia: Walk) -> None:
    mia.follow("Where my request stands").sees_not("Ask for support")
    mia.to("/you/notices/").sees("You keep your place in the queue, as if you had waited all along")


def then_sam_is_told_kindly_each_time(sam: Walk) -> None:
    sam.to("/you/notices/").sees("A little rest: Harbour Tuesdays").sees("It goes on: Harbour Tuesdays")
    sam.sees("A change, and a thank you: Harbour Tuesdays").sees("it is no judgement on you")


def test_mia_rests_goes_on_and_asks_for_somebody_else(walk: Callable[..., Walk], together) -> None:
    mia, sam = walk("mia"), walk("sam")
    when_mia_takes_a_rest(mia, together)
    sam.to(page_of(together, "messages/")).sees("This is having a pause")
    when_mia_goes_on(mia)
    when_mia_asks_for_somebody_else_without_a_reason(mia)
    then_mia_keeps_her_place_in_the_queue(mia)
    then_sam_is_told_kindly_each_time(sam)
