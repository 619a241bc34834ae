"""The flow of people: boxes from top to bottom, and beside each who is not in the next one, and why."""

from collections.abc import Mapping
from dataclasses import dataclass

from alongside.evaluation.core.charts.drawing import (
    LINE,
    WIDTH,
    Canvas,
    Figure,
    Table,
    isolate,
    labelled,
    wrap,
)
from alongside.evaluation.core.disclosure import ShownBox, ShownFlow, ShownLeaving
from alongside.evaluation.core.flow import Exit, Stage

_BOX = 156.0
_BESIDE = 186.0
_GAP = 24.0
_SMALL = 12.0


@dataclass(frozen=True)
class FlowWords:
    """Translated words. skipped stands before the number, among those in the box, with no record of this very step.

    hidden stands for a number not shown. headers: step, people, of whom on record, reason, people for the reason.
    """

    title: str
    description: str
    stages: Mapping[Stage, str]
    exits: Mapping[Exit, str]
    skipped: str
    hidden: str
    headers: tuple[str, str, str, str, str]


def flow_chart(flow: ShownFlow, words: FlowWords, *, figure_id: str = "flow", rtl: bool = False) -> Figure:
    """Draw a flow that has been through `disclosure.protect_flow`."""
    canvas = Canvas(figure_id, rtl)
    y = 1.0
    for place, box in enumerate(flow.boxes):
        height = max(_box_height(box, words), _exits_height(box, words))
        _draw_box(canvas, box, words, y, _box_height(box, words))
        _draw_exits(canvas, box, words, y)
        if place < len(flow.boxes) - 1:
            canvas.line(_BOX / 2, y + _box_height(box, words), _BOX / 2, y + height + _GAP - 6, "chart-line")
            canvas.arrow(_BOX / 2, y + height + _GAP, dy=1)
        y += height + _GAP
    return canvas.figure(y, words.title, words.description, _table(flow, words))


def _shown(number: int | None, words: FlowWords) -> str:
    return words.hidden if number is None else isolate(str(number))


def _skips(box: ShownBox, words: FlowWords) -> str:
    return "" if box.skipped == 0 else labelled(words.skipped, _shown(box.skipped, words))


def _box_height(box: ShownBox, words: FlowWords) -> float:
    lines = len(wrap(words.stages[box.stage], _BOX - 20, 14)) * 14
    return 16 + (lines + 20 + len(wrap(_skips(box, words), _BOX - 20, _SMALL)) * _SMALL) * LINE


def _draw_box(canvas: Canvas, box: ShownBox, words: FlowWords, y: float, height: float) -> None:
    canvas.rect(1, y, _BOX, height, "chart-box", radius=6)
    below = canvas.paragraph(11, y + 6, words.stages[box.stage], _BOX - 20)
    size = 14 if box.number is None else 20
    below = canvas.paragraph(11, below, _shown(box.number, words), _BOX - 20, size=size, kind="chart-strong")
    canvas.paragraph(11, below, _skips(box, words), _BOX - 20, size=_SMALL, kind="chart-muted")


def _exit_line(leaving: ShownLeaving, words: FlowWords) -> str:
    return labelled(words.exits[leaving.reason], _shown(leaving.number, words))


def _exits_height(box: ShownBox, words: FlowWords) -> float:
    lines = [len(wrap(_exit_line(leaving, words), WIDTH - _BESIDE, _SMALL)) for leaving in box.exits]
    return 10 + sum(lines) * _SMALL * LINE + 4 * len(lines)


def _draw_exits(canvas: Canvas, box: ShownBox, words: FlowWords, y: float) -> None:
    """A dot stands before people who are still there, an arrow before people who left."""
    if not box.exits:
        return
    canvas.line(_BOX + 1, y + 16, _BESIDE - 18, y + 16, "chart-line")
    below = y + 6
    for leaving in box.exits:
        middle = below + _SMALL * 0.7
        if leaving.reason == Exit.STILL_HERE:
            canvas.circle(_BESIDE - 9, middle, 3.5, "chart-line")
        else:
            canvas.arrow(_BESIDE - 5, middle, dx=1)
        below = 4 + canvas.paragraph(_BESIDE, below, _exit_line(leaving, words), WIDTH - _BESIDE, size=_SMALL)
    canvas.line(_BESIDE - 18, y + 6, _BESIDE - 18, below - 2, "chart-line")


def _table(flow: ShownFlow, words: FlowWords) -> Table:
    rows = []
    for box in flow.boxes:
        first = (words.stages[box.stage], _plain(box.number, words), _plain(box.on_record, words))
        rows.append((*first, "", ""))
        rows += [
            ("", "", "", words.exits[leaving.reason], _plain(leaving.number, words)) for leaving in box.exits
        ]
    return Table(words.headers, tuple(rows))


def _plain(number: int | None, words: FlowWords) -> str:
    return words.hidden if number is None else str(number)
