"""A bad evening: words of pain are sent, help stands there at once, and a named person reads them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.conversations import space_factories as spaces
from tests.journeys.lived import cast_of_half_a_year, mia_and_sam_began

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Cast
    from tests.journeys.conftest import Walk

pytestmark = pytest.mark.journey


@pytest.fixture
def transactional_cast(transactional_db: None) -> Cast:
    return cast_of_half_a_year()


def seen(walk: Walk, name: str) -> None:
    """Keep a picture of the page, for whoever set WORDS_PICTURES to a folder."""
    if folder := os.environ.get("WORDS_PICTURES"):
        for width in (360, 1280):
            walk.page.set_viewport_size({"width": width, "height": 780})
            walk.page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
        walk.page.set_viewport_size({"width": 360, "height": 780})


def when_mia_writes(mia: Walk, page: str, words: str) -> None:
    mia.to(page).sees("A program looks at what is written here").fill("Your message", words)
    mia.page.locator("#write-form").get_by_role("button", name="Send").click()


def when_sasha_reads(sasha: Walk, cast: Cast) -> None:
    sasha.to(f"/p/{cast.coaching.ref}/words/").sees("Read by")
    seen(sasha, "words-to-read")
    sasha.follow("A private message").sees("What the program heard").sees_not("everybody")
    seen(sasha, "words-unclaimed")
    sasha.press("I read this").sees("Written by").sees("Mia Marlowe")
    sasha.page.get_by_text("Read them. They may hurt").click()
    sasha.looks_fine().sees("I am just a burden on everybody")
    seen(sasha, "words-claimed")
    sasha.choose("Nothing is needed: well that somebody read it").press("Done", exact=True)
    sasha.sees("Nothing waits to be read").sees("Put before people")
    seen(sasha, "words-done")


def when_cora_looks_at_the_switch(cora: Walk, cast: Cast) -> None:
    cora.to(f"/p/{cast.coaching.ref}/words/switch/").sees("How much it misses")
    seen(cora, "switch")
    cora.fill("Why?", "The circle decided it together").press("Turn it off").sees("It is off now.")
    cora.fill("Why?", "They changed their minds").press("Turn it on").sees("It is on now.")


def when_mo_holds_a_post_back(mo: Walk, here: str) -> None:
    mo.to(f"{here}/waiting/").sees("A program picked it out")
    seen(mo, "waiting")
    mo.follow("A program picked it out").press("I read this").sees("the others can see that")
    mo.page.get_by_text("Read it", exact=True).click()
    seen(mo, "moderate")
    mo.choose("Hold it back: others do not read it until somebody has looked again")
    mo.pick("Why, in short?", "It urges people to harm themselves or others, or tells how")
    mo.fill("Why?", "It asks how to die, which could hurt somebody who reads it.").press("Do it")
    mo.sees("Done, and written down.")


def test_a_bad_evening(walk: Callable[..., Walk], transactional_cast: Cast) -> None:
    cast = transactional_cast
    together = mia_and_sam_began(cast, days_ago=30)
    mia, sasha = walk("mia"), walk("sasha")
    page = f"/p/{cast.coaching.ref}/relationships/{together.pk}/messages/"
    when_mia_writes(mia, page, "I want to kill myself tonight")
    mia.sees("These lines are automatic").sees("999").looks_fine()
    seen(mia, "message-help")
    sasha.to(f"/p/{cast.coaching.ref}/concerns/").sees("A program noticed these words")
    seen(sasha, "desk")
    when_mia_writes(mia, page, "I am just a burden on everybody")
    mia.sees("I am just a burden")
    when_sasha_reads(sasha, cast)
    when_cora_looks_at_the_switch(walk("cora"), cast)
    space = spaces.space(cast)
    spaces.opening(spaces.joined(space, cast.mia_participant), words="how many paracetamol does it take")
    here = f"/p/{cast.coaching.ref}/spaces/{space.pk}"
    when_mo_holds_a_post_back(walk("mo"), here)
    mia.to(f"{here}/own/").sees("Others do not read this until somebody has looked again").sees(
        "Get help now"
    )
    seen(mia, "own-place")
