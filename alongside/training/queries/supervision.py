"""Who supervises whom, and when they meet."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from alongside.people.models import Person
from alongside.programmes.core.parts import given
from alongside.programmes.models import PeerSupporter, PlaceStatus, Programme, StaffRole
from alongside.programmes.queries import definition_of, staff_who_may
from alongside.roles.permissions import Permission
from alongside.training.models import Supervision, SupervisionMeeting

Status = SupervisionMeeting.Status


def usual_next_supervision(programme: Programme, on: date) -> date | None:
    """The day of the next supervision by the definition's own rhythm, counted from a day."""
    supervision = definition_of(programme).regular_supervision
    every = given(supervision.every) if supervision else None
    return every.after(on) if every else None


def supervisors_in(programme: Programme) -> QuerySet[Person]:
    """The people who hold the role of supervisor here today."""
    return staff_who_may(programme, Permission.SUPERVISION_RECORD)


def former_staff(programme: Programme) -> QuerySet[Person]:
    """Whoever had a role in the organisation and is no supervisor here today: nobody else can have been one."""
    had_a_role = StaffRole.objects.filter(organisation=programme.organisation_id)
    return Person.objects.filter(pk__in=had_a_role.values("person")).exclude(
        pk__in=supervisors_in(programme).order_by().values("pk")
    )


def current_supervisions(on: date) -> QuerySet[Supervision]:
    return Supervision.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on), starts_on__lte=on)


def supervisor_of(supporter: PeerSupporter, on: date | None = None) -> Person | None:
    found = (
        current_supervisions(on or timezone.localdate())
        .filter(supporter=supporter)
        .select_related("supervisor")
        .first()
    )
    return found.supervisor if found else None


def planned_meeting(supporter: PeerSupporter) -> SupervisionMeeting | None:
    return supporter.supervision_meetings.filter(status=Status.PLANNED).select_related("supervisor").first()


def meetings_between(supporter: PeerSupporter, supervisor: Person) -> list[SupervisionMeeting]:
    """Past meetings of these two, newest first, with the notes that only the two may read."""
    return list(
        supporter.supervision_meetings.filter(supervisor=supervisor)
        .exclude(status=Status.PLANNED)
        .order_by("-planned_on", "-pk")[:50]
    )


def meeting_dates(supporter: PeerSupporter) -> list[SupervisionMeeting]:
    """When supervision was planned, held or missed, newest first, without a word of what was said."""
    return list(
        supporter.supervision_meetings.defer("notes")
        .select_related("supervisor")
        .order_by("-planned_on", "-pk")[:50]
    )


def own_meetings(supporter: PeerSupporter) -> list[SupervisionMeeting]:
    """A supporter's own past meetings, with the notes of the two."""
    return list(
        supporter.supervision_meetings.exclude(status=Status.PLANNED)
        .select_related("supervisor")
        .order_by("-planned_on", "-pk")[:50]
    )


def strained_supporters(
    programme: Programme, among: Collection[PeerSupporter] | None = None
) -> QuerySet[PeerSupporter]:
    """Supporters whose supervisor judged at the last meeting that was held that they are under strain.

    Of everybody in the programme, or `among` some of them.
    """
    # The other way round, from each supporter to their last meeting, would look at every supporter.
    held = SupervisionMeeting.objects.filter(supporter=OuterRef("supporter"), status=Status.HELD)
    later = Q(held_on__gt=OuterRef("held_on")) | Q(held_on=OuterRef("held_on"), pk__gt=OuterRef("pk"))
    strained = SupervisionMeeting.objects.filter(
        ~Exists(held.filter(later)), status=Status.HELD, strained=True
    )
    rows = PeerSupporter.objects.filter(programme=programme, pk__in=strained.values("supporter"))
    if among is not None:
        rows = rows.filter(pk__in=[row.pk for row in among])
    return rows.select_related("participant").order_by("pk")


def supervisees(person: Person, on: date | None = None) -> QuerySet[PeerSupporter]:
    """The supporters whom this person supervises now, in every programme, whoever is due first standing first.

    Each has `next_on` (the planned day, or None) and `last_held_on`.
    """
    mine = current_supervisions(on or timezone.localdate()).filter(supervisor=person)
    return (
        PeerSupporter.objects.filter(pk__in=mine.values("supporter"), participant__merged_into__isnull=True)
        .exclude(status=PlaceStatus.LEFT)
        .select_related("participant", "programme")
        .annotate(
            next_on=Max(
                "supervision_meetings__planned_on", filter=Q(supervision_meetings__status=Status.PLANNED)
            ),
            last_held_on=Max("supervision_meetings__held_on"),
        )
        .order_by("next_on", "participant__name", "pk")
    )


def overdue_supervisions(programme: Programme, on: date | None = None) -> QuerySet[SupervisionMeeting]:
    """Planned supervision whose day is over and of which nobody has said that it was held or missed."""
    return (
        SupervisionMeeting.objects.filter(
            supporter__programme=programme, status=Status.PLANNED, planned_on__lt=on or timezone.localdate()
        )
        .exclude(supporter__status=PlaceStatus.LEFT)
        .select_related("supporter__participant", "supervisor")
        .order_by("planned_on", "pk")
    )
