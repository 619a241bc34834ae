from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.db import transaction

from alongside.audit.actions import record
from alongside.people.models import Person
from alongside.programmes.actions import (
    add_member,
    add_participant,
    add_supporter,
    change_participant,
    put_into_intake,
)
from alongside.programmes.models import Intake, Member, Participant, PeerSupporter, Programme
from alongside.safeguarding.actions.words import take_in

FREE_WORDS = ("notes", "safe_to_contact")


@transaction.atomic
def add_person(
    *, programme: Programme, place: str, by: Person, intake: Intake | None = None, **fields: Any
) -> Participant:
    """Somebody becomes known to the organisation and gets a place ("member" or "supporter") in the programme.

    Raises IntakeFull where the intake has no room left; then nobody is added.
    """
    participant = add_participant(organisation=programme.organisation, by=by, **fields)
    give_place(programme=programme, participant=participant, place=place, by=by, intake=intake)
    let_in(participant, programme=programme, by=by)
    return participant


@transaction.atomic
def change_person(*, participant: Participant, by: Person, programme: Programme, **fields: Any) -> None:
    """Change what the organisation knows of somebody."""
    change_participant(participant=participant, by=by, programme=programme, **fields)
    let_in(participant, programme=programme, by=by, fields=fields)


def let_in(
    participant: Participant, *, programme: Programme, by: Person, fields: Collection[str] = FREE_WORDS
) -> None:
    """The free words among these fields come in by the one door."""
    told = [name for name in FREE_WORDS if name in fields]
    take_in(participant, *told, programme=programme, by=by, writer=participant)


@transaction.atomic
def give_place(
    *,
    programme: Programme,
    participant: Participant,
    place: str,
    by: Person,
    intake: Intake | None = None,
) -> None:
    """A place of that kind for somebody known. Raises AlreadyThere when they have it, and IntakeFull."""
    if place == "supporter":
        add_supporter(programme=programme, participant=participant, by=by, intake=intake)
    else:
        add_member(programme=programme, participant=participant, by=by, intake=intake)


@transaction.atomic
def fill_intake(*, intake: Intake, places: Sequence[Member | PeerSupporter], by: Person) -> int:
    """Put several people into an intake, all or none; how many came in. Raises IntakeFull."""
    for place in places:
        put_into_intake(place=place, intake=intake, by=by)
    return len({place.participant_id for place in places})


def read_record(*, programme: Programme, participant: Participant, by: Person) -> None:
    """Somebody of the staff opens a participant's page; who looked is shown on it."""
    record(
        "participant_read",
        by=by,
        subject=participant,
        organisation_id=programme.organisation_id,
        programme_id=programme.pk,
    )
