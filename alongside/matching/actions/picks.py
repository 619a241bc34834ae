"""A coordinator reviews a round: approves it, picks somebody else, or lets two members change supporters."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from alongside.jobs.actions import job
from alongside.matching import core
from alongside.matching.actions.proposals import NoPlaceLeft, PairBarred, PlaceHeldBack, approve_proposal
from alongside.matching.actions.requests import MatchingRefused, StepTooLate, log
from alongside.matching.models import MatchingRound, ProposalStatus, ProposedMatch, SupportRequest
from alongside.matching.queries.criteria import criteria_of
from alongside.matching.queries.crowd import crowd_in
from alongside.matching.queries.market import Market, market_of
from alongside.matching.queries.reasons import reasons_of, reasons_of_equals
from alongside.matching.queries.relationships import active_loads, held_places
from alongside.matching.queries.rounds import HeldBack, pair_judged
from alongside.people.models import Person
from alongside.programmes.models import PeerSupporter
from alongside.programmes.queries import definition_of

INLINE = 40
"""Up to so many suggestions are approved while the page waits; above that, a job does it."""


def approve_round(*, round_: MatchingRound, by: Person) -> tuple[int, list[ProposedMatch]] | None:
    """Approve a round as `approve_all` does, here or as a job when it is long; None in the second case."""
    if ProposedMatch.objects.filter(round=round_, status=ProposalStatus.PROPOSED).count() <= INLINE:
        return approve_all(round_=round_, by=by)
    approve_all_job.enqueue(round_.pk, by.pk)
    return None


@job(atomic=False)
def approve_all_job(round_id: int, person_id: int) -> None:
    approve_all(
        round_=MatchingRound.objects.select_related("programme__definition").get(pk=round_id),
        by=Person.objects.get(pk=person_id),
    )


def approve_all(*, round_: MatchingRound, by: Person) -> tuple[int, list[ProposedMatch]]:
    """Approve what the round means for everybody, and then, where members choose, the others for whom there is room.

    Each is its own transaction: one that is no longer possible stops none of the rest. Safe to run twice. Returns how
    many were approved, and the choices of the round that could not be.
    """
    rows = ProposedMatch.objects.select_related(
        "request__member__participant__person",
        "request__member__programme__definition",
        "supporter__participant__person",
        "supporter__programme",
        "with_request__member__participant__person",
    ).filter(round=round_, status=ProposalStatus.PROPOSED)
    choices = list(rows.filter(is_round_choice=True).order_by("request__waiting_since", "pk"))
    refused = [proposal for proposal in choices if not _approved(proposal, by)]
    approved = len(choices) - len(refused)
    if definition_of(round_.programme).matching.seeker_chooses:
        loads, held = active_loads(round_.programme), held_places(round_.programme)
        for each in round_.fairness.get("held", []):
            held[each["supporter"]] += each["left"]
        for proposal in rows.filter(is_round_choice=False).order_by("rank", "request__waiting_since", "pk"):
            giver = proposal.supporter
            if giver and loads[giver.pk] + held[giver.pk] < giver.capacity and _approved(proposal, by):
                held[giver.pk] += 1
                approved += 1
    return approved, refused


def _approved(proposal: ProposedMatch, by: Person) -> bool:
    try:
        approve_proposal(proposal=proposal, by=by)
    except MatchingRefused:
        return False
    return True


@transaction.atomic
def pick_by_hand(*, request: SupportRequest, supporter: PeerSupporter, by: Person) -> ProposedMatch:
    """A coordinator means somebody else for this member. It is checked and not forbidden; hard limits do bar.

    Raises PairBarred, NoPlaceLeft, PlaceHeldBack, or StepTooLate when the request does not wait or the supporter cannot be asked.
    """
    market = market_of(request.member.programme)
    judged = pair_judged(market, request, supporter)
    if judged is None:
        raise StepTooLate
    if judged.obstacles:
        raise PairBarred
    if judged.places_left < 1:
        raise NoPlaceLeft
    if HeldBack(market).is_taken_by([(request, supporter)]):
        raise PlaceHeldBack
    return _make_choice(market, request, supporter, by)


@transaction.atomic
def pick_partner_by_hand(*, request: SupportRequest, partner: SupportRequest, by: Person) -> ProposedMatch:
    """In a mutual programme: these two, whatever the round said. Hard limits of either do bar.

    Raises PairBarred, or StepTooLate when one of the two does not wait.
    """
    market = market_of(request.member.programme)
    people = {market.requests[int(seeker.id)].pk: seeker for seeker in market.seekers}
    first, second = people.get(request.pk), people.get(partner.pk)
    if first is None or second is None or first.id == second.id:
        raise StepTooLate
    if core.admissible(first, second, market.exclusions):
        raise PairBarred
    both = (request.pk, partner.pk)
    before = ProposedMatch.objects.filter(status=ProposalStatus.PROPOSED).filter(
        Q(request__in=both) | Q(with_request__in=both)
    )
    was = before.filter(request=request).first() or before.first()
    fit = core.weigh_mutual(first, second)
    before.update(status=ProposalStatus.WITHDRAWN, answered_at=timezone.now())
    made = ProposedMatch.objects.create(
        round=was.round if was else None,
        request=request,
        with_request=partner,
        is_round_choice=True,
        by_hand=True,
        weight=fit.total,
        criteria=criteria_of(first, second, fit),
        reasons=reasons_of_equals(first, second, market.traits, crowd=crowd_in(request.member.programme)),
        made_by=by,
    )
    log("match_picked_by_hand", made, by=by)
    return made


@transaction.atomic
def swap_choices(*, first: ProposedMatch, second: ProposedMatch, by: Person) -> None:
    """Two members change supporters. Raises PairBarred when a hard limit of anybody stands against it, PlaceHeldBack or StepTooLate."""
    if first.supporter is None or second.supporter is None or first.request_id == second.request_id:
        raise StepTooLate
    market = market_of(first.request.member.programme)
    crossed = ((first.request, second.supporter), (second.request, first.supporter))
    for request, supporter in crossed:
        judged = pair_judged(market, request, supporter)
        if judged is None:
            raise StepTooLate
        if judged.obstacles:
            raise PairBarred
    if HeldBack(market).is_taken_by(crossed):
        raise PlaceHeldBack
    for request, supporter in crossed:
        _make_choice(market, request, supporter, by)


def _make_choice(
    market: Market, request: SupportRequest, supporter: PeerSupporter, by: Person
) -> ProposedMatch:
    """The pair becomes what is meant for the member; what was meant before stays as one to choose from."""
    mine = ProposedMatch.objects.select_for_update().filter(request=request, status=ProposalStatus.PROPOSED)
    before = mine.filter(is_round_choice=True).first()
    mine.filter(is_round_choice=True).update(is_round_choice=False, is_locked=False, rank=2)
    now = mine.filter(supporter=supporter).first()
    if now is None:
        pair = {seeker.id: seeker for seeker in market.seekers}[request.member.participant_id]
        giver = {giver.id: giver for giver in market.givers}[supporter.participant_id]
        fit = core.weigh(pair, giver)
        now = ProposedMatch.objects.create(
            round=before.round if before else None,
            request=request,
            supporter=supporter,
            weight=fit.total,
            criteria=criteria_of(pair, giver, fit),
            reasons=reasons_of(pair, giver, market.traits, crowd=crowd_in(request.member.programme)),
            made_by=by,
        )
    ProposedMatch.objects.filter(pk=now.pk).update(is_round_choice=True, by_hand=True, rank=1)
    now.refresh_from_db()
    log("match_picked_by_hand", now, by=by)
    return now
