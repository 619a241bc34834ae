"""Seats for thousands of people: prices first, then an integer programme over the seats that matter."""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray

from alongside.matching.core.groups.exact import seat_exactly
from alongside.matching.core.groups.prices import Prices, find_prices
from alongside.matching.core.groups.seating import (
    Integers,
    Seated,
    Seating,
    faults_of_meeting,
    faults_of_seating,
)
from alongside.matching.core.groups.wishes import GroupsError

SMALL = 4000
"""Seats up to which the integer programme sees everything."""
_FIRST_LOOK = 2
_PRICE_SHARE = 0.25
WORTH_A_SECOND = 0.95
_NO_LEADS = np.zeros(0, dtype=np.int64)


def seat(seating: Seating, *, seconds: float, compile_loops: bool = False) -> Seated:
    """The best seats found in time, and what nothing can exceed. GroupsError if there are none under the rules."""
    if seating.unit.size <= SMALL:
        found = seat_exactly(seating, seconds=seconds)
        return found or _in_a_hurry(seating, np.zeros(seating.sizes.size), seating.most_worth())
    until = time.monotonic() + seconds
    prices = find_prices(seating, seconds=seconds * _PRICE_SHARE, compile_loops=compile_loops)
    best = _look_further(seating, prices, until)
    # What a programme has at hand when its time runs out may be worse than what can be had in a second.
    if best is None or best.value < WORTH_A_SECOND * prices.bound:
        hurried = _in_a_hurry(seating, prices.units, prices.bound)
        best = max((hurried, best or hurried), key=lambda found: found.value)
    return Seated(
        best.seats, best.leads, best.value, max(best.value, min(prices.bound, seating.most_worth()))
    )


def _look_further(seating: Seating, prices: Prices, until: float) -> Seated | None:
    """The best over a few seats for each unit, then over more as long as time allows."""
    best: Seated | None = None
    order, look, most = _likely(seating, prices), _FIRST_LOOK, int(np.bincount(seating.unit).max(initial=0))
    while True:
        began = time.monotonic()
        only = np.flatnonzero(
            (order < look) | (prices.wanted > 0.02) | np.isin(np.arange(order.size), seating.stays)
        )
        found = seat_exactly(seating, seconds=until - began, only=only)
        if found and (best is None or found.value > best.value):
            best = found
        took = time.monotonic() - began
        if look >= most or time.monotonic() + took > until:
            return best
        look += 1 + look // 3


def _likely(seating: Seating, prices: Prices) -> Integers:
    """For each seat how many of the same unit's promise more, at these prices."""
    profit = seating.worth - prices.units[seating.unit]
    order = np.lexsort((-profit, seating.meeting))
    nth = _nth(seating.meeting[order])
    last = np.zeros(seating.meetings)
    at = order[nth == seating.most - 1]
    last[seating.meeting[at]] = np.maximum(profit[at], 0)
    order = np.lexsort((last[seating.meeting] - profit, seating.unit))
    place = np.empty(order.size, dtype=np.int64)
    place[order] = _nth(seating.unit[order])
    return place


def _nth(ordered: Integers) -> Integers:
    """For each of equal neighbours the how-manieth it is."""
    starts = np.flatnonzero(np.diff(ordered, prepend=-1))
    place: Integers = np.arange(ordered.size) - np.repeat(starts, np.diff(starts, append=ordered.size))
    return place


def _in_a_hurry(seating: Seating, price: NDArray[np.float64], bound: int) -> Seated:
    """Meeting by meeting the most profitable group that the rules allow, or else everybody where they are."""
    taken, leads = np.zeros(seating.sizes.size, dtype=np.bool_), seating.lead_most.copy()
    profit = seating.worth - price[seating.unit]
    by_meeting = [np.flatnonzero(seating.meeting == meeting) for meeting in range(seating.meetings)]
    by_meeting.sort(key=lambda seats: -float(np.sort(profit[seats])[-seating.most :].sum()))
    seats: list[int] = []
    leading: list[int] = []
    for around in by_meeting:
        free = around[~taken[seating.unit[around]]]
        group = _group(seating, free[np.argsort(-profit[free], kind="stable")])
        lead = _leaders(seating, group, leads)
        chosen = seating.unit[group]
        if not group.size or faults_of_meeting(seating, chosen, seating.lead_who[lead]):
            continue
        taken[chosen] = True
        leads[seating.lead_who[lead]] -= 1
        seats += group.tolist()
        leading += lead.tolist()
    for found, led in ((np.array(sorted(seats), dtype=np.int64), leading), (np.sort(seating.stays), [])):
        value = seating.value(found)
        done = Seated(found, np.array(led, dtype=np.int64), value, max(bound, value))
        if not faults_of_seating(seating, done):
            return done
    raise GroupsError(["No groups were found in the time allowed; allow more time, or more people to move."])


def _group(seating: Seating, seats: Integers) -> Integers:
    """A group of one meeting from seats in the order of profit, without who would be alone in it."""
    for rule in seating.alike:
        kept = [seats[np.isin(seating.unit[seats], option)] for option in rule]
        seats = max(kept, key=lambda some: some[: seating.most].size, default=seats[:0])
    group: list[int] = []
    people = 0
    for at in seats.tolist():
        unit = int(seating.unit[at])
        against = seating.apart[(seating.apart == unit).any(axis=1)]
        if people + seating.sizes[unit] > seating.most or np.isin(seating.unit[group], against).any():
            continue
        group.append(at)
        people += int(seating.sizes[unit])
    chosen = np.array(group, dtype=np.int64)
    while True:
        there = seating.unit[chosen]
        lonely = [
            company.askers
            for company in seating.company
            if company.many[np.isin(company.friends, there)].sum() < 2
        ]
        leaving = np.isin(there, np.concatenate(lonely)) if lonely else np.zeros(there.size, dtype=np.bool_)
        if not leaving.any():
            return chosen
        chosen = chosen[~leaving]


def _leaders(seating: Seating, group: Integers, leads: Integers) -> Integers:
    if not seating.leaders or not group.size:
        return _NO_LEADS
    could = np.flatnonzero(seating.lead_meeting == seating.meeting[group[0]])
    against = seating.lead_apart[np.isin(seating.lead_apart[:, 1], seating.unit[group]), 0]
    who = seating.lead_who[could]
    could = could[(leads[who] > 0) & ~np.isin(who, against)]
    # Whoever can lead few other meetings is asked first.
    options = np.bincount(seating.lead_who, minlength=seating.lead_most.size)
    return could[np.argsort(options[seating.lead_who[could]], kind="stable")][: seating.leaders]
