"""An instance from a JSON file or a folder of CSV files, checked as a whole."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from alongside.matching.core.files.csv_folder import raw_from_folder
from alongside.matching.core.files.faults import Faults, Place, json_path
from alongside.matching.core.files.grammar import Raw
from alongside.matching.core.files.instance import Instance
from alongside.matching.core.files.persons import (
    MOST_NUMBER,
    MOST_PLACES,
    Clock,
    Setting,
    seeker_from,
    supporter_from,
    time_zone,
)
from alongside.matching.core.files.text import is_folder, json_from, text_of
from alongside.matching.core.files.values import fields, number, suggestion, told, word, words
from alongside.matching.core.people import TOPICS, Exclusion, Id, Party, Trait, TraitKind

FORMAT, VERSION = "alongside-match", 1
MOST_PEOPLE = 1_000_000
TOP = (
    "format", "version", "timezone", "week_of", "traits", "seekers", "supporters", "exclusions", "kept",
)  # fmt: skip
_KEY = "abcdefghijklmnopqrstuvwxyz0123456789_"


@dataclass(slots=True)
class _People:
    """What is being put together, and where each person stands in the file."""

    place: Place
    seekers: dict[Id, Any] = field(default_factory=dict)
    supporters: dict[Id, Any] = field(default_factory=dict)
    said: dict[tuple[str, Id], Mapping[str, Raw]] = field(default_factory=dict)
    places: dict[tuple[str, Id], Place] = field(default_factory=dict)


def read_instance(name: str) -> Instance:
    """The instance in a file or folder. Raises Unreadable with every fault in words, a line each."""
    if is_folder(name):
        raw, place = raw_from_folder(name)
    else:
        faults = Faults(name)
        raw, place = json_from(text_of(name), name), Place(faults, json_path)
    made = instance_from(raw, place)
    place.faults.stop_if_any()
    return made


def instance_from(raw: Raw, place: Place) -> Instance:
    """An instance from what a file holds; what is wrong is noted, and must be looked at before it is used."""
    said = fields(raw, place, TOP)
    if not said:
        return Instance()
    if said.get("format", FORMAT) != FORMAT or said.get("version", VERSION) != VERSION:
        place.at("format").fault(f"This must say format {FORMAT}, version {VERSION}. Is it another file?")
        return Instance()
    traits = {trait.key: trait for trait in _list(said, "traits", place, _trait) if trait}
    _twice([str(one.get("key")) for one in _objects(said.get("traits"))], place.at("traits"), "trait")
    setting = Setting({**traits, TOPICS.key: TOPICS}, _clock(said, place))
    people = _People(place)
    _read_people(said, people, setting)
    return Instance(
        traits=tuple(sorted(traits.values(), key=lambda trait: trait.key)),
        seekers=tuple(people.seekers.values()),
        supporters=tuple(people.supporters.values()),
        exclusions=frozenset(
            Exclusion(a, b) for a, b in _pairs(said, "exclusions", people, (_anybody, _anybody))
        ),
        kept=tuple(sorted(_pairs(said, "kept", people, (_seeker, _supporter)))),
        couples=_couples(people),
        groups=_groups(people),
        held=_held(people),
    )


def _objects(raw: Raw) -> list[dict[str, Raw]]:
    return [one for one in raw if isinstance(one, dict)] if isinstance(raw, list) else []


def _list(said: Mapping[str, Raw], name: str, place: Place, read: Callable[[Raw, Place], Any]) -> list[Any]:
    raw = said.get(name)
    at = place.at(name)
    if raw is None:
        return []
    if not isinstance(raw, list):
        at.fault(f"{told(raw)} is no list. Write a list in square brackets.")
        return []
    if len(raw) > MOST_PEOPLE:
        at.fault(f"There are {len(raw):,} entries; at most {MOST_PEOPLE:,} can be taken.")
        return []
    return [read(entry, at.at(index)) for index, entry in enumerate(raw)]


def _trait(raw: Raw, place: Place) -> Trait | None:
    said = fields(raw, place, ("key", "label", "kind", "tolerance"))
    key, kind = said.get("key"), said.get("kind", TraitKind.ONE.value)
    if not isinstance(key, str) or not key or set(key) - set(_KEY) or len(key) > 60 or key == TOPICS.key:
        rule = "Write up to 60 small letters, digits and _; topics are there already"
        place.at("key").fault(f"{told(key)} cannot be the key of a trait. {rule}.")
        return None
    if kind not in [one.value for one in TraitKind]:
        place.at("kind").fault(f"{told(kind)} is no kind of trait. Write one, many or number.")
        return None
    tolerance = number(said.get("tolerance"), place.at("tolerance"), least=0, most=MOST_NUMBER)
    if tolerance and kind != TraitKind.NUMBER.value:
        place.at("tolerance").fault("Only a number can have a tolerance. Leave it out.")
    label = word(said["label"], place.at("label")) if "label" in said else key
    return Trait(key, label or key, TraitKind(kind), tolerance)


def _clock(said: Mapping[str, Raw], place: Place) -> Clock:
    zone = time_zone(said["timezone"], place.at("timezone")) if "timezone" in said else None
    monday = None
    if "week_of" in said:
        try:
            day = date.fromisoformat(str(said["week_of"]))
            monday = day - timedelta(days=day.weekday())
        except (ValueError, OverflowError):
            place.at("week_of").fault(f"{told(said['week_of'])} is no date. Write, for example, 2026-12-07.")
    return Clock(zone, monday)


def _read_people(said: Mapping[str, Raw], people: _People, setting: Setting) -> None:
    for side, read, found in (
        ("seekers", seeker_from, people.seekers),
        ("supporters", supporter_from, people.supporters),
    ):

        def note(
            raw: Raw, place: Place, *, side: str = side, read: _Reader = read, found: dict[Id, Any] = found
        ) -> None:
            person = read(raw, place, setting)
            if person is None:
                return
            if person.id in found:
                place.at("id").fault(
                    f"{told(person.id)} comes twice among the {side}. Give each person one id."
                )
            found[person.id] = person
            people.said[side, person.id] = raw if isinstance(raw, dict) else {}
            people.places[side, person.id] = place

        _list(said, side, people.place, note)


_Reader = Callable[[Raw, Place, Setting], Party | None]


def _twice(keys: Iterable[str], place: Place, what: str) -> None:
    for key, times in Counter(keys).items():
        if times > 1:
            place.fault(f"The {what} {told(key)} comes {times} times. Leave one.")


def _anybody(people: _People) -> Mapping[Id, Party]:
    return {**people.seekers, **people.supporters}


def _seeker(people: _People) -> Mapping[Id, Party]:
    return people.seekers


def _supporter(people: _People) -> Mapping[Id, Party]:
    return people.supporters


Among = Callable[[_People], Mapping[Id, Party]]


def _pairs(
    said: Mapping[str, Raw], name: str, people: _People, sides: tuple[Among, Among]
) -> list[tuple[str, str]]:
    known = [side(people) for side in sides]

    def read(raw: Raw, place: Place) -> tuple[str, str] | None:
        if not isinstance(raw, list) or len(raw) != 2:
            place.fault(f"{told(raw)} is no pair. Write two ids.")
            return None
        ids = [word(one, place.at(index)) for index, one in enumerate(raw)]
        for index, (id_, there) in enumerate(zip(ids, known, strict=True)):
            if id_ and id_ not in there:
                near = suggestion(id_, [str(one) for one in there]) if len(there) < 10_000 else ""
                place.at(index).fault(f"Nobody has the id {told(id_)} there. {near}".rstrip())
        if ids[0] == ids[1]:
            place.fault(f"{told(ids[0])} stands on both sides of a pair. Write two different people.")
        return ids[0], ids[1]

    found = [pair for pair in _list(said, name, people.place, read) if pair]
    if name == "kept":
        _twice([seeker for seeker, _ in found], people.place.at(name), "seeker")
    return found


def _couples(people: _People) -> tuple[tuple[Id, Id], ...]:
    partners: dict[Id, str] = {}
    for id_ in people.seekers:
        raw = people.said["seekers", id_].get("couple")
        if raw is None or raw == "":
            continue
        place = people.places["seekers", id_].at("couple")
        partner = word(raw, place)
        if partner and (partner not in people.seekers or partner == id_):
            place.fault(f"{told(partner)} is no other seeker. Write the id of the other one of the couple.")
        elif partner:
            partners[id_] = partner
    found: set[tuple[Id, ...]] = set()
    for id_, partner in partners.items():
        if partners.get(partner, id_) != id_:
            people.places["seekers", id_].at("couple").fault(
                f"{told(id_)} is in a couple with {told(partner)}, and {told(partner)} with {told(partners[partner])}. "
                "A couple is two people. Name each in one couple only."
            )
        found.add(tuple(sorted((id_, partner), key=str)))
    _one_couple_each(found, people)
    return tuple(sorted((a, b) for a, b in found))


def _one_couple_each(found: set[tuple[Id, ...]], people: _People) -> None:
    for id_, times in Counter(id_ for couple in found for id_ in couple).items():
        if times > 1:
            place = people.places["seekers", id_].at("couple")
            place.fault(f"{told(id_)} is in {times} couples. A couple is two people. Leave one.")


def _groups(people: _People) -> dict[Id, frozenset[str]]:
    found = {}
    for id_ in people.seekers:
        names = words(people.said["seekers", id_].get("groups"), people.places["seekers", id_].at("groups"))
        if names:
            found[id_] = names
    return found


def _held(people: _People) -> dict[Id, dict[str, int]]:
    found = {}
    for id_, supporter in people.supporters.items():
        raw = people.said["supporters", id_].get("held_for")
        place = people.places["supporters", id_].at("held_for")
        if raw is None:
            continue
        if not isinstance(raw, dict):
            place.fault(f"{told(raw)} names no groups. Write a group and a number of places.")
            continue
        held = {
            word(name, place): number(count, place.at(name), least=1, most=MOST_PLACES, usual=1)
            for name, count in raw.items()
        }
        if sum(held.values()) > supporter.capacity:
            place.fault(f"More places are held than the {supporter.capacity} that are free. Hold fewer.")
        if held:
            found[id_] = dict(sorted(held.items()))
    return found
