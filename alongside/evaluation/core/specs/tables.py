"""A table from a spreadsheet, as Stata, SPSS, R or a person wrote it: nothing in it is guessed, everything is declared.

What stands for a missing value, which comma is a decimal comma, what a label means, which scores are possible: all of
it comes from the `[data]` part of a specification. What is not declared and cannot be read is named by its line.
"""

import csv
import hashlib
import io
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import numpy as np

from alongside.evaluation.core.analyses.finding import CannotSay, Condition, Named, named_list

USUAL_CODES = frozenset(
    {-999, -99, -98, -97, -9, -8, 66, 77, 88, 97, 98, 99, 777, 888, 997, 998, 999, 9999, -9999}
)


USUAL_WORDS = frozenset(
    {"na", "n/a", "#n/a", "nan", "null", "#null!", "none", ".", "-", "?", "missing", "#div/0!", "#value!"}
)
"""What programs and people write where there is nothing, in small letters."""
ALIKE_FROM = 0.9
"""From this share of different values on, a column looks like the numbers of people."""
FEWEST_FOR_COPIES = 10
"""With fewer different rows, rows that are alike say nothing."""
PEOPLE = frozenset(
    {
        "id",
        "person",
        "person_id",
        "participant",
        "participant_id",
        "subject",
        "subject_id",
        "pid",
        "record_id",
        "case",
    }
)


class Unreadable(ValueError):
    """A file or a specification that cannot be read; the words say where, and what to do about it."""

    condition: Condition

    def __init__(self, words: str) -> None:
        self.condition = Condition(Named.UNREADABLE, words, "Nothing was done.")
        super().__init__(words)


@dataclass(frozen=True)
class Declared:
    """How to read a file. values: for a column, what a cell's text stands for. range: for a column, lowest and highest."""

    missing: tuple[str, ...] = ()
    missing_in: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    range: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    decimal: str = "."
    delimiter: str = ","
    encoding: str = "utf-8"


@dataclass(frozen=True)
class Table:
    """The cells as text, row by row, with the line of the file that each row came from."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    declared: Declared
    digest: str = ""
    conditions: tuple[Condition, ...] = ()

    def __len__(self) -> int:
        return len(self.rows)

    def place(self, column: str) -> int:
        """Where a column is. CannotSay with the nearest names where there is none."""
        if column not in self.header:
            near = get_close_matches(column, self.header, n=3, cutoff=0.5)
            hint = f"Did you mean {' or '.join(near)}?" if near else f"It has {named_list(self.header)}."
            raise CannotSay(Named.UNKNOWN_COLUMN, f"{self.name} has no column {column!r}.", hint)
        return self.header.index(column)

    def text(self, column: str) -> list[str]:
        """The cells of a column as words: '' where missing, labels in place of what they stand for."""
        place = self.place(column)
        meant = self.declared.values.get(column, {})
        return [
            "" if self.is_missing(column, row[place]) else _as_text(meant.get(row[place], row[place]))
            for row in self.rows
        ]

    def check_words(self, column: str) -> None:
        """CannotSay where a word stands in the column that often means missing, and nothing says what it means."""
        place = self.place(column)
        meant = self.declared.values.get(column, {})
        for line, row in zip(self.lines, self.rows, strict=True):
            cell = row[place]
            if cell.lower() in USUAL_WORDS and cell not in meant and not self.is_missing(column, cell):
                raise CannotSay(
                    Named.NOT_DECLARED,
                    f"{self.name}, line {line}, column {column}: {cell!r} often means missing, and nothing says what it means.",
                    f"Add {cell!r} to missing; or, if it is a name, say so under values.",
                )

    def is_missing(self, column: str, cell: str) -> bool:
        codes = (*self.declared.missing, *self.declared.missing_in.get(column, ()))
        return cell in codes or _same_number(cell, codes, self.declared.decimal)

    def numbers(self, column: str) -> np.ndarray:
        """The cells of a column as numbers, NaN where declared missing. CannotSay names the first line that is none."""
        place = self.place(column)
        meant = self.declared.values.get(column, {})
        made = np.full(len(self.rows), np.nan)
        for number, (line, row) in enumerate(zip(self.lines, self.rows, strict=True)):
            cell = row[place]
            if not self.is_missing(column, cell):
                made[number] = self._number(column, line, meant.get(cell, cell))
        return made

    def _number(self, column: str, line: int, cell: Any) -> float:
        value = as_number(cell, self.declared.decimal)
        if value is not None:
            return value
        if cell == "":
            raise CannotSay(
                Named.NOT_DECLARED,
                f"{self.name}, line {line}, column {column}: the cell is blank, and nothing says what a blank means.",
                'If it means that the value is missing, add "" to missing.',
            )
        hint = f"If {cell!r} means that the value is missing, add it to missing."
        if as_number(cell, ",") is not None:
            hint = 'If the comma is a decimal comma, say decimal = ",".'
        raise CannotSay(
            Named.NOT_A_NUMBER,
            f"{self.name}, line {line}, column {column}: {cell!r} is not a number.",
            f"{hint} If it is a label, say what it stands for under values.",
        )

    def is_numeric(self, column: str) -> bool:
        """Whether the column holds numbers: everything that is not missing. CannotSay where numbers and words mix."""
        place = self.place(column)
        meant = self.declared.values.get(column, {})
        kinds = {
            as_number(meant.get(row[place], row[place]), self.declared.decimal) is not None
            for row in self.rows
            if not self.is_missing(column, row[place])
        }
        if kinds == {True, False}:
            self.numbers(column)
        return kinds == {True}

    def kept(self, keep: Sequence[bool], *conditions: Condition) -> "Table":
        """The table without some rows, and with what must be known about that."""
        chosen = [number for number, wanted in enumerate(keep) if wanted]
        return replace(
            self,
            rows=tuple(self.rows[number] for number in chosen),
            lines=tuple(self.lines[number] for number in chosen),
            conditions=(*self.conditions, *conditions),
        )


def _as_text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _same_number(cell: str, codes: Sequence[str], decimal: str) -> bool:
    """Whether a cell is one of the codes as a number: 999.0 is 999."""
    value = as_number(cell, decimal)
    return value is not None and any(as_number(code, decimal) == value for code in codes)


def as_number(cell: Any, decimal: str) -> float | None:
    """A cell as a finite number, None where it is none. Thousands separators are not read."""
    if isinstance(cell, bool):
        return float(cell)
    if isinstance(cell, int | float):
        return float(cell) if math.isfinite(cell) else None
    text = str(cell)
    if decimal != ".":
        if "." in text:
            return None
        text = text.replace(decimal, ".")
    if not text or text[-1] not in "0123456789." or "_" in text:
        return None
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def read_table(path: Path, declared: Declared) -> Table:
    """The table in a file. Unreadable with the line and the remedy where it is none."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise Unreadable(f"{path}: The file cannot be read ({error.strerror or error}).") from None
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff") and "16" not in declared.encoding:
        raise Unreadable(f'{path}: The file is written in UTF-16: say encoding = "utf-16".')
    encoding = "utf-8-sig" if declared.encoding.lower() in ("utf-8", "utf8") else declared.encoding
    try:
        text = raw.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        raise Unreadable(
            f'{path}: The file is not written in {declared.encoding}. Excel often writes cp1252: say encoding = "cp1252".'
        ) from None
    if "\x00" in text:
        raise Unreadable(f"{path}: This is no text file. Save the sheet as CSV.")
    header, rows, lines = _cells(path.name, text, declared.delimiter)
    table = Table(path.name, header, rows, lines, declared, hashlib.sha256(raw).hexdigest())
    return replace(table, conditions=tuple(_copies(table)))


