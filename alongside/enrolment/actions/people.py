from __future__ import annotations

from typing import Any

from django.db import transaction

from alongside.audit.actions import record
from alongside.enrolment.actions.places import open_place
from alongside.people.models import Person
from alongside.programmes.actions import add_participant
from alongside.programmes.models import Participant, Programme


@transaction.atomic
def add_person(*, programme: Programme, place: str, by: Person, **fields: Any) -> Participant:
    """Somebody becomes known to the organisation and gets a place ("member" or "supporter") in the programme.

    Raises Barred, and then nobody is known.
    """
    participant = add_participant(organisation=programme.organisation, by=by, **fields)
    give_place(programme=programme, participant=participant, place=place, by=by)
    return participant


@transaction.atomic
def give_place(*, programme: Programme, participant: Participant, place: str, by: Person) -> None:
    """A place of that kind for somebody known. Raises Barred, and AlreadyThere when they have it."""
    open_place(programme=programme, participant=participant, as_supporter=place == "supporter", by=by)


def read_record(*, programme: Programme, participant: Participant, by: Person) -> None:
    """Somebody of the staff opens a participant's page; who looked is shown on it."""
    record(
        "participant_read",
        by=by,
        subject=participant,
        organisation_id=programme.organisation_id,
        programme_id=programme.pk,
    )
