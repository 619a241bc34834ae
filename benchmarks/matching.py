"""Matching from a village to a nation: the engine's growth, and side by side with what else there is, in one run.

`python -m benchmarks.matching [sizes]` prints Markdown tables (sizes: S, M, L, XL; S M L unless said). Each figure is
the best of three (XL: of one), after a warm-up, in a process of its own so that its peak of memory is its own. Seconds
are the processor's over all threads, because clocks lie on a shared machine; the clock's stand beside. A round counts
only if its gap is 0, and if whoever else solves it reaches the same value; otherwise this fails.

mentor-match is measured where Python finds it (`PYTHON_WITH_MENTOR_MATCH` names an interpreter that does); OR-tools and
scipy come with the tests.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment

from alongside.matching.core.engine.auction import solve
from alongside.matching.core.engine.dense import fits
from alongside.matching.core.engine.sharing import arcs_of
from alongside.matching.core.engine.verify import verify
from alongside.matching.core.engine.warm import warm_up
from benchmarks.instance_market import market_of
from benchmarks.instances import FAMILIES, SIZES, make_instance

THREADS = 2
MENTOR_MATCH_CELLS = (
    ("50 x 50", 50, 18),
    ("200 x 178", 200, 62),
    ("400 x 400", 400, 140),
    ("1,600 x 1,375", 1600, 482),
)
_MENTOR_MATCH = """
import json, sys, time
from matching.mentee import Mentee
from matching.mentor import Mentor
from matching.process import generate_match_matrix, match_and_assign_participants

table = json.load(open(sys.argv[1]))


class Given:
    def apply(self, match):
        worth = table[match.mentee.grade][match.mentor.grade]
        match.disallowed = worth == 0
        return worth


mentees = [Mentee(grade=i, email=f"mentee {i}") for i in range(len(table))]
mentors = [Mentor(grade=j, email=f"mentor {j}") for j in range(len(table[0]))]
begun = time.process_time()
match_and_assign_participants(generate_match_matrix(mentors, mentees, [Given()]))
spent = time.process_time() - begun
print(json.dumps([spent, sum(table[one.grade][other.grade] for one in mentees for other in one.mentors)]))
"""


def best_of(times: int, work: Callable[[], Any]) -> tuple[float, float, Any]:
    """Least seconds of the processor and of the clock, and the last result."""
    cpu, wall, result = [], [], None
    for _ in range(times):
        began, at = time.process_time(), time.perf_counter()
        result = work()
        cpu.append(time.process_time() - began)
        wall.append(time.perf_counter() - at)
    return min(cpu), min(wall), result


def peak() -> int:
    """Megabytes this process has held at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def engine_row(family: str, size: str) -> list[Any]:
    """One line of the growth curve."""
    warm_up()
    market = market_of(make_instance(family, *_shape(size)))
    cpu, wall, found = best_of(1 if size == "XL" else 3, lambda: solve(market, threads=THREADS))
    held = peak()
    sample = 20_000 if size == "XL" else None
    checking, _, faults = best_of(1, lambda: verify(market, found, threads=THREADS, sample=sample))
    if found.gap or faults:
        sys.exit(f"{family} {size}: gap {found.gap}, {faults}")
    return [cpu, wall, found.weighed, int((found.given >= 0).sum()), found.value, held, checking]


def flow_row(family: str, size: str) -> list[Any]:
    """OR-tools' min-cost flow on the same arcs."""
    from ortools.graph.python import min_cost_flow  # noqa: PLC0415 -- only this row needs it

    warm_up()
    market = market_of(make_instance(family, *_shape(size)))
    arcs, capacity = arcs_of(market), market.capacity
    seekers, supporters = arcs.seekers, capacity.size

    def work() -> int:
        flow = min_cost_flow.SimpleMinCostFlow()
        people, others = np.arange(seekers), seekers + np.arange(supporters)
        source, sink = seekers + supporters, seekers + supporters + 1
        ones = np.ones(seekers, dtype=np.int64)
        flow.add_arcs_with_capacity_and_unit_cost(
            arcs.seeker,
            seekers + arcs.supporter,
            np.ones(arcs.weight.size, dtype=np.int64),
            -arcs.weight.astype(np.int64),
        )
        for tail, head, room in (
            (np.full(seekers, source), people, ones),
            (people, np.full(seekers, sink), ones),
            (others, np.full(supporters, sink), capacity.astype(np.int64)),
        ):
            flow.add_arcs_with_capacity_and_unit_cost(tail, head, room, np.zeros(tail.size, dtype=np.int64))
        flow.set_node_supply(source, seekers)
        flow.set_node_supply(sink, -seekers)
        assert flow.solve() == flow.OPTIMAL
        return -flow.optimal_cost()

    cpu, wall, value = best_of(1, work)
    return [cpu, wall, arcs.weight.size, value, peak()]


