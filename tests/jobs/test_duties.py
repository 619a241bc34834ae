from __future__ import annotations

import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connections
from django.utils import timezone

from alongside.jobs import queries
from alongside.jobs.actions import DutyDescription, duties, run_due_duties
from alongside.jobs.models import Duty

pytestmark = pytest.mark.usefixtures("queue")
DAY = timedelta(days=1)


def register(name: str, run, every: timedelta = DAY) -> None:
    duties.DUTIES[name] = DutyDescription(name, every, run)


def make_due(name: str) -> None:
    Duty.objects.filter(name=name).update(next_at=timezone.now() - timedelta(minutes=11))


def test_duty_runs_when_due_and_not_before() -> None:
    ran = []
    register("count", lambda: ran.append(1))
    assert [run_due_duties(), run_due_duties()] == [["count"], []]
    make_due("count")
    assert run_due_duties() == ["count"]
    assert ran == [1, 1]


def test_duty_is_run_once_by_two_schedulers_at_once() -> None:
    ran: list[int] = []
    register("count", lambda: ran.append(1))
    barrier = threading.Barrier(2)
    results: list[list[str]] = []

    def scheduler() -> None:
        try:
            barrier.wait()
            results.append(run_due_duties())
        finally:
            connections.close_all()

    for _ in range(5):
        threads = [threading.Thread(target=scheduler) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        make_due("count")
    assert sorted(results) == [[]] * 5 + [["count"]] * 5
    assert len(ran) == 5


def test_duty_cut_off_half_way_is_due_again_after_the_lease_and_not_after_its_period() -> None:
    class Killed(BaseException):
        """What a dying process raises; nothing may catch it."""

    def die() -> None:
        raise Killed

    register("daily", die)
    with pytest.raises(Killed):
        run_due_duties()
    row = Duty.objects.get()
    assert row.last_finished_at is None
    assert timedelta(minutes=9) < row.next_at - timezone.now() < timedelta(minutes=11)


def test_failing_duty_is_noted_tried_again_soon_and_stops_no_other() -> None:
    broken = [True]

    def moody() -> None:
        if broken[0]:
            raise ValueError("private words of somebody")

    register("moody", moody)
    register("steady", lambda: None)
    assert run_due_duties() == ["steady"]
    row = queries.failing_duties().get()
    assert row.last_error.startswith("ValueError")
    assert "private words" not in row.last_error
    assert row.next_at < timezone.now() + timedelta(hours=1)
    broken.clear()
    broken.append(False)
    make_due("moody")
    assert run_due_duties() == ["moody"]
    assert not queries.failing_duties().exists()


def test_late_duties_are_named_and_standing_still_is_noticed() -> None:
    assert queries.is_work_standing_still()
    register("count", lambda: None)
    run_due_duties()
    assert not queries.is_work_standing_still()
    make_due("count")
    assert [row.name for row in queries.late_duties()] == ["count"]
    assert queries.is_work_standing_still()


def test_duty_that_is_no_longer_known_is_forgotten() -> None:
    Duty.objects.create(name="of last year", next_at=timezone.now())
    register("count", lambda: None)
    run_due_duties()
    duties.forget_unknown_duties()
    assert [row.name for row in Duty.objects.all()] == ["count"]


def test_looking_at_the_calendar_costs_one_query_when_nothing_is_due(django_assert_num_queries) -> None:
    for name in ("one", "two", "three"):
        register(name, lambda: None)
    run_due_duties()
    with django_assert_num_queries(1):
        run_due_duties()


def test_duty_begun_by_a_clock_that_was_a_year_ahead_is_due_when_it_is_put_right() -> None:
    ran: list[int] = []
    register("count", lambda: ran.append(1))
    with time_machine.travel(timezone.now() + timedelta(days=365), tick=True):
        assert run_due_duties() == ["count"]
    assert run_due_duties() == ["count"]
    assert run_due_duties() == []
    assert len(ran) == 2
