"""What was planned and what was had, for results. Dose describes delivery; it is never an outcome."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Min, QuerySet
from django.utils import timezone

from alongside.matching.models import Relationship, RelationshipSide
from alongside.programmes.models import Participant, Programme
from alongside.support_sessions.models import (
    PRESENT,
    Attendance,
    Group,
    GroupPlace,
    Outcome,
    SessionStatus,
    SupportSession,
)


@dataclass(frozen=True, slots=True)
class HadContact:
    """One contact that took place."""

    on: date
    minutes: int
    modality: str


@dataclass(frozen=True, slots=True)
class GroupPlaceContacts:
    """One person's sessions in one group up to a day, from `since`: planned for them (without optional ones), missed,
    and had, in order of date. Who came late had the session.

    Planned are the sessions of the days on which they were in the group, and any for which they stand in the register.
    `planned_minutes` is None as soon as one planned session has no planned length; `why_left` is empty while they are
    in the group; `ended_early` says that the group itself ended before its planned day.
    """

    place_id: int
    participant_id: int
    since: date
    planned: int
    planned_minutes: int | None
    missed: int
    had: tuple[HadContact, ...]
    why_left: str = ""
    ended_early: bool = False

    @property
    def first_contact_on(self) -> date | None:
        return self.had[0].on if self.had else None

    @property
    def minutes(self) -> int:
        return sum(contact.minutes for contact in self.had)


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
    rows: dict[int | None, list[_Kept]] = {}
    sessions = SupportSession.objects.filter(programme=programme, relationship__isnull=False)
    # Tuples, not models: a result looks at every contact there ever was.
    kept = sessions.order_by("delivered_on", "pk").values_list("relationship_id", *_Kept.__annotations__)
    for relationship, *fields in kept.iterator(chunk_size=2000):
        rows.setdefault(relationship, []).append(_Kept(*fields))
    started = Relationship.objects.filter(programme=programme, started_on__lte=day).order_by("pk")
    return [
        _contacts(pk, started_on, rows.get(pk, []), day)
        for pk, started_on in started.values_list("pk", "started_on")
    ]


class _Kept(NamedTuple):
    """What is kept of one contact, under the names of the model's fields."""

    number: int | None
    is_optional: bool
    status: str
    planned_on: date | None
    planned_minutes: int | None
    delivered_on: date | None
    delivered_minutes: int | None
    delivered_modality: str


def _contacts(pk: int, started_on: date, rows: Sequence[_Kept], day: date) -> RelationshipContacts:
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


def group_doses(programme: Programme, on: date | None = None) -> list[GroupPlaceContacts]:
    """Planned beside delivered for everybody who was ever in a group of the programme, group by group, up to a day
    (today), in three queries. The same rows as for relationships count: `SupportSession`, once for each who came."""
    day = on or timezone.localdate()
    sessions: dict[int | None, list[SupportSession]] = {}
    rows = SupportSession.objects.filter(programme=programme, group__isnull=False)
    for session in rows.order_by("delivered_on", "pk"):
        sessions.setdefault(session.group_id, []).append(session)
    marks: dict[int, dict[int, str]] = {}
    kept = Attendance.objects.filter(session__programme=programme).exclude(outcome="")
    for place_id, session_id, outcome in kept.values_list("place", "session", "outcome"):
        marks.setdefault(place_id, {})[session_id] = outcome
    places = GroupPlace.objects.filter(group__programme=programme, since__lte=day)
    return [
        _of_place(place, sessions.get(place.group_id, []), marks.get(place.pk, {}), day)
        for place in places.select_related("member", "group").order_by("pk")
    ]


def _of_place(
    place: GroupPlace, rows: Iterable[SupportSession], marks: Mapping[int, str], day: date
) -> GroupPlaceContacts:
    mine = [row for row in rows if row.pk in marks or _was_in(place, row.planned_on)]
    planned = [
        row
        for row in mine
        if row.number is not None and not row.is_optional and row.planned_on and row.planned_on <= day
    ]
    lengths = [row.planned_minutes for row in planned]
    had = [
        row
        for row in mine
        if row.status == SessionStatus.DELIVERED and marks.get(row.pk) in PRESENT and row.delivered_on
    ]
    return GroupPlaceContacts(
        place_id=place.pk,
        participant_id=place.member.participant_id,
        since=place.since,
        planned=len(planned),
        planned_minutes=None if None in lengths else sum(length or 0 for length in lengths),
        missed=sum(marks.get(row.pk) in {Outcome.MISSED, Outcome.EXCUSED} for row in mine),
        had=tuple(
            HadContact(row.delivered_on, row.delivered_minutes or 0, row.delivered_modality)
            for row in had
            if row.delivered_on and row.delivered_on <= day
        ),
        why_left=place.why_left if place.until and place.until <= day else "",
        ended_early=_ended_early(place.group),
    )


def _ended_early(group: Group) -> bool:
    return bool(group.ended_on and group.planned_end_on and group.ended_on < group.planned_end_on)


def _was_in(place: GroupPlace, on: date | None) -> bool:
    return on is not None and place.since <= on and (place.until is None or on < place.until)


def first_contact_on(participant: Participant, programme: Programme) -> date | None:
    """The day of this participant's first delivered contact in the programme, whoever it was with."""
    return first_contacts(programme, [participant]).get(participant.pk)


def first_contacts(
    programme: Programme, participants: Iterable[Participant] | None = None
) -> dict[int, date]:
    """The day of the first delivered contact by participant's id, with somebody or in a group, in two queries; who had
    none is not in it."""
    sides = RelationshipSide.objects.filter(
        relationship__programme=programme, relationship__first_contact_on__isnull=False
    )
    in_groups = _had_in_groups(programme)
    if participants is not None:
        ids = [participant.pk for participant in participants]
        sides = sides.filter(participant__in=ids)
        in_groups = in_groups.filter(place__member__participant__in=ids)
    with_somebody = sides.values("participant").annotate(first=Min("relationship__first_contact_on"))
    found = dict(with_somebody.values_list("participant", "first"))
    for participant_id, first in _firsts(in_groups):
        found[participant_id] = min(first, found.get(participant_id, first))
    return found


def first_group_contacts(programme: Programme) -> dict[int, date]:
    """The day of the first session of a group that each participant came to, by their id, in one query."""
    return dict(_firsts(_had_in_groups(programme)))


def _had_in_groups(programme: Programme) -> QuerySet[Attendance]:
    return Attendance.objects.filter(
        session__programme=programme, session__status=SessionStatus.DELIVERED, outcome__in=PRESENT
    )


def _firsts(rows: QuerySet[Attendance]) -> Iterable[tuple[int, date]]:
    return (
        rows.order_by()
        .values("place__member__participant")
        .annotate(first=Min("session__delivered_on"))
        .values_list("place__member__participant", "first")
    )
