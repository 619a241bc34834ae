"""Small made-up worlds for the properties of matching, and slow oracles that try everything."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from hypothesis import strategies as st

from alongside.matching.core import (
    SAME_AS_ME,
    TOPICS,
    Exclusion,
    Seeker,
    Strength,
    Supporter,
    Trait,
    TraitKind,
    Wish,
    admissible,
    weigh,
    weigh_mutual,
)

CONDITION = Trait("condition", "Condition", TraitKind.MANY)
GENDER = Trait("gender", "Gender", TraitKind.ONE)
AGE = Trait("age", "Age", TraitKind.NUMBER, tolerance=10)
TRAITS = (CONDITION, GENDER, AGE, TOPICS)


def words(alphabet, least=0, most=2):
    return st.frozensets(st.sampled_from(alphabet), min_size=least, max_size=most)


@st.composite
def wishes(draw):
    trait = draw(st.sampled_from(TRAITS))
    named = st.integers(18, 90) if trait is AGE else words("abc", least=1)
    return Wish(
        trait,
        draw(st.sampled_from([*Strength, Strength.PREFER, Strength.PREFER, Strength.PREFER])),
        draw(st.just(SAME_AS_ME) | named),
        draw(st.integers(1, 4)),
    )


@st.composite
def traits(draw):
    said = {
        "condition": draw(words("abc")),
        "gender": draw(words("abc", most=1)),
        "age": draw(st.none() | st.integers(18, 90)),
    }
    return {key: value for key, value in said.items() if value is not None}


def party(id_):
    return {
        "id": st.just(id_),
        "traits": traits(),
        "wishes": st.lists(wishes(), max_size=2).map(tuple),
        "languages": words(["en", "cy"], most=2),
        "modalities": words(["phone", "video", "text"], most=2),
        "availability": words([(0, "morning"), (1, "evening")], most=2),
        "communities": words("VW"),
        "avoid_own_community": st.booleans(),
        "topics": words("abc"),
        "shown": st.frozensets(st.sampled_from([trait.key for trait in TRAITS])),
    }


def seekers(id_):
    return st.builds(Seeker, **party(id_), waiting_days=st.integers(0, 400))


def supporters(id_):
    return st.builds(Supporter, **party(id_), capacity=st.integers(0, 2), load=st.integers(0, 2))


@dataclass(frozen=True)
class World:
    seekers: list
    supporters: list
    exclusions: list
    seed: int

    @property
    def people(self):
        return (self.seekers, self.supporters, self.exclusions)


@st.composite
def worlds(draw, most_seekers=5, most_supporters=4):
    seeking = [draw(seekers(i)) for i in range(draw(st.integers(0, most_seekers)))]
    # The first supporter is also a seeker: nobody may be matched with themself.
    ids = [0, *(f"s{i}" for i in range(1, most_supporters))]
    giving = [draw(supporters(id_)) for id_ in ids[: draw(st.integers(0, most_supporters))]]
    every = st.sampled_from([*range(5), *ids])
    barred = draw(st.lists(st.builds(Exclusion, every, every), max_size=3))
    return World(seeking, giving, barred, draw(st.integers(0, 3)))


def best_by_trying(world):
    """The largest (helped, weight, days waited) of all rounds there are."""
    options = {
        seeker.id: [
            (j, weigh(seeker, supporter).total)
            for j, supporter in enumerate(world.supporters)
            if not admissible(seeker, supporter, world.exclusions)
        ]
        for seeker in world.seekers
    }

    @cache
    def best(position, places):
        if position == len(world.seekers):
            return (0, 0, 0)
        seeker = world.seekers[position]
        found = [best(position + 1, places)]
        for j, weight in options[seeker.id]:
            if places[j]:
                rest = best(position + 1, (*places[:j], places[j] - 1, *places[j + 1 :]))
                found.append((rest[0] + 1, rest[1] + weight, rest[2] + seeker.waiting_days))
        return max(found)

    return best(0, tuple(supporter.capacity for supporter in world.supporters))


def mutual_rounds(people) -> Iterator[list]:
    """Every set of pairs that can be made of these people."""
    if len(people) < 2:
        yield []
        return
    first, *rest = people
    yield from mutual_rounds(rest)
    for i, other in enumerate(rest):
        for smaller in mutual_rounds([*rest[:i], *rest[i + 1 :]]):
            yield [(first, other), *smaller]


def best_mutual_by_trying(people, exclusions):
    """The largest (pairs, weight, days waited) of all mutual rounds there are."""
    worth = {
        (a.id, b.id): (1, weigh_mutual(a, b).total, a.waiting_days + b.waiting_days)
        for a in people
        for b in people
        if not admissible(a, b, exclusions)
    }
    sums = [
        tuple(sum(worth[a.id, b.id][k] for a, b in pairs) for k in range(3))
        for pairs in mutual_rounds(people)
        if all((a.id, b.id) in worth for a, b in pairs)
    ]
    return max(sums)
