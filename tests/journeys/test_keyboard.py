"""A contact is written down by somebody who has a keyboard and no mouse."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.journeys.lived import cast_of_half_a_year, mia_and_sam_began

if TYPE_CHECKING:
    from tests.conftest import Cast
    from tests.journeys.conftest import Walk

pytestmark = pytest.mark.journey

WHERE = """() => {
  const at = document.activeElement;
  const label = at.labels && at.labels.length ? at.labels[0].innerText : at.innerText || "";
  const ring = getComputedStyle(at);
  const ringed = ring.outlineStyle !== "none" || ring.boxShadow !== "none";
  const calendar = at.type === "date" && !at.matches(":focus");
  return { words: label.trim(), name: at.name || "", seen: ringed || calendar || at.tagName === "BODY" };
}"""
"""What has the focus. The calendar button inside a date field has a ring of the browser's own, out of reach of styles."""
MANY = 60
"""More presses of the Tab key than any page of the story may need."""


@pytest.fixture
def transactional_cast(transactional_db: None) -> Cast:
    return cast_of_half_a_year()


def tab_to(walk: Walk, words: str = "", *, name: str = "") -> None:
    """Press Tab until the thing with these words (or of this form field) has the focus, which must be seen."""
    for _press in range(MANY):
        walk.page.keyboard.press("Tab")
        at = walk.page.evaluate(WHERE)
        assert at["seen"], f"nobody can see that {at['words']!r} has the focus"
        if (words and at["words"].startswith(words)) or (name and at["name"] == name):
            return
    raise AssertionError(f"{words or name} cannot be reached by keyboard on {walk.page.url}")


def when_sam_finds_the_contact_without_a_mouse(sam: Walk, cast: Cast) -> None:
    sam.to(f"/p/{cast.coaching.ref}/supporting/")
    tab_to(sam, "Skip to the main part")
    sam.page.keyboard.press("Enter")
    tab_to(sam, "You and Mia")
    sam.page.keyboard.press("Enter")
    sam.page.get_by_role("link", name="Write this contact down").first.wait_for()
    sam.looks_fine()
    tab_to(sam, "Write this contact down")
    sam.page.keyboard.press("Enter")
    sam.page.get_by_role("heading", name="Write this contact down").wait_for()
    sam.looks_fine()


def when_sam_fills_it_in_without_a_mouse(sam: Walk) -> None:
    tab_to(sam, name="took_place")
    tab_to(sam, name="on")
    tab_to(sam, name="minutes")
    sam.page.keyboard.press("ArrowUp")
    tab_to(sam, name="modality")
    tab_to(sam, name="note")
    sam.page.keyboard.type("We sat by the canal")
    tab_to(sam, "Write it down")
    sam.page.keyboard.press("Enter")
    sam.page.get_by_text("That contact is written down").wait_for()
    sam.looks_fine()


def test_sam_logs_a_contact_by_keyboard_alone(walk: Callable[..., Walk], transactional_cast) -> None:
    mia_and_sam_began(transactional_cast, days_ago=3)
    sam = walk("sam")
    when_sam_finds_the_contact_without_a_mouse(sam, transactional_cast)
    when_sam_fills_it_in_without_a_mouse(sam)
    sam.sees("What has been").sees("45 minutes")
