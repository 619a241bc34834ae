"""Of plans that are equally good: those in which people have waited longer, then lots drawn from the seed."""

from collections.abc import Sequence

import numpy as np

from alongside.matching.core.anytime import Clock
from alongside.matching.core.engine.arcs import Arcs
from alongside.matching.core.engine.sharing import tie_values_of_arcs
from alongside.matching.core.exact import Integers, Plan
from alongside.matching.core.lots import lot
from alongside.matching.core.people import Seeker, Supporter
from alongside.matching.core.sharing_out import only, plan_of

LONGEST_WAIT = 3650
"""Days beyond which waiting longer breaks no more ties."""

_LOTS_TOGETHER = 20_000


def settle_ties(
    arcs: Arcs,
    values: Integers,
    places: Integers,
    plan: Plan,
    *,
    people: tuple[Sequence[Seeker], Sequence[Supporter]],
    seed: int,
    compiled: bool,
    clock: Clock,
) -> tuple[Integers, bool]:
    """The choice that waiting and lots make among the best plans; false where there was no time to the end."""
    waits = np.array([min(one.waiting_days, LONGEST_WAIT) for one in people[0]], dtype=np.int64)
    ties = waits[arcs.seeker]
    choice = plan.choice
    for stage in ("waiting", "lots"):
        if not clock.may_go_on:
            return choice, False
        tight, among = tie_values_of_arcs(arcs, values, plan, ties)
        idea = int(among.max(initial=0)) // 2 * (plan.prices > 0)
        arcs, values = only(arcs, tight), among[tight]
        plan, in_time = plan_of(
            arcs, values, places, compiled=compiled, prices=idea, given=choice, seconds=clock.left
        )
        if not in_time:
            return choice, False
        choice = plan.choice
        if stage == "waiting":
            lots = _lots(arcs, people, seed, clock)
            if lots is None:
                return choice, False
            ties = lots
    return choice, True


def _lots(
    arcs: Arcs, people: tuple[Sequence[Seeker], Sequence[Supporter]], seed: int, clock: Clock
) -> Integers | None:
    """A lot for each pair; None where time runs out."""
    seekers, supporters = arcs.seeker, arcs.supporter
    found = np.zeros(seekers.size, dtype=np.int64)
    for first in range(0, found.size, _LOTS_TOGETHER):
        if not clock.may_go_on:
            return None
        here = slice(first, first + _LOTS_TOGETHER)
        found[here] = [
            lot(seed, people[0][i].id, people[1][j].id)
            for i, j in zip(seekers[here].tolist(), supporters[here].tolist(), strict=True)
        ]
    return found
