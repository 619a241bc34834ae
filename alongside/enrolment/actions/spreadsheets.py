"""What people do with a spreadsheet: send it, say what its columns mean, decide on doubts, bring in, undo."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from alongside.audit.actions import record
from alongside.enrolment.actions.steps import ERASED, continue_import_job
from alongside.enrolment.core.columns import guess_columns
from alongside.enrolment.core.fields import has_name
from alongside.enrolment.core.grid import clean_text
from alongside.enrolment.core.sheet import Sheet, read_sheet
from alongside.enrolment.models import (
    IMPORT_TRANSITIONS,
    ImportRow,
    ImportStatus,
    PutAwayWhy,
    RowOutcome,
    SpreadsheetImport,
)
from alongside.enrolment.queries.doubts import clear_doubles
from alongside.enrolment.queries.spreadsheets import MAY_PUT_AWAY
from alongside.people.models import Person
from alongside.programmes.actions import StateChanged
from alongside.programmes.models import Intake, Programme


class NoName(Exception):
    """No column is said to hold a name, so nobody could be brought in."""


class NoSuchProposal(Exception):
    """The row was not proposed to be that person."""


def upload_spreadsheet(
    *,
    programme: Programme,
    data: bytes,
    filename: str,
    as_supporters: bool,
    by: Person,
    intake: Intake | None = None,
) -> SpreadsheetImport:
    """Store a sheet with a guess at its columns. Raises SheetError when it cannot be read; then nothing is stored."""
    sheet = read_sheet(data, filename)
    return _store(programme, sheet, data, filename, as_supporters=as_supporters, intake=intake, by=by)


@transaction.atomic
def _store(
    programme: Programme,
    sheet: Sheet,
    data: bytes,
    filename: str,
    *,
    as_supporters: bool,
    intake: Intake | None,
    by: Person,
) -> SpreadsheetImport:
    spreadsheet = SpreadsheetImport.objects.create(
        programme=programme,
        as_supporters=as_supporters,
        intake=intake,
        filename=clean_text(PurePosixPath(filename.replace("\\", "/")).name)[:255] or "sheet",
        content=data,
        content_hash=hashlib.sha256(data).hexdigest(),
        mapping=guess_columns(sheet.headers, [row.cells for row in sheet.rows[:200]]),
        rows_total=len(sheet.rows),
        notes=[{"code": note.code, "params": note.params} for note in sheet.notes if note.row is None],
        uploaded_by=by,
        worked_by=by,
    )
    record("spreadsheet_uploaded", by=by, subject=spreadsheet, rows=len(sheet.rows))
    return spreadsheet


@transaction.atomic
def map_columns(
    *, spreadsheet: SpreadsheetImport, mapping: Mapping[str, int], day_first: bool, by: Person
) -> None:
    """Say what the columns mean and have the rows checked. Decisions of an earlier check are lost with it.

    Raises NoName, and StateChanged once bringing in has begun.
    """
    if not has_name(mapping):
        raise NoName
    _move(
        spreadsheet,
        ImportStatus.CHECKING,
        by=by,
        mapping=dict(mapping),
        day_first=day_first,
        rows_done=0,
        checked_at=None,
    )


@transaction.atomic
def decide_row(
    *,
    spreadsheet: SpreadsheetImport,
    number: int,
    decision: ImportRow.Decision,
    by: Person,
    known: int | None = None,
    row: int | None = None,
) -> None:
    """Say of a doubtful row that it is somebody else, that it is left out, or that it is the same as a proposed one.

    Raises StateChanged where the row has come in meanwhile or the import is under way, NoSuchProposal for a person
    (`known`) or row (`row`) that was not proposed.
    """
    doubtful = spreadsheet.rows.filter(
        number=number,
        outcome=RowOutcome.DUPLICATE,
        spreadsheet__status__in=[ImportStatus.CHECKED, ImportStatus.DONE],
        spreadsheet__erased_at__isnull=True,
    )
    found = doubtful.first()
    if found is None:
        raise StateChanged
    same = decision == ImportRow.Decision.SAME
    if same and not any(each["known"] == known and each["row"] == row for each in found.proposals):
        raise NoSuchProposal
    doubtful.update(
        decision=decision, duplicate_of=known if same else None, duplicate_row=row if same else None
    )
    record("import_row_decided", by=by, subject=spreadsheet, row=number, decision=str(decision))


@transaction.atomic
def decide_clear_doubles(*, spreadsheet: SpreadsheetImport, decision: ImportRow.Decision, by: Person) -> int:
    """Join every row that is clearly one known person (SAME), or leave all of them out (SKIP). Returns how many.

    Raises StateChanged while the import is under way or once it has been erased.
    """
    may_decide = SpreadsheetImport.objects.filter(
        pk=spreadsheet.pk,
        status__in=[ImportStatus.CHECKED, ImportStatus.DONE],
        erased_at__isnull=True,
    )
    if may_decide.select_for_update(no_key=True).first() is None:
        raise StateChanged
    rows = clear_doubles(spreadsheet)
    for row in rows:
        row.decision = decision
        row.duplicate_of_id = row.proposals[0]["known"] if decision == ImportRow.Decision.SAME else None
    ImportRow.objects.bulk_update(rows, ["decision", "duplicate_of"], batch_size=200)
    if rows:
        numbers = [row.number for row in rows]
        record("import_rows_decided", by=by, subject=spreadsheet, rows=numbers, decision=str(decision))
    return len(rows)


@transaction.atomic
def bring_in(*, spreadsheet: SpreadsheetImport, by: Person) -> None:
    """Bring in every good row and every decided one; what is not decided stays listed. Raises StateChanged."""
    _move(spreadsheet, ImportStatus.IMPORTING, by=by, rows_done=0, finished_at=None)


@transaction.atomic
def undo_import(*, spreadsheet: SpreadsheetImport, by: Person) -> None:
    """Take out again what the import brought in. Raises StateChanged, also once its content has been erased."""
    _move(spreadsheet, ImportStatus.UNDOING, by=by, rows_done=0, finished_at=None)


@transaction.atomic
def retry_import(*, spreadsheet: SpreadsheetImport, by: Person) -> None:
    """Go on where a fault stopped it. Raises StateChanged when it is not stopped."""
    if spreadsheet.status != ImportStatus.FAILED:
        raise StateChanged
    _move(spreadsheet, ImportStatus(spreadsheet.failed_step), by=by)


@transaction.atomic
def put_away(*, spreadsheet: SpreadsheetImport, why: PutAwayWhy, by: Person) -> None:
    """Give up a sheet from which nobody came in: its content is erased now; who, when and why stay.

    Raises StateChanged once bringing in has begun, and while the rows are being checked.
    """
    now = timezone.now()
    moved = SpreadsheetImport.objects.filter(MAY_PUT_AWAY, pk=spreadsheet.pk).update(
        status=ImportStatus.PUT_AWAY,
        put_away_at=now,
        put_away_by=by,
        put_away_why=why,
        erased_at=now,
        finished_at=now,
        failed_step="",
        **ERASED,
    )
    if not moved:
        raise StateChanged
    spreadsheet.rows.all().delete()
    record("spreadsheet_put_away", by=by, subject=spreadsheet, reason=why)
    spreadsheet.refresh_from_db()


def _move(spreadsheet: SpreadsheetImport, to: ImportStatus, *, by: Person, **fields: Any) -> None:
    """Start a step, if the import is where it may start from and has not been erased."""
    sources = {old for old, new in IMPORT_TRANSITIONS.items() if to in new} - {ImportStatus.FAILED}
    stopped_in = {to, ImportStatus.IMPORTING} if to == ImportStatus.UNDOING else {to}
    moved = SpreadsheetImport.objects.filter(
        Q(status__in=sources) | Q(status=ImportStatus.FAILED, failed_step__in=stopped_in),
        pk=spreadsheet.pk,
        erased_at__isnull=True,
    ).update(status=to, worked_by=by, heartbeat_at=timezone.now(), failed_step="", **fields)
    if not moved:
        raise StateChanged
    record(f"spreadsheet_{to}", by=by, subject=spreadsheet)
    continue_import_job.enqueue(spreadsheet.pk)
    spreadsheet.refresh_from_db()
