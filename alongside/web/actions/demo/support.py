"""Support happening: rounds, answers, contacts, rests, endings – and what does not go as planned."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from random import Random

from django.utils import timezone

from alongside.conversations.actions import send_message
from alongside.matching.actions import (
    MatchingRefused,
    NobodyToMatch,
    accept_being_asked,
    approve_all,
    approve_proposal,
    ask_for_different_match,
    choose_offer,
    decline_being_asked,
    end_relationship,
    hold_review,
    pause_relationship,
    pick_by_hand,
    resume_relationship,
    start_round,
)
from alongside.matching.models import (
    ProposalStatus,
    ProposedMatch,
    Relationship,
    RelationshipSide,
    RelationshipStatus,
    RequestStatus,
    SideRole,
    SupportRequest,
)
from alongside.matching.queries.rounds import asked_participant
from alongside.programmes.models import Participant, PeerSupporter
from alongside.support_sessions.actions.calls import record_call
from alongside.support_sessions.actions.check_ins import answer_check_in
from alongside.support_sessions.actions.contacts import NotPossibleNow, Told, log_contact
from alongside.support_sessions.actions.plans import ensure_planned, plan_sessions
from alongside.support_sessions.models import CheckIn, CoordinatorCall, SessionStatus, SupportSession
from alongside.training.actions import record_supervision, say_free_again
from alongside.training.queries import planned_meeting
from alongside.web.actions.demo.newcomers import Acting, Newcomers
from alongside.web.core.made_up_people import CONVERSATIONS

MINUTES = {"in_person": (45, 75), "phone": (8, 20), "telephone": (8, 20)}


class Support:
    """How support goes in one programme."""

    def __init__(self, newcomers: Newcomers, dice: Random) -> None:
        self.newcomers, self.dice = newcomers, dice
        self.programme, self.calendar = newcomers.programme, newcomers.calendar
        self.cora, self.measuring = newcomers.world.cora, newcomers.measuring
        self.faithful: set[int] = set()

    def acting(self, participant: Participant) -> Acting:
        return self.newcomers.acting(participant)

    # --- finding each other ---

    def hold_round(self) -> None:
        """Cora works out a round, looks it through and approves it; people answer in the days that follow."""
        try:
            row = start_round(programme=self.programme, by=self.cora, seed=self.dice.randrange(10**6))
        except NobodyToMatch:
            return
        approve_all(round_=row, by=self.cora)
        for proposal in ProposedMatch.objects.filter(round=row, status=ProposalStatus.ASKED_SUPPORTER):
            self.calendar.after(self.dice.randint(1, 4), partial(self._answer_being_asked, proposal.pk))

    def meet(self, member: str, supporter: str) -> None:
        """Cora thinks of these two of the cast for each other, and says so by hand."""
        people = self.newcomers.world.people
        request = SupportRequest.objects.filter(
            member__participant__person=people[member], status=RequestStatus.WAITING
        ).first()
        giver = PeerSupporter.objects.filter(
            programme=self.programme, participant__person=people[supporter]
        ).first()
        if request is None or giver is None:
            return
        try:
            proposal = pick_by_hand(request=request, supporter=giver, by=self.cora)
            approve_proposal(proposal=proposal, by=self.cora)
        except MatchingRefused:
            return
        self.calendar.after(1, partial(self._answer_being_asked, proposal.pk))

    def _answer_being_asked(self, pk: int) -> None:
        proposal = ProposedMatch.objects.select_related(
            "supporter__participant__person", "request__member"
        ).get(pk=pk)
        if proposal.status != ProposalStatus.ASKED_SUPPORTER:
            return
        asked = asked_participant(proposal)
        acting = self.acting(asked)
        declines = asked.pk not in self.faithful and self.dice.random() < 0.07
        answer = decline_being_asked if declines else accept_being_asked
        try:
            answer(proposal=proposal, by=acting.by, on_behalf_of=acting.on_behalf_of)
        except MatchingRefused:
            return
        self.calendar.after(self.dice.randint(1, 4), lambda: self._choose(proposal.request_id))

    def _choose(self, request_id: int) -> None:
        offers = ProposedMatch.objects.select_related("request__member__participant__person").filter(
            request=request_id, status=ProposalStatus.OFFERED
        )
        chosen = offers.order_by("rank", "pk").first()
        if chosen is None or chosen.request.member.participant is None:
            return
        acting = self.acting(chosen.request.member.participant)
        try:
            choose_offer(proposal=chosen, by=acting.by, on_behalf_of=acting.on_behalf_of)
        except MatchingRefused:
            return
        relationship = Relationship.objects.filter(proposal=chosen).first()
        if relationship:
            self.begin(relationship)

    # --- being in touch ---

    def begin(self, relationship: Relationship) -> None:
        plan_sessions(relationship=relationship)
        for session in SupportSession.objects.filter(relationship=relationship):
            if session.planned_on:
                self.calendar.on(session.planned_on, partial(self._contact, session.pk))
        sides = list(
            RelationshipSide.objects.filter(relationship=relationship).select_related("participant__person")
        )
        for check_in in CheckIn.objects.filter(side__in=sides):
            self.calendar.on(check_in.due_on, partial(self._check_in, check_in.pk))
        for call in CoordinatorCall.objects.filter(side__in=sides):
            if self.dice.random() < 0.85:
                self.calendar.on(call.due_on, partial(self._call, call.pk))
        if all(side.participant.person for side in sides):
            self._plan_messages(sides)
        self._plan_what_becomes_of_it(relationship, sides)

    def _plan_messages(self, sides: list[RelationshipSide]) -> None:
        """One of the conversations that people here have, from its beginning; whoever receives writes first."""
        day, talk = 0, self.dice.choice(CONVERSATIONS)
        ordered = sorted(sides, key=lambda side: side.role == SideRole.GIVING)
        for number, words in enumerate(talk[: self.dice.randint(2, len(talk))]):
            day += self.dice.randint(1, 6)
            self.calendar.after(day, partial(self._write, ordered[number % 2], words))

    def _write(self, side: RelationshipSide, words: str) -> None:
        side.relationship.refresh_from_db()
        person = side.participant.person
        if side.relationship.status == RelationshipStatus.ACTIVE and person:
            send_message(
                side=side,
                words=words,
                key=f"demo-{self.dice.randrange(10**12)}",
                by=person,
            )

    def _contact(self, pk: int) -> None:
        session = SupportSession.objects.select_related("relationship", "programme").get(pk=pk)
        relationship, today = session.pair, timezone.localdate()
        if session.status != SessionStatus.PLANNED or relationship.status == RelationshipStatus.ENDED:
            return
        if relationship.status == RelationshipStatus.PAUSED:
            self.calendar.after(7, lambda: self._contact(pk))
            return
        if session.planned_on and session.planned_on > today:
            self.calendar.on(session.planned_on, lambda: self._contact(pk))
            return
        chance = self.dice.random()
        if chance < 0.07:  # nobody wrote it down
            return
        side = self._who_writes_it_down(relationship)
        acting = self.acting(side.participant)
        low, high = MINUTES.get(session.planned_modality, (10, 40))
        told = Told(
            took_place=chance > 0.15,
            on=today,
            minutes=self.dice.randint(low, high),
            modality=session.planned_modality,
            note="",
        )
        try:
            log_contact(session=session, side=side, told=told, by=acting.by, on_behalf_of=acting.on_behalf_of)
        except NotPossibleNow:
            return

    def _who_writes_it_down(self, relationship: Relationship) -> RelationshipSide:
        sides = RelationshipSide.objects.filter(relationship=relationship).select_related(
            "participant__person"
        )
        return next((side for side in sides if side.role == SideRole.GIVING), sides[0])

    def _check_in(self, pk: int) -> None:
        check_in = CheckIn.objects.select_related("side__participant__person", "side__relationship").get(
            pk=pk
        )
        if check_in.answered_at or check_in.side.relationship.status == RelationshipStatus.ENDED:
            return
        if self.dice.random() < 0.2:
            return
        gives = check_in.side.role == SideRole.GIVING
        acting = self.acting(check_in.side.participant)
        fit = max(0, min(10, round(self.dice.gauss(7.6, 1.8))))
        answer_check_in(
            check_in=check_in,
            by=acting.by,
            on_behalf_of=acting.on_behalf_of,
            fit=fit,
            giving=max(0, min(10, round(self.dice.gauss(7 if gives else 5, 2)))),
            receiving=max(0, min(10, round(self.dice.gauss(5.5 if gives else 7, 2)))),
            load=max(0, min(10, round(self.dice.gauss(3, 2)))),
            words="",
        )

    def _call(self, pk: int) -> None:
        call = CoordinatorCall.objects.select_related("side__relationship").get(pk=pk)
        if call.called_on or call.side.relationship.status == RelationshipStatus.ENDED:
            return
        outcome = self.dice.choices(("fine", "small", "follow_up", "not_reached"), weights=(70, 15, 8, 7))[0]
        record_call(call=call, outcome=outcome, by=self.cora)

    # --- rests and endings ---

    def _plan_what_becomes_of_it(self, relationship: Relationship, sides: list[RelationshipSide]) -> None:
        chance, member = self.dice.random(), next(side for side in sides if side.member_id)
        favourite = any(side.participant_id in self.faithful for side in sides)
        if chance < 0.06 and not favourite:
            self.calendar.after(self.dice.randint(10, 25), lambda: self._different(relationship, member))
        elif chance < 0.18 and not favourite:
            self.calendar.after(self.dice.randint(14, 40), lambda: self._end_early(relationship, member))
        elif chance < 0.24 and not favourite:
            self.calendar.after(self.dice.randint(14, 30), lambda: self._rest(relationship, member))
        self.calendar.on(relationship.planned_end_on - timedelta(days=13), lambda: self._review(relationship))
        self.calendar.on(relationship.planned_end_on, lambda: self._end(relationship))

    def _under_way(self, relationship: Relationship) -> bool:
        relationship.refresh_from_db()
        return relationship.status == RelationshipStatus.ACTIVE

    def _different(self, relationship: Relationship, side: RelationshipSide) -> None:
        if self._under_way(relationship):
            acting = self.acting(side.participant)
            ask_for_different_match(
                relationship=relationship, side=side, by=acting.by, on_behalf_of=acting.on_behalf_of
            )
            self._others_become_free(relationship)

    def _end_early(self, relationship: Relationship, side: RelationshipSide) -> None:
        if self._under_way(relationship):
            acting = self.acting(side.participant)
            words = self.dice.choice(("I have what I came for.", "I have too much on.", ""))
            end_relationship(
                relationship=relationship,
                side=side,
                by=acting.by,
                words=words,
                on_behalf_of=acting.on_behalf_of,
            )
            self._others_become_free(relationship)

    def _rest(self, relationship: Relationship, side: RelationshipSide) -> None:
        if self._under_way(relationship):
            acting = self.acting(side.participant)
            pause_relationship(
                relationship=relationship, side=side, by=acting.by, on_behalf_of=acting.on_behalf_of
            )
            self.calendar.after(self.dice.randint(7, 21), lambda: self._go_on(relationship, side))

    def _go_on(self, relationship: Relationship, side: RelationshipSide) -> None:
        relationship.refresh_from_db()
        if relationship.status == RelationshipStatus.PAUSED:
            acting = self.acting(side.participant)
            resume_relationship(
                relationship=relationship, side=side, by=acting.by, on_behalf_of=acting.on_behalf_of
            )
            relationship.refresh_from_db()
            ensure_planned(relationship=relationship)

    def _review(self, relationship: Relationship) -> None:
        if self._under_way(relationship) and not relationship.review_held_on:
            hold_review(
                relationship=relationship,
                held_on=timezone.localdate(),
                bridge="The Thursday group at the library, and a call if it gets hard.",
                contact_after="as_they_like" if self.dice.random() < 0.5 else "through_us",
                by=self.cora,
            )

    def _end(self, relationship: Relationship) -> None:
        relationship.refresh_from_db()
        if relationship.status == RelationshipStatus.ENDED:
            return
        if relationship.planned_end_on > timezone.localdate():
            self.calendar.on(relationship.planned_end_on, lambda: self._end(relationship))
            return
        end_relationship(relationship=relationship, side=None, by=self.cora)
        self._others_become_free(relationship)

    def _others_become_free(self, relationship: Relationship) -> None:
        sides = relationship.sides.filter(supporter__isnull=False).select_related(
            "supporter__participant__person"
        )
        side = sides.first()
        if side and side.supporter and self.dice.random() < 0.9:
            pk = side.supporter.pk
            self.calendar.after(self.dice.randint(2, 14), lambda: self._free_again(pk))

    def _free_again(self, pk: int) -> None:
        supporter = PeerSupporter.objects.select_related("participant__person", "programme").get(pk=pk)
        if not supporter.free_again:
            acting = self.acting(supporter.participant)
            say_free_again(supporter=supporter, by=acting.by, on_behalf_of=acting.on_behalf_of)

    # --- looking after those who support ---

    def supervise(self, day: date) -> None:
        """The week's supervision meetings: held, most of them, and the next one planned."""
        for supporter in self.programme.peersupporters.filter(
            supervision_meetings__status="planned", supervision_meetings__planned_on__lte=day
        ):
            meeting = planned_meeting(supporter)
            if meeting and (supporter.participant_id in self.faithful or self.dice.random() < 0.93):
                record_supervision(
                    meeting=meeting,
                    by=meeting.supervisor,
                    held_on=day,
                    notes="",
                    strained=self.dice.random() < 0.06,
                    next_on=day + timedelta(weeks=self.dice.choice((3, 4, 4, 5))),
                )
