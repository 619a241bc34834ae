"""Duties: what the calendar asks for, whoever is there to do it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from django.db.models import Q
from django.utils import timezone

from alongside.jobs.actions.queue import LEASE, place_of, prune_finished_work
from alongside.jobs.models import Duty

log = logging.getLogger(__name__)
Run = TypeVar("Run", bound=Callable[[], object])

CLOCKS_DIFFER = timedelta(minutes=5)
"""So far apart the clocks of two machines may be without either being called wrong."""


@dataclass(frozen=True)
class DutyDescription:
    name: str
    every: timedelta
    run: Callable[[], object]


DUTIES: dict[str, DutyDescription] = {}


def duty(name: str, *, every: timedelta) -> Callable[[Run], Run]:
    """Register a deed of the calendar. It must be safe to run twice and never depend on running on time."""

    def decorate(function: Run) -> Run:
        DUTIES[name] = DutyDescription(name, every, function)
        return function

    return decorate


def run_due_duties() -> list[str]:
    """Run every duty whose time has come; return the names of those that ran well.

    Each is claimed by a conditional update, so that of several schedulers one runs it. The claim holds for the lease
    only: a daily duty whose worker is killed half-way is due again ten minutes later and not tomorrow. What was begun in
    the future was begun by a clock that went wrong and was put right since: it is due.
    """
    now = timezone.now()
    known = {
        name: now if begun and begun > now + CLOCKS_DIFFER else next_at
        for name, next_at, begun in Duty.objects.values_list("name", "next_at", "last_started_at")
    }
    return [
        description.name
        for description in DUTIES.values()
        if known.get(description.name, now) <= now
        and _claim(description, is_new=description.name not in known)
        and _perform(description)
    ]


def _claim(description: DutyDescription, *, is_new: bool) -> bool:
    now = timezone.now()
    if is_new:
        Duty.objects.get_or_create(name=description.name, defaults={"next_at": now})
    is_due = Q(next_at__lte=now) | Q(last_started_at__gt=now + CLOCKS_DIFFER)
    return bool(
        Duty.objects.filter(is_due, name=description.name).update(
            next_at=now + min(description.every, LEASE), last_started_at=now
        )
    )


def _perform(description: DutyDescription) -> bool:
    started = timezone.now()
    row = Duty.objects.filter(name=description.name)
    try:
        description.run()
    except Exception as error:
        log.exception("duty %s failed", description.name)
        row.update(last_error=place_of(error))
        return False
    row.update(next_at=started + description.every, last_finished_at=timezone.now(), last_error="")
    return True


def forget_unknown_duties() -> None:
    """Drop the rows of duties that this version no longer has, so that they are not called late."""
    Duty.objects.exclude(name__in=DUTIES).delete()


duty("prune_finished_work", every=timedelta(days=1))(prune_finished_work)
