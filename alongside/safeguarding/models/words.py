from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alongside.common.privacy import Retention
from alongside.people.models import Person
from alongside.programmes.models import Participant, Programme
from alongside.safeguarding.models.records import Concern, Rehearsal


class TriageSwitch(models.Model):
    """Whether triage looks at the words of a programme. A programme without a row has it on (ADR 22)."""

    programme = models.OneToOneField(Programme, on_delete=models.PROTECT, related_name="triage_switch")
    is_on = models.BooleanField()
    why = models.TextField(max_length=1000)
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(why=""), name="triage_switch_says_why")]

    class Privacy:
        plain = ("id", "programme", "is_on", "changed_at")
        personal = ("why", "changed_by")
        retention = Retention.CONFIGURATION

    def __str__(self) -> str:
        return f"Triage of {self.programme_id}: {'on' if self.is_on else 'off'}"


class Desk(models.TextChoices):
    """Who reads it first. Never anybody who takes part beside its writer."""

    LEADS = "leads", _("Safeguarding leads")
    MODERATORS = "moderators", _("Staff who look after the space")


class Outcome(models.TextChoices):
    """What came of reading it, from least to most."""

    MISHEARD = "misheard", _("Nothing is needed: the program misheard")
    READ = "read", _("Nothing is needed: well that somebody read it")
    IN_TOUCH = "in_touch", _("Somebody gets in touch with whoever wrote it")
    NOTED = "noted", _("A note stands before it")
    HELD = "held", _("Held back until somebody has looked again")
    HIDDEN = "hidden", _("Hidden from others")
    CONCERN = "concern", _("A concern was raised")


class Incoming(models.Model):
    """Words that came in by a field of a row, and what triage made of them. It speaks of words, never of a person.

    `place` is the space whose staff read it, `is_shared` whether others read the words: then their writer may be known
    there by another name, and is not named beside them.

    `findings` hold category, lane, rule, reason, and places in the words. No lane: nothing was found, which says nothing
    of how anybody is. `trouble`: triage could not look, so a person does. The words are kept beside what was found until
    90 days after somebody has read them; of posts in which nothing was found, until some of them are drawn to be read;
    of other words in which nothing was found, not at all.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="incoming")
    subject = models.CharField(max_length=80)
    field = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    writer = models.ForeignKey(
        Participant, null=True, on_delete=models.PROTECT, related_name="words_that_came_in"
    )
    written_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    kept_from = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    came_at = models.DateTimeField(default=timezone.now)
    words = models.TextField(blank=True)
    lane = models.CharField(max_length=2, blank=True)
    findings = models.JSONField(default=list)
    languages = models.JSONField(default=list)
    rules_version = models.CharField(max_length=60, blank=True)
    trouble = models.CharField(max_length=120, blank=True)
    drawn_at = models.DateTimeField(null=True)
    desk = models.CharField(max_length=20, choices=Desk)
    place = models.CharField(max_length=80, blank=True)
    is_shared = models.BooleanField(default=False)
    due_at = models.DateTimeField(null=True)
    concern = models.ForeignKey(Concern, null=True, on_delete=models.PROTECT, related_name="found_in")
    rehearsal = models.ForeignKey(Rehearsal, null=True, on_delete=models.PROTECT, related_name="words_found")
    claimed_at = models.DateTimeField(null=True)
    claimed_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["programme", "desk", "due_at", "id"],
                condition=Q(due_at__isnull=False, settled_at__isnull=True),
                name="words_waiting",
            ),
            models.Index(
                fields=["place", "due_at"],
                condition=Q(due_at__isnull=False, settled_at__isnull=True),
                name="words_waiting_in_place",
            ),
            models.Index(fields=["programme", "settled_at"], name="words_settled"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["subject", "field", "digest"], name="words_come_in_once"),
            models.CheckConstraint(
                condition=Q(lane__in=["P1", "P2", "P3", "P4"]) | Q(lane="", trouble=""),
                name="words_found_have_a_lane",
            ),
            models.CheckConstraint(
                condition=Q(lane="") | Q(due_at__isnull=False), name="words_found_are_read_by_a_time"
            ),
            models.CheckConstraint(
                condition=Q(claimed_at__isnull=True, claimed_by__isnull=True)
                | Q(claimed_at__isnull=False, claimed_by__isnull=False),
                name="words_claimed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_by__isnull=True, outcome="")
                | (Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(outcome="")),
                name="words_settled_by_somebody",
            ),
        ]

    class Privacy:
        plain = (
            "id",
            "programme",
            "field",
            "digest",
            "came_at",
            "rules_version",
            "trouble",
            "drawn_at",
            "desk",
            "place",
            "is_shared",
            "due_at",
            "concern",
            "rehearsal",
            "claimed_at",
            "settled_at",
            "outcome",
        )
        personal = ("writer", "written_by", "kept_from", "claimed_by", "settled_by", "languages")
        special = ("subject", "words", "lane", "findings")
        retention = Retention.SAFEGUARDING

    def __str__(self) -> str:
        return f"Words {self.pk}"
