"""A market to match in: members who agreed and ask, supporters who are ready, all through the product's own actions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from alongside.matching import actions
from alongside.matching.actions.relationships import begin_relationship
from alongside.matching.models import (
    ProposalStatus,
    ProposedMatch,
    Relationship,
    RequestStatus,
    SupportRequest,
)
from alongside.people.models import Person
from alongside.programmes.models import Member, Participant, PeerSupporter, Programme
from alongside.training.actions import accept_role, name_supervisor, plan_supervision, record_completion
from alongside.training.queries import role_wording, supervisors_in, training_modules
from tests import factories
from tests.enrolment.factories import say_yes


def member(programme: Programme, name: str = "", **fields: Any) -> Member:
    """A member who has agreed to take part."""
    who = factories.participant(programme.organisation, name, **fields)
    made = factories.member(programme, who)
    say_yes(who, programme)
    return made


def supporter(
    programme: Programme, name: str = "", *, capacity: int = 1, by: Person, **fields: Any
) -> PeerSupporter:
    """A peer supporter who is ready."""
    who = factories.participant(programme.organisation, name, **fields)
    made = factories.supporter(programme, who, capacity=capacity)
    return ready(made, by)


def ready(place: PeerSupporter, by: Person) -> PeerSupporter:
    say_yes(place.participant, place.programme)
    programme = place.programme
    wording = role_wording(programme)
    assert wording is not None
    accept_role(supporter=place, wording_hash=wording.hash, by=by, on_behalf_of=place.participant)
    today = timezone.localdate()
    for module in training_modules(programme):
        record_completion(supporter=place, module=module.key, completed_on=today, by=by)
    supervisor = supervisors_in(programme)[0]
    name_supervisor(supporter=place, supervisor=supervisor, by=by)
    plan_supervision(supporter=place, on=today + timedelta(days=7), by=supervisor)
    return place


def asks(place: Member, by: Person, **fields: Any) -> SupportRequest:
    """The member's open request."""
    return actions.request_support(member=place, by=by, on_behalf_of=place.participant, **fields)


def waiting_member(programme: Programme, by: Person, name: str = "", **fields: Any) -> SupportRequest:
    return asks(member(programme, name, **fields), by)


def choice_for(request: SupportRequest) -> ProposedMatch:
    """What the newest round means for the member."""
    return ProposedMatch.objects.get(request=request, status=ProposalStatus.PROPOSED, is_round_choice=True)


def offered(programme: Programme, by: Person, *, capacity: int = 1) -> ProposedMatch:
    """One member, one supporter who has said yes: the member has to choose."""
    giver = supporter(programme, capacity=capacity, by=by)
    proposal = actions.pick_by_hand(request=waiting_member(programme, by), supporter=giver, by=by)
    actions.approve_proposal(proposal=proposal, by=by)
    actions.accept_being_asked(proposal=proposal, by=by, on_behalf_of=giver.participant)
    return proposal


def relationship(programme: Programme, by: Person, **fields: Any) -> Relationship:
    proposal = offered(programme, by)
    return actions.choose_offer(
        proposal=proposal, by=by, on_behalf_of=proposal.request.member.participant, **fields
    )


def begun(member: Member, other: PeerSupporter | Member, *, on: date | None = None) -> Relationship:
    """The two are in touch since a day, as if both had said yes; `relationship_of` goes all the way there."""
    by = member.participant.person or factories.person()
    day = on or timezone.localdate()
    proposal = ProposedMatch.objects.create(
        request=_matched(member),
        supporter=other if isinstance(other, PeerSupporter) else None,
        with_request=_matched(other) if isinstance(other, Member) else None,
        status=ProposalStatus.ACCEPTED,
        **dict.fromkeys(("asked_at", "offered_at", "answered_at"), timezone.now()),
        made_by=by,
    )
    return begin_relationship(proposal=proposal, by=by, starts_on=day)


def _matched(member: Member) -> SupportRequest:
    return SupportRequest.objects.create(
        member=member, status=RequestStatus.MATCHED, closed_at=timezone.now()
    )


def proposal_between(mia: Member, sam: PeerSupporter, by: Person) -> ProposedMatch:
    """Two people of the cast, chosen for each other and not approved yet."""
    say_yes(mia.participant, mia.programme)
    ready(sam, by)
    return actions.pick_by_hand(request=asks(mia, by), supporter=sam, by=by)


def offer_between(mia: Member, sam: PeerSupporter, by: Person) -> ProposedMatch:
    """The supporter was asked and has said yes."""
    proposal = proposal_between(mia, sam, by)
    actions.approve_proposal(proposal=proposal, by=by)
    actions.accept_being_asked(proposal=proposal, by=by, on_behalf_of=sam.participant)
    return proposal


def relationship_of(mia: Member, sam: PeerSupporter, by: Person, **fields: Any) -> Relationship:
    """A relationship between two people of the cast, through asking, a round and both answers."""
    proposal = offer_between(mia, sam, by)
    return actions.choose_offer(proposal=proposal, by=by, on_behalf_of=mia.participant, **fields)


def pair_of_equals(programme: Programme, by: Person) -> tuple[SupportRequest, SupportRequest]:
    """Two members of a mutual programme who wait."""
    return waiting_member(programme, by), waiting_member(programme, by)


def participant_of(request: SupportRequest) -> Participant:
    return request.member.participant
