from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from alongside.common.lists import HowMany
from alongside.matching import actions
from alongside.matching.actions import picks
from alongside.matching.actions import rounds as rounds_module
from alongside.matching.core import ObstacleCode, ReasonCode, reason_codes
from alongside.matching.models import (
    Exclusion,
    MatchingRound,
    ProposalStatus,
    ProposedMatch,
    RequestStatus,
    RoundStatus,
    SupportRequest,
)
from alongside.matching.queries.market import free_places, market_of
from alongside.matching.queries.reasons import OBSTACLES, SENTENCES, in_words
from alongside.matching.queries.review import certificate_in_words, unmatched_in_words
from alongside.matching.queries.rounds import waiting, waiting_unmatched
from alongside.programmes.actions import pause_place
from alongside.programmes.queries import definition_of
from alongside.safeguarding.actions.holds import place_hold
from tests import factories
from tests.matching import factories as market

if TYPE_CHECKING:
    from collections.abc import Callable

    from alongside.people.models import Person
    from alongside.programmes.models import Member, PeerSupporter
    from tests.conftest import Cast


def wish(place: Member, trait: str, strength: str, *values: str, by: Person) -> None:
    actions.say_what_matters(place=place, strengths={trait: strength}, by=by)
    actions.say_wish(place=place, trait=trait, values=values, by=by)


def supporter_of(request: SupportRequest) -> PeerSupporter | None:
    return market.choice_for(request).supporter


def test_round_gives_each_the_one_who_suits_and_proves_it(cast: Cast) -> None:
    woman = market.supporter(cast.coaching, by=cast.cora)
    man = market.supporter(cast.coaching, by=cast.cora)
    actions.say_trait(place=woman, trait="gender", value=["woman"], by=cast.cora)
    actions.say_trait(place=man, trait="gender", value=["man"], by=cast.cora)
    first, second = (market.waiting_member(cast.coaching, cast.cora) for _ in range(2))
    wish(first.member, "gender", "must", "man", by=cast.cora)
    wish(second.member, "gender", "prefer", "woman", by=cast.cora)
    round_ = actions.start_round(programme=cast.coaching, by=cast.cora, seed=3)
    assert (supporter_of(first), supporter_of(second)) == (man, woman)
    assert (round_.status, round_.waiting, round_.places, round_.proposed) == (RoundStatus.DONE, 2, 2, 2)
    assert (round_.certificate["gap"], round_.certificate["faults"]) == (0, [])
    assert certificate_in_words(round_)[0] == "2 people can be matched now."
    reasons = in_words(market.choice_for(second).reasons["coordinator"], definition_of(cast.coaching))
    assert "As wished: Gender" in reasons


def test_alternatives_fill_the_shortlist_of_the_definition(cast: Cast) -> None:
    for _ in range(5):
        market.supporter(cast.coaching, by=cast.cora)
    request = market.waiting_member(cast.coaching, cast.cora)
    actions.start_round(programme=cast.coaching, by=cast.cora)
    rows = ProposedMatch.objects.filter(request=request)
    assert sorted(rows.values_list("rank", "is_round_choice")) == [(1, True), (2, False), (3, False)]


def on_hold(cast: Cast, giver: PeerSupporter) -> None:
    place_hold(participant=giver.participant, programme=cast.coaching, reason="x", by=cast.sasha)


def paused(cast: Cast, giver: PeerSupporter) -> None:
    pause_place(place=giver, by=cast.cora)


def not_free(cast: Cast, giver: PeerSupporter) -> None:
    giver.free_again = False
    giver.save(update_fields=["free_again"])


def named(cast: Cast, giver: PeerSupporter) -> None:
    actions.name_avoided(place=giver, names=["Somebody"], by=cast.cora)


@pytest.mark.parametrize("how", [on_hold, paused, not_free, named])
def test_who_is_not_there_for_somebody_new_is_never_proposed(
    cast: Cast, how: Callable[[Cast, PeerSupporter], None]
) -> None:
    giver = market.supporter(cast.coaching, by=cast.cora)
    market.waiting_member(cast.coaching, cast.cora)
    assert market_of(cast.coaching).places == 1
    how(cast, giver)
    assert market_of(cast.coaching).places == 0
    assert actions.start_round(programme=cast.coaching, by=cast.cora).proposed == 0


