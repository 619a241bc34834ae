"""Suspending somebody from writing: for a stated time, with a reason, by people, and never away from help."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from alongside.audit.actions import record
from alongside.conversations.actions.spaces import reachable_unmasked
from alongside.conversations.models import SUSPENSION_REASONS, Covers, Suspension
from alongside.conversations.models.suspension import ALONE
from alongside.conversations.queries.suspensions import who_may_decide
from alongside.jobs.actions import duty
from alongside.matching.queries.relationships import sides_of, under_way
from alongside.notify.actions import notify
from alongside.programmes.actions import StateChanged
from alongside.programmes.queries import participant_recipient, person_recipient, staff_who_may
from alongside.roles.permissions import Permission
from alongside.safeguarding.actions.words import take_in
from alongside.safeguarding.core.triage.place import Place
from alongside.training.queries.supervision import supervisor_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alongside.conversations.models import Post
    from alongside.people.models import Person
    from alongside.programmes.models import Participant, Programme

DAYS = (1, 3, 7, 14, 30)
"""For how long somebody may be suspended. More than one day takes two people."""


class AlreadySuspended(Exception):
    """Somebody else has just done so, for the same post or by hand."""


class OwnWriting(Exception):
    """Nobody suspends themselves, nor decides about it."""


class DecidedBefore(Exception):
    """Whoever decided does not agree with themselves, and hears no appeal against it."""


@transaction.atomic
def suspend(
    *,
    participant: Participant,
    programme: Programme,
    covers: str,
    code: str,
    reason: str,
    days: int,
    by: Person,
    post: Post | None = None,
) -> Suspension:
    """Somebody does not write from now on. Longer than a day, it goes on after the first only if a second person agrees.

    The author is told why, by whom to be heard, and that help stays. Where messages are covered, the other person of
    each match, its supervisor and the coordinators hear that they rest, and not why. Raises OwnWriting, AlreadySuspended,
    and ValueError for another number of days than `DAYS`, without a reason, or with a code that is none for it.
    """
    if days not in DAYS or not reason.strip() or code not in SUSPENSION_REASONS:
        raise ValueError("A suspension has a time, a reason and its short form.")
    if participant.person_id == by.pk:
        raise OwnWriting
    now = timezone.now()
    _close(Suspension.objects.filter(participant=participant, programme=programme, ends_at__lte=now))
    try:
        with transaction.atomic():
            row = Suspension.objects.create(
                programme=programme,
                participant=participant,
                post=post,
                covers=Covers(covers),
                code=code,
                reason=reason.strip(),
                begins_at=now,
                begun_by=by,
                alone_until=now + ALONE,
                asked_until=now + timedelta(days=days),
                ends_at=now + min(ALONE, timedelta(days=days)),
            )
    except IntegrityError:
        raise AlreadySuspended from None
    _record("writing_suspended", row, by, code=code, days=days, covers=str(row.covers))
    _tell_author(row, "begun")
    _tell_others(row)
    if row.waits_for_a_second:
        _ask(row, who_may_decide(row), "second")
    return row


@transaction.atomic
def look_at_suspension(*, suspension: Suspension, agrees: bool, by: Person) -> None:
    """A second person agrees that it lasts as long as was asked, or says that one day is enough.

    Raises OwnWriting, DecidedBefore, and StateChanged when it is over, needs none, or somebody else has looked.
    """
    _another(suspension, by)
    now = timezone.now()
    fields = {"second_at": now, "second_by": by, "second_agrees": agrees}
    rows = Suspension.objects.filter(pk=suspension.pk, second_at__isnull=True, ends_at__gt=now)
    # Whoever heard an appeal meanwhile has decided; nobody prolongs it behind their back.
    rows = rows.filter(asked_until__gt=suspension.alone_until, heard_at__isnull=True)
    if agrees:
        fields["ends_at"] = suspension.asked_until
    if not rows.update(**fields):
        raise StateChanged
    suspension.refresh_from_db()
    _record("suspension_agreed" if agrees else "suspension_kept_short", suspension, by)
    _tell_author(suspension, "second")


@transaction.atomic
def lift_suspension(*, suspension: Suspension, by: Person) -> None:
    """They may write again at once: whoever may suspend may lift. Raises OwnWriting, StateChanged when it is over."""
    if suspension.participant.person_id == by.pk:
        raise OwnWriting
    now = timezone.now()
    rows = Suspension.objects.filter(pk=suspension.pk, ends_at__gt=now)
    if not rows.update(ends_at=now, lifted_at=now, lifted_by=by):
        raise StateChanged
    suspension.refresh_from_db()
    _record("suspension_lifted", suspension, by)
    _close(Suspension.objects.filter(pk=suspension.pk))


@transaction.atomic
def appeal(*, suspension: Suspension, words: str, by: Person) -> None:
    """The author says why it should not be so, once; somebody who did not decide hears it. The same words sent twice are
    one appeal. Raises StateChanged when other words stand there, ValueError without words."""
    if not words.strip():
        raise ValueError("An appeal has words.")
    rows = Suspension.objects.filter(pk=suspension.pk, participant__person=by, answered_at__isnull=True)
    if not rows.update(author_words=words.strip(), answered_at=timezone.now()):
        if Suspension.objects.filter(pk=suspension.pk, author_words=words.strip()).exists():
            return
        raise StateChanged
    suspension.refresh_from_db()
    _record("suspension_appealed", suspension, by if suspension.post_id is None else None)
    take_in(
        suspension,
        "author_words",
        programme=suspension.programme,
        by=by,
        writer=suspension.participant,
        place=Place(),
    )
    hearers = who_may_decide(suspension) or _administrators(suspension)
    _ask(suspension, hearers, "appeal")


@transaction.atomic
def hear_appeal(*, suspension: Suspension, lifts: bool, words: str, by: Person) -> None:
    """Somebody who did not decide has read the appeal: they lift it, or leave it and say why.

    Raises OwnWriting, DecidedBefore, ValueError without words, StateChanged when there is none or it was heard.
    """
    if not words.strip():
        raise ValueError("The author is told why.")
    _another(suspension, by)
    now = timezone.now()
    rows = Suspension.objects.filter(pk=suspension.pk, answered_at__isnull=False, heard_at__isnull=True)
    # A second person who agreed meanwhile decided too; the constraint would say so less kindly.
    if not rows.exclude(second_by=by).update(heard_at=now, heard_by=by, heard_words=words.strip()):
        raise StateChanged
    if lifts:
        Suspension.objects.filter(pk=suspension.pk, ends_at__gt=now).update(
            ends_at=now, lifted_at=now, lifted_by=by
        )
    suspension.refresh_from_db()
    _record("suspension_appeal_heard", suspension, by, lifts=lifts)
    _tell_author(suspension, "heard")


def _another(suspension: Suspension, by: Person) -> None:
    fresh = Suspension.objects.select_related("participant").get(pk=suspension.pk)
    if fresh.participant.person_id == by.pk:
        raise OwnWriting
    if by.pk in {fresh.begun_by_id, fresh.second_by_id}:
        raise DecidedBefore


def _administrators(suspension: Suspension) -> list[Person]:
    """Where nobody else could hear an appeal: those who can give somebody the role."""
    people = staff_who_may(suspension.programme, Permission.STAFF_INVITE)
    return [each for each in people if each.pk != suspension.participant.person_id]


def _record(what: str, row: Suspension, by: Person | None, **details: Any) -> None:
    record(
        what,
        by=by,
        subject=row,
        organisation_id=row.programme.organisation_id,
        programme_id=row.programme_id,
        **details,
    )


def _tell_author(row: Suspension, when: str) -> None:
    """That there is a word for them. Not where staff would pass it on, and so learn who wrote under another name."""
    if row.post is not None and not reachable_unmasked(row.post.author):
        return
    notify(
        "space_word_for_you",
        to=participant_recipient(row.participant, row.programme),
        link=reverse("conversations:own_suspension", args=[row.programme.ref]),
        key=f"suspension:{row.pk}:{when}",
        context={"discreet_name": row.programme.discreet_name},
    )


def _ask(row: Suspension, people: Iterable[Person], what: str) -> None:
    for person in people:
        notify(
            "suspension_waits",
            to=person_recipient(person, row.programme),
            link=reverse("conversations:suspension", args=[row.programme.ref, row.pk]),
            key=f"suspension:{row.pk}:{what}:{person.pk}",
            context={"discreet_name": row.programme.discreet_name},
        )


def _tell_others(row: Suspension) -> None:
    """No contact is cut in silence: the other person hears that messages rest, and staff that the two need another way."""
    if row.covers != Covers.MESSAGES:
        return
    matches = under_way(row.programme).filter(sides__participant=row.participant)
    for match in matches:
        pages = dict.fromkeys(
            staff_who_may(row.programme, Permission.MATCH_PROPOSE),
            reverse("matching:relationship", args=[row.programme.ref, match.pk]),
        )
        for side in sides_of(match):
            if side.participant_id != row.participant_id:
                notify(
                    "messages_rest",
                    to=participant_recipient(side.participant, row.programme),
                    link=reverse("conversations:conversation", args=[row.programme.ref, match.pk]),
                    key=f"suspension:{row.pk}:other:{side.pk}",
                    context={"discreet_name": row.programme.discreet_name},
                )
            if side.supporter and (supervisor := supervisor_of(side.supporter)):
                of_theirs = reverse("training:supervisee", args=[row.programme.ref, side.supporter.pk])
                pages.setdefault(supervisor, of_theirs)
        for person in sorted(pages, key=lambda each: each.pk):
            notify(
                "contact_needs_another_way",
                to=person_recipient(person, row.programme),
                link=pages[person],
                key=f"suspension:{row.pk}:staff:{match.pk}:{person.pk}",
                context={"discreet_name": row.programme.discreet_name},
            )


def _close(rows: Iterable[Suspension]) -> None:
    """What has ended is over once, and the author hears that they may write again."""
    for row in rows:
        if Suspension.objects.filter(pk=row.pk, over_at__isnull=True).update(over_at=timezone.now()):
            _tell_author(row, "over")


@duty("end_suspensions", every=timedelta(minutes=10))
def end_suspensions() -> None:
    """Tell those whose suspension has ended. They may write from the moment it did, whether or not this has run."""
    ended = Suspension.objects.filter(over_at__isnull=True, ends_at__lte=timezone.now())
    for row in ended.select_related("programme__organisation", "participant", "post__author__space"):
        with transaction.atomic():
            _close([row])
