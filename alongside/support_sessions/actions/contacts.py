"""Writing down what happened: once for both sides, corrected in the open, and a missed contact closes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Subquery
from django.urls import reverse
from django.utils import timezone

from alongside.audit.actions import record
from alongside.matching.models import Relationship, RelationshipSide, RelationshipStatus, SideRole
from alongside.matching.queries.relationships import other_side, sides_of
from alongside.notify.actions import notify
from alongside.people.models import Person
from alongside.programmes.models import Participant
from alongside.programmes.queries import participant_recipient
from alongside.safeguarding.actions.words import take_in
from alongside.support_sessions.models import LOGGED, ContactNote, SessionStatus, SupportSession


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody says of a contact. Without `took_place` the rest does not matter, except the note."""

    took_place: bool = True
    on: date | None = None
    minutes: int | None = None
    modality: str = ""
    note: str = ""


class AlreadyLogged(Exception):
    """This contact is written down already; `session` says how, `says_the_same` whether it is the same again."""

    def __init__(self, session: SupportSession, *, says_the_same: bool) -> None:
        super().__init__(str(session))
        self.session = session
        self.says_the_same = says_the_same


class PerhapsTheSame(Exception):
    """Another contact of these two on that day is written down already: `session`."""

    def __init__(self, session: SupportSession) -> None:
        super().__init__(str(session))
        self.session = session


class OutsideTheRelationship(Exception):
    """The day lies in the future, before the relationship began, or after it ended: `day` is the limit."""

    def __init__(self, limit: str, day: date) -> None:
        super().__init__(f"{limit} {day}")
        self.limit, self.day = limit, day


class NotPossibleNow(Exception):
    """The contact is not in a state in which this can be done; nothing was changed."""


@transaction.atomic
def log_contact(
    *,
    session: SupportSession,
    side: RelationshipSide,
    told: Told,
    by: Person,
    on_behalf_of: Participant | None = None,
) -> SupportSession:
    """One side says how a planned contact went. The first to say it counts.

    Raises AlreadyLogged when it is in already, OutsideTheRelationship for a day that cannot be, and NotPossibleNow
    for "it did not take place" before its day has come. A missed contact sends each side its own kind words.
    """
    relationship = session.pair
    _check_day(relationship, told)
    if not told.took_place and session.planned_on and session.planned_on > timezone.localdate():
        raise NotPossibleNow
    fields = {**_fields(told), "logged_at": timezone.now(), "logged_by": by, "logged_side": side}
    changed = SupportSession.objects.filter(
        pk=session.pk, relationship=side.relationship_id, status=SessionStatus.PLANNED
    ).update(**fields)
    session.refresh_from_db(fields=fields)
    if not changed:
        if not session.is_logged:
            raise NotPossibleNow
        same = session.logged_side_id == side.pk and _says(session, told)
        raise AlreadyLogged(session, says_the_same=same)
    _keep_note(session, side, told.note, by)
    _keep_first_contact(relationship)
    record(
        "contact_logged" if told.took_place else "contact_missed",
        by=by,
        subject=session,
        on_behalf_of=on_behalf_of,
    )
    if not told.took_place:
        _tell_both(session, side)
    return session


@transaction.atomic
def log_extra_contact(
    *,
    side: RelationshipSide,
    told: Told,
    key: str,
    by: Person,
    on_behalf_of: Participant | None = None,
    is_another: bool = False,
) -> SupportSession:
    """A contact that nobody planned. `key` comes from the form: sending it twice returns the one that is stored.

    Raises PerhapsTheSame when a contact on that day is written down already, unless `is_another` says that this is
    a different one; and OutsideTheRelationship for a day that cannot be.
    """
    relationship = Relationship.objects.select_for_update().get(pk=side.relationship_id)
    stored = SupportSession.objects.filter(relationship=relationship, key=key).exclude(key="").first()
    if stored is not None:
        return stored
    _check_day(relationship, told)
    that_day = SupportSession.objects.filter(
        relationship=relationship, status=SessionStatus.DELIVERED, delivered_on=told.on
    ).first()
    if that_day is not None and not is_another:
        raise PerhapsTheSame(that_day)
    session = SupportSession.objects.create(
        programme_id=relationship.programme_id,
        relationship=relationship,
        key=key,
        **_fields(told),
        logged_at=timezone.now(),
        logged_by=by,
        logged_side=side,
    )
    _keep_note(session, side, told.note, by)
    _keep_first_contact(relationship)
    record("contact_logged", by=by, subject=session, on_behalf_of=on_behalf_of, extra=True)
    return session


