"""How alike two names are, across accents, order and slips of the finger. No nicknames are guessed."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

# Letters that Unicode does not take apart into a letter and a mark.
_LETTERS: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "\u0131": "i"}
)
_TITLES: Final = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "rev", "sir"})


@lru_cache(maxsize=65_536)
def name_words(name: str) -> tuple[str, ...]:
    """The words of a name in alphabetical order, lower case, without accents and titles."""
    flat = unicodedata.normalize("NFKD", name.casefold()).translate(_LETTERS)
    bare = "".join(char for char in flat if not unicodedata.combining(char) and char not in "'\u2019`")
    words = "".join(char if char.isalpha() else " " for char in bare).split()
    return tuple(sorted([word for word in words if word not in _TITLES] or words))


def name_likeness(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """From 0 to 1 (the same words in any order). Each word meets its likest; the least of the meetings counts.

    A middle name on one side only costs little; a single shared word of two never suffices.
    """
    if one == other:
        return 1.0 if one else 0.0
    short, long = sorted((one, other), key=len)
    if not short:
        return 0.0
    left = list(long)
    least = 1.0
    for word in short:
        best = max(left, key=lambda candidate: jaro_winkler(word, candidate))
        least = min(least, jaro_winkler(word, best))
        left.remove(best)
    if left and len(short) == 1:
        return least * 0.7
    return least - 0.03 * len(left)


@lru_cache(maxsize=262_144)
def jaro_winkler(one: str, other: str) -> float:
    """Likeness of two words from 0 to 1.

    Source: Winkler W. E. (1990), String comparator metrics and enhanced decision rules in the
    Fellegi-Sunter model of record linkage; prefix weight 0.1, up to 4 letters.
    """
    if one == other:
        return 1.0
    reach = max(max(len(one), len(other)) // 2 - 1, 0)
    matched = [False] * len(other)
    first = []
    for place, letter in enumerate(one):
        for there in range(max(0, place - reach), min(len(other), place + reach + 1)):
            if not matched[there] and other[there] == letter:
                matched[there] = True
                first.append(letter)
                break
    if not first:
        return 0.0
    second = [letter for letter, found in zip(other, matched, strict=True) if found]
    swaps = sum(a != b for a, b in zip(first, second, strict=True)) / 2
    same = len(first)
    jaro = (same / len(one) + same / len(other) + (same - swaps) / same) / 3
    prefix = 0
    for a, b in zip(one[:4], other[:4], strict=False):
        if a != b:
            break
        prefix += 1
    return jaro + prefix * 0.1 * (1 - jaro)
