"""What becomes of words that wait: claimed by one person, read, and settled; drawn by lot; told of again when overdue."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from alongside.audit.actions import record
from alongside.jobs.actions import duty
from alongside.notify.actions import notify
from alongside.programmes.actions import StateChanged
from alongside.programmes.models import Programme
from alongside.programmes.queries import person_recipient
from alongside.safeguarding.actions.concerns import raise_concern
from alongside.safeguarding.core.triage import to_read
from alongside.safeguarding.models import Concern, Desk, Incoming, Outcome, TriageSwitch
from alongside.safeguarding.queries import readers_in, readers_of_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alongside.people.models import Person

DRAWN_ARE_READ_IN = timedelta(days=1)
WORDS_ARE_KEPT = timedelta(days=90)
AT_A_TIME = 500
SETTLED_BY_LEADS = (Outcome.MISHEARD, Outcome.READ, Outcome.IN_TOUCH)
"""What ends the reading of words without an act against them. The rest is done by an act of its own."""


class SomebodyElseReads(Exception):
    """Another person has claimed these words; `by` is their name."""

    def __init__(self, by: str) -> None:
        super().__init__(by)
        self.by = by


def tell_of_words(row: Incoming) -> None:
    """Tell those who read that something waits: at most once an hour, however much comes in."""
    _tell(row.programme, readers_of_words(row) or readers_in(row.programme), "words_to_read")


def _tell(programme: Programme, people: Iterable[Person], kind: str) -> None:
    hour = timezone.now().strftime("%Y%m%d%H")
    for person in people:
        notify(
            kind,
            to=person_recipient(person, programme),
            link=reverse("safeguarding:desk", kwargs={"ref": programme.ref}),
            key=f"{kind}:{programme.pk}:{person.pk}:{hour}",
            context={"programme": programme},
        )


@transaction.atomic
def claim_words(*, row: Incoming, by: Person) -> None:
    """One person reads these words, and the others can see that. Raises SomebodyElseReads; claimed twice is claimed once."""
    done = Incoming.objects.filter(pk=row.pk, claimed_at__isnull=True, settled_at__isnull=True).update(
        claimed_at=timezone.now(), claimed_by=by
    )
    row.refresh_from_db()
    if done:
        record("words_claimed", by=by, subject=row)
    elif row.claimed_by_id != by.pk:
        raise SomebodyElseReads(str(row.claimed_by or row.settled_by))


@transaction.atomic
def give_words_back(*, row: Incoming, by: Person) -> None:
    """Somebody else reads them after all. Whoever claimed them may say so, or anybody once they are overdue."""
    rows = Incoming.objects.filter(pk=row.pk, claimed_at__isnull=False, settled_at__isnull=True)
    if row.due_at is None or row.due_at > timezone.now():
        rows = rows.filter(claimed_by=by)
    if rows.update(claimed_at=None, claimed_by=None):
        record("words_given_back", by=by, subject=row)
    row.refresh_from_db()


@transaction.atomic
def hand_words_over(*, row: Incoming, by: Person) -> None:
    """The staff who look after the space act on it. Raises StateChanged where there are none, or it was settled."""
    done = (
        Incoming.objects.filter(pk=row.pk, settled_at__isnull=True)
        .exclude(place="")
        .update(desk=Desk.MODERATORS, claimed_at=None, claimed_by=None)
    )
    if not done:
        raise StateChanged
    row.refresh_from_db()
    record("words_handed_over", by=by, subject=row)
    tell_of_words(row)


@transaction.atomic
def settle_words(*, row: Incoming, outcome: str, by: Person) -> None:
    """The words were read, and nothing is done to them. Raises StateChanged when somebody else settled them first."""
    if outcome not in SETTLED_BY_LEADS:
        raise ValueError("This is done by an act of its own.")
    _settle(row, outcome, by)


def _settle(row: Incoming, outcome: str, by: Person) -> None:
    done = Incoming.objects.filter(pk=row.pk, settled_at__isnull=True).update(
        settled_at=timezone.now(), settled_by=by, outcome=outcome
    )
    if not done:
        row.refresh_from_db()
        if row.settled_by_id == by.pk and row.outcome == outcome:
            return
        raise StateChanged
    row.refresh_from_db()
    record("words_settled", by=by, subject=row, outcome=str(outcome))


@transaction.atomic
def raise_from_words(*, row: Incoming, words: str, urgency: str, by: Person) -> Concern:
    """A person who read the words raises a concern about them, in their own words. Raises StateChanged when settled."""
    _settle(row, Outcome.CONCERN, by)
    if row.concern is not None:
        return row.concern
    row.concern = raise_concern(
        programme=row.programme,
        words=f"{words.strip()}\n\n“{row.words}”",
        urgency=urgency,
        by=by,
        about=row.writer,
        subject=row.subject,
        rehearsal=row.rehearsal,
        is_read=True,
    )
    row.save(update_fields=["concern"])
    return row.concern


def settle_by_act(*, subject: str, outcome: str, by: Person) -> None:
    """An act on the row itself ends what waits of its words. Inside the act's transaction."""
    for row in Incoming.objects.filter(subject=subject, due_at__isnull=False, settled_at__isnull=True):
        _settle(row, outcome, by)


