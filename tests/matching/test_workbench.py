from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from alongside.audit.models import AuditEvent
from alongside.matching import actions
from alongside.matching.models import (
    MatchingRound,
    ProposalStatus,
    ProposedMatch,
    RequestStatus,
    SupportRequest,
)
from alongside.matching.queries.by_hand import cost_of, swap_options
from alongside.matching.queries.compare import compare, round_before
from alongside.matching.queries.market import market_of
from alongside.matching.queries.review import certificate_in_words, review_cards
from alongside.matching.queries.rounds import place_in_round, to_review
from alongside.notify.models import Notice
from alongside.programmes.queries import definition_of
from tests.matching import factories as market
from tests.matching.test_rounds import supporter_of, wish

if TYPE_CHECKING:
    from collections.abc import Callable

    from alongside.programmes.models import PeerSupporter
    from tests.conftest import Cast


def gendered(cast: Cast, gender: str) -> PeerSupporter:
    giver = market.supporter(cast.coaching, by=cast.cora)
    actions.say_trait(place=giver, trait="gender", value=[gender], by=cast.cora)
    return giver


def two_who_wish(cast: Cast) -> tuple[SupportRequest, SupportRequest, MatchingRound]:
    """One would prefer a woman, the other a man, and there is one of each."""
    gendered(cast, "woman"), gendered(cast, "man")
    first, second = (market.waiting_member(cast.coaching, cast.cora) for _ in range(2))
    wish(first.member, "gender", "prefer", "woman", by=cast.cora)
    wish(second.member, "gender", "prefer", "man", by=cast.cora)
    return first, second, actions.start_round(programme=cast.coaching, by=cast.cora, seed=1)


def test_holding_back_takes_somebody_out_of_the_rounds_and_tells_them(cast: Cast) -> None:
    first, second, round_ = two_who_wish(cast)
    before = first.waiting_since
    actions.hold_back(request=first, why="Wants to talk first", by=cast.cora)
    first.refresh_from_db()
    assert (first.status, first.waiting_since) == (RequestStatus.ON_HOLD, before)
    assert [row.request for row in to_review(round_)] == [second]
    who = f"programmes.participant:{first.member.participant_id}"
    assert Notice.objects.filter(kind="request_kept", recipient=who).count() == 1
    assert actions.start_round(programme=cast.coaching, by=cast.cora, seed=2).proposed == 1
    actions.release_request(request=first, by=cast.cora)
    first.refresh_from_db()
    assert (first.status, first.held_back_why) == (RequestStatus.WAITING, "")
    assert actions.start_round(programme=cast.coaching, by=cast.cora, seed=3).proposed == 2


def test_why_somebody_is_held_back_is_for_coordinators_only(cast: Cast) -> None:
    request = market.proposal_between(cast.mia_member, cast.sam_supporter, cast.cora).request
    address = reverse("matching:hold_back", args=[cast.coaching.ref, request.pk])
    cora, mia = cast.client("cora"), cast.client("mia")
    assert cora.post(address, {"why": " "}).status_code == 422
    cora.post(address, {"why": "Kanarienvogel"})
    own = reverse("matching:support_request", args=[cast.coaching.ref, request.pk])
    assert "Kanarienvogel" in cora.get(own).content.decode()
    assert "Kanarienvogel" not in mia.get(own).content.decode()
    assert not AuditEvent.objects.filter(details__icontains="Kanarienvogel").exists()
    assert "Kanarienvogel" not in "".join(map(str, Notice.objects.values_list("words", flat=True)))


def test_reason_without_a_hold_is_never_stored(cast: Cast) -> None:
    request = market.waiting_member(cast.coaching, cast.cora)
    with pytest.raises(ValueError, match="for a reason"):
        actions.hold_back(request=request, why="", by=cast.cora)
    with pytest.raises(IntegrityError), transaction.atomic():
        SupportRequest.objects.filter(pk=request.pk).update(held_back_why="because")


