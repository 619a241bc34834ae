from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from alongside.audit.models import AuditEvent
from alongside.matching import actions
from alongside.matching.models import (
    ProposalStatus,
    ProposedMatch,
    Relationship,
    RequestStatus,
    SupportRequest,
)
from alongside.matching.queries.rounds import unanswered
from alongside.notify.models import Notice
from alongside.safeguarding.actions.holds import place_hold
from alongside.training.actions import set_capacity
from tests.enrolment.factories import answer
from tests.matching import factories as market

if TYPE_CHECKING:
    from collections.abc import Callable

    from alongside.programmes.models import Participant
    from tests.conftest import Cast


def at(cast: Cast, name: str, pk: int) -> str:
    return reverse(f"matching:{name}", args=[cast.coaching.ref, pk])


def told(kind: str, who: Participant) -> int:
    return Notice.objects.filter(kind=kind, recipient=f"programmes.participant:{who.pk}").count()


def test_from_the_approval_to_a_relationship(cast: Cast) -> None:
    proposal = market.proposal_between(cast.mia_member, cast.sam_supporter, cast.cora)
    cast.client("cora").post(at(cast, "approve", proposal.pk), {"back": "round"})
    assert told("match_asked", cast.sam_participant) == 1
    assert not Notice.objects.filter(kind="match_offered").exists()
    sam, mia = cast.client("sam"), cast.client("mia")
    assert "Mia" in sam.get(reverse("matching:asked_of_me", args=[cast.coaching.ref])).content.decode()
    sam.post(at(cast, "asked", proposal.pk), {"answer": "yes", "reason": ""})
    assert told("match_offered", cast.mia_participant) == 1
    assert "Sam" in mia.get(at(cast, "support_request", proposal.request_id)).content.decode()
    response = mia.post(at(cast, "offer", proposal.pk))
    again = mia.post(at(cast, "offer", proposal.pk))
    made = Relationship.objects.get()
    assert response.headers["Location"] == again.headers["Location"] == at(cast, "relationship", made.pk)
    assert made.proposal == proposal
    assert SupportRequest.objects.get().status == RequestStatus.MATCHED
    assert (told("relationship_begun_receiving", cast.mia_participant),
            told("relationship_begun_giving", cast.sam_participant)) == (1, 1)  # fmt: skip


def test_member_cannot_see_who_is_suggested_before_they_said_yes(cast: Cast) -> None:
    proposal = market.proposal_between(cast.mia_member, cast.sam_supporter, cast.cora)
    for client, page in (("mia", "offer"), ("sam", "asked")):
        assert cast.client(client).get(at(cast, page, proposal.pk)).status_code == 404
    actions.approve_proposal(proposal=proposal, by=cast.cora)
    assert cast.client("mia").get(at(cast, "offer", proposal.pk)).status_code == 404
    assert cast.client("sam").get(at(cast, "asked", proposal.pk)).status_code == 200


def test_card_tells_nothing_that_the_other_keeps_private(cast: Cast) -> None:
    say = {"place": cast.sam_supporter, "by": cast.sam}
    actions.say_trait(trait="gender", value=["man"], **say)
    actions.say_what_matters(strengths={"life_now": "not_this", "age": "prefer"}, **say)
    actions.say_wish(trait="life_now", values=["caring"], **say)
    actions.say_about_me(introduction="I grow leeks.", community="Little Wold", **say)
    proposal = market.offer_between(cast.mia_member, cast.sam_supporter, cast.cora)
    text = cast.client("mia").get(at(cast, "offer", proposal.pk)).content.decode()
    assert "I grow leeks." in text
    for secret in ("Okafor", "Little Wold", "Caring", "supporter would", "My life now", "Man<"):
        assert secret not in text


