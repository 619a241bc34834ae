"""Who leads a group: named for a time, only when ready, and never more at once than the definition says."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from alongside.audit.actions import record
from alongside.people.models import Person
from alongside.programmes.core.parts import given
from alongside.programmes.models import Member, PeerSupporter
from alongside.programmes.queries import staff_roles_in
from alongside.support_sessions.actions.group_notices import tell_lead
from alongside.support_sessions.actions.group_refusals import (
    AlreadyLeads,
    EnoughLeads,
    GroupOver,
    KeptApart,
    LeadNotReady,
    MayNotLead,
    TurnNeedsAnEnd,
)
from alongside.support_sessions.models import Group, GroupLead, GroupStatus
from alongside.support_sessions.queries.groups import (
    gaps_for,
    kept_apart,
    lead_kinds,
    lead_rules_for,
    places_in,
)

FIXED_TURNS = ("every_session", "every_week", "every_month")


@transaction.atomic
def name_lead(
    *,
    group: Group,
    by: Person,
    starts_on: date,
    ends_on: date | None = None,
    supporter: PeerSupporter | None = None,
    member: Member | None = None,
    person: Person | None = None,
) -> GroupLead:
    """Say who leads a group from a day to a last day (None: throughout); exactly one of the three is given.

    Raises GroupOver, MayNotLead (the definition does not let people of this kind lead, or they are not of the
    programme or group), LeadNotReady (rule: role description, core training, a supervisor and the next date first),
    TurnNeedsAnEnd, AlreadyLeads, EnoughLeads and KeptApart.
    """
    group = (
        Group.objects.select_for_update(of=("self",)).select_related("programme__definition").get(pk=group.pk)
    )
    if group.status == GroupStatus.ENDED:
        raise GroupOver
    rules = lead_rules_for(group)
    if given(rules.turn) in FIXED_TURNS and ends_on is None:
        raise TurnNeedsAnEnd
    _check_who(group, supporter, member, person)
    who = {"supporter": supporter, "member": member, "person": person}
    overlapping = GroupLead.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on), group=group, ended_at__isnull=True
    )
    if ends_on is not None:
        overlapping = overlapping.filter(starts_on__lte=ends_on)
    if overlapping.filter(supporter=supporter, member=member, person=person).exists():
        raise AlreadyLeads
    most = given(rules.count_max)
    if most is not None and overlapping.count() >= most:
        raise EnoughLeads
    lead = GroupLead.objects.create(group=group, starts_on=starts_on, ends_on=ends_on, named_by=by, **who)
    _record("group_lead_named", lead, by=by)
    tell_lead(lead, "group_lead_named", mark="")
    return lead


@transaction.atomic
def take_back_lead(*, lead: GroupLead, by: Person) -> None:
    """Somebody leads no longer, from now on. Raises GroupOver when that is so already."""
    done = GroupLead.objects.filter(pk=lead.pk, ended_at__isnull=True).update(
        ended_at=timezone.now(), ended_by=by
    )
    if not done:
        raise GroupOver
    _record("group_lead_ended", lead, by=by)


def _check_who(
    group: Group, supporter: PeerSupporter | None, member: Member | None, person: Person | None
) -> None:
    kinds, programme = lead_kinds(group), group.programme
    inside = places_in(group)
    if supporter is not None:
        _check_ready(group, supporter)
        fits = "supporter" in kinds and supporter.programme_id == programme.pk
    elif member is not None:
        fits = "member" in kinds and member.pk in {place.member_id for place in inside}
    else:
        fits = "person" in kinds and person is not None and bool(staff_roles_in(programme, person))
    if not fits:
        raise MayNotLead
    own = supporter or member
    people = {place.member.participant_id for place in inside}
    if own is not None and kept_apart(programme, {own.participant_id}, people):
        raise KeptApart


def _check_ready(group: Group, supporter: PeerSupporter) -> None:
    if gaps := gaps_for(group, [supporter])[supporter.pk]:
        raise LeadNotReady(gaps, supporter.participant.known_as)


def _record(what: str, lead: GroupLead, *, by: Person) -> None:
    programme = lead.group.programme
    record(what, by=by, subject=lead, organisation_id=programme.organisation_id, programme_id=programme.pk)
