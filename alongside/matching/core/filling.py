"""How many people can have a place at all, when supporters are added to a round that stands.

Only the number counts here, not how well anybody fits, so that nothing needs to be solved anew: whoever is left looks for a
place by a path of people who can move up (an alternating path; Berge 1957). A path that leads nowhere is not tried again for
others, because it leads nowhere for them either.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from alongside.matching.core.admit import admissible
from alongside.matching.core.engine import dense
from alongside.matching.core.engine.from_people import NotInColumnsError, market_of_people
from alongside.matching.core.people import Exclusion, Seeker, Supporter

Booleans = NDArray[np.bool_]
NOBODY = -1


def who_may(
    seekers: Sequence[Seeker], supporters: Sequence[Supporter], barred: frozenset[Exclusion]
) -> Booleans:
    """Whether each pair may be proposed: seekers x supporters. Places are not looked at."""
    if not seekers or not supporters:
        return np.zeros((len(seekers), len(supporters)), dtype=np.bool_)
    try:
        return dense.allowed(market_of_people(seekers, supporters, barred))
    except NotInColumnsError:
        return np.array(
            [[not admissible(one, other, barred) for other in supporters] for one in seekers], dtype=np.bool_
        )


class Filling:
    """Who has a place with whom; grows as supporters are added, and nobody who has a place loses it."""

    def __init__(self, may: Booleans, places: Sequence[int]) -> None:
        self.may = may
        self.choice = np.full(may.shape[0], NOBODY, dtype=np.int64)
        self._places = list(places)
        self._held: list[set[int]] = [set() for _ in places]

    def seat(self, seeker: int, supporter: int) -> None:
        """Begin with this pair, which stands also where the supporter has no place left to give."""
        self._take(seeker, supporter)

    def add(self, may: Booleans, places: int) -> None:
        """One more supporter, or several of a kind: who may be proposed to them, and their places in all."""
        self.may = np.concatenate((self.may, may[:, None]), axis=1)
        self._places.append(places)
        self._held.append(set())

    def fill(self, order: Iterable[int]) -> None:
        """Give places to as many as possible; of equals to whoever comes first in the order."""
        dead = np.zeros(len(self._places), dtype=np.bool_)
        for seeker in order:
            if self.choice[seeker] == NOBODY:
                self._look(seeker, dead)

    def _look(self, start: int, dead: Booleans) -> None:
        """A way from this seeker to a free place, and everybody on it moves up; without one, what it saw is dead."""
        came_from: dict[int, int] = {}
        seen = dead.copy()
        queue = [start]
        while queue:
            seeker = queue.pop()
            for supporter in np.flatnonzero(self.may[seeker] & ~seen).tolist():
                seen[supporter] = True
                came_from[supporter] = seeker
                if len(self._held[supporter]) < self._places[supporter]:
                    self._move_up(supporter, came_from, start)
                    return
                queue.extend(self._held[supporter])
        dead |= seen

    def _move_up(self, supporter: int, came_from: dict[int, int], start: int) -> None:
        while True:
            seeker = came_from[supporter]
            before = int(self.choice[seeker])
            if before != NOBODY:
                self._held[before].discard(seeker)
            self._take(seeker, supporter)
            if seeker == start:
                return
            supporter = before

    def _take(self, seeker: int, supporter: int) -> None:
        self.choice[seeker] = supporter
        self._held[supporter].add(seeker)
