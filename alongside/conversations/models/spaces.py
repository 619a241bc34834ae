from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alongside.common.privacy import Retention
from alongside.people.models import Person
from alongside.programmes.models import Participant, PeerSupporter, Programme


class SpaceStatus(models.TextChoices):
    PREPARING = "preparing", _("Being prepared")
    OPEN = "open", _("Open")
    RESTING = "resting", _("Resting: people read, and nobody writes")
    CLOSED = "closed", _("Closed for good: people read what was written")


SPACE_TRANSITIONS = {
    SpaceStatus.PREPARING: {SpaceStatus.OPEN},
    SpaceStatus.OPEN: {SpaceStatus.RESTING, SpaceStatus.CLOSED},
    SpaceStatus.RESTING: {SpaceStatus.OPEN, SpaceStatus.CLOSED},
    SpaceStatus.CLOSED: set(),
}


class Identity(models.TextChoices):
    """By what name people are known in a space. Fixed when it is made: a later definition unmasks nobody."""

    NAMED = "named", _("By the name they go by in the programme")
    PSEUDONYMOUS = "pseudonymous", _("By a name that each chooses for this space")
    ANONYMOUS = "anonymous", _("By no name")


class Space(models.Model):
    """A place where the people of a programme write to each other: one for each open room of its schedule.

    `staffed_days` holds the weekdays on which somebody reads along, as digits, 0 for Monday; on these days from
    `staffed_from` until `staffed_until`, local time. All three empty: no hours are promised.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="spaces")
    phase = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    identity = models.CharField(max_length=20, choices=Identity)
    status = models.CharField(max_length=20, choices=SpaceStatus, default=SpaceStatus.PREPARING)
    staffed_days = models.CharField(max_length=7, blank=True)
    staffed_from = models.TimeField(null=True, blank=True)
    staffed_until = models.TimeField(null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "phase"], name="space_once_per_phase"),
            models.CheckConstraint(
                condition=Q(staffed_days="", staffed_from__isnull=True, staffed_until__isnull=True)
                | (~Q(staffed_days="") & Q(staffed_from__isnull=False, staffed_until__gt=F("staffed_from"))),
                name="space_hours_whole_or_none",
            ),
        ]

    class Privacy:
        plain = (
            "id",
            "programme",
            "phase",
            "title",
            "identity",
            "status",
            "staffed_days",
            "staffed_from",
            "staffed_until",
            "made_at",
        )
        personal = ("made_by",)
        retention = Retention.CONFIGURATION

    def __str__(self) -> str:
        return self.title


class SpaceLead(models.Model):
    """A peer supporter who looks after a space where peers moderate, from a moment until somebody else does."""

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="leads")
    supporter = models.ForeignKey(PeerSupporter, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField(default=timezone.now)
    named_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["space", "supporter"], condition=Q(ended_at__isnull=True), name="space_lead_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="space_lead_ended_by_somebody",
            ),
        ]

    class Privacy:
        plain = ("id", "space", "named_at", "ended_at")
        personal = ("supporter", "named_by", "ended_by")
        retention = Retention.PARTICIPATION

    def __str__(self) -> str:
        return f"Lead {self.pk} of space {self.space_id}"


class SpaceName(models.Model):
    """Somebody in a space, and what they are called there.

    `name` is filled only where names are chosen; it is chosen once, and stays taken when they leave, so that nobody
    can pass for them. `folded` is the name without capitals and hidden signs, by which it is the only one of its
    kind. `rules_version` names the ground rules that they accepted, when they did.
    """

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="names")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="space_names")
    name = models.CharField(max_length=40, blank=True)
    folded = models.CharField(max_length=80, blank=True)
    joined_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True)
    rules_version = models.CharField(max_length=16)
    rules_accepted_at = models.DateTimeField(default=timezone.now)
    digest = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["space", "participant"], name="space_joined_once"),
            models.UniqueConstraint(
                fields=["space", "folded"], condition=~Q(folded=""), name="space_name_is_taken_once"
            ),
            models.CheckConstraint(
                condition=Q(name="", folded="") | (~Q(name="") & ~Q(folded="")), name="space_name_is_folded"
            ),
        ]

    class Privacy:
        plain = ("id", "space", "joined_at", "left_at", "rules_version", "rules_accepted_at", "digest")
        personal = ("participant", "name", "folded")
        retention = Retention.PARTICIPATION

    def __str__(self) -> str:
        return f"Name {self.pk} in space {self.space_id}"
