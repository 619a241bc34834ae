from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alongside.common.privacy import Retention
from alongside.conversations.models.moderation import ReasonCode
from alongside.conversations.models.posts import Post
from alongside.people.models import Person
from alongside.programmes.models import Participant, Programme

ALONE = timedelta(days=1)
"""How long one person may suspend somebody without a second who agrees."""

SUSPENSION_REASONS = (
    ReasonCode.AGAIN,
    ReasonCode.UNKIND,
    ReasonCode.HARM,
    ReasonCode.PRIVATE,
    ReasonCode.SELLING,
    ReasonCode.OTHER,
)


class Covers(models.TextChoices):
    """What somebody cannot do meanwhile. Everything else stays: reading, help, raising a worry, meeting, calls."""

    SPACES = "spaces", _("Write in the spaces of this programme")
    MESSAGES = "messages", _("Write in its spaces, and send messages to the one they are matched with")


class Suspension(models.Model):
    """Somebody does not write in a programme for a stated time, by a person's decision and with a reason they read.

    It runs from `begins_at` until `ends_at`, whatever else happens or fails to. Whoever begins it decides about one day
    (`alone_until`); what was asked beyond that (`asked_until`) holds once a second person agrees. The author may appeal
    (`author_words`), and somebody who did neither hears it. `over_at` is when its end was told.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="suspensions")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="suspensions")
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="suspensions")
    covers = models.CharField(max_length=20, choices=Covers)
    code = models.CharField(max_length=20, choices=ReasonCode)
    reason = models.TextField()
    begins_at = models.DateTimeField(default=timezone.now)
    begun_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    alone_until = models.DateTimeField()
    asked_until = models.DateTimeField()
    ends_at = models.DateTimeField()
    second_at = models.DateTimeField(null=True)
    second_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    second_agrees = models.BooleanField(null=True)
    author_words = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)
    heard_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    heard_words = models.TextField(blank=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    over_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["participant", "programme", "ends_at"], name="suspension_runs"),
            models.Index(
                fields=["programme", "ends_at"], condition=Q(over_at__isnull=True), name="suspension_not_over"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["post"],
                condition=Q(over_at__isnull=True, post__isnull=False),
                name="suspended_once_for_a_post",
            ),
            models.UniqueConstraint(
                fields=["programme", "participant"],
                condition=Q(over_at__isnull=True, post__isnull=True),
                name="suspended_once_by_hand",
            ),
            models.CheckConstraint(condition=~Q(reason="") & ~Q(code=""), name="suspension_has_a_reason"),
            models.CheckConstraint(
                # Said twice: what is empty counts as true for a constraint.
                condition=Q(ends_at__lte=F("alone_until"))
                | Q(second_agrees__isnull=False, second_agrees=True),
                name="suspension_for_longer_takes_two",
            ),
            models.CheckConstraint(
                condition=Q(second_at__isnull=True, second_by__isnull=True, second_agrees__isnull=True)
                | (
                    Q(second_at__isnull=False, second_by__isnull=False, second_agrees__isnull=False)
                    & ~Q(second_by=F("begun_by"))
                ),
                name="suspension_second_is_another",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, author_words="")
                | (Q(answered_at__isnull=False) & ~Q(author_words="")),
                name="appeal_has_words",
            ),
            models.CheckConstraint(
                condition=Q(heard_at__isnull=True, heard_by__isnull=True, heard_words="")
                | (
                    Q(heard_at__isnull=False, heard_by__isnull=False, answered_at__isnull=False)
                    & ~Q(heard_words="")
                    & ~Q(heard_by=F("begun_by"))
                    & (Q(second_by__isnull=True) | ~Q(heard_by=F("second_by")))
                ),
                name="appeal_heard_by_another",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="suspension_lifted_by_somebody",
            ),
        ]

    class Privacy:
        plain = (
            "id",
            "programme",
            "post",
            "covers",
            "code",
            "begins_at",
            "alone_until",
            "asked_until",
            "ends_at",
            "second_at",
            "second_agrees",
            "answered_at",
            "heard_at",
            "lifted_at",
            "over_at",
        )
        personal = ("begun_by", "second_by", "heard_by", "lifted_by")
        special = ("participant", "reason", "author_words", "heard_words")
        retention = Retention.SAFEGUARDING

    def __str__(self) -> str:
        return f"Suspension {self.pk}"

    @property
    def is_running(self) -> bool:
        return self.begins_at <= timezone.now() < self.ends_at

    @property
    def waits_for_a_second(self) -> bool:
        """Whether more than a day was asked for, it still runs, and no second person has said anything."""
        return self.is_running and self.second_at is None and self.asked_until > self.alone_until

    @property
    def waits_to_be_heard(self) -> bool:
        return self.answered_at is not None and self.heard_at is None
