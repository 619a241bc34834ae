import re
from dataclasses import fields, replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.evaluation.core import charts
from alongside.evaluation.core.change import HigherIs, Pair, measure_change
from alongside.evaluation.core.charts import (
    FlowWords,
    IntervalRow,
    IntervalWords,
    PlannedDelivered,
    PlannedDeliveredWords,
    ThreeWayWords,
    TrendPoint,
    TrendWords,
    flow_chart,
    interval_chart,
    plain_number,
    planned_delivered_chart,
    three_way_bar,
    trend_chart,
)
from alongside.evaluation.core.charts.drawing import Canvas, wrap
from alongside.evaluation.core.charts.trend import nice_ticks
from alongside.evaluation.core.disclosure import OPEN_RULE, protect_change, protect_flow
from alongside.evaluation.core.flow import Box, Exit, Flow, Leaving, Stage

SVG = "{http://www.w3.org/2000/svg}"
CSS = Path(charts.__file__).parents[2] / "static" / "evaluation" / "charts.css"


def words_of(kind, text=None):
    """Every word its own name, or the text given."""
    made = {}
    for one in fields(kind):
        if one.name == "headers":
            made[one.name] = tuple("abc" if kind in (ThreeWayWords, PlannedDeliveredWords) else "abcde")
        elif one.name == "stages":
            made[one.name] = {stage: text or stage.value for stage in Stage}
        elif one.name == "exits":
            made[one.name] = {reason: text or reason.value for reason in Exit}
        else:
            made[one.name] = text or one.name
    if kind is IntervalWords:
        made |= {"between": "{low} to {high}", "people": "{n} people"}
    return kind(**made)


FLOW = Flow(
    (
        Box(Stage.INVITED, 60, (Leaving(Exit.STILL_HERE, 8), Leaving(Exit.DECLINED, 3))),
        Box(Stage.CONSENTED, 49, (Leaving(Exit.ENDED_AS_PLANNED, 40), Leaving(Exit.LOST, 9)), skipped=12),
    )
)


def change_of(n, gain, mid=2.0):
    pairs = [Pair(str(k), 10, 10 + gain + k % 3) for k in range(n)]
    return protect_change(measure_change("m", pairs, higher_is=HigherIs.BETTER, asked=n, mid=mid))


ROWS = [
    IntervalRow("first", change_of(40, 1)),
    IntervalRow("second", change_of(9, 1)),
    IntervalRow("third", protect_change(measure_change("m", [], higher_is=HigherIs.BETTER, asked=0))),
    IntervalRow("fourth", change_of(3, 1)),
    IntervalRow("fifth", replace(change_of(40, 1), interval=None)),
]
POINTS = [
    TrendPoint("later", 8, 5.0, 4.0, 6.0, 30),
    TrendPoint("start", 0, 6.0, 5.5, 6.5, 40),
    TrendPoint("gap", 4, None),
]
BARS = [
    PlannedDelivered("contacts", 300, 200),
    PlannedDelivered("minutes", 10, None),
    PlannedDelivered("none", 0, 0),
]


def all_figures(text=None, *, rtl=False):
    return [
        flow_chart(protect_flow(FLOW), words_of(FlowWords, text), rtl=rtl),
        interval_chart(ROWS, words_of(IntervalWords, text), rtl=rtl),
        three_way_bar(42, 49, 9, words_of(ThreeWayWords, text), rtl=rtl),
        three_way_bar(None, None, None, words_of(ThreeWayWords, text), figure_id="hidden", rtl=rtl),
        planned_delivered_chart(BARS, words_of(PlannedDeliveredWords, text), rtl=rtl),
        trend_chart(POINTS, words_of(TrendWords, text), rtl=rtl),
    ]


def tree(figure):
    return ET.fromstring(figure.svg)


def shapes(figure, tag, kind):
    return [one for one in tree(figure).iter(f"{SVG}{tag}") if one.get("class") == kind]


def all_text(figure):
    return " ".join("".join(one.itertext()) for one in tree(figure).iter(f"{SVG}text"))


@pytest.mark.parametrize("place", range(6))
def test_figure_names_and_describes_itself(place):
    figure = all_figures()[place]
    root = tree(figure)
    ids = [one.get("id") for one in root.iter() if one.get("id")]
    assert len(ids) == len(set(ids))
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{root[0].get('id')} {root[1].get('id')}"
    assert (root[0].tag, root[0].text) == (f"{SVG}title", figure.title)
    assert (root[1].tag, root[1].text) == (f"{SVG}desc", figure.description)


@pytest.mark.parametrize("place", range(6))
def test_figure_passes_a_strict_content_policy(place):
    for one in tree(all_figures()[place]).iter():
        assert one.tag not in (f"{SVG}script", f"{SVG}style", f"{SVG}a", f"{SVG}image")
        assert not [name for name in one.attrib if name == "style" or name.startswith("on") or "href" in name]


