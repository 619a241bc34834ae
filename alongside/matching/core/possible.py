"""Every pair that may be proposed, with what it is worth: looked at in columns, or one by one where columns do not do.

The pairs are those of ``admit`` and the weights those of ``weigh``, whichever way they are looked at.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from alongside.matching.core.admit import Obstacle, admissible
from alongside.matching.core.anytime import Clock, longest_first, rows_in_time
from alongside.matching.core.engine.arcs import Arcs
from alongside.matching.core.engine.dense import fits, holds
from alongside.matching.core.engine.from_people import LIFT, NotInColumnsError, market_of_people
from alongside.matching.core.engine.market import Market, Rule
from alongside.matching.core.engine.sharing import arcs_of
from alongside.matching.core.exact import Integers
from alongside.matching.core.judge import wished_value
from alongside.matching.core.outcome import OnlyObstacle
from alongside.matching.core.people import TOPICS_KEY, Exclusion, Seeker, Supporter
from alongside.matching.core.unmatched import counted_obstacles
from alongside.matching.core.weigh import weigh

A_LOOK = 262_144
"""Possible pairs that are looked at together, between two looks at the clock."""

Labels = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Possible:
    """The pairs that may be proposed among these people; places are not looked at. ``weights`` are of the arcs."""

    seekers: Sequence[Seeker]
    supporters: Sequence[Supporter]
    barred: frozenset[Exclusion]
    arcs: Arcs
    market: Market | None
    _labels: dict[int, Labels] = field(default_factory=dict)

    @property
    def weights(self) -> Integers:
        """What each pair is worth: fit and waiting."""
        return self.arcs.weight.astype(np.int64) - LIFT

    def has_any(self, seeker: int) -> bool:
        """Whether anybody at all may be proposed to a seeker."""
        return bool(self.arcs.indptr[seeker + 1] > self.arcs.indptr[seeker])

    def only_obstacles(self, seeker: int, had: Integers, left: Integers) -> tuple[OnlyObstacle, ...]:
        """What alone stands between a seeker and supporters who ``had`` places, and of how many some are ``left``."""
        counts: dict[Obstacle, list[int]] = {}
        for others, obstacles in self._single(seeker, had > 0):
            if len(obstacles) == 1:
                count = counts.setdefault(obstacles[0], [0, 0])
                count[0] += others.size
                count[1] += int((left[others] > 0).sum())
        return counted_obstacles(counts)

    def _single(self, i: int, open_: NDArray[np.bool_]) -> list[tuple[Integers, tuple[Obstacle, ...]]]:
        """Supporters from whom one obstacle alone may keep seeker i, those with the same obstacle together."""
        seeker, market = self.seekers[i], self.market
        if market is None:
            return [
                (np.array([j]), admissible(seeker, self.supporters[j], self.barred))
                for j in np.flatnonzero(open_).tolist()
            ]
        own = market.seekers.taken(np.array([i]))
        # Living in one community may show in two rules and among the excluded pairs, and is one obstacle.
        between = np.zeros(len(self.supporters), dtype=np.bool_)
        between[market.excluded[market.excluded[:, 0] == i, 1]] = True
        failing, last = np.zeros(between.size, dtype=np.int64), np.full(between.size, -1, dtype=np.int64)
        for k, rule in enumerate(market.rules):
            fails = ~holds(rule, own, market.supporters)[0]
            if rule.name.endswith(": community"):
                between |= fails
            else:
                failing += fails
                last[fails] = k
        found = [
            (np.array([j]), admissible(seeker, self.supporters[j], self.barred))
            for j in np.flatnonzero(open_ & between & (failing == 0)).tolist()
        ]
        alone = np.flatnonzero(open_ & ~between & (failing == 1))
        for k in np.unique(last[alone]).tolist():
            here = alone[last[alone] == k]
            labels = self._labels_of(k)[here]
            for label in np.unique(labels).tolist():
                same = here[labels == label]
                found.append((same, admissible(seeker, self.supporters[int(same[0])], self.barred)))
        return found

    def _labels_of(self, k: int) -> Labels:
        """Equal numbers for supporters whom rule k, where it alone fails, keeps away by the same obstacle."""
        if k not in self._labels:
            assert self.market is not None
            numbers: dict[object, int] = {}
            said = (_said(self.market.rules[k], one) for one in self.supporters)
            self._labels[k] = np.array([numbers.setdefault(each, len(numbers)) for each in said])
        return self._labels[k]


def _said(rule: Rule, supporter: Supporter) -> object:
    """All of a supporter that the obstacle behind a rule depends on: what is known of them, and what they ask for."""
    side, _, what = rule.name.partition(": ")
    if not what:
        return None
    key = what.partition(" ")[2]
    if side == "seeker":
        value = supporter.topics if key == TOPICS_KEY else supporter.traits.get(key)
        return value is not None and value != frozenset()
    return tuple(
        (wish.trait, wish.strength, wished_value(wish, supporter) is None)
        for wish in supporter.wishes
        if wish.trait.key == key
    )


def possible_pairs(
    seekers: Sequence[Seeker],
    supporters: Sequence[Supporter],
    barred: frozenset[Exclusion],
    *,
    clock: Clock,
    compiled: bool,
) -> tuple[Possible, Integers]:
    """The pairs of those seekers whom there is time to look at, who waited longest first; and who those are.

    ``compiled`` needs the extra ``scale``.
    """
    order = longest_first(seekers)
    try:
        if compiled:
            many = rows_in_time(len(seekers), len(supporters), clock.seconds)
            looked = np.array(sorted(order[:many]), dtype=np.int64)
            rows = [seekers[i] for i in looked.tolist()]
            market = market_of_people(rows, supporters, barred)
            return Possible(rows, supporters, barred, arcs_of(market), market), looked
        return _in_columns(seekers, supporters, barred, clock, order)
    except NotInColumnsError:
        return _one_by_one(seekers, supporters, barred, clock, order)


def _in_columns(
    seekers: Sequence[Seeker],
    supporters: Sequence[Supporter],
    barred: frozenset[Exclusion],
    clock: Clock,
    order: list[int],
) -> tuple[Possible, Integers]:
    market = market_of_people(seekers, supporters, barred)
    together = max(1, A_LOOK // max(1, len(supporters)))
    looked: list[int] = []
    parts = []
    for first in range(0, len(order), together):
        if not clock.may_look:
            break
        rows = np.array(order[first : first + together], dtype=np.int64)
        worth = fits(_of(market, rows))
        at, columns = np.nonzero(worth)
        parts.append((rows[at], columns, worth[at, columns]))
        looked.extend(rows.tolist())
    kept = np.array(sorted(looked), dtype=np.int64)
    turn = np.zeros(len(seekers), dtype=np.int64)
    turn[kept] = np.arange(kept.size)
    arcs = _as_arcs([(turn[rows], columns, worth) for rows, columns, worth in parts], kept.size)
    everybody = kept.size == len(seekers)
    return Possible(
        [seekers[i] for i in kept.tolist()],
        supporters,
        barred,
        arcs,
        market if everybody else _of(market, kept),
    ), kept


def _of(market: Market, rows: Integers) -> Market:
    """The market of these seekers alone, in this order."""
    turn = np.full(market.seekers.people, -1, dtype=np.int64)
    turn[rows] = np.arange(rows.size)
    at = turn[market.excluded[:, 0]]
    excluded = np.stack([at, market.excluded[:, 1]], axis=1)[at >= 0].astype(np.int32)
    return replace(market, seekers=market.seekers.taken(rows), excluded=np.unique(excluded, axis=0))


def _one_by_one(
    seekers: Sequence[Seeker],
    supporters: Sequence[Supporter],
    barred: frozenset[Exclusion],
    clock: Clock,
    order: list[int],
) -> tuple[Possible, Integers]:
    found: dict[int, list[tuple[int, int]]] = {}
    for i in order:
        if not clock.may_look:
            break
        found[i] = [
            (j, weigh(seekers[i], other).total + LIFT)
            for j, other in enumerate(supporters)
            if not admissible(seekers[i], other, barred)
        ]
    looked = np.array(sorted(found), dtype=np.int64)
    parts = [
        (np.full(len(row), n), np.array([j for j, _ in row], dtype=np.int64), np.array([w for _, w in row]))
        for n, row in enumerate(found[i] for i in looked.tolist())
    ]
    rows = [seekers[i] for i in looked.tolist()]
    return Possible(rows, supporters, barred, _as_arcs(parts, looked.size), None), looked


def _as_arcs(parts: Sequence[tuple[Integers, Integers, Integers]], seekers: int) -> Arcs:
    nothing = np.zeros(0, dtype=np.int64)
    rows, columns, worth = (np.concatenate([nothing, *(part[k] for part in parts)]) for k in range(3))
    order = np.lexsort((columns, rows))
    indptr = np.zeros(seekers + 1, dtype=np.int64)
    np.cumsum(np.bincount(rows, minlength=seekers), out=indptr[1:])
    return Arcs(indptr, columns[order].astype(np.int32), worth[order].astype(np.int32))
