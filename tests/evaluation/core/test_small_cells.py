from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.evaluation.core.change import HigherIs, Pair, Reliability, ReliableCounts, measure_change
from alongside.evaluation.core.circulation import Edge, Residual, hide, slack
from alongside.evaluation.core.disclosure import (
    OPEN_RULE,
    Rounding,
    Rule,
    protect_change,
    protect_dose,
    protect_flow,
    protect_row,
    protect_share,
    protect_spread,
    protect_table,
    round_count,
)
from alongside.evaluation.core.dose import Contact, RelationshipDose, Share, Spread, summarise_dose
from alongside.evaluation.core.flow import (
    Exit,
    Flow,
    FlowDoesNotReconcileError,
    Journey,
    Leaving,
    Stage,
    build_flow,
)


def test_small_cell_takes_the_next_smallest_with_it():
    shown = protect_row({"a": 3, "b": 20, "c": 15, "d": 0})
    assert shown.cells == {"a": None, "b": 20, "c": None, "d": 0}
    assert shown.total == 38


def test_small_cells_that_add_up_to_few_take_a_large_one_with_them():
    shown = protect_row({"a": 3, "b": 2, "c": 15, "d": 30})
    assert shown.cells == {"a": None, "b": None, "c": None, "d": 30}


def test_small_cell_alone_hides_the_total():
    assert protect_row({"a": 3, "b": 0}) == protect_row({"a": 4, "b": 0})
    assert protect_row({"a": 3, "b": 0}).total is None
    assert protect_row({"a": 0, "b": 0}).total == 0


def test_nothing_is_hidden_where_nothing_is_small_or_the_reader_may_see_all():
    assert protect_row({"a": 8, "b": 9}).cells == {"a": 8, "b": 9}
    assert protect_row({"a": 1, "b": 9}, OPEN_RULE).cells == {"a": 1, "b": 9}
    assert protect_row({"a": 5, "b": 9}, Rule(hide_up_to=4)).cells == {"a": 5, "b": 9}


def test_two_way_table_hides_a_square():
    shown = protect_table([[3, 20, 30], [40, 10, 50], [60, 70, 80]])
    assert shown.cells == ((None, None, 30), (None, None, 50), (60, 70, 80))
    assert (shown.row_totals, shown.column_totals, shown.total) == ((53, 100, 210), (103, 100, 160), 363)


def test_tables_of_odd_shape():
    with pytest.raises(ValueError, match="equal length"):
        protect_table([[1], [1, 2]])
    with pytest.raises(ValueError, match="negative"):
        protect_row({"a": -1})
    assert protect_table([]).total == 0


@pytest.mark.parametrize(
    ("rounding", "shown"),
    [
        (Rounding.NONE, [0, 1, 6, 7, 12, 13, 48]),
        (Rounding.NEAREST_5, [0, 0, 5, 5, 10, 15, 50]),
        (Rounding.MIDPOINT_6, [0, 3, 3, 9, 9, 15, 45]),
    ],
)
def test_rounding(rounding, shown):
    assert [round_count(count, rounding) for count in [0, 1, 6, 7, 12, 13, 48]] == shown


def test_shown_counts_are_rounded():
    assert protect_row({"a": 13, "b": 12}, Rule(rounding=Rounding.NEAREST_5)).cells == {"a": 15, "b": 10}


def test_rule_without_sense_is_refused():
    with pytest.raises(ValueError, match="negative"):
        Rule(hide_up_to=-1)


def worlds(unknown, sums, most):
    """Every way to fill the hidden cells (each at least 1) that agrees with what is shown."""
    for values in product(range(1, most + 1), repeat=len(unknown)):
        world = dict(zip(unknown, values, strict=True))
        if all(check(world) for check in sums):
            yield world


def attack(cells, equations, limit):
    """Try to work out hidden cells. cells: name to true, shown. equations: (names, names) with equal sums."""
    unknown = [name for name, (_, shown) in cells.items() if shown is None]

    def check(left, right):
        def agrees(world):
            return sum(world.get(n, cells[n][0]) for n in left) == sum(
                world.get(n, cells[n][0]) for n in right
            )

        return agrees

    most = max([cells[name][0] for name in unknown], default=0) + limit + 1
    found = list(worlds(unknown, [check(*equation) for equation in equations], most))
    for name in unknown:
        values = {world[name] for world in found}
        assert len(values) > 1, f"{name} is worked out"
        if cells[name][0] <= limit:
            assert max(values) > limit, f"{name} is known to be small"
    for name, (true, shown) in cells.items():
        assert shown in (None, true)
        assert shown is None or not 1 <= true <= limit, f"{name} is small and shown"


