"""From what somebody filled in to what stands in the text: keys, rows, lengths, and what was there before."""

import hashlib
import json
import re
import tomllib
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from pydantic import ValidationError, create_model

from alongside.programmes.core.asking import Question, item_part, shape
from alongside.programmes.core.definition import Definition
from alongside.programmes.core.editing import as_of_today, changed, path_of, value_in
from alongside.programmes.core.parts import Absence, Part

_LONGEST_KEY = 60
_ABOUT_A_MODEL = ("left_out", "added")
_NAMED_BY = ("title", "label")

_REFUSALS = {
    "version": "Write numbers with points between: 1.0",
    "url": "A web address begins with https:// and holds no spaces.",
    "country": "A country is two capital letters: GB",
    "languages": "Write short names of languages, one on each line: en, ur, cy",
    "instruments": "Write names of measures in small letters, one on each line: ucla_3",
}


def is_absence(value: object) -> bool:
    """Whether a plain value of a document says why there is no answer."""
    return isinstance(value, str) and value in set(Absence)


def key_from(words: str, taken: Collection[str] = (), *, otherwise: str = "item") -> str:
    """A name for machines, made from words for people; a number is added where it is taken."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    key = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[: _LONGEST_KEY - 4].strip("-")
    if not key or not key[0].isalpha():
        key = f"{otherwise}-{key}".strip("-")
    found, number = key, 2
    while found in taken:
        found, number = f"{key}-{number}", number + 1
    return found


def begun_from(text: str, title: str) -> str:
    """The text of a model as the beginning of one's own: with a name of its own, and without what only a model says of
    itself. Raises ValueError where it is not TOML."""
    text = as_of_today(text)
    for key in _ABOUT_A_MODEL:
        text = changed(text, (key,), None)
    text = changed(text, ("title",), title)
    text = changed(text, ("slug",), key_from(title, otherwise="programme"))
    return changed(text, ("version",), "1.0")


def fingerprint(text: str, question: Question) -> str:
    """What the text says at a question, as a short mark: two texts that say the same there have the same mark."""
    document = tomllib.loads(text)
    places = sorted({*question.paths, question.whole} - {""})
    said = [value_in(document, path_of(place)) for place in places]
    return hashlib.sha256(json.dumps(said, default=str, sort_keys=True).encode()).hexdigest()[:16]


def refusal(path: str, value: Any, part: type[Part] = Definition) -> str:
    """Why a value cannot stand at a place, in plain words; empty where it can."""
    *around, name = path.split(".")
    if value is None or (around and around[0] == "positions"):
        return ""
    owner = part
    for step in around:
        owner = shape(step, owner).part or owner
    field = owner.model_fields[name]
    annotation: Any = field.annotation
    only = create_model("Only", __base__=Part, value=(annotation, field))
    try:
        only.model_validate({"value": value})
    except ValidationError as error:
        return _words(name, [dict(problem) for problem in error.errors()])
    return ""


def completed_item(
    question: Question,
    typed: Mapping[str, Any],
    before: Mapping[str, Any],
    others: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """The fields of one item to write: what was typed, and the key that nobody is asked for."""
    part = item_part(question)
    fields = dict(typed)
    asked = {field.path for field in question.fields}
    if "key" in part.model_fields and "key" not in asked:
        taken = {str(other.get("key")) for other in others}
        fields = {"key": before.get("key") or _key(fields, taken), **fields}
        if typed.get("anchor") == "enrolment" and not before:
            fields["key"] = "baseline"
    return fields


def completed_rows(typed: Sequence[Mapping[str, Any]], before: Any, part: type[Part]) -> list[dict[str, Any]]:
    """Rows of a small table to write. A row keeps what was said of the one of that name and is not asked here."""
    named = next((name for name in _NAMED_BY if name in part.model_fields), "")
    old = {str(row.get(named)): row for row in before} if isinstance(before, list) else {}
    rows: list[dict[str, Any]] = []
    for row in typed:
        kept = {name: value for name, value in old.get(str(row[named]), {}).items() if name not in row}
        said = {name: value for name, value in row.items() if value not in {None, ""}}
        if "key" in part.model_fields and "key" not in kept:
            kept = {"key": key_from(str(row[named]), {str(other["key"]) for other in rows}), **kept}
        rows.append({**kept, **said})
    return rows


def _key(fields: Mapping[str, Any], taken: Collection[str]) -> str:
    words = next((str(fields[name]) for name in _NAMED_BY if fields.get(name)), "")
    return key_from(words, taken)


def _words(name: str, problems: Sequence[Mapping[str, Any]]) -> str:
    if name in _REFUSALS:
        return _REFUSALS[name]
    for problem in problems:
        context = problem.get("ctx") or {}
        if problem["type"] == "value_error":
            return str(context["error"])
        if problem["type"] == "greater_than_equal":
            return f"This must be at least {context['ge']}."
        if problem["type"] == "less_than_equal":
            return f"This must be at most {context['le']}."
        if problem["type"] == "string_too_long":
            return f"This is too long: at most {context['max_length']} characters."
    return "This does not fit here. Please look at it again."
