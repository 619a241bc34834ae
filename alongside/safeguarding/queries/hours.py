"""Whether somebody reads what comes in, at a moment; where a programme has said when that is."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from alongside.programmes.models import Programme
from alongside.safeguarding.core.hours import Hours
from alongside.safeguarding.core.on_call import Now, now_by
from alongside.safeguarding.models import AtNight, ReadingHours


def reading_hours(programme: Programme) -> ReadingHours | None:
    return ReadingHours.objects.filter(programme=programme).select_related("changed_by").first()


def reading_now(programme: Programme, moment: datetime | None = None) -> Now | None:
    """Whether the safeguarding leads read at a moment (now, unless told), and what happens if not; None: never said."""
    row = ReadingHours.objects.filter(programme=programme).first()
    if row is None:
        return None
    hours = Hours(frozenset(map(int, row.days)), row.opens, row.closes)
    return now_by(hours, calls_at_night=row.at_night == AtNight.ON_CALL, moment=timezone.localtime(moment))