@transaction.atomic
def correct_contact(
    *,
    session: SupportSession,
    side: RelationshipSide,
    told: Told,
    by: Person,
    on_behalf_of: Participant | None = None,
) -> SupportSession:
    """Either side puts right what was written down; the log keeps what stood there before.

    An extra contact that did not take place after all is called off, so that it counts neither as had nor as missed.
    Each side changes its own note only. Raises NotPossibleNow for a contact that nobody has logged.
    """
    row = (
        SupportSession.objects.select_for_update(of=("self",))
        .select_related("relationship")
        .filter(pk=session.pk, relationship=side.relationship_id, status__in=LOGGED)
        .first()
    )
    if row is None:
        raise NotPossibleNow
    _check_day(row.pair, told)
    fields = _fields(told)
    if not told.took_place and row.planned_on is None:
        fields["status"] = SessionStatus.CANCELLED
    before = {name: str(getattr(row, name)) for name in fields}
    SupportSession.objects.filter(pk=row.pk).update(**fields)
    if told.took_place:
        SupportSession.objects.filter(instead_of=row, status=SessionStatus.PLANNED).update(
            status=SessionStatus.CANCELLED
        )
    _keep_note(row, side, told.note, by)
    _keep_first_contact(row.pair)
    row.refresh_from_db()
    after = {name: str(getattr(row, name)) for name in fields}
    record("contact_corrected", by=by, subject=row, on_behalf_of=on_behalf_of, before=before, after=after)
    return row


@transaction.atomic
def choose_another_day(
    *,
    session: SupportSession,
    side: RelationshipSide,
    on: date,
    by: Person,
    on_behalf_of: Participant | None = None,
) -> SupportSession:
    """Another day for a missed contact, or for a planned one that will not suit; asked again, it moves that day.

    The contact of the plan stays as it was planned. Raises OutsideTheRelationship for a day gone by, NotPossibleNow
    when the relationship has ended, or the contact or its other day has been had.
    """
    relationship = Relationship.objects.select_for_update().get(pk=side.relationship_id)
    if relationship.status == RelationshipStatus.ENDED:
        raise NotPossibleNow
    if on < timezone.localdate():
        raise OutsideTheRelationship("past", timezone.localdate())
    row = SupportSession.objects.filter(relationship=relationship).get(pk=session.pk)
    if row.status == SessionStatus.PLANNED:
        SupportSession.objects.filter(pk=row.pk).update(status=SessionStatus.CANCELLED)
    other = SupportSession.objects.filter(instead_of=row).first()
    if row.status == SessionStatus.DELIVERED or (other and other.status != SessionStatus.PLANNED):
        raise NotPossibleNow
    if other is None:
        other = SupportSession.objects.create(
            programme_id=relationship.programme_id,
            relationship=relationship,
            phase=row.phase,
            instead_of=row,
            planned_on=on,
            planned_minutes=row.planned_minutes,
            planned_modality=row.planned_modality,
            is_optional=row.is_optional,
        )
    else:
        SupportSession.objects.filter(pk=other.pk).update(planned_on=on, asked_at=None)
        other.refresh_from_db()
    record("contact_moved", by=by, subject=row, on_behalf_of=on_behalf_of, to=str(on))
    return other


def _check_day(relationship: Relationship, told: Told) -> None:
    if not told.took_place:
        return
    assert told.on is not None
    today = timezone.localdate()
    if told.on > today:
        raise OutsideTheRelationship("future", today)
    if told.on < relationship.started_on:
        raise OutsideTheRelationship("before", relationship.started_on)
    if relationship.ended_on and told.on > relationship.ended_on:
        raise OutsideTheRelationship("after", relationship.ended_on)


def _fields(told: Told) -> dict[str, Any]:
    if not told.took_place:
        return {
            "status": SessionStatus.MISSED,
            "delivered_on": None,
            "delivered_minutes": None,
            "delivered_modality": "",
        }
    return {
        "status": SessionStatus.DELIVERED,
        "delivered_on": told.on,
        "delivered_minutes": told.minutes,
        "delivered_modality": told.modality,
    }


def _says(session: SupportSession, told: Told) -> bool:
    return all(getattr(session, name) == value for name, value in _fields(told).items())


def _keep_note(session: SupportSession, side: RelationshipSide, words: str, by: Person) -> None:
    if words.strip():
        note, _ = ContactNote.objects.update_or_create(
            session=session, side=side, defaults={"words": words.strip()}
        )
        other = other_side(session.pair, side).participant.person
        take_in(note, "words", programme=session.programme, by=by, writer=side.participant, kept_from=other)
    else:
        ContactNote.objects.filter(session=session, side=side).delete()


def _keep_first_contact(relationship: Relationship) -> None:
    had = SupportSession.objects.filter(
        relationship=relationship, status=SessionStatus.DELIVERED, delivered_on__isnull=False
    )
    first = had.order_by("delivered_on").values("delivered_on")[:1]
    Relationship.objects.filter(pk=relationship.pk).update(first_contact_on=Subquery(first))


def _tell_both(session: SupportSession, logged_by_side: RelationshipSide) -> None:
    """Illness to one side is rejection to the other: each is told in its own words (Embuldeniya 2013).

    Without fixed roles, whoever wrote it down is taken to be the one who waited.
    """
    programme = session.programme
    for side in sides_of(session.pair):
        waited = side.role == SideRole.GIVING or (side.role == SideRole.BOTH and side == logged_by_side)
        notify(
            "contact_missed_giving" if waited else "contact_missed_receiving",
            to=participant_recipient(side.participant, programme),
            link=reverse("support_sessions:choose_another_day", args=[programme.ref, side.pk, session.pk]),
            key=f"contact_missed:{session.pk}:{side.pk}",
            context={"discreet_name": programme.discreet_name},
        )
