"""Where the headings are: not always in the first row, and not always in one row."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from alongside.enrolment.core.fields import known_heading
from alongside.enrolment.core.grid import (
    Cell,
    Grid,
    GridRow,
    Note,
    SheetError,
    Span,
    cell_text,
    column_letter,
    plain_words,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

# How far down headings are looked for: titles and blank lines above them seldom go on longer.
_DEPTH: Final = 25
_LONGEST_HEADING: Final = 120
_DATA = re.compile(
    r"""\s*(?:
        [^@\s]+@[^@\s]+\.[^@\s]+           # an e-mail address
        | [+(]?[\d][\d\s().\-/+]{5,}       # a telephone number or a date
        | [£$€]?\s*-?\d+(?:[.,]\d+)*\s*%?  # an amount
        | \d{1,2}[.\-\s/]\w{3,9}[.\-\s/]\d{2,4}
    )\s*""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Headings:
    """The numbers of the rows that hold the headings, and the heading of each column from A on ("" if none)."""

    rows: tuple[int, ...]
    names: tuple[str, ...]
    notes: tuple[Note, ...]


def find_headings(grid: Grid) -> Headings:
    """The row with the most headings that we know, or else the first that looks like headings.

    Joins a second row of headings above or below. Raises SheetError if there is no such row.
    """
    rows = grid.rows[:_DEPTH]
    width = max(len(row.cells) for row in grid.rows)
    place = _best_row(rows, width)
    if place is None:
        raise SheetError("no_header")
    notes: list[Note] = []
    if not _known(rows[place]):
        notes.append(Note("headings_not_recognised", {"row": rows[place].number}))
    pair = _pair(rows, place, grid.merges, width)
    used = tuple(row.number for row in pair)
    if len(pair) > 1:
        notes.append(Note("headings_joined"))
        names = _joined(pair[0], pair[1], grid.merges, width)
    else:
        names = _texts(pair[0], width)
    above = sum(1 for row in grid.rows if row.number < used[0])
    if above:
        notes.append(Note("rows_above_headings", {"count": above}))
    return Headings(used, tuple(" ".join(name.split()) for name in names), tuple(notes))


def numbered(names: Sequence[str], columns: Sequence[int]) -> tuple[tuple[str, ...], tuple[Note, ...]]:
    """The headings made different from each other: repeated ones numbered, missing ones named by their letter."""
    notes: list[Note] = []
    taken: set[str] = set()
    result: list[str] = []
    repeated = {
        name for name, count in Counter(name.casefold() for name in names if name).items() if count > 1
    }
    reserved = {name.casefold() for name in names}
    for name, column in zip(names, columns, strict=True):
        letter = column_letter(column)
        if not name:
            notes.append(Note("unnamed_column", {"letter": letter}, column=column))
        elif name.casefold() in repeated:
            repeated.discard(name.casefold())
            notes.append(Note("duplicate_heading", {"header": name}))
        result.append(_free(name or f"Column {letter}", taken, reserved))
        taken.add(result[-1].casefold())
    return tuple(result), tuple(notes)


def _free(name: str, taken: set[str], reserved: set[str]) -> str:
    if name.casefold() not in taken:
        return name
    number = 2
    while f"{name} {number}".casefold() in taken | reserved:
        number += 1
    return f"{name} {number}"


def _texts(row: GridRow, width: int) -> list[str]:
    texts = [cell_text(cell)[:_LONGEST_HEADING] for cell in row.cells]
    return texts + [""] * (width - len(texts))


def _filled(row: GridRow) -> list[Cell]:
    return [cell for cell in row.cells if cell != ""]


def _is_data(cell: Cell) -> bool:
    return not isinstance(cell, str) or bool(_DATA.fullmatch(cell)) or len(cell) > _LONGEST_HEADING


def _known(row: GridRow) -> int:
    return sum(1 for cell in _filled(row) if isinstance(cell, str) and known_heading(cell))


def _data(row: GridRow) -> int:
    return sum(1 for cell in _filled(row) if _is_data(cell))


def _best_row(rows: Sequence[GridRow], width: int) -> int | None:
    usual = min(width, _usual_width(rows))
    least = 2 if usual > 1 else 1
    able = [
        place
        for place, row in enumerate(rows)
        if len(_filled(row)) >= least and _data(row) <= _known(row) // 2
    ]
    best = max(able, key=lambda place: (_known(rows[place]), -place), default=None)
    if best is not None and _known(rows[best]):
        return best
    broad = (place for place in able if not _data(rows[place]) and len(_filled(rows[place])) >= 0.6 * usual)
    return next(broad, None)


def _usual_width(rows: Sequence[GridRow]) -> int:
    """The number of filled cells that half of the rows reach."""
    widths = sorted(len(_filled(row)) for row in rows)
    return widths[len(widths) // 2]


def _pair(rows: Sequence[GridRow], place: int, merges: Sequence[Span], width: int) -> tuple[GridRow, ...]:
    row = rows[place]
    if place + 1 < len(rows) and _is_below(row, rows[place + 1], merges, width):
        return (row, rows[place + 1])
    if place and _is_above(rows[place - 1], row, merges, width):
        return (rows[place - 1], row)
    return (row,)


def _is_below(upper: GridRow, lower: GridRow, merges: Sequence[Span], width: int) -> bool:
    """A second row of headings fills gaps of the first and holds no data; most of it is known."""
    if lower.number != upper.number + 1 or _data(lower):
        return False
    above, below = _texts(upper, width), _texts(lower, width)
    gaps = sum(1 for one, two in zip(above, below, strict=True) if two and not one)
    known = _known(lower)
    if not known or known * 2 < len(_filled(lower)):
        return False
    return gaps > 0 or any(span.top == upper.number and span.left < span.right < width for span in merges)


def _is_above(upper: GridRow, lower: GridRow, merges: Sequence[Span], width: int) -> bool:
    """A row of group headings stands directly above: merged over some columns, or needed to tell columns apart."""
    if upper.number != lower.number - 1 or _data(upper):
        return False
    spans = [span for span in merges if span.top <= upper.number <= span.bottom]
    if any(span.left < span.right and span.right - span.left + 1 < width for span in spans):
        return True
    if any(span.bottom == lower.number for span in spans):
        return True
    above, below = _texts(upper, width), _texts(lower, width)
    lower_words = [plain_words(text) for text in below if text]
    fills_gaps = any(one and not two and known_heading(one) for one, two in zip(above, below, strict=True))
    repeats = len(set(lower_words)) < len(lower_words) and sum(map(bool, above)) > 1
    return not any(span.left < span.right for span in spans) and (fills_gaps or repeats)


def _joined(upper: GridRow, lower: GridRow, merges: Sequence[Span], width: int) -> list[str]:
    above, below = _texts(upper, width), _texts(lower, width)
    spans = [span for span in merges if span.top <= upper.number <= span.bottom and span.left < span.right]
    if spans:
        for span in spans:
            right = min(span.right, width)
            above[span.left - 1 : right] = (
                [above[span.left - 1]] * (right - span.left + 1) if span.left <= width else []
            )
    else:
        _fill_right(above, below)
    return [_join(one, two) for one, two in zip(above, below, strict=True)]


def _fill_right(above: list[str], below: Sequence[str]) -> None:
    """A group heading without a merge reaches right over blank cells, as far as there are headings below."""
    group = ""
    for place, text in enumerate(above):
        if text:
            group = text if below[place] else ""
        elif below[place]:
            above[place] = group
        else:
            group = ""


def _join(one: str, two: str) -> str:
    if plain_words(one) == plain_words(two):
        return one
    return f"{one} {two}".strip()
