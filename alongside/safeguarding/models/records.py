from __future__ import annotations

import secrets

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alongside.common.privacy import Retention
from alongside.people.models import Person
from alongside.programmes.models import Participant, Programme


class HelpContact(models.Model):
    """Somebody to turn to in a crisis, shown one tap from every page of the programme."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="help_contacts")
    name = models.CharField(_("Name"), max_length=120)
    phone = models.CharField(_("Telephone"), max_length=30, blank=True)
    text_number = models.CharField(_("Text message"), max_length=60, blank=True)
    url = models.URLField(_("Web page"), blank=True)
    hours = models.CharField(_("When"), max_length=120)
    words = models.CharField(_("What they are for"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    last_checked_on = models.DateField(_("Last checked"), null=True, blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(phone="") | ~Q(text_number="") | ~Q(url=""), name="help_contact_can_be_reached"
            )
        ]

    class Privacy:
        plain = (
            "id",
            "programme",
            "name",
            "phone",
            "text_number",
            "url",
            "hours",
            "words",
            "position",
            "last_checked_on",
        )
        retention = Retention.CONFIGURATION

    def __str__(self) -> str:
        return self.name


class Urgency(models.TextChoices):
    """How soon a person must look. It sorts concerns, never people."""

    NOW = "now", _("Somebody may be in danger now")
    SOON = "soon", _("It should not wait for long")
    ROUTINE = "routine", _("It can wait for a day or so")


class ConcernStatus(models.TextChoices):
    NEW = "new", _("Not yet seen")
    ACKNOWLEDGED = "acknowledged", _("Seen by a named person")
    IN_CASE = "in_case", _("Part of a safeguarding case")
    ANSWERED = "answered", _("Answered")


CONCERN_TRANSITIONS = {
    ConcernStatus.NEW: {ConcernStatus.ACKNOWLEDGED},
    ConcernStatus.ACKNOWLEDGED: {ConcernStatus.IN_CASE, ConcernStatus.ANSWERED},
    ConcernStatus.IN_CASE: {ConcernStatus.ANSWERED},
    ConcernStatus.ANSWERED: {ConcernStatus.IN_CASE},
}


class Rehearsal(models.Model):
    """A practice: words of nobody come in by the real door, and real people find them and see them through.

    What comes of it (words, a concern, a case) names the rehearsal, and stands in no figure, export or file of
    anybody. `words` are made up, and shipped with the program. `report` is what the drill showed, once it is over.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="rehearsals")
    scenario = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    words = models.TextField()
    started_at = models.DateTimeField(default=timezone.now)
    started_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    report = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme"], condition=Q(ended_at__isnull=True), name="one_rehearsal_at_a_time"
            ),
        ]

    class Privacy:
        plain = ("id", "programme", "scenario", "name", "words", "started_at", "ended_at")
        personal = ("started_by", "ended_by", "report")
        retention = Retention.SAFEGUARDING

    def __str__(self) -> str:
        return f"Rehearsal {self.pk}"


