"""Who ranks whom, for two sides that both choose, as arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.integer]


class PreferencesError(ValueError):
    """The lists contradict themselves; the words say where."""


@dataclass(frozen=True, slots=True, eq=False)
class Preferences:
    """All pairs that may be, and how each side ranks them.

    Seeker i could go to ``supporter[a]`` for every a from ``indptr[i]`` to ``indptr[i + 1]``, and ranks it
    ``seeker_rank[a]``; the supporter ranks the seeker ``supporter_rank[a]``. A lower rank is liked better; equal
    ranks are liked equally; ranks mean nothing across people. ``capacity`` is each supporter's free places.
    ``turn`` settles a supporter's ties between seekers and ``lot`` a seeker's ties between supporters: each a
    number a person, all different, the lowest first. PreferencesError if anything is missing or contradictory.
    """

    indptr: Integers
    supporter: Integers
    seeker_rank: Integers
    supporter_rank: Integers
    capacity: Integers
    turn: Integers
    lot: Integers

    def __post_init__(self) -> None:
        for name in ("indptr", "supporter", "seeker_rank", "supporter_rank", "capacity", "turn", "lot"):
            column = getattr(self, name)
            if column.ndim != 1 or not np.issubdtype(column.dtype, np.integer):
                raise PreferencesError(f"{name} is not a list of whole numbers.")
        arcs, supporters = self.supporter.size, self.capacity.size
        if {self.seeker_rank.size, self.supporter_rank.size} != {arcs}:
            raise PreferencesError("There is not one rank from each side for every pair.")
        if not self.indptr.size or self.indptr[0] != 0 or self.indptr[-1] != arcs or _falls(self.indptr):
            raise PreferencesError("indptr does not divide the pairs among the seekers.")
        if arcs and not 0 <= int(self.supporter.min()) <= int(self.supporter.max()) < supporters:
            raise PreferencesError("A pair names a supporter who is not there.")
        if supporters and int(self.capacity.min()) < 0:
            raise PreferencesError("A supporter has fewer than no places.")
        if _repeats(self.turn, self.seekers) or _repeats(self.lot, supporters):
            raise PreferencesError("Turns and lots are one number for each person, all different.")
        self._refuse_doubles()

    @property
    def seekers(self) -> int:
        """How many seek."""
        return int(self.indptr.size - 1)

    def owners(self) -> Integers:
        """The seeker of each pair."""
        return np.repeat(np.arange(self.seekers, dtype=np.int32), np.diff(self.indptr))

    def _refuse_doubles(self) -> None:
        # Rows are usually sorted, and then looking at neighbours is enough.
        same_row = np.ones(max(self.supporter.size - 1, 0), dtype=np.bool_)
        starts = self.indptr[1:-1]
        same_row[starts[(starts > 0) & (starts < self.supporter.size)] - 1] = False
        steps = np.diff(self.supporter)
        if not np.any(same_row & (steps <= 0)):
            return
        keys = np.sort(self.owners().astype(np.int64) * self.capacity.size + self.supporter)
        if np.any(keys[1:] == keys[:-1]):
            raise PreferencesError("A pair is listed twice.")


def _falls(column: Integers) -> bool:
    return bool(np.any(np.diff(column) < 0))


def _repeats(column: Integers, people: int) -> bool:
    return column.size != people or np.unique(column).size != people
