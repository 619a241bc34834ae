"""What a definition plans beside what was delivered so far, phase by phase: the second half of a TIDieR report."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from statistics import median

from django.db.models import Count, Q

from alongside.evaluation.queries.results import rule_of
from alongside.programmes.core.schedule import Phase
from alongside.programmes.models import Member, Programme
from alongside.programmes.queries.versions import definitions_run
from alongside.support_sessions.models import SessionStatus, SupportSession
from alongside.training.models import SupervisionMeeting


@dataclass(frozen=True, slots=True)
class PhaseDelivered:
    """One phase: its plan, and its contacts and sessions up to a day. Everything is None where nothing is recorded."""

    phase: Phase
    """As today's version plans it or, where that has no such phase, the newest version that has."""
    before: tuple[tuple[str, Phase], ...]
    """What other versions planned for it that people may still run under, with their numbers, the newest first."""
    planned: int | None
    """How many were planned for days up to now, optional ones included."""
    held: int | None
    missed: int | None
    called_off: int | None
    minutes: float | None
    """How long those that were held took, in the middle."""
    ways: tuple[str, ...]
    """The ways in which they were held, the most usual first."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """What was delivered up to a day. ``is_hidden``: so few people take part that counts could give somebody away."""

    on: date
    is_hidden: bool
    phases: tuple[PhaseDelivered, ...]
    adapted: int | None
    """Sessions whose agenda was changed, with words of why; None where no session was planned."""
    unplanned: int | None
    supervisions: int | None


def delivered_in(programme: Programme, on: date) -> Delivered:
    """Planned beside delivered for a whole programme up to a day, in four queries. It is dose, never an outcome."""
    plans = _plans(programme)
    members = Member.objects.filter(programme=programme, participant__is_test=False).count()
    if 0 < members <= rule_of(programme).hide_up_to:
        return Delivered(on, is_hidden=True, phases=(), adapted=None, unplanned=None, supervisions=None)
    rows = list(
        SupportSession.objects.filter(programme=programme).values_list(
            "phase",
            "status",
            "planned_on",
            "delivered_on",
            "delivered_minutes",
            "delivered_modality",
            "number",
        )
    )
    sessions = SupportSession.objects.filter(programme=programme).aggregate(
        all=Count("pk"), adapted=Count("pk", filter=Q(plan__adaptation__gt=""))
    )
    held = SupervisionMeeting.objects.filter(
        supporter__programme=programme, held_on__isnull=False, held_on__lte=on
    ).count()
    return Delivered(
        on,
        is_hidden=False,
        phases=tuple(_phase(plan, [row for row in rows if row[0] == key], on) for key, plan in plans.items()),
        adapted=sessions["adapted"] if sessions["all"] else None,
        unplanned=sum(row[6] is None and row[1] == SessionStatus.DELIVERED and not row[0] for row in rows)
        if rows
        else None,
        supervisions=held or None,
    )


Plans = list[tuple[str, Phase]]
"""How each version that has a phase plans it, with the number of the version, the newest first."""


def _plans(programme: Programme) -> dict[str, Plans]:
    """Every phase that anybody's version has, by its key: today's in their order, then those that are no more."""
    found: dict[str, Plans] = {}
    for version, definition in definitions_run(programme):
        for phase in definition.schedule.phases:
            if phase.form != "open_room":
                found.setdefault(phase.key, []).append((version, phase))
    return found


def _phase(plan: Plans, rows: Iterable[tuple[object, ...]], on: date) -> PhaseDelivered:
    phase = plan[0][1]
    before = tuple(other for other in plan[1:] if other[1] != phase)
    so_far = [row for row in rows if row[2] is not None and _is_up_to(row[2], on)]
    if not so_far:
        return PhaseDelivered(phase, before, None, None, None, None, None, ())
    states = [row[1] for row in so_far]
    held = [row for row in so_far if row[1] == SessionStatus.DELIVERED]
    lengths = [row[4] for row in held if isinstance(row[4], int)]
    ways = [str(row[5]) for row in held]
    return PhaseDelivered(
        phase,
        before,
        planned=sum(row[6] is not None for row in so_far),
        held=len(held),
        missed=states.count(SessionStatus.MISSED),
        called_off=states.count(SessionStatus.CANCELLED),
        minutes=median(lengths) if lengths else None,
        ways=tuple(sorted(set(ways), key=lambda way: (-ways.count(way), way))),
    )


def _is_up_to(day: object, on: date) -> bool:
    return isinstance(day, date) and day <= on
