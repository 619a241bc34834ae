from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alongside.common.privacy import Retention
from alongside.matching.models import Relationship
from alongside.people.models import Person
from alongside.programmes.models import Organisation, Participant, Programme


class ResponseStatus(models.TextChoices):
    DUE = "due", _("To be asked")
    STARTED = "started", _("Begun")
    COMPLETED = "completed", _("Answered")
    DECLINED = "declined", _("Would rather not")
    MISSED = "missed", _("Not answered in time")


class HowAnswered(models.TextChoices):
    WEB = "web", _("On this site")
    TELEPHONE = "telephone", _("Read aloud by telephone")
    PAPER = "paper", _("On paper")
    IN_PERSON = "in_person", _("In person")
    IMPORTED = "imported", _("Brought in from elsewhere")


class Response(models.Model):
    """One asking of one instrument of one participant: due, perhaps answered.

    Answers are stored as chosen codes before any reversal. The score can always be computed again; it is kept with
    the hash of the instrument and the version of the scorer. `is_baseline` is true only for an answer of the baseline
    wave that was given before the first contact. In `answers` a question that is null was skipped, one that is not
    there was never reached; for goals the keys are the ids of the goals. `language` is the one in which the person
    is asked: nothing stands in for it unless they agree. `asked_on` and `reminded_on` are when we got in touch.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="responses")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="responses")
    relationship = models.ForeignKey(
        Relationship, null=True, blank=True, on_delete=models.PROTECT, related_name="responses"
    )
    as_supporter = models.BooleanField(default=False)
    wave = models.CharField(max_length=60)
    instrument = models.CharField(max_length=60)
    instrument_hash = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=10, default="en")
    due_on = models.DateField()
    opens_on = models.DateField()
    closes_on = models.DateField()
    status = models.CharField(max_length=20, choices=ResponseStatus, default=ResponseStatus.DUE)
    answers = models.JSONField(default=dict, blank=True)
    score = models.FloatField(null=True, blank=True)
    is_prorated = models.BooleanField(default=False)
    scorer_version = models.CharField(max_length=20, blank=True)
    is_baseline = models.BooleanField(default=False)
    how = models.CharField(max_length=20, choices=HowAnswered, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    asked_on = models.DateField(null=True, blank=True)
    reminded_on = models.DateField(null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    entered_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "programme", "wave", "instrument", "as_supporter"],
                condition=Q(relationship__isnull=True),
                name="response_once_per_wave",
            ),
            models.UniqueConstraint(
                fields=["participant", "relationship", "wave", "instrument", "as_supporter"],
                condition=Q(relationship__isnull=False),
                name="response_once_per_relationship_wave",
            ),
            models.CheckConstraint(
                condition=~Q(status="completed") | Q(completed_at__isnull=False, answered_on__isnull=False),
                name="response_completed_at_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(is_baseline=False) | Q(status="completed", wave="baseline"),
                name="baseline_is_completed",
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | (Q(status="completed") & ~Q(instrument_hash="")),
                name="score_says_where_it_comes_from",
            ),
        ]
        indexes = [
            models.Index(fields=["programme", "status", "due_on"], name="response_due"),
            # Whoever closes first is asked first, and what closed is not looked at.
            models.Index(fields=["programme", "closes_on"], name="response_closes"),
        ]

    class Privacy:
        plain = (
            "id",
            "programme",
            "as_supporter",
            "wave",
            "instrument",
            "instrument_hash",
            "language",
            "due_on",
            "opens_on",
            "closes_on",
            "status",
            "is_prorated",
            "scorer_version",
            "is_baseline",
            "how",
            "started_at",
            "completed_at",
            "asked_on",
            "reminded_on",
            "answered_on",
        )
        personal = ("participant", "relationship", "entered_by")
        special = ("answers", "score")
        retention = Retention.PARTICIPATION

    def __str__(self) -> str:
        return f"{self.instrument} {self.wave} of {self.participant_id}"


class Goal(models.Model):
    """Something a participant wants to reach, in their own words. Ratings 0 to 10 live in responses."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="goals")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="goals")
    words = models.CharField(_("Your goal"), max_length=300)
    set_at = models.DateTimeField(default=timezone.now)
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="goal_has_words")]

    class Privacy:
        plain = ("id", "programme", "set_at", "dropped_at")
        personal = ("participant",)
        special = ("words",)
        retention = Retention.PARTICIPATION

    def __str__(self) -> str:
        return f"Goal {self.pk}"


