"""Relationships, seen from above: who is in them, when they end, how many each supporter carries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

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
from alongside.programmes.core.durations import Duration
from alongside.programmes.core.parts import given
from alongside.programmes.core.scheduling import Pause
from alongside.programmes.models import Participant, Programme
from alongside.programmes.queries import definition_of
from alongside.programmes.queries.versions import VersionsFollowed

UNDER_WAY = (RelationshipStatus.ACTIVE, RelationshipStatus.PAUSED)
OPEN_SIDE = Q(relationship__status__in=UNDER_WAY)
NOBODY = Q(pk__in=())


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
    followed = VersionsFollowed(relationship.programme)
    return definitions_for(followed, [relationship], [relationship.pk])[relationship.pk]


def definitions_for(
    followed: VersionsFollowed, rows: Iterable[Relationship], among: QuerySet[Any] | list[int]
) -> dict[int, Definition]:
    """`definition_for` each of a programme's relationships, by their ids, which are `among` some (a query of ids, where
    there are many). One query for any number, none where the programme was never amended."""
    intakes = dict[int, int]()
    if followed.programme.is_amended:
        sides = RelationshipSide.objects.filter(relationship__in=among, member__intake__isnull=False)
        # Of two members the first one's intake holds, so that it is written last.
        intakes = dict(sides.order_by("-pk").values_list("relationship_id", "member__intake_id"))
    return {row.pk: followed.definition(row.started_on, intakes.get(row.pk)) for row in rows}


def _by_version(programme: Programme, rows: QuerySet[Relationship]) -> list[tuple[Definition, Q]]:
    """Each version that some of the relationships run under, and the condition that picks those."""
    if not programme.is_amended:
        return [(definition_of(programme), Q())]
    plain, found = rows.prefetch_related(None).order_by(), dict[int, tuple[Definition, list[int]]]()
    for pk, definition in definitions_for(VersionsFollowed(programme), plain, plain.values("pk")).items():
        found.setdefault(id(definition), (definition, []))[1].append(pk)
    return [(definition, Q(pk__in=pks)) for definition, pks in found.values()]


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
    rows, due = under_way(programme).filter(review_held_on__isnull=True, started_on__lte=on), NOBODY
    for definition, theirs in _by_version(programme, rows):
        ending = given(definition.ending)
        if (offset := given(ending.review_before) if ending else None) is not None:
            due |= theirs & Q(planned_end_on__lte=_last_end(offset, on))
    return rows.filter(due)


def _last_end(offset: Duration, on: date) -> date:
    """The review is due so long before the planned end: of all ends, the last one for which that day has come."""
    return _last_day(offset.after(on), lambda end: offset.before(end) <= on)


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
    rows, long = under_way(programme).filter(status=RelationshipStatus.PAUSED), NOBODY
    for definition, theirs in _by_version(programme, rows):
        breaks = given(definition.breaks)
        if (longest := given(breaks.longest_pause) if breaks else None) is not None:
            long |= theirs & Q(paused_on__lte=_last_begin(longest, on))
    return rows.filter(long)


def _last_begin(longest: Duration, on: date) -> date:
    return _last_day(longest.before(on), lambda begin: longest.after(begin) <= on)