def table_row(family: str, size: str) -> list[Any]:
    """scipy's assignment of a dense table, a column for each place; no compiler is loaded."""
    market = market_of(make_instance(family, *_shape(size)))

    def work() -> int:
        slots = np.repeat(np.arange(market.capacity.size), market.capacity)
        table = fits(market)[:, slots].astype(np.float64)
        rows, columns = linear_sum_assignment(table, maximize=True)
        return int(table[rows, columns].sum())

    cpu, wall, value = best_of(3 if size == "S" else 1, work)
    return [cpu, wall, value, peak()]


def mentor_match_row(seekers: int, supporters: int) -> list[Any]:
    """The engine, and mentor-match's solver, with places as mentors and the same weights."""
    warm_up()
    market = market_of(make_instance("mixed", seekers, supporters))
    cpu, _wall, found = best_of(5, lambda: solve(market, threads=1))
    python = os.environ.get("PYTHON_WITH_MENTOR_MATCH", sys.executable)
    slots = np.repeat(np.arange(supporters), market.capacity)
    path = f"/tmp/mentor-match-{os.getpid()}.json"
    with open(path, "w", encoding="utf-8") as file:  # noqa: PTH123
        json.dump(fits(market)[:, slots].tolist(), file)
    told = subprocess.run([python, "-c", _MENTOR_MATCH, path], capture_output=True, text=True, check=False)
    os.unlink(path)  # noqa: PTH108
    if told.returncode:
        return [cpu, None, int(slots.size)]
    theirs, value = json.loads(told.stdout)
    if value != found.value:
        sys.exit(f"mentor-match reaches {value}, the engine {found.value}.")
    return [cpu, theirs, int(slots.size)]


def _shape(size: str) -> tuple[int, int]:
    return SIZES[size] if size in SIZES else tuple(int(part) for part in size.split("x"))  # type: ignore[return-value]


def apart(kind: str, *given: Any) -> Any:
    """A row, measured in a process of its own."""
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks.matching", "--row", kind, *map(str, given)],
        capture_output=True,
        text=True,
        check=False,
    )
    if told.returncode:
        sys.exit(told.stderr)
    return json.loads(told.stdout.splitlines()[-1])


def growth(sizes: list[str]) -> None:
    print(
        "| Crowd | processor s | clock s | pairs weighed | matched | peak MB | verified in s |\n|"
        + " --- |" * 7
    )
    for size in [*sizes, *(["20000x16000"] if "L" in sizes else [])]:
        for family in FAMILIES:
            if size == "20000x16000" and family == "local":
                continue
            cpu, wall, weighed, matched, _value, held, checking = apart("engine", family, size)
            cells = [
                f"{family} {size}",
                f"{cpu:.3f}",
                f"{wall:.3f}",
                f"{weighed / 1e6:,.1f}M",
                f"{matched:,}",
                f"{held}",
                f"{checking:.2f}",
            ]
            print("| " + " | ".join(cells) + " |", flush=True)


def side_by_side(sizes: list[str]) -> None:
    print(
        "\n| Crowd | engine, attributes to optimum, s | OR-tools flow, arcs given, s | times | MB | scipy table, s | times | MB |\n|"
        + " --- |" * 8
    )
    for size in [size for size in sizes if size != "XL"]:
        for family in ("mixed", "local") if size == "L" else FAMILIES:
            mine = apart("engine", family, size)
            flow = apart("flow", family, size)
            scipy = apart("table", family, size) if size in {"S", "M"} else None
            values = {mine[4], flow[3], *([scipy[2]] if scipy else [])}
            if len(values) > 1:
                sys.exit(f"{family} {size}: the values differ: {values}")
            cells = [
                f"{family} {size}",
                f"{mine[0]:.3f}",
                f"{flow[0]:.2f}",
                f"{flow[0] / mine[0]:.0f}",
                f"{flow[4]:,}",
            ]
            cells += (
                [f"{scipy[0]:.3f}", f"{scipy[0] / mine[0]:.0f}", f"{scipy[3]:,}"]
                if scipy
                else ["does not fit", "", ""]
            )
            print("| " + " | ".join(cells) + " |", flush=True)


def against_mentor_match(sizes: list[str]) -> None:
    print("\n| mentees x mentors | engine s | mentor-match s | times |\n|" + " --- |" * 4)
    for _label, seekers, supporters in MENTOR_MATCH_CELLS[: 4 if "L" in sizes else 3]:
        mine, theirs, slots = apart("mentors", seekers, supporters)
        ratio = ["not importable", ""] if theirs is None else [f"{theirs:.2f}", f"{theirs / mine:,.0f}"]
        print(f"| {seekers:,} x {slots:,} | {mine:.4f} | " + " | ".join(ratio) + " |", flush=True)


def main(sizes: list[str]) -> None:
    warm_up()
    growth(sizes)
    side_by_side(sizes)
    against_mentor_match(sizes)


ROWS: dict[str, Callable[..., Any]] = {
    "engine": engine_row,
    "flow": flow_row,
    "table": table_row,
    "mentors": lambda seekers, supporters: mentor_match_row(int(seekers), int(supporters)),
}

if __name__ == "__main__":
    if sys.argv[1:2] == ["--row"]:
        print(json.dumps(ROWS[sys.argv[2]](*sys.argv[3:])))
    else:
        main(sys.argv[1:] or ["S", "M", "L"])
