"""The result of a round as a file: pairs, reasons, who is left and why, the proof, and what was honoured.

The file is the coordinator's: it holds both sides. What each side may see of a pair stands apart in it. From the
instance and the result everything in the file can be worked out again, and ``match check`` does so.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any

from alongside.matching.core.admit import Side, admissible
from alongside.matching.core.explain import (
    reasons_for_coordinator,
    reasons_for_seeker,
    reasons_for_supporter,
)
from alongside.matching.core.fairness import Aim, Conditions, FairRound, Figures, Measure, groups_named
from alongside.matching.core.fairness.outcome import AimReached, FairCertificate
from alongside.matching.core.files.instance import Instance
from alongside.matching.core.files.writing import instance_as_json
from alongside.matching.core.judge import judge
from alongside.matching.core.outcome import (
    Certificate,
    Circle,
    MutualCertificate,
    MutualPair,
    MutualRound,
    Objective,
    OnlyObstacle,
    Pair,
    Round,
    Unmatched,
    WhyUnmatched,
)
from alongside.matching.core.people import Id, Party, Seeker, Supporter
from alongside.matching.core.stable import StableRound
from alongside.matching.core.weigh import (
    EASE_SHARE,
    FULL_WAIT_DAYS,
    MOST_WAITING,
    SEEKER_SHARE,
    SUPPORTER_SHARE,
    Weight,
    weigh,
    weigh_mutual,
)
from alongside.matching.core.words import (
    SEEKER,
    WHY,
    YOU,
    only_obstacle_in_words,
    reason_in_words,
)

RESULT, RESULT_VERSION = "alongside-match-result", 1
AnyRound = Round | FairRound | StableRound | MutualRound
Data = dict[str, Any]


def digest(instance: Instance) -> str:
    """The SHA-256 of the instance as JSON, so that a result says which people it is about."""
    return sha256(instance_as_json(instance).encode()).hexdigest()


def result_as_data(instance: Instance, round_: AnyRound, mode: str, conditions: Conditions) -> Data:
    """The data of the result file, without shortlists and recruiting list."""
    found: Data = {
        "format": RESULT,
        "version": RESULT_VERSION,
        "instance": digest(instance),
        "mode": mode,
        "seed": round_.seed,
        "criteria": CRITERIA,
        "objective": {"helped": round_.objective.helped, "weight": round_.objective.weight},
        "pairs": pairs_as_data(instance, round_),
        "unmatched": _left(instance, round_),
        "certificate": _certificate(round_),
    }
    if isinstance(round_, Round) and round_.out_of_time:
        found["out_of_time"] = True
    if isinstance(round_, StableRound) and round_.not_looked_at:
        found["out_of_time"] = True
    if isinstance(round_, FairRound):
        found["fairness"] = _fairness(round_, conditions)
    return found


CRITERIA: Data = {
    "order": ["people helped", "weight", "days waited", "lots drawn from the seed"],
    "seeker_share": SEEKER_SHARE,
    "supporter_share": SUPPORTER_SHARE,
    "ease_share": EASE_SHARE,
    "most_for_waiting": MOST_WAITING,
    "days_for_most": FULL_WAIT_DAYS,
}


def pairs_as_data(instance: Instance, round_: AnyRound) -> list[Data]:
    """Each pair with its points, the wishes of both and whether they are honoured, and the words for each side."""
    seekers = {one.id: one for one in instance.seekers}
    if isinstance(round_, MutualRound):
        return [_mutual_pair(seekers[p.first], seekers[p.second], p, instance) for p in round_.pairs]
    supporters = {one.id: one for one in instance.supporters}
    places = round_.places if isinstance(round_, FairRound) else {}
    found = []
    for pair in round_.pairs:
        seeker, supporter = seekers[pair.seeker], supporters[pair.supporter]
        held = places.get(pair.seeker, "")
        found.append(
            {
                "seeker": pair.seeker,
                "supporter": pair.supporter,
                "weight": pair.weight,
                "kept": pair.kept,
                **({"place_held_for": held} if held else {}),
                **_points(weigh(seeker, supporter)),
                "wishes": [
                    *_honoured(seeker, supporter, "seeker"),
                    *_honoured(supporter, seeker, "supporter"),
                ],
                **_words(seeker, supporter, instance),
            }
        )
    return found


def _mutual_pair(first: Seeker, second: Seeker, pair: MutualPair, instance: Instance) -> Data:
    giver = as_giver(second)
    return {
        "first": pair.first,
        "second": pair.second,
        "weight": pair.weight,
        **_points(weigh_mutual(first, second)),
        "wishes": [*_honoured(first, second, "first"), *_honoured(second, first, "second")],
        "for_first": _told(reasons_for_seeker(first, giver, instance.traits), YOU),
        "for_second": _told(reasons_for_seeker(second, as_giver(first), instance.traits), YOU),
        "for_coordinator": _told(reasons_for_coordinator(first, giver, instance.traits), SEEKER),
    }


def as_giver(person: Seeker) -> Supporter:
    """One of two equals, seen as the one who gives."""
    names = ("id", "traits", "wishes", "languages", "modalities", "availability", "topics", "shown")
    return Supporter(**{name: getattr(person, name) for name in names})


def _points(weight: Weight) -> Data:
    return {
        "fit": weight.fit,
        "waiting": weight.waiting,
        "parts": [
            {
                "part": one.part.value,
                **({"trait": one.trait.key} if one.trait else {}),
                "points": one.points,
                "most": one.most,
            }
            for one in weight.contributions
        ],
    }


def _honoured(wisher: Party, other: Party, side: str) -> list[Data]:
    """Each wish and what became of it, for the question whether honouring wishes mattered."""
    return [
        {
            "side": side,
            "trait": wish.trait.key,
            "strength": wish.strength.value,
            "rank": wish.rank,
            "honoured": judge(wish, wisher, other).value,
        }
        for wish in wisher.wishes
    ]


def _words(seeker: Seeker, supporter: Supporter, instance: Instance) -> Data:
    traits = instance.traits
    return {
        "for_seeker": _told(reasons_for_seeker(seeker, supporter, traits), YOU),
        "for_supporter": _told(reasons_for_supporter(seeker, supporter, traits), YOU),
        "for_coordinator": _told(reasons_for_coordinator(seeker, supporter, traits), SEEKER),
    }


def _told(reasons: Iterable[Any], who: str) -> list[str]:
    return [reason_in_words(reason, who) for reason in reasons]


def _left(instance: Instance, round_: AnyRound) -> list[Data]:
    if not isinstance(round_, StableRound):
        return [_unmatched(one) for one in round_.unmatched]
    found = []
    unseen = set(round_.not_looked_at)
    for id_ in round_.unmatched:
        if id_ in unseen:
            found.append(_unmatched(Unmatched(id_, WhyUnmatched.NOT_LOOKED_AT, ())))
            continue
        seeker = instance.seeker(id_)
        barred = all(
            admissible(seeker, other, instance.exclusions)
            for other in instance.supporters
            if other.capacity > 0
        )
        why = WhyUnmatched.NO_ADMISSIBLE if barred else WhyUnmatched.NO_PLACE_LEFT
        found.append(_unmatched(Unmatched(id_, why, ())))
    return found


def _unmatched(one: Unmatched) -> Data:
    return {
        "seeker": one.seeker,
        "why": one.why.value,
        "words": WHY[one.why],
        "only_obstacles": [_only(only) for only in one.only_obstacles],
    }


def _only(only: OnlyObstacle) -> Data:
    return {
        "code": only.obstacle.code.value,
        "side": only.obstacle.side.value,
        **({"trait": only.obstacle.trait.key} if only.obstacle.trait else {}),
        "others": only.others,
        "still_free": only.still_free,
        "words": only_obstacle_in_words(only),
    }


def _certificate(round_: AnyRound) -> Data:
    if isinstance(round_, StableRound):
        return {"proposers": round_.proposers.value}
    proof = round_.certificate
    if isinstance(proof, MutualCertificate):
        return {
            "step": proof.step,
            "tie_step": proof.tie_step,
            "value": proof.value,
            "bound": proof.bound,
            "gap": proof.gap,
            "prices": {str(id_): price for id_, price in proof.prices.items()},
            "circles": [{"members": list(one.members), "price": one.price} for one in proof.circles],
        }
    common = {
        "step": proof.step,
        "value": proof.value,
        "bound": proof.bound,
        "seeker_prices": {str(id_): price for id_, price in proof.seeker_prices.items()},
    }
    if isinstance(proof, Certificate):
        prices = {str(id_): price for id_, price in proof.supporter_prices.items()}
        return {**common, "gap": proof.gap, "supporter_prices": prices}
    return {
        **common,
        "scale": proof.scale,
        "multipliers": list(proof.multipliers),
        "levels": list(proof.levels),
        "place_prices": [[id_, group, price] for (id_, group), price in proof.place_prices.items()],
        "solver_bound": proof.solver_bound,
        "weight_gap": proof.weight_gap,
    }


def _fairness(round_: FairRound, conditions: Conditions) -> Data:
    return {
        "aims": [
            {
                "group": one.aim.group.name,
                "measure": one.aim.measure.value,
                "tolerance": one.aim.tolerance,
                "wanted": one.wanted,
                "reached": one.reached,
                "kept": one.kept,
            }
            for one in round_.aims
        ],
        "without": {"helped": round_.without.helped, "weight": round_.without.weight},
        "cost": {
            "helped": round_.without.helped - round_.objective.helped,
            "weight": round_.without.weight - round_.objective.weight,
        },
        "groups": [group.name for group in conditions.groups],
        "figures": {name: _figures(one) for name, one in round_.figures.items()},
        "figures_without": {name: _figures(one) for name, one in round_.figures_without.items()},
        "out_of_time": round_.out_of_time,
    }


_FIGURES = ("seekers", "matchable", "matched", "days", "days_ended", "fit")


def _figures(one: Figures) -> Data:
    return {name: getattr(one, name) for name in _FIGURES}


def round_from_data(data: Mapping[str, Any], instance: Instance) -> tuple[AnyRound, Conditions]:
    """The round and conditions of a result file. KeyError, TypeError or ValueError where it is not of that shape."""
    objective = Objective(data["objective"]["helped"], data["objective"]["weight"])
    unmatched = tuple(Unmatched(one["seeker"], WhyUnmatched(one["why"]), ()) for one in data["unmatched"])
    proof, seed = data["certificate"], int(data["seed"])
    if "circles" in proof:
        pairs = tuple(MutualPair(one["first"], one["second"], one["weight"]) for one in data["pairs"])
        bounds = MutualCertificate(
            step=proof["step"],
            tie_step=proof["tie_step"],
            value=proof["value"],
            bound=proof["bound"],
            prices=proof["prices"],
            circles=tuple(Circle(tuple(one["members"]), one["price"]) for one in proof["circles"]),
        )
        return MutualRound(pairs, unmatched, objective, bounds, seed), Conditions()
    found = tuple(Pair(one["seeker"], one["supporter"], one["weight"], one["kept"]) for one in data["pairs"])
    if "proposers" in proof:
        left = tuple(one.seeker for one in unmatched)
        unseen = tuple(one.seeker for one in unmatched if one.why is WhyUnmatched.NOT_LOOKED_AT)
        return StableRound(found, left, objective, Side(proof["proposers"]), seed, unseen), Conditions()
    if "fairness" in data:
        return _fair_round(data, instance, found, unmatched, objective)
    certificate = Certificate(
        proof["step"], proof["value"], proof["bound"], proof["seeker_prices"], proof["supporter_prices"]
    )
    late = bool(data.get("out_of_time", False))
    return Round(found, unmatched, objective, certificate, seed, late), Conditions()


def conditions_of(
    instance: Instance, aims: Iterable[tuple[str, Measure, int]], named: Iterable[str] = ()
) -> Conditions:
    """Conditions from the instance's couples and held places, and aims said in words. NoSuchGroup."""
    groups: dict[str, Any] = {}
    found: list[Aim] = []
    for said, measure, tolerance in aims:
        for group in groups_named(said, instance.seekers, instance.traits, instance.groups):
            groups[group.name] = group
            found.append(Aim(group, measure, tolerance))
    held = {name for kinds in instance.held.values() for name in kinds}
    for said in dict.fromkeys([*named, *sorted(held)]):
        own = said if re.search(r"[=<]", said) else f"groups={said}"
        if said not in groups:
            for group in groups_named(own, instance.seekers, instance.traits, instance.groups):
                groups[said] = replace(group, name=said)
    return Conditions(
        groups=tuple(groups.values()), aims=tuple(found), held=instance.held, couples=instance.couples
    )


