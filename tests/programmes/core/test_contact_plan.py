from datetime import date, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from alongside.programmes.core.definition import Definition
from alongside.programmes.core.durations import Duration
from alongside.programmes.core.gaps import bars_opening
from alongside.programmes.core.scheduling import (
    Pause,
    PlannedDose,
    minimum_dose,
    plan_contacts,
    planned_dose,
    planned_end,
    planned_review,
    week_begins,
)

MONDAY = date(2025, 1, 6)


def with_phases(*phases, **schedule):
    """A definition that says nothing but these phases."""
    named = [
        {"key": f"p{n}", "title": "Phase", "modalities": ["phone"], **phase} for n, phase in enumerate(phases)
    ]
    return Definition(
        schema_version=2,
        slug="x",
        version="1",
        title="x",
        summary="x",
        role_mode="mutual",
        unit="pair",
        matching={"choice": "coordinator_proposes"},
        schedule={"phases": named, **schedule},
    )


def due_days(definition, pauses=()):
    """Days after the first day on which contacts are due."""
    return [(contact.due_on - MONDAY).days for contact in plan_contacts(definition, MONDAY, pauses)]


@pytest.mark.parametrize(
    ("text", "start", "expected"),
    [
        ("P8W", date(2025, 1, 6), date(2025, 3, 3)),
        ("P10D", date(2025, 12, 25), date(2026, 1, 4)),
        ("P1M", date(2025, 1, 31), date(2025, 2, 28)),
        ("P1Y", date(2024, 2, 29), date(2025, 2, 28)),
        ("P1Y1M1W1D", date(2024, 12, 31), date(2026, 2, 8)),
    ],
)
def test_length_after_a_date_follows_the_calendar(text, start, expected):
    assert Duration.parse(text).after(start) == expected


@pytest.mark.parametrize(
    "text", ["", "P", "8W", "PT1H", "P1W2M", "P-1D", "P1.5W", "p1w", "P1W ", "P101Y", "P\u0661W"]
)
def test_what_is_no_length_is_refused(text):
    with pytest.raises(ValueError, match=r"length of time|hundred years"):
        Duration.parse(text)


@given(months=st.integers(0, 600), days=st.integers(0, 5000))
def test_length_reads_back_what_it_writes(months, days):
    assert Duration.parse(str(Duration(months, days))) == Duration(months, days)


def test_month_end_does_not_drift():
    dates = [Duration.parse("P1M").times(count).after(date(2025, 1, 31)) for count in (1, 2)]
    assert dates == [date(2025, 2, 28), date(2025, 3, 31)]


def test_counted_phase_begins_one_interval_after_the_phase_before_it():
    plan = with_phases({"contacts": 1}, {"contacts": 3, "every": "P1W"})
    assert due_days(plan) == [0, 7, 14, 21]


def test_first_contact_may_be_at_once():
    assert due_days(with_phases({"contacts": 3, "every": "P1W", "first_after": "P0D"})) == [0, 7, 14]


def test_at_least_spreads_its_contacts_over_every_interval():
    assert due_days(with_phases({"at_least": 2, "every": "P1W", "lasting": "P2W"})) == [4, 7, 11, 14]


def test_phases_side_by_side_are_planned_in_order_of_date():
    plan = with_phases(
        {"contacts": 2, "every": "P2W"}, {"contacts": 3, "every": "P1W", "starts": "P0D", "optional": True}
    )
    contacts = tuple(plan_contacts(plan, MONDAY))
    assert [(c.number, c.phase, c.optional, (c.due_on - MONDAY).days) for c in contacts] == [
        (1, "p1", True, 7),
        (2, "p0", False, 14),
        (3, "p1", True, 14),
        (4, "p1", True, 21),
        (5, "p0", False, 28),
    ]
    assert planned_dose(plan) == PlannedDose(2, None, None)


def test_weekly_windows_give_every_day_to_one_contact():
    contacts = plan_contacts(with_phases({"contacts": 6, "every": "P2W"}), MONDAY)
    for earlier, later in pairwise(contacts):
        assert later.opens_on == earlier.closes_on + timedelta(days=1)


