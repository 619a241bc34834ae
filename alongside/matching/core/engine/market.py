"""A market in columns: two sides, what bars a pair, and what a pair is worth, in a handful of primitives.

Every organisation's own traits and wishes are compiled to the same primitives, so that one engine serves all:

* *tests* on one column of either side: sets that meet (once or twice) or stay apart, codes that are the same or
  differ, a number within or outside what the other asks. A *rule* holds if any of its tests does; a pair may be
  proposed if every rule holds and the pair is not among the excluded;
* *terms*, each a similarity times a coefficient of the seeker, of the supporter, or both.

The weight of a pair is ``base[seeker] + base[supporter] + floor(sum of terms / divisor)``. All of it is whole
numbers of 16, 32 or 64 bits, so every way of working it out agrees to the bit on every machine.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Shorts = NDArray[np.int16]
Ints = NDArray[np.int32]
Longs = NDArray[np.int64]

UNKNOWN_NUMBER = 2**30 + 2**29
"""Stands in a column of numbers for *not said*: further from every number than any two numbers are apart."""
LARGEST_NUMBER = 2**28
NEVER_WITHIN = 2**15 - 1
"""Stands in a short column of numbers for *not said*: within nothing that somebody asks for."""


class Test(IntEnum):
    """What is asked of one column of both sides."""

    __test__ = False

    MEET = 0
    MEET_TWICE = 1
    APART = 2
    SAME = 3
    DIFFER = 4
    SEEKER_WITHIN = 5
    """The supporter's number is from the seeker's column up to the seeker's next column."""
    SUPPORTER_WITHIN = 6
    SEEKER_OUTSIDE = 7
    SUPPORTER_OUTSIDE = 8


class Term(IntEnum):
    """How alike the two sides are in one column.

    ``MEET`` and ``SAME`` give ``top`` or 0. ``STEP`` gives ``top`` less ``slope`` for each unit between two
    numbers, never below 0. ``DOT`` gives ``(dot product of span columns + top) * slope >> shift``. ``NEAR`` looks
    the distance of two numbers up in row ``row[seeker] + row[supporter]`` of the tables.
    """

    MEET = 0
    SAME = 1
    STEP = 2
    DOT = 3
    NEAR = 4


@dataclass(frozen=True, slots=True)
class Check:
    """One test of a rule: what is asked of which column. ``width`` is 16, 32 or 64; ``span`` columns side by side."""

    test: Test
    width: int
    column: int
    span: int = 1


@dataclass(frozen=True, slots=True)
class Rule:
    """Holds if any of its checks does. ``name`` is for whoever explains; it means nothing to the engine."""

    name: str
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Likeness:
    """One term of the weight: ``name`` is for whoever explains.

    Its coefficient is ``seeker_times * shorts[coefficient]`` of the seeker plus ``supporter_times`` the same of the
    supporter; where ``coefficient`` is -1, just ``seeker_times``. ``top``, ``slope``, ``shift`` and ``span`` say how
    alike two are (``Term``).
    """

    name: str
    term: Term
    width: int
    column: int
    coefficient: int
    seeker_times: int = 1
    supporter_times: int = 0
    top: int = 1
    slope: int = 0
    shift: int = 0
    span: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """The columns of one side, by their width; each array is columns x people. ``base`` is int32, one a person."""

    shorts: Shorts
    ints: Ints
    longs: Longs
    base: Ints

    @property
    def people(self) -> int:
        """How many there are."""
        return self.base.size

    def of(self, width: int) -> NDArray[Any]:
        """The columns of this width."""
        kept: dict[int, NDArray[Any]] = {16: self.shorts, 32: self.ints, 64: self.longs}
        return kept[width]

    def taken(self, positions: NDArray[Any]) -> "Side":
        """The same columns for these people in this order."""
        return Side(
            *(
                np.ascontiguousarray(np.take(columns, positions, axis=-1))
                for columns in (self.shorts, self.ints, self.longs, self.base)
            )
        )


@dataclass(frozen=True, slots=True, eq=False)
class Market:
    """Everything a round is about.

    ``capacity`` is each supporter's number of free places (int32). ``excluded`` are rows (seeker, supporter) that
    may never be, sorted and each once (int32, k x 2). ``most`` is an upper bound of all weights, and no weight of a
    pair that may be proposed is below 1. ``fence`` is the index of the rule by which people are looked up (-1: none).
    """

    seekers: Side
    supporters: Side
    capacity: Ints
    excluded: Ints
    rules: tuple[Rule, ...]
    likenesses: tuple[Likeness, ...]
    tables: Ints
    divisor: int
    most: int
    fence: int = -1

    def __post_init__(self) -> None:
        if self.capacity.size != self.supporters.people:
            raise ValueError("The places are not as many as the supporters.")
        if self.capacity.size and int(self.capacity.min()) < 0:
            raise ValueError("A supporter has fewer than no places.")


@dataclass(slots=True)
class Columns:
    """Collects the columns of both sides, and says under which number each pair of columns can be found."""

    shorts: list[tuple[Shorts, Shorts]] = field(default_factory=list)
    ints: list[tuple[Ints, Ints]] = field(default_factory=list)
    longs: list[tuple[Longs, Longs]] = field(default_factory=list)

    def add(self, width: int, seekers: ArrayLike, supporters: ArrayLike) -> int:
        """The number of a new pair of columns."""
        by_width: dict[int, tuple[list[Any], type]] = {
            16: (self.shorts, np.int16),
            32: (self.ints, np.int32),
            64: (self.longs, np.int64),
        }
        kept, kind = by_width[width]
        kept.append((np.asarray(seekers).astype(kind), np.asarray(supporters).astype(kind)))
        return len(kept) - 1

    def sides(self, seeker_base: ArrayLike, supporter_base: ArrayLike) -> tuple[Side, Side]:
        """Both sides with all columns."""
        seekers, supporters = (self._side(k, base) for k, base in enumerate((seeker_base, supporter_base)))
        return seekers, supporters

    def _side(self, which: int, base: ArrayLike) -> Side:
        base = np.asarray(base, dtype=np.int32)
        return Side(
            _stacked((pair[which] for pair in self.shorts), base.size, np.int16),
            _stacked((pair[which] for pair in self.ints), base.size, np.int32),
            _stacked((pair[which] for pair in self.longs), base.size, np.int64),
            base,
        )


def excluded_pairs(seekers: ArrayLike, supporters: ArrayLike) -> Ints:
    """Pairs (positions of both) that may never be, as a market wants them."""
    both = np.stack([np.asarray(seekers), np.asarray(supporters)], axis=1).astype(np.int32).reshape(-1, 2)
    return np.unique(both, axis=0)


def _stacked(columns: Iterable[NDArray[Any]], people: int, kind: type) -> NDArray[Any]:
    found = list(columns)
    return np.stack(found).astype(kind) if found else np.zeros((0, people), dtype=kind)
