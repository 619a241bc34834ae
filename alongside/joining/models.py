from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alongside.common.privacy import Retention
from alongside.people.models import Person
from alongside.programmes.models import Participant, Programme


class JoinStatus(models.TextChoices):
    DRAFT = "draft", _("Being written")
    WAITING = "waiting", _("Waits for an answer")
    JOINED = "joined", _("Has joined")
    DECLINED = "declined", _("Was told no")
    WITHDRAWN = "withdrawn", _("Was taken back")


JOIN_TRANSITIONS = {
    JoinStatus.DRAFT: {JoinStatus.WAITING},
    JoinStatus.WAITING: {JoinStatus.JOINED, JoinStatus.DECLINED, JoinStatus.WITHDRAWN},
}


class DeclineReason(models.TextChoices):
    """Why somebody was told no, in words that blame nobody."""

    NOT_FOR_THEM = "not_for_them", _("This programme is made for something else")
    AGES = "ages", _("It is for another age")
    FULL = "full", _("There are no places for a long time")
    TAKES_PART = "takes_part", _("They take part already")
    NOT_SAFE = "not_safe", _("It would not be safe, for them or for others")
    OUT_OF_TOUCH = "out_of_touch", _("We could not reach them")
    OTHER = "other", _("Something else")


class JoinRequest(models.Model):
    """Somebody asks from outside to join a programme, or to support there.

    Whoever writes it comes back with a code, of which only a hash is kept. `answers` is all that they said, by the
    names of `core.steps`; it is emptied 90 days after the answer. `person` is whoever was signed in when they sent
    it. `participant` is who they are once they are in; `was_known` says that a coordinator took them to be somebody
    whom the organisation knew.
    """

    class Kind(models.TextChoices):
        MEMBER = "member", _("Asks for support")
        SUPPORTER = "supporter", _("Offers to support")

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="join_requests")
    code_hash = models.CharField(max_length=64, unique=True)
    status = models.CharField(max_length=20, choices=JoinStatus, default=JoinStatus.DRAFT)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.MEMBER)
    for_somebody_else = models.BooleanField(default=False)
    was_open = models.BooleanField(default=False)
    """Whether people could join the programme by themselves when it was sent."""
    answers = models.JSONField(default=dict, blank=True)
    language = models.CharField(max_length=10, default="en-gb")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    begun_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    looked_through_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    participant = models.ForeignKey(
        Participant, null=True, blank=True, on_delete=models.SET_NULL, related_name="join_requests"
    )
    was_known = models.BooleanField(default=False)
    decline_reason = models.CharField(max_length=20, choices=DeclineReason, blank=True)
    decline_words = models.TextField(max_length=2000, blank=True)
    elsewhere = models.TextField(max_length=2000, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["programme", "status", "sent_at"], name="join_request_waiting"),
            models.Index(fields=["status", "changed_at"], name="join_request_by_age"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="draft") | Q(sent_at__isnull=False), name="join_request_sent_at"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "waiting"], decided_at__isnull=True)
                | Q(status__in=["joined", "declined", "withdrawn"], decided_at__isnull=False),
                name="join_request_decided_at",
            ),
            models.CheckConstraint(
                condition=~Q(status="declined") | (~Q(decline_reason="") & Q(decided_by__isnull=False)),
                name="join_request_declined_by_somebody_for_a_reason",
            ),
        ]

    class Privacy:
        plain = (
            "id",
            "programme",
            "code_hash",
            "status",
            "kind",
            "for_somebody_else",
            "was_open",
            "language",
            "begun_at",
            "changed_at",
            "sent_at",
            "looked_through_at",
            "decided_at",
            "was_known",
            "decline_reason",
            "erased_at",
        )
        personal = ("person", "decided_by", "participant")
        special = ("answers", "decline_words", "elsewhere")
        retention = Retention.WORKING

    def __str__(self) -> str:
        return str(self.answers.get("name") or _("Somebody"))

    @property
    def reads_alike(self) -> bool:
        """Whether its own page must be the same for whoever waits and for whoever is in: only somebody who may be known
        waits here, and a stranger who types their name must not learn it."""
        return self.was_open and self.kind == self.Kind.MEMBER and not self.for_somebody_else


class JoinWord(models.Model):
    """What the team and whoever asks to join write to each other; `by` is empty where the person themselves wrote."""

    request = models.ForeignKey(JoinRequest, on_delete=models.CASCADE, related_name="words")
    words = models.TextField(max_length=2000)
    by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["written_at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="join_word_is_not_empty")]

    class Privacy:
        plain = ("id", "request", "written_at")
        personal = ("by",)
        special = ("words",)
        retention = Retention.WORKING

    def __str__(self) -> str:
        return self.words[:40]
