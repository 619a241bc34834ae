"""Signed papers of many people, written down at once."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from alongside.audit.models import AuditEvent
from alongside.enrolment.actions.consents import UnknownPurpose, answer_consent, record_signed
from alongside.enrolment.forms import consents as forms
from alongside.enrolment.models import ConsentRecord, HowGiven
from alongside.enrolment.queries.consents import has_consented, never_asked
from tests import factories as house

if TYPE_CHECKING:
    from django.http import HttpResponse

    from alongside.programmes.models import Participant
    from tests.conftest import Cast


@pytest.fixture
def unasked(cast: Cast) -> list[Participant]:
    people = [house.participant(cast.harbour, name) for name in ("Zoë O’Neill", "Ade Bello", "Noor Khan")]
    for each in people:
        house.member(cast.coaching, each)
    return people


def address(cast: Cast) -> str:
    return reverse("enrolment:signed_papers", args=[cast.coaching.ref])


def send(cast: Cast, people: list[Participant], **changed: object) -> HttpResponse:
    day = timezone.localdate() - timedelta(days=30)
    said = {
        "purposes": ["take_part", "research_use"],
        "said_on_day": day.day,
        "said_on_month": day.month,
        "said_on_year": day.year,
        "people": [each.pk for each in people],
    }
    return cast.client("cora").post(address(cast), {**said, **changed}, follow=True)


def test_papers_of_many_are_kept_as_if_each_had_been_written_down_alone(
    cast: Cast, unasked: list[Participant]
) -> None:
    first, second, other = unasked
    assert "Kept for 2 people." in send(cast, [first, second]).content.decode()
    lines = ConsentRecord.objects.filter(participant__in=unasked)
    assert {(row.participant, row.purpose) for row in lines} == {
        (who, what) for who in (first, second) for what in ("take_part", "research_use")
    }
    assert {(row.how, row.given, row.recorded_by, bool(row.wording)) for row in lines} == {
        (HowGiven.PAPER, True, cast.cora, True)
    }
    assert AuditEvent.objects.filter(what="consent_given", by_id=cast.cora.pk).count() == 4
    assert not has_consented(other, cast.coaching, "take_part")
    assert other in never_asked(cast.coaching)


def test_whoever_answered_meanwhile_is_left_and_a_second_sending_writes_nothing(
    cast: Cast, unasked: list[Participant]
) -> None:
    first, second, _other = unasked
    answer_consent(participant=first, programme=cast.coaching, purpose="take_part", given=False, by=None)
    page = send(cast, [first, second]).content.decode()
    assert "Kept for 1 person." in page
    assert "1 person had answered meanwhile, and their answer stands." in page
    assert not has_consented(first, cast.coaching, "take_part")
    before = ConsentRecord.objects.count()
    assert "2 people had answered meanwhile" in send(cast, [first, second]).content.decode()
    assert ConsentRecord.objects.count() == before


def test_a_purpose_that_is_gone_writes_nothing_for_anybody(cast: Cast, unasked: list[Participant]) -> None:
    with pytest.raises(UnknownPurpose):
        record_signed(
            programme=cast.coaching,
            participants=unasked,
            purposes=["take_part", "gone"],
            at=None,
            by=cast.cora,
        )
    assert not ConsentRecord.objects.filter(participant__in=unasked).exists()


def test_what_is_wrong_is_said_at_its_field_and_ticks_stay(cast: Cast, unasked: list[Participant]) -> None:
    future = timezone.localdate() + timedelta(days=400)
    response = send(cast, unasked[:1], purposes=[], said_on_year=future.year)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Tick what they signed." in page
    assert "This day has not come yet." in page
    assert len(re.findall(rf'value="{unasked[0].pk}"[^>]*checked', page)) == 1
    assert not re.search(rf'value="{unasked[1].pk}"[^>]*checked', page)
    assert not ConsentRecord.objects.filter(participant__in=unasked).exists()


def test_nobody_of_another_organisation_can_be_slipped_in(cast: Cast, unasked: list[Participant]) -> None:
    stranger = house.participant(cast.elsewhere, "Stranger")
    assert send(cast, [*unasked, stranger]).status_code == 422
    assert not ConsentRecord.objects.filter(participant__in=[*unasked, stranger]).exists()


def test_long_list_is_shown_in_parts_at_the_same_price(
    cast: Cast, unasked: list[Participant], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = cast.client("cora")
    client.get(address(cast))
    with CaptureQueriesContext(connection) as whole:
        page = client.get(address(cast)).content.decode()
    assert "Ade Bello" in page
    assert "Zoë" in page
    monkeypatch.setattr(forms, "MOST_AT_ONCE", 1)
    with CaptureQueriesContext(connection) as part:
        page = client.get(address(cast)).content.decode()
    assert "Ade Bello" in page
    assert "Zoë" not in page
    assert "The first 1 by name." in page
    assert len(part) == len(whole)
