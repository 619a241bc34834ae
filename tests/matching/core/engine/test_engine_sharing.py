"""Sharing out along arcs gives what the small exact solver gives on a table."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.matching.core.engine.arcs import arcs_of_table
from alongside.matching.core.engine.dense import fits
from alongside.matching.core.engine.sharing import arcs_of, best_plan_of_arcs
from alongside.matching.core.exact import best_plan
from benchmarks.instance_market import market_of
from benchmarks.instances import FAMILIES, make_instance


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 12), st.integers(0, 8), st.sampled_from([1, 3, 1000]), st.integers(0, 10_000))
def test_a_plan_is_worth_as_much_and_has_the_same_lowest_prices(seekers, supporters, most, seed):
    chance = np.random.default_rng(seed)
    values = chance.integers(1, most + 1, (seekers, supporters)) * (
        chance.random((seekers, supporters)) < 0.4
    )
    places = chance.integers(0, 4, supporters)
    values = values * (places > 0)
    known = best_plan(values, places)
    arcs = arcs_of_table(values)
    plan, is_best = best_plan_of_arcs(arcs, arcs.weight.astype(np.int64), places)
    assert is_best
    held = plan.choice >= 0
    assert int(values[held, plan.choice[held]].sum()) == known.profits.sum() + known.prices @ places
    assert (np.bincount(plan.choice[held], minlength=supporters) <= places).all()
    assert np.array_equal(plan.prices, known.prices)
    assert np.array_equal(plan.profits, known.profits)


def test_the_arcs_of_a_market_are_its_pairs():
    for family in FAMILIES:
        market = market_of(make_instance(family, 300, 90, 2))
        listed, table = arcs_of(market), arcs_of_table(fits(market))
        assert np.array_equal(listed.indptr, table.indptr)
        assert np.array_equal(listed.supporter, table.supporter)
        assert np.array_equal(listed.weight, table.weight)
