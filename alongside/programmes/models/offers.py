from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alongside.common.privacy import Retention
from alongside.people.models import Person


class Organisation(models.Model):
    """Whoever runs peer support. Organisations never see each other's rows."""

    name = models.CharField(_("Name"), max_length=200)
    is_demo = models.BooleanField(default=False)
    country = models.CharField(max_length=2, default="GB")
    contact = models.TextField(_("How people reach you"), max_length=500, blank=True)
    """Where to ring, write or call in, in words; it stands on every page that tells of a programme. Empty: not said."""
    small_cell_threshold = models.PositiveSmallIntegerField(
        _("Smallest group that may be shown"),
        default=8,
        help_text=_("Counts of people from 1 up to one less than this are hidden in results."),
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(small_cell_threshold__gte=2), name="organisation_hides_single_people"
            )
        ]

    class Privacy:
        plain = ("id", "name", "is_demo", "country", "contact", "small_cell_threshold", "created_at")
        retention = Retention.CONFIGURATION

    def __str__(self) -> str:
        return self.name


class DefinitionVersion(models.Model):
    """One version of the document that says what a programme is. Never changed: a change is a new version."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="definitions")
    slug = models.CharField(max_length=80)
    version = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    text = models.TextField()
    content_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "slug", "content_hash"], name="definition_stored_once"
            )
        ]

    class Privacy:
        plain = ("id", "organisation", "slug", "version", "title", "text", "content_hash", "created_at")
        personal = ("created_by",)
        retention = Retention.CONFIGURATION

    def __str__(self) -> str:
        return f"{self.title} {self.version}"


class ProgrammeStatus(models.TextChoices):
    PREPARING = "preparing", _("Being prepared")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


PROGRAMME_TRANSITIONS = {
    ProgrammeStatus.PREPARING: {ProgrammeStatus.OPEN},
    ProgrammeStatus.OPEN: {ProgrammeStatus.CLOSED},
    ProgrammeStatus.CLOSED: {ProgrammeStatus.OPEN},
}


class Joining(models.TextChoices):
    """How somebody who is not known yet may become a member."""

    INVITATION = "invitation", _("By invitation only: you bring people in")
    BY_REQUEST = "by_request", _("By request: people ask, and a coordinator looks first")
    OPEN = "open", _("Open: people join by themselves")


class Programme(models.Model):
    """An organisation's running offer that follows one version of a definition.

    `ref` stands in addresses instead of a name, because the name of a programme may give away a diagnosis.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="programmes")
    definition = models.ForeignKey(DefinitionVersion, on_delete=models.PROTECT, related_name="programmes")
    ref = models.CharField(max_length=12, unique=True)
    name = models.CharField(_("Name"), max_length=200)
    discreet_name = models.CharField(
        _("Name that gives nothing away"),
        max_length=80,
        help_text=_("Stands in e-mails and on lock screens. It must name no illness or group."),
    )
    status = models.CharField(max_length=20, choices=ProgrammeStatus, default=ProgrammeStatus.PREPARING)
    opened_at = models.DateTimeField(null=True, blank=True)
    is_public = models.BooleanField(default=False)
    """Whether anybody may read what it is. Off at first: that somebody opened a page may give away a diagnosis."""
    is_found_by_search = models.BooleanField(default=False)
    joining = models.CharField(
        _("How people become members"), max_length=20, choices=Joining, default=Joining.INVITATION
    )
    takes_offers = models.BooleanField(
        _("People may offer to become a supporter"),
        default=False,
    )
    is_amended = models.BooleanField(default=False)
    """Whether it was ever amended, so that people in it may follow different versions (`programmes.queries`)."""
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="programme_name_once"),
            models.CheckConstraint(
                condition=Q(status="preparing") | Q(opened_at__isnull=False), name="programme_open_since"
            ),
            models.CheckConstraint(
                condition=Q(is_public=True) | Q(is_found_by_search=False),
                name="programme_found_only_if_public",
            ),
            models.CheckConstraint(
                condition=Q(is_public=True) | Q(joining="invitation", takes_offers=False),
                name="programme_joined_only_if_public",
            ),
        ]

    class Privacy:
        plain = (
            "id",
            "organisation",
            "definition",
            "ref",
            "name",
            "discreet_name",
            "status",
            "opened_at",
            "is_public",
            "is_found_by_search",
            "joining",
            "takes_offers",
            "is_amended",
            "created_at",
        )
        personal = ("created_by",)
        retention = Retention.CONFIGURATION

    def __str__(self) -> str:
        return self.name

    @property
    def may_be_joined(self) -> bool:
        """Whether anybody may ask from outside to join it, or to support in it."""
        lets_in = self.joining != Joining.INVITATION or self.takes_offers
        return lets_in and self.is_public and self.status == ProgrammeStatus.OPEN


class Intake(models.Model):
    """A dated wave of a programme."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="intakes")
    name = models.CharField(_("Name"), max_length=100)
    starts_on = models.DateField(_("First day"))
    ends_on = models.DateField(_("Last day"), null=True, blank=True)
    size = models.PositiveSmallIntegerField(_("How many people"), null=True, blank=True)
    """How many members it takes; empty: as many as come. Peer supporters of fixed roles are not counted."""
    follows = models.ForeignKey(
        DefinitionVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """The version that it was moved to; empty: the one that held on its first day."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "name"], name="intake_name_once"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="intake_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(size__isnull=True) | Q(size__gte=1), name="intake_takes_somebody"
            ),
        ]

    class Privacy:
        plain = ("id", "programme", "name", "starts_on", "ends_on", "size", "follows")
        retention = Retention.CONFIGURATION

    def __str__(self) -> str:
        return self.name
