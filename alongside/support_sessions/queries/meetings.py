"""Sessions of groups: which are planned, which have been, who comes, and who came."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone

from alongside.programmes.models import PeerSupporter, Programme
from alongside.support_sessions.core import agenda
from alongside.support_sessions.models import (
    PRESENT,
    Answer,
    Attendance,
    Debrief,
    Group,
    GroupLead,
    GroupPlace,
    GroupStatus,
    Outcome,
    SessionGuest,
    SessionNote,
    SessionStatus,
    SupportSession,
)
from alongside.support_sessions.queries.contacts import ASK_AFTER
from alongside.support_sessions.queries.groups import phases_for


@dataclass(frozen=True, slots=True)
class GroupTimeline:
    """The sessions of one group as its pages show them."""

    next_one: SupportSession | None
    unwritten: tuple[SupportSession, ...]
    coming: tuple[SupportSession, ...]
    past: tuple[SupportSession, ...]
    had: int
    planned: int


def group_timeline(group: Group) -> GroupTimeline:
    """Every session of a group in one query; each has `expected` (will be there), `away` and `came` counted."""
    rows = list(
        SupportSession.objects.filter(group=group)
        .select_related("plan", "another_day", "group_note")
        .annotate(
            expected=Count("attendances", filter=Q(attendances__answer=Answer.COMING)),
            away=Count("attendances", filter=Q(attendances__answer=Answer.NOT_COMING)),
            came=Count("attendances", filter=Q(attendances__outcome__in=PRESENT)),
        )
        .order_by("planned_on", "pk")
    )
    today = timezone.localdate()
    open_ones = [row for row in rows if row.status == SessionStatus.PLANNED]
    to_come = [row for row in open_ones if row.planned_on and row.planned_on >= today]
    past = [row for row in rows if row.status != SessionStatus.PLANNED]
    return GroupTimeline(
        next_one=to_come[0] if to_come else None,
        unwritten=tuple(row for row in open_ones if row.planned_on and row.planned_on < today),
        coming=tuple(to_come[1:]),
        past=tuple(sorted(past, key=_had_on, reverse=True)),
        had=sum(row.status == SessionStatus.DELIVERED for row in rows),
        planned=sum(row.number is not None and not row.is_optional for row in rows),
    )


def _had_on(row: SupportSession) -> tuple[date, int]:
    return (row.delivered_on or row.planned_on or date.min, row.pk)


def session_in(group: Group, pk: int) -> SupportSession | None:
    """One session of this group, with its plan and note."""
    return (
        SupportSession.objects.filter(group=group, pk=pk)
        .select_related("group__programme__definition", "programme", "plan", "group_note", "another_day")
        .first()
    )


def guests_of(session: SupportSession) -> list[SessionGuest]:
    """Who comes to a session by their profession, in the order of the invitations."""
    return list(SessionGuest.objects.filter(session=session, taken_back_at__isnull=True))


def next_session(group: Group, on: date | None = None) -> SupportSession | None:
    """The next planned session from a day (today) on."""
    return (
        SupportSession.objects.filter(
            group=group, status=SessionStatus.PLANNED, planned_on__gte=on or timezone.localdate()
        )
        .select_related("plan")
        .order_by("planned_on", "pk")
        .first()
    )


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One person of the register: their place, and what is known of them and this session.

    `name` is what they are called, or their full name where two in the register are called the same.
    """

    place: GroupPlace
    attendance: Attendance | None
    name: str

    @property
    def answer(self) -> str:
        return self.attendance.answer if self.attendance else ""

    @property
    def outcome(self) -> str:
        """What is written down; where nothing is, that they had said they could not come."""
        if self.attendance and self.attendance.outcome:
            return self.attendance.outcome
        return Outcome.EXCUSED if self.answer == Answer.NOT_COMING else ""

    @property
    def reason(self) -> str:
        return self.attendance.reason if self.attendance else ""


def register_of(session: SupportSession) -> list[RegisterLine]:
    """Everybody who was in the group on the session's day, or is in its register anyway, by name."""
    day = session.delivered_on or session.planned_on
    rows = (
        GroupPlace.objects.filter(group=session.group)
        .filter(
            Q(Q(until__isnull=True) | Q(until__gt=day), since__lte=day)
            | Q(attendances__session=session, attendances__outcome__gt="")
        )
        .select_related("member__participant")
        .distinct()
    )
    known = {row.place_id: row for row in Attendance.objects.filter(session=session)}
    people = {place.pk: place.member.participant for place in rows}
    called = Counter(person.known_as for person in people.values())
    lines = [
        RegisterLine(
            place,
            known.get(place.pk),
            people[place.pk].known_as if called[people[place.pk].known_as] == 1 else people[place.pk].name,
        )
        for place in rows
    ]
    return sorted(lines, key=lambda line: (line.name.casefold(), line.place.pk))


