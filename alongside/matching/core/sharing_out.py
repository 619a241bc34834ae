"""Places shared out among pairs that may be: by scipy for hundreds of people, by compiled loops for thousands."""

import numpy as np
from numpy.typing import NDArray

from alongside.matching.core.engine.arcs import Arcs
from alongside.matching.core.engine.sharing import best_plan_of_arcs
from alongside.matching.core.engine.standing import flag_after
from alongside.matching.core.exact import Integers, Plan, best_plan


def plan_of(
    arcs: Arcs,
    values: Integers,
    places: Integers,
    *,
    compiled: bool,
    prices: Integers | None = None,
    given: Integers | None = None,
    seconds: float | None = None,
) -> tuple[Plan, bool]:
    """The plan of largest total value (above 0, by arc), with the lowest prices that prove it; and whether it is the best.

    The compiled loops can be broken off after ``seconds``: then the best found comes back, with prices that bound every
    plan. They save work by an idea of the ``prices`` and of who is ``given`` whom. The plan by scipy is always the best; TooLargeError as there.
    """
    if compiled:
        with flag_after(seconds) as late:
            return best_plan_of_arcs(arcs, values, places, prices=prices, given=given, late=late)
    return best_plan(table_of(arcs, values, places.size), places), True


def table_of(arcs: Arcs, values: Integers, columns: int) -> Integers:
    """Seekers by columns, with 0 where there is no arc."""
    table = np.zeros((arcs.seekers, columns), dtype=np.int64)
    table[arcs.seeker, arcs.supporter] = values
    return table


def only(arcs: Arcs, mask: NDArray[np.bool_]) -> Arcs:
    """The arcs of the mask, and no others."""
    counts = np.bincount(arcs.seeker[mask], minlength=arcs.seekers)
    indptr = np.zeros(arcs.seekers + 1, dtype=np.int64)
    np.cumsum(counts, out=indptr[1:])
    return Arcs(indptr, arcs.supporter[mask], arcs.weight[mask])
