"""What an outcome costs: strategies put in order, and a trial's costs and effects resampled together.

No ratio is given where a strategy is dominated, or where the interval of the effect holds 0: a ratio then says the
opposite of what it seems to. Net monetary benefit is given instead. Ratios as dampack's calculate_icers.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from alongside.evaluation.core.analyses.ancova import check_arms
from alongside.evaluation.core.analyses.finding import (
    CannotSay,
    Condition,
    Design,
    Estimate,
    Finding,
    Named,
    Reference,
    left_out,
    rows,
)
from alongside.evaluation.core.analyses.matrix import Values, levels, numbers, same_length, words
from alongside.evaluation.core.analyses.power import inside


@dataclass(frozen=True)
class Strategy:
    """Mean cost, in money, and mean effect, where more is better."""

    name: str
    cost: float
    effect: float

    def __post_init__(self) -> None:
        inside(
            math.isfinite(self.cost) and math.isfinite(self.effect),
            f"{self.name}: cost and effect are numbers.",
        )


def icers(strategies: Sequence[Strategy]) -> Finding:
    """Incremental cost-effectiveness ratios along the frontier; dominated strategies are named and have none.

    Strongly dominated (D): another costs no more and helps as much. Extendedly dominated (ED): a mix of two others does.
    """
    inside(len(strategies) >= 2, "Two strategies are needed to compare.")
    inside(len({each.name for each in strategies}) == len(strategies), "Two strategies have the same name.")
    order = sorted(strategies, key=lambda each: (each.cost, -each.effect))
    status: dict[str, str] = {}
    frontier: list[Strategy] = []
    for each in order:
        if frontier and each.effect <= frontier[-1].effect:
            status[each.name] = "D"
        else:
            frontier.append(each)
    frontier = _without_extended(frontier, status)
    made = Reference(
        "incremental cost-effectiveness ratio",
        len(strategies),
        "along the efficient frontier; n is strategies",
    )
    ratios = {
        after.name: (after.cost - before.cost) / (after.effect - before.effect)
        for before, after in pairwise(frontier)
    }
    estimates = tuple(made.plain(f"icer[{name}]", ratio) for name, ratio in ratios.items())
    table = rows(
        ("strategy", "cost", "effect", "icer", "status"),
        [
            (each.name, each.cost, each.effect, ratios.get(each.name), status.get(each.name, "ND"))
            for each in [*frontier, *(one for one in order if one.name in status)]
        ],
    )
    return Finding("icers", estimates, tables={"strategies": table}).also(_dominated(status))


def _without_extended(frontier: list[Strategy], status: dict[str, str]) -> list[Strategy]:
    """The frontier with rising ratios; whoever is left out is marked."""
    while True:
        ratios = [
            (after.cost - before.cost) / (after.effect - before.effect)
            for before, after in pairwise(frontier)
        ]
        falling = [place for place in range(1, len(ratios)) if ratios[place] <= ratios[place - 1]]
        if not falling:
            return frontier
        status[frontier[falling[0]].name] = "ED"
        frontier = [each for place, each in enumerate(frontier) if place != falling[0]]


def _dominated(status: dict[str, str]) -> Condition | None:
    if not status:
        return None
    kinds = {"D": "costs no less and helps no more than another", "ED": "is beaten by a mix of two others"}
    told = "; ".join(f"{name} {kinds[kind]}" for name, kind in status.items())
    return Condition(Named.DOMINATED, f"{told}.", "A dominated strategy has no ratio.")


def cost_effectiveness(
    *,
    cost: Values,
    effect: Values,
    arm: Values,
    reference: str | None = None,
    cluster: Values | None = None,
    thresholds: Sequence[float] = (),
    times: int = 2000,
    seed: int = 1,
    design: Design = Design.COMPARED,
    level: float = 0.95,
) -> Finding:
    """Incremental cost and effect of two arms with bootstrap intervals, the plane, net benefit and acceptability.

    effect: more is better (1 where somebody reliably improved; goal points). Costs and effects of one person, and of
    one cluster where it is named, are resampled together, within arms. thresholds: what a unit of effect is worth.
    """
    inside(100 <= times <= 100_000, "Resample between 100 and 100,000 times.")
    inside(
        all(math.isfinite(each) and each >= 0 for each in thresholds),
        "What a unit of effect is worth is 0 or more.",
    )
    size = same_length(cost=cost, effect=effect, arm=arm, cluster=cluster)
    c, e, arms = numbers(cost), numbers(effect), words(arm)
    clusters = None if cluster is None else words(cluster)
    usable = np.isfinite(c) & np.isfinite(e) & (arms != "")
    groups = levels(arms, reference)
    inside(len(groups) == 2, f"Two arms are compared; there are {len(groups)}: {', '.join(groups)}.")
    check_arms(arms[usable], groups, e[usable])
    stream = np.random.default_rng(seed)
    drawn = {}
    for group in groups:
        mine = usable & (arms == group)
        drawn[group] = _resampled(
            c[mine], e[mine], None if clusters is None else clusters[mine], times, stream
        )
    costs, effects = (drawn[groups[1]][place] - drawn[groups[0]][place] for place in (0, 1))
    means = [
        float(values[usable & (arms == groups[1])].mean() - values[usable & (arms == groups[0])].mean())
        for values in (c, e)
    ]
    n = int(usable.sum())
    kind = "clusters (people of the same cluster together)" if cluster is not None else "people"
    made = Reference(
        "bootstrap of costs and effects together",
        n,
        f"{groups[1]} minus {groups[0]}; {kind} resampled within arms, {times} times, seed {seed}; percentile interval",
        level,
    )
    estimates = [
        _percentile(made, "incremental_cost", means[0], costs),
        _percentile(made, "incremental_effect", means[1], effects),
    ]
    ratio, told = _ratio(means, estimates[1], made)
    estimates += ratio
    estimates += [
        _percentile(made, f"net_benefit[{each:g}]", each * means[1] - means[0], each * effects - costs)
        for each in thresholds
    ]
    tables = {
        "plane": rows(("quadrant", "share"), _quadrants(costs, effects)),
        "acceptability": rows(
            ("worth", "probability"),
            [(each, float((each * effects - costs > 0).mean())) for each in thresholds],
        ),
    }
    found = Finding("cost_effectiveness", tuple(estimates), tables=tables, design=design)
    return found.also(told, left_out(size, n, "people"))


def _resampled(
    c: np.ndarray, e: np.ndarray, clusters: np.ndarray | None, times: int, stream: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Means of cost and effect in each resample. People without a cluster are resampled one by one."""
    if clusters is None:
        codes = np.arange(c.size)
    else:
        own = np.array([name or f"\x00{number}" for number, name in enumerate(clusters)])
        codes = np.unique(own, return_inverse=True)[1]
    count = int(codes.max()) + 1
    if count < 2:
        raise CannotSay(
            Named.FEW_CLUSTERS,
            "An arm has one cluster only, so how clusters differ cannot be told.",
            "Means can be shown.",
        )
    sizes, sums_c, sums_e = (np.bincount(codes, weights=w, minlength=count) for w in (np.ones(c.size), c, e))
    costs, effects = np.empty(times), np.empty(times)
    at_once = max(1, _DRAWN_AT_ONCE // count)
    for first in range(0, times, at_once):
        here = slice(first, min(first + at_once, times))
        chosen = stream.integers(0, count, (here.stop - here.start, count))
        people = sizes[chosen].sum(axis=1)
        costs[here] = sums_c[chosen].sum(axis=1) / people
        effects[here] = sums_e[chosen].sum(axis=1) / people
    return costs, effects


_DRAWN_AT_ONCE = 5_000_000
"""So many draws are in memory together, whatever the number of people."""


def _percentile(made: Reference, name: str, value: float, drawn: np.ndarray) -> Estimate:
    low, high = np.quantile(drawn, [(1 - made.level) / 2, (1 + made.level) / 2])
    return made.between(name, value, low, high, se=float(drawn.std(ddof=1)))


def _ratio(means: list[float], effect: Estimate, made: Reference) -> tuple[list[Estimate], Condition | None]:
    bounds = effect.interval
    if means[1] <= 0 <= means[0]:
        return [], Condition(
            Named.DOMINATED,
            "It costs more and helps no more: dominated, so there is no ratio.",
            "See net benefit.",
        )
    if bounds is None or bounds.low <= 0 <= bounds.high:
        return [], Condition(
            Named.EFFECT_SPANS_ZERO,
            "The interval of the effect holds 0, so a ratio would run to infinity and back; none is given.",
            "See net benefit and the acceptability at each worth.",
        )
    if means[0] <= 0 < means[1]:
        return [], Condition(
            Named.DOMINATED,
            "It costs no more and helps more: it dominates, so no ratio is needed.",
            "See net benefit.",
        )
    return [
        made.plain("icer", means[0] / means[1], convention=f"cost per unit of effect; {made.convention}")
    ], None


def _quadrants(costs: np.ndarray, effects: np.ndarray) -> list[tuple[str, float]]:
    more, dearer = effects > 0, costs > 0
    return [
        ("helps more, costs more", float((more & dearer).mean())),
        ("helps more, costs no more", float((more & ~dearer).mean())),
        ("helps no more, costs more", float((~more & dearer).mean())),
        ("helps no more, costs no more", float((~more & ~dearer).mean())),
    ]