def test_supporter_declines_without_a_reason_and_the_member_waits_as_before(cast: Cast) -> None:
    proposal = market.proposal_between(cast.mia_member, cast.sam_supporter, cast.cora)
    since = proposal.request.waiting_since
    actions.approve_proposal(proposal=proposal, by=cast.cora)
    sam = cast.client("sam")
    sam.post(at(cast, "asked", proposal.pk), {"answer": "no", "reason": ""})
    sam.post(at(cast, "asked", proposal.pk), {"answer": "no", "reason": "again"})
    request = SupportRequest.objects.get()
    assert (request.status, request.waiting_since) == (RequestStatus.WAITING, since)
    proposal.refresh_from_db()
    assert (proposal.status, proposal.decline_reason) == (ProposalStatus.DECLINED, "")
    assert Notice.objects.filter(kind="match_to_look_at", person=cast.cora).count() == 1
    assert not Notice.objects.filter(kind__in=("offer_gone", "match_offered")).exists()
    assert actions.start_round(programme=cast.coaching, by=cast.cora).proposed == 0


def test_supporter_who_takes_a_yes_back_is_heard_and_the_member_told(cast: Cast) -> None:
    proposal = market.offer_between(cast.mia_member, cast.sam_supporter, cast.cora)
    actions.decline_being_asked(proposal=proposal, by=cast.sam)
    assert told("offer_gone", cast.mia_participant) == 1
    with pytest.raises(actions.StepTooLate):
        actions.choose_offer(proposal=proposal, by=cast.mia)


def test_staff_answer_for_people_without_a_screen(cast: Cast) -> None:
    proposal = market.proposal_between(cast.mia_member, cast.sam_supporter, cast.cora)
    cora = cast.client("cora")
    cora.post(at(cast, "approve", proposal.pk))
    cora.post(at(cast, "asked", proposal.pk), {"answer": "yes", "reason": ""})
    cora.post(at(cast, "offer", proposal.pk))
    for_whom = AuditEvent.objects.filter(by_id=cast.cora.pk)
    sam, mia = (f"programmes.participant:{p.pk}" for p in (cast.sam_participant, cast.mia_participant))
    assert for_whom.get(what="match_accepted_by_supporter").on_behalf_of == sam
    assert for_whom.get(what="relationship_begun").on_behalf_of == mia


def offers(cast: Cast, count: int) -> list[ProposedMatch]:
    """One member who may choose among so many."""
    for _ in range(count):
        market.supporter(cast.coaching, by=cast.cora)
    market.waiting_member(cast.coaching, cast.cora)
    round_ = actions.start_round(programme=cast.coaching, by=cast.cora, seed=1)
    actions.approve_all(round_=round_, by=cast.cora)
    rows = list(ProposedMatch.objects.order_by("rank"))
    for row in rows:
        actions.accept_being_asked(proposal=row, by=cast.cora)
    return rows


def test_choosing_one_frees_the_others_kindly(cast: Cast) -> None:
    chosen, second, third = offers(cast, 3)
    actions.choose_offer(proposal=chosen, by=cast.cora)
    assert list(ProposedMatch.objects.order_by("rank").values_list("status", flat=True)) == [
        "accepted",
        "not_chosen",
        "not_chosen",
    ]
    for row in (second, third):
        assert row.supporter is not None
        assert told("match_not_chosen", row.supporter.participant) == 1


def test_none_of_these_needs_no_reason_and_offers_nobody_again(cast: Cast) -> None:
    rows = offers(cast, 2)
    address = at(cast, "choose_none", rows[0].request_id)
    cast.client("cora").post(address)
    response = cast.client("cora").post(address, follow=True)
    assert "had changed meanwhile" in response.content.decode()
    request = SupportRequest.objects.get()
    assert request.status == RequestStatus.WAITING
    assert set(ProposedMatch.objects.values_list("status", flat=True)) == {ProposalStatus.NOT_CHOSEN}
    assert actions.start_round(programme=cast.coaching, by=cast.cora).proposed == 0


