"""Judging formed groups by the rules in words, person by person; nothing here comes from what formed them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from alongside.matching.core.groups.form import FormedGroups
from alongside.matching.core.groups.wishes import Composition, Joiner, Leader, Meeting, Wanted
from alongside.matching.core.judge import alike
from alongside.matching.core.people import Exclusion, Id, Party, Trait, Value


def check_groups(wanted: Wanted, formed: FormedGroups) -> list[str]:
    """Everything wrong with groups; empty when each keeps every rule. A gap is not wrong: it is said with them."""
    people = {person.id: person for person in wanted.people}
    leaders = {leader.id: leader for leader in wanted.leaders}
    meetings = {meeting.id: meeting for meeting in wanted.meetings}
    for group in formed.groups:
        if group.meeting not in meetings or not set(group.people) <= people.keys():
            return [f"{group.meeting!r}: the meeting or somebody in it takes no part."]
        if not set(group.leaders) <= leaders.keys():
            return [f"{group.meeting!r}: a facilitator takes no part."]
    faults = [*_count_faults(formed, leaders), *_together_faults(wanted, formed)]
    for group in formed.groups:
        there, leading = [people[id_] for id_ in group.people], [leaders[id_] for id_ in group.leaders]
        faults += [
            f"{group.meeting!r}: {fault}"
            for fault in _group_faults(wanted, meetings[group.meeting], there, leading)
        ]
    return [*faults, *_report_faults(wanted, formed, people)]


def _count_faults(formed: FormedGroups, leaders: Mapping[Id, Leader]) -> Iterator[str]:
    for what, ids, most in (
        ("meeting", Counter(group.meeting for group in formed.groups), {}),
        ("person", Counter(id_ for group in formed.groups for id_ in group.people), {}),
        (
            "facilitator",
            Counter(id_ for group in formed.groups for id_ in group.leaders),
            {leader.id: leader.most_groups for leader in leaders.values()},
        ),
    ):
        for id_, times in ids.items():
            if times > most.get(id_, 1):
                yield f"The {what} {id_!r} comes {times} times."


def _together_faults(wanted: Wanted, formed: FormedGroups) -> Iterator[str]:
    place = _places(formed)
    for one, other in wanted.together:
        if place.get(one) != place.get(other):
            yield f"{one!r} and {other!r} are not together."


def _places(formed: FormedGroups) -> dict[Id, Id]:
    return {id_: group.meeting for group in formed.groups for id_ in group.people}


def _group_faults(
    wanted: Wanted, meeting: Meeting, there: Sequence[Joiner], leading: Sequence[Leader]
) -> Iterator[str]:
    rules, everybody = wanted.composition, [*there, *leading]
    if not rules.least <= len(there) <= rules.most:
        yield f"{len(there)} people are too few or too many."
    if len(leading) != rules.leaders:
        yield f"it has {len(leading)} facilitators."
    for party in everybody:
        if not meeting.suits(party):
            yield f"{party.id!r} cannot be there."
    for one, other in combinations(everybody, 2):
        if Exclusion(one.id, other.id) in wanted.exclusions:
            yield f"{one.id!r} and {other.id!r} must never meet."
    yield from _likeness_faults(wanted.composition, there)


def _likeness_faults(rules: Composition, there: Sequence[Joiner]) -> Iterator[str]:
    for trait in rules.alike_in:
        if not _all_share(there, trait):
            yield f"not all are alike in {trait.label!r}."
    for trait in rules.mixed_in:
        known = [person for person in there if person.value_of(trait) is not None]
        if not known or _all_share(known, trait):
            yield f"it is not mixed in {trait.label!r}."
    for person in there:
        alone = (trait for trait in rules.not_alone_for(person) if _alone(person, there, trait))
        yield from (f"{person.id!r} is the only one of their {trait.label!r}." for trait in alone)


def _all_share(people: Sequence[Party], trait: Trait) -> bool:
    values: list[Value | None] = [person.value_of(trait) for person in people]
    numbers = [value for value in values if isinstance(value, int)]
    words = [value for value in values if isinstance(value, frozenset)]
    if len(numbers) == len(values):
        return max(numbers) - min(numbers) <= trait.tolerance
    return len(words) == len(values) and bool(frozenset.intersection(*words))


def _alone(person: Joiner, there: Sequence[Joiner], trait: Trait) -> bool:
    mine = person.value_of(trait)
    if mine is None:
        return False
    theirs = (other.value_of(trait) for other in there if other.id != person.id)
    return not any(value is not None and alike(mine, value, trait.tolerance) for value in theirs)


def _report_faults(wanted: Wanted, formed: FormedGroups, people: Mapping[Id, Joiner]) -> Iterator[str]:
    place, known = _places(formed), {meeting.id for meeting in wanted.meetings}
    if sorted(map(repr, people.keys() - place.keys())) != sorted(repr(id_) for id_, _why in formed.left):
        yield "Those left over are not those without a group."
    moved = {p.id for p in wanted.people if p.now in known and place.get(p.id) != p.now}
    if len(formed.moved) != len(moved) or set(formed.moved) != moved:
        yield "Those who move are not those who are elsewhere now."
    if wanted.most_moves is not None and len(moved) > wanted.most_moves:
        yield f"{len(moved)} people move."
    points = sum(
        10_000 + 1000 * min(people[id_].waiting_days, 180) // 180 + wanted.keep * (people[id_].now == meeting)
        for id_, meeting in place.items()
    )
    if formed.points != points or formed.bound < points:
        yield "The points are not what the places add up to, or above their bound."
