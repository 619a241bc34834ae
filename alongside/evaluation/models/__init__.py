from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alongside.common.privacy import Retention
from alongside.evaluation.models.words import (
    CodedText,
    Coding,
    CodingJob,
    OpenAnswer,
    OpenQuestion,
    OwnCodebook,
    Quotation,
    Settlement,
    WhoAnswers,
)
from alongside.people.models import Person
from alongside.programmes.models import Participant, Programme

__all__ = [
    "CodedText",
    "Coding",
    "CodingJob",
    "Export",
    "OpenAnswer",
    "OpenQuestion",
    "OwnCodebook",
    "Quotation",
    "Release",
    "Result",
    "Settlement",
    "TakenBack",
    "Trial",
    "TrialAmendment",
    "TrialLine",
    "TrialMethod",
    "TrialSecret",
    "WhoAnswers",
]


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


class TakenBack(models.TextChoices):
    """Why published figures hold no more."""

    WRONG = "wrong", _("Some of the numbers were wrong")
    GAVE_AWAY = "gave_away", _("They could give somebody away")
    OLD = "old", _("They are too old to go by")


class Release(models.Model):
    """What was published of a programme: the figures of one day, protected, frozen and sealed.

    `content` is a protected page, and nothing else is ever shown of it; `comparison` is the difference of a closed
    trial, empty without one. `digest` seals both with their day and versions. None of this changes again (the database
    refuses): figures that hold no more are taken back, with a reason, and their page goes on saying so.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="releases")
    number = models.PositiveIntegerField()
    as_of = models.DateField()
    content = models.JSONField()
    comparison = models.JSONField(default=dict, blank=True)
    code_version = models.CharField(max_length=20)
    data_hash = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    taken_back_because = models.CharField(max_length=20, choices=TakenBack.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="release_numbered_once"),
            models.CheckConstraint(
                condition=Q(taken_back_at__isnull=True, taken_back_by__isnull=True, taken_back_because="")
                | (Q(taken_back_at__isnull=False, taken_back_by__isnull=False) & ~Q(taken_back_because="")),
                name="release_taken_back_by_somebody_with_a_reason",
            ),
        ]

    class Privacy:
        plain = (
            "id",
            "programme",
            "number",
            "as_of",
            "content",
            "comparison",
            "code_version",
            "data_hash",
            "digest",
            "made_at",
            "taken_back_at",
            "taken_back_because",
        )
        personal = ("made_by", "taken_back_by")
        retention = Retention.AUDIT

    def __str__(self) -> str:
        return f"Release {self.pk}"


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


class TrialMethod(models.TextChoices):
    BLOCKS = "blocks", _("Blocks of hidden sizes, apart for each value: simplest, for a few values")
    MINIMISATION = (
        "minimisation",
        _("Minimisation: four times in five, into the group that keeps both most alike, for several values"),
    )


class Trial(models.Model):
    """A comparison that chance makes: some are offered support now, others after a time of waiting.

    A plan may be written over until it is fixed. Then it is sealed by `digest`, `plan` is the public part of how
    people are allocated, and neither changes again: what must change is a `TrialAmendment`. Once `closed_at` is
    there nobody more is allocated, and the secret part is shown.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="trials")
    title = models.CharField(_("What is the trial called?"), max_length=200)
    question = models.TextField(_("What do you want to find out?"), blank=True, max_length=2000)
    eligible = models.TextField(_("Who can take part?"), blank=True, max_length=2000)
    primary_measure = models.CharField(_("The main measure"), max_length=60, blank=True)
    primary_wave = models.CharField(_("When it is asked"), max_length=60, blank=True)
    waiting_weeks = models.PositiveSmallIntegerField(
        _("How many weeks do people wait?"), null=True, blank=True
    )
    smallest_difference = models.FloatField(_("The smallest difference that matters"), null=True, blank=True)
    people_planned = models.PositiveIntegerField(_("How many people?"), null=True, blank=True)
    size_reason = models.TextField(_("Why so many?"), blank=True, max_length=2000)
    analysis = models.TextField(_("How will the answers be compared?"), blank=True, max_length=4000)
    harms = models.TextField(
        _("How is harm noticed, and who may stop the trial?"), blank=True, max_length=2000
    )
    opens_on = models.DateField(_("When are outcomes first looked at?"), null=True, blank=True)
    strata = models.JSONField(default=dict, blank=True)
    method = models.CharField(
        _("How does chance keep the groups alike?"),
        max_length=20,
        choices=TrialMethod,
        default=TrialMethod.BLOCKS,
    )
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    fixed_at = models.DateTimeField(null=True, blank=True)
    fixed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, blank=True)
    plan = models.JSONField(default=dict, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme"], condition=Q(closed_at__isnull=True), name="one_trial_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(fixed_at__isnull=True, fixed_by__isnull=True, digest="")
                | (Q(fixed_at__isnull=False, fixed_by__isnull=False) & ~Q(digest="")),
                name="trial_fixed_by_somebody_and_sealed",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_by__isnull=False, fixed_at__isnull=False),
                name="trial_closed_after_it_was_fixed",
            ),
        ]

    class Privacy:
        plain = (
            "id",
            "programme",
            "title",
            "question",
            "eligible",
            "primary_measure",
            "primary_wave",
            "waiting_weeks",
            "smallest_difference",
            "people_planned",
            "size_reason",
            "analysis",
            "harms",
            "opens_on",
            "strata",
            "method",
            "made_at",
            "fixed_at",
            "digest",
            "plan",
            "closed_at",
        )
        personal = ("made_by", "fixed_by", "closed_by")
        retention = Retention.AUDIT

    def __str__(self) -> str:
        return self.title


