"""Bringing people into an intake: by hand, from a sheet, and those who are in the programme already."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from alongside.enrolment.actions import spreadsheets
from alongside.enrolment.queries.remarks import cell_remarks
from alongside.programmes.actions import add_intake
from alongside.programmes.models import Intake, Member, Participant
from tests import factories
from tests.enrolment.factories import sheet_bytes

if TYPE_CHECKING:
    from tests.conftest import Cast


def intake(cast: Cast, size: int | None = 1, name: str = "Spring") -> Intake:
    return add_intake(
        programme=cast.coaching,
        name=name,
        starts_on=timezone.localdate(),
        ends_on=None,
        size=size,
        by=cast.ada,
    )


def address(cast: Cast, name: str, **kwargs: object) -> str:
    return reverse(f"enrolment:{name}", kwargs={"ref": cast.coaching.ref, **kwargs})


def test_somebody_new_is_added_into_an_intake_until_it_is_full(cast: Cast) -> None:
    spring, client = intake(cast), cast.client("cora")
    add = address(cast, "add_person")
    assert f'value="{spring.pk}" selected' in client.get(f"{add}?intake={spring.pk}").content.decode()
    typed = {"place": "member", "intake": spring.pk}
    assert client.post(add, {"name": "Noor Haddad", **typed}).status_code == 302
    assert Member.objects.get(participant__name="Noor Haddad").intake == spring
    full = client.post(add, {"name": "Ana Ruiz", "area": "LS1", **typed})
    assert full.status_code == 422
    assert "This intake is full: 1 of 1." in full.content.decode()
    assert 'value="LS1"' in full.content.decode()
    assert not Participant.objects.filter(name="Ana Ruiz").exists()
    assert (
        client.post(add, {"name": "Ana Ruiz", "place": "supporter", "intake": spring.pk}).status_code == 302
    )


def test_nothing_is_asked_about_intakes_where_there_are_none(cast: Cast) -> None:
    assert "Intake" not in cast.client("cora").get(address(cast, "add_person")).content.decode()
    place = address(cast, "place_intake", pk=cast.mia_participant.pk, kind="member")
    assert cast.client("cora").get(place).status_code == 404


def test_sheet_is_brought_into_an_intake_and_who_finds_no_room_is_named(cast: Cast) -> None:
    spring = intake(cast, size=2)
    sent = spreadsheets.upload_spreadsheet(
        programme=cast.coaching,
        data=sheet_bytes("Name", "Amina Yusuf", "Tomasz Wojcik", "Grace Oyelaran"),
        filename="people.csv",
        as_supporters=False,
        intake=spring,
        by=cast.cora,
    )
    spreadsheets.map_columns(spreadsheet=sent, mapping=sent.mapping, day_first=True, by=cast.cora)
    spreadsheets.bring_in(spreadsheet=sent, by=cast.cora)
    brought = Member.objects.exclude(pk=cast.mia_member.pk).filter(programme=cast.coaching).order_by("pk")
    assert [member.intake for member in brought] == [spring, spring, None]
    remarks = [each for each in cell_remarks(sent.rows.all()) if "intake" in each.wrong]
    assert [(each.row, each.stops_row) for each in remarks] == [(4, False)]
    assert (
        remarks[0].wrong == "The intake is full: 2 of 2. This person is in the programme, and in no intake."
    )
    spreadsheets.undo_import(spreadsheet=sent, by=cast.cora)
    assert not spring.programme.members.filter(intake=spring).exists()


def test_those_who_are_there_are_ticked_all_or_none(cast: Cast) -> None:
    spring, client = intake(cast), cast.client("cora")
    other = factories.member(cast.coaching, factories.participant(cast.harbour, "Noor Haddad"))
    tick = address(cast, "intake_people", pk=spring.pk)
    both = {"who": [f"member-{cast.mia_member.pk}", f"member-{other.pk}"]}
    refused = client.post(tick, both)
    assert refused.status_code == 422
    assert "You ticked 2, and there is room for 1 more member." in refused.content.decode()
    assert not Member.objects.filter(intake=spring).exists()
    assert client.post(tick, {}).status_code == 422
    found = client.get(tick, {"words": "noor"}).content.decode()
    assert "Noor Haddad" in found
    assert "Mia Marlowe" not in found
    assert client.post(tick, {"who": both["who"][:1]}).status_code == 302
    page = client.get(address(cast, "intake", pk=spring.pk)).content.decode()
    assert "Mia Marlowe" in page
    assert "1 of 1" in page
    # In an intake already, she is not offered again; on her own page she is taken out.
    assert "Mia Marlowe" not in client.get(tick).content.decode()
    hers = address(cast, "place_intake", pk=cast.mia_participant.pk, kind="member")
    assert client.post(hers, {"intake": ""}).status_code == 302
    assert not Member.objects.filter(intake=spring).exists()


@pytest.mark.parametrize("people", [1, 3])
def test_intake_page_asks_the_same_few_queries_for_one_and_for_three(
    cast: Cast, people: int, django_assert_num_queries: Callable[..., object]
) -> None:
    spring, client = intake(cast, size=None), cast.client("cora")
    for _ in range(people):
        factories.member(cast.coaching, intake=spring)
    with django_assert_num_queries(16):
        client.get(address(cast, "intake", pk=spring.pk))
