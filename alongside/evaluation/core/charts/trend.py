"""A mean over time with its intervals, at true distances in time; a wave that is not shown leaves a gap."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from alongside.evaluation.core.charts.drawing import (
    LINE,
    WIDTH,
    Canvas,
    Figure,
    Table,
    isolate,
    plain_number,
    wrap,
)

_HEIGHT, _START, _END, _NAME = 170.0, 44.0, 22.0, 72.0


@dataclass(frozen=True)
class TrendPoint:
    """A wave: its name, its time in any unit, and the mean with its interval; None is not shown."""

    label: str
    at: float
    estimate: float | None
    low: float | None = None
    high: float | None = None
    n: int | None = None


@dataclass(frozen=True)
class TrendWords:
    """Translated words. axis says what is measured and which way is better.

    headers: wave, people, mean, low end, high end.
    """

    title: str
    description: str
    axis: str
    hidden: str
    headers: tuple[str, str, str, str, str]


@dataclass(frozen=True)
class _Scale:
    ticks: tuple[float, ...]
    first: float
    last: float

    def x(self, at: float) -> float:
        width = WIDTH - _START - _END
        if self.last == self.first:
            return _START + width / 2
        return _START + 14 + (width - 14) * (at - self.first) / (self.last - self.first)

    def y(self, value: float, top: float) -> float:
        low, high = self.ticks[0], self.ticks[-1]
        return top + _HEIGHT * (high - value) / (high - low)


def trend_chart(
    points: Sequence[TrendPoint],
    words: TrendWords,
    *,
    figure_id: str = "trend",
    rtl: bool = False,
    number: Callable[[float], str] = plain_number,
) -> Figure:
    """Draw waves in order of time. ValueError without points."""
    if not points:
        raise ValueError("A trend needs at least one wave")
    canvas = Canvas(figure_id, rtl)
    waves = sorted(points, key=lambda point: point.at)
    top = canvas.paragraph(0, 0, words.axis, WIDTH, size=13) + 14
    values = [value for wave in waves for value in (wave.estimate, wave.low, wave.high) if value is not None]
    scale = _Scale(nice_ticks(min(values, default=0), max(values, default=1)), waves[0].at, waves[-1].at)
    _grid(canvas, scale, top, number)
    _lines(canvas, scale, waves, top)
    for wave in waves:
        _wave(canvas, scale, wave, top)
    bottom = _names(canvas, scale, waves, top)
    return canvas.figure(bottom, words.title, words.description, _table(waves, words, number))


def nice_ticks(low: float, high: float) -> tuple[float, ...]:
    """Between three and seven round numbers that hold the range."""
    widest = max(abs(low), abs(high), 1.0)
    # A range too narrow to tell apart is drawn as one value.
    span = high - low if high - low > widest * 1e-6 else widest
    rough = span / 4
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough * (1 - 1e-9))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return tuple(step * tick for tick in range(first, max(last, first + 2) + 1))


def _grid(canvas: Canvas, scale: _Scale, top: float, number: Callable[[float], str]) -> None:
    for tick in scale.ticks:
        y = scale.y(tick, top)
        canvas.line(_START, y, WIDTH, y, "chart-grid")
        canvas.text(_START - 6, y + 4, isolate(number(tick)), size=12, anchor="end", kind="chart-muted")


def _lines(canvas: Canvas, scale: _Scale, waves: Sequence[TrendPoint], top: float) -> None:
    for one, two in pairwise(waves):
        if one.estimate is not None and two.estimate is not None:
            start, end = scale.y(one.estimate, top), scale.y(two.estimate, top)
            canvas.line(scale.x(one.at), start, scale.x(two.at), end, "chart-line", width=1.5)


def _wave(canvas: Canvas, scale: _Scale, wave: TrendPoint, top: float) -> None:
    x = scale.x(wave.at)
    if wave.low is not None and wave.high is not None:
        low, high = scale.y(wave.low, top), scale.y(wave.high, top)
        canvas.line(x, low, x, high, "chart-interval", width=3)
        for end in (low, high):
            canvas.line(x - 5, end, x + 5, end, "chart-interval", width=2)
    if wave.estimate is not None:
        canvas.diamond(x, scale.y(wave.estimate, top), 6, "chart-estimate")


def _names(canvas: Canvas, scale: _Scale, waves: Sequence[TrendPoint], top: float) -> float:
    """Names under the waves, each in the first row where it meets no other. Returns the y below them."""
    taken: list[float] = []  # how far along each row is full
    placed: list[tuple[int, float, list[str]]] = []
    for wave in waves:
        x = min(scale.x(wave.at), WIDTH - _NAME / 2)
        row = next((number for number, end in enumerate(taken) if end <= x - _NAME / 2), len(taken))
        taken[row : row + 1] = [x + _NAME / 2]
        placed.append((row, x, wrap(wave.label, _NAME, 12)))
    y = top + _HEIGHT + 18
    for row in range(len(taken)):
        here = [(x, lines) for number, x, lines in placed if number == row]
        for x, lines in here:
            for place, line in enumerate(lines):
                canvas.text(x, y + place * 12 * LINE, line, size=12, anchor="middle")
        y += max(len(lines) for _, lines in here) * 12 * LINE + 4
    return y


def _table(waves: Sequence[TrendPoint], words: TrendWords, number: Callable[[float], str]) -> Table:
    def shown(value: float | None) -> str:
        return words.hidden if value is None else number(value)

    return Table(
        words.headers,
        tuple(
            (
                wave.label,
                words.hidden if wave.n is None else str(wave.n),
                shown(wave.estimate),
                shown(wave.low),
                shown(wave.high),
            )
            for wave in waves
        ),
    )
