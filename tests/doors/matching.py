from __future__ import annotations

from typing import Any

from alongside.matching import actions
from alongside.matching.models import AvoidedName, Exclusion, MatchingProfile, MatchingRound
from tests.doors.row import programme, row
from tests.matching import factories as market
from tests.stands import stand


def profile(cast: Any, who: str, role: str, **more: Any) -> dict[str, Any]:
    return {
        "ref": cast.coaching.ref,
        "pk": getattr(cast, f"{who}_participant").pk,
        "as_who": role,
        **more,
    }


def mias(cast: Any, role: str = "member", **more: Any) -> dict[str, Any]:
    return profile(cast, "mia", role, **more)


def mias_request(cast: Any) -> dict[str, Any]:
    market.say_yes(cast.mia_participant, cast.coaching)
    return {"ref": cast.coaching.ref, "pk": market.asks(cast.mia_member, cast.cora).pk}


def mias_offer(cast: Any) -> dict[str, Any]:
    proposal = market.offer_between(cast.mia_member, cast.sam_supporter, cast.cora)
    return {"ref": cast.coaching.ref, "pk": proposal.pk}


def with_mia_proposed(cast: Any) -> dict[str, Any]:
    proposal = market.proposal_between(cast.mia_member, cast.sam_supporter, cast.cora)
    return {"ref": cast.coaching.ref, "pk": proposal.pk}


def request_with_proposal(cast: Any) -> dict[str, Any]:
    proposal = market.proposal_between(cast.mia_member, cast.sam_supporter, cast.cora)
    return {"ref": cast.coaching.ref, "pk": proposal.request_id}


def looking_round(cast: Any) -> dict[str, Any]:
    """Mia may look round, and Sam may be seen."""
    stand(cast, changed=(('choice = "seeker_chooses"', 'choice = "seeker_asks"'),))
    market.ready(cast.sam_supporter, cast.cora)
    actions.say_about_me(place=cast.sam_supporter, by=cast.sam, may_be_asked=True)
    return mias_request(cast)


def asking_sam(cast: Any) -> dict[str, Any]:
    return {**looking_round(cast), "supporter": cast.sam_supporter.pk}


def mias_question(cast: Any) -> dict[str, Any]:
    kwargs = looking_round(cast)
    request = cast.mia_member.support_requests.get()
    made = actions.ask_directly(request=request, supporter=cast.sam_supporter, by=cast.mia)
    return {"ref": kwargs["ref"], "pk": made.pk}


def relationship(cast: Any) -> dict[str, Any]:
    made = market.relationship_of(cast.mia_member, cast.sam_supporter, cast.cora)
    return {"ref": cast.coaching.ref, "pk": made.pk}


def mias_side(cast: Any) -> dict[str, Any]:
    made = market.relationship_of(cast.mia_member, cast.sam_supporter, cast.cora)
    side = made.sides.get(member=cast.mia_member)
    return {"ref": cast.coaching.ref, "pk": made.pk, "side": side.pk}


def a_round(cast: Any) -> dict[str, Any]:
    made = MatchingRound.objects.create(programme=cast.coaching, run_by=cast.cora, seed=1)
    return {"ref": cast.coaching.ref, "pk": made.pk}


def a_name(cast: Any) -> dict[str, Any]:
    said = MatchingProfile.objects.create(programme=cast.coaching, participant=cast.mia_participant)
    return {"ref": cast.coaching.ref, "pk": AvoidedName.objects.create(profile=said, name="Sam").pk}


def an_exclusion(cast: Any) -> dict[str, Any]:
    first, second = sorted((cast.mia_participant, cast.sam_participant), key=lambda each: each.pk)
    made = Exclusion.objects.create(
        programme=cast.coaching, first=first, second=second, ground=Exclusion.Ground.KNOWN
    )
    return {"ref": cast.coaching.ref, "pk": made.pk}


def participant(cast: Any) -> dict[str, Any]:
    return {"ref": cast.coaching.ref, "pk": cast.mia_participant.pk}


ROWS = [
    row("matching:my_request", "mia", kwargs=programme),
    row("matching:matching_profile", "cora mia", kwargs=mias),
    row("matching:matching_profile", "cora sam", kwargs=lambda cast: profile(cast, "sam", "supporter")),
    row("matching:matching_question", "cora mia", kwargs=lambda cast: mias(cast, step="matters")),
    row(
        "matching:matching_question",
        "cora sam",
        kwargs=lambda cast: profile(cast, "sam", "supporter", step="matters"),
    ),
    row("matching:support_request", "cora mia", kwargs=mias_request),
    row("matching:look_round", "cora mia", kwargs=looking_round),
    row("matching:ask_directly", "cora mia", kwargs=asking_sam),
    row("matching:ask_directly", "cora mia", kwargs=asking_sam, method="post"),
    row("matching:take_question_back", "cora mia", kwargs=mias_question),
    row("matching:take_question_back", "cora mia", kwargs=mias_question, method="post"),
    row("matching:withdraw_request", "cora mia", kwargs=mias_request),
    row("matching:withdraw_request", "cora mia", kwargs=mias_request, method="post"),
    row("matching:release_request", "cora", kwargs=mias_request),
    row("matching:choose_none", "cora mia", kwargs=mias_request),
    row("matching:offer", "cora mia", kwargs=mias_offer),
    row("matching:asked_of_me", "ada cora sula sasha eve mia sam", kwargs=programme),
    row("matching:asked", "cora sam", kwargs=mias_offer),
    row("matching:exclusions", "cora", kwargs=participant),
    row("matching:matching", "cora", kwargs=programme),
    row("matching:matching", "cora", kwargs=programme, method="post"),
    row("matching:avoided_name", "cora", kwargs=a_name),
    row("matching:take_back_exclusion", "cora", kwargs=an_exclusion),
    row("matching:matching_round", "cora", kwargs=a_round),
    row("matching:compare_rounds", "cora", kwargs=a_round),
    row("matching:recruiting", "cora", kwargs=programme),
    row("matching:fair_shares", "cora", kwargs=programme),
    row("matching:fair_shares", "cora", kwargs=programme, method="post"),
    row("matching:round_progress", "cora", kwargs=a_round),
    row("matching:review_request", "cora", kwargs=request_with_proposal),
    row("matching:review_proposal", "cora", kwargs=with_mia_proposed),
    row("matching:keep_pair", "cora", kwargs=with_mia_proposed, method="post"),
    row("matching:tell_held_back", "cora", kwargs=with_mia_proposed),
    row("matching:tell_held_back", "cora", kwargs=with_mia_proposed, method="post"),
    row("matching:hold_back", "cora", kwargs=request_with_proposal),
    row("matching:approve", "cora", kwargs=with_mia_proposed, method="post"),
    row("matching:withdraw_proposal", "cora", kwargs=with_mia_proposed),
    row("matching:swap", "cora", kwargs=with_mia_proposed),
    row("matching:relationships", "ada cora sula sasha eve mia sam", kwargs=programme),
    row("matching:relationship", "cora sasha mia sam", kwargs=relationship),
    row("matching:pause_relationship", "cora mia sam", kwargs=relationship),
    row("matching:resume_relationship", "cora mia sam", kwargs=relationship),
    row("matching:different_match", "cora mia", kwargs=mias_side),
    row("matching:hold_review", "cora mia sam", kwargs=relationship),
    row("matching:end_relationship", "cora mia sam", kwargs=relationship),
]
