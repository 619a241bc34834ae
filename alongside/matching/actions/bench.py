"""What a coordinator does at the workbench of a round: hold somebody back, keep a pair as it is, approve some."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from alongside.matching.actions.locks import lock_requests
from alongside.matching.actions.proposals import approve_proposal
from alongside.matching.actions.requests import (
    MatchingRefused,
    StepTooLate,
    close_proposals,
    log,
    move_request,
    request_link,
    tell,
)
from alongside.matching.models import (
    MAY_BE_TOLD,
    MatchingRound,
    ProposalStatus,
    ProposedMatch,
    RequestStatus,
    SupportRequest,
)
from alongside.matching.queries.reasons import with_everything_told
from alongside.matching.queries.rounds import to_review
from alongside.people.models import Person


@transaction.atomic
def hold_back(*, request: SupportRequest, why: str, by: Person) -> None:
    """Leave somebody out of the rounds until a person lets the request go on; `why` is for coordinators.

    They keep their place in the queue, and hear that a person looks first. Whoever was being asked hears kindly.
    Raises ValueError without a reason, and StepTooLate when the request does not wait any more.
    """
    if not why.strip():
        raise ValueError("Somebody is held back for a reason.")
    lock_requests(request)
    move_request(request, RequestStatus.ON_HOLD, source=(RequestStatus.WAITING, RequestStatus.PROPOSED))
    SupportRequest.objects.filter(pk=request.pk).update(held_back_why=why.strip())
    request.held_back_why = why.strip()
    close_proposals(request, ProposalStatus.WITHDRAWN)
    log("support_request_held_back", request, by=by)
    tell(
        request.member.participant,
        request.member.programme,
        "request_kept",
        link=request_link(request),
        key=f"held_back:{request.pk}:{timezone.now():%Y%m%d%H%M}",
    )


@transaction.atomic
def keep_pair(*, proposal: ProposedMatch, keep: bool, by: Person) -> None:
    """The next rounds are worked out around this pair as it is, or (`keep` false) may change it again.

    Safe to do twice. Raises StepTooLate when it is no longer there to review.
    """
    standing = ProposedMatch.objects.filter(
        pk=proposal.pk, status=ProposalStatus.PROPOSED, is_round_choice=True
    )
    if not standing.update(is_locked=keep):
        raise StepTooLate
    proposal.is_locked = keep
    log("match_kept" if keep else "match_no_longer_kept", proposal, by=by)


@transaction.atomic
def tell_held_back(*, proposal: ProposedMatch, by: Person) -> None:
    """The words that were held back are told to the one who is asked after all: the member has said that they may be.

    In a mutual pair both read them. Safe to do twice. Raises StepTooLate when it is answered already.
    """
    row = ProposedMatch.objects.select_for_update().filter(pk=proposal.pk, status__in=MAY_BE_TOLD).first()
    if row is None:
        raise StepTooLate
    if not row.reasons.get("held_back"):
        return
    row.reasons = with_everything_told(row.reasons, mutual=row.with_request_id is not None)
    row.save(update_fields=["reasons"])
    log("held_back_words_told", row, by=by)


def approve_some(
    *, round_: MatchingRound, chosen: Collection[int], by: Person
) -> tuple[int, list[ProposedMatch]]:
    """Approve these of what the round means for members, each in a transaction of its own.

    Returns how many were approved, and those that could not be.
    """
    refused = []
    rows = list(
        to_review(round_)
        .select_related("request__member__programme__definition", "supporter__programme")
        .filter(pk__in=chosen)
    )
    for proposal in rows:
        try:
            approve_proposal(proposal=proposal, by=by)
        except MatchingRefused:
            refused.append(proposal)
    return len(rows) - len(refused), refused
