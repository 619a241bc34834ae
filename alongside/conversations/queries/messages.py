"""What the two people of a relationship read, and whether they may write just now."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from alongside.conversations.models import CaseReading, Conversation, Message, ReadUpTo
from alongside.conversations.queries.suspensions import suspended_between
from alongside.matching.models import Relationship, RelationshipSide, RelationshipStatus
from alongside.matching.queries.apart import kept_apart, may_begin_to_write
from alongside.matching.queries.relationships import relationships_with_sides
from alongside.people.models import Person
from alongside.safeguarding.models import Concern, Hold, SafeguardingCase

PAGE = 30


class Writing(StrEnum):
    """Whether somebody may write in a conversation now, derived from the relationship and never stored."""

    OPEN = "open"
    ENDED = "ended"
    PAUSED = "paused"
    HELD = "held"
    """A safeguarding hold on either of the two, or somebody said meanwhile that they are to be kept apart. Both get the
    same words, so that nobody learns whom it is on, or who said so."""
    SUSPENDED = "suspended"
    """One of the two does not write for a stated time, by a person's decision; the other hears that messages rest."""
    NOT_ONLINE = "not_online"
    """The other person does not sign in: they are reached through the coordinator."""


def writing(relationship: Relationship, other: RelationshipSide) -> Writing:
    """Whether the two may write to each other now; before the first word, matching is asked again about the pair."""
    if relationship.status == RelationshipStatus.ENDED:
        return Writing.ENDED
    participants = RelationshipSide.objects.filter(relationship=relationship).values("participant")
    held = Hold.objects.filter(
        programme=relationship.programme_id, participant__in=participants, lifted_at__isnull=True
    )
    if held.exists() or _apart(relationship):
        return Writing.HELD
    if suspended_between(relationship) is not None:
        return Writing.SUSPENDED
    if relationship.status == RelationshipStatus.PAUSED:
        return Writing.PAUSED
    return Writing.OPEN if other.participant.person_id else Writing.NOT_ONLINE


def _apart(relationship: Relationship) -> bool:
    if Conversation.objects.filter(relationship=relationship).exists():
        return kept_apart(relationship)
    return not may_begin_to_write(relationship)


@dataclass(frozen=True, slots=True)
class PageOfMessages:
    """Some messages in order, newest last; `earlier` is the id to ask before for the page above, None at the top."""

    messages: tuple[Message, ...]
    earlier: int | None

    @property
    def newest(self) -> int:
        return self.messages[-1].pk if self.messages else 0


def messages_of(relationship: Relationship, *, before: int | None = None) -> PageOfMessages:
    """The newest messages, or those before one, in one query."""
    rows = Message.objects.filter(conversation__relationship=relationship).select_related("side__participant")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    newest = list(rows.order_by("-pk")[: PAGE + 1])
    shown = tuple(reversed(newest[:PAGE]))
    return PageOfMessages(shown, shown[0].pk if len(newest) > PAGE else None)


def messages_after(relationship: Relationship, after: int) -> tuple[Message, ...]:
    """What has come since a message, in order."""
    rows = Message.objects.filter(conversation__relationship=relationship, pk__gt=after)
    return tuple(rows.select_related("side__participant").order_by("pk"))


def unread_by(side: RelationshipSide) -> QuerySet[Message]:
    """What the other person wrote and this side has not opened, in order."""
    mark = ReadUpTo.objects.filter(side=side).values_list("message", flat=True).first() or 0
    return (
        Message.objects.filter(conversation__relationship=side.relationship_id, pk__gt=mark)
        .exclude(side=side)
        .order_by("pk")
    )


def unread_counts(person: Person) -> dict[int, int]:
    """How many messages wait unread for this person, by relationship; in one query, and without those that have none."""
    mark = ReadUpTo.objects.filter(
        conversation=OuterRef("conversation"),
        side__participant__person=person,
    ).values("message")[:1]
    rows = (
        Message.objects.filter(
            conversation__relationship__sides__participant__person=person,
            conversation__relationship__sides__participant__merged_into__isnull=True,
        )
        .exclude(side__participant__person=person)
        .annotate(mark=Coalesce(Subquery(mark), 0))
        .filter(pk__gt=F("mark"))
        .values("conversation__relationship")
        .annotate(waiting=Count("pk", distinct=True))
        .order_by()
    )
    return dict(rows.values_list("conversation__relationship", "waiting"))


def last_message(relationship: Relationship) -> Message | None:
    return (
        Message.objects.filter(conversation__relationship=relationship)
        .select_related("side__participant")
        .order_by("-pk")
        .first()
    )


def conversations_in(case: SafeguardingCase) -> QuerySet[Relationship]:
    """The relationships whose conversation a case is about: those of the people it is about, and those of which a
    message was named in one of its concerns by somebody who is in the conversation. A label typed by a stranger, or
    by the lead, opens nothing."""
    concerns = Concern.objects.filter(case=case)
    named = Message.objects.filter(
        pk__in=[
            int(subject.rpartition(":")[2])
            for subject in concerns.filter(subject__startswith=f"{Message._meta.label_lower}:").values_list(
                "subject", flat=True
            )
        ]
    ).filter(
        Q(conversation__relationship__sides__participant__person__in=concerns.values("raised_by"))
        | Q(conversation__relationship__sides__participant__in=concerns.values("raised_by_participant"))
    )
    about = Q(conversation__messages__in=named.values("pk"))
    if case.about_id:
        about |= Q(sides__participant=case.about_id)
    concerned = concerns.filter(about__isnull=False).values("about")
    about |= Q(sides__participant__in=concerned)
    pks = Relationship.objects.filter(about, programme=case.programme_id).values("pk")
    return relationships_with_sides(
        Relationship.objects.filter(pk__in=pks, conversation__isnull=False).order_by("-started_on", "-pk")
    )


def current_reading(case: SafeguardingCase, relationship: Relationship, reader: Person) -> CaseReading | None:
    """The permission under which this lead reads this conversation now, if any."""
    return (
        CaseReading.objects.filter(
            case=case, conversation__relationship=relationship, reader=reader, ends_at__gt=timezone.now()
        )
        .order_by("-ends_at")
        .first()
    )
