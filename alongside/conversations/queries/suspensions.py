"""Who does not write for a while, until when, and what of it waits for another person."""

from __future__ import annotations

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from alongside.conversations.models import Covers, Identity, Suspension
from alongside.matching.models import Relationship
from alongside.people.models import Person
from alongside.programmes.models import Participant, Programme
from alongside.programmes.queries import staff_who_may
from alongside.roles.permissions import Permission


def running() -> QuerySet[Suspension]:
    """By the clock alone: what has ended has ended, whether or not anybody was told."""
    now = timezone.now()
    return Suspension.objects.filter(begins_at__lte=now, ends_at__gt=now)


def suspended_in_spaces(participant: Participant, programme: Programme) -> Suspension | None:
    """What keeps somebody from writing in the spaces of a programme now; of several, the one that ends last."""
    rows = running().filter(participant=participant, programme=programme)
    return rows.order_by("-ends_at").first()


def suspended_between(relationship: Relationship) -> Suspension | None:
    """What keeps the two of a relationship from sending each other messages now; the one that ends last."""
    rows = running().filter(
        programme=relationship.programme_id,
        covers=Covers.MESSAGES,
        participant__relationship_sides__relationship=relationship,
    )
    return rows.order_by("-ends_at").first()


def own_suspensions(person: Person, programme: Programme) -> QuerySet[Suspension]:
    """Somebody's own, the newest first, also those that are over."""
    return Suspension.objects.filter(
        programme=programme, participant__person=person, participant__merged_into__isnull=True
    )


def suspensions_in(programme: Programme) -> QuerySet[Suspension]:
    """Those that run or of which something waits first, then what is over; each with all that a list shows."""
    return (
        Suspension.objects.filter(programme=programme)
        .select_related(
            "participant", "post__thread__space", "post__author__participant", "post__author__space"
        )
        .select_related("begun_by", "second_by", "heard_by", "lifted_by")
        .order_by("-ends_at", "-pk")
    )


def waiting_for(rows: QuerySet[Suspension], person: Person) -> QuerySet[Suspension]:
    """Of these, what waits for this person: somebody else's decision to agree to, or an appeal to hear."""
    now = timezone.now()
    second = Q(second_at__isnull=True, asked_until__gt=F("alone_until"), ends_at__gt=now)
    appeal = Q(answered_at__isnull=False, heard_at__isnull=True) & ~Q(second_by=person)
    # A comparison with what is empty is never true in SQL, so the two cases stand apart.
    appeal |= Q(answered_at__isnull=False, heard_at__isnull=True, second_by__isnull=True)
    return rows.filter(second | appeal).exclude(begun_by=person).order_by("begins_at", "pk")


def who_may_decide(suspension: Suspension) -> list[Person]:
    """Who could agree, or hear the appeal: staff who may, without whoever decided already, and without the author."""
    gone = {suspension.begun_by_id, suspension.second_by_id, suspension.participant.person_id}
    people = staff_who_may(suspension.programme, Permission.WRITING_SUSPEND)
    return [each for each in people if each.pk not in gone]


def is_masked(suspension: Suspension) -> bool:
    """Whether it came of a post whose author is known there by another name or none: then staff see no other."""
    return suspension.post is not None and suspension.post.thread.space.identity != Identity.NAMED
