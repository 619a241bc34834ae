"""Groups of people who can meet, made up by the rules, each with company where they asked for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from alongside.matching.core.groups.large import seat
from alongside.matching.core.groups.seating import Seating
from alongside.matching.core.groups.terms import Unit, seating_of
from alongside.matching.core.groups.wishes import Joiner, Wanted
from alongside.matching.core.judge import alike
from alongside.matching.core.lots import in_lot_order
from alongside.matching.core.people import Id, Trait, id_order


class WhyLeft(StrEnum):
    """Why somebody is in no group."""

    TIMES_NOT_SAID = "times_not_said"
    NO_MEETING = "no_meeting"
    NOT_ALIKE = "not_alike"
    ALONE = "alone"
    TOO_FEW = "too_few"
    NO_ROOM = "no_room"


@dataclass(frozen=True, slots=True)
class FormedGroup:
    """A meeting that takes place, with its people and those who facilitate it."""

    meeting: Id
    people: tuple[Id, ...]
    leaders: tuple[Id, ...]


@dataclass(frozen=True, slots=True)
class FormedGroups:
    """Groups, who is in none and why, who has to leave the meeting they go to, and how good this is.

    ``points`` is what it is worth and ``bound`` what nothing can exceed; equal, it is the best there is.
    """

    groups: tuple[FormedGroup, ...]
    left: tuple[tuple[Id, WhyLeft], ...]
    moved: tuple[Id, ...]
    points: int
    bound: int
    seed: int

    @property
    def gap(self) -> int:
        """How far the groups might be from the best, in points."""
        return self.bound - self.points


def form_groups(
    wanted: Wanted, *, seed: int, seconds: float = 10.0, compile_loops: bool = False
) -> FormedGroups:
    """Groups of as many people as the rules allow, who waited longest first, with least disturbance.

    Never takes much longer than ``seconds``: then it hands back the best found, with its gap. GroupsError where
    nothing can be done within the moves allowed.
    """
    wanted = replace(
        wanted,
        people=tuple(in_lot_order(wanted.people, seed)),
        leaders=tuple(in_lot_order(wanted.leaders, seed)),
    )
    units = wanted.units()
    seating = seating_of(wanted, units)
    found = seat(seating, seconds=seconds, compile_loops=compile_loops)
    people: dict[int, list[Id]] = {}
    for at in found.seats.tolist():
        people.setdefault(int(seating.meeting[at]), []).extend(p.id for p in units[int(seating.unit[at])])
    leaders: dict[int, list[Id]] = {}
    for at in found.leads.tolist():
        leaders.setdefault(int(seating.lead_meeting[at]), []).append(
            wanted.leaders[int(seating.lead_who[at])].id
        )
    groups = tuple(
        FormedGroup(wanted.meetings[m].id, _sorted(people[m]), _sorted(leaders.get(m, [])))
        for m in sorted(people)
    )
    place = {id_: group.meeting for group in groups for id_ in group.people}
    left = [
        (person.id, _why_left(seating, unit, wanted, u))
        for u, unit in enumerate(units)
        for person in unit
        if person.id not in place
    ]
    known = {meeting.id for meeting in wanted.meetings}
    return FormedGroups(
        groups=groups,
        left=tuple(sorted(left, key=lambda one: id_order(one[0]))),
        moved=_sorted([p.id for p in wanted.people if p.now in known and place.get(p.id) != p.now]),
        points=found.value,
        bound=found.bound,
        seed=seed,
    )


def company_of(person: Joiner, others: Sequence[Joiner], traits: Sequence[Trait]) -> dict[str, int]:
    """How many of the others are like this person, by key of the trait; only for traits that the person has said."""
    found = {}
    for trait in traits:
        mine = person.value_of(trait)
        if mine is not None:
            values = (other.value_of(trait) for other in others if other.id != person.id)
            found[trait.key] = sum(v is not None and alike(mine, v, trait.tolerance) for v in values)
    return found


def _sorted(ids: Sequence[Id]) -> tuple[Id, ...]:
    return tuple(sorted(ids, key=id_order))


def _why_left(seating: Seating, members: Unit, wanted: Wanted, unit: int) -> WhyLeft:
    """The first of the reasons that no other group could mend."""
    if any(not person.availability for person in members):
        return WhyLeft.TIMES_NOT_SAID
    mine = seating.meeting[seating.unit == unit]
    if not mine.size:
        return WhyLeft.NO_MEETING
    if any(not any(unit in option for option in rule) for rule in seating.alike):
        return WhyLeft.NOT_ALIKE
    coming = {meeting: np.unique(seating.unit[seating.meeting == meeting]) for meeting in mine.tolist()}
    for company in seating.company:
        friends = (company.many[np.isin(company.friends, others)].sum() for others in coming.values())
        if unit in company.askers and max(friends) < 2:
            return WhyLeft.ALONE
    if max(int(seating.sizes[others].sum()) for others in coming.values()) < wanted.composition.least:
        return WhyLeft.TOO_FEW
    return WhyLeft.NO_ROOM
