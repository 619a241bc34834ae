"""What groups are formed from: people, the meetings that could be, who leads them, and the rules of composition."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from alongside.matching.core.people import Exclusion, Id, Party, Seeker, Slot, Trait


class GroupsError(ValueError):
    """The wishes for groups contradict themselves; ``faults`` says where, one sentence each."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(self.faults))


@dataclass(frozen=True, slots=True, kw_only=True)
class Joiner(Seeker):
    """Somebody who would join a group.

    ``never_alone_in``: keys of traits in which they asked not to be the only one of the group. ``now``: the meeting
    they go to already, when groups are formed anew.
    """

    never_alone_in: frozenset[str] = frozenset()
    now: Id | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Leader(Party):
    """Somebody who facilitates ``most_groups`` groups at most."""

    most_groups: int = 1


@dataclass(frozen=True, slots=True)
class Meeting:
    """A group that could be: when, and where it matters in which language and in which way."""

    id: Id
    slot: Slot
    language: str = ""
    modality: str = ""

    def suits(self, party: Party) -> bool:
        """Whether somebody can be there. Who has not said when they have time is not placed by guessing."""
        return (
            self.slot in party.availability
            and (not self.language or not party.languages or self.language in party.languages)
            and (not self.modality or not party.modalities or self.modality in party.modalities)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Composition:
    """How every group is made up: ``least`` to ``most`` people, and ``leaders`` who facilitate it.

    ``alike_in``: one value of the trait is shared by all (numbers: all within its tolerance), and who has not said is
    not placed. ``mixed_in``: not all share one. ``never_alone_in``: nobody is without somebody alike. ``asked_about``:
    further traits that people may ask not to be alone in.
    """

    least: int
    most: int
    leaders: int = 0
    alike_in: tuple[Trait, ...] = ()
    mixed_in: tuple[Trait, ...] = ()
    never_alone_in: tuple[Trait, ...] = ()
    asked_about: tuple[Trait, ...] = ()

    def trait(self, key: str) -> Trait | None:
        """The trait of that key, if the composition knows it."""
        known = (*self.alike_in, *self.mixed_in, *self.never_alone_in, *self.asked_about)
        return next((trait for trait in known if trait.key == key), None)

    def not_alone_for(self, person: Joiner) -> list[Trait]:
        """The traits in which this person must have company: by the rule, or because they asked."""
        asked = (self.trait(key) for key in sorted(person.never_alone_in))
        return list(dict.fromkeys([*self.never_alone_in, *(trait for trait in asked if trait)]))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Everything that groups are formed from, checked for contradictions when it is made (GroupsError).

    ``together``: two people who come together or not at all. ``keep`` is what it is worth, in points, that somebody
    stays where they are; a place for one more person is worth 10,000. ``most_moves``: how many people may have to
    leave the meeting they go to now; None: any number.
    """

    people: tuple[Joiner, ...]
    meetings: tuple[Meeting, ...]
    composition: Composition
    leaders: tuple[Leader, ...] = ()
    exclusions: frozenset[Exclusion] = frozenset()
    together: tuple[tuple[Id, Id], ...] = ()
    keep: int = 4000
    most_moves: int | None = None

    def __post_init__(self) -> None:
        faults = (*_number_faults(self), *_rule_faults(self), *_double_faults(self))
        # Who is together with whom can only be said of people who are told apart.
        faults = faults or tuple(_together_faults(self))
        if faults:
            raise GroupsError(faults)

    def units(self) -> list[tuple[Joiner, ...]]:
        """People who come together, each set once, in the order of ``people``; most are alone."""
        head = {person.id: person.id for person in self.people}

        def first(id_: Id) -> Id:
            while head[id_] != id_:
                id_ = head[id_]
            return id_

        for one, other in self.together:
            head[first(other)] = first(one)
        found: dict[Id, list[Joiner]] = {}
        for person in self.people:
            found.setdefault(first(person.id), []).append(person)
        return [tuple(unit) for unit in found.values()]


def _number_faults(wanted: Wanted) -> Iterator[str]:
    rules = wanted.composition
    numbers = (rules.least, rules.most, rules.leaders, wanted.keep, wanted.most_moves or 0)
    if any(not isinstance(number, int) for number in numbers):
        yield "Sizes, facilitators, the worth of staying and the number of moves are whole numbers."
        return
    if rules.least < 1:
        yield "The smallest group has one person at least."
    if rules.most < rules.least:
        yield f"A group of at most {rules.most} cannot have {rules.least} people."
    if min(numbers[2:]) < 0 or any(leader.most_groups < 0 for leader in wanted.leaders):
        yield "Facilitators, their groups, the worth of staying and moves are not below zero."


def _rule_faults(wanted: Wanted) -> Iterator[str]:
    rules = wanted.composition
    for both in rules.alike_in:
        if both in rules.mixed_in:
            yield f"A group cannot be alike and mixed in {both.label!r} at once."
    for person in wanted.people:
        for key in sorted(person.never_alone_in):
            trait = rules.trait(key)
            if trait is None:
                yield f"{person.id!r} asked not to be alone in {key!r}, which nobody knows here."
            elif person.value_of(trait) is None:
                yield f"{person.id!r} asked not to be alone in {trait.label!r}, and has not said their own."


def _double_faults(wanted: Wanted) -> Iterator[str]:
    for what, things in (
        ("person", wanted.people),
        ("meeting", wanted.meetings),
        ("facilitator", wanted.leaders),
    ):
        for id_, times in Counter(thing.id for thing in things).items():
            if times > 1:
                yield f"The {what} {id_!r} is listed {times} times."


def _together_faults(wanted: Wanted) -> Iterator[str]:
    known = {person.id for person in wanted.people}
    for one, other in wanted.together:
        if one == other:
            yield f"{one!r} is to be kept together with themself."
        for id_ in (one, other):
            if id_ not in known:
                yield f"{id_!r} is to be kept together with somebody, and takes no part."
    if any(id_ not in known for pair in wanted.together for id_ in pair):
        return
    for unit in wanted.units():
        yield from _unit_faults(unit, wanted.composition.most, wanted.exclusions)


def _unit_faults(unit: Collection[Joiner], most: int, exclusions: frozenset[Exclusion]) -> Iterator[str]:
    if len(unit) > most:
        names = ", ".join(repr(person.id) for person in unit)
        yield f"{names} are to be kept together, and a group has {most} people at most."
    for one, other in combinations(unit, 2):
        if Exclusion(one.id, other.id) in exclusions:
            yield f"{one.id!r} and {other.id!r} are to be kept together and never to meet."
