"""A round by the large engine is the very same round: pairs, ties, prices, and why somebody still waits."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.matching.core import (
    TOPICS,
    Exclusion,
    Seeker,
    Strength,
    Supporter,
    Trait,
    TraitKind,
    Wish,
    check_round,
    solve_round,
)
from tests.matching.core.matching_worlds import AGE, CONDITION, GENDER, worlds


@settings(max_examples=40, deadline=None)
@given(worlds(), st.booleans())
def test_a_round_is_the_same_by_either_way(world, keeps):
    known = solve_round(*world.people, seed=world.seed)
    keep = [(pair.seeker, pair.supporter) for pair in known.pairs[::2]] if keeps else []
    known = solve_round(*world.people, seed=world.seed, keep=keep)
    found = solve_round(*world.people, seed=world.seed, keep=keep, compiled=True)
    assert found == known
    assert check_round(*world.people, found) == []


def crowd(seekers, supporters, seed):
    chance = random.Random(seed)
    faith = Trait("faith", "Faith", TraitKind.ONE)

    def traits():
        return {
            "condition": frozenset(chance.sample("abcdefgh", chance.randint(1, 2))),
            "gender": frozenset(chance.choice("fmx")),
            "age": chance.randint(18, 90),
            "faith": frozenset(chance.choice(["", "p", "q"])),
        }

    def wish():
        trait = chance.choice([CONDITION, GENDER, AGE, faith, TOPICS])
        return Wish(trait, chance.choice([*Strength, Strength.PREFER]), rank=chance.randint(1, 3))

    def party(kind, id_, **more):
        return kind(
            id=id_,
            traits=traits(),
            wishes=tuple(wish() for _ in range(chance.randint(0, 3))),
            languages=frozenset(chance.sample(["en", "cy", "ur"], chance.randint(0, 2))),
            modalities=frozenset(chance.sample(["phone", "video", "text"], chance.randint(1, 3))),
            communities=frozenset(chance.sample([f"v{k}" for k in range(40)], 1)),
            avoid_own_community=chance.random() < 0.3,
            topics=frozenset(chance.sample("stu", chance.randint(0, 2))),
            **more,
        )

    waiting = [party(Seeker, k, waiting_days=chance.choice([3, 3, 9, 400])) for k in range(seekers)]
    giving = [
        party(Supporter, f"s{k}", capacity=chance.randint(0, 3), load=chance.randint(0, 2))
        for k in range(supporters)
    ]
    barred = [
        Exclusion(chance.randrange(seekers), f"s{chance.randrange(supporters)}") for _ in range(seekers // 3)
    ]
    return waiting, giving, barred


@pytest.mark.parametrize("shape", [(70, 25), (40, 50)])
def test_a_round_of_a_crowd_is_the_same_by_either_way(shape):
    people = crowd(*shape, seed=4)
    assert solve_round(*people, seed=9, compiled=True) == solve_round(*people, seed=9)


def test_what_does_not_fit_columns_is_solved_all_the_same():
    people = ([Seeker(id=1, wishes=(Wish(AGE, Strength.PREFER, 2**40),))], [Supporter(id="s")])
    assert solve_round(*people, seed=0, compiled=True) == solve_round(*people, seed=0)


def test_very_many_equals_are_no_trouble():
    waiting = [Seeker(id=k, waiting_days=5) for k in range(300)]
    giving = [Supporter(id=f"s{k}", capacity=2) for k in range(300)]
    found = solve_round(waiting, giving, seed=3, compiled=True)
    assert found.objective.helped == 300
    assert found.certificate.gap == 0
