"""Charts as accessible SVG text, each with its title, its description and the table of the same numbers.

No script and no style attribute, so that a strict content security policy lets them stand inline in a page.
Labels come translated; right-to-left pages pass `rtl=True`, which mirrors the whole picture. Shapes and patterns
say everything that colour says. Drawn for 320 units across, readable on a screen of 360 pixels.

Classes, all in `static/evaluation/charts.css`: chart (the svg) · chart-text, chart-muted, chart-strong (words) ·
chart-box, chart-track, chart-frame (surfaces) · chart-line, chart-grid, chart-zero, chart-mid (lines) ·
chart-interval, chart-estimate (numbers with uncertainty) · chart-better, chart-unchanged, chart-worse,
chart-planned, chart-delivered, chart-hidden (areas) · chart-hatch-better, chart-hatch-worse (stripes).
"""

from alongside.evaluation.core.charts.bars import (
    PlannedDelivered,
    PlannedDeliveredWords,
    ThreeWayWords,
    planned_delivered_chart,
    three_way_bar,
)
from alongside.evaluation.core.charts.drawing import Figure, Table, plain_number
from alongside.evaluation.core.charts.flow import FlowWords, flow_chart
from alongside.evaluation.core.charts.intervals import IntervalRow, IntervalWords, interval_chart
from alongside.evaluation.core.charts.trend import TrendPoint, TrendWords, trend_chart

__all__ = [
    "Figure",
    "FlowWords",
    "IntervalRow",
    "IntervalWords",
    "PlannedDelivered",
    "PlannedDeliveredWords",
    "Table",
    "ThreeWayWords",
    "TrendPoint",
    "TrendWords",
    "flow_chart",
    "interval_chart",
    "plain_number",
    "planned_delivered_chart",
    "three_way_bar",
    "trend_chart",
]
