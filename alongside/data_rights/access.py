"""The doors of people's rights over their data: their own, and those of whoever answers them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http import Http404

from alongside.data_rights.models import CopyRequest, Erasure
from alongside.data_rights.queries.copies import may_review, requests_in
from alongside.data_rights.queries.erasing import erasures_in
from alongside.people.http import Visitor
from alongside.people.models import Person
from alongside.programmes.access import access_participant, access_programme
from alongside.programmes.models import Member, Participant, PeerSupporter, Programme
from alongside.programmes.queries import staff_roles_in
from alongside.roles.permissions import Permission, allows


@dataclass(frozen=True)
class Asker:
    """Whose data it is, in which programme they ask, and who sits at the page."""

    programme: Programme
    participant: Participant
    visitor: Person
    is_staff: bool


def access_own_data(visitor: Visitor, ref: str) -> Asker:
    """What is kept about the visitor, who is or was a member or supporter of the programme: leaving ends no right."""
    programme = Programme.objects.select_related("organisation", "definition").filter(ref=ref).first()
    if programme and isinstance(visitor, Person):
        own = Participant.objects.filter(person=visitor, merged_into__isnull=True)
        participant = own.filter(
            Q(pk__in=Member.objects.filter(programme=programme).values("participant"))
            | Q(pk__in=PeerSupporter.objects.filter(programme=programme).values("participant"))
        ).first()
        if participant:
            return Asker(programme, participant, visitor, is_staff=False)
    raise Http404


def access_data_of(visitor: Visitor, ref: str, pk: int) -> Asker:
    """Asking for somebody who told staff that they want a copy."""
    programme = access_programme(visitor, ref, Permission.CONSENT_RECORD)
    participant = access_participant(visitor, programme, pk, Permission.CONSENT_RECORD)
    if not isinstance(visitor, Person):
        raise Http404
    return Asker(programme, participant, visitor, is_staff=True)


def access_data_requests(visitor: Visitor, ref: str) -> Programme:
    """What people have asked for, to whoever answers them in this programme."""
    return access_programme(visitor, ref, Permission.DATA_RIGHTS_ANSWER)


def access_copy_request(visitor: Visitor, ref: str, pk: int) -> tuple[Programme, CopyRequest]:
    """One request, to somebody whose role covers every programme of the person it is about, and who is not that person."""
    programme = access_data_requests(visitor, ref)
    request = requests_in(programme).filter(pk=pk).first()
    if request is None or not isinstance(visitor, Person) or not may_review(visitor, request.participant):
        raise Http404
    return programme, request


def access_erasure(visitor: Visitor, ref: str, pk: int) -> tuple[Programme, Erasure]:
    """Somebody who asked to be forgotten, to whoever may see all that would go."""
    programme = access_data_requests(visitor, ref)
    erasure = erasures_in(programme).filter(pk=pk).first()
    if erasure is None or not isinstance(visitor, Person) or not may_review(visitor, erasure.participant):
        raise Http404
    return programme, erasure


def copy_requests_visible_to(person: Person, programme: Programme) -> QuerySet[CopyRequest]:
    if not allows(staff_roles_in(programme, person), Permission.DATA_RIGHTS_ANSWER):
        return CopyRequest.objects.none()
    return requests_in(programme)
