"""What people wrote: Mia answers in her own words, two coders code apart, Eve settles and quotes, and Mia takes it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.evaluation.coding import scene
from tests.evaluation.factories import agrees
from tests.journeys.lived import cast_of_half_a_year, is_shut_to

if TYPE_CHECKING:
    from tests.conftest import Cast
    from tests.journeys.conftest import Walk

pytestmark = pytest.mark.journey


@pytest.fixture
def transactional_cast(transactional_db: None) -> Cast:
    """The cast, two coders, and nine members who have answered a question that is still open; Mia has not."""
    cast = cast_of_half_a_year()
    for name in ("cleo", "dan"):
        scene.coder(cast, name)
    asked = scene.question(cast)
    for _number in range(9):
        scene.says(cast, asked, scene.somebody(cast))
    agrees(cast.coaching, cast.mia_participant)
    return cast


def given_mia_answered(mia: Walk, cast: Cast) -> None:
    mia.to(f"/p/{cast.coaching.ref}/my-support/").follow("Answer a question in your own words")
    mia.follow("What has it changed for you?").fill(
        "What has it changed for you?", "I cook for two again. Sam laughs at my soup."
    )
    mia.choose("These words may be quoted, without my name").press("Keep the answer")
    mia.sees("May be quoted without a name")
    scene.closes(*cast.coaching.open_questions.all())


def when_eve_gives_it_to_two_coders(eve: Walk, cast: Cast) -> None:
    eve.to("/").follow("What people wrote").follow("Codebooks").sees("Ready to use")
    eve.to(f"/p/{cast.coaching.ref}/coding/").follow("Have answers coded")
    eve.press("Begin").sees("Please answer this")
    eve.fill("What is this coding called?", "What changed for people")
    eve.choose("Members, Month 3: What has it changed for you?")
    eve.choose("CHIME: five parts of personal recovery (1)")
    eve.pick("Who codes?", "Cleo").pick("And who else?", "Dan").press("Begin")
    eve.sees("Cleo has coded 0 of 10 texts.").sees("shown once both are done, to you as well")


def when_a_coder_codes_by_keyboard(coder: Walk, first: str, other: str, *, texts: int = 10) -> None:
    """Every text by keyboard alone; Mia's gets the second code."""
    coder.to("/").follow("What people wrote").follow("What changed for people")
    coder.step_to("Code the next text").enter()
    for _number in range(texts):
        code = other if "soup" in coder.page.locator("main").inner_text() else first
        coder.sees_not("Mia").sees_not("Month 3")
        coder.step_to(code).key("Space").step_to("Keep and go on").enter()
    coder.step_to("I am done").enter()


def when_dan_codes_a_sentence(dan: Walk) -> None:
    dan.follow("Code the next text")
    dan.page.get_by_text("Give a code to some sentences only").click()
    sentence = dan.page.get_by_role("group", name="Which sentences?").get_by_role("checkbox").first
    sentence.check()
    dan.pick("What are these sentences about?", "Meaning").press("Add this part").sees("Meaning:")
    dan.press("Take away Meaning").sees_not("Parts that you gave a code")
    code = "Identity" if "soup" in dan.page.locator("main").inner_text() else "Connectedness"
    dan.choose(code).press("Keep and go on")


def then_eve_settles_and_quotes(eve: Walk) -> None:
    eve.again().follow("See how far they agree, and settle what differs")
    eve.sees("10 texts were coded by both.").sees("only Cleo gave it").sees("2 are still to be talked over.")
    eve.follow("Hope").sees("Sam laughs at my soup").press("Settle it").sees("Please answer this")
    eve.choose("The code fits").fill("Why?", "It is about the days to come.").press("Settle it")
    eve.sees("One is still to be talked over.").follow("The coding").follow("Choose quotes").follow("Text")
    eve.fill("The words to be quoted", "I cook for three again.").press("Quote these words")
    eve.sees("These are not the person's own words")
    eve.fill("The words to be quoted", "I cook for two again. […]").press("Quote these words")
    eve.sees("I cook for two again. […]").follow("The coding").follow("The result")
    eve.sees("10 people answered.").sees("I cook for two again. […]").sees("hidden").sees_not("soup")


def then_mia_takes_it_back_and_sees_who_read_it(mia: Walk, cast: Cast) -> None:
    mia.to(f"/p/{cast.coaching.ref}/my-words/").follow("What has it changed for you?")
    mia.sees("This question is closed").press("Do not quote these words").sees_not("May be quoted")


def test_two_code_apart_and_what_they_found_is_told_by_side(
    walk: Callable[..., Walk], transactional_cast
) -> None:
    cast = transactional_cast
    mia, eve, cleo, dan = (walk(name) for name in ("mia", "eve", "cleo", "dan"))
    given_mia_answered(mia, cast)
    when_eve_gives_it_to_two_coders(eve, cast)
    when_a_coder_codes_by_keyboard(cleo, "Connectedness", "Hope")
    cleo.sees("You are done.")
    is_shut_to(eve, eve.page.url.removeprefix(eve.site) + "agreement/")
    eve.to(cleo.page.url.removeprefix(cleo.site))
    dan.to("/").follow("What people wrote").follow("What changed for people")
    when_dan_codes_a_sentence(dan)
    when_a_coder_codes_by_keyboard(dan, "Connectedness", "Identity", texts=9)
    dan.sees("Both coders are done. Thank you.")
    then_eve_settles_and_quotes(eve)
    result = eve.page.url.removeprefix(eve.site)
    then_mia_takes_it_back_and_sees_who_read_it(mia, cast)
    eve.again().sees("10 people answered.").sees_not("I cook for two again.")
    is_shut_to(cleo, result)
    is_shut_to(mia, result)
