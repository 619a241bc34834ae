"""From a text to a definition, or to every problem in it: in plain words, by line."""

import hashlib
import json
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from alongside.programmes.core.broken import broken, too_deep
from alongside.programmes.core.checks import contradictions
from alongside.programmes.core.deceiving import deceiving, deceiving_line
from alongside.programmes.core.definition import Definition
from alongside.programmes.core.lines import Path, key_lines, nearest_line
from alongside.programmes.core.parts import Absence, with_absences
from alongside.programmes.core.upgrading import SCHEMA_VERSION, place_as_written, upgraded

MOST_CHARACTERS = 500_000
"""A longer text is refused unread."""

MOST_PROBLEMS = 200
"""So many mistakes are told at once."""

_ABSENT = f' Or write "{Absence.NOT_REPORTED}", "{Absence.NONE}" or "{Absence.NOT_APPLICABLE}".'

_WORDS = {
    "string_type": "This must be text in quotes.",
    "string_too_short": "This is empty.",
    "string_too_long": "This is too long: at most {max_length} characters.",
    "int_type": "This must be a whole number, without quotes.",
    "int_from_float": "This must be a whole number.",
    "float_type": "This must be a number, without quotes.",
    "float_parsing": "This must be a number, without quotes.",
    "finite_number": "This must be an ordinary number.",
    "bool_type": "This must be true or false, without quotes.",
    "tuple_type": "This must be a list, in square brackets.",
    "dict_type": "This must be a table: a heading in square brackets with keys under it.",
    "model_type": "This must be a table: a heading in square brackets with keys under it.",
    "too_short": "This list needs at least {min_length}.",
    "too_long": "This list may hold at most {max_length}.",
    "greater_than": "This must be more than {gt}.",
    "greater_than_equal": "This must be at least {ge}.",
    "less_than_equal": "This must be at most {le}.",
    "literal_error": "This must be {expected}.",
    "enum": "This must be {expected}.",
}

_PATTERN_WORDS = {
    "version": 'A version is numbers with points between, in quotes: "1.0".',
    "url": "A web address must begin with https:// and hold no spaces.",
    "country": 'A country is two capital letters: "GB".',
}
_WORKED_OUT: dict[Path, str] = {
    (
        "content_hash",
    ): "The hash is worked out from the text each time, and never written in it. Take this line away."
}
"""What people write by hand that is never read from a file."""
_KEY_WORDS = "Use small letters, digits and single hyphens or underscores, and begin with a letter: no spaces, no capitals."


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong with a text. ``line`` counts from 1; ``path`` names the key, with list items counted from 0,
    and is empty where the whole text is meant."""

    line: int
    path: str
    message: str

    def __str__(self) -> str:
        return (
            f"line {self.line}: {self.path}: {self.message}"
            if self.path
            else f"line {self.line}: {self.message}"
        )


class DefinitionError(ValueError):
    """A text is no definition. ``problems`` holds everything that is wrong with it, in order of line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def load_definition(
    text: str, *, instruments: Collection[str] | None = None, agreed_before: bool = False
) -> Definition:
    """Read a definition. ``instruments``, where given, are the names of the measures that can be asked.

    Letters that nobody sees or that turn the reading direction are mistakes, except in a text that was ``agreed_before``:
    a programme that runs by it goes on.

    Raises DefinitionError with every problem that can be told: first of TOML (one at a time, since nothing after it
    can be trusted), then of single parts, then of parts that contradict one another.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    document, lines = _read(text)
    _check_schema_version(document, lines)
    today = upgraded(document)
    try:
        definition = Definition.model_validate(today)
    except ValidationError as error:
        told = _told_of(error.errors(include_url=False), today, _of_definitions())
    else:
        told = [*(() if agreed_before else deceiving(today)), *contradictions(definition, instruments)]
        if not told and not agreed_before and (line := deceiving_line(text)):
            raise DefinitionError([Problem(*line)])
        if not told:
            left_out = definition.left_out
            return definition if left_out is None else with_absences(definition, left_out)
    raise DefinitionError(_problem(place_as_written(path, document), words, lines) for path, words in told)


@dataclass(frozen=True)
class Wording:
    """What a kind of file knows: its keys, for whoever misspells one, and how a text of a key must look."""

    known: Collection[str]
    patterns: Mapping[str, str]


def problems_by_line(
    errors: list[ErrorDetails], document: dict[str, Any], text: str, wording: Wording
) -> list[Problem]:
    """What pydantic found wrong with a TOML text of another kind, in words and by line."""
    lines = key_lines(text)
    return [_problem(path, words, lines) for path, words in _told_of(errors, document, wording)]


def problem_at(text: str, path: Path, words: str) -> Problem:
    """One problem of a TOML text, at the line of the path or of the nearest part around it."""
    return _problem(path, words, key_lines(text))


def check_toml(text: str) -> None:
    """Raises DefinitionError, with the line, where a text is empty, too long, nested too deeply, or no TOML at all."""
    _read(text.removeprefix("\ufeff").replace("\r\n", "\n"))


def definition_hash(text: str) -> str:
    """SHA-256 of the text, as 64 hexadecimal digits; the same however the lines end. Comments count."""
    return hashlib.sha256(text.removeprefix("\ufeff").replace("\r\n", "\n").encode()).hexdigest()


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a definition file."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Definition.model_json_schema(),
        "title": f"Definition of a peer support programme, schema version {SCHEMA_VERSION}",
    }


def schema_text() -> str:
    """The schema as it is published, in ``docs/reference``."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def _read(text: str) -> tuple[dict[str, Any], dict[Path, int]]:
    if len(text) > MOST_CHARACTERS:
        raise DefinitionError(
            [Problem(1, "", f"This file is too long: at most {MOST_CHARACTERS:,} characters.")]
        )
    if not text.strip():
        raise DefinitionError([Problem(1, "", "This file is empty.")])
    if deep := too_deep(text):
        raise DefinitionError([Problem(deep[0], "", deep[1])])
    try:
        return tomllib.loads(text), key_lines(text)
    except ValueError as error:
        line, words = broken(str(error), text)
        raise DefinitionError([Problem(line, "", words)]) from error


