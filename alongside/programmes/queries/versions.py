"""Which version many people of one programme follow, answered without asking the database anew for each."""

from __future__ import annotations

from datetime import date

from alongside.programmes.core.definition import Definition
from alongside.programmes.models import Programme
from alongside.programmes.queries import amendments_of, definition_from, definition_of, version_followed


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