class SafeguardingCase(models.Model):
    """The handled matter: opened from a concern, chronology in append-only notes, closed with a reason."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="safeguarding_cases")
    about = models.ForeignKey(
        Participant, null=True, blank=True, on_delete=models.PROTECT, related_name="safeguarding_cases"
    )
    rehearsal = models.ForeignKey(Rehearsal, null=True, on_delete=models.PROTECT, related_name="cases")
    opened_at = models.DateTimeField(default=timezone.now)
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    next_step_on = models.DateField(_("Next step by"), null=True, blank=True)
    closing_proposed_at = models.DateTimeField(null=True)
    closing_proposed_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    closing_reason = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False, closing_proposed_by__isnull=False),
                name="case_closed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(closed_by__isnull=True) | ~Q(closed_by=models.F("closing_proposed_by")),
                name="case_closed_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(rehearsal__isnull=True) | Q(about__isnull=True),
                name="case_of_practice_is_of_nobody",
            ),
        ]

    class Privacy:
        plain = (
            "id",
            "programme",
            "rehearsal",
            "opened_at",
            "next_step_on",
            "closing_proposed_at",
            "closed_at",
        )
        personal = ("opened_by", "owner", "closing_proposed_by", "closed_by")
        special = ("about", "closing_reason")
        retention = Retention.SAFEGUARDING

    def __str__(self) -> str:
        return f"Safeguarding case {self.pk}"


def new_key() -> str:
    """A key that nobody can guess: it names one sending of the form, and opens the page that says it arrived."""
    return secrets.token_urlsafe(24)


class Concern(models.Model):
    """A worry about somebody's safety, from anyone, in their own words.

    The safeguarding desk reads these rows directly; the e-mail is only a copy. `subject` names what it is about by
    label and id (`support_sessions.supportsession:7`), because a concern may be about anything. The words are never
    changed and no row is deleted: the database refuses both (see the migration).
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="concerns")
    key = models.CharField(max_length=64, unique=True, default=new_key)
    raised_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    raised_by_participant = models.ForeignKey(
        Participant, null=True, blank=True, on_delete=models.PROTECT, related_name="concerns_raised"
    )
    raised_by_name = models.CharField(_("Your name"), max_length=200, blank=True)
    reply_to = models.CharField(_("How we can reach you"), max_length=320, blank=True)
    about = models.ForeignKey(
        Participant, null=True, blank=True, on_delete=models.PROTECT, related_name="concerns_about"
    )
    about_staff = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    about_words = models.CharField(_("Who is it about?"), max_length=200, blank=True)
    subject = models.CharField(max_length=80, blank=True)
    rehearsal = models.ForeignKey(Rehearsal, null=True, on_delete=models.PROTECT, related_name="concerns")
    words = models.TextField(_("What worries you?"))
    urgency = models.CharField(max_length=20, choices=Urgency)
    status = models.CharField(max_length=20, choices=ConcernStatus, default=ConcernStatus.NEW)
    raised_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    answer = models.TextField(blank=True)
    case = models.ForeignKey(
        SafeguardingCase, null=True, blank=True, on_delete=models.PROTECT, related_name="concerns"
    )

    class Meta:
        indexes = [models.Index(fields=["programme", "status", "due_at"], name="concern_desk")]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="concern_has_words"),
            models.CheckConstraint(
                condition=Q(rehearsal__isnull=True)
                | Q(about__isnull=True, about_staff__isnull=True, raised_by_participant__isnull=True),
                name="concern_of_practice_is_of_nobody",
            ),
            models.CheckConstraint(
                condition=Q(status="new", acknowledged_at__isnull=True)
                | (~Q(status="new") & Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False)),
                name="concern_acknowledged_by_somebody",
            ),
        ]

    class Privacy:
        plain = (
            "id",
            "programme",
            "key",
            "urgency",
            "status",
            "raised_at",
            "due_at",
            "acknowledged_at",
            "answered_at",
            "case",
            "rehearsal",
        )
        personal = (
            "raised_by",
            "raised_by_participant",
            "raised_by_name",
            "reply_to",
            "acknowledged_by",
            "answered_by",
        )
        special = ("about", "about_staff", "about_words", "subject", "words", "answer")
        retention = Retention.SAFEGUARDING

    def __str__(self) -> str:
        return f"Concern {self.pk}"


class CaseNote(models.Model):
    """One entry in a case's chronology. Append-only: a correction is a new note that names the one it corrects."""

    class Kind(models.TextChoices):
        FACT = "fact", _("What was seen or said")
        OPINION = "opinion", _("An opinion")
        WISH = "wish", _("What the person wants to happen")
        TOLD = "told", _("Who was told, and what they answered")
        DECISION = "decision", _("A decision and its reason")

    case = models.ForeignKey(SafeguardingCase, on_delete=models.PROTECT, related_name="notes")
    key = models.CharField(max_length=64, unique=True, default=new_key)
    kind = models.CharField(max_length=20, choices=Kind)
    words = models.TextField(_("Note"))
    corrects = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections"
    )
    written_at = models.DateTimeField(default=timezone.now)
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["written_at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="case_note_has_words")]

    class Privacy:
        plain = ("id", "case", "key", "kind", "corrects", "written_at")
        personal = ("written_by",)
        special = ("words",)
        retention = Retention.SAFEGUARDING

    def __str__(self) -> str:
        return f"Note {self.pk} of case {self.case_id}"


class Hold(models.Model):
    """No new contact for this participant in this programme until a named person lifts it."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="holds")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="holds")
    case = models.ForeignKey(
        SafeguardingCase, null=True, blank=True, on_delete=models.PROTECT, related_name="holds"
    )
    reason = models.TextField(_("Reason"))
    placed_at = models.DateTimeField(default=timezone.now)
    placed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    lifted_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "participant"],
                condition=Q(lifted_at__isnull=True),
                name="one_hold_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="hold_lifted_by_somebody",
            ),
        ]

    class Privacy:
        plain = ("id", "programme", "case", "placed_at", "lifted_at")
        personal = ("placed_by", "lifted_by")
        special = ("participant", "reason", "lifted_reason")
        retention = Retention.SAFEGUARDING

    def __str__(self) -> str:
        return f"Hold {self.pk}"
