"""What choice on both sides, pairs of equals and groups take, from a small organisation to a national one.

`python -m benchmarks.groups` prints three Markdown tables; it needs the extra `scale`. Each line is made twice and the
second counts, because compiling belongs to installing. Times are the processor's, for the machine may be shared;
what has a limit of time has it by the clock. Every answer is checked by code that shares nothing with what made it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

import numpy as np
from scipy.spatial import KDTree

from alongside.matching.core.blossom import Possible, best_pairing, faults_of_pairing
from alongside.matching.core.groups import Company, Seating, faults_of_seating, seat
from alongside.matching.core.stable import (
    NOBODY,
    Preferences,
    blocking_pairs,
    faults_of_choice,
    seekers_propose,
    supporters_propose,
)
from benchmarks.ground import machine, table

Result = TypeVar("Result")
CULTURES = [0.62, 0.12, 0.09, 0.06, 0.05, 0.03, 0.02, 0.01]


def timed(work: Callable[[], Result]) -> tuple[Result, float]:
    work()
    begun = time.process_time()
    done = work()
    return done, time.process_time() - begun


def two_sides(seekers: int, supporters: int, degree: int) -> Preferences:
    """Everybody could go to `degree` supporters; some are liked by many; supporters rank in ten steps, with many ties."""
    chance = np.random.default_rng(1)
    width = supporters // degree
    columns = (np.arange(degree) * width)[None, :] + chance.integers(0, width, (seekers, degree))
    liked = chance.integers(0, 3000, supporters)
    other = columns.ravel().astype(np.int32)
    return Preferences(
        indptr=np.arange(seekers + 1) * degree,
        supporter=other,
        seeker_rank=(-chance.integers(2000, 10_000, other.size) - liked[other]).astype(np.int32),
        supporter_rank=chance.integers(0, 10, other.size).astype(np.int32),
        capacity=chance.choice(5, supporters, p=[0.15, 0.25, 0.30, 0.20, 0.10]) + 1,
        turn=chance.permutation(seekers).astype(np.int32),
        lot=chance.permutation(supporters).astype(np.int32),
    )


def equals(people: int, near: int) -> Possible:
    """People about twelve centres in eight dimensions, each with their nearest; more pairs beat any weight."""
    chance = np.random.default_rng(1)
    where = chance.normal(size=(12, 8))[chance.integers(0, 12, people)] + 0.6 * chance.normal(
        size=(people, 8)
    )
    _apart, ends = KDTree(where).query(where, near + 1)
    one, other = np.repeat(np.arange(people), near), ends[:, 1:].ravel()
    low, high = np.divmod(np.unique(np.minimum(one, other) * people + np.maximum(one, other)), people)
    apart = np.linalg.norm(where[low] - where[high], axis=1)
    weight = 10_000 - (8000 * apart / apart.max()).astype(np.int64)
    return Possible(people, low, high, weight + 10_001 * (people // 2))


def sessions(people: int, meetings: int, conditions: int = 40) -> Seating:
    """Conditions by Zipf's law, 42 slots, half of all could come; 6 to 16 people, eight kinds of company."""
    chance = np.random.default_rng(1)
    share = 1 / np.arange(1, conditions + 1)
    share /= share.sum()
    first, second = chance.choice(conditions, people, p=share), chance.choice(conditions, people, p=share)
    second[chance.random(people) >= 0.35] = -1
    busy = np.tile([0.4, 0.5, 0.6, 0.7, 1.6, 1.2], 7)
    free = chance.random((people, 42)) < np.clip(0.8 * chance.beta(2, 2, people)[:, None] * busy, 0, 1)
    about, when = (
        chance.choice(conditions, meetings, p=share),
        chance.choice(42, meetings, p=busy / busy.sum()),
    )
    comes = ((first[:, None] == about) | (second[:, None] == about)) & free[:, when]
    unit, meeting = np.nonzero(comes & (chance.random((people, meetings)) < 0.54))
    waited = 1000 * np.minimum(chance.exponential(45, people), 180) / 180
    fit = 2000 * chance.beta(3, 3, unit.size) + 3000 * chance.beta(3, 3, people)[unit]
    culture, lgbt = chance.choice(8, people, p=CULTURES), chance.random(people) < 0.09
    kinds = [np.flatnonzero(culture == kind) for kind in range(1, 8)] + [np.flatnonzero(lgbt)]
    return Seating(
        sizes=np.ones(people, dtype=np.int64),
        meetings=meetings,
        unit=unit.astype(np.int64),
        meeting=meeting.astype(np.int64),
        worth=(2000 + fit + waited[unit]).astype(np.int64),
        least=6,
        most=16,
        company=tuple(Company(kind, kind, np.ones(kind.size, dtype=np.int64)) for kind in kinds),
    )


