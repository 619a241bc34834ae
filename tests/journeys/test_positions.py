"""Positions where people meet them: a guest at a group, what a service is told, campaigns, and hours that are counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conversations import space_factories as rooms
from tests.stands import NOT_SAID_OF_PAY, follow
from tests.support_sessions import groups
from tests.support_sessions.test_guests import standing, to_come

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Cast
    from tests.journeys.conftest import Walk

pytestmark = pytest.mark.journey

STANDS = """
[audience]
reach = "targeted"
for_everybody = "The walk on the quay, every Friday, for all."

[theory]
perspectives = ["socio_political"]

[[theory.questions]]
question = "power_shared"
stakeholders = "Members"
answer = "Half of those who decide are members."
on = 2026-03-01
"""


def test_guest_is_invited_and_the_group_reads_it(transactional_cast: Cast, walk: Callable[..., Walk]) -> None:
    group = standing(transactional_cast, "by_invitation")
    session, ref = to_come(group), group.programme.ref
    sam = walk("sam").to(f"/p/{ref}/groups/{group.pk}/sessions/{session.pk}/")
    sam.follow("Invite a professional as a guest")
    sam.press("Invite them, and tell the group").sees("Please look at this again")
    sam.fill("Who is coming?", "Pat Reed").fill("What is their profession?", "Nurse")
    sam.fill("What are they coming for?", "To answer questions about shoes.")
    sam.press("Invite them, and tell the group").sees("Who is coming by their profession")
    mia = walk("mia").to(f"/p/{ref}/group-places/{groups.own(group, transactional_cast).pk}/")
    mia.sees("A guest is coming:").sees("Pat Reed")


def test_positions_are_met_on_the_way(transactional_cast: Cast, walk: Callable[..., Walk]) -> None:
    cast = transactional_cast
    space = rooms.space(cast)
    old, new = NOT_SAID_OF_PAY
    text = 'data_shared = "as_agreed_with_service"\ncampaigning = "core"\n' + rooms.room_text() + STANDS
    follow(cast, text.replace(old, new, 1))
    rooms.opening(rooms.joined(space, cast.sam_participant), title="Foot checks", is_campaign=True)
    rooms.joined(space, cast.mia_participant)
    ref = cast.coaching.ref
    cora = walk("cora").to(f"/p/{ref}/people/{cast.mia_participant.pk}/").follow("Tell a service about them")
    cora.fill("Which service?", "Harbour Clinic").fill("What do you tell them?", "She comes every week.")
    cora.press("Write it down").sees("She comes every week.")
    mia = walk("mia").to(f"/p/{ref}/my-consent/").sees("She comes every week.")
    mia.to(f"/p/{ref}/spaces/{space.pk}/").sees("What we want to change together")
    mia.to(f"/p/{ref}/spaces/{space.pk}/begin/").sees("This is about changing something together")
    mia.to(f"/p/{ref}/").sees("Who decides here")
    cora.to(f"/p/{ref}/charter/").sees("The walk on the quay")
    walk("sam").to(f"/p/{ref}/supporting/").follow("My contacts and hours")
    walk("eve").to(f"/p/{ref}/results/").sees("Who carries it")
