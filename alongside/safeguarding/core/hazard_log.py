"""The hazard log: what may go wrong for people, what holds it back, and whether that is proved.

Risk follows the matrix of the NHS clinical safety standards DCB0129 and DCB0160 (severity by likelihood, from 1,
acceptable, to 5, unacceptable). A control counts only while tests prove it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

SEVERITIES: Final = ("minor", "significant", "considerable", "major", "catastrophic")
MATRIX: Final[Mapping[str, tuple[int, ...]]] = MappingProxyType(
    {
        "very high": (3, 4, 4, 5, 5),
        "high": (2, 3, 3, 4, 5),
        "medium": (2, 2, 3, 3, 4),
        "low": (1, 2, 2, 3, 4),
        "very low": (1, 1, 2, 2, 3),
    }
)
"""Likelihood to the risk at each of `SEVERITIES`."""


class State(StrEnum):
    """What there is of a control: proved by tests, not built or not proved, or the deployer's to do."""

    HELD = "held"
    OPEN = "open"
    PROCESS = "process"


class FaultyLog(ValueError):
    """The log contradicts itself; the words say where."""


@dataclass(frozen=True)
class Control:
    """Something that holds a hazard back. `by` is what is missing of it, or who is to do it; empty where it is held."""

    words: str
    state: State
    tests: tuple[str, ...]
    by: str


@dataclass(frozen=True)
class Hazard:
    """What may go wrong. `likelihood` is before any control, `residual` the aim with all of them."""

    id: str
    name: str
    cause: str
    effect: str
    severity: str
    likelihood: str
    residual: str
    controls: tuple[Control, ...]

    @property
    def risk(self) -> int:
        """From 1 to 5, before any control."""
        return risk(self.severity, self.likelihood)

    @property
    def aim(self) -> int:
        """From 1 to 5, once every control is held."""
        return risk(self.severity, self.residual)

    @property
    def open(self) -> tuple[Control, ...]:
        """The controls that nothing proves yet; with any, the aim is not reached."""
        return tuple(control for control in self.controls if control.state is State.OPEN)


def risk(severity: str, likelihood: str) -> int:
    """The risk from 1 to 5 by the matrix. KeyError or ValueError for a word that it does not have."""
    return MATRIX[likelihood][SEVERITIES.index(severity)]


def read_hazards(text: str) -> tuple[Hazard, ...]:
    """The hazards of a log in TOML, in its order. Raises `FaultyLog`."""
    try:
        found = tuple(_hazard(entry) for entry in tomllib.loads(text)["hazard"])
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise FaultyLog(f"The log cannot be read: {error}") from error
    ids = [hazard.id for hazard in found]
    if ids != sorted(set(ids)):
        raise FaultyLog("Hazards stand in the order of their ids, each once.")
    return found


def _hazard(entry: Mapping[str, Any]) -> Hazard:
    told = {
        key: entry[key] for key in ("id", "name", "cause", "effect", "severity", "likelihood", "residual")
    }
    if unknown := entry.keys() - {*told, "control"}:
        raise FaultyLog(f"{told['id']}: nobody knows {', '.join(sorted(unknown))}.")
    hazard = Hazard(**told, controls=tuple(_control(told["id"], each) for each in entry["control"]))
    try:
        worse = hazard.aim > hazard.risk
    except (KeyError, ValueError) as error:
        raise FaultyLog(f"{hazard.id}: the matrix has no such word: {error}") from error
    if worse or not hazard.controls:
        raise FaultyLog(f"{hazard.id}: needs controls, and an aim that is no worse than what it was.")
    return hazard


def _control(hazard: str, entry: Mapping[str, Any]) -> Control:
    ways = entry.keys() - {"words"}
    if len(ways) != 1 or not ways <= {"tests", "open", "process"}:
        raise FaultyLog(f"{hazard}: a control has tests, or says what is open, or whose process it is.")
    way = ways.pop()
    if not entry[way]:
        raise FaultyLog(f"{hazard}: {way} is empty.")
    if way == "tests":
        return Control(entry["words"], State.HELD, tuple(entry["tests"]), "")
    return Control(entry["words"], State(way), (), entry[way])


def hazard_log_page(hazards: tuple[Hazard, ...]) -> str:
    """The log as a page in Markdown: what is proved, what is open, and the risks that whoever deploys must accept."""
    return "\n".join((*_summary(hazards), *(line for hazard in hazards for line in _section(hazard)))) + "\n"


def _summary(hazards: tuple[Hazard, ...]) -> Iterator[str]:
    reached = [hazard for hazard in hazards if not hazard.open]
    accept = [hazard.id for hazard in hazards if hazard.aim >= 3]
    yield (
        f"There are {len(hazards)} hazards. For {len(reached)} of them every control of the software is held by tests "
        f"that run with each change; for {len(hazards) - len(reached)} something is open, and their aim is not reached."
    )
    yield ""
    yield (
        "Even where it is reached, a risk of 3 stays for these, and whoever deploys must accept it by name: "
        f"{', '.join(accept)}."
    )
    yield ""
    yield "| hazard | severity × likelihood | risk before | aim | held | open |"
    yield "| --- | --- | ---: | ---: | ---: | ---: |"
    for hazard in hazards:
        held = sum(control.state is State.HELD for control in hazard.controls)
        yield (
            f"| [{hazard.id}](#{hazard.id.lower()}) {hazard.name} | {hazard.severity} × {hazard.likelihood} | "
            f"{hazard.risk} | {hazard.aim} | {held} | {len(hazard.open)} |"
        )


def _section(hazard: Hazard) -> Iterator[str]:
    yield ""
    yield f"## {hazard.id}"
    yield ""
    yield f"**{hazard.name}.** {hazard.cause} *{hazard.effect}*"
    yield ""
    yield (
        f"{hazard.severity.capitalize()} × {hazard.likelihood}: risk {hazard.risk}. "
        f"Aim with all controls: {hazard.residual}, risk {hazard.aim}."
        + (" **Not reached:** something below is open." if hazard.open else "")
    )
    yield ""
    for control in hazard.controls:
        if control.state is State.HELD:
            yield f"- Held: {control.words} " + ", ".join(f"`{test}`" for test in control.tests)
        elif control.state is State.OPEN:
            yield f"- **Open:** {control.words} ({control.by})"
        else:
            yield f"- Process ({control.by}): {control.words}"
