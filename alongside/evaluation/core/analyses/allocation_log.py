"""The log of who was allocated where: written before it is revealed, only ever added to, each line sealed to the last.

Each line holds the hash of the line before it, so that a line which is edited, taken out or moved no longer fits.
A cut-off end does fit; it is noticed by the number and the hash of the last line, kept elsewhere.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

START = "0" * 64


class Event(StrEnum):
    """What a line of the log is about."""

    PLANNED = "planned"
    ALLOCATED = "allocated"
    UNBLINDED = "unblinded"
    SUPPORTED_EARLY = "supported_early"


@dataclass(frozen=True)
class Line:
    """One event. number counts from 1. content: what happened, in plain JSON. hash seals all of it and `previous`."""

    number: int
    event: str
    content: Mapping[str, Any]
    previous: str
    hash: str

    def text(self) -> str:
        """The line as it stands in the file."""
        return canonical(
            {
                "number": self.number,
                "event": self.event,
                "content": dict(self.content),
                "previous": self.previous,
                "hash": self.hash,
            }
        )


@dataclass(frozen=True)
class Fault:
    """A line that does not fit; `place` counts lines of the file from 1."""

    place: int
    words: str


def canonical(content: Any) -> str:
    """JSON in one way only: keys sorted, no spaces, so that a hash can be worked out again anywhere."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def seal(number: int, event: str, content: Mapping[str, Any], previous: str) -> Line:
    """A line that follows the line with the hash `previous`."""
    body = canonical({"number": number, "event": event, "content": dict(content), "previous": previous})
    return Line(number, event, content, previous, hashlib.sha256(body.encode()).hexdigest())


def read_line(text: str) -> Line:
    """A line of the file. ValueError where it is none."""
    found = json.loads(text)
    if not isinstance(found, dict) or set(found) != {"number", "event", "content", "previous", "hash"}:
        raise ValueError("not a line of this log")
    return Line(found["number"], found["event"], found["content"], found["previous"], found["hash"])


def check_chain(
    texts: Iterable[str], expect: tuple[int, str] | None = None
) -> tuple[list[Line], list[Fault]]:
    """The lines that can be read, and every place where the chain does not hold.

    expect: number and hash of the last line as they were noted elsewhere; finds an end that was cut off.
    """
    lines: list[Line] = []
    faults: list[Fault] = []
    previous = START
    for place, text in enumerate(texts, start=1):
        try:
            line = read_line(text)
        except (ValueError, TypeError):
            faults.append(Fault(place, "cannot be read as a line of this log"))
            continue
        faults += [Fault(place, words) for words in _wrong(line, place, previous)]
        lines.append(line)
        previous = line.hash
    if expect is not None and not any((line.number, line.hash) == expect for line in lines):
        faults.append(
            Fault(
                len(lines) + 1,
                f"line {expect[0]} with the hash that was noted is not there: the end was cut off or rewritten",
            )
        )
    return lines, faults


def _wrong(line: Line, place: int, previous: str) -> list[str]:
    made = seal(line.number, line.event, line.content, line.previous)
    wrong = []
    if made.hash != line.hash:
        wrong.append("was edited: its hash does not belong to what it says")
    if line.number != place:
        wrong.append(f"is numbered {line.number}: a line was taken out, put in or moved")
    if line.previous != previous:
        wrong.append(
            "does not follow the line before it: a line was taken out, put in, moved or edited there"
        )
    return wrong


def twice(lines: Sequence[Line]) -> list[Fault]:
    """People who were allocated more than once."""
    seen: dict[str, int] = {}
    faults = []
    for line in lines:
        if line.event != Event.ALLOCATED:
            continue
        person = str(line.content.get("person"))
        if person in seen:
            faults.append(
                Fault(line.number, f"allocates {person} again, who was allocated in line {seen[person]}")
            )
        seen.setdefault(person, line.number)
    return faults
