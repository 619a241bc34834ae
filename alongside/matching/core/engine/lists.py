"""Short lists: everybody's best few at today's prices, made by looking through the shelves in any number of threads."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import monotonic
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from alongside.matching.core.engine.compiler import kernels
from alongside.matching.core.engine.market import Ints, Longs
from alongside.matching.core.engine.shelves import Looking

A = TypeVar("A")
B = TypeVar("B")

COMPANY = 32
"""How many people look at the shelves together."""


@dataclass(slots=True)
class Lists:
    """Everybody's short list, the best first, and a bound of what it leaves out."""

    net: Longs
    who: Ints
    worth: Ints
    count: Ints
    tau: Longs


def empty_lists(lookers: int, keep: int, most: int) -> Lists:
    """Lists that say nothing yet but that no pair is worth more than ``most``."""
    shape = (lookers, keep)
    return Lists(
        np.zeros(shape, np.int64),
        np.zeros(shape, np.int32),
        np.zeros(shape, np.int32),
        np.zeros(lookers, np.int32),
        np.full(lookers, most, np.int64),
    )


def fill_lists(  # noqa: PLR0917 -- one call, in two places
    view: Looking, lists: Lists, lookers: Ints, price: Longs, scale: int, threads: int, ends: float
) -> int:
    """Make the lists of these lookers anew, at these prices. Returns how many pairs were weighed.

    When the clock has passed ``ends``, those not yet made stay as they are.
    """
    scan = kernels("scan").scan
    coarse = (price // scale).astype(np.int32)[view.who]
    shelved, own = view.shelved, view.looking
    shelves = (view.who, view.at, view.stretches, view.excluded_at, view.excluded)
    sides = (
        shelved.shorts,
        shelved.ints,
        shelved.longs,
        shelved.base,
        own.shorts,
        own.ints,
        own.longs,
        own.base,
    )
    program = (view.tests, view.terms, view.tables, np.int64(view.fence), np.int64(view.divisor))

    def look(company: NDArray[np.int32]) -> int:
        if monotonic() > ends:
            return 0
        return int(
            scan(
                company,
                shelves,
                sides,
                program,
                price,
                coarse,
                np.int64(-1),
                np.int64(scale),
                lists.net,
                lists.who,
                lists.worth,
                lists.count,
                lists.tau,
            )
        )

    companies = [lookers[k : k + COMPANY] for k in range(0, lookers.size, COMPANY)]
    return sum(shared(look, companies, threads))


def shared(work: Callable[[A], B], parts: list[A], threads: int) -> list[B]:
    """The work on every part, in order, done by so many threads."""
    if threads <= 1 or len(parts) <= 1:
        return [work(part) for part in parts]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(work, parts))
