"""A definition as the twelve items of TIDieR, the checklist for describing an intervention (Hoffmann 2014).

Rules: a question without an answer prints "Not recorded" and never disappears; what the authors of the file added to
its sources is marked, so that nobody takes it for a published fact.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal, get_args, get_origin

from alongside.programmes.core.definition import Definition
from alongside.programmes.core.durations import Duration
from alongside.programmes.core.groups import AgendaItem, SessionOutline
from alongside.programmes.core.items import ITEMS, Each, Item, Line, Worked
from alongside.programmes.core.parts import Absence, Part, given
from alongside.programmes.core.scheduling import planned_dose
from alongside.programmes.core.traits import Option
from alongside.programmes.core.words import term_key

ValueKind = Literal["text", "term", "number", "duration", "absence"]


@dataclass(frozen=True, slots=True)
class Value:
    """One thing said. ``kind`` tells a page how to show ``text``:

    "text" is the definition's own words; "term" a key of ``words.TERMS`` (``in_person``, ``pay.either``); "number"
    digits; "duration" an ISO length (``P8W``); "absence" one of "Not recorded", "not reported", "none", "not
    applicable".
    """

    kind: ValueKind
    text: str


NOT_RECORDED = Value("absence", "Not recorded")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the report. ``code`` is the path of its field without the positions of list items, or what was worked
    out; ``label`` its English; ``of`` names the thing meant where several rows carry one code (a phase, a role).
    ``added``: it comes from the authors of the file, not from its sources. There is always at least one value."""

    code: str
    label: str
    values: tuple[Value, ...]
    of: str = ""
    added: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """One of the twelve items: its number from 1, its code, its English title."""

    number: int
    code: str
    title: str
    rows: tuple[Row, ...]


def tidier(definition: Definition) -> tuple[Section, ...]:
    """The twelve items, in order, as planned. What was changed and what was delivered (10 and 12) come from a running
    programme; a definition alone does not record them."""
    return tuple(
        Section(number, item.code, item.title, tuple(_rows(definition, item)))
        for number, item in enumerate(ITEMS, 1)
    )


def is_added(definition: Definition, path: str) -> bool:
    """Whether the file says that what stands at this path was added by its authors. ``path`` names an item of a list
    by its key ("schedule.phases.calls.contacts") or, where every item is meant, by nothing ("training.core")."""
    return any(f"{path}.".startswith(f"{added}.") for added in definition.added)


def _rows(definition: Definition, item: Item) -> Iterator[Row]:
    for shown in item.shown:
        if isinstance(shown, Worked):
            touched = any(f"{added}.".startswith(f"{shown.path}.") for added in definition.added)
            added = bool(shown.path) and (touched or is_added(definition, shown.path))
            yield Row(shown.code, shown.label, _worked(definition, shown.code), added=added)
        elif isinstance(shown, Each):
            yield from _each(definition, shown)
        else:
            yield from _line(definition, definition, shown, shown.path)


def _each(definition: Definition, each: Each) -> Iterator[Row]:
    found = value_at(definition, each.path)
    if not isinstance(found, tuple) or not found:
        content = Absence.NONE if found == () and not _has_default(definition, each.path) else found
        yield Row(each.path, each.label, _values(content, ""), added=is_added(definition, each.path))
        return
    for index, part in enumerate(found):
        of = str(getattr(part, "key", index + 1))
        for line in each.lines:
            for row in _line(definition, part, line, f"{each.path}.{of}.{line.path}"):
                code = f"{each.path}.{line.path}"
                of_all = _says_something(row.values) and is_added(definition, code)
                yield replace(row, code=code, of=of, added=row.added or of_all)


def _line(definition: Definition, part: Part, line: Line, path: str) -> Iterator[Row]:
    """The row of one field of a part. ``path`` is where in the definition it stands, items of lists by their keys."""
    content = value_at(part, line.path)
    if line.only_if_given and content in (None, ()):
        return
    values = _values(content, line.path.rsplit(".", 1)[-1], terms=_holds_terms(type(part), line.path))
    yield Row(line.path, line.label, values, added=_says_something(values) and is_added(definition, path))


def values_in(part: Part, name: str) -> tuple[Value, ...]:
    """What one field of a part says; "Not recorded" where it says nothing."""
    return _values(getattr(part, name), name, terms=_holds_terms(type(part), name))


def _says_something(values: tuple[Value, ...]) -> bool:
    return any(value.text not in {NOT_RECORDED.text, Absence.NOT_REPORTED} for value in values)


def value_at(part: object, path: str) -> Any:
    """What stands at a path; where a part on the way is absent, its absence."""
    for step in path.split("."):
        if not isinstance(part, Part):
            return part
        part = getattr(part, step)
    return part


def _has_default(definition: Definition, path: str) -> bool:
    """Whether an empty list is what a file means that leaves the key out, and so says nothing."""
    *outer, name = path.split(".")
    holder = value_at(definition, ".".join(outer)) if outer else definition
    return isinstance(holder, Part) and type(holder).model_fields[name].default == ()


@cache
def _holds_terms(kind: type[Part], path: str) -> bool:
    """Whether the field at this path is answered by words of the vocabulary."""
    name, _, rest = path.partition(".")
    annotation = kind.model_fields[name].annotation
    if not rest:
        return any(get_origin(part) == Literal for part in _leaves(annotation))
    within = [part for part in _leaves(annotation) if isinstance(part, type) and issubclass(part, Part)]
    return any(_holds_terms(part, rest) for part in within)


def _leaves(annotation: object) -> Iterator[object]:
    yield annotation
    for part in get_args(annotation):
        yield from _leaves(part)


def _values(content: object, field: str, *, terms: bool = False) -> tuple[Value, ...]:
    """One value or several; nothing at all becomes "Not recorded"."""
    several: tuple[object, ...] = content if isinstance(content, tuple) else (content,)
    return tuple(_value(item, field, terms=terms) for item in several) or (NOT_RECORDED,)


def _value(content: object, field: str, *, terms: bool) -> Value:
    if content is None or isinstance(content, Absence):
        return NOT_RECORDED if content is None else Value("absence", str(content))
    if isinstance(content, bool):
        return Value("term", str(content).lower())
    if isinstance(content, Duration):
        return Value("duration", str(content))
    if isinstance(content, int | float):
        return Value("number", f"{content:g}")
    words = _told(content) if isinstance(content, Part) else str(content)
    return Value("term", term_key(words, field)) if terms else Value("text", words)


def _told(part: Part) -> str:
    """A small part of a list in one line: an option, an item of an agenda ("Welcome, 5"), a session."""
    if isinstance(part, Option):
        return part.label
    if isinstance(part, AgendaItem):
        minutes = given(part.minutes)
        return part.title if minutes is None else f"{part.title}, {minutes}"
    if isinstance(part, SessionOutline) and part.agenda:
        return f"{part.title}: {'; '.join(_told(item) for item in part.agenda)}"
    return str(getattr(part, "title", part))


def _worked(definition: Definition, code: str) -> tuple[Value, ...]:
    if code == "modalities":
        ways = dict.fromkeys(way for phase in definition.schedule.phases for way in phase.modalities)
        return _values(tuple(ways), code, terms=True)
    return _values(getattr(planned_dose(definition), code, None), code)