def test_nobody_is_held_back_who_does_not_wait(cast: Cast) -> None:
    proposal = market.offer_between(cast.mia_member, cast.sam_supporter, cast.cora)
    actions.choose_offer(proposal=proposal, by=cast.mia)
    with pytest.raises(actions.StepTooLate):
        actions.hold_back(request=proposal.request, why="x", by=cast.cora)


def test_locked_pair_stands_in_the_next_round_and_is_not_called_chosen_by_hand(cast: Cast) -> None:
    first, second, _round = two_who_wish(cast)
    one, two = market.choice_for(first), market.choice_for(second)
    actions.swap_choices(first=one, second=two, by=cast.cora)
    swapped = market.choice_for(first)
    ProposedMatch.objects.filter(pk=swapped.pk).update(by_hand=False)
    actions.keep_pair(proposal=swapped, keep=True, by=cast.cora)
    round_ = actions.start_round(programme=cast.coaching, by=cast.cora, seed=2)
    kept = market.choice_for(first)
    assert (kept.supporter, kept.is_locked, kept.by_hand) == (swapped.supporter, True, False)
    assert round_.certificate["faults"] == []
    actions.keep_pair(proposal=kept, keep=False, by=cast.cora)
    ProposedMatch.objects.filter(request=second).update(by_hand=False)
    actions.start_round(programme=cast.coaching, by=cast.cora, seed=3)
    assert supporter_of(first) == one.supporter


def test_locked_pair_of_equals_stands_too(cast: Cast) -> None:
    for _ in range(4):
        market.waiting_member(cast.pairs, cast.cora)
    actions.start_round(programme=cast.pairs, by=cast.cora, seed=1)
    kept = ProposedMatch.objects.filter(status=ProposalStatus.PROPOSED)[0]
    actions.keep_pair(proposal=kept, keep=True, by=cast.cora)
    for seed in range(2, 5):
        actions.start_round(programme=cast.pairs, by=cast.cora, seed=seed)
    kept.refresh_from_db()
    assert (kept.status, kept.is_locked) == (ProposalStatus.PROPOSED, True)


def test_what_is_approved_already_cannot_be_locked(cast: Cast) -> None:
    proposal = market.proposal_between(cast.mia_member, cast.sam_supporter, cast.cora)
    actions.approve_proposal(proposal=proposal, by=cast.cora)
    with pytest.raises(actions.StepTooLate):
        actions.keep_pair(proposal=proposal, keep=True, by=cast.cora)
    address = reverse("matching:keep_pair", args=[cast.coaching.ref, proposal.pk])
    page = cast.client("cora").post(address, {"keep": "yes"}, follow=True).content.decode()
    assert "This had changed meanwhile" in page


def test_swap_shows_what_it_costs_whom_before_it_is_done(cast: Cast) -> None:
    first, second, _round = two_who_wish(cast)
    proposal = market.choice_for(first)
    option = swap_options(market_of(cast.coaching), proposal, definition_of(cast.coaching))[0]
    assert [(who, cost.loses, cost.gains) for who, cost in option.costs] == [
        (first.member.participant, ["As wished: Gender"], []),
        (second.member.participant, ["As wished: Gender"], []),
    ]
    # The two preferences are all that either of them has: 7,000 points each.
    assert option.weight == 14_000
    page = cast.client("cora").get(reverse("matching:swap", args=[cast.coaching.ref, proposal.pk]))
    assert "Fits clearly less well than what is meant now." in page.content.decode()
    assert page.content.decode().count("Lost – As wished: Gender") == 2


def test_swap_that_gains_comes_before_one_that_costs(cast: Cast) -> None:
    first, second, _round = two_who_wish(cast)
    actions.swap_choices(first=market.choice_for(first), second=market.choice_for(second), by=cast.cora)
    third = market.waiting_member(cast.coaching, cast.cora)
    actions.pick_by_hand(request=third, supporter=gendered(cast, "man"), by=cast.cora)
    ProposedMatch.objects.filter(status=ProposalStatus.PROPOSED).update(round=market.choice_for(first).round)
    options = swap_options(market_of(cast.coaching), market.choice_for(first), definition_of(cast.coaching))
    assert [option.proposal.request for option in options] == [second, third]
    assert options[0].costs[0][1].gains == ["As wished: Gender"]


