"""Fair shares: what an organisation decides, and a round solved with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.db import transaction

from alongside.audit.actions import record
from alongside.matching import core
from alongside.matching.core.fairness import Conditions, FairRound, check_fair_round, fair_round
from alongside.matching.models import FairShares
from alongside.matching.queries.fairness import conditions_of, newest_decision
from alongside.matching.queries.market import Market
from alongside.people.models import Person
from alongside.programmes.models import Programme

MOST_PAIRS = 2_000_000
"""Beyond so many possible pairs a round is worked out without fair shares, and says so."""

Pairs = Iterable[tuple[int, int]]


@transaction.atomic
def set_fair_shares(
    *, programme: Programme, aims: list[dict[str, Any]], held: list[dict[str, Any]], why: str, by: Person
) -> FairShares:
    """From the next round on this holds, in the place of what held before. Said again as it stands, it changes nothing.

    Raises ValueError without a reason.
    """
    if not why.strip():
        raise ValueError("Fair shares are set for a reason.")
    Programme.objects.select_for_update().get(pk=programme.pk)
    now = newest_decision(programme)
    if now is not None and (now.aims, now.held) == (aims, held):
        return now
    made = FairShares.objects.create(
        programme=programme, aims=aims, held=held, why=why.strip(), decided_by=by
    )
    record("fair_shares_set", by=by, subject=made, aims=len(aims), held=len(held))
    return made


@dataclass(frozen=True)
class Solution:
    """A round as it was solved, with what proves it and what its fair shares came to.

    `prices` say how much each supporter is needed. `held_back` are the held places that nobody has yet, by supporter;
    they are for `members` of their group.
    """

    round: core.Round | FairRound
    prices: Mapping[core.Id, int]
    conditions: Conditions | None
    decision: int | None
    is_too_large: bool = False

    def givers_for(self, seeker: core.Seeker, givers: Iterable[core.Supporter]) -> list[core.Supporter]:
        """The supporters with the places that are open to this seeker: not those held for a group they are not in."""
        if self.conditions is None or not self.conditions.held:
            return list(givers)
        members, held = self.conditions.members, self.conditions.held
        closed = {
            id_: sum(places for group, places in kinds.items() if seeker.id not in members[group])
            for id_, kinds in held.items()
        }
        return [replace(one, capacity=max(0, one.capacity - closed.get(one.id, 0))) for one in givers]


def solve(programme: Programme, market: Market, *, seed: int, keep: Pairs, seconds: float) -> Solution:
    """The best round for these people: with the fair shares that hold now, or without where none are set."""
    decision = newest_decision(programme)
    conditions = conditions_of(decision, market)
    too_large = len(market.seekers) * len(market.givers) > MOST_PAIRS
    if conditions is None or too_large:
        plain = core.solve_round(market.seekers, market.givers, market.exclusions, seed=seed, keep=keep)
        return Solution(
            plain, plain.certificate.supporter_prices, None, None, is_too_large=conditions is not None
        )
    fair = fair_round(
        market.seekers,
        market.givers,
        market.exclusions,
        seed=seed,
        conditions=conditions,
        keep=keep,
        time_limit=seconds,
    )
    prices = {
        id_: price // fair.certificate.scale
        for (id_, group), price in fair.certificate.place_prices.items()
        if not group
    }
    return Solution(fair, prices, conditions, decision.pk if decision else None)


def proof_of(solution: Solution, market: Market) -> dict[str, Any]:
    """The certificate to keep, with what the independent check found."""
    found = solution.round
    helped = {"helped": found.objective.helped, "weight": found.objective.weight}
    people = (market.seekers, market.givers, market.exclusions)
    if isinstance(found, FairRound):
        assert solution.conditions is not None
        proof = found.certificate
        return {
            "kind": "fair",
            "step": proof.step,
            "scale": proof.scale,
            "multipliers": list(proof.multipliers),
            "levels": list(proof.levels),
            "seeker_prices": proof.seeker_prices,
            "place_prices": [[id_, group, price] for (id_, group), price in proof.place_prices.items()],
            "value": proof.value,
            "bound": proof.bound,
            "gap": proof.weight_gap,
            "faults": check_fair_round(*people, found, solution.conditions),
            **helped,
        }
    prices = found.certificate
    return {
        "kind": "prices",
        "step": prices.step,
        "value": prices.value,
        "bound": prices.bound,
        "gap": prices.gap,
        "seeker_prices": prices.seeker_prices,
        "supporter_prices": prices.supporter_prices,
        "faults": core.check_round(*people, found),
        **helped,
    }


def fairness_of(solution: Solution, market: Market) -> dict[str, Any]:
    """What the fair shares came to, for the page of the round; empty where there are none."""
    found, conditions = solution.round, solution.conditions
    if not isinstance(found, FairRound) or conditions is None:
        return {"is_too_large": True} if solution.is_too_large else {}
    return {
        "decision": solution.decision,
        "aims": [
            {
                "group": each.aim.group.name,
                "measure": each.aim.measure.value,
                "tolerance": each.aim.tolerance,
                "wanted": each.wanted,
                "reached": each.reached,
                "kept": each.kept,
            }
            for each in found.aims
        ],
        "figures": {name: asdict(figures) for name, figures in found.figures.items()},
        "figures_without": {name: asdict(figures) for name, figures in found.figures_without.items()},
        "helped": found.objective.helped,
        "weight": found.objective.weight,
        "helped_without": found.without.helped,
        "weight_without": found.without.weight,
        "held": _held(found, conditions, market),
        "out_of_time": found.out_of_time,
    }


def _held(found: FairRound, conditions: Conditions, market: Market) -> list[dict[str, Any]]:
    given = {pair.seeker: pair.supporter for pair in found.pairs}
    used = Counter((given[seeker], group) for seeker, group in found.places.items() if group)
    return [
        {
            "supporter": market.supporters[int(id_)].pk,
            "group": group,
            "places": places,
            "left": places - used[id_, group],
        }
        for id_, kinds in conditions.held.items()
        for group, places in kinds.items()
    ]
