"""Change per measure: the best guess and its interval, against no change and the smallest change that matters."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from alongside.evaluation.core.change import Change, Interval
from alongside.evaluation.core.charts.drawing import WIDTH, Canvas, Figure, Table, isolate, plain_number

_TRACK = 34.0
_MARGIN = 10.0


@dataclass(frozen=True)
class IntervalRow:
    """One measure. `change` is the object behind the table and the sentence, after `protect_change`."""

    label: str
    change: Change


@dataclass(frozen=True)
class IntervalWords:
    """Translated words. `between` has {low} and {high}; `people` has {n} and may have {missing}; `hidden` stands for what is not shown.

    headers: measure, people, best guess, interval, smallest change that matters.
    """

    title: str
    description: str
    better: str
    worse: str
    no_change: str
    mid: str
    between: str
    people: str
    too_few: str
    no_interval: str
    hidden: str
    headers: tuple[str, str, str, str, str]


def interval_chart(
    rows: Sequence[IntervalRow],
    words: IntervalWords,
    *,
    figure_id: str = "change",
    rtl: bool = False,
    number: Callable[[float], str] = plain_number,
) -> Figure:
    """Each measure on its own scale, with no change in the middle and better towards the reading end."""
    canvas = Canvas(figure_id, rtl)
    y = _legend(canvas, words, with_mid=any(row.change.mid is not None for row in rows))
    for row in rows:
        y = canvas.paragraph(0, y, row.label, WIDTH, kind="chart-strong")
        y = canvas.paragraph(0, y, _numbers(row.change, words, number), WIDTH, size=13)
        y = canvas.paragraph(0, y, _people(row.change, words), WIDTH, size=12, kind="chart-muted") + 4
        _track(canvas, row.change, y)
        y += _TRACK + 18
    return canvas.figure(y, words.title, words.description, _table(rows, words, number))


def _legend(canvas: Canvas, words: IntervalWords, *, with_mid: bool) -> float:
    canvas.arrow(1, 9, dx=-1)
    canvas.text(12, 14, words.worse)
    canvas.arrow(WIDTH - 1, 9, dx=1)
    canvas.text(WIDTH - 12, 14, words.better, anchor="end")
    canvas.line(6, 26, 6, 40, "chart-zero", width=2)
    y = canvas.paragraph(18, 25, words.no_change, WIDTH - 18, size=12, kind="chart-muted") + 6
    if not with_mid:
        return y + 10
    canvas.line(6, y + 1, 6, y + 16, "chart-mid", width=1.5, dashed=True)
    return canvas.paragraph(18, y + 1, words.mid, WIDTH - 18, size=12, kind="chart-muted") + 16


def _numbers(change: Change, words: IntervalWords, number: Callable[[float], str]) -> str:
    if change.improvement is None:
        return words.too_few
    guess = isolate(number(change.improvement))
    if change.interval is None:
        return f"{guess} ({words.no_interval})"
    return f"{guess} ({_between(change.interval, words, number)})"


def _between(interval: Interval, words: IntervalWords, number: Callable[[float], str]) -> str:
    return words.between.format(low=isolate(number(interval.low)), high=isolate(number(interval.high)))


def _people(change: Change, words: IntervalWords) -> str:
    n, missing = (
        words.hidden if count is None else isolate(str(count)) for count in (change.n, change.missing)
    )
    return words.people.format(n=n, missing=missing)


def _track(canvas: Canvas, change: Change, y: float) -> None:
    """Too few people leave an empty, dashed track: greyed, not gone."""
    centre, middle = WIDTH / 2, y + _TRACK / 2
    canvas.rect(1, y, WIDTH - 2, _TRACK, "chart-track", radius=4, dashed=change.interval is None)
    canvas.line(centre, y - 3, centre, y + _TRACK + 3, "chart-zero", width=2)
    marks = [change.mid or 0.0, abs(change.improvement or 0.0)]
    if change.interval:
        marks += [abs(change.interval.low), abs(change.interval.high)]
    scale = (WIDTH / 2 - _MARGIN) / (max(marks) * 1.08 or 1)
    if change.mid is not None:
        for side in (-1, 1):
            x = centre + side * change.mid * scale
            canvas.line(x, y - 3, x, y + _TRACK + 3, "chart-mid", width=1.5, dashed=True)
    if change.interval is not None:
        low, high = (centre + end * scale for end in (change.interval.low, change.interval.high))
        canvas.line(low, middle, high, middle, "chart-interval", width=4)
        for end in (low, high):
            canvas.line(end, middle - 7, end, middle + 7, "chart-interval", width=2)
    if change.improvement is not None:
        canvas.diamond(centre + change.improvement * scale, middle, 7, "chart-estimate")


def _table(rows: Sequence[IntervalRow], words: IntervalWords, number: Callable[[float], str]) -> Table:
    return Table(words.headers, tuple(_table_row(row, words, number) for row in rows))


def _table_row(row: IntervalRow, words: IntervalWords, number: Callable[[float], str]) -> tuple[str, ...]:
    change = row.change
    return (
        row.label,
        words.hidden if change.n is None else str(change.n),
        words.too_few if change.improvement is None else number(change.improvement),
        _between(change.interval, words, number) if change.interval else words.no_interval,
        "" if change.mid is None else number(change.mid),
    )
