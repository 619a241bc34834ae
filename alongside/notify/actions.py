"""Telling people things: a row first, in the caller's transaction, and the post afterwards."""

from __future__ import annotations

import json
import logging
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parseaddr
from smtplib import SMTPRecipientsRefused
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.template import Context, Engine
from django.utils import timezone, translation

from alongside.audit.actions import record
from alongside.common.privacy import WORK_KEPT_FOR
from alongside.jobs.actions import duty, job
from alongside.notify.models import BY_HAND, TO_PASS_ON, Channel, Notice, NoticeStatus
from alongside.people.models import Person

log = logging.getLogger(__name__)

STUCK_AFTER = timedelta(minutes=10)
"""How long a notice may be on its way before its worker is taken to be dead."""

MOST_TRIES = 8
"""Ten minutes apart and then twice as long each time: the last try is about 21 hours after the first."""

AT_A_TIME = 500

TEXT_TIMEOUT = 10
"""Seconds that the gateway for texts has to answer."""

REFUSED_FOR_GOOD = {400, 404, 410, 422}


@dataclass(frozen=True)
class Recipient:
    """Whom to tell, and how they want to hear: `label` as the audit log names rows."""

    label: str
    name: str
    channel: str
    address: str = ""
    person: Person | None = None
    language: str = "en-gb"
    organisation_id: int | None = None
    programme_id: int | None = None


class AlreadyPassedOn(Exception):
    """Somebody else passed this notice on first."""


def notify(
    kind: str,
    *,
    to: Recipient,
    link: str = "",
    key: str | None = None,
    context: dict[str, Any] | None = None,
    by_machine: bool = False,
) -> Notice | None:
    """Store one notice in the words of `notices/<kind>.txt` (first line: the subject) and have it delivered.

    The words must say *look*, not *what*. With a `key`, a second call with the same key stores nothing and returns
    None, so that a job may run twice. A channel that no machine serves here, and an address that is none, wait for a
    person to pass the words on. `by_machine`: a text goes by the gateway of the site (`TEXT_GATEWAY_URL`).
    """
    subject, words = in_words(kind, language=to.language, context={"to": to, **(context or {})})
    channel = to.channel if to.channel in BY_HAND or _is_address(to.address) else Channel.TELEPHONE
    by_hand = channel in BY_HAND and not (by_machine and channel == Channel.TEXT)
    try:
        with transaction.atomic():
            notice = Notice.objects.create(
                kind=kind,
                key=key,
                person=to.person,
                recipient=to.label,
                recipient_name=to.name,
                channel=channel,
                address=to.address,
                subject=subject,
                words=words,
                link=link,
                organisation_id=to.organisation_id,
                programme_id=to.programme_id,
                status=NoticeStatus.BY_HAND if by_hand else NoticeStatus.QUEUED,
            )
    except IntegrityError:
        if key and Notice.objects.filter(key=key).exists():
            return None
        raise
    if notice.status == NoticeStatus.QUEUED:
        deliver_job.enqueue(notice.pk)
    return notice


def in_words(kind: str, *, language: str, context: dict[str, Any]) -> tuple[str, str]:
    """Subject and words of a notice. They are plain text, so nothing is escaped; the subject is one line."""
    template = Engine.get_default().get_template(f"notices/{kind}.txt")
    with translation.override(language):
        text = template.render(Context(context, autoescape=False))
    subject, _, words = text.strip().partition("\n")
    return " ".join(subject.split())[:200], words.strip()


def _is_address(text: str) -> bool:
    """Whether a letter can be sent there: one address, without the control characters that end a header."""
    plain = not any(unicodedata.category(character) == "Cc" for character in text)
    return plain and "@" in text and parseaddr(text)[1] == text


def deliver(notice_id: int) -> None:
    """Send one e-mail or text, claimed by a conditional update: queued, sending, sent or failed; never silently lost.

    A server that is away is asked again later; an address that it refuses for good goes to the staff at once. A
    worker that dies after the letter left and before it is noted sends it again, under the same Message-ID.
    """
    claimed = Notice.objects.filter(pk=notice_id, status=NoticeStatus.QUEUED).update(
        status=NoticeStatus.SENDING, claimed_at=timezone.now(), tries=F("tries") + 1
    )
    if not claimed:
        return
    notice = Notice.objects.get(pk=notice_id)
    try:
        if notice.channel == Channel.TEXT:
            _send_text(notice)
        else:
            _letter(notice).send()
    except (SMTPRecipientsRefused, ValueError) as error:
        log.warning("notice %s cannot be sent: %s", notice_id, type(error).__name__)
        _after_refusal(notice, for_good=_is_for_good(error))
    except OSError as error:
        log.warning("notice %s could not be sent yet: %s", notice_id, type(error).__name__)
        _after_refusal(notice, for_good=False)
    else:
        Notice.objects.filter(pk=notice_id).update(status=NoticeStatus.SENT, done_at=timezone.now())


