"""A group from the first idea to its ending. Each state changes by a claim, so that of two people one succeeds."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from alongside.audit.actions import record
from alongside.people.models import Person
from alongside.programmes.core.parts import given
from alongside.programmes.core.scheduling import planned_end
from alongside.programmes.models import Intake, Programme, ProgrammeStatus
from alongside.programmes.queries import definition_of
from alongside.support_sessions.actions.group_notices import tell_lead, tell_member
from alongside.support_sessions.actions.group_plans import plan_group_sessions
from alongside.support_sessions.actions.group_refusals import (
    GroupOver,
    LeadNotReady,
    NameTaken,
    NobodyInIt,
    NoGroupsHere,
    ProgrammeNotOpen,
    TooFewLeads,
    TooFewPeople,
)
from alongside.support_sessions.models import (
    GROUP_TRANSITIONS,
    Group,
    GroupLead,
    GroupPlace,
    GroupStatus,
    Joining,
    SessionStatus,
    SupportSession,
    Unit,
    WhyLeft,
)
from alongside.support_sessions.queries.groups import (
    IN_THE_GROUP,
    definition_for,
    has_groups,
    lead_kinds,
    lead_rules_for,
    leads_of,
    places_in,
    rules_of,
    size_finding,
    what_leads_lack,
)


@transaction.atomic
def make_group(*, programme: Programme, name: str, by: Person, intake: Intake | None = None) -> Group:
    """A group that is being formed, with the sizes and the joining of the definition. Raises NoGroupsHere, and NameTaken."""
    if not has_groups(programme):
        raise NoGroupsHere
    rules, definition = rules_of(programme), definition_of(programme)
    unit = definition.unit if definition.unit in Unit.values else Unit.PERSON
    try:
        with transaction.atomic():
            group = Group.objects.create(
                programme=programme,
                intake=intake,
                name=name.strip(),
                unit=unit,
                joining=given(rules.joining) or Joining.CLOSED,
                size_min=given(rules.size_min),
                size_max=given(rules.size_max),
                made_by=by,
            )
    except IntegrityError:
        raise NameTaken from None
    record("group_made", by=by, subject=group)
    return group


@transaction.atomic
def start_group(
    *,
    group: Group,
    starts_on: date,
    by: Person,
    starts_at: time | None = None,
    place: str = "",
    anyway: bool = False,
) -> Group:
    """The group begins: its sessions are planned from the definition, and everybody in it is told.

    The first day may lie in the past: whoever was put into the group while it was being formed is in it from then on.
    Raises GroupOver, ProgrammeNotOpen, NobodyInIt, TooFewLeads, LeadNotReady (a lead who is a peer supporter must be
    ready on the first day), and TooFewPeople unless `anyway` says to begin with fewer than the definition asks.
    """
    group = Group.objects.select_for_update().select_related("programme__definition").get(pk=group.pk)
    if group.programme.status != ProgrammeStatus.OPEN:
        raise ProgrammeNotOpen
    _check_people(group, anyway=anyway)
    _check_leads(group, starts_on)
    definition = definition_for(group, starts_on)
    length = given(definition.schedule.length)
    endless = length is None and any(
        phase.open_ended for phase in definition.schedule.phases if phase.form == "group"
    )
    _move(
        group,
        GroupStatus.RUNNING,
        starts_on=starts_on,
        starts_at=starts_at,
        place=place.strip(),
        planned_end_on=None if endless else planned_end(definition, starts_on),
    )
    GroupPlace.objects.filter(IN_THE_GROUP, group=group, since__gt=starts_on).update(since=starts_on)
    plan_group_sessions(group=group, by=by)
    record("group_started", by=by, subject=group, anyway=anyway)
    for row in places_in(group):
        tell_member(row, "group_begins")
    for lead in leads_of(group, starts_on):
        tell_lead(lead, "group_begins_lead", mark=str(group.pk))
    return group


def _check_people(group: Group, *, anyway: bool) -> None:
    if not places_in(group):
        raise NobodyInIt
    lacking = size_finding(group)
    if lacking and not anyway:
        raise TooFewPeople(lacking[0].number)


def _check_leads(group: Group, on: date) -> None:
    leads = leads_of(group, on)
    if lead_kinds(group):
        needed = given(lead_rules_for(group).count_min) or 1
        if len(leads) < needed:
            raise TooFewLeads(needed)
    lacking = what_leads_lack(leads, group, max(on, timezone.localdate()))
    for lead in leads:
        if lead.supporter_id in lacking:
            raise LeadNotReady(lacking[lead.supporter_id], lead.name)


@transaction.atomic
def end_group(*, group: Group, by: Person, on: date | None = None) -> None:
    """The group ends today, or ended on a day: what is still planned is called off, and everybody hears it kindly."""
    group = Group.objects.select_for_update().get(pk=group.pk)
    day = on or timezone.localdate()
    everybody = places_in(group)
    _move(group, GroupStatus.ENDED, ended_on=day, ended_by=by)
    SupportSession.objects.filter(group=group, status=SessionStatus.PLANNED, planned_on__gte=day).update(
        status=SessionStatus.CANCELLED
    )
    for row in everybody:
        GroupPlace.objects.filter(pk=row.pk).update(until=max(day, row.since), why_left=WhyLeft.ENDED)
        tell_member(row, "group_ended")
    GroupLead.objects.filter(group=group, ended_at__isnull=True).update(ended_at=timezone.now(), ended_by=by)
    record("group_ended", by=by, subject=group)


def _move(group: Group, to: GroupStatus, **fields: Any) -> None:
    sources = [old for old, new in GROUP_TRANSITIONS.items() if to in new]
    if not Group.objects.filter(pk=group.pk, status__in=sources).update(status=to, **fields):
        raise GroupOver
    group.refresh_from_db()
