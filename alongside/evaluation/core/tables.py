"""Tables for others: CSV that a spreadsheet cannot be tricked by, its data dictionary, pseudonyms and shifted dates.

Pseudonymous rows are still personal data: whoever holds the key, or knows enough about a person, can find them.
"""

import csv
import hashlib
import hmac
import io
import math
import re
import secrets
from base64 import b32encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

# Full-width equals, plus, minus and at signs start formulas too.
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_PLAIN_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?", re.ASCII)
_SHORTEST_KEY = 16

Day = TypeVar("Day", bound=date)


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CODE = "code"
    YES_NO = "yes_no"
    PSEUDONYM = "pseudonym"


@dataclass(frozen=True)
class Column:
    """One column of an export and what a reader must know of it.

    unit: of numbers ("minutes", "points"). values: code to meaning, for coded columns. higher_is: "better",
    "worse" or empty. missing: what an empty cell means.
    """

    name: str
    meaning: str
    kind: Kind = Kind.TEXT
    unit: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    higher_is: str = ""
    missing: str = ""


DICTIONARY_COLUMNS = ("name", "meaning", "kind", "unit", "values", "higher_is", "missing")


def write_csv(rows: Iterable[Mapping[str, object]], columns: Sequence[Column]) -> str:
    """The lines of `csv_lines` as one text."""
    return "".join(csv_lines(rows, columns))


def csv_lines(rows: Iterable[Mapping[str, object]], columns: Sequence[Column]) -> Iterator[str]:
    """CSV (RFC 4180, CRLF) line by line with a heading row, so that a long table never lies in memory whole.

    Every row has exactly the columns' names, else ValueError. Text that a spreadsheet would run as a formula gets a
    leading apostrophe; numbers stay numbers. None is an empty cell, dates are ISO 8601, yes and no are 1 and 0.
    """
    names = [column.name for column in columns]
    if len(set(names)) < len(names):
        raise ValueError("Two columns have the same name")
    yield _line([guard(name) for name in names])
    for number, row in enumerate(rows, start=1):
        if set(row) != set(names):
            raise ValueError(
                f"Row {number} does not have the columns of the table: {sorted(set(row) ^ set(names))}"
            )
        yield _line([cell(row[name]) for name in names])


def _line(cells: Sequence[str]) -> str:
    sheet = io.StringIO()
    csv.writer(sheet).writerow(cells)
    return sheet.getvalue()


def dictionary_rows(columns: Sequence[Column]) -> list[dict[str, object]]:
    """One row a column, empty words empty; the names are those of DICTIONARY_COLUMNS."""
    return [
        {
            "name": column.name,
            "meaning": column.meaning,
            "kind": str(column.kind),
            "unit": column.unit,
            "values": "; ".join(f"{code}: {meaning}" for code, meaning in column.values.items()),
            "higher_is": column.higher_is,
            "missing": column.missing,
        }
        for column in columns
    ]


def write_dictionary(columns: Sequence[Column]) -> str:
    """The data dictionary of a table, as CSV."""
    return write_csv(dictionary_rows(columns), [Column(name, "") for name in DICTIONARY_COLUMNS])


def cell(value: object) -> str:
    """One value as it stands in the file. A number that is not finite is an empty cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, (float, Decimal)) and not math.isfinite(value):
        return ""
    if isinstance(value, (int, float, Decimal)):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return guard(str(value))


def guard(text: str) -> str:
    """Text with a leading apostrophe where a spreadsheet would take it for a formula (OWASP, CSV injection)."""
    if _PLAIN_NUMBER.fullmatch(text):
        return text
    starts = text.startswith(_STARTS_FORMULA) or text.lstrip().startswith(_STARTS_FORMULA)
    return f"'{text}" if starts else text


def new_key() -> bytes:
    """A fresh secret for one export. Two exports with different keys cannot be joined by pseudonym."""
    return secrets.token_bytes(32)


def pseudonym(secret_key: bytes, identifier: str) -> str:
    """A name for a person that is the same throughout one export: p and 16 letters and digits (80 bits of HMAC-SHA256)."""
    return "p" + b32encode(_digest(secret_key, "pseudonym", identifier)[:10]).decode("ascii").lower()


def shift_dates(person_id: str, day: Day, seed: bytes, *, at_most_days: int = 182) -> Day:
    """A date moved by this person's own number of days, so that their intervals stay and the calendar does not.

    The shift is 1 to `at_most_days` days, forwards or backwards, never none. Weekdays and seasons are not kept.
    """
    if at_most_days < 1:
        raise ValueError("Dates must be shifted by at least a day")
    draw = int.from_bytes(_digest(seed, "dates", person_id)[:8], "big") % (2 * at_most_days)
    days = draw - at_most_days if draw < at_most_days else draw - at_most_days + 1
    return day + timedelta(days=days)


def _digest(key: bytes, purpose: str, identifier: str) -> bytes:
    if len(key) < _SHORTEST_KEY:
        raise ValueError(f"The key must have at least {_SHORTEST_KEY} bytes")
    return hmac.new(key, f"{purpose}:{identifier}".encode(), hashlib.sha256).digest()
