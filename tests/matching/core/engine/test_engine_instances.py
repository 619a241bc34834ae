"""The made-up crowds mean the same pair by pair and in columns."""

import numpy as np
import pytest

from alongside.matching.core.engine.dense import allowed, fits, weights
from benchmarks.instance_by_hand import may_be_proposed, weight
from benchmarks.instance_market import market_of
from benchmarks.instances import FAMILIES, make_instance


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("seed", [1, 2])
def test_columns_agree_with_pairs_by_hand(family, seed):
    instance = make_instance(family, 60, 25, seed)
    market = market_of(instance)
    pairs = [(i, j) for i in range(60) for j in range(25)]
    by_hand = np.array([may_be_proposed(instance, i, j) for i, j in pairs]).reshape(60, 25)
    worth = np.array([weight(instance, i, j) for i, j in pairs]).reshape(60, 25)
    assert 0 < by_hand.sum() < by_hand.size
    assert np.array_equal(allowed(market), by_hand)
    assert np.array_equal(weights(market), worth)
    assert worth.min() >= 2000
    assert worth.max() <= market.most
    assert np.array_equal(fits(market), np.where(by_hand, worth, 0))


def test_a_crowd_is_the_same_each_time():
    one, two = (make_instance("mixed", 50, 20, 3) for _ in range(2))
    assert all(np.array_equal(one.seekers[name], two.seekers[name]) for name in one.seekers)
    assert np.array_equal(one.excluded, two.excluded)
    assert not np.array_equal(one.capacity, make_instance("mixed", 50, 20, 4).capacity)
