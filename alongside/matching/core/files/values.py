"""Single values of a file, each taken with suspicion: what is wrong is noted, and a harmless value stands in."""

import unicodedata
from collections.abc import Callable, Collection
from difflib import get_close_matches
from functools import lru_cache
from typing import TypeVar

from alongside.matching.core.files.faults import Place
from alongside.matching.core.files.grammar import SAME, Raw

LONGEST_WORD = 200
MOST_WORDS = 400
_NO_TEXT = {"Cc", "Cs", "Zl", "Zp"}
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Signs that turn the direction of what follows, and can make a line on a screen say something else."""
T = TypeVar("T")


def number(raw: Raw, place: Place, *, least: int, most: int, usual: int = 0) -> int:
    """A whole number within bounds; ``usual`` when it is left out."""
    if raw is None:
        return usual
    if isinstance(raw, bool) or not isinstance(raw, int) or not least <= raw <= most:
        place.fault(f"{told(raw)} is not possible here. Write a whole number from {least:,} to {most:,}.")
        return usual
    return raw


def truth(raw: Raw, place: Place) -> bool:
    """Yes or no; left out means no."""
    if raw is None or isinstance(raw, bool):
        return bool(raw)
    if isinstance(raw, str) and raw.lower() in _TRUTHS:
        return _TRUTHS[raw.lower()]
    place.fault(f"{told(raw)} is neither yes nor no. Write true or false.")
    return False


_TRUTHS = {"true": True, "yes": True, "false": False, "no": False, "": False}


def word(raw: Raw, place: Place) -> str:
    """A word that can stand in every file of ours; empty after a fault."""
    if isinstance(raw, int) and not isinstance(raw, bool):
        raw = str(raw)
    if not isinstance(raw, str):
        place.fault(f"{told(raw)} is no text. Write a word.")
        return ""
    text = unicodedata.normalize("NFC", raw).strip()
    why = _why_no_word(text)
    if why:
        place.fault(f"{told(raw)} cannot be taken: {why}")
        return ""
    return text


@lru_cache(maxsize=4096)
def _why_no_word(text: str) -> str:
    return next((why for why, is_so in _WHY_NO_WORD if is_so(text)), "")


_WHY_NO_WORD: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("it is empty. Write a word.", lambda text: not text),
    (f"it is longer than {LONGEST_WORD} characters.", lambda text: len(text) > LONGEST_WORD),
    (
        "it holds signs that are no text, such as a line break.",
        lambda text: any(map(_is_no_text, text)),
    ),
    ("these words have a meaning of their own. Write other words.", lambda text: text == SAME),
    ("; and | separate words. Write it without them.", lambda text: ";" in text or "|" in text),
    ("a spreadsheet would take it for a formula. Begin with another sign.", lambda text: text[0] in "=+-@"),
)


def words(raw: Raw, place: Place) -> frozenset[str]:
    """A list of words; none when it is left out."""
    return frozenset(entries(raw, place, word)) - {""}


def entries(raw: Raw, place: Place, read: Callable[[Raw, Place], T]) -> list[T]:
    """A list, each entry read at its own place; empty when it is left out."""
    if raw is None:
        return []
    if not isinstance(raw, list) or len(raw) > MOST_WORDS:
        size = f"at most {MOST_WORDS} entries"
        place.fault(f"{told(raw)} is no list of {size}. Write a list in square brackets.")
        return []
    return [read(entry, place.at(index)) for index, entry in enumerate(raw)]


def fields(raw: Raw, place: Place, known: Collection[str]) -> dict[str, Raw]:
    """An object with no other names than the known; what is wrong about it is noted."""
    if not isinstance(raw, dict):
        place.fault(f"{told(raw)} is no object. Write names and values in curly brackets.")
        return {}
    for name in raw:
        if name not in known:
            place.at(name).fault(f"There is nothing of this name here. {suggestion(name, known)}")
    return raw


def suggestion(name: str, known: Collection[str]) -> str:
    """The nearest of the names there are, or all of them."""
    near = get_close_matches(name, known, n=1)
    if near:
        return f"Did you mean {near[0]}?"
    return f"There are: {', '.join(sorted(known)[:MOST_NAMED])}." if known else "There are none."


MOST_NAMED = 30


def told(raw: Raw) -> str:
    """A value as a sentence can hold it: short, and on one line."""
    if isinstance(raw, list | dict):
        return f"This {'list' if isinstance(raw, list) else 'object'} of {len(raw)}"
    if raw is None:
        return "Nothing"
    if isinstance(raw, bool):
        return "true" if raw else "false"
    text = str(raw) if isinstance(raw, str) or abs(raw) < 10**30 else "A number of more than 30 digits"
    plain = "".join("�" if _is_no_text(sign) else sign for sign in text)
    return f'"{plain[:60]}{"…" if len(plain) > 60 else ""}"'


def _is_no_text(sign: str) -> bool:
    return unicodedata.category(sign) in _NO_TEXT or sign in _TURNING
