from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.measures.core import Anchor, Offset, Respondent, Wave, due_responses, label_for, parse_offset


def wave(key="baseline", anchor=Anchor.ENROLMENT, offset=0, **changes):
    parts = {
        "key": key,
        "anchor": anchor,
        "offset": parse_offset(offset),
        "days_before": 0,
        "days_after": 7,
        "respondent": Respondent.MEMBER,
        "instruments": ("ucla_3",),
    }
    return Wave(**{**parts, **changes})


@pytest.mark.parametrize(
    ("text", "months", "days"),
    [
        (14, 0, 14),
        (-3, 0, -3),
        (0, 0, 0),
        ("P8W", 0, 56),
        ("P14D", 0, 14),
        ("P3M", 3, 0),
        ("P1Y6M", 18, 0),
        ("P1M1W1D", 1, 8),
        ("-P7D", 0, -7),
        ("+P0D", 0, 0),
    ],
)
def test_parse_offset_reads_days_and_durations(text, months, days):
    assert parse_offset(text) == Offset(months, days)


@pytest.mark.parametrize(
    "text",
    ["", "P", "8W", "PT5H", "P1DT1H", "P1.5W", "P1D1W", "p8w", "P8W ", "P101Y", 40_000, 1.5, True, None],
)
def test_parse_offset_refuses_anything_else(text):
    with pytest.raises(ValueError):
        parse_offset(text)


@pytest.mark.parametrize(
    ("anchor_on", "text", "due_on"),
    [
        (date(2025, 1, 31), "P1M", date(2025, 2, 28)),
        (date(2024, 1, 31), "P1M", date(2024, 2, 29)),
        (date(2025, 11, 30), "P3M", date(2026, 2, 28)),
        (date(2025, 1, 15), "-P1M", date(2024, 12, 15)),
        (date(2024, 2, 29), "P1Y", date(2025, 2, 28)),
        (date(2025, 1, 31), "P1M1D", date(2025, 3, 1)),
        (date(2025, 3, 1), "P8W", date(2025, 4, 26)),
    ],
)
def test_offset_keeps_to_the_calendar(anchor_on, text, due_on):
    assert parse_offset(text).after(anchor_on) == due_on


@given(
    st.dates(date(1900, 1, 1), date(2200, 1, 1)),
    st.integers(-1200, 1200),
    st.integers(-1000, 1000),
    st.integers(0, 400),
)
def test_offset_never_puts_a_later_anchor_earlier(anchor_on, months, days, later):
    offset = Offset(months, days)

    assert offset.after(anchor_on) <= offset.after(anchor_on + timedelta(days=later))


def test_due_responses_come_by_due_day_with_their_windows():
    plan = [
        wave("after", Anchor.PLANNED_END, "P3M", days_before=14, days_after=28),
        wave("baseline", instruments=("ucla_3", "semcd_6")),
        wave("middle", Anchor.START, "P4W", days_before=3),
    ]
    anchors = {
        Anchor.ENROLMENT: date(2025, 1, 6),
        Anchor.START: date(2025, 1, 20),
        Anchor.PLANNED_END: date(2025, 3, 17),
    }

    due = due_responses(plan, anchors, Respondent.MEMBER)

    assert [(one.wave_key, one.instrument_id, one.due_on) for one in due] == [
        ("baseline", "ucla_3", date(2025, 1, 6)),
        ("baseline", "semcd_6", date(2025, 1, 6)),
        ("middle", "ucla_3", date(2025, 2, 17)),
        ("after", "ucla_3", date(2025, 6, 17)),
    ]
    assert (due[-1].opens_on, due[-1].closes_on) == (date(2025, 6, 3), date(2025, 7, 15))


def test_due_responses_leave_out_waves_without_a_date():
    plan = [wave(), wave("goodbye", Anchor.ENDED, "P1W")]

    for anchors in (
        {Anchor.ENROLMENT: date(2025, 1, 6)},
        {Anchor.ENROLMENT: date(2025, 1, 6), Anchor.ENDED: None},
    ):
        assert [one.wave_key for one in due_responses(plan, anchors, Respondent.MEMBER)] == ["baseline"]


def test_due_responses_ask_each_side_its_own_questions():
    plan = [wave(), wave(respondent=Respondent.SUPPORTER, instruments=("relationship_load_supporter",))]
    anchors = {Anchor.ENROLMENT: date(2025, 1, 6)}

    asked = {side: [one.instrument_id for one in due_responses(plan, anchors, side)] for side in Respondent}

    assert asked == {
        Respondent.MEMBER: ["ucla_3"],
        Respondent.SUPPORTER: ["relationship_load_supporter"],
        Respondent.MUTUAL: [],
    }


def test_due_responses_refuse_a_plan_with_the_same_wave_twice():
    with pytest.raises(ValueError, match="same key"):
        due_responses([wave(), wave()], {}, Respondent.MEMBER)


def test_due_response_is_open_on_both_ends_of_its_window():
    anchors = {Anchor.ENROLMENT: date(2025, 1, 6)}
    (due,) = due_responses([wave(days_before=1, days_after=2)], anchors, Respondent.MEMBER)

    days = [date(2025, 1, day) for day in range(4, 10)]
    assert [due.is_open(day) for day in days] == [False, True, True, True, True, False]


@pytest.mark.parametrize(
    "changes",
    [{"key": ""}, {"key": "late_baseline"}, {"days_before": -1}, {"days_after": -1}, {"instruments": ()}],
)
def test_wave_refuses_what_cannot_be_meant(changes):
    with pytest.raises(ValueError):
        wave(**changes)


CONTACT = date(2025, 2, 3)
NOON = datetime(2025, 2, 3, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("completed_on", "first_contact_on", "label"),
    [
        (date(2025, 2, 2), CONTACT, "baseline"),
        (date(2025, 2, 3), CONTACT, "late_baseline"),
        (date(2025, 2, 4), CONTACT, "late_baseline"),
        (date(2025, 2, 4), None, "baseline"),
        (NOON - timedelta(seconds=1), NOON, "baseline"),
        (NOON, NOON, "late_baseline"),
        (NOON + timedelta(seconds=1), NOON, "late_baseline"),
        (NOON, CONTACT, "late_baseline"),
        (NOON - timedelta(days=1), CONTACT, "baseline"),
    ],
)
def test_baseline_answered_after_first_contact_is_late(completed_on, first_contact_on, label):
    assert label_for(completed_on, first_contact_on, wave()) == label


@given(st.dates(), st.dates())
def test_nothing_answered_from_first_contact_on_is_called_baseline(completed_on, first_contact_on):
    label = label_for(completed_on, first_contact_on, wave())

    assert (label == "baseline") == (completed_on < first_contact_on)


@given(st.dates(), st.none() | st.dates())
def test_other_waves_keep_their_own_label(completed_on, first_contact_on):
    assert label_for(completed_on, first_contact_on, wave("week_8")) == "week_8"
