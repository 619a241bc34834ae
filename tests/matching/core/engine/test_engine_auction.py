"""The large engine finds the best round there is, and its proof stands before a judge that shares nothing with it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.graph.python import min_cost_flow

from alongside.matching.core.engine.auction import KEEP, solve
from alongside.matching.core.engine.dense import fits
from alongside.matching.core.engine.verify import verify
from benchmarks.instance_market import market_of
from benchmarks.instances import FAMILIES, SIZES, make_instance


def best_by_flow(worth, capacity):
    """The largest total weight, as an independent solver of flows finds it."""
    seekers, supporters = worth.shape
    flow = min_cost_flow.SimpleMinCostFlow()
    source, sink = seekers + supporters, seekers + supporters + 1
    for i, j in np.argwhere(worth > 0).tolist():
        flow.add_arc_with_capacity_and_unit_cost(i, seekers + j, 1, -int(worth[i, j]))
    for i in range(seekers):
        flow.add_arc_with_capacity_and_unit_cost(source, i, 1, 0)
        flow.add_arc_with_capacity_and_unit_cost(i, sink, 1, 0)
    for j, places in enumerate(capacity.tolist()):
        flow.add_arc_with_capacity_and_unit_cost(seekers + j, sink, places, 0)
    flow.set_node_supply(source, seekers)
    flow.set_node_supply(sink, -seekers)
    assert flow.solve() == flow.OPTIMAL
    return -flow.optimal_cost()


def markets(seekers, supporters):
    return st.builds(
        lambda family, n, m, seed: market_of(make_instance(family, n, m, seed)),
        st.sampled_from(sorted(FAMILIES)),
        seekers,
        supporters,
        st.integers(0, 10_000),
    )


@settings(max_examples=120, deadline=None)
@given(
    st.one_of(
        markets(st.integers(1, 90), st.integers(1, 30)), markets(st.integers(1, 30), st.integers(1, 90))
    )
)
def test_a_round_is_the_best_and_proven(market):
    found = solve(market, time_limit=20)
    assert (found.value, found.gap) == (best_by_flow(fits(market), market.capacity), 0)
    assert verify(market, found) == []


@pytest.mark.parametrize("supporters_bid", [True, False])
@pytest.mark.parametrize("family", FAMILIES)
def test_a_round_is_as_good_whoever_bids(family, supporters_bid):
    market = market_of(make_instance(family, 120, 45, 11))
    found = solve(market, supporters_bid=supporters_bid, time_limit=20)
    assert (found.value, found.gap) == (best_by_flow(fits(market), market.capacity), 0)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_round_is_the_same_with_one_thread_and_with_two(family):
    market = market_of(make_instance(family, 900, 300, 7))
    one, two = (solve(market, threads=threads) for threads in (1, 2))
    assert np.array_equal(one.given, two.given)
    assert np.array_equal(one.proof.seeker_prices, two.proof.seeker_prices)
    assert (one.value, one.weighed, one.bids) == (two.value, two.weighed, two.bids)


def test_whoever_has_very_many_places_is_given_the_best_for_them():
    market = market_of(make_instance("single", 300, 4, 5))
    capacity = np.array([2 * KEEP, 90, 0, 17], dtype=np.int32)
    market = replace(market, capacity=capacity)
    found = solve(market, time_limit=20)
    assert found.value == best_by_flow(fits(market), capacity)
    assert (found.gap, verify(market, found)) == (0, [])


def test_out_of_time_the_best_found_comes_back_with_a_bound_that_holds():
    market = market_of(make_instance("mixed", *SIZES["S"]))
    best = solve(market).value
    found = solve(market, time_limit=0)
    assert found.value <= best <= found.bound
    assert found.gap > 0
    assert verify(market, found) == []


@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (3, 0)])
def test_nobody_on_one_side_is_no_error(shape):
    market = market_of(make_instance("mixed", 3, 3))
    market = replace(
        market,
        seekers=market.seekers.taken(np.arange(shape[0])),
        supporters=market.supporters.taken(np.arange(shape[1])),
        capacity=market.capacity[: shape[1]],
        excluded=np.zeros((0, 2), dtype=np.int32),
    )
    found = solve(market)
    assert (found.value, found.bound, found.given.tolist()) == (0, 0, [-1] * shape[0])
    assert verify(market, found) == []


def test_what_is_false_is_found():
    market = market_of(make_instance("mixed", *SIZES["S"]))
    found = solve(market)
    taken = int(np.flatnonzero(found.given >= 0)[0])
    free = int(np.flatnonzero(found.given < 0)[0])
    crowded, swapped, weight = found.given.copy(), found.given.copy(), found.weight.copy()
    crowded[:] = found.given[taken]
    swapped[free], swapped[taken] = found.given[taken], -1
    weight[taken] += 1
    cheap, low = found.proof.supporter_prices.copy(), found.proof.seeker_prices.copy()
    cheap[int(np.argmax(cheap))] = 0
    low[0] = -1
    prices = [replace(found.proof, supporter_prices=cheap), replace(found.proof, seeker_prices=low)]
    lies = [
        replace(found, given=crowded),
        replace(found, given=swapped),
        replace(found, given=found.given[1:]),
        replace(found, weight=weight),
        replace(found, value=found.value + 1),
        replace(found, bound=found.bound + 1),
        *(replace(found, proof=proof) for proof in prices),
    ]
    assert all(verify(market, lie) for lie in lies)


def test_a_sample_of_seekers_is_judged_alike():
    market = market_of(make_instance("local", 400, 120, 3))
    found = solve(market)
    assert verify(market, found, sample=25) == []
    nothing = np.zeros_like(found.proof.supporter_prices)
    assert verify(market, replace(found, proof=replace(found.proof, supporter_prices=nothing)), sample=200)
