from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from alongside.common.privacy import Retention
from alongside.people.models import Person
from alongside.programmes.models import Programme


class Result(models.Model):
    """A result of many people, worked out apart from any page and kept as it was on its day.

    `content` is the protected page only: nothing in it is smaller than the organisation's threshold. `part` names
    the people chosen ("all", an intake, a year of joining). `fault` holds the words of a flow that did not add up.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="results")
    part = models.CharField(max_length=40)
    as_of = models.DateField()
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    ready_at = models.DateTimeField(null=True)
    content = models.JSONField(default=dict)
    fault = models.CharField(max_length=300, blank=True)
    code_version = models.CharField(max_length=20, blank=True)
    data_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "part", "as_of"], name="result_once_a_day"),
            models.CheckConstraint(
                condition=Q(ready_at__isnull=True) | ~Q(data_hash=""), name="result_ready_has_hash"
            ),
        ]

    class Privacy:
        plain = (
            "id",
            "programme",
            "part",
            "as_of",
            "asked_at",
            "ready_at",
            "content",
            "fault",
            "code_version",
            "data_hash",
        )
        personal = ("asked_by",)
        retention = Retention.AUDIT

    def __str__(self) -> str:
        return f"Result {self.pk}"


class Export(models.Model):
    """Who took which data out, why, and in what form. The file itself is made on demand and not kept."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="exports")
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    dates_shifted = models.BooleanField(default=False)
    rows = models.PositiveIntegerField(default=0)
    content_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="export_has_reason")]

    class Privacy:
        plain = ("id", "programme", "made_at", "reason", "dates_shifted", "rows", "content_hash")
        personal = ("made_by",)
        retention = Retention.AUDIT

    def __str__(self) -> str:
        return f"Export {self.pk}"
