"""Groups as a question of seats, in numbers: units of people, meetings, and what a seat is worth."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]


def _none() -> Integers:
    return np.zeros(0, dtype=np.int64)


def _no_pairs() -> Integers:
    return np.zeros((0, 2), dtype=np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Company:
    """If any of the units ``askers`` sits in a meeting, two people of ``friends`` do (``many`` people each)."""

    askers: Integers
    friends: Integers
    many: Integers


@dataclass(frozen=True, slots=True, eq=False)
class Seating:
    """Who could sit where. A seat s would put unit ``unit[s]`` into ``meeting[s]`` and is worth ``worth[s]``, above 0.

    ``sizes``: people of each unit, who sit together or not at all. A meeting that takes place has ``least`` to
    ``most`` people. ``alike``: rule by rule the sets of units, in one of which a whole meeting must be. ``mixed``: sets
    of units, of each of which every meeting needs one. ``apart``: two units never in one meeting. Every meeting needs
    ``leaders`` of those who could lead it (``lead_who``, ``lead_meeting``), each ``lead_most`` meetings at most, and
    ``lead_apart`` are leader and unit never together. ``stays``: seats where people are now, ``staying`` of them, and
    ``least_staying`` that must remain.
    """

    sizes: Integers
    meetings: int
    unit: Integers
    meeting: Integers
    worth: Integers
    least: int
    most: int
    company: tuple[Company, ...] = ()
    alike: tuple[tuple[Integers, ...], ...] = ()
    mixed: tuple[Integers, ...] = ()
    apart: Integers = field(default_factory=_no_pairs)
    leaders: int = 0
    lead_who: Integers = field(default_factory=_none)
    lead_meeting: Integers = field(default_factory=_none)
    lead_most: Integers = field(default_factory=_none)
    lead_apart: Integers = field(default_factory=_no_pairs)
    stays: Integers = field(default_factory=_none)
    staying: Integers = field(default_factory=_none)
    least_staying: int = 0

    def most_worth(self) -> int:
        """No arrangement is worth more than everybody's best seat: a bound that needs no solver."""
        best = np.zeros(self.sizes.size, dtype=np.int64)
        np.maximum.at(best, self.unit, self.worth)
        return int(best.sum())

    def value(self, seats: Integers) -> int:
        """What these seats are worth together."""
        return int(self.worth[seats].sum())


@dataclass(frozen=True, slots=True, eq=False)
class Seated:
    """The seats taken, the leaders (positions in ``lead_who``), what it is worth, and what nothing can exceed."""

    seats: Integers
    leads: Integers
    value: int
    bound: int

    @property
    def gap(self) -> int:
        """How far this might be from the best."""
        return self.bound - self.value


def faults_of_seating(seating: Seating, found: Seated) -> list[str]:
    """Everything that is wrong with seats taken, by counting; nothing here comes from what made them."""
    units, faults = seating.unit[found.seats], []
    if np.unique(units).size != units.size:
        faults.append("A unit sits twice.")
    if found.value != seating.value(found.seats) or found.bound < found.value:
        faults.append("The value is not what the seats are worth, or above its bound.")
    if int(seating.staying[np.isin(seating.stays, found.seats)].sum()) < seating.least_staying:
        faults.append("Too few people stay where they are.")
    leads = seating.lead_who[found.leads]
    if leads.size and np.any(np.bincount(leads, minlength=seating.lead_most.size) > seating.lead_most):
        faults.append("A leader has too many meetings.")
    for meeting in range(seating.meetings):
        there = units[seating.meeting[found.seats] == meeting]
        leading = leads[seating.lead_meeting[found.leads] == meeting]
        faults += [f"Meeting {meeting}: {fault}" for fault in faults_of_meeting(seating, there, leading)]
    return faults


def faults_of_meeting(seating: Seating, there: Integers, leading: Integers) -> list[str]:
    """What is wrong with one meeting of these units and leaders."""
    if not there.size:
        return ["somebody leads nobody."] if leading.size else []
    people, faults = int(seating.sizes[there].sum()), []
    if not seating.least <= people <= seating.most:
        faults.append(f"{people} people are too few or too many.")
    if leading.size != seating.leaders:
        faults.append("it has not the leaders it needs.")
    if np.any(np.isin(seating.apart, there).all(axis=1)):
        faults.append("two are in it who must never meet.")
    led = np.isin(seating.lead_apart[:, 0], leading) & np.isin(seating.lead_apart[:, 1], there)
    if np.any(led):
        faults.append("a leader and somebody are in it who must never meet.")
    return faults + _faults_of_likeness(seating, there)


def _faults_of_likeness(seating: Seating, there: Integers) -> list[str]:
    faults = []
    if not all(any(np.isin(there, option).all() for option in rule) for rule in seating.alike):
        faults.append("not all are alike.")
    if not all(np.isin(there, needed).any() for needed in seating.mixed):
        faults.append("it is not mixed.")
    if any(
        np.isin(company.askers, there).any() and company.many[np.isin(company.friends, there)].sum() < 2
        for company in seating.company
    ):
        faults.append("somebody is alone.")
    return faults