@pytest.mark.parametrize("rtl", [False, True])
@pytest.mark.parametrize("place", range(6))
def test_figure_is_drawn_within_its_frame_in_readable_sizes(place, rtl):
    root = tree(all_figures("A label of some length that has to be wrapped", rtl=rtl)[place])
    width, height = (float(number) for number in root.get("viewBox").split()[2:])
    assert root.get("direction") == ("rtl" if rtl else "ltr")
    assert root.get("width") == "100%"
    for one in root.iter():
        for name in ("x", "x1", "x2", "cx"):
            assert 0 <= float(one.get(name, 0)) <= width
        for name in ("y", "y1", "y2", "cy"):
            assert 0 <= float(one.get(name, 0)) <= height
        assert float(one.get("font-size", 12)) >= 12


@pytest.mark.parametrize("place", range(6))
def test_figure_has_the_table_of_its_numbers(place):
    table = all_figures()[place].table
    assert table.rows
    assert {len(row) for row in table.rows} == {len(table.headers)}


def test_classes_are_documented_and_styled():
    used = set(re.findall(r'class="([^"]+)"', "".join(figure.svg for figure in all_figures())))
    documented = set(re.findall(r"\bchart(?:-[a-z]+)*\b", charts.__doc__.split("Classes")[1])) - {"charts"}
    styled = set(re.findall(r"\.(chart[a-z-]*)", CSS.read_text(encoding="utf-8"))) - {"charts"}
    assert used == documented == styled


@settings(max_examples=40, deadline=None)
@given(st.text(min_size=1, max_size=30))
def test_no_label_breaks_out_of_the_picture(text):
    for figure in all_figures(f"<script>&\"'{text}"):
        assert "<script" not in figure.svg
        assert tree(figure).tag == f"{SVG}svg"


def test_id_that_could_break_out_is_refused():
    with pytest.raises(ValueError, match="id"):
        Canvas('x"><script>')


def test_right_to_left_mirrors_every_place():
    plain, mirrored = (shapes(all_figures(rtl=rtl)[0], "rect", "chart-box")[0] for rtl in (False, True))
    assert float(mirrored.get("x")) == 320 - float(plain.get("x")) - float(plain.get("width"))
    left, right = (shapes(all_figures(rtl=rtl)[1], "polygon", "chart-estimate")[0] for rtl in (False, True))
    assert float(left.get("points").split(",")[0]) == pytest.approx(
        320 - float(right.get("points").split(",")[0]), abs=0.02
    )


def test_flow_chart_shows_every_number_it_may():
    words = words_of(FlowWords)
    opened = flow_chart(protect_flow(FLOW, OPEN_RULE), words)
    assert sorted(map(int, re.findall(r"\d+", all_text(opened)))) == [3, 8, 9, 12, 40, 49, 60]
    assert opened.table.rows[0] == ("invited", "60", "60", "", "")
    assert opened.table.rows[2] == ("", "", "", "declined", "3")
    assert opened.table.rows[3] == ("consented", "49", "37", "", "")


def test_hidden_number_of_a_flow_is_nowhere_in_the_figure():
    figure = flow_chart(protect_flow(FLOW), words_of(FlowWords))
    assert "hidden" in all_text(figure)
    assert figure.table.rows[2] == ("", "", "", "declined", "hidden")
    assert "3" not in re.findall(r"\d+", all_text(figure))


def test_interval_stands_right_of_no_change_when_better():
    figure = interval_chart(ROWS[:1], words_of(IntervalWords))
    line = shapes(figure, "line", "chart-interval")[0]
    assert 160 < float(line.get("x1")) < float(line.get("x2")) < 320
    middle = float(shapes(figure, "polygon", "chart-estimate")[0].get("points").split()[1].split(",")[0])
    assert middle == pytest.approx((float(line.get("x1")) + float(line.get("x2"))) / 2, abs=0.02)
    mids = [float(one.get("x1")) for one in shapes(figure, "line", "chart-mid")[1:]]
    assert sum(mids) == pytest.approx(320, abs=0.02)


def test_interval_chart_and_table_read_the_same_change():
    change = ROWS[0].change
    row = interval_chart(ROWS, words_of(IntervalWords)).table.rows[0]
    low, high = plain_number(change.interval.low), plain_number(change.interval.high)
    assert (
        re.sub("[\u2066\u2069]", "", "|".join(row))
        == f"first|40|{plain_number(change.improvement)}|{low} to {high}|2.0"
    )


def test_few_people_leave_a_grey_track_and_words():
    table = interval_chart(ROWS, words_of(IntervalWords)).table
    assert table.rows[1] == ("second", "9", "too_few", "no_interval", "2.0")
    assert table.rows[3] == ("fourth", "hidden", "too_few", "no_interval", "2.0")
    tracks = shapes(all_figures()[1], "rect", "chart-track")
    assert [one.get("stroke-dasharray") is not None for one in tracks] == [False, True, True, True, True]


