"""Sharing places out along given arcs: exact for any values, however many are equal.

Seekers come one after another; each is given a place along the path that loses least (successive shortest paths,
Edmonds and Karp 1972), so there are no rounds of bidding between equals. For some millions of arcs.
"""

import numpy as np
from numpy.typing import NDArray

from alongside.matching.core.engine.arcs import Arcs
from alongside.matching.core.engine.compiler import kernels
from alongside.matching.core.engine.market import Longs, Market
from alongside.matching.core.engine.shelves import looking
from alongside.matching.core.exact import NOBODY, Plan


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


def best_plan_of_arcs(arcs: Arcs, values: Longs, places: Longs) -> Plan:
    """As ``exact.best_plan``, for values (above 0) of arcs instead of a table. Needs the extra ``scale``."""
    share, settle = kernels("arcs").share_out, kernels("arcs").lowest_prices
    arc_supporter = arcs.supporter.astype(np.int64)
    seeker = arcs.seeker.astype(np.int64)
    given, _done = share(arcs.indptr, arc_supporter, seeker, values, places, np.zeros(1, dtype=np.bool_))
    worth = np.zeros(arcs.seekers, dtype=np.int64)
    chosen = given[seeker] == arc_supporter
    worth[seeker[chosen]] = values[chosen]
    held = np.flatnonzero(given != NOBODY)
    held = held[np.argsort(given[held], kind="stable")]
    at = np.zeros(places.size + 1, dtype=np.int64)
    np.cumsum(np.bincount(given[given != NOBODY], minlength=places.size), out=at[1:])
    prices, profits = np.zeros(places.size, dtype=np.int64), np.zeros(arcs.seekers, dtype=np.int64)
    settle(arcs.indptr, arc_supporter, values, worth, given, at, held, prices, profits)
    return Plan(given, prices, profits)


def tie_values_of_arcs(arcs: Arcs, values: Longs, plan: Plan, ties: Longs) -> tuple[NDArray[np.bool_], Longs]:
    """As ``exact.tie_values``: which arcs the best plans keep to, and the values that rank those plans by ``ties``."""
    seeker, supporter = arcs.seeker, arcs.supporter
    tight = plan.profits[seeker] + plan.prices[supporter] == values
    must = int((plan.choice != NOBODY).sum()) * (int(ties.max(initial=0)) + 1) + 1
    needed = (plan.profits > 0)[seeker].astype(np.int64) + (plan.prices > 0)[supporter]
    return tight, must * needed + ties + 1
