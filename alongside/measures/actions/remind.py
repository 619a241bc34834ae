"""Getting in touch about questions: when they open, and once more half-way to their end. Never a third time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from alongside.jobs.actions import duty, job
from alongside.measures.actions.schedule import schedule_responses
from alongside.measures.core.plan import comes_from_elsewhere
from alongside.measures.models import Response
from alongside.measures.queries.asking import ASKED_BY_A_PERSON, open_rows
from alongside.measures.queries.people import people_of
from alongside.notify.actions import notify
from alongside.programmes.models import Programme, ProgrammeStatus
from alongside.programmes.queries import participant_recipient

OPENED, REMINDER = "questions_opened", "questions_reminder"


@transaction.atomic
def ask_and_remind(*, programme: Programme, on: date | None = None) -> int:
    """Tell people by their own channel that questions are there for them; return how many were told.

    Once for a wave when it opens, and once more half-way between that day and the end of the window. Nobody is told
    who may not be asked, is having a pause, or is asked by a person (`queries.asking.to_ask_by_hand`).
    """
    day = on or timezone.localdate()
    people = people_of(programme)
    waiting: dict[tuple[int, str, bool], list[Response]] = {}
    for row in open_rows(programme, day).filter(~ASKED_BY_A_PERSON, reminded_on__isnull=True):
        if comes_from_elsewhere(row.instrument):
            continue
        if people.may_ask_row(row) and not people.is_resting((row.participant_id, row.as_supporter)):
            waiting.setdefault((row.participant_id, row.wave, row.as_supporter), []).append(row)
    return sum(_tell(programme, rows, day) for rows in waiting.values())


def _tell(programme: Programme, rows: list[Response], day: date) -> bool:
    asked_on = min((row.asked_on for row in rows if row.asked_on), default=None)
    if asked_on is None:
        kind, field = OPENED, "asked_on"
    elif day >= _half_way(asked_on, rows):
        kind, field = REMINDER, "reminded_on"
    else:
        return False
    first = rows[0]
    Response.objects.filter(pk__in=[row.pk for row in rows]).update(**{field: day})
    side = "supporter" if first.as_supporter else "member"
    notify(
        kind,
        to=participant_recipient(first.participant, programme),
        link=reverse("measures:my_questions", kwargs={"ref": programme.ref}),
        key=f"{kind}:{programme.pk}:{first.participant_id}:{first.wave}:{side}:{first.due_on}",
        context={"programme": programme},
    )
    return True


def _half_way(asked_on: date, rows: Iterable[Response]) -> date:
    closes_on = min(row.closes_on for row in rows)
    return asked_on + timedelta(days=max((closes_on - asked_on).days // 2, 1))


@job()
def questions_of_programme_job(programme_id: int) -> None:
    programme = Programme.objects.select_related("definition", "organisation").get(pk=programme_id)
    schedule_responses(programme=programme)
    ask_and_remind(programme=programme)


@duty("questions_of_every_programme", every=timedelta(days=1))
def questions_of_every_programme() -> None:
    """Questions become due, and people hear of them. A closed programme still asks how people are afterwards."""
    begun = Programme.objects.filter(~Q(status=ProgrammeStatus.PREPARING))
    for programme_id in begun.order_by("pk").values_list("pk", flat=True):
        questions_of_programme_job.enqueue(programme_id)
