"""Who is on call; and alarms, which call one person after another until somebody answers."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from alongside.audit.actions import record
from alongside.jobs.actions import duty
from alongside.notify.actions import notify
from alongside.notify.models import Channel
from alongside.programmes.models import Programme
from alongside.programmes.queries import person_recipient
from alongside.safeguarding.core.on_call import EVERYBODY_FROM, call_at, called, counts_from, step_at
from alongside.safeguarding.models import (
    Alarm,
    AlarmCall,
    AtNight,
    CallBy,
    Concern,
    ConcernStatus,
    OnCallPlace,
    OnCallTime,
    ReadingHours,
    Urgency,
)
from alongside.safeguarding.queries import administrators_in, readers_of, reading_now
from alongside.safeguarding.queries.on_call import has_chain, on_call, ringing

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime, time

    from alongside.notify.actions import Recipient
    from alongside.people.models import Person

log = logging.getLogger(__name__)
SALT = "safeguarding.alarm"
LINK_LASTS = timedelta(days=2)
LETTER, LETTER_ABOVE = "on_call_alarm", "concern_still_unseen"


class AlreadyOnCall(Exception):
    """The person has a place in the chain, or the same time, already."""


class LinkIsOver(Exception):
    """The link of a call is too old or not ours, or whoever was called may not look any more."""


def start_alarm(concern: Concern) -> Collection[int]:
    """What may be danger now calls the people on call; who was called at once comes back, by id.

    Nobody, where it can wait, no chain is set up, or the programme waits at night.
    """
    if concern.urgency != Urgency.NOW or not has_chain(concern.programme):
        return frozenset()
    state = reading_now(concern.programme, concern.raised_at)
    alarm = Alarm.objects.create(
        concern=concern, rings_from=counts_from(state, concern.raised_at, urgent=True)
    )
    return ring(alarm=alarm, now=timezone.now())


def ring(*, alarm: Alarm, now: datetime) -> Collection[int]:
    """Call everybody of the step that has come, once. Steps that nobody was there to make are made up for by the last:
    each calls whoever the steps before it would have called."""
    step = step_at(alarm.rings_from, now)
    if step < 0 or alarm.calls.filter(step__gte=step).exists():
        return frozenset()
    concern = alarm.concern
    readers = readers_of(concern)
    order = on_call(concern.programme, readers, now) or readers
    if step >= EVERYBODY_FROM:
        order = list(dict.fromkeys([*order, *readers]))
    chosen = set(called([person.pk for person in order], step))
    for person in order:
        if person.pk in chosen:
            _call(alarm, step, person)
    if step >= EVERYBODY_FROM or not readers:
        _call_above(alarm, step, without={person.pk for person in readers})
    return chosen


def _call(alarm: Alarm, step: int, person: Person) -> None:
    programme = alarm.concern.programme
    to = person_recipient(person, programme)
    for channel, recipient in _ways(programme, to, person):
        call, is_new = AlarmCall.objects.get_or_create(alarm=alarm, step=step, person=person, channel=channel)
        if is_new:
            notify(
                LETTER,
                to=recipient,
                link=answer_link(call),
                key=call.notice_key,
                context={
                    "programme": programme,
                    "practice": alarm.concern.rehearsal_id,
                    "next_at": call_at(alarm.rings_from, step + 1),
                },
                by_machine=channel == CallBy.TEXT,
            )
    record("on_call_called", by=None, subject=alarm.concern, step=step, person=person.pk)


def _ways(programme: Programme, to: Recipient, person: Person) -> list[tuple[str, Recipient]]:
    """E-mail always; a text where the site knows a gateway and the person has given a number, by its own way first."""
    found: list[tuple[str, Recipient]] = [(CallBy.EMAIL, to)]
    place = OnCallPlace.objects.filter(programme=programme, person=person).exclude(phone="").first()
    digits = "".join(sign for sign in place.phone if sign.isdigit() or sign == "+") if place else ""
    if digits and settings.TEXT_GATEWAY_URL:
        found.append((CallBy.TEXT, replace(to, channel=Channel.TEXT, address=digits)))
    elif digits and settings.TEXT_GATEWAY:
        found.append((CallBy.TEXT, replace(to, address=f"{digits}@{settings.TEXT_GATEWAY}")))
    return found


def _call_above(alarm: Alarm, step: int, *, without: set[int]) -> None:
    """The administrators hear that nobody answers. They cannot look themselves."""
    concern = alarm.concern
    about = concern.about.person_id if concern.about else None
    for person in administrators_in(concern.programme):
        if person.pk in without | {concern.about_staff_id, about}:
            continue
        call, is_new = AlarmCall.objects.get_or_create(
            alarm=alarm, step=step, person=person, channel=CallBy.EMAIL
        )
        if is_new:
            notify(
                LETTER_ABOVE,
                to=person_recipient(person, concern.programme),
                key=call.notice_key,
                context={
                    "programme": concern.programme,
                    "concern": concern,
                    "practice": concern.rehearsal_id,
                },
            )


def answer_link(call: AlarmCall) -> str:
    """The page on which the one who was called says that they are looking; it names nobody, and opening it does nothing."""
    return reverse("safeguarding:answer_alarm", args=[signing.dumps(call.pk, salt=SALT)])


def read_answer_link(token: str) -> AlarmCall:
    """The call that the link belongs to. Reading does not answer it. Raises LinkIsOver."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=LINK_LASTS)
    except signing.BadSignature:
        raise LinkIsOver from None
    call = (
        AlarmCall.objects.select_related("alarm__concern__programme__organisation", "person")
        .select_related("alarm__concern__programme__definition", "alarm__concern__about")
        .filter(pk=pk)
        .first()
    )
    if call is None or call.person not in readers_of(call.alarm.concern):
        raise LinkIsOver
    return call