def _check_schema_version(document: dict[str, Any], lines: dict[Path, int]) -> None:
    version = document.get("schema_version")
    if type(version) is int and version > SCHEMA_VERSION:
        words = f"This file is written for schema version {version}; this software reads version {SCHEMA_VERSION}. Use a newer version of the software, or ask for a file of version {SCHEMA_VERSION}."
        raise DefinitionError([Problem(lines["schema_version",], "schema_version", words)])


def _problem(path: Path, words: str, lines: dict[Path, int]) -> Problem:
    return Problem(nearest_line(lines, path), _written(path), words)


def _told_of(
    errors: list[ErrorDetails], document: dict[str, Any], wording: Wording
) -> list[tuple[Path, str]]:
    """The first so many problems in words, and how many more places are wrong: nobody reads forty thousand."""
    told = list(_problems(errors[:MOST_PROBLEMS], document, wording))
    if (more := len(errors) - MOST_PROBLEMS) > 0:
        told.append(((), f"There are {more:,} more mistakes. Mend these first, and check again."))
    return told


def _problems(
    errors: list[ErrorDetails], document: dict[str, Any], wording: Wording
) -> Iterable[tuple[Path, str]]:
    """Problems in words, by place. Pydantic tells what every branch of a union wanted, and that a list is too short when its
    items are wrong; people are told once, and at the innermost place."""
    placed = [(_place(error, document), error) for error in errors if error["type"] != "none_required"]
    absences = {path for path, error in placed if _is_absence(error)}
    told = [path for path, error in placed if not _is_absence(error)]
    for path, error in placed:
        within = [other for other in told if other[: len(path)] == path and len(other) > len(path)]
        if _is_absence(error) and (within or path in told):
            continue
        if error["type"] == "too_short" and within:
            continue
        yield (
            path,
            _words(path, error, wording) + (_ABSENT if path in absences and not _is_absence(error) else ""),
        )


def _is_absence(error: ErrorDetails) -> bool:
    return error["type"] == "enum"


def _place(error: ErrorDetails, document: dict[str, Any]) -> Path:
    """Where in the file: pydantic's own location without the names it gives to the branches of a union."""
    path: Path = ()
    here: Any = document
    for step in error["loc"]:
        inside = step in here if isinstance(here, dict) else isinstance(here, list) and isinstance(step, int)
        if inside:
            path, here = (*path, step), here[step]
    return (*path, error["loc"][-1]) if error["type"] == "missing" else path


def _written(path: Path) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


def _words(path: Path, error: ErrorDetails, wording: Wording) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "missing":
        return f'"{path[-1]}" is missing here.'
    if kind == "extra_forbidden":
        return _unknown_key(path, wording)
    if kind == "string_pattern_mismatch":
        return wording.patterns.get(str(path[-1]), _KEY_WORDS)
    if kind == "value_error":
        return str(context["error"])
    return _WORDS[kind].format(**context) if kind in _WORDS else f"{error['msg'].rstrip('.')}."


def _unknown_key(path: Path, wording: Wording) -> str:
    if path in _WORKED_OUT:
        return _WORKED_OUT[path]
    name = str(path[-1])
    if name in wording.known:
        return f'"{name}" does not belong here. It stands under another heading, or before the first one.'
    near = get_close_matches(name, wording.known, n=1)
    return f'"{name}" is not a key known here.' + (f' Did you mean "{near[0]}"?' if near else "")


@cache
def _of_definitions() -> Wording:
    return Wording(known_keys(json_schema()), _PATTERN_WORDS)


def known_keys(schema: Mapping[str, Any]) -> frozenset[str]:
    """Every key that a JSON Schema knows, wherever it stands."""
    return frozenset(
        name for part in (schema, *schema["$defs"].values()) for name in part.get("properties", {})
    )
