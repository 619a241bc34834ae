"""Support of two people in a trial: asked for, agreed by both, planned, had with the mess of life, and ended."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from django.utils import timezone

from alongside.matching.actions import (
    accept_being_asked,
    approve_proposal,
    choose_offer,
    end_relationship,
    hold_review,
    pause_relationship,
    pick_by_hand,
    pick_partner_by_hand,
    request_support,
    resume_relationship,
)
from alongside.matching.models import ProposedMatch, Relationship, RelationshipStatus
from alongside.matching.queries.rounds import asked_participant
from alongside.programmes.core.simulation import Mess
from alongside.programmes.models import Member
from alongside.support_sessions.actions.calls import record_call
from alongside.support_sessions.actions.check_ins import answer_check_in
from alongside.support_sessions.actions.contacts import Told, log_contact
from alongside.support_sessions.actions.plans import ensure_planned, plan_sessions
from alongside.support_sessions.models import CheckIn, CoordinatorCall, SessionStatus, SupportSession
from alongside.web.actions.demo.calendar import Calendar
from alongside.web.actions.trial.company import Company


class InTwos:
    """All relationships of a trial."""

    def __init__(self, company: Company, calendar: Calendar, mess: Mess) -> None:
        self.company, self.calendar, self.mess = company, calendar, mess

    def begin(self, members: list[Member]) -> None:
        """Everybody asks, and is matched by hand: with a supporter of their own, or with one another."""
        asked = [
            request_support(member=member, by=self.company.person_of(member.participant))
            for member in members
        ]
        by = self.company.coordinator
        if self.company.definition.role_mode == "mutual":
            twos = zip(asked[::2], asked[1::2], strict=False)
            proposals = [pick_partner_by_hand(request=one, partner=two, by=by) for one, two in twos]
        else:
            proposals = [
                pick_by_hand(request=request, supporter=self.company.supporter(), by=by) for request in asked
            ]
        for proposal in proposals:
            self._agree(proposal)

    def _agree(self, proposal: ProposedMatch) -> None:
        approve_proposal(proposal=proposal, by=self.company.coordinator)
        proposal.refresh_from_db()
        accept_being_asked(proposal=proposal, by=self.company.person_of(asked_participant(proposal)))
        proposal.refresh_from_db()
        chooses = self.company.person_of(proposal.request.member.participant)
        self._plan(choose_offer(proposal=proposal, by=chooses))

    def _plan(self, row: Relationship) -> None:
        plan_sessions(relationship=row)
        for session in SupportSession.objects.filter(relationship=row):
            if session.planned_on:
                self.calendar.on(session.planned_on, partial(self._contact, session.pk))
        for check_in in CheckIn.objects.filter(side__relationship=row):
            self.calendar.on(check_in.due_on, partial(self._check_in, check_in.pk))
        for call in CoordinatorCall.objects.filter(side__relationship=row):
            self.calendar.on(call.due_on, partial(self._call, call.pk))
        days = max(2, (row.planned_end_on - row.started_on).days)
        if self.company.chance(self.mess.pauses):
            self.calendar.after(self.company.dice.randint(1, days - 1), lambda: self._rest(row))
        if self.company.chance(self.mess.leaves):
            self.calendar.after(self.company.dice.randint(1, days - 1), lambda: self._end_early(row))
        self.calendar.on(row.planned_end_on, lambda: self._end(row))

    def _contact(self, pk: int) -> None:
        session = SupportSession.objects.select_related("relationship").get(pk=pk)
        row, today = session.pair, timezone.localdate()
        if session.status != SessionStatus.PLANNED or row.status == RelationshipStatus.ENDED:
            return
        if row.status == RelationshipStatus.PAUSED:
            self.calendar.after(7, lambda: self._contact(pk))
            return
        if session.planned_on and session.planned_on > today:
            self.calendar.on(session.planned_on, lambda: self._contact(pk))
            return
        if session.is_optional and self.company.chance(self.mess.left_out):
            return
        late = self.company.dice.randint(1, 4) if self.company.chance(self.mess.moved) else 0
        self.calendar.after(late, lambda: self._write_down(pk))

    def _write_down(self, pk: int) -> None:
        session = SupportSession.objects.select_related("relationship").get(pk=pk)
        row = session.pair
        if session.status != SessionStatus.PLANNED or row.status == RelationshipStatus.ENDED:
            return
        side = self.company.dice.choice(list(row.sides.select_related("participant__person")))
        told = Told(
            took_place=not self.company.chance(self.mess.missed),
            on=timezone.localdate(),
            minutes=session.planned_minutes or 30,
            modality=session.planned_modality,
        )
        log_contact(session=session, side=side, told=told, by=self.company.person_of(side.participant))

    def _check_in(self, pk: int) -> None:
        row = CheckIn.objects.select_related("side__participant__person", "side__relationship").get(pk=pk)
        over = row.side.relationship.status == RelationshipStatus.ENDED
        if row.answered_at or over or self.company.chance(self.mess.unanswered):
            return
        answer_check_in(
            check_in=row,
            by=self.company.person_of(row.side.participant),
            fit=self._rating(),
            giving=self._rating(),
            receiving=self._rating(),
            load=self._rating(),
            words="",
        )

    def _rating(self) -> int:
        return self.company.dice.randint(0, 10)

    def _call(self, pk: int) -> None:
        call = CoordinatorCall.objects.select_related("side__relationship").get(pk=pk)
        if not call.called_on and call.side.relationship.status != RelationshipStatus.ENDED:
            record_call(call=call, outcome="fine", by=self.company.coordinator)

    def _rest(self, row: Relationship) -> None:
        row.refresh_from_db()
        if row.status == RelationshipStatus.ACTIVE:
            side = row.sides.select_related("participant__person").earliest("pk")
            pause_relationship(relationship=row, side=side, by=self.company.person_of(side.participant))
            self.calendar.after(self.company.dice.randint(7, 28), lambda: self._go_on(row))

    def _go_on(self, row: Relationship) -> None:
        row.refresh_from_db()
        if row.status == RelationshipStatus.PAUSED:
            side = row.sides.select_related("participant__person").earliest("pk")
            resume_relationship(relationship=row, side=side, by=self.company.person_of(side.participant))
            row.refresh_from_db()
            ensure_planned(relationship=row)

    def _end_early(self, row: Relationship) -> None:
        row.refresh_from_db()
        if row.status == RelationshipStatus.ACTIVE and row.planned_end_on > timezone.localdate():
            side = row.sides.select_related("participant__person").earliest("pk")
            end_relationship(relationship=row, side=side, by=self.company.person_of(side.participant))

    def _end(self, row: Relationship) -> None:
        row.refresh_from_db()
        if row.status == RelationshipStatus.ENDED:
            return
        if row.status == RelationshipStatus.PAUSED or row.planned_end_on > timezone.localdate():
            self.calendar.after(7, lambda: self._end(row))
            return
        today = timezone.localdate()
        hold_review(
            relationship=row,
            held_on=today,
            bridge="The Thursday group at the library.",
            contact_after="through_us",
            by=self.company.coordinator,
        )
        # A contact of the last day is written down before the goodbye.
        self.calendar.on(today + timedelta(days=5), lambda: self._goodbye(row))

    def _goodbye(self, row: Relationship) -> None:
        row.refresh_from_db()
        if row.status != RelationshipStatus.ENDED:
            end_relationship(relationship=row, side=None, by=self.company.coordinator)
