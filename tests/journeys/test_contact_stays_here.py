"""Mia is about to send her number; she is asked, lets somebody look, and Sasha lets it go."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from alongside.conversations.actions.held import say_contact_rule
from tests.journeys.lived import cast_of_half_a_year, mia_and_sam_began

if TYPE_CHECKING:
    from tests.conftest import Cast
    from tests.journeys.conftest import Walk

pytestmark = pytest.mark.journey


@pytest.fixture
def transactional_cast(transactional_db: None) -> Cast:
    return cast_of_half_a_year()


def test_mia_is_asked_before_her_number_goes(walk: Callable[..., Walk], transactional_cast) -> None:
    cast = transactional_cast
    together = mia_and_sam_began(cast, days_ago=10)
    say_contact_rule(programme=cast.coaching, is_on=True, why="Agreed with the members", by=cast.cora)
    mia, sasha = walk("mia"), walk("sasha")
    mia.to(f"/p/{cast.coaching.ref}/relationships/{together.pk}/messages/")
    mia.sees("Here contact stays on this site").fill("Your message", "Ring me on 07700 900123").press(
        "Send", exact=True
    )
    mia.sees("Not sent yet").looks_fine().press("Let somebody look at it first").sees(
        "Somebody looks at this first"
    )
    mia.looks_fine()
    sasha.to(f"/p/{cast.coaching.ref}/words/").follow("Messages to look at before they are sent")
    sasha.follow("Message").sees("Ring me on 07700 900123").press("It is fine: send it").sees("It is sent")
    sasha.follow("Whether contact stays on the site").sees("Contact stays on the site in this programme")
    mia.again().sees("Ring me on 07700 900123").sees_not("Somebody looks at this first")
