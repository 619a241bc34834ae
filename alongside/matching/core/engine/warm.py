"""Having the machine code ready before anybody waits for it."""

from time import perf_counter

import numpy as np

from alongside.matching.core.engine.auction import solve
from alongside.matching.core.engine.market import Columns, Market
from alongside.matching.core.engine.sharing import arcs_of, best_plan_of_arcs
from alongside.matching.core.engine.standing import Standing
from alongside.matching.core.engine.verify import verify


def warm_up() -> float:
    """Load and, where it is not yet kept on disk, make the machine code of the large engine; the seconds it took.

    For a worker that starts, or once after an installation: a minute the first time, about a second later. Never
    call it in a process that serves pages. ModuleNotFoundError without the extra ``scale``.
    """
    begun = perf_counter()
    seekers, supporters = Columns().sides(np.ones(2), np.ones(2))
    market = Market(
        seekers=seekers,
        supporters=supporters,
        capacity=np.ones(2, dtype=np.int32),
        excluded=np.zeros((0, 2), dtype=np.int32),
        rules=(),
        likenesses=(),
        tables=np.zeros((1, 2), dtype=np.int32),
        divisor=1,
        most=2,
    )
    for supporters_bid in (True, False):
        assert verify(market, solve(market, supporters_bid=supporters_bid)) == []
    arcs, places = arcs_of(market), np.ones(2, dtype=np.int64)
    values = arcs.weight.astype(np.int64)
    best_plan_of_arcs(arcs, values, places)
    standing = Standing(arcs, values, places, late=np.ones(1, dtype=np.bool_))
    standing.leave(standing.arrive(arcs.supporter[:1], values[:1]))
    return perf_counter() - begun
