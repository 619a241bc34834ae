"""Answering, part by part, and handing in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone

from alongside.audit.actions import record
from alongside.measures.actions.alarms import tell_of_danger, tell_of_what_was_left_out
from alongside.measures.actions.schedule import is_baseline
from alongside.measures.actions.sheets import keep_keying
from alongside.measures.core import NoSuchLanguage, instrument, score
from alongside.measures.core.plan import asks_about_goals
from alongside.measures.core.scoring import check_code
from alongside.measures.models import AnsweringChoice, Goal, HowAnswered, Response, ResponseStatus
from alongside.measures.queries.keying import is_double_keyed
from alongside.measures.queries.people import People, people_of
from alongside.measures.queries.sets import OPEN, UNANSWERED
from alongside.people.models import Person
from alongside.programmes.models import Participant, Programme
from alongside.safeguarding.models import Concern

FALLBACK = "en"


class AlreadyHandedIn(Exception):
    """These questions have been answered, or declined, already; nothing was changed."""


class NotAskedAnyMore(Exception):
    """The time for these questions is over, or the person may not be asked; nothing was changed."""


class OutsideTheWindow(Exception):
    """The answers were given on a day that does not count as this wave, or that has not come yet."""

    def __init__(self, opens_on: date, closes_on: date) -> None:
        super().__init__(f"{opens_on} to {closes_on}")
        self.opens_on = opens_on
        self.closes_on = closes_on


@transaction.atomic
def save_answers(
    *,
    response: Response,
    answers: Mapping[str, int | None],
    by: Person,
    on_behalf_of: Participant | None = None,
) -> tuple[Concern, ...]:
    """Keep some answers of one instrument, as chosen codes; None is a question skipped on purpose.

    Answers to other questions stay as they are, so that a page that was open in another tab loses nothing. Returns
    the concerns raised by answers that may mean danger: nobody waits for the rest to be handed in. Raises
    `AlreadyHandedIn`, `NotAskedAnyMore` and `measures.core.InvalidAnswer`.
    """
    (row,) = _locked([response])
    _check_may_answer(row, on_behalf_of=on_behalf_of)
    found = instrument(row.instrument, row.language)
    for item, code in answers.items():
        if code is not None:
            check_code(found, item, code)
    if asks_about_goals(row.instrument):
        _check_own_goals(row, answers)
    if row.status == ResponseStatus.DUE:
        row.status, row.started_at = ResponseStatus.STARTED, timezone.now()
        record("answering_begun", by=by, subject=row, on_behalf_of=on_behalf_of)
    row.answers = {**row.answers, **answers}
    row.save(update_fields=["answers", "status", "started_at"])
    return tell_of_danger(response=row, found=found, answers=answers, by=by)


@transaction.atomic
def hand_in(
    *,
    responses: Iterable[Response],
    by: Person,
    how: HowAnswered = HowAnswered.WEB,
    answered_on: date | None = None,
    on_behalf_of: Participant | None = None,
) -> tuple[Response, ...]:
    """Hand in a set of one participant's questions: each is scored, and one without any answer is left as declined.

    `answered_on` is the day on which the person answered, today unless told; it must lie in the window of each.
    What has been handed in before is left alone, so that sending twice changes nothing; if that is true of all of
    them, raises `AlreadyHandedIn`. Paper of a time that is keyed twice is put aside until both keyings are alike.
    Raises `OutsideTheWindow`, `NotAskedAnyMore` and `KeyedTwiceAlready`.
    """
    rows = _locked(responses)
    todo = [row for row in rows if row.status in UNANSWERED]
    if not todo:
        raise AlreadyHandedIn
    day = answered_on or timezone.localdate()
    people = people_of(todo[0].programme, todo[0].participant)
    for row in todo:
        _check_may_answer(row, on_behalf_of=on_behalf_of)
        check_day(row, day)
        if how == HowAnswered.PAPER and is_double_keyed(row) and not keep_keying(row, by=by, day=day):
            continue
        complete(row, people, by=by, how=how, day=day)
        record(
            "questions_declined" if row.status == ResponseStatus.DECLINED else "questions_answered",
            by=by,
            subject=row,
            on_behalf_of=on_behalf_of,
            wave=row.wave,
            instrument=row.instrument,
            how=how,
        )
    return tuple(todo)


def complete(row: Response, people: People, *, by: Person, how: HowAnswered, day: date) -> None:
    """Score a locked row and keep it as answered; one without any answer is left as declined."""
    if all(code is None for code in row.answers.values()):
        Response.objects.filter(pk=row.pk).update(status=ResponseStatus.DECLINED, entered_by=by, how=how)
        row.refresh_from_db()
        return
    found = instrument(row.instrument, row.language)
    tell_of_what_was_left_out(response=row, found=found, by=by)
    result = score(found, row.answers)
    row.status = ResponseStatus.COMPLETED
    row.score, row.is_prorated = result.value, result.prorated
    row.instrument_hash, row.scorer_version = result.instrument_hash, result.scorer_version
    row.how, row.entered_by = how, by
    row.answered_on, row.completed_at = day, timezone.now()
    row.is_baseline = is_baseline(people, row, day)
    row.save()


@transaction.atomic
def decline(
    *, responses: Iterable[Response], by: Person, on_behalf_of: Participant | None = None
) -> tuple[Response, ...]:
    """ "I would rather not": as good an answer as any, and nobody is asked these again in this wave.

    What had been filled in is forgotten. Raises `AlreadyHandedIn` where nothing is open any more, and
    `NotAskedAnyMore`.
    """
    rows = _locked(responses)
    todo = [row for row in rows if row.status in UNANSWERED]
    if not todo:
        raise AlreadyHandedIn
    for row in todo:
        _check_may_answer(row, on_behalf_of=on_behalf_of)
        row.status, row.answers, row.entered_by = ResponseStatus.DECLINED, {}, by
        row.save(update_fields=["status", "answers", "entered_by"])
        record("questions_declined", by=by, subject=row, on_behalf_of=on_behalf_of, wave=row.wave)
    return tuple(todo)


@transaction.atomic
def agree_to_english(
    *, responses: Iterable[Response], by: Person, on_behalf_of: Participant | None = None
) -> None:
    """The person agreed to answer in English what does not exist in their own language."""
    for row in _locked(responses):
        if row.status not in UNANSWERED or _exists(row):
            continue
        row.language = FALLBACK
        row.save(update_fields=["language"])
        record("agreed_to_answer_in_english", by=by, subject=row, on_behalf_of=on_behalf_of)


def choose_pages(*, by: Person, one_at_a_time: bool) -> None:
    """Remember how somebody likes to see questions: one a page, or a page for each topic."""
    AnsweringChoice.objects.update_or_create(person=by, defaults={"one_at_a_time": one_at_a_time})


def note_answers_read(*, participant: Participant, programme: Programme, by: Person) -> None:
    """Staff opened somebody's own answers, to read them out to that person: the log keeps it."""
    record(
        "answers_read",
        by=by,
        subject=participant,
        organisation_id=programme.organisation_id,
        programme_id=programme.pk,
        on_behalf_of=participant,
    )


