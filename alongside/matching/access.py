"""The doors of matching. Whoever may not enter meets 404; every door has its list twin below it.

Most doors here open to two kinds of people: to the person it is about, and to staff who act for them. They say which
one came in, so that the deed is recorded on somebody's behalf.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import Http404

from alongside.matching.models import (
    AvoidedName,
    Exclusion,
    MatchingRound,
    ProposedMatch,
    Relationship,
    RelationshipSide,
    SupportRequest,
)
from alongside.matching.queries.rounds import asked_participant, being_asked
from alongside.people.http import Visitor
from alongside.people.models import Person
from alongside.programmes.models import Member, Participant, PeerSupporter, PlaceStatus, Programme
from alongside.programmes.queries import staff_roles_in
from alongside.roles.permissions import Permission, allows


def _is_staff(visitor: Visitor, programme: Programme, permission: Permission) -> bool:
    return isinstance(visitor, Person) and allows(staff_roles_in(programme, visitor), permission)


def _is(visitor: Visitor, participant: Participant) -> bool:
    return isinstance(visitor, Person) and participant.person_id == visitor.pk


def _mine(person: Person, path: str) -> Q:
    """The rows whose participant, at the end of the path, is this person."""
    return Q(**{f"{path}__person": person, f"{path}__merged_into__isnull": True})


def access_place(
    visitor: Visitor, programme: Programme, pk: int, *, as_supporter: bool
) -> tuple[Member | PeerSupporter, bool]:
    """The place of participant `pk` as member or as supporter, and whether staff came in for them."""
    model: type[Member | PeerSupporter] = PeerSupporter if as_supporter else Member
    place = (
        model.objects.select_related("participant__person", "programme__definition")
        .filter(programme=programme, participant=pk, participant__merged_into__isnull=True)
        .exclude(status=PlaceStatus.LEFT)
        .first()
    )
    if place is not None and _is(visitor, place.participant):
        return place, False
    if place is None or not _is_staff(visitor, programme, Permission.MATCH_PROPOSE):
        raise Http404
    return place, True


def places_visible_to(
    person: Person, programme: Programme, *, as_supporter: bool
) -> QuerySet[Member] | QuerySet[PeerSupporter]:
    model: type[Member | PeerSupporter] = PeerSupporter if as_supporter else Member
    rows = model.objects.filter(programme=programme, participant__merged_into__isnull=True).exclude(
        status=PlaceStatus.LEFT
    )
    if _is_staff(person, programme, Permission.MATCH_PROPOSE):
        return rows
    return rows.filter(_mine(person, "participant"))


def access_request(visitor: Visitor, programme: Programme, pk: int) -> tuple[SupportRequest, bool]:
    """A request for support: to the member, and to staff who match; with whether staff came in."""
    row = (
        SupportRequest.objects.select_related("member__participant__person", "member__programme__definition")
        .filter(member__programme=programme, pk=pk)
        .first()
    )
    if row is not None and _is(visitor, row.member.participant):
        return row, False
    if row is None or not _is_staff(visitor, programme, Permission.MATCH_PROPOSE):
        raise Http404
    return row, True


def requests_visible_to(person: Person, programme: Programme) -> QuerySet[SupportRequest]:
    rows = SupportRequest.objects.filter(member__programme=programme)
    if _is_staff(person, programme, Permission.MATCH_PROPOSE):
        return rows
    return rows.filter(_mine(person, "member__participant"))


ASKED = Q(asked_at__isnull=False)
OFFERED = Q(offered_at__isnull=False)
_PROPOSAL_PARTS = (
    "request__member__participant__person",
    "supporter__participant__person",
    "with_request__member__participant__person",
    "request__member__programme__definition",
)


def access_asked(visitor: Visitor, programme: Programme, pk: int) -> tuple[ProposedMatch, bool]:
    """A proposal that somebody is, or was, asked to give support in: to them, and to staff who match."""
    row = (
        ProposedMatch.objects.select_related(*_PROPOSAL_PARTS)
        .filter(ASKED, request__member__programme=programme, pk=pk)
        .first()
    )
    if row is not None and _is(visitor, asked_participant(row)):
        return row, False
    if row is None or not _is_staff(visitor, programme, Permission.MATCH_PROPOSE):
        raise Http404
    return row, True


def asked_visible_to(person: Person, programme: Programme) -> QuerySet[ProposedMatch]:
    rows = ProposedMatch.objects.filter(ASKED, request__member__programme=programme)
    if _is_staff(person, programme, Permission.MATCH_PROPOSE):
        return rows
    return rows.filter(
        _mine(person, "supporter__participant") | _mine(person, "with_request__member__participant")
    )


def own_proposals(visitor: Visitor, programme: Programme) -> QuerySet[ProposedMatch]:
    """What the visitor is being asked now, for whoever has waited longest first: as a supporter, or as a partner in a mutual programme."""
    if not isinstance(visitor, Person):
        raise Http404
    mine = _mine(visitor, "supporter__participant") | _mine(visitor, "with_request__member__participant")
    rows = being_asked(programme).filter(mine).select_related(*_PROPOSAL_PARTS)
    return rows.order_by("request__waiting_since", "pk")


def access_offer(visitor: Visitor, programme: Programme, pk: int) -> tuple[ProposedMatch, bool]:
    """A proposal that is, or was, offered to a member: to them, and to staff who match."""
    row = (
        ProposedMatch.objects.select_related(*_PROPOSAL_PARTS)
        .filter(OFFERED, request__member__programme=programme, pk=pk)
        .first()
    )
    if row is not None and _is(visitor, row.request.member.participant):
        return row, False
    if row is None or not _is_staff(visitor, programme, Permission.MATCH_PROPOSE):
        raise Http404
    return row, True


def access_question(visitor: Visitor, programme: Programme, pk: int) -> tuple[ProposedMatch, bool]:
    """A question that a member has, or had, put to a supporter directly: to the member, and to staff who match."""
    row = (
        ProposedMatch.objects.select_related(*_PROPOSAL_PARTS)
        .filter(request__member__programme=programme, asked_directly=True, pk=pk)
        .first()
    )
    if row is not None and _is(visitor, row.request.member.participant):
        return row, False
    if row is None or not _is_staff(visitor, programme, Permission.MATCH_PROPOSE):
        raise Http404
    return row, True


def questions_visible_to(person: Person, programme: Programme) -> QuerySet[ProposedMatch]:
    rows = ProposedMatch.objects.filter(request__member__programme=programme, asked_directly=True)
    if _is_staff(person, programme, Permission.MATCH_PROPOSE):
        return rows
    return rows.filter(_mine(person, "request__member__participant"))


def offers_visible_to(person: Person, programme: Programme) -> QuerySet[ProposedMatch]:
    rows = ProposedMatch.objects.filter(OFFERED, request__member__programme=programme)
    if _is_staff(person, programme, Permission.MATCH_PROPOSE):
        return rows
    return rows.filter(_mine(person, "request__member__participant"))


def access_round(visitor: Visitor, programme: Programme, pk: int) -> MatchingRound:
    """A round of matching: to staff who match."""
    row = rounds_visible_to(visitor, programme).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def rounds_visible_to(person: Visitor, programme: Programme) -> QuerySet[MatchingRound]:
    if not _is_staff(person, programme, Permission.MATCH_PROPOSE):
        return MatchingRound.objects.none()
    return MatchingRound.objects.filter(programme=programme).select_related("intake")


def access_proposal(visitor: Visitor, programme: Programme, pk: int) -> ProposedMatch:
    """A proposal in any state: to staff who match."""
    row = (
        proposals_visible_to(visitor, programme)
        .select_related(*_PROPOSAL_PARTS, "round")
        .filter(pk=pk)
        .first()
    )
    if row is None:
        raise Http404
    return row


def proposals_visible_to(person: Visitor, programme: Programme) -> QuerySet[ProposedMatch]:
    if not _is_staff(person, programme, Permission.MATCH_PROPOSE):
        return ProposedMatch.objects.none()
    return ProposedMatch.objects.filter(request__member__programme=programme)


def access_avoided_name(visitor: Visitor, programme: Programme, pk: int) -> AvoidedName:
    """Somebody whom a participant does not want to meet here: to staff who match."""
    row = (
        avoided_names_visible_to(visitor, programme)
        .select_related("profile__participant")
        .filter(pk=pk)
        .first()
    )
    if row is None:
        raise Http404
    return row


def avoided_names_visible_to(person: Visitor, programme: Programme) -> QuerySet[AvoidedName]:
    if not _is_staff(person, programme, Permission.MATCH_PROPOSE):
        return AvoidedName.objects.none()
    return AvoidedName.objects.filter(profile__programme=programme)


def access_relationship(
    visitor: Visitor,
    programme: Programme,
    pk: int,
    permission: Permission = Permission.RELATIONSHIP_VIEW,
) -> tuple[Relationship, RelationshipSide | None]:
    """A relationship, with the visitor's own side of it; None for staff whose role grants the permission.

    Somebody who is a party comes in as the party, whatever other role they have.
    """
    relationship = (
        Relationship.objects.select_related("programme__definition", "programme__organisation", "proposal")
        .filter(programme=programme, pk=pk)
        .first()
    )
    if relationship is None or not isinstance(visitor, Person):
        raise Http404
    own = (
        RelationshipSide.objects.select_related("participant", "member", "supporter")
        .filter(_mine(visitor, "participant"), relationship=relationship)
        .first()
    )
    if own is None and not _is_staff(visitor, programme, permission):
        raise Http404
    return relationship, own


def access_exclusion(visitor: Visitor, programme: Programme, pk: int) -> Exclusion:
    """Two people who are not to be matched: to staff who match."""
    row = (
        exclusions_visible_to(visitor, programme)
        .select_related("first", "second", "programme")
        .filter(pk=pk)
        .first()
    )
    if row is None:
        raise Http404
    return row


def exclusions_visible_to(person: Visitor, programme: Programme) -> QuerySet[Exclusion]:
    if not _is_staff(person, programme, Permission.MATCH_PROPOSE):
        return Exclusion.objects.none()
    return Exclusion.objects.filter(programme=programme)


def access_side(
    visitor: Visitor, programme: Programme, pk: int, side: int
) -> tuple[Relationship, RelationshipSide, bool]:
    """One side of a relationship: to the person whose side it is, and to staff who act for them (True)."""
    relationship, own = access_relationship(visitor, programme, pk, Permission.MATCH_PROPOSE)
    if own is not None and own.pk != side:
        raise Http404
    row = (
        RelationshipSide.objects.select_related("participant", "member", "supporter")
        .filter(relationship=relationship, pk=side)
        .first()
    )
    if row is None:
        raise Http404
    return relationship, row, own is None


def sides_visible_to(person: Person, programme: Programme) -> QuerySet[RelationshipSide]:
    rows = RelationshipSide.objects.filter(relationship__programme=programme)
    if _is_staff(person, programme, Permission.MATCH_PROPOSE):
        return rows
    return rows.filter(_mine(person, "participant"))


def relationships_visible_to(
    person: Person, programme: Programme, permission: Permission = Permission.RELATIONSHIP_VIEW
) -> QuerySet[Relationship]:
    """Every relationship of the programme to staff, and their own to everybody else."""
    rows = Relationship.objects.filter(programme=programme)
    if _is_staff(person, programme, permission):
        return rows
    mine = RelationshipSide.objects.filter(_mine(person, "participant")).values("relationship")
    return rows.filter(pk__in=mine)
