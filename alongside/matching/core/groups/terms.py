"""The wishes for groups as a question of seats, in numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from alongside.matching.core.groups.seating import Company, Integers, Seating
from alongside.matching.core.groups.wishes import GroupsError, Joiner, Meeting, Wanted
from alongside.matching.core.judge import alike
from alongside.matching.core.people import Exclusion, Id, Party, Trait, TraitKind
from alongside.matching.core.weigh import waiting_bonus

PLACE = 10_000
"""What a place for one person is worth, in points; waiting adds up to 1,000, staying adds `Wanted.keep`."""

Unit = tuple[Joiner, ...]
Test = Callable[[Joiner], bool]


def seating_of(wanted: Wanted, units: Sequence[Unit]) -> Seating:
    """The same question in numbers. GroupsError where more people would have to move than may."""
    rules, meetings = wanted.composition, wanted.meetings
    seats = [
        (u, m, sum(_worth(wanted, person, meeting) for person in unit))
        for u, unit in enumerate(units)
        for m, meeting in enumerate(meetings)
        if all(meeting.suits(person) for person in unit)
    ]
    unit, meeting, worth = _columns(seats, 3)
    now = [sum(p.now == meetings[m].id for p in units[u]) for u, m, _worth_of in seats]
    stays = np.flatnonzero(now)
    known = {meeting.id for meeting in meetings}
    settled = sum(person.now in known for person in wanted.people)
    least_staying = 0 if wanted.most_moves is None else max(0, settled - wanted.most_moves)
    staying = np.array(now, dtype=np.int64)[stays]
    if least_staying > int(staying.sum()):
        raise GroupsError(["More people cannot go on where they are than may be moved."])
    leads = [
        (k, m)
        for k, leader in enumerate(wanted.leaders)
        for m, meeting in enumerate(meetings)
        if meeting.suits(leader)
    ]
    who, where = _columns(leads, 2)
    return Seating(
        sizes=np.array([len(one) for one in units], dtype=np.int64),
        meetings=len(meetings),
        unit=unit,
        meeting=meeting,
        worth=worth,
        least=rules.least,
        most=rules.most,
        company=tuple(_company(wanted, units)),
        alike=tuple(
            tuple(_all_who(units, has) for has in _options(units, trait)) for trait in rules.alike_in
        ),
        mixed=tuple(needed for trait in rules.mixed_in for needed in _mixed(units, trait)),
        apart=_apart(units, units, wanted.exclusions),
        leaders=rules.leaders,
        lead_who=who,
        lead_meeting=where,
        lead_most=np.array([leader.most_groups for leader in wanted.leaders], dtype=np.int64),
        lead_apart=_apart([(leader,) for leader in wanted.leaders], units, wanted.exclusions),
        stays=stays,
        staying=staying,
        least_staying=least_staying,
    )


def _columns(rows: Sequence[tuple[int, ...]], many: int) -> Integers:
    return np.array(rows, dtype=np.int64).reshape(-1, many).T


def _worth(wanted: Wanted, person: Joiner, meeting: Meeting) -> int:
    return PLACE + waiting_bonus(person) + (wanted.keep if person.now == meeting.id else 0)


def _all_who(units: Sequence[Unit], has: Test) -> Integers:
    return np.array([u for u, unit in enumerate(units) if all(map(has, unit))], dtype=np.int64)


def _options(units: Sequence[Unit], trait: Trait) -> list[Test]:
    """A test for each thing that a whole group could share: a word, or numbers from one on within the tolerance."""
    said = [person.value_of(trait) for unit in units for person in unit]
    if trait.kind is TraitKind.NUMBER:
        return [_within(trait, low) for low in sorted({value for value in said if isinstance(value, int)})]
    words = sorted({word for value in said if isinstance(value, frozenset) for word in value})
    return [_having(trait, word) for word in words]


def _within(trait: Trait, low: int) -> Test:
    def has(person: Joiner) -> bool:
        value = person.value_of(trait)
        return isinstance(value, int) and low <= value <= low + trait.tolerance

    return has


def _having(trait: Trait, word: str) -> Test:
    def has(person: Joiner) -> bool:
        value = person.value_of(trait)
        return isinstance(value, frozenset) and word in value

    return has


def _mixed(units: Sequence[Unit], trait: Trait) -> Iterator[Integers]:
    """For each thing that all could share, the units with somebody who is known not to."""

    def lacks(unit: Unit, has: Test) -> bool:
        return any(person.value_of(trait) is not None and not has(person) for person in unit)

    options = _options(units, trait)
    for has in options:
        yield np.array([u for u, unit in enumerate(units) if lacks(unit, has)], dtype=np.int64)
    if not options:
        yield np.zeros(0, dtype=np.int64)


def _company(wanted: Wanted, units: Sequence[Unit]) -> Iterator[Company]:
    """Who must have company, and who would be it: one for each word of a trait, otherwise one for each person."""
    unit_of = {person.id: u for u, unit in enumerate(units) for person in unit}
    people = [person for unit in units for person in unit]
    asking: dict[Trait, list[Joiner]] = {}
    for person in people:
        for trait in wanted.composition.not_alone_for(person):
            if person.value_of(trait) is not None:
                asking.setdefault(trait, []).append(person)
    for trait in sorted(asking, key=lambda trait: trait.key):
        kinds: dict[object, list[Joiner]] = {}
        for person in asking[trait]:
            value = person.value_of(trait)
            kinds.setdefault(value if trait.kind is TraitKind.ONE else person.id, []).append(person)
        for askers in kinds.values():
            mine = askers[0].value_of(trait)
            friends = [unit_of[p.id] for p in people if _like(mine, p, trait)]
            units_of_friends, many = np.unique(np.array(friends, dtype=np.int64), return_counts=True)
            asked = np.unique(np.array([unit_of[p.id] for p in askers], dtype=np.int64))
            yield Company(asked, units_of_friends, many.astype(np.int64))


def _like(mine: object, person: Joiner, trait: Trait) -> bool:
    value = person.value_of(trait)
    return isinstance(mine, int | frozenset) and value is not None and alike(mine, value, trait.tolerance)


def _apart(
    one_side: Sequence[Sequence[Party]], units: Sequence[Unit], exclusions: frozenset[Exclusion]
) -> Integers:
    def where(side: Sequence[Sequence[Party]]) -> dict[Id, int]:
        return {party.id: place for place, parties in enumerate(side) for party in parties}

    first, second = where(one_side), where(units)
    pairs = {
        (first[a], second[b])
        for exclusion in exclusions
        for a, b in ((exclusion.a, exclusion.b), (exclusion.b, exclusion.a))
        if a in first and b in second
    }
    if one_side is units:
        pairs = {pair for pair in pairs if pair[0] < pair[1]}
    return _columns(sorted(pairs), 2).T.reshape(-1, 2)
