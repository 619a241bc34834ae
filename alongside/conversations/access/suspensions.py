"""The doors of suspensions: staff who may suspend, never about themselves; and the one who is suspended, always."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404

from alongside.conversations.access.spaces import Entry, access_moderation, access_post
from alongside.conversations.models import Post, Suspension
from alongside.conversations.queries.suspensions import suspensions_in
from alongside.people.http import Visitor
from alongside.people.models import Person
from alongside.programmes.access import access_participant, access_programme
from alongside.programmes.models import Participant, Programme
from alongside.programmes.queries import staff_roles_in
from alongside.roles.permissions import Permission, allows


def access_suspensions(visitor: Visitor, ref: str) -> Programme:
    return access_programme(visitor, ref, Permission.WRITING_SUSPEND)


def access_suspension(visitor: Visitor, ref: str, pk: int) -> Suspension:
    """A suspension, to staff who may suspend and whom it is not about."""
    programme = access_suspensions(visitor, ref)
    assert isinstance(visitor, Person)
    row = suspensions_visible_to(visitor, programme).filter(pk=pk).first()
    if row is None:
        raise Http404
    row.programme = programme
    return row


def suspensions_visible_to(person: Person, programme: Programme) -> QuerySet[Suspension]:
    """Whoever does not see who takes part sees those that came of a post, by the name that its author has there."""
    roles = staff_roles_in(programme, person)
    if not allows(roles, Permission.WRITING_SUSPEND):
        return Suspension.objects.none()
    rows = suspensions_in(programme).exclude(participant__person=person)
    return rows if allows(roles, Permission.PARTICIPANT_VIEW) else rows.filter(post__isnull=False)


def access_author_to_suspend(visitor: Visitor, ref: str, pk: int, post_pk: int) -> tuple[Entry, Post]:
    """A post whose author staff who moderate may suspend, without learning who that is. Never one of their own."""
    entry = access_moderation(visitor, ref, pk)
    post = access_post(entry, post_pk)
    if not entry.moderates_as_staff or (entry.own is not None and entry.own.pk == post.author_id):
        raise Http404
    access_suspensions(visitor, ref)
    return entry, post


def access_participant_to_suspend(visitor: Visitor, ref: str, pk: int) -> tuple[Programme, Participant]:
    """Somebody who takes part, to staff who may suspend and see who takes part. Never themselves."""
    programme = access_suspensions(visitor, ref)
    participant = access_participant(visitor, programme, pk, Permission.PARTICIPANT_VIEW)
    if isinstance(visitor, Person) and participant.person_id == visitor.pk:
        raise Http404
    return programme, participant
