from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from alongside.common.privacy import Retention
from alongside.conversations.models.messages import Message
from alongside.matching.models import RelationshipSide
from alongside.people.models import Person
from alongside.programmes.models import Programme


class ContactRule(models.Model):
    """Whether contact stays on the site in a programme: then whoever writes is asked before ways out of it are sent.

    A programme without a row has not said so, and nobody is asked.
    """

    programme = models.OneToOneField(Programme, on_delete=models.PROTECT, related_name="contact_rule")
    is_on = models.BooleanField()
    why = models.TextField(max_length=1000)
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(why=""), name="contact_rule_says_why")]

    class Privacy:
        plain = ("id", "programme", "is_on", "changed_at")
        personal = ("why", "changed_by")
        retention = Retention.CONFIGURATION

    def __str__(self) -> str:
        return f"Contact of {self.programme_id} {'stays here' if self.is_on else 'is free'}"


class HeldMessage(models.Model):
    """Words that are not sent yet, because they ask for money or secrecy, or because their writer asks for a look.

    `kinds`: contact, money, secrecy. `asked_at`: the writer sent them to be looked at; without it they went back and
    may have written something else. Then a safeguarding lead lets them go (`message` is what was sent) or keeps them
    back and says why.
    """

    side = models.ForeignKey(RelationshipSide, on_delete=models.PROTECT, related_name="held_messages")
    words = models.TextField()
    key = models.CharField(max_length=80)
    kinds = models.JSONField(default=list)
    held_at = models.DateTimeField(default=timezone.now)
    asked_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    message = models.OneToOneField(Message, null=True, on_delete=models.PROTECT, related_name="held_before")

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["asked_at"],
                condition=Q(asked_at__isnull=False, settled_at__isnull=True),
                name="held_message_waits",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["side", "key"], name="held_once"),
            models.CheckConstraint(condition=~Q(words=""), name="held_message_has_words"),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_by__isnull=True, reason="", message__isnull=True)
                | Q(settled_at__isnull=False, settled_by__isnull=False, asked_at__isnull=False),
                name="held_message_settled_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True) | Q(message__isnull=False) | ~Q(reason=""),
                name="kept_back_with_a_reason",
            ),
        ]

    class Privacy:
        plain = ("id", "key", "held_at", "asked_at", "settled_at")
        personal = ("side", "settled_by", "message")
        special = ("words", "kinds", "reason")
        retention = Retention.PARTICIPATION

    def __str__(self) -> str:
        return f"Held message {self.pk}"