def test_pick_by_hand_shows_what_it_would_cost_beside_what_is_meant(cast: Cast) -> None:
    first, _second, _round = two_who_wish(cast)
    gendered(cast, "man")
    address = reverse("matching:review_request", args=[cast.coaching.ref, first.pk])
    page = cast.client("cora").get(address).content.decode()
    assert "Lost – As wished: Gender" in page
    assert cost_of([], [], definition_of(cast.coaching)).is_nothing


def test_two_rounds_are_compared_for_everybody_in_either(cast: Cast) -> None:
    first, second, earlier = two_who_wish(cast)
    assert round_before(earlier) is None
    actions.approve_proposal(proposal=market.choice_for(second), by=cast.cora)
    wish(first.member, "gender", "must", "man", by=cast.cora)
    third = market.waiting_member(cast.coaching, cast.cora)
    later = actions.start_round(programme=cast.coaching, by=cast.cora, seed=2)
    assert round_before(later) == earlier
    found = compare(earlier, later)
    assert [row.request for row in found.now_unmatched] == [first]
    assert [row.request for row in found.came_new] == [third]
    assert [row.request for row in found.no_longer_waiting] == [second]
    wish(first.member, "gender", "prefer", "man", by=cast.cora)
    gendered(cast, "man")
    last = actions.start_round(programme=cast.coaching, by=cast.cora, seed=3)
    found = compare(later, last)
    assert [row.request for row in found.now_matched] == [first]
    assert (found.same, found.is_the_same) == (1, False)
    assert [row.request for row in compare(earlier, last).someone_else] == [first]
    assert compare(last, last).is_the_same
    cora = cast.client("cora")
    address = reverse("matching:compare_rounds", args=[cast.coaching.ref, last.pk])
    assert "Now there is somebody for them (1)" in cora.get(address).content.decode()
    assert "Somebody else is meant for them (1)" in cora.get(f"{address}?with={earlier.pk}").content.decode()
    assert cora.get(f"{address}?with={'9' * 30}").status_code == 404


def test_neighbours_of_a_suggestion_go_round(cast: Cast) -> None:
    for _ in range(3):
        market.supporter(cast.coaching, by=cast.cora)
        market.waiting_member(cast.coaching, cast.cora)
    round_ = actions.start_round(programme=cast.coaching, by=cast.cora, seed=1)
    one, two, three = to_review(round_)
    places = [place_in_round(each) for each in (one, two, three)]
    assert [(p.number, p.before, p.after) for p in places] == [
        (1, None, two.pk),
        (2, one.pk, three.pk),
        (3, two.pk, one.pk),
    ]
    cora = cast.client("cora")
    address = reverse("matching:approve", args=[cast.coaching.ref, two.pk])
    answer = cora.post(address, {"back": "next"})
    assert answer["Location"] == reverse("matching:review_proposal", args=[cast.coaching.ref, three.pk])
    gone = cora.get(reverse("matching:review_proposal", args=[cast.coaching.ref, two.pk]))
    assert gone["Location"] == reverse("matching:review_proposal", args=[cast.coaching.ref, one.pk])


def test_ticked_ones_are_approved_and_nothing_else(cast: Cast) -> None:
    first, second, round_ = two_who_wish(cast)
    address = reverse("matching:matching_round", args=[cast.coaching.ref, round_.pk])
    sent = {"approve": "ticked", "proposal": [str(market.choice_for(first).pk), "x", "9" * 40]}
    page = cast.client("cora").post(address, sent, follow=True).content.decode()
    assert "1 question is on its way." in page
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == (RequestStatus.PROPOSED, RequestStatus.WAITING)


