"""What people write for evaluation, and how it is coded: questions, answers, codebooks, jobs, codings, quotes."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alongside.common.privacy import Retention
from alongside.measures.models import HowAnswered
from alongside.people.models import Person
from alongside.programmes.models import Organisation, Participant, Programme


class WhoAnswers(models.TextChoices):
    """Whose words they are: each side is asked apart and told of apart."""

    MEMBER = "member", _("Members")
    SUPPORTER = "supporter", _("Peer supporters")
    STAFF = "staff", _("Staff")


class OpenQuestion(models.Model):
    """A question that people answer in their own words, asked of one side, for evaluation alone.

    It may be answered from `opens_on` to `closes_on`, both included; what was answered can be coded afterwards.
    `moment` names the time that it is about, for those who read the result.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="open_questions")
    words = models.CharField(_("The question"), max_length=300)
    side = models.CharField(_("Whom do you ask?"), max_length=20, choices=WhoAnswers)
    moment = models.CharField(_("What do you call this time?"), max_length=60)
    opens_on = models.DateField(_("From which day?"))
    closes_on = models.DateField(_("Until which day?"))
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")), name="open_question_closes_later"
            ),
            models.CheckConstraint(condition=~Q(words=""), name="open_question_has_words"),
        ]

    class Privacy:
        plain = ("id", "programme", "words", "side", "moment", "opens_on", "closes_on", "asked_at")
        personal = ("asked_by",)
        retention = Retention.PARTICIPATION

    def __str__(self) -> str:
        return self.words


class OpenAnswer(models.Model):
    """What somebody answered in their own words. `may_quote`: their words may be shown to others, without their name.

    Of a member or supporter it is the `participant` who answers, of staff the `person`.
    """

    question = models.ForeignKey(OpenQuestion, on_delete=models.PROTECT, related_name="answers")
    participant = models.ForeignKey(
        Participant, null=True, blank=True, on_delete=models.PROTECT, related_name="open_answers"
    )
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(_("Your answer"), max_length=5000)
    may_quote = models.BooleanField(_("May be quoted without their name"), default=False)
    how = models.CharField(max_length=20, choices=HowAnswered, default=HowAnswered.WEB)
    answered_at = models.DateTimeField(default=timezone.now)
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["question", "participant"], name="open_answer_once_a_participant"
            ),
            models.UniqueConstraint(fields=["question", "person"], name="open_answer_once_a_person"),
            models.CheckConstraint(
                condition=Q(participant__isnull=False, person__isnull=True)
                | Q(participant__isnull=True, person__isnull=False),
                name="open_answer_of_somebody",
            ),
            models.CheckConstraint(condition=~Q(words=""), name="open_answer_has_words"),
        ]

    class Privacy:
        plain = ("id", "question", "how", "answered_at")
        personal = ("participant", "person", "may_quote", "entered_by")
        special = ("words",)
        retention = Retention.PARTICIPATION

    def __str__(self) -> str:
        return f"Answer {self.pk} in words"


class OwnCodebook(models.Model):
    """One version of a codebook that an organisation made, from one of ours or from nothing.

    `content` is what `core.coding.codebook.content_of` makes. Once `fixed_at` is there a job has used it, and neither
    content nor title changes again (the database refuses): the next version stands beside it.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="codebooks")
    key = models.CharField(max_length=60)
    number = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(_("What is it called?"), max_length=200)
    content = models.JSONField()
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    fixed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "key", "number"], name="codebook_version_once"),
        ]

    class Privacy:
        plain = ("id", "organisation", "key", "number", "title", "content", "made_at", "fixed_at")
        personal = ("made_by",)
        retention = Retention.CONFIGURATION

    def __str__(self) -> str:
        return f"{self.title}, version {self.number}"


class CodingJob(models.Model):
    """Two coders give codes to what people answered, without names; neither sees the other's until both are done.

    `codebook` is the whole codebook as it was when the job began. `percent` of a hundred texts are coded by both; the
    rest is shared out. `first_done_at` and `second_done_at` are when each said to be done: from the later one on
    nothing that was coded changes, and both are seen.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="coding_jobs")
    title = models.CharField(_("What is this coding called?"), max_length=200)
    codebook = models.JSONField()
    codebook_digest = models.CharField(max_length=64)
    own_codebook = models.ForeignKey(
        OwnCodebook, null=True, blank=True, on_delete=models.PROTECT, related_name="jobs"
    )
    questions = models.ManyToManyField(OpenQuestion, related_name="coding_jobs")
    first = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    percent = models.PositiveSmallIntegerField(_("How many of a hundred do both code?"))
    begun_at = models.DateTimeField(default=timezone.now)
    begun_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    first_done_at = models.DateTimeField(null=True, blank=True)
    second_done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(first=F("second")), name="coded_by_two"),
            models.CheckConstraint(condition=Q(percent__lte=100), name="coded_twice_at_most_all"),
        ]

    class Privacy:
        plain = (
            "id",
            "programme",
            "title",
            "codebook",
            "codebook_digest",
            "own_codebook",
            "questions",
            "percent",
            "begun_at",
            "first_done_at",
            "second_done_at",
        )
        personal = ("first", "second", "begun_by")
        retention = Retention.AUDIT

    def __str__(self) -> str:
        return self.title

    @property
    def is_open_to_see(self) -> bool:
        """Whether both coders are done, so that what they gave may be seen and is changed no more."""
        return self.first_done_at is not None and self.second_done_at is not None


