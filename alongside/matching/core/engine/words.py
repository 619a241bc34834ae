"""Sets of words as bits of one or more columns."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alongside.matching.core.engine.market import Check, Columns, Test

_WIDTHS = {16: 13, 32: 29, 64: 61}
"""How many words fit into a column of each width, beside two bits that mean *whatever the other has*."""

Sets = Sequence[Collection[Any]]


@dataclass(frozen=True, slots=True)
class Words:
    """The words that both sides use, each with its place, in columns of one width."""

    places: dict[Any, int]
    width: int
    span: int

    def bits(self, sets: Sets, flags: NDArray[np.int64]) -> list[NDArray[np.int64]]:
        """One array a column: for each set its words, and these flags in the first column."""
        columns = np.zeros((self.span, len(sets)), dtype=np.int64)
        columns[0] = flags
        room = _WIDTHS[self.width]
        for k, words in enumerate(sets):
            for word in words:
                place = self.places.get(word)
                if place is not None:
                    columns[place // room, k] |= np.int64(1) << np.int64(place % room)
        return list(columns)


def shared_words(own: Sets, other: Sets, least_width: int = 16) -> Words:
    """The words that at least one on either side has, the most frequent first, in the narrowest columns that hold them."""
    here, there = (Counter(word for words in sets for word in words) for sets in (own, other))
    both = sorted(here.keys() & there.keys(), key=lambda word: (-here[word] * there[word], repr(word)))
    width = next((w for w, room in _WIDTHS.items() if w >= least_width and len(both) <= room), 64)
    return Words({word: k for k, word in enumerate(both)}, width, max(1, -(-len(both) // _WIDTHS[width])))


def add_meeting(
    columns: Columns,
    seekers: Sets,
    supporters: Sets,
    whatever: tuple[Sequence[bool], Sequence[bool]],
    least_width: int = 16,
) -> Check:
    """A check that a seeker's and a supporter's words meet. Where ``whatever`` is true of either, it holds anyway."""
    words = shared_words(seekers, supporters, least_width)
    first = np.int64(1) << np.int64(_WIDTHS[words.width])
    one, other = (np.asarray(flags, dtype=np.int64) for flags in whatever)
    own = one * first + 2 * first * int(other.any())
    theirs = first * int(one.any()) + other * 2 * first
    return Check(
        Test.MEET, words.width, _added(columns, words, (seekers, own), (supporters, theirs)), words.span
    )


def add_apart(columns: Columns, seekers: Sets, supporters: Sets) -> Check:
    """A check that they share no word."""
    words = shared_words(seekers, supporters)
    none = (np.zeros(len(seekers), dtype=np.int64), np.zeros(len(supporters), dtype=np.int64))
    column = _added(columns, words, (seekers, none[0]), (supporters, none[1]))
    return Check(Test.APART, words.width, column, words.span)


def _added(
    columns: Columns, words: Words, own: tuple[Sets, NDArray[np.int64]], other: tuple[Sets, NDArray[np.int64]]
) -> int:
    pairs = zip(words.bits(*own), words.bits(*other), strict=True)
    return min([columns.add(words.width, one, two) for one, two in pairs])