def test_ticked_one_that_has_become_impossible_stops_no_other(cast: Cast) -> None:
    first, second, round_ = two_who_wish(cast)
    wish(first.member, "gender", "must", "man", by=cast.cora)
    chosen = [market.choice_for(each).pk for each in (first, second)]
    approved, refused = actions.approve_some(round_=round_, chosen=chosen, by=cast.cora)
    assert (approved, [row.request for row in refused]) == (1, [first])


def test_approving_a_second_time_says_who_did_it_and_when(cast: Cast) -> None:
    _first, _second, round_ = two_who_wish(cast)
    address = reverse("matching:matching_round", args=[cast.coaching.ref, round_.pk])
    client, pressed = cast.client("cora"), {"approve": "all"}
    ticked_nothing = client.post(address, {"approve": "ticked"}, follow=True).content.decode()
    assert "Tick the suggestions that you want to approve." in ticked_nothing
    assert "2 questions are on their way." in client.post(address, pressed, follow=True).content.decode()
    approvals = AuditEvent.objects.filter(what="match_approved").count()
    again = client.post(address, pressed, follow=True).content.decode()
    assert f"These were approved already: the last of them by {cast.cora} on " in again
    assert AuditEvent.objects.filter(what="match_approved").count() == approvals


def test_round_whose_place_was_taken_leads_to_the_newer_one(cast: Cast) -> None:
    _first, _second, round_ = two_who_wish(cast)
    newer = actions.start_round(programme=cast.coaching, by=cast.ada, seed=2)
    address, new_address = (
        reverse("matching:matching_round", args=[cast.coaching.ref, each.pk]) for each in (round_, newer)
    )
    client = cast.client("cora")
    assert f'href="{new_address}"' in client.get(address).content.decode()
    stale = client.post(address, {"approve": "all"}, follow=True).content.decode()
    assert f"{cast.ada} worked out a newer round on " in stale
    assert "A newer round" not in client.get(new_address).content.decode()


def test_certificate_says_what_was_checked_and_by_what(cast: Cast) -> None:
    _first, _second, round_ = two_who_wish(cast)
    words = certificate_in_words(round_)
    assert words[1] == "No other round helps more people, and none that helps as many fits better."
    assert "by code other than what searched for it" in words[2]
    round_.certificate["faults"] = ["A price is below zero."]
    assert certificate_in_words(round_)[-1] == "A price is below zero."
    assert "does not add up" in certificate_in_words(round_)[1]


def test_card_counts_what_matters_and_says_what_is_lacking(cast: Cast) -> None:
    gendered(cast, "man")
    request = market.waiting_member(cast.coaching, cast.cora)
    wish(request.member, "gender", "prefer", "woman", by=cast.cora)
    actions.start_round(programme=cast.coaching, by=cast.cora, seed=1)
    card = review_cards([market.choice_for(request)], definition_of(cast.coaching))[0]
    assert card.given == "Gives 0 of 1 thing that matters"
    assert card.why.lacks == ["Different from what was wished: Gender"]


@pytest.mark.parametrize("people", [1, 3])
def test_workbench_needs_the_same_queries_for_one_and_three(
    cast: Cast, people: int, django_assert_num_queries: Callable[..., object]
) -> None:
    for _ in range(people + 1):
        gendered(cast, "woman")
        wish(market.waiting_member(cast.coaching, cast.cora).member, "gender", "prefer", "man", by=cast.cora)
    earlier = actions.start_round(programme=cast.coaching, by=cast.cora, seed=1)
    later = actions.start_round(programme=cast.coaching, by=cast.cora, seed=2)
    assert earlier.proposed == later.proposed == people + 1
    ref, proposal = cast.coaching.ref, to_review(later)[0]
    cora = cast.client("cora")
    for name, pk, number in (
        ("matching_round", later.pk, ROUND),
        ("review_proposal", proposal.pk, ONE),
        ("swap", proposal.pk, SWAP),
        ("compare_rounds", later.pk, COMPARE),
    ):
        with django_assert_num_queries(number):
            assert cora.get(reverse(f"matching:{name}", args=[ref, pk])).status_code == 200


ROUND, ONE, SWAP, COMPARE = 16, 13, 34, 17
