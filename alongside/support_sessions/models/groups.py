from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alongside.common.privacy import Retention
from alongside.people.models import Person
from alongside.programmes.models import Intake, Member, PeerSupporter, Programme


class GroupStatus(models.TextChoices):
    FORMING = "forming", _("Being formed")
    RUNNING = "running", _("Under way")
    ENDED = "ended", _("Ended")


# A group that never began is ended too.
GROUP_TRANSITIONS = {
    GroupStatus.FORMING: {GroupStatus.RUNNING, GroupStatus.ENDED},
    GroupStatus.RUNNING: {GroupStatus.ENDED},
    GroupStatus.ENDED: set(),
}


class Unit(models.TextChoices):
    """What takes one seat in a group, in the words of definitions; sizes of groups count these."""

    PERSON = "person", _("One person")
    COUPLE = "couple", _("A couple")
    FAMILY = "family", _("A family")


class Joining(models.TextChoices):
    """Whether people may come into a group that has begun, in the words of definitions."""

    OPEN = "open", _("People may still join")
    CLOSED = "closed", _("Nobody joins after the first session")


class Group(models.Model):
    """People who meet in sessions of their own.

    `unit`, `joining`, `size_min` and `size_max` are what the definition said when the group was made; sizes count what
    takes one seat (`Unit`), without those who lead, and are empty where the definition does not say. `planned_end_on`
    is empty for a group that goes on for good. `starts_at` and `place` are the usual ones of its sessions.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="groups")
    intake = models.ForeignKey(
        Intake, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Intake")
    )
    name = models.CharField(_("Name of the group"), max_length=100)
    status = models.CharField(max_length=20, choices=GroupStatus, default=GroupStatus.FORMING)
    unit = models.CharField(max_length=20, choices=Unit, default=Unit.PERSON)
    joining = models.CharField(max_length=20, choices=Joining, default=Joining.CLOSED)
    size_min = models.PositiveSmallIntegerField(null=True, blank=True)
    size_max = models.PositiveSmallIntegerField(null=True, blank=True)
    starts_on = models.DateField(_("First day"), null=True, blank=True)
    planned_end_on = models.DateField(null=True, blank=True)
    starts_at = models.TimeField(_("At what time"), null=True, blank=True)
    place = models.CharField(_("Where"), max_length=300, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    ended_on = models.DateField(null=True, blank=True)
    ended_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "name"], condition=~Q(status="ended"), name="group_name_once"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="group_has_a_name"),
            models.CheckConstraint(
                condition=~Q(status="running") | Q(starts_on__isnull=False), name="group_began_on_a_day"
            ),
            models.CheckConstraint(
                condition=Q(planned_end_on__isnull=True) | Q(planned_end_on__gte=F("starts_on")),
                name="group_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(status="ended", ended_on__isnull=False, ended_by__isnull=False)
                | (~Q(status="ended") & Q(ended_on__isnull=True, ended_by__isnull=True)),
                name="group_ended_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(size_min__isnull=True)
                | Q(size_max__isnull=True)
                | Q(size_max__gte=F("size_min")),
                name="group_sizes_in_order",
            ),
        ]
        indexes = [models.Index(fields=["programme", "status", "starts_on"], name="group_by_status")]

    class Privacy:
        plain = (
            "id",
            "programme",
            "intake",
            "name",
            "status",
            "unit",
            "joining",
            "size_min",
            "size_max",
            "starts_on",
            "planned_end_on",
            "starts_at",
            "place",
            "made_at",
            "ended_on",
        )
        personal = ("made_by", "ended_by")
        retention = Retention.PARTICIPATION

    def __str__(self) -> str:
        return self.name


class WhyLeft(models.TextChoices):
    """Why somebody is no longer in a group, in words that blame nobody."""

    OWN_CHOICE = "own_choice", _("They left, and need not say why")
    MOVED = "moved", _("They are in another group now")
    ENDED = "ended", _("The group ended")
    LEFT_PROGRAMME = "left_programme", _("They left the programme")


class GroupPlace(models.Model):
    """One person in a group, from `since`; `until` is the day on which they were no longer in it.

    People who take part as one (a couple, a family) share a `seat` and are told apart by `within`, from 1. `out_of` is
    the group's largest size, copied so that the database itself refuses one seat too many, whoever comes first.
    """

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="places")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="group_places")
    seat = models.PositiveSmallIntegerField()
    within = models.PositiveSmallIntegerField(default=1)
    out_of = models.PositiveSmallIntegerField(null=True, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    why_left = models.CharField(max_length=20, choices=WhyLeft, blank=True)
    moved_from = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="moved_to"
    )
    placed_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "member"], condition=Q(until__isnull=True), name="in_a_group_once"
            ),
            models.UniqueConstraint(
                fields=["group", "seat", "within"], condition=Q(until__isnull=True), name="seat_taken_once"
            ),
            models.CheckConstraint(
                condition=Q(seat__gte=1, within__gte=1) & (Q(out_of__isnull=True) | Q(seat__lte=F("out_of"))),
                name="group_never_too_large",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True, why_left="")
                | (Q(until__isnull=False, until__gte=F("since")) & ~Q(why_left="")),
                name="left_a_group_on_a_day",
            ),
        ]

    class Privacy:
        plain = ("id", "seat", "within", "out_of", "since", "until", "why_left", "moved_from")
        personal = ("group", "member", "placed_by")
        retention = Retention.PARTICIPATION

    def __str__(self) -> str:
        return f"Place {self.pk} in group {self.group_id}"


class GroupLead(models.Model):
    """Who leads a group, from a day to `ends_on`, the last one (empty: throughout).

    Exactly one of a peer supporter, a member whose turn it is, and somebody of the staff. `ended_at` is set when the
    lead is taken back, and holds from then on.
    """

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="leads")
    supporter = models.ForeignKey(
        PeerSupporter, null=True, blank=True, on_delete=models.PROTECT, related_name="group_leads"
    )
    member = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.PROTECT, related_name="group_leads"
    )
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="group_leads"
    )
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    named_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(supporter__isnull=False, member__isnull=True, person__isnull=True)
                | Q(supporter__isnull=True, member__isnull=False, person__isnull=True)
                | Q(supporter__isnull=True, member__isnull=True, person__isnull=False),
                name="lead_is_one_of_three",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="lead_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="lead_taken_back_by_somebody",
            ),
            *[
                models.UniqueConstraint(
                    fields=["group", kind],
                    condition=Q(ended_at__isnull=True, ends_on__isnull=True),
                    name=f"leads_once_as_{kind}",
                )
                for kind in ("supporter", "member", "person")
            ],
        ]

    class Privacy:
        plain = ("id", "group", "starts_on", "ends_on", "ended_at")
        personal = ("supporter", "member", "person", "named_by", "ended_by")
        retention = Retention.PARTICIPATION

    def __str__(self) -> str:
        return f"Lead {self.pk} of group {self.group_id}"

    @property
    def name(self) -> str:
        """What they are called by the people of the group."""
        if self.person is not None:
            return self.person.name
        place = self.supporter or self.member
        return place.participant.known_as if place else ""
