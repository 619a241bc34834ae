"""Seats by an integer programme (HiGHS): the best there is, or the best found in time with its gap."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import floor
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from alongside.matching.core.groups.seating import Integers, Seated, Seating
from alongside.matching.core.groups.wishes import GroupsError

_ROUNDING = 1e-6
_INFEASIBLE = 2


@dataclass(slots=True)
class _Rows:
    """Rows of a programme, one batch after the other."""

    columns: int = 0
    rows: int = 0
    at: list[tuple[Integers, Integers, NDArray[np.float64]]] = field(default_factory=list)
    low: list[NDArray[np.float64]] = field(default_factory=list)
    high: list[NDArray[np.float64]] = field(default_factory=list)

    def variables(self, many: int) -> Integers:
        self.columns += many
        return np.arange(self.columns - many, self.columns)

    def add(self, rows: int, parts: list[tuple[Any, Any, Any]], low: float, high: float) -> None:
        """``parts`` are (row within this batch, column, factor), each an array or one number for all."""
        for row, column, factor in parts:
            spread = np.broadcast_arrays(row, column, factor)
            self.at.append((spread[0] + self.rows, spread[1], spread[2].astype(np.float64)))
        self.rows += rows
        self.low.append(np.full(rows, low))
        self.high.append(np.full(rows, high))

    def constraint(self) -> LinearConstraint:
        row, column, factor = (np.concatenate(part) for part in zip(*self.at, strict=True))
        matrix = csr_array((factor, (row, column)), shape=(self.rows, self.columns))
        return LinearConstraint(matrix, np.concatenate(self.low), np.concatenate(self.high))


def seat_exactly(seating: Seating, *, seconds: float, only: Integers | None = None) -> Seated | None:
    """The best seats, with the bound of the solver. None if time ran out before any were found.

    ``only``: seats to choose among; the bound then holds for these alone. GroupsError if the moves allowed are too
    few for any arrangement.
    """
    seats = np.arange(seating.unit.size) if only is None else only
    if not seats.size:
        return Seated(seats, np.zeros(0, dtype=np.int64), 0, 0)
    rows = _Rows()
    x = rows.variables(seats.size)
    open_ = rows.variables(seating.meetings)
    _size_rows(rows, seating, seats, x, open_)
    for company in seating.company:
        _company_rows(rows, seating, seats, company.askers, (company.friends, company.many))
    _likeness_rows(rows, seating, seats, open_)
    leads = _leader_rows(rows, seating, seats, open_)
    worth = np.zeros(rows.columns)
    worth[: seats.size] = -seating.worth[seats]
    answer = milp(
        worth,
        integrality=np.ones(rows.columns, dtype=np.int64),
        bounds=Bounds(0, 1),
        constraints=rows.constraint(),
        options={"time_limit": max(seconds, 0.01), "mip_rel_gap": 0.0},
    )
    if answer.status == _INFEASIBLE:
        raise GroupsError(["No groups can be formed with so few people moving."])
    if answer.x is None:
        return None
    taken = answer.x > 0.5
    found = seats[taken[: seats.size]]
    bound = floor(-answer.mip_dual_bound * (1 + _ROUNDING * 1e-3) + _ROUNDING)
    value = seating.value(found)
    return Seated(found, np.flatnonzero(taken[leads]), value, max(value, min(bound, seating.most_worth())))


def _size_rows(rows: _Rows, seating: Seating, seats: Integers, x: Integers, open_: Integers) -> None:
    unit, meeting = seating.unit[seats], seating.meeting[seats]
    many = seating.meetings
    rows.add(seating.sizes.size, [(unit, x, 1)], 0, 1)
    sizes = (meeting, x, seating.sizes[unit])
    rows.add(many, [sizes, (np.arange(many), open_, -seating.most)], -np.inf, 0)
    rows.add(many, [sizes, (np.arange(many), open_, -seating.least)], 0, np.inf)
    if seating.least_staying:
        at = np.flatnonzero(np.isin(seats, seating.stays))
        staying = dict(zip(seating.stays.tolist(), seating.staying.tolist(), strict=True))
        factors = np.array([staying[seat] for seat in seats[at].tolist()])
        rows.add(1, [(0, at, factors)] if at.size else [], seating.least_staying, np.inf)
    pairs = _both(seating.apart, seats, unit, meeting)
    if pairs.size:
        each = np.arange(len(pairs))
        rows.add(len(pairs), [(each, pairs[:, 0], 1), (each, pairs[:, 1], 1)], 0, 1)


def _both(apart: Integers, seats: Integers, unit: Integers, meeting: Integers) -> Integers:
    """The positions of two seats in one meeting whose units must never meet."""
    found = []
    for one, other in apart.tolist():
        theirs = {int(meeting[at]): int(at) for at in np.flatnonzero(unit == other)}
        found += [
            (int(at), theirs[int(meeting[at])])
            for at in np.flatnonzero(unit == one)
            if int(meeting[at]) in theirs
        ]
    return np.array(found, dtype=np.int64).reshape(-1, 2) if seats.size else np.zeros((0, 2), dtype=np.int64)


def _company_rows(
    rows: _Rows, seating: Seating, seats: Integers, askers: Integers, friends: tuple[Integers, Integers]
) -> None:
    """Per meeting one welcome: nobody sits without it, and it takes two friends."""
    asking = np.flatnonzero(np.isin(seating.unit[seats], askers))
    if not asking.size:
        return
    meetings, place = np.unique(seating.meeting[seats[asking]], return_inverse=True)
    welcome = rows.variables(meetings.size)
    rows.add(
        asking.size,
        [(np.arange(asking.size), asking, 1), (np.arange(asking.size), welcome[place], -1)],
        -np.inf,
        0,
    )
    many = np.zeros(seating.sizes.size, dtype=np.int64)
    many[friends[0]] = friends[1]
    coming = np.flatnonzero((many[seating.unit[seats]] > 0) & np.isin(seating.meeting[seats], meetings))
    where = np.searchsorted(meetings, seating.meeting[seats[coming]])
    parts = [(where, coming, many[seating.unit[seats[coming]]]), (np.arange(meetings.size), welcome, -2)]
    rows.add(meetings.size, parts, 0, np.inf)


def _likeness_rows(rows: _Rows, seating: Seating, seats: Integers, open_: Integers) -> None:
    unit, meeting = seating.unit[seats], seating.meeting[seats]
    for rule in seating.alike:
        chosen = [rows.variables(seating.meetings) for _option in rule]
        every = np.arange(seating.meetings)
        rows.add(seating.meetings, [*((every, column, 1) for column in chosen), (every, open_, -1)], 0, 0)
        each = np.arange(seats.size)
        parts = [(each, each, 1)]
        for option, column in zip(rule, chosen, strict=True):
            at = np.flatnonzero(np.isin(unit, option))
            parts.append((at, column[meeting[at]], -1))
        rows.add(seats.size, parts, -np.inf, 0)
    for needed in seating.mixed:
        at = np.flatnonzero(np.isin(unit, needed))
        rows.add(
            seating.meetings, [(meeting[at], at, 1), (np.arange(seating.meetings), open_, -1)], 0, np.inf
        )


def _leader_rows(rows: _Rows, seating: Seating, seats: Integers, open_: Integers) -> Integers:
    leads = rows.variables(seating.lead_who.size)
    if not seating.leaders:
        return leads[:0]
    every = np.arange(seating.meetings)
    rows.add(seating.meetings, [(seating.lead_meeting, leads, 1), (every, open_, -seating.leaders)], 0, 0)
    for who, most in enumerate(seating.lead_most.tolist()):
        mine = leads[seating.lead_who == who]
        rows.add(1, [(0, mine, 1)], 0, most)
    for who, unit in seating.lead_apart.tolist():
        for lead in np.flatnonzero(seating.lead_who == who):
            at = np.flatnonzero(
                (seating.unit[seats] == unit) & (seating.meeting[seats] == seating.lead_meeting[lead])
            )
            rows.add(at.size, [(np.arange(at.size), at, 1), (np.arange(at.size), leads[lead], 1)], 0, 1)
    return leads
