from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alongside.common.privacy import Retention
from alongside.matching.models import Relationship, RelationshipSide
from alongside.people.models import Person
from alongside.programmes.models import Programme
from alongside.support_sessions.models.groups import Group


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

    It is of two people (`relationship`; pages call it a contact) or of a `group`, never of both. `phase` and `number` say which contact of the definition's schedule it is; `number` is empty for one that the
    schedule does not know: an extra contact, or another day `instead_of` a missed one. `key` is made by the form of
    an extra contact, so that sending it twice stores it once.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="support_sessions")
    relationship = models.ForeignKey(
        Relationship, null=True, blank=True, on_delete=models.PROTECT, related_name="support_sessions"
    )
    group = models.ForeignKey(
        Group, null=True, blank=True, on_delete=models.PROTECT, related_name="support_sessions"
    )
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
            models.CheckConstraint(
                condition=Q(relationship__isnull=False, group__isnull=True)
                | Q(relationship__isnull=True, group__isnull=False),
                name="session_of_two_or_of_group",
            ),
            models.UniqueConstraint(
                fields=["relationship", "number"],
                condition=Q(number__isnull=False),
                name="planned_session_once",
            ),
            models.UniqueConstraint(
                fields=["group", "number"],
                condition=Q(number__isnull=False),
                name="planned_session_of_group_once",
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
                condition=~Q(status__in=LOGGED)
                | Q(relationship__isnull=False, logged_at__isnull=False, logged_side__isnull=False)
                | Q(group__isnull=False, logged_at__isnull=False, logged_by__isnull=False),
                name="logged_session_says_by_whom",
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
            models.Index(fields=["group", "status", "planned_on"], name="session_of_group"),
        ]

    class Privacy:
        plain = (
            "id",
            "programme",
            "group",
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

    @property
    def pair(self) -> Relationship:
        """The relationship of a contact between two people."""
        assert self.relationship is not None, "a session of a group"
        return self.relationship

    @property
    def of_group(self) -> Group:
        """The group of a session of a group."""
        assert self.group is not None, "a contact between two people"
        return self.group


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
