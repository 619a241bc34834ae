"""A result file read back and judged: all that stands in it is worked out again from the instance."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from alongside.matching.core.check import check_mutual_round, check_round
from alongside.matching.core.fairness import Conditions, FairRound, NoSuchGroup, check_fair_round
from alongside.matching.core.files.faults import Unreadable
from alongside.matching.core.files.instance import Instance
from alongside.matching.core.files.result import (
    RESULT,
    RESULT_VERSION,
    AnyRound,
    digest,
    result_as_data,
    round_from_data,
)
from alongside.matching.core.files.text import json_from, text_of
from alongside.matching.core.outcome import MutualRound
from alongside.matching.core.stable import StableRound, check_stable_round

_ODD = (KeyError, TypeError, ValueError, AttributeError, IndexError, NoSuchGroup)


@dataclass(frozen=True, slots=True)
class Result:
    """A result file and what it holds."""

    name: str
    data: Mapping[str, Any]
    round: AnyRound
    conditions: Conditions


def read_result(name: str, instance: Instance) -> Result:
    """The result in a file, about these people. Raises Unreadable."""
    data = json_from(text_of(name), name)
    if not isinstance(data, dict) or (data.get("format"), data.get("version")) != (RESULT, RESULT_VERSION):
        raise Unreadable(f"{name}: This is no result. Write one with: alongside match INSTANCE --json")
    if data.get("instance") != digest(instance):
        raise Unreadable(
            f"{name}: This result is about other people, or they have changed since. Match them anew."
        )
    try:
        round_, conditions = round_from_data(data, instance)
    except _ODD as error:
        raise Unreadable(f"{name}: {_odd(error)}") from None
    return Result(name, data, round_, conditions)


def result_faults(found: Result, instance: Instance) -> list[str]:
    """Everything wrong with a result: with its pairs, its proof, and what it says about them. Raises Unreadable."""
    people = instance.seekers, instance.supporters, instance.exclusions
    try:
        if isinstance(found.round, MutualRound):
            faults = check_mutual_round(instance.seekers, instance.exclusions, found.round)
        elif isinstance(found.round, StableRound):
            faults = check_stable_round(*people, found.round)
        elif isinstance(found.round, FairRound):
            faults = check_fair_round(*people, found.round, found.conditions)
        else:
            faults = check_round(*people, found.round)
        kept = [] if isinstance(found.round, MutualRound) else [p for p in found.round.pairs if p.kept]
        if sorted((str(p.seeker), str(p.supporter)) for p in kept) != sorted(instance.kept):
            faults.append("The kept pairs are not those of the instance.")
        return faults or _said_otherwise(found, instance)
    except _ODD as error:
        raise Unreadable(f"{found.name}: {_odd(error)}") from None


def _said_otherwise(found: Result, instance: Instance) -> list[str]:
    """Parts of the file that are not what the instance and the pairs make them."""
    again = result_as_data(instance, found.round, str(found.data["mode"]), found.conditions)
    return [
        f"{name}: this is not what the people and the pairs make it."
        for name, made in again.items()
        if _comparable(name, found.data.get(name)) != _comparable(name, made)
    ]


def _comparable(name: str, said: Any) -> Any:
    """What stands alone before somebody is told when a round is made; who is left, and why, is compared."""
    if name == "unmatched" and said is not None:
        return [(one["seeker"], one["why"], one["words"]) for one in said]
    return said


def _odd(error: Exception) -> str:
    return f"This result is not of the shape that alongside match writes ({type(error).__name__}: {str(error)[:80]})."
