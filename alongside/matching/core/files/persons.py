"""One person of a file, from the data that JSON and CSV have in common."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from alongside.matching.core.files import times
from alongside.matching.core.files.faults import Place
from alongside.matching.core.files.grammar import SAME, Raw
from alongside.matching.core.files.instance import contradictions, described, in_order
from alongside.matching.core.files.values import (
    entries,
    fields,
    number,
    suggestion,
    told,
    truth,
    word,
    words,
)
from alongside.matching.core.people import (
    SAME_AS_ME,
    TOPICS,
    Party,
    Seeker,
    Slot,
    Strength,
    Supporter,
    Trait,
    TraitKind,
    Value,
    Wish,
)
from alongside.matching.core.people import SameAsMe as Same

MOST_NUMBER = 1_000_000
MOST_PLACES = 1_000
MOST_DAYS = 36_500
MOST_RANK = 100

P = TypeVar("P", bound=Party)

PERSON = (
    "id", "traits", "wishes", "languages", "modalities", "availability", "timezone", "communities",
    "avoid_own_community", "topics", "shown",
)  # fmt: skip
SEEKER = (*PERSON, "waiting_days", "couple", "groups")
SUPPORTER = (*PERSON, "capacity", "load", "held_for")


@dataclass(frozen=True, slots=True)
class Clock:
    """The time zone of the programme, and the week in which other zones are compared with it."""

    zone: ZoneInfo | None = None
    monday: date | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """What the whole file says before its people: the traits there are, and the clock."""

    traits: Mapping[str, Trait]
    clock: Clock = Clock()


def seeker_from(raw: Raw, place: Place, setting: Setting) -> Seeker | None:
    """A seeker; None without an id. What is wrong is noted at its place."""
    said = fields(raw, place, SEEKER)
    common = _common(said, place, setting)
    if common is None:
        return None
    days = number(said.get("waiting_days"), place.at("waiting_days"), least=0, most=MOST_DAYS)
    return _without_contradiction(Seeker(**common, waiting_days=days), place)


def supporter_from(raw: Raw, place: Place, setting: Setting) -> Supporter | None:
    """A supporter; None without an id. What is wrong is noted at its place."""
    said = fields(raw, place, SUPPORTER)
    common = _common(said, place, setting)
    if common is None:
        return None
    capacity, load = (
        number(said.get(name), place.at(name), least=0, most=MOST_PLACES, usual=usual)
        for name, usual in (("capacity", 1), ("load", 0))
    )
    return _without_contradiction(Supporter(**common, capacity=capacity, load=load), place)


def _common(said: Mapping[str, Raw], place: Place, setting: Setting) -> dict[str, Any] | None:
    id_ = word(said.get("id"), place.at("id"))
    common = {
        "id": id_,
        "traits": _traits(said.get("traits"), place.at("traits"), setting.traits),
        "wishes": _wishes(said.get("wishes"), place.at("wishes"), setting.traits),
        "availability": _availability(said, place, setting.clock),
        "avoid_own_community": truth(said.get("avoid_own_community"), place.at("avoid_own_community")),
        "shown": _shown(said.get("shown"), place.at("shown"), setting.traits),
    }
    for name in ("languages", "modalities", "communities", "topics"):
        common[name] = words(said.get(name), place.at(name))
    return common if id_ else None


def _traits(raw: Raw, place: Place, known: Mapping[str, Trait]) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for key, value in fields({} if raw is None else raw, place, known.keys() - {TOPICS.key}).items():
        if key in known and value is not None:
            said = value_of(value, place.at(key), known[key])
            if said is not None:
                found[key] = said
    return dict(sorted(found.items()))


def value_of(raw: Raw, place: Place, trait: Trait) -> Value | None:
    """What somebody said about a trait; None after a fault, or where nothing is said."""
    if trait.kind is TraitKind.NUMBER:
        if isinstance(raw, bool) or not isinstance(raw, int) or abs(raw) > MOST_NUMBER:
            place.fault(f"{told(raw)} is not possible for {trait.key}. Write a whole number.")
            return None
        return raw
    if trait.kind is TraitKind.ONE:
        if isinstance(raw, list):
            place.fault(f"{trait.key} holds one word. Write one word, not a list.")
            return None
        one = word(raw, place)
        return frozenset({one}) if one else None
    return words(raw, place) or None


def _wishes(raw: Raw, place: Place, traits: Mapping[str, Trait]) -> tuple[Wish, ...]:
    found = entries(raw, place, lambda one, at: _wish(one, at, traits))
    return in_order(wish for wish in found if wish)


def _wish(raw: Raw, place: Place, traits: Mapping[str, Trait]) -> Wish | None:
    said = fields(raw, place, ("trait", "strength", "values", "rank"))
    key, strength = said.get("trait"), said.get("strength")
    if not isinstance(key, str) or key not in traits:
        place.at("trait").fault(f"There is no trait {told(key)}. {suggestion(str(key), traits.keys())}")
        return None
    if strength not in [one.value for one in Strength]:
        known = ", ".join(one.value for one in Strength)
        place.at("strength").fault(f"{told(strength)} is no strength of a wish. Write one of: {known}.")
        return None
    rank = number(said.get("rank"), place.at("rank"), least=1, most=MOST_RANK, usual=1)
    values = _wished(said.get("values", SAME), place.at("values"), traits[key])
    return None if values is None else Wish(traits[key], Strength(strength), values, rank)


def _wished(raw: Raw, place: Place, trait: Trait) -> Value | Same | None:
    if raw == SAME:
        return SAME_AS_ME
    if trait.kind is TraitKind.NUMBER:
        return value_of(raw, place, trait)
    named = words([raw] if isinstance(raw, str) else raw, place)
    if not named:
        place.fault(f'The wish about {trait.key} names no word. Write a list of words, or "{SAME}".')
    return named or None


def _availability(said: Mapping[str, Raw], place: Place, clock: Clock) -> frozenset[Slot]:
    at = place.at("availability")
    slots = frozenset[Slot]().union(*entries(said.get("availability"), at, _half_hours))
    own = said.get("timezone")
    if own is None or not slots:
        return slots
    zone = time_zone(own, place.at("timezone"))
    if zone is None:
        return slots
    if clock.zone is None or clock.monday is None:
        place.at("timezone").fault(
            "To compare clocks, the file must say the programme's own timezone, and week_of: a date in the week that counts."
        )
        return slots
    return times.in_zone(slots, zone, clock.zone, clock.monday)


def _half_hours(raw: Raw, place: Place) -> frozenset[Slot]:
    if isinstance(raw, str):
        try:
            return times.half_hours(raw)
        except times.NotATime as error:
            place.fault(str(error))
            return frozenset()
    place.fault(f"{told(raw)} is no time of the week. Write, for example, Mon 18:00-20:00.")
    return frozenset()


def time_zone(raw: Raw, place: Place) -> ZoneInfo | None:
    """A time zone by its name in the IANA database; None after a fault."""
    try:
        return ZoneInfo(str(raw))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        place.fault(f"{told(raw)} is no time zone. Write, for example, Europe/London.")
        return None


def _shown(raw: Raw, place: Place, traits: Mapping[str, Trait]) -> frozenset[str]:
    found = words(raw, place)
    for key in sorted(found - traits.keys()):
        place.fault(f"There is no trait {told(key)} to show. {suggestion(key, traits.keys())}")
    return found & traits.keys()


def _without_contradiction(person: P, place: Place) -> P:
    for one, two in contradictions(person):
        place.at("wishes").fault(
            f"{described(one)} and {described(two)} contradict each other: nobody could meet both. Take one of them back."
        )
    return person
