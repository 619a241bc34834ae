from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from alongside.jobs import queries
from alongside.jobs.actions import (
    NotParked,
    WorkLoop,
    give_back_orphans,
    prune_finished_work,
    try_parked_job_again,
    wake_up,
)
from alongside.jobs.models import Attempt
from tests.jobs import sample_jobs

pytestmark = pytest.mark.usefixtures("queue")


def work_rounds(number: int) -> None:
    loop = WorkLoop()
    for _ in range(number):
        loop.once()


def test_failing_job_is_tried_again_and_keeps_nothing_of_the_failed_try(tmp_path) -> None:
    sample_jobs.write_then_fail_until.enqueue(str(tmp_path), 2)
    work_rounds(3)
    assert (tmp_path / "runs").read_text() == "run\nrun\n"
    assert Attempt.objects.filter(job="half-written").count() == 1
    assert not Attempt.objects.exclude(job="half-written").exists()


def test_job_that_keeps_failing_is_parked_after_its_tries(tmp_path) -> None:
    sample_jobs.write_then_fail_until.enqueue(str(tmp_path), 9)
    work_rounds(5)
    assert (tmp_path / "runs").read_text().count("run") == 3
    parked = queries.parked_jobs().get()
    assert (parked.tries, parked.last_error.split(",")[0]) == (3, "Sulking in write_then_fail_until")
    assert "private words" not in parked.last_error
    assert not DBTaskResult.objects.ready().exists()


def test_next_try_waits_and_the_wait_doubles() -> None:
    sample_jobs.always_fail.enqueue()
    for hours in (1, 2, 4):
        work_rounds(1)
        waiting = DBTaskResult.objects.get(status="READY")
        assert abs(waiting.run_after - timezone.now() - timedelta(hours=hours)) < timedelta(minutes=1)
        DBTaskResult.objects.filter(pk=waiting.pk).update(run_after=timezone.now())


def test_parked_job_is_tried_again_with_all_its_tries_and_only_once(tmp_path) -> None:
    sample_jobs.write_then_fail_until.enqueue(str(tmp_path), 5)
    work_rounds(4)
    parked = queries.parked_jobs().get()
    try_parked_job_again(attempt_id=parked.pk)
    with pytest.raises(NotParked):
        try_parked_job_again(attempt_id=parked.pk)
    work_rounds(4)
    assert (tmp_path / "runs").read_text().count("run") == 5
    assert not queries.parked_jobs().exists()


def test_parked_job_that_is_enqueued_afresh_gets_all_its_tries(tmp_path) -> None:
    sample_jobs.write_then_fail_until.enqueue(str(tmp_path), 9)
    work_rounds(4)
    sample_jobs.write_then_fail_until.enqueue(str(tmp_path), 9)
    work_rounds(4)
    assert (tmp_path / "runs").read_text().count("run") == 6
    assert queries.parked_jobs().get().tries == 3


def test_long_arguments_are_told_apart() -> None:
    sample_jobs.touch.enqueue("/nowhere/" + "a" * 300, "x")
    sample_jobs.touch.enqueue("/nowhere/" + "b" * 300, "x")
    work_rounds(1)
    assert sorted(Attempt.objects.values_list("tries", flat=True)) == [1, 1]


def test_rolled_back_transaction_leaves_no_job_and_wakes_nobody(tmp_path) -> None:
    @transaction.atomic
    def change_mind() -> None:
        sample_jobs.touch.enqueue(str(tmp_path), "x")
        raise LookupError

    with pytest.raises(LookupError):
        change_mind()
    assert not DBTaskResult.objects.exists()
    assert not wake_up.is_set()


def test_worker_is_woken_after_commit_and_not_before(tmp_path) -> None:
    with transaction.atomic():
        sample_jobs.touch.enqueue(str(tmp_path), "x")
        assert not wake_up.is_set()
    assert wake_up.is_set()


def test_job_that_waits_for_others_runs_outside_a_transaction(tmp_path) -> None:
    sample_jobs.look_at_transaction.enqueue(str(tmp_path))
    work_rounds(1)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def cut_off(tmp_path, *, times: int) -> DBTaskResult:
    sample_jobs.touch.enqueue(str(tmp_path), "x")
    row = DBTaskResult.objects.get()
    row.status = "RUNNING"
    row.started_at = timezone.now() - timedelta(minutes=11)
    row.worker_ids = ["dead"] * times
    row.save()
    return row


def test_orphan_is_given_back_and_finished(tmp_path) -> None:
    cut_off(tmp_path, times=1)
    assert give_back_orphans() == 1
    work_rounds(1)
    assert (tmp_path / "x").exists()


def test_job_within_its_lease_is_left_alone(tmp_path) -> None:
    row = cut_off(tmp_path, times=1)
    DBTaskResult.objects.filter(pk=row.pk).update(started_at=timezone.now() - timedelta(minutes=9))
    assert give_back_orphans() == 0
    assert give_back_orphans(lease=timedelta(minutes=8)) == 1


def test_job_that_was_cut_off_too_often_is_parked_and_can_be_tried_again(tmp_path) -> None:
    cut_off(tmp_path, times=3)
    assert give_back_orphans() == 0
    assert not DBTaskResult.objects.exists()
    try_parked_job_again(attempt_id=queries.parked_jobs().get().pk)
    work_rounds(1)
    assert (tmp_path / "x").exists()


def test_job_that_was_stopped_in_the_middle_is_given_back(tmp_path) -> None:
    """The queue writes FAILED when its process is told to exit inside a job."""
    row = cut_off(tmp_path, times=1)
    DBTaskResult.objects.filter(pk=row.pk).update(status="FAILED", started_at=timezone.now())
    assert give_back_orphans() == 1


def test_finished_work_is_forgotten_after_a_week_and_parked_work_after_ninety_days(tmp_path) -> None:
    sample_jobs.touch.enqueue(str(tmp_path), "x")
    work_rounds(1)
    old = Attempt.objects.create(job="a", key="b", parked_at=timezone.now())
    assert prune_finished_work() == 0
    DBTaskResult.objects.update(finished_at=timezone.now() - timedelta(days=8))
    Attempt.objects.filter(pk=old.pk).update(updated_at=timezone.now() - timedelta(days=91))
    assert prune_finished_work() == 2


def test_overdue_jobs_are_counted_and_those_that_wait_on_purpose_are_not(tmp_path) -> None:
    sample_jobs.touch.enqueue(str(tmp_path), "x")
    assert queries.overdue_jobs() == 0
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(minutes=11))
    assert queries.overdue_jobs() == 1
    DBTaskResult.objects.update(run_after=timezone.now() - timedelta(minutes=1))
    assert queries.overdue_jobs() == 0


def test_job_begun_by_a_clock_that_was_ahead_is_given_back_when_it_is_put_right(tmp_path) -> None:
    row = cut_off(tmp_path, times=1)
    DBTaskResult.objects.filter(pk=row.pk).update(started_at=timezone.now() + timedelta(days=1))
    assert give_back_orphans() == 1
