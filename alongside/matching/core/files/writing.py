"""An instance as the text of a JSON file, or as the texts of CSV files; reading either gives the instance back."""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO

from alongside.matching.core.files import grammar, times
from alongside.matching.core.files.csv_folder import LISTS, NUMBERS, PERSON_COLUMNS, STRENGTHS
from alongside.matching.core.files.grammar import SAME, Raw
from alongside.matching.core.files.instance import Instance, in_order, sorted_pairs
from alongside.matching.core.files.persons import PERSON, SEEKER, SUPPORTER
from alongside.matching.core.files.reading import FORMAT, VERSION
from alongside.matching.core.people import (
    SAME_AS_ME,
    Party,
    Strength,
    Trait,
    TraitKind,
    Value,
    Wish,
    id_order,
)

_WORDS = ("languages", "modalities", "communities", "topics", "shown")


def instance_as_data(instance: Instance) -> dict[str, Raw]:
    """The data of the JSON file; people by id, and nothing that would stand for itself when left out."""
    couples = {a: b for pair in instance.couples for a, b in (pair, pair[::-1])}
    kinds = {trait.key: trait for trait in instance.traits}
    seekers: list[Raw] = [
        {
            **_person(seeker, kinds),
            **_unless(waiting_days=seeker.waiting_days),
            **_unless(couple=couples.get(seeker.id, "")),
            **_unless(groups=_sorted(instance.groups.get(seeker.id, ()))),
        }
        for seeker in sorted(instance.seekers, key=lambda one: id_order(one.id))
    ]
    supporters: list[Raw] = [
        {
            **_person(supporter, kinds),
            "capacity": supporter.capacity,
            **_unless(load=supporter.load),
            **_unless(held_for=dict(instance.held.get(supporter.id, {}))),
        }
        for supporter in sorted(instance.supporters, key=lambda one: id_order(one.id))
    ]
    return {
        "format": FORMAT,
        "version": VERSION,
        "traits": [_trait(trait) for trait in instance.traits],
        "seekers": seekers,
        "supporters": supporters,
        "exclusions": [[str(a), str(b)] for a, b in sorted_pairs(instance.exclusions)],
        "kept": [[str(a), str(b)] for a, b in instance.kept],
    }


def instance_as_json(instance: Instance) -> str:
    """The text of a JSON file: the same whenever the people are the same."""
    return json.dumps(instance_as_data(instance), ensure_ascii=False, indent=1) + "\n"


def instance_as_csv(instance: Instance) -> dict[str, str]:
    """The texts of the files of a folder, by file name."""
    data = instance_as_data(instance)
    headings = [grammar.heading_of(trait) for trait in instance.traits]
    keys = [trait.key for trait in instance.traits]
    found = {}
    for sheet, fields in (("seekers", SEEKER), ("supporters", SUPPORTER)):
        plain = [name for name in (*PERSON_COLUMNS, *fields[len(PERSON) :]) if name != "timezone"]
        rows = [_row(person, plain, keys) for person in _list(data[sheet])]
        found[f"{sheet}.csv"] = _csv([[*plain, *STRENGTHS, *headings], *rows])
    for sheet, columns in (("exclusions", ["first", "second"]), ("kept", ["seeker", "supporter"])):
        pairs = _list(data[sheet])
        if pairs:
            found[f"{sheet}.csv"] = _csv([columns, *([str(one) for one in _list(pair)] for pair in pairs)])
    return found


def _list(raw: Raw) -> list[Raw]:
    assert isinstance(raw, list)
    return raw


def _unless(**named: Raw) -> dict[str, Raw]:
    """What is said, without what stands for itself when left out."""
    return {name: value for name, value in named.items() if value}


def _sorted(found: Iterable[str]) -> Raw:
    return [*sorted(found)]


def _trait(trait: Trait) -> Raw:
    label = "" if trait.label == trait.key else trait.label
    return {"key": trait.key, "kind": trait.kind.value, **_unless(label=label, tolerance=trait.tolerance)}


def _person(person: Party, kinds: Mapping[str, Trait]) -> dict[str, Raw]:
    values: dict[str, Raw] = {
        key: _value(value, kinds[key].kind) for key, value in sorted(person.traits.items())
    }
    return {
        "id": str(person.id),
        **_unless(traits=values, wishes=[_wish(wish) for wish in in_order(person.wishes)]),
        **_unless(**{name: _sorted(getattr(person, name)) for name in _WORDS}),
        **_unless(availability=[*times.written(person.availability)]),
        **_unless(avoid_own_community=person.avoid_own_community),
    }


def _value(value: Value, kind: TraitKind) -> Raw:
    if isinstance(value, int):
        return value
    return next(iter(value)) if kind is TraitKind.ONE else _sorted(value)


def _wish(wish: Wish) -> Raw:
    values: Raw = SAME if wish.values is SAME_AS_ME else None
    if isinstance(wish.values, int | frozenset):
        values = _value(wish.values, TraitKind.MANY)
    return {
        "trait": wish.trait.key,
        "strength": wish.strength.value,
        "values": values,
        **_unless(rank=wish.rank if wish.rank > 1 else 0),
    }


def _row(person: Raw, plain: Sequence[str], keys: Sequence[str]) -> list[str]:
    assert isinstance(person, dict)
    traits, wishes = person.get("traits", {}), _list(person.get("wishes", []))
    assert isinstance(traits, dict)
    ranked = [{"rank": 1, **wish} for wish in wishes if isinstance(wish, dict)]
    return [
        *(_cell(name, person.get(name)) for name in plain),
        *(
            grammar.wishes_cell([wish for wish in ranked if wish["strength"] == strength], Strength(strength))
            for strength in STRENGTHS
        ),
        *(_cell(key, traits.get(key)) for key in keys),
    ]


def _cell(name: str, value: Raw) -> str:
    if name in LISTS or isinstance(value, list):
        return "; ".join(str(one) for one in value) if isinstance(value, list) else ""
    if isinstance(value, dict):
        return grammar.amounts_cell(value)
    if isinstance(value, bool):
        return "yes" if value else ""
    if value is None:
        return "0" if name in NUMBERS[:1] else ""
    return str(value)


def _csv(rows: Iterable[Sequence[str]]) -> str:
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