def _fair_round(
    data: Mapping[str, Any],
    instance: Instance,
    pairs: tuple[Pair, ...],
    unmatched: tuple[Unmatched, ...],
    objective: Objective,
) -> tuple[FairRound, Conditions]:
    said, proof = data["fairness"], data["certificate"]
    asked = [(one["group"], Measure(one["measure"]), int(one["tolerance"])) for one in said["aims"]]
    conditions = conditions_of(instance, asked, said["groups"])
    reached = tuple(
        AimReached(aim, one["wanted"], one["reached"])
        for aim, one in zip(conditions.aims, said["aims"], strict=True)
    )
    place_prices: dict[tuple[Id, str], int] = {(id_, group): p for id_, group, p in proof["place_prices"]}
    certificate = FairCertificate(
        step=proof["step"],
        scale=proof["scale"],
        multipliers=tuple(proof["multipliers"]),
        levels=tuple(proof["levels"]),
        seeker_prices=proof["seeker_prices"],
        place_prices=place_prices,
        value=proof["value"],
        bound=proof["bound"],
        solver_bound=proof["solver_bound"],
    )
    kept = {pair.seeker for pair in pairs if pair.kept}
    found = FairRound(
        pairs=pairs,
        unmatched=unmatched,
        objective=objective,
        places={
            one["seeker"]: one.get("place_held_for", "") for one in data["pairs"] if one["seeker"] not in kept
        },
        certificate=certificate,
        aims=reached,
        without=Objective(said["without"]["helped"], said["without"]["weight"]),
        figures={name: Figures(**one) for name, one in said["figures"].items()},
        figures_without={name: Figures(**one) for name, one in said["figures_without"].items()},
        seed=int(data["seed"]),
        out_of_time=bool(said["out_of_time"]),
    )
    return found, conditions
