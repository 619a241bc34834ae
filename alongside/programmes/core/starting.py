"""From a published model to a definition that can open: what its source leaves out is filled in from a starter.

Rules: only what bars the opening is filled in; nothing that the source says is changed; whatever is filled in is
listed in the definition's ``added``, so that nobody takes it for a published fact.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from copy import deepcopy
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

import tomlkit
from pydantic import ValidationError

from alongside.programmes.core.checks import contradictions
from alongside.programmes.core.definition import Definition
from alongside.programmes.core.dosing import doses
from alongside.programmes.core.durations import Duration
from alongside.programmes.core.gaps import Gap, bars_opening
from alongside.programmes.core.loading import load_definition
from alongside.programmes.core.upgrading import SCHEMA_VERSION, upgraded

Document = MutableMapping[str, Any]
Starter = Mapping[str, Any]

_STARTERS = files("alongside.programmes") / "starters"
_REMARK = "Parts that `added` names are starters of the Alongside project, and not from the sources. Make them your own."

_MOST_LENGTHS = 50


class CannotFillIn(ValueError):
    """What the definition says leaves no room for the starter; says where."""


@cache
def starter(name: str = "general") -> Starter:
    """A starter that comes with the software. Raises FileNotFoundError where there is none of that name."""
    return MappingProxyType(tomllib.loads((_STARTERS / f"{name}.toml").read_text("utf-8")))


def filled_in(document: Mapping[str, Any], start: Starter) -> dict[str, Any]:
    """A copy of a document, of any version of the schema, that has everything that bars no opening.

    The document must hold a valid definition; pydantic's ValidationError otherwise. Raises CannotFillIn.
    """
    made = deepcopy(dict(upgraded(dict(document))))
    _fill(made, start)
    return made


def filled_in_text(text: str, start: Starter) -> str:
    """The text of a definition with what is missing filled in at its places; comments and layout stay as they are.

    Raises DefinitionError for a text that is no definition, and CannotFillIn, also for an earlier schema.
    """
    definition = load_definition(text)
    document = tomlkit.parse(text.removeprefix("\ufeff").replace("\r\n", "\n"))
    if document["schema_version"] != SCHEMA_VERSION:
        raise CannotFillIn(f"This file is of an earlier schema. Write it for version {SCHEMA_VERSION} first.")
    if not bars_opening(definition):
        return text
    _fill(document, start)
    made = tomlkit.dumps(document)
    load_definition(made)
    return f"# {_REMARK}\n\n{made}"


def _fill(document: Document, start: Starter) -> None:
    """Fill in, gap by gap, until none bars the opening: what fills one may show the next."""
    tried: set[Gap] = set()
    while barring := [gap for gap in bars_opening(_definition(document)) if gap not in tried]:
        gap = barring[0]
        tried.add(gap)
        _note(document, _FILLERS[gap.code](document, start, gap))
    definition = _definition(document)
    wrong = [f"{'.'.join(map(str, path))}: {words}" for path, words in contradictions(definition)]
    wrong += [f"{gap.path}: {gap.message}" for gap in bars_opening(definition)]
    if wrong:
        raise CannotFillIn("; ".join(wrong))


def _plain(document: Document) -> dict[str, Any]:
    return dict(document.unwrap() if isinstance(document, tomlkit.TOMLDocument) else document)


def _definition(document: Document) -> Definition:
    return Definition.model_validate(_plain(document))


def _note(document: Document, path: str) -> None:
    added = document.get("added")
    if added is None:
        document["added"] = [path]
    elif not any(f"{path}.".startswith(f"{known}.") for known in added):
        added.append(path)


def _put(part: Document, name: str, content: object) -> None:
    """Set a key to a copy. A key that stood there as a word goes first: a table may not take its place among keys."""
    part.pop(name, None)
    part[name] = deepcopy(content)


def _whole(name: str) -> Callable[[Document, Starter, Gap], str]:
    """Fills a part that is missing as a whole."""

    def fill(document: Document, start: Starter, _gap: Gap) -> str:
        _put(document, name, start[name])
        return name

    return fill


def _within(name: str, key: str) -> Callable[[Document, Starter, Gap], str]:
    """Fills one key of a part that is there."""

    def fill(document: Document, start: Starter, _gap: Gap) -> str:
        _put(document[name], key, start[name][key])
        return f"{name}.{key}"

    return fill


def _of_first_supervision(key: str) -> Callable[[Document, Starter, Gap], str]:
    def fill(document: Document, start: Starter, _gap: Gap) -> str:
        _put(document["supervision"][0], key, start["supervision"][0][key])
        return f"supervision.1.{key}"

    return fill


def _appended(name: str) -> Callable[[Document, Starter, Gap], str]:
    """Fills a list that has none of the wanted kind: the starter's come after those that are there."""

    def fill(document: Document, start: Starter, _gap: Gap) -> str:
        there = document.get(name)
        if not isinstance(there, list) or not there:
            _put(document, name, start[name])
            return name
        taken = {item["key"] for item in there}
        for item in start[name]:
            key = next(key for key in (item["key"], f"starter-{item['key']}") if key not in taken)
            there.append({**item, "key": key})
            _note(document, f"{name}.{key}")
        return f"{name}.{key}"

    return fill


