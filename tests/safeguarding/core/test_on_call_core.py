from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.safeguarding.core.hours import Hours
from alongside.safeguarding.core.on_call import MINUTES, call_at, called, chain, counts_from, now_by, step_at

START = datetime(2026, 11, 30, 2, 0, tzinfo=UTC)
OFFICE = Hours(frozenset(range(5)), time(9), time(17))


@pytest.mark.parametrize(
    ("minutes", "step"),
    [(-1, -1), (0, 0), (4, 0), (5, 1), (9, 1), (10, 2), (14, 2), (15, 3), (29, 3), (30, 4), (45, 5)],
)
def test_step_comes_at_its_minute_and_goes_on_for_ever(minutes: int, step: int) -> None:
    assert step_at(START, START + timedelta(minutes=minutes)) == step


@given(st.integers(0, 500))
def test_a_step_has_come_exactly_when_its_moment_has(step: int) -> None:
    moment = call_at(START, step)
    assert step_at(START, moment) == step
    assert step_at(START, moment - timedelta(seconds=1)) == step - 1


@given(st.lists(st.integers(1, 9)), st.lists(st.integers(1, 9)), st.sets(st.integers(1, 9)))
def test_chain_has_everybody_once_the_turn_first_and_nobody_who_is_away(
    first: list[int], standing: list[int], away: set[int]
) -> None:
    order = chain(first, standing, away)
    assert sorted(order) == sorted({*first, *standing} - away)
    turn = [person for person in order if person in first]
    assert order[: len(turn)] == turn


def test_each_step_calls_one_more_and_in_the_end_everybody() -> None:
    order = [7, 8, 9, 10, 11]
    assert [called(order, step) for step in range(len(MINUTES))] == [[7], [7, 8], [7, 8, 9], order]


def test_no_time_runs_while_nobody_reads_or_is_called() -> None:
    """Monday at two in the morning; hours begin at nine."""
    waits = now_by(OFFICE, calls_at_night=False, moment=START)
    calls = now_by(OFFICE, calls_at_night=True, moment=START)
    nine = datetime(2026, 11, 30, 9, tzinfo=UTC)
    assert counts_from(waits, START, urgent=True) == nine
    assert counts_from(calls, START, urgent=True) == START
    assert counts_from(calls, START, urgent=False) == nine
    assert counts_from(None, START, urgent=False) == START
    by_day = now_by(OFFICE, calls_at_night=False, moment=nine)
    assert counts_from(by_day, nine, urgent=True) == nine
    assert by_day.until == datetime(2026, 11, 30, 17, tzinfo=UTC)