def test_three_parts_are_to_scale_and_hidden_ones_are_not_drawn():
    figure = three_way_bar(42, 49, 9, words_of(ThreeWayWords))
    kinds = ("chart-better", "chart-unchanged", "chart-worse")
    assert [float(shapes(figure, "rect", kind)[0].get("width")) / 3.18 for kind in kinds] == pytest.approx(
        [42, 49, 9], abs=0.01
    )
    assert figure.table.rows[2] == ("worse", "9", "9")
    hidden = three_way_bar(42, None, 9, words_of(ThreeWayWords))
    assert [len(shapes(hidden, "rect", kind)) for kind in kinds] == [1, 1, 1]  # the legend only
    assert len(shapes(hidden, "rect", "chart-hidden")) == 1
    assert hidden.table.rows[1] == ("unchanged", "hidden", "")
    assert three_way_bar(0, 0, 0, words_of(ThreeWayWords)).table.rows[0] == ("better", "0", "")


def test_planned_and_delivered_share_a_scale():
    figure = planned_delivered_chart(BARS, words_of(PlannedDeliveredWords))
    planned = float(shapes(figure, "rect", "chart-planned")[0].get("width"))
    delivered = float(shapes(figure, "rect", "chart-delivered")[0].get("width"))
    assert planned == 318
    assert (delivered + 2) / (planned + 2) == pytest.approx(2 / 3, abs=0.001)
    assert figure.table.rows[1] == ("minutes", "10", "hidden")
    assert planned_delivered_chart([], words_of(PlannedDeliveredWords)).table.rows == ()


def test_trend_is_in_order_of_time_with_a_gap_where_nothing_is_shown():
    figure = trend_chart(POINTS, words_of(TrendWords))
    assert [row[0] for row in figure.table.rows] == ["start", "gap", "later"]
    assert figure.table.rows[1] == ("gap", "hidden", "hidden", "hidden", "hidden")
    assert shapes(figure, "line", "chart-line") == []
    assert len(shapes(trend_chart(POINTS[:2], words_of(TrendWords)), "line", "chart-line")) == 1
    with pytest.raises(ValueError, match="at least one"):
        trend_chart([], words_of(TrendWords))


def test_names_of_close_waves_do_not_meet():
    points = [TrendPoint(f"wave {n}", n, 5.0) for n in range(12)]
    names = [
        one
        for one in tree(trend_chart(points, words_of(TrendWords))).iter(f"{SVG}text")
        if "wave" in one.text
    ]
    for n, one in enumerate(names):
        for other in names[n + 1 :]:
            apart = abs(float(one.get("x")) - float(other.get("x")))
            assert one.get("y") != other.get("y") or apart >= 72


@settings(max_examples=100, deadline=None)
@given(st.floats(-1e6, 1e6), st.floats(0, 1e6))
def test_ticks_are_few_and_hold_the_range(low, span):
    ticks = nice_ticks(low, low + span)
    assert 3 <= len(ticks) <= 7
    slack = (ticks[1] - ticks[0]) * 1e-6 + abs(low) * 1e-9
    assert ticks[0] <= low + slack
    assert ticks[-1] >= low + span - slack


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="ab \u6f22", max_size=60), st.integers(20, 200))
def test_wrapping_loses_no_letter(text, width):
    lines = wrap(text, width, 12)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(len(line) == 1 or len(line) * 12 * 0.54 <= width + 1e-6 for line in lines)


def test_equal_values_and_a_single_wave_are_drawn():
    assert nice_ticks(5, 5) == (4, 6, 8)
    assert nice_ticks(0, 0) == (0, 0.25, 0.5)
    dot = shapes(trend_chart(POINTS[:1], words_of(TrendWords)), "polygon", "chart-estimate")[0]
    assert float(dot.get("points").split()[1].split(",")[0]) == 171


def test_last_box_may_be_without_exits():
    figure = flow_chart(protect_flow(Flow((Box(Stage.INVITED, 0),))), words_of(FlowWords))
    assert figure.table.rows == (("invited", "0", "0", "", ""),)


def test_stripes_are_declared_once():
    canvas = Canvas("x")
    assert canvas.hatch("better", 0) == canvas.hatch("better", 0) == "url(#x-better)"
    assert len(canvas.patterns) == 1


def test_numbers_have_a_real_minus_and_no_minus_zero():
    assert [plain_number(value) for value in (-1.25, -0.01, 10.0, -10.04)] == [
        "\u22121.2",
        "0.0",
        "10.0",
        "\u221210.0",
    ]


def test_number_keeps_to_its_label_and_is_never_torn():
    assert wrap("Withdrew from data:\u00a0100", 110, 12) == ["Withdrew from", "data:\u00a0100"]
    assert wrap("Withdrawn_by_letter:\u00a0100", 130, 12) == ["Withdrawn_by_letter:", "100"]
