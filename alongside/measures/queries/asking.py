"""Whom staff ask, and whom a notice asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, overload

from django.db.models import Min, Q, QuerySet
from django.utils import timezone

from alongside.measures.models import Response
from alongside.measures.queries.people import people_of
from alongside.measures.queries.sets import OPEN, wave_titles
from alongside.notify.models import Channel
from alongside.programmes.models import Participant, Programme

# People who are asked by a person, and not by a notice: they do not sign in, or do not want to be written to.
ASKED_BY_A_PERSON = Q(participant__person__isnull=True) | Q(
    participant__channel__in=(Channel.TELEPHONE, Channel.POST, Channel.HELPER)
)


@dataclass(frozen=True)
class ToAsk:
    """Somebody whom staff ask the questions of one wave, and until when their answers count."""

    participant: Participant
    wave: str
    title: str
    as_supporter: bool
    closes_on: date | None
    is_begun: bool


def open_rows(programme: Programme, on: date) -> QuerySet[Response]:
    """The questions of a programme that may be answered on a day, soonest to close first."""
    return (
        Response.objects.filter(programme=programme, status__in=OPEN, opens_on__lte=on)
        .exclude(closes_on__lt=on)
        .order_by("closes_on", "participant_id", "pk")
        .select_related("participant", "participant__person")
        .defer("answers")
    )


class AskList(Sequence[ToAsk]):
    """Whom to ask, soonest to close first. Only the entries that are looked at cost anything."""

    def __init__(self, entries: Sequence[dict[str, Any]], titles: Mapping[tuple[str, bool], str]) -> None:
        self.entries, self.titles = entries, titles

    def __len__(self) -> int:
        return len(self.entries)

    @overload
    def __getitem__(self, index: int) -> ToAsk: ...
    @overload
    def __getitem__(self, index: slice) -> list[ToAsk]: ...
    def __getitem__(self, index: int | slice) -> ToAsk | list[ToAsk]:
        if isinstance(index, int):
            return self._shown([self.entries[index]])[0]
        return self._shown(self.entries[index])

    def __iter__(self) -> Iterator[ToAsk]:
        return iter(self._shown(self.entries))

    def _shown(self, entries: Sequence[dict[str, Any]]) -> list[ToAsk]:
        participants = Participant.objects.in_bulk({entry["participant_id"] for entry in entries})
        return [
            ToAsk(
                participants[entry["participant_id"]],
                entry["wave"],
                self.titles.get((entry["wave"], entry["as_supporter"]), entry["wave"]),
                entry["as_supporter"],
                entry["until"],
                entry["begun_at"] is not None,
            )
            for entry in entries
        ]


def to_ask_by_hand(programme: Programme, on: date | None = None) -> AskList:
    """Who is to be asked by telephone, on paper or in person, soonest to close first; one entry a wave and side.

    These are people who do not sign in, and those who want to be reached by telephone, letter or helper. Nobody who
    may not be asked, or is having a pause. Flat number of queries.
    """
    rows = open_rows(programme, on or timezone.localdate()).filter(ASKED_BY_A_PERSON).order_by()
    people = people_of(programme, among=Participant.objects.filter(pk__in=rows.values("participant")))
    grouped = rows.values("participant_id", "wave", "as_supporter", "relationship_id", "opens_on").annotate(
        until=Min("closes_on"), begun_at=Min("started_at")
    )
    found: dict[tuple[int, str, bool], dict[str, Any]] = {}
    for row in grouped.order_by("until", "participant_id", "relationship_id"):
        side = (row["participant_id"], row["as_supporter"])
        may = people.may_still_ask(side, row["wave"], row["opens_on"], row["relationship_id"])
        if not may or people.is_resting(side):
            continue
        entry = found.setdefault((row["participant_id"], row["wave"], row["as_supporter"]), {**row})
        entry["begun_at"] = entry["begun_at"] or row["begun_at"]
    return AskList(list(found.values()), wave_titles(people))
