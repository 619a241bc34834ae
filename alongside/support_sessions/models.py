from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alongside.common.privacy import Retention
from alongside.matching.models import Relationship, RelationshipSide
from alongside.people.models import Person
from alongside.programmes.models import Programme


class Modality(models.TextChoices):
    """The ways of meeting, in the words of definitions."""

    IN_PERSON = "in_person", _("In person")
    PHONE = "phone", _("By telephone")
    VIDEO = "video", _("By video")
    MESSAGE = "message", _("By text or message")
    LETTER = "letter", _("By letter")


class SessionStatus(models.TextChoices):
    PLANNED = "planned", _("Planned")
    DELIVERED = "delivered", _("Took place")
    MISSED = "missed", _("Missed")
    CANCELLED = "cancelled", _("Called off")


# A contact that is logged changes only by a correction, which is written down as one.
SESSION_TRANSITIONS = {
    SessionStatus.PLANNED: {SessionStatus.DELIVERED, SessionStatus.MISSED, SessionStatus.CANCELLED},
    SessionStatus.MISSED: {SessionStatus.DELIVERED},
    SessionStatus.DELIVERED: {SessionStatus.MISSED},
    SessionStatus.CANCELLED: {SessionStatus.PLANNED},
}
LOGGED = (SessionStatus.DELIVERED, SessionStatus.MISSED)


