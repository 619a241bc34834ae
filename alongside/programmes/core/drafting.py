"""A text that is not a whole definition yet: what is wrong, what is missing, and what it says so far."""

import tomllib
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

import tomlkit

from alongside.programmes.core.asking import Question, shape
from alongside.programmes.core.definition import Definition
from alongside.programmes.core.editing import path_of, value_in
from alongside.programmes.core.gaps import Gap, gaps
from alongside.programmes.core.lines import Path
from alongside.programmes.core.loading import DefinitionError, Problem, load_definition
from alongside.programmes.core.parts import Absence
from alongside.programmes.core.questions import (
    CHAPTERS,
    NOT_ASKED,
    QUESTIONS,
    forms_in,
    question_for,
    questions_of,
    suits,
)

_STAND_INS: Mapping[str, Any] = MappingProxyType(
    {
        "schema_version": 2,
        "slug": "draft",
        "version": "1.0",
        "title": "…",
        "summary": "…",
        "role_mode": "supporter_and_member",
        "unit": "person",
        "schedule.phases": [{"key": "open", "title": "…", "contacts": 1, "modalities": ["phone"]}],
        "matching.choice": "coordinator_proposes",
        "breaks.words": "…",
        "crisis.ethos": "non_clinical",
        "crisis.words": "…",
        "manual.title": "…",
    }
)
"""What a definition must say and this text does not, so that its other gaps can be told. Who supports whom stands in as
the arrangement that asks most. Nothing of this is shown."""

ITEM_NAMES = ("title", "name", "label", "words", "who")
"""Where an item of a list says what it is called, the first one first."""

_MOST_ROUNDS = 200

State = Literal["answered", "open", "wrong", "bars"]


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing that keeps the draft from being used or opened. ``code`` is a gap's, "missing" or "wrong"; ``message``
    is in English, ``key`` names the question where it is mended ("" where nothing asks about it)."""

    code: str
    key: str
    message: str
    path: str
    index: int | None = None
    """Where the question is about a list: which item of it is meant."""
    item: str = ""
    """What that item is called; empty where it has no name, or none is meant."""


@dataclass(frozen=True, slots=True)
class ChapterState:
    """How far one chapter has come."""

    key: str
    title: str
    questions: tuple[tuple[Question, State], ...]

    @property
    def answered(self) -> int:
        return sum(state == "answered" for _question, state in self.questions)


@dataclass(frozen=True, slots=True)
class Draft:
    """What a text says so far. ``so_far`` holds only what can be read, with stand-ins for what a definition must say;
    None where next to nothing can. ``usable`` is the definition, once it is one."""

    usable: Definition | None
    so_far: Definition | None
    obstacles: tuple[Obstacle, ...]
    evaluation: tuple[Gap, ...]
    light: bool
    forms: frozenset[str]
    """The forms of contact that its schedule has; empty while it has none yet."""
    chapters: tuple[ChapterState, ...]
    stands_in: frozenset[str]
    """The places at which ``so_far`` says something that nobody has said."""


def draft(text: str) -> Draft:
    """Everything that can be told of a draft. Raises ValueError where the text is not TOML."""
    document = tomllib.loads(text)
    problems, usable = _problems(text)
    left, stands_in = (document, frozenset[str]()) if usable else as_far_as_it_goes(document)
    so_far = usable or (None if left is None else load_definition(tomlkit.dumps(left)))
    found = gaps(so_far) if so_far else ()
    obstacles = _in_order((*_of_problems(problems, document), *_of_gaps(found, document)))
    light = document.get("light_mode") is True
    return Draft(
        usable=usable,
        so_far=so_far,
        obstacles=obstacles,
        evaluation=tuple(gap for gap in found if gap.severity == "bars_evaluation"),
        light=light,
        forms=forms_in(document),
        chapters=_chapters(document, obstacles, light=light),
        stands_in=stands_in,
    )


def _in_order(obstacles: Iterable[Obstacle]) -> tuple[Obstacle, ...]:
    """In the order in which the questions are asked; what nothing asks about comes last."""
    places = {question.key: place for place, question in enumerate(QUESTIONS)}
    return tuple(sorted(obstacles, key=lambda obstacle: places.get(obstacle.key, len(places))))


def is_answered(document: Mapping[str, Any], question: Question) -> bool:
    """Whether the text says anything at the places of a question; an absence is an answer too."""
    return any(_says(value_in(document, path_of(path))) for path in {*question.paths, question.whole} - {""})


def _says(value: Any) -> bool:
    return value is not None and value is not Absence.NOT_REPORTED and value not in ([], {})


def _problems(text: str) -> tuple[tuple[Problem, ...], Definition | None]:
    try:
        return (), load_definition(text)
    except DefinitionError as error:
        return error.problems, None


def _of_problems(problems: Iterable[Problem], document: Mapping[str, Any]) -> tuple[Obstacle, ...]:
    found = []
    for problem in problems:
        if problem.path in NOT_ASKED:
            continue
        question = question_for(problem.path)
        missing = bool(problem.path) and value_in(document, path_of(problem.path)) is None
        inside = any(isinstance(step, int) for step in path_of(problem.path))
        code = "missing" if missing and not inside else "wrong"
        found.append(_obstacle(code, question, problem.message, problem.path, document))
    return tuple(found)


def _of_gaps(found: Iterable[Gap], document: Mapping[str, Any]) -> tuple[Obstacle, ...]:
    obstacles = []
    for gap in found:
        if gap.severity == "bars_opening":
            question = question_for(gap.path)
            obstacles.append(_obstacle(gap.code, question, gap.message, gap.path, document))
    return tuple(obstacles)


def _obstacle(
    code: str, question: Question | None, message: str, path: str, document: Mapping[str, Any]
) -> Obstacle:
    if question is None:
        return Obstacle(code, "", message, path)
    index, item = _item_meant(question, path_of(path), document)
    return Obstacle(code, question.key, message, path, index, item)


def _item_meant(question: Question, path: Path, document: Mapping[str, Any]) -> tuple[int | None, str]:
    """Which item of the question's list a path leads into, and what that is called."""
    around = path_of(question.items)
    if not around or path[: len(around)] != around or len(path) == len(around):
        return None, ""
    index = path[len(around)]
    there = value_in(document, path[: len(around) + 1])
    if not isinstance(index, int) or not isinstance(there, dict):
        return None, ""
    return index, next((str(there[name]) for name in ITEM_NAMES if there.get(name)), "")


