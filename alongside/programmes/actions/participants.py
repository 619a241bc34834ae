from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from alongside.audit.actions import record, record_each
from alongside.people.models import Person
from alongside.programmes.models import Organisation, Participant, Programme


def add_participant(*, organisation: Organisation, by: Person | None, **fields: Any) -> Participant:
    """Somebody becomes known to the organisation. Only a name is needed; `known_as` defaults to the first name."""
    (participant,) = add_participants(organisation=organisation, by=by, people=[fields])
    return participant


@transaction.atomic
def add_participants(
    *, organisation: Organisation, by: Person | None, people: Iterable[Mapping[str, Any]]
) -> list[Participant]:
    """Several people become known at once, in their order: all of them, or nobody. See `add_participant`."""
    participants = Participant.objects.bulk_create(
        Participant(organisation=organisation, created_by=by, **_called(fields)) for fields in people
    )
    record_each("participant_added", by=by, subjects=participants, organisation_id=organisation.pk)
    return participants


def _called(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {**fields, "known_as": fields.get("known_as") or str(fields["name"]).split()[0]}


@transaction.atomic
def change_participant(
    *, participant: Participant, by: Person, programme: Programme, **fields: Any
) -> Participant:
    """Change what the organisation knows of somebody; the log names the fields, not their content."""
    for name, value in fields.items():
        setattr(participant, name, value)
    participant.save(update_fields=list(fields))
    record(
        "participant_changed",
        by=by,
        subject=participant,
        organisation_id=participant.organisation_id,
        programme_id=programme.pk,
        fields=sorted(fields),
    )
    return participant
