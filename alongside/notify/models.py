from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alongside.common.privacy import Retention
from alongside.people.models import Person


class Channel(models.TextChoices):
    """How somebody wants to hear from us."""

    EMAIL = "email", _("E-mail")
    TEXT = "text", _("Text message")
    TELEPHONE = "telephone", _("Telephone call")
    POST = "post", _("Letter")
    HELPER = "helper", _("Through somebody who helps me")


BY_HAND = (Channel.TEXT, Channel.TELEPHONE, Channel.POST, Channel.HELPER)


class NoticeStatus(models.TextChoices):
    QUEUED = "queued", _("Waiting to be sent")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Could not be sent")
    BY_HAND = "by_hand", _("For a person to pass on")
    PASSED_ON = "passed_on", _("Passed on by a person")


# An e-mail that cannot be sent needs a person as much as a notice that never could.
TO_PASS_ON = (NoticeStatus.BY_HAND, NoticeStatus.FAILED)


class Notice(models.Model):
    """One thing to tell one person. It says *look*, never *what*: a lock screen must name no condition.

    E-mail is sent by a job. For a telephone, text, letter or helper there is no machine here: the notice waits for a
    member of staff, who passes it on in the given words and says so.
    """

    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.CASCADE, related_name="notices"
    )
    recipient = models.CharField(max_length=80)
    recipient_name = models.CharField(max_length=200)
    organisation_id = models.BigIntegerField(null=True)
    programme_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=60)
    channel = models.CharField(max_length=20, choices=Channel)
    address = models.CharField(max_length=320, blank=True)
    subject = models.CharField(max_length=200)
    words = models.TextField()
    link = models.CharField(max_length=300, blank=True)
    status = models.CharField(max_length=20, choices=NoticeStatus, default=NoticeStatus.QUEUED)
    key = models.CharField(max_length=200, null=True, blank=True, unique=True)
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["status", "created_at"], name="notice_waiting"),
            models.Index(fields=["programme_id", "status"], name="notice_by_programme"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(channel=Channel.EMAIL) | ~Q(address="") | Q(words=""),
                name="notice_by_email_has_address",
            ),
        ]

    class Privacy:
        plain = (
            "id",
            "organisation_id",
            "programme_id",
            "kind",
            "channel",
            "status",
            "key",
            "tries",
            "created_at",
            "claimed_at",
            "done_at",
            "link",
            "read_at",
        )
        personal = ("person", "recipient", "recipient_name", "address", "subject", "words", "done_by")
        special = ()
        retention = Retention.WORKING

    def __str__(self) -> str:
        return f"{self.kind} to {self.recipient}"