def test_supporter_who_is_not_ready_is_never_proposed(cast: Cast) -> None:
    factories.supporter(cast.coaching)
    market.waiting_member(cast.coaching, cast.cora)
    assert market_of(cast.coaching).places == 0


def test_excluded_pair_is_never_proposed(cast: Cast) -> None:
    giver = market.supporter(cast.coaching, by=cast.cora)
    request = market.waiting_member(cast.coaching, cast.cora)
    pair = (giver.participant, request.member.participant)
    ground = Exclusion.Ground.ORGANISATION
    assert actions.exclude(programme=cast.coaching, people=pair, ground=ground, by=cast.cora)
    assert actions.exclude(programme=cast.coaching, people=pair[::-1], ground=ground, by=cast.cora) is None
    round_ = actions.start_round(programme=cast.coaching, by=cast.cora)
    assert round_.proposed == 0
    words = unmatched_in_words(round_, definition_of(cast.coaching))
    assert words[0].sentence == "1 person waits for somebody they do not know already."
    actions.take_back_exclusion(exclusion=Exclusion.objects.get(), by=cast.cora)
    assert actions.start_round(programme=cast.coaching, by=cast.cora).proposed == 1


def test_exclusion_stated_after_the_round_ends_its_pair(cast: Cast) -> None:
    proposal = market.proposal_between(cast.mia_member, cast.sam_supporter, cast.cora)
    actions.exclude(
        programme=cast.coaching,
        people=(cast.mia_participant, cast.sam_participant),
        ground=Exclusion.Ground.KNOWN,
        by=cast.cora,
    )
    proposal.refresh_from_db()
    assert proposal.status == ProposalStatus.WITHDRAWN
    with pytest.raises(actions.StepTooLate):
        actions.approve_proposal(proposal=proposal, by=cast.cora)


def test_new_round_replaces_only_what_nobody_has_reviewed(cast: Cast) -> None:
    for _ in range(2):
        market.supporter(cast.coaching, by=cast.cora)
    first, second = (market.waiting_member(cast.coaching, cast.cora) for _ in range(2))
    actions.start_round(programme=cast.coaching, by=cast.cora, seed=1)
    actions.approve_proposal(proposal=market.choice_for(first), by=cast.cora)
    before = market.choice_for(second)
    actions.start_round(programme=cast.coaching, by=cast.cora, seed=1)
    assert ProposedMatch.objects.filter(request=first, status=ProposalStatus.ASKED_SUPPORTER).count() == 1
    before.refresh_from_db()
    assert before.status == ProposalStatus.WITHDRAWN
    assert market.choice_for(second).pk != before.pk


def test_pick_by_hand_is_checked_and_kept_in_the_next_round(cast: Cast) -> None:
    givers = [market.supporter(cast.coaching, by=cast.cora) for _ in range(3)]
    request = market.waiting_member(cast.coaching, cast.cora)
    actions.start_round(programme=cast.coaching, by=cast.cora, seed=1)
    other = next(giver for giver in givers if giver != supporter_of(request))
    address = reverse("matching:review_request", args=[cast.coaching.ref, request.pk])
    cast.client("cora").post(address, {"supporter": str(other.pk)})
    assert market.choice_for(request).by_hand
    actions.start_round(programme=cast.coaching, by=cast.cora, seed=2)
    choice = market.choice_for(request)
    assert (choice.supporter, choice.by_hand) == (other, True)


