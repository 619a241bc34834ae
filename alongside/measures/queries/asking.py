"""Whom staff ask, and whom a notice asks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, overload

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from alongside.common.core.phone_numbers import readable
from alongside.measures.core.plan import comes_from_elsewhere
from alongside.measures.models import Response
from alongside.measures.queries.people import People, people_of
from alongside.measures.queries.sets import OPEN
from alongside.notify.models import Channel
from alongside.programmes.models import Member, Participant, PeerSupporter, PlaceStatus, Programme
from alongside.programmes.queries import asked_by_a_person

MOST_LOOKED_AT = 300
ASKED_BY_A_PERSON = asked_by_a_person("participant")


@dataclass(frozen=True)
class ToAsk:
    """Somebody whom staff ask the questions of one wave, and until when their answers count."""

    participant: Participant
    wave: str
    title: str
    as_supporter: bool
    closes_on: date
    is_begun: bool

    @property
    def in_words(self) -> str:
        """What to ask, until when, and how to reach them, in one line."""
        title = _("%(title)s (about giving support)") if self.as_supporter else "%(title)s"
        parts = [title % {"title": self.title}]
        if self.is_begun:
            parts.append(_("begun"))
        parts.append(_("until %(day)s") % {"day": date_format(self.closes_on, "j F")})
        return " · ".join((*parts, *_how_to_reach(self.participant)))


def _how_to_reach(who: Participant) -> list[str]:
    """The way they prefer with its number or address, and what is to be minded."""
    details = {
        Channel.HELPER: f"{who.helper_name} {readable(who.helper_phone)}",
        Channel.EMAIL: " ".join(part for part in (who.email, readable(who.phone)) if part),
    }.get(Channel(who.channel), readable(who.phone))
    way = f"{who.get_channel_display()}: {details}" if details.strip() else who.get_channel_display()
    return [way, who.safe_to_contact] if who.safe_to_contact else [way]


def open_rows(programme: Programme, on: date) -> QuerySet[Response]:
    """The questions of a programme that may be answered on a day, soonest to close first."""
    return (
        Response.objects.filter(programme=programme, status__in=OPEN, opens_on__lte=on, closes_on__gte=on)
        .order_by("closes_on", "participant_id", "pk")
        .select_related("participant", "participant__person")
        .defer("answers")
    )


class AskList(Sequence[ToAsk]):
    """Whom to ask, soonest to close first. Only the entries that are looked at cost anything.

    `or_more`: others follow when these have been asked.
    """

    def __init__(self, entries: Sequence[dict[str, Any]], people: People, *, or_more: bool) -> None:
        self.entries, self.people, self.or_more = entries, people, or_more

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
                self.people.title((entry["participant_id"], entry["as_supporter"]), entry["wave"]),
                entry["as_supporter"],
                entry["closes_on"],
                entry["started_at"] is not None,
            )
            for entry in entries
        ]


def to_ask_by_hand(programme: Programme, on: date | None = None, *, most: int = MOST_LOOKED_AT) -> AskList:
    """Who is to be asked by telephone, on paper or in person, soonest to close first; one entry a wave and side.

    These are people who do not sign in, and those who want to be reached by telephone, letter or helper. Nobody who
    may not be asked, or is having a pause. Looks at the first `most` sets of questions only. Flat number of queries.
    """
    rows = open_rows(programme, on or timezone.localdate()).filter(ASKED_BY_A_PERSON)
    columns = (
        "participant_id",
        "as_supporter",
        "instrument",
        "wave",
        "opens_on",
        "relationship_id",
        "closes_on",
        "started_at",
    )
    found = list(rows.exclude(_resting(programme)).values(*columns)[: most + 1])
    looked_at = found[:most]
    ids = {row["participant_id"] for row in looked_at}
    people = people_of(programme, among=Participant.objects.filter(pk__in=ids))
    entries: dict[tuple[int, str, bool], dict[str, Any]] = {}
    for row in looked_at:
        side = (row["participant_id"], row["as_supporter"])
        about = (row["instrument"], row["wave"], row["opens_on"], row["relationship_id"])
        if comes_from_elsewhere(row["instrument"]) or not people.may_still_ask(side, *about):
            continue
        entry = entries.setdefault((row["participant_id"], row["wave"], row["as_supporter"]), row)
        entry["started_at"] = entry["started_at"] or row["started_at"]
    return AskList(list(entries.values()), people, or_more=len(found) > most)


def _resting(programme: Programme) -> Q:
    """Questions to people who are having a pause, in which we do not get in touch about them."""
    places = {"programme": programme, "status": PlaceStatus.PAUSED}
    members, supporters = (
        kind.objects.filter(**places).values("participant") for kind in (Member, PeerSupporter)
    )
    return Q(as_supporter=False, participant__in=members) | Q(as_supporter=True, participant__in=supporters)
