"""The doors of safeguarding. The desk and the cases open to safeguarding leads only, and never to whoever they are about."""

from __future__ import annotations

from datetime import timedelta

from django.core import signing
from django.db.models import QuerySet
from django.http import Http404

from alongside.people.http import Visitor
from alongside.people.models import Person
from alongside.programmes.access import access_programme
from alongside.programmes.models import Programme
from alongside.programmes.queries import roles_in, staff_roles_in
from alongside.roles.permissions import Permission, allows
from alongside.safeguarding.models import (
    Concern,
    HelpContact,
    Hold,
    Incoming,
    OnCallPlace,
    OnCallTime,
    Rehearsal,
    SafeguardingCase,
)
from alongside.safeguarding.queries import cases_round, concerns_round, holds_round, sent_concern, words_round


def access_help(ref: str) -> Programme:
    """The programme for its page of help and for raising a concern: anybody who has the address may."""
    programme = Programme.objects.select_related("organisation", "definition").filter(ref=ref).first()
    if programme is None:
        raise Http404
    return programme


WRITTEN_BY = "safeguarding.written_by"
WRITING_LASTS = timedelta(hours=12)


def seal_writer(visitor: Visitor, programme: Programme) -> str:
    """What the page carries so that a worry keeps its name although the sign-in ran out; empty when signed out."""
    return signing.dumps([visitor.pk, programme.pk], salt=WRITTEN_BY) if isinstance(visitor, Person) else ""


def access_writer(visitor: Visitor, programme: Programme, sealed: str) -> Person | None:
    """Who sends a worry: whoever is signed in, else whoever was when the page was made, up to twelve hours before."""
    if isinstance(visitor, Person):
        return visitor
    try:
        writer, written_in = signing.loads(sealed, salt=WRITTEN_BY, max_age=WRITING_LASTS)
    except signing.BadSignature:
        return None
    return Person.objects.filter(pk=writer, is_active=True).first() if written_in == programme.pk else None


def access_help_editing(visitor: Visitor, ref: str) -> Programme:
    """For those who run the programme, and for its safeguarding leads."""
    programme = access_programme(visitor, ref, Permission.PROGRAMME_VIEW)
    roles = roles_in(programme, visitor) if isinstance(visitor, Person) else set()
    if not (allows(roles, Permission.PROGRAMME_MANAGE) or allows(roles, Permission.CASE_OPEN)):
        raise Http404
    return programme


def access_help_contact(programme: Programme, pk: int) -> HelpContact:
    contact = HelpContact.objects.filter(programme=programme, pk=pk).first()
    if contact is None:
        raise Http404
    return contact


def access_sent_concern(ref: str, key: str) -> Concern:
    """The page that says a concern arrived: the key in the address is the right to see it, and it shows no words."""
    concern = sent_concern(access_help(ref), key)
    if concern is None:
        raise Http404
    return concern


def access_concern(visitor: Visitor, programme: Programme, pk: int) -> Concern:
    """A concern, for a safeguarding lead whom it is not about."""
    concern = (
        concerns_visible_to(visitor, programme)
        .select_related(
            "programme__organisation",
            "programme__definition",
            "about__person",
            "about_staff",
            "raised_by",
            "raised_by_participant",
            "acknowledged_by",
            "answered_by",
            "case",
        )
        .filter(pk=pk)
        .first()
    )
    if concern is None:
        raise Http404
    return concern


def concerns_visible_to(visitor: Visitor, programme: Programme) -> QuerySet[Concern]:
    if not isinstance(visitor, Person) or not _leads(visitor, programme):
        return Concern.objects.none()
    return concerns_round(visitor).filter(programme=programme)


def access_case(visitor: Visitor, programme: Programme, pk: int) -> SafeguardingCase:
    """A case, for a safeguarding lead whom it is not about."""
    case = (
        cases_visible_to(visitor, programme)
        .select_related(
            "programme__organisation", "about", "owner", "closing_proposed_by", "closed_by", "opened_by"
        )
        .filter(pk=pk)
        .first()
    )
    if case is None:
        raise Http404
    return case


def cases_visible_to(visitor: Visitor, programme: Programme) -> QuerySet[SafeguardingCase]:
    if not isinstance(visitor, Person) or not _leads(visitor, programme):
        return SafeguardingCase.objects.none()
    return cases_round(visitor).filter(programme=programme)


def access_hold(visitor: Visitor, programme: Programme, pk: int) -> Hold:
    """A hold and its reason, for a safeguarding lead whom it is not on."""
    hold = holds_visible_to(visitor, programme).filter(pk=pk).first()
    if hold is None:
        raise Http404
    return hold


def holds_visible_to(visitor: Visitor, programme: Programme) -> QuerySet[Hold]:
    if not isinstance(visitor, Person) or not _leads(visitor, programme):
        return Hold.objects.none()
    return (
        holds_round(visitor)
        .filter(programme=programme)
        .select_related("participant", "placed_by", "lifted_by", "programme")
    )


def access_words(visitor: Visitor, programme: Programme, pk: int) -> Incoming:
    """Words that wait on the desk, for a safeguarding lead who neither wrote them nor was written to."""
    rows = words_visible_to(visitor, programme).filter(due_at__isnull=False)
    row = (
        rows.select_related("writer", "claimed_by", "settled_by", "concern", "programme")
        .filter(pk=pk)
        .first()
    )
    if row is None:
        raise Http404
    return row


def words_visible_to(visitor: Visitor, programme: Programme) -> QuerySet[Incoming]:
    if not isinstance(visitor, Person) or not _leads(visitor, programme):
        return Incoming.objects.none()
    return words_round(visitor).filter(programme=programme)


def _leads(person: Person, programme: Programme) -> bool:
    return allows(staff_roles_in(programme, person), Permission.CASE_OPEN)


def access_on_call_place(programme: Programme, pk: int) -> OnCallPlace:
    """A place in the programme's chain, for whoever came through a door of the programme."""
    place = OnCallPlace.objects.filter(programme=programme, pk=pk).select_related("programme").first()
    if place is None:
        raise Http404
    return place


def access_on_call_time(programme: Programme, pk: int) -> OnCallTime:
    row = OnCallTime.objects.filter(programme=programme, pk=pk).select_related("programme").first()
    if row is None:
        raise Http404
    return row


def access_rehearsal(programme: Programme, pk: int) -> Rehearsal:
    """A practice of the programme: it is about nobody, so every lead may see it."""
    rows = Rehearsal.objects.select_related("started_by", "ended_by", "programme__definition")
    found = rows.filter(programme=programme, pk=pk).first()
    if found is None:
        raise Http404
    return found