def test_hard_limit_and_full_supporter_bar_a_pick_by_hand(cast: Cast) -> None:
    man = market.supporter(cast.coaching, by=cast.cora)
    actions.say_trait(place=man, trait="gender", value=["man"], by=cast.cora)
    full = market.supporter(cast.coaching, by=cast.cora)
    wants, other = (market.waiting_member(cast.coaching, cast.cora) for _ in range(2))
    wish(wants.member, "gender", "not_this", "man", by=cast.cora)
    with pytest.raises(actions.PairBarred):
        actions.pick_by_hand(request=wants, supporter=man, by=cast.cora)
    actions.pick_by_hand(request=other, supporter=full, by=cast.cora)
    with pytest.raises(actions.NoPlaceLeft):
        actions.pick_by_hand(request=wants, supporter=full, by=cast.cora)
    address = reverse("matching:review_request", args=[cast.coaching.ref, wants.pk])
    text = cast.client("cora").get(address).content.decode()
    assert "Something that the member does not want: Gender." in text
    assert "Every place of theirs is meant for somebody else" in text


def test_two_members_change_supporters(cast: Cast) -> None:
    for _ in range(2):
        market.supporter(cast.coaching, by=cast.cora)
    first, second = (market.waiting_member(cast.coaching, cast.cora) for _ in range(2))
    actions.start_round(programme=cast.coaching, by=cast.cora, seed=1)
    one, two = market.choice_for(first), market.choice_for(second)
    address = reverse("matching:swap", args=[cast.coaching.ref, one.pk])
    assert "Change with" in cast.client("cora").get(address).content.decode()
    cast.client("cora").post(address, {"with": str(two.pk)})
    assert (supporter_of(first), supporter_of(second)) == (two.supporter, one.supporter)


def test_swap_against_a_limit_changes_nothing(cast: Cast) -> None:
    givers = [market.supporter(cast.coaching, by=cast.cora) for _ in range(2)]
    first, second = (market.waiting_member(cast.coaching, cast.cora) for _ in range(2))
    pair = (second.member.participant, givers[0].participant)
    actions.exclude(programme=cast.coaching, people=pair, ground=Exclusion.Ground.KNOWN, by=cast.cora)
    actions.start_round(programme=cast.coaching, by=cast.cora, seed=1)
    assert supporter_of(first) == givers[0]
    with pytest.raises(actions.PairBarred):
        actions.swap_choices(first=market.choice_for(first), second=market.choice_for(second), by=cast.cora)
    assert (supporter_of(first), supporter_of(second)) == (givers[0], givers[1])


def test_second_choice_does_not_take_the_only_place_meant_for_another(cast: Cast) -> None:
    givers = [market.supporter(cast.coaching, by=cast.cora) for _ in range(2)]
    requests = [market.waiting_member(cast.coaching, cast.cora) for _ in range(2)]
    round_ = actions.start_round(programme=cast.coaching, by=cast.cora, seed=1)
    alternative = ProposedMatch.objects.get(request=requests[0], is_round_choice=False)
    with pytest.raises(actions.NoPlaceLeft):
        actions.approve_proposal(proposal=alternative, by=cast.cora)
    address = reverse("matching:matching_round", args=[cast.coaching.ref, round_.pk])
    response = cast.client("cora").post(address, follow=True)
    assert "2 questions are on their way." in response.content.decode()
    asked = ProposedMatch.objects.filter(status=ProposalStatus.ASKED_SUPPORTER)
    assert sorted(asked.values_list("supporter", flat=True)) == sorted(giver.pk for giver in givers)


def test_long_round_is_approved_by_a_job(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picks, "INLINE", 0)
    market.supporter(cast.coaching, by=cast.cora)
    request = market.waiting_member(cast.coaching, cast.cora)
    round_ = actions.start_round(programme=cast.coaching, by=cast.cora)
    address = reverse("matching:matching_round", args=[cast.coaching.ref, round_.pk])
    response = cast.client("cora").post(address, follow=True)
    assert "being sent" in response.content.decode()
    request.refresh_from_db()
    assert request.status == RequestStatus.PROPOSED


def test_many_waiting_are_worked_out_by_a_job(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds_module, "INLINE", 0)
    market.supporter(cast.coaching, by=cast.cora)
    market.waiting_member(cast.coaching, cast.cora)
    round_ = actions.start_round(programme=cast.coaching, by=cast.cora)
    assert (round_.status, round_.stage, round_.proposed) == (RoundStatus.DONE, 4, 1)


