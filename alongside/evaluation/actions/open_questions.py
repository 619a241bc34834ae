"""Asking people in their own words, and their saying what may be done with what they wrote."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from alongside.audit.actions import record, record_read
from alongside.evaluation.models import OpenAnswer, OpenQuestion, Quotation, WhoAnswers
from alongside.evaluation.queries.open_questions import Answering, answers_of, asked_of
from alongside.measures.models import HowAnswered
from alongside.people.models import Person
from alongside.programmes.models import Programme
from alongside.safeguarding.actions.words import take_in


class NotAsked(Exception):
    """This question is not open to them: it is closed, asked of others, or they have not agreed to the use of answers."""


class NothingSaid(Exception):
    """An answer without words is no answer."""


@transaction.atomic
def ask_question(
    *, programme: Programme, words: str, side: str, moment: str, opens_on: date, closes_on: date, by: Person
) -> OpenQuestion:
    """Ask one side something that they answer in their own words."""
    question = OpenQuestion.objects.create(
        programme=programme,
        words=words.strip(),
        side=side,
        moment=moment.strip(),
        opens_on=opens_on,
        closes_on=closes_on,
        asked_by=by,
    )
    record("open_question_asked", by=by, subject=question, side=side)
    return question


@transaction.atomic
def answer_in_words(
    *,
    who: Answering,
    question: OpenQuestion,
    words: str,
    may_quote: bool,
    how: HowAnswered = HowAnswered.WEB,
) -> OpenAnswer:
    """Keep an answer, or write over the one before while the question is open. Raises NotAsked and NothingSaid."""
    asked = next((each for each in asked_of(who) if each.question.pk == question.pk), None)
    if asked is None or not asked.is_open:
        raise NotAsked
    if not words.strip():
        raise NothingSaid
    is_staff = question.side == WhoAnswers.STAFF
    whose = {"person": who.by} if is_staff else {"participant": who.participant}
    answer, _is_new = OpenAnswer.objects.update_or_create(
        question=question,
        **whose,
        defaults={
            "words": words.strip(),
            "may_quote": may_quote,
            "how": how,
            "answered_at": timezone.now(),
            "entered_by": who.by,
        },
    )
    take_in(answer, "words", programme=who.programme, by=who.by, writer=None if is_staff else who.participant)
    record(
        "open_question_answered",
        by=who.by,
        subject=answer,
        organisation_id=who.programme.organisation_id,
        programme_id=who.programme.pk,
        on_behalf_of=who.on_behalf_of,
        how=how,
    )
    return answer


@transaction.atomic
def say_about_quoting(*, who: Answering, answer: OpenAnswer, may_quote: bool) -> None:
    """Let one's words be quoted, or no longer: then every quote of them is gone, wherever it stood. Raises NotAsked."""
    changed = answers_of(who).filter(pk=answer.pk).values_list("pk", flat=True)
    if not OpenAnswer.objects.filter(pk__in=list(changed)).update(may_quote=may_quote):
        raise NotAsked
    if not may_quote:
        Quotation.objects.filter(text__answer=answer).delete()
    _note(who, answer, "quoting_allowed" if may_quote else "quoting_taken_back")


@transaction.atomic
def take_answer_back(*, who: Answering, answer: OpenAnswer) -> None:
    """Take one's answer back: its words go, and with them every code and quote. Raises NotAsked."""
    mine = list(answers_of(who).filter(pk=answer.pk).values_list("pk", flat=True))
    if not mine:
        raise NotAsked
    _note(who, answer, "open_answer_taken_back")
    OpenAnswer.objects.filter(pk__in=mine).delete()


def note_words_read(*, answer: OpenAnswer, programme: Programme, by: Person, what_for: str) -> None:
    """Somebody opened the words of one answer: the log keeps it, and the person finds it on their own page."""
    record_read(
        answer,
        by=by,
        about=answer.participant,
        organisation_id=programme.organisation_id,
        programme_id=programme.pk,
        what_for=what_for,
    )


def _note(who: Answering, answer: OpenAnswer, what: str) -> None:
    record(
        what,
        by=who.by,
        subject=answer,
        organisation_id=who.programme.organisation_id,
        programme_id=who.programme.pk,
        on_behalf_of=who.on_behalf_of,
    )
