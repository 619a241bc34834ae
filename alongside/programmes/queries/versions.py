"""Which version many people of one programme follow, answered without asking the database anew for each."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.utils import timezone

from alongside.people.models import Person
from alongside.programmes.core.definition import Definition
from alongside.programmes.models import DefinitionVersion, Member, PeerSupporter, PlaceStatus, Programme
from alongside.programmes.queries import (
    amendments_of,
    definition_from,
    definition_of,
    version_followed,
    versions_of,
)


class VersionsFollowed:
    """`version_followed` for everybody in a programme: two queries for any number, none where it was never amended."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self.amendments = amendments_of(programme) if programme.is_amended else []
        intakes = programme.intakes.select_related("follows") if programme.is_amended else ()
        self.intakes = {intake.pk: intake for intake in intakes}

    def definition(self, since: date, intake_id: int | None) -> Definition:
        """What holds for whoever began on a day, in an intake or in none."""
        if not self.programme.is_amended:
            return definition_of(self.programme)
        intake = None if intake_id is None else self.intakes[intake_id]
        return definition_from(version_followed(self.programme, since, intake, amendments=self.amendments))

    def was_moved(self, intake_id: int | None) -> bool:
        """Whether an intake was moved to another version than the one of its first day."""
        return intake_id in self.intakes and self.intakes[intake_id].follows_id is not None


def version_of_moment(programme: Programme, at: datetime) -> DefinitionVersion:
    """The version that the programme followed at a moment, also on the day of an amendment. One query, or none where it
    was never amended."""
    if not programme.is_amended:
        return programme.definition
    day = timezone.localdate(at)
    later = [
        row
        for row in amendments_of(programme)
        if row.applies_from > day or (row.applies_from == day and row.made_at > at)
    ]
    return min(later, key=lambda row: row.applies_from).before if later else programme.definition


def version_shown(
    programme: Programme, visitor: Person | AnonymousUser, *, today: bool = False
) -> DefinitionVersion:
    """The version that somebody reads: the one that holds for them, where they have a place in the programme; of several
    places, of the one they have had longest. Everybody else, whoever has left, and whoever asks for it, reads today's.
    No query where it was never amended."""
    if today or not programme.is_amended or not isinstance(visitor, Person):
        return programme.definition
    mine = Q(programme=programme, participant__person=visitor, participant__merged_into__isnull=True)
    places = [
        place
        for kind in (Member, PeerSupporter)
        for place in kind.objects.filter(mine)
        .exclude(status=PlaceStatus.LEFT)
        .select_related("intake__follows")
    ]
    if not places:
        return programme.definition
    first = min(places, key=lambda place: place.joined_on)
    return version_followed(programme, first.joined_on, first.intake)


def definitions_run(programme: Programme) -> list[tuple[str, Definition]]:
    """Number and text of every version that somebody may run under, today's first and then the others backwards; what is
    still to come is not among them."""
    if not programme.is_amended:
        return [(programme.definition.version, definition_of(programme))]
    versions = versions_of(programme)
    until_today = versions[: versions.index(programme.definition) + 1]
    return [(version.version, definition_from(version)) for version in reversed(until_today)]
