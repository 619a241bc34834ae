"""Answers that may mean danger go to the safeguarding desk at once, whichever way they came and whatever follows."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from alongside.measures.core import Instrument
from alongside.measures.models import Response
from alongside.people.models import Person
from alongside.safeguarding.actions.concerns import raise_concern
from alongside.safeguarding.models import Concern, Urgency


def tell_of_danger(
    *, response: Response, found: Instrument, answers: Mapping[str, int | None], by: Person
) -> tuple[Concern, ...]:
    """Raise a concern for each of `answers` that may mean danger now. The same answer kept twice is one concern."""
    return tuple(
        _raise(
            response,
            item,
            str(answers[item]),
            by=by,
            urgency=Urgency.NOW,
            words=_(
                'An answer that may mean danger, to "%(title)s": "%(question)s" was answered "%(answer)s". '
                "They were told beforehand that you see it at once."
            )
            % {
                "title": found.title,
                "question": _question(found, item),
                "answer": next(
                    option.label
                    for question in found.questions()
                    if question.id == item
                    for option in question.options
                    if option.code == answers[item]
                ),
            },
        )
        for item in found.alarming(answers)
    )


def tell_of_what_was_left_out(*, response: Response, found: Instrument, by: Person) -> tuple[Concern, ...]:
    """Raise a concern for each question about danger that was left out when the others were handed in: it is unknown."""
    return tuple(
        _raise(
            response,
            item,
            "left out",
            by=by,
            urgency=Urgency.SOON,
            words=_(
                'A question about danger was left out of "%(title)s": "%(question)s". '
                "Left out does not mean no: please ask how they are."
            )
            % {"title": found.title, "question": _question(found, item)},
        )
        for item in found.unanswered_alarms(response.answers)
    )


def _question(found: Instrument, item: str) -> str:
    return next(question.text for question in found.questions() if question.id == item)


def _raise(
    response: Response, item: str, answer: str, *, by: Person, urgency: Urgency, words: str
) -> Concern:
    return raise_concern(
        programme=response.programme,
        words=words,
        urgency=urgency,
        by=by,
        # One concern for one answer, by a name that nobody can guess: it opens the page that says who looks at it.
        key=salted_hmac("measures.alarms", f"{response.pk}:{item}:{answer}", algorithm="sha256").hexdigest(),
        raised_by=response.participant,
        about=response.participant,
        subject=f"measures.response:{response.pk}",
        # The words are ours: what the answer means is known, and a quoted question is nobody's pain.
        is_read=True,
    )
