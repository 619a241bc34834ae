from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from alongside.common.privacy import Retention
from alongside.people.models import Person
from alongside.programmes.models.offers import Organisation, Programme


class DefinitionDraft(models.Model):
    """A definition in the making: its text may be full of gaps, and is the only truth about it.

    `version` goes up with every change. `text_before` is the text before the last change, so that one can be undone.
    `programme` is the programme in preparation that the draft is for; without one, using it creates one.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="drafts")
    programme = models.ForeignKey(
        Programme, null=True, blank=True, on_delete=models.PROTECT, related_name="drafts"
    )
    title = models.CharField(max_length=200)
    text = models.TextField()
    text_before = models.TextField(blank=True)
    begun_from = models.CharField(max_length=80, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Privacy:
        plain = (
            "id",
            "organisation",
            "programme",
            "title",
            "text",
            "text_before",
            "begun_from",
            "version",
            "created_at",
            "changed_at",
        )
        personal = ("created_by", "changed_by")
        retention = Retention.CONFIGURATION

    def __str__(self) -> str:
        return self.title


class DraftComment(models.Model):
    """What somebody thinks about one question of a draft. Dealt with, it stays and is folded away."""

    draft = models.ForeignKey(DefinitionDraft, on_delete=models.CASCADE, related_name="comments")
    question = models.CharField(max_length=60)
    words = models.TextField(max_length=5000)
    written_at = models.DateTimeField(default=timezone.now)
    written_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    co_designer = models.ForeignKey(
        "programmes.CoDesigner", null=True, on_delete=models.CASCADE, related_name="comments"
    )
    """Who wrote it, where that was somebody without any role; otherwise `written_by`."""
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(resolved_at__isnull=True, resolved_by__isnull=True)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="draft_comment_resolved_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(written_by__isnull=True, co_designer__isnull=False)
                | Q(written_by__isnull=False, co_designer__isnull=True),
                name="draft_comment_written_by_somebody",
            ),
        ]

    class Privacy:
        plain = ("id", "draft", "question", "written_at", "resolved_at")
        personal = ("words", "written_by", "co_designer", "resolved_by")
        retention = Retention.CONFIGURATION

    def __str__(self) -> str:
        return f"{self.question}: {self.words[:40]}"

    @property
    def writer(self) -> str:
        """Who wrote it, by name."""
        return str((self.co_designer or self.written_by).name)  # type: ignore[union-attr]


class DraftDecision(models.Model):
    """What was decided on one question of a draft, by whom, on which day. Never changed: a new decision is a new row."""

    draft = models.ForeignKey(DefinitionDraft, on_delete=models.CASCADE, related_name="decisions")
    question = models.CharField(max_length=60)
    words = models.TextField(max_length=5000)
    decided_by = models.CharField(max_length=200)
    decided_on = models.DateField()
    written_at = models.DateTimeField(default=timezone.now)
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Privacy:
        plain = ("id", "draft", "question", "decided_on", "written_at")
        personal = ("words", "decided_by", "written_by")
        retention = Retention.CONFIGURATION

    def __str__(self) -> str:
        return f"{self.question}: {self.words[:40]}"
