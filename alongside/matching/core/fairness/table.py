"""The people of a round as columns of numbers: who may have which place, and what each pair is worth."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from alongside.matching.core.engine.arcs import Arcs
from alongside.matching.core.exact import NOBODY, Booleans, Integers
from alongside.matching.core.outcome import Pair
from alongside.matching.core.people import Id, Seeker, Supporter
from alongside.matching.core.possible import Possible
from alongside.matching.core.sharing_out import only
from alongside.matching.core.weigh import waiting_bonus

ANYBODY = ""


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Rows are seekers, columns are places of one supporter of one kind: held for a group, or for anybody.

    ``arcs`` are the pairs of a seeker and a column with a place, ``weights`` and ``fits`` what they are worth, and
    ``places`` are by column. ``possible`` are all pairs, whether or not there is a place.
    """

    possible: Possible
    columns: list[tuple[int, str]]
    places: Integers
    arcs: Arcs
    weights: Integers
    fits: Integers

    @property
    def seekers(self) -> Sequence[Seeker]:
        """The rows."""
        return self.possible.seekers

    @property
    def supporters(self) -> Sequence[Supporter]:
        """Those to whom the columns belong."""
        return self.possible.supporters

    @property
    def matchable(self) -> list[Seeker]:
        """Those for whom some place is open at all."""
        return [self.possible.seekers[i] for i in np.flatnonzero(np.diff(self.arcs.indptr)).tolist()]

    def chosen(self, choice: Integers) -> Integers:
        """The arcs of a choice of columns."""
        return np.flatnonzero(choice[self.arcs.seeker] == self.arcs.supporter)

    def only(self, mask: Booleans) -> "Table":
        """The table with these arcs and no others."""
        return replace(self, arcs=only(self.arcs, mask), weights=self.weights[mask], fits=self.fits[mask])


def table_of(
    possible: Possible,
    kept: Collection[Pair],
    *,
    held: Mapping[Id, Mapping[str, int]],
    members: Mapping[str, Collection[Id]],
) -> Table:
    """The table of these people beside the kept pairs. ``members`` are those of the groups that ``held`` names."""
    taken = Counter(pair.supporter for pair in kept)
    giving = possible.supporters
    columns = [
        (j, group) for j, one in enumerate(giving) for group in (ANYBODY, *sorted(held.get(one.id, {})))
    ]
    places = np.array([_places(giving[j], group, taken, held) for j, group in columns], dtype=np.int64)
    parts = []
    every = possible.arcs
    for group in sorted({group for _, group in columns}):
        column = np.full(len(giving), NOBODY, dtype=np.int64)
        for c, (j, kind) in enumerate(columns):
            if kind == group and places[c]:
                column[j] = c
        may = np.array(
            [group == ANYBODY or one.id in members[group] for one in possible.seekers], dtype=np.bool_
        )
        mask = (column[every.supporter] != NOBODY) & may[every.seeker]
        parts.append((every.seeker[mask], column[every.supporter[mask]], np.flatnonzero(mask)))
    if not parts:
        parts = [(np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))]
    rows, where, which = (np.concatenate([part[k] for part in parts]) for k in range(3))
    order = np.lexsort((where, rows))
    rows, where, which = rows[order], where[order], which[order]
    indptr = np.zeros(every.seekers + 1, dtype=np.int64)
    np.cumsum(np.bincount(rows, minlength=every.seekers), out=indptr[1:])
    weights = possible.weights[which]
    waiting = np.array([waiting_bonus(one) for one in possible.seekers], dtype=np.int64)
    arcs = Arcs(indptr, where.astype(np.int32), every.weight[which])
    return Table(possible, columns, places, arcs, weights, weights - waiting[rows])


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
