from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404

from alongside.notify.models import TO_PASS_ON, Notice, NoticeStatus
from alongside.people.http import Visitor
from alongside.people.models import Person
from alongside.programmes.access import access_programme
from alongside.programmes.models import Programme
from alongside.roles.permissions import Permission
from alongside.web.queries import demo_cast


def access_own_home(visitor: Visitor) -> Person:
    """Everybody who is signed in has a home."""
    if not isinstance(visitor, Person):
        raise Http404
    return visitor


def access_demo_person(pk: int) -> Person:
    """One of the cast of a demonstration; 404 on any other site."""
    person = demo_cast().filter(pk=pk).first()
    if person is None:
        raise Http404
    return person


def access_notice_to_pass_on(visitor: Visitor, ref: str, pk: int) -> tuple[Notice, Programme]:
    """A notice of this programme that a person passes on, for staff who know its people."""
    programme = access_programme(visitor, ref, Permission.PARTICIPANT_VIEW)
    notice = notices_of_programme(programme).filter(pk=pk).first()
    if notice is None:
        raise Http404
    return notice, programme


def notices_of_programme(programme: Programme) -> QuerySet[Notice]:
    """The notices of the programme that were, or are, for a person to pass on."""
    return Notice.objects.filter(programme_id=programme.pk, status__in=(*TO_PASS_ON, NoticeStatus.PASSED_ON))
