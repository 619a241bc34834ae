"""Whether a relationship has the plan that its definition and its rests ask for."""

from __future__ import annotations

from alongside.matching.models import Relationship, RelationshipStatus
from alongside.matching.queries.relationships import definition_for, pauses_of
from alongside.programmes.core.scheduling import plan_contacts
from alongside.support_sessions.models import SessionStatus, SupportSession


def is_plan_current(relationship: Relationship) -> bool:
    """True when nothing would change if the plan were made again. A plan does not move while its relationship rests."""
    if relationship.status == RelationshipStatus.ENDED:
        return True
    rows = SupportSession.objects.filter(relationship=relationship, number__isnull=False)
    there = {
        number: (on, status) for number, on, status in rows.values_list("number", "planned_on", "status")
    }
    plan = tuple(
        plan_contacts(definition_for(relationship), relationship.started_on, pauses_of(relationship))
    )
    planned = {contact.number for contact in plan}
    left_over = any(
        number not in planned and status == SessionStatus.PLANNED for number, (_on, status) in there.items()
    )
    if left_over or not planned <= there.keys():
        return False
    if relationship.status == RelationshipStatus.PAUSED:
        return True
    return all(
        there[contact.number][0] == contact.due_on or there[contact.number][1] != SessionStatus.PLANNED
        for contact in plan
    )
