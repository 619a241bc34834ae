"""The doors of joining: from outside with a code, and for staff. Refusal is 404."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import Http404

from alongside.joining.models import JoinRequest, JoinStatus, JoinWord
from alongside.joining.queries.requests import (
    answered_requests,
    programmes_to_join,
    request_with_code,
    waiting_requests,
)
from alongside.people.http import Visitor
from alongside.people.models import Person
from alongside.programmes.access import access_programme
from alongside.programmes.models import Programme
from alongside.programmes.queries import staff_roles_in
from alongside.roles.permissions import Permission, allows
from alongside.safeguarding.access import words_visible_to


def access_to_join(ref: str) -> Programme:
    """The programme, for everybody, while anybody may ask to join it or to support in it."""
    programme = programmes_to_join().filter(ref=ref).first()
    if programme is None:
        raise Http404
    return programme


def access_own_request(ref: str, code: str) -> JoinRequest | None:
    """The request in this programme that the code belongs to. None, where there is no such code here: whether there
    is such a programme, nobody learns from that."""
    return request_with_code(code, ref=ref)


def access_join_request(visitor: Visitor, ref: str, pk: int) -> JoinRequest:
    """Somebody's request that was sent, for staff who bring people into the programme."""
    programme = access_programme(visitor, ref, Permission.PARTICIPANT_ADD)
    found = (
        JoinRequest.objects.select_related(
            "programme__organisation", "programme__definition", "participant", "decided_by", "person"
        )
        .filter(programme=programme, pk=pk)
        .exclude(status=JoinStatus.DRAFT)
        .first()
    )
    if found is None:
        raise Http404
    return found


def access_heard_request(visitor: Visitor, ref: str, subject: str) -> JoinRequest:
    """The request in which triage heard what stands on the desk (`joining.joinword:7`): for a safeguarding lead, once
    there is a concern or they have said that they read it. Who wrote it, and how to reach them, stands nowhere else."""
    programme = access_programme(visitor, ref, Permission.CASE_OPEN)
    kind, _colon, pk = subject.partition(":")
    known_by = {JoinRequest._meta.label_lower: "pk", JoinWord._meta.label_lower: "words"}.get(kind)
    heard = words_visible_to(visitor, programme).filter(subject=subject, due_at__isnull=False)
    if known_by is None or not heard.filter(Q(concern__isnull=False) | Q(claimed_by=visitor)).exists():
        raise Http404
    found = (
        JoinRequest.objects.select_related("programme__organisation", "programme__definition", "participant")
        .filter(**{"programme": programme, known_by: int(pk)})
        .first()
    )
    if found is None:
        raise Http404
    return found


def join_requests_visible_to(
    person: Person, programme: Programme, *, answered: bool
) -> QuerySet[JoinRequest]:
    """The requests of the programme that wait, or those that were answered, for the same staff."""
    if not allows(staff_roles_in(programme, person), Permission.PARTICIPANT_ADD):
        return JoinRequest.objects.none()
    return answered_requests(programme) if answered else waiting_requests(programme)
