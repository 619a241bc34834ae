"""Intakes: which there are, how full they are, and who is in them."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from alongside.programmes.models import Intake, Member, PeerSupporter, PlaceStatus, Programme

COUNTED = Q(participant__merged_into__isnull=True) & ~Q(status=PlaceStatus.LEFT)
"""Who takes up room: nobody twice after a merge, and nobody who has left."""


def people_in_intake(intake: Intake) -> int:
    """How many members are in it now."""
    return Member.objects.filter(COUNTED, intake=intake).count()


def intakes_of(programme: Programme) -> QuerySet[Intake]:
    """The intakes of a programme, newest first, each with how many `members_in` and `supporters_in` it. One query."""
    rows = Intake.objects.filter(programme=programme).select_related("follows")
    return rows.annotate(members_in=_count_of(Member), supporters_in=_count_of(PeerSupporter)).order_by(
        "-starts_on", "name"
    )


def _count_of(kind: type[Member | PeerSupporter]) -> Any:
    rows = kind.objects.filter(COUNTED, intake=OuterRef("pk")).order_by().values("intake")
    return Coalesce(Subquery(rows.annotate(people=Count("pk")).values("people")), 0)


def intakes_with_room(programme: Programme) -> QuerySet[Intake]:
    """The intakes that somebody could still join by themselves: not over, and not full. Soonest first."""
    not_over = Q(ends_on__isnull=True) | Q(ends_on__gte=timezone.localdate())
    room = Q(size__isnull=True) | Q(size__gt=F("members_in"))
    return intakes_of(programme).filter(not_over, room).order_by("starts_on", "name")


def without_intake(programme: Programme) -> list[Member | PeerSupporter]:
    """Everybody who takes part and is in no intake: members first, by name."""
    found: list[Member | PeerSupporter] = []
    for kind in (Member, PeerSupporter):
        rows: Any = kind.objects.filter(COUNTED, programme=programme, intake__isnull=True)
        found += rows.select_related("participant", "programme").order_by("participant__name", "pk")
    return found


def members_of(intake: Intake) -> QuerySet[Member]:
    """The members of an intake, also those who have left; by name."""
    return _by_name(Member.objects.filter(intake=intake))


def supporters_of(intake: Intake) -> QuerySet[PeerSupporter]:
    """The peer supporters of an intake, also those who have left; by name."""
    return _by_name(PeerSupporter.objects.filter(intake=intake))


def _by_name(rows: QuerySet[Any]) -> QuerySet[Any]:
    rows = rows.filter(participant__merged_into__isnull=True)
    return rows.select_related("participant").order_by("participant__name", "pk")
