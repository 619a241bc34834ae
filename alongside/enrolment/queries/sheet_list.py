"""The list of spreadsheets: what state each is in, and what is to be done with it next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alongside.enrolment.models import ImportRow, ImportStatus, SpreadsheetImport
from alongside.enrolment.queries.spreadsheets import Counts

LOOKS = {
    ImportStatus.MAPPING: "care",
    ImportStatus.CHECKED: "care",
    ImportStatus.FAILED: "bad",
    ImportStatus.DONE: "good",
}


@dataclass(frozen=True)
class ListedSheet:
    """One sheet in the list: its state, when and by whom it was sent, and where that leaves it."""

    sheet: SpreadsheetImport
    sent: str
    stands: str
    look: str


def listed(sheets: Iterable[SpreadsheetImport]) -> list[ListedSheet]:
    """One query for all of them."""
    sheets = list(sheets)
    counts = _counts(sheets)
    return [
        ListedSheet(
            sheet, _sent(sheet), stands(sheet, counts[sheet.pk]), LOOKS.get(ImportStatus(sheet.status), "")
        )
        for sheet in sheets
    ]


def _counts(sheets: list[SpreadsheetImport]) -> dict[int, Counts]:
    found: dict[int, dict[str, int]] = defaultdict(dict)
    decided: dict[int, int] = defaultdict(int)
    for row in (
        ImportRow.objects.filter(spreadsheet__in=sheets)
        .values("spreadsheet", "outcome")
        .annotate(rows=Count("pk"), decided=Count("pk", filter=~Q(decision=ImportRow.Decision.UNDECIDED)))
    ):
        found[row["spreadsheet"]][row["outcome"]] = row["rows"]
        if row["outcome"] == "duplicate":
            decided[row["spreadsheet"]] = row["decided"]
    return {sheet.pk: Counts(found[sheet.pk], decided[sheet.pk]) for sheet in sheets}


def _sent(sheet: SpreadsheetImport) -> str:
    return ngettext(
        "%(rows)s row, sent on %(at)s by %(by)s", "%(rows)s rows, sent on %(at)s by %(by)s", sheet.rows_total
    ) % {"rows": sheet.rows_total, "at": _moment(sheet.uploaded_at), "by": sheet.uploaded_by}


def stands(sheet: SpreadsheetImport, counts: Counts) -> str:
    """What has become of a sheet, and what comes next, in a sentence or two."""
    if sheet.status == ImportStatus.PUT_AWAY:
        return put_away_words(sheet)
    if sheet.status == ImportStatus.DONE:
        return _brought_in(counts)
    if sheet.status == ImportStatus.FAILED:
        return _("A fault on our side stopped the work. Open it to go on.")
    if sheet.erased_at and sheet.status in {ImportStatus.MAPPING, ImportStatus.CHECKED}:
        return _("Nobody came in. It was left lying, so the file has been erased.")
    return {
        ImportStatus.MAPPING: _("Nobody has come in yet. Next: say what its columns mean."),
        ImportStatus.CHECKED: _("Nobody has come in yet. Next: look it through and bring it in."),
        ImportStatus.UNDONE: _("Whom it brought in was taken out again."),
    }.get(ImportStatus(sheet.status), "")


def _brought_in(counts: Counts) -> str:
    came = ngettext("%(number)s person came in.", "%(number)s people came in.", counts.brought_in)
    said = [came % {"number": counts.brought_in}]
    if counts.undecided:
        open_ones = ngettext(
            "%(number)s possible double is still to decide.",
            "%(number)s possible doubles are still to decide.",
            counts.undecided,
        )
        said.append(open_ones % {"number": counts.undecided})
    return " ".join(said)


def put_away_words(sheet: SpreadsheetImport) -> str:
    """Who put it away, when and why."""
    if sheet.put_away_at is None:
        return ""
    return _("%(name)s put it away on %(at)s. Why: %(why)s.") % {
        "name": sheet.put_away_by,
        "at": _moment(sheet.put_away_at),
        "why": sheet.get_put_away_why_display(),
    }


def _moment(at: datetime) -> str:
    return date_format(localtime(at), "DATETIME_FORMAT")