class TrialSecret(models.Model):
    """What nobody may read while people are allocated: the seed and the sizes of blocks."""

    trial = models.OneToOneField(Trial, on_delete=models.PROTECT, related_name="secret")
    content = models.JSONField()

    class Privacy:
        plain = ("id", "trial", "content")
        retention = Retention.AUDIT

    def __str__(self) -> str:
        return f"Secret of trial {self.trial_id}"


class TrialLine(models.Model):
    """A line of the log of allocations: written before the arm is told, sealed to the line before it, never changed.

    `content` names people by their study number; `participant` says who that is.
    """

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="lines")
    number = models.PositiveIntegerField()
    event = models.CharField(max_length=20)
    content = models.JSONField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    participant = models.ForeignKey(
        Participant, null=True, blank=True, on_delete=models.PROTECT, related_name="trial_lines"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["trial", "number"], name="trial_line_numbered_once"),
            models.UniqueConstraint(
                fields=["trial", "participant"],
                condition=Q(event="allocated"),
                name="nobody_is_allocated_twice",
            ),
            models.CheckConstraint(
                condition=~Q(event="allocated") | Q(participant__isnull=False),
                name="allocation_is_of_somebody",
            ),
        ]

    class Privacy:
        plain = ("id", "trial", "number", "event", "previous", "hash")
        personal = ("participant",)
        special = ("content",)
        retention = Retention.AUDIT

    def __str__(self) -> str:
        return f"Line {self.number} of trial {self.trial_id}"


class TrialAmendment(models.Model):
    """What was changed after the plan was fixed, and why."""

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="amendments")
    what = models.TextField(_("What changes?"), max_length=4000)
    why = models.TextField(_("Why?"), max_length=2000)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(what="") & ~Q(why=""), name="amendment_of_trial_says_what_and_why"
            )
        ]

    class Privacy:
        plain = ("id", "trial", "what", "why", "made_at")
        personal = ("made_by",)
        retention = Retention.AUDIT

    def __str__(self) -> str:
        return f"Amendment {self.pk} of trial {self.trial_id}"