def _locked(responses: Iterable[Response]) -> list[Response]:
    """The rows as they are now, always locked in the same order. Raises Response.DoesNotExist where one is gone."""
    wanted = {one.pk for one in responses}
    locked = Response.objects.select_for_update(of=("self",)).select_related("programme", "participant")
    rows = list(locked.filter(pk__in=wanted).order_by("pk"))
    if len(rows) != len(wanted):
        raise Response.DoesNotExist
    return rows


def _exists(row: Response) -> bool:
    try:
        instrument(row.instrument, row.language)
    except NoSuchLanguage:
        return False
    return True


def _check_may_answer(row: Response, *, on_behalf_of: Participant | None) -> None:
    if row.status not in UNANSWERED:
        raise AlreadyHandedIn
    if on_behalf_of is not None:
        return
    day = timezone.localdate()
    is_over = row.closes_on < day
    if row.status not in OPEN or row.opens_on > day or is_over:
        raise NotAskedAnyMore


def check_day(row: Response, day: date) -> None:
    """Raises `OutsideTheWindow` for a day that does not count as this wave, or has not come yet."""
    last = min(row.closes_on, timezone.localdate())
    if not row.opens_on <= day <= last:
        raise OutsideTheWindow(row.opens_on, last)


def _check_own_goals(row: Response, answers: Mapping[str, int | None]) -> None:
    own = Goal.objects.filter(participant=row.participant_id, programme=row.programme_id, pk__in=answers)
    if own.count() != len(answers):
        raise NotAskedAnyMore
