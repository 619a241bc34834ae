"""Questions, answers and obstacles of the designer in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from alongside.programmes.core.asking import Question, item_part, shape
from alongside.programmes.core.definition import Definition
from alongside.programmes.core.drafting import Obstacle
from alongside.programmes.core.durations import Duration
from alongside.programmes.core.parts import Absence, Part
from alongside.programmes.core.picture import Lane, Picture
from alongside.programmes.core.questions import ModelAnswer, PublishedAnswers, question
from alongside.programmes.templatetags.programme_words import duration_words, term_words

register = template.Library()

STATES = {
    "answered": (_("answered"), "good"),
    "open": (_("open"), ""),
    "wrong": (_("does not fit yet"), "care"),
    "bars": (_("needed before opening"), "care"),
}
LANE, TOP, LEFT, WIDE = 40, 8, 8, 328
_LONGEST = 90


@register.filter
def translated(words: str) -> str:
    """English words of a core in the language of the page."""
    return gettext(words) if words else ""


@register.filter
def several(answer: object) -> list[object]:
    """The items of a list, or that there is none, as the only one."""
    return [*answer] if isinstance(answer, tuple) else [answer]


@register.filter
def state_words(state: str) -> str:
    return str(STATES[state][0])


@register.filter
def state_look(state: str) -> str:
    return STATES[state][1]


@register.filter
def obstacle_words(obstacle: Obstacle) -> str:
    """What keeps the draft from opening. A problem's own words are about files, so a missing part is told by its
    question."""
    return gettext("This has no answer yet.") if obstacle.code == "missing" else gettext(obstacle.message)


def said(value: Any, kind: str, name: str) -> str:
    """A value of a definition, plain or read, in words."""
    if value is None:
        return term_words("Not recorded")
    if isinstance(value, list | tuple):
        return ", ".join(said(item, kind, name) for item in value) or term_words("Not recorded")
    if isinstance(value, str) and value in set(Absence):
        return term_words(value)
    if isinstance(value, bool):
        return pgettext("an answer", "yes") if value else pgettext("an answer", "no")
    if isinstance(value, Duration) or kind == "length":
        return _length(value)
    return _words_of(value, name)


def _length(value: Any) -> str:
    try:
        return duration_words(value)
    except ValueError:
        return str(value)


def _words_of(value: Any, name: str) -> str:
    if isinstance(value, Mapping):
        return str(value.get("title") or value.get("label") or "")
    if isinstance(value, Part):
        return str(getattr(value, "title", None) or getattr(value, "label", ""))
    return term_words(value, name)


@register.filter
def term_of(term: str, answers: PublishedAnswers) -> str:
    return term_words(term, _name(answers.field.path))


@register.simple_tag
def item_title(asked: Question, item: Any, number: int) -> str:
    """What an item of a list is called, in a list of its like."""
    if isinstance(item, Mapping):
        part = item_part(asked)
        for field in sorted(asked.fields, key=lambda field: field.path not in {"title", "label", "name"}):
            if value := item.get(field.path):
                words = said(value, shape(field.path, part).kind, field.path)
                return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"
    return gettext("Number %(number)d") % {"number": number}


@register.simple_tag
def item_facts(asked: Question, item: Any) -> list[tuple[str, str]]:
    """What an item says, field by field."""
    if not isinstance(item, Mapping):
        return []
    part = item_part(asked)
    return [
        (gettext(field.words), said(item[field.path], shape(field.path, part).kind, field.path))
        for field in asked.fields
        if field.path in item
    ]


@register.simple_tag
def place_words(path: str, value: Any) -> str:
    """What stands at a place of the definition, in words."""
    return said(value, shape(path, Definition).kind, _name(path))


@register.filter
def along(day: int, drawn: Picture) -> str:
    """How far along a day is, in units of the picture."""
    return f"{LEFT + WIDE * day / drawn.days:.1f}"


@register.filter
def width_of(lane: Lane, drawn: Picture) -> str:
    return f"{max(6.0, WIDE * (lane.last - lane.first) / drawn.days):.1f}"


@register.filter
def lane_top(number: int) -> int:
    """The height at which lane ``number``, from 0, begins."""
    return TOP + LANE * number


@register.filter
def week_day(week: int) -> int:
    return week * 7


def _name(path: str) -> str:
    return path.rsplit(".", 1)[-1]


@register.filter
def asks_of(key: str) -> str:
    """A question in words, by its key; nothing for one that is asked no longer."""
    try:
        return gettext(question(key).asks)
    except KeyError:
        return ""


@register.filter
def published_words(answer: ModelAnswer, answers: PublishedAnswers) -> str:
    """What one published model answered, in words."""
    return said(answer.value, answers.shape.kind, _name(answers.field.path))