def stable_rows() -> list[list[str]]:
    rows = []
    for size in ((200, 60, 6), (5000, 1500, 98), (50_000, 12_000, 750)):
        lists = two_sides(*size)
        for who, propose in (("seekers", seekers_propose), ("supporters", supporters_propose)):
            choice, seconds = timed(lambda lists=lists, propose=propose: propose(lists, compile_loops=True))
            plain = "" if size[0] > 5000 else f"{timed(lambda ls=lists, p=propose: p(ls))[1]:.3f}"
            assert faults_of_choice(lists, choice) == []
            rows.append([
                f"{size[0]:,} x {size[1]:,}, {who} propose", f"{lists.supporter.size:,}", plain, f"{seconds:.3f}",
                f"{int((choice != NOBODY).sum()):,}", str(blocking_pairs(lists, choice).size),
            ])  # fmt: skip
    return rows


def pair_rows() -> list[list[str]]:
    rows = []
    for people, near in ((60, 20), (300, 20), (5000, 10), (5000, 30)):
        possible = equals(people, near)
        found, seconds = timed(lambda possible=possible: best_pairing(possible, compile_loops=True))
        plain = "" if people > 300 else f"{timed(lambda possible=possible: best_pairing(possible))[1]:.3f}"
        checked = time.process_time()
        assert faults_of_pairing(possible, found) == []
        checked = time.process_time() - checked
        rows.append([
            f"{people:,}, {near} nearest", f"{possible.weight.size:,}", plain, f"{seconds:.3f}",
            f"{len(found.circles):,}", str(found.gap), f"{checked:.2f}",
        ])  # fmt: skip
    return rows


def group_rows() -> list[list[str]]:
    rows = []
    seat(sessions(2000, 200), seconds=2, compile_loops=True)
    for people, meetings, conditions, limit in (
        (60, 12, 2, 10),
        (200, 18, 4, 10),
        (5000, 454, 40, 30),
        (5000, 454, 40, 60),
        (5000, 454, 40, 120),
    ):
        seating = sessions(people, meetings, conditions)
        begun, clock = time.process_time(), time.monotonic()
        found = seat(seating, seconds=limit, compile_loops=True)
        begun, clock = time.process_time() - begun, time.monotonic() - clock
        assert faults_of_seating(seating, found) == []
        open_ = np.unique(seating.meeting[found.seats]).size
        rows.append([
            f"{people:,}, {meetings} meetings", f"{seating.unit.size:,}", str(limit), f"{clock:.1f}", f"{begun:.1f}",
            f"{open_:,}", f"{found.seats.size:,}", f"{100 * found.gap / max(found.bound, 1):.2f} %",
        ])  # fmt: skip
    return rows


def main() -> None:
    print(machine(), end="\n\n")
    print(
        table(["Two sides", "Pairs", "Plain, s", "Compiled, s", "Matched", "Would leave"], stable_rows()),
        end="\n\n",
    )
    headers = ["Equals", "Pairs", "Plain, s", "Compiled, s", "Circles", "Gap", "Checked, s"]
    print(table(headers, pair_rows()), end="\n\n")
    headers = ["Groups", "Seats", "Limit, s", "Clock, s", "Processor, s", "Groups", "Seated", "Gap at most"]
    print(table(headers, group_rows()))


if __name__ == "__main__":
    main()
