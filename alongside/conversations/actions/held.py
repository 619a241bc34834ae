"""Messages that wait before they are sent: asked about, looked at by a lead, and then sent or kept back with a reason."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from alongside.audit.actions import record
from alongside.audit.queries import label
from alongside.conversations.actions.messages import send_looked_at, send_message
from alongside.conversations.models import ContactRule, HeldMessage, Message
from alongside.conversations.queries import Writing, writing
from alongside.conversations.queries.held import contact_stays_here, kinds_to_ask
from alongside.matching.queries.relationships import other_side
from alongside.notify.actions import notify
from alongside.programmes.actions import StateChanged
from alongside.programmes.queries import participant_recipient
from alongside.safeguarding.actions.concerns import raise_concern
from alongside.safeguarding.actions.words import take_in
from alongside.safeguarding.actions.words_waiting import settle_by_act
from alongside.safeguarding.models import Concern, Outcome, Urgency

if TYPE_CHECKING:
    from alongside.matching.models import RelationshipSide
    from alongside.people.models import Person
    from alongside.programmes.models import Programme

GRAVE = frozenset({"money", "secrecy"})
"""Of these a safeguarding lead hears although the writer goes back: whoever asks for money or secrecy may ask again in
other words."""


def ask_first(*, side: RelationshipSide, words: str, key: str, by: Person) -> tuple[str, ...]:
    """What to ask the writer about before these words are sent; nothing where they may go at once.

    Nothing is asked where nobody may write, or where these words were sent before.
    """
    relationship = side.relationship
    if not contact_stays_here(relationship.programme):
        return ()
    if writing(relationship, other_side(relationship, side)) != Writing.OPEN:
        return ()
    if Message.objects.filter(conversation__relationship=relationship, side=side, key=key).exists():
        return ()
    kinds = kinds_to_ask(relationship.programme, words)
    if GRAVE & set(kinds):
        with transaction.atomic():
            _come_in(_held(side, words, key, kinds), by)
    return kinds


@transaction.atomic
def ask_to_look(*, side: RelationshipSide, words: str, key: str, by: Person) -> HeldMessage:
    """The writer sends the words to be looked at before they go. The same words sent twice wait once."""
    if not words.strip():
        raise ValueError("A message has words.")
    row = _held(side, words, key, kinds_to_ask(side.relationship.programme, words))
    if HeldMessage.objects.filter(pk=row.pk, asked_at__isnull=True).update(asked_at=timezone.now()):
        row.refresh_from_db()
        _record("message_sent_to_be_looked_at", row, by)
        _come_in(row, by)
    return row


def send_as_urgent(*, side: RelationshipSide, words: str, key: str, by: Person) -> Message:
    """The writer was asked, and says that somebody may be in danger: it goes at once, and the leads are told to look now.

    Raises as `send_message` does. The same words sent twice are one concern.
    """
    with transaction.atomic():
        sent = send_message(side=side, words=words, key=key, by=by)
        if not Concern.objects.filter(subject=label(sent)).exists():
            raise_concern(
                programme=side.relationship.programme,
                words=_("Sent at once, because its writer says that somebody may be in danger.")
                + f"\n\n“{words}”",
                urgency=Urgency.NOW,
                by=by,
                raised_by=side.participant,
                subject=label(sent),
                is_read=True,
            )
    return sent


def _held(side: RelationshipSide, words: str, key: str, kinds: tuple[str, ...]) -> HeldMessage:
    # Other words under the key of the same page are another message.
    own_key = f"{key}:{hashlib.sha256(words.encode()).hexdigest()[:32]}"
    try:
        with transaction.atomic():
            return HeldMessage.objects.create(side=side, words=words, key=own_key, kinds=list(kinds))
    except IntegrityError:
        return HeldMessage.objects.get(side=side, key=own_key)


def _come_in(row: HeldMessage, by: Person) -> None:
    side = row.side
    other = other_side(side.relationship, side)
    take_in(
        row,
        "words",
        programme=side.relationship.programme,
        by=by,
        writer=side.participant,
        kept_from=other.participant.person,
    )


@transaction.atomic
def let_go(*, held: HeldMessage, by: Person) -> Message:
    """A lead has looked, and the message is sent now. Raises StateChanged when it was settled, NotNow while nobody writes."""
    row = _still_waiting(held)
    writer = row.side.participant.person
    if writer is None:
        raise StateChanged
    sent = send_looked_at(side=row.side, words=row.words, key=f"held-{row.pk}", by=writer)
    _settle(row, by, message=sent)
    settle_by_act(subject=label(row), outcome=Outcome.READ, by=by)
    _record("held_message_let_go", row, by)
    return sent


@transaction.atomic
def keep_back(*, held: HeldMessage, reason: str, by: Person) -> None:
    """A lead does not send it, and says why: the writer reads the reason, and may write something else.

    Raises StateChanged when it was settled, ValueError without a reason.
    """
    if not reason.strip():
        raise ValueError("Whoever wrote it is told why.")
    row = _still_waiting(held)
    _settle(row, by, reason=reason.strip())
    settle_by_act(subject=label(row), outcome=Outcome.HELD, by=by)
    _record("held_message_kept_back", row, by)
    programme = row.side.relationship.programme
    notify(
        "space_word_for_you",
        to=participant_recipient(row.side.participant, programme),
        link=reverse("conversations:conversation", args=[programme.ref, row.side.relationship_id]),
        key=f"held:{row.pk}",
        context={"discreet_name": programme.discreet_name},
    )


def _still_waiting(held: HeldMessage) -> HeldMessage:
    rows = HeldMessage.objects.select_for_update(of=("self",)).select_related(
        "side__relationship__programme", "side__participant__person"
    )
    row = rows.filter(pk=held.pk, asked_at__isnull=False, settled_at__isnull=True).first()
    if row is None:
        raise StateChanged
    return row


def _settle(row: HeldMessage, by: Person, **fields: Any) -> None:
    done = HeldMessage.objects.filter(pk=row.pk, settled_at__isnull=True).update(
        settled_at=timezone.now(), settled_by=by, **fields
    )
    if not done:
        raise StateChanged


def _record(what: str, row: HeldMessage, by: Person) -> None:
    programme = row.side.relationship.programme
    record(what, by=by, subject=row, organisation_id=programme.organisation_id, programme_id=programme.pk)


def read_held(*, held: HeldMessage, by: Person) -> None:
    """That a lead looked at a private message is written down."""
    with transaction.atomic():
        _record("held_message_read", held, by)


@transaction.atomic
def say_contact_rule(*, programme: Programme, is_on: bool, why: str, by: Person) -> None:
    """Contact stays on the site from now on, or no longer; and why. ValueError without why."""
    if not why.strip():
        raise ValueError("Say why.")
    ContactRule.objects.update_or_create(
        programme=programme,
        defaults={"is_on": is_on, "why": why.strip(), "changed_at": timezone.now(), "changed_by": by},
    )
    record("contact_rule_said", by=by, subject=programme, programme_id=programme.pk, is_on=is_on)
