"""What differs between two definitions, in words: what the second adds, takes away and changes, part by part.

Items of lists are compared by what names them (phases, roles and the like by their keys), not by where they stand.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from alongside.programmes.core.definition import Definition
from alongside.programmes.core.describing import said
from alongside.programmes.core.items import LABELS
from alongside.programmes.core.parts import Absence, Part
from alongside.programmes.core.report import NOT_RECORDED, values_in
from alongside.programmes.core.words import said_term

Kind = Literal["added", "taken_away", "changed", "moved"]
_ADDED: Kind = "added"
_TAKEN_AWAY: Kind = "taken_away"
_GENERAL = "In general"
_NAMES = ("key", "name", "title", "source", "measure", "question", "outcome", "who")
"""By which field an item of a list is known; the first that it has."""
_TITLES = frozenset({"title", "label", *_NAMES} - {"key"})
_SAYS_LITTLE = frozenset({(said_term("false"),), (said_term(Absence.NOT_REPORTED),)})
"""Answers that the summary of a whole item leaves out."""
_PARTS = frozenset(pattern.partition(".")[0] for pattern in LABELS if "." in pattern)
"""Fields of a definition that have fields of their own, and so a heading."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference. ``part`` is the heading it belongs under, ``path`` where it is, items of lists by their names;
    ``before`` and ``after`` what is said there, in words, empty where nothing is."""

    kind: Kind
    part: str
    path: str
    label: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


def differences(before: Definition, after: Definition) -> tuple[Difference, ...]:
    """Every difference, in the order of the schema."""
    return tuple(_parts(before, after, "", ""))


def in_words(found: tuple[Difference, ...]) -> list[str]:
    """The differences as lines for people, under a heading for each part."""
    lines = []
    for part, several in groupby(found, key=lambda each: each.part):
        lines.append(part)
        lines += [f"  {_sentence(each)}" for each in several]
    return lines


def _sentence(each: Difference) -> str:
    place = f"{each.label} ({each.path})"
    old, new = ("; ".join(" ".join(text.split()) for text in side) for side in (each.before, each.after))
    if each.kind == "added":
        return f"added: {place}: {new}" if new else f"added: {place}"
    if each.kind == "taken_away":
        return f"taken away: {place}, which was: {old}" if old else f"taken away: {place}"
    if each.kind == "moved":
        return f"in another order: {place}: {new}, was: {old}"
    return f"changed: {place}: {new}" + (f", was: {old}" if old else "")


def _parts(before: Part, after: Part, path: str, pattern: str) -> Iterator[Difference]:
    for name in type(before).model_fields:
        old, new = getattr(before, name), getattr(after, name)
        if old == new:
            continue
        here, plain = f"{path}.{name}".removeprefix("."), f"{pattern}.{name}".removeprefix(".")
        if isinstance(old, Part) and isinstance(new, Part):
            yield from _parts(old, new, here, plain)
        elif isinstance(old, Part) or isinstance(new, Part):
            yield from _whole(old, new, here, plain)
        elif _holds_parts(old) or _holds_parts(new):
            yield from _lists(old, new, here, plain)
        elif isinstance(old, dict):
            yield from _tables(old, new, here, plain)
        else:
            yield from _values(before, after, name, here, plain)


def _holds_parts(content: object) -> bool:
    return isinstance(content, tuple) and any(isinstance(item, Part) for item in content)


def _whole(before: object, after: object, path: str, pattern: str) -> Iterator[Difference]:
    """A part that only one of the two has, told field by field; and why the other has none, where it says so."""
    for part, kind in ((before, _TAKEN_AWAY), (after, _ADDED)):
        for name, plain, told in _fields(part, pattern) if isinstance(part, Part) else ():
            sides = ((), told) if kind == "added" else (told, ())
            yield _made(kind, f"{path}.{name}", plain, *sides)
    if isinstance(after, Absence):
        yield _made("changed", path, pattern, _absence(before), _absence(after))


def _lists(before: object, after: object, path: str, pattern: str) -> Iterator[Difference]:
    old, new = _named(before), _named(after)
    for name in (name for name in old if name not in new):
        yield _made("taken_away", f"{path}.{name}", pattern, _summary(old[name], pattern))
    for name, item in new.items():
        if name not in old:
            yield _made("added", f"{path}.{name}", pattern, (), _summary(item, pattern))
        else:
            yield from _parts(old[name], item, f"{path}.{name}", pattern)
    if isinstance(after, Absence):
        yield _made("changed", path, pattern, _absence(before), _absence(after))
    kept_before, kept_after = ([name for name in side if name in old and name in new] for side in (old, new))
    if kept_before != kept_after:
        yield _made("moved", path, pattern, tuple(kept_before), tuple(kept_after))


def _tables(before: dict[str, str], after: dict[str, str], path: str, pattern: str) -> Iterator[Difference]:
    for key in sorted({*before, *after}):
        old, new = before.get(key), after.get(key)
        if old != new:
            told = ((old,) if old else ()), ((new,) if new else ())
            yield _made(_kind(*told), f"{path}.{key}", pattern, *told)


def _values(before: Part, after: Part, name: str, path: str, pattern: str) -> Iterator[Difference]:
    old, new = _told(before, name), _told(after, name)
    several = isinstance(getattr(before, name), tuple) and isinstance(getattr(after, name), tuple)
    if not (several and old and new):
        yield _made(_kind(old, new), path, pattern, old, new)
        return
    gone, come = (tuple(item for item in one if item not in other) for one, other in ((old, new), (new, old)))
    if gone:
        yield _made("taken_away", path, pattern, gone)
    if come:
        yield _made("added", path, pattern, (), come)
    if not (gone or come):
        yield _made("moved", path, pattern, old, new)


def _absence(content: object) -> tuple[str, ...]:
    if isinstance(content, Absence):
        return (said_term(content),)
    return () if content else (NOT_RECORDED.text,)


def _named(content: object) -> dict[str, Part]:
    """The items of a list by what names them; a second one of the same name by its place as well."""
    named: dict[str, Part] = {}
    for index, item in enumerate(content if isinstance(content, tuple) else (), 1):
        known = next((getattr(item, field) for field in _NAMES if hasattr(item, field)), None)
        name = str(known) if isinstance(known, str) and not isinstance(known, Absence) else str(index)
        if hasattr(item, "respondent"):
            name = f"{item.respondent} {name}"
        named[f"{name} {index}" if name in named else name] = item
    return named


def _summary(item: Part, pattern: str) -> tuple[str, ...]:
    """A whole item of a list: what it says, its own name first and without a label."""
    shown = [
        (name, plain, told)
        for name, plain, told in _fields(item, pattern)
        if name not in {"key", "respondent"}
    ]
    titles = [told[0] for name, _plain, told in shown if name in _TITLES][:1]
    rest = [
        f"{_label(plain).lower()}: {', '.join(told)}"
        for name, plain, told in shown
        if told[:1] != tuple(titles) and told not in _SAYS_LITTLE
    ]
    return (*titles, *rest)


def _fields(part: Part, pattern: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Every field that says something: its name below the part, its pattern, what it says; lists of parts by titles."""
    for name in type(part).model_fields:
        content, plain = getattr(part, name), f"{pattern}.{name}"
        if isinstance(content, Part):
            for inner, inner_plain, told in _fields(content, plain):
                yield f"{name}.{inner}", inner_plain, told
        elif _holds_parts(content):
            yield name, plain, tuple(_title(item, key) for key, item in _named(content).items())
        elif told := _told(part, name):
            yield name, plain, told


def _title(item: Part, otherwise: str) -> str:
    named = next((getattr(item, field) for field in ("title", "label") if hasattr(item, field)), None)
    return named or otherwise


def _told(part: Part, name: str) -> tuple[str, ...]:
    content = getattr(part, name)
    return () if content is None or content == () else tuple(said(value) for value in values_in(part, name))


def _kind(before: tuple[str, ...], after: tuple[str, ...]) -> Kind:
    if not before:
        return "added"
    return "changed" if after else "taken_away"


def _made(
    kind: Kind, path: str, pattern: str, before: tuple[str, ...] = (), after: tuple[str, ...] = ()
) -> Difference:
    top = pattern.partition(".")[0]
    part = top.replace("_", " ").capitalize() if top in _PARTS else _GENERAL
    return Difference(kind, part, path, _label(pattern), before, after)


def _label(pattern: str) -> str:
    return LABELS.get(pattern) or pattern.rsplit(".", 1)[-1].replace("_", " ").capitalize()
