"""The doors of contacts, check-ins, calls and groups. A party comes in as the party, whatever other role they have."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404

from alongside.matching.access import access_relationship, relationships_visible_to
from alongside.matching.models import Relationship, RelationshipSide
from alongside.people.http import Visitor
from alongside.people.models import Person
from alongside.programmes.access import access_programme, own_supporter
from alongside.programmes.models import Participant, PeerSupporter, Programme
from alongside.programmes.queries import staff_roles_in
from alongside.roles.permissions import Permission, allows
from alongside.support_sessions.models import (
    CheckIn,
    CoordinatorCall,
    Group,
    GroupLead,
    GroupPlace,
    SessionGuest,
    SupportSession,
)
from alongside.support_sessions.queries.contacts import contact_of
from alongside.support_sessions.queries.groups import led_by
from alongside.support_sessions.queries.hours import counts_hours
from alongside.support_sessions.queries.meetings import session_in
from alongside.training.models import Supervision


def _programme(ref: str) -> Programme:
    """The programme of an address; the door that called judges. People who have left keep what was theirs to read."""
    programme = Programme.objects.select_related("organisation", "definition").filter(ref=ref).first()
    if programme is None:
        raise Http404
    return programme


def access_contacts(
    visitor: Visitor, ref: str, pk: int, permission: Permission = Permission.RELATIONSHIP_VIEW
) -> tuple[Relationship, RelationshipSide | None]:
    """A relationship's contacts: to the two people, and to staff whose role grants the permission."""
    return access_relationship(visitor, _programme(ref), pk, permission)


def contacts_visible_to(person: Person, programme: Programme) -> QuerySet[SupportSession]:
    return SupportSession.objects.filter(relationship__in=relationships_visible_to(person, programme))


def access_side(visitor: Visitor, ref: str, pk: int) -> tuple[RelationshipSide, Participant | None]:
    """One side, to write for it: to that person, and to coordinators on their behalf (then the participant)."""
    programme = _programme(ref)
    side = (
        RelationshipSide.objects.select_related("participant__person", "relationship__programme__definition")
        .filter(relationship__programme=programme, pk=pk)
        .first()
    )
    if side is None:
        raise Http404
    _, own = access_relationship(visitor, programme, side.relationship_id, Permission.SESSION_RECORD)
    if own is not None and own.pk != side.pk:
        raise Http404
    return side, None if own else side.participant


def sides_visible_to(person: Person, programme: Programme) -> QuerySet[RelationshipSide]:
    """The sides for which this person may write."""
    relationships = relationships_visible_to(person, programme, Permission.SESSION_RECORD)
    parties = RelationshipSide.objects.filter(participant__person=person, participant__merged_into=None)
    rows = RelationshipSide.objects.filter(relationship__in=relationships)
    return rows.exclude(relationship__in=parties.values("relationship")) | rows.filter(pk__in=parties)


def access_contact(
    visitor: Visitor, ref: str, side_pk: int, pk: int
) -> tuple[SupportSession, RelationshipSide, Participant | None]:
    """One contact, seen from one side: to that person, and to coordinators on their behalf."""
    side, on_behalf_of = access_side(visitor, ref, side_pk)
    session = contact_of(side.relationship, pk)
    if session is None:
        raise Http404
    return session, side, on_behalf_of


def access_check_in(visitor: Visitor, ref: str, pk: int) -> tuple[CheckIn, Participant | None]:
    """A check-in: to the person whose it is and to coordinators; never to the other side, whatever their role."""
    check_in = (
        CheckIn.objects.select_related("side__participant", "side__relationship__programme")
        .filter(side__relationship__programme__ref=ref, pk=pk)
        .first()
    )
    if check_in is None:
        raise Http404
    _, on_behalf_of = access_side(visitor, ref, check_in.side_id)
    return check_in, on_behalf_of


def check_ins_visible_to(person: Person, programme: Programme) -> QuerySet[CheckIn]:
    return CheckIn.objects.filter(side__in=sides_visible_to(person, programme))


def access_call(visitor: Visitor, ref: str, pk: int) -> CoordinatorCall:
    """The coordinator's call: to coordinators who are not a party themselves."""
    programme = access_programme(visitor, ref, Permission.SESSION_RECORD)
    assert isinstance(visitor, Person)
    call = (
        calls_visible_to(visitor, programme)
        .select_related("side__participant", "side__relationship__programme")
        .filter(pk=pk)
        .first()
    )
    if call is None:
        raise Http404
    return call


def calls_visible_to(person: Person, programme: Programme) -> QuerySet[CoordinatorCall]:
    if not allows(staff_roles_in(programme, person), Permission.SESSION_RECORD):
        return CoordinatorCall.objects.none()
    parties = RelationshipSide.objects.filter(participant__person=person)
    return CoordinatorCall.objects.filter(side__relationship__programme=programme).exclude(
        side__relationship__in=parties.values("relationship")
    )


def access_supporter_load(visitor: Visitor, ref: str, pk: int) -> PeerSupporter:
    """What a supporter carries: to coordinators, and to the supervisor who looks after this supporter now."""
    programme = _programme(ref)
    if not isinstance(visitor, Person):
        raise Http404
    supporter = loads_visible_to(visitor, programme).filter(pk=pk).first()
    if supporter is None:
        raise Http404
    return supporter


def loads_visible_to(person: Person, programme: Programme) -> QuerySet[PeerSupporter]:
    rows = PeerSupporter.objects.select_related("participant", "programme").filter(programme=programme)
    roles = staff_roles_in(programme, person)
    if allows(roles, Permission.SESSION_RECORD):
        return rows.exclude(participant__person=person)
    if not allows(roles, Permission.SUPERVISION_RECORD):
        return rows.none()
    mine = Supervision.objects.filter(supervisor=person, ends_on__isnull=True)
    return rows.filter(pk__in=mine.values("supporter"))


