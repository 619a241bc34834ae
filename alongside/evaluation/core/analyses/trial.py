"""A randomised trial's plan, in a part for everybody and a part that is kept apart, and its allocations one by one.

The public part says what is planned and holds the hash of the secret part: block sizes and the seed. Whoever recruits
never needs the secret; whoever allocates never recruits. When the trial is over the secret is shown, and anybody can
check that it is the one that was promised and that every allocation follows from it.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from alongside.evaluation.core.analyses.allocation_log import Event, Fault, Line, canonical
from alongside.evaluation.core.analyses.finding import CannotSay, Named
from alongside.evaluation.core.analyses.power import inside
from alongside.evaluation.core.analyses.randomisation import (
    Arms,
    Imbalance,
    Minimisation,
    Placed,
    block_list,
    block_sizes,
    minimise,
)

METHODS = ("blocks", "minimisation")


@dataclass(frozen=True)
class PublicPlan:
    """What everybody may know. levels: for each stratum or factor, its possible values. commitment: SHA-256 of the secret."""

    name: str
    method: str
    arms: Arms
    levels: Mapping[str, tuple[str, ...]]
    commitment: str

    def as_data(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "method": self.method,
            "arms": dict(self.arms.ratio),
            "levels": {factor: list(values) for factor, values in self.levels.items()},
            "commitment": self.commitment,
        }

    @property
    def digest(self) -> str:
        return hashlib.sha256(canonical(self.as_data()).encode()).hexdigest()


@dataclass(frozen=True)
class SecretPlan:
    """What is kept from whoever recruits. seed: 64 hexadecimal digits. blocks: for the method of that name."""

    seed: str
    blocks: tuple[int, ...] = ()
    probability: float = 0.8
    measure: str = str(Imbalance.MARGINAL_TOTALS)

    def as_data(self) -> dict[str, Any]:
        return {
            "seed": self.seed,
            "blocks": list(self.blocks),
            "probability": self.probability,
            "measure": self.measure,
        }

    @property
    def commitment(self) -> str:
        return hashlib.sha256(canonical(self.as_data()).encode()).hexdigest()


def make_plan(settings: Mapping[str, Any], seed: str) -> tuple[PublicPlan, SecretPlan]:
    """A plan from its settings (name, method, arms, levels, blocks or probability and measure) and a fresh seed."""
    unknown = sorted(set(settings) - {"name", "method", "arms", "levels", "blocks", "probability", "measure"})
    inside(not unknown, f"The plan has settings that nobody knows: {', '.join(unknown)}.")
    method = settings.get("method", "blocks")
    inside(method in METHODS, f"The method is one of {', '.join(METHODS)}.")
    arms = _arms(settings.get("arms"))
    levels = _levels(settings.get("levels", {}))
    blocks = settings.get("blocks", [])
    inside(
        isinstance(blocks, list) and all(isinstance(size, int) for size in blocks),
        "blocks is a list of whole numbers.",
    )
    if method == "blocks":
        round_size = arms.round_size
        blocks = blocks or [round_size, 2 * round_size, 3 * round_size]
        block_sizes(arms, blocks)
        inside(
            "probability" not in settings and "measure" not in settings,
            "probability and measure belong to the method minimisation.",
        )
    else:
        inside(not blocks, "Blocks belong to the method blocks.")
    probability = settings.get("probability", 0.8)
    inside(
        isinstance(probability, int | float) and not isinstance(probability, bool) and 0 < probability < 1,
        "The probability lies between 0 and 1.",
    )
    secret = SecretPlan(
        seed=seed,
        blocks=tuple(blocks),
        probability=float(probability),
        measure=str(settings.get("measure", Imbalance.MARGINAL_TOTALS)),
    )
    public = PublicPlan(str(settings.get("name", "trial")), method, arms, levels, secret.commitment)
    if method == "minimisation":
        minimisation_of(public, secret)
    return public, secret


def _arms(found: Any) -> Arms:
    ratio = dict.fromkeys(found, 1) if isinstance(found, list) else found
    inside(
        isinstance(ratio, Mapping) and all(isinstance(part, int) for part in ratio.values()),
        'arms is a list of names, or says the ratio: arms = { peer = 1, "waiting list" = 1 }.',
    )
    # In the order of their names, whatever kept the plan: JSON promises none, and the dice fall on the order.
    return Arms({str(arm): ratio[arm] for arm in sorted(ratio, key=str)})


def _levels(found: Any) -> dict[str, tuple[str, ...]]:
    inside(
        isinstance(found, Mapping) and all(isinstance(values, list) and values for values in found.values()),
        'levels names the possible values of each stratum or factor: levels = { site = ["north", "south"] }.',
    )
    made = {str(factor): tuple(str(value) for value in values) for factor, values in found.items()}
    for factor, values in made.items():
        inside(len(set(values)) == len(values), f"{factor} names the same value twice.")
    return made


def read_public(data: Any) -> PublicPlan:
    """The public part as it was written. CannotSay where it is none."""
    try:
        return PublicPlan(
            data["name"], data["method"], _arms(data["arms"]), _levels(data["levels"]), data["commitment"]
        )
    except (KeyError, TypeError):
        raise CannotSay(Named.BAD_SETTING, "This is not the public part of a plan.") from None


def read_secret(data: Any) -> SecretPlan:
    """The secret part as it was written. CannotSay where it is none."""
    try:
        return SecretPlan(data["seed"], tuple(data["blocks"]), data["probability"], data["measure"])
    except (KeyError, TypeError):
        raise CannotSay(Named.BAD_SETTING, "This is not the secret part of a plan.") from None


def minimisation_of(public: PublicPlan, secret: SecretPlan) -> Minimisation:
    inside(secret.measure in list(Imbalance), f"The measure of imbalance is one of {', '.join(Imbalance)}.")
    return Minimisation(public.arms, tuple(public.levels), secret.probability, Imbalance(secret.measure))


def check_person(public: PublicPlan, levels: Mapping[str, str]) -> dict[str, str]:
    """The levels of a person, complete and possible. CannotSay names what is missing or unknown."""
    if missing := [factor for factor in public.levels if factor not in levels]:
        raise CannotSay(Named.BAD_SETTING, f"This is not known of the person: {', '.join(missing)}.")
    for factor, value in levels.items():
        if factor not in public.levels:
            raise CannotSay(
                Named.BAD_SETTING,
                f"The plan knows no {factor}; it knows {', '.join(public.levels) or 'no strata'}.",
            )
        if value not in public.levels[factor]:
            raise CannotSay(
                Named.BAD_SETTING,
                f"{factor} is one of {', '.join(public.levels[factor])}, and not {value!r}.",
            )
    return dict(levels)


def next_arm(
    public: PublicPlan, secret: SecretPlan, before: Sequence[Line], levels: Mapping[str, str]
) -> dict[str, Any]:
    """The arm of the next person and how it came about, from the allocations before."""
    placed = [
        Placed(line.content["levels"], line.content["arm"])
        for line in before
        if line.event == Event.ALLOCATED
    ]
    seed = bytes.fromhex(secret.seed)
    if public.method == "minimisation":
        choice = minimise(minimisation_of(public, secret), placed, levels, seed)
        return {
            "arm": choice.arm,
            "scores": dict(choice.scores),
            "best": list(choice.best),
            "tied": choice.tied,
        }
    place = sum(dict(one.levels) == dict(levels) for one in placed)
    stratum = canonical(dict(levels))
    return {"arm": block_list(public.arms, secret.blocks, seed, stratum, place + 1)[place]}


def check_allocations(public: PublicPlan, secret: SecretPlan, lines: Sequence[Line]) -> list[Fault]:
    """Whether the secret is the one that was promised, and every allocation follows from it."""
    faults = []
    if secret.commitment != public.commitment:
        faults.append(Fault(1, "the secret is not the one that was promised: its hash is another"))
    planned = [line for line in lines if line.event == Event.PLANNED]
    if not planned or planned[0].content.get("plan") != public.digest:
        faults.append(Fault(1, "the public plan is not the one that the log began with"))
    for place, line in enumerate(lines):
        if line.event != Event.ALLOCATED:
            continue
        made = next_arm(public, secret, lines[:place], line.content["levels"])
        if made["arm"] != line.content["arm"]:
            faults.append(
                Fault(
                    line.number,
                    f"allocates {line.content['person']} to {line.content['arm']}; by the plan it is {made['arm']}",
                )
            )
    return faults
