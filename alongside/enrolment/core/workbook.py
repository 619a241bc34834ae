"""A workbook (XLSX) as a grid, read as a stream so that formatting to the last row costs little."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import iterparse
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet._reader import FORMULA_TAG, MERGE_TAG, ROW_TAG, WorkSheetParser

from alongside.enrolment.core.grid import (
    MAX_COLUMNS,
    ROOM_ABOVE,
    Cell,
    Grid,
    GridRow,
    Note,
    SheetError,
    Span,
    clean_cell,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

LAST_ROW: Final = 1_048_576
LAST_COLUMN: Final = 16_384
# Nobody leaves so long a gap on purpose; formatting to the last row does.
_GAP: Final = 20_000
_DAMAGE: Final = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    # Both XML parsers that openpyxl may use, lxml's and Python's, raise a kind of this for XML that is broken.
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)


@dataclass
class _Reading:
    """What has been read of one worksheet so far."""

    rows: list[GridRow] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    merges: list[Span] = field(default_factory=list)
    hidden: int = 0


class _Parser(WorkSheetParser):
    """openpyxl's own reading of a cell, which also remembers formulas that have no stored result."""

    without_result: list[tuple[int, int]]

    def parse_cell(self, element: Any) -> dict[str, Any]:
        cell: dict[str, Any] = super().parse_cell(element)
        if cell["value"] is None and element.find(FORMULA_TAG) is not None:
            self.without_result.append((cell["row"], cell["column"]))
        return cell


@contextmanager
def damage_told() -> Iterator[None]:
    """Whatever a broken workbook makes the libraries raise becomes one clear SheetError."""
    try:
        with warnings.catch_warnings():
            # The libraries warn about styles and extensions that do not concern people.
            warnings.simplefilter("ignore")
            yield
    except _DAMAGE as error:
        raise SheetError("damaged") from error


class Workbook:
    """An opened workbook: its visible sheets and where each is stored in the archive."""

    def __init__(self, data: bytes) -> None:
        with damage_told():
            self._reader = ExcelReader(io.BytesIO(data), read_only=True, data_only=True)
            self._reader.read_manifest()
            self._reader.read_strings()
            self._reader.read_workbook()
            apply_stylesheet(self._reader.archive, self._reader.wb)
            self._paths = {
                str(sheet.name): str(relation.target)
                for sheet, relation in self._reader.parser.find_sheets()
                if "chartsheet" not in relation.Type
                and relation.target in self._reader.valid_files
                and sheet.state == "visible"
            }

    @property
    def sheets(self) -> tuple[str, ...]:
        """Names of the visible sheets, left to right."""
        return tuple(self._paths)

    def path_of(self, sheet: str) -> str:
        """The name of the sheet's part inside the archive."""
        return self._paths[sheet]

    def grid(self, sheet: str, max_rows: int) -> Grid:
        """All rows of a sheet that are not blank. Raises SheetError if there are more than `max_rows`."""
        reading = _Reading()
        with damage_told(), self._reader.archive.open(self._paths[sheet]) as source:
            self._read(source, reading, max_rows)
        if reading.hidden:
            reading.notes.append(Note("hidden_rows", {"count": reading.hidden}))
        return Grid(sheet, tuple(reading.rows), tuple(reading.notes), tuple(reading.merges))

    def _read(self, source: Any, reading: _Reading, max_rows: int) -> None:
        book: Any = self._reader.wb
        parser = _Parser(
            source,
            self._reader.shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,  # noqa: SLF001 - openpyxl keeps no public list of its date formats
            timedelta_formats=book._timedelta_formats,  # noqa: SLF001 - the same
        )
        parser.without_result = []
        before = 0
        for _, element in iterparse(source, forbid_dtd=True):
            if element.tag == MERGE_TAG:
                reading.merges.extend(_spans(element))
            if element.tag != ROW_TAG:
                continue
            number, cells = parser.parse_row(element)
            hidden = element.get("hidden") in ("1", "true")
            element.clear()
            if not before < number <= LAST_ROW:
                raise SheetError("damaged")
            before = number
            if not _keep(reading, number, cells, max_rows, parser.without_result, hidden=hidden):
                break


def _keep(
    reading: _Reading,
    number: int,
    cells: list[dict[str, Any]],
    max_rows: int,
    without_result: list[tuple[int, int]],
    *,
    hidden: bool,
) -> bool:
    """Add a row if there is anything in it. Returns whether to go on reading."""
    filled: dict[int, Cell] = {}
    for cell in cells:
        value = clean_cell(cell["value"])
        if value != "":
            filled[cell["column"]] = value
            if isinstance(value, str) and value.startswith("="):
                reading.notes.append(Note("formula_text", row=number, column=cell["column"]))
    reading.notes.extend(
        Note("formula_without_result", row=row, column=column) for row, column in without_result
    )
    without_result.clear()
    if filled:
        _append(reading, number, filled, max_rows)
        reading.hidden += hidden
        return True
    last = reading.rows[-1].number if reading.rows else 0
    if number - last <= _GAP:
        return True
    reading.notes.append(Note("stopped_reading", {"row": last}))
    return False


def _append(reading: _Reading, number: int, filled: dict[int, Cell], max_rows: int) -> None:
    width = max(filled)
    if width > MAX_COLUMNS:
        raise SheetError("too_many_columns", limit=MAX_COLUMNS)
    if len(reading.rows) >= max_rows + ROOM_ABOVE:
        raise SheetError("too_many_rows", limit=max_rows)
    reading.rows.append(GridRow(number, tuple(filled.get(column, "") for column in range(1, width + 1))))


def _spans(element: Element) -> Iterator[Span]:
    for merge in element:
        left, top, right, bottom = range_boundaries(merge.get("ref") or "")
        if left and top and right and bottom:
            yield Span(top, left, bottom, right)
