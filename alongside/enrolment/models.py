from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alongside.common.privacy import Retention
from alongside.people.models import Person
from alongside.programmes.models import Intake, Participant, Programme


class HowGiven(models.TextChoices):
    """How consent was given or withdrawn."""

    SELF = "self", _("By themselves, on this site")
    READ_ALOUD = "read_aloud", _("Read aloud to them, answered by telephone")
    IN_PERSON = "in_person", _("Said in person")
    PAPER = "paper", _("Signed on paper")


class ConsentRecord(models.Model):
    """One line of the consent ledger: a purpose, the exact words, yes or no, when, how, and who wrote it down.

    Append-only: the database refuses to change a line (see the migration). What holds now is the newest line for a
    participant, programme and purpose: by `at`, when the person said it, and by `id` where two were said at once.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="consent_records")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="consent_records")
    purpose = models.CharField(max_length=60)
    wording_version = models.CharField(max_length=30)
    wording = models.TextField()
    given = models.BooleanField()
    how = models.CharField(max_length=20, choices=HowGiven)
    at = models.DateTimeField(default=timezone.now)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["programme", "participant", "purpose", "-at"], name="consent_newest")]
        constraints = [
            models.CheckConstraint(condition=~Q(wording=""), name="consent_has_wording"),
            models.CheckConstraint(condition=Q(at__lte=F("recorded_at")), name="consent_not_in_future"),
        ]

    class Privacy:
        plain = ("id", "programme", "purpose", "wording_version", "wording", "how", "at", "recorded_at")
        personal = ("participant", "given", "recorded_by")
        special = ()
        retention = Retention.PARTICIPATION

    def __str__(self) -> str:
        return f"{self.purpose}: {'yes' if self.given else 'no'}"


class WordToService(models.Model):
    """What a service (a clinic, a practice, a charity) was told about somebody, for the person to read.

    Only where the programme stands so; what is told when somebody is in danger is the safeguarding case's.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="words_to_services")
    service = models.CharField(_("Which service?"), max_length=200)
    words = models.TextField(_("What do you tell them?"), max_length=5000)
    told_at = models.DateTimeField(default=timezone.now)
    told_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "participant", "key"], name="service_told_once"),
            models.CheckConstraint(condition=~Q(service="") & ~Q(words=""), name="service_told_something"),
        ]

    class Privacy:
        plain = ("id", "programme", "told_at", "key")
        personal = ("participant", "told_by")
        special = ("service", "words")
        retention = Retention.PARTICIPATION

    def __str__(self) -> str:
        return f"Word {self.pk} to a service"


class ImportStatus(models.TextChoices):
    MAPPING = "mapping", _("Columns to be matched")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked, waiting for you")
    IMPORTING = "importing", _("Being brought in")
    DONE = "done", _("Brought in")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")
    FAILED = "failed", _("Stopped by a fault")
    PUT_AWAY = "put_away", _("Put away")


class PutAwayWhy(models.TextChoices):
    """Why a sheet is not brought in after all."""

    WRONG_FILE = "wrong_file", _("It is the wrong file")
    NEWER = "newer", _("A newer sheet takes its place")
    HALF_READ = "half_read", _("Too much in it could not be read")
    NOT_AGREED = "not_agreed", _("The people in it have not agreed to be on this site")
    NOT_NEEDED = "not_needed", _("It is not needed any more")


IMPORT_TRANSITIONS = {
    ImportStatus.MAPPING: {ImportStatus.CHECKING, ImportStatus.PUT_AWAY},
    ImportStatus.CHECKING: {ImportStatus.CHECKED, ImportStatus.FAILED},
    ImportStatus.CHECKED: {ImportStatus.IMPORTING, ImportStatus.CHECKING, ImportStatus.PUT_AWAY},
    ImportStatus.IMPORTING: {ImportStatus.DONE, ImportStatus.FAILED},
    ImportStatus.DONE: {ImportStatus.UNDOING, ImportStatus.IMPORTING},
    ImportStatus.UNDOING: {ImportStatus.UNDONE, ImportStatus.FAILED},
    ImportStatus.FAILED: {
        ImportStatus.CHECKING,
        ImportStatus.IMPORTING,
        ImportStatus.UNDOING,
        ImportStatus.PUT_AWAY,
    },
    ImportStatus.UNDONE: set(),
    ImportStatus.PUT_AWAY: set(),
}