def _copies(table: Table) -> list[Condition]:
    """Rows that are alike in every cell, and people who come twice, where the table looks like one row a person.

    They are used as they stand, for only whoever made the table knows; `unique` sets them aside.
    """
    places: dict[tuple[str, ...], int] = {}
    copied: list[int] = []
    for line, row in zip(table.lines, table.rows, strict=True):
        if row in places:
            copied.append(line)
        else:
            places[row] = line
    told = []
    columns = list(zip(*places, strict=True)) if places else []
    is_list = len(table.header) > 1 and len(places) >= FEWEST_FOR_COPIES
    if copied and is_list and any(len(set(column)) >= ALIKE_FROM * len(places) for column in columns):
        told.append(
            Condition(
                Named.DUPLICATE_ROWS,
                f"{table.name}: the rows in lines {named_list(copied)} repeat earlier rows in every cell; they were used again.",
                "If they are copies, declare unique under [data], and each counts once.",
            )
        )
    for name, column in zip(table.header, columns, strict=False):
        different = set(column) - {""}
        if name.lower() not in PEOPLE or not ALIKE_FROM * len(column) <= len(different) < len(column):
            continue
        twice = sorted(cell for cell, count in Counter(column).items() if cell and count > 1)
        if twice:
            told.append(
                Condition(
                    Named.DUPLICATE_ROWS,
                    f"{table.name}: {name} comes more than once with other values: {named_list(twice)}; every row was used.",
                    "If a row is a person, declare unique under [data], and those that differ are set aside.",
                )
            )
    return told


def check_spelling(column: str, cells: Sequence[str]) -> None:
    """CannotSay where two groups differ in capitals or spaces only: they would be compared as two."""
    seen: dict[str, str] = {}
    for cell in dict.fromkeys(cells):
        other = seen.setdefault("".join(cell.lower().split()), cell)
        if other != cell:
            raise CannotSay(
                Named.NOT_DECLARED,
                f"{column} holds {other!r} and {cell!r}, which differ in capitals or spaces only.",
                f'If they are one, say so: values = {{ {column} = {{ "{cell}" = "{other}" }} }}.',
            )


