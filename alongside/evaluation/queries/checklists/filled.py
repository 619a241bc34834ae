"""A checklist with what the system knows beside each item, as a page and as a document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from alongside.evaluation.core.checklists.items import Checklist, Item
from alongside.evaluation.queries import wording
from alongside.evaluation.queries.checklists.facts import FACTS
from alongside.evaluation.queries.checklists.known import Known
from alongside.evaluation.queries.checklists.trial import TRIAL_FACTS
from alongside.programmes.core.describing import Chapter, Description, Told
from alongside.programmes.core.parts import Absence
from alongside.programmes.core.report import NOT_RECORDED, Row, tidier
from alongside.programmes.templatetags.programme_words import term_words, value_words


@dataclass(frozen=True)
class FilledItem:
    number: str
    asks: str
    lines: tuple[str, ...]
    """What is known; empty where nothing is."""


@dataclass(frozen=True)
class FilledPart:
    title: str
    items: tuple[FilledItem, ...]


@dataclass(frozen=True)
class Filled:
    """known: how many of `of` items the system can say something about. Whether that is enough, a person judges."""

    title: str
    about: str
    source: str
    parts: tuple[FilledPart, ...]
    known: int
    of: int


def filled(checklist: Checklist, known: Known) -> Filled:
    """Raises TrialDoesNotReconcile where people of a trial do not add up."""
    rows = [row for section in tidier(known.definition) for row in section.rows]
    parts = tuple(
        FilledPart(
            _(part.title),
            tuple(
                FilledItem(item.number, _(item.asks), tuple(_lines(item, known, rows))) for item in part.items
            ),
        )
        for part in checklist.parts
    )
    items = [item for part in parts for item in part.items]
    return Filled(
        _(checklist.title),
        _(checklist.about),
        checklist.source,
        parts,
        sum(bool(item.lines) for item in items),
        len(items),
    )


def _lines(item: Item, known: Known, rows: list[Row]) -> Iterator[str]:
    for name in item.answers:
        fact = name.removesuffix("!")
        if fact == name:
            yield from _of_definition(name, rows)
        elif fact in TRIAL_FACTS:
            if known.trial is not None:
                yield from TRIAL_FACTS[fact](known.trial, known)
        else:
            yield from FACTS[fact](known)


def _of_definition(path: str, rows: list[Row]) -> Iterator[str]:
    """What the definition says at a path and below it; the parts of one thing in one line."""
    groups: dict[tuple[str, str], list[str]] = {}
    for place, row in enumerate(rows):
        if row.code != path and not row.code.startswith(f"{path}."):
            continue
        said = [value_words(value) for value in row.values if value.text not in (NOT_RECORDED.text, *Absence)]
        if said:
            together = (path, row.of) if row.of else (row.code, str(place))
            groups.setdefault(together, []).append(f"{_(row.label)}: {'; '.join(said)}")
    for parts in groups.values():
        yield ". ".join(parts)


def as_description(told: Filled, known: Known) -> Description:
    """The same as a document."""
    not_recorded = (term_words("Not recorded"),)
    lead = _(
        "%(programme)s, as of %(day)s. After %(source)s. Items are in our own words; what is not known is said so."
    ) % {
        "programme": known.programme.name,
        "day": wording.day(known.on),
        "source": told.source,
    }
    return Description(
        title=told.title,
        lead=lead,
        chapters=tuple(
            Chapter(
                part.title,
                tuple(Told(f"{item.number} {item.asks}", item.lines or not_recorded) for item in part.items),
            )
            for part in told.parts
        ),
    )


def as_markdown(description: Description) -> str:
    """A description as Markdown: headings, items in bold, what is said as a list. Nothing said starts markup."""
    lines = [f"# {_plain(description.title)}", "", _plain(description.lead)]
    for chapter in description.chapters:
        lines += ["", f"## {_plain(chapter.title)}"]
        for line in chapter.lines:
            lines += ["", f"**{_plain(line.label)}**", "", *(f"- {_plain(words)}" for words in line.said)]
    return "\n".join(lines) + "\n"


def _plain(words: str) -> str:
    one_line = " ".join(words.split())
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>#|~" else sign for sign in one_line)
