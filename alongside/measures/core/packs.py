"""An instrument that an organisation brings with a licence of its own: a TOML file with the instrument and the permission.

The instrument is written as in the registry, and what is empty may be left out. The table `[permission]` says who
holds the rights, by which number or letter they let it be used, who made sure of that and when, and when it ends.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from alongside.programmes.core.loading import (
    DefinitionError,
    Problem,
    Wording,
    check_toml,
    known_keys,
    problem_at,
    problems_by_line,
)

from .instrument import Instrument
from .loading import ADAPTER, content_hash, problems_of
from .self_test import end_point_self_test

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_LONGEST = {"id": 50, "title": 300, "version": 60, "language": 10}
_EMPTY: Mapping[str, Any] = {
    "instruction": "",
    "recall": "",
    "reverse": [],
    "cut_offs": [],
    "notes": [],
    "codes": {},
    "age_range": None,
    "minimal_important_difference": None,
    "items": [],
    "responses": {},
    "examples": [],
}
"""What a file may leave out, because TOML has no word for nothing and most instruments have none of it."""

_SPACE = "There is a space or a line break too many at its beginning or end, or it has several lines."
_PATTERNS = {
    **dict.fromkeys(
        ("title", "text", "version", "terms", "attribution", "citation", "source", "meaning"), _SPACE
    ),
    "language": 'A language is a short code in quotes: "en", "cy", "ur".',
}
_PERMISSION_WORDS = {
    "holder": "who owns the words and gave the permission",
    "reference": "the number of the licence, or the date and the sender of the letter",
    "confirmed_by": "who in your organisation made sure of it, by name",
    "confirmed_on": "the day on which they did, as 2026-11-30, without quotes",
}
_PERMISSION_KEYS = (*_PERMISSION_WORDS, "ends_on", "conditions")


class InvalidPack(ValueError):
    """A file that is no sound pack; `problems` says what is wrong, by line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass(frozen=True)
class Permission:
    """By what right words may be used. `ends_on` is the last day; empty where there is none. `conditions`: what the
    owner asks for in return."""

    holder: str
    reference: str
    confirmed_by: str
    confirmed_on: date
    ends_on: date | None
    conditions: str


@dataclass(frozen=True)
class Pack:
    """What a file holds."""

    instrument: Instrument
    permission: Permission


