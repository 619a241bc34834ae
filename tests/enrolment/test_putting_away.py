"""A sheet that turns out unwanted before anybody came in: put away, its content gone, and who, when and why kept."""

from __future__ import annotations

import html
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from alongside.audit.models import AuditEvent
from alongside.enrolment.actions import spreadsheets, steps
from alongside.enrolment.models import ImportRow, ImportStatus, PutAwayWhy, SpreadsheetImport
from alongside.enrolment.queries.sheet_list import listed
from alongside.enrolment.queries.spreadsheets import imports_in, same_content
from alongside.programmes.actions import StateChanged
from alongside.programmes.models import Participant
from tests.enrolment.factories import sheet_bytes, spreadsheet

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from tests.conftest import Cast

LINES = ("Name,Phone", "Amina Yusuf,07700 900123", "Tomasz Wojcik,077")


def unmapped(cast: Cast) -> SpreadsheetImport:
    return spreadsheets.upload_spreadsheet(
        programme=cast.coaching,
        data=sheet_bytes(*LINES),
        filename="old list.csv",
        as_supporters=False,
        by=cast.cora,
    )


def put_away(sheet: SpreadsheetImport) -> None:
    spreadsheets.put_away(spreadsheet=sheet, why=PutAwayWhy.WRONG_FILE, by=sheet.uploaded_by)


def page(cast: Cast, name: str, query: str = "", **kwargs: object) -> str:
    address = reverse(f"enrolment:{name}", kwargs={"ref": cast.coaching.ref, **kwargs}) + query
    return html.unescape(cast.client("cora").get(address).content.decode())


@pytest.mark.parametrize("checked", [False, True], ids=["half mapped", "checked"])
def test_sheet_that_is_put_away_is_empty_and_remembers_by_whom_and_why(cast: Cast, *, checked: bool) -> None:
    sheet = spreadsheet(cast.coaching, cast.cora, *LINES) if checked else unmapped(cast)
    put_away(sheet)
    kept = SpreadsheetImport.objects.get(pk=sheet.pk)
    assert (bytes(kept.content), kept.content_hash, kept.mapping, kept.notes) == (b"", "", {}, [])
    assert not ImportRow.objects.filter(spreadsheet=sheet).exists()
    assert (kept.put_away_by, kept.put_away_why, kept.rows_total) == (cast.cora, "wrong_file", 2)
    assert kept.put_away_at is not None
    event = AuditEvent.objects.latest("pk")
    assert (event.what, event.by_id, event.reason) == ("spreadsheet_put_away", cast.cora.pk, "wrong_file")


def test_nothing_more_can_be_done_with_it_and_twice_is_once(cast: Cast) -> None:
    sheet = spreadsheet(cast.coaching, cast.cora, *LINES)
    put_away(sheet)
    for deed in (put_away, lambda each: spreadsheets.bring_in(spreadsheet=each, by=cast.cora)):
        with pytest.raises(StateChanged):
            deed(sheet)
    with pytest.raises(StateChanged):
        spreadsheets.map_columns(spreadsheet=sheet, mapping={"full_name": 0}, day_first=True, by=cast.cora)
    assert not Participant.objects.filter(name="Amina Yusuf").exists()


def test_sheet_that_was_brought_in_cannot_be_put_away(cast: Cast) -> None:
    sheet = spreadsheet(cast.coaching, cast.cora, *LINES)
    spreadsheets.bring_in(spreadsheet=sheet, by=cast.cora)
    with pytest.raises(StateChanged):
        put_away(sheet)
    assert sheet.rows.exclude(values={}).exists()


@pytest.mark.parametrize(("step", "may"), [("checking", True), ("importing", False)])
def test_sheet_that_a_fault_stopped_is_put_away_only_if_nobody_can_have_come_in(
    cast: Cast, step: str, *, may: bool
) -> None:
    sheet = unmapped(cast)
    SpreadsheetImport.objects.update(status=ImportStatus.FAILED, failed_step=step)
    if may:
        put_away(sheet)
        assert sheet.status == ImportStatus.PUT_AWAY
    else:
        with pytest.raises(StateChanged):
            put_away(sheet)


def test_database_refuses_a_sheet_put_away_by_nobody_or_with_its_content(cast: Cast) -> None:
    unmapped(cast)
    by = {"put_away_at": timezone.now(), "put_away_by": cast.cora, "put_away_why": "newer"}
    for wrong in ({"status": "put_away"}, {"status": "put_away", **by}, by):
        with pytest.raises(IntegrityError), transaction.atomic():
            SpreadsheetImport.objects.update(**wrong)


def test_same_file_may_be_sent_again_without_being_told_of_the_one_put_away(cast: Cast) -> None:
    put_away(unmapped(cast))
    assert same_content(unmapped(cast)) is None


def test_name_of_the_file_goes_after_ninety_days_and_the_record_stays(cast: Cast) -> None:
    sheet = unmapped(cast)
    put_away(sheet)
    steps.erase_finished_imports()
    sheet.refresh_from_db()
    assert sheet.filename == "old list.csv"
    SpreadsheetImport.objects.update(finished_at=timezone.now() - timedelta(days=91))
    steps.erase_finished_imports()
    sheet.refresh_from_db()
    assert (sheet.filename, sheet.put_away_by, sheet.status) == ("", cast.cora, ImportStatus.PUT_AWAY)


def test_pages_ask_why_take_it_off_the_list_and_keep_the_record(cast: Cast) -> None:
    sheet = unmapped(cast)
    client, address = cast.client("cora"), reverse("enrolment:put_away", args=[cast.coaching.ref, sheet.pk])
    assert address in page(cast, "map_columns", pk=sheet.pk)
    assert client.post(address, {}).status_code == 422
    answer = client.post(address, {"why": "wrong_file"}, follow=True)
    assert "The sheet is put away" in answer.content.decode()
    assert "old list.csv" not in page(cast, "spreadsheets")
    apart = page(cast, "spreadsheets", "?show=away")
    assert "old list.csv" in apart
    assert "Why: It is the wrong file." in apart
    record = page(cast, "spreadsheet", pk=sheet.pk)
    assert "Why: It is the wrong file." in record
    assert "Bring in" not in record
    again = client.post(address, {"why": "newer"}, follow=True)
    assert "has moved on since you opened the page" in again.content.decode()


def test_list_says_of_each_sheet_what_comes_next(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    unmapped(cast)
    content = page(cast, "spreadsheets")
    assert "Nobody has come in yet. Next: say what its columns mean." in content
    spreadsheet(cast.coaching, cast.cora, *LINES)
    brought = spreadsheet(cast.coaching, cast.cora, *LINES, "Ann Obi,07700 900155")
    spreadsheets.bring_in(spreadsheet=brought, by=cast.cora)
    content = page(cast, "spreadsheets")
    assert "Nobody has come in yet. Next: look it through and bring it in." in content
    assert "3 people came in." in content
    with django_assert_num_queries(2):
        listed(imports_in(cast.coaching))
