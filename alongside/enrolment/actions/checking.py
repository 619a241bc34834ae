"""Reading every row of a sheet and proposing who may be known already. Changes nobody."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.utils import timezone

from alongside.enrolment.core.duplicates import Identity, find_duplicates, identity_of
from alongside.enrolment.core.gates import Gate, Newcomer, Rules, shut_gates
from alongside.enrolment.core.person import place_kinds, read_values, stored_values
from alongside.enrolment.core.rows import CheckedRow, Remark, check_rows
from alongside.enrolment.models import ImportRow, ImportStatus, RowOutcome, SpreadsheetImport
from alongside.enrolment.queries.gates import rules_of
from alongside.enrolment.queries.spreadsheets import has_fixed_roles, identities, known_to, sheet_of
from alongside.programmes.models import Organisation

Proposal = dict[str, Any]


def check_step(spreadsheet: SpreadsheetImport) -> bool:
    """Take one step of checking: first read all cells, then look for people who may be known. True when done."""
    if spreadsheet.rows_done < spreadsheet.rows_total or not spreadsheet.rows.exists():
        _read_rows(spreadsheet)
        return False
    _propose_duplicates(spreadsheet)
    return True


def _read_rows(spreadsheet: SpreadsheetImport) -> None:
    sheet = sheet_of(spreadsheet)
    checked = check_rows(
        sheet,
        spreadsheet.mapping,
        today=timezone.localdate(),
        region=spreadsheet.programme.organisation.country,
        day_first=spreadsheet.day_first,
    )
    spreadsheet.rows.all().delete()
    rules = rules_of(spreadsheet.programme)
    ImportRow.objects.bulk_create((_stored(spreadsheet, row, rules) for row in checked), batch_size=500)
    spreadsheet.rows_total = spreadsheet.rows_done = len(checked)
    spreadsheet.save(update_fields=["rows_total", "rows_done"])


def _stored(spreadsheet: SpreadsheetImport, row: CheckedRow, rules: Rules) -> ImportRow:
    gates = _shut_gates(spreadsheet, row, rules)
    return ImportRow(
        spreadsheet=spreadsheet,
        number=row.number,
        values=stored_values(row.values),
        remarks=[*(_stored_remark(remark) for remark in row.remarks), *map(gate_remark, gates)],
        outcome=RowOutcome.BAD if row.bad or gates else RowOutcome.READY,
    )


def _shut_gates(spreadsheet: SpreadsheetImport, row: CheckedRow, rules: Rules) -> tuple[Gate, ...]:
    """What stands in the way of whoever the row is about, as far as the sheet tells."""
    kinds = place_kinds(
        row.values, as_supporters=spreadsheet.as_supporters, mutual=not has_fixed_roles(spreadsheet.programme)
    )
    who = Newcomer(
        as_supporter="member" not in kinds,
        birth_date=row.values.get("date_of_birth"),
        birth_year=row.values.get("year_of_birth"),
    )
    return shut_gates(who, rules, today=timezone.localdate())


def gate_remark(code: str) -> dict[str, Any]:
    """What stands in the way of a whole row, as it is stored with it."""
    return {"header": "", "letter": "", "original": "", "code": str(code), "params": {}}


def _stored_remark(remark: Remark) -> dict[str, Any]:
    return {
        "header": remark.header,
        "letter": remark.letter,
        "original": remark.original[:300],
        "code": remark.problem.code,
        "params": remark.problem.params,
    }


def _propose_duplicates(spreadsheet: SpreadsheetImport) -> None:
    """Find who may be known, and mark the rows that a person must decide.

    The organisation is locked while the known people are read, and every batch that brings people in locks it too.
    So whoever is not found here has been added after `checked_at`, and is found when this sheet is brought in.
    """
    organisation = lock_organisation(spreadsheet)
    spreadsheet.checked_at = timezone.now()
    known = identities(known_to(spreadsheet.worked_by, organisation))
    rows = list(spreadsheet.rows.filter(outcome=RowOutcome.READY).order_by("number"))
    found = proposals_for(rows, known)
    doubtful = []
    for row in rows:
        if row.number in found:
            mark_doubtful(row, found[row.number])
            doubtful.append(row)
    ImportRow.objects.bulk_update(doubtful, ["outcome", "proposals"], batch_size=200)
    spreadsheet.status = ImportStatus.CHECKED
    spreadsheet.save(update_fields=["status", "checked_at"])


def lock_organisation(spreadsheet: SpreadsheetImport) -> Organisation:
    """One import at a time moves in an organisation; others may go on adding rows that point to it."""
    return Organisation.objects.select_for_update(no_key=True).get(pk=spreadsheet.programme.organisation_id)


def proposals_for(rows: list[ImportRow], known: list[Identity]) -> dict[int, list[Proposal]]:
    """For each row number, whom it may be, strongest first; a row without doubt is left out."""
    candidates = [_identity(row) for row in rows]
    found: dict[int, list[Proposal]] = defaultdict(list)
    for duplicate in find_duplicates(candidates, known):
        found[int(duplicate.row)].append(duplicate.stored())
    return found


def _identity(row: ImportRow) -> Identity:
    return identity_of(CheckedRow(row.number, read_values(row.values), (), bad=False))


def mark_doubtful(row: ImportRow, proposals: list[Proposal]) -> None:
    """Only in memory: the caller stores it."""
    row.outcome = RowOutcome.DUPLICATE
    row.decision = ImportRow.Decision.UNDECIDED
    row.proposals = proposals
