"""Answers to the questions of each wave: lonelier and less sure at first, a little better later, not for everybody."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from django.utils import timezone

from alongside.measures.actions import decline, hand_in, save_answers, schedule_responses, set_goal
from alongside.measures.core import instrument
from alongside.measures.core.plan import asks_about_goals
from alongside.measures.models import Goal, HowAnswered, Response, ResponseStatus
from alongside.measures.queries.asking import open_rows
from alongside.notify.models import Channel
from alongside.people.models import Person
from alongside.programmes.models import Participant, Programme
from alongside.web.actions.demo.calendar import Calendar

OPEN = (ResponseStatus.DUE, ResponseStatus.STARTED)
ANSWERS, DECLINES, SILENT = "answers", "declines", "silent"
# One time with the next, three in four answer both the first questions and those at the end.
MANNERS = {"baseline": (94, 2, 4), "week-8": (78, 8, 14), "after": (76, 8, 16)}
# Two in eleven fare worse than before: an honest result has them, and enough of them to be shown.
HARD_TIMES, OUT_OF = (3, 8), 11


class Measuring:
    """How the people of one programme answer."""

    def __init__(self, programme: Programme, calendar: Calendar, dice: Random) -> None:
        self.programme, self.calendar, self.dice = programme, calendar, dice
        self.wellness: dict[int, float] = {}
        self.hard_times: dict[int, bool] = {}
        self.manners: dict[tuple[int, str], str] = {}

    def expect(
        self,
        participant: Participant,
        wave: str,
        *,
        after: int,
        chance: float,
        asked_by: Person | None = None,
    ) -> None:
        """With this chance they answer the wave some days from now, themselves or read aloud by `asked_by`."""
        if self.dice.random() < chance:
            self.calendar.after(after, lambda: self.answer(participant, wave, asked_by=asked_by))

    def a_week_of_answers(self, cora: Person) -> None:
        """Most answer within a week or two of being asked: on the site, or read aloud by Cora, who rings whoever has
        not answered when time is nearly over. Some would rather not, and some are never reached."""
        today = timezone.localdate()
        waiting: dict[tuple[int, str], Response] = {}
        for row in open_rows(self.programme, today):
            waiting.setdefault((row.participant_id, row.wave), row)
        for (_participant, wave), row in waiting.items():
            nearly_over = row.closes_on is not None and row.closes_on <= today + timedelta(days=8)
            if self._manner(row) != SILENT and (nearly_over or self.dice.random() < 0.5):
                self._turn_to(row.participant, wave, cora, rung=nearly_over and self.dice.random() < 0.5)

    def _manner(self, row: Response) -> str:
        """What comes of asking this person in this wave, the same every week."""
        weights = MANNERS.get(row.wave, MANNERS["week-8"])
        fresh = self.dice.choices((ANSWERS, DECLINES, SILENT), weights=weights)[0]
        return self.manners.setdefault((row.participant_id, row.wave), fresh)

    def _turn_to(self, participant: Participant, wave: str, cora: Person, *, rung: bool) -> None:
        alone = participant.person is not None and participant.channel == Channel.EMAIL and not rung
        by, behalf = (participant.person or cora, None) if alone else (cora, participant)
        if self.manners[participant.pk, wave] == ANSWERS:
            self._answer(participant, wave, by=by, on_behalf_of=behalf)
        else:
            decline(responses=self._open(participant, wave, timezone.localdate()), by=by, on_behalf_of=behalf)

    def answer(self, participant: Participant, wave: str, *, asked_by: Person | None = None) -> None:
        participant.refresh_from_db()
        schedule_responses(programme=self.programme, participant=participant)
        by = participant.person or asked_by
        if by is None:
            return
        self._answer(participant, wave, by=by, on_behalf_of=None if participant.person else participant)

    def _answer(
        self, participant: Participant, wave: str, *, by: Person, on_behalf_of: Participant | None
    ) -> None:
        responses = self._open(participant, wave, timezone.localdate())
        for response in responses:
            save_answers(
                response=response, answers=self._answers(response, by), by=by, on_behalf_of=on_behalf_of
            )
        if responses:
            hand_in(
                responses=responses,
                by=by,
                how=HowAnswered.TELEPHONE if on_behalf_of else HowAnswered.WEB,
                on_behalf_of=on_behalf_of,
            )

    def _open(self, participant: Participant, wave: str, on: date) -> list[Response]:
        return list(
            Response.objects.filter(
                programme=self.programme,
                participant=participant,
                wave=wave,
                status__in=OPEN,
                opens_on__lte=on,
            )
        )

    def _answers(self, response: Response, by: Person) -> dict[str, int | None]:
        wellness = self._wellness(response)
        if asks_about_goals(response.instrument):
            return {
                str(goal.pk): self._code(range(11), wellness - 0.15, better_is_high=True)
                for goal in self._goals(response.participant, by)
            }
        asked = instrument(response.instrument, response.language)
        return {
            item: None
            if self.dice.random() < 0.005
            else self._code(asked.codes_of(item), wellness, better_is_high=asked.higher_is == "better")
            for item in asked.item_ids
        }

    def _goals(self, participant: Participant, by: Person) -> list[Goal]:
        goals = list(Goal.objects.filter(programme=self.programme, participant=participant, dropped_at=None))
        if not goals:
            words = self.dice.choice(
                ("Walk to the market twice a week", "Sleep better", "See my friends again")
            )
            goals = [
                set_goal(
                    participant=participant,
                    programme=self.programme,
                    words=words,
                    by=by,
                    on_behalf_of=None if participant.person == by else participant,
                )
            ]
        return goals

    def _wellness(self, response: Response) -> float:
        """From 0, as hard as can be, to 1. It moves a little from wave to wave: up for most, down for some."""
        start = self.wellness.setdefault(
            response.participant_id, min(0.9, max(0.1, self.dice.gauss(0.42, 0.16)))
        )
        gain = {"baseline": 0.0, "week-8": 0.21, "after": 0.18}.get(response.wave, 0.0)
        if not gain:
            return start
        hard = self.hard_times.setdefault(
            response.participant_id, len(self.hard_times) % OUT_OF in HARD_TIMES
        )
        return start + (self.dice.gauss(-0.33, 0.06) if hard else self.dice.gauss(gain, 0.13))

    def _code(self, codes: range | tuple[int, ...], wellness: float, *, better_is_high: bool) -> int:
        share = min(1.0, max(0.0, self.dice.gauss(wellness, 0.12)))
        ordered = list(codes)
        place = share if better_is_high else 1 - share
        return ordered[round(place * (len(ordered) - 1))]
