"""How the work went: weeks of support as a strip, months as a run chart, supporters as a funnel without names."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from alongside.evaluation.core.charts.bars import whole_number
from alongside.evaluation.core.charts.drawing import WIDTH, Canvas, Figure, Table, isolate
from alongside.evaluation.core.charts.trend import nice_ticks

_CELL, _TALL, _IN_A_ROW = 24.0, 34.0, 13
_TOP, _HEIGHT, _START = 10.0, 150.0, 44.0


@dataclass(frozen=True)
class StripWeek:
    """A week of support: matches under way, and those with a contact in it; None is not shown."""

    number: int
    under_way: int | None
    with_contact: int | None


@dataclass(frozen=True)
class StripWords:
    """Translated words. headers: week, matches under way, with a contact."""

    title: str
    description: str
    hidden: str
    headers: tuple[str, str, str]


def strip_chart(
    weeks: Sequence[StripWeek], words: StripWords, *, figure_id: str = "strip", rtl: bool = False
) -> Figure:
    """One box a week, filled as far as matches had a contact in it. ValueError without weeks."""
    if not weeks:
        raise ValueError("A strip needs at least one week")
    canvas = Canvas(figure_id, rtl)
    rows = -(-len(weeks) // _IN_A_ROW)
    for place, week in enumerate(weeks):
        row, column = divmod(place, _IN_A_ROW)
        x, y = column * _CELL + 2, row * (_TALL + 24)
        known = week.under_way is not None and week.with_contact is not None
        canvas.rect(x, y + 1, _CELL - 4, _TALL, "chart-track" if known else "chart-hidden", dashed=not known)
        if known and week.under_way and week.with_contact:
            tall = _TALL * week.with_contact / week.under_way
            canvas.rect(x, y + 1 + _TALL - tall, _CELL - 4, tall, "chart-delivered", fill="currentColor")
        canvas.text(
            x + _CELL / 2 - 2, y + _TALL + 16, str(week.number), size=12, anchor="middle", kind="chart-muted"
        )

    def shown(count: int | None) -> str:
        return words.hidden if count is None else str(count)

    table = tuple((str(week.number), shown(week.under_way), shown(week.with_contact)) for week in weeks)
    return canvas.figure(rows * (_TALL + 24), words.title, words.description, Table(words.headers, table))


@dataclass(frozen=True)
class RunPoint:
    """A month by its name, and how many; None is not shown."""

    label: str
    count: int | None


@dataclass(frozen=True)
class RunWords:
    """Translated words. headers: month, how many."""

    title: str
    description: str
    median: str
    hidden: str
    headers: tuple[str, str]


def run_figure(
    points: Sequence[RunPoint],
    median: float | None,
    words: RunWords,
    *,
    figure_id: str = "run",
    rtl: bool = False,
    number: Callable[[float], str] = whole_number,
) -> Figure:
    """Months in their order, joined where both are shown, with the median as a dashed line. ValueError without points."""
    if not points:
        raise ValueError("A run chart needs at least one point")
    canvas = Canvas(figure_id, rtl)
    scale = _Months(
        nice_ticks(0, max([point.count or 0 for point in points] + [median or 0, 1])), len(points)
    )
    for tick in scale.ticks:
        y = scale.y(tick)
        canvas.line(_START, y, WIDTH, y, "chart-grid")
        canvas.text(_START - 6, y + 4, isolate(number(tick)), size=12, anchor="end", kind="chart-muted")
    _months(canvas, scale, points)
    bottom = _TOP + _HEIGHT + 18
    canvas.text(_START, bottom, points[0].label, size=12)
    canvas.text(WIDTH, bottom, points[-1].label if len(points) > 1 else "", size=12, anchor="end")
    if median is not None:
        canvas.line(_START, scale.y(median), WIDTH, scale.y(median), "chart-mid", width=1.5, dashed=True)
        bottom += 20
        canvas.line(0, bottom - 4, 24, bottom - 4, "chart-mid", width=1.5, dashed=True)
        canvas.text(30, bottom, f"{words.median}: {isolate(number(median))}", size=12)
    table = tuple(
        (point.label, words.hidden if point.count is None else number(point.count)) for point in points
    )
    return canvas.figure(bottom + 8, words.title, words.description, Table(words.headers, table))


@dataclass(frozen=True)
class _Months:
    ticks: tuple[float, ...]
    count: int

    def x(self, at: int) -> float:
        first, width = _START + 8, WIDTH - _START - 16
        return first + (width * at / (self.count - 1) if self.count > 1 else width / 2)

    def y(self, value: float) -> float:
        return _TOP + _HEIGHT * (self.ticks[-1] - value) / (self.ticks[-1] - self.ticks[0])


def _months(canvas: Canvas, scale: _Months, points: Sequence[RunPoint]) -> None:
    for at, (one, two) in enumerate(pairwise(points)):
        if one.count is not None and two.count is not None:
            canvas.line(
                scale.x(at), scale.y(one.count), scale.x(at + 1), scale.y(two.count), "chart-line", width=1.5
            )
    for at, point in enumerate(points):
        if point.count is not None:
            canvas.circle(scale.x(at), scale.y(point.count), 3.5, "chart-estimate")


@dataclass(frozen=True)
class FunnelPoint:
    """One supporter without a name: of so many, which share, and between which limits chance would leave it."""

    of: float
    share: float
    low: float
    high: float


@dataclass(frozen=True)
class FunnelWords:
    """Translated words. across, up: what the axes are. rows: below, within and above the limits. headers: where, how many."""

    title: str
    description: str
    across: str
    up: str
    rows: tuple[str, str, str]
    headers: tuple[str, str]


def funnel_figure(
    points: Sequence[FunnelPoint],
    centre: float,
    counts: tuple[int, int, int],
    words: FunnelWords,
    *,
    figure_id: str = "funnel",
    rtl: bool = False,
) -> Figure:
    """Points beside the limits of chance. The table has how many lie below, within and above, and nobody alone."""
    if not points:
        raise ValueError("A funnel needs supporters")
    canvas = Canvas(figure_id, rtl)
    top = canvas.paragraph(0, 0, words.up, WIDTH, size=12) + 10
    most = nice_ticks(0, max(point.of for point in points))[-1]

    def spot(of: float, share: float) -> tuple[float, float]:
        return _START + (WIDTH - _START - 8) * of / most, top + _HEIGHT * (1 - share)

    for share in (0.0, 0.5, 1.0):
        at = spot(0, share)[1]
        canvas.line(_START, at, WIDTH, at, "chart-grid")
        canvas.text(
            _START - 6, at + 4, isolate(f"{100 * share:.0f}%"), size=12, anchor="end", kind="chart-muted"
        )
    canvas.line(*spot(0, centre), *spot(most, centre), "chart-zero", width=1.5)
    edges = sorted({(point.of, point.low, point.high) for point in points})
    for (of, low, high), (next_of, next_low, next_high) in pairwise(edges):
        canvas.line(*spot(of, low), *spot(next_of, next_low), "chart-mid", dashed=True)
        canvas.line(*spot(of, high), *spot(next_of, next_high), "chart-mid", dashed=True)
    for point in points:
        canvas.circle(*spot(point.of, point.share), 3.5, "chart-estimate")
    bottom = top + _HEIGHT + 18
    canvas.text(_START, bottom, isolate("0"), size=12, kind="chart-muted")
    canvas.text(WIDTH, bottom, isolate(f"{most:.0f}"), size=12, anchor="end", kind="chart-muted")
    bottom = canvas.paragraph(_START, bottom + 4, words.across, WIDTH - _START, size=12)
    table = tuple((label, str(count)) for label, count in zip(words.rows, counts, strict=True))
    return canvas.figure(bottom + 6, words.title, words.description, Table(words.headers, table))
