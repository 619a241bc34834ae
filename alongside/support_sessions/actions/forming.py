"""Opening groups that were put together on a page: all of them or none, by the deeds that make any other group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from alongside.people.models import Person
from alongside.programmes.models import Member, PeerSupporter, Programme
from alongside.support_sessions.actions.group_leads import name_lead
from alongside.support_sessions.actions.group_places import fill_group
from alongside.support_sessions.actions.group_refusals import AlreadyInIt
from alongside.support_sessions.actions.groups import make_group
from alongside.support_sessions.models import Group, GroupPlace
from alongside.support_sessions.queries.groups import IN_THE_GROUP, OPEN_GROUPS


@dataclass(frozen=True, slots=True)
class Formed:
    """One group to open: its name, who is in it, and the supporters who lead it from today."""

    name: str
    members: Sequence[Member]
    leads: Sequence[PeerSupporter] = ()


@transaction.atomic
def open_groups(*, programme: Programme, formed: Sequence[Formed], by: Person) -> list[Group]:
    """Make every group, put its people into it, and say who leads it. What bars one of them bars all.

    Raises AlreadyInIt where somebody has come into another group meanwhile, and what `make_group`, `fill_group` and
    `name_lead` raise: NameTaken, CannotComeIn, KeptApart, GroupFull and so on.
    """
    # Two coordinators who open proposals at once: the second waits here, and then sees who has a place by now.
    Programme.objects.select_for_update().get(pk=programme.pk)
    everybody = [member.pk for each in formed for member in each.members]
    if GroupPlace.objects.filter(IN_THE_GROUP, group__status__in=OPEN_GROUPS, member__in=everybody).exists():
        raise AlreadyInIt
    made = []
    for each in formed:
        group = make_group(programme=programme, name=each.name, by=by)
        fill_group(group=group, members=each.members, by=by)
        for supporter in each.leads:
            name_lead(group=group, supporter=supporter, starts_on=timezone.localdate(), by=by)
        made.append(group)
    return made
