from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from alongside.common.privacy import Retention
from alongside.people.models import Person
from alongside.programmes.models.offers import DefinitionVersion, Programme


class Amendment(models.Model):
    """What a running programme is, changed from a day on: which version came after which, why, and who agreed.

    Never changed: a change of mind is another amendment. Whoever began before that day keeps the version before.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="amendments")
    before = models.ForeignKey(DefinitionVersion, on_delete=models.PROTECT, related_name="+")
    after = models.ForeignKey(DefinitionVersion, on_delete=models.PROTECT, related_name="+")
    why = models.TextField(max_length=5000)
    agreed_by = models.CharField(max_length=300)
    applies_from = models.DateField()
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(before=F("after")), name="amendment_changes_something"),
            models.CheckConstraint(
                condition=~Q(why="") & ~Q(agreed_by=""), name="amendment_says_why_and_who_agreed"
            ),
            models.UniqueConstraint(fields=["programme", "after"], name="amendment_once_a_version"),
            models.UniqueConstraint(fields=["programme", "applies_from"], name="amendment_once_a_day"),
        ]

    class Privacy:
        plain = ("id", "programme", "before", "after", "applies_from", "made_at")
        personal = ("why", "agreed_by", "made_by")
        retention = Retention.CONFIGURATION

    def __str__(self) -> str:
        return f"{self.after.version}, from {self.applies_from}"
