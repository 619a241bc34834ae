"""What a round found, in plain English, for the command line and for files. Pages have their own words."""

from collections.abc import Iterable

from alongside.matching.core.admit import Obstacle, ObstacleCode, Side
from alongside.matching.core.changes import OwnChanges
from alongside.matching.core.explain import Reason, ReasonCode
from alongside.matching.core.files import times
from alongside.matching.core.outcome import OnlyObstacle, WhyUnmatched
from alongside.matching.core.people import Slot
from alongside.matching.core.shortage import Recruit

YOU, SEEKER, SUPPORTER = "You", "The seeker", "The supporter"
_BOTH = {YOU: "You both", SEEKER: "Both", SUPPORTER: "Both"}
_ABOUT_WISHES = {
    "must": "{who} must have this, and it is met: {label}.",
    "prefer": "{who} would like this (rank {rank}), and it is met: {label}.",
    "misses_prefer": "{who} would like this (rank {rank}), and it is not met: {label}.",
    "not_known": "{who} asked for this, and it is not known: {label}.",
    "own_not_known": "{who} asked for the same, and did not say their own: {label}.",
}


def reason_in_words(reason: Reason, who: str = SEEKER) -> str:
    """One reason as a sentence. ``who`` reads it as themself (``YOU``), or is named by their side."""
    if reason.code in _IN_COMMON:
        return _IN_COMMON[reason.code].format(both=_BOTH[who], values=_values(reason))
    if reason.code is ReasonCode.SHARES_TRAIT:
        label, words = reason.param("label"), _values(reason)
        return f"{_BOTH[who]} share {label}: {words}." if words else f"{_BOTH[who]} are near in {label}."
    if reason.code is ReasonCode.SHARES_MORE:
        return f"{_BOTH[who]} share more, which is better told in person."
    if reason.code is ReasonCode.WAITED_LONGEST:
        return f"Nobody in the round has waited longer: {reason.param('days')} days."
    name = reason.code.value.removeprefix("supporter_").removeprefix("gives_")
    side = SUPPORTER if reason.code.value.startswith("supporter_") else who
    return _ABOUT_WISHES[name].format(who=side, rank=reason.param("rank"), label=reason.param("label"))


_IN_COMMON = {
    ReasonCode.COMMON_LANGUAGE: "{both} speak {values}.",
    ReasonCode.COMMON_TIMES: "{both} have time: {values}.",
    ReasonCode.COMMON_MODALITY: "{both} can meet by {values}.",
}


def _values(reason: Reason) -> str:
    values = reason.param("values")
    assert isinstance(values, tuple)
    if reason.code is ReasonCode.COMMON_TIMES:
        return slots_in_words(value for value in values if isinstance(value, tuple))
    return ", ".join(str(value) for value in values)


def slots_in_words(slots: Iterable[Slot]) -> str:
    """Times of the week: hours joined to stretches, and parts of a day by their names."""
    found = list(slots)
    parts = [f"{times.DAYS[day]} {part}" for day, part in sorted(found) if ":" not in part]
    return ", ".join([*times.written(slot for slot in found if ":" in slot[1]), *parts])


_OBSTACLES = {
    ObstacleCode.SAME_PERSON: "it is the same person",
    ObstacleCode.EXCLUDED: "the two are not to be matched",
    ObstacleCode.SHARED_COMMUNITY: "they are from the same small community, which {who} wished to avoid",
    ObstacleCode.NO_COMMON_LANGUAGE: "there is no language in common",
    ObstacleCode.NO_COMMON_MODALITY: "there is no way to meet in common",
    ObstacleCode.NO_COMMON_TIMES: "there is no time in common",
    ObstacleCode.MUST_NOT_MET: "{who} must have another {label}",
    ObstacleCode.MUST_NOT_KNOWN: "{who} must have a certain {label}, and the other did not say theirs",
    ObstacleCode.OWN_NOT_KNOWN: "{who} must have the same {label}, and did not say their own",
    ObstacleCode.NOT_THIS: "{who} asked not to have this {label}",
}
_SIDES = {Side.SEEKER: "the seeker", Side.SUPPORTER: "the supporter", Side.BOTH: "both"}


def obstacle_in_words(obstacle: Obstacle) -> str:
    """One obstacle, for the coordinator; the middle of a sentence."""
    label = obstacle.trait.label if obstacle.trait else ""
    return _OBSTACLES[obstacle.code].format(who=_SIDES[obstacle.side], label=label)


def only_obstacle_in_words(only: OnlyObstacle) -> str:
    """An obstacle that stands alone, and before how many, for the coordinator."""
    return (
        f"Of {people(only.others)} with a place ({only.still_free} still free) it is the only obstacle that "
        f"{obstacle_in_words(only.obstacle)}."
    )


WHY = {
    WhyUnmatched.NO_ADMISSIBLE: "Nobody here may be proposed.",
    WhyUnmatched.NOT_LOOKED_AT: "There was no time to look at them. Allow more time, or match fewer people at once.",
    WhyUnmatched.NO_PLACE_LEFT: "Somebody could be proposed, but their places are needed for others.",
}

_OWN = {
    ObstacleCode.NO_COMMON_LANGUAGE: "If you could use another language",
    ObstacleCode.NO_COMMON_MODALITY: "If you could meet in another way",
    ObstacleCode.NO_COMMON_TIMES: "If you had time at other hours",
    ObstacleCode.MUST_NOT_MET: "If you did not need a certain {label}",
    ObstacleCode.MUST_NOT_KNOWN: "If you did not need to know their {label} beforehand",
    ObstacleCode.OWN_NOT_KNOWN: "If you said your own {label}, or did not need the same",
    ObstacleCode.NOT_THIS: "If you did not rule out a certain {label}",
}


def own_changes_in_words(changes: OwnChanges) -> list[str]:
    """What somebody could change themself, said to them."""
    show = {0: "Nobody here shows", 1: "1 person here shows"}.get(
        changes.fit_now, f"{changes.fit_now} people here show"
    )
    found = [f"{show} that they fit all that you ask for."]
    for only in changes.changes:
        label = only.obstacle.trait.label if only.obstacle.trait else ""
        others = "1 person more" if only.others == 1 else f"{only.others} people more"
        found.append(f"{_OWN[only.obstacle.code].format(label=label)}: {others} might fit.")
    return found


def recruit_in_words(recruit: Recruit) -> str:
    """One line of the recruiting list: ``2 supporters: gender woman, speaking ur, evening, by phone: would help 11``."""
    wanted = recruit.description
    said = []
    for trait, value in wanted.traits:
        words = " and ".join(sorted(value)) if isinstance(value, frozenset) else f"about {value}"
        said.append(f"{trait.label} {words}")
    said += [f"speaking {wanted.language}"] if wanted.language else []
    said += (
        [f"with time in the {wanted.part}" if wanted.part != "night" else "with time at night"]
        if wanted.part
        else []
    )
    said += [f"by {wanted.modality}"] if wanted.modality else []
    said += [f"not {trait.label} {' or '.join(sorted(values))}" for trait, values in wanted.avoid]
    number = "1 supporter" if recruit.supporters == 1 else f"{recruit.supporters} supporters"
    who = f" ({', '.join(said)})" if said else ""
    places = "1 place" if recruit.places_each == 1 else f"{recruit.places_each} places"
    return f"{number}{who} with {places} each would help {people(recruit.helps)}."


def people(count: int) -> str:
    """``1 person``, ``11 people``, ``nobody``."""
    if count == 0:
        return "nobody"
    return "1 person" if count == 1 else f"{count} people"
