"""Drills: the site is hurt on purpose, and what it lost is counted. `make drill` runs them all.

Each is a module with `run(full)`, run in a process of its own (`drills.one`) on a real site: the server, workers and a
PostgreSQL cluster of the drill's own, so that any of them can be killed. What it found beside its limit goes into
`docs/drills.json`, and from there into `docs/drills.md`. R-numbers are those of the reliability plan.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One thing that was counted or timed, as words, beside its limit as words."""

    what: str
    found: str
    limit: str
    holds: bool


def at_most(what: str, found: float, limit: float, unit: str = "") -> Figure:
    """A figure that holds up to its limit; both in the same unit, which is only written down."""
    return Figure(what, f"{found:,.4g}{unit}", f"at most {limit:,g}{unit}", found <= limit)


def none_of(what: str, found: int) -> Figure:
    return Figure(what, f"{found:,}", "0", found == 0)


def told(what: str, found: object) -> Figure:
    """What has no limit, and says how large the drill was."""
    return Figure(what, f"{found:,}" if isinstance(found, int) else str(found), "", holds=True)


def exactly(what: str, found: object, wanted: object) -> Figure:
    return Figure(what, str(found), str(wanted), found == wanted)


@dataclass(frozen=True)
class Drill:
    """`number` is its R-number, `module` what runs it, `did` one line on what is done."""

    number: str
    module: str
    did: str


DRILLS = (
    Drill("R01", "web_killed", "Processes that serve pages are killed with -9 while people write"),
    Drill("R02", "database_killed", "PostgreSQL is killed with -9 while people write"),
    Drill("R03", "worker_killed", "The worker is killed with -9 while it sends notices"),
    Drill("R05", "malformed", "Malformed requests to every page, as whoever may open it"),
)
