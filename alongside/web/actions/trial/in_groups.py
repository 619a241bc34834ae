"""Groups in a trial: formed, led, held session by session with their registers, and ended."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any

from django.utils import timezone

from alongside.programmes.core.parts import given
from alongside.programmes.core.simulation import Mess
from alongside.programmes.models import Member
from alongside.roles.permissions import Role
from alongside.support_sessions.actions.group_leads import FIXED_TURNS, name_lead
from alongside.support_sessions.actions.group_places import leave_group, place_people
from alongside.support_sessions.actions.group_plans import change_agenda, move_session
from alongside.support_sessions.actions.groups import end_group, make_group, start_group
from alongside.support_sessions.actions.registers import (
    Held,
    mark,
    say_whether_coming,
    write_debrief,
    write_note,
    write_up,
)
from alongside.support_sessions.models import (
    Answer,
    Group,
    GroupPlace,
    GroupStatus,
    Outcome,
    SessionStatus,
    SupportSession,
    Unit,
)
from alongside.support_sessions.queries.groups import (
    IN_THE_GROUP,
    lead_kinds,
    lead_rules_for,
    leads_of,
    places_in,
)
from alongside.support_sessions.queries.meetings import agenda_as_defined, register_of
from alongside.web.actions.demo.calendar import Calendar
from alongside.web.actions.trial.company import Company

TURNS = {"every_session": 7, "every_week": 7, "every_month": 30}
"""After how many days somebody else leads; the other sessions of a rhythm take the same turn."""


class InGroups:
    """All groups of a trial."""

    def __init__(self, company: Company, calendar: Calendar, mess: Mess) -> None:
        self.company, self.calendar, self.mess = company, calendar, mess

    def begin(self, members: list[Member]) -> None:
        """As many groups as everybody needs: couples and families on one seat, nobody left over."""
        seats = self._seats(members)
        size = given(self._rules_size()) or len(seats)
        for number, first in enumerate(range(0, len(seats), size), 1):
            self._form(f"Group {number}", seats[first : first + size])

    def _rules_size(self) -> int | None:
        groups = given(self.company.definition.groups)
        return given(groups.size_max) if groups else None

    def _seats(self, members: list[Member]) -> list[list[Member]]:
        together = 2 if self.company.definition.unit in {Unit.COUPLE, Unit.FAMILY} else 1
        return [members[first : first + together] for first in range(0, len(members), together)]

    def _form(self, name: str, seats: list[list[Member]]) -> None:
        group = make_group(programme=self.company.programme, name=name, by=self.company.coordinator)
        for seat in seats:
            place_people(group=group, members=seat, by=self.company.coordinator)
        today = timezone.localdate()
        self._name_leads(group, today)
        group = start_group(group=group, starts_on=today, by=self.company.coordinator, anyway=True)
        for session in SupportSession.objects.filter(group=group):
            if session.planned_on:
                self._expect(session)
        if self.company.chance(self.mess.leaves):
            self.calendar.after(self.company.dice.randint(3, 40), lambda: self._somebody_leaves(group))
        self.calendar.on(
            (group.planned_end_on or self.calendar.last - timedelta(days=30)) + timedelta(days=1),
            lambda: self._end(group),
        )

    def _name_leads(self, group: Group, first: date) -> None:
        rules, kinds = lead_rules_for(group), lead_kinds(group)
        needed = given(rules.count_min) or 1
        turn = given(rules.turn)
        for place in range(needed if kinds else 0):
            who = self._who_leads(group, kinds, place)
            ends_on = first + timedelta(days=TURNS[turn] - 1) if turn in FIXED_TURNS else None
            name_lead(group=group, by=self.company.coordinator, starts_on=first, ends_on=ends_on, **who)
        if turn in FIXED_TURNS:
            self.calendar.on(first + timedelta(days=TURNS[turn]), lambda: self._next_turn(group))

    def _who_leads(self, group: Group, kinds: frozenset[str], place: int) -> dict[str, Any]:
        if "supporter" in kinds and not (place and "person" in kinds):
            return {"supporter": self.company.supporter()}
        if "member" in kinds:
            inside = places_in(group)
            return {"member": self.company.dice.choice(inside).member}
        roles = (Role.COORDINATOR, Role.SUPERVISOR, Role.SAFEGUARDING_LEAD)
        return {"person": self.company.staff[roles[place % len(roles)]]}

    def _next_turn(self, group: Group) -> None:
        group.refresh_from_db()
        if group.status == GroupStatus.RUNNING and places_in(group):
            self._name_leads(group, timezone.localdate())

    def _expect(self, session: SupportSession) -> None:
        day = session.planned_on
        if day is None:
            return
        self.calendar.on(day - timedelta(days=2), partial(self._people_answer, session.pk))
        self.calendar.on(day, partial(self._hold, session.pk))

    def _people_answer(self, pk: int) -> None:
        session = SupportSession.objects.get(pk=pk)
        if session.status != SessionStatus.PLANNED:
            return
        for place in GroupPlace.objects.filter(IN_THE_GROUP, group=session.group).select_related(
            "member__participant__person"
        ):
            answer = Answer.NOT_COMING if self.company.chance(self.mess.missed / 2) else Answer.COMING
            person = self.company.person_of(place.member.participant)
            say_whether_coming(place=place, session=session, answer=answer, by=person)

    def _hold(self, pk: int) -> None:
        session = SupportSession.objects.select_related("group__programme", "plan").get(pk=pk)
        group, today = session.of_group, timezone.localdate()
        if session.status != SessionStatus.PLANNED or group.status != GroupStatus.RUNNING:
            return
        if self._is_put_off(session):
            return
        by = self.company.coordinator
        for line in register_of(session):
            if line.outcome or line.answer == Answer.NOT_COMING:
                continue
            outcome = Outcome.MISSED if self.company.chance(self.mess.missed) else Outcome.CAME
            mark(session=session, place=line.place, outcome=outcome, by=by)
        held = Held(on=today, minutes=session.planned_minutes or 60, modality=session.planned_modality)
        session = write_up(session=session, held=held, by=by)
        write_note(session=session, words="It was a good talk.", catch_up="We told how we began.", by=by)
        for lead in leads_of(group, today):
            write_debrief(session=session, lead=lead, how="fine", words="", for_supervision="", by=by)

    def _is_put_off(self, session: SupportSession) -> bool:
        """Some sessions are held some days later; before a few, somebody adds to the agenda and says so."""
        by, today = self.company.coordinator, timezone.localdate()
        if session.number is not None and self.company.chance(self.mess.moved):
            later = move_session(session=session, on=today + timedelta(days=3), by=by)
            self.calendar.on(today + timedelta(days=3), lambda: self._hold(later.pk))
            return True
        if session.number == 2:
            change_agenda(
                session=session,
                title=session.plan.title or "A talk about what people brought",
                items=agenda_as_defined(session)[:-1],
                adaptation="People wanted to talk for longer.",
                by=by,
            )
        return False

    def _somebody_leaves(self, group: Group) -> None:
        places = list(
            GroupPlace.objects.filter(IN_THE_GROUP, group=group).select_related(
                "member__participant__person", "group__programme"
            )
        )
        group.refresh_from_db()
        if group.status == GroupStatus.RUNNING and len(places) > 1:
            leave_group(place=places[-1], by=self.company.person_of(places[-1].member.participant))

    def _end(self, group: Group) -> None:
        group.refresh_from_db()
        if group.status == GroupStatus.RUNNING:
            open_ones = SupportSession.objects.filter(
                group=group, status=SessionStatus.PLANNED, planned_on__gte=timezone.localdate()
            )
            if group.planned_end_on and open_ones.exists():
                self.calendar.after(3, lambda: self._end(group))
                return
            end_group(group=group, by=self.company.coordinator)