def test_one_reminder_after_seven_days_and_a_place_on_the_list_after_fourteen(cast: Cast) -> None:
    proposal = market.proposal_between(cast.mia_member, cast.sam_supporter, cast.cora)
    actions.approve_proposal(proposal=proposal, by=cast.cora)
    actions.remind_of_unanswered_matches()
    assert told("answer_reminder_asked", cast.sam_participant) == 0
    ProposedMatch.objects.update(asked_at=timezone.now() - timedelta(days=8))
    for _ in range(2):
        actions.remind_of_unanswered_matches()
    assert told("answer_reminder_asked", cast.sam_participant) == 1
    assert list(unanswered(cast.coaching)) == []
    actions.accept_being_asked(proposal=proposal, by=cast.sam)
    actions.remind_of_unanswered_matches()
    assert told("answer_reminder_offered", cast.mia_participant) == 0
    ProposedMatch.objects.update(offered_at=timezone.now() - timedelta(days=15))
    actions.remind_of_unanswered_matches()
    assert told("answer_reminder_offered", cast.mia_participant) == 1
    assert list(unanswered(cast.coaching)) == [proposal]
    page = cast.client("cora").get(reverse("matching:matching", args=[cast.coaching.ref]) + "?show=asked")
    assert "No answer for 14 days" in page.content.decode()
    proposal.refresh_from_db()
    assert proposal.status == ProposalStatus.OFFERED


def hold_mia(cast: Cast) -> None:
    place_hold(participant=cast.mia_participant, programme=cast.coaching, reason="x", by=cast.sasha)


def hold_sam(cast: Cast) -> None:
    place_hold(participant=cast.sam_participant, programme=cast.coaching, reason="x", by=cast.sasha)


def withdraw_consent(cast: Cast) -> None:
    answer(cast.mia_participant, cast.coaching, "take_part", given=False)


def no_room(cast: Cast) -> None:
    set_capacity(supporter=cast.sam_supporter, capacity=0, by=cast.sam)


@pytest.mark.parametrize(
    ("what", "refusal"),
    [
        (hold_mia, actions.OnHold),
        (hold_sam, actions.OnHold),
        (withdraw_consent, actions.ConsentMissing),
        (no_room, actions.NoPlaceLeft),
    ],
)
def test_what_changes_before_the_last_yes_still_counts(
    cast: Cast, what: Callable[[Cast], None], refusal: type[Exception]
) -> None:
    proposal = market.offer_between(cast.mia_member, cast.sam_supporter, cast.cora)
    what(cast)
    with pytest.raises(refusal):
        actions.choose_offer(proposal=proposal, by=cast.mia)
    response = cast.client("mia").post(at(cast, "offer", proposal.pk), follow=True)
    assert response.status_code == 200
    assert not Relationship.objects.exists()
    proposal.refresh_from_db()
    assert proposal.status == ProposalStatus.OFFERED


def test_coordinator_takes_a_suggestion_back(cast: Cast) -> None:
    proposal = market.offer_between(cast.mia_member, cast.sam_supporter, cast.cora)
    cast.client("cora").post(at(cast, "withdraw_proposal", proposal.pk))
    assert SupportRequest.objects.get().status == RequestStatus.WAITING
    assert (told("match_not_chosen", cast.sam_participant), told("offer_gone", cast.mia_participant)) == (
        1,
        1,
    )


@pytest.mark.parametrize("people", [1, 3])
def test_lists_of_questions_and_offers_are_flat(
    cast: Cast, people: int, django_assert_num_queries: Callable[..., object]
) -> None:
    set_capacity(supporter=cast.sam_supporter, capacity=4, by=cast.cora)
    market.ready(cast.sam_supporter, cast.cora)
    for _ in range(people):
        market.waiting_member(cast.coaching, cast.cora)
    round_ = actions.start_round(programme=cast.coaching, by=cast.cora, seed=1)
    actions.approve_all(round_=round_, by=cast.cora)
    sam = cast.client("sam")
    with django_assert_num_queries(13):
        sam.get(reverse("matching:asked_of_me", args=[cast.coaching.ref]))
