"""Guests of one session of a group, who come by their profession: as the programme stands, and never in secret."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from alongside.audit.actions import record
from alongside.people.models import Person
from alongside.programmes.core.professionals import closed_to
from alongside.support_sessions.actions.group_notices import tell_group
from alongside.support_sessions.actions.group_plans import planned
from alongside.support_sessions.actions.group_refusals import GuestNotWelcome, TooLateToAnnounce
from alongside.support_sessions.models import SessionGuest, SupportSession
from alongside.support_sessions.queries.groups import definition_for


@transaction.atomic
def invite_guest(
    *, session: SupportSession, name: str, profession: str, why: str, shares_experience: bool, by: Person
) -> SessionGuest:
    """A professional comes to this one session; everybody in the group is told. The same guest twice is one.

    Raises NotPossibleNow once the session is over, GuestNotWelcome where the programme keeps them out, and
    TooLateToAnnounce on the day itself: people must be able to hear of it and to stay away.
    """
    row = planned(session)
    if closed := closed_to(definition_for(row.of_group), shares_experience=shares_experience):
        raise GuestNotWelcome(closed)
    if row.planned_on is None or row.planned_on <= timezone.localdate():
        raise TooLateToAnnounce
    guest, made = SessionGuest.objects.get_or_create(
        session=row,
        name=name.strip(),
        taken_back_at=None,
        defaults={
            "profession": profession.strip(),
            "why": why.strip(),
            "shares_experience": shares_experience,
            "invited_by": by,
        },
    )
    if made:
        record("guest_invited", by=by, subject=row, guest=guest.pk)
        tell_group(row, "group_guest_invited", mark=str(guest.pk))
    return guest


@transaction.atomic
def take_back_guest(*, guest: SessionGuest, by: Person) -> None:
    """They do not come after all. Said twice, it is done once."""
    rows = SessionGuest.objects.filter(pk=guest.pk, taken_back_at__isnull=True)
    if rows.update(taken_back_at=timezone.now(), taken_back_by=by):
        record("guest_taken_back", by=by, subject=guest.session, guest=guest.pk)
