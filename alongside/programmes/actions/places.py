from __future__ import annotations

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from alongside.audit.actions import record
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


@transaction.atomic
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
    if intake is not None:
        check_room(intake, programme, Member)
    try:
        with transaction.atomic():
            member = Member.objects.create(
                programme=programme,
                participant=participant,
                intake=intake,
                joined_on=joined_on or timezone.localdate(),
                joined_how=how,
            )
    except IntegrityError:
        raise AlreadyThere from None
    record("member_joined", by=by, subject=member, how=how, intake=member.intake_id)
    return member


@transaction.atomic
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
    if intake is not None:
        check_room(intake, programme, PeerSupporter)
    try:
        with transaction.atomic():
            supporter = PeerSupporter.objects.create(
                programme=programme,
                participant=participant,
                intake=intake,
                joined_on=joined_on or timezone.localdate(),
                joined_how=how,
                capacity=capacity,
            )
    except IntegrityError:
        raise AlreadyThere from None
    record("supporter_joined", by=by, subject=supporter, how=how, intake=supporter.intake_id)
    return supporter


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
