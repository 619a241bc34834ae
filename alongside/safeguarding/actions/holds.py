from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from alongside.audit.actions import record
from alongside.programmes.actions import StateChanged
from alongside.safeguarding.models import Hold

if TYPE_CHECKING:
    from alongside.people.models import Person
    from alongside.programmes.models import Participant, Programme
    from alongside.safeguarding.models import SafeguardingCase


class AlreadyOnHold(Exception):
    """The participant is on hold in this programme already."""


@transaction.atomic
def place_hold(
    *,
    participant: Participant,
    programme: Programme,
    reason: str,
    by: Person,
    case: SafeguardingCase | None = None,
) -> Hold:
    """No new contact for this participant until a named person lifts it. Raises AlreadyOnHold.

    The reason is for the safeguarding leads only; everybody else sees that there is a hold and who to ask.
    """
    try:
        with transaction.atomic():
            hold = Hold.objects.create(
                participant=participant, programme=programme, reason=reason, placed_by=by, case=case
            )
    except IntegrityError:
        raise AlreadyOnHold from None
    record("hold_placed", by=by, subject=hold)
    return hold


@transaction.atomic
def lift_hold(*, hold: Hold, reason: str, by: Person) -> None:
    """Contact may begin again. Raises StateChanged when somebody lifted it first."""
    done = Hold.objects.filter(pk=hold.pk, lifted_at__isnull=True).update(
        lifted_at=timezone.now(), lifted_by=by, lifted_reason=reason
    )
    if not done:
        raise StateChanged
    hold.refresh_from_db()
    record("hold_lifted", by=by, subject=hold)