@settings(max_examples=80, deadline=None)
@given(st.lists(st.integers(0, 6), min_size=1, max_size=4), st.integers(0, 3))
def test_attacker_cannot_work_out_a_hidden_cell_of_a_row(counts, limit):
    shown = protect_row({str(n): count for n, count in enumerate(counts)}, Rule(hide_up_to=limit))
    cells = {n: (counts[n], shown.cells[str(n)]) for n in range(len(counts))}
    cells["total"] = (sum(counts), shown.total)
    attack(cells, [(list(range(len(counts))), ["total"])], limit)


@st.composite
def small_tables(draw):
    height, width = draw(st.sampled_from([(1, 2), (2, 2), (2, 2), (2, 3)]))
    row = st.lists(st.sampled_from([0, 1, 2, 3, 4]), min_size=width, max_size=width)
    return draw(st.lists(row, min_size=height, max_size=height))


def cells_of(counts, shown):
    height, width = len(counts), len(counts[0])
    cells = {(i, j): (counts[i][j], shown.cells[i][j]) for i in range(height) for j in range(width)}
    cells |= {("row", i): (sum(counts[i]), shown.row_totals[i]) for i in range(height)}
    cells |= {("column", j): (sum(r[j] for r in counts), shown.column_totals[j]) for j in range(width)}
    cells["total"] = (sum(map(sum, counts)), shown.total)
    equations = [([(i, j) for j in range(width)], [("row", i)]) for i in range(height)]
    equations += [([(i, j) for i in range(height)], [("column", j)]) for j in range(width)]
    equations += [
        ([("row", i) for i in range(height)], ["total"]),
        ([("column", j) for j in range(width)], ["total"]),
    ]
    return cells, equations


@settings(max_examples=60, deadline=None)
@given(small_tables(), st.integers(1, 2))
def test_attacker_cannot_work_out_a_hidden_cell_of_a_table(counts, limit):
    cells, equations = cells_of(counts, protect_table(counts, Rule(hide_up_to=limit)))
    hidden = [name for name, (_, shown) in cells.items() if shown is None]
    if len(hidden) <= 5:  # larger puzzles take too long to enumerate; flows below judge those
        attack(cells, equations, limit)
    assert_safe(*edges_of(counts), limit)


def edges_of(counts):
    """The graph of a table, built here once more, apart from the code under test."""
    height, width = len(counts), len(counts[0])
    edges = [Edge(("r", i), ("c", j), counts[i][j], 1) for i in range(height) for j in range(width)]
    edges += [Edge("rows", ("r", i), sum(counts[i]), 5) for i in range(height)]
    edges += [Edge(("c", j), "columns", sum(r[j] for r in counts), 5) for j in range(width)]
    return ([*edges, Edge("columns", "rows", sum(map(sum, counts)), 9)],)


def assert_safe(edges, limit):
    hidden = hide(edges, limit)
    for number in hidden:
        if edges[number].value <= limit:
            freedom = slack(Residual(edges, without=number), hidden, limit + 1)
            assert edges[number].value + freedom > limit
    assert {n for n, edge in enumerate(edges) if 1 <= edge.value <= limit} <= hidden


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 6), st.integers(1, 6), st.data())
def test_tables_of_ordinary_size_are_safe(height, width, data):
    row = st.lists(st.integers(0, 30), min_size=width, max_size=width)
    counts = data.draw(st.lists(row, min_size=height, max_size=height))
    assert_safe(*edges_of(counts), 7)


DAY = date(2025, 1, 1)


def flow_of(counts):
    """counts: for each stage, {exit: number}."""
    journeys = []
    for place, exits in enumerate(counts):
        for reason, number in exits.items():
            reached = dict.fromkeys(list(Stage)[: place + 1], DAY)
            journeys += [Journey(f"{place} {reason} {n}", reached, reason) for n in range(number)]
    return build_flow(journeys, tuple(Stage)[: len(counts)])


def test_flow_hides_small_exits_and_what_gives_them_away():
    flow = flow_of([{Exit.DECLINED: 12, Exit.LOST: 2}, {Exit.STILL_HERE: 9, Exit.ENDED_AS_PLANNED: 30}])
    first, second = protect_flow(flow).boxes
    assert first.number == 53
    assert [leaving.number for leaving in first.exits] == [None, None]
    assert (second.number, second.on_record, second.skipped) == (39, 39, 0)
    assert [leaving.number for leaving in second.exits] == [9, 30]


def test_flow_of_large_numbers_is_shown_whole():
    flow = flow_of([{Exit.DECLINED: 12}, {Exit.STILL_HERE: 9}])
    assert [box.number for box in protect_flow(flow).boxes] == [21, 9]
    assert [box.number for box in protect_flow(flow_of([{Exit.LOST: 1}]), OPEN_RULE).boxes] == [1]


