"""Telling a service something about somebody: only as the programme stands, and for them to read."""

from __future__ import annotations

from django.db import transaction

from alongside.audit.actions import record
from alongside.enrolment.models import WordToService
from alongside.enrolment.queries.services import Silence, why_silent
from alongside.people.models import Person
from alongside.programmes.models import Participant, Programme


class ServiceHearsNothing(Exception):
    """The programme, or the person, does not want it told; `why` says which."""

    def __init__(self, why: Silence) -> None:
        super().__init__(why)
        self.why = why


@transaction.atomic
def tell_service(
    *, participant: Participant, programme: Programme, service: str, words: str, key: str, by: Person
) -> WordToService:
    """Write down what a service is told about somebody. The same `key` is one telling. Raises ServiceHearsNothing."""
    # Locked, so that nobody takes their consent back between the look and the deed.
    Participant.objects.select_for_update(of=("self",)).get(pk=participant.pk)
    if silent := why_silent(participant, programme):
        raise ServiceHearsNothing(silent)
    told, made = WordToService.objects.get_or_create(
        programme=programme,
        participant=participant,
        key=key,
        defaults={"service": service.strip(), "words": words.strip(), "told_by": by},
    )
    if made:
        record("service_told", by=by, subject=told, on_behalf_of=participant)
    return told