def _chapters(
    document: Mapping[str, Any], obstacles: tuple[Obstacle, ...], *, light: bool
) -> tuple[ChapterState, ...]:
    wrong = {obstacle.key for obstacle in obstacles if obstacle.code == "wrong"}
    barring, forms = {obstacle.key for obstacle in obstacles}, forms_in(document)
    told = []
    for key, title in CHAPTERS.items():
        asked = [
            each
            for each in questions_of(key)
            if each.key in barring
            or is_answered(document, each)
            or ((each.light or not light) and suits(each, forms))
        ]
        states = [(each, _state(document, each, wrong, barring)) for each in asked]
        told.append(ChapterState(key, title, tuple(states)))
    return tuple(chapter for chapter in told if chapter.questions)


def _state(document: Mapping[str, Any], question: Question, wrong: set[str], barring: set[str]) -> State:
    if question.key in wrong:
        return "wrong"
    if question.key in barring:
        return "bars"
    return "answered" if is_answered(document, question) else "open"


def as_far_as_it_goes(document: Mapping[str, Any]) -> tuple[dict[str, Any] | None, frozenset[str]]:
    """A definition's document: what is left when everything that cannot be read is taken out, and the places that were
    filled. None where next to nothing can be read."""
    left = deepcopy(dict(document))
    stands_in: set[str] = set()
    for _round in range(_MOST_ROUNDS):
        try:
            load_definition(tomlkit.dumps(left))
            return left, frozenset(stands_in)
        except DefinitionError as error:
            path = path_of(error.problems[-1].path)
        place = _stand_in(path, left)
        if place:
            stands_in.add(place)
        elif not _take_out(left, path):
            return None, frozenset()
    return None, frozenset()


def _stand_in(path: Path, left: dict[str, Any]) -> str:
    """Fill what is missing at the path; returns the place, or nothing where there is no stand-in for it."""
    name = ".".join(step for step in path if isinstance(step, str))
    if value_in(left, path) is not None or any(isinstance(step, int) for step in path):
        return ""
    for place, value in _STAND_INS.items():
        if place == name or place.startswith(f"{name}."):
            here = left
            *around, last = place.split(".")
            for step in around:
                here = here.setdefault(step, {})
            here[last] = deepcopy(value)
            return place
    return ""


def _take_out(left: dict[str, Any], path: Path) -> bool:
    """Take out what cannot be read or, where something is missing in it, the part around it."""
    for size in range(len(path), 0, -1):
        around = value_in(left, path[: size - 1])
        step = path[size - 1]
        if isinstance(around, list) and isinstance(step, int) and step < len(around):
            del around[step]
            return True
        if isinstance(around, dict) and step in around:
            del around[step]
            return True
    return False


def required_paths(question: Question) -> frozenset[str]:
    """The fields of a question that a definition cannot do without."""
    if question.items:
        return frozenset()
    return frozenset(field.path for field in question.fields if shape(field.path).required)
