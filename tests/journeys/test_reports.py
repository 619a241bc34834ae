"""An evaluator publishes what was found; everybody reads it; a researcher takes a checklist."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from alongside.programmes.models import Programme
from tests.evaluation.factories import lively
from tests.evaluation.test_checklists import fixed
from tests.journeys.lived import cast_of_half_a_year, is_shut_to

if TYPE_CHECKING:
    from tests.conftest import Cast
    from tests.journeys.conftest import Walk

pytestmark = pytest.mark.journey


@pytest.fixture
def transactional_cast(transactional_db: None) -> Cast:
    """The cast, and sixty people at every point of the way."""
    cast = cast_of_half_a_year()
    lively(cast.coaching, cast.cora, people=60)
    Programme.objects.filter(pk=cast.coaching.pk).update(is_public=True)
    return cast


def test_what_was_found_is_published_and_read_by_everybody(
    walk: Callable[..., Walk], transactional_cast: Cast
) -> None:
    ref = transactional_cast.coaching.ref
    eve = walk("eve").to(f"/p/{ref}/results/").follow("Publish what was found")
    eve.sees("You cannot change the words")
    eve.press("Publish these figures").sees("These figures do not change any more")
    stranger = walk(None).to(f"/p/{ref}/found/")
    stranger.sees("Described: no comparison group").sees("What we cannot tell")
    ada = walk("ada").to(f"/p/{ref}/results/publish/").follow("Take back the figures")
    ada.press("Take them back").sees("Please")
    ada.choose("Some of the numbers were wrong").press("Take them back").sees("The page says so, and why")
    stranger.to(f"/p/{ref}/found/").sees("These figures hold no more")


def test_a_researcher_takes_what_a_report_needs(walk: Callable[..., Walk], transactional_cast: Cast) -> None:
    fixed(transactional_cast)
    ref = transactional_cast.coaching.ref
    eve = walk("eve").to(f"/p/{ref}/results/").follow("How the work went")
    eve.sees("It says nothing about whether it helped")
    eve.to(f"/p/{ref}/reports/")
    eve.follow("CONSORT 2025: a randomised trial").sees("Not recorded")
    with eve.page.expect_download() as coming:
        eve.follow("as a Word document")
    assert coming.value.suggested_filename.endswith(".docx")
    eve.to(f"/p/{ref}/reports/").follow("SPIRIT: what happens when").sees("Chance decides")
    is_shut_to(walk("mia"), f"/p/{ref}/reports/")
