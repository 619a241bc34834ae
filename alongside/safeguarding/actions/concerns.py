from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from alongside.audit.actions import record
from alongside.common.core.clean import clean
from alongside.jobs.actions import duty
from alongside.notify.actions import notify
from alongside.notify.models import Channel, Notice
from alongside.programmes.actions import StateChanged
from alongside.programmes.queries import participant_recipient, person_recipient
from alongside.safeguarding.actions.on_call import answer_by_taking, start_alarm
from alongside.safeguarding.core.timing import escalation_step
from alongside.safeguarding.core.triage import IN_TIME, Lane
from alongside.safeguarding.models import Concern, ConcernStatus, SafeguardingCase, Urgency, new_key
from alongside.safeguarding.queries import (
    administrators_in,
    due_times,
    readers_of,
    triage_is_on,
    unseen_and_due,
)

if TYPE_CHECKING:
    from collections.abc import Collection

    from alongside.people.models import Person
    from alongside.programmes.models import Participant, Programme
    from alongside.safeguarding.models import Rehearsal

log = logging.getLogger(__name__)
SENDINGS_PER_SPAN, SPAN = 5, timedelta(minutes=10)


class AlreadySeen(Exception):
    """Another safeguarding lead was quicker; `by` is their name."""

    def __init__(self, by: str) -> None:
        super().__init__(by)
        self.by = by


def too_many_from(address: str, urgency: str) -> bool:
    """Whether an address where nobody is signed in has sent very much in a short time. Never for what is urgent."""
    if urgency == Urgency.NOW:
        return False
    counter = f"concerns-from:{address}"
    try:
        cache.add(counter, 0, timeout=SPAN.total_seconds())
        return bool(cache.incr(counter) > SENDINGS_PER_SPAN)
    except Exception:
        # No limit at all is better than a worry that does not arrive because a cache is away.
        log.exception("cannot count what is sent without signing in")
        return False


def raise_concern(
    *,
    programme: Programme,
    words: str,
    urgency: str,
    by: Person | None,
    key: str = "",
    raised_by: Participant | None = None,
    about: Participant | None = None,
    about_staff: Person | None = None,
    about_words: str = "",
    subject: str = "",
    name: str = "",
    reply_to: str = "",
    rehearsal: Rehearsal | None = None,
    is_read: bool = False,
) -> Concern:
    """Store a worry and tell those who read it, without whoever it is about.

    `by` is empty for somebody who is not signed in; `raised_by` is the participant whose worry it is, when it is
    theirs or staff write it down for them. The same `key` with the same words stores one concern; with other words
    it is another concern, because somebody who went back and wrote something else must not be lost.

    Words that may mean danger now make it urgent, whatever was chosen, unless triage or a person read them (`is_read`).
    """
    words = clean(words)
    fields = {
        "programme": programme,
        "words": words,
        "raised_by": by,
        "raised_by_participant": raised_by,
        "raised_by_name": clean(name),
        "reply_to": clean(reply_to),
        "about": about,
        "about_staff": about_staff,
        "about_words": clean(about_words),
        "subject": subject,
        "rehearsal": rehearsal,
    }
    if key and (earlier := Concern.objects.filter(key=key).first()):
        if earlier.words == words and earlier.programme_id == programme.pk:
            return earlier
        key = ""
    now = timezone.now()
    urgency = urgency if is_read else _as_urgent_as_heard(programme, f"{words}\n{about_words}", urgency)
    fields |= {
        "urgency": urgency,
        "raised_at": now,
        "due_at": due_times(programme, now)[urgency],
    }
    try:
        return _store(fields, key or new_key())
    except IntegrityError:
        # The same form, sent twice in the same moment.
        return Concern.objects.get(key=key)


def _as_urgent_as_heard(programme: Programme, words: str, urgency: str) -> str:
    """What was chosen, or sooner. A person reads every concern, so nothing is lost where triage fails."""
    if urgency == Urgency.NOW or not triage_is_on(programme):
        return urgency
    reading = IN_TIME.read(words)
    return Urgency.NOW if reading.lane == Lane.NOW else urgency


@transaction.atomic
def _store(fields: dict[str, object], key: str) -> Concern:
    concern = Concern.objects.create(key=key, **fields)
    participant = concern.raised_by_participant
    for_another = participant if participant and participant.person_id != concern.raised_by_id else None
    record(
        "concern_raised",
        by=concern.raised_by,
        subject=concern,
        on_behalf_of=for_another,
        urgency=concern.urgency,
    )
    try:
        with transaction.atomic():
            called = start_alarm(concern)
            tell_readers(concern, "concern_raised", step=0, without=called)
    except Exception:
        # The row is what counts: the desk shows it, and the escalation tells again.
        log.exception("concern %s is stored, but nobody could be told", concern.pk)
    return concern


