"""Cora at her desk, once a week: she keeps up with most of what waits, and some of it is still open."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from alongside.matching.models import RelationshipSide, RelationshipStatus, SideRole
from alongside.notify.actions import pass_on
from alongside.notify.queries import notices_to_pass_on
from alongside.support_sessions.actions.calls import record_call
from alongside.support_sessions.actions.check_ins import follow_up_check_in
from alongside.support_sessions.actions.contacts import NotPossibleNow, Told, log_contact
from alongside.support_sessions.models import SupportSession
from alongside.support_sessions.queries.calls import calls_due
from alongside.support_sessions.queries.check_ins import worrying_check_ins
from alongside.support_sessions.queries.contacts import overdue_contacts
from alongside.web.actions.demo.support import Support


class Desk:
    """What waits for a coordinator in one programme, and how much of it is done in one go."""

    def __init__(self, support: Support) -> None:
        self.support, self.dice, self.cora = support, support.dice, support.cora
        self.programme = support.programme

    def sit_down(self) -> None:
        self._pass_on()
        self._check_ins()
        self._contacts()
        self._calls()
        self.support.measuring.a_week_of_answers(self.cora)

    def _pass_on(self) -> None:
        for notice in list(notices_to_pass_on(self.programme.pk)):
            if self.dice.random() < 0.9:
                pass_on(notice=notice, by=self.cora)

    def _check_ins(self) -> None:
        for check_in in list(worrying_check_ins(self.programme, self.cora)):
            if self.dice.random() < 0.75:
                follow_up_check_in(check_in=check_in, by=self.cora)

    def _contacts(self) -> None:
        """She rings those who have written nothing down, and most tell her then."""
        for session in list(overdue_contacts(self.programme, timezone.localdate())):
            if session.pair.status == RelationshipStatus.ACTIVE and self.dice.random() < 0.6:
                self._write_down(session)

    def _write_down(self, session: SupportSession) -> None:
        sides = RelationshipSide.objects.filter(relationship=session.relationship_id).select_related(
            "participant__person"
        )
        side = next((each for each in sides if each.role == SideRole.GIVING), sides[0])
        told = Told(
            took_place=self.dice.random() < 0.8,
            on=session.planned_on,
            minutes=self.dice.choice((10, 15, 15, 20)),
            modality=session.planned_modality,
        )
        try:
            log_contact(session=session, side=side, told=told, by=self.cora, on_behalf_of=side.participant)
        except NotPossibleNow:
            return

    def _calls(self) -> None:
        for call in list(calls_due(self.programme, timezone.localdate() - timedelta(days=2), self.cora)):
            if self.dice.random() < 0.6:
                record_call(call=call, outcome=self.dice.choice(("fine", "fine", "small")), by=self.cora)
