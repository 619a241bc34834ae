"""Practices: what is made up for them, and what a drill showed. Moments in, rows of a report out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Scenario:
    """A made-up post of a made-up person. The words are English, because the rules that must find them are tried on it."""

    id: str
    name: str
    words: str


SCENARIOS = (
    Scenario(
        "tonight",
        "Robin Example",
        "I can't do this any more. I am going to end my life tonight. I have the tablets here. Goodbye everybody.",
    ),
    Scenario(
        "friend",
        "Jo Example",
        "My friend just texted me that she wants to kill herself and now she does not answer her phone. "
        "I do not know what to do.",
    ),
    Scenario(
        "urge",
        "Sky Example",
        "I want to hurt myself so badly right now. I don't feel safe. I do not know whom else to tell.",
    ),
)
KNOWN = {each.id: each for each in SCENARIOS}


@dataclass(frozen=True, slots=True)
class Fact:
    """That a step of a drill was done: when, by whom; None when it was not. `target` is minutes after the post."""

    key: str
    at: datetime | None
    who: str
    target: int | None


def steps(started: datetime, facts: Sequence[Fact]) -> list[dict[str, Any]]:
    """The rows of a report: `minutes` after the post (whole, rounded up), and `state`: in_time, late, done or missed."""
    return [_step(started, fact) for fact in facts]


def _step(started: datetime, fact: Fact) -> dict[str, Any]:
    row: dict[str, Any] = {
        "key": fact.key,
        "who": fact.who,
        "target": fact.target,
        "at": None,
        "minutes": None,
    }
    if fact.at is None:
        return {**row, "state": "missed"}
    seconds = max((fact.at - started).total_seconds(), 0.0)
    minutes = int(-(-seconds // 60))
    state = "done" if fact.target is None else "in_time" if seconds <= fact.target * 60 else "late"
    return {**row, "at": fact.at.isoformat(), "minutes": minutes, "state": state}


def counted(rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """How many steps were done (in time or without a target), late, and missed."""
    states = [row["state"] for row in rows]
    return {
        "done": states.count("done") + states.count("in_time"),
        "late": states.count("late"),
        "missed": states.count("missed"),
    }


def next_step(rows: Sequence[Mapping[str, Any]]) -> str:
    """The first step that is not done yet; empty when all are."""
    return next((row["key"] for row in rows if row["state"] == "missed"), "")
