"""Scores that were worked out elsewhere, in a spreadsheet: a line for each person, with the score and the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from alongside.enrolment.core.dates import date_order, parse_date
from alongside.enrolment.core.grid import Cell, cell_text, plain_words

if TYPE_CHECKING:
    from alongside.enrolment.core.sheet import Sheet

    from .instrument import Instrument

_REFERENCES = frozenset(
    {
        "reference",
        "your own reference",
        "own reference",
        "ref",
        "id",
        "external id",
        "person id",
        "participant id",
    }
)
_NAMES = frozenset({"name", "full name", "participant", "person", "member"})


class ScoreFault(StrEnum):
    """Why a line, or the whole sheet, cannot be used."""

    NO_PERSON_COLUMN = "no_person_column"
    NO_SCORE_COLUMN = "no_score_column"
    NO_PERSON = "no_person"
    NO_SCORE = "no_score"
    NOT_A_NUMBER = "not_a_number"
    OUT_OF_RANGE = "out_of_range"
    NO_DAY = "no_day"
    NOT_A_DAY = "not_a_day"
    NOT_A_LEVEL = "not_a_level"
    TWICE = "twice"


class Verdict(StrEnum):
    """What becomes of a line."""

    GOOD = "good"
    THERE_ALREADY = "there_already"
    OTHER_SCORE = "other_score"
    NOBODY = "nobody"
    SEVERAL = "several"
    NOT_ASKED = "not_asked"
    OUTSIDE_THE_WINDOW = "outside_the_window"
    UNREADABLE = "unreadable"


class UnreadableScores(ValueError):
    """A sheet without the columns that are needed; `fault` says which."""

    def __init__(self, fault: ScoreFault) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True)
class ScoreLine:
    """One line. `who` as written: a reference, or else a name. `fault` is empty where the line can be used.

    `level` is a coarse step that some owners give beside the score.
    """

    number: int
    who: str
    is_reference: bool
    on: date | None = None
    score: float | None = None
    level: int | None = None
    fault: ScoreFault | None = None
    said: str = ""


@dataclass(frozen=True)
class _Columns:
    who: int
    is_reference: bool
    score: int
    day: int | None
    level: int | None


def read_scores(sheet: Sheet, of: Instrument, *, day: date | None, today: date) -> list[ScoreLine]:
    """Every line of a sheet; `day` stands where a line has none.

    People are found by a column of references, or else of names; the score by a heading with that word. Raises
    `UnreadableScores` without them.
    """
    columns = _columns(sheet.headers)
    days = [row.cells[columns.day] for row in sheet.rows] if columns.day is not None else []
    order = date_order(days)
    lines: list[ScoreLine] = []
    seen: set[str] = set()
    for row in sheet.rows:
        who = cell_text(row.cells[columns.who])
        line = ScoreLine(row.number, who, columns.is_reference)
        try:
            _check(bool(who), ScoreFault.NO_PERSON)
            _check(who.casefold() not in seen, ScoreFault.TWICE, who)
            seen.add(who.casefold())
            on = _day(
                row.cells[columns.day] if columns.day is not None else "",
                day,
                day_first=order.day_first,
                today=today,
            )
            score = _score(row.cells[columns.score], of)
            level = _level(row.cells[columns.level]) if columns.level is not None else None
        except _Wrong as wrong:
            lines.append(ScoreLine(row.number, who, columns.is_reference, fault=wrong.fault, said=wrong.said))
        else:
            lines.append(ScoreLine(line.number, who, line.is_reference, on, score, level))
    return lines


class _Wrong(Exception):
    def __init__(self, fault: ScoreFault, said: str) -> None:
        super().__init__(fault)
        self.fault = fault
        self.said = said


def _check(holds: bool, fault: ScoreFault, said: str = "") -> None:  # noqa: FBT001 - it reads as a sentence
    if not holds:
        raise _Wrong(fault, said[:60])


def _columns(headers: tuple[str, ...]) -> _Columns:
    plain = [plain_words(heading) for heading in headers]

    def first(*fits: bool) -> int | None:
        return next((place for place, fit in enumerate(fits) if fit), None)

    reference = first(*(heading in _REFERENCES for heading in plain))
    who = reference if reference is not None else first(*(heading in _NAMES for heading in plain))
    if who is None:
        raise UnreadableScores(ScoreFault.NO_PERSON_COLUMN)
    score = first(*("score" in heading.split() for heading in plain))
    if score is None:
        raise UnreadableScores(ScoreFault.NO_SCORE_COLUMN)
    return _Columns(
        who,
        reference is not None,
        score,
        first(*("date" in heading.split() or heading in {"day", "answered on"} for heading in plain)),
        first(*("level" in heading.split() for heading in plain)),
    )


def _day(cell: Cell, otherwise: date | None, *, day_first: bool, today: date) -> date:
    if cell == "":
        if otherwise is None:
            raise _Wrong(ScoreFault.NO_DAY, "")
        return otherwise
    read = parse_date(cell, day_first=day_first, today=today, sure_of_order=True)
    if read.value is None:
        raise _Wrong(ScoreFault.NOT_A_DAY, cell_text(cell)[:60])
    return read.value


def _score(cell: Cell, of: Instrument) -> float:
    _check(cell != "", ScoreFault.NO_SCORE)
    number = _number(cell)
    if number is None:
        raise _Wrong(ScoreFault.NOT_A_NUMBER, cell_text(cell)[:60])
    _check(of.range.min <= number <= of.range.max, ScoreFault.OUT_OF_RANGE, cell_text(cell))
    return number


def _level(cell: Cell) -> int | None:
    if cell == "":
        return None
    number = _number(cell)
    if number is None or not number.is_integer() or not 0 <= number <= 99:
        raise _Wrong(ScoreFault.NOT_A_LEVEL, cell_text(cell)[:60])
    return int(number)


def _number(cell: Cell) -> float | None:
    if isinstance(cell, (bool, date)):
        return None
    try:
        number = float(str(cell).replace(",", "."))
    except ValueError:
        return None
    return number if abs(number) < 1e12 else None
