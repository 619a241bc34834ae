"""The contacts and minutes that a peer supporter gave, month by month, for whoever is paid by them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import timezone

from alongside.programmes.models import PeerSupporter, Programme
from alongside.programmes.queries import definition_of
from alongside.support_sessions.models import GroupLead, SessionStatus, SupportSession

MONTHS = 12


def counts_hours(programme: Programme) -> bool:
    """Whether hours are counted: where those who support are paid or given a sum. Nobody counts those of volunteers."""
    return definition_of(programme).supporters_pay in {"paid", "either", "stipend"}


@dataclass(frozen=True)
class Month:
    """What took place in one month, and how long it was in all."""

    first_day: date
    contacts: int
    minutes: int

    @property
    def hours(self) -> str:
        """2:30 for two and a half hours."""
        return f"{self.minutes // 60}:{self.minutes % 60:02}"


def last_day_of(lead: GroupLead) -> date:
    """The last day on which somebody leads or led; the end of time while nobody has said."""
    taken_away = timezone.localdate(lead.ended_at) if lead.ended_at else date.max
    return min(lead.ends_on or date.max, taken_away)


def months_of(supporter: PeerSupporter, on: date) -> list[Month]:
    """The last twelve months, without those in which there was nothing, the newest first. Two queries."""
    year, month = divmod(on.year * 12 + on.month - MONTHS, 12)
    mine = Q(relationship__in=supporter.relationship_sides.values("relationship"))
    for lead in GroupLead.objects.filter(supporter=supporter):
        mine |= Q(group=lead.group_id, delivered_on__gte=lead.starts_on, delivered_on__lte=last_day_of(lead))
    held = SupportSession.objects.filter(
        mine, status=SessionStatus.DELIVERED, delivered_on__gte=date(year, month + 1, 1), delivered_on__lte=on
    )
    found: dict[date, list[int]] = defaultdict(list)
    for day, minutes in held.values_list("delivered_on", "delivered_minutes"):
        if day is not None and minutes is not None:
            found[day.replace(day=1)].append(minutes)
    return [
        Month(first, len(lengths), sum(lengths)) for first, lengths in sorted(found.items(), reverse=True)
    ]
