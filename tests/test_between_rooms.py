"""Where rooms meet: what one room links to in another is there for whoever sees the link, and shows no more than it may."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from alongside.measures.actions import schedule_responses
from alongside.support_sessions.actions.contacts import Told, log_contact
from alongside.support_sessions.actions.plans import plan_sessions
from tests.conversations.factories import message
from tests.matching import factories as matching
from tests.safeguarding import factories as safeguarding
from tests.support_sessions.factories import contact, mias, sams

if TYPE_CHECKING:
    from django.test import Client

    from alongside.matching.models import Relationship
    from tests.conftest import Cast


@pytest.fixture
def scene(cast: Cast) -> Relationship:
    """Mia and Sam are in touch, have written, met and been asked how it goes; somebody is worried about Sam."""
    made = matching.relationship_of(cast.mia_member, cast.sam_supporter, cast.cora)
    plan_sessions(relationship=made)
    schedule_responses(programme=cast.coaching)
    message(mias(made), "Hello from me")
    message(sams(made), "And from me")
    told = Told(took_place=True, on=timezone.localdate(), minutes=60, modality="in_person", note="")
    log_contact(session=contact(made), side=sams(made), told=told, by=cast.sam)
    safeguarding.concern(cast)
    safeguarding.case(cast)
    return made


def links(page: str) -> set[str]:
    """The addresses that a page links to, or fetches a part of itself from."""
    found = {unescape(href) for href in re.findall(r"(?:href|hx-get)=\"(/[^\"#]*)", page)}
    return {href for href in found if not href.startswith(("/static/", "/sign-out", "/you/sign-out"))}


def walk(client: Client, *starts: str) -> tuple[dict[str, str], dict[str, str]]:
    """Every page that can be reached by links alone, by address; and the links that lead nowhere, with where they stand."""
    pages: dict[str, str] = {}
    broken: dict[str, str] = {}
    waiting = dict.fromkeys(("/home/", *starts), "the beginning")
    while waiting:
        address, origin = waiting.popitem()
        response = client.get(address, follow=True)
        if response.status_code not in {200, 204}:
            broken[address] = f"{response.status_code}, on {origin}"
        is_page = response.get("Content-Type", "").startswith("text/html")
        pages[address] = response.content.decode() if is_page else ""
        waiting |= {href: address for href in links(pages[address]) if href not in pages}
    return pages, broken


@pytest.mark.parametrize("who", ["ada", "cora", "sula", "sasha", "eve", "mia", "sam", "otto"])
def test_every_link_on_every_page_leads_somewhere(cast: Cast, scene: Relationship, who: str) -> None:
    ref = scene.programme.ref if who != "otto" else cast.elsewhere_coaching.ref
    pages, broken = walk(cast.client(who), reverse("matching:relationships", args=[ref]))
    assert broken == {}
    assert len(pages) > 5


@pytest.mark.parametrize(("who", "surname"), [("mia", "Okafor"), ("sam", "Marlowe")])
def test_members_and_supporters_meet_each_other_by_the_name_they_like_to_be_called(
    cast: Cast, scene: Relationship, who: str, surname: str
) -> None:
    pages, _broken = walk(cast.client(who))
    assert any("Hello from me" in page for page in pages.values())
    assert [address for address, page in pages.items() if surname in page] == []


@pytest.mark.parametrize(("who", "surname"), [("mia", "Okafor"), ("sam", "Marlowe")])
def test_a_proposal_shows_the_name_they_like_to_be_called(cast: Cast, who: str, surname: str) -> None:
    proposal = matching.offer_between(cast.mia_member, cast.sam_supporter, cast.cora)
    name = {"mia": "offer", "sam": "asked"}[who]
    page = cast.client(who).get(reverse(f"matching:{name}", args=[cast.coaching.ref, proposal.pk]))
    assert {"mia": "Sam", "sam": "Mia"}[who] in page.content.decode()
    pages, _broken = walk(cast.client(who))
    assert [address for address, each in pages.items() if surname in each] == []


def test_parts_of_other_rooms_hang_on_the_relationship_for_whoever_may_see_them(
    cast: Cast, scene: Relationship
) -> None:
    address = reverse("matching:relationship", args=[cast.coaching.ref, scene.pk])
    parts = {
        "contacts": reverse("support_sessions:relationship_sessions", args=[cast.coaching.ref, scene.pk]),
        "check-ins": reverse("support_sessions:check_ins", args=[cast.coaching.ref, scene.pk]),
        "messages": reverse("conversations:conversation", args=[cast.coaching.ref, scene.pk]),
    }
    shown = {
        who: {
            name
            for name, part in parts.items()
            if part in links(cast.client(who).get(address).content.decode())
        }
        for who in ("mia", "sam", "cora", "sasha")
    }
    assert shown == {
        "mia": {"contacts", "check-ins", "messages"},
        "sam": {"contacts", "check-ins", "messages"},
        "cora": {"contacts", "check-ins"},
        "sasha": {"contacts"},
    }


def test_case_leads_to_its_conversations_and_supporters_to_what_they_carry(
    cast: Cast, scene: Relationship
) -> None:
    ref = cast.coaching.ref
    case = safeguarding.case(cast)
    page = cast.client("sasha").get(reverse("safeguarding:case", args=[ref, case.pk])).content.decode()
    assert reverse("conversations:case_conversations", args=[ref, case.pk]) in links(page)
    supporter = reverse("training:supporter", args=[ref, cast.sam_supporter.pk])
    assert supporter in links(
        cast.client("cora").get(reverse("training:supporters", args=[ref])).content.decode()
    )
    load = reverse("support_sessions:supporter_load", args=[ref, cast.sam_supporter.pk])
    assert load in links(cast.client("cora").get(supporter).content.decode())


def test_consent_that_a_supporter_lacks_leads_to_where_it_is_given(cast: Cast) -> None:
    ref, sam = cast.coaching.ref, cast.sam_supporter
    own = cast.client("sam").get(reverse("training:my_readiness", args=[ref])).content.decode()
    assert own.count(f'href="{reverse("enrolment:my_consent", args=[ref])}"') == 1
    page = cast.client("cora").get(reverse("training:supporter", args=[ref, sam.pk])).content.decode()
    assert reverse("enrolment:participant_consents", args=[ref, sam.participant_id]) in links(page)
