"""Writing to each other, and the one way in which anybody else ever reads it."""

from __future__ import annotations

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from alongside.audit.actions import record
from alongside.conversations.models import CaseReading, Conversation, Message, ReadUpTo
from alongside.conversations.queries import Writing, conversations_in, unread_by, writing
from alongside.matching.actions import tell_of_two_kept_apart
from alongside.matching.models import Relationship, RelationshipSide
from alongside.matching.queries.relationships import other_side
from alongside.notify.actions import notify
from alongside.people.models import Person
from alongside.programmes.queries import participant_recipient
from alongside.safeguarding.actions.words import take_in
from alongside.safeguarding.models import SafeguardingCase

READING_LASTS = timedelta(hours=1)
LONGEST_MESSAGE = 5000


class NotNow(Exception):
    """Nobody may write in this conversation now; `why` says what holds it."""

    def __init__(self, why: Writing) -> None:
        super().__init__(why)
        self.why = why


class SentSomethingElse(Exception):
    """Other words were sent from the same page before; these are not stored yet."""


class CaseNotOpen(Exception):
    """The case is closed, or is not about this conversation."""


def send_message(*, side: RelationshipSide, words: str, key: str, by: Person) -> Message:
    """Write to the other person. `key` comes from the form: the same words sent twice are stored once.

    Raises NotNow while the relationship is ended, rests or is held, SentSomethingElse for other words under the same
    key, and ValueError for nothing or for more than 5,000 characters. The other person hears once that something
    waits, until they have looked. Of two who are to be kept apart a coordinator hears.
    """
    try:
        return _send(side=side, words=words, key=key, by=by)
    except NotNow as refusal:
        if refusal.why == Writing.HELD:
            tell_of_two_kept_apart(
                Relationship.objects.select_related("programme").get(pk=side.relationship_id)
            )
        raise


def send_looked_at(*, side: RelationshipSide, words: str, key: str, by: Person) -> Message:
    """Send words that a person has looked at: they come in no more. Raises as `send_message` does."""
    return _send(side=side, words=words, key=key, by=by, is_read=True)


@transaction.atomic
def _send(*, side: RelationshipSide, words: str, key: str, by: Person, is_read: bool = False) -> Message:
    if not words.strip() or len(words) > LONGEST_MESSAGE:
        raise ValueError("A message has from 1 to 5,000 characters.")
    relationship = (
        Relationship.objects.select_for_update(of=("self",))
        .select_related("programme")
        .get(pk=side.relationship_id)
    )
    stored = Message.objects.filter(conversation__relationship=relationship, side=side, key=key).first()
    if stored is not None:
        if stored.words != words:
            raise SentSomethingElse
        return stored
    other = other_side(relationship, side)
    why = writing(relationship, other)
    if why != Writing.OPEN:
        raise NotNow(why)
    conversation, _ = Conversation.objects.get_or_create(relationship=relationship)
    message = Message.objects.create(conversation=conversation, side=side, words=words, key=key)
    record(
        "message_sent",
        by=by,
        subject=message,
        organisation_id=relationship.programme.organisation_id,
        programme_id=relationship.programme_id,
    )
    if not is_read:
        take_in(
            message,
            "words",
            programme=relationship.programme,
            by=by,
            writer=side.participant,
            kept_from=other.participant.person,
        )
    _tell(relationship, other)
    return message


def _tell(relationship: Relationship, other: RelationshipSide) -> None:
    """One notice for each run of unread messages: its key is the first of them."""
    first = unread_by(other).values_list("pk", flat=True).first()
    programme = relationship.programme
    notify(
        "message_waiting",
        to=participant_recipient(other.participant, programme),
        link=reverse("conversations:conversation", args=[programme.ref, relationship.pk]),
        key=f"message_waiting:{other.pk}:{first}",
        context={"discreet_name": programme.discreet_name},
    )


def mark_read(*, side: RelationshipSide, up_to: int) -> None:
    """This side has seen everything up to a message. Never goes back, and may be said twice."""
    message = Message.objects.filter(conversation__relationship=side.relationship_id, pk=up_to).first()
    if message is None:
        return
    rows = ReadUpTo.objects.filter(side=side)
    if rows.filter(message__lt=message.pk).update(message=message) or rows.exists():
        return
    try:
        with transaction.atomic():
            ReadUpTo.objects.create(conversation_id=message.conversation_id, side=side, message=message)
    except IntegrityError:
        rows.filter(message__lt=message.pk).update(message=message)


@transaction.atomic
def begin_case_reading(
    *, case: SafeguardingCase, relationship: Relationship, reason: str, by: Person
) -> CaseReading:
    """A safeguarding lead reads a conversation for an open case, for one hour, and says why.

    Raises CaseNotOpen when the case is closed or is not about these two people, ValueError without a reason.
    """
    if not reason.strip():
        raise ValueError("Reading a private conversation needs a reason.")
    still_open = (
        SafeguardingCase.objects.select_for_update().filter(pk=case.pk, closed_at__isnull=True).first()
    )
    if still_open is None or not conversations_in(still_open).filter(pk=relationship.pk).exists():
        raise CaseNotOpen
    now = timezone.now()
    reading = CaseReading.objects.create(
        case=still_open,
        conversation=relationship.conversation,
        reader=by,
        reason=reason.strip(),
        begun_at=now,
        ends_at=now + READING_LASTS,
    )
    _record_reading("conversation_opened_for_case", reading, by)
    return reading


def note_reading(*, reading: CaseReading, by: Person) -> None:
    """Write down that the lead looked at the conversation under this permission."""
    with transaction.atomic():
        _record_reading("conversation_read_for_case", reading, by)


def _record_reading(what: str, reading: CaseReading, by: Person) -> None:
    programme = reading.case.programme
    record(
        what,
        by=by,
        subject=reading.conversation,
        organisation_id=programme.organisation_id,
        programme_id=programme.pk,
        case=reading.case_id,
        reading=reading.pk,
        until=reading.ends_at.isoformat(),
    )
