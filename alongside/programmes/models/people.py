from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alongside.common.privacy import Retention
from alongside.notify.models import Channel
from alongside.people.models import Person
from alongside.programmes.models.offers import Intake, Organisation, Programme


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
    MISTAKE = "mistake", _("They were entered by mistake, and never took part")


class Place(models.Model):
    """What a member's and a peer supporter's place in a programme have in common.

    `has_consented` is a mark kept so that nobody need look through everybody (docs/adr/0020): the person has said yes
    to all that support requires. Without it, their answers are looked at.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="%(class)ss")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="%(class)s_places")
    intake = models.ForeignKey(Intake, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=20, choices=PlaceStatus, default=PlaceStatus.ENROLLED)
    joined_on = models.DateField()
    joined_how = models.CharField(max_length=30, default="by_hand")
    paused_until = models.DateField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)
    left_reason = models.CharField(max_length=30, choices=LeavingReason, blank=True)
    has_consented = models.BooleanField(default=False, editable=False)

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
        indexes = [
            models.Index(fields=["programme", "status"], name="%(class)s_by_status"),
            models.Index(
                fields=["programme", "status"], condition=Q(has_consented=False), name="%(class)s_to_consent"
            ),
        ]

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
        personal = ("participant", "has_consented")
        special = ()
        retention = Retention.PARTICIPATION


class PeerSupporter(Place):
    """A person giving support from lived experience in one programme.

    `capacity` is how many people they are willing to support at once. Whether they are *ready* is judged in training;
    `is_prepared` is a mark like `has_consented`: nothing of their preparation is missing, as far as that is written down
    for good. Who holds the role of supervisor is asked every day anew.
    """

    capacity = models.PositiveSmallIntegerField(_("How many people at once"), default=1)
    free_again = models.BooleanField(
        _("Free for a new match"),
        default=True,
        help_text=_("After an ending a supporter is free again only when they say so."),
    )
    is_prepared = models.BooleanField(default=False, editable=False)

    class Meta(Place.Meta):
        abstract = False
        indexes = [
            *Place.Meta.indexes,
            models.Index(
                fields=["programme", "status"], condition=Q(is_prepared=False), name="supporter_to_prepare"
            ),
        ]

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
            "is_prepared",
        )
        personal = ("participant", "has_consented")
        special = ()
        retention = Retention.PARTICIPATION
