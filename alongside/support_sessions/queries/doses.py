"""What was planned and what was had, for results. Dose describes delivery; it is never an outcome."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Min
from django.utils import timezone

from alongside.matching.models import Relationship, RelationshipSide
from alongside.programmes.models import Participant, Programme
from alongside.support_sessions.models import SessionStatus, SupportSession


@dataclass(frozen=True, slots=True)
class HadContact:
    """One contact that took place."""

    on: date
    minutes: int
    modality: str


@dataclass(frozen=True, slots=True)
class RelationshipContacts:
    """One relationship's contacts up to a day: planned (without optional ones), missed, and had in order of date.

    `planned_minutes` is None as soon as one planned contact has no planned length.
    """

    relationship_id: int
    started_on: date
    planned: int
    planned_minutes: int | None
    missed: int
    had: tuple[HadContact, ...]

    @property
    def first_contact_on(self) -> date | None:
        return self.had[0].on if self.had else None

    @property
    def minutes(self) -> int:
        return sum(contact.minutes for contact in self.had)


def delivered_dose(programme: Programme, on: date | None = None) -> list[RelationshipContacts]:
    """Planned beside delivered for every relationship of the programme up to a day (today), in two queries."""
    day = on or timezone.localdate()
    rows: dict[int | None, list[SupportSession]] = {}
    sessions = SupportSession.objects.filter(programme=programme, relationship__isnull=False)
    sessions = sessions.order_by("delivered_on", "pk")
    for session in sessions:
        rows.setdefault(session.relationship_id, []).append(session)
    started = Relationship.objects.filter(programme=programme, started_on__lte=day).order_by("pk")
    return [
        _contacts(pk, started_on, rows.get(pk, []), day)
        for pk, started_on in started.values_list("pk", "started_on")
    ]


def _contacts(pk: int, started_on: date, rows: Iterable[SupportSession], day: date) -> RelationshipContacts:
    rows = list(rows)
    planned = [
        row
        for row in rows
        if row.number is not None and not row.is_optional and row.planned_on and row.planned_on <= day
    ]
    lengths = [row.planned_minutes for row in planned]
    return RelationshipContacts(
        relationship_id=pk,
        started_on=started_on,
        planned=len(planned),
        planned_minutes=None if None in lengths else sum(length or 0 for length in lengths),
        missed=sum(
            row.status == SessionStatus.MISSED and row.planned_on is not None and row.planned_on <= day
            for row in rows
        ),
        had=tuple(
            HadContact(row.delivered_on, row.delivered_minutes or 0, row.delivered_modality)
            for row in rows
            if row.status == SessionStatus.DELIVERED and row.delivered_on and row.delivered_on <= day
        ),
    )


def first_contact_on(participant: Participant, programme: Programme) -> date | None:
    """The day of this participant's first delivered contact in the programme, whoever it was with."""
    return first_contacts(programme, [participant]).get(participant.pk)


def first_contacts(
    programme: Programme, participants: Iterable[Participant] | None = None
) -> dict[int, date]:
    """The day of the first delivered contact by participant's id, in one query; who had none is not in it."""
    sides = RelationshipSide.objects.filter(
        relationship__programme=programme, relationship__first_contact_on__isnull=False
    )
    if participants is not None:
        sides = sides.filter(participant__in=[participant.pk for participant in participants])
    return dict(
        sides.values("participant")
        .annotate(first=Min("relationship__first_contact_on"))
        .values_list("participant", "first")
    )
