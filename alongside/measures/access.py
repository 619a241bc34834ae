"""The doors to questions: people answer for themselves, and staff with the permission enter what others say."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http import Http404

from alongside.measures.models import Response
from alongside.measures.queries.packs import OwnMeasure, own_measures
from alongside.people.http import Visitor
from alongside.people.models import Person
from alongside.programmes.access import access_organisation, access_participant
from alongside.programmes.models import Member, Participant, PeerSupporter, Programme
from alongside.programmes.queries import staff_roles_in
from alongside.roles.permissions import Permission, allows


@dataclass(frozen=True)
class Answerer:
    """Whose questions they are, in which programme, and who sits at the page: themselves, or staff for them."""

    programme: Programme
    participant: Participant
    visitor: Person
    is_staff: bool

    @property
    def on_behalf_of(self) -> Participant | None:
        return self.participant if self.is_staff else None


def access_own_questions(visitor: Visitor, ref: str) -> Answerer:
    """The visitor's own questions in a programme in which they are, or were, a member or a peer supporter."""
    if isinstance(visitor, Person):
        programme = _programme(ref)
        own = Participant.objects.select_related("person").filter(
            Q(pk__in=Member.objects.filter(programme=programme).values("participant"))
            | Q(pk__in=PeerSupporter.objects.filter(programme=programme).values("participant")),
            person=visitor,
            merged_into__isnull=True,
        )
        if participant := own.first():
            return Answerer(programme, participant, visitor, is_staff=False)
    raise Http404


def access_questions_of(visitor: Visitor, ref: str, pk: int) -> Answerer:
    """A participant's questions, to staff who may enter answers for others."""
    if not isinstance(visitor, Person):
        raise Http404
    programme = _programme(ref)
    participant = access_participant(visitor, programme, pk, Permission.MEASURE_ENTER)
    return Answerer(programme, participant, visitor, is_staff=True)


def access_own_measure(visitor: Visitor, pk: int, pack_pk: int) -> OwnMeasure:
    """An instrument that the organisation brought, for whoever may change the organisation's settings."""
    organisation = access_organisation(visitor, pk, Permission.ORGANISATION_MANAGE)
    found = own_measures(organisation, among=[pack_pk])
    if not found:
        raise Http404
    return found[0]


def responses_visible_to(person: Person, programme: Programme) -> QuerySet[Response]:
    """The responses of a programme that the person may open: their own, and all, if they may enter answers."""
    rows = Response.objects.filter(programme=programme)
    if allows(staff_roles_in(programme, person), Permission.MEASURE_ENTER):
        return rows
    return rows.filter(participant__person=person, participant__merged_into__isnull=True)


def _programme(ref: str) -> Programme:
    programme = Programme.objects.select_related("organisation", "definition").filter(ref=ref).first()
    if programme is None:
        raise Http404
    return programme
