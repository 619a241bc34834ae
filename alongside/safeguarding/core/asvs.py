"""How the site stands to the OWASP Application Security Verification Standard 5.0.0, levels 1 and 2.

Source of the ids, levels and names of chapters: https://github.com/OWASP/ASVS (CC BY-SA 4.0).
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from alongside.safeguarding.core.hazard_log import FaultyLog


class Standing(StrEnum):
    """How far a requirement is met. `PLACE`: by something that can be pointed at, but that no test of ours proves."""

    MET = "met"
    PLACE = "place"
    NOT_APPLICABLE = "not_applicable"
    OPEN = "open"


NAMES = {
    Standing.MET: "met, a test proves it",
    Standing.PLACE: "met at a place",
    Standing.NOT_APPLICABLE: "not applicable",
    Standing.OPEN: "open",
}


@dataclass(frozen=True)
class Requirement:
    """One requirement. `asks` is our own phrase for it; `words` say how, why not, or what is missing and whose it is."""

    id: str
    level: int
    asks: str
    standing: Standing
    tests: tuple[str, ...]
    place: str
    words: str


@dataclass(frozen=True)
class Chapter:
    """A chapter of the standard with those of its requirements that are at level 1 or 2."""

    name: str
    requirements: tuple[Requirement, ...]


def read_asvs(standard: str, checklist: str) -> tuple[Chapter, ...]:
    """The chapters of the standard (`## name`, then `id level` by line) with what the checklist (TOML) says of each id.

    Raises `FaultyLog` unless each id stands there exactly once, with exactly one standing.
    """
    try:
        entries = tomllib.loads(checklist)["requirement"]
        found = [entry["id"] for entry in entries]
        given = {entry["id"]: entry for entry in entries}
        chapters = tuple(_chapter(part, given) for part in standard.split("\n## ")[1:])
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise FaultyLog(f"The checklist cannot be read, or leaves an id out: {error}") from error
    if found != [each.id for chapter in chapters for each in chapter.requirements]:
        raise FaultyLog("Requirements stand in the order of the standard, each once, and no others.")
    return chapters


def _chapter(part: str, given: Mapping[str, Mapping[str, Any]]) -> Chapter:
    name, *lines = filter(None, part.splitlines())
    pairs = (line.split() for line in lines)
    return Chapter(name, tuple(_requirement(given[key], int(level)) for key, level in pairs))


def _requirement(entry: Mapping[str, Any], level: int) -> Requirement:
    keys = entry.keys() - {"id", "asks", "how"}
    if len(keys) != 1 or not keys <= set(Standing) or ("how" in entry) != ("place" in entry):
        raise FaultyLog(f"{entry['id']}: has tests, a place and how, a reason, or what is open.")
    standing = Standing(keys.pop())
    said = entry[standing]
    if not said:
        raise FaultyLog(f"{entry['id']}: {standing} is empty.")
    is_place = standing is Standing.PLACE
    return Requirement(
        id=entry["id"],
        level=level,
        asks=entry["asks"],
        standing=standing,
        tests=tuple(said) if standing is Standing.MET else (),
        place=said if is_place else "",
        words=entry["how"] if is_place else "" if standing is Standing.MET else said,
    )


def asvs_page(chapters: tuple[Chapter, ...]) -> str:
    """The checklist as a page in Markdown: how many stand how, then a table for each chapter."""
    return "\n".join((*_counts(chapters), *(line for each in chapters for line in _table(each)))) + "\n"


def _counts(chapters: tuple[Chapter, ...]) -> Iterator[str]:
    every = [each for chapter in chapters for each in chapter.requirements]
    yield "| | level 1 | level 2 | together |"
    yield "| --- | ---: | ---: | ---: |"
    for standing in Standing:
        at = Counter(each.level for each in every if each.standing is standing)
        yield f"| {NAMES[standing]} | {at[1]} | {at[2]} | {at.total()} |"
    at = Counter(each.level for each in every)
    yield f"| all | {at[1]} | {at[2]} | {at.total()} |"


def _table(chapter: Chapter) -> Iterator[str]:
    yield ""
    yield f"## {chapter.name}"
    yield ""
    yield "| id | level | asks | stands | by |"
    yield "| --- | ---: | --- | --- | --- |"
    for each in chapter.requirements:
        name = "**open**" if each.standing is Standing.OPEN else each.standing.replace("_", " ")
        yield f"| {each.id} | {each.level} | {each.asks} | {name} | {_by(each)} |"


def _by(each: Requirement) -> str:
    if each.tests:
        return ", ".join(f"`{test}`" for test in each.tests)
    return f"`{each.place}`: {each.words}" if each.place else each.words
