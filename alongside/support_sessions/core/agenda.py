"""How the time of a session is spent: from the definition, or as changed for one session."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from alongside.programmes.core.parts import given
from alongside.programmes.core.schedule import Phase

BREAK = "break"
_ANY_DAY = date(2001, 1, 1)


@dataclass(frozen=True, slots=True)
class Item:
    """One part of a session; `minutes` is None where nobody says how long it takes."""

    title: str
    minutes: int | None = None
    kind: str = "topic"

    @property
    def is_break(self) -> bool:
        return self.kind == BREAK


@dataclass(frozen=True, slots=True)
class TimedItem:
    """A part of a session with the time at which it begins; None from the first part on whose length nobody says."""

    item: Item
    begins: time | None


def agenda_of(phase: Phase, index: int) -> tuple[Item, ...]:
    """The agenda of session `index` (from 0) of a phase: its own where the course sets one, else the phase's."""
    outline = phase.outline(index)
    parts = (outline.agenda if outline else ()) or phase.agenda
    return tuple(Item(part.title, given(part.minutes), part.kind) for part in parts)


def title_of(phase: Phase, index: int) -> str:
    """What session `index` (from 0) of a phase is about; empty where the course leaves it open."""
    outline = phase.outline(index)
    return outline.title if outline else ""


def read(stored: Iterable[Mapping[str, Any]]) -> tuple[Item, ...]:
    """An agenda as it is stored."""
    return tuple(Item(part["title"], part["minutes"], part["kind"]) for part in stored)


def stored(items: Iterable[Item]) -> list[dict[str, Any]]:
    """An agenda as it is to be stored; the inverse of `read`."""
    return [{"title": item.title, "minutes": item.minutes, "kind": item.kind} for item in items]


def timed(items: Iterable[Item], starts_at: time | None) -> tuple[TimedItem, ...]:
    """Each part with the time of day at which it begins, as long as that can be known."""
    found, now = [], datetime.combine(_ANY_DAY, starts_at) if starts_at else None
    for item in items:
        found.append(TimedItem(item, now.time() if now else None))
        now = now + timedelta(minutes=item.minutes) if now and item.minutes is not None else None
    return tuple(found)


def minutes_of(items: Iterable[Item]) -> int | None:
    """How long the whole agenda takes; None where it is empty or a part does not say."""
    lengths = [item.minutes for item in items]
    if not lengths or None in lengths:
        return None
    return sum(length or 0 for length in lengths)


def longest_without_break(items: Iterable[Item]) -> int:
    """The longest time, in minutes, that people sit without a break, as far as the parts say how long they are."""
    longest = since = 0
    for item in items:
        since = 0 if item.is_break else since + (item.minutes or 0)
        longest = max(longest, since)
    return longest
