"""The plan of a relationship, made from its definition and made again after a rest. What is logged never moves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from alongside.audit.actions import record
from alongside.jobs.actions import duty
from alongside.matching.models import (
    Relationship,
    RelationshipPause,
    RelationshipSide,
    RelationshipStatus,
)
from alongside.matching.queries.relationships import definition_for, pauses_of
from alongside.people.models import Person
from alongside.programmes.core.definition import Definition
from alongside.programmes.core.parts import given
from alongside.programmes.core.scheduling import Pause, PlannedContact, plan_contacts, week_begins
from alongside.support_sessions.models import CheckIn, CoordinatorCall, SessionStatus, SupportSession
from alongside.support_sessions.queries.plans import is_plan_current


@transaction.atomic
def plan_sessions(*, relationship: Relationship, by: Person | None = None, today: date | None = None) -> int:
    """Make or mend the plan: contacts, check-ins of each side, and the coordinator's call.

    Rows that are missing are added; those that are not logged or answered move with the rests of the relationship.
    An ended relationship keeps the plan that it had, and one that rests has its dates moved when it goes on. Returns
    how many rows were added or moved. Safe to run twice.
    """
    if relationship.status == RelationshipStatus.ENDED:
        return 0
    definition = definition_for(relationship)
    rests = pauses_of(relationship, today=today or timezone.localdate())
    changed = _plan_contacts(relationship, plan_contacts(definition, relationship.started_on, rests))
    for side in RelationshipSide.objects.filter(relationship=relationship):
        changed += _plan_check_ins(relationship, side, definition, rests)
        changed += _plan_call(relationship, side, definition, rests)
    if changed:
        record("contacts_planned", by=by, subject=relationship, rows=changed)
    return changed


def ensure_planned(*, relationship: Relationship) -> None:
    """Make the plan if it is missing or rests have moved it; otherwise only look."""
    if not is_plan_current(relationship):
        plan_sessions(relationship=relationship)


def _plan_contacts(relationship: Relationship, contacts: Iterable[PlannedContact]) -> int:
    rows = SupportSession.objects.filter(relationship=relationship, number__isnull=False)
    there = {row.number: row for row in rows}
    changed, new, planned = 0, [], set[int]()
    for contact in contacts:
        planned.add(contact.number)
        row = there.get(contact.number)
        if row is None:
            new.append(_as_row(relationship, contact))
        elif row.planned_on != contact.due_on and relationship.status == RelationshipStatus.ACTIVE:
            changed += SupportSession.objects.filter(pk=row.pk, status=SessionStatus.PLANNED).update(
                planned_on=contact.due_on, asked_at=None
            )
    SupportSession.objects.bulk_create(new, ignore_conflicts=True)
    # After a move to a version with fewer contacts; what was had stays.
    left_over = rows.filter(status=SessionStatus.PLANNED).exclude(number__in=planned)
    changed += left_over.update(status=SessionStatus.CANCELLED) if there.keys() - planned else 0
    return changed + len(new)


def _as_row(relationship: Relationship, contact: PlannedContact) -> SupportSession:
    return SupportSession(
        programme=relationship.programme,
        relationship=relationship,
        phase=contact.phase,
        number=contact.number,
        planned_on=contact.due_on,
        planned_minutes=contact.minutes_max or contact.minutes_min,
        planned_modality=contact.modality,
        is_optional=contact.optional,
    )


def _plan_check_ins(
    relationship: Relationship, side: RelationshipSide, definition: Definition, rests: tuple[Pause, ...]
) -> int:
    weeks = definition.check_ins.supporter_weeks if side.supporter_id else definition.check_ins.member_weeks
    there = {row.week: row for row in CheckIn.objects.filter(side=side)}
    changed, new = 0, []
    for week in weeks:
        due_on = week_begins(relationship.started_on, week, rests)
        row = there.get(week)
        if row is None:
            new.append(CheckIn(side=side, week=week, due_on=due_on))
        elif row.due_on != due_on and relationship.status == RelationshipStatus.ACTIVE:
            changed += CheckIn.objects.filter(pk=row.pk, answered_at__isnull=True).update(
                due_on=due_on, asked_at=None
            )
    CheckIn.objects.bulk_create(new, ignore_conflicts=True)
    return changed + len(new)


def _plan_call(
    relationship: Relationship, side: RelationshipSide, definition: Definition, rests: tuple[Pause, ...]
) -> int:
    week = given(definition.check_ins.coordinator_call_week)
    if week is None or side.member_id is None:
        return 0
    due_on = week_begins(relationship.started_on, week, rests)
    call = CoordinatorCall.objects.filter(side=side).first()
    if call is None:
        CoordinatorCall.objects.bulk_create(
            [CoordinatorCall(side=side, due_on=due_on)], ignore_conflicts=True
        )
        return 1
    if call.due_on == due_on or relationship.status != RelationshipStatus.ACTIVE:
        return 0
    return CoordinatorCall.objects.filter(pk=call.pk, called_on__isnull=True).update(due_on=due_on)


@duty("plan_sessions_that_are_missing", every=timedelta(hours=1))
def plan_sessions_that_are_missing() -> None:
    """Plan what has no plan yet, and move what a rest has moved: whoever begins a relationship need not think of us."""
    planned = SupportSession.objects.filter(relationship=OuterRef("pk"), number__isnull=False)
    rested = RelationshipPause.objects.filter(relationship=OuterRef("pk"), resumes_on__isnull=False)
    open_ones = Relationship.objects.select_related("programme__definition")
    missing = open_ones.exclude(status=RelationshipStatus.ENDED).exclude(Exists(planned))
    moved = open_ones.filter(
        Exists(rested),
        Exists(planned.filter(status=SessionStatus.PLANNED)),
        status=RelationshipStatus.ACTIVE,
    )
    amended = open_ones.filter(
        programme__is_amended=True,
        status=RelationshipStatus.ACTIVE,
        sides__member__intake__isnull=False,
    ).distinct()
    for relationship in [*missing, *moved, *amended]:
        plan_sessions(relationship=relationship)