def tell_readers(concern: Concern, kind: str, *, step: int, without: Collection[int] = ()) -> None:
    """Tell everybody who reads the concern to look; where nobody can, tell the administrators that it needs somebody.

    From step 1 on the administrators are told too. One notice per concern, step and person; none to those `without`,
    who are called.
    """
    programme = concern.programme
    readers = readers_of(concern)
    told = {person.pk for person in readers}
    context = {"programme": programme, "concern": concern, "practice": concern.rehearsal_id}
    for person in readers:
        if person.pk in without:
            continue
        notify(
            kind,
            to=person_recipient(person, programme),
            link=reverse("safeguarding:concern", kwargs={"ref": programme.ref, "pk": concern.pk}),
            key=f"concern:{concern.pk}:{step}:{person.pk}",
            context=context,
        )
    if readers and not step:
        return
    about = concern.about.person_id if concern.about else None
    for person in administrators_in(programme):
        if person.pk not in told | {concern.about_staff_id, about}:
            notify(
                "concern_needs_somebody" if not readers else "concern_still_unseen",
                to=person_recipient(person, programme),
                key=f"concern:{concern.pk}:{step}:{person.pk}",
                context=context,
            )


@transaction.atomic
def acknowledge_concern(*, concern: Concern, by: Person) -> None:
    """A named person has seen it and has it in hand. Raises AlreadySeen when another was quicker."""
    done = Concern.objects.filter(pk=concern.pk, status=ConcernStatus.NEW).update(
        status=ConcernStatus.ACKNOWLEDGED, acknowledged_at=timezone.now(), acknowledged_by=by
    )
    concern.refresh_from_db()
    if not done:
        raise AlreadySeen(str(concern.acknowledged_by))
    record("concern_acknowledged", by=by, subject=concern)
    answer_by_taking(concern=concern, by=by)
    _tell_raiser(concern, "concern_seen")


@transaction.atomic
def answer_concern(*, concern: Concern, answer: str, by: Person) -> None:
    """Write to the person who raised it what was done. Raises StateChanged unless it was seen and not yet answered."""
    done = Concern.objects.filter(
        pk=concern.pk, status__in=[ConcernStatus.ACKNOWLEDGED, ConcernStatus.IN_CASE]
    ).update(status=ConcernStatus.ANSWERED, answer=answer, answered_at=timezone.now(), answered_by=by)
    if not done:
        raise StateChanged
    concern.refresh_from_db()
    record("concern_answered", by=by, subject=concern)
    _tell_raiser(concern, "concern_answered")


def _tell_raiser(concern: Concern, kind: str) -> None:
    """Tell whoever raised it, if there is a way that gives nothing away.

    Staff hear by e-mail. A participant hears only where they asked for e-mail and raised it themselves: a call or a
    letter about a concern would pass through other hands, so the safeguarding lead does that in person.
    """
    participant, person = concern.raised_by_participant, concern.raised_by
    if person is None:
        return
    own = participant is not None and participant.person_id == person.pk
    if participant is not None and own:
        if participant.channel != Channel.EMAIL:
            return
        to = participant_recipient(participant, concern.programme)
    else:
        to = person_recipient(person, concern.programme)
    notify(
        kind,
        to=to,
        link=reverse("safeguarding:concern_sent", kwargs={"ref": concern.programme.ref, "key": concern.key}),
        key=f"{kind}:{concern.pk}:{concern.answered_at or ''}",
        context={"programme": concern.programme},
    )


@transaction.atomic
def say_whom_it_is_about(*, concern: Concern, about: Participant, by: Person) -> None:
    """Join the concern to the participant whom it is about, so that it stands in their chronology.

    Raises StateChanged for a practice: it is about nobody.
    """
    if concern.rehearsal_id is not None:
        raise StateChanged
    Concern.objects.filter(pk=concern.pk).update(about=about)
    SafeguardingCase.objects.filter(concerns=concern, about__isnull=True).update(about=about)
    concern.refresh_from_db()
    record("concern_joined_to_participant", by=by, subject=concern)


@duty("escalate_concerns", every=timedelta(minutes=1))
def escalate_concerns() -> None:
    """Tell everybody again about what nobody has seen in time.

    What may be danger now is told again after each further span, for as long as nobody looks; the rest once.
    """
    now = timezone.now()
    for concern in unseen_and_due(now):
        step = escalation_step(concern.raised_at, concern.due_at, now)
        step = step if concern.urgency == Urgency.NOW else min(step, 1)
        if not Notice.objects.filter(key__startswith=f"concern:{concern.pk}:{step}:").exists():
            with transaction.atomic():
                tell_readers(concern, "concern_overdue", step=step)
