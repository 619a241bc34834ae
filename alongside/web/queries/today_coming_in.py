"""The part of the morning page about people who come in from outside."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext as _

from alongside.common.lists import how_many
from alongside.joining.queries.requests import days_waiting, waiting_requests
from alongside.matching.queries.rounds import joined_and_not_asked_yet
from alongside.programmes.models import Programme
from alongside.web.queries import today_words as words
from alongside.web.queries.today_parts import SHOWN, Line, Section

Address = Callable[..., str]


def asked_to_join(programme: Programme, on: date, url: Address) -> Section:
    """Who asks to join, or offers to support, and waits for an answer."""
    rows = waiting_requests(programme)
    lines = tuple(
        Line(str(row), words.waits(days_waiting(row, on)), url("joining:join_request", pk=row.pk))
        for row in rows[:SHOWN]
    )
    return Section("joining", _("Asked to join"), how_many(rows), lines, url("joining:join_requests"))


def joined_and_not_asked(programme: Programme, on: date, url: Address) -> Section:
    """Who joined by themselves and does not sign in: a person asks them what matters."""
    rows = joined_and_not_asked_yet(programme, on)
    lines = tuple(
        Line(
            row.participant.name,
            words.waits(max(0, (on - row.joined_on).days)),
            url("enrolment:participant", pk=row.participant_id),
        )
        for row in rows[:SHOWN]
    )
    title = _("Joined by themselves: ask them what matters to them")
    return Section("joined", title, how_many(rows), lines)
