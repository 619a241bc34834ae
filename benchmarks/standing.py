"""What it takes to keep a round the best when somebody comes, to share it fairly, and to match a few hundred people.

`python -m benchmarks.standing` prints three Markdown tables; it needs the extra `scale`. Seconds are the processor's, the
least of three. An arrival counts only if the round is worth what a round made anew is worth and `verify` finds
nothing wrong with it; otherwise this fails.
"""

from __future__ import annotations

import random
import sys
import time
from typing import Any

import numpy as np

from alongside.matching.core import (
    Seeker,
    Strength,
    Supporter,
    Trait,
    TraitKind,
    Wish,
    check_round,
    solve_round,
)
from alongside.matching.core.engine.arcs import Arcs
from alongside.matching.core.engine.auction import Proof, Solution, solve
from alongside.matching.core.engine.market import Market
from alongside.matching.core.engine.sharing import arcs_of, first_prices
from alongside.matching.core.engine.standing import Standing
from alongside.matching.core.engine.verify import verify
from alongside.matching.core.engine.warm import warm_up
from alongside.matching.core.exact import NOBODY
from alongside.matching.core.fairness.prices import (
    NEAR_ENOUGH,
    SCALE,
    Demands,
    Worth,
    by_standing,
    search,
    step_for,
)
from alongside.matching.core.fairness.table import Table
from alongside.matching.core.possible import Possible
from benchmarks.ground import machine, table
from benchmarks.instance_market import market_of
from benchmarks.instances import FAMILIES, IN_PERSON, make_instance

NEWCOMERS = 200
SIZE = (5_000, 1_500)


def arrival_row(family: str) -> list[str]:
    """200 people coming one after another to a round of 5,000 and 1,500 that stands."""
    market = market_of(make_instance(family, SIZE[0] + NEWCOMERS, SIZE[1]))
    arcs, values = arcs_of(market), arcs_of(market).weight.astype(np.int64)
    last = int(arcs.indptr[SIZE[0]])
    here = Arcs(arcs.indptr[: SIZE[0] + 1], arcs.supporter[:last], arcs.weight[:last])
    taken: list[np.ndarray[Any, Any]] = []
    for _ in range(3):
        standing = Standing(
            here, values[:last], market.capacity.astype(np.int64), prices=first_prices(market, market.capacity.astype(np.int64))
        )  # fmt: skip
        spent = []
        for i in range(SIZE[0], SIZE[0] + NEWCOMERS):
            own = slice(int(arcs.indptr[i]), int(arcs.indptr[i + 1]))
            begun = time.process_time_ns()
            standing.arrive(arcs.supporter[own], values[own])
            spent.append((time.process_time_ns() - begun) / 1e6)
        taken.append(np.array(spent))
    judge(market, standing, arcs)
    best = np.min(taken, axis=0)
    return [
        f"{family} M",
        f"{np.median(best):.2f}",
        f"{best.mean():.2f}",
        f"{np.quantile(best, 0.95):.2f}",
        f"{best.max():.2f}",
    ]


def judge(market: Market, standing: Standing, arcs: Arcs) -> None:
    """Stop unless the round is proven, and worth as much as one made anew by the auction."""
    given = standing.given.astype(np.int32)
    chosen = given[arcs.seeker] == arcs.supporter
    weight = np.zeros(given.size, dtype=np.int32)
    weight[arcs.seeker[chosen]] = arcs.weight[chosen]
    found = Solution(
        given=given, weight=weight, value=int(weight.sum()), bound=standing.bound,
        proof=Proof(1, standing.gains, standing.prices), weighed=0, bids=0,
    )  # fmt: skip
    faults = verify(market, found)
    if faults or found.gap or found.value != solve(market).value:
        sys.exit(f"gap {found.gap}, {faults}")


def fair_row(family: str, tolerance: int) -> list[str]:
    """Six groups that overlap, each to be matched at the rate of everybody less the tolerance."""
    instance = make_instance(family, *SIZE)
    market, who = market_of(instance), instance.seekers
    groups = [
        who["culture"] > 0, (who["languages"] & 1) == 0, who["modalities"] == IN_PERSON,
        who["lgbt"], who["age"] < 25, who["gender"] == 2,
    ]  # fmt: skip
    spent = []
    for _ in range(3):
        begun = time.process_time()
        before, after, cost, gap, tries = _shared_fairly(market, groups, tolerance)
        spent.append(time.process_time() - begun)
    seconds = min(spent)
    return [
        f"{family} M, {tolerance} %", f"{seconds:.2f}", str(tries), f"{100 * before:.0f} %", f"{100 * after:.0f} %",
        f"{cost:,}", f"{gap:.3f} %",
    ]  # fmt: skip


