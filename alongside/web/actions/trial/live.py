"""From the first day of a trial to its last, with the clock moved to each deed, and what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import time_machine
from django.conf import settings
from django.db.models import Count, Sum
from django_tasks import task_backends
from django_tasks.backends.immediate import ImmediateBackend

from alongside.conversations.models import Post, Space
from alongside.jobs.actions import run_due_duties
from alongside.matching.models import Relationship
from alongside.measures.actions import schedule_responses
from alongside.programmes.actions import close_programme
from alongside.programmes.core.parts import given
from alongside.programmes.core.scheduling import last_contact
from alongside.programmes.core.simulation import Mess
from alongside.programmes.models import Programme
from alongside.support_sessions.models import PRESENT, Attendance, Group, SupportSession
from alongside.training.models import SupervisionMeeting
from alongside.web.actions.demo.calendar import Calendar
from alongside.web.actions.trial.company import Company
from alongside.web.actions.trial.in_groups import InGroups
from alongside.web.actions.trial.in_rooms import InRooms
from alongside.web.actions.trial.in_twos import InTwos

FIRST_DAY = date(2026, 1, 5)
LOOKED_AT = timedelta(days=91)
"""How long a programme without an end is lived through."""
AFTERWARDS = timedelta(days=120)
"""Rests move endings, and rooms are closed a month before the last day."""
MOST_PEOPLE = 200


def check_people(people: int) -> None:
    """Raises ValueError for a number of people that cannot be lived through."""
    if not 2 <= people <= MOST_PEOPLE:
        raise ValueError(f"The number of people must be from 2 to {MOST_PEOPLE}.")


@dataclass
class Lived:
    """What came of a trial, read back from the database.

    ``sessions`` counts the planned contacts and sessions of each phase by what became of them, and ``planned`` tells how
    many each relationship and each group had. ``attended`` counts the people who came to the sessions of groups,
    ``endings`` how relationships and groups ended, ``spaces`` the open rooms by state, ``posts`` what was written there.
    """

    programme: Programme
    people: int
    seed: int
    last_day: date
    sessions: dict[str, Counter[str]]
    planned: dict[str, list[int]]
    minutes: int
    attended: Counter[str]
    endings: Counter[str]
    spaces: Counter[str]
    posts: int
    supervised: int


def live_through(text: str, *, people: int, seed: int, mess: Mess | None = None) -> Lived:
    """Open a programme of a definition and live through it, in an organisation of its own.

    Raises what `create_programme` and `open_programme` raise, and ValueError for a number of people out of range.
    """
    check_people(people)
    mail, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "django.core.mail.backends.dummy.EmailBackend"
    start = datetime.combine(FIRST_DAY, time(9), tzinfo=UTC)
    try:
        with _jobs_done_at_once(), time_machine.travel(start, tick=False) as traveller:
            company = Company(text, seed=seed)
            calendar = Calendar(FIRST_DAY, _last_day(company), company.dice, traveller)
            _begin(company, calendar, people, mess or Mess())
            calendar.live(lambda: _every_week(company, calendar))
            close_programme(programme=company.programme, by=company.administrator)
            return _lived(company.programme, people, seed, calendar.today)
    finally:
        settings.EMAIL_BACKEND = mail


@contextmanager
def _jobs_done_at_once() -> Iterator[None]:
    task_backends["default"] = ImmediateBackend("default", {})
    try:
        yield
    finally:
        del task_backends["default"]


def _last_day(company: Company) -> date:
    schedule = company.definition.schedule
    length = given(schedule.length)
    end = max(last_contact(company.definition, FIRST_DAY), FIRST_DAY + LOOKED_AT)
    return (max(end, length.after(FIRST_DAY)) if length else end) + AFTERWARDS


def _begin(company: Company, calendar: Calendar, people: int, mess: Mess) -> None:
    forms = company.definition.forms
    members = [company.member() for _person in range(people)]
    if "one_to_one" in forms:
        InTwos(company, calendar, mess).begin(members)
    if "group" in forms:
        InGroups(company, calendar, mess).begin(members)
    if "open_room" in forms:
        InRooms(company, calendar, mess).begin(members)
    schedule_responses(programme=company.programme)


def _every_week(company: Company, calendar: Calendar) -> None:
    """Supervision, and what the calendar brings; in a trial the latter comes once in four weeks, to be quicker."""
    company.supervise()
    if (calendar.today - FIRST_DAY).days // 7 % 4 == 0:
        run_due_duties()


def _lived(programme: Programme, people: int, seed: int, last_day: date) -> Lived:
    rows = SupportSession.objects.filter(programme=programme, number__isnull=False).order_by()
    sessions: dict[str, Counter[str]] = {}
    for phase, status, number in rows.values_list("phase", "status").annotate(number=Count("pk")):
        sessions.setdefault(phase, Counter())[status] = number
    planned: dict[str, list[int]] = {}
    each = rows.values_list("phase", "relationship", "group").annotate(number=Count("pk"))
    for phase, _relationship, _group, number in each.order_by("phase", "relationship", "group"):
        planned.setdefault(phase, []).append(number)
    came = Attendance.objects.filter(session__programme=programme, outcome__in=PRESENT)
    posts = Post.objects.filter(thread__space__programme=programme)
    return Lived(
        programme,
        people,
        seed,
        last_day,
        sessions=sessions,
        planned=planned,
        minutes=rows.aggregate(all=Sum("planned_minutes"))["all"] or 0,
        attended=Counter(came.values_list("session__phase", flat=True)),
        endings=_endings(programme),
        spaces=Counter(Space.objects.filter(programme=programme).values_list("status", flat=True)),
        posts=posts.count(),
        supervised=SupervisionMeeting.objects.filter(
            supporter__programme=programme, held_on__isnull=False
        ).count(),
    )


def _endings(programme: Programme) -> Counter[str]:
    """How relationships ended, by kind ("under way" if they did not), and how many groups are in each state."""
    kinds = Relationship.objects.filter(programme=programme).values_list("ending_kind", flat=True)
    found = Counter(kind or "under way" for kind in kinds)
    states = Group.objects.filter(programme=programme).values_list("status", flat=True)
    found.update(f"group {state}" for state in states)
    return found
