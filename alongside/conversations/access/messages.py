"""The doors of conversations: the two people and nobody else, except a safeguarding lead through an open case."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404

from alongside.conversations.models import Conversation
from alongside.conversations.queries import conversations_in
from alongside.matching.access import access_relationship
from alongside.matching.models import Relationship, RelationshipSide
from alongside.people.http import Visitor
from alongside.people.models import Person
from alongside.programmes.access import access_programme
from alongside.programmes.models import Programme
from alongside.roles.permissions import Permission
from alongside.safeguarding.access import access_case
from alongside.safeguarding.models import SafeguardingCase


def access_conversation(visitor: Visitor, ref: str, pk: int) -> tuple[Relationship, RelationshipSide]:
    """The conversation of relationship `pk`: to its two people. No role of staff opens it.

    Whoever has left the programme may still read what was written to them.
    """
    programme = Programme.objects.select_related("organisation", "definition").filter(ref=ref).first()
    if programme is None:
        raise Http404
    relationship, own = access_relationship(visitor, programme, pk)
    if own is None:
        raise Http404
    return relationship, own


def conversations_visible_to(person: Person) -> QuerySet[Conversation]:
    mine = RelationshipSide.objects.filter(participant__person=person, participant__merged_into__isnull=True)
    return Conversation.objects.filter(relationship__in=mine.values("relationship"))


def access_open_case(visitor: Visitor, ref: str, pk: int) -> SafeguardingCase:
    """A case that is still open, to a safeguarding lead whom it is not about."""
    programme = access_programme(visitor, ref, Permission.CASE_OPEN)
    case = access_case(visitor, programme, pk)
    if case.closed_at is not None:
        raise Http404
    return case


def access_case_conversation(
    visitor: Visitor, ref: str, case_pk: int, pk: int
) -> tuple[SafeguardingCase, Relationship]:
    """A conversation that an open case is about: to a safeguarding lead who is not a party to it."""
    case = access_open_case(visitor, ref, case_pk)
    assert isinstance(visitor, Person)
    relationship = case_conversations_visible_to(visitor, case).filter(pk=pk).first()
    if relationship is None:
        raise Http404
    return case, relationship


def case_conversations_visible_to(person: Person, case: SafeguardingCase) -> QuerySet[Relationship]:
    """What an open case is about, without the conversations to which the lead is a party."""
    own = RelationshipSide.objects.filter(participant__person=person)
    return (
        conversations_in(case)
        .select_related("conversation", "programme")
        .exclude(pk__in=own.values("relationship"))
    )
