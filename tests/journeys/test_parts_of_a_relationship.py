"""The page of a relationship is put together from several rooms; so are the pages about a supporter."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from alongside.support_sessions.actions.plans import plan_sessions
from tests.matching import factories as matching

if TYPE_CHECKING:
    from alongside.matching.models import Relationship
    from tests.conftest import Cast
    from tests.journeys.conftest import Walk

pytestmark = pytest.mark.journey


@pytest.fixture
def relationship(transactional_cast: Cast) -> Relationship:
    cast = transactional_cast
    made = matching.relationship_of(cast.mia_member, cast.sam_supporter, cast.cora)
    plan_sessions(relationship=made)
    return made


def test_parts_are_fetched_when_the_page_stands(
    walk: Callable[..., Walk], transactional_cast: Cast, relationship: Relationship
) -> None:
    ref = transactional_cast.coaching.ref
    sam = walk("sam").to(f"/p/{ref}/relationships/{relationship.pk}/")
    sam.page.get_by_text("Now and then we ask each of you alone").wait_for()
    sam.page.get_by_role("link", name="Write this contact down").wait_for()
    sam.looks_fine()
    cora = walk("cora", width=1200).to(f"/p/{ref}/relationships/{relationship.pk}/")
    cora.page.get_by_text("Each side was asked alone").wait_for()
    cora.looks_fine()
    cora.to(f"/p/{ref}/supporters/{transactional_cast.sam_supporter.pk}/")
    cora.page.get_by_text("Few contacts are no fault").wait_for()
    cora.looks_fine()


def test_parts_are_links_without_javascript(
    walk: Callable[..., Walk], transactional_cast: Cast, relationship: Relationship
) -> None:
    page = f"/p/{transactional_cast.coaching.ref}/relationships/{relationship.pk}/"
    sam = walk("sam", java_script_enabled=False)
    for link, words in (
        ("What is planned, and what took place", "Write this contact down"),
        ("Tell us how it goes", "Now and then we ask each of you alone"),
        ("Read and write messages", "Only you and Mia read this"),
    ):
        sam.page.goto(f"{sam.site}{page}")
        sam.page.get_by_role("link", name=link).click()
        sam.sees(words)