def test_pause_moves_what_is_not_yet_due_and_the_end():
    plan = with_phases({"contacts": 3, "every": "P1W"}, length="P4W")
    pause = Pause(MONDAY + timedelta(days=10), MONDAY + timedelta(days=15))
    assert due_days(plan, [pause]) == [7, 19, 26]
    assert planned_end(plan, MONDAY, [pause]) == MONDAY + timedelta(days=33)


def test_contact_due_on_the_first_day_of_a_pause_moves():
    plan = with_phases({"contacts": 2, "every": "P1W"})
    assert due_days(plan, [Pause(MONDAY + timedelta(days=7), MONDAY + timedelta(days=8))]) == [8, 15]


def test_at_least_is_open_for_the_whole_of_its_interval_from_the_first_day():
    plan = with_phases({"at_least": 1, "every": "P1W", "lasting": "P2W"})
    windows = [((c.opens_on - MONDAY).days, (c.closes_on - MONDAY).days) for c in plan_contacts(plan, MONDAY)]
    assert windows == [(0, 7), (8, 14)]


def test_pauses_of_both_sides_at_once_count_once():
    plan = with_phases({"contacts": 2, "every": "P1W"})
    pauses = [Pause(MONDAY, MONDAY + timedelta(days=5)), Pause(MONDAY, MONDAY + timedelta(days=3))]
    assert due_days(plan, pauses) == [12, 19]


def test_pause_from_before_the_first_day_counts_only_from_it():
    plan = with_phases({"contacts": 1, "every": "P1W"})
    assert due_days(plan, [Pause(MONDAY - timedelta(days=9), MONDAY - timedelta(days=2))]) == [7]
    assert due_days(plan, [Pause(MONDAY - timedelta(days=9), MONDAY + timedelta(days=2))]) == [9]


def test_pause_cannot_end_before_it_begins():
    with pytest.raises(ValueError, match="before it begins"):
        Pause(MONDAY, MONDAY - timedelta(days=1))


def test_review_is_before_the_end_and_dose_is_as_defined(definition):
    reviewed = definition(("[check_ins]", '[ending]\nreview_before = "P2W"\n\n[check_ins]'))
    assert planned_review(reviewed, MONDAY) == date(2025, 2, 17)
    assert planned_review(definition(), MONDAY) is None
    assert minimum_dose(reviewed) == 4
    assert planned_dose(reviewed) == PlannedDose(8, 80, 120)


@st.composite
def phases(draw):
    """A phase of either kind, of any interval, at times beside the phase before it."""
    unit = draw(st.sampled_from("DWM"))
    every = draw(st.integers(1, 20))
    phase = {"every": f"P{every}{unit}"}
    if draw(st.booleans()):
        phase["contacts"] = draw(st.integers(1, 12))
        if draw(st.booleans()):
            phase["first_after"] = f"P{draw(st.integers(0, 40))}D"
    else:
        phase[draw(st.sampled_from(["at_least", "times"]))] = draw(st.integers(1, 5))
        phase["lasting"] = f"P{every * draw(st.integers(1, 6))}{unit}"
    if draw(st.integers(0, 3)) == 0:
        phase["starts"] = f"P{draw(st.integers(0, 12))}W"
    return phase


pause_lists = st.lists(st.tuples(st.integers(-30, 400), st.integers(0, 60)), max_size=4)
starts = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@settings(max_examples=80, deadline=None)
@given(listed=st.lists(phases(), min_size=1, max_size=4), starts_on=starts, rests=pause_lists)
def test_any_plan_is_ordered_whole_and_within_its_programme(listed, starts_on, rests):
    plan = with_phases(*listed)
    pauses = [
        Pause(starts_on + timedelta(days=after), starts_on + timedelta(days=after + days))
        for after, days in rests
    ]
    contacts = tuple(plan_contacts(plan, starts_on, pauses))
    assert len(contacts) == sum(phase.planned_contacts for phase in plan.schedule.phases)
    assert [contact.number for contact in contacts] == list(range(1, len(contacts) + 1))
    assert [contact.due_on for contact in contacts] == sorted(contact.due_on for contact in contacts)
    assert all(starts_on <= c.opens_on <= c.due_on <= c.closes_on for c in contacts)
    assert contacts[-1].due_on <= planned_end(plan, starts_on, pauses)
    assert max(contact.closes_on for contact in contacts) <= planned_end(plan, starts_on, pauses)


