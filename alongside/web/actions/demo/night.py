"""The safeguarding desk in the last days: who is on call, a night that was practised, and words that wait to be read."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from functools import partial

from alongside.conversations.actions import NotNow, send_message
from alongside.matching.models import RelationshipSide, RelationshipStatus
from alongside.safeguarding.actions.cases import (
    close_case,
    open_case,
    plan_next_step,
    propose_closing,
    write_note,
)
from alongside.safeguarding.actions.concerns import acknowledge_concern, answer_concern
from alongside.safeguarding.actions.help_contacts import check_help_contact, own_help_contacts
from alongside.safeguarding.actions.on_call import add_to_chain, answer_alarm, say_hours
from alongside.safeguarding.actions.rehearsals import begin_rehearsal, end_rehearsal
from alongside.safeguarding.models import Rehearsal
from alongside.safeguarding.queries.rehearsals import case_of, concern_of
from alongside.web.actions.demo.calendar import Calendar
from alongside.web.actions.demo.world import World

WAITS = (
    "I'm just a burden on everybody this week. There's no point in most days. I'll be at our call, though."
)


def plan_night(world: World, calendar: Calendar) -> None:
    """No dice are thrown, so that all else happens as before."""
    night = _Night(world, calendar)
    for days, clock, deed in (
        (9, time(15, 0), night.prepare),
        (8, time(21, 2), night.begin),
        (8, time(21, 6), night.answer),
        (8, time(21, 24), night.handle),
        (7, time(9, 40), night.close),
        (1, time(21, 15), night.words_that_wait),
    ):
        moment = datetime.combine(calendar.last - timedelta(days=days), clock, tzinfo=UTC)
        calendar.at(moment, partial(deed))


class _Night:
    def __init__(self, world: World, calendar: Calendar) -> None:
        self.programme, self.calendar = world.coaching, calendar
        self.sasha, self.winston = world.people["sasha"], world.people["winston"]
        self.people = world.people

    def prepare(self) -> None:
        add_to_chain(programme=self.programme, person=self.sasha, phone="020 7946 0958", by=self.sasha)
        add_to_chain(programme=self.programme, person=self.winston, phone="", by=self.sasha)
        say_hours(
            programme=self.programme,
            days=range(5),
            opens=time(9),
            closes=time(17),
            at_night="on_call",
            by=self.sasha,
        )
        own_help_contacts(programme=self.programme)
        for contact in self.programme.help_contacts.all()[:1]:
            check_help_contact(contact=contact, by=self.sasha)

    def begin(self) -> None:
        begin_rehearsal(programme=self.programme, scenario="tonight", by=self.sasha)

    def _practice(self) -> Rehearsal:
        return Rehearsal.objects.select_related("programme__definition").get(
            programme=self.programme, ended_at__isnull=True
        )

    def answer(self) -> None:
        concern = concern_of(self._practice())
        assert concern is not None
        answer_alarm(alarm=concern.alarm, by=self.sasha, how="link")
        acknowledge_concern(concern=concern, by=self.sasha)

    def handle(self) -> None:
        concern = concern_of(self._practice())
        assert concern is not None
        case = open_case(concern=concern, by=self.sasha)
        write_note(case=case, kind="fact", words="“I have the tablets here.”", by=self.sasha)
        write_note(case=case, kind="told", words="Winston, by telephone: he answered at once.", by=self.sasha)
        plan_next_step(
            case=case,
            words="On a real night: ring again in the morning.",
            on=self.calendar.last - timedelta(days=7),
            owner=self.sasha,
            by=self.sasha,
        )
        concern.refresh_from_db()
        answer_concern(concern=concern, answer="We are here, and ring you now.", by=self.sasha)
        propose_closing(case=case, reason="Practised to the end.", by=self.sasha)

    def close(self) -> None:
        practice = self._practice()
        case = case_of(practice)
        assert case is not None
        close_case(case=case, by=self.winston)
        end_rehearsal(rehearsal=practice, by=self.sasha)

    def words_that_wait(self) -> None:
        """Mia writes to Sam how heavy it is; a lead has still to read it."""
        side = (
            RelationshipSide.objects.filter(
                relationship__programme=self.programme,
                relationship__status=RelationshipStatus.ACTIVE,
                participant__person=self.people.get("mia"),
                participant__person__isnull=False,
            )
            .select_related("relationship__programme", "participant__person")
            .first()
        )
        if side is None or side.participant.person is None:
            return
        try:
            send_message(side=side, words=WAITS, key="demo-night", by=side.participant.person)
        except NotNow:
            return
