"""A best plan that stands: solved once, then kept the best while people come and go, a fraction of a millisecond each.

Whoever comes is given a place along the path that loses least for all, so that the plan is as good as one made anew,
and its prices prove it. For a few million arcs and any values. Needs the extra ``scale``.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alongside.matching.core.engine.arcs import Arcs
from alongside.matching.core.engine.compiler import kernels
from alongside.matching.core.engine.market import Longs
from alongside.matching.core.exact import NOBODY, Plan

Flag = NDArray[np.bool_]
_FAR = 2**62
_GONE = -(2**60)
"""The value of the arcs of somebody who left: nobody is lured by it."""
_MORE = 256
"""So many seekers more than there are can come before the tables grow."""
_MORE_A_SUPPORTER = 64


@contextmanager
def flag_after(seconds: float | None) -> Iterator[Flag]:
    """A flag that another thread sets when the time is over; never, without a limit."""
    late = np.zeros(1, dtype=np.bool_)
    if seconds is None:
        yield late
        return
    late[0] = seconds <= 0
    timer = Timer(max(0.0, seconds), late.fill, [True])
    timer.daemon = True
    timer.start()
    try:
        yield late
    finally:
        timer.cancel()


class Standing:
    """The best plan for these arcs, ``values`` (above 0, by arc) and ``places`` (by supporter), and how it changes.

    ``given``, ``gains`` and ``prices`` are the plan and its proof: no arc is worth more than its two prices, and
    ``bound`` is the most that any plan can be worth. Whoever has an idea of the ``prices``, and of who is given whom,
    saves most of the work. Once the flag ``late`` is set the plan is left as far as it is (``is_best`` is false), and the bound
    still holds.
    """

    def __init__(
        self,
        arcs: Arcs,
        values: Longs,
        places: Longs,
        *,
        prices: Longs | None = None,
        given: Longs | None = None,
        late: Flag | None = None,
    ) -> None:
        self._loops = kernels("standing")
        self._late = np.zeros(1, dtype=np.bool_) if late is None else late
        self._seekers, self._arcs = arcs.seekers, int(arcs.indptr[-1])
        self._tables = [
            _with_room(arcs.indptr, _MORE),
            _with_room(arcs.supporter, 0),
            _with_room(arcs.seeker, 0),
            _with_room(np.asarray(values, dtype=np.int64), 0),
        ]
        self._given = np.full(self._seekers + _MORE, NOBODY, dtype=np.int64)
        self._gains = np.zeros(self._seekers + _MORE, dtype=np.int64)
        self._places = np.asarray(places, dtype=np.int64).copy()
        self._desk = (
            np.full(places.size, _FAR, dtype=np.int64),
            np.zeros(places.size, dtype=np.int64),
            np.zeros(places.size, dtype=np.bool_),
            np.zeros(places.size, dtype=np.int64),
        )
        self._columns = self._by_column()
        if given is not None:
            self._given[: self._seekers] = given
        self._filled = np.bincount(self.given[self.given != NOBODY], minlength=places.size)
        self._lay_out()
        self.prices = np.zeros(places.size, dtype=np.int64) if prices is None else prices.astype(np.int64)
        self.is_best = False
        self._again()

    @property
    def seekers(self) -> int:
        """How many have come so far, with those who left."""
        return self._seekers

    @property
    def given(self) -> Longs:
        """The supporter of each seeker; -1 for nobody."""
        return self._given[: self._seekers]

    @property
    def gains(self) -> Longs:
        """What each seeker gains: the price of a seeker."""
        return self._gains[: self._seekers]

    @property
    def values(self) -> Longs:
        """The value of each arc, in the order of the arcs and of those who came."""
        return np.asarray(self._tables[3][: self._arcs])

    @property
    def bound(self) -> int:
        """The most that any plan can be worth."""
        paid = (
            price * places
            for price, places in zip(self.prices.tolist(), self._places.tolist(), strict=True)
            if price
        )
        return int(self.gains.sum()) + int(sum(paid))

    def plan(self) -> Plan:
        """The plan as it is now, apart from what happens later."""
        return Plan(self.given.copy(), self.prices.copy(), self.gains.copy())

    def arrive(self, supporters: NDArray[np.int32], values: Longs) -> int:
        """Somebody comes, who may be given these supporters (each once). Returns their number among the seekers."""
        i, first = self._seekers, self._arcs
        last = first + supporters.size
        self._make_room(last)
        indptr, supporter, seeker, value = self._tables
        indptr[i + 1] = last
        supporter[first:last], seeker[first:last], value[first:last] = supporters, i, values
        self._seekers, self._arcs, self._given[i] = i + 1, last, NOBODY
        _at, _arc, extra_first, extra_next, extra_from = self._columns
        self._may[supporters] += 1
        extra_next[first - extra_from : last - extra_from] = extra_first[supporters]
        extra_first[supporters] = np.arange(first, last)
        if (self._may[supporters] > self._room[supporters]).any():
            self._lay_out()
        self._gains[i] = max(0, int((values - self.prices[supporters]).max(initial=0)))
        self._settle(np.array([i]), _NONE)
        return i

    def leave(self, seeker: int) -> None:
        """A seeker goes for good; their place goes to whoever gains most by it."""
        before = int(self._given[seeker])
        indptr, _supporter, _seeker, value = self._tables
        value[indptr[seeker] : indptr[seeker + 1]] = _GONE
        self._gains[seeker] = 0
        if before != NOBODY:
            self._loops.take_out(self._held, self._filled, self._at, before, seeker)
            self._given[seeker] = NOBODY
            self._settle(_NONE, np.array([before]))

    def change_places(self, supporter: int, places: int) -> None:
        """A supporter has so many places from now on."""
        self._places[supporter] = places
        first = self._at[supporter]
        beyond = self._held[first + places : first + self._filled[supporter]].astype(np.int64)
        self._filled[supporter] = min(places, self._filled[supporter])
        self._given[beyond] = NOBODY
        self._lay_out()
        self._settle(beyond, np.array([supporter]))

    def revalue(self, values: Longs, *, late: Flag | None = None) -> None:
        """All arcs get other values; the plan is mended where it is no longer the best, until the flag is set."""
        self._late = np.zeros(1, dtype=np.bool_) if late is None else late
        self._tables[3][: self._arcs] = values
        self._again()

    def _again(self) -> None:
        self._loops.revalue(self._all_arcs, self._plan)
        if self._late[0]:
            self.is_best = False
            self._fill_somehow()
            return
        # Whoever gains most is least likely to lose their place again to somebody who comes later.
        self._settle(np.argsort(-self.gains, kind="stable"), np.arange(self._places.size))

    def _settle(self, seekers: Longs, supporters: Longs) -> None:
        self.is_best = bool(
            self._loops.settle(
                seekers, supporters, self._all_arcs, self._columns, self._plan, self._desk, self._late
            )
        )
        if not self.is_best:
            self._fill_somehow()

    def _fill_somehow(self) -> None:
        self._loops.fill_somehow(self._all_arcs, self._plan)

    @property
    def _all_arcs(self) -> tuple[Any, ...]:
        indptr, supporter, seeker, value = self._tables
        return (
            indptr[: self._seekers + 1],
            supporter[: self._arcs],
            seeker[: self._arcs],
            value[: self._arcs],
        )

    @property
    def _plan(self) -> tuple[Any, ...]:
        return self._held, self._filled, self._at, self._held_places, self.prices, self._gains[: self._seekers], self.given  # fmt: skip

    def _by_column(self) -> tuple[Any, ...]:
        supporters = self._places.size
        at, arc = self._loops.by_column(self._all_arcs[1], supporters)
        self._may = np.diff(at)
        spare = self._tables[1].size - self._arcs
        return (
            at,
            arc,
            np.full(supporters, NOBODY, dtype=np.int64),
            np.zeros(spare, dtype=np.int64),
            self._arcs,
        )

    def _lay_out(self) -> None:
        """Room for whom each supporter has: for as many as their places, or as may come to them and some more."""
        self._room = self._may + _MORE_A_SUPPORTER
        places = np.minimum(self._places, self._room)
        at = np.zeros(places.size + 1, dtype=np.int64)
        np.cumsum(places + 2, out=at[1:])
        held = np.zeros(at[-1], dtype=np.int64)
        if self._filled.any():
            kept = np.flatnonzero(self.given != NOBODY)
            kept = kept[np.argsort(self.given[kept], kind="stable")]
            turn = np.arange(kept.size) - np.repeat(np.cumsum(self._filled) - self._filled, self._filled)
            held[at[self.given[kept]] + turn] = kept
        self._at, self._held, self._held_places = at, held, places

    def _make_room(self, arcs: int) -> None:
        if self._seekers + 2 > self._tables[0].size:
            self._tables[0] = _with_room(self._tables[0], self._seekers)
            self._given = _with_room(self._given, self._seekers)
            self._gains = _with_room(self._gains, self._seekers)
        if arcs > self._tables[1].size or arcs - self._columns[4] > self._columns[3].size:
            for k in (1, 2, 3):
                self._tables[k] = _with_room(self._tables[k][: self._arcs], max(arcs, 4096))
            self._columns = self._by_column()


_NONE = np.zeros(0, dtype=np.int64)


def _with_room(array: NDArray[Any], more: int) -> NDArray[Any]:
    made = np.zeros(array.size + more, dtype=array.dtype)
    made[: array.size] = array
    return made
