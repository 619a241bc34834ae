"""A spreadsheet that somebody sends us, read into headings and rows: CSV of every kind, and XLSX."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from alongside.enrolment.core.columns import guess_columns
from alongside.enrolment.core.delimited import delimited_grid, read_delimited
from alongside.enrolment.core.fields import has_name
from alongside.enrolment.core.filetype import MEGABYTE, file_type
from alongside.enrolment.core.grid import Cell, Grid, GridRow, Note, SheetError, Span, clean_text
from alongside.enrolment.core.headings import Headings, find_headings, numbered
from alongside.enrolment.core.workbook import LAST_COLUMN, Workbook

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["MAX_BYTES", "MAX_ROWS", "Cell", "Note", "Row", "Sheet", "SheetError", "read_sheet"]

MAX_BYTES: Final = 10 * MEGABYTE
MAX_ROWS: Final = 5_000
# A sheet of a workbook that is passed over for the next; anything else wrong with it is told.
_NOBODY_HERE: Final = ("empty", "no_rows", "no_header")


@dataclass(frozen=True, slots=True)
class Row:
    """One person's row: the number that the spreadsheet program shows, and one cell for each heading."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet that could be read. Every row has as many cells as there are headers; an empty cell is "".

    `columns` are the 1-based columns of the spreadsheet in which the headers stand, `header_rows` the numbers
    of the one or two rows that hold them, and `free_column` the first column right of everything.
    `delimiter` is empty for a workbook.
    """

    name: str
    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[Note, ...]
    columns: tuple[int, ...]
    header_rows: tuple[int, ...]
    free_column: int
    delimiter: str


def read_sheet(
    data: bytes, filename: str, *, sheet_name: str = "", max_bytes: int = MAX_BYTES, max_rows: int = MAX_ROWS
) -> Sheet:
    """Read a file by its content; the name serves only to name a CSV sheet.

    Of a workbook, `sheet_name` is read, or else the first visible sheet with names in it. Formulas are
    never worked out. Raises SheetError, and nothing else, when there is no sheet to be had.
    """
    if len(data) > max_bytes:
        size = -(-len(data) // MEGABYTE)
        raise SheetError("too_large", size_mb=size, limit_mb=max_bytes // MEGABYTE)
    if file_type(data) == "workbook":
        return _of_workbook(Workbook(data), sheet_name, max_rows)
    return _sheet(delimited_grid(read_delimited(data), _stem(filename), max_rows), max_rows)


def _stem(filename: str) -> str:
    return clean_text(PurePosixPath(filename.replace("\\", "/")).stem)[:100]


def _of_workbook(book: Workbook, sheet_name: str, max_rows: int) -> Sheet:
    """The sheet that is asked for, or else the first in which names stand: a cover or instructions often stand before.

    Where no sheet has names, the first that can be read; where none can, the reason of the first that is not empty.
    """
    if sheet_name and sheet_name not in book.sheets:
        raise SheetError("no_such_sheet", sheet=sheet_name)
    readable: list[Sheet] = []
    reasons = []
    for name in (sheet_name,) if sheet_name else book.sheets:
        try:
            sheet = _sheet(_told_of_others(book, book.grid(name, max_rows)), max_rows)
        except SheetError as error:
            if error.code not in _NOBODY_HERE:
                raise
            reasons.append(error)
            continue
        if has_name(guess_columns(sheet.headers, [row.cells for row in sheet.rows])):
            return sheet
        readable.append(sheet)
    if readable:
        return readable[0]
    raise next((error for error in reasons if error.code != "empty"), SheetError("empty"))


def _told_of_others(book: Workbook, grid: Grid) -> Grid:
    others = ", ".join(other for other in book.sheets if other != grid.name)
    extra = (Note("other_sheets", {"sheet": grid.name, "others": others}),) if others else ()
    return Grid(grid.name, grid.rows, (*extra, *grid.notes), grid.merges)


def _sheet(grid: Grid, max_rows: int) -> Sheet:
    if not grid.rows:
        raise SheetError("empty")
    headings = find_headings(grid)
    below = [row for row in grid.rows if row.number > headings.rows[-1]]
    filled, merged = _fill_merged(below, grid.merges)
    if not filled:
        raise SheetError("no_rows")
    if len(filled) > max_rows:
        raise SheetError("too_many_rows", limit=max_rows)
    columns, dropped = _columns(headings, filled)
    names, naming = numbered([headings.names[column - 1] for column in columns], columns)
    notes = [*_notes_below(grid.notes, headings), *headings.notes, *naming]
    if merged:
        notes.append(Note("merged_cells", {"count": merged}))
    if dropped:
        notes.append(Note("empty_columns_dropped", {"count": dropped}))
    if grid.delimiter:
        notes.extend(_extra_cells(headings, filled))
    return Sheet(
        name=grid.name,
        headers=names,
        rows=tuple(_row(row, columns) for row in filled),
        notes=tuple(notes),
        columns=columns,
        header_rows=headings.rows,
        free_column=_free_column(grid, headings),
        delimiter=grid.delimiter,
    )


def _row(row: GridRow, columns: Sequence[int]) -> Row:
    return Row(
        row.number, tuple(row.cells[column - 1] if column <= len(row.cells) else "" for column in columns)
    )


def _notes_below(notes: Sequence[Note], headings: Headings) -> list[Note]:
    """Notes on the whole sheet and on people's cells; nobody needs one on a title."""
    return [note for note in notes if note.row is None or note.row > headings.rows[-1]]


def _fill_merged(rows: Sequence[GridRow], merges: Sequence[Span]) -> tuple[list[GridRow], int]:
    """Give the value of a cell merged downwards to each of its rows that holds anything else.

    The rest of a range that is merged sideways stays empty, as it looks.
    """
    cells = {row.number: list(row.cells) for row in rows}
    numbers = sorted(cells)
    merged = 0
    for span in merges:
        values = cells.get(span.top, [])
        if span.top == span.bottom or span.left > len(values) or values[span.left - 1] == "":
            continue
        merged += 1
        for number in numbers[bisect_right(numbers, span.top) : bisect_right(numbers, span.bottom)]:
            _put(cells[number], span.left, values[span.left - 1])
    return [GridRow(number, tuple(values)) for number, values in cells.items()], merged


def _put(cells: list[Cell], column: int, value: Cell) -> None:
    cells.extend([""] * (column - len(cells)))
    cells[column - 1] = value


def _columns(headings: Headings, rows: Sequence[GridRow]) -> tuple[tuple[int, ...], int]:
    """The columns that have a heading or anything below it, and how many between them have neither."""
    filled = {column for column, name in enumerate(headings.names, start=1) if name}
    for row in rows:
        filled.update(column for column, cell in enumerate(row.cells, start=1) if cell != "")
    return tuple(sorted(filled)), max(filled) - len(filled)


def _extra_cells(headings: Headings, rows: Sequence[GridRow]) -> list[Note]:
    """In a CSV, a row that reaches beyond the last heading has probably been split by a comma."""
    last = max(column for column, name in enumerate(headings.names, start=1) if name)
    beyond = [row for row in rows if len(row.cells) > last]
    if len(beyond) * 2 > len(rows):
        return []
    return [Note("extra_cells", row=row.number) for row in beyond]


def _free_column(grid: Grid, headings: Headings) -> int:
    widest = max(len(row.cells) for row in grid.rows)
    merged = [span.right for span in grid.merges if span.bottom >= headings.rows[0]]
    return min(max([widest, *merged]) + 1, LAST_COLUMN + 1)