def _cells(
    name: str, text: str, delimiter: str
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...], tuple[int, ...]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    header: tuple[str, ...] = ()
    rows: list[tuple[str, ...]] = []
    lines: list[int] = []
    ended = 0
    try:
        for raw in reader:
            started, ended = ended + 1, reader.line_num
            cells = _tidy(raw, len(header))
            if not any(cells) or (not header and is_separator_line(raw, delimiter)):
                continue
            if not header:
                header = _header(name, cells, delimiter)
            elif len(cells) != len(header):
                raise Unreadable(_ragged(name, started, ended, len(cells), len(header)))
            else:
                rows.append(cells)
                lines.append(started)
    except csv.Error as error:
        raise Unreadable(f"{name}, line {reader.line_num}: {error}.") from None
    if not header:
        raise Unreadable(f"{name}: The file is empty; its first line names the columns.")
    return header, tuple(rows), tuple(lines)


def _tidy(raw: Sequence[str], width: int) -> tuple[str, ...]:
    """Cells without space around them; a line break within one is a space. Empty cells to the right of the table, as
    spreadsheets leave them, are no cells."""
    cells = tuple((" ".join(cell.splitlines()) if "\n" in cell else cell).strip() for cell in raw)
    return cells[:width] if width and not any(cells[width:]) else cells


def is_separator_line(row: Sequence[str], delimiter: str) -> bool:
    """Whether this is the line `sep=;` with which Excel says what parts the columns."""
    return delimiter.join(row).strip().lower() == f"sep={delimiter}"


def _ragged(name: str, started: int, ended: int, cells: int, header: int) -> str:
    """Why a row cannot be read that has more or fewer cells than the header."""
    words = f"{name}, line {started}: The row has {cells} cells, the header has {header}."
    if ended > started:
        return f"{words} A quote that opens in line {started} closes in line {ended} or not at all."
    if header == 1:
        return f"{words} The first line must name the columns: take out what stands above it."
    if cells < header:
        return f"{words} Cells are missing; write empty ones between delimiters."
    return f"{words} A cell that holds the delimiter must stand in quotes."


def _header(name: str, cells: tuple[str, ...], delimiter: str) -> tuple[str, ...]:
    twice = sorted({cell for cell in cells if cell and cells.count(cell) > 1})
    if twice:
        raise Unreadable(f"{name}: Two columns have the same name: {named_list(twice)}.")
    others = [other for other in (";", "\t", ",", "|") if other != delimiter and other in cells[0]]
    if len(cells) == 1 and others:
        shown = "\\t" if others[0] == "\t" else others[0]
        raise Unreadable(
            f'{name}: The header is one column. If columns are parted by {shown!r}, say delimiter = "{shown}".'
        )
    return cells


def impossible_scores(table: Table) -> Table:
    """Scores outside their declared range become missing, and are named by line; the rest of the row stands."""
    rows = [list(row) for row in table.rows]
    told = []
    for column, (low, high) in table.declared.range.items():
        place = table.place(column)
        values = table.numbers(column)
        outside = [
            number
            for number, value in enumerate(values)
            if not math.isnan(value) and not low <= value <= high
        ]
        if not outside:
            continue
        shown = named_list(f"{table.rows[number][place]} in line {table.lines[number]}" for number in outside)
        told.append(
            Condition(
                Named.IMPOSSIBLE_SCORE,
                f"{column}: {len(outside)} scores are impossible, for they run from {low:g} to {high:g}: {shown}.",
                "They count as missing. Everything else of these rows stands.",
            )
        )
        for number in outside:
            rows[number][place] = _MADE_MISSING
    declared = (
        replace(table.declared, missing=(*table.declared.missing, _MADE_MISSING)) if told else table.declared
    )
    return replace(
        table,
        rows=tuple(tuple(row) for row in rows),
        declared=declared,
        conditions=(*table.conditions, *told),
    )


_MADE_MISSING = "(impossible)"


def looks_missing(column: str, values: np.ndarray) -> Condition | None:
    """A number that is often a code for missing, and far from all others; it is used as it stands, and said."""
    finite = values[np.isfinite(values)]
    suspects = sorted({float(value) for value in finite if value in USUAL_CODES})
    others = np.abs(finite[~np.isin(finite, suspects)]) if suspects else finite
    strange = [value for value in suspects if others.size and abs(value) > 3 * max(float(others.max()), 1.0)]
    negative = [value for value in suspects if value < 0 and finite[finite >= 0].size >= 0.5 * finite.size]
    found = sorted({*strange, *negative})
    if not found:
        return None
    return Condition(
        Named.LOOKS_LIKE_MISSING_CODE,
        f"{column} holds {named_list(f'{value:g}' for value in found)}, which often means missing; it was used as a number.",
        "If it means missing, add it to missing; if it is a score, declare the range.",
    )
