from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.utils import timezone

from alongside.audit.actions import record, record_each
from alongside.people.models import Person
from alongside.programmes.actions.intakes import check_room
from alongside.programmes.actions.refusals import AlreadyThere, StateChanged
from alongside.programmes.models import (
    PLACE_TRANSITIONS,
    Intake,
    LeavingReason,
    Member,
    Participant,
    PeerSupporter,
    PlaceStatus,
    Programme,
)

P = TypeVar("P", Member, PeerSupporter)


@dataclass(frozen=True, slots=True)
class NewPlace:
    """Somebody who gets a place: from when (today, unless told), and as a supporter for how many people at once."""

    participant: Participant
    joined_on: date | None = None
    capacity: int = 1


def add_member(
    *,
    programme: Programme,
    participant: Participant,
    by: Person | None,
    joined_on: date | None = None,
    how: str = "by_hand",
    intake: Intake | None = None,
) -> Member:
    """A participant becomes a member of the programme, and of one of its intakes.

    Raises AlreadyThere when they are one, and IntakeFull when the intake has no room left.
    """
    place = NewPlace(participant, joined_on)
    (member,) = add_members(programme=programme, places=[place], by=by, how=how, intake=intake)
    return member


@transaction.atomic
def add_members(
    *,
    programme: Programme,
    places: Sequence[NewPlace],
    by: Person | None,
    how: str,
    intake: Intake | None = None,
) -> list[Member]:
    """Several participants become members at once, or none of them.

    Raises AlreadyThere when one of them is a member, and IntakeFull when the intake has no room for all of them.
    """
    if intake is not None:
        check_room(intake, programme, Member, len(places))
    members = _stored(Member, (Member(**_place(programme, each, how, intake)) for each in places))
    record_each("member_joined", by=by, subjects=members, how=how, intake=intake.pk if intake else None)
    return members


def add_supporter(
    *,
    programme: Programme,
    participant: Participant,
    by: Person | None,
    joined_on: date | None = None,
    capacity: int = 1,
    how: str = "by_hand",
    intake: Intake | None = None,
) -> PeerSupporter:
    """A participant becomes a peer supporter of the programme, not yet ready. Raises AlreadyThere when they are one."""
    place = NewPlace(participant, joined_on, capacity)
    (supporter,) = add_supporters(programme=programme, places=[place], by=by, how=how, intake=intake)
    return supporter


@transaction.atomic
def add_supporters(
    *,
    programme: Programme,
    places: Sequence[NewPlace],
    by: Person | None,
    how: str,
    intake: Intake | None = None,
) -> list[PeerSupporter]:
    """Several participants become peer supporters at once, or none. Raises AlreadyThere when one of them is one."""
    if intake is not None:
        check_room(intake, programme, PeerSupporter, len(places))
    supporters = _stored(
        PeerSupporter,
        (PeerSupporter(**_place(programme, each, how, intake), capacity=each.capacity) for each in places),
    )
    record_each("supporter_joined", by=by, subjects=supporters, how=how, intake=intake.pk if intake else None)
    return supporters


def _place(programme: Programme, place: NewPlace, how: str, intake: Intake | None) -> dict[str, Any]:
    return {
        "programme": programme,
        "participant": place.participant,
        "intake": intake,
        "joined_on": place.joined_on or timezone.localdate(),
        "joined_how": how,
    }


def _stored(kind: type[P], places: Iterable[P]) -> list[P]:
    try:
        with transaction.atomic():
            return kind.objects.bulk_create(places)
    except IntegrityError:
        raise AlreadyThere from None


@transaction.atomic
def pause_place(
    *,
    place: Member | PeerSupporter,
    by: Person,
    until: date | None = None,
    on_behalf_of: Participant | None = None,
) -> None:
    """ "I need a pause", respected at once: no new contact is proposed until it ends."""
    _move_place(place, PlaceStatus.PAUSED, by=by, on_behalf_of=on_behalf_of, paused_until=until)


@transaction.atomic
def resume_place(
    *, place: Member | PeerSupporter, by: Person, on_behalf_of: Participant | None = None
) -> None:
    """Back from a pause, or back after having left."""
    _move_place(
        place,
        PlaceStatus.ENROLLED,
        by=by,
        on_behalf_of=on_behalf_of,
        paused_until=None,
        left_on=None,
        left_reason="",
    )


@transaction.atomic
def leave_programme(
    *,
    place: Member | PeerSupporter,
    reason: LeavingReason,
    by: Person,
    on: date | None = None,
    on_behalf_of: Participant | None = None,
) -> None:
    """Leave without blame. What is under way must have been ended by the caller, with its own goodbye."""
    _move_place(
        place,
        PlaceStatus.LEFT,
        by=by,
        on_behalf_of=on_behalf_of,
        left_on=on or timezone.localdate(),
        left_reason=reason,
        paused_until=None,
    )


def _move_place(
    place: Member | PeerSupporter,
    to: PlaceStatus,
    *,
    by: Person,
    on_behalf_of: Participant | None,
    **fields: Any,
) -> None:
    sources = [old for old, new in PLACE_TRANSITIONS.items() if to in new]
    if not type(place).objects.filter(pk=place.pk, status__in=sources).update(status=to, **fields):
        raise StateChanged
    place.refresh_from_db()
    record(
        f"{place._meta.model_name}_{to}",
        by=by,
        subject=place,
        on_behalf_of=on_behalf_of,
        reason=str(fields.get("left_reason", "")),
    )
