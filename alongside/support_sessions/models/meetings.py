"""What belongs to one session of a group: its plan, who comes, what is noted, how it was for those who led."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alongside.common.privacy import Retention
from alongside.people.models import Person
from alongside.support_sessions.models.groups import GroupLead, GroupPlace
from alongside.support_sessions.models.sessions import SupportSession


class SessionPlan(models.Model):
    """What one session of a group is to be: made from the definition, and changed for this session alone.

    `agenda` is a list of `{"title", "minutes", "kind"}`, minutes None where nobody says. `adaptation` says what was
    changed of the definition's own agenda, and why; `changed_at` is empty while nothing was.
    """

    session = models.OneToOneField(SupportSession, on_delete=models.PROTECT, related_name="plan")
    title = models.CharField(_("What it is about"), max_length=300, blank=True)
    agenda = models.JSONField(default=list, blank=True)
    starts_at = models.TimeField(_("At what time"), null=True, blank=True)
    place = models.CharField(_("Where"), max_length=300, blank=True)
    adaptation = models.TextField(_("What you changed, and why"), blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(changed_at__isnull=True, changed_by__isnull=True, adaptation="")
                | Q(changed_at__isnull=False, changed_by__isnull=False),
                name="session_plan_changed_by_somebody",
            )
        ]

    class Privacy:
        plain = ("id", "session", "title", "agenda", "starts_at", "place", "adaptation", "changed_at")
        personal = ("changed_by",)
        retention = Retention.PARTICIPATION

    def __str__(self) -> str:
        return f"Plan of session {self.session_id}"


class Answer(models.TextChoices):
    """What somebody says beforehand."""

    COMING = "coming", _("I will be there")
    NOT_COMING = "not_coming", _("Not this time")


class Outcome(models.TextChoices):
    """One person at one session. None of it counts against anybody."""

    CAME = "came", _("Came")
    LATE = "late", _("Came late")
    EXCUSED = "excused", _("Had said they could not")
    MISSED = "missed", _("Missed")


PRESENT = (Outcome.CAME, Outcome.LATE)


class Attendance(models.Model):
    """One person and one session: what they said beforehand, and what became of it. Neither asks for a reason."""

    session = models.ForeignKey(SupportSession, on_delete=models.PROTECT, related_name="attendances")
    place = models.ForeignKey(GroupPlace, on_delete=models.PROTECT, related_name="attendances")
    answer = models.CharField(max_length=20, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)
    reason = models.CharField(_("If they said why"), max_length=300, blank=True)
    marked_at = models.DateTimeField(null=True, blank=True)
    marked_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "place"], name="in_the_register_once"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True, answered_by__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="answered_through_somebody",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", marked_at__isnull=True, marked_by__isnull=True)
                | (~Q(outcome="") & Q(marked_at__isnull=False, marked_by__isnull=False)),
                name="marked_by_somebody",
            ),
        ]

    class Privacy:
        plain = ("id", "answered_at", "marked_at")
        personal = ("session", "place", "answer", "answered_by", "outcome", "marked_by")
        special = ("reason",)
        retention = Retention.PARTICIPATION

    def __str__(self) -> str:
        return f"Place {self.place_id} at session {self.session_id}"


class SessionNote(models.Model):
    """What a session was about: facts for those who lead and for staff, and a few words for those who missed it."""

    session = models.OneToOneField(SupportSession, on_delete=models.PROTECT, related_name="group_note")
    words = models.TextField(_("What was done, and what was agreed"), blank=True)
    catch_up = models.TextField(_("A few words for those who could not come"), blank=True)
    written_at = models.DateTimeField(auto_now=True)
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(words="") | ~Q(catch_up=""), name="session_note_has_words")
        ]

    class Privacy:
        plain = ("id", "session", "written_at")
        personal = ("written_by",)
        special = ("words", "catch_up")
        retention = Retention.PARTICIPATION

    def __str__(self) -> str:
        return f"Note on session {self.session_id}"


class Debrief(models.Model):
    """How a session was for one of those who led it: for them and their supervisor, and for nobody else."""

    class How(models.TextChoices):
        GOOD = "good", _("Good")
        MIXED = "mixed", _("Some of both")
        HEAVY = "heavy", _("Heavy")

    session = models.ForeignKey(SupportSession, on_delete=models.PROTECT, related_name="debriefs")
    lead = models.ForeignKey(GroupLead, on_delete=models.PROTECT, related_name="debriefs")
    how = models.CharField(_("How was it for you?"), max_length=20, choices=How)
    words = models.TextField(_("Anything you want to keep"), blank=True)
    for_supervision = models.TextField(_("Anything to talk about in supervision"), blank=True)
    written_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "lead"], name="debrief_once_a_lead")]

    class Privacy:
        plain = ("id", "session", "written_at")
        personal = ("lead",)
        special = ("how", "words", "for_supervision")
        retention = Retention.PARTICIPATION

    def __str__(self) -> str:
        return f"Debrief of session {self.session_id}"
