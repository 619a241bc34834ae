"""The product's own people mean the same in columns as pair by pair, bit for bit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.matching.core import (
    Exclusion,
    Seeker,
    Strength,
    Supporter,
    Trait,
    TraitKind,
    Wish,
    admissible,
    weigh,
)
from alongside.matching.core.engine.dense import allowed, weights
from alongside.matching.core.engine.from_people import LIFT, NotInColumnsError, market_of_people
from tests.matching.core.matching_worlds import AGE, worlds


def assert_agrees(seekers, supporters, exclusions=()):
    market = market_of_people(seekers, supporters, exclusions)
    may, worth = allowed(market), weights(market)
    barred = frozenset(exclusions)
    for i, seeker in enumerate(seekers):
        for j, supporter in enumerate(supporters):
            assert may[i, j] == (not admissible(seeker, supporter, barred)), (seeker, supporter)
            assert worth[i, j] == weigh(seeker, supporter).total + LIFT, (seeker, supporter)
    return market


@settings(max_examples=80, deadline=None)
@given(worlds())
def test_limits_and_weights_agree_with_pairs(world):
    assert_agrees(*world.people)


@settings(max_examples=12, deadline=None)
@given(st.data())
def test_they_agree_with_very_many_words(data):
    tongue = Trait("tongue", "Tongue", TraitKind.MANY)
    words = st.frozensets(st.integers(0, 300).map(str), max_size=40)

    def wish(strength):
        return st.builds(Wish, st.just(tongue), st.just(strength), words.filter(bool))

    def party(kind, start):
        return st.builds(
            kind,
            id=st.just(start),
            traits=words.map(lambda said: {"tongue": said}),
            wishes=st.lists(st.one_of(*map(wish, Strength)), max_size=3).map(tuple),
            communities=st.frozensets(st.integers(0, 300).map(str), max_size=60),
            avoid_own_community=st.booleans(),
        )

    seekers = [data.draw(party(Seeker, k)) for k in range(5)]
    supporters = [data.draw(party(Supporter, f"s{k}")) for k in range(5)]
    assert_agrees(seekers, supporters)


def test_communities_beyond_the_largest_become_pairs():
    villages = [frozenset({f"v{k}"}) for k in range(400)]
    seekers = [
        Seeker(id=k, communities=village, avoid_own_community=k % 2 == 0)
        for k, village in enumerate(villages)
    ]
    supporters = [Supporter(id=f"s{k}", communities=village) for k, village in enumerate(villages)]
    market = market_of_people(seekers, supporters)
    assert 0 < len(market.excluded) < 200
    assert (~allowed(market)).sum() == 200


@pytest.mark.parametrize("number", [2**40, -(2**40)])
def test_a_number_too_large_to_weigh_is_refused_by_name(number):
    seeker = Seeker(id=1, wishes=(Wish(AGE, Strength.PREFER, number),))
    with pytest.raises(NotInColumnsError, match="age"):
        market_of_people([seeker], [Supporter(id="s")])


def test_a_number_however_large_can_be_a_limit():
    seekers = [
        Seeker(id=k, wishes=(Wish(AGE, strength, 2**70),))
        for k, strength in enumerate(Strength)
        if strength is not Strength.PREFER
    ]
    supporters = [Supporter(id=f"s{k}", traits={"age": 2**70 + k}) for k in range(9, 12)]
    assert_agrees(seekers, [*supporters, Supporter(id="t")], [Exclusion(0, "t")])


def test_a_tolerance_too_large_for_a_table_is_refused():
    wide = Trait("income", "Income", TraitKind.NUMBER, tolerance=10**6)
    with pytest.raises(NotInColumnsError, match="tolerance"):
        market_of_people([Seeker(id=1, wishes=(Wish(wide, Strength.PREFER, 5),))], [Supporter(id="s")])


def test_nobody_at_all_is_a_market():
    market = market_of_people([], [])
    assert np.array_equal(allowed(market), np.zeros((0, 0), dtype=bool))
