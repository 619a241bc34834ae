from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alongside.common.privacy import Retention
from alongside.people.models import Person
from alongside.support_sessions.models.sessions import SupportSession


class SessionGuest(models.Model):
    """Somebody who comes to one session of a group by their profession. Everybody in the group hears of it beforehand."""

    session = models.ForeignKey(SupportSession, on_delete=models.PROTECT, related_name="guests")
    name = models.CharField(_("Who is coming?"), max_length=200)
    profession = models.CharField(_("What is their profession?"), max_length=200)
    why = models.CharField(_("What are they coming for?"), max_length=500)
    shares_experience = models.BooleanField(_("They share what the people in the group share"), default=False)
    invited_at = models.DateTimeField(default=timezone.now)
    invited_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "name"], condition=Q(taken_back_at__isnull=True), name="guest_invited_once"
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(profession="") & ~Q(why=""), name="guest_is_announced_in_full"
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at__isnull=True, taken_back_by__isnull=True)
                | Q(taken_back_at__isnull=False, taken_back_by__isnull=False),
                name="guest_taken_back_by_somebody",
            ),
        ]

    class Privacy:
        plain = ("id", "session", "invited_at", "taken_back_at")
        personal = ("name", "profession", "why", "invited_by", "taken_back_by")
        special = ("shares_experience",)
        retention = Retention.PARTICIPATION

    def __str__(self) -> str:
        return f"Guest {self.pk} of session {self.session_id}"
