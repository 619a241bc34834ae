"""Questions become due by themselves, out of the definition and the dates in people's stories."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from alongside.audit.actions import record
from alongside.measures.core import DueResponse, due_responses, label_for
from alongside.measures.core.waves import BASELINE
from alongside.measures.models import Response, ResponseStatus
from alongside.measures.queries.people import People, Place, Support, people_of
from alongside.programmes.models import Participant, Programme

BATCH = 500


@transaction.atomic
def schedule_responses(
    *, programme: Programme, on: date | None = None, participant: Participant | None = None
) -> int:
    """Bring the questions of a programme, or of one participant in it, up to date; return how many are new.

    A row appears on the day on which its window opens, and only for people who may be asked (`People.may_ask`).
    Unanswered ones are marked missed after their window, and taken back, if nobody has begun them, from people who
    may no longer be asked, and from those whose intake was moved to a version that does not ask them. What that version
    would have asked before the move is nobody's omission, and no row appears for it. Whether an answer is a baseline is worked out anew, because a first contact may be
    entered late. Safe to run twice and at the same time as another run.
    """
    day = on or timezone.localdate()
    people = people_of(programme, participant)
    rows = Response.objects.filter(programme=programme)
    if participant is not None:
        rows = rows.filter(participant=participant)
    _take_back(people, rows.filter(status=ResponseStatus.DUE))
    known = set(rows.values_list("participant_id", "as_supporter", "relationship_id", "wave", "instrument"))
    new = [row for row in _wanted(programme, people, day) if _key(row) not in known]
    Response.objects.bulk_create(new, ignore_conflicts=True, batch_size=BATCH)
    rows.filter(status__in=(ResponseStatus.DUE, ResponseStatus.STARTED), closes_on__lt=day).update(
        status=ResponseStatus.MISSED
    )
    _label_baselines(people, rows.filter(status=ResponseStatus.COMPLETED, wave=BASELINE))
    if new:
        record("questions_became_due", by=None, subject=programme, programme_id=programme.pk, count=len(new))
    return len(new)


def _key(row: Response) -> tuple[int, bool, int | None, str, str]:
    return (row.participant_id, row.as_supporter, row.relationship_id, row.wave, row.instrument)


def _wanted(programme: Programme, people: People, day: date) -> Iterator[Response]:
    for place in people.places.values():
        for support, due in _due_of(place):
            opened = _opened(place, due, day)
            if opened is None or (place.moved and opened.closes_on < day):
                continue
            if due.instrument_id in people.unlicensed:
                continue
            if not people.may_ask(place, due.wave_key, opened.opens_on, support):
                continue
            yield Response(
                programme=programme,
                participant_id=place.participant_id,
                as_supporter=place.as_supporter,
                relationship_id=support.relationship_id if support else None,
                wave=opened.wave_key,
                instrument=opened.instrument_id,
                language=place.language,
                due_on=opened.due_on,
                opens_on=opened.opens_on,
                closes_on=opened.closes_on,
                status=ResponseStatus.MISSED if opened.closes_on < day else ResponseStatus.DUE,
            )


def _due_of(place: Place) -> Iterator[tuple[Support | None, DueResponse]]:
    """What is asked about the person, and about each of their relationships, by the version that each runs under."""
    for due in due_responses(place.asked.personal, place.anchors(None), place.asked.respondent(place)):
        yield None, due
    for support in place.supports:
        waves, respondent = support.asked.of_relationship, support.asked.respondent(place)
        for due in due_responses(waves, place.anchors(support), respondent):
            # Nobody is asked how it goes with somebody whom they no longer meet.
            if support.ended_on is None or due.opens_on <= support.ended_on:
                yield support, due


def _opened(place: Place, due: DueResponse, day: date) -> DueResponse | None:
    """The window as it is for this person, or None while it has not opened.

    Nobody is asked before they joined. Somebody who could not be asked in the window of the baseline, because they
    had not consented yet or came from an older list, is asked now instead, as long as support has not begun.
    """
    opens_on = max(due.opens_on, place.joined_on)
    if opens_on > day:
        return None
    if due.wave_key == BASELINE and due.closes_on < day and place.first_contact_on is None:
        length = timedelta(days=(due.closes_on - due.due_on).days)
        return DueResponse(due.wave_key, due.instrument_id, day, day, day + length)
    return DueResponse(due.wave_key, due.instrument_id, due.due_on, opens_on, due.closes_on)


def _take_back(people: People, rows: QuerySet[Response]) -> None:
    columns = ("pk", "participant_id", "as_supporter", "instrument", "wave", "opens_on", "relationship_id")
    no_more = {row.pk for row in rows if not _is_asked_still(people, row)} if people.any_moved else set()
    stopped = [
        pk
        for pk, participant_id, as_supporter, *about in rows.values_list(*columns)
        if pk in no_more or not people.may_still_ask((participant_id, as_supporter), *about)
    ]
    for start in range(0, len(stopped), BATCH):
        Response.objects.filter(pk__in=stopped[start : start + BATCH], status=ResponseStatus.DUE).delete()


def _is_asked_still(people: People, row: Response) -> bool:
    """Whether the version to which somebody's intake was moved asks this, too."""
    place = people.places.get((row.participant_id, row.as_supporter))
    if place is None or not place.moved:
        return True
    asked = ((support, due.wave_key, due.instrument_id) for support, due in _due_of(place))
    about = (row.relationship_id, row.wave, row.instrument)
    return about in {(support and support.relationship_id, *what) for support, *what in asked}


def _label_baselines(people: People, rows: QuerySet[Response]) -> None:
    """Call each answered baseline what it is, by the first contact as it is known now."""
    wrong: dict[bool, list[int]] = defaultdict(list)
    asked_of = ("participant_id", "as_supporter", "relationship_id", "wave", "is_baseline", "answered_on")
    for row in rows.only(*asked_of):
        if row.is_baseline != is_baseline(people, row, row.answered_on):
            wrong[not row.is_baseline].append(row.pk)
    for is_so, ids in wrong.items():
        for start in range(0, len(ids), BATCH):
            Response.objects.filter(pk__in=ids[start : start + BATCH]).update(is_baseline=is_so)


def is_baseline(people: People, row: Response, answered_on: date | None) -> bool:
    """Whether an answer of that day may be called a baseline: it must have come before the first contact.

    Of somebody who has no place any more, nothing new is known.
    """
    place = people.places.get((row.participant_id, row.as_supporter))
    if place is None or answered_on is None:
        return row.is_baseline
    asked = next((one for one in place.supports if one.relationship_id == row.relationship_id), place).asked
    waves = (wave for wave in asked.waves if wave.respondent is asked.respondent(place))
    wave = next((wave for wave in waves if wave.key == row.wave), None)
    return wave is not None and label_for(answered_on, place.first_contact_on, wave) == BASELINE