@transaction.atomic
def answer_alarm(*, alarm: Alarm, by: Person, how: str) -> bool:
    """Somebody says that they are looking, so that nobody else is called. Whether they were the first to say so."""
    done = Alarm.objects.filter(pk=alarm.pk, answered_at__isnull=True).update(
        answered_at=timezone.now(), answered_by=by
    )
    alarm.refresh_from_db(fields=["answered_at", "answered_by"])
    if done:
        record("alarm_answered", by=by, subject=alarm.concern, how=how)
    return bool(done)


def answer_by_taking(*, concern: Concern, by: Person) -> None:
    """Whoever takes the concern in hand on its page has answered its alarm."""
    alarm = Alarm.objects.filter(concern=concern, answered_at__isnull=True).first()
    if alarm is not None:
        answer_alarm(alarm=alarm, by=by, how="desk")


@transaction.atomic
def add_to_chain(*, programme: Programme, person: Person, phone: str, by: Person) -> OnCallPlace:
    """The last place in the chain. Raises AlreadyOnCall."""
    # The row of the programme is the lock: two who add somebody at once get two positions.
    Programme.objects.select_for_update().get(pk=programme.pk)
    last = programme.on_call_places.aggregate(last=Max("position"))["last"] or 0
    try:
        with transaction.atomic():
            place = OnCallPlace.objects.create(
                programme=programme, person=person, phone=phone, position=last + 1
            )
    except IntegrityError:
        raise AlreadyOnCall from None
    record("on_call_added", by=by, subject=programme, programme_id=programme.pk, person=person.pk)
    return place


@transaction.atomic
def move_up(*, place: OnCallPlace, by: Person) -> None:
    """One place earlier in the chain; the first stays the first."""
    Programme.objects.select_for_update().get(pk=place.programme_id)
    rows = list(OnCallPlace.objects.filter(programme=place.programme_id))
    at = next((number for number, row in enumerate(rows) if row.pk == place.pk), 0)
    if at:
        rows.insert(at - 1, rows.pop(at))
    for position, row in enumerate(rows, start=1):
        row.position = position
    OnCallPlace.objects.bulk_update(rows, ["position"])
    record("on_call_moved", by=by, subject=place.programme, programme_id=place.programme_id)


@transaction.atomic
def take_from_chain(*, place: OnCallPlace, by: Person) -> None:
    record(
        "on_call_removed",
        by=by,
        subject=place.programme,
        programme_id=place.programme_id,
        person=place.person_id,
    )
    place.delete()


@transaction.atomic
def add_time(
    *, programme: Programme, person: Person, is_away: bool, starts_at: datetime, ends_at: datetime, by: Person
) -> OnCallTime:
    """From and until when somebody is called first, or is not called. ValueError unless it ends later; AlreadyOnCall."""
    if ends_at <= starts_at:
        raise ValueError("It ends after it begins.")
    try:
        with transaction.atomic():
            row = OnCallTime.objects.create(
                programme=programme, person=person, is_away=is_away, starts_at=starts_at, ends_at=ends_at
            )
    except IntegrityError:
        raise AlreadyOnCall from None
    record("on_call_time_added", by=by, subject=programme, programme_id=programme.pk, person=person.pk)
    return row


@transaction.atomic
def take_time_away(*, row: OnCallTime, by: Person) -> None:
    record(
        "on_call_time_removed",
        by=by,
        subject=row.programme,
        programme_id=row.programme_id,
        person=row.person_id,
    )
    row.delete()


@transaction.atomic
def say_hours(
    *, programme: Programme, days: Collection[int], opens: time, closes: time, at_night: str, by: Person
) -> None:
    """When the leads read, and what happens at night. ValueError for hours that are none."""
    if not days or opens >= closes:
        raise ValueError("Hours need days, and end after they begin.")
    ReadingHours.objects.update_or_create(
        programme=programme,
        defaults={
            "days": "".join(str(day) for day in sorted(set(days))),
            "opens": opens,
            "closes": closes,
            "at_night": AtNight(at_night),
            "changed_at": timezone.now(),
            "changed_by": by,
        },
    )
    record("reading_hours_set", by=by, subject=programme, programme_id=programme.pk, at_night=at_night)


@duty("ring_on_call", every=timedelta(minutes=1))
def ring_on_call() -> None:
    """Call the next, for every alarm that nobody has answered. What goes wrong with one holds up no other."""
    now = timezone.now()
    for alarm in ringing(now):
        try:
            with transaction.atomic():
                fresh = Alarm.objects.select_for_update(of=("self",)).get(pk=alarm.pk)
                still = Concern.objects.filter(pk=fresh.concern_id, status=ConcernStatus.NEW).exists()
                if fresh.answered_at is None and still:
                    ring(alarm=alarm, now=now)
        except Exception:
            log.exception("alarm %s could not call", alarm.pk)
