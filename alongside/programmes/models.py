from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alongside.common.privacy import Retention
from alongside.notify.models import Channel
from alongside.people.models import Person
from alongside.roles.permissions import Role


class Organisation(models.Model):
    """Whoever runs peer support. Organisations never see each other's rows."""

    name = models.CharField(_("Name"), max_length=200)
    is_demo = models.BooleanField(default=False)
    country = models.CharField(max_length=2, default="GB")
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
        plain = ("id", "name", "is_demo", "country", "small_cell_threshold", "created_at")
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
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="programme_name_once"),
            models.CheckConstraint(
                condition=Q(status="preparing") | Q(opened_at__isnull=False), name="programme_open_since"
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
            "created_at",
        )
        personal = ("created_by",)
        retention = Retention.CONFIGURATION

    def __str__(self) -> str:
        return self.name


class Intake(models.Model):
    """A dated wave of a programme."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="intakes")
    name = models.CharField(_("Name"), max_length=100)
    starts_on = models.DateField(_("First day"))
    ends_on = models.DateField(_("Last day"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "name"], name="intake_name_once"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="intake_ends_after_start",
            ),
        ]

    class Privacy:
        plain = ("id", "programme", "name", "starts_on", "ends_on")
        retention = Retention.CONFIGURATION

    def __str__(self) -> str:
        return self.name


STAFF_ROLE_CHOICES = [
    (Role.ADMINISTRATOR.value, _("Organisation administrator")),
    (Role.COORDINATOR.value, _("Coordinator")),
    (Role.SUPERVISOR.value, _("Supervisor")),
    (Role.SAFEGUARDING_LEAD.value, _("Safeguarding lead")),
    (Role.EVALUATOR.value, _("Evaluator")),
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
        "Participant", null=True, blank=True, on_delete=models.CASCADE, related_name="invitations"
    )
    email = models.EmailField(_("E-mail"))
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    invited_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    invited_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
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


class Participant(models.Model):
    """Somebody known to one organisation, as member or peer supporter or both.

    `person` is set once they sign in; many never do. Contact details are as given to this organisation and stay
    here: another organisation that knows the same human keeps its own row.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="participants")
    # Most people never sign in, so the index on `person` (see Meta) leaves them out.
    person = models.ForeignKey(
        Person,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="participants",
        db_index=False,
    )
    name = models.CharField(_("Full name"), max_length=200)
    known_as = models.CharField(
        _("What they like to be called"),
        max_length=80,
        help_text=_("Other members and supporters see only this name."),
    )
    email = models.EmailField(_("E-mail"), blank=True)
    phone = models.CharField(_("Telephone"), max_length=20, blank=True)
    postal_address = models.TextField(_("Postal address"), blank=True)
    area = models.CharField(_("Area or start of postcode"), max_length=80, blank=True)
    birth_date = models.DateField(_("Date of birth"), null=True, blank=True)
    birth_year = models.PositiveSmallIntegerField(_("Year of birth"), null=True, blank=True)
    gender = models.CharField(_("Gender, in their own words"), max_length=80, blank=True)
    languages = models.JSONField(_("Languages"), default=list, blank=True)
    channel = models.CharField(
        _("Best way to reach them"), max_length=20, choices=Channel, default=Channel.TELEPHONE
    )
    safe_to_contact = models.CharField(
        _("When and how it is safe to contact them"), max_length=300, blank=True
    )
    helper_name = models.CharField(_("Who helps them"), max_length=200, blank=True)
    helper_phone = models.CharField(_("Helper's telephone"), max_length=20, blank=True)
    helper_email = models.EmailField(_("Helper's e-mail"), blank=True)
    external_id = models.CharField(_("Your own reference"), max_length=80, blank=True)
    notes = models.TextField(_("Practical notes"), blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_from"
    )
    is_test = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person"],
                condition=Q(person__isnull=False, merged_into__isnull=True),
                name="participant_once_per_person",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="participant_has_a_name"),
            models.CheckConstraint(
                condition=~Q(channel="email") | ~Q(email=""), name="participant_by_email_has_email"
            ),
        ]
        indexes = [
            models.Index("organisation", Lower("name"), "id", name="participant_by_name"),
            models.Index(fields=["person"], condition=Q(person__isnull=False), name="participant_by_person"),
        ]

    class Privacy:
        plain = ("id", "organisation", "created_at", "is_test", "channel", "merged_into")
        personal = (
            "person",
            "name",
            "known_as",
            "email",
            "phone",
            "postal_address",
            "area",
            "birth_date",
            "birth_year",
            "languages",
            "safe_to_contact",
            "helper_name",
            "helper_phone",
            "helper_email",
            "external_id",
            "created_by",
        )
        special = ("gender", "notes")
        retention = Retention.PARTICIPATION

    def __str__(self) -> str:
        return self.known_as or self.name


