"""Planned beside delivered, from what is in the database on the day."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from alongside.evaluation.queries.delivered import delivered_in
from alongside.support_sessions.actions.contacts import Told, log_contact
from tests import factories
from tests.support_sessions.factories import contact, mia_and_sam, mutual, sams

if TYPE_CHECKING:
    from tests.conftest import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def everybody_counts(cast: Cast) -> None:
    """Nobody is hidden, so that the figures can be looked at with few people."""
    cast.harbour.small_cell_threshold = 2
    cast.harbour.save(update_fields=["small_cell_threshold"])
    mutual(cast.pairs)


def told(cast: Cast, *, took_place: bool = True, number: int = 1, minutes: int = 50) -> None:
    pair = cast.coaching.relationships.get()
    day = timezone.localdate() - timedelta(days=3)
    log_contact(
        session=contact(pair, number),
        side=sams(pair),
        told=Told(took_place=took_place, on=day, minutes=minutes, modality="in_person"),
        by=cast.sam,
    )


def test_contacts_are_counted_by_phase_beside_the_plan(cast: Cast, everybody_counts) -> None:
    factories.member(cast.coaching)
    mia_and_sam(cast, begun=20)
    told(cast, minutes=50)
    told(cast, took_place=False, number=2)
    meeting, calls = delivered_in(cast.coaching, timezone.localdate()).phases
    assert (meeting.planned, meeting.held, meeting.missed, meeting.minutes) == (1, 1, 0, 50)
    assert meeting.ways == ("in_person",)
    assert (calls.held, calls.missed) == (0, 1)
    # Only what was planned for a day that has come.
    assert calls.planned == 2


def test_what_nobody_wrote_down_is_not_recorded_and_no_nought(cast: Cast, everybody_counts) -> None:
    factories.member(cast.coaching)
    found = delivered_in(cast.coaching, timezone.localdate())
    assert [(each.planned, each.held, each.minutes) for each in found.phases] == [(None, None, None)] * 2
    assert (found.adapted, found.unplanned, found.supervisions) == (None, None, None)
    page = cast.client("eve").get(f"/p/{cast.coaching.ref}/report/delivered/").content.decode()
    assert page.count("Not recorded") == 2 * 6 + 3


def test_counts_of_few_people_are_hidden(cast: Cast) -> None:
    mia_and_sam(cast)
    assert delivered_in(cast.coaching, timezone.localdate()).is_hidden
    page = cast.client("eve").get(f"/p/{cast.coaching.ref}/report/delivered/").content.decode()
    assert "could give somebody away" in page


def test_report_leads_there_only_who_may_see_results(cast: Cast) -> None:
    address = f"/p/{cast.coaching.ref}/report/"
    assert f"{address}delivered/" in cast.client("eve").get(address).content.decode()
    assert f"{address}delivered/" not in cast.client("mia").get(address).content.decode()