class SpreadsheetImport(models.Model):
    """One spreadsheet on its way in: the file, how its columns were read, how far it has come.

    `rows_done` counts the rows that the present step has dealt with, and `worked_by` is who asked for that step.
    `failed_step` says in which step it stopped, so that it can go on from there. `erased_at` is set when the file and what was
    read from it have been erased; the counts stay. A sheet that is put away before anybody came in is erased at once;
    its name stays for as long as the names of other sheets, so that people know which one it was.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="imports")
    as_supporters = models.BooleanField(default=False)
    intake = models.ForeignKey(Intake, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """Into which intake its people come; whom it has no room for comes into the programme alone."""
    filename = models.CharField(max_length=255)
    content = models.BinaryField()
    content_hash = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)
    day_first = models.BooleanField(default=True)
    status = models.CharField(max_length=20, choices=ImportStatus, default=ImportStatus.MAPPING)
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    notes = models.JSONField(default=list)
    uploaded_at = models.DateTimeField(default=timezone.now)
    uploaded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    worked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    failed_step = models.CharField(max_length=20, choices=ImportStatus, blank=True)
    checked_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)
    put_away_at = models.DateTimeField(null=True)
    put_away_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    put_away_why = models.CharField(max_length=20, choices=PutAwayWhy, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["programme", "content_hash"], name="import_by_content"),
            models.Index(fields=["status", "heartbeat_at"], name="import_by_heartbeat"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    ~Q(put_away_why=""),
                    status=ImportStatus.PUT_AWAY,
                    put_away_at__isnull=False,
                    put_away_by__isnull=False,
                    erased_at__isnull=False,
                )
                | Q(
                    ~Q(status=ImportStatus.PUT_AWAY),
                    put_away_at__isnull=True,
                    put_away_by__isnull=True,
                    put_away_why="",
                ),
                name="import_put_away_by_somebody_and_erased",
            )
        ]

    class Privacy:
        plain = (
            "id",
            "programme",
            "as_supporters",
            "intake",
            "content_hash",
            "failed_step",
            "mapping",
            "day_first",
            "status",
            "rows_total",
            "rows_done",
            "notes",
            "uploaded_at",
            "checked_at",
            "heartbeat_at",
            "finished_at",
            "erased_at",
            "put_away_at",
            "put_away_why",
        )
        personal = ("filename", "uploaded_by", "worked_by", "put_away_by")
        special = ("content",)
        retention = Retention.WORKING

    def __str__(self) -> str:
        return self.filename


class RowOutcome(models.TextChoices):
    READY = "ready", _("Ready to come in")
    BAD = "bad", _("Cannot come in as it is")
    DUPLICATE = "duplicate", _("May be somebody you know already")
    CREATED = "created", _("Brought in")
    MERGED = "merged", _("Joined to somebody you knew already")
    SKIPPED = "skipped", _("Left out")
    UNDONE = "undone", _("Taken out again")
    KEPT = "kept", _("Stays, because something depends on it")


class ImportRow(models.Model):
    """One row of a spreadsheet: its values, the remarks on its cells, and what became of it.

    `proposals` are the people whom it may be, strongest first; `duplicate_of` (somebody known) or `duplicate_row` (a
    row further up) is the one that a person chose with the decision "same". `filled` holds what joining the row to
    `participant` put into that person's empty fields, so that an undo takes out exactly that.
    """

    class Decision(models.TextChoices):
        UNDECIDED = "", _("Not decided yet")
        NEW = "new", _("A different person: bring in")
        SAME = "same", _("The same person: join to the known one")
        SKIP = "skip", _("Leave this row out")

    spreadsheet = models.ForeignKey(SpreadsheetImport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    values = models.JSONField(default=dict)
    remarks = models.JSONField(default=list)
    outcome = models.CharField(max_length=20, choices=RowOutcome)
    duplicate_of = models.ForeignKey(
        Participant, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    duplicate_row = models.PositiveIntegerField(null=True, blank=True)
    proposals = models.JSONField(default=list, blank=True)
    decision = models.CharField(max_length=20, choices=Decision, blank=True, default=Decision.UNDECIDED)
    participant = models.ForeignKey(
        Participant, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    member_created = models.BooleanField(default=False)
    supporter_created = models.BooleanField(default=False)
    filled = models.JSONField(default=dict, blank=True)
    kept_because = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["spreadsheet", "number"], name="import_row_once")]
        indexes = [models.Index(fields=["spreadsheet", "outcome"], name="import_row_by_outcome")]

    class Privacy:
        plain = (
            "id",
            "spreadsheet",
            "number",
            "outcome",
            "decision",
            "member_created",
            "supporter_created",
            "duplicate_row",
            "kept_because",
        )
        personal = ("duplicate_of", "participant")
        special = ("values", "remarks", "proposals", "filled")
        retention = Retention.WORKING

    def __str__(self) -> str:
        return f"Row {self.number}"
