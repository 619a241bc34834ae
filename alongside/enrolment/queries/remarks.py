"""What there is to say about the cells of a sheet, on a page and in the sheet that is given back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from alongside.enrolment.core.problems import Problem
from alongside.enrolment.core.remarks import with_remarks
from alongside.enrolment.core.rows import Remark
from alongside.enrolment.models import ImportRow, RowOutcome, SpreadsheetImport
from alongside.enrolment.queries.words import problem_words, remark_words


@dataclass(frozen=True)
class CellRemark:
    """One thing to say: where, what stands there, what is wrong with it and what would be right."""

    row: int
    column: str
    original: str
    wrong: str
    right: str
    stops_row: bool


def cell_remarks(rows: Iterable[ImportRow]) -> list[CellRemark]:
    """The remarks of the rows, in words, in the order of the rows."""
    return [_in_words(row, remark) for row in rows for remark in row.remarks]


def _in_words(row: ImportRow, remark: dict[str, Any]) -> CellRemark:
    wrong, right = problem_words(remark["code"], remark["params"])
    column = f"{remark['letter']}: {remark['header']}" if remark["header"] else _("The whole row")
    return CellRemark(row.number, column, remark["original"], wrong, right, row.outcome == RowOutcome.BAD)


def remarked_file(spreadsheet: SpreadsheetImport) -> tuple[bytes, str]:
    """The same sheet with a column of remarks, and a name for it. Raises SheetError where there is no room for one."""
    remarks = [
        Remark(
            row.number,
            remark["header"],
            remark["letter"],
            remark["original"],
            Problem(remark["code"], remark["params"]),
        )
        for row in spreadsheet.rows.exclude(remarks=[]).order_by("number")
        for remark in row.remarks
    ]
    return with_remarks(
        bytes(spreadsheet.content), spreadsheet.filename, remarks, heading=_("Remarks"), say=remark_words
    )
