from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alongside.common.privacy import Retention
from alongside.people.models import Person
from alongside.programmes.models import PeerSupporter


class RoleAcceptance(models.Model):
    """A supporter accepted one wording of the role description."""

    supporter = models.ForeignKey(PeerSupporter, on_delete=models.PROTECT, related_name="role_acceptances")
    wording_hash = models.CharField(max_length=64)
    accepted_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["supporter", "wording_hash"], name="role_accepted_once")
        ]

    class Privacy:
        plain = ("id", "wording_hash", "accepted_at")
        personal = ("supporter", "recorded_by")
        retention = Retention.PARTICIPATION

    def __str__(self) -> str:
        return f"Role accepted by {self.supporter_id}"


class ModuleCompletion(models.Model):
    """A supporter completed one training module of the definition.

    `assessed_by` is whoever trained and saw that it was done, in words: trainers often have no account here.
    """

    supporter = models.ForeignKey(PeerSupporter, on_delete=models.PROTECT, related_name="completions")
    module = models.CharField(max_length=60)
    completed_on = models.DateField()
    assessed_by = models.CharField(max_length=120, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["supporter", "module"], name="module_completed_once")]

    class Privacy:
        plain = ("id", "module", "completed_on", "recorded_at")
        personal = ("supporter", "recorded_by", "assessed_by")
        retention = Retention.PARTICIPATION

    def __str__(self) -> str:
        return f"{self.module} by {self.supporter_id}"


class Supervision(models.Model):
    """Who supervises a supporter, from when, until when. At most one supervisor at a time."""

    supporter = models.ForeignKey(PeerSupporter, on_delete=models.PROTECT, related_name="supervisions")
    supervisor = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="supervisions")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    assigned_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["supporter"], condition=Q(ends_on__isnull=True), name="one_supervisor_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="supervision_ends_after_start",
            ),
        ]

    class Privacy:
        plain = ("id", "starts_on", "ends_on")
        personal = ("supporter", "supervisor", "assigned_by")
        retention = Retention.PARTICIPATION

    def __str__(self) -> str:
        return f"{self.supervisor_id} supervises {self.supporter_id}"


class SupervisionMeeting(models.Model):
    """A supervision meeting, planned and perhaps held. Notes are the supervisor's and the supporter's only."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        HELD = "held", _("Held")
        MISSED = "missed", _("Missed")

    supporter = models.ForeignKey(
        PeerSupporter, on_delete=models.PROTECT, related_name="supervision_meetings"
    )
    supervisor = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    planned_on = models.DateField(_("When"))
    status = models.CharField(max_length=20, choices=Status, default=Status.PLANNED)
    held_on = models.DateField(null=True, blank=True)
    notes = models.TextField(_("Notes for the two of you"), blank=True)
    strained = models.BooleanField(_("The supporter is under strain"), default=False)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["supporter"], condition=Q(status="planned"), name="one_next_supervision"
            ),
            models.CheckConstraint(
                condition=~Q(status="held") | Q(held_on__isnull=False), name="supervision_held_on_a_day"
            ),
        ]
        indexes = [
            models.Index(fields=["status", "planned_on"], name="supervision_due"),
            # Few are, and the morning page asks for them every day.
            models.Index(
                fields=["status", "supporter"], condition=Q(strained=True), name="supervision_strained"
            ),
        ]

    class Privacy:
        plain = ("id", "planned_on", "status", "held_on", "recorded_at")
        personal = ("supporter", "supervisor", "recorded_by")
        special = ("notes", "strained")
        retention = Retention.PARTICIPATION

    def __str__(self) -> str:
        return f"Supervision of {self.supporter_id} on {self.planned_on}"
