from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from alongside.matching.models import RelationshipSide, RelationshipStatus
from alongside.people.models import Person
from alongside.programmes.models import Programme
from alongside.support_sessions.models import CoordinatorCall

# These leave the call on the list: not made, made and nobody reached, made and something left to do.
OPEN_OUTCOMES = ("", CoordinatorCall.Outcome.NOT_REACHED, CoordinatorCall.Outcome.FOLLOW_UP)


def calls_due(programme: Programme, on: date, reader: Person | None = None) -> QuerySet[CoordinatorCall]:
    """Coordinator calls to be made by a day, or to be followed up, the oldest first; without those of relationships
    to which the reader is a party."""
    rows = (
        CoordinatorCall.objects.filter(
            side__relationship__programme=programme,
            side__relationship__status=RelationshipStatus.ACTIVE,
            due_on__lte=on,
            outcome__in=OPEN_OUTCOMES,
        )
        .select_related("side__participant", "side__relationship")
        .order_by("due_on", "pk")
    )
    if reader is None:
        return rows
    own = RelationshipSide.objects.filter(participant__person=reader)
    return rows.exclude(side__relationship__in=own.values("relationship"))


def calls_of(relationship_id: int) -> QuerySet[CoordinatorCall]:
    """The calls of one relationship, one to each member side."""
    return (
        CoordinatorCall.objects.filter(side__relationship=relationship_id)
        .select_related("side__participant")
        .order_by("side")
    )