class AnsweringChoice(models.Model):
    """How somebody who signs in likes to see questions: one a page, or a page for each topic."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    one_at_a_time = models.BooleanField(default=True)

    class Privacy:
        plain = ("id", "one_at_a_time")
        personal = ("person",)
        retention = Retention.ACCOUNT

    def __str__(self) -> str:
        return "one at a time" if self.one_at_a_time else "a page for each topic"


class InstrumentPack(models.Model):
    """An instrument in one language that an organisation brings with a licence of its own, as the file said it.

    `key` is the name by which definitions and responses know it: the file's own id and four letters, so that no two
    organisations share one. `text` is never changed: people have answered it.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="instrument_packs")
    key = models.CharField(max_length=60)
    file_id = models.CharField(max_length=50)
    language = models.CharField(max_length=20)
    version = models.CharField(max_length=60)
    title = models.CharField(max_length=300)
    text = models.TextField()
    content_hash = models.CharField(max_length=64)
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "language"], name="pack_once_per_language"),
            models.UniqueConstraint(
                fields=["organisation", "file_id", "version", "language"], name="pack_version_brought_once"
            ),
        ]

    class Privacy:
        plain = (
            "id",
            "organisation",
            "key",
            "file_id",
            "language",
            "version",
            "title",
            "text",
            "content_hash",
            "added_at",
        )
        personal = ("added_by",)
        retention = Retention.CONFIGURATION

    def __str__(self) -> str:
        return f"{self.title} ({self.language})"


class PackPermission(models.Model):
    """By what right an organisation uses a pack, from the day somebody made sure of it until `ends_on`, the last day.

    A renewal is another row; none is ever changed.
    """

    pack = models.ForeignKey(InstrumentPack, on_delete=models.PROTECT, related_name="permissions")
    holder = models.CharField(_("Who owns the words?"), max_length=500)
    reference = models.CharField(_("Number of the licence, or date and sender of the letter"), max_length=500)
    confirmed_by = models.CharField(_("Who in your organisation made sure of it?"), max_length=500)
    confirmed_on = models.DateField(_("When?"))
    ends_on = models.DateField(_("Last day of the licence"), null=True, blank=True)
    conditions = models.CharField(_("What the owner asks for"), max_length=500, blank=True)
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("confirmed_on")),
                name="permission_ends_after_it_was_confirmed",
            ),
            models.CheckConstraint(
                condition=~Q(holder="") & ~Q(reference="") & ~Q(confirmed_by=""),
                name="permission_says_who_and_by_what",
            ),
        ]

    class Privacy:
        plain = ("id", "pack", "holder", "reference", "confirmed_on", "ends_on", "conditions", "added_at")
        personal = ("confirmed_by", "added_by")
        retention = Retention.CONFIGURATION

    def __str__(self) -> str:
        return f"{self.reference} for pack {self.pack_id}"


class DoubleKeyedWave(models.Model):
    """A time whose paper sheets are keyed twice in a programme, as it was chosen; a time that is not here is keyed once."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="double_keyed_waves")
    wave = models.CharField(max_length=60)
    as_supporter = models.BooleanField(default=False)
    chosen_at = models.DateTimeField(default=timezone.now)
    chosen_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "wave", "as_supporter"], name="wave_is_double_keyed_once"
            )
        ]

    class Privacy:
        plain = ("id", "programme", "wave", "as_supporter", "chosen_at")
        personal = ("chosen_by",)
        retention = Retention.CONFIGURATION

    def __str__(self) -> str:
        return f"{self.wave} of programme {self.programme_id}"


class Keying(models.Model):
    """A sheet of paper as one person keyed it: 1 and 2 apart from each other, 3 what somebody settled where they differ.

    Only when both are the same, or somebody has settled it, does the response have answers and a score.
    """

    FIRST, SECOND, SETTLED = 1, 2, 3

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="keyings")
    number = models.PositiveSmallIntegerField()
    answers = models.JSONField(default=dict, blank=True)
    answered_on = models.DateField()
    keyed_at = models.DateTimeField(default=timezone.now)
    keyed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["response", "number"], name="sheet_is_keyed_once_each_time"),
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=3), name="keying_is_one_of_three"),
        ]

    class Privacy:
        plain = ("id", "response", "number", "answered_on", "keyed_at")
        personal = ("keyed_by",)
        special = ("answers",)
        retention = Retention.PARTICIPATION

    def __str__(self) -> str:
        return f"Keying {self.number} of response {self.response_id}"
