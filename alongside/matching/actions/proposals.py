"""From a suggestion to an agreement: a coordinator approves, the supporter is asked, the member chooses.

A place with a supporter is held from the moment they are asked. Whoever takes one first locks the supporter's row and
counts again inside the transaction, so that two coordinators at once never give away one place twice. Locks are always
taken in the same order: supporter, then requests by id. A deed first moves the proposal and then checks what else must
hold, so that the second of two clicks hears that it was late; what is refused is rolled back whole.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from alongside.enrolment.queries import has_required_consents
from alongside.jobs.actions import job
from alongside.matching.actions.locks import lock_requests, lock_supporter
from alongside.matching.actions.relationships import begin_relationship
from alongside.matching.actions.requests import (
    ConsentMissing,
    MatchingRefused,
    OnHold,
    StepTooLate,
    check_open,
    close_proposal,
    close_proposals,
    log,
    move_request,
    request_link,
    tell,
    tell_coordinators,
    tell_not_this_time,
    tell_offer_gone,
    wait_again,
)
from alongside.matching.models import (
    BEING_ASKED,
    PLACE_HELD,
    WITH_SOMEBODY,
    ProposalStatus,
    ProposedMatch,
    Relationship,
    RequestStatus,
    SupportRequest,
)
from alongside.matching.queries.fairness import held_places_in, newest_decision
from alongside.matching.queries.market import market_between, obstacles_now, somebody_named
from alongside.matching.queries.relationships import OPEN_SIDE
from alongside.matching.queries.rounds import asked_participant
from alongside.people.models import Person
from alongside.programmes.models import Participant, PeerSupporter, PlaceStatus
from alongside.safeguarding.actions.words import take_in
from alongside.safeguarding.queries import is_on_hold
from alongside.training.queries import readiness_of


class NoPlaceLeft(MatchingRefused):
    """The supporter has no free place now."""


class PersonAway(MatchingRefused):
    """One of the two has a pause, has left, or is not free for somebody new."""


class PlaceHeldBack(MatchingRefused):
    """The places that this supporter has left are held back for others, by a decision of the organisation."""


class NotReady(MatchingRefused):
    """The supporter is not ready yet."""


class PairBarred(MatchingRefused):
    """By what the two say today, they are not to be matched."""


class WaitsByPlan(MatchingRefused):
    """By the trial that they agreed to, nobody is looked for yet."""


class SomebodyNamed(MatchingRefused):
    """One of the two named somebody to keep apart, and nobody has looked up who that is."""


def places_left(supporter: PeerSupporter, *, leave_for_choices_but: SupportRequest | None = None) -> int:
    """Free places: capacity less relationships under way and places held. Call it with the supporter locked.

    With `leave_for_choices_but` also less what the round means for other members and nobody has reviewed yet, so that
    somebody's second choice does not take another's only one.
    """
    taken = supporter.relationship_sides.filter(OPEN_SIDE).count()
    held = ProposedMatch.objects.filter(supporter=supporter, status__in=PLACE_HELD).count()
    meant = 0
    if leave_for_choices_but is not None:
        meant = (
            ProposedMatch.objects.filter(
                supporter=supporter, status=ProposalStatus.PROPOSED, is_round_choice=True
            )
            .exclude(request=leave_for_choices_but)
            .count()
        )
    return supporter.capacity - taken - held - meant


@transaction.atomic
def approve_proposal(*, proposal: ProposedMatch, by: Person, today: date | None = None) -> None:
    """A coordinator has looked at the pair and agrees: the supporter is asked, and a place of theirs is held.

    Raises ProgrammeNotOpen, OnHold, ConsentMissing, PersonAway, NotReady, SomebodyNamed, WaitsByPlan, PairBarred, NoPlaceLeft or
    StepTooLate.
    """
    request, partner = proposal.request, proposal.with_request
    check_open(request.member.programme)
    supporter = _lock_all(proposal)
    _move(proposal, ProposalStatus.ASKED_SUPPORTER, (ProposalStatus.PROPOSED,), asked_at=timezone.now())
    _check_both(proposal)
    if supporter is not None:
        _check_ready(supporter, today or timezone.localdate())
        kept = None if proposal.is_round_choice else request
        if places_left(supporter, leave_for_choices_but=kept) < 0:
            raise NoPlaceLeft
        if kept is not None or proposal.by_hand:
            check_held_back(request, supporter)
    if partner is None:
        move_request(request, RequestStatus.PROPOSED, source=(RequestStatus.WAITING, RequestStatus.PROPOSED))
    else:
        for each in (request, partner):
            move_request(each, RequestStatus.PROPOSED, source=(RequestStatus.WAITING,))
    log("match_approved", proposal, by=by, by_hand=proposal.by_hand)
    tell(
        asked_participant(proposal),
        request.member.programme,
        "match_asked" if partner is None else "match_asked_partner",
        link=asked_link(proposal),
        key=f"match_asked:{proposal.pk}",
    )


def check_held_back(request: SupportRequest, supporter: PeerSupporter) -> None:
    """Raises PlaceHeldBack when the place that this proposal has taken is held for others. Call it with the supporter
    locked, after the proposal has moved."""
    programme = request.member.programme
    decision = newest_decision(programme)
    if decision is None or not decision.held:
        return
    after = market_between(request, [supporter])
    (giver,) = after.givers
    before = replace(after, givers=(replace(giver, capacity=giver.capacity + 1),))
    mine = [request.member.participant_id]
    if giver.capacity < held_places_in(programme, before).empty_with(giver.id, mine):
        raise PlaceHeldBack


def _check_ready(supporter: PeerSupporter, today: date) -> None:
    if not supporter.free_again:
        raise PersonAway
    if not readiness_of(supporter, today).is_ready:
        raise NotReady


def _check_both(proposal: ProposedMatch) -> None:
    """Whatever may have changed since the pair was worked out: holds, pauses, consents, limits, a no said meanwhile."""
    request = proposal.request
    programme = request.member.programme
    other = asked_participant(proposal)
    pair = (request.member.participant, other)
    if any(is_on_hold(each, programme) for each in pair):
        raise OnHold
    places = [request.member, proposal.supporter or (proposal.with_request and proposal.with_request.member)]
    for place in places:
        assert place is not None
        if type(place).objects.filter(pk=place.pk, status=PlaceStatus.ENROLLED).count() != 1:
            raise PersonAway
    members = [request.member.participant] + ([other] if proposal.with_request else [])
    if not all(has_required_consents(each, programme) for each in members):
        raise ConsentMissing
    if SupportRequest.objects.filter(
        pk__in=[request.pk, proposal.with_request_id], not_before__gt=timezone.localdate()
    ).exists():
        raise WaitsByPlan
    if somebody_named(programme, [each.pk for each in pair]):
        raise SomebodyNamed
    partner = proposal.supporter or proposal.with_request
    assert partner is not None
    if obstacles_now(request, partner):
        raise PairBarred


def _move(
    proposal: ProposedMatch, to: ProposalStatus, sources: tuple[ProposalStatus, ...], **fields: object
) -> None:
    changed = ProposedMatch.objects.filter(pk=proposal.pk, status__in=sources).update(status=to, **fields)
    if not changed:
        raise StepTooLate
    proposal.refresh_from_db(fields=["status", *fields])


@transaction.atomic
def accept_being_asked(
    *, proposal: ProposedMatch, by: Person, on_behalf_of: Participant | None = None
) -> None:
    """The supporter (or the first partner of a mutual pair) says yes; now the member is shown the offer.

    Where a member asked directly, the place is held from now on. Raises OnHold, PersonAway, ConsentMissing,
    SomebodyNamed, WaitsByPlan, PairBarred, NoPlaceLeft, PlaceHeldBack, ProgrammeNotOpen or StepTooLate.
    """
    check_open(proposal.request.member.programme)
    supporter = _lock_all(proposal)
    _move(proposal, ProposalStatus.OFFERED, BEING_ASKED, offered_at=timezone.now())
    _check_both(proposal)
    if supporter is not None and proposal.asked_directly:
        _check_ready(supporter, timezone.localdate())
        if places_left(supporter) < 0:
            raise NoPlaceLeft
        check_held_back(proposal.request, supporter)
    log("match_accepted_by_supporter", proposal, by=by, on_behalf_of=on_behalf_of)
    tell(
        proposal.request.member.participant,
        proposal.request.member.programme,
        "match_offered",
        link=request_link(proposal.request),
        key=f"match_offered:{proposal.pk}",
    )


@transaction.atomic
def decline_being_asked(
    *, proposal: ProposedMatch, reason: str = "", by: Person, on_behalf_of: Participant | None = None
) -> None:
    """No, without having to say why; also after a yes, as long as the member has not chosen.

    The request goes back to waiting, with the time it had. Raises StepTooLate.
    """
    _lock_all(proposal)
    was_offered = ProposedMatch.objects.filter(pk=proposal.pk, status=ProposalStatus.OFFERED).exists()
    _move(
        proposal,
        ProposalStatus.DECLINED,
        WITH_SOMEBODY,
        answered_at=timezone.now(),
        decline_reason=reason,
    )
    for request in (proposal.request, proposal.with_request):
        if request is not None:
            wait_again(request)
    if was_offered:
        tell_offer_gone(proposal)
    elif proposal.asked_directly:
        tell_not_this_time(proposal)
    log("match_declined_by_supporter", proposal, by=by, on_behalf_of=on_behalf_of)
    proposal.refresh_from_db(fields=["decline_reason"])
    programme = proposal.request.member.programme
    take_in(proposal, "decline_reason", programme=programme, by=by, writer=on_behalf_of)
    tell_coordinators(
        proposal.request.member.programme,
        "match_to_look_at",
        link=_review_link(proposal.request),
        key=f"match_declined:{proposal.pk}",
    )


@transaction.atomic
def choose_offer(
    *, proposal: ProposedMatch, by: Person, on_behalf_of: Participant | None = None, on: date | None = None
) -> Relationship:
    """The member says yes: both have agreed, and the relationship begins. Whoever was not chosen is told kindly.

    Raises OnHold, PersonAway, ConsentMissing, SomebodyNamed, WaitsByPlan, PairBarred, NoPlaceLeft, ProgrammeNotOpen or StepTooLate.
    """
    check_open(proposal.request.member.programme)
    supporter, now = _lock_all(proposal), timezone.now()
    _move(proposal, ProposalStatus.ACCEPTED, (ProposalStatus.OFFERED,), answered_at=now)
    _check_both(proposal)
    if supporter and supporter.relationship_sides.filter(OPEN_SIDE).count() >= supporter.capacity:
        raise NoPlaceLeft
    for request in (proposal.request, proposal.with_request):
        if request is not None:
            close_proposals(request, ProposalStatus.NOT_CHOSEN, but=proposal)
            move_request(request, RequestStatus.MATCHED, source=(RequestStatus.PROPOSED,), closed_at=now)
    log("match_chosen", proposal, by=by, on_behalf_of=on_behalf_of)
    begun = begin_relationship(proposal=proposal, by=by, on_behalf_of=on_behalf_of, starts_on=on)
    if supporter is not None:
        close_questions_without_room.enqueue(supporter.pk, by.pk)
    return begun


@transaction.atomic
def choose_none(*, request: SupportRequest, by: Person, on_behalf_of: Participant | None = None) -> None:
    """ "None of these", without a reason: whoever was offered is told kindly, and the request waits as before.

    Who is still being asked is asked on. Raises StepTooLate when nothing is on offer any more.
    """
    lock_requests(request)
    offered = ProposedMatch.objects.select_related(
        "supporter__participant__person",
        "request__member__participant__person",
        "request__member__programme",
        "with_request__member__participant__person",
        "with_request__member__programme",
    ).filter(request=request, status=ProposalStatus.OFFERED)
    rows = list(offered.order_by("pk"))
    if not rows:
        raise StepTooLate
    for proposal in rows:
        close_proposal(proposal, ProposalStatus.NOT_CHOSEN, acting=request)
        if proposal.with_request is not None:
            wait_again(proposal.with_request)
    wait_again(request)
    log("offers_not_chosen", request, by=by, on_behalf_of=on_behalf_of, offers=len(rows))
    tell_coordinators(
        request.member.programme,
        "match_to_look_at",
        link=_review_link(request),
        key=f"offers_not_chosen:{rows[0].pk}",
    )


@transaction.atomic
def withdraw_proposal(*, proposal: ProposedMatch, by: Person) -> None:
    """A coordinator takes a proposal back, before or after somebody was asked. Raises StepTooLate."""
    _lock_all(proposal)
    close_proposal(proposal, ProposalStatus.WITHDRAWN)
    for request in (proposal.request, proposal.with_request):
        if request is not None:
            wait_again(request)
    log("match_withdrawn", proposal, by=by)


@transaction.atomic
def take_back_barred(*, proposal: ProposedMatch, by: Person) -> None:
    """A proposal that has become impossible ends for everybody kindly, and a coordinator looks. Safe to do twice."""
    _lock_all(proposal)
    proposal.refresh_from_db(fields=["status"])
    if proposal.status not in WITH_SOMEBODY:
        return
    close_proposal(proposal, ProposalStatus.WITHDRAWN)
    for request in (proposal.request, proposal.with_request):
        if request is not None:
            wait_again(request)
    log("match_became_impossible", proposal, by=by)
    tell_coordinators(
        proposal.request.member.programme,
        "match_to_look_at",
        link=_review_link(proposal.request),
        key=f"match_barred:{proposal.pk}",
    )


@job()
def close_questions_without_room(supporter_id: int, person_id: int) -> None:
    """Members who asked a supporter directly, who is full by now, are told kindly; their requests go on waiting."""
    supporter = lock_supporter(PeerSupporter.objects.get(pk=supporter_id))
    if supporter.relationship_sides.filter(OPEN_SIDE).count() < supporter.capacity:
        return
    rows = list(
        ProposedMatch.objects.select_related(
            "request__member__participant__person", "request__member__programme", "supporter__participant"
        ).filter(supporter=supporter, status=ProposalStatus.ASKED_DIRECTLY)
    )
    lock_requests(*(row.request for row in rows))
    by = Person.objects.get(pk=person_id)
    for proposal in rows:
        with suppress(StepTooLate):
            close_proposal(proposal, ProposalStatus.WITHDRAWN)
            wait_again(proposal.request)
            log("question_closed_without_room", proposal, by=by)


def _lock_all(proposal: ProposedMatch) -> PeerSupporter | None:
    """Hold everything the proposal is about; the supporter as they are now, if there is one."""
    supporter = lock_supporter(proposal.supporter) if proposal.supporter is not None else None
    lock_requests(proposal.request, proposal.with_request)
    return supporter


def asked_link(proposal: ProposedMatch) -> str:
    return reverse("matching:asked", kwargs={"ref": proposal.request.member.programme.ref, "pk": proposal.pk})


def _review_link(request: SupportRequest) -> str:
    return reverse("matching:review_request", kwargs={"ref": request.member.programme.ref, "pk": request.pk})
