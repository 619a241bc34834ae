"""Made-up instances that a file can hold."""

from dataclasses import replace

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
)
from alongside.matching.core.files import Instance
from alongside.matching.core.files.instance import contradictions, in_order

GENDER = Trait("gender", "Gender", TraitKind.ONE)
CONDITION = Trait("condition", "What I live with: condition", TraitKind.MANY)
AGE = Trait("age", "age", TraitKind.NUMBER, tolerance=10)
TRAITS = (AGE, CONDITION, GENDER)

WORDS = st.sampled_from(
    ["woman", "18", "ulcerative colitis, mild", "اردو", "Ünïcode", 'a "b"', "x:y", "1) z", "007"]
)


def some(most=2, least=0):
    return st.frozensets(WORDS, min_size=least, max_size=most)


@st.composite
def wishes(draw):
    trait = draw(st.sampled_from([*TRAITS, TOPICS]))
    values = st.integers(0, 99) if trait.kind is TraitKind.NUMBER else some(least=1)
    strength = draw(st.sampled_from(list(Strength)))
    return Wish(trait, strength, draw(st.just(SAME_AS_ME) | values), draw(st.integers(1, 4)))


@st.composite
def parties(draw, kind, id_, **more):
    said = {
        "gender": draw(some(1)),
        "condition": draw(some()),
        "age": draw(st.none() | st.integers(0, 99)),
    }
    halves = st.tuples(st.integers(0, 6), st.sampled_from(["00:00", "08:30", "09:00", "23:30"]))
    made = kind(
        id=id_,
        traits={key: value for key, value in said.items() if value or value == 0},
        languages=draw(some()),
        modalities=draw(some()),
        availability=draw(st.frozensets(halves, max_size=4)),
        communities=draw(some()),
        avoid_own_community=draw(st.booleans()),
        topics=draw(some()),
        shown=draw(st.frozensets(st.sampled_from(["age", "gender", "topics"]))),
        **{name: draw(strategy) for name, strategy in more.items()},
    )
    wished = ()
    for wish in draw(st.lists(wishes(), max_size=4)):
        if not contradictions(replace(made, wishes=(*wished, wish))):
            wished = (*wished, wish)
    return replace(made, wishes=in_order(wished))


@st.composite
def instances(draw, most_seekers=4, most_supporters=3):
    seeking = draw(
        st.lists(st.sampled_from(["ana", "b 2", "Çem", "d", "7"]), unique=True, max_size=most_seekers)
    )
    giving = draw(st.lists(st.sampled_from(["s1", "s 2", "ana", "ß"]), unique=True, max_size=most_supporters))
    seekers = [draw(parties(Seeker, id_, waiting_days=st.integers(0, 400))) for id_ in sorted(seeking)]
    supporters = [
        draw(parties(Supporter, id_, capacity=st.integers(0, 3), load=st.integers(0, 3)))
        for id_ in sorted(giving)
    ]
    everybody = sorted({*seeking, *giving})
    barred = (
        draw(st.lists(st.lists(st.sampled_from(everybody), min_size=2, max_size=2, unique=True), max_size=2))
        if len(everybody) > 1
        else []
    )
    both = [(a, b) for a in sorted(seeking) for b in sorted(giving) if a != b]
    kept = [draw(st.sampled_from(both))] if both and draw(st.booleans()) else []
    held = {s.id: {"young": 1} for s in supporters if s.capacity and draw(st.booleans())}
    return Instance(
        traits=TRAITS,
        seekers=tuple(seekers),
        supporters=tuple(supporters),
        exclusions=frozenset(Exclusion(a, b) for a, b in barred),
        kept=tuple(kept),
        couples=(tuple(sorted(seeking)[:2]),) if len(seeking) > 1 and draw(st.booleans()) else (),
        groups={id_: frozenset({"young", "rural"}) for id_ in sorted(seeking)[:1]},
        held=held,
    )
