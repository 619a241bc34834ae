from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from alongside.common.privacy import Retention


class AuditEvent(models.Model):
    """Who did what to what, when, and for whom: written once, never changed.

    No foreign keys, so that the log neither blocks the erasure of a row nor is lost with it. The database refuses
    changes to a stored event and the removal of a sealed one (see migration 0002). `place` counts the sealed events
    from 1, and `seal` and `previous_seal` chain them, so that one altered, removed or moved by somebody who went
    round the database's refusal shows (`alongside verify_audit`).
    """

    at = models.DateTimeField(default=timezone.now, db_index=True)
    what = models.CharField(max_length=60)
    by_id = models.BigIntegerField(null=True)
    on_behalf_of = models.CharField(max_length=80, blank=True)
    subject = models.CharField(max_length=80, db_index=True)
    organisation_id = models.BigIntegerField(null=True)
    programme_id = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    details = models.JSONField(default=dict, blank=True)
    place = models.BigIntegerField(null=True, unique=True)
    previous_seal = models.CharField(max_length=64, blank=True)
    seal = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["organisation_id", "-at"], name="audit_by_organisation"),
            models.Index(fields=["id"], condition=Q(place__isnull=True), name="audit_not_sealed_yet"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(place__isnull=True, seal="") | (Q(place__gte=1) & ~Q(seal="")),
                name="audit_sealed_with_a_place",
            )
        ]

    class Privacy:
        plain = (
            "id",
            "at",
            "what",
            "subject",
            "organisation_id",
            "programme_id",
            "place",
            "previous_seal",
            "seal",
        )
        personal = ("by_id", "on_behalf_of", "reason", "details")
        special = ()
        retention = Retention.AUDIT

    def __str__(self) -> str:
        return f"{self.what} {self.subject}"