def test_page_shows_a_round_being_worked_out_and_then_its_end(cast: Cast) -> None:
    round_ = MatchingRound.objects.create(programme=cast.coaching, run_by=cast.cora, seed=1, waiting=80)
    cora = cast.client("cora")
    progress = reverse("matching:round_progress", args=[cast.coaching.ref, round_.pk])
    page = reverse("matching:matching_round", args=[cast.coaching.ref, round_.pk])
    assert f'hx-get="{progress}"' in cora.get(page).content.decode()
    market.waiting_member(cast.coaching, cast.cora)
    with pytest.raises(actions.RoundUnderWay):
        actions.start_round(programme=cast.coaching, by=cast.cora)
    rounds_module.work_out_round(round_.pk)
    rounds_module.work_out_round(round_.pk)
    text = cora.get(progress).content.decode()
    assert "hx-get" not in text
    assert "It is worked out" in text


def test_dead_round_does_not_bar_the_next_one(cast: Cast) -> None:
    market.waiting_member(cast.coaching, cast.cora)
    dead = MatchingRound.objects.create(
        programme=cast.coaching,
        run_by=cast.cora,
        seed=1,
        run_at=timezone.now() - rounds_module.GIVEN_UP_AFTER * 2,
    )
    actions.start_round(programme=cast.coaching, by=cast.cora)
    dead.refresh_from_db()
    assert dead.status == RoundStatus.FAILED


def test_round_without_anybody_waiting_is_refused_kindly(cast: Cast) -> None:
    address = reverse("matching:matching", args=[cast.coaching.ref])
    response = cast.client("cora").post(address, follow=True)
    assert "Nobody is waiting now." in response.content.decode()


def test_who_stays_without_anybody_is_told_in_words(cast: Cast) -> None:
    giver = market.supporter(cast.coaching, by=cast.cora)
    actions.say_trait(place=giver, trait="language", value=["en"], by=cast.cora)
    for _ in range(2):
        request = market.waiting_member(cast.coaching, cast.cora)
        actions.say_trait(place=request.member, trait="language", value=["ur"], by=cast.cora)
    round_ = actions.start_round(programme=cast.coaching, by=cast.cora)
    group = unmatched_in_words(round_, definition_of(cast.coaching))[0]
    assert group.sentence == "2 people wait for somebody who speaks Urdu."
    assert group.hint
    address = reverse("matching:matching_round", args=[cast.coaching.ref, round_.pk])
    assert group.sentence in cast.client("cora").get(address).content.decode()


def test_mutual_pairs_are_asked_one_after_the_other_and_begin_together(cast: Cast) -> None:
    requests = [market.waiting_member(cast.pairs, cast.cora) for _ in range(3)]
    round_ = actions.start_round(programme=cast.pairs, by=cast.cora, seed=1)
    assert (round_.proposed, round_.certificate["faults"]) == (1, [])
    proposal = ProposedMatch.objects.get(status=ProposalStatus.PROPOSED)
    actions.approve_proposal(proposal=proposal, by=cast.cora)
    assert SupportRequest.objects.filter(status=RequestStatus.PROPOSED).count() == 2
    assert proposal.with_request is not None
    actions.accept_being_asked(
        proposal=proposal, by=cast.cora, on_behalf_of=proposal.with_request.member.participant
    )
    made = actions.choose_offer(proposal=proposal, by=cast.cora)
    assert sorted(made.sides.values_list("role", flat=True)) == ["both", "both"]
    left = next(r for r in requests if r.pk not in {proposal.request_id, proposal.with_request_id})
    assert list(SupportRequest.objects.filter(status=RequestStatus.WAITING)) == [left]