def _shared_fairly(market: Market, groups: list[Any], tolerance: int) -> tuple[float, float, int, float, int]:
    arcs, places = arcs_of(market), market.capacity.astype(np.int64)
    weights = arcs.weight.astype(np.int64)
    possible = Possible([Seeker(id=i) for i in range(arcs.seekers)], [], frozenset(), arcs, market)
    one = Table(possible, [(j, "") for j in range(places.size)], places, arcs, weights, weights)
    tries = 0

    def idea(bonus: Any) -> Any:
        return SCALE * first_prices(market, places, bonus // SCALE)

    solver = by_standing(one, idea, 600)

    def counted(values: Any, bonus: Any) -> Any:
        nonlocal tries
        tries += 1
        return solver(values, bonus)

    nobody = np.zeros(arcs.seekers, dtype=np.int64)
    step = step_for(one, Demands((), np.zeros(0, dtype=np.int64)))
    plain = solver(step + SCALE * weights, nobody).choice
    able, had = np.diff(arcs.indptr) > 0, plain != NOBODY
    levels = [
        -(-(100 - tolerance) * int(had.sum()) * int((able & group).sum()) // (100 * int(able.sum()))) for group in groups
    ]  # fmt: skip
    demands = Demands(tuple(Worth((able & group).astype(np.int64)) for group in groups), np.array(levels))
    step = step_for(one, demands)
    value = int(weights[one.chosen(plain)].sum())
    found = search(one, demands, step, counted, until=time.monotonic() + 600, near=value // NEAR_ENOUGH)
    if found.best is None:
        sys.exit("The shares are not reached.")
    has = found.best.plan.choice != NOBODY
    bound = found.nearest.bound - step * int(has.sum())
    gap = 100 * (bound / SCALE - found.best.weight) / value
    rates = [min((got & able & group).sum() / (able & group).sum() for group in groups) for got in (had, has)]
    return rates[0], rates[1], value - found.best.weight, gap, tries


def small_row(seekers: int, supporters: int) -> list[str]:
    """People as the product has them, without any compiler, from objects to a proven round."""
    chance = random.Random(1)
    condition, gender = (
        Trait("condition", "Condition", TraitKind.MANY),
        Trait("gender", "Gender", TraitKind.ONE),
    )
    age = Trait("age", "Age", TraitKind.NUMBER, tolerance=5)

    def party(kind: Any, id_: str, **more: Any) -> Any:
        return kind(
            id=id_,
            traits={
                "condition": frozenset(chance.sample("abcdefgh", 2)), "gender": frozenset(chance.choice("fmx")),
                "age": chance.randint(18, 80),
            },
            wishes=(Wish(condition, Strength.MUST), Wish(gender, Strength.PREFER), Wish(age, Strength.PREFER, rank=2)),
            modalities=frozenset(chance.sample(["phone", "video", "text"], 2)),
            **more,
        )  # fmt: skip

    people = (
        [party(Seeker, f"p{i}", waiting_days=chance.randint(0, 200)) for i in range(seekers)],
        [party(Supporter, f"s{j}", capacity=chance.randint(1, 4)) for j in range(supporters)],
    )
    spent = []
    for _ in range(5):
        begun = time.process_time()
        found = solve_round(*people, seed=1)
        spent.append(time.process_time() - begun)
    if check_round(*people, (), found):
        sys.exit("The round does not stand.")
    return [f"{seekers} x {supporters}", f"{1000 * min(spent):.0f}", f"{found.objective.helped}"]


def main() -> None:
    print(machine(), end="\n\n")
    small = [small_row(60, 20), small_row(200, 60), small_row(300, 300)]
    if "numba" in sys.modules:
        sys.exit("A small round has loaded the compiler.")
    warm_up()
    headers = ["Newcomers", "middle, ms", "mean, ms", "95 of 100 within", "longest"]
    print(table(headers, [arrival_row(family) for family in FAMILIES]), end="\n\n")
    headers = [
        "Six groups",
        "Seconds",
        "Rounds solved",
        "Worst rate before",
        "after",
        "Costs, points",
        "Gap at most",
    ]
    print(
        table(
            headers, [fair_row(*one) for one in (("mixed", 10), ("mixed", 3), ("local", 5), ("single", 5))]
        ),
        end="\n\n",
    )
    print(table(["People", "No compiler, ms", "Matched"], small))


if __name__ == "__main__":
    main()
