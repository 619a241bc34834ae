"""Asking, once and kindly, about what has not been written down."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from alongside.jobs.actions import duty
from alongside.matching.models import RelationshipSide, RelationshipStatus, SideRole
from alongside.notify.actions import notify
from alongside.programmes.queries import participant_recipient
from alongside.support_sessions.models import CheckIn, SupportSession
from alongside.support_sessions.queries.check_ins import TOO_LATE_TO_ASK
from alongside.support_sessions.queries.contacts import ASK_AFTER, to_ask_about


@duty("ask_about_contacts", every=timedelta(hours=6))
def ask_about_contacts() -> None:
    """Ask once about contacts that are not logged three days after their day: whoever gives support, or both where
    there are no fixed roles. Several contacts of one relationship make one question."""
    today = timezone.localdate()
    newest: dict[int | None, SupportSession] = {}
    for session in to_ask_about(today - ASK_AFTER):
        newest[session.relationship_id] = session
    for session in newest.values():
        _ask_about(session)


@transaction.atomic
def _ask_about(session: SupportSession) -> None:
    claimed = to_ask_about(timezone.localdate() - ASK_AFTER).filter(relationship=session.relationship_id)
    pks = list(claimed.values_list("pk", flat=True))
    if not SupportSession.objects.filter(pk__in=pks, asked_at__isnull=True).update(asked_at=timezone.now()):
        return
    programme = session.programme
    for side in session.pair.sides.all():
        if side.role == SideRole.RECEIVING:
            continue
        notify(
            "contact_asked_about",
            to=participant_recipient(side.participant, programme),
            link=reverse("support_sessions:log_contact", args=[programme.ref, side.pk, session.pk]),
            key=f"contact_asked_about:{session.pk}:{session.planned_on}:{side.pk}",
            context={"discreet_name": programme.discreet_name},
        )


@duty("ask_for_check_ins", every=timedelta(hours=6))
def ask_for_check_ins() -> None:
    """Ask each side for its check-in when it is due, once; what is long past is not asked any more."""
    today = timezone.localdate()
    rows = CheckIn.objects.filter(
        side__relationship__status=RelationshipStatus.ACTIVE,
        due_on__lte=today,
        due_on__gt=today - TOO_LATE_TO_ASK,
        answered_at__isnull=True,
        asked_at__isnull=True,
    ).select_related("side__participant__person", "side__relationship__programme")
    for check_in in rows:
        _ask_for(check_in, check_in.side)


@transaction.atomic
def _ask_for(check_in: CheckIn, side: RelationshipSide) -> None:
    claimed = CheckIn.objects.filter(pk=check_in.pk, asked_at__isnull=True).update(asked_at=timezone.now())
    if not claimed:
        return
    programme = side.relationship.programme
    notify(
        "check_in_due",
        to=participant_recipient(side.participant, programme),
        link=reverse("support_sessions:answer_check_in", args=[programme.ref, check_in.pk]),
        key=f"check_in_due:{check_in.pk}:{check_in.due_on}",
        context={"discreet_name": programme.discreet_name},
    )
