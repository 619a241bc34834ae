from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from alongside.audit.actions import record
from alongside.people.models import Person
from alongside.safeguarding.actions.words import take_in
from alongside.support_sessions.models import CoordinatorCall
from alongside.support_sessions.queries.calls import OPEN_OUTCOMES


class AlreadyRecorded(Exception):
    """The outcome of this call is written down already."""


@transaction.atomic
def record_call(*, call: CoordinatorCall, outcome: str, by: Person, words: str = "") -> CoordinatorCall:
    """How the coordinator's call went, today. One that reached nobody, or left something to do, may be recorded again:
    earlier words stay above the new ones. Raises AlreadyRecorded once it is settled."""
    rows = CoordinatorCall.objects.select_for_update(of=("self",))
    row = rows.select_related("side__participant", "side__relationship__programme").get(pk=call.pk)
    if row.outcome not in OPEN_OUTCOMES:
        raise AlreadyRecorded
    today, new = timezone.localdate(), words.strip()
    if row.words and new:
        new = f"{row.words}\n\n{date_format(today)}: {new}"
    row.called_on, row.outcome, row.words, row.called_by = today, outcome, new or row.words, by
    row.save(update_fields=["called_on", "outcome", "words", "called_by"])
    programme = row.side.relationship.programme
    record(
        "coordinator_call_recorded",
        by=by,
        subject=row,
        organisation_id=programme.organisation_id,
        programme_id=programme.pk,
        reached=outcome != CoordinatorCall.Outcome.NOT_REACHED,
    )
    take_in(row, "words", programme=programme, by=by, writer=row.side.participant)
    return row