def test_mutual_pair_picked_by_hand_is_kept(cast: Cast) -> None:
    first, second, third = (market.waiting_member(cast.pairs, cast.cora) for _ in range(3))
    actions.start_round(programme=cast.pairs, by=cast.cora, seed=1)
    for partner in (second, third):
        address = reverse("matching:review_request", args=[cast.pairs.ref, first.pk])
        cast.client("cora").post(address, {"partner": str(partner.pk)})
    actions.start_round(programme=cast.pairs, by=cast.cora, seed=5)
    rows = ProposedMatch.objects.filter(status=ProposalStatus.PROPOSED)
    assert [(row.request, row.with_request, row.by_hand) for row in rows] == [(first, third, True)]


def test_partner_who_declines_leaves_both_waiting_as_before(cast: Cast) -> None:
    first, second = market.pair_of_equals(cast.pairs, cast.cora)
    actions.start_round(programme=cast.pairs, by=cast.cora, seed=1)
    proposal = ProposedMatch.objects.get()
    actions.approve_proposal(proposal=proposal, by=cast.cora)
    actions.decline_being_asked(proposal=proposal, by=cast.cora)
    statuses = SupportRequest.objects.filter(pk__in=[first.pk, second.pk]).values_list("status", flat=True)
    assert set(statuses) == {RequestStatus.WAITING}
    assert actions.start_round(programme=cast.pairs, by=cast.cora).proposed == 0


def test_every_reason_and_obstacle_has_words() -> None:
    assert set(SENTENCES) == set(reason_codes()) == set(ReasonCode)
    assert set(OBSTACLES) == set(ObstacleCode)


@pytest.mark.parametrize("people", [1, 3])
def test_desk_and_review_need_the_same_queries_for_one_and_three(
    cast: Cast, people: int, django_assert_num_queries: Callable[..., object]
) -> None:
    for _ in range(people + 1):
        market.supporter(cast.coaching, by=cast.cora)
        market.waiting_member(cast.coaching, cast.cora)
    round_ = actions.start_round(programme=cast.coaching, by=cast.cora, seed=1)
    actions.approve_proposal(proposal=ProposedMatch.objects.filter(is_round_choice=True)[0], by=cast.cora)
    market.waiting_member(cast.coaching, cast.cora)
    cora = cast.client("cora")
    with django_assert_num_queries(DESK):
        cora.get(reverse("matching:matching", args=[cast.coaching.ref]))
    with django_assert_num_queries(REVIEW):
        cora.get(reverse("matching:matching_round", args=[cast.coaching.ref, round_.pk]))


DESK, REVIEW = 30, 16


def test_free_places_are_looked_at_up_to_a_number_and_say_so(cast: Cast) -> None:
    for _ in range(3):
        market.supporter(cast.coaching, by=cast.cora)
    places = market_of(cast.coaching).places
    assert free_places(cast.coaching) == HowMany(places)
    some = free_places(cast.coaching, most=2)
    assert some.or_more
    assert 0 < some.number < places


def test_nobody_waits_and_is_matched_on_the_same_morning(cast: Cast) -> None:
    market.supporter(cast.coaching, by=cast.cora)
    first = market.waiting_member(cast.coaching, cast.cora)
    actions.start_round(programme=cast.coaching, by=cast.cora, seed=1)
    later = market.waiting_member(cast.coaching, cast.cora)
    assert set(waiting(cast.coaching)) == {first, later}
    assert list(waiting_unmatched(cast.coaching)) == [later]


def test_who_asked_today_waits_since_today_and_not_for_no_days(cast: Cast) -> None:
    market.supporter(cast.coaching, by=cast.cora)
    asked = market.waiting_member(cast.coaching, cast.cora)
    made = actions.start_round(programme=cast.coaching, by=cast.cora)
    proposal = ProposedMatch.objects.get(round=made)
    cora, start = cast.client("cora"), f"/p/{cast.coaching.ref}/matching/"
    pages = [
        start,
        reverse("matching:review_request", args=[cast.coaching.ref, asked.pk]),
        reverse("matching:matching_round", args=[cast.coaching.ref, made.pk]),
        reverse("matching:review_proposal", args=[cast.coaching.ref, proposal.pk]),
    ]
    for page in pages:
        words = cora.get(page).content.decode()
        assert "since today" in words, page
        assert "0 day" not in words, page
