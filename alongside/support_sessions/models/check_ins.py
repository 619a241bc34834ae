from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alongside.common.privacy import Retention
from alongside.matching.models import RelationshipSide
from alongside.people.models import Person

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
