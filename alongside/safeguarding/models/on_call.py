from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alongside.common.privacy import Retention
from alongside.people.models import Person
from alongside.programmes.models import Programme
from alongside.safeguarding.models.records import Concern


class AtNight(models.TextChoices):
    """What becomes of an alarm outside the hours in which somebody reads."""

    WAITS = "waits", _("It waits until somebody reads again")
    ON_CALL = "on_call", _("It calls the people on call, by day and by night")


class ReadingHours(models.Model):
    """When the safeguarding leads of a programme read what comes in, and what happens outside these hours.

    `days` holds weekdays as digits, 0 for Monday; on these from `opens` until `closes`, local time. A programme
    without a row promises no hours, and its alarms call the people on call whatever the hour.
    """

    programme = models.OneToOneField(Programme, on_delete=models.PROTECT, related_name="reading_hours")
    days = models.CharField(max_length=7)
    opens = models.TimeField()
    closes = models.TimeField()
    at_night = models.CharField(max_length=10, choices=AtNight)
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(days="") & Q(closes__gt=F("opens")), name="reading_hours_are_hours"
            )
        ]

    class Privacy:
        plain = ("id", "programme", "days", "opens", "closes", "at_night", "changed_at")
        personal = ("changed_by",)
        retention = Retention.CONFIGURATION

    def __str__(self) -> str:
        return f"Reading hours of {self.programme_id}"


class OnCallPlace(models.Model):
    """One place in a programme's standing chain: who is called, the lowest `position` first, and their telephone."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="on_call_places")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    phone = models.CharField(_("Telephone"), max_length=30, blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "person"], name="on_call_place_once"),
        ]

    class Privacy:
        plain = ("id", "programme", "position")
        personal = ("person", "phone")
        retention = Retention.CONFIGURATION

    def __str__(self) -> str:
        return f"Place {self.position} on call in {self.programme_id}"


class OnCallTime(models.Model):
    """A time in which somebody is called first, whatever the standing chain says; or in which they are not called.

    `is_away`: not called. It ends when `ends_at` is reached.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="on_call_times")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    is_away = models.BooleanField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="on_call_time_ends_later"),
            models.UniqueConstraint(
                fields=["programme", "person", "is_away", "starts_at"], name="on_call_time_once"
            ),
        ]

    class Privacy:
        plain = ("id", "programme", "is_away", "starts_at", "ends_at")
        personal = ("person",)
        retention = Retention.CONFIGURATION

    def __str__(self) -> str:
        return f"{'Away' if self.is_away else 'On call'} {self.pk}"


class Alarm(models.Model):
    """That somebody is needed now for a concern, and who answered. It calls from `rings_from` until it is answered.

    To answer is to say "I am looking": the concern is in somebody's hands only when they say so on its page.
    """

    concern = models.OneToOneField(Concern, on_delete=models.PROTECT, related_name="alarm")
    rings_from = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["rings_from"], condition=Q(answered_at__isnull=True), name="alarm_ringing")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="alarm_answered_by_somebody",
            )
        ]

    class Privacy:
        plain = ("id", "concern", "rings_from", "answered_at")
        personal = ("answered_by",)
        retention = Retention.SAFEGUARDING

    def __str__(self) -> str:
        return f"Alarm {self.pk}"


class CallBy(models.TextChoices):
    EMAIL = "email", _("E-mail")
    TEXT = "text", _("Text message")


class AlarmCall(models.Model):
    """Somebody was called, at which step of an alarm and by which channel. Never changed, and never deleted.

    Whether the letter left stands with the notice of the key `alarm:<alarm>:<step>:<person>:<channel>`.
    """

    alarm = models.ForeignKey(Alarm, on_delete=models.PROTECT, related_name="calls")
    step = models.PositiveSmallIntegerField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10, choices=CallBy)
    called_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["alarm", "step", "person", "channel"], name="alarm_calls_once_a_step"
            )
        ]

    class Privacy:
        plain = ("id", "alarm", "step", "channel", "called_at")
        personal = ("person",)
        retention = Retention.SAFEGUARDING

    def __str__(self) -> str:
        return f"Call {self.pk} of alarm {self.alarm_id}"

    @property
    def notice_key(self) -> str:
        return f"alarm:{self.alarm_id}:{self.step}:{self.person_id}:{self.channel}"
