"""Somebody asks what is kept about them, and then to be forgotten; and an answer that may mean danger is heard."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from alongside.measures.models import Response
from alongside.programmes.models import Member, Participant
from tests.measures.factories import asked
from tests.safeguarding import factories as safeguarding

if TYPE_CHECKING:
    from tests.conftest import Cast
    from tests.journeys.conftest import Walk

    Begin = Callable[..., Walk]

pytestmark = pytest.mark.journey


def test_mia_takes_a_copy_that_sasha_has_looked_through(walk: Begin, transactional_cast: Cast) -> None:
    cast = transactional_cast
    safeguarding.hold(cast)
    mia = walk("mia").to(f"/p/{cast.coaching.ref}/my-support/")
    mia.follow("What is kept about me, and who looked").sees("Nobody has opened your page so far.")
    mia.press("Ask for a copy").sees("You have asked for a copy.")

    sasha = walk("sasha").to(f"/p/{cast.coaching.ref}/data-requests/").follow(cast.mia_participant.name)
    sasha.sees("The copy can be made once every row is decided about.").follow("Holds")
    sasha.pick("Give this to them?", "No: It would get in the way of protecting somebody")
    sasha.press("Keep these decisions").press("Make the copy and tell them").sees("The copy is made")

    mia.again().sees("Your copy is ready.").sees(cast.sasha.name)
    with mia.page.expect_download() as download:
        mia.page.get_by_role("link", name="Take the copy").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        page = archive.read("copy.html").decode()
    assert cast.mia_participant.name in page
    assert "Said to be unsafe" not in page


def test_mia_leaves_and_is_forgotten(walk: Begin, transactional_cast: Cast) -> None:
    cast = transactional_cast
    walk("mia").to(f"/p/{cast.coaching.ref}/my-data/").follow("Ask us to erase it").sees(
        "It cannot be undone."
    ).press("Ask to be forgotten").sees("You have asked us to erase")
    sasha = walk("sasha").to(f"/p/{cast.coaching.ref}/data-requests/").follow(cast.mia_participant.name)
    sasha.sees("This must end first")
    Member.objects.filter(participant=cast.mia_participant).update(
        status="left", left_on=timezone.localdate()
    )
    sasha.again().press("Forget them now").sees("They are forgotten.")
    assert Participant.objects.get(pk=cast.mia_participant.pk).name == "–"


def test_an_answer_that_may_mean_danger_is_heard_at_once(walk: Begin, transactional_cast: Cast) -> None:
    cast = transactional_cast
    row = asked(cast)
    Response.objects.filter(pk=row.pk).update(instrument="phq_9")
    mia = walk("mia").to(f"/p/{cast.coaching.ref}/my-questions/baseline/member/")
    mia.sees("thoughts of dying").sees(cast.sasha.name)
    mia.to(f"/p/{cast.coaching.ref}/my-questions/baseline/member/{row.pk}/self_harm/")
    mia.choose("More than half the days").press("Keep and go on").sees("You are not alone with this")
    mia.follow("Who looks at it, by when, and who helps until then").sees("It has arrived.").sees(
        cast.sasha.name
    )
    walk("sasha").to(f"/p/{cast.coaching.ref}/concerns/").sees("An answer that may mean danger")
