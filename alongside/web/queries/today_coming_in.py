"""The part of the morning page about people who come in from outside."""

from __future__ import annotations

from django.utils.translation import gettext as _

from alongside.common.lists import how_many
from alongside.joining.queries.requests import days_waiting, waiting_requests
from alongside.matching.queries.rounds import joined_and_not_asked_yet
from alongside.web.queries import today_words as words
from alongside.web.queries.today_parts import SHOWN, Desk, Line, Section


class ComingIn(Desk):
    """Who asks to come in, and who has come in by themselves and was not asked yet what matters to them."""

    def sections(self) -> list[Section]:
        return [self._asked_to_join(), self._joined()]

    def _asked_to_join(self) -> Section:
        rows = waiting_requests(self.programme)
        return self.section(
            "joining",
            _("Asked to join"),
            how_many(rows),
            (
                Line(
                    str(row),
                    words.waits(days_waiting(row, self.on)),
                    self.url("joining:join_request", pk=row.pk),
                )
                for row in rows[:SHOWN]
            ),
            self.url("joining:join_requests"),
        )

    def _joined(self) -> Section:
        rows = joined_and_not_asked_yet(self.programme, self.on)
        return self.section(
            "joined",
            _("Joined by themselves: ask them what matters to them"),
            how_many(rows),
            (
                Line(
                    row.participant.name,
                    words.waits(max(0, (self.on - row.joined_on).days)),
                    self.url("enrolment:participant", pk=row.participant_id),
                )
                for row in rows[:SHOWN]
            ),
        )
