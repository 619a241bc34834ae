"""Made-up crowds for matching, alike on every machine: three families in four sizes.

*mixed* is a national service for many conditions, mostly at a distance; *local* a federation of small services whose
people mostly meet in person; *single* one condition with six subtypes, dense and full of near ties. What is known of
real services is in the shares and skews; they are assumptions, and kept in one place so that they can be argued with.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

SIZES = {"S": (200, 60), "M": (5_000, 1_500), "L": (50_000, 12_000), "XL": (500_000, 100_000)}
"""Seekers and supporters."""

CAPACITIES = (0.15, 0.25, 0.30, 0.20, 0.10)
"""How many supporters have 1, 2, 3, 4 and 5 places."""

ATTRIBUTES = (
    "condition",
    "age",
    "gender",
    "culture",
    "lgbt",
    "life_stage",
    "illness_stage",
    "faith",
    "values",
)
FAMILIES_OF_CONDITIONS = 8
LANGUAGES = 12
TOPICS = 12
NO_LIMIT = 255
"""Years that two ages may be apart where somebody set no limit."""
IN_PERSON, PHONE, VIDEO, TEXT = 1, 2, 4, 8

_CULTURES = {
    "seekers": (0.62, 0.12, 0.09, 0.06, 0.05, 0.03, 0.02, 0.01),
    "supporters": (0.74, 0.09, 0.06, 0.04, 0.03, 0.025, 0.01, 0.005),
}
_GENDERS = {"seekers": (0.56, 0.38, 0.06), "supporters": (0.66, 0.30, 0.04)}
_AGES = {"seekers": (38, 15), "supporters": (47, 13)}
_WITHOUT_MAJORITY_LANGUAGE = {"seekers": 0.25, "supporters": 0.05}


@dataclass(frozen=True)
class Family:
    conditions: int
    conditions_skew: float
    people_a_region: int
    in_person_only: float
    people_a_community: int


FAMILIES = {
    "mixed": Family(40, 1.0, 2_000, 0.08, 50),
    "local": Family(24, 1.0, 250, 0.70, 25),
    "single": Family(6, 0.6, 2_000, 0.05, 50),
}


@dataclass(frozen=True)
class Instance:
    """Columns of both sides by name, each supporter's places, and pairs (seeker, supporter) that may never be."""

    name: str
    seekers: dict[str, Any]
    supporters: dict[str, Any]
    capacity: Any
    excluded: Any


