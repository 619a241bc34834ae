"""Judging a round of the large engine without trusting it.

Nothing here comes from the solver: another way through the pairs (seeker by seeker, pair by pair), another reading of
the rules. It checks that every pair may be and is worth what is said, that nobody is given twice or past their
places, and, by linear programming duality, that the prices bound every round there is.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from alongside.matching.core.engine.auction import Solution
from alongside.matching.core.engine.compiler import kernels
from alongside.matching.core.engine.market import Ints, Longs, Market, Shorts, Side


def verify(market: Market, solution: Solution, *, threads: int = 1, sample: int | None = None) -> list[str]:
    """Everything wrong with a round; empty when it stands and its bound is proven.

    ``sample`` looks at the pairs of only so many seekers, evenly spread: faults can then be missed, not invented.
    Needs the extra ``scale``.
    """
    if not _sizes_agree(market, solution):
        return ["The round is not about the people in the market."]
    seekers = np.arange(market.seekers.people)
    if sample is not None and sample < seekers.size:
        seekers = np.unique(np.linspace(0, seekers.size - 1, sample).astype(np.int64))
    underpriced, weight = _judged(market, solution, seekers, threads)
    return [
        *_faults_of_pairs(market, solution, seekers, weight),
        *_faults_of_bound(market, solution),
        *([f"{underpriced} pairs are worth more than their prices say."] if underpriced else []),
    ]


def _sizes_agree(market: Market, solution: Solution) -> bool:
    proof = solution.proof
    return bool(
        solution.given.size == solution.weight.size == proof.seeker_prices.size == market.seekers.people
        and proof.supporter_prices.size == market.capacity.size > solution.given.max(initial=-1)
    )


def _faults_of_pairs(market: Market, solution: Solution, seekers: Longs, weight: Longs) -> Iterator[str]:
    held = solution.given >= 0
    taken = np.bincount(solution.given[held], minlength=market.capacity.size)
    if (taken > market.capacity).any():
        yield f"{int((taken > market.capacity).sum())} supporters have fewer places than pairs."
    if (weight[seekers][held[seekers]] == 0).any():
        yield f"{int((weight[seekers][held[seekers]] == 0).sum())} pairs may not be."
    if (weight[seekers] != solution.weight[seekers]).any():
        yield "The weights are not what the pairs are worth."
    if solution.value != int(solution.weight.sum()):
        yield "The value is not what the pairs add up to."


def _faults_of_bound(market: Market, solution: Solution) -> Iterator[str]:
    u, p = solution.proof.seeker_prices, solution.proof.supporter_prices
    if min(u.min(initial=0), p.min(initial=0)) < 0:
        yield "A price is below zero."
    paid = sum(u.tolist()) + sum(
        price * places for price, places in zip(p.tolist(), market.capacity.tolist(), strict=True)
    )
    if paid // solution.proof.scale != solution.bound:
        yield "The bound is not what the prices add up to."


def _judged(market: Market, solution: Solution, seekers: Longs, threads: int) -> tuple[int, Longs]:
    judge = kernels("verify").judge_seekers
    pairs = market.excluded[np.argsort(market.excluded[:, 0], kind="stable")]
    at = np.searchsorted(pairs[:, 0], np.arange(market.seekers.people + 1))
    proof, weight = solution.proof, np.zeros(market.seekers.people, dtype=np.int64)
    given = (
        _columns(market.seekers),
        _columns(market.supporters),
        _rules(market),
        _terms(market),
        market.tables,
        (at, np.ascontiguousarray(pairs[:, 1])),
        (proof.seeker_prices, proof.supporter_prices, market.capacity, proof.scale, market.divisor),
        solution.given,
        weight,
    )
    parts = np.array_split(seekers, 8 * threads)
    with ThreadPoolExecutor(threads) as pool:
        return sum(pool.map(lambda part: int(judge(part, *given)), parts)), weight


def _columns(side: Side) -> tuple[Shorts, Ints, Longs, Ints]:
    return side.shorts, side.ints, side.longs, side.base


def _rules(market: Market) -> Ints:
    """A row a check: kind, width, column, span, number of its rule."""
    rows = [
        [check.test, check.width, check.column, check.span, number]
        for number, rule in enumerate(market.rules)
        for check in rule.checks
    ]
    return np.array(rows, dtype=np.int32).reshape(-1, 5)


def _terms(market: Market) -> Ints:
    """A row a likeness, in the order of its fields, from the kind on."""
    rows = [
        [
            *(one.term, one.width, one.column, one.span, one.coefficient),
            *(one.seeker_times, one.supporter_times, one.top, one.slope, one.shift),
        ]
        for one in market.likenesses
    ]
    return np.array(rows, dtype=np.int32).reshape(-1, 10)
