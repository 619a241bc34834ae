from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alongside.common.privacy import Retention
from alongside.people.models import Person
from alongside.programmes.models import Participant


class HowAsked(models.TextChoices):
    WEB = "web", _("On this site")
    TELEPHONE = "telephone", _("By telephone")
    PAPER = "paper", _("In a letter or on paper")
    IN_PERSON = "in_person", _("In person")


class CopyStatus(models.TextChoices):
    ASKED = "asked", _("Being prepared")
    RELEASED = "released", _("Ready")
    WITHDRAWN = "withdrawn", _("Taken back")


COPY_TRANSITIONS = {CopyStatus.ASKED: {CopyStatus.RELEASED, CopyStatus.WITHDRAWN}}


class CopyRequest(models.Model):
    """Somebody asks for a copy of what an organisation keeps about them (UK GDPR, article 15).

    The copy is made when a reviewer releases it, and kept in `content` (a ZIP file) until `content_until`; then it is
    erased, and the request stays. `due_on` is one month after the asking.
    """

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="copy_requests")
    how = models.CharField(max_length=20, choices=HowAsked)
    asked_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    status = models.CharField(max_length=20, choices=CopyStatus, default=CopyStatus.ASKED)
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    content = models.BinaryField(null=True, blank=True)
    content_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["participant"], condition=Q(status="asked"), name="one_copy_is_prepared_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(status="released") | Q(released_at__isnull=False, released_by__isnull=False),
                name="copy_released_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(content__isnull=True) | Q(status="released", content_until__isnull=False),
                name="copy_is_there_once_released_and_not_for_ever",
            ),
        ]
        indexes = [models.Index(fields=["status", "due_on"], name="copy_due")]

    class Privacy:
        plain = ("id", "how", "asked_at", "due_on", "status", "released_at", "content_until")
        personal = ("participant", "recorded_by", "released_by")
        special = ("content",)
        retention = Retention.PARTICIPATION

    def __str__(self) -> str:
        return f"Copy request {self.pk}"


class Erasure(models.Model):
    """Somebody asks to be forgotten, and is: everything goes but what must be kept.

    `kept` then names, by table, how many rows stay. Done, the row is the ledger from which it is done again after an
    older backup was restored; it says who by an id that no longer leads to anybody.
    """

    participant = models.OneToOneField(Participant, on_delete=models.PROTECT, related_name="erasure")
    how = models.CharField(max_length=20, choices=HowAsked)
    asked_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kept = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
                name="erasure_done_by_somebody",
            )
        ]

    class Privacy:
        plain = ("id", "how", "asked_at", "due_on", "done_at", "kept")
        personal = ("participant", "recorded_by", "done_by")
        retention = Retention.AUDIT

    def __str__(self) -> str:
        return f"Erasure {self.pk}"


class WithheldReason(models.TextChoices):
    OTHER_PERSON = "other_person", _("It would tell about another person")
    HARM = "harm", _("It could seriously harm somebody")
    SAFEGUARDING = "safeguarding", _("It would get in the way of protecting somebody")
    LAW = "law", _("The law says that it may not be given")


class RowDecision(models.Model):
    """What the reviewer decided about one row of a copy: given, or left out for a reason. `row` names it by label and id."""

    request = models.ForeignKey(CopyRequest, on_delete=models.CASCADE, related_name="decisions")
    row = models.CharField(max_length=80)
    is_given = models.BooleanField()
    reason = models.CharField(max_length=20, choices=WithheldReason, blank=True)
    decided_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "row"], name="row_decided_once"),
            models.CheckConstraint(
                condition=Q(is_given=True, reason="") | (Q(is_given=False) & ~Q(reason="")),
                name="row_left_out_for_a_reason",
            ),
        ]

    class Privacy:
        plain = ("id", "request", "row", "is_given", "reason", "decided_at")
        personal = ("decided_by",)
        retention = Retention.PARTICIPATION

    def __str__(self) -> str:
        return f"{self.row} {'given' if self.is_given else 'left out'}"