@settings(max_examples=60, deadline=None)
@given(phase=phases(), starts_on=starts, after=st.integers(0, 300), days=st.integers(1, 90))
def test_a_pause_leaves_what_was_due_and_frees_its_own_days(phase, starts_on, after, days):
    plan = with_phases(phase)
    pause = Pause(starts_on + timedelta(days=after), starts_on + timedelta(days=after + days))
    before, moved = tuple(plan_contacts(plan, starts_on)), tuple(plan_contacts(plan, starts_on, [pause]))
    assume(before)
    for old, new in zip(before, moved, strict=True):
        expected = old.due_on if old.due_on < pause.starts_on else old.due_on + timedelta(days=days)
        assert new.due_on == expected
        assert not pause.starts_on <= new.due_on < pause.resumes_on


def test_a_week_begins_on_the_weekday_of_the_first_day_and_moves_with_a_rest_before_it():
    assert week_begins(MONDAY, 1) == MONDAY
    assert week_begins(MONDAY, 3) == MONDAY + timedelta(days=14)
    rest = Pause(MONDAY + timedelta(days=10), MONDAY + timedelta(days=15))
    assert week_begins(MONDAY, 2, [rest]) == MONDAY + timedelta(days=7)
    assert week_begins(MONDAY, 3, [rest]) == MONDAY + timedelta(days=19)


def test_times_gives_so_many_in_every_interval_and_no_more():
    plan = with_phases({"times": 3, "every": "P1W", "lasting": "P2W"})
    assert due_days(plan) == [3, 5, 7, 10, 12, 14]
    assert planned_dose(plan) == PlannedDose(6, None, None)


def test_only_the_forms_asked_for_are_planned():
    plan = with_phases(
        {"form": "group", "times": 2, "every": "P1M", "lasting": "P2M"},
        {"times": 3, "every": "P1W", "lasting": "P2W", "starts": "P0D"},
    )
    assert len(tuple(plan_contacts(plan, MONDAY))) == 6
    assert [c.phase for c in plan_contacts(plan, MONDAY, forms={"group"})] == ["p0"] * 4


def test_what_has_no_end_stops_at_the_length_or_at_a_day_and_nowhere_else():
    weekly = {"every": "P1W", "open_ended": True}
    assert len(tuple(plan_contacts(with_phases(weekly, length="P1Y"), MONDAY))) == 52
    until = MONDAY + timedelta(days=21)
    assert len(tuple(plan_contacts(with_phases(weekly), MONDAY, until=until))) == 3
    with pytest.raises(ValueError, match="until when"):
        next(plan_contacts(with_phases(weekly), MONDAY))
    assert planned_dose(with_phases(weekly)) == PlannedDose(None, None, None)


def test_an_open_room_is_there_and_plans_nothing():
    room = with_phases({"form": "open_room", "open_ended": True, "modalities": ["forum"]})
    assert tuple(plan_contacts(room, MONDAY, forms={"open_room"})) == ()


def test_ten_years_of_weeks_are_made_only_as_they_are_asked_for():
    plan = with_phases({"every": "P1W", "open_ended": True})
    contacts = plan_contacts(plan, MONDAY, until=date(2500, 1, 1))
    assert next(contacts).due_on == MONDAY + timedelta(days=7)
    assert [contact.number for contact in islice(contacts, 519)][-1] == 520


def test_unknown_dose_plans_nothing_and_says_so():
    plan = with_phases({"contacts": "not reported", "lasting": "P12W"}, {"contacts": 1})
    assert [contact.phase for contact in plan_contacts(plan, MONDAY)] == ["p1"]
    assert planned_dose(plan) == PlannedDose(None, None, None)
    assert (planned_end(plan, MONDAY) - MONDAY).days == 84


@pytest.mark.parametrize(
    ("phase", "contacts"),
    [
        ({"contacts": "not reported", "lasting": "P12W"}, None),
        ({"contacts": 9, "every": "not reported", "lasting": "P2Y"}, 9),
        ({"times": 2, "every": "P1M", "lasting": "not reported"}, None),
    ],
)
def test_what_the_source_does_not_report_is_not_guessed(phase, contacts):
    plan = with_phases(phase)
    assert tuple(plan_contacts(plan, MONDAY)) == ()
    assert planned_dose(plan).contacts == contacts
    assert [gap.code for gap in bars_opening(plan)].count("schedule.no_dose") == 1
