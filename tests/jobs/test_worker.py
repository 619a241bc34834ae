from __future__ import annotations

import signal
import threading
import time
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from alongside.jobs.actions import DutyDescription, EmbeddedWorker, WorkLoop, duties
from alongside.jobs.models import Attempt
from tests.jobs import sample_jobs
from tests.jobs.conftest import wait_until

pytestmark = pytest.mark.usefixtures("queue")


def test_embedded_worker_does_jobs_and_leaves_no_thread_and_no_connection(tmp_path) -> None:
    seen = []
    duties.DUTIES["look"] = DutyDescription(
        "look", timedelta(days=1), lambda: seen.append(connections["default"])
    )
    before = threading.active_count()
    worker = EmbeddedWorker()
    worker.start()
    sample_jobs.touch.enqueue(str(tmp_path), "x")
    wait_until(lambda: (tmp_path / "x").exists() and bool(seen))
    worker.stop()
    assert threading.active_count() == before
    assert seen[0].connection is None


def test_embedded_worker_is_woken_at_once_by_this_process(tmp_path) -> None:
    worker = EmbeddedWorker(pause=60)
    worker.start()
    try:
        time.sleep(0.5)
        began = time.monotonic()
        sample_jobs.touch.enqueue(str(tmp_path), "x")
        wait_until((tmp_path / "x").exists)
        assert time.monotonic() - began < 5
    finally:
        worker.stop()


def test_worker_finds_within_a_second_what_another_process_enqueued(tmp_path) -> None:
    assert EmbeddedWorker().pause == 1.0
    worker = EmbeddedWorker(pause=0.1)
    worker.start()
    try:
        time.sleep(0.3)
        DBTaskResult.objects.create(
            args_kwargs={"args": [str(tmp_path), "x"], "kwargs": {}},
            task_path="tests.jobs.sample_jobs.touch",
            run_after=timezone.now(),
            backend_name="default",
        )
        wait_until((tmp_path / "x").exists)
    finally:
        worker.stop()


def test_worker_outlives_a_stumble(tmp_path, caplog) -> None:
    class Stumbling(WorkLoop):
        def once(self) -> None:
            if not stumbled:
                stumbled.append(1)
                raise RuntimeError
            super().once()

    stumbled: list[int] = []
    loop = Stumbling(pause=0.05)
    thread = threading.Thread(target=loop.run)
    thread.start()
    sample_jobs.touch.enqueue(str(tmp_path), "x")
    wait_until((tmp_path / "x").exists)
    loop.ask_to_stop()
    thread.join()
    assert "the worker stumbled" in caplog.text


def test_stopping_finishes_the_job_at_hand_and_begins_no_other(tmp_path) -> None:
    loop = WorkLoop()
    for name in ("one", "two"):
        sample_jobs.touch.enqueue(str(tmp_path), name)
    loop.ask_to_stop()
    loop.once()
    assert list(tmp_path.iterdir()) == []


def test_long_queue_does_not_keep_duties_waiting(tmp_path) -> None:
    for number in range(25):
        sample_jobs.touch.enqueue(str(tmp_path), str(number))
    WorkLoop().once()
    assert len(list(tmp_path.iterdir())) == 20


def test_slow_jobs_do_not_keep_duties_waiting(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("alongside.jobs.actions.worker.LONGEST_TURN", 0.0)
    for number in range(3):
        sample_jobs.touch.enqueue(str(tmp_path), str(number))
    loop = WorkLoop()
    loop.once()
    assert len(list(tmp_path.iterdir())) == 1
    loop.once()
    assert len(list(tmp_path.iterdir())) == 2


def test_worker_killed_in_mid_job_is_swept_and_the_next_one_finishes(tmp_path, worker_process) -> None:
    sample_jobs.sleep_the_first_time.enqueue(str(tmp_path))
    first = worker_process("--pause", "0.1")
    wait_until((tmp_path / "begun").exists, seconds=60)
    first.kill()
    first.wait()
    assert DBTaskResult.objects.get().status == "RUNNING"
    assert not Attempt.objects.exists()

    second = worker_process("--pause", "0.1", "--lease", "0.2")
    wait_until(lambda: DBTaskResult.objects.get().status == "SUCCESSFUL", seconds=60)
    assert (tmp_path / "finished").exists()
    assert Attempt.objects.filter(job="written").count() == 1
    assert len(DBTaskResult.objects.get().worker_ids) == 2

    second.send_signal(signal.SIGTERM)
    words, _ = second.communicate(timeout=20)
    assert (second.returncode, words.splitlines()[-1]) == (0, "Stopped.")
