"""The sessions of a group: planned from the definition, changed for one session, put on another day, called off."""

from __future__ import annotations

from collections import Counter
from datetime import date, time, timedelta

from django.db import transaction
from django.utils import timezone

from alongside.audit.actions import record
from alongside.jobs.actions import duty
from alongside.people.models import Person
from alongside.programmes.core.scheduling import plan_contacts
from alongside.support_sessions.actions.group_notices import tell_group
from alongside.support_sessions.actions.group_refusals import DayGoneBy, NeedsReason, NotPossibleNow
from alongside.support_sessions.core.agenda import Item, agenda_of, stored, title_of
from alongside.support_sessions.models import (
    Group,
    GroupStatus,
    SessionGuest,
    SessionPlan,
    SessionStatus,
    SupportSession,
)
from alongside.support_sessions.queries.groups import definition_for, phases_for
from alongside.support_sessions.queries.meetings import agenda_as_defined

HORIZON = timedelta(weeks=26)
"""How far ahead a group that goes on for good is planned."""


@transaction.atomic
def plan_group_sessions(*, group: Group, by: Person | None = None) -> int:
    """Add the sessions that the definition plans and that are not there yet; return how many. Safe to run twice."""
    if group.starts_on is None or group.status != GroupStatus.RUNNING:
        return 0
    endless = group.planned_end_on is None
    contacts = plan_contacts(
        definition_for(group),
        group.starts_on,
        forms={"group"},
        until=timezone.localdate() + HORIZON if endless else None,
    )
    there = set(
        SupportSession.objects.filter(group=group, number__isnull=False).values_list("number", flat=True)
    )
    phases, seen, made = phases_for(group), Counter[str](), 0
    for contact in contacts:
        index = seen[contact.phase]
        seen[contact.phase] += 1
        if contact.number in there:
            continue
        phase = phases[contact.phase]
        session = SupportSession.objects.create(
            programme=group.programme,
            group=group,
            phase=contact.phase,
            number=contact.number,
            planned_on=contact.due_on,
            planned_minutes=contact.minutes_max or contact.minutes_min,
            planned_modality=contact.modality,
            is_optional=contact.optional,
        )
        SessionPlan.objects.create(
            session=session,
            title=title_of(phase, index),
            agenda=stored(agenda_of(phase, index)),
            starts_at=group.starts_at,
            place=group.place,
        )
        made += 1
    if made:
        record("group_sessions_planned", by=by, subject=group, rows=made)
    return made


@transaction.atomic
def change_agenda(
    *, session: SupportSession, title: str, items: tuple[Item, ...], adaptation: str, by: Person
) -> None:
    """Another agenda for this one session. What was changed stays beside what the definition says.

    Raises NotPossibleNow once the session is written up, and NeedsReason where the course is structured and the
    agenda is not the definition's.
    """
    row = planned(session)
    is_other = stored(items) != stored(agenda_as_defined(row))
    structured = definition_for(row.of_group).structure == "structured"
    if is_other and structured and not adaptation.strip():
        raise NeedsReason
    SessionPlan.objects.filter(session=row).update(
        title=title.strip(),
        agenda=stored(items),
        adaptation=adaptation.strip(),
        changed_at=timezone.now(),
        changed_by=by,
    )
    record("group_agenda_changed", by=by, subject=row, adapted=is_other)


@transaction.atomic
def move_session(
    *, session: SupportSession, on: date, by: Person, starts_at: time | None = None, place: str = ""
) -> SupportSession:
    """Another day, time or place. On another day, what was planned stays and a new session stands in its place, for
    which everybody is asked anew. Raises NotPossibleNow, and DayGoneBy for a day in the past."""
    row = planned(session)
    if on == row.planned_on:
        SessionPlan.objects.filter(session=row).update(starts_at=starts_at, place=place.strip())
        record("group_session_moved", by=by, subject=row, to=str(on))
        tell_group(row, "group_session_moved", mark=f"{row.pk}:{on}:{starts_at}:{place}")
        return row
    if on < timezone.localdate():
        raise DayGoneBy
    SupportSession.objects.filter(pk=row.pk).update(status=SessionStatus.CANCELLED)
    other = SupportSession.objects.create(
        programme=row.programme,
        group=row.group,
        phase=row.phase,
        instead_of=row,
        planned_on=on,
        planned_minutes=row.planned_minutes,
        planned_modality=row.planned_modality,
        is_optional=row.is_optional,
    )
    plan = row.plan
    SessionPlan.objects.create(
        session=other,
        title=plan.title,
        agenda=plan.agenda,
        adaptation=plan.adaptation,
        changed_at=plan.changed_at,
        changed_by=plan.changed_by,
        starts_at=starts_at,
        place=place.strip(),
    )
    SessionGuest.objects.filter(session=row, taken_back_at__isnull=True).update(session=other)
    record("group_session_moved", by=by, subject=row, to=str(on))
    tell_group(other, "group_session_moved", mark=str(other.pk))
    return other


@transaction.atomic
def call_off(*, session: SupportSession, by: Person) -> None:
    """A session that will not take place, and nothing instead of it. Raises NotPossibleNow."""
    row = planned(session)
    SupportSession.objects.filter(pk=row.pk).update(status=SessionStatus.CANCELLED)
    record("group_session_called_off", by=by, subject=row)
    tell_group(row, "group_session_called_off", mark=str(row.pk))


def planned(session: SupportSession) -> SupportSession:
    """The session of a group as it is now, locked. Raises NotPossibleNow unless it is still planned."""
    row = (
        SupportSession.objects.select_for_update(of=("self",))
        .select_related("programme__definition", "group", "plan")
        .get(pk=session.pk)
    )
    if row.status != SessionStatus.PLANNED:
        raise NotPossibleNow
    return row


@duty("plan_groups_without_end", every=timedelta(days=1))
def plan_groups_without_end() -> None:
    """Keep half a year of sessions planned for groups that go on for good."""
    rows = Group.objects.filter(status=GroupStatus.RUNNING, planned_end_on__isnull=True)
    for group in rows.select_related("programme__definition"):
        plan_group_sessions(group=group)