def attendance_at(session: SupportSession, place: GroupPlace) -> Attendance | None:
    """What is known of one person and one session."""
    return Attendance.objects.filter(session=session, place=place).first()


def own_sessions(place: GroupPlace) -> list[SupportSession]:
    """The sessions of somebody's group from their first day in it, in order; `mine` holds what is known of them."""
    rows = SupportSession.objects.filter(group=place.group_id, planned_on__gte=place.since)
    if place.until:
        rows = rows.filter(planned_on__lt=place.until)
    mine = Attendance.objects.filter(place=place)
    return list(
        rows.exclude(status=SessionStatus.CANCELLED)
        .select_related("plan", "group_note")
        .prefetch_related(
            Prefetch("attendances", queryset=mine, to_attr="mine"),
            Prefetch(
                "guests",
                queryset=SessionGuest.objects.filter(taken_back_at__isnull=True),
                to_attr="announced",
            ),
        )
        .order_by("planned_on", "pk")
    )


def note_on(session: SupportSession) -> SessionNote | None:
    """What was noted of a session, for those who lead and for staff."""
    return SessionNote.objects.filter(session=session).first()


def debrief_of(session: SupportSession, lead: GroupLead) -> Debrief | None:
    """What one of those who led wrote afterwards: for them alone, and through `debriefs_for` for their supervisor."""
    return Debrief.objects.filter(session=session, lead=lead).first()


def debriefs_for(supporter: PeerSupporter) -> list[Debrief]:
    """A supporter's debriefs, the newest first: for the supervisor who looks after them now."""
    return list(
        Debrief.objects.filter(lead__supporter=supporter)
        .select_related("session__plan", "lead__group")
        .order_by("-session__planned_on", "-pk")[:50]
    )


def agenda_as_defined(session: SupportSession) -> tuple[agenda.Item, ...]:
    """What the definition says of this session's time, whatever was changed for it."""
    phase = phases_for(session.of_group).get(session.phase)
    return agenda.agenda_of(phase, _place_in_phase(session)) if phase else ()


def _place_in_phase(session: SupportSession) -> int:
    """Which session of its phase it is, from 0; one on another day counts as the one that it is instead of."""
    first = session
    while first.instead_of is not None:
        first = first.instead_of
    return SupportSession.objects.filter(
        group=session.group, phase=session.phase, number__lt=first.number or 0
    ).count()


def unwritten_group_sessions(programme: Programme, on: date) -> QuerySet[SupportSession]:
    """Sessions of groups that nobody has written up three days after their day, the oldest first."""
    return (
        SupportSession.objects.filter(
            programme=programme,
            group__status=GroupStatus.RUNNING,
            status=SessionStatus.PLANNED,
            planned_on__lte=on - ASK_AFTER,
        )
        .select_related("group", "plan")
        .order_by("planned_on", "pk")
    )


def missed_often(group: Group, within: timedelta = timedelta(days=60)) -> list[GroupPlace]:
    """Who missed the last two sessions that were held: a reason to ask how they are, and for nothing else."""
    last = list(
        SupportSession.objects.filter(
            group=group,
            status=SessionStatus.DELIVERED,
            delivered_on__gte=timezone.localdate() - within,
        )
        .order_by("-delivered_on", "-pk")
        .values_list("pk", flat=True)[:2]
    )
    if len(last) < 2:
        return []
    missed = Count(
        "attendances", filter=Q(attendances__session__in=last, attendances__outcome=Outcome.MISSED)
    )
    rows = GroupPlace.objects.filter(group=group, until__isnull=True).annotate(missed=missed)
    return list(rows.filter(missed=2).select_related("member__participant").order_by("pk"))


def next_sessions(group_ids: list[int]) -> dict[int, SupportSession]:
    """The next session of each group by its id, in one query."""
    rows = (
        SupportSession.objects.filter(
            group__in=group_ids,
            status=SessionStatus.PLANNED,
            planned_on__gte=timezone.localdate(),
        )
        .select_related("plan")
        .order_by("-planned_on", "-pk")
    )
    return {row.group_id: row for row in rows if row.group_id is not None}
