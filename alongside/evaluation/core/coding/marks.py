"""Marks that a coder makes in a text, which texts both code, and quotes that may only leave out."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

GAP = "[…]"
_SENTENCE_END = re.compile(r"[.!?…]+[\"”’')]*\s+|\n+")


class BadMark(ValueError):
    """A mark of a code that is not in the codebook, or of a place that is not in the text."""


@dataclass(frozen=True, order=True)
class Mark:
    """A code given to the characters from `start` up to but without `end`, or to the whole text where both are None."""

    code: str
    start: int | None = None
    end: int | None = None

    @property
    def is_whole(self) -> bool:
        return self.start is None


def checked(marks: Iterable[Mark], *, codes: Iterable[str], length: int) -> tuple[Mark, ...]:
    """The marks, each once, in a fixed order. Raises `BadMark`."""
    allowed = frozenset(codes)
    for mark in (found := frozenset(marks)):
        if mark.code not in allowed:
            raise BadMark(f"{mark.code} is not in the codebook")
        if (mark.start is None) != (mark.end is None):
            raise BadMark("a place has a beginning and an end")
        if mark.start is not None and mark.end is not None and not 0 <= mark.start < mark.end <= length:
            raise BadMark(f"{mark.start} to {mark.end} is not in a text of {length} characters")
    return tuple(
        sorted(found, key=lambda one: (one.code, -1 if one.start is None else one.start, one.end or 0))
    )


def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Where the sentences of a text begin and end, in order; a text without a full stop is one sentence."""
    found, start = [], 0
    for end in [*(each.end() for each in _SENTENCE_END.finditer(text)), len(text)]:
        part = text[start:end]
        if part.strip():
            begin = start + len(part) - len(part.lstrip())
            found.append((begin, begin + len(part.strip())))
        start = end
    return tuple(found)


def runs_of(chosen: Iterable[int], places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The places of chosen sentences (numbers from 0), neighbours joined. Numbers that do not exist are left out."""
    found: list[tuple[int, int]] = []
    before: int | None = None
    for number in sorted({each for each in chosen if 0 <= each < len(places)}):
        start, end = places[number]
        if before is not None and number == before + 1:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
        before = number
    return found


def as_data(marks: Iterable[Mark]) -> list[list[Any]]:
    """The marks as they are kept; `from_data` reads them back."""
    return [[mark.code, mark.start, mark.end] for mark in marks]


def from_data(kept: Iterable[Sequence[Any]]) -> tuple[Mark, ...]:
    return tuple(Mark(code, start, end) for code, start, end in kept)


def codes_in(kept: Iterable[Sequence[Any]]) -> frozenset[str]:
    """Which codes stand in kept marks, wherever."""
    return frozenset(each[0] for each in kept)


def shuffled(keys: Iterable[int], seed: str) -> list[int]:
    """The keys in an order that follows from the seed alone, and not from who answered when."""
    return sorted(keys, key=lambda key: hashlib.sha256(f"{seed}:{key}".encode()).digest())


def shares_of(count: int, percent: int) -> list[tuple[bool, bool]]:
    """For each of `count` shuffled texts, whether the first and the second coder code it.

    The first `percent` of a hundred (rounded up) are coded by both; the rest is shared out in turn.
    """
    both = -(-count * percent // 100)
    return [
        (True, True) if number < both else ((number - both) % 2 == 0, (number - both) % 2 == 1)
        for number in range(count)
    ]


def is_quote_of(quote: str, text: str) -> bool:
    """Whether a quote says nothing but the text's own words, in their order, with gaps marked by […].

    Leaving out is allowed, changing is not. White space counts alike.
    """
    said = [" ".join(part.split()) for part in quote.split(GAP)]
    parts = [part for part in said if part]
    plain, at = " ".join(text.split()), 0
    for part in parts:
        found = plain.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return bool(parts)