class PlaceStatus(models.TextChoices):
    """Where a member or supporter stands in a programme."""

    ENROLLED = "enrolled", _("Taking part")
    PAUSED = "paused", _("Having a pause")
    LEFT = "left", _("Left")


PLACE_TRANSITIONS = {
    PlaceStatus.ENROLLED: {PlaceStatus.PAUSED, PlaceStatus.LEFT},
    PlaceStatus.PAUSED: {PlaceStatus.ENROLLED, PlaceStatus.LEFT},
    PlaceStatus.LEFT: {PlaceStatus.ENROLLED},
}


class LeavingReason(models.TextChoices):
    """Why somebody left, in words that blame nobody."""

    FINISHED = "finished", _("The support came to its planned end")
    OWN_CHOICE = "own_choice", _("They decided to stop")
    NOT_FOR_ME = "not_for_me", _("It was not for them")
    UNWELL = "unwell", _("They are too unwell")
    MOVED = "moved", _("They moved away")
    OUT_OF_TOUCH = "out_of_touch", _("We lost touch")
    OTHER_SUPPORT = "other_support", _("They found other support")
    DIED = "died", _("They died")
    NOT_SAID = "not_said", _("They did not say, and need not")


class Place(models.Model):
    """What a member's and a peer supporter's place in a programme have in common."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="%(class)ss")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="%(class)s_places")
    intake = models.ForeignKey(Intake, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=20, choices=PlaceStatus, default=PlaceStatus.ENROLLED)
    joined_on = models.DateField()
    joined_how = models.CharField(max_length=30, default="by_hand")
    paused_until = models.DateField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)
    left_reason = models.CharField(max_length=30, choices=LeavingReason, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["programme", "participant"], name="%(class)s_once_per_programme"),
            models.CheckConstraint(
                condition=Q(status="left", left_on__isnull=False)
                | (~Q(status="left") & Q(left_on__isnull=True)),
                name="%(class)s_left_on_a_day",
            ),
        ]
        indexes = [models.Index(fields=["programme", "status"], name="%(class)s_by_status")]

    def __str__(self) -> str:
        return str(self.participant)


class Member(Place):
    """A person seeking support in one programme; where there are no fixed roles, simply somebody taking part."""

    class Meta(Place.Meta):
        abstract = False

    class Privacy:
        plain = (
            "id",
            "programme",
            "intake",
            "status",
            "joined_on",
            "joined_how",
            "paused_until",
            "left_on",
            "left_reason",
        )
        personal = ("participant",)
        special = ()
        retention = Retention.PARTICIPATION


class PeerSupporter(Place):
    """A person giving support from lived experience in one programme.

    `capacity` is how many people they are willing to support at once. Whether they are *ready* is judged in training.
    """

    capacity = models.PositiveSmallIntegerField(_("How many people at once"), default=1)
    free_again = models.BooleanField(
        _("Free for a new match"),
        default=True,
        help_text=_("After an ending a supporter is free again only when they say so."),
    )

    class Meta(Place.Meta):
        abstract = False

    class Privacy:
        plain = (
            "id",
            "programme",
            "intake",
            "status",
            "joined_on",
            "joined_how",
            "paused_until",
            "left_on",
            "left_reason",
            "capacity",
            "free_again",
        )
        personal = ("participant",)
        special = ()
        retention = Retention.PARTICIPATION
