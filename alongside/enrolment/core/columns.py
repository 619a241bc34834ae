"""Which column means what: good guesses from the headings and from what stands below them."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final

from alongside.enrolment.core.cells import CHANNELS, is_blank
from alongside.enrolment.core.fields import (
    ANY_NAME,
    FIELD_BY_KEY,
    FIELDS,
    STRANGERS,
    Field,
    contains_words,
    has_name,
)
from alongside.enrolment.core.grid import Cell, cell_text, plain_words

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["ANY_NAME", "FIELDS", "FIELD_BY_KEY", "Field", "guess_columns", "has_name"]

# A guess below this is not made: an unmapped column costs a click, a wrong one costs trust.
_ENOUGH: Final = 0.45
_SAMPLE: Final = 200
_EMAIL = re.compile(r"\S+@\S+\.\S+")
_PHONE = re.compile(r"[+(]?\d[\d\s().\-/]{7,20}")
_DATE = re.compile(
    r"\d{1,2}[./\- ](?:\d{1,2}|[a-z]{3,9})[./\- ]\d{2,4}|\d{4}-\d{1,2}-\d{1,2}(?:[ t].*)?", re.IGNORECASE
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_CHANNEL_WORDS: Final = frozenset(word for words in CHANNELS.values() for word in words if len(word) > 1)
# Kinds whose cells can be told by their looks; the others rest on the heading alone.
_LOOKS: Final = frozenset({"email", "phone", "date", "year"})


def guess_columns(headers: Sequence[str], sample_rows: Sequence[Sequence[Cell]]) -> dict[str, int]:
    """For each field that can be guessed, the index in `headers` of its column. No column is given twice.

    A heading counts most. Cells that look like an e-mail address, a telephone number or a date speak for
    a column whose heading says nothing, and cells that do not look so speak against one whose heading does.
    """
    looks = [_looks([row[place] for row in sample_rows[:_SAMPLE]]) for place in range(len(headers))]
    scored = [
        (score, -place, -order, item.key, place)
        for place, header in enumerate(headers)
        for order, item in enumerate(FIELDS)
        if (score := _score(item, plain_words(header), looks[place])) >= _ENOUGH
    ]
    chosen: dict[str, int] = {}
    for _, _, _, key, place in sorted(scored, reverse=True):
        if key not in chosen and place not in chosen.values():
            chosen[key] = place
    return chosen


def _looks(cells: Sequence[Cell]) -> dict[str, float]:
    """For each kind, the share of filled cells that look like it; empty if no cell is filled."""
    filled = [cell for cell in cells if cell != "" and not is_blank(cell)]
    if not filled:
        return {}
    counts = dict.fromkeys(("email", "phone", "date", "year", "early", "channel"), 0)
    for cell in filled:
        for kind in _kinds(cell):
            counts[kind] += 1
    return {kind: count / len(filled) for kind, count in counts.items()}


def _kinds(cell: Cell) -> list[str]:
    text = cell_text(cell).strip()
    if isinstance(cell, date) or _DATE.fullmatch(text):
        return ["date", "early"] if _is_early(text) else ["date"]
    if _EMAIL.fullmatch(text):
        return ["email"]
    if _PHONE.fullmatch(text):
        return ["phone"]
    if _YEAR.fullmatch(text):
        return ["year"]
    return ["channel"] if plain_words(text) in _CHANNEL_WORDS else []


def _is_early(text: str) -> bool:
    """Whether a date lies before 2008, as adults' births do and most joinings do not."""
    years = re.findall(r"\d{4}", text)
    return bool(years) and int(years[0]) < 2008


def _score(item: Field, heading: str, looks: dict[str, float]) -> float:
    said = _heading_score(item, heading)
    if item.key == "preferred_channel" and looks.get("channel", 0.0) > 0.7:
        said += 0.5 if said else 0.0
    if not looks:
        return said
    if item.kind in _LOOKS:
        seen = _seen(item, looks)
        if said and not seen and not (item.kind == "date" and looks["year"]):
            return said - 0.3
        return said + 0.3 * seen if said else _unsaid(item, heading, looks)
    # An e-mail address under “Contact name” is no name.
    against = max(
        looks["email"], looks["phone"], looks["date"], looks["channel"] if item.kind == "name" else 0.0
    )
    return said - 0.6 * against if item.kind in ("name", "choice") or item.key == "area" else said


def _seen(item: Field, looks: dict[str, float]) -> float:
    if item.kind == "date":
        return looks["date"]
    return looks[item.kind]


def _unsaid(item: Field, heading: str, looks: dict[str, float]) -> float:
    """Evidence from the cells alone; too weak to overrule any heading that we know."""
    if any(contains_words(heading, words) for words in STRANGERS):
        return 0.0
    # An e-mail address cannot be anything else; digits can.
    if _means_other(item, heading) and not (item.kind == "email" and looks["email"] > 0.8):
        return 0.0
    strength = {
        "email": looks["email"],
        "phone": looks["phone"] * 0.8,
        "date_of_birth": looks["early"] * 0.8,
    }.get(item.key, 0.0)
    return strength * 0.6 if strength > 0.5 else 0.0


def _means_other(item: Field, heading: str) -> bool:
    return any(
        _heading_score(other, heading) > 0
        for other in FIELDS
        if other.kind != item.kind or other.key != item.key
    )


def _heading_score(item: Field, heading: str) -> float:
    if heading in item.words:
        return 1.0
    if any(contains_words(heading, words) for words in STRANGERS):
        return 0.0
    inside = [words for words in item.words if len(words) > 2 and contains_words(heading, words)]
    if not inside:
        return 0.0
    longest = max(len(words) for words in inside)
    return 0.5 + 0.4 * longest / len(heading)
