"""Who takes part in a round of matching, and what they wish.

An id names one human within a round: somebody who seeks support and gives it at once carries the same id on
both sides, and is never matched with themself. Missing information is kept as missing: an absent trait, or an
empty set of languages, times or modalities, means *not said*.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum

Id = int | str
Slot = tuple[int, str]
"""A weekday (Monday is 0) and a part of that day, such as ``(2, "evening")``."""

Value = frozenset[str] | int


class TraitKind(StrEnum):
    """How many values a trait holds: one word, several words, or a whole number."""

    ONE = "one"
    MANY = "many"
    NUMBER = "number"


class Strength(StrEnum):
    """How much a wish matters. ``MUST`` and ``NOT_THIS`` are limits, ``PREFER`` weighs, the other does nothing."""

    MUST = "must"
    PREFER = "prefer"
    DO_NOT_MIND = "do_not_mind"
    NOT_THIS = "not_this"


class SameAsMe(Enum):
    """The type of ``SAME_AS_ME``."""

    SAME = "same_as_me"


SAME_AS_ME = SameAsMe.SAME
"""Stands for the wisher's own value in a wish."""

TOPICS_KEY = "topics"

WITHOUT_APPOINTMENT = frozenset({"text", "message", "email", "letter"})
"""Modalities for which two people need no hour in common."""


@dataclass(frozen=True, slots=True)
class Trait:
    """Something people may share.

    ``tolerance`` is for numbers only, in the trait's own unit (years, for an age): values that far apart, or
    less, count as the same. ``label`` is the organisation's own word, passed through untouched.
    """

    key: str
    label: str
    kind: TraitKind
    tolerance: int = 0

    def __post_init__(self) -> None:
        if self.tolerance < 0:
            raise ValueError(f"The tolerance of {self.key!r} is below zero.")
        if self.key == TOPICS_KEY and self.kind is not TraitKind.MANY:
            raise ValueError("Topics hold several values.")


TOPICS = Trait(TOPICS_KEY, "Topics", TraitKind.MANY)
"""What somebody would like to talk about, so that a wish can speak of it as of any trait."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody says about a trait of the other person.

    ``values`` are words any one of which will do, a number (give or take the trait's tolerance), or
    ``SAME_AS_ME``. ``rank`` is the wisher's own order: 1 matters most; equal ranks matter equally.
    """

    trait: Trait
    strength: Strength
    values: Value | SameAsMe = SAME_AS_ME
    rank: int = 1

    def __post_init__(self) -> None:
        if self.rank < 1:
            raise ValueError("A rank starts at 1.")
        if self.values is SAME_AS_ME:
            return
        if isinstance(self.values, int) != (self.trait.kind is TraitKind.NUMBER):
            raise ValueError(f"The wish about {self.trait.key!r} is of another kind than the trait.")
        if self.values == frozenset():
            raise ValueError(f"The wish about {self.trait.key!r} names no value.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """What both sides of a match have in common.

    ``communities`` are small ones, where people know each other (a village, a ward, a congregation);
    ``avoid_own_community`` says that nobody from them may be proposed. ``shown`` are the keys of the traits
    that this person agreed to show to the other; whatever is not in it stays out of the other's reasons.
    """

    id: Id
    traits: Mapping[str, Value] = field(default_factory=dict)
    wishes: tuple[Wish, ...] = ()
    languages: frozenset[str] = frozenset()
    modalities: frozenset[str] = frozenset()
    availability: frozenset[Slot] = frozenset()
    communities: frozenset[str] = frozenset()
    avoid_own_community: bool = False
    topics: frozenset[str] = frozenset()
    shown: frozenset[str] = frozenset()

    def value_of(self, trait: Trait) -> Value | None:
        """The value this person gave for the trait; None when not said. ValueError if it is of another kind."""
        value = self.topics if trait.key == TOPICS_KEY else self.traits.get(trait.key)
        if value is None or value == frozenset():
            return None
        if isinstance(value, int) != (trait.kind is TraitKind.NUMBER):
            raise ValueError(f"What {self.id!r} said about {trait.key!r} is of another kind than the trait.")
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeker(Party):
    """Somebody who waits for support; ``waiting_days`` counts from when they asked."""

    waiting_days: int = 0

    def __post_init__(self) -> None:
        if self.waiting_days < 0:
            raise ValueError(f"{self.id!r} cannot wait less than no days.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Supporter(Party):
    """Somebody who gives support.

    ``wishes`` are their private limits and leanings about the seeker. ``capacity`` is the number of *free*
    places, ``load`` the number of people they support already.
    """

    capacity: int = 1
    load: int = 0

    def __post_init__(self) -> None:
        if self.capacity < 0 or self.load < 0:
            raise ValueError(f"The places of {self.id!r} are below zero.")


@dataclass(frozen=True, slots=True, eq=False)
class Exclusion:
    """Two people who are never to be matched, whichever of them seeks; the order of the two means nothing."""

    a: Id
    b: Id

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Exclusion):
            return NotImplemented
        return {self.a, self.b} == {other.a, other.b}

    def __hash__(self) -> int:
        return hash(frozenset((self.a, self.b)))


def id_order(id_: Id) -> tuple[bool, int, str]:
    """A sort key for ids of both types: numbers first."""
    return (True, 0, id_) if isinstance(id_, str) else (False, id_, "")


def id_text(id_: Id) -> str:
    """An id as text in which 1 and "1" stay apart."""
    return f"s:{id_}" if isinstance(id_, str) else f"i:{id_}"
