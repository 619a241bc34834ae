"""A plan that stands stays the best while people come and go, and whoever judges it is none of those who made it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.matching.core.engine.arcs import Arcs, arcs_of_table
from alongside.matching.core.engine.auction import Proof, Solution
from alongside.matching.core.engine.dense import fits
from alongside.matching.core.engine.sharing import arcs_of
from alongside.matching.core.engine.standing import Standing, flag_after
from alongside.matching.core.engine.verify import verify
from alongside.matching.core.exact import NOBODY
from benchmarks.instance_market import market_of
from benchmarks.instances import FAMILIES, make_instance
from tests.matching.core.engine.test_engine_auction import best_by_flow


def worth(values, given):
    held = np.flatnonzero(given != NOBODY)
    return int(values[held, given[held]].sum())


def proven(standing, values, places):
    """No pair is worth more than its two prices, nobody has more than their places, and all adds up to the bound."""
    given = standing.given
    assert (values <= np.maximum(0, standing.gains[:, None] + standing.prices[None, :])).all()
    assert (np.bincount(given[given != NOBODY], minlength=places.size) <= places).all()
    assert min(standing.gains.min(initial=0), standing.prices.min(initial=0)) == 0
    assert worth(values, given) == standing.bound == int(standing.gains.sum() + standing.prices @ places)


@st.composite
def tables(draw):
    chance = np.random.default_rng(draw(st.integers(0, 10_000)))
    shape = draw(st.integers(1, 12)), draw(st.integers(1, 8))
    most = draw(st.sampled_from([1, 3, 1000]))
    values = chance.integers(1, most + 1, shape) * (chance.random(shape) < 0.5)
    return values, chance.integers(0, 4, shape[1]), chance


@settings(max_examples=150, deadline=None)
@given(tables(), st.data())
def test_a_plan_stays_the_best_whoever_comes_goes_or_changes_places(world, data):
    values, places, chance = world
    first = data.draw(st.integers(0, values.shape[0]))
    arcs = arcs_of_table(values[:first])
    idea = chance.integers(0, 5, places.size) if data.draw(st.booleans()) else None
    standing = Standing(arcs, arcs.weight.astype(np.int64), places, prices=idea)
    for row in values[first:]:
        others = np.flatnonzero(row).astype(np.int32)
        standing.arrive(others, row[others].astype(np.int64))
    proven(standing, values, places)
    assert standing.bound == best_by_flow(values, places)
    gone = data.draw(st.integers(0, values.shape[0] - 1))
    standing.leave(gone)
    values[gone] = 0
    proven(standing, values, places)
    changed = data.draw(st.integers(0, places.size - 1))
    places[changed] = data.draw(st.integers(0, 4))
    standing.change_places(changed, int(places[changed]))
    proven(standing, values, places)
    assert standing.bound == best_by_flow(values, places)


@settings(max_examples=60, deadline=None)
@given(tables())
def test_a_plan_for_other_values_is_the_best_for_those(world):
    values, places, chance = world
    arcs = arcs_of_table(values)
    standing = Standing(arcs, arcs.weight.astype(np.int64), places)
    other = np.where(values > 0, chance.integers(1, 50, values.shape), 0)
    standing.revalue(other[arcs.seeker, arcs.supporter])
    proven(standing, other, places)
    assert standing.bound == best_by_flow(other, places)


def test_many_newcomers_make_the_tables_grow():
    standing = Standing(
        Arcs(np.zeros(1, dtype=np.int64), np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32)),
        np.zeros(0, dtype=np.int64),
        np.array([3, 700]),
    )
    values = np.zeros((600, 2), dtype=np.int64)
    for i in range(600):
        values[i] = 1 + i % 7, 1 + i % 5
        assert standing.arrive(np.array([0, 1], dtype=np.int32), values[i]) == i
    proven(standing, values, np.array([3, 700]))


@pytest.mark.parametrize("family", FAMILIES)
def test_a_round_with_a_newcomer_stands_before_the_judge(family):
    market = market_of(make_instance(family, 400, 120, 3))
    arcs, places = arcs_of(market), market.capacity.astype(np.int64)
    last = arcs.indptr[-2]
    standing = Standing(
        Arcs(arcs.indptr[:-1], arcs.supporter[:last], arcs.weight[:last]),
        arcs.weight[:last].astype(np.int64),
        places,
    )
    standing.arrive(arcs.supporter[last:], arcs.weight[last:].astype(np.int64))
    worths = fits(market)
    held = standing.given != NOBODY
    weight = np.zeros(held.size, dtype=np.int32)
    weight[held] = worths[held, standing.given[held]]
    found = Solution(
        given=standing.given.astype(np.int32), weight=weight, value=int(weight.sum()), bound=standing.bound,
        proof=Proof(1, standing.gains, standing.prices), weighed=0, bids=0,
    )  # fmt: skip
    assert verify(market, found) == []
    assert (found.gap, found.value) == (0, best_by_flow(worths, market.capacity))
    dearer = replace(found.proof, seeker_prices=found.proof.seeker_prices - held)
    assert verify(market, replace(found, proof=dearer))


def test_a_plan_that_is_broken_off_fills_places_and_its_bound_holds():
    values = np.arange(1, 41).reshape(8, 5)
    arcs, places = arcs_of_table(values), np.array([1, 2, 1, 0, 1])
    with flag_after(0) as late:
        standing = Standing(arcs, arcs.weight.astype(np.int64), places, late=late)
    assert not standing.is_best
    assert (standing.given != NOBODY).sum() == 5
    assert worth(values, standing.given) <= best_by_flow(values * (places > 0), places) <= standing.bound
