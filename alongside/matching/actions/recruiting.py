"""Whom to look for, so that those whom a round left waiting are helped: worked out after it, and kept with it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from alongside.matching import core
from alongside.matching.core.fairness import FairRound
from alongside.matching.models import MatchingRound
from alongside.matching.queries.market import Market, with_room

SECONDS_IN_A_PAGE = 5.0
SECONDS_IN_A_JOB = 120.0


def find_recruits(
    row: MatchingRound, market: Market, solved: core.Round | FairRound, *, seconds: float
) -> None:
    """Work out the recruiting list and keep what of it may be said. The round stands and is looked through already."""
    givers = _without_empty_seats(row, market)
    found = core.shortage(market.seekers, givers, market.exclusions, solved, time_limit=seconds)
    kept = _stored(core.said(found, market.seekers), market)
    MatchingRound.objects.filter(pk=row.pk).update(recruiting=kept)


def _without_empty_seats(row: MatchingRound, market: Market) -> list[core.Supporter]:
    """The supporters without the places that are held back and empty: those help nobody else."""
    empty: Counter[int] = Counter()
    for each in row.fairness.get("held", []):
        empty[each["supporter"]] += each["left"]
    free = {giver.id: giver.capacity - empty[market.supporters[int(giver.id)].pk] for giver in market.givers}
    return [with_room(giver, free[giver.id]) for giver in market.givers]


def _stored(list_: core.SaidShortage, market: Market) -> dict[str, Any]:
    return {
        "waiting": list_.waiting,
        "lines": [_line(each) for each in list_.recruits],
        "others": list_.others,
        "others_help": list_.others_help,
        "still_waiting": list_.still_waiting,
        "beyond": [market.requests[int(id_)].pk for id_ in list_.beyond],
        "out_of_time": list_.out_of_time,
    }


def _line(recruit: core.SaidRecruit) -> dict[str, Any]:
    wanted = recruit.description
    return {
        "traits": [
            [trait.key, value if isinstance(value, int) else sorted(value)] for trait, value in wanted.traits
        ],
        "language": wanted.language,
        "modality": wanted.modality,
        "part": wanted.part,
        "avoid": [[trait.key, sorted(words)] for trait, words in wanted.avoid],
        "more": recruit.more,
        "supporters": recruit.supporters,
        "places_each": recruit.places_each,
        "helps": recruit.helps,
    }
