"""Contacts, planned and had: of one relationship in order, and what a coordinator should know of all of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import (
    Case,
    CharField,
    DateField,
    Exists,
    Max,
    OuterRef,
    Prefetch,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from alongside.matching.models import Relationship, RelationshipPause, RelationshipSide, RelationshipStatus
from alongside.matching.queries.relationships import relationships_with_sides
from alongside.programmes.models import Programme
from alongside.programmes.queries import definition_of
from alongside.support_sessions.core.rhythm import quiet_after
from alongside.support_sessions.models import ContactNote, SessionStatus, SupportSession

ASK_AFTER = timedelta(days=3)
COMING = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Timeline:
    """The contacts of one relationship as its page shows them: the next thing, what is still to come, what has been."""

    next_one: SupportSession | None
    waiting: tuple[SupportSession, ...]
    coming: tuple[SupportSession, ...]
    past: tuple[SupportSession, ...]
    had: int
    planned: int


def timeline(relationship: Relationship, reader: RelationshipSide | None, *, all_notes: bool) -> Timeline:
    """Every contact of the relationship in two queries. A side reads its own notes; `all_notes` is the coordinator's."""
    notes = ContactNote.objects.select_related("side__participant").order_by("pk")
    if not all_notes:
        notes = notes.filter(side=reader) if reader else notes.none()
    rows = list(
        SupportSession.objects.filter(relationship=relationship)
        .select_related("another_day", "logged_side__participant")
        .prefetch_related(Prefetch("notes", queryset=notes))
    )
    today = timezone.localdate()
    unlogged = [row for row in rows if row.status == SessionStatus.PLANNED]
    unlogged.sort(key=lambda row: (row.planned_on or today, row.pk))
    is_open = relationship.status != RelationshipStatus.ENDED
    past = [row for row in rows if row.status != SessionStatus.PLANNED]
    past.sort(key=lambda row: (row.delivered_on or row.planned_on or today, row.pk), reverse=True)
    next_one = unlogged[0] if unlogged and is_open else None
    rest = unlogged[1:] if is_open else unlogged
    return Timeline(
        next_one=next_one,
        waiting=tuple(row for row in rest if (row.planned_on or today) <= today),
        coming=tuple(row for row in rest if (row.planned_on or today) > today),
        past=tuple(past),
        had=sum(row.status == SessionStatus.DELIVERED for row in rows),
        planned=sum(row.number is not None and not row.is_optional for row in rows),
    )


def contact_of(relationship: Relationship, pk: int) -> SupportSession | None:
    """One contact of this relationship."""
    return (
        SupportSession.objects.select_related(
            "relationship", "programme", "logged_side__participant", "another_day"
        )
        .filter(relationship=relationship, pk=pk)
        .first()
    )


def note_of(session: SupportSession, side: RelationshipSide) -> str:
    """What this side noted for itself; empty when nothing."""
    return (
        ContactNote.objects.filter(session=session, side=side).values_list("words", flat=True).first() or ""
    )


def _with_sides(rows: QuerySet[SupportSession]) -> QuerySet[SupportSession]:
    sides = RelationshipSide.objects.select_related("participant__person").order_by("pk")
    return rows.select_related("relationship", "programme").prefetch_related(
        Prefetch("relationship__sides", queryset=sides)
    )


def _unlogged() -> QuerySet[SupportSession]:
    return SupportSession.objects.filter(
        status=SessionStatus.PLANNED, is_optional=False, relationship__status=RelationshipStatus.ACTIVE
    ).order_by("planned_on", "pk")


def due_contacts(programme: Programme, on: date) -> QuerySet[SupportSession]:
    """Contacts of the coming seven days, and those whose day is so recent that nobody has been asked yet."""
    return _with_sides(
        _unlogged().filter(programme=programme, planned_on__gt=on - ASK_AFTER, planned_on__lte=on + COMING)
    )


def overdue_contacts(programme: Programme, on: date) -> QuerySet[SupportSession]:
    """Contacts that nobody has written down three days after their day, the oldest first."""
    return _with_sides(_unlogged().filter(programme=programme, planned_on__lte=on - ASK_AFTER))


def to_ask_about(until: date) -> QuerySet[SupportSession]:
    """Contacts planned up to a day, not logged, and not asked about yet, in every programme; the oldest first."""
    return _with_sides(_unlogged().filter(planned_on__lte=until, asked_at__isnull=True))


def gone_quiet(programme: Programme, on: date) -> QuerySet[Relationship]:
    """Active relationships without a delivered contact for twice the interval of their phase.

    Silence is counted from the last delivered contact, from the start where there was none, or from the end of the
    last rest, whichever is latest. `quiet_since` is on each row; the longest silence comes first. Nothing is closed
    by it: it is a reason to ask how they are.
    """
    sessions = SupportSession.objects.filter(relationship=OuterRef("pk"), number__isnull=False)
    last_had = (
        SupportSession.objects.filter(relationship=OuterRef("pk"), status=SessionStatus.DELIVERED)
        .values("relationship")
        .annotate(last=Max("delivered_on"))
        .values("last")
    )
    last_rest = (
        RelationshipPause.objects.filter(relationship=OuterRef("pk"))
        .order_by()
        .values("relationship")
        .annotate(last=Max("resumes_on"))
        .values("last")
    )
    phase_now = sessions.filter(planned_on__lte=on).order_by("-planned_on", "-pk").values("phase")[:1]
    phases = quiet_after(definition_of(programme))
    first_phase = next(iter(phases))
    latest_quiet_day = Case(
        *[
            When(phase_now=phase, then=Value(on - timedelta(days=days), output_field=DateField()))
            for phase, days in phases.items()
        ],
        default=Value(on - timedelta(days=phases[first_phase]), output_field=DateField()),
        output_field=DateField(),
    )
    # Whoever met a short while ago is not quiet in any phase: they are left out before anything else is asked.
    short_ago = on - timedelta(days=min(phases.values()))
    met = SupportSession.objects.filter(
        relationship=OuterRef("pk"), status=SessionStatus.DELIVERED, delivered_on__gt=short_ago
    )
    rows = (
        Relationship.objects.filter(
            ~Exists(met), programme=programme, status=RelationshipStatus.ACTIVE, started_on__lte=short_ago
        )
        .annotate(
            phase_now=Coalesce(Subquery(phase_now), Value(first_phase), output_field=CharField()),
            quiet_since=Greatest(
                "started_on",
                Coalesce(Subquery(last_had), "started_on"),
                Coalesce(Subquery(last_rest), "started_on"),
                output_field=DateField(),
            ),
        )
        .filter(quiet_since__lte=latest_quiet_day)
        .order_by("quiet_since", "pk")
    )
    return relationships_with_sides(rows)
