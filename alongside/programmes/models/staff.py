from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alongside.common.privacy import Retention
from alongside.people.models import Person
from alongside.programmes.models.offers import Organisation, Programme
from alongside.programmes.models.people import Participant
from alongside.roles.permissions import Role

STAFF_ROLE_CHOICES = [
    (Role.ADMINISTRATOR.value, _("Organisation administrator")),
    (Role.COORDINATOR.value, _("Coordinator")),
    (Role.SUPERVISOR.value, _("Supervisor")),
    (Role.SAFEGUARDING_LEAD.value, _("Safeguarding lead")),
    (Role.MODERATOR.value, _("Moderator")),
    (Role.EVALUATOR.value, _("Evaluator")),
    (Role.CODER.value, _("Coder")),
]


class StaffRole(models.Model):
    """A role that a person holds in an organisation, or in one of its programmes, from a day and perhaps until one.

    `ends_on` is the last day on which the role holds; `ended_at` is set when somebody takes the role away, and then
    it holds no longer. An administrator's role is always of the organisation.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="staff_roles")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="staff_roles")
    programme = models.ForeignKey(
        Programme, null=True, blank=True, on_delete=models.PROTECT, related_name="staff_roles"
    )
    role = models.CharField(_("Role"), max_length=30, choices=STAFF_ROLE_CHOICES)
    starts_on = models.DateField(_("First day"))
    ends_on = models.DateField(_("Last day"), null=True, blank=True)
    granted_at = models.DateTimeField(default=timezone.now)
    granted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="staff_role_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="staff_role_ended_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(role="administrator") | Q(programme__isnull=True),
                name="administrator_of_organisation",
            ),
            models.UniqueConstraint(
                fields=["person", "programme", "role"],
                condition=Q(ends_on__isnull=True, ended_at__isnull=True, programme__isnull=False),
                name="staff_role_once_in_programme",
            ),
            models.UniqueConstraint(
                fields=["person", "organisation", "role"],
                condition=Q(ends_on__isnull=True, ended_at__isnull=True, programme__isnull=True),
                name="staff_role_once_in_organisation",
            ),
        ]

    class Privacy:
        plain = ("id", "organisation", "programme", "role", "starts_on", "ends_on", "granted_at", "ended_at")
        personal = ("person", "granted_by", "ended_by")
        retention = Retention.ACCOUNT

    def __str__(self) -> str:
        return f"{self.person}: {self.role}"


class Invitation(models.Model):
    """An offer of a staff role, or of signing in as a known participant, sent to an e-mail address.

    Only a hash of the token is kept: the token itself is made when the letter is sent, and stands nowhere else.
    Exactly one of `role` and `participant` is set.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    programme = models.ForeignKey(
        Programme, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    role = models.CharField(max_length=30, choices=STAFF_ROLE_CHOICES, blank=True)
    role_ends_on = models.DateField(null=True, blank=True)
    participant = models.ForeignKey(
        Participant, null=True, blank=True, on_delete=models.CASCADE, related_name="invitations"
    )
    email = models.EmailField(_("E-mail"))
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    invited_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    # Nobody invites who joins an open programme by themselves.
    invited_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(role="", participant__isnull=False) | (~Q(role="") & Q(participant__isnull=True)),
                name="invitation_to_role_or_participant",
            ),
            models.CheckConstraint(
                condition=Q(role="") | Q(invited_by__isnull=False), name="invitation_to_role_by_somebody"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_accepted_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["organisation", "role", "email"],
                condition=Q(
                    accepted_at__isnull=True,
                    withdrawn_at__isnull=True,
                    participant__isnull=True,
                    programme__isnull=True,
                ),
                name="invitation_waits_once_in_organisation",
            ),
            models.UniqueConstraint(
                fields=["programme", "role", "email"],
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True, participant__isnull=True),
                name="invitation_waits_once_in_programme",
            ),
            models.UniqueConstraint(
                fields=["participant"],
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="invitation_waits_once_for_participant",
            ),
        ]

    class Privacy:
        plain = (
            "id",
            "organisation",
            "programme",
            "role",
            "role_ends_on",
            "token_hash",
            "expires_at",
            "invited_at",
            "sent_at",
            "accepted_at",
            "withdrawn_at",
        )
        personal = ("participant", "email", "invited_by", "accepted_by")
        retention = Retention.WORKING

    def __str__(self) -> str:
        return f"{self.email} ({self.role or 'participant'})"
