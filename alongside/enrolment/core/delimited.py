"""Text with delimiters (CSV and its cousins) as a grid."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from alongside.enrolment.core.filetype import not_a_spreadsheet
from alongside.enrolment.core.grid import MAX_COLUMNS, ROOM_ABOVE, Grid, GridRow, Note, SheetError, clean_text

if TYPE_CHECKING:
    from collections.abc import Iterator

DELIMITERS: Final = ",;\t|"
# A sign that spreadsheet programs take for the start of a formula, behind the apostrophe that disarms it. An
# apostrophe anywhere else is part of a name or a sentence.
_DISARMED = re.compile(r"\A'(?=\s*[=+\-@\t\r\n\uff0b\uff0d\uff1d\uff20])")
_SEPARATOR_LINE = re.compile(r"\s*sep=(.)[ \t]*(?:\r\n|\r|\n|$)", re.IGNORECASE)
# UTF-8 read as Windows-1252 shows a capital A or a with a mark, followed by a sign.
_GARBLED = re.compile("[\u00c3\u00c2][\u0080-\u00bf\u2018-\u2122\u0160\u0161\u0178\u017d\u017e\u0192]|\ufffd")
_BOMS: Final = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_PEEK = 60
_END = "\ue000end of file\ue000"


@dataclass(frozen=True, slots=True)
class Delimited:
    """Decoded text, how its cells are divided, and where the first row begins."""

    text: str
    delimiter: str
    encoding: str

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """Every row with its number in the spreadsheet program, blank ones too, exactly as written.

        Raises SheetError for a quotation mark that is never closed and for a cell beyond any sense.
        """
        end = _END if self.text.endswith(("\n", "\r")) else f"\n{_END}"
        reader = csv.reader(io.StringIO(self.text + end, newline=""), delimiter=self.delimiter)
        number = 0
        last: list[str] = []
        try:
            for number, cells in enumerate(reader, start=1):
                if number > 1:
                    yield number - 1, last
                last = cells
        except csv.Error as error:
            raise SheetError("cell_too_long", row=number + 1) from error
        if last != [_END]:
            raise SheetError("unclosed_quote", row=number)


def read_delimited(data: bytes) -> Delimited:
    """Decode the bytes and find the delimiter. Raises SheetError if the bytes are not text."""
    text, encoding = _decode(data)
    _check_is_text(text)
    separator = _SEPARATOR_LINE.match(text)
    if separator and separator[1] in DELIMITERS:
        return Delimited(text[separator.end() :], separator[1], encoding)
    return Delimited(text, _delimiter_of(text), encoding)


def delimited_grid(source: Delimited, name: str, max_rows: int) -> Grid:
    """All rows that are not blank. `max_rows` bounds them; a few more are let through for titles and headings."""
    rows: list[GridRow] = []
    notes: list[Note] = []
    if source.encoding == "cp1252":
        notes.append(Note("encoding_windows_1252"))
    garbled_row = 0
    for number, raw in source.records():
        cells = tuple(clean_text(_DISARMED.sub("", cell, count=1)) if cell else "" for cell in raw)
        if not any(cells):
            continue
        if len(rows) >= max_rows + ROOM_ABOVE:
            raise SheetError("too_many_rows", limit=max_rows)
        rows.append(_row(number, cells, notes))
        if not garbled_row and _GARBLED.search("\n".join(cells)):
            garbled_row = number
            notes.append(Note("garbled_text", {"row": number}))
    return Grid(name=name, rows=tuple(rows), notes=tuple(notes), delimiter=source.delimiter)


def _row(number: int, cells: tuple[str, ...], notes: list[Note]) -> GridRow:
    width = max(index for index, cell in enumerate(cells, start=1) if cell)
    if width > MAX_COLUMNS:
        raise SheetError("too_many_columns", limit=MAX_COLUMNS)
    notes.extend(
        Note("formula_text", row=number, column=column)
        for column, cell in enumerate(cells, start=1)
        if cell.startswith("=")
    )
    return GridRow(number, cells[:width])


def _decode(data: bytes) -> tuple[str, str]:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _decoded(data, encoding), encoding
    if unmarked := _unmarked_utf16(data):
        return _decoded(data, unmarked), unmarked
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _decoded(data, "cp1252"), "cp1252"


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeError as error:
        if sum(data.count(code) for code in range(9)) > len(data) // 100:
            raise not_a_spreadsheet("binary") from error
        raise SheetError("unreadable_encoding") from error


def _unmarked_utf16(data: bytes) -> str:
    """In UTF-16 every second byte of Western text is zero: the first of a pair or the second."""
    sample = data[:4096]
    half = max(len(sample) // 2, 1)
    even = sample[0::2].count(0) / half
    odd = sample[1::2].count(0) / half
    if len(data) % 2 or max(even, odd) < 0.4 or min(even, odd) > 0.05:
        return ""
    return "utf-16-be" if even > odd else "utf-16-le"


def _check_is_text(text: str) -> None:
    if not text.strip("\x00\ufeff \t\r\n"):
        raise SheetError("empty")
    control = sum(1 for char in text[:65536] if char < " " and char not in "\t\r\n\x0b\x0c\x1a")
    if control > min(len(text), 65536) // 200:
        raise not_a_spreadsheet("binary")


def _delimiter_of(text: str) -> str:
    """The delimiter under which most rows, the first broad one among them, have the same number of cells."""
    samples = {mark: _peek(text, mark) for mark in DELIMITERS}
    return max(DELIMITERS, key=lambda mark: _evenness(samples[mark], samples))


def _peek(text: str, mark: str) -> list[int]:
    """How many cells each of the first rows has."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    try:
        return [len(cells) for cells in islice(reader, _PEEK)]
    except csv.Error:
        return []


def _evenness(widths: list[int], samples: dict[str, list[int]]) -> tuple[float, int]:
    broad = [width for width in widths if width > 1]
    if not broad:
        return (0.0, 0)
    usual, times = max(Counter(broad).items(), key=lambda item: (item[1], item[0]))
    filled = sum(1 for width in widths if width)
    first = _first_broad(samples)
    heads = first < len(widths) and widths[first] == usual
    return (times / filled + (1.0 if heads else 0.0), usual)


def _first_broad(samples: dict[str, list[int]]) -> int:
    """The first row that has more than one cell under any delimiter."""
    firsts = (
        next((place for place, width in enumerate(widths) if width > 1), _PEEK) for widths in samples.values()
    )
    return min(firsts)