def test_flow_that_does_not_reconcile_is_not_published():
    flow = flow_of([{Exit.DECLINED: 12}])
    with pytest.raises(FlowDoesNotReconcileError):
        protect_flow(Flow((replace(flow.boxes[0], exits=(Leaving(Exit.LOST, 3),)),)))


EXITS = st.dictionaries(st.sampled_from([Exit.DECLINED, Exit.STILL_HERE]), st.integers(0, 3), max_size=2)


@settings(max_examples=50, deadline=None)
@given(st.lists(EXITS, min_size=1, max_size=2), st.integers(1, 2))
def test_attacker_cannot_work_out_a_hidden_number_of_a_flow(counts, limit):
    flow = flow_of(counts)
    shown = protect_flow(flow, Rule(hide_up_to=limit))
    cells, equations = {}, []
    for box, seen in zip(flow.boxes, shown.boxes, strict=True):
        parts = {
            (box.stage, one.reason): (one.number, two.number)
            for one, two in zip(box.exits, seen.exits, strict=True)
        }
        cells |= parts
        cells[box.stage] = (box.number, seen.number)
        cells[box.stage, "on record"] = (box.on_record, seen.on_record)
        onwards = [
            following.stage
            for following in flow.boxes
            if following.stage != Stage.INVITED and box.stage == Stage.INVITED
        ]
        equations += [([box.stage], [*parts, *onwards]), ([box.stage], [(box.stage, "on record")])]
    if sum(seen is None for _, seen in cells.values()) <= 6:
        attack(cells, equations, limit)


def change_of(n, asked=None, gain=lambda k: k % 3):
    pairs = [Pair(str(k), 10, 10 + gain(k)) for k in range(n)]
    return measure_change(
        "m",
        pairs,
        higher_is=HigherIs.BETTER,
        asked=n if asked is None else asked,
        reliability=Reliability(6, 0.84),
    )


def test_mean_of_nine_people_is_not_shown():
    nine, ten = protect_change(change_of(9)), protect_change(change_of(10))
    assert (nine.n, nine.improvement, nine.before_mean, nine.after_mean, nine.sd, nine.interval) == (
        9,
        *[None] * 5,
    )
    assert ten == change_of(10)


def test_seven_people_are_not_even_counted():
    seven = protect_change(change_of(7, asked=40))
    assert (seven.n, seven.missing) == (None, None)
    assert protect_change(seven) == seven


def test_few_missing_people_hide_the_number_asked():
    assert protect_change(change_of(30, asked=33)).asked is None
    assert protect_change(change_of(30, asked=38)).asked == 38


def test_harm_is_never_the_only_part_hidden():
    change = change_of(40, gain=lambda k: -9 if k < 3 else 9 * (k % 2))
    assert change.reliable.worse == 3
    assert protect_change(change).reliable == ReliableCounts(None, None, None)
    assert protect_change(protect_change(change)).reliable == ReliableCounts(None, None, None)
    assert protect_change(change, Rule(hide_up_to=2)).reliable == change.reliable
    assert protect_change(replace(change, reliable=None)).reliable is None


def test_spread_and_share_of_few_are_not_shown():
    assert protect_spread(Spread(9, 1, 1, 1, 9)) == Spread(9, None, None, None, None)
    assert protect_spread(Spread(7, 1, 1, 1, 9)) == Spread(None, None, None, None, None)
    assert protect_spread(Spread(10, 1, 1, 1, 9)) == Spread(10, 1, 1, 1, 9)
    assert protect_spread(Spread(0, None, None, None, 0)).n == 0
    assert protect_share(Share(30, 33)) is None
    assert protect_share(Share(3, 33)) is None
    assert protect_share(Share(20, 33)) == Share(20, 33)
    assert protect_share(None) is None


def dose_of(phone, text, waiting=0):
    def row(name, modality):
        return RelationshipDose(name, 8, 90, (Contact(modality, 10),), 1, DAY, DAY)

    rows = [row(f"p{n}", "phone") for n in range(phone)] + [row(f"t{n}", "text") for n in range(text)]
    return summarise_dose(rows + [RelationshipDose(f"w{n}", 8, 90, (), 1, DAY) for n in range(waiting)])


def test_dose_of_many_is_shown_whole():
    assert protect_dose(dose_of(10, 10)) == dose_of(10, 10)


def test_dose_of_few_is_not_told_apart():
    shown = protect_dose(dose_of(20, 3, waiting=2))
    assert {row.contacts for row in shown.by_modality} == {None}
    assert (shown.without_contact, shown.days_to_first_contact.n, shown.reached_minimum) == (None, None, None)
    assert shown.relationships == 25
    assert protect_dose(dose_of(3, 0)).relationships is None
