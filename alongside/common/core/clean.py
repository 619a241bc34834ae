"""What somebody wrote, without the characters that could deceive or break a page. Everything else stays as it was written."""

from __future__ import annotations

import re
import unicodedata

MOST_MARKS = 4
"""Marks on one letter that some script needs (Tibetan, pointed Hebrew); more is decoration that spills over other lines."""

_TURNS_AND_GHOSTS = (
    "\u00ad"  # soft hyphen
    "\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u3164\uffa0"  # joiners and fillers that nobody sees
    "\u200b\u2060-\u2064\u206a-\u206f\ufeff"  # spaces of no width, invisible operators
    "\u202a-\u202e\u2066-\u2069"  # turning the direction of what follows
    "\ufff9-\ufffb"
    "\U000e0000-\U000e0fff"  # tags
)
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_FLAGS = "\U0001f3f4[\U000e0061-\U000e007a]{3,6}\U000e007f"
"""The flags of England, Scotland and Wales are a black flag and letters that nobody sees."""
_GHOSTS = re.compile(f"({_FLAGS})|[{_TURNS_AND_GHOSTS}]")
_DROPPED = frozenset({"Cc", "Cs", "Cn", "Co"})
_PLAIN = re.compile(r"[\n\t\x20-\x7e\xa0-\xac\xae-\u02ff]*")


def clean(words: str) -> str:
    """The words without control characters, turned directions, characters that nobody sees, and heaped marks.

    Joiners inside words (Persian, Hindi, emoji) and marks that say which way a script runs stay. Clean words stay as
    they are: ``clean(clean(words)) == clean(words)``, and the result is never longer.
    """
    if _PLAIN.fullmatch(words):
        return words
    words = _GHOSTS.sub(lambda found: found[1] or "", _LINE_ENDS.sub("\n", words))
    kept: list[str] = []
    marks = 0
    for character in words:
        kind = unicodedata.category(character)
        if kind in _DROPPED and character not in "\n\t":
            continue
        marks = marks + 1 if kind in {"Mn", "Me"} else 0
        if marks <= MOST_MARKS:
            kept.append(character)
    return "".join(kept)
