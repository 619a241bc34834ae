"""Relationships, seen from above: who is in them, when they end, how many each supporter carries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, timedelta

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from alongside.matching.models import (
    PLACE_HELD,
    EndingKind,
    ProposedMatch,
    Relationship,
    RelationshipPause,
    RelationshipSide,
    RelationshipStatus,
)
from alongside.programmes.core.definition import Definition
from alongside.programmes.core.parts import given
from alongside.programmes.core.scheduling import Pause
from alongside.programmes.models import Participant, Programme
from alongside.programmes.queries import definition_followed, definition_of

UNDER_WAY = (RelationshipStatus.ACTIVE, RelationshipStatus.PAUSED)
OPEN_SIDE = Q(relationship__status__in=UNDER_WAY)


def relationships_with_sides(rows: QuerySet[Relationship]) -> QuerySet[Relationship]:
    """The same relationships with both sides and their participants at hand, in three queries for any number."""
    sides = RelationshipSide.objects.select_related("participant", "member", "supporter").order_by("pk")
    return rows.prefetch_related(Prefetch("sides", queryset=sides), "pauses")


def pair_names(relationship: Relationship, *, staff: bool) -> str:
    """Both people, from `relationships_with_sides`: staff tell them apart by their whole names, others see what they
    like to be called."""
    people = [side.participant for side in relationship.sides.all()]
    return _(" and ").join(who.name if staff else str(who) for who in people)


def under_way(programme: Programme) -> QuerySet[Relationship]:
    """Active and paused relationships, the one that ends first at the head."""
    return relationships_with_sides(
        Relationship.objects.filter(programme=programme, status__in=UNDER_WAY)
    ).order_by("planned_end_on", "pk")


def sides_of(relationship: Relationship) -> list[RelationshipSide]:
    """Both sides with their participants, always in the same order."""
    return list(
        RelationshipSide.objects.select_related("participant__person", "member", "supporter")
        .filter(relationship=relationship)
        .order_by("pk")
    )


def other_side(relationship: Relationship, own: RelationshipSide) -> RelationshipSide:
    """The side of the other person."""
    return next(side for side in sides_of(relationship) if side.pk != own.pk)


def relationships_of(participant: Participant, programme: Programme) -> QuerySet[Relationship]:
    """All relationships of one participant in one programme, the newest first."""
    return relationships_with_sides(
        Relationship.objects.filter(programme=programme, sides__participant=participant)
    ).order_by("-started_on", "-pk")


def pauses_of(relationship: Relationship, *, today: date | None = None) -> tuple[Pause, ...]:
    """The rests of a relationship for the planning of `programmes.core`; one that goes on ends tomorrow."""
    return _rests(relationship.pauses.all(), today or timezone.localdate())


def pauses_by_relationship(
    programme: Programme, *, today: date | None = None
) -> dict[int, tuple[Pause, ...]]:
    """The rests of every relationship of the programme that had any, in one query."""
    day = today or timezone.localdate()
    found: dict[int, list[RelationshipPause]] = {}
    for row in RelationshipPause.objects.filter(relationship__programme=programme):
        found.setdefault(row.relationship_id, []).append(row)
    return {pk: _rests(rows, day) for pk, rows in found.items()}


def _rests(rows: Iterable[RelationshipPause], today: date) -> tuple[Pause, ...]:
    tomorrow = today + timedelta(days=1)
    return tuple(Pause(row.starts_on, max(row.starts_on, row.resumes_on or tomorrow)) for row in rows)


def active_loads(programme: Programme) -> Counter[int]:
    """How many relationships under way each supporter has, by the supporter's id; who has none is not in it."""
    return Counter(
        RelationshipSide.objects.filter(
            OPEN_SIDE, relationship__programme=programme, supporter__isnull=False
        ).values_list("supporter_id", flat=True)
    )


def held_places(programme: Programme) -> Counter[int]:
    """How many places of each supporter are held for proposals that are being answered, by the supporter's id."""
    return Counter(
        ProposedMatch.objects.filter(status__in=PLACE_HELD, supporter__programme=programme).values_list(
            "supporter_id", flat=True
        )
    )


def definition_for(relationship: Relationship) -> Definition:
    """What holds for these two: the version of the day on which they began, or of their intake (`version_followed`)."""
    programme = relationship.programme
    if not programme.is_amended:
        return definition_of(programme)
    side = (
        RelationshipSide.objects.filter(relationship=relationship, member__intake__isnull=False)
        .select_related("member__intake__follows")
        .order_by("pk")
        .first()
    )
    intake = side.member.intake if side is not None and side.member is not None else None
    return definition_followed(programme, relationship.started_on, intake)


def review_due_on(relationship: Relationship, definition: Definition) -> date | None:
    """When the review before the planned ending is due; None where the definition plans none."""
    ending = given(definition.ending)
    offset = given(ending.review_before) if ending else None
    if offset is None:
        return None
    return max(relationship.started_on, offset.before(relationship.planned_end_on))


def ending_kind_on(relationship: Relationship, definition: Definition, day: date) -> EndingKind:
    """As planned from the day on which the review is due (without a review: from the planned ending); else early."""
    planned_from = review_due_on(relationship, definition) or relationship.planned_end_on
    return EndingKind.PLANNED if day >= planned_from else EndingKind.EARLY


def reviews_due(programme: Programme, on: date) -> QuerySet[Relationship]:
    """Relationships whose ending should be talked about by now, and has not been yet."""
    ending = given(definition_of(programme).ending)
    offset = given(ending.review_before) if ending else None
    if offset is None:
        return under_way(programme).none()
    # The review is due so long before the planned end: of all ends, the last one for which that day has come.
    latest = _last_day(offset.after(on), lambda end: offset.before(end) <= on)
    return under_way(programme).filter(
        review_held_on__isnull=True, planned_end_on__lte=latest, started_on__lte=on
    )


def _last_day(near: date, is_so: Callable[[date], bool]) -> date:
    """The last day for which something is so that is so up to a day and never after, found from a day near it.

    A few days away at most: months are not all of one length.
    """
    day = near + timedelta(days=7)
    while not is_so(day):
        day -= timedelta(days=1)
    return day


def ending_soon(
    programme: Programme, on: date, *, within: timedelta = timedelta(days=14)
) -> QuerySet[Relationship]:
    """Relationships under way whose planned ending is near, or past: nothing ends by itself."""
    return under_way(programme).filter(planned_end_on__lte=on + within)


def long_pauses(programme: Programme, on: date) -> QuerySet[Relationship]:
    """Relationships that rest for longer than the definition expects: somebody gets in touch, nothing is closed."""
    breaks = given(definition_of(programme).breaks)
    longest = given(breaks.longest_pause) if breaks else None
    if longest is None:
        return under_way(programme).none()
    latest = _last_day(longest.before(on), lambda begin: longest.after(begin) <= on)
    return under_way(programme).filter(status=RelationshipStatus.PAUSED, paused_on__lte=latest)
