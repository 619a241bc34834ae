"""What the crowds of `benchmarks.instances` mean, said a second time as plainly as can be: pair by pair, no arrays.

Slow on purpose. The engine is held against it, bit by bit.
"""

from __future__ import annotations

from benchmarks.instances import FAMILIES_OF_CONDITIONS, IN_PERSON, TEXT, Instance


def bits(mask: int) -> set[int]:
    """The numbers of the bits that are set."""
    return {place for place in range(64) if int(mask) >> place & 1}


def person(people: dict, position: int) -> dict:
    """One person's own columns."""
    return {name: column[position] for name, column in people.items()}


def may_be_proposed(instance: Instance, i: int, j: int) -> bool:
    """Whether seeker i may be given supporter j."""
    seeker, supporter = person(instance.seekers, i), person(instance.supporters, j)
    barred = seeker["vulnerable"] and supporter["barred"]
    excluded = (i, j) in {tuple(pair) for pair in instance.excluded.tolist()}
    return bool(
        _share_an_experience(seeker, supporter)
        and _can_meet(seeker, supporter)
        and not bits(seeker["topics"]) & bits(supporter["refused"])
        and not _know_each_other(seeker, supporter)
        and _seeker_is_content(seeker, supporter)
        and (not supporter["same_gender_only"] or supporter["gender"] == seeker["gender"])
        and not barred
        and not excluded
    )


def weight(instance: Instance, i: int, j: int) -> int:
    """What the pair is worth: 2,000 to 10,000."""
    seeker, supporter = person(instance.seekers, i), person(instance.supporters, j)
    points = 0
    for attribute, alike in enumerate(_likeness(seeker, supporter)):
        given, taken = int(seeker["importance"][attribute]), int(supporter["importance"][attribute])
        points += (49 * given + 21 * taken) * alike
    return 2000 + points // 1000 + 1000 * min(int(seeker["waiting"]), 180) // 180


def _share_an_experience(seeker: dict, supporter: dict) -> bool:
    mine, theirs = bits(seeker["conditions"]), bits(supporter["conditions"])
    if seeker["identity_first"]:
        mine, theirs = ({condition % FAMILIES_OF_CONDITIONS for condition in one} for one in (mine, theirs))
    return bool(mine & theirs)


def _can_meet(seeker: dict, supporter: dict) -> bool:
    ways = int(seeker["modalities"]) & int(supporter["modalities"])
    remote = ways & ~IN_PERSON
    in_person = ways & IN_PERSON and seeker["region"] == supporter["region"]
    language = bits(seeker["languages"]) & bits(supporter["languages"])
    hours = len(bits(seeker["slots"]) & bits(supporter["slots"])) >= 2 or ways & TEXT
    return bool(language and hours and (remote or in_person))


def _know_each_other(seeker: dict, supporter: dict) -> bool:
    same = seeker["community"] >= 0 and seeker["community"] == supporter["community"]
    return bool(seeker["confidential"] and same)


def _seeker_is_content(seeker: dict, supporter: dict) -> bool:
    musts = ("gender", "culture", "lgbt", "faith")
    if any(seeker[f"must_{name}"] and seeker[name] != supporter[name] for name in musts):
        return False
    return abs(int(seeker["age"]) - int(supporter["age"])) <= seeker["age_limit"]


def _likeness(seeker: dict, supporter: dict) -> list[int]:
    """0 to 100 for each attribute, in the order of `ATTRIBUTES`."""
    mine, theirs = bits(seeker["conditions"]), bits(supporter["conditions"])
    dot = sum(int(a) * int(b) for a, b in zip(seeker["values"], supporter["values"], strict=True))
    further = int(seeker["illness_stage"]) + 1 - int(supporter["illness_stage"])
    return [
        100 * bool(mine & theirs),
        max(0, 100 - 4 * abs(int(seeker["age"]) - int(supporter["age"]))),
        100 * int(seeker["gender"] == supporter["gender"]),
        100 * int(seeker["culture"] == supporter["culture"]),
        100 * int(seeker["lgbt"] == supporter["lgbt"]),
        max(0, 100 - 25 * abs(int(seeker["life_stage"]) - int(supporter["life_stage"]))),
        max(0, 100 - 30 * abs(further)),
        100 * int(seeker["faith"] == supporter["faith"]),
        (dot + 3969) * 103 >> 13,
    ]
