"""Which pairs may be proposed at all: the hard limits of both sides."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from alongside.matching.core.judge import Verdict, judge
from alongside.matching.core.people import WITHOUT_APPOINTMENT, Exclusion, Party, Strength, Trait


class ObstacleCode(StrEnum):
    """Why a pair may not be proposed."""

    SAME_PERSON = "same_person"
    EXCLUDED = "excluded"
    SHARED_COMMUNITY = "shared_community"
    NO_COMMON_LANGUAGE = "no_common_language"
    NO_COMMON_MODALITY = "no_common_modality"
    NO_COMMON_TIMES = "no_common_times"
    MUST_NOT_MET = "must_not_met"
    MUST_NOT_KNOWN = "must_not_known"
    OWN_NOT_KNOWN = "own_not_known"
    NOT_THIS = "not_this"


class Side(StrEnum):
    """Whose limit it is. In a mutual round the first of the two stands as the seeker."""

    SEEKER = "seeker"
    SUPPORTER = "supporter"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One reason why a pair may not be proposed. Those of one side are private: never show them to the other."""

    code: ObstacleCode
    side: Side
    trait: Trait | None = None


def admissible(seeker: Party, supporter: Party, exclusions: Collection[Exclusion]) -> tuple[Obstacle, ...]:
    """Everything that stands between two people; empty when they may be proposed to each other.

    A *must* on a value that nobody knows is not met. A *not this* refuses what is known: not having said is no
    refusal. Places are not looked at: they belong to a round, not to a pair. Pass the exclusions as a set when
    asking about many pairs.
    """
    return (
        *_between(seeker, supporter, exclusions),
        *_practical(seeker, supporter),
        *_limits(seeker, supporter, Side.SEEKER),
        *_limits(supporter, seeker, Side.SUPPORTER),
    )


def _between(seeker: Party, supporter: Party, exclusions: Collection[Exclusion]) -> Iterator[Obstacle]:
    if seeker.id == supporter.id:
        yield Obstacle(ObstacleCode.SAME_PERSON, Side.BOTH)
    if Exclusion(seeker.id, supporter.id) in exclusions:
        yield Obstacle(ObstacleCode.EXCLUDED, Side.BOTH)
    side = _who_avoids(seeker, supporter)
    if side and not seeker.communities.isdisjoint(supporter.communities):
        yield Obstacle(ObstacleCode.SHARED_COMMUNITY, side)


def _who_avoids(seeker: Party, supporter: Party) -> Side | None:
    if seeker.avoid_own_community:
        return Side.BOTH if supporter.avoid_own_community else Side.SEEKER
    return Side.SUPPORTER if supporter.avoid_own_community else None


def _practical(seeker: Party, supporter: Party) -> Iterator[Obstacle]:
    if _apart(seeker.languages, supporter.languages):
        yield Obstacle(ObstacleCode.NO_COMMON_LANGUAGE, Side.BOTH)
    if _apart(seeker.modalities, supporter.modalities):
        yield Obstacle(ObstacleCode.NO_COMMON_MODALITY, Side.BOTH)
    if _apart(seeker.availability, supporter.availability) and WITHOUT_APPOINTMENT.isdisjoint(
        seeker.modalities & supporter.modalities,
    ):
        yield Obstacle(ObstacleCode.NO_COMMON_TIMES, Side.BOTH)


def _apart(first: frozenset[object], second: frozenset[object]) -> bool:
    return bool(first) and bool(second) and first.isdisjoint(second)


def _limits(wisher: Party, other: Party, side: Side) -> Iterator[Obstacle]:
    for wish in wisher.wishes:
        if wish.strength not in _HARD:
            continue
        code = _HARD[wish.strength].get(judge(wish, wisher, other))
        if code:
            yield Obstacle(code, side, wish.trait)


_HARD = {
    Strength.MUST: {
        Verdict.NOT_MET: ObstacleCode.MUST_NOT_MET,
        Verdict.NOT_KNOWN: ObstacleCode.MUST_NOT_KNOWN,
        Verdict.OWN_NOT_KNOWN: ObstacleCode.OWN_NOT_KNOWN,
    },
    Strength.NOT_THIS: {Verdict.MET: ObstacleCode.NOT_THIS},
}