class CodedText(models.Model):
    """One answer in one job: its number in the order in which it is read, and who codes it. The words stay with the answer."""

    job = models.ForeignKey(CodingJob, on_delete=models.PROTECT, related_name="texts")
    answer = models.ForeignKey(OpenAnswer, on_delete=models.CASCADE, related_name="coded_texts")
    number = models.PositiveIntegerField()
    for_first = models.BooleanField()
    for_second = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["job", "number"], name="coded_text_numbered_once"),
            models.UniqueConstraint(fields=["job", "answer"], name="coded_text_once_a_job"),
            models.CheckConstraint(
                condition=Q(for_first=True) | Q(for_second=True), name="coded_by_somebody"
            ),
        ]

    class Privacy:
        plain = ("id", "job", "number", "for_first", "for_second")
        personal = ("answer",)
        retention = Retention.PARTICIPATION

    def __str__(self) -> str:
        return f"Text {self.number} of job {self.job_id}"


class Coding(models.Model):
    """What one coder gave to one text: `marks` are `[code, start, end]`, the ends empty for the whole text; none is an answer, too."""

    text = models.ForeignKey(CodedText, on_delete=models.CASCADE, related_name="codings")
    coder = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    marks = models.JSONField(default=list, blank=True)
    memo = models.TextField(_("A note for yourself and the talk afterwards"), blank=True, max_length=2000)
    coded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["text", "coder"], name="coded_once_a_coder")]

    class Privacy:
        plain = ("id", "coded_at")
        personal = ("text", "coder")
        special = ("marks", "memo")
        retention = Retention.PARTICIPATION

    def __str__(self) -> str:
        return f"Coding {self.pk}"


class Settlement(models.Model):
    """Where two coders differed on a code of a text: what was agreed when they talked, why, and who wrote it down."""

    text = models.ForeignKey(CodedText, on_delete=models.CASCADE, related_name="settlements")
    code = models.CharField(max_length=60)
    is_given = models.BooleanField()
    reason = models.TextField(_("Why?"), max_length=1000)
    settled_at = models.DateTimeField(default=timezone.now)
    settled_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["text", "code"], name="settled_once_a_code"),
            models.CheckConstraint(condition=~Q(reason=""), name="settled_with_a_reason"),
        ]

    class Privacy:
        plain = ("id", "settled_at")
        personal = ("text", "settled_by")
        special = ("code", "is_given", "reason")
        retention = Retention.PARTICIPATION

    def __str__(self) -> str:
        return f"Settlement {self.pk}"


class Quotation(models.Model):
    """Words of an answer that stand beside a code for others to read: the person's own, with gaps and nothing added.

    It is shown only while the person lets their words be quoted and used; that is asked every time it is shown.
    """

    text = models.ForeignKey(CodedText, on_delete=models.CASCADE, related_name="quotations")
    code = models.CharField(max_length=60)
    words = models.TextField(_("The words to be quoted"), max_length=2000)
    chosen_at = models.DateTimeField(default=timezone.now)
    chosen_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="quotation_has_words")]

    class Privacy:
        plain = ("id", "chosen_at")
        personal = ("text", "chosen_by")
        special = ("code", "words")
        retention = Retention.PARTICIPATION

    def __str__(self) -> str:
        return f"Quotation {self.pk}"
