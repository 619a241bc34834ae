"""Sharing places out along given arcs: exact for any values, however many are equal. For some millions of arcs."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from alongside.matching.core.engine.arcs import Arcs
from alongside.matching.core.engine.auction import solve
from alongside.matching.core.engine.compiler import kernels
from alongside.matching.core.engine.market import Longs, Market
from alongside.matching.core.engine.shelves import looking
from alongside.matching.core.engine.standing import Flag, Standing
from alongside.matching.core.exact import NOBODY, Plan

BIDS_EACH = 300
"""Bids for each supporter after which an auction is only an idea."""
_MOST_BONUS = 1_000_000


def arcs_of(market: Market) -> Arcs:
    """Every pair of the market that may be, with its weight. Needs the extra ``scale``."""
    view = looking(market, supporters_look=False)
    shelved, own = view.shelved, view.looking
    counts = np.zeros(view.lookers, dtype=np.int64)
    other, worth = kernels("arcs").list_pairs(
        0,
        view.lookers,
        (view.who, view.at, view.stretches, view.excluded_at, view.excluded),
        (
            shelved.shorts,
            shelved.ints,
            shelved.longs,
            shelved.base,
            own.shorts,
            own.ints,
            own.longs,
            own.base,
        ),
        (view.tests, view.terms, view.tables, np.int64(view.fence), np.int64(view.divisor)),
        counts,
    )
    indptr = np.zeros(view.lookers + 1, dtype=np.int64)
    np.cumsum(counts, out=indptr[1:])
    order = np.lexsort((other, np.repeat(np.arange(view.lookers), counts)))
    return Arcs(indptr, other[order], worth[order])


def best_plan_of_arcs(
    arcs: Arcs,
    values: Longs,
    places: Longs,
    *,
    prices: Longs | None = None,
    given: Longs | None = None,
    late: Flag | None = None,
) -> tuple[Plan, bool]:
    """As ``exact.best_plan``, for values (above 0) of arcs instead of a table; and whether it is the best.

    An idea of the ``prices``, and of who is given whom, saves most of the work. Once the flag ``late`` is set, the best found so far comes back,
    with prices that bound every plan. Needs the extra ``scale``.
    """
    standing = Standing(arcs, values, places, prices=prices, given=given, late=late)
    if not standing.is_best:
        return standing.plan(), False
    given = standing.given.copy()
    seeker = arcs.seeker
    worth = np.zeros(arcs.seekers, dtype=np.int64)
    chosen = given[seeker] == arcs.supporter
    worth[seeker[chosen]] = values[chosen]
    held = np.flatnonzero(given != NOBODY)
    held = held[np.argsort(given[held], kind="stable")]
    at = np.zeros(places.size + 1, dtype=np.int64)
    np.cumsum(np.bincount(given[given != NOBODY], minlength=places.size), out=at[1:])
    lowest, gains = np.zeros(places.size, dtype=np.int64), np.zeros(arcs.seekers, dtype=np.int64)
    kernels("arcs").lowest_prices(arcs.indptr, arcs.supporter, values, worth, given, at, held, lowest, gains)
    return Plan(given, lowest, gains), True


def first_prices(market: Market, places: Longs, bonus: Longs | None = None) -> Longs:
    """An idea of the supporters' prices, in weights: those of a rough auction, or none where equals bid for long.

    ``bonus`` is added to every weight of a seeker; one beyond a million counts as a million.
    It is broken off by the number of bids and not by the clock, so that it is the same on every machine.
    """
    if not market.seekers.people or not places.size:
        return np.zeros(places.size, dtype=np.int64)
    most = BIDS_EACH * places.size
    capacity = np.minimum(places, market.seekers.people + 1).astype(np.int32)
    market = replace(market, capacity=capacity)
    if bonus is not None:
        more = np.clip(bonus, 0, _MOST_BONUS)
        base = (market.seekers.base + more).astype(np.int32)
        top = market.most + int(more.max(initial=0))
        market = replace(market, seekers=replace(market.seekers, base=base), most=top)
    auction = solve(market, most_bids=most, roughly=True)
    if auction.bids > most:
        return np.zeros(places.size, dtype=np.int64)
    return auction.proof.supporter_prices


def tie_values_of_arcs(arcs: Arcs, values: Longs, plan: Plan, ties: Longs) -> tuple[NDArray[np.bool_], Longs]:
    """As ``exact.tie_values``: which arcs the best plans keep to, and the values that rank those plans by ``ties``."""
    seeker, supporter = arcs.seeker, arcs.supporter
    tight = plan.profits[seeker] + plan.prices[supporter] == values
    must = int((plan.choice != NOBODY).sum()) * (int(ties.max(initial=0)) + 1) + 1
    needed = (plan.profits > 0)[seeker].astype(np.int64) + (plan.prices > 0)[supporter]
    return tight, must * needed + ties + 1
