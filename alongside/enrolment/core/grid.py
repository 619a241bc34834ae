"""What both kinds of file become before anybody asks where the headings are: numbered rows of cells."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime, time

from alongside.enrolment.core.wording import ERRORS, NOTES

# An empty cell is the empty text. `datetime` is a `date`, so it is covered.
Cell = str | int | float | bool | date | time

MAX_COLUMNS = 200
# Titles, dates and headings above the people, which do not count as rows.
ROOM_ABOVE = 30
_LAST_WHOLE_FLOAT = 1e15
# Invisible marks that telephones and web pages leave around names and numbers.
_INVISIBLE = dict.fromkeys([0x200B, 0x200E, 0x200F, 0x202A, 0x202C, 0x2060, 0x2066, 0x2069, 0xFEFF])
# Everything below the space except tab and line feed: no database and no page wants it.
_CONTROL = dict.fromkeys(code for code in range(32) if code not in (9, 10))
_SURROGATE = re.compile("[\ud800-\udfff]")


class SheetError(Exception):
    """The file cannot be read at all. `code` names the situation; `str()` is plain English for a person."""

    def __init__(self, code: str, **params: str | int) -> None:
        self.code = code
        self.params = params
        super().__init__(ERRORS[code].format(**params))


@dataclass(frozen=True, slots=True)
class Note:
    """Something that a person should know about a file that could be read.

    `row` is the row number that the spreadsheet program shows and `column` the 1-based column there;
    both are None when the note is about the whole sheet.
    """

    code: str
    params: dict[str, str | int] = field(default_factory=dict)
    row: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        return NOTES[self.code].format(**self.params)


@dataclass(frozen=True, slots=True)
class Span:
    """A merged range; rows and columns are 1-based and both ends belong to it."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row that is not blank: its number in the spreadsheet program, its cells from column A on."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """All rows that are not blank, in order. `delimiter` is empty for a workbook."""

    name: str
    rows: tuple[GridRow, ...]
    notes: tuple[Note, ...]
    merges: tuple[Span, ...] = ()
    delimiter: str = ""


def clean_text(text: str) -> str:
    """The text without surrounding space, control characters, lone surrogates and invisible marks."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROL).translate(_INVISIBLE)
    return _SURROGATE.sub("\ufffd", plain).strip()


def clean_cell(value: object) -> Cell:
    """One value of any origin as a Cell: midnight moments become dates, whole floats whole numbers."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value
    if isinstance(value, float):
        whole = abs(value) < _LAST_WHOLE_FLOAT and value.is_integer()
        return int(value) if whole else _finite(value)
    if isinstance(value, (bool, int, date, time)):
        return value
    return clean_text(str(value))


def _finite(value: float) -> Cell:
    return value if math.isfinite(value) else str(value)


def cell_text(cell: Cell) -> str:
    """A cell as a person would type it; dates as year-month-day."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return format(cell, ".15g")
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    return str(cell)


def plain_words(text: str) -> str:
    """Lower case, no accents, words of letters and digits with one space between: for comparing headings."""
    flat = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(char for char in flat if not unicodedata.combining(char))
    return " ".join("".join(char if char.isalnum() else " " for char in kept.replace("'", "")).split())


def column_letter(column: int) -> str:
    """The letters above a column in the spreadsheet program; `column` is 1-based."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
