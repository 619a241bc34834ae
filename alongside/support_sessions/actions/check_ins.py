"""What one side says in confidence, and what a coordinator does about it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from alongside.audit.actions import record
from alongside.people.models import Person
from alongside.programmes.models import Participant
from alongside.safeguarding.actions.words import take_in
from alongside.support_sessions.models import RATINGS, CheckIn


class AlreadyAnswered(Exception):
    """This check-in has been sent already; nothing was changed."""


class AlreadyFollowedUp(Exception):
    """A coordinator has looked after this check-in already."""


def save_rating(*, check_in: CheckIn, question: str, rating: int | None) -> None:
    """Keep one answer until the whole is sent. Raises AlreadyAnswered once it is, ValueError for no question of ours."""
    if question not in RATINGS:
        raise ValueError(question)
    if not CheckIn.objects.filter(pk=check_in.pk, answered_at__isnull=True).update(**{question: rating}):
        raise AlreadyAnswered


@transaction.atomic
def answer_check_in(
    *,
    check_in: CheckIn,
    by: Person,
    fit: int | None = None,
    giving: int | None = None,
    receiving: int | None = None,
    load: int | None = None,
    words: str = "",
    on_behalf_of: Participant | None = None,
) -> CheckIn:
    """Send the answers of one side: 0 to 10 each, None for a question left out. Raises AlreadyAnswered the second time."""
    said = {
        "fit": fit,
        "giving": giving,
        "receiving": receiving,
        "load": load,
        "words": words.strip(),
        "answered_at": timezone.now(),
        "entered_by": by,
    }
    if not CheckIn.objects.filter(pk=check_in.pk, answered_at__isnull=True).update(**said):
        raise AlreadyAnswered
    check_in.refresh_from_db(fields=said)
    programme = check_in.side.relationship.programme
    record(
        "check_in_answered",
        by=by,
        subject=check_in,
        organisation_id=programme.organisation_id,
        programme_id=programme.pk,
        on_behalf_of=on_behalf_of,
    )
    take_in(check_in, "words", programme=programme, by=by, writer=check_in.side.participant)
    return check_in


@transaction.atomic
def follow_up_check_in(*, check_in: CheckIn, by: Person) -> None:
    """A coordinator has looked after what somebody said. Raises AlreadyFollowedUp when another was quicker."""
    done = CheckIn.objects.filter(
        pk=check_in.pk, answered_at__isnull=False, followed_up_at__isnull=True
    ).update(followed_up_at=timezone.now(), followed_up_by=by)
    if not done:
        raise AlreadyFollowedUp
    programme = check_in.side.relationship.programme
    record(
        "check_in_followed_up",
        by=by,
        subject=check_in,
        organisation_id=programme.organisation_id,
        programme_id=programme.pk,
    )
