"""A sheet of paper that is keyed twice, kept apart until both keyings are alike."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from alongside.audit.actions import record
from alongside.measures.models import Keying, Response, ResponseStatus
from alongside.measures.queries.keying import differences
from alongside.people.models import Person


class KeyedTwiceAlready(Exception):
    """This sheet was keyed twice and waits to be settled; nothing was changed."""


def keep_keying(row: Response, *, by: Person, day: date) -> bool:
    """Put what was keyed of a locked row aside as the first or second keying; whether the two are there and alike.

    Whoever keys next finds the sheet empty. Raises `KeyedTwiceAlready`.
    """
    keyed = {each.number: each for each in row.keyings.all()}
    if Keying.SECOND in keyed:
        raise KeyedTwiceAlready
    number = Keying.SECOND if Keying.FIRST in keyed else Keying.FIRST
    kept = Keying.objects.create(
        response=row, number=number, answers=row.answers, answered_on=day, keyed_by=by
    )
    record("sheet_keyed", by=by, subject=row, on_behalf_of=row.participant, number=number)
    first = keyed.get(Keying.FIRST)
    if first is not None and not differences(row, first, kept) and first.answered_on == day:
        return True
    row.answers = {}
    if row.status == ResponseStatus.DUE:
        row.status, row.started_at = ResponseStatus.STARTED, timezone.now()
    row.save(update_fields=["answers", "status", "started_at"])
    return False
