"""What two people had said matters, and whether the match gave it: kept with each proposal, for evaluation to ask.

Kept as it stood on the day. Wishes change, and a relationship must be judged by what was known when it was made.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from alongside.matching import core
from alongside.matching.core.judge import judge
from alongside.matching.core.weigh import Part
from alongside.matching.models import Relationship
from alongside.programmes.models import Programme

FORMULA = 1
"""Of which weighing the points are; a changed formula takes the next number."""

_PARTS = {
    Part.SEEKER_PREFERENCE: "seeker",
    Part.SUPPORTER_PREFERENCE: "supporter",
}


def criteria_of(seeker: core.Party, other: core.Party, weight: core.Weight) -> dict[str, Any]:
    """Each wish of both with its strength, its rank, whether it was met, and its share of the points (of at most).

    In a mutual pair the one who is asked second stands as the seeker.
    """
    points = {
        (_PARTS[each.part], each.trait.key): (each.points, each.most)
        for each in weight.contributions
        if each.part in _PARTS and each.trait is not None
    }
    wishes = [
        {
            "side": side,
            "trait": wish.trait.key,
            "strength": wish.strength.value,
            "rank": wish.rank,
            "met": judge(wish, wisher, partner).value,
            "points": points.get((side, wish.trait.key), (0, 0)),
        }
        for side, wisher, partner in (("seeker", seeker, other), ("supporter", other, seeker))
        for wish in wisher.wishes
    ]
    return {"formula": FORMULA, "fit": weight.fit, "waiting": weight.waiting, "wishes": wishes}


@dataclass(frozen=True)
class HowMatched:
    """One relationship and how it came about. Counts are of what `person`, who asked for it, said matters.

    `other` is who was asked. Both are participants' ids.

    `fit` is 0 to 10,000, more is better; None where it was not kept. `chosen_rank`: the place of the pair on the list
    that the member chose from, 1 first. `first_wish_met` is None for somebody without a preference.
    """

    relationship: int
    person: int
    other: int
    by_hand: bool
    chosen_rank: int
    fit: int | None
    musts: int
    preferences: int
    preferences_met: int
    first_wish_met: bool | None


def how_matched(programme: Programme, *, of: Collection[int] | None = None) -> list[HowMatched]:
    """Every relationship that came of a proposal, without names or traits; one query. `of`: only what these asked for."""
    rows = (
        Relationship.objects.select_related(
            "proposal__request__member", "proposal__supporter", "proposal__with_request__member"
        )
        .filter(programme=programme, proposal__isnull=False)
        .order_by("pk")
    )
    if of is not None:
        rows = rows.filter(proposal__request__member__participant__in=of)
    return [_how(row) for row in rows]


def _how(row: Relationship) -> HowMatched:
    proposal = row.proposal
    assert proposal is not None
    kept, partner = proposal.criteria, proposal.with_request
    other = proposal.supporter or (partner.member if partner else None)
    assert other is not None
    mine = [wish for wish in kept.get("wishes", []) if wish["side"] == "seeker"]
    preferred = sorted((wish for wish in mine if wish["strength"] == "prefer"), key=lambda wish: wish["rank"])
    return HowMatched(
        relationship=row.pk,
        person=proposal.request.member.participant_id,
        other=other.participant_id,
        by_hand=proposal.by_hand,
        chosen_rank=proposal.rank,
        fit=kept.get("fit"),
        musts=sum(wish["strength"] == "must" for wish in mine),
        preferences=len(preferred),
        preferences_met=sum(wish["met"] == "met" for wish in preferred),
        first_wish_met=preferred[0]["met"] == "met" if preferred else None,
    )
