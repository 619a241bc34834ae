"""Keeping two people apart, whatever was under way between them."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse

from alongside.matching.actions.locks import lock_requests, lock_supporter
from alongside.matching.actions.requests import close_proposal, tell_coordinators, wait_again
from alongside.matching.models import (
    LIVE_PROPOSALS,
    Exclusion,
    ProposalStatus,
    ProposedMatch,
    Relationship,
)
from alongside.matching.queries.apart import kept_apart, may_begin_to_write
from alongside.matching.queries.relationships import UNDER_WAY


def close_between(exclusion: Exclusion) -> None:
    """End what is proposed between the two; inside the caller's transaction, which writes the audit line."""
    one, two = exclusion.first_id, exclusion.second_id
    seeker, giver, partner = (
        "request__member__participant",
        "supporter__participant",
        "with_request__member__participant",
    )
    between = Q()
    for first, second in ((one, two), (two, one)):
        between |= Q(**{seeker: first, giver: second}) | Q(**{seeker: first, partner: second})
    rows = ProposedMatch.objects.select_related(
        "supporter__participant__person",
        "request__member__participant__person",
        "request__member__programme",
        "with_request__member__participant__person",
        "with_request__member__programme",
    ).filter(between, request__member__programme=exclusion.programme_id, status__in=LIVE_PROPOSALS)
    for proposal in rows.order_by("supporter", "pk"):
        if proposal.supporter is not None:
            lock_supporter(proposal.supporter)
        lock_requests(proposal.request, proposal.with_request)
        proposal.refresh_from_db(fields=["status"])
        if proposal.status not in LIVE_PROPOSALS:
            continue
        close_proposal(proposal, ProposalStatus.WITHDRAWN)
        for request in (proposal.request, proposal.with_request):
            if request is not None:
                wait_again(request)
    both = Relationship.objects.select_related("programme").filter(
        programme=exclusion.programme_id, status__in=UNDER_WAY
    )
    for relationship in both.filter(sides__participant=one).filter(sides__participant=two):
        _tell(relationship)


def tell_of_two_kept_apart(relationship: Relationship) -> None:
    """The coordinators hear, once, of two people who would write to each other and should not. Nothing otherwise."""
    if kept_apart(relationship) or not may_begin_to_write(relationship):
        _tell(relationship)


def _tell(relationship: Relationship) -> None:
    programme = relationship.programme
    tell_coordinators(
        programme,
        "match_to_look_at",
        link=reverse("matching:relationship", kwargs={"ref": programme.ref, "pk": relationship.pk}),
        key=f"kept_apart:{relationship.pk}",
    )
