"""Dates in the styles that people really type."""

from __future__ import annotations

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from alongside.enrolment.core.grid import Cell, cell_text
from alongside.enrolment.core.problems import Parsed, Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterable

EARLIEST: Final = 1900
# The oldest person whose age is verified reached 122 years (J. Calment, 1875 to 1997).
_OLDEST: Final = 122
# Spreadsheets count days from 30 December 1899, for dates from March 1900 on.
_DAY_ZERO: Final = date(1899, 12, 30)
_SERIALS: Final = range(61, 73_051)

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CLOCK = re.compile(r"[ t,]+\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\.\d+)?\s*(?:am|pm|z)?$")
_WEEKDAY = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[,.\s]+")
_NUMBERS = re.compile(r"(\d{1,4})\s*[./\-\s\\]\s*(\d{1,2})\s*[./\-\s\\]\s*(\d{1,4})\.?")
_DAY_MONTH = re.compile(
    r"(\d{1,2})\s*(?:st|nd|rd|th)?[\s.\-/,]*(?:of\s+)?([a-z]{3,9})[\s.\-/,']*(\d{4}|\d{2})"
)
_MONTH_DAY = re.compile(r"([a-z]{3,9})[\s.\-/]*(\d{1,2})\s*(?:st|nd|rd|th)?[\s.\-/,']+(\d{4}|\d{2})")
_YEAR_MONTH_DAY = re.compile(r"(\d{4})[\s.\-/]*([a-z]{3,9})[\s.\-/]*(\d{1,2})")
_NO_DAY = re.compile(r"(?:[a-z]{3,9}|\d{1,2})[\s.\-/,]+\d{4}|\d{4}[\s.\-/]+(?:[a-z]{3,9}|\d{1,2})")
_COMPACT = re.compile(r"\d{8}")


@dataclass(frozen=True, slots=True)
class DateOrder:
    """How a column writes its dates. `sure` if some date in it can be read in one order only, and none in the other."""

    day_first: bool
    sure: bool


def date_order(values: Iterable[Cell], *, day_first: bool = True) -> DateOrder:
    """Judge a column by its dates such as 25/03/1961; without one, the house's habit `day_first` stands."""
    days = months = 0
    for value in values:
        found = _NUMBERS.fullmatch(_tidied(value)) if isinstance(value, str) else None
        if found and len(found[1]) < 3:
            days += int(found[1]) > 12 >= int(found[2])
            months += int(found[2]) > 12 >= int(found[1])
    if days and not months:
        return DateOrder(day_first=True, sure=True)
    if months and not days:
        return DateOrder(day_first=False, sure=True)
    return DateOrder(day_first, sure=False)


def parse_date(
    value: Cell,
    *,
    day_first: bool = True,
    today: date,
    birth: bool = False,
    sure_of_order: bool = False,
    future: bool = False,
) -> Parsed[date]:
    """Read a date. With `birth`, a date so old that nobody lives who has it is refused.

    Dates after `today` are refused unless `future`. With `sure_of_order`, 12/03/1961 is read by `day_first`
    without a remark. Numbers are a spreadsheet's day numbers. Never raises.
    """
    if value == "":
        return Parsed()
    if isinstance(value, datetime):
        read: Parsed[date] = Parsed(value.date())
    elif isinstance(value, date):
        read = Parsed(value)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        read = _from_number(float(value), today)
    else:
        read = _from_text(_tidied(value), _Habit(day_first, sure_of_order, today))
    if read.value is None:
        return read
    wrong = _outside(read.value, today, birth=birth, future=future)
    return Parsed(problem=wrong) if wrong else read


def ambiguous_example(values: Iterable[Cell], *, today: date) -> tuple[str, date, date] | None:
    """The first date in a column that says two things, with what it is day first and month first.

    None where the column shows its own order, or no date in it could be read both ways.
    """
    cells = [value for value in values if isinstance(value, str) and value]
    if date_order(cells).sure:
        return None
    for cell in cells:
        day, month = (parse_date(cell, day_first=first, today=today).value for first in (True, False))
        if day and month and day != month:
            return cell, day, month
    return None


def parse_year(value: Cell, *, today: date) -> Parsed[int]:
    """A year of birth in four digits, or in two (then never in the future). A whole date gives its year."""
    if value == "":
        return Parsed()
    text = _tidied(value)
    if re.fullmatch(r"\d{4}|'?\d{2}", text):
        year, doubt = _year(text.lstrip("'"), today)
        if year > today.year:
            return Parsed(problem=problem("year_in_future"))
        if year < today.year - _OLDEST:
            return Parsed(problem=problem("year_too_early", year=today.year - _OLDEST))
        return Parsed(year, doubt)
    whole = parse_date(value, today=today, birth=True, sure_of_order=True)
    if whole.value is None:
        return Parsed(problem=problem("not_a_year"))
    return Parsed(whole.value.year)


@dataclass(frozen=True, slots=True)
class _Habit:
    day_first: bool
    sure: bool
    today: date


