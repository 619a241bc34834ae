"""The report of a trial: what was planned and what became of it, as the database has it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from textwrap import fill

from alongside.programmes.core.definition import Definition
from alongside.programmes.core.scheduling import planned_dose
from alongside.programmes.queries import definition_of
from alongside.web.actions.trial.live import FIRST_DAY, Lived

_COLUMNS = (
    ("held", "delivered"),
    ("missed", "missed"),
    ("called off", "cancelled"),
    ("not written up", "planned"),
)
_DONE = (
    "This was lived through on a database of its own, by the actions that the pages use: an organisation was founded and "
    "staffed, the programme opened, and everybody enrolled, asked for consent, prepared, matched or seated; contacts and "
    "sessions were written up, rooms written in and looked after, and everything ended. The people are made up and how "
    "messy life is, is assumed: it shows that the definition runs, and is no forecast."
)


def as_text(lived: Lived, filled_in: Sequence[str] = ()) -> str:
    """The whole report. ``filled_in`` are the paths that a starter filled in because the sources leave them out."""
    definition = definition_of(lived.programme)
    title = f"{definition.title}: lived through"
    parts = [title, "=" * len(title), "", _wrapped(_DONE), "", _lead(lived), ""]
    if filled_in:
        parts += [_wrapped(f"Filled in from a starter: {', '.join(filled_in)}."), ""]
    parts += [
        "Planned and delivered",
        "---------------------",
        *_phases(definition, lived),
        *_rooms(lived),
        "",
    ]
    parts += ["Endings", "-------", *[f"{kind}: {number}" for kind, number in sorted(lived.endings.items())]]
    return "\n".join(parts) + "\n"


def _lead(lived: Lived) -> str:
    return _wrapped(
        f"{lived.people} members, from {FIRST_DAY} to {lived.last_day}. Seed {lived.seed}. "
        f"Supervision meetings held: {lived.supervised}."
    )


def _phases(definition: Definition, lived: Lived) -> list[str]:
    lines = []
    for phase in definition.schedule.phases:
        if phase.form == "open_room":
            continue
        became, each = lived.sessions.get(phase.key, Counter()), lived.planned.get(phase.key, [])
        told = ", ".join(f"{became.get(key, 0)} {said}" for said, key in _COLUMNS if became.get(key))
        lines.append(f"{phase.title}: {sum(each)} planned ({_each(each)}); {told or 'none'}")
        if phase.form == "group":
            lines.append(f"  people who came, all sessions together: {lived.attended[phase.key]}")
    contacts = planned_dose(definition).contacts
    said = "no number" if contacts is None else str(contacts)
    return [*lines, f"Contacts that the definition plans for each: {said}"]


def _each(numbers: Sequence[int]) -> str:
    """How many each relationship or group had."""
    different = sorted(set(numbers))
    return f"{' or '.join(map(str, different)) or '0'} for each of {len(numbers)}"


def _rooms(lived: Lived) -> list[str]:
    if not lived.spaces:
        return []
    states = ", ".join(f"{number} {state}" for state, number in sorted(lived.spaces.items()))
    return [f"Open rooms: {states}; {lived.posts} posts"]


def _wrapped(words: str) -> str:
    return fill(words, 100, break_long_words=False, break_on_hyphens=False)
