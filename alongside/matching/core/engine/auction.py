"""The best round for a market: the scarce side bids, and its prices prove the result.

An auction in the sense of Bertsekas: whoever has a free place bids for the one they like best at today's prices, up
to where the next best would do as well, and may be outbid later. With prices in units of one weight divided by more
than there are places, all bids together are wrong by less than one, so the result is exactly the best there is
(Bertsekas and Castanon 1989, for places and for sides of unequal size). Scores are not stored: everybody keeps a
short list of their best and looks again only when it cannot decide. Lists are made at frozen prices, in any number
of threads; bids follow one another. So the result does not depend on the number of threads.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from time import monotonic

import numpy as np
from numpy.typing import NDArray

from alongside.matching.core.engine.compiler import kernels
from alongside.matching.core.engine.lists import Lists, empty_lists, fill_lists
from alongside.matching.core.engine.market import Ints, Longs, Market
from alongside.matching.core.engine.shelves import Looking, looking

NOBODY = -1
KEEP = 64
"""How many are on a short list, at least."""
OTHERS = 32
"""How many of a short list are never one's own already."""
TURN = 200_000
"""Bids between two looks at the clock."""


@dataclass(frozen=True, slots=True, eq=False)
class Proof:
    """Prices that bound every round there is, in units of ``1 / scale`` of a weight.

    No pair is worth more than its seeker's and its supporter's price together. So no round is worth more than the
    seekers' prices and each supporter's price times their places, added up and divided by ``scale``: ``bound``.
    """

    scale: int
    seeker_prices: Longs
    supporter_prices: Longs

    def bound(self, capacity: Ints) -> int:
        """The most that any round can be worth."""
        paid = int(self.seeker_prices.sum()) + sum(
            int(part) for part in self.supporter_prices * capacity.astype(np.int64)
        )
        return paid // self.scale


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """A round: ``given[i]`` is the supporter of seeker i or ``NOBODY``, ``weight[i]`` what that is worth (0).

    ``value`` is their sum, ``bound`` what no round exceeds. ``weighed`` counts the pairs weighed, ``bids`` the bids.
    """

    given: Ints
    weight: Ints
    value: int
    bound: int
    proof: Proof
    weighed: int
    bids: int

    @property
    def gap(self) -> int:
        """How far the round may be from the best; 0 proves it the best."""
        return self.bound - self.value


@dataclass(slots=True)
class _Sale:
    """An auction under way."""

    view: Looking
    lists: Lists
    scale: int
    again: NDArray[np.bool_]
    waiting: NDArray[np.bool_]
    queue: Ints
    ends: Longs
    price: Longs
    given: Ints
    weight: Ints
    weighed: int = 0
    bids: int = 0
    most_bids: float = float("inf")


def solve(
    market: Market,
    *,
    threads: int = 1,
    time_limit: float = float("inf"),
    most_bids: int | None = None,
    supporters_bid: bool | None = None,
    roughly: bool = False,
) -> Solution:
    """The round of largest total weight; ``roughly``: within a point of weight for each place, in far fewer bids.

    ``time_limit`` is in seconds: when it is over, or after about ``most_bids``, the best found so far comes back with its
    gap. The scarcer side bids unless ``supporters_bid`` says who; the result is equally good. Needs the extra ``scale``.
    """
    ends = monotonic() + time_limit
    # One place more than there are seekers stays free for certain, so any beyond it would change nothing.
    seekers = market.seekers.people
    market = replace(market, capacity=np.minimum(market.capacity, seekers + 1))
    places = int(market.capacity.sum())
    if supporters_bid is None:
        supporters_bid = places <= seekers
    scale = 1 if roughly else min(places, seekers) + 1
    keep = max(KEEP, int(market.capacity.max(initial=0)) + OTHERS) if supporters_bid else KEEP
    view = looking(market, supporters_look=supporters_bid)
    sale = _Sale(
        view=view,
        lists=empty_lists(view.lookers, keep, market.most * scale),
        scale=scale,
        again=np.ones(view.lookers, dtype=np.bool_),
        waiting=np.zeros(view.lookers, dtype=np.bool_),
        queue=np.zeros(view.lookers + 1, dtype=np.int32),
        ends=np.zeros(2, dtype=np.int64),
        price=np.zeros(view.people, dtype=np.int64),
        given=np.full(seekers, NOBODY, dtype=np.int32),
        weight=np.zeros(seekers, dtype=np.int32),
        most_bids=float("inf") if most_bids is None else most_bids,
    )
    hold = _supporters_hold if supporters_bid else _seekers_hold
    proof = hold(market, sale, threads, ends)
    return Solution(
        given=sale.given,
        weight=sale.weight,
        value=int(sale.weight.sum()),
        bound=proof.bound(market.capacity),
        proof=proof,
        weighed=sale.weighed,
        bids=sale.bids,
    )


