"""Groups of seekers whose fair share is looked after, named by what their members said or by the organisation.

* ``gender``: a group for each word that seekers said about this trait
* ``gender=woman``, ``languages=ur``: everybody who said this word
* ``languages!=en``: everybody who said something, and not this word
* ``age<25``, ``age>=65``: numbers
* ``groups``: the names the organisation gave (the field ``groups`` of a file); ``groups=young`` is one of them
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from alongside.matching.core.people import TOPICS_KEY, Id, Seeker, Trait, Value

_OWN = "groups"
_SETS = ("languages", "modalities", "communities", TOPICS_KEY)
_SAID = re.compile(r"(?P<key>\w+)\s*(?:(?P<sign>!=|>=|=|<)\s*(?P<word>.+))?")


class NoSuchGroup(ValueError):
    """Words that name no group; says which would."""


@dataclass(frozen=True, slots=True)
class Group:
    """Some of the seekers, by the name under which reports show them."""

    name: str
    members: frozenset[Id]


def groups_named(
    said: str, seekers: Iterable[Seeker], traits: Iterable[Trait], own: Mapping[Id, Collection[str]]
) -> tuple[Group, ...]:
    """The groups that these words name, sorted by name; groups nobody is in are left out. Raises NoSuchGroup."""
    people = list(seekers)
    found = _SAID.fullmatch(said.strip())
    known = [trait.key for trait in traits] + [*_SETS, _OWN]
    if not found or found["key"] not in known:
        raise NoSuchGroup(
            f'"{said}" names no group. Write one of {", ".join(sorted(known))}, or gender=woman.'
        )
    values = {person.id: _value(person, found["key"], own) for person in people}
    if found["sign"]:
        members = frozenset(id_ for id_, value in values.items() if _is_in(said, found, value))
        return (Group(said.strip(), members),) if members else ()
    if any(isinstance(value, int) for value in values.values()):
        raise NoSuchGroup(f'"{said}" holds numbers. Write, for example, {said.strip()}<25.')
    words = sorted({word for value in values.values() if isinstance(value, frozenset) for word in value})
    return tuple(
        Group(
            f"{found['key']}={word}", frozenset(id_ for id_, value in values.items() if _holds(value, word))
        )
        for word in words
    )


def _value(person: Seeker, key: str, own: Mapping[Id, Collection[str]]) -> Value | None:
    if key == _OWN:
        return frozenset(own.get(person.id, ())) or None
    if key in _SETS:
        return frozenset(getattr(person, key)) or None
    return person.traits.get(key) or None if key not in person.traits else person.traits[key]


def _is_in(said: str, found: "re.Match[str]", value: Value | None) -> bool:
    if value is None:
        return False
    sign, word = found["sign"], found["word"].strip()
    if isinstance(value, frozenset):
        if sign in {"<", ">="}:
            raise NoSuchGroup(f'"{said}" compares words with a number. Write = or !=.')
        return _holds(value, word) == (sign == "=")
    if not re.fullmatch(r"-?\d{1,9}", word, re.ASCII):
        raise NoSuchGroup(f'"{said}" compares a number with words. Write a whole number.')
    number = int(word)
    return {"=": value == number, "!=": value != number, "<": value < number, ">=": value >= number}[sign]


def _holds(value: Value | None, word: str) -> bool:
    return isinstance(value, frozenset) and word in value
