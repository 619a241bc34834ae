"""Telling people of a group what changes for them, each in words of their own. A notice says *look*, never *what*."""

from __future__ import annotations

from django.urls import reverse

from alongside.notify.actions import notify
from alongside.programmes.queries import participant_recipient, person_recipient
from alongside.support_sessions.models import GroupLead, GroupPlace, SupportSession
from alongside.support_sessions.queries.groups import leads_of, places_in


def tell_group(session: SupportSession, kind: str, *, mark: str) -> None:
    """Everybody in the group of a session, and whoever leads it on its day."""
    for place in places_in(session.of_group):
        tell_member(place, kind, mark=mark)
    for lead in leads_of(session.of_group, session.planned_on):
        tell_lead(lead, kind, mark=mark)


def tell_member(place: GroupPlace, kind: str, *, mark: str = "") -> None:
    """A notice to somebody in a group. It says *look*, never *what*."""
    programme = place.group.programme
    notify(
        kind,
        to=participant_recipient(place.member.participant, programme),
        link=reverse("support_sessions:my_group", args=[programme.ref, place.pk]),
        key=f"{kind}:{place.pk}:{mark}",
        context={"discreet_name": programme.discreet_name},
    )


def tell_lead(lead: GroupLead, kind: str, *, mark: str) -> None:
    """A notice to somebody who leads a group."""
    programme = lead.group.programme
    given_place = lead.supporter or lead.member
    if given_place is not None:
        to = participant_recipient(given_place.participant, programme)
    else:
        assert lead.person is not None
        to = person_recipient(lead.person, programme)
    notify(
        kind,
        to=to,
        link=reverse("support_sessions:group", args=[programme.ref, lead.group_id]),
        key=f"{kind}:{lead.pk}:{mark}",
        context={"discreet_name": programme.discreet_name},
    )