class _NoRedirects(HTTPRedirectHandler):
    """The words go to the address that the site names, and nowhere else."""

    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


def _send_text(notice: Notice) -> None:
    """Ask the gateway to send a text: `{"to": …, "text": …, "id": …}` as JSON, the same `id` for the same text.

    Raises ValueError where it refuses the number or the words for good (400, 404, 410, 422), OSError for anything else
    that is no success. `HTTPError` is an OSError.
    """
    words = f"{notice.subject}\n{settings.SITE_URL}{notice.link}" if notice.link else notice.subject
    told = {"to": notice.address, "text": words, "id": f"notice-{notice.pk}@{_domain()}"}
    headers = {"Content-Type": "application/json"}
    if settings.TEXT_GATEWAY_KEY:
        headers["Authorization"] = f"Bearer {settings.TEXT_GATEWAY_KEY}"
    asked = Request(settings.TEXT_GATEWAY_URL, json.dumps(told).encode(), headers, method="POST")  # noqa: S310 - see env_address
    try:
        with build_opener(_NoRedirects).open(asked, timeout=TEXT_TIMEOUT):
            pass
    except HTTPError as error:
        error.close()
        if error.code in REFUSED_FOR_GOOD:
            raise ValueError(f"the gateway answered {error.code}") from None
        raise


def _letter(notice: Notice) -> EmailMessage:
    words = f"{notice.words}\n\n{settings.SITE_URL}{notice.link}" if notice.link else notice.words
    headers = {"Message-ID": f"<notice-{notice.pk}@{_domain()}>", "Auto-Submitted": "auto-generated"}
    return EmailMessage(notice.subject, words, None, [notice.address], headers=headers)


def _domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"


def _is_for_good(error: Exception) -> bool:
    """Whether trying again is of no use: a 5xx answer about the recipient, or an address that is none."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return True


def _after_refusal(notice: Notice, *, for_good: bool) -> None:
    status = NoticeStatus.FAILED if for_good or notice.tries >= MOST_TRIES else NoticeStatus.QUEUED
    Notice.objects.filter(pk=notice.pk, status=NoticeStatus.SENDING).update(status=status)


@transaction.atomic
def pass_on(*, notice: Notice, by: Person) -> None:
    """A member of staff passed the words on by telephone, text, letter or helper, or because the e-mail failed.

    Raises AlreadyPassedOn when somebody else did so first.
    """
    done = Notice.objects.filter(pk=notice.pk, status__in=TO_PASS_ON).update(
        status=NoticeStatus.PASSED_ON, done_at=timezone.now(), done_by=by
    )
    if not done:
        raise AlreadyPassedOn
    record(
        "notice_passed_on",
        by=by,
        subject=notice,
        organisation_id=notice.organisation_id,
        programme_id=notice.programme_id,
        channel=notice.channel,
    )


def hand_over_notices(*, to: str, before: str) -> None:
    """What was told to `before` was told to the one who is `to` now: for their file, a copy and being forgotten."""
    Notice.objects.filter(recipient=before).update(recipient=to)


# It waits for the mail server, so it must hold no lock on the database meanwhile.
@job(atomic=False)
def deliver_job(notice_id: int) -> None:
    deliver(notice_id)


@duty("deliver_waiting_notices", every=timedelta(minutes=5))
def deliver_waiting_notices() -> None:
    """Enqueue again what a dead worker left, and what the mail server refused a while ago."""
    stuck = Notice.objects.filter(status=NoticeStatus.SENDING, claimed_at__lt=timezone.now() - STUCK_AFTER)
    stuck.filter(tries__gte=MOST_TRIES).update(status=NoticeStatus.FAILED)
    stuck.update(status=NoticeStatus.QUEUED)
    for notice_id in _due_again().values_list("pk", flat=True)[:AT_A_TIME]:
        deliver_job.enqueue(notice_id)


def _due_again() -> QuerySet[Notice]:
    now = timezone.now()
    due = Q(tries=0, created_at__lt=now - STUCK_AFTER)
    for tries in range(1, MOST_TRIES):
        due |= Q(tries=tries, claimed_at__lt=now - STUCK_AFTER * 2 ** (tries - 1))
    return Notice.objects.filter(due, status=NoticeStatus.QUEUED).order_by("pk")


@duty("forget_old_notices", every=timedelta(days=1))
def forget_old_notices() -> None:
    """Empty what was passed on more than 90 days ago: to whom, where to, and its words.

    What kind it was and its key stay, so that nobody is told the same thing a second time.
    """
    Notice.objects.filter(done_at__lt=timezone.now() - WORK_KEPT_FOR).exclude(words="").update(
        person=None, recipient="", recipient_name="", address="", subject="", words="", link="", done_by=None
    )