def _tidied(value: Cell) -> str:
    text = unicodedata.normalize("NFKC", cell_text(value)).casefold().strip()
    text = re.sub("[\u2010-\u2015\u2212]", "-", text)
    return _WEEKDAY.sub("", _CLOCK.sub("", text[:60]))


def _outside(found: date, today: date, *, birth: bool, future: bool) -> Problem | None:
    if found > today and not future:
        return problem("date_in_future")
    earliest = max(EARLIEST, today.year - _OLDEST) if birth else EARLIEST
    return problem("date_too_early", year=earliest) if found.year < earliest else None


def _from_number(value: float, today: date) -> Parsed[date]:
    if value.is_integer() and EARLIEST <= value <= today.year:
        return Parsed(problem=problem("only_a_year"))
    if value.is_integer() and len(str(int(value))) in (7, 8):
        text = str(int(value)).zfill(8)
        return _from_text(text, _Habit(day_first=True, sure=True, today=today))
    if not _SERIALS.start <= value < _SERIALS.stop:
        return Parsed(problem=problem("serial_out_of_range"))
    found = _DAY_ZERO + timedelta(days=int(value))
    return Parsed(found, problem("serial_number", chosen=_words(found)))


def _from_text(text: str, habit: _Habit) -> Parsed[date]:
    if re.fullmatch(r"\d{4}", text):
        return Parsed(problem=problem("only_a_year"))
    if re.fullmatch(r"\d{5}(?:\.\d+)?", text):
        return _from_number(float(text), habit.today)
    if _COMPACT.fullmatch(text):
        return _compact(text, habit)
    if found := _NUMBERS.fullmatch(text):
        return _three_numbers(found[1], found[2], found[3], habit)
    if named := _named_month(text):
        return _dated(named[0], named[1], named[2], habit)
    return Parsed(problem=problem("no_day" if _NO_DAY.fullmatch(text) else "not_a_date"))


def _compact(text: str, habit: _Habit) -> Parsed[date]:
    if EARLIEST <= int(text[:4]) <= habit.today.year and 1 <= int(text[4:6]) <= 12:
        return _dated(text[:4], int(text[4:6]), text[6:], habit)
    return _three_numbers(text[:2], text[2:4], text[4:], habit)


def _three_numbers(first: str, second: str, third: str, habit: _Habit) -> Parsed[date]:
    if len(first) > 2:
        if len(first) == 3 or len(third) > 2:
            return Parsed(problem=problem("not_a_date"))
        return _dated(first, int(second), third, habit)
    if len(third) not in (2, 4):
        return Parsed(problem=problem("not_a_date"))
    day, month = (first, second) if habit.day_first else (second, first)
    if int(month) > 12 >= int(day):
        swapped = _dated(third, int(day), month, habit)
        return _remarked(swapped, "other_order")
    read = _dated(third, int(month), day, habit)
    if habit.sure or read.value is None or int(day) > 12 or int(day) == int(month):
        return read
    other = _dated(third, int(day), month, habit).value
    return _remarked(read, "ambiguous_date", other=_words(other)) if other else read


def _remarked(read: Parsed[date], code: str, **params: str) -> Parsed[date]:
    if read.value is None:
        return read
    return Parsed(read.value, problem(code, chosen=_words(read.value), **params))


def _named_month(text: str) -> tuple[str, int, str] | None:
    """(year, month, day) of a date whose month is a word."""
    if found := _DAY_MONTH.fullmatch(text):
        day, word, year = found.groups()
    elif found := _MONTH_DAY.fullmatch(text):
        word, day, year = found.groups()
    elif found := _YEAR_MONTH_DAY.fullmatch(text):
        year, word, day = found.groups()
    else:
        return None
    month = _month(word)
    return (year, month, day) if month else None


def _month(word: str) -> int:
    """The month that a word of three letters or more begins, or 0."""
    if word[:3] not in _MONTHS:
        return 0
    month = _MONTHS.index(word[:3]) + 1
    return month if calendar.month_name[month].casefold().startswith(word) or word == "sept" else 0


def _dated(year_text: str, month: int, day_text: str, habit: _Habit) -> Parsed[date]:
    year, doubt = _year(year_text, habit.today)
    day = int(day_text)
    if not 1 <= month <= 12:
        return Parsed(problem=problem("no_such_month", month=month))
    if not 1 <= year <= 9999:
        return Parsed(problem=problem("not_a_date"))
    days = calendar.monthrange(year, month)[1]
    if not 1 <= day <= days:
        name = calendar.month_name[month]
        return Parsed(problem=problem("no_such_date", day=day, month_name=name, year=year, days=days))
    return Parsed(date(year, month, day), doubt)


def _year(text: str, today: date) -> tuple[int, Problem | None]:
    """Two digits mean the latest year that has come; a doubt is noted where a living person could be older."""
    year = int(text)
    if len(text) != 2:
        return year, None
    century = today.year // 100 * 100
    if century + year > today.year:
        return century - 100 + year, None
    doubt = today.year - (century - 100 + year) <= 110
    return century + year, problem("two_digit_year", year=century + year) if doubt else None


def _words(found: date) -> str:
    return f"{found.day} {calendar.month_name[found.month]} {found.year}"
