from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from alongside.common.privacy import Retention
from alongside.matching.models import Relationship, RelationshipSide
from alongside.people.models import Person
from alongside.safeguarding.models import SafeguardingCase


class Conversation(models.Model):
    """The private written contact of the two people of a relationship. Who may write is asked of the relationship."""

    relationship = models.OneToOneField(Relationship, on_delete=models.PROTECT, related_name="conversation")
    started_at = models.DateTimeField(default=timezone.now)

    class Privacy:
        plain = ("id", "started_at")
        personal = ("relationship",)
        retention = Retention.PARTICIPATION

    def __str__(self) -> str:
        return f"Conversation {self.pk}"


class Message(models.Model):
    """One message, in its writer's own words. `key` is made by the form, so that sending twice stores once."""

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="messages")
    side = models.ForeignKey(RelationshipSide, on_delete=models.PROTECT, related_name="messages")
    words = models.TextField()
    sent_at = models.DateTimeField(default=timezone.now)
    key = models.CharField(max_length=40)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["conversation", "side", "key"], name="message_sent_once"),
            models.CheckConstraint(condition=~Q(words=""), name="message_has_words"),
        ]
        indexes = [models.Index(fields=["conversation", "id"], name="message_in_order")]

    class Privacy:
        plain = ("id", "sent_at", "key")
        personal = ("conversation", "side")
        special = ("words",)
        retention = Retention.PARTICIPATION

    def __str__(self) -> str:
        return f"Message {self.pk}"


class ReadUpTo(models.Model):
    """How far one side has read."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="read_marks")
    side = models.ForeignKey(RelationshipSide, on_delete=models.CASCADE, related_name="+")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "side"], name="read_mark_once")]

    class Privacy:
        plain = ("id",)
        personal = ("conversation", "side", "message")
        retention = Retention.PARTICIPATION

    def __str__(self) -> str:
        return f"Read up to {self.message_id}"


class CaseReading(models.Model):
    """A safeguarding lead reads a conversation for an open case: with a reason, and only until a moment.

    Nobody else ever reads along. Each row is one permission that the lead gave themselves in the open; the audit log
    holds every time the pages were looked at.
    """

    case = models.ForeignKey(SafeguardingCase, on_delete=models.PROTECT, related_name="readings")
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="case_readings")
    reader = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    begun_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="case_reading_has_reason"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("begun_at")), name="case_reading_ends_after_start"
            ),
        ]

    class Privacy:
        plain = ("id", "case", "begun_at", "ends_at")
        personal = ("conversation", "reader")
        special = ("reason",)
        retention = Retention.SAFEGUARDING

    def __str__(self) -> str:
        return f"Reading {self.pk} for case {self.case_id}"
