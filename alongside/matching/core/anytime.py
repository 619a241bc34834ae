"""What a round can still promise when there was no time to look at everybody.

Nothing is known of whoever was not looked at, so each of them could be worth the most that anybody can be, with any
supporter who has a place. Prices that allow for this prove how much better a round could be at the most.
"""

from collections.abc import Sequence
from time import monotonic

import numpy as np

from alongside.matching.core.exact import Integers, Plan
from alongside.matching.core.people import Id, Seeker
from alongside.matching.core.weigh import MOST_FIT, waiting_bonus

LOOKING_SHARE = 0.5
"""The share of the time that may go into looking at pairs; the rest is for sharing out the places and for words."""

COLUMN_PAIRS_A_SECOND = 1_000_000
"""Possible pairs that the compiled loops look at in a second on a slow computer, columns made of people included."""


def longest_first(seekers: Sequence[Seeker]) -> list[int]:
    """Positions in the order in which people are looked at when time is short: who has waited longest first."""
    return sorted(range(len(seekers)), key=lambda i: -seekers[i].waiting_days)


def rows_in_time(rows: int, columns: int, seconds: float | None) -> int:
    """How many seekers the compiled loops can look at."""
    if seconds is None:
        return rows
    return min(rows, max(1, int(seconds * LOOKING_SHARE * COLUMN_PAIRS_A_SECOND / max(1, columns))))


class Clock:
    """Whether there is time left to look, and to settle ties; always, without a limit."""

    def __init__(self, seconds: float | None = None) -> None:
        self.not_looked_at: list[Id] = []
        self.seconds = seconds
        now = monotonic()
        self._look_until = None if seconds is None else now + seconds * LOOKING_SHARE
        self._until = None if seconds is None else now + seconds

    @property
    def may_look(self) -> bool:
        """Whether another seeker can be looked at."""
        return self._look_until is None or monotonic() < self._look_until

    def looks_at(self, seeker: Id) -> bool:
        """Whether there is time to look at this seeker; whoever there is none for is remembered in ``not_looked_at``."""
        if not self.may_look:
            self.not_looked_at.append(seeker)
            return False
        return True

    @property
    def may_go_on(self) -> bool:
        """Whether there is time for more than the first answer."""
        return self._until is None or monotonic() < self._until

    @property
    def left(self) -> float | None:
        """The seconds that are left, 0 when none are; None without a limit."""
        return None if self._until is None else max(0.0, self._until - monotonic())


def allowing_for(
    plan: Plan, looked: Integers, seekers: Sequence[Seeker], places: Integers, *, step: int
) -> Plan:
    """The plan for the seekers at the positions ``looked``, as one for all, with prices that allow for the others.

    Of several such prices those are taken that prove most. With nobody left out the plan is as it was.
    """
    others = np.setdiff1d(np.arange(len(seekers)), looked)
    choice = np.full(len(seekers), -1, dtype=np.int64)
    choice[looked] = plan.choice
    if not others.size:
        profits = np.zeros(len(seekers), dtype=np.int64)
        profits[looked] = plan.profits
        return Plan(choice, plan.prices, profits)
    most = np.array([step + MOST_FIT + waiting_bonus(seekers[i]) for i in others.tolist()], dtype=np.int64)
    open_ = places > 0
    best: tuple[int, Integers, Integers] | None = None
    for floor in (0, step, int(np.median(most)), int(most.max())):
        prices = np.where(open_, np.maximum(plan.prices, floor), plan.prices)
        dearest, cheapest = (
            (int(plan.prices[open_].max()), int(prices[open_].min())) if open_.any() else (0, int(most.max()))
        )
        profits = np.zeros(len(seekers), dtype=np.int64)
        # Every price has risen by this much at least, so that everybody's gain may fall by as much.
        profits[looked] = np.maximum(0, plan.profits - max(0, floor - dearest))
        profits[others] = np.maximum(0, most - cheapest)
        bound = int(profits.sum() + prices @ places)
        if best is None or bound < best[0]:
            best = bound, prices, profits
    assert best is not None
    return Plan(choice, best[1], best[2])
