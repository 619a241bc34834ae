"""Every row read by the chosen columns: what can be kept is kept, and every bad cell is named."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from alongside.enrolment.core.cells import (
    CHANNELS,
    ROLES,
    DateOrder,
    Parsed,
    Problem,
    date_order,
    is_blank,
    parse_choice,
    parse_date,
    parse_email,
    parse_phone,
    parse_text,
    parse_whole_number,
    parse_year,
    spreadsheet_error,
)
from alongside.enrolment.core.fields import ANY_NAME, FIELD_BY_KEY, Field
from alongside.enrolment.core.grid import Cell, cell_text, column_letter
from alongside.enrolment.core.problems import problem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from alongside.enrolment.core.sheet import Row, Sheet

MOST_CAPACITY: Final = 50
_REACH: Final = ("email", "phone", "helper_name", "helper_phone")
_NUMBERED: Final = ("text", "telephone")
_ADDS_UP = re.compile(r"(grand |sub-?)?totals?\b[\s:=]*\d*$", re.IGNORECASE)
"""A name that is no name, in a row that says nothing else."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to say about a cell, or about a whole row (then `header`, `letter` and `original` are empty).

    `row` is the row number and `letter` the column that the spreadsheet program shows.
    """

    row: int
    header: str
    letter: str
    original: str
    problem: Problem

    def __str__(self) -> str:
        return f"{self.header}: {self.problem}" if self.header else str(self.problem)


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """One row of the sheet. `values` holds what could be read, by field key; a bad cell is left out of it.

    `bad` means that nobody can be made of this row: it has no name.
    """

    number: int
    values: dict[str, Any]
    remarks: tuple[Remark, ...]
    bad: bool


def check_rows(
    sheet: Sheet, mapping: Mapping[str, int], *, today: date, region: str = "GB", day_first: bool = True
) -> tuple[CheckedRow, ...]:
    """Read every row; as many come out as the sheet has, in its order.

    `mapping` gives for a field key the index of its column in `sheet.headers`. `region` is the country of
    telephone numbers without one, `day_first` the habit for dates where a column does not show its own.
    A bad cell spoils only itself.
    """
    fields = [(FIELD_BY_KEY[key], place) for key, place in sorted(mapping.items(), key=lambda item: item[1])]
    orders = {
        item.key: date_order((row.cells[place] for row in sheet.rows), day_first=day_first)
        for item, place in fields
        if item.kind == "date"
    }
    checker = _Checker(sheet, fields, orders, today, region)
    return tuple(checker.checked(row) for row in sheet.rows)


class _Checker:
    def __init__(
        self,
        sheet: Sheet,
        fields: list[tuple[Field, int]],
        orders: dict[str, DateOrder],
        today: date,
        region: str,
    ) -> None:
        self.sheet = sheet
        self.fields = fields
        self.orders = orders
        self.today = today
        self.region = region
        self.noted: dict[int, list[Remark]] = defaultdict(list)
        places = {column: place for place, column in enumerate(sheet.columns)}
        cells = {row.number: row.cells for row in sheet.rows}
        for note in sheet.notes:
            if note.row is not None and (note.column is None or note.column in places):
                place = places.get(note.column or 0)
                cell = cells[note.row][place] if place is not None and note.row in cells else ""
                self.noted[note.row].append(
                    self._remark(note.row, place, cell, Problem(note.code, note.params))
                )

    def checked(self, row: Row) -> CheckedRow:
        values: dict[str, Any] = {}
        remarks = list(self.noted[row.number])
        for item, place in self.fields:
            cell = row.cells[place]
            key, read = self._read(item, cell)
            if read.problem:
                remarks.append(self._remark(row.number, place, cell, read.problem))
            if read.value is not None:
                values.setdefault(key, read.value)
        wrong = _no_person(values)
        bad = wrong is not None
        about = [wrong] if wrong else _row_problems(values)
        remarks.extend(self._remark(row.number, None, "", item) for item in about)
        return CheckedRow(row.number, values, tuple(remarks), bad)

    def _read(self, item: Field, cell: Cell) -> tuple[str, Parsed[Any]]:
        """The field that the cell fills (a year in a date of birth fills another) and what was read."""
        wrong = spreadsheet_error(cell)
        if wrong:
            return item.key, Parsed(problem=wrong)
        if cell == "" or (item.kind not in ("name", "text") and is_blank(cell)):
            return item.key, Parsed()
        read = self._parse(item, cell)
        if item.key == "role" and read.problem and read.problem.code == "not_a_choice":
            return item.key, Parsed(problem=problem("not_a_role", **read.problem.params))
        if item.key == "date_of_birth" and read.problem and read.problem.code == "only_a_year":
            year = parse_year(cell, today=self.today)
            if year.value is not None:
                return "year_of_birth", Parsed(year.value, problem("year_kept"))
        return item.key, read

    def _parse(self, item: Field, cell: Cell) -> Parsed[Any]:
        readers: dict[str, Callable[[Cell], Parsed[Any]]] = {
            "email": parse_email,
            "phone": partial(parse_phone, region=self.region),
            "date": partial(self._date, item),
            "year": partial(parse_year, today=self.today),
            "choice": partial(parse_choice, choices=ROLES if item.key == "role" else CHANNELS),
            "whole_number": partial(parse_whole_number, high=MOST_CAPACITY),
        }
        return readers.get(item.kind, partial(parse_text, limit=item.limit))(cell)

    def _date(self, item: Field, cell: Cell) -> Parsed[date]:
        order = self.orders[item.key]
        birth = item.key == "date_of_birth"
        return parse_date(
            cell, day_first=order.day_first, today=self.today, birth=birth, sure_of_order=order.sure
        )

    def _remark(self, row: int, place: int | None, cell: Cell, what: Problem) -> Remark:
        if place is None:
            return Remark(row, "", "", "", what)
        letter = column_letter(self.sheet.columns[place])
        return Remark(row, self.sheet.headers[place], letter, cell_text(cell), what)


def _no_person(values: Mapping[str, Any]) -> Problem | None:
    """Why nobody can be made of a row: it has no name, or is the line at the foot that adds up the rest."""
    if not values:
        return problem("nothing_usable")
    names = [str(values[key]) for key in ANY_NAME if key in values]
    if not names:
        return problem("no_name")
    if len(names) == len(values) and any(_ADDS_UP.match(name) for name in names):
        return problem("adds_up")
    return None


def _row_problems(values: Mapping[str, Any]) -> list[Problem]:
    """Doubts about a person who is kept: no way to reach them, or a channel without its address."""
    channel = values.get("preferred_channel", "")
    helped = "helper_name" in values or "helper_phone" in values
    if channel in _NUMBERED and "phone" not in values:
        return [problem("channel_without_number", channel=CHANNELS[channel][0])]
    if channel == "email" and "email" not in values:
        return [problem("channel_without_email")]
    if channel == "helper" and not helped:
        return [problem("channel_without_helper")]
    if channel != "post" and not any(key in values for key in _REACH):
        return [problem("no_way_to_reach")]
    return []