def read_pack(text: str) -> Pack:
    """Read a file, and try it: the ends of its scale, each turned item, every worked example.

    Raises `InvalidPack` with everything found, by line.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    try:
        check_toml(text)
    except DefinitionError as error:
        raise InvalidPack(error.problems) from error
    document = tomllib.loads(text)
    given = document.pop("permission", None)
    problems = list(_permission_problems(text, given))
    instrument = _instrument(text, document, problems)
    if problems or instrument is None or not isinstance(given, dict):
        raise InvalidPack(problems)
    return Pack(
        instrument,
        Permission(
            holder=given["holder"].strip(),
            reference=given["reference"].strip(),
            confirmed_by=given["confirmed_by"].strip(),
            confirmed_on=given["confirmed_on"],
            ends_on=given.get("ends_on"),
            conditions=given.get("conditions", "").strip(),
        ),
    )


def under_key(text: str, key: str) -> Instrument:
    """The instrument of a file that was read before, by the name under which it is kept here."""
    document = tomllib.loads(text.removeprefix("\ufeff").replace("\r\n", "\n"))
    document.pop("permission", None)
    document = {**_filled(document), "id": key}
    return ADAPTER.validate_json(json.dumps({**document, "content_hash": content_hash(document)}))


def scores_alike(one: Instrument, other: Instrument) -> bool:
    """Whether two are the same questions in two languages: what is scored, and how, is the same."""
    return _scoring(one) == _scoring(other)


def _scoring(one: Instrument) -> tuple[Any, ...]:
    codes = tuple((item.id, frozenset(one.codes_of(item.id))) for item in one.items)
    return (
        codes,
        one.reverse,
        one.method,
        one.missing,
        one.range,
        one.higher_is,
        one.alarms,
        one.stretched,
        one.ceiling,
    )


def _instrument(text: str, document: dict[str, Any], problems: list[Problem]) -> Instrument | None:
    """The instrument, or None with what is wrong added to `problems`."""
    filled = _filled(document)
    try:
        found = ADAPTER.validate_json(json.dumps({**filled, "content_hash": content_hash(filled)}))
    except ValidationError as error:
        errors = [_as_of_a_model(one) for one in error.errors(include_url=False)]
        problems += problems_by_line(errors, document, text, Wording(_known(), _PATTERNS))
        return None
    told = [*problems_of(found), *_own_problems(found)]
    if not told:
        told = [
            f"{'examples' if words.startswith('example') else 'range'}: {words}"
            for words in end_point_self_test(found)
        ]
    problems += [_at_its_part(text, words) for words in told]
    return found


def _filled(document: dict[str, Any]) -> dict[str, Any]:
    """The document with what it leaves out, as JSON knows it. A day in it becomes text, which no field takes for a number."""
    filled = {**_EMPTY, **document}
    missing = filled.get("missing")
    if isinstance(missing, dict):
        filled["missing"] = {"double_marks": None, **missing}
    if isinstance(filled["age_range"], dict):
        filled["age_range"] = {"max": None, **filled["age_range"]}
    if isinstance(filled["examples"], list):
        filled["examples"] = [
            {"score": None, **one} if isinstance(one, dict) else one for one in filled["examples"]
        ]
    plain: dict[str, Any] = json.loads(json.dumps(filled, default=str))
    return plain


def _as_of_a_model(error: ErrorDetails) -> ErrorDetails:
    """The same under the name that pydantic has for it where it reads a model."""
    names = {"unexpected_keyword_argument": "extra_forbidden", "dataclass_type": "model_type"}
    return {**error, "type": names.get(error["type"], error["type"])}


def _own_problems(found: Instrument) -> Iterator[str]:
    if found.licence.ship != "byo":
        yield 'licence: what you bring yourself is shipped as "byo": ship = "byo".'
    for part, longest in _LONGEST.items():
        if len(getattr(found, part)) > longest:
            yield f"{part}: This is too long: at most {longest} characters."


def _at_its_part(text: str, words: str) -> Problem:
    """What is wrong inside an instrument begins with the part that is meant."""
    part, _colon, rest = words.partition(": ")
    sentence = rest[:1].upper() + rest[1:]
    return problem_at(text, (part,), sentence if sentence.endswith(".") else f"{sentence}.")


def _permission_problems(text: str, given: Any) -> Iterator[Problem]:
    if not isinstance(given, dict):
        yield Problem(
            1,
            "permission",
            "The file does not say who lets you use these words. Add a table [permission] with "
            f"{', '.join(_PERMISSION_WORDS)}, and ends_on if it ends.",
        )
        return
    for key in given:
        if words := _wrong_with(key, given[key]):
            yield problem_at(text, ("permission", key), words)
    for key, meaning in _PERMISSION_WORDS.items():
        if key not in given:
            yield problem_at(text, ("permission", key), f'"{key}" is missing here: {meaning}.')
    first, last = given.get("confirmed_on"), given.get("ends_on")
    if _is_day(first) and _is_day(last) and str(last) < str(first):
        yield problem_at(text, ("permission", "ends_on"), "This lies before the day of confirmed_on.")


def _wrong_with(key: str, value: Any) -> str:
    if key in {"confirmed_on", "ends_on"}:
        return "" if _is_day(value) else "This must be a day, without quotes: 2026-11-30."
    if key not in _PERMISSION_KEYS:
        return f'"{key}" is not a key known here.'
    if not isinstance(value, str):
        return "This must be text in quotes."
    if not value.strip() and key != "conditions":
        return "This is empty."
    return "This is too long: at most 500 characters." if len(value) > 500 else ""


def _is_day(value: Any) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _known() -> frozenset[str]:
    return known_keys(TypeAdapter(Instrument).json_schema()) | {"permission", *_PERMISSION_KEYS}
