"""A calendar of what will happen: deeds are done in the order of their moments, with the clock moved to each."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from random import Random

from django.db import transaction
from time_machine import Traveller

Deed = Callable[[], None]


class Calendar:
    """Moments from `first` until `last`. What falls after `last` has not happened yet, and never will here."""

    def __init__(self, first: date, last: date, dice: Random, traveller: Traveller) -> None:
        self.first, self.last, self.dice, self.traveller = first, last, dice, traveller
        self.today = first
        self._entries: list[tuple[datetime, int, Deed]] = []
        self._order = count()

    def on(self, day: date, deed: Deed) -> None:
        """The deed is done on that day, at some time between nine and five; today's are done after this one."""
        if day > self.last:
            return
        moment = datetime.combine(max(day, self.today), time(9), tzinfo=UTC)
        moment += timedelta(minutes=self.dice.randrange(480)) if day > self.today else timedelta(hours=9)
        heapq.heappush(self._entries, (moment, next(self._order), deed))

    def at(self, moment: datetime, deed: Deed) -> None:
        """The deed is done at this moment. No dice are thrown, so that all else happens as before."""
        heapq.heappush(self._entries, (moment, next(self._order), deed))

    def after(self, days: int, deed: Deed) -> None:
        self.on(self.today + timedelta(days=days), deed)

    def live(self, every_week: Deed) -> None:
        """Live through every day, each in one transaction, with `every_week` on Mondays."""
        while self._entries:
            day = self._entries[0][0].date()
            if day.weekday() < self.today.weekday() or (day - self.today).days >= 7:
                every_week()
            self.today = day
            with transaction.atomic():
                self._live_through(day)
        every_week()

    def _live_through(self, day: date) -> None:
        while self._entries and self._entries[0][0].date() == day:
            moment, _, deed = heapq.heappop(self._entries)
            self.traveller.move_to(moment)
            deed()