def _supporters_hold(market: Market, sale: _Sale, threads: int, ends: float) -> Proof:
    bid = kernels("bids").supporters_bid
    free = market.capacity.copy()
    sale.again &= free > 0

    def turn(sale: _Sale) -> int:
        return int(
            bid(
                sale.queue,
                sale.ends,
                sale.waiting,
                sale.again,
                _as_tuple(sale.lists),
                sale.price,
                sale.given,
                sale.weight,
                free,
                TURN,
                sale.scale,
            )
        )

    _run(sale, turn, threads, ends)
    lists, rows = sale.lists, np.arange(sale.view.lookers)
    own = sale.given[lists.who] == rows[:, None]
    supporters = _best_left(sale, own)
    held = sale.given >= 0
    seekers = sale.price.copy()
    worth = sale.weight[held].astype(np.int64) * sale.scale - supporters[sale.given[held]]
    seekers[held] = np.maximum(seekers[held], worth)
    return Proof(sale.scale, seekers, supporters)


def _seekers_hold(market: Market, sale: _Sale, threads: int, ends: float) -> Proof:
    bid = kernels("bids").seekers_bid
    capacity = market.capacity
    at = np.zeros(capacity.size + 1, dtype=np.int64)
    np.cumsum(capacity, out=at[1:])
    levels, bidders = np.zeros(at[-1], dtype=np.int64), np.full(at[-1], NOBODY, dtype=np.int32)
    # Who has no place is too dear for everybody.
    sale.price[capacity == 0] = market.most * sale.scale + 1

    def turn(sale: _Sale) -> int:
        return int(
            bid(
                sale.queue,
                sale.ends,
                sale.waiting,
                sale.again,
                _as_tuple(sale.lists),
                sale.price,
                levels,
                bidders,
                at,
                sale.given,
                sale.weight,
                TURN,
                sale.scale,
            )
        )

    _run(sale, turn, threads, ends)
    seekers = _best_left(sale, np.zeros(sale.lists.who.shape, dtype=np.bool_))
    return Proof(sale.scale, seekers, sale.price)


def _run(sale: _Sale, turn: Callable[[_Sale], int], threads: int, ends: float) -> None:
    """Look, bid until nobody can without looking again, and so on."""
    while sale.again.any() and monotonic() < ends and sale.bids < sale.most_bids:
        lookers = sale.view.order[sale.again[sale.view.order]]
        sale.again[:] = False
        sale.weighed += fill_lists(sale.view, sale.lists, lookers, sale.price, sale.scale, threads, ends)
        lookers = np.sort(lookers)
        sale.queue[: lookers.size] = lookers
        sale.ends[:] = 0, lookers.size
        sale.waiting[lookers] = True
        while sale.ends[0] < sale.ends[1] and monotonic() < ends and sale.bids < sale.most_bids:
            sale.bids += turn(sale)


def _best_left(sale: _Sale, without: NDArray[np.bool_]) -> Longs:
    """The most that each of those who look could still gain at today's prices, at least 0."""
    lists = sale.lists
    net = lists.worth.astype(np.int64) * sale.scale - sale.price[lists.who]
    listed = np.arange(lists.who.shape[1])[None, :] < lists.count[:, None]
    net[~listed | without] = 0
    return np.asarray(np.maximum(net.max(axis=1, initial=0), np.maximum(lists.tau, 0)))


def _as_tuple(lists: Lists) -> tuple[Longs, Ints, Ints, Ints, Longs]:
    return lists.net, lists.who, lists.worth, lists.count, lists.tau
