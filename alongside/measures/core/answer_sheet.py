"""Answers in a sheet, as Stata, SPSS, R and people write them, read into codes.

What stands for a missing answer is declared and never guessed; what cannot be read is listed by line and column, and
the other lines are kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alongside.enrolment.core.delimited import read_delimited
from alongside.enrolment.core.grid import SheetError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from .instrument import Instrument

_TROUBLE = {
    "empty": "The file is empty.",
    "unreadable_encoding": "The file is in an encoding that cannot be read: save it as CSV in UTF-8.",
    "unclosed_quote": 'A quotation mark is opened and never closed: look for a stray " in the file.',
    "cell_too_long": 'A cell is longer than any answer can be: look for a stray " in the file.',
}
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]0*)?")
_NUMBERED = re.compile(r"(.*?)0*(\d+)")
_COMMON_MISSING = frozenset(
    {".", "na", "n/a", "nan", "null", "-", "99", "999", "-9", "-99", "-999", "#n/a", "#null!"}
)


class UnreadableSheet(ValueError):
    """A sheet of which nothing can be read, in words for whoever made it."""


@dataclass(frozen=True)
class Row:
    """One line under the headings, by its number in the file, with a cell for each heading."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Sheet:
    """Headings as written, and the rows that have anything in them."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Remark:
    """What is wrong in one place, and what would be right."""

    line: int
    column: str
    words: str

    def __str__(self) -> str:
        place = f", column {self.column}" if self.column else ""
        return f"line {self.line}{place}: {self.words}"


def read_sheet(data: bytes) -> Sheet:
    """Read headings and rows from the bytes of a CSV file of any usual encoding and delimiter.

    Raises `UnreadableSheet` if it is not text in columns, has no headings, a heading twice or a line with more cells
    than headings.
    """
    try:
        records = [
            (number, cells) for number, cells in read_delimited(data).records() if any(map(str.strip, cells))
        ]
    except SheetError as error:
        raise UnreadableSheet(
            _TROUBLE.get(error.code, "This file is not a sheet of columns in plain text (CSV).")
        ) from error
    if not records:
        raise UnreadableSheet("The file is empty.")
    headings = tuple(cell.strip().lstrip("\ufeff") for cell in records[0][1])
    if repeated := sorted({one for one in headings if one and headings.count(one) > 1}):
        raise UnreadableSheet(
            f"The heading {repeated[0]} stands there twice: give each column a name of its own."
        )
    return Sheet(headings, tuple(_rows(headings, records[1:])))


def _rows(headings: Sequence[str], records: Sequence[tuple[int, list[str]]]) -> Iterator[Row]:
    for number, cells in records:
        if any(cell.strip() for cell in cells[len(headings) :]):
            raise UnreadableSheet(
                f"Line {number} has {len(cells)} cells under {len(headings)} headings: "
                "put a text that holds the delimiter in quotation marks."
            )
        filled = [cell.strip() for cell in cells] + [""] * (len(headings) - len(cells))
        yield Row(number, {heading: cell for heading, cell in zip(headings, filled, strict=False) if heading})


def columns_for(
    chosen: Sequence[Instrument], headings: Sequence[str], *, prefix: str = ""
) -> dict[str, dict[str, str]]:
    """Which heading holds which question: for each instrument's id, item id to heading.

    A heading is taken if it is the question's id or its words, with or without the instrument's id before it; or else
    if headings are numbered like the questions, through all instruments in their order (q1 to q9, phq9_1 to phq9_9).
    A run of numbers that goes on beyond the questions counts only where `prefix`, the letters before the numbers,
    names it. Raises `UnreadableSheet` where a question has no column, or columns could be taken in several ways.
    """
    if prefix:
        return _numbered(chosen, headings, prefix)
    by_name = {_plain(heading): heading for heading in headings if heading}
    found = {one.id: _named(one, by_name, alone=len(chosen) == 1) for one in chosen}
    if not any(found.values()):
        return _numbered(chosen, headings, prefix)
    for one in chosen:
        if lacking := [item_id for item_id in one.item_ids if item_id not in found[one.id]]:
            raise UnreadableSheet(
                f"{one.title}: there is no column for {', '.join(lacking)}. "
                "Add an empty column for a question that was not asked."
            )
    return found


def _named(one: Instrument, by_name: Mapping[str, str], *, alone: bool) -> dict[str, str]:
    found = {}
    for item in one.items:
        names = (f"{one.id}_{item.id}", item.id, item.text) if alone else (f"{one.id}_{item.id}", item.text)
        heading = next((by_name[_plain(name)] for name in names if _plain(name) in by_name), None)
        if heading is not None:
            found[item.id] = heading
    return found


def _numbered(
    chosen: Sequence[Instrument], headings: Sequence[str], prefix: str
) -> dict[str, dict[str, str]]:
    runs: dict[str, dict[int, str]] = {}
    for heading in headings:
        if match := _NUMBERED.fullmatch(heading):
            runs.setdefault(match[1], {})[int(match[2])] = heading
    questions = [(one.id, item_id) for one in chosen for item_id in one.item_ids]
    wanted = set(range(1, len(questions) + 1))
    fits = {
        start: run
        for start, run in runs.items()
        if (start == prefix and wanted <= set(run) if prefix else wanted == set(run))
    }
    if len(fits) != 1:
        raise UnreadableSheet(_no_single_run(chosen, fits, len(questions)))
    run = next(iter(fits.values()))
    found: dict[str, dict[str, str]] = {one.id: {} for one in chosen}
    for number, (instrument_id, item_id) in enumerate(questions, start=1):
        found[instrument_id][item_id] = run[number]
    return found


def _no_single_run(chosen: Sequence[Instrument], fits: Collection[str], count: int) -> str:
    titles = " and ".join(one.title for one in chosen)
    if fits:
        starts = ", ".join(f'"{start}"' for start in sorted(fits))
        return f"Several runs of columns could be {titles}: choose one of {starts} with --prefix."
    names = ", ".join(
        item_id if len(chosen) == 1 else f"{one.id}_{item_id}" for one in chosen for item_id in one.item_ids
    )
    return (
        f"No columns are named for the questions of {titles}. Name them {names}; or number them from 1 to {count} "
        "behind the same letters, and if the numbers go on, say those letters with --prefix."
    )


def code_of(instrument: Instrument, item_id: str, cell: str, missing: Collection[str]) -> int | None:
    """The code that a cell holds: a whole number (3, 3.0 or 3,0), or the words of an answer. None if it is missing.

    `missing` are the declared ways of writing a missing answer; an empty cell always is one. Raises `ValueError`,
    with words for whoever made the sheet, for anything else.
    """
    if not cell or cell in missing:
        return None
    responses = instrument.responses[{item.id: item for item in instrument.items}[item_id].responses]
    if _NUMBER.fullmatch(cell):
        code = int(re.split("[.,]", cell)[0])
        if code in responses.codes:
            return code
    for option in responses.options:
        if option.label and _plain(option.label) == _plain(cell):
            return option.code
    offered = ", ".join(str(code) for code in sorted(responses.codes))
    hint = (
        f" If it stands for a missing answer, say so: --missing {cell}"
        if cell.casefold() in _COMMON_MISSING
        else ""
    )
    raise ValueError(f'"{cell[:40]}" is not an answer; there are {offered}.{hint}')


def _plain(words: str) -> str:
    return "".join(char for char in words.casefold() if char.isalnum())
