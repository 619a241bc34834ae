"""How a group is made up, beside what its definition asks: remarks for whoever puts it together, never a bar.

What is not known of somebody is never guessed: whoever has not answered is counted as not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from alongside.programmes.core.traits import Trait

Value = frozenset[str] | int

WITHIN = 10
"""Numbers count as alike within a tenth of their range, as in matching."""


class Remark(StrEnum):
    """What there is to say about a group and one trait, or about its size."""

    NOT_ALIKE = "not_alike"
    """The definition wants all to share it, and somebody does not share it with all of the others."""
    ALONE = "alone"
    """The definition wants nobody to be the only one, and somebody is."""
    UNKNOWN = "unknown"
    """Some have not said, so nobody can tell."""
    TOO_SMALL = "too_small"


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person of the group: what they are called, and what they said of the traits, by key."""

    name: str
    said: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark: the trait's label where it is about one, and the names or the number that it is about."""

    remark: Remark
    trait: str = ""
    names: tuple[str, ...] = ()
    number: int = 0


def findings(
    people: Iterable[Somebody],
    traits: Iterable[Trait],
    *,
    alike_in: Iterable[str] = (),
    never_alone_in: Iterable[str] = (),
) -> tuple[Finding, ...]:
    """Everything to say about how these people fit the rules of the group, rule by rule in the definition's order."""
    everybody, known = tuple(people), {trait.key: trait for trait in traits}
    found: list[Finding] = []
    for key in alike_in:
        found += _about(everybody, known[key], Remark.NOT_ALIKE)
    for key in never_alone_in:
        found += _about(everybody, known[key], Remark.ALONE)
    return tuple(dict.fromkeys(found))


def too_small(seats: int, least: int | None) -> tuple[Finding, ...]:
    """That a group is smaller than the definition asks: `number` is how many it lacks."""
    return (Finding(Remark.TOO_SMALL, number=least - seats),) if least and seats < least else ()


def _about(people: tuple[Somebody, ...], trait: Trait, rule: Remark) -> list[Finding]:
    said = [(somebody.name, somebody.said[trait.key]) for somebody in people if trait.key in somebody.said]
    silent = len(people) - len(said)
    found = []
    if rule == Remark.ALONE:
        odd = [name for at, (name, mine) in enumerate(said) if not _any_like(mine, at, said, trait)]
        if odd and len(people) > 1:
            found.append(Finding(Remark.ALONE, trait.label, tuple(odd)))
    elif not _all_alike([value for _, value in said], trait):
        found.append(Finding(Remark.NOT_ALIKE, trait.label))
    if silent and people:
        found.append(Finding(Remark.UNKNOWN, trait.label, number=silent))
    return found


def _any_like(mine: Value, at: int, said: list[tuple[str, Value]], trait: Trait) -> bool:
    return any(_alike(mine, theirs, trait) for place, (_, theirs) in enumerate(said) if place != at)


def _all_alike(values: list[Value], trait: Trait) -> bool:
    """Whether one thing is shared by all: a value of each choice; numbers that lie close together."""
    if not values:
        return True
    if trait.kind == "number":
        numbers = [value for value in values if isinstance(value, int)]
        return max(numbers) - min(numbers) <= _tolerance(trait)
    return bool(frozenset.intersection(*(value for value in values if isinstance(value, frozenset))))


def _alike(one: Value, other: Value, trait: Trait) -> bool:
    if isinstance(one, int) or isinstance(other, int):
        return isinstance(one, int) and isinstance(other, int) and abs(one - other) <= _tolerance(trait)
    return bool(one & other)


def _tolerance(trait: Trait) -> int:
    return ((trait.highest or 0) - (trait.lowest or 0)) // WITHIN