def _role(document: Document, start: Starter, _gap: Gap) -> str:
    """The role of those who give support: all of it, or the description that it lacks."""
    key = _definition(document).supporting_role
    wanted = next(role for role in start["roles"] if role["key"] == key)
    roles = document.get("roles")
    if not roles:
        _put(document, "roles", [wanted])
        return "roles"
    role = next((role for role in roles if role["key"] == key), None)
    if role is None:
        roles.append(deepcopy(wanted))
        return f"roles.{key}"
    _put(role, "description", wanted["description"])
    return f"roles.{key}.description"


def _groups(document: Document, start: Starter, _gap: Gap) -> str:
    _put(document, "groups", start["groups"])
    return "groups"


def _identity(document: Document, start: Starter, _gap: Gap) -> str:
    """By what name people are known; what the source says about it in words stays."""
    if isinstance(document.get("openness"), MutableMapping):
        _put(document["openness"], "identity", start["openness"]["identity"])
        return "openness.identity"
    _put(document, "openness", start["openness"])
    return "openness"


def _ending(document: Document, start: Starter, _gap: Gap) -> str:
    """The starter's length, or as many of it in a row as what is planned takes."""
    length = Duration.parse(start["dose"]["length"])
    for times in range(1, _MOST_LENGTHS + 1):
        _put(document["schedule"], "length", str(length.times(times)))
        if not any(contradictions(_definition(document))):
            break
    return "schedule.length"


def _dose(document: Document, start: Starter, gap: Gap) -> str:
    """As much support as the starter says, or as fits what the definition does say."""
    index = int(gap.path.removeprefix("schedule.phases[").partition("]")[0])
    phase = document["schedule"]["phases"][index]
    unknown = gap.path.rpartition(".")[2]
    changes = None
    for length in _lengths(document, start):
        if length:
            _put(document["schedule"], "length", length)
        candidates = doses(phase, document["schedule"].get("length"), start["dose"], unknown)
        changes = next((each for each in candidates if _fits(document, index, each)), None)
        if changes is not None:
            break
    if changes is None:
        raise CannotFillIn(f"{gap.path}: {gap.message}")
    paths = [f"schedule.phases.{phase['key']}.{key}" for key, value in changes.items() if value is not None]
    for path in paths:
        _note(document, path)
    _change(phase, changes)
    return paths[0]


def _lengths(document: Document, start: Starter) -> Iterator[str]:
    """Empty, for the length as it stands; then longer ones, if the length is our own, so that a late phase has room."""
    yield ""
    if "schedule.length" in document.get("added", ()):
        length = Duration.parse(start["dose"]["length"])
        yield from (str(length.times(times)) for times in range(2, _MOST_LENGTHS + 1))


def _change(phase: Document, changes: Mapping[str, object]) -> None:
    for key, value in changes.items():
        if value is not None:
            phase[key] = value
        elif key in phase:
            del phase[key]


def _fits(document: Document, index: int, changes: Mapping[str, object]) -> bool:
    """Whether the definition is still one, without contradictions, when a phase is changed so."""
    trial = deepcopy(_plain(document))
    _change(trial["schedule"]["phases"][index], changes)
    try:
        definition = _definition(trial)
    except ValidationError:
        return False
    return not any(contradictions(definition))


_FILLERS: Mapping[str, Callable[[Document, Starter, Gap], str]] = MappingProxyType(
    {
        "consent.none_required": _appended("consents"),
        "crisis.missing": _whole("crisis"),
        "crisis.no_help_contact": _within("crisis", "help_contacts"),
        "crisis.nobody_told": _within("crisis", "who_is_told"),
        "crisis.no_response_times": _within("crisis", "response_minutes"),
        "role.no_description": _role,
        "training.no_core": _appended("training"),
        "supervision.missing": _whole("supervision"),
        "supervision.no_supervisor": _of_first_supervision("who"),
        "supervision.no_interval": _of_first_supervision("every"),
        "schedule.no_dose": _dose,
        "schedule.no_ending": _ending,
        "groups.missing": _groups,
        "groups.no_leads": _within("groups", "leads"),
        "moderation.missing": _whole("moderation"),
        "openness.no_identity": _identity,
    }
)
"""For each gap that bars the opening, what fills it; each gives the path of what it filled in."""
