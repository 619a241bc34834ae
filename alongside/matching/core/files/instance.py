"""Everything one round needs to know, as a file holds it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import TypeVar

from alongside.matching.core.judge import alike
from alongside.matching.core.people import (
    SAME_AS_ME,
    Exclusion,
    Id,
    Party,
    Seeker,
    Strength,
    Supporter,
    Trait,
    TraitKind,
    Value,
    Wish,
    id_order,
)

P = TypeVar("P", bound=Party)


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """Who takes part, who must not meet, which pairs stand already.

    ``couples`` are pairs of seekers who are to have the same supporter. ``groups`` are names that the organisation
    gave to seekers, to look after their fair share. ``held`` are places of a supporter kept for a group.
    """

    traits: tuple[Trait, ...] = ()
    seekers: tuple[Seeker, ...] = ()
    supporters: tuple[Supporter, ...] = ()
    exclusions: frozenset[Exclusion] = frozenset()
    kept: tuple[tuple[Id, Id], ...] = ()
    couples: tuple[tuple[Id, Id], ...] = ()
    groups: Mapping[Id, frozenset[str]] = field(default_factory=dict)
    held: Mapping[Id, Mapping[str, int]] = field(default_factory=dict)

    def supporter(self, id_: Id) -> Supporter:
        """The supporter of this id; KeyError if there is none."""
        return next_of(self.supporters, id_)

    def seeker(self, id_: Id) -> Seeker:
        """The seeker of this id; KeyError if there is none."""
        return next_of(self.seekers, id_)


def next_of(people: tuple[P, ...], id_: Id) -> P:
    """The person of this id; KeyError if there is none."""
    for person in people:
        if person.id == id_:
            return person
    raise KeyError(id_)


def sorted_pairs(pairs: "frozenset[Exclusion]") -> list[tuple[Id, Id]]:
    """Exclusions as sorted pairs of sorted ids, for files that are the same whenever the people are."""
    both = (sorted((one.a, one.b), key=id_order) for one in pairs)
    return sorted(((a, b) for a, b in both), key=lambda pair: (id_order(pair[0]), id_order(pair[1])))


def contradictions(party: Party) -> list[tuple[Wish, Wish]]:
    """Pairs of limits that no one person could meet both of."""
    limits = [wish for wish in party.wishes if wish.strength in {Strength.MUST, Strength.NOT_THIS}]
    return [(one, two) for one, two in combinations(limits, 2) if _contradict(party, one, two)]


def _contradict(party: Party, one: Wish, two: Wish) -> bool:
    first, second = _wished(party, one), _wished(party, two)
    if one.trait.key != two.trait.key or first is None or second is None:
        return False
    if one.strength is two.strength:
        return one.strength is Strength.MUST and _cannot_both_be(one.trait, first, second)
    must, refused = (first, second) if one.strength is Strength.MUST else (second, first)
    if isinstance(must, frozenset) and isinstance(refused, frozenset):
        return must <= refused
    return must == refused


def _wished(party: Party, wish: Wish) -> Value | None:
    return party.value_of(wish.trait) if wish.values is SAME_AS_ME else wish.values


def _cannot_both_be(trait: Trait, first: Value, second: Value) -> bool:
    if trait.kind is TraitKind.MANY:
        return False
    return not alike(first, second, 2 * trait.tolerance)


def described(wish: Wish) -> str:
    """A wish as its own words: ``must gender: woman``."""
    if isinstance(wish.values, frozenset):
        values = " | ".join(sorted(wish.values))
    else:
        values = "same as me" if wish.values is SAME_AS_ME else str(wish.values)
    return f'"{wish.strength.value} {wish.trait.key}: {values}"'


def in_order(wishes: Iterable[Wish]) -> tuple[Wish, ...]:
    """Wishes in one order, whichever they were said in: by strength, rank and trait."""
    strengths = list(Strength)
    return tuple(
        sorted(
            wishes,
            key=lambda wish: (strengths.index(wish.strength), wish.rank, wish.trait.key, described(wish)),
        )
    )
