"""Letters in a definition that nobody sees, that turn what follows, or that are heaped up: a title that reads otherwise
than it is written deceives whoever agrees to it. What is typed on pages is cleaned; a file is told of instead, since a
file that was agreed to is never changed."""

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any
from unicodedata import category

from alongside.common.core.clean import clean
from alongside.programmes.core.lines import Path


def deceiving(part: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every text within that holds such letters, with what is wrong in words."""
    if isinstance(part, str):
        if words := _wrong_in(part):
            yield path, words
    elif isinstance(part, dict):
        for key, value in part.items():
            yield from deceiving(value, (*path, key))
    elif isinstance(part, list):
        for index, value in enumerate(part):
            yield from deceiving(value, (*path, index))


def deceiving_line(text: str) -> tuple[int, str, str] | None:
    """The first line of a file with such letters outside its values, in a note perhaps: its number from 1, no path, and
    the words."""
    for number, line in enumerate(text.split("\n"), 1):
        if words := _wrong_in(line):
            return number, "", words
    return None


def _wrong_in(text: str) -> str:
    kept = clean(text)
    odd = next((letter for letter, other in zip_longest(text, kept) if letter != other), None)
    if odd is None:
        return ""
    if category(odd) in {"Mn", "Me"}:
        return "This text heaps marks on one letter. Type it again without them."
    return f"This text holds a character that nobody sees, or that turns what follows: U+{ord(odd):04X}. Type it again without copying."
