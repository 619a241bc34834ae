"""Build the demonstration: a year of three programmes, through the product's own actions, the clock moved along."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import islice
from random import Random

import time_machine
from django.conf import settings
from django.utils import timezone
from django_tasks import task_backends
from django_tasks.backends.immediate import ImmediateBackend

from alongside.audit.actions import seal_events
from alongside.enrolment.actions.consents import answer_consent
from alongside.jobs.actions import run_due_duties
from alongside.notify.queries import notices_of
from alongside.programmes.actions import open_programme
from alongside.programmes.models import Member, Organisation, Programme
from alongside.web.actions.demo.asking import plan_asking
from alongside.web.actions.demo.calendar import Calendar
from alongside.web.actions.demo.desk import Desk
from alongside.web.actions.demo.newcomers import Newcomers
from alongside.web.actions.demo.night import plan_night
from alongside.web.actions.demo.support import Support
from alongside.web.actions.demo.trouble import plan_trouble
from alongside.web.actions.demo.world import World, found_world
from alongside.web.actions.demo.writing import plan_writing
from alongside.web.actions.home import mark_notices_read
from alongside.web.core.made_up_people import MadeUpPerson, made_up_people
from alongside.web.queries import demo_cast

YEAR = 364
Say = Callable[[str], None]


class NotEmpty(Exception):
    """There is an organisation already; a demonstration is built only where nothing is."""


class NoDemo(Exception):
    """This site is not a demonstration (ALONGSIDE_DEMO)."""


def build_demo(*, seed: int = 2001, say: Say = print) -> None:
    """Live through a year. Raises NoDemo and NotEmpty."""
    if not settings.DEMO:
        raise NoDemo
    if Organisation.objects.exists():
        raise NotEmpty
    last = timezone.localdate()
    first = last - timedelta(days=YEAR)
    mail, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "django.core.mail.backends.dummy.EmailBackend"
    try:
        start = datetime.combine(first, time(9), tzinfo=UTC)
        with _jobs_done_at_once(), time_machine.travel(start, tick=False) as traveller:
            dice = Random(seed)  # noqa: S311 - dice for people who do not exist
            calendar = Calendar(first, last, dice, traveller)
            _plan(found_world(), calendar, dice, made_up_people(seed))
            calendar.live(lambda: _every_week(calendar, say))
        _have_read(last)
    finally:
        settings.EMAIL_BACKEND = mail
    seal_events()


@contextmanager
def _jobs_done_at_once() -> Iterator[None]:
    """Each job is done when it arises, as a worker would. Left for later, a year of them would be done on the last
    day: questions would become due long after their time, and nobody would have been asked."""
    task_backends["default"] = ImmediateBackend("default", {})
    try:
        yield
    finally:
        del task_backends["default"]


def _have_read(last: date) -> None:
    """The cast has read what came more than a week ago."""
    for person in demo_cast():
        old = [each for each in notices_of(person) if each.created_at.date() < last - timedelta(days=7)]
        mark_notices_read(person=person, notices=old)


def _every_week(calendar: Calendar, say: Say) -> None:
    run_due_duties()
    done = (calendar.today - calendar.first).days * 100 // YEAR
    if done % 10 < 2:
        say(f"  {calendar.today:%B %Y} … {done} %")


def _plan(world: World, calendar: Calendar, dice: Random, people: Iterator[MadeUpPerson]) -> None:
    crowd = list(islice(people, 330))
    coaching = _Story(world, world.coaching, calendar, dice)
    coaching.supporters(crowd[:30], within=200)
    coaching.members(crowd[30:165], first=25, last=YEAR - 2)
    coaching.rounds(first=45, every=14)
    coaching.cast(crowd[165:169])
    plan_trouble(coaching.newcomers, coaching.support)
    plan_asking(world, calendar)
    plan_night(world, calendar)
    plan_writing(world, calendar)
    _later(calendar, 150, lambda: _open_pairs(world, calendar, dice, crowd[170:240]))
    _later(calendar, YEAR - 77, lambda: _open_north(world, calendar, dice, crowd[240:330]))


def _later(calendar: Calendar, days: int, deed: Callable[[], None]) -> None:
    calendar.on(calendar.first + timedelta(days=days), deed)


def _open_pairs(world: World, calendar: Calendar, dice: Random, crowd: list[MadeUpPerson]) -> None:
    open_programme(programme=world.pairs, by=world.people["ada"])
    story = _Story(world, world.pairs, calendar, dice)
    story.members(crowd, first=3, last=YEAR - 170)
    story.rounds(first=24, every=28)
    story.mutual_cast(crowd[-1])


def _open_north(world: World, calendar: Calendar, dice: Random, crowd: list[MadeUpPerson]) -> None:
    open_programme(programme=world.north, by=world.people["ada"])
    story = _Story(world, world.north, calendar, dice)
    story.supporters(crowd[:16], within=14)
    story.members(crowd[16:60], first=6, last=74)
    story.rounds(first=42, every=14)
    story.looks_round(crowd[60])


class _Story:
    """One programme: who arrives when, and when the rounds are."""

    def __init__(self, world: World, programme: Programme, calendar: Calendar, dice: Random) -> None:
        self.world, self.calendar, self.dice = world, calendar, dice
        self.newcomers = Newcomers(world, programme, calendar, dice)
        self.support = Support(self.newcomers, dice)
        self._desk_days(Desk(self.support))

    def _desk_days(self, desk: Desk) -> None:
        """Once a week, and the day before the visitor comes."""
        day = self.calendar.today
        while day < self.calendar.last:
            if day.weekday() == 1 or day == self.calendar.last - timedelta(days=1):
                self.calendar.on(day, desk.sit_down)
            day += timedelta(days=1)

    def supporters(self, crowd: list[MadeUpPerson], *, within: int) -> None:
        for number, who in enumerate(crowd):
            early = number < len(crowd) // 2
            day = self.dice.randint(0, 12 if early else within)
            dawdles = self.dice.random() < 0.1
            self.calendar.after(day, partial(self._supporter, who, dawdles=dawdles))
        for week in range(3, YEAR // 7 + 1):
            monday = self.calendar.today + timedelta(days=7 * week)
            self.calendar.on(monday, partial(self.support.supervise, monday))

    def _supporter(self, who: MadeUpPerson, *, dawdles: bool) -> None:
        supporter = self.newcomers.become_supporter(who, dawdles=dawdles)
        self.newcomers.say_capacity(supporter, self.dice.choice((1, 2, 2, 3)))

    def members(self, crowd: list[MadeUpPerson], *, first: int, last: int) -> None:
        for who in crowd:
            self.calendar.after(self.dice.randint(first, max(first, last)), partial(self._arrives, who))

    def _arrives(self, who: MadeUpPerson) -> None:
        self.member(who)

    def member(self, who: MadeUpPerson, *, key: str = "") -> Member:
        participant = self.newcomers.arrive(who, "member", key=key)
        member = Member.objects.select_related("programme", "participant__person").get(
            programme=self.newcomers.programme, participant=participant
        )
        if not self.newcomers.consent(participant, surely=bool(key)):
            self.calendar.after(2, lambda: self.newcomers.not_for_them(member))
            return member
        if self.dice.random() < 0.09 and not key:
            self.calendar.after(self.dice.randint(3, 9), lambda: self.newcomers.not_for_them(member))
            return member
        self.newcomers.measuring.expect(
            participant, "baseline", after=1, chance=1 if key else 0.9, asked_by=self.world.cora
        )
        self.newcomers.describe(member, who)
        self.calendar.after(self.dice.randint(2, 6), lambda: self.newcomers.ask(member, who))
        if self.dice.random() < 0.02 and not key:
            self.calendar.after(self.dice.randint(60, 120), lambda: self._withdraw_research(member))
        return member

    def _withdraw_research(self, member: Member) -> None:
        acting = self.newcomers.acting(member.participant)
        answer_consent(
            participant=member.participant,
            programme=self.newcomers.programme,
            purpose="research_use",
            given=False,
            by=acting.by,
            how=acting.how,
            on_behalf_of=acting.on_behalf_of,
        )

    def rounds(self, *, first: int, every: int) -> None:
        day = self.calendar.today + timedelta(days=first)
        # The last round is left for whoever tries the demonstration.
        while day < self.calendar.last - timedelta(days=16):
            self.calendar.on(day, self.support.hold_round)
            day += timedelta(days=every)

    def cast(self, crowd: list[MadeUpPerson]) -> None:
        """Sam supports, Mia is supported by him now, Nour was a member and supports now, Rosa has just arrived."""
        sam, mia, nour, rosa = (
            _named(who, name, key)
            for who, name, key in zip(
                crowd,
                ("Sam Okafor", "Mia Marlowe", "Nour Haddad", "Rosa Teixeira"),
                ("sam", "mia", "nour", "rosa"),
                strict=True,
            )
        )
        self.calendar.after(1, lambda: self._favourite_supporter(sam, "sam"))
        self.calendar.after(40, lambda: self._favourite(nour, "nour"))
        self.calendar.after(200, lambda: self._favourite_supporter(nour, "nour"))
        self.calendar.after(YEAR - 44, lambda: self._favourite(mia, "mia"))
        for day in range(YEAR - 43, YEAR - 36):  # as soon as she has asked, and before the next round
            self.calendar.after(day, lambda: self.support.meet("mia", "sam"))
        self.calendar.after(YEAR - 3, lambda: self._arrives_only(rosa))

    def mutual_cast(self, who: MadeUpPerson) -> None:
        pat = _named(who, "Pat Doherty", "pat")
        self.calendar.after(YEAR - 150 - 60, lambda: self._favourite(pat, "pat"))

    def looks_round(self, who: MadeUpPerson) -> None:
        """Leila waits since the last round: whoever tries the demonstration may look round as her, and ask."""
        leila = _named(who, "Leila Farrow", "leila")
        self.calendar.after(68, lambda: self._favourite(leila, "leila"))

    def _favourite(self, who: MadeUpPerson, key: str) -> None:
        member = self.member(who, key=key)
        self.support.faithful.add(member.participant_id)

    def _favourite_supporter(self, who: MadeUpPerson, key: str) -> None:
        known = self.world.people.get(key)
        if known and known.participants.exists():
            supporter = self.newcomers.also_supporter(known)
        else:
            supporter = self.newcomers.become_supporter(who, key=key)
        self.newcomers.say_capacity(supporter, 3)
        self.support.faithful.add(supporter.participant_id)

    def _arrives_only(self, who: MadeUpPerson) -> None:
        """Invited, and nothing more: whoever tries the demonstration may do the rest as her."""
        participant = self.newcomers.arrive(who, "member", key="rosa")
        self.support.faithful.add(participant.pk)


def _named(who: MadeUpPerson, name: str, key: str) -> MadeUpPerson:
    return replace(
        who,
        name=name,
        known_as=name.split(maxsplit=1)[0],
        gender="Man" if key == "sam" else "Woman",
        channel="email",
        email=f"{key}@demo-people.example",
        languages=("en",),
    )
