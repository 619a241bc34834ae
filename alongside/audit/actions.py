from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import ForeignKey, Model

from alongside.audit.models import AuditEvent
from alongside.audit.queries import label, last_sealed
from alongside.jobs.actions import duty
from alongside.people.models import Person

AT_A_TIME = 1000

__all__ = [
    "BrokenSeal",
    "broken_seals",
    "label",
    "record",
    "record_each",
    "record_read",
    "seal_events",
    "seal_of",
]


def record(
    what: str,
    *,
    by: Person | None,
    subject: Model | str,
    organisation_id: int | None = None,
    programme_id: int | None = None,
    on_behalf_of: Model | None = None,
    reason: str = "",
    **details: Any,
) -> None:
    """Write one line of the audit log, inside the caller's transaction.

    `what` is a past tense ("support_requested"); `by` is empty only for what the calendar does. `on_behalf_of` is
    the participant for whom staff act. `details` must hold no words that people wrote and no health data: say what
    was done, not what was said. Where the row knows its programme, the ids are taken from it.
    """
    record_each(
        what,
        by=by,
        subjects=[subject],
        organisation_id=organisation_id,
        programme_id=programme_id,
        on_behalf_of=on_behalf_of,
        reason=reason,
        **details,
    )


def record_each(
    what: str,
    *,
    by: Person | None,
    subjects: Iterable[Model | str],
    organisation_id: int | None = None,
    programme_id: int | None = None,
    on_behalf_of: Model | None = None,
    reason: str = "",
    **details: Any,
) -> None:
    """The same line of each of several subjects to which the same was done at once."""
    AuditEvent.objects.bulk_create(
        _event(
            what,
            subject,
            by_id=by.pk if by else None,
            organisation_id=organisation_id,
            programme_id=programme_id,
            on_behalf_of=label(on_behalf_of) if on_behalf_of else "",
            reason=reason,
            details=details,
        )
        for subject in subjects
    )


def _event(
    what: str,
    subject: Model | str,
    *,
    organisation_id: int | None,
    programme_id: int | None,
    **fields: Any,
) -> AuditEvent:
    return AuditEvent(
        what=what,
        subject=subject if isinstance(subject, str) else label(subject),
        organisation_id=organisation_id
        or getattr(subject, "organisation_id", None)
        or _organisation_of_programme(subject),
        programme_id=programme_id or getattr(subject, "programme_id", None),
        **fields,
    )


def record_read(
    subject: Model, *, by: Person, about: Model | None = None, reason: str = "", **details: Any
) -> None:
    """Note that somebody opened what is sensitive: a case, a participant's file, an export.

    `about` is the participant whom it is about, where the row that was read is not the participant itself.
    """
    if about:
        details["about"] = label(about)
    record(f"{subject._meta.model_name}_read", by=by, subject=subject, reason=reason, **details)


def _organisation_of_programme(subject: Model | str) -> int | None:
    """The organisation whose programme the row belongs to; without loading the whole programme for its sake."""
    if isinstance(subject, str):
        return None
    relation = next((each for each in subject._meta.concrete_fields if each.name == "programme"), None)
    if not isinstance(relation, ForeignKey) or relation.is_cached(subject):
        return getattr(getattr(subject, "programme", None), "organisation_id", None)
    programmes = relation.related_model._base_manager.filter(pk=getattr(subject, relation.attname))
    return programmes.values_list("organisation_id", flat=True).first()


@dataclass(frozen=True)
class BrokenSeal:
    """A sealed event that is not what, or not where, it was when it was sealed."""

    event_id: int
    place: int
    changed: bool
    """Its own content was changed; otherwise what stood before it is missing or was moved."""


def _same_everywhere(value: Any) -> Any:
    """JSON as it reads back from every database: a float that is a whole number may come back as one."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {key: _same_everywhere(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_same_everywhere(each) for each in value]
    return value


def seal_of(event: AuditEvent, *, place: int, previous: str) -> str:
    """The seal of an event as it is stored: SHA-256 in hexadecimal, the same on every database."""
    content = json.dumps(
        [
            place,
            previous,
            event.pk,
            event.at.astimezone(UTC).isoformat(timespec="microseconds"),
            event.what,
            event.by_id,
            event.on_behalf_of,
            event.subject,
            event.organisation_id,
            event.programme_id,
            event.reason,
            _same_everywhere(event.details),
        ],
        sort_keys=True,
    )
    return hashlib.sha256(content.encode()).hexdigest()


def seal_events() -> int:
    """Chain every event that is not sealed yet to the one before it; return how many were sealed.

    Sealing afterwards, and not while writing, keeps two people's deeds from waiting for each other. Places are given
    in the order of sealing, because an event with a lower id may be committed after one with a higher.
    """
    sealed = 0
    while some := _seal_some():
        sealed += some
    return sealed


@transaction.atomic
def _seal_some() -> int:
    # The lock first and the last seal after it: of two sealers, the second then sees what the first has sealed.
    events = list(
        AuditEvent.objects.select_for_update().filter(place__isnull=True).order_by("pk")[:AT_A_TIME]
    )
    last = last_sealed()
    place, previous = (last.place or 0, last.seal) if last else (0, "")
    for event in events:
        place += 1
        event.place, event.previous_seal = place, previous
        event.seal = previous = seal_of(event, place=place, previous=previous)
    _store_seals(events)
    return len(events)


def _store_seals(events: list[AuditEvent]) -> None:
    """One prepared statement for all of them: `bulk_update` builds a thousand branches, and takes ten times as long."""
    table = connection.ops.quote_name(AuditEvent._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET place = %s, previous_seal = %s, seal = %s WHERE id = %s",  # noqa: S608
            [(event.place, event.previous_seal, event.seal, event.pk) for event in events],
        )


def broken_seals() -> list[BrokenSeal]:
    """Every sealed event whose content, or whose place in the chain, is not what was sealed, in order of place.

    Events cut off at the end of the chain leave no trace in it: for those, keep the last seal elsewhere.
    """
    broken = []
    previous, place = "", 0
    for event in AuditEvent.objects.filter(place__isnull=False).order_by("place").iterator():
        at = event.place or 0
        changed = event.seal != seal_of(event, place=at, previous=event.previous_seal)
        if changed or at != place + 1 or event.previous_seal != previous:
            broken.append(BrokenSeal(event.pk, at, changed))
        previous, place = event.seal, at
    return broken


@duty("seal_audit", every=timedelta(minutes=5))
def seal_audit() -> None:
    seal_events()
