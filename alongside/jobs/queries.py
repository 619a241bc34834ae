from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from alongside.jobs.models import Attempt, Duty

if TYPE_CHECKING:
    from django.db.models import QuerySet

LATE_AFTER = timedelta(minutes=10)


def late_duties() -> QuerySet[Duty]:
    """Duties that should have begun ten minutes ago or more: nobody is working, or not fast enough."""
    return Duty.objects.filter(next_at__lt=timezone.now() - LATE_AFTER).order_by("next_at")


def failing_duties() -> QuerySet[Duty]:
    """Duties whose last run ended in an error."""
    return Duty.objects.exclude(last_error="").order_by("name")


def parked_jobs() -> QuerySet[Attempt]:
    """Jobs that nothing tries any more until a person has them tried again; the newest first."""
    return Attempt.objects.filter(parked_at__isnull=False).order_by("-parked_at", "-pk")


def overdue_jobs() -> int:
    """How many jobs have been ready for ten minutes or more and were not begun."""
    now = timezone.now()
    ready = DBTaskResult.objects.ready().filter(enqueued_at__lt=now - LATE_AFTER)
    return int(ready.exclude(run_after__range=(now - LATE_AFTER, now)).count())


def is_work_standing_still() -> bool:
    """Whether no worker seems to be running: duties are late, or none was ever begun."""
    return not Duty.objects.exists() or late_duties().exists()
