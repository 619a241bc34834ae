"""Co-designers: people with lived experience and no role, who read one draft along by a link and comment on it."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from alongside.audit.actions import record
from alongside.jobs.actions import job
from alongside.people.models import Person
from alongside.programmes.actions.refusals import AlreadyThere, InvitationOver, StateChanged
from alongside.programmes.core.asking import Question
from alongside.programmes.models import CoDesigner, DefinitionDraft, DraftComment, Programme
from alongside.programmes.queries import hash_of_token
from alongside.programmes.queries.co_design import reads_along

READS_ALONG_FOR = timedelta(days=90)
LETTER_AGAIN_AFTER = timedelta(minutes=1)
MOST_COMMENTS = 300
"""So many comments may one co-designer leave: a link that got into wrong hands must not drown a draft."""


@transaction.atomic
def invite_co_designer(*, draft: DefinitionDraft, name: str, email: str, by: Person) -> CoDesigner:
    """Ask somebody to read a draft along. Raises AlreadyThere while somebody with this address does."""
    email, now = email.strip().lower(), timezone.now()
    # Whose time is over gives way to a new letter.
    CoDesigner.objects.filter(draft=draft, email=email, ended_at__isnull=True, expires_at__lte=now).update(
        ended_at=now
    )
    try:
        with transaction.atomic():
            made = CoDesigner.objects.create(
                draft=draft,
                name=name.strip(),
                email=email,
                token_hash=hash_of_token(secrets.token_urlsafe(32)),
                expires_at=now + READS_ALONG_FOR,
                invited_by=by,
            )
    except IntegrityError:
        raise AlreadyThere from None
    _record("co_designer_invited", made, by=by)
    send_co_designer_letter_job.enqueue(made.pk)
    return made


@transaction.atomic
def send_co_designer_letter_again(*, co_designer: CoDesigner, by: Person) -> None:
    """A new letter with a new link, which works from now on instead of the old one.

    Raises StateChanged when it has ended, or a letter went out less than a minute ago.
    """
    now = timezone.now()
    changed = (
        CoDesigner.objects.filter(pk=co_designer.pk, ended_at__isnull=True)
        .exclude(sent_at__gt=now - LETTER_AGAIN_AFTER)
        .update(expires_at=now + READS_ALONG_FOR)
    )
    if not changed:
        raise StateChanged
    _record("co_designer_letter_again", co_designer, by=by)
    send_co_designer_letter_job.enqueue(co_designer.pk)


@transaction.atomic
def end_co_designer(*, co_designer: CoDesigner, by: Person) -> None:
    """Their link works no more; what they said stays. Raises StateChanged when it has ended already."""
    ended = CoDesigner.objects.filter(pk=co_designer.pk, ended_at__isnull=True)
    if not ended.update(ended_at=timezone.now(), ended_by=by):
        raise StateChanged
    _record("co_designer_ended", co_designer, by=by)


def end_co_design(programme: Programme) -> None:
    """The drafts of a programme have come into force: nobody reads them along any more."""
    going_on = CoDesigner.objects.filter(draft__programme=programme, ended_at__isnull=True)
    for each in going_on.select_related("draft"):
        if CoDesigner.objects.filter(pk=each.pk, ended_at__isnull=True).update(ended_at=timezone.now()):
            _record("co_designer_ended", each, by=None)


@transaction.atomic
def comment_as_co_designer(*, co_designer: CoDesigner, question: Question, words: str) -> DraftComment:
    """What a co-designer says about a question of the draft.

    Raises InvitationOver when their time is over, or when they have left more comments than anybody reads.
    """
    row = (
        CoDesigner.objects.select_for_update(of=("self",))
        .filter(Q(pk=co_designer.pk) & reads_along())
        .first()
    )
    if row is None or DraftComment.objects.filter(co_designer=row).count() >= MOST_COMMENTS:
        raise InvitationOver
    comment = DraftComment.objects.create(
        draft_id=row.draft_id, question=question.key, words=words, co_designer=row
    )
    _record("draft_commented", row, by=None, question=question.key)
    return comment


def _record(what: str, co_designer: CoDesigner, *, by: Person | None, **details: Any) -> None:
    record(
        what,
        by=by,
        subject=co_designer.draft,
        organisation_id=co_designer.draft.organisation_id,
        co_designer=co_designer.pk,
        **details,
    )


@job()
def send_co_designer_letter_job(pk: int) -> None:
    """Make the token, keep its hash, and send the letter; when the letter fails, the hash is not kept either."""
    token, now = secrets.token_urlsafe(32), timezone.now()
    if not CoDesigner.objects.filter(Q(pk=pk) & reads_along()).update(
        token_hash=hash_of_token(token), sent_at=now
    ):
        return
    row = CoDesigner.objects.select_related("draft__organisation", "invited_by").get(pk=pk)
    link = reverse("programmes:co_design", args=[token])
    with translation.override(row.invited_by.language):
        words = render_to_string(
            "notices/co_designer.txt", {"co_designer": row, "link": f"{settings.SITE_URL}{link}"}
        )
    subject, _, body = words.partition("\n")
    send_mail(subject.strip(), body.strip(), None, [row.email])
