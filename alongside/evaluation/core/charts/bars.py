"""Bars: reliably better, unchanged and worse side by side; planned beside delivered."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from alongside.evaluation.core.charts.drawing import WIDTH, Canvas, Figure, Table, isolate, labelled

_BAR = 30.0


@dataclass(frozen=True)
class ThreeWayWords:
    """Translated words. hidden stands for a count not shown. headers: what happened, people, of 100."""

    title: str
    description: str
    better: str
    unchanged: str
    worse: str
    hidden: str
    headers: tuple[str, str, str]


@dataclass(frozen=True)
class PlannedDelivered:
    """One line: what was planned and what happened, in the same unit; None is not shown."""

    label: str
    planned: float | None
    delivered: float | None


@dataclass(frozen=True)
class PlannedDeliveredWords:
    """Translated words. headers: what, planned, delivered (with the unit, if it is not in the label)."""

    title: str
    description: str
    planned: str
    delivered: str
    hidden: str
    headers: tuple[str, str, str]


def whole_number(value: float) -> str:
    """No decimals; pages pass their own for thousands marks and other digits."""
    return f"{value:.0f}"


def three_way_bar(
    better: int | None,
    unchanged: int | None,
    worse: int | None,
    words: ThreeWayWords,
    *,
    figure_id: str = "reliable",
    rtl: bool = False,
) -> Figure:
    """One bar of all people in three parts. If a count is not shown, no part is drawn to scale."""
    canvas = Canvas(figure_id, rtl)
    parts = [
        ("chart-better", canvas.hatch("better", 0), words.better, better),
        ("chart-unchanged", "none", words.unchanged, unchanged),
        ("chart-worse", canvas.hatch("worse", 45), words.worse, worse),
    ]
    counts = [count for *_, count in parts if count is not None]
    total = sum(counts) if len(counts) == len(parts) else 0
    canvas.rect(1, 1, WIDTH - 2, _BAR, "chart-frame" if total else "chart-hidden", dashed=not total)
    x = 1.0
    for kind, fill, _, count in parts:
        width = (WIDTH - 2) * (count or 0) / total if total else 0
        if width:
            canvas.rect(x, 1, width, _BAR, kind, fill=fill)
        x += width
    y = _BAR + 12
    for kind, fill, label, count in parts:
        canvas.rect(1, y + 2, 16, 16, kind, fill=fill)
        shown = words.hidden if count is None else isolate(str(count))
        y = canvas.paragraph(26, y + 1, labelled(label, shown), WIDTH - 26) + 6
    rows = tuple(
        (
            label,
            words.hidden if count is None else str(count),
            f"{100 * (count or 0) / total:.0f}" if total else "",
        )
        for _, _, label, count in parts
    )
    return canvas.figure(y, words.title, words.description, Table(words.headers, rows))


def planned_delivered_chart(
    rows: Sequence[PlannedDelivered],
    words: PlannedDeliveredWords,
    *,
    figure_id: str = "dose",
    rtl: bool = False,
    number: Callable[[float], str] = whole_number,
) -> Figure:
    """Two bars a line on one scale: planned is an outline, delivered is filled."""
    canvas = Canvas(figure_id, rtl)
    largest = max(
        [value for row in rows for value in (row.planned, row.delivered) if value is not None] or [0]
    )
    y = 0.0
    for row in rows:
        y = canvas.paragraph(0, y, row.label, WIDTH, kind="chart-strong") + 4
        planned = (words.planned, row.planned, "chart-planned", True)
        for label, value, kind, dashed in (
            planned,
            (words.delivered, row.delivered, "chart-delivered", False),
        ):
            length = WIDTH * value / largest if value and largest else 0
            if length:
                fill = "none" if dashed else "currentColor"
                canvas.rect(1, y, max(length - 2, 1), 14, kind, fill=fill, dashed=dashed, radius=2)
                y += 16
            shown = words.hidden if value is None else isolate(number(value))
            y = canvas.paragraph(0, y, labelled(label, shown), WIDTH, size=13) + 5
        y += 12
    table = tuple(
        (
            row.label,
            *(words.hidden if value is None else number(value) for value in (row.planned, row.delivered)),
        )
        for row in rows
    )
    return canvas.figure(max(y, 1), words.title, words.description, Table(words.headers, table))
