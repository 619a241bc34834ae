"""Two people who are in touch, or about to be, and should not be: asked again before the first word between them."""

from __future__ import annotations

from alongside.matching.core import ObstacleCode
from alongside.matching.models import Exclusion, ProposedMatch, Relationship, RelationshipSide
from alongside.matching.queries.market import obstacles_now, somebody_named

_OF_THE_TWO = {ObstacleCode.EXCLUDED, ObstacleCode.SHARED_COMMUNITY, ObstacleCode.SAME_PERSON}


def kept_apart(relationship: Relationship) -> bool:
    """Whether somebody has said, also after it began, that these two are not to be in touch. One query."""
    people = RelationshipSide.objects.filter(relationship=relationship).values("participant")
    return Exclusion.objects.filter(
        programme=relationship.programme_id, first__in=people, second__in=people
    ).exists()


def may_begin_to_write(relationship: Relationship) -> bool:
    """Whether the first word between two people may be sent: asked of what both say today.

    Nobody said that they know each other, nobody avoids a community of both, and nobody named a person whom no
    coordinator has looked up. Wishes are not asked again: the two have met as people by now.
    """
    proposal = (
        ProposedMatch.objects.select_related(
            "request__member__programme__definition", "supporter", "with_request__member"
        )
        .filter(relationship=relationship)
        .first()
    )
    if proposal is None:
        return not kept_apart(relationship)
    other = proposal.supporter or proposal.with_request
    assert other is not None
    if any(obstacle.code in _OF_THE_TWO for obstacle in obstacles_now(proposal.request, other)):
        return False
    people = RelationshipSide.objects.filter(relationship=relationship).values_list("participant", flat=True)
    return not somebody_named(relationship.programme, list(people))
