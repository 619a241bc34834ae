"""The questions of the designer, and what published programmes answered to them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from alongside.programmes.core.asking import Field, Question, Shape, item_part, shape
from alongside.programmes.core.chapters import care, how, learning, positions, what, who
from alongside.programmes.core.definition import Definition
from alongside.programmes.core.editing import path_of
from alongside.programmes.core.library import published
from alongside.programmes.core.lines import Path
from alongside.programmes.core.loading import load_definition
from alongside.programmes.core.parts import Absence, Part

CHAPTERS: Mapping[str, str] = MappingProxyType(
    {
        "what": "What it is, and why",
        "who": "Who takes part, and who looks after whom",
        "how": "How, and how much",
        "care": "Safety and care",
        "positions": "Where you stand",
        "learning": "What you learn from it",
    }
)
"""Key of a chapter to its title, in order."""

QUESTIONS: tuple[Question, ...] = (
    *what.QUESTIONS,
    *who.QUESTIONS,
    *how.QUESTIONS,
    *care.QUESTIONS,
    *positions.QUESTIONS,
    *learning.QUESTIONS,
)

NOT_ASKED: Mapping[str, str] = MappingProxyType(
    {
        "schema_version": "The software writes it.",
        "slug": "Made from the title.",
        "left_out": "Only models read from papers say it.",
        "added": "Only models read from papers say it.",
        "evaluation.design": "There is one answer so far.",
    }
)
"""Fields of a definition that no question reaches, and why."""

_BY_KEY = {question.key: question for question in QUESTIONS}


@dataclass(frozen=True, slots=True)
class ModelAnswer:
    """What one published model says: ``value`` as it was read, or the absence of an answer."""

    slug: str
    title: str
    value: Any


@dataclass(frozen=True, slots=True)
class PublishedAnswers:
    """What the library answers to one field. ``counts`` are of terms, the most frequent first; ``answers`` are the
    models that say something; ``none`` and ``not_reported`` count those that say that there is none, and those whose
    source is silent."""

    field: Field
    shape: Shape
    counts: tuple[tuple[str, int], ...]
    answers: tuple[ModelAnswer, ...]
    none: int
    not_reported: int


def question(key: str) -> Question:
    """The question of that name. Raises KeyError."""
    return _BY_KEY[key]


def questions_of(chapter: str, *, light: bool = False) -> tuple[Question, ...]:
    """The questions of a chapter; in light mode, only those that an informal group is asked."""
    return tuple(each for each in QUESTIONS if each.chapter == chapter and (each.light or not light))


def forms_in(document: Mapping[str, Any]) -> frozenset[str]:
    """The forms of contact that a draft's schedule has; empty while it has none yet."""
    schedule = document.get("schedule")
    phases = schedule.get("phases") if isinstance(schedule, Mapping) else None
    rows = [row for row in phases if isinstance(row, Mapping)] if isinstance(phases, list) else []
    return frozenset(str(row.get("form", "one_to_one")) for row in rows)


def suits(asked: Question, forms: frozenset[str]) -> bool:
    """Whether a question makes sense where people meet in these forms; each does while there are none yet."""
    return asked.form is None or not forms or asked.form in forms


def asked_after(
    key: str,
    *,
    light: bool = False,
    needed: frozenset[str] = frozenset(),
    forms: frozenset[str] = frozenset(),
) -> Question | None:
    """The next question that is asked, over the end of the chapter; None after the last. In light mode, and where
    questions do not suit the ``forms`` of contact, those whose keys are ``needed`` are asked besides."""
    wanted = needed | {key}
    order = [
        each for each in QUESTIONS if each.key in wanted or ((each.light or not light) and suits(each, forms))
    ]
    place = [each.key for each in order].index(key) + 1
    return order[place] if place < len(order) else None


def question_for(path: str) -> Question | None:
    """The question that a problem or a gap at this path belongs to; None where nothing is asked."""
    wanted = tuple(step for step in path_of(path) if isinstance(step, str))
    found, length = None, 0
    for each in QUESTIONS:
        for place in {*each.paths, each.whole} - {""}:
            steps = tuple(place.split("."))
            if wanted[: len(steps)] == steps and len(steps) > length:
                found, length = each, len(steps)
    return found or _first_within(wanted)


def _first_within(wanted: Path) -> Question | None:
    """The first question about something inside the path: for a part that is missing altogether."""
    for each in QUESTIONS:
        for place in each.paths:
            if wanted and tuple(place.split("."))[: len(wanted)] == wanted:
                return each
    return None


@cache
def published_answers(key: str) -> tuple[PublishedAnswers, ...]:
    """What the library's models answered to a question, field by field."""
    asked = question(key)
    return tuple(_answers(asked, field) for field in asked.fields if not field.rows)


@cache
def _models() -> tuple[tuple[str, str, Definition], ...]:
    return tuple((model.slug, model.title, load_definition(model.text)) for model in published())


def _answers(asked: Question, field: Field) -> PublishedAnswers:
    allowed = shape(field.path, item_part(asked)) if asked.items else shape(field.path)
    given: list[ModelAnswer] = []
    counts: Counter[str] = Counter()
    absent: Counter[Absence | None] = Counter()
    for slug, title, definition in _models():
        values = _values(definition, asked, field)
        said = [value for value in values if value is not None and not isinstance(value, Absence)]
        given += [ModelAnswer(slug, title, value) for value in said]
        counts.update({term for value in said for term in _terms(value, allowed)})
        if not said:
            absent[next((value for value in values if value), None)] += 1
    silent = absent[Absence.NOT_REPORTED] + absent[None]
    return PublishedAnswers(
        field,
        allowed,
        tuple(counts.most_common()),
        tuple(given),
        absent[Absence.NONE] + absent[Absence.NOT_APPLICABLE],
        silent,
    )


def _values(definition: Definition, asked: Question, field: Field) -> list[Any]:
    """Everything that a definition says at a field: one value, or one for each item of the list."""
    if not asked.items:
        return [_at(definition, field.path)]
    items = _at(definition, asked.items)
    if isinstance(items, Absence) or not items:
        return [items or None]
    return [_at(item, field.path) for item in items]


def _at(part: Part, path: str) -> Any:
    here: Any = part
    for step in path.split("."):
        if here is None or isinstance(here, Absence):
            return here
        here = here.get(step) if isinstance(here, dict) else getattr(here, step)
    return None if here == () else here


def _terms(value: Any, allowed: Shape) -> tuple[str, ...]:
    if allowed.kind == "term":
        return (str(value),)
    return tuple(value) if allowed.kind == "terms" else ()