def make_instance(family: str, seekers: int, supporters: int, seed: int = 1) -> Instance:
    """The crowd of this family, size and seed."""
    kind = FAMILIES[family]
    chance = np.random.Generator(np.random.PCG64(seed))
    regions = max(1, (seekers + supporters) // kind.people_a_region)
    centres = chance.normal(size=(12, 8))
    sides = {
        side: _people(chance, kind, side, count, regions=regions, centres=centres)
        for side, count in (("seekers", seekers), ("supporters", supporters))
    }
    _limits_of_seekers(chance, sides["seekers"])
    _limits_of_supporters(chance, sides["supporters"])
    capacity = chance.choice(5, size=supporters, p=CAPACITIES).astype(np.int32) + 1
    excluded = _exclusions(chance, sides["seekers"]["region"], sides["supporters"]["region"])
    return Instance(
        f"{family} {seekers} x {supporters}", sides["seekers"], sides["supporters"], capacity, excluded
    )


def _people(chance, kind, side, count, *, regions, centres) -> dict[str, Any]:
    culture = chance.choice(8, size=count, p=np.array(_CULTURES[side]) / sum(_CULTURES[side]))
    age = np.clip(chance.normal(*_AGES[side], size=count), 18, 90).astype(np.int16)
    region = chance.choice(regions, size=count, p=_zipf(regions, 0.8)).astype(np.int32)
    communities = max(1, kind.people_a_region // kind.people_a_community)
    close_knit = chance.random(count) < 0.3
    community = np.where(close_knit, region * communities + chance.integers(0, communities, count), -1)
    stage = np.clip((age + chance.normal(0, 6, count) - 18) // 15, 0, 4)
    return {
        "conditions": _conditions(chance, kind, count),
        "age": age,
        "gender": chance.choice(3, size=count, p=_GENDERS[side]),
        "culture": culture,
        "lgbt": chance.random(count) < 0.09,
        "languages": _languages(chance, side, culture),
        "life_stage": stage.astype(np.int16),
        "illness_stage": _illness_stage(chance, side, count),
        "faith": chance.choice(7, size=count, p=_zipf(7, 1.0)),
        "values": _values(chance, count, centres),
        "region": region,
        "community": community.astype(np.int32),
        "slots": _slots(chance, count),
        "modalities": _modalities(chance, kind, count),
        "importance": _importance(chance, count),
    }


def _zipf(count: int, skew: float) -> Any:
    shares = 1.0 / np.arange(1, count + 1) ** skew
    return shares / shares.sum()


def _conditions(chance, kind, count) -> Any:
    """A bit for each condition; one in three people has two."""
    shares = _zipf(kind.conditions, kind.conditions_skew)
    first, second = (chance.choice(kind.conditions, size=count, p=shares) for _ in range(2))
    bits = np.int64(1) << first.astype(np.int64)
    return np.where(chance.random(count) < 0.35, bits | (np.int64(1) << second.astype(np.int64)), bits)


def _languages(chance, side, culture) -> Any:
    count = culture.size
    minority = culture >= 2
    own = np.where(culture > 0, 1 << (culture % (LANGUAGES - 1) + 1), 1)
    lacks = minority & (chance.random(count) < _WITHOUT_MAJORITY_LANGUAGE[side])
    third = np.where(chance.random(count) < 0.12, 1 << chance.integers(1, LANGUAGES, count), 0)
    return (np.where(lacks, 0, 1) | own | third).astype(np.int16)


def _illness_stage(chance, side, count) -> Any:
    shares = (0.4, 0.3, 0.2, 0.1) if side == "seekers" else (0.05, 0.2, 0.4, 0.35)
    return chance.choice(4, size=count, p=shares).astype(np.int16)


def _values(chance, count, centres) -> Any:
    """Where somebody stands in eight dimensions; at most 63 from the middle."""
    where = centres[chance.integers(0, 12, count)] + 0.6 * chance.normal(size=(count, 8))
    return np.trunc(63 * where / np.linalg.norm(where, axis=1, keepdims=True)).astype(np.int16)


def _slots(chance, count) -> Any:
    """A bit for each of 42 stretches of four hours in a week; evenings and week-ends are free more often."""
    day, part = np.divmod(np.arange(42), 6)
    liking = 0.15 + 0.35 * (part == 4) + 0.2 * (day >= 5) * (part >= 2)
    factor = 2 * chance.beta(2, 2, size=count)
    free = chance.random((count, 42)) < factor[:, None] * liking
    shift = np.where(chance.random(count) < 0.05, chance.integers(1, 3, count), 0)
    free = np.where(shift[:, None] == 1, np.roll(free, 1, axis=1), free)
    free = np.where(shift[:, None] == 2, np.roll(free, 2, axis=1), free)
    return (free * (np.int64(1) << np.arange(42, dtype=np.int64))).sum(axis=1)


def _modalities(chance, kind, count) -> Any:
    some = sum(
        np.where(chance.random(count) < share, bit, 0)
        for share, bit in ((0.4, IN_PERSON), (0.7, PHONE), (0.6, VIDEO), (0.5, TEXT))
    )
    some = np.where(some == 0, PHONE, some)
    return np.where(chance.random(count) < kind.in_person_only, IN_PERSON, some).astype(np.int16)


def _importance(chance, count) -> Any:
    """How much each attribute matters to somebody: whole numbers that add up to 1,000."""
    shares = chance.dirichlet(np.ones(len(ATTRIBUTES)), size=count)
    whole = np.floor(1000 * shares).astype(np.int16)
    whole[:, 0] += (1000 - whole.sum(axis=1)).astype(np.int16)
    return whole


def _limits_of_seekers(chance, people) -> None:
    count = people["age"].size

    def some(share: Any) -> Any:
        return chance.random(count) < share

    people["identity_first"] = some(0.25)
    people["must_gender"] = some(0.15)
    people["must_culture"] = some(np.where(people["culture"] > 0, 0.15, 0.02))
    people["must_lgbt"] = people["lgbt"] & some(0.40)
    people["age_limit"] = np.where(some(0.05), 10, NO_LIMIT).astype(np.int16)
    people["must_faith"] = some(0.05)
    people["topics"] = _topics(chance, count, 0.30, 0.10)
    people["confidential"] = some(0.70)
    people["vulnerable"] = some(0.10)
    people["waiting"] = chance.exponential(45, count).astype(np.int32)
    # To some, who somebody is matters more than what they have.
    weights = people["importance"]
    first = people["identity_first"]
    half = weights[first, 0] // 2
    weights[first, 0] -= half
    weights[first, 3] += half


def _limits_of_supporters(chance, people) -> None:
    count = people["age"].size
    people["refused"] = _topics(chance, count, 0.30, 0.15)
    people["same_gender_only"] = chance.random(count) < 0.08
    people["barred"] = chance.random(count) < 0.02


def _topics(chance, count, first, second) -> Any:
    shares = _zipf(TOPICS, 1.0)
    one, two = (1 << chance.choice(TOPICS, size=count, p=shares) for _ in range(2))
    draw = chance.random(count)
    bits = np.where(draw < first, one, 0) | np.where(draw < second, two, 0)
    return bits.astype(np.int16)


def _exclusions(chance, seekers, supporters) -> Any:
    """Half as many pairs as seekers; half of them of one region."""
    count = seekers.size // 2
    order = np.argsort(supporters, kind="stable")
    one = chance.integers(0, seekers.size, count)
    anybody = chance.integers(0, supporters.size, count)
    begins, ends = (np.searchsorted(supporters[order], seekers[one], side=side) for side in ("left", "right"))
    near = begins + (chance.random(count) * (ends - begins)).astype(np.int64)
    close = (chance.random(count) < 0.5) & (ends > begins)
    other = np.where(close, order[np.minimum(near, supporters.size - 1)], anybody)
    return np.unique(np.stack([one, other], axis=1).astype(np.int32), axis=0)
