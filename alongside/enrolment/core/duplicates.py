"""Who may be the same person: proposals for a human, never a verdict.

Households share telephones and e-mail addresses, fathers and sons share names. So a shared address with
another name is at most "household", and nothing here is called certain.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import chain, permutations
from typing import TYPE_CHECKING, Any, Final, Literal

from alongside.enrolment.core.names import name_likeness, name_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from alongside.enrolment.core.rows import CheckedRow

Strength = Literal["likely", "possible", "household"]
Ground = Literal[
    "same_external_id",
    "same_email",
    "same_phone",
    "same_birth_date",
    "same_birth_year",
    "other_birth_date",
    "same_name",
    "similar_name",
    "other_name",
]
_RANK: Final[dict[str, int]] = {"likely": 2, "possible": 1, "household": 0}
# Above Mary and Mark (0.88), below Smith and Smyth (0.893).
_SIMILAR: Final = 0.89
# Without any other ground, only nearly equal names are worth a human's look.
_VERY_SIMILAR: Final = 0.94
# More people than this on one telephone or address is a hostel or a placeholder, not a household.
_HOUSEHOLD: Final = 12
# More than this behind one key of a name says too little to compare them all.
_CROWD: Final = 400
# As many proposals as a human will look at for one row.
_MOST: Final = 5


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells a person apart. `key` is a row number for a candidate and an id for somebody known.

    `phone` in E.164; any text may be empty, dates None.
    """

    key: int | str
    name: str
    other_name: str = ""
    email: str = ""
    phone: str = ""
    birth_date: date | None = None
    birth_year: int | None = None
    external_id: str = ""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A proposal: the person in `row` may be the one in `other_row` above it, or the known one `known_id`."""

    row: int | str
    other_row: int | str | None
    known_id: int | str | None
    grounds: tuple[Ground, ...]
    strength: Strength

    def stored(self) -> dict[str, Any]:
        """The proposal as JSON can keep it beside the row or the newcomer that it is about."""
        return {
            "known": self.known_id,
            "row": self.other_row,
            "grounds": list(self.grounds),
            "strength": self.strength,
        }


def identity_of(row: CheckedRow) -> Identity:
    """What a checked row says about who the person is."""
    values = row.values
    parts = " ".join(values[key] for key in ("given_name", "family_name") if key in values)
    name = values.get("full_name") or parts or values.get("known_as", "")
    return Identity(
        key=row.number,
        name=name,
        other_name=parts if values.get("full_name") and parts else "",
        email=values.get("email", ""),
        phone=values.get("phone", ""),
        birth_date=values.get("date_of_birth"),
        birth_year=values.get("year_of_birth"),
        external_id=values.get("external_id", ""),
    )


def find_duplicates(candidates: Sequence[Identity], known: Sequence[Identity]) -> tuple[Duplicate, ...]:
    """Proposals within the sheet and against known people, in the order of the candidates, strongest first.

    Only people who share a key (address, number, birth date with initials, parts of the name) are compared,
    so the work grows about as the number of people. At most five proposals for a row.
    """
    everyone = [_Person(item, None) for item in known]
    everyone += [_Person(item, place) for place, item in enumerate(candidates)]
    blocks = _blocks(everyone)
    result: list[Duplicate] = []
    for person in everyone[len(known) :]:
        found = [item for other in _neighbours(person, blocks) if (item := _compare(person, other))]
        found.sort(key=lambda item: (-_RANK[item.strength], -len(item.grounds)))
        result.extend(found[:_MOST])
    return tuple(result)


class _Person:
    """An Identity with what is compared worked out once. `place` is None for somebody known."""

    __slots__ = ("email", "identity", "names", "place")

    def __init__(self, identity: Identity, place: int | None) -> None:
        self.identity = identity
        self.place = place
        self.email = identity.email.casefold()
        names = (name_words(name) for name in (identity.name, identity.other_name) if name)
        self.names = tuple(words for words in names if words)

    def sure_keys(self) -> Iterator[tuple[str, str]]:
        """Keys that few people share."""
        if self.email:
            yield "email", self.email
        if self.identity.phone:
            yield "phone", self.identity.phone
        if self.identity.external_id:
            yield "id", self.identity.external_id.casefold()

    def name_keys(self) -> Iterator[tuple[str, str]]:
        """Keys of the name: all of it, the birth date with an initial, and the beginnings of each two words."""
        born = self.identity.birth_date
        for words in self.names:
            yield "name", " ".join(words)
            if born:
                yield from (("born", f"{born}{word[0]}") for word in words)
            yield from (("part", f"{one[:4]} {other[:2]}") for one, other in permutations(words[:4], 2))


_Blocks = dict[tuple[str, str], list[_Person]]


def _blocks(everyone: Iterable[_Person]) -> _Blocks:
    blocks: _Blocks = defaultdict(list)
    for person in everyone:
        for key in set(chain(person.sure_keys(), person.name_keys())):
            blocks[key].append(person)
    return blocks


def _neighbours(person: _Person, blocks: _Blocks) -> Iterator[_Person]:
    """Everybody who shares a key: the known, and the candidates further up in the sheet."""
    seen: set[int] = set()
    for limit, keys in ((_HOUSEHOLD, person.sure_keys()), (_CROWD, person.name_keys())):
        for key in keys:
            block = blocks[key]
            if len(block) > limit:
                continue
            for other in block:
                if id(other) not in seen and _is_before(other, person):
                    seen.add(id(other))
                    yield other


def _is_before(other: _Person, person: _Person) -> bool:
    return other.place is None or (person.place is not None and other.place < person.place)


def _compare(person: _Person, other: _Person) -> Duplicate | None:
    one, two = person.identity, other.identity
    likeness = max((name_likeness(a, b) for a in person.names for b in other.names), default=0.0)
    shared: list[Ground] = []
    if one.external_id and one.external_id.casefold() == two.external_id.casefold():
        shared.append("same_external_id")
    if person.email and person.email == other.email:
        shared.append("same_email")
    if one.phone and one.phone == two.phone:
        shared.append("same_phone")
    birth = _birth(one, two)
    strength = _strength(shared, birth, likeness)
    if strength is None:
        return None
    named: Ground = (
        "same_name" if likeness == 1.0 else "similar_name" if likeness >= _SIMILAR else "other_name"
    )
    grounds = (*shared, *birth, named)
    if other.place is None:
        return Duplicate(one.key, None, two.key, grounds, strength)
    return Duplicate(one.key, two.key, None, grounds, strength)


def _birth(one: Identity, two: Identity) -> tuple[Ground, ...]:
    if one.birth_date and two.birth_date:
        return ("same_birth_date",) if one.birth_date == two.birth_date else ("other_birth_date",)
    years = [item.birth_date.year if item.birth_date else item.birth_year for item in (one, two)]
    if None in years:
        return ()
    return ("same_birth_year",) if years[0] == years[1] else ("other_birth_date",)


def _strength(shared: Sequence[Ground], birth: tuple[Ground, ...], likeness: float) -> Strength | None:
    """How strongly to propose, or None for no proposal."""
    other_birth = "other_birth_date" in birth
    if likeness >= _SIMILAR:
        if shared:
            return "household" if other_birth and likeness < 1.0 else "possible" if other_birth else "likely"
        if "same_birth_date" in birth:
            return "likely"
        return "possible" if likeness >= _VERY_SIMILAR and not other_birth else None
    if "same_external_id" in shared:
        return "possible"
    if shared:
        return "household"
    return None
