"""What the morning page is made of."""

from __future__ import annotations

from dataclasses import dataclass

from alongside.common.lists import HowMany

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Line:
    """One person or thing that waits: who, what about them, and where to act."""

    who: str
    what: str
    url: str


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of waiting. `number` counts all of it, `lines` are the first few, `url` leads to the rest."""

    key: str
    title: str
    number: HowMany
    lines: tuple[Line, ...]
    url: str = ""
