"""Practising a bad night: a made-up post by nobody comes in by the real door, and real people see it through."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from alongside.audit.actions import record
from alongside.jobs.actions import duty
from alongside.programmes.actions import StateChanged
from alongside.safeguarding.actions.concerns import raise_concern
from alongside.safeguarding.actions.words import take_in
from alongside.safeguarding.core.rehearsals import KNOWN
from alongside.safeguarding.models import Rehearsal, Urgency
from alongside.safeguarding.queries.rehearsals import drill_report

if TYPE_CHECKING:
    from alongside.people.models import Person
    from alongside.programmes.models import Programme

FORGOTTEN_AFTER = timedelta(days=3)


class RehearsalRuns(Exception):
    """One practice at a time: another one runs already."""


@transaction.atomic
def begin_rehearsal(*, programme: Programme, scenario: str, by: Person) -> Rehearsal:
    """The made-up words come in now. Raises RehearsalRuns; KeyError for a scenario that is none.

    Where the program that looks at words is off, or does not find them, they come in as a worry that somebody sends:
    the people practise all the same, and the report says that nothing was noticed.
    """
    chosen = KNOWN[scenario]
    try:
        with transaction.atomic():
            rehearsal = Rehearsal.objects.create(
                programme=programme,
                scenario=chosen.id,
                name=chosen.name,
                words=chosen.words,
                started_by=by,
            )
    except IntegrityError:
        raise RehearsalRuns from None
    record("rehearsal_begun", by=by, subject=rehearsal, programme_id=programme.pk, scenario=chosen.id)
    take_in(rehearsal, "words", programme=programme, by=None)
    if not rehearsal.concerns.exists():
        raise_concern(
            programme=programme,
            words=chosen.words,
            urgency=Urgency.NOW,
            by=None,
            name=chosen.name,
            rehearsal=rehearsal,
            is_read=True,
        )
    return rehearsal


def end_rehearsal(*, rehearsal: Rehearsal, by: Person | None) -> None:
    """The practice is over and its report stands. Nothing of it is on the desk any more. Raises StateChanged twice."""
    with transaction.atomic():
        fresh = Rehearsal.objects.select_for_update(of=("self",)).get(pk=rehearsal.pk)
        if fresh.ended_at is not None:
            raise StateChanged
        Rehearsal.objects.filter(pk=rehearsal.pk).update(
            ended_at=timezone.now(), ended_by=by, report=drill_report(fresh)
        )
        record("rehearsal_ended", by=by, subject=rehearsal, programme_id=rehearsal.programme_id)
    rehearsal.refresh_from_db()


@duty("end_forgotten_rehearsals", every=timedelta(hours=1))
def end_forgotten_rehearsals() -> None:
    """A practice that nobody ended is over after three days, so that it calls nobody for ever."""
    for rehearsal in Rehearsal.objects.filter(
        ended_at__isnull=True, started_at__lt=timezone.now() - FORGOTTEN_AFTER
    ):
        end_rehearsal(rehearsal=rehearsal, by=None)
