"""What the pages of questions say of days, of how far one is, and of what was answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from alongside.measures.forms import words_of
from alongside.measures.queries import Step, Topic


def day_words(day: date) -> str:
    """A day as people write it."""
    return date_format(day, "DATE_FORMAT")


def progress_words(step: Step, count: int) -> str:
    """How far on this page is, in words."""
    last = step.first + len(step.questions) - 1
    if last == step.first:
        return _("Question %(number)s of %(count)s") % {"number": last, "count": count}
    return _("Questions %(first)s to %(last)s of %(count)s") % {
        "first": step.first,
        "last": last,
        "count": count,
    }


def check_rows(topic: Topic, url: Callable[[str], str]) -> list[dict[str, str]]:
    """One row for each question of a topic: its words, the answer in words, and where to change it."""
    return [
        {
            "label": question.text,
            "value": next(
                (
                    words_of(option, style=question.style)
                    for option in question.options
                    if option.code == topic.response.answers.get(question.id)
                ),
                _("Left out"),
            ),
            "url": url(question.id),
        }
        for question in topic.questions
    ]
