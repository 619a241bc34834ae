"""The library as a whole: what each published model says, and what the literature leaves out.

Rule: what the authors of a file added to its sources is no evidence; it counts as left out.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import get_args

from alongside.programmes.core.definition import Definition
from alongside.programmes.core.gaps import Gap, bars_opening
from alongside.programmes.core.items import LABELS
from alongside.programmes.core.parts import Absence, Part, is_answer
from alongside.programmes.core.report import is_added
from alongside.programmes.core.scheduling import planned_dose


@dataclass(frozen=True, slots=True)
class ModelInBrief:
    """One model: how much support it plans, which parts of ``REQUIRED`` its sources leave out, and what bars its
    opening as it is published. ``contacts`` is None where the sources do not say, or where there is no end."""

    slug: str
    title: str
    role_mode: str
    forms: tuple[str, ...]
    contacts: int | None
    endless: bool
    left_out: tuple[str, ...]
    bars: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class Dimension:
    """One question of the schema, and how many models' sources answer it; "none" is an answer."""

    path: str
    label: str
    models: int


def in_brief(definition: Definition) -> ModelInBrief:
    return ModelInBrief(
        slug=definition.slug,
        title=definition.title,
        role_mode=definition.role_mode,
        forms=tuple(dict.fromkeys(phase.form for phase in definition.schedule.phases)),
        contacts=planned_dose(definition).contacts,
        endless=any(phase.open_ended for phase in definition.schedule.phases),
        left_out=tuple(name for name, is_told in REQUIRED.items() if not is_told(definition)),
        bars=bars_opening(definition),
    )


def dimensions(models: Iterable[Definition]) -> tuple[Dimension, ...]:
    """Every question that sources may leave open, in the order of the schema, with the number of models that answer."""
    counts: dict[str, int] = {}
    for model in models:
        told = {path for path, is_told in _questions(model, "", "") if is_told}
        for path in told:
            counts[path] = counts.get(path, 0) + 1
    return tuple(Dimension(path, LABELS[path], counts.get(path, 0)) for path in _answers(Definition, ""))


def _answers(kind: type[Part], pattern: str) -> Iterator[str]:
    """The paths of all questions of a part that may be left open, and of those within it."""
    for name, field in kind.model_fields.items():
        here = f"{pattern}.{name}".removeprefix(".")
        if is_answer(field) and here in LABELS:
            yield here
        for part in _parts(field.annotation):
            yield from _answers(part, here)


def _parts(annotation: object) -> Iterator[type[Part]]:
    if isinstance(annotation, type) and issubclass(annotation, Part):
        yield annotation
    for inner in get_args(annotation):
        yield from _parts(inner)


def _questions(
    part: Part, path: str, pattern: str, *, root: Definition | None = None
) -> Iterator[tuple[str, bool]]:
    """Each question of a part with whether the sources answer it. ``path`` names items of lists by their keys."""
    definition = root or part
    assert isinstance(definition, Definition)
    for name, field in type(part).model_fields.items():
        value = getattr(part, name)
        here, plain = f"{path}.{name}".removeprefix("."), f"{pattern}.{name}".removeprefix(".")
        if is_answer(field):
            added = is_added(definition, here) or is_added(definition, plain)
            yield plain, _is_answered(value) and not added
        if isinstance(value, Part):
            yield from _questions(value, here, plain, root=definition)
        elif isinstance(value, tuple):
            for index, item in enumerate(value, 1):
                if isinstance(item, Part):
                    named = f"{here}.{getattr(item, 'key', index)}"
                    yield from _questions(item, named, plain, root=definition)


def _is_answered(value: object) -> bool:
    return value is not None and value is not Absence.NOT_REPORTED


def _told(definition: Definition, *paths: str) -> bool:
    """Whether the sources answer one of these questions, in any item where they stand in a list."""
    return any(told for path, told in _questions(definition, "", "") if path in paths)


def _theory(definition: Definition) -> bool:
    answers = (f"theory.{name}" for name in type(definition.theory).model_fields)
    return _told(definition, "rationale", *answers)


def _dose(definition: Definition) -> bool:
    return not any(phase.unknown for phase in definition.schedule.phases)


def _escalation(definition: Definition) -> bool:
    return definition.crisis is not None and not is_added(definition, "crisis")


REQUIRED: Mapping[str, Callable[[Definition], bool]] = MappingProxyType(
    {
        "theory": _theory,
        "peerness": lambda model: _told(model, "peerness.shared", "peerness.words"),
        "training": lambda model: _told(model, "training"),
        "supervision": lambda model: _told(model, "supervision"),
        "escalation": _escalation,
        "dose": _dose,
        "comparator": lambda model: _told(model, "evaluation.comparator", "theory.studies.comparator"),
        "adverse events": lambda model: _told(model, "evaluation.adverse_events"),
    }
)
"""The parts without which a programme may not run or claim anything, and whether the sources of a model tell each."""
