"""Pictures and tables of a result page, as the components draw them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from alongside.evaluation.core.charts import Figure
from alongside.evaluation.core.dose import Spread
from alongside.evaluation.queries import figures, wording

Rows = list[list[dict[str, Any]]]


@dataclass(frozen=True)
class Table:
    """A table as the component draws it."""

    caption: str
    columns: list[dict[str, Any]]
    rows: Rows


@dataclass(frozen=True)
class Picture:
    """A figure with its table and the line that says what it rests on."""

    figure: Figure
    table: Table
    rests_on: str


def number(value: float | None) -> str:
    return wording.hidden() if value is None else figures.whole(value)


def table(
    caption: str, headers: Sequence[str], rows: Iterable[Sequence[str]], words: Sequence[int] = (0,)
) -> Table:
    """A table whose columns hold numbers, but for those of `words`."""
    return Table(
        caption,
        [{"label": label, "number": place not in words} for place, label in enumerate(headers)],
        [
            [
                {"text": text, "label": label, "number": place not in words}
                for place, (text, label) in enumerate(zip(row, headers, strict=True))
            ]
            for row in rows
        ],
    )


def picture(figure: Figure, rests_on: str, words: Sequence[int] = (0,)) -> Picture:
    return Picture(
        figure, table(figure.title, figure.table.headers, _named(figure.table.rows), words), rests_on
    )


def _named(rows: Sequence[Sequence[str]]) -> Iterator[Sequence[str]]:
    """Rows that go on with the one above get its name too: each is read by itself where the table stacks."""
    name = ""
    for row in rows:
        name = row[0] or name
        yield (name, *row[1:])


def spread_cells(spread: Spread) -> tuple[str, str, str]:
    """How many, the middle one, and between what the middle half lies."""
    middle = wording.hidden() if spread.median is None else figures.whole(spread.median)
    if spread.n == 0:
        middle = "–"
    if spread.lower_quartile is None or spread.upper_quartile is None:
        half = "–"
    else:
        half = _("%(low)s to %(high)s") % {
            "low": figures.whole(spread.lower_quartile),
            "high": figures.whole(spread.upper_quartile),
        }
    return number(spread.n), middle, half
