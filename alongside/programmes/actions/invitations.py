"""Invitations: an offer of a staff role, or of signing in as a known participant, by a letter to an e-mail address.

The token of the letter is made when the letter is sent and stands in no table; only its hash does.
"""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from alongside.audit.actions import record
from alongside.jobs.actions import job
from alongside.people.actions import create_person
from alongside.people.models import Person
from alongside.people.queries import person_with_email
from alongside.programmes.actions.organisations import grant_role
from alongside.programmes.actions.refusals import AlreadyThere, InvitationOver, KnownAlready, StateChanged
from alongside.programmes.models import Invitation, Organisation, Participant, Programme
from alongside.programmes.queries import hash_of_token
from alongside.roles.permissions import Role

INVITATION_LASTS = timedelta(days=14)
LETTER_AGAIN_AFTER = timedelta(minutes=1)


@transaction.atomic
def invite_to_role(
    *,
    organisation: Organisation,
    email: str,
    role: Role,
    by: Person,
    programme: Programme | None = None,
    role_ends_on: date | None = None,
) -> Invitation:
    """Offer somebody a staff role in the organisation, or in one of its programmes, perhaps until a day.

    Raises AlreadyThere while such an invitation to this address waits for its answer.
    """
    return _invite(
        organisation, by=by, email=email, role=role, programme=programme, role_ends_on=role_ends_on
    )


@transaction.atomic
def invite_participant(
    *,
    participant: Participant,
    programme: Programme,
    email: str,
    by: Person | None,
    language: str = "",
) -> Invitation:
    """Offer somebody who is known to the organisation to sign in; `by` is empty where they joined by themselves.

    `language` is that of the letter, where they do not sign in anywhere yet. Raises AlreadyThere when they sign in
    already, or have an invitation that waits for its answer.
    """
    if participant.person_id:
        raise AlreadyThere
    return _invite(
        participant.organisation,
        by=by,
        email=email,
        language=language,
        participant=participant,
        programme=programme,
    )


def _invite(
    organisation: Organisation, *, by: Person | None, email: str, language: str = "", **fields: Any
) -> Invitation:
    email, now = email.strip().lower(), timezone.now()
    Invitation.objects.filter(
        organisation=organisation,
        accepted_at__isnull=True,
        withdrawn_at__isnull=True,
        expires_at__lte=now,
    ).update(withdrawn_at=now)
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                organisation=organisation,
                email=email,
                token_hash=hash_of_token(secrets.token_urlsafe(32)),
                expires_at=now + INVITATION_LASTS,
                invited_by=by,
                **fields,
            )
    except IntegrityError:
        raise AlreadyThere from None
    _record("invitation_made", invitation, by=by)
    send_invitation_job.enqueue(invitation.pk, language)
    return invitation


@transaction.atomic
def send_invitation_again(*, invitation: Invitation, by: Person) -> None:
    """Send a new letter with a new link; the old link dies, and the two weeks begin anew.

    Raises StateChanged when the invitation is answered or withdrawn, or a letter went out less than a minute ago.
    """
    now = timezone.now()
    changed = (
        Invitation.objects.filter(pk=invitation.pk, accepted_at__isnull=True, withdrawn_at__isnull=True)
        .exclude(sent_at__gt=now - LETTER_AGAIN_AFTER)
        .update(expires_at=now + INVITATION_LASTS)
    )
    if not changed:
        raise StateChanged
    _record("invitation_sent_again", invitation, by=by)
    send_invitation_job.enqueue(invitation.pk)


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: Person) -> None:
    """Take an offer back; its link works no more. Raises StateChanged when it is answered or withdrawn already."""
    now = timezone.now()
    changed = Invitation.objects.filter(
        pk=invitation.pk, accepted_at__isnull=True, withdrawn_at__isnull=True
    ).update(withdrawn_at=now)
    if not changed:
        raise StateChanged
    _record("invitation_withdrawn", invitation, by=by)


@transaction.atomic
def accept_invitation(*, invitation: Invitation, by: Person) -> None:
    """Take up the offer. Raises InvitationOver, and KnownAlready when the person is another participant there."""
    now = timezone.now()
    accepted = Invitation.objects.filter(
        pk=invitation.pk, accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=now
    ).update(accepted_at=now, accepted_by=by)
    if not accepted or (invitation.role_ends_on and invitation.role_ends_on < timezone.localdate()):
        raise InvitationOver
    if invitation.participant:
        _sign_in_as(invitation.participant, by)
    else:
        _take_role(invitation, by)
    _record("invitation_accepted", invitation, by=by)


@transaction.atomic
def begin_by_invitation(*, invitation: Invitation, name: str, password: str, language: str) -> Person:
    """Somebody new takes up the offer: an account with the address that was invited, and then what was offered.

    Without a password they sign in by a link by e-mail. Raises `people.actions.AddressTaken` when somebody signs in
    with that address already, and what `accept_invitation` raises.
    """
    person = create_person(email=invitation.email, name=name, password=password, language=language)
    accept_invitation(invitation=invitation, by=person)
    return person


def _sign_in_as(participant: Participant, person: Person) -> None:
    known = participant.merged_into or participant
    try:
        with transaction.atomic():
            linked = Participant.objects.filter(pk=known.pk, person__isnull=True).update(person=person)
    except IntegrityError:
        raise KnownAlready from None
    if not linked:
        raise InvitationOver


def _take_role(invitation: Invitation, person: Person) -> None:
    assert invitation.invited_by is not None, "the database refuses a role that nobody offers"
    try:
        grant_role(
            person=person,
            organisation=invitation.organisation,
            programme=invitation.programme,
            role=Role(invitation.role),
            ends_on=invitation.role_ends_on,
            by=invitation.invited_by,
        )
    except AlreadyThere:
        # Granted in the meantime by hand: they hold what was offered, so the offer is taken up.
        return


def _record(what: str, invitation: Invitation, *, by: Person | None) -> None:
    record(
        what,
        by=by,
        subject=invitation,
        organisation_id=invitation.organisation_id,
        programme_id=invitation.programme_id,
        role=invitation.role,
    )


@job()
def send_invitation_job(invitation_id: int, language: str = "") -> None:
    """Make the token, keep its hash, and send the letter; when the letter fails, the hash is not kept either."""
    token, now = secrets.token_urlsafe(32), timezone.now()
    waiting = Invitation.objects.filter(
        pk=invitation_id, accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=now
    )
    if not waiting.update(token_hash=hash_of_token(token), sent_at=now):
        return
    invitation = Invitation.objects.select_related("organisation", "programme", "invited_by").get(
        pk=invitation_id
    )
    reader = person_with_email(invitation.email) or invitation.invited_by
    link = reverse("programmes:invitation", args=[token])
    kind = "role" if invitation.role else "participant" if invitation.invited_by else "joined"
    with translation.override(language or (reader.language if reader else settings.LANGUAGE_CODE)):
        words = render_to_string(
            f"notices/invitation_{kind}.txt",
            {
                "invitation": invitation,
                "discreet_name": invitation.programme.discreet_name if invitation.programme else "",
                "link": f"{settings.SITE_URL}{link}",
            },
        )
    subject, _, body = words.partition("\n")
    send_mail(subject.strip(), body.strip(), None, [invitation.email])
