from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from alongside.safeguarding.core.timing import Day, day_of, due_at, escalation_step, lateness

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_day_is_named_as_people_name_it() -> None:
    days = [day_of(NOON + timedelta(days=count), NOON) for count in (0, 1, 2, 6, 7, -1)]
    assert days == [Day.TODAY, Day.TOMORROW, Day.THIS_WEEK, Day.THIS_WEEK, Day.LATER, Day.LATER]


def test_lateness_grows_from_minutes_to_days() -> None:
    def words(late: timedelta) -> str:
        found = lateness(NOON - late, NOON)
        return f"{found.count} {found.unit}" if found else ""

    assert words(timedelta(minutes=-1)) == ""
    assert words(timedelta(minutes=119)) == "119 minutes"
    assert words(timedelta(hours=47, minutes=59)) == "47 hours"
    assert words(timedelta(hours=48)) == "2 days"


def test_escalation_begins_when_it_is_due_and_goes_on() -> None:
    due = due_at(NOON, 60)
    steps = [
        escalation_step(NOON, due, NOON + timedelta(minutes=late)) for late in (0, 59, 60, 119, 120, 600)
    ]
    assert steps == [0, 0, 1, 1, 2, 10]


@given(st.integers(0, 10_000), st.integers(0, 10_000), st.integers(0, 5_000))
def test_escalation_never_goes_back(minutes: int, earlier: int, more: int) -> None:
    due = due_at(NOON, minutes)
    first = escalation_step(NOON, due, NOON + timedelta(minutes=earlier))
    later = escalation_step(NOON, due, NOON + timedelta(minutes=earlier + more))
    assert later >= first
    assert (first > 0) == (earlier >= minutes)
