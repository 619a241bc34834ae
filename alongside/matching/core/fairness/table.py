"""The people of a round as tables of numbers: who may have which place, and what each pair is worth."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from alongside.matching.core.admit import Obstacle, admissible
from alongside.matching.core.exact import Booleans, Integers
from alongside.matching.core.lots import in_lot_order
from alongside.matching.core.outcome import Pair
from alongside.matching.core.people import Exclusion, Id, Seeker, Supporter
from alongside.matching.core.weigh import weigh

ANYBODY = ""


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Rows are seekers, columns are places of one supporter of one kind: held for a group, or for anybody.

    ``obstacles`` are by seeker and supporter, and ``places``, ``allowed``, ``weights`` and ``fits`` by column. Every
    seeker and supporter is in the order of the lots, so that the seed and the ids alone decide the tables.
    """

    seekers: list[Seeker]
    supporters: list[Supporter]
    columns: list[tuple[int, str]]
    places: Integers
    obstacles: list[list[tuple[Obstacle, ...]]]
    allowed: Booleans
    weights: Integers
    fits: Integers

    @property
    def matchable(self) -> list[Seeker]:
        """Those for whom some place is open at all."""
        return [self.seekers[i] for i in np.flatnonzero((self.allowed & (self.places > 0)).any(axis=1))]


def table_of(
    seekers: Iterable[Seeker],
    supporters: Iterable[Supporter],
    barred: Collection[Exclusion],
    kept: Collection[Pair],
    *,
    seed: int,
    held: Mapping[Id, Mapping[str, int]],
    members: Mapping[str, Collection[Id]],
) -> Table:
    """The table of everybody but the kept pairs. ``members`` are those of the groups that ``held`` names."""
    done = {pair.seeker for pair in kept}
    taken = Counter(pair.supporter for pair in kept)
    waiting = [seeker for seeker in in_lot_order(seekers, seed) if seeker.id not in done]
    giving = in_lot_order(supporters, seed)
    obstacles = [[admissible(seeker, other, barred) for other in giving] for seeker in waiting]
    columns = [
        (j, group) for j, one in enumerate(giving) for group in (ANYBODY, *sorted(held.get(one.id, {})))
    ]
    shape = (len(waiting), len(columns))
    allowed = np.zeros(shape, dtype=np.bool_)
    weights, fits = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    for i, seeker in enumerate(waiting):
        found = {j: weigh(seeker, one) for j, one in enumerate(giving) if not obstacles[i][j]}
        for c, (j, group) in enumerate(columns):
            if j in found and (group == ANYBODY or seeker.id in members[group]):
                allowed[i, c] = True
                weights[i, c], fits[i, c] = found[j].total, found[j].fit
    places = np.array([_places(giving[j], group, taken, held) for j, group in columns], dtype=np.int64)
    return Table(waiting, giving, columns, places, obstacles, allowed & (places > 0), weights, fits)


def _places(
    supporter: Supporter, group: str, taken: Mapping[Id, int], held: Mapping[Id, Mapping[str, int]]
) -> int:
    """Places of one kind. A kept pair takes one for anybody before it takes one that is held."""
    kinds = held.get(supporter.id, {})
    open_ = supporter.capacity - sum(kinds.values())
    beyond = taken.get(supporter.id, 0) - open_
    if group == ANYBODY:
        return max(0, -beyond)
    for kind in sorted(kinds):
        if kind == group:
            break
        beyond -= min(max(0, beyond), kinds[kind])
    return kinds[group] - min(max(0, beyond), kinds[group])