@transaction.atomic
def switch_triage(*, programme: Programme, is_on: bool, why: str, by: Person) -> None:
    """Triage looks at the words of the programme from now on, or no longer; and why. ValueError without why."""
    if not why.strip():
        raise ValueError("Say why.")
    TriageSwitch.objects.update_or_create(
        programme=programme,
        defaults={
            "is_on": is_on,
            "why": why.strip(),
            "changed_at": timezone.now(),
            "changed_by": by,
        },
    )
    record("triage_switched", by=by, subject=programme, programme_id=programme.pk, is_on=is_on)


@duty("draw_words", every=timedelta(days=1))
def draw_words() -> None:
    """Of the posts of each programme in which nothing was found, some are read by a person; the words of the others go.

    Silence of a program is no sign that all is well. Private words are never drawn.
    """
    now = timezone.now()
    quiet = Incoming.objects.filter(
        lane="", drawn_at__isnull=True, settled_at__isnull=True, rehearsal__isnull=True
    ).exclude(words="")
    rows = quiet.filter(came_at__lt=now).order_by("programme", "pk").values_list("programme", "pk")
    salt = salted_hmac("safeguarding.draw_words", now.date().isoformat(), secret=settings.SECRET_KEY).digest()
    for _programme, group in groupby(rows.iterator(), key=lambda each: each[0]):
        ids = [str(pk) for _each, pk in group]
        drawn = [int(pk) for pk in to_read(ids, salt)]
        rest = sorted({int(pk) for pk in ids} - set(drawn))
        Incoming.objects.filter(pk__in=drawn).update(drawn_at=now, due_at=now + DRAWN_ARE_READ_IN)
        for begin in range(0, len(rest), AT_A_TIME):
            Incoming.objects.filter(pk__in=rest[begin : begin + AT_A_TIME]).update(words="")


@duty("tell_of_overdue_words", every=timedelta(minutes=10))
def tell_of_overdue_words() -> None:
    """The safeguarding leads hear that words were not read in time, at most once an hour, until somebody reads them."""
    overdue = Incoming.objects.filter(
        due_at__lte=timezone.now(),
        settled_at__isnull=True,
        concern__isnull=True,
        drawn_at__isnull=True,
        rehearsal__ended_at__isnull=True,
    )
    late = Programme.objects.filter(pk__in=overdue.values("programme")).select_related(
        "organisation", "definition"
    )
    for programme in late:
        with transaction.atomic():
            _tell(programme, readers_in(programme), "words_overdue")


@duty("let_words_go", every=timedelta(days=1))
def let_words_go() -> None:
    """Ninety days after they were read, or came in and nothing was found, nothing says any more whose words they were."""
    before = timezone.now() - WORDS_ARE_KEPT
    Incoming.objects.filter(settled_at__lt=before).exclude(writer=None, written_by=None, words="").update(
        words="", writer=None, written_by=None, kept_from=None
    )
    Incoming.objects.filter(due_at__isnull=True, came_at__lt=before).delete()
