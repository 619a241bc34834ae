"""A member who looks round asks a supporter directly, where the programme lets them, and may take the question back.

A question holds no place before the supporter says yes, so that whoever asks first does not shut the others out. From
then on all goes as with any other match: the member has the last word, and both are checked once more.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from alongside.matching import core
from alongside.matching.actions.locks import lock_requests, lock_supporter
from alongside.matching.actions.proposals import asked_link
from alongside.matching.actions.requests import (
    MatchingRefused,
    StepTooLate,
    check_open,
    close_proposal,
    log,
    move_request,
    tell,
    wait_again,
)
from alongside.matching.models import ProposalStatus, ProposedMatch, RequestStatus, SupportRequest
from alongside.matching.queries.criteria import criteria_of
from alongside.matching.queries.crowd import crowd_in
from alongside.matching.queries.looking import (
    MOST_QUESTIONS,
    market_to_look_through,
    may_ask_directly,
    open_questions,
)
from alongside.matching.queries.reasons import reasons_of
from alongside.people.models import Person
from alongside.programmes.models import Participant, PeerSupporter
from alongside.safeguarding.actions.words import take_in


class NotToBeAsked(MatchingRefused):
    """This supporter is not there to be asked by this member now; it is never said why."""


class EnoughQuestions(MatchingRefused):
    """The member has as many open questions as one may have at once."""


@transaction.atomic
def ask_directly(
    *,
    request: SupportRequest,
    supporter: PeerSupporter,
    note: str = "",
    by: Person,
    on_behalf_of: Participant | None = None,
) -> ProposedMatch:
    """The member asks this supporter, with a few words to them. What must hold between the two is checked once more.

    Raises ProgrammeNotOpen, NotToBeAsked or EnoughQuestions.
    """
    check_open(request.member.programme)
    lock_supporter(supporter)
    lock_requests(request)
    request.refresh_from_db(fields=["status"])
    if not may_ask_directly(request):
        raise NotToBeAsked
    if len(open_questions(request)) >= MOST_QUESTIONS:
        raise EnoughQuestions
    made = _made(request, supporter, note, by)
    move_request(request, RequestStatus.PROPOSED, source=(RequestStatus.WAITING, RequestStatus.PROPOSED))
    log("supporter_asked_directly", made, by=by, on_behalf_of=on_behalf_of)
    take_in(
        made,
        "note",
        programme=request.member.programme,
        by=by,
        writer=request.member.participant,
        kept_from=supporter.participant.person,
    )
    tell(
        supporter.participant,
        request.member.programme,
        "question_directly",
        link=asked_link(made),
        key=f"question_directly:{made.pk}",
    )
    return made


def _made(request: SupportRequest, supporter: PeerSupporter, note: str, by: Person) -> ProposedMatch:
    market = market_to_look_through(request)
    (seeker,) = market.seekers
    giver = next((each for each in market.givers if each.id == supporter.participant_id), None)
    if giver is None or giver.capacity < 1 or core.admissible(seeker, giver, market.exclusions):
        raise NotToBeAsked
    # What a round suggests and nobody has looked at gives way to the member's own question.
    ProposedMatch.objects.filter(request=request, supporter=supporter, status=ProposalStatus.PROPOSED).update(
        status=ProposalStatus.WITHDRAWN, answered_at=timezone.now()
    )
    fit = core.weigh(seeker, giver)
    return ProposedMatch.objects.create(
        request=request,
        supporter=supporter,
        status=ProposalStatus.ASKED_DIRECTLY,
        asked_directly=True,
        note=note.strip(),
        weight=fit.total,
        criteria=criteria_of(seeker, giver, fit),
        reasons=reasons_of(seeker, giver, market.traits, crowd=crowd_in(request.member.programme)),
        made_by=by,
        asked_at=timezone.now(),
    )


@transaction.atomic
def take_question_back(
    *, proposal: ProposedMatch, by: Person, on_behalf_of: Participant | None = None
) -> None:
    """The member asks them no longer, without a reason; the supporter is told kindly. Raises StepTooLate."""
    assert proposal.supporter is not None
    lock_supporter(proposal.supporter)
    lock_requests(proposal.request)
    proposal.refresh_from_db(fields=["status"])
    if proposal.status != ProposalStatus.ASKED_DIRECTLY:
        raise StepTooLate
    close_proposal(proposal, ProposalStatus.WITHDRAWN, acting=proposal.request)
    wait_again(proposal.request)
    log("question_taken_back", proposal, by=by, on_behalf_of=on_behalf_of)