def access_group(
    visitor: Visitor, ref: str, pk: int, permission: Permission = Permission.RELATIONSHIP_VIEW
) -> tuple[Group, GroupLead | None]:
    """A group: to whoever leads it now (then their lead), and to staff whose role grants the permission."""
    programme = access_programme(visitor, ref, Permission.PROGRAMME_VIEW)
    assert isinstance(visitor, Person)
    group = (
        Group.objects.select_related("programme__definition", "programme__organisation")
        .filter(programme=programme, pk=pk)
        .first()
    )
    if group is None:
        raise Http404
    lead = (
        led_by(visitor)
        .filter(group=group)
        .select_related("group__programme", "supporter__participant", "member__participant", "person")
        .order_by("-starts_on", "-pk")
        .first()
    )
    if lead is None and not allows(staff_roles_in(programme, visitor), permission):
        raise Http404
    return group, lead


def groups_visible_to(
    person: Person, programme: Programme, permission: Permission = Permission.RELATIONSHIP_VIEW
) -> QuerySet[Group]:
    rows = Group.objects.filter(programme=programme)
    if allows(staff_roles_in(programme, person), permission):
        return rows
    return rows.filter(pk__in=led_by(person).values("group"))


def access_group_to_form(visitor: Visitor, ref: str, pk: int) -> Group:
    """A group, for staff who say who is in it and who leads."""
    programme = access_programme(visitor, ref, Permission.MATCH_PROPOSE)
    assert isinstance(visitor, Person)
    group = groups_to_form(visitor, programme).filter(pk=pk).first()
    if group is None:
        raise Http404
    return group


def groups_to_form(person: Person, programme: Programme) -> QuerySet[Group]:
    rows = Group.objects.select_related("programme__definition", "programme__organisation")
    if not allows(staff_roles_in(programme, person), Permission.MATCH_PROPOSE):
        return rows.none()
    return rows.filter(programme=programme)


def access_group_lead(visitor: Visitor, ref: str, pk: int) -> GroupLead:
    """One lead of a group, for staff who say who leads."""
    programme = access_programme(visitor, ref, Permission.MATCH_PROPOSE)
    lead = (
        GroupLead.objects.select_related(
            "group__programme", "supporter__participant", "member__participant", "person"
        )
        .filter(group__programme=programme, pk=pk)
        .first()
    )
    if lead is None:
        raise Http404
    return lead


def access_group_session(
    visitor: Visitor, ref: str, pk: int, session: int
) -> tuple[SupportSession, GroupLead | None]:
    """A session of a group: to whoever leads the group, and to staff who record sessions."""
    group, lead = access_group(visitor, ref, pk, Permission.SESSION_RECORD)
    row = session_in(group, session)
    if row is None:
        raise Http404
    return row, lead


def access_guest(session: SupportSession, pk: int) -> SessionGuest:
    """A guest of this session, whoever may open it."""
    guest = SessionGuest.objects.select_related("session").filter(session=session, pk=pk).first()
    if guest is None:
        raise Http404
    return guest


def access_debrief(visitor: Visitor, ref: str, pk: int, session: int) -> tuple[SupportSession, GroupLead]:
    """A session, for somebody who led it to say how it was: nobody writes or reads that for them."""
    row, lead = access_group_session(visitor, ref, pk, session)
    if lead is None:
        raise Http404
    return row, lead


def access_group_place(visitor: Visitor, ref: str, pk: int) -> tuple[GroupPlace, Participant | None]:
    """Somebody's place in a group: to them, and to coordinators on their behalf (then the participant)."""
    programme = _programme(ref)
    place = (
        GroupPlace.objects.select_related("group__programme__definition", "member__participant__person")
        .filter(group__programme=programme, pk=pk, member__participant__merged_into__isnull=True)
        .first()
    )
    if place is None or not isinstance(visitor, Person):
        raise Http404
    participant = place.member.participant
    if participant.person_id == visitor.pk:
        return place, None
    if not allows(staff_roles_in(programme, visitor), Permission.SESSION_RECORD):
        raise Http404
    return place, participant


def group_places_visible_to(person: Person, programme: Programme) -> QuerySet[GroupPlace]:
    rows = GroupPlace.objects.filter(
        group__programme=programme, member__participant__merged_into__isnull=True
    )
    if allows(staff_roles_in(programme, person), Permission.SESSION_RECORD):
        return rows
    return rows.filter(member__participant__person=person)


def access_debriefs(visitor: Visitor, ref: str, pk: int) -> PeerSupporter:
    """What a supporter wrote after sessions that they led: to the supervisor who looks after them now, and to nobody else."""
    programme = access_programme(visitor, ref, Permission.SUPERVISION_RECORD)
    supporter = supervised_by(visitor, programme).filter(pk=pk).first()
    if supporter is None:
        raise Http404
    return supporter


def supervised_by(visitor: Visitor, programme: Programme) -> QuerySet[PeerSupporter]:
    mine = Supervision.objects.filter(
        supervisor=visitor if isinstance(visitor, Person) else None, ends_on__isnull=True
    )
    rows = PeerSupporter.objects.select_related("participant", "programme").filter(programme=programme)
    return rows.filter(pk__in=mine.values("supporter"))


def access_own_hours(visitor: Visitor, ref: str) -> PeerSupporter:
    """One's own place as a peer supporter, where hours are counted at all."""
    programme = access_programme(visitor, ref, Permission.PROGRAMME_VIEW)
    supporter = own_supporter(visitor, programme)
    if not counts_hours(programme):
        raise Http404
    supporter.programme = programme
    return supporter