class SupportSession(models.Model):
    """An encounter, planned or delivered. What was planned stays beside what was delivered; neither overwrites.

    `phase` and `number` say which contact of the definition's schedule it is; `number` is empty for one that the
    schedule does not know: an extra contact, or another day `instead_of` a missed one. `key` is made by the form of
    an extra contact, so that sending it twice stores it once.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="support_sessions")
    relationship = models.ForeignKey(Relationship, on_delete=models.PROTECT, related_name="support_sessions")
    phase = models.CharField(max_length=60, blank=True)
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    instead_of = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="another_day"
    )
    key = models.CharField(max_length=40, blank=True)
    planned_on = models.DateField(null=True, blank=True)
    planned_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    planned_modality = models.CharField(max_length=20, choices=Modality, blank=True)
    is_optional = models.BooleanField(default=False)
    asked_at = models.DateTimeField(null=True, blank=True)
    status = models.CharField(max_length=20, choices=SessionStatus, default=SessionStatus.PLANNED)
    delivered_on = models.DateField(_("When"), null=True, blank=True)
    delivered_minutes = models.PositiveSmallIntegerField(_("How long, in minutes"), null=True, blank=True)
    delivered_modality = models.CharField(_("How"), max_length=20, choices=Modality, blank=True)
    logged_at = models.DateTimeField(null=True, blank=True)
    logged_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    logged_side = models.ForeignKey(
        RelationshipSide, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["relationship", "number"],
                condition=Q(number__isnull=False),
                name="planned_session_once",
            ),
            models.UniqueConstraint(
                fields=["relationship", "key"], condition=~Q(key=""), name="extra_session_sent_once"
            ),
            models.CheckConstraint(
                condition=~Q(status="delivered")
                | (
                    Q(delivered_on__isnull=False, delivered_minutes__isnull=False) & ~Q(delivered_modality="")
                ),
                name="delivered_session_says_when_how_long_and_how",
            ),
            models.CheckConstraint(
                condition=Q(status="delivered")
                | Q(delivered_on__isnull=True, delivered_minutes__isnull=True, delivered_modality=""),
                name="only_delivered_session_was_delivered",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=LOGGED) | Q(logged_at__isnull=False, logged_side__isnull=False),
                name="logged_session_says_by_which_side",
            ),
            models.CheckConstraint(
                condition=Q(delivered_minutes__isnull=True) | Q(delivered_minutes__lte=1440),
                name="session_within_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(status="planned") | Q(planned_on__isnull=False), name="planned_session_has_a_day"
            ),
        ]
        indexes = [
            models.Index(fields=["programme", "status", "planned_on"], name="session_due"),
            models.Index(fields=["relationship", "status", "delivered_on"], name="session_delivered"),
        ]

    class Privacy:
        plain = (
            "id",
            "programme",
            "phase",
            "number",
            "instead_of",
            "key",
            "planned_on",
            "planned_minutes",
            "planned_modality",
            "is_optional",
            "asked_at",
            "status",
            "delivered_on",
            "delivered_minutes",
            "delivered_modality",
            "logged_at",
        )
        personal = ("relationship", "logged_by", "logged_side")
        special = ()
        retention = Retention.PARTICIPATION

    def __str__(self) -> str:
        return f"Contact {self.pk}"

    @property
    def is_logged(self) -> bool:
        return self.status in LOGGED


class ContactNote(models.Model):
    """What one side wants to remember of a contact: for that side and the coordinator, never for the other side."""

    session = models.ForeignKey(SupportSession, on_delete=models.PROTECT, related_name="notes")
    side = models.ForeignKey(RelationshipSide, on_delete=models.PROTECT, related_name="contact_notes")
    words = models.TextField(_("Anything to remember"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "side"], name="contact_note_once_a_side"),
            models.CheckConstraint(condition=~Q(words=""), name="contact_note_has_words"),
        ]

    class Privacy:
        plain = ("id",)
        personal = ("session", "side")
        special = ("words",)
        retention = Retention.PARTICIPATION

    def __str__(self) -> str:
        return f"Note on contact {self.session_id}"


RATINGS = ("fit", "giving", "receiving", "load")


class CheckIn(models.Model):
    """How it goes for one side, asked of that side alone and shown to the coordinator, never to the other side.

    Each rating is 0 (not at all) to 10 (completely), and any may be left out. There is no score of a relationship.
    `followed_up_at` is set when a coordinator has looked after what it said.
    """

    side = models.ForeignKey(RelationshipSide, on_delete=models.PROTECT, related_name="check_ins")
    week = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    asked_at = models.DateTimeField(null=True, blank=True)
    fit = models.PositiveSmallIntegerField(_("We suit each other"), null=True, blank=True)
    giving = models.PositiveSmallIntegerField(_("I am able to give something"), null=True, blank=True)
    receiving = models.PositiveSmallIntegerField(_("I get something from it"), null=True, blank=True)
    load = models.PositiveSmallIntegerField(_("How much it weighs on me"), null=True, blank=True)
    words = models.TextField(_("Anything you would like the coordinator to know"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    entered_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    followed_up_at = models.DateTimeField(null=True, blank=True)
    followed_up_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["side", "week"], name="check_in_once_a_week"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, entered_by__isnull=True)
                | Q(answered_at__isnull=False, entered_by__isnull=False),
                name="check_in_answered_through_somebody",
            ),
            models.CheckConstraint(
                condition=Q(followed_up_at__isnull=True, followed_up_by__isnull=True)
                | Q(followed_up_at__isnull=False, followed_up_by__isnull=False, answered_at__isnull=False),
                name="check_in_followed_up_by_somebody",
            ),
            *[
                models.CheckConstraint(
                    condition=Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__lte": 10}),
                    name=f"check_in_{name}_0_to_10",
                )
                for name in RATINGS
            ],
        ]
        indexes = [models.Index(fields=["due_on", "answered_at"], name="check_in_due")]

    class Privacy:
        plain = ("id", "week", "due_on", "asked_at", "answered_at", "followed_up_at")
        personal = ("side", "entered_by", "followed_up_by")
        special = ("fit", "giving", "receiving", "load", "words")
        retention = Retention.PARTICIPATION

    def __str__(self) -> str:
        return f"Check-in week {self.week} of side {self.side_id}"


class CoordinatorCall(models.Model):
    """The coordinator's call to each member in week 3: confidential, to hear how the relationship goes.

    A call that did not reach anybody stays to be made. Source: weekly contact trials had a coordinator telephone
    participants in week 3 to find problems, including with the peer relationship (Thompson 2022, BMC Health Services
    Research 22:427).
    """

    class Outcome(models.TextChoices):
        FINE = "fine", _("It goes well")
        SMALL = "small", _("Something small, settled in the call")
        FOLLOW_UP = "follow_up", _("Something to follow up")
        NOT_REACHED = "not_reached", _("Not reached")

    side = models.OneToOneField(RelationshipSide, on_delete=models.PROTECT, related_name="coordinator_call")
    due_on = models.DateField()
    called_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(_("How does it go?"), max_length=20, choices=Outcome, blank=True)
    words = models.TextField(_("What was said"), blank=True)
    called_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(called_on__isnull=True, called_by__isnull=True, outcome="")
                | (Q(called_on__isnull=False, called_by__isnull=False) & ~Q(outcome="")),
                name="call_made_has_outcome",
            )
        ]

    class Privacy:
        plain = ("id", "due_on", "called_on")
        personal = ("side", "called_by")
        special = ("outcome", "words")
        retention = Retention.PARTICIPATION

    def __str__(self) -> str:
        return f"Coordinator call {self.pk}"
