"""The best plan for a table of values, with prices that prove it: exact for some hundreds of people a side.

Sharing out places is a transportation problem. Its linear programme has whole-number solutions, and its dual
(one price a supporter, one profit a seeker) is a proof that anybody can check with additions alone. The plan
comes from scipy's shortest augmenting paths; all values are whole numbers far below 2**53, so that its
floating-point sums are exact, and prices are worked out in whole numbers.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]

NOBODY = -1
_EXACT_BELOW = 2**53


class TooLargeError(ValueError):
    """The round is too large to be solved exactly here."""


@dataclass(frozen=True, slots=True)
class Plan:
    """``choice[i]`` is the column given to row i, or ``NOBODY``; prices (columns) and profits (rows) prove it best.

    The prices are the lowest that do, hence the same whichever best plan was found.
    """

    choice: Integers
    prices: Integers
    profits: Integers


def best_plan(values: Integers, places: Integers) -> Plan:
    """The choice of largest total value: a row is used once at most, column j ``places[j]`` times at most.

    ``values`` are 0 where a pair is not allowed and above 0 where it is.
    """
    allowed = values > 0
    places = np.minimum(places, allowed.sum(axis=0))
    slots = np.repeat(np.arange(values.shape[1]), places)
    choice = np.full(values.shape[0], NOBODY, dtype=np.int64)
    if slots.size and values.size:
        if int(values.max()) * (values.shape[0] + slots.size) >= _EXACT_BELOW:
            raise TooLargeError("There are too many people for one exact round; split it.")
        rows, columns = linear_sum_assignment(values[:, slots].astype(np.float64), maximize=True)
        chosen = slots[columns]
        used = allowed[rows, chosen]
        choice[rows[used]] = chosen[used]
    prices, profits = _prices(values, choice)
    return Plan(choice, prices, profits)


def tie_values(values: Integers, plan: Plan, ties: Integers) -> Integers:
    """Values whose best plans are exactly the best plans for ``values``, ranked by the sum of ``ties``.

    A plan is best just when it keeps to pairs that earn nothing less than their price and profit, seats every row
    with a profit and fills every column with a price (complementary slackness). Every best plan must seat
    equally many rows for this, which a high enough value of every pair ensures.
    """
    tight = (values > 0) & (plan.profits[:, None] + plan.prices[None, :] == values)
    if not tight.any():
        return np.zeros_like(values)
    seated = int((plan.choice != NOBODY).sum())
    must = seated * (int(ties.max()) + 1) + 1
    needed = (plan.profits > 0)[:, None].astype(np.int64) + (plan.prices > 0)[None, :].astype(np.int64)
    return np.where(tight, must * needed + ties + 1, 0)


def _prices(values: Integers, choice: Integers) -> tuple[Integers, Integers]:
    """The lowest prices at which everybody's choice is the best they could make, and what each then gains.

    Prices only ever rise; a longest path visits a column once, so there are at most as many rounds as columns.
    """
    prices = np.zeros(values.shape[1], dtype=np.int64)
    profits = np.zeros(values.shape[0], dtype=np.int64)
    changed = np.arange(values.shape[0])
    for _ in range(values.shape[1] + 2):
        matched = changed[choice[changed] != NOBODY]
        profits[matched] = values[matched, choice[matched]] - prices[choice[matched]]
        wanted = values[changed] - profits[changed, None]
        wanted[values[changed] == 0] = 0
        risen = wanted.max(axis=0, initial=0) > prices
        if not risen.any():
            return prices, profits
        prices[risen] = wanted.max(axis=0)[risen]
        changed = np.flatnonzero((choice != NOBODY) & risen[choice])
    raise AssertionError("Prices did not settle: the plan is not the best one.")
