"""Jobs: how a function becomes one, what happens when it fails, and what happens when its worker dies."""

from __future__ import annotations

import hashlib
import json
import logging
import threading
import traceback
from contextlib import nullcontext
from datetime import timedelta
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.backend import DatabaseBackend
from django_tasks_db.models import DBTaskResult

from alongside.jobs.models import Attempt

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)
"""A job that has been running for longer is taken to be a dead worker's. No job may need this long."""

MOST_CUT_OFFS = 3
"""A job that was cut off this often probably kills its worker, and is parked."""

KEPT_AFTERWARDS = timedelta(days=7)
PARKED_KEPT = timedelta(days=90)

wake_up = threading.Event()


class NotParked(Exception):
    """The job is no longer parked: somebody else had it tried again."""


class WakingBackend(DatabaseBackend):
    """The queue in the database, which wakes this process's worker once the caller's transaction is committed."""

    def enqueue(self, task: Any, args: Any, kwargs: Any) -> Any:
        result: Any = super().enqueue(task, args, kwargs)
        transaction.on_commit(wake_up.set)
        return result


def job(
    *, tries: int = 5, wait: timedelta = timedelta(seconds=30), atomic: bool = True
) -> Callable[[Callable[..., None]], Any]:
    """Make a function a job: `deliver_job.enqueue(notice.pk)`. It takes ids only.

    Its own writes are rolled back when it fails; it is tried `tries` times in all, first `wait` apart and then
    twice as long each time, and then parked. `atomic=False` is for a job that waits for somebody else's
    computer, so that it holds no lock on the database meanwhile; it looks after its own transactions.
    """

    def decorate(function: Callable[..., None]) -> Any:
        @wraps(function)
        def run(*args: Any, **kwargs: Any) -> None:
            try:
                with transaction.atomic() if atomic else nullcontext():
                    function(*args, **kwargs)
            except Exception as error:
                log.exception("job %s%r failed", function.__name__, args)
                _after_failure(made, args, kwargs, error, tries=tries, wait=wait)
            else:
                _attempts(made.module_path, args, kwargs).delete()

        made: Any = task(run)
        return made

    return decorate


def _key(args: Any, kwargs: Any) -> str:
    """What tells one call of a job from another; the same before and after a journey through JSON."""
    text = json.dumps([list(args), kwargs], sort_keys=True)
    return text if len(text) <= 200 else hashlib.sha256(text.encode()).hexdigest()


def _attempts(path: str, args: Any, kwargs: Any) -> Any:
    return Attempt.objects.filter(job=path, key=_key(args, kwargs))


def place_of(error: BaseException) -> str:
    """The kind of an error and where it was raised. Its own words may name a person, and stay in the log."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "site-packages" not in frame.filename] or frames
    where = f" in {ours[-1].name}, line {ours[-1].lineno}" if ours else ""
    return f"{type(error).__name__}{where}"


def _after_failure(
    made: Any, args: tuple[Any, ...], kwargs: dict[str, Any], error: Exception, *, tries: int, wait: timedelta
) -> None:
    with transaction.atomic():
        attempt, _ = Attempt.objects.get_or_create(
            job=made.module_path,
            key=_key(args, kwargs),
            defaults={"arguments": {"args": list(args), "kwargs": kwargs}},
        )
        if attempt.parked_at:  # asked for afresh since it was parked: it gets all of its tries again
            Attempt.objects.filter(pk=attempt.pk).update(tries=0, parked_at=None)
        Attempt.objects.filter(pk=attempt.pk).update(
            tries=F("tries") + 1, last_error=place_of(error), updated_at=timezone.now()
        )
        attempt.refresh_from_db()
        if attempt.tries >= tries:
            Attempt.objects.filter(pk=attempt.pk).update(parked_at=timezone.now())
        elif made.get_backend().supports_defer:
            later = timezone.now() + wait * 2 ** (attempt.tries - 1)
            made.using(run_after=later).enqueue(*args, **kwargs)


def give_back_orphans(*, lease: timedelta = LEASE) -> int:
    """Give jobs whose worker has been silent for longer than the lease back to the queue; return how many.

    A job that was cut off too often is parked instead. One that began in the future was begun by a clock that has been
    put right since, and is given back like one that is too old. A row that says FAILED was cut off too: what a job raises
    itself is kept as an attempt, so only a worker that was stopped in the middle leaves one.
    """
    given_back = 0
    now = timezone.now()
    silent = Q(started_at__lt=now - lease) | Q(started_at__gt=now + LEASE)
    cut_off = Q(silent, status=TaskResultStatus.RUNNING) | Q(status=TaskResultStatus.FAILED)
    for row in DBTaskResult.objects.filter(cut_off):
        still = DBTaskResult.objects.filter(pk=row.pk, status=row.status, started_at=row.started_at)
        if len(row.worker_ids) < MOST_CUT_OFFS:
            given_back += still.update(status=TaskResultStatus.READY, started_at=None, finished_at=None)
            continue
        with transaction.atomic():
            if still.delete()[0]:
                _park(row)
    return given_back


def _park(row: Any) -> None:
    args, kwargs = row.args_kwargs["args"], row.args_kwargs["kwargs"]
    Attempt.objects.update_or_create(
        job=row.task_path,
        key=_key(args, kwargs),
        defaults={
            "arguments": {"args": args, "kwargs": kwargs},
            "tries": len(row.worker_ids),
            "last_error": row.exception_class_path or "its worker stopped in the middle of it",
            "parked_at": timezone.now(),
        },
    )


@transaction.atomic
def try_parked_job_again(*, attempt_id: int) -> None:
    """Put a parked job back into the queue with all of its tries. The caller audits who asked for it.

    Raises NotParked when it is not, or no longer, parked.
    """
    attempt = Attempt.objects.filter(pk=attempt_id, parked_at__isnull=False).first()
    if attempt is None or not Attempt.objects.filter(pk=attempt_id, parked_at__isnull=False).delete()[0]:
        raise NotParked
    import_string(attempt.job).enqueue(*attempt.arguments["args"], **attempt.arguments["kwargs"])


def prune_finished_work() -> int:
    """Forget finished jobs after a week and parked ones after 90 days; return how many."""
    now = timezone.now()
    finished, _ = DBTaskResult.objects.filter(
        status=TaskResultStatus.SUCCESSFUL, finished_at__lt=now - KEPT_AFTERWARDS
    ).delete()
    parked, _ = Attempt.objects.filter(updated_at__lt=now - PARKED_KEPT).delete()
    return int(finished) + parked
