"""The report of a simulation: planned against delivered, and what the simulation leaves out."""

from collections.abc import Sequence
from dataclasses import asdict
from statistics import quantiles
from textwrap import fill

from alongside.programmes.core.definition import Definition
from alongside.programmes.core.parts import given
from alongside.programmes.core.scheduling import minimum_dose, planned_dose
from alongside.programmes.core.simulation import LOOKED_AT, Mess, PhaseTally, Simulated
from alongside.programmes.core.words import said_term

_COLUMNS = (
    ("planned", "planned"),
    ("in time", "in_time"),
    ("another day", "other_time"),
    ("made up", "made_up"),
    ("missed", "missed"),
    ("in a pause", "paused"),
    ("left out", "left_out"),
    ("after an early ending", "after_ending"),
    ("visits", "visits"),
    ("delivered", "delivered"),
)
_NOT_DONE = (
    "This is the plan alone, on made-up people. No database is used: nobody is matched, asked for consent, trained or held "
    "back, no message is sent, no page is opened, and no role of the software decides anything. It is no forecast: the "
    "chances above are assumed, and the same for everybody."
)


def as_text(definition: Definition, told: Simulated, mess: Mess, filled_in: Sequence[str] = ()) -> str:
    """The whole report. ``filled_in`` are the paths that were taken from a starter because the sources leave them out."""
    title = f"{definition.title}: a simulation"
    parts = [title, "=" * len(title), "", *_lead(definition, told), ""]
    if filled_in:
        parts += [
            _wrapped(f"Filled in from a starter, since the sources do not say: {', '.join(filled_in)}."),
            "",
        ]
    parts += ["Planned against delivered", "-------------------------", *_table(told), ""]
    parts += ["For each person", "---------------", *_doses(definition, told), ""]
    parts += ["Endings", "-------", *_endings(told), ""]
    parts += ["Measures and supervision", "------------------------", *_measures(told), ""]
    chances = ", ".join(f"{name.replace('_', ' ')} {chance:.0%}" for name, chance in asdict(mess).items())
    parts += ["What this does not do", "---------------------", _wrapped(f"Chances: {chances}. {_NOT_DONE}")]
    return "\n".join(parts) + "\n"


def _lead(definition: Definition, told: Simulated) -> list[str]:
    groups = given(definition.groups)
    sizes = (groups.size_max, groups.size_min) if groups else ()
    is_said = any(given(size) is not None for size in sizes)
    in_groups = (
        f", in groups of {told.group_size}{'' if is_said else ' (assumed)'}" if told.group_size else ""
    )
    lead = f"{told.people:,} who take part as {said_term(definition.unit)}{in_groups}, from {told.starts_on} to {told.last_day}. Seed {told.seed}."
    if told.endless:
        lead += f" This programme has no end; it is looked at for {LOOKED_AT.days} days."
    return [_wrapped(lead)]


def _table(told: Simulated) -> list[str]:
    """One row for each phase and one for all, with only the columns in which something stands."""
    phases = list(told.phases.values())
    shown = [(title, key) for title, key in _COLUMNS if key in {"planned", "delivered"} or _sum(phases, key)]
    rows = [["Phase", *(title for title, _key in shown)]]
    rows += [[phase.title, *(f"{getattr(phase, key):,}" for _title, key in shown)] for phase in phases]
    if len(phases) > 1:
        rows.append(["All", *(f"{_sum(phases, key):,}" for _title, key in shown)])
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  ".join(
            cell.rjust(width) if column else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _sum(phases: list[PhaseTally], key: str) -> int:
    return sum(getattr(phase, key) for phase in phases)


def _doses(definition: Definition, told: Simulated) -> list[str]:
    planned, least = planned_dose(definition).contacts, minimum_dose(definition)
    doses = sorted(told.doses)
    low, middle, high = quantiles(doses, n=4, method="inclusive") if len(doses) > 1 else doses * 3
    lines = [
        "Contacts planned: " + ("no number" if planned is None else f"{planned}"),
        f"Contacts delivered: {middle:g} in the middle; a quarter had {low:g} or fewer, a quarter {high:g} or more",
    ]
    if least is not None:
        reached = sum(dose >= least for dose in doses)
        lines.append(
            f"Had at least {least}, which counts as having had it: {reached:,} of {told.people:,} ({reached / told.people:.0%})"
        )
    else:
        lines.append("How many contacts count as having had it is not recorded.")
    minutes = [
        (phase.planned * phase.minutes, phase.delivered * phase.minutes)
        for phase in told.phases.values()
        if phase.minutes is not None
    ]
    if len(minutes) == len(told.phases):
        plan, done = (sum(side) / 60 / told.people for side in zip(*minutes, strict=True))
        lines.append(f"Hours: {plan:.1f} planned, {done:.1f} delivered")
    else:
        lines.append("Hours: it is not recorded how long every contact is")
    return lines


def _endings(told: Simulated) -> list[str]:
    words = (
        ("planned", "Ended as planned"),
        ("early", "Ended early"),
        ("under way", "Still under way when looked at last"),
    )
    lines = [f"{said}: {told.endings[key]:,}" for key, said in words if told.endings[key]]
    return [*lines, f"Took a pause: {told.pauses:,}"]


def _measures(told: Simulated) -> list[str]:
    lines = [
        f"{wave}: {counts['due']:,} due, {counts['answered']:,} answered ({counts['answered'] / counts['due']:.0%})"
        for wave, counts in told.measures.items()
    ]
    return [
        *(lines or ["No measures are planned."]),
        f"Supervision due, for all who give support: {told.supervisions:,}",
    ]


def _wrapped(words: str) -> str:
    return fill(words, 100, break_long_words=False, break_on_hyphens=False)
