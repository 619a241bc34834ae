from __future__ import annotations

from typing import Any

from django.db import transaction

from alongside.audit.actions import record
from alongside.people.models import Person
from alongside.programmes.models import Organisation, Participant, Programme


@transaction.atomic
def add_participant(*, organisation: Organisation, by: Person | None, **fields: Any) -> Participant:
    """Somebody becomes known to the organisation. Only a name is needed; `known_as` defaults to the first name."""
    fields["known_as"] = fields.get("known_as") or str(fields["name"]).split()[0]
    participant = Participant.objects.create(organisation=organisation, created_by=by, **fields)
    record("participant_added", by=by, subject=participant, organisation_id=organisation.pk)
    return participant


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
