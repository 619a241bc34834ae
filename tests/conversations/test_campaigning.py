"""Campaigning or neutral: campaigns have their place where they are part of it, and are a ground to report elsewhere."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from alongside.conversations.actions.posts import NoCampaigning, report_post
from alongside.conversations.models import PostReport, Space, Thread, WhatIsWrong
from alongside.conversations.queries.spaces import rules_of
from tests.conversations import space_factories as rooms
from tests.stands import follow

if TYPE_CHECKING:
    from tests.conftest import Cast

RULE, BOARD = "We do not campaign here", "What we want to change together"
MARK = "This is about changing something together"


def room_where(cast: Cast, campaigning: str) -> Space:
    rooms.moderator(cast)
    made = rooms.space(cast)
    follow(cast, (f'campaigning = "{campaigning}"\n' if campaigning else "") + rooms.room_text())
    return Space.objects.get(pk=made.pk)


def page(space: Space, name: str, **more: int) -> str:
    return reverse(f"conversations:{name}", kwargs={"ref": space.programme.ref, "pk": space.pk, **more})


@pytest.mark.parametrize(
    ("campaigning", "may", "has_a_board", "is_a_rule"),
    [
        ("", False, False, False),
        ("core", True, True, False),
        ("allowed", True, False, False),
        ("excluded", False, False, True),
    ],
)
def test_space_has_room_for_campaigns_as_the_programme_stands(
    cast: Cast, campaigning: str, may: bool, has_a_board: bool, is_a_rule: bool
) -> None:
    space = room_where(cast, campaigning)
    own = rooms.joined(space, cast.mia_participant)
    mia = cast.client("mia")
    assert (MARK in mia.get(page(space, "begin_thread")).content.decode()) is may
    if may:
        rooms.opening(own, title="Foot checks for all", is_campaign=True)
    else:
        with pytest.raises(NoCampaigning):
            rooms.opening(own, title="Foot checks for all", is_campaign=True)
    assert Thread.objects.filter(is_campaign=True).exists() is may
    shown = mia.get(page(space, "space")).content.decode()
    assert (BOARD in shown) is has_a_board
    assert bool(re.search(r"<[^>]+>Campaign<", shown)) is may
    about = mia.get(page(space, "about_space")).content.decode()
    charter = cast.client("ada").get(reverse("programmes:charter", args=[cast.coaching.ref])).content.decode()
    assert (RULE in about, RULE in charter) == (is_a_rule, is_a_rule)


def test_campaigning_is_a_ground_to_report_only_where_it_is_left_out(cast: Cast) -> None:
    space = room_where(cast, "excluded")
    post = rooms.opening(rooms.joined(space, cast.mia_participant))
    rooms.joined(space, cast.sam_participant)
    sam, address = cast.client("sam"), page(space, "report_post", post=post.pk)
    assert 'value="campaigning"' in sam.get(address).content.decode()
    sam.post(address, {"what": "campaigning", "words": "", "key": "one"})
    assert PostReport.objects.get().what == WhatIsWrong.CAMPAIGNING
    follow(cast, rooms.room_text())
    assert 'value="campaigning"' not in sam.get(address).content.decode()
    assert sam.post(address, {"what": "campaigning", "words": "", "key": "two"}).status_code == 422
    with pytest.raises(ValueError, match="nothing wrong"):
        report_post(
            post=type(post).objects.get(pk=post.pk), what="campaigning", words="", key="two", by=cast.sam
        )


def test_who_joined_before_campaigning_was_left_out_reads_the_rules_anew(cast: Cast) -> None:
    space = room_where(cast, "allowed")
    before = rules_of(space.programme).version
    follow(cast, 'campaigning = "excluded"\n' + rooms.room_text())
    assert rules_of(Space.objects.get(pk=space.pk).programme).version != before


def test_campaign_is_begun_on_the_page_and_sent_twice_is_one(cast: Cast) -> None:
    space = room_where(cast, "core")
    rooms.joined(space, cast.mia_participant)
    sent = {"title": "Foot checks", "words": "Who joins in?", "is_campaign": "on", "key": "abc"}
    for _ in range(2):
        cast.client("mia").post(page(space, "begin_thread"), sent)
    assert [thread.is_campaign for thread in Thread.objects.all()] == [True]
    other = cast.client("mia").post(page(space, "begin_thread"), sent | {"words": "And who else?"})
    assert other.status_code == 422
    assert re.search(r'name="is_campaign"[^>]* checked', other.content.decode())
