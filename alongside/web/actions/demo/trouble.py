"""What goes wrong in a year: concerns, one safeguarding case, a hold – handled by named people."""

from __future__ import annotations

from datetime import timedelta

from alongside.matching.models import RelationshipSide
from alongside.programmes.models import Participant
from alongside.safeguarding.actions.cases import (
    close_case,
    open_case,
    plan_next_step,
    propose_closing,
    write_note,
)
from alongside.safeguarding.actions.concerns import acknowledge_concern, answer_concern, raise_concern
from alongside.safeguarding.actions.holds import lift_hold, place_hold
from alongside.safeguarding.models import Concern, Hold, SafeguardingCase
from alongside.web.actions.demo.newcomers import Newcomers
from alongside.web.actions.demo.support import Support


def plan_trouble(newcomers: Newcomers, support: Support) -> None:
    """Concerns over the year: one answered the same day, one case closed and one still open, one not seen yet."""
    calendar = newcomers.calendar
    trouble = _Trouble(newcomers, support)
    calendar.on(calendar.first + timedelta(days=120), trouble.answered)
    calendar.on(calendar.first + timedelta(days=210), trouble.case)
    calendar.on(calendar.last - timedelta(days=12), trouble.open_case)
    calendar.on(calendar.last, trouble.new)


class _Trouble:
    def __init__(self, newcomers: Newcomers, support: Support) -> None:
        self.newcomers, self.support = newcomers, support
        self.programme, self.people = newcomers.programme, newcomers.world.people
        self.calendar = newcomers.calendar

    def _somebody_supported(self) -> Participant | None:
        side = (
            RelationshipSide.objects.filter(
                relationship__programme=self.programme, relationship__status="active", member__isnull=False
            )
            .exclude(participant__in=self.support.faithful)
            .exclude(participant__in=Concern.objects.filter(about__isnull=False).values("about"))
            .select_related("participant")
            .order_by("pk")
            .first()
        )
        return side.participant if side else None

    def _raise(self, words: str, urgency: str) -> Concern | None:
        about = self._somebody_supported()
        if about is None:
            return None
        return raise_concern(
            programme=self.programme,
            words=words.format(name=about.known_as),
            urgency=urgency,
            by=self.people["cora"],
            about=about,
            key=f"demo-{self.calendar.today}",
        )

    def answered(self) -> None:
        concern = self._raise(
            "{name} sounded very low on the telephone, and has not been out for a week.", "soon"
        )
        if concern:
            acknowledge_concern(concern=concern, by=self.people["sasha"])
            concern.refresh_from_db()
            answer_concern(
                concern=concern,
                answer="I rang at once. A sister is there, and there is an appointment with the doctor tomorrow.",
                by=self.people["sasha"],
            )

    def case(self) -> None:
        concern = self._raise(
            "{name} told me that somebody at home takes the money that is meant for food.", "soon"
        )
        if concern is None or concern.about is None:
            return
        sasha = self.people["sasha"]
        acknowledge_concern(concern=concern, by=sasha)
        concern.refresh_from_db()
        case = open_case(concern=concern, by=sasha)
        write_note(
            case=case,
            kind="fact",
            words="By telephone, word for word: “He takes my card on Fridays.”",
            by=sasha,
        )
        hold = place_hold(
            participant=concern.about,
            programme=self.programme,
            reason="Until we know what is safe.",
            by=sasha,
            case=case,
        )
        self.calendar.after(9, lambda: self._settle(case, hold))

    def _settle(self, case: SafeguardingCase, hold: Hold) -> None:
        sasha, winston = self.people["sasha"], self.people["winston"]
        write_note(
            case=case,
            kind="told",
            words="Told the council's adult safeguarding team. They have taken it on.",
            by=sasha,
        )
        write_note(
            case=case,
            kind="decision",
            words="The card is blocked, and a sister has moved in for now. The hold can be lifted.",
            by=sasha,
        )
        lift_hold(hold=hold, reason="Safe now, and wants to go on.", by=sasha)
        propose_closing(
            case=case, reason="The council has taken it on, and nobody is in danger now.", by=sasha
        )
        case.refresh_from_db()
        close_case(case=case, by=winston)

    def open_case(self) -> None:
        concern = self._raise("{name} says that a neighbour comes in without knocking, and shouts.", "soon")
        if concern is None:
            return
        sasha = self.people["sasha"]
        acknowledge_concern(concern=concern, by=sasha)
        concern.refresh_from_db()
        case = open_case(concern=concern, by=sasha)
        write_note(
            case=case, kind="fact", words="I rang. It has happened twice, both times at night.", by=sasha
        )
        write_note(
            case=case,
            kind="wish",
            words="Wants us to talk with the housing office, and not with the police for now.",
            by=sasha,
        )
        plan_next_step(
            case=case,
            words="I visit together with the housing officer, if that is still wanted.",
            on=self.calendar.last + timedelta(days=2),
            owner=sasha,
            by=sasha,
        )

    def new(self) -> None:
        self._raise("{name} has not answered for ten days. That is not usual.", "routine")
