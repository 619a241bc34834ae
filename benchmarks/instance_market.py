"""A made-up crowd as the market that the engine takes."""

from __future__ import annotations

import numpy as np

from alongside.matching.core.engine.market import (
    Check,
    Columns,
    Likeness,
    Market,
    Rule,
    Term,
    Test,
    excluded_pairs,
)
from benchmarks.instances import ATTRIBUTES, FAMILIES_OF_CONDITIONS, IN_PERSON, TEXT, Instance

_MUSTS = (("gender", 3), ("culture", 8), ("lgbt", 2), ("faith", 7))
_FENCE = 0


def market_of(instance: Instance) -> Market:
    """The same limits and weights as `benchmarks.instance_by_hand`, in columns."""
    seekers, supporters, columns = instance.seekers, instance.supporters, Columns()
    rules = (
        Rule("experience", (_experience(columns, seekers, supporters),)),
        Rule("reach", _reach(columns, seekers, supporters)),
        Rule(
            "language",
            (Check(Test.MEET, 16, columns.add(16, seekers["languages"], supporters["languages"])),),
        ),
        Rule("must", (_musts(columns, seekers, supporters),)),
        Rule("supporter", (_supporters_own(columns, seekers, supporters),)),
        Rule("hours", (_hours(columns, seekers, supporters),)),
        Rule("community", (_community(columns, seekers, supporters),)),
        Rule("age", (_ages_within(columns, seekers, supporters),)),
    )
    likenesses = _likenesses(columns, seekers, supporters)
    base = 2000 + 1000 * np.minimum(seekers["waiting"], 180) // 180
    one, other = columns.sides(base, np.zeros(instance.capacity.size))
    return Market(
        seekers=one,
        supporters=other,
        capacity=instance.capacity,
        excluded=excluded_pairs(instance.excluded[:, 0], instance.excluded[:, 1]),
        rules=rules,
        likenesses=likenesses,
        tables=np.zeros((1, 2), dtype=np.int32),
        divisor=1000,
        most=10_000,
        fence=_FENCE,
    )


def _family_bits(conditions):
    found = np.zeros(conditions.size, dtype=np.int64)
    for start in range(0, 64, FAMILIES_OF_CONDITIONS):
        found |= conditions >> start & (1 << FAMILIES_OF_CONDITIONS) - 1
    return found


def _experience(columns, seekers, supporters) -> Check:
    """Conditions in the low bits; families, for those who put identity first, in the high ones."""
    first = seekers["identity_first"]
    families = [_family_bits(people["conditions"]) << 48 for people in (seekers, supporters)]
    sought = np.where(first, families[0], seekers["conditions"])
    return Check(Test.MEET, 64, columns.add(64, sought, supporters["conditions"] | families[1]))


def _reach(columns, seekers, supporters) -> tuple[Check, Check]:
    remote = columns.add(16, *(people["modalities"] & ~IN_PERSON for people in (seekers, supporters)))
    where = [
        np.where(people["modalities"] & IN_PERSON, people["region"], nowhere)
        for people, nowhere in ((seekers, -1), (supporters, -2))
    ]
    return Check(Test.MEET, 16, remote), Check(Test.SAME, 16, columns.add(16, *where))


def _one_hot(people, name, start):
    return np.int64(1) << (start + people[name].astype(np.int64))


def _musts(columns, seekers, supporters) -> Check:
    """What a supporter is must stay apart from what a seeker cannot accept."""
    refused, given, start = (
        np.zeros(len(seekers["age"]), np.int64),
        np.zeros(len(supporters["age"]), np.int64),
        0,
    )
    for name, values in _MUSTS:
        whole = np.int64((1 << values) - 1) << start
        refused |= np.where(seekers[f"must_{name}"], whole & ~_one_hot(seekers, name, start), 0)
        given |= _one_hot(supporters, name, start)
        start += values
    refused |= np.where(seekers["vulnerable"], np.int64(1) << start, 0)
    given |= np.where(supporters["barred"], np.int64(1) << start, 0)
    return Check(Test.APART, 32, columns.add(32, refused, given))


def _supporters_own(columns, seekers, supporters) -> Check:
    refused = supporters["refused"].astype(np.int64)
    refused |= np.where(supporters["same_gender_only"], 7 << 12 & ~_one_hot(supporters, "gender", 12), 0)
    given = seekers["topics"].astype(np.int64) | _one_hot(seekers, "gender", 12)
    return Check(Test.APART, 16, columns.add(16, given, refused))


def _hours(columns, seekers, supporters) -> Check:
    """Text needs no hour in common: whoever writes has two more slots, the same for all."""
    slots = [
        people["slots"] | np.where(people["modalities"] & TEXT, np.int64(3) << 42, 0)
        for people in (seekers, supporters)
    ]
    return Check(Test.MEET_TWICE, 64, columns.add(64, *slots))


def _community(columns, seekers, supporters) -> Check:
    kept = np.where(seekers["confidential"] & (seekers["community"] >= 0), seekers["community"], -1)
    given = np.where(supporters["community"] >= 0, supporters["community"], -2)
    return Check(Test.DIFFER, 32, columns.add(32, kept, given))


def _ages_within(columns, seekers, supporters) -> Check:
    age, limit = seekers["age"], seekers["age_limit"]
    column = columns.add(16, age - limit, supporters["age"])
    columns.add(16, age + limit, np.zeros(len(supporters["age"])))
    return Check(Test.SEEKER_WITHIN, 16, column)


def _likenesses(columns, seekers, supporters) -> tuple[Likeness, ...]:
    matters = [
        columns.add(16, *(people["importance"][:, k] for people in (seekers, supporters)))
        for k in range(len(ATTRIBUTES))
    ]
    conditions = columns.add(64, seekers["conditions"], supporters["conditions"])
    like = dict(zip(ATTRIBUTES, matters, strict=True))
    shared = {"seeker_times": 49, "supporter_times": 21}

    def same(name: str) -> Likeness:
        column = columns.add(16, seekers[name], supporters[name])
        return Likeness(name, Term.SAME, 16, column, like[name], top=100, **shared)

    def step(name: str, slope: int, ahead: int = 0) -> Likeness:
        column = columns.add(16, seekers[name] + ahead, supporters[name])
        return Likeness(name, Term.STEP, 16, column, like[name], top=100, slope=slope, **shared)

    values = [columns.add(16, seekers["values"][:, k], supporters["values"][:, k]) for k in range(8)]
    return (
        Likeness("condition", Term.MEET, 64, conditions, like["condition"], top=100, **shared),
        step("age", 4),
        *(same(name) for name in ("gender", "culture", "lgbt")),
        step("life_stage", 25),
        step("illness_stage", 30, ahead=1),
        same("faith"),
        Likeness(
            "values", Term.DOT, 16, values[0], like["values"], top=3969, slope=103, shift=13, span=8, **shared
        ),
    )
