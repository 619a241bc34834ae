from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alongside.common.privacy import Retention
from alongside.people.models import Person
from alongside.programmes.models.drafts import DefinitionDraft


class CoDesigner(models.Model):
    """Somebody without any role who reads one draft along and comments on it, by the link in a letter and no account.

    The token of the letter stands in no table; only its hash does. It ends on a day, when the draft comes into force,
    or when somebody of the staff ends it.
    """

    draft = models.ForeignKey(DefinitionDraft, on_delete=models.CASCADE, related_name="co_designers")
    name = models.CharField(_("Name"), max_length=80)
    email = models.EmailField(_("E-mail"))
    token_hash = models.CharField(max_length=64, unique=True)
    invited_at = models.DateTimeField(default=timezone.now)
    invited_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    """Nobody, where it ended because the draft came into force."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=False) | Q(ended_by__isnull=True),
                name="co_designer_ended_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["draft", "email"],
                condition=Q(ended_at__isnull=True),
                name="co_designer_once_a_draft",
            ),
        ]

    class Privacy:
        plain = ("id", "draft", "token_hash", "invited_at", "sent_at", "expires_at", "ended_at")
        personal = ("name", "email", "invited_by", "ended_by")
        retention = Retention.CONFIGURATION

    def __str__(self) -> str:
        return self.name
