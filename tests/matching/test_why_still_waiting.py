"""What somebody who waits is told: the truth, what would end it, and nothing that another keeps private."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from django.utils import timezone

from alongside.matching import actions
from alongside.matching.core import ObstacleCode, Side
from alongside.matching.models import Exclusion, MatchingRound, RequestStatus, SupportRequest
from alongside.matching.queries.waiting import usual_wait, why_waiting
from alongside.programmes.actions import pause_place
from alongside.training.actions import set_capacity
from tests.enrolment.factories import say_yes
from tests.matching import factories as market

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Cast

NOBODY = "nobody who had a place would have suited"


def says(place: Any, trait: str, strength: str, value: str) -> None:
    actions.say_what_matters(place=place, strengths={trait: strength}, by=place.participant.person)
    actions.say_wish(place=place, trait=trait, values=[value], by=place.participant.person)


def is_(place: Any, trait: str, value: str) -> None:
    actions.say_trait(place=place, trait=trait, value=[value], by=place.participant.person)


def mia_waits(cast: Cast) -> SupportRequest:
    say_yes(cast.mia_participant, cast.coaching)
    market.ready(cast.sam_supporter, cast.cora)
    return market.asks(cast.mia_member, cast.cora)


def page(cast: Cast, request: SupportRequest, who: str = "mia") -> str:
    address = reverse("matching:support_request", args=[cast.coaching.ref, request.pk])
    return cast.client(who).get(address).content.decode()


def in_a_round(cast: Cast) -> None:
    actions.start_round(programme=cast.coaching, by=cast.cora, seed=1)


def language(cast: Cast) -> None:
    is_(cast.mia_member, "language", "ur")
    is_(cast.sam_supporter, "language", "en")


def times(cast: Cast) -> None:
    for place, slot in ((cast.mia_member, "mon-evening"), (cast.sam_supporter, "tue-morning")):
        actions.say_about_me(
            place=place, by=cast.cora, availability=[slot], modalities=["phone", "in_person"]
        )


def own_must(cast: Cast) -> None:
    is_(cast.sam_supporter, "gender", "man")
    says(cast.mia_member, "gender", "must", "woman")


def must_not_said(cast: Cast) -> None:
    says(cast.mia_member, "gender", "must", "woman")


def own_not_said(cast: Cast) -> None:
    is_(cast.sam_supporter, "gender", "man")
    says(cast.mia_member, "gender", "must", "same")


def not_this(cast: Cast) -> None:
    is_(cast.sam_supporter, "gender", "man")
    says(cast.mia_member, "gender", "not_this", "man")


@pytest.mark.parametrize(
    ("what", "words"),
    [
        (language, "one thing was missing: somebody with a place who speaks Urdu"),
        (times, "somebody with a place who has time when you do"),
        (own_must, "one thing was missing that you said must be so: Gender"),
        (must_not_said, "somebody who might suit has not said it of themselves: Gender"),
        (own_not_said, "have not said how it is for you: Gender"),
        (not_this, "one thing was in the way that you would rather not have: Gender"),
    ],
)
def test_member_is_told_their_own_side_and_what_is_in_plain_sight(
    cast: Cast, what: Callable[[Cast], None], words: str
) -> None:
    request = mia_waits(cast)
    what(cast)
    in_a_round(cast)
    html = page(cast, request)
    assert words in html
    assert "It ends when" in html or "It can end" in html
    assert words in page(cast, request, "cora")


def supporters_limit(cast: Cast) -> None:
    is_(cast.mia_member, "life_now", "caring")
    says(cast.sam_supporter, "life_now", "not_this", "caring")


def supporters_must(cast: Cast) -> None:
    is_(cast.mia_member, "gender", "woman")
    says(cast.sam_supporter, "gender", "must", "man")


def kept_apart(cast: Cast) -> None:
    people = (cast.mia_participant, cast.sam_participant)
    actions.exclude(programme=cast.coaching, people=people, ground=Exclusion.Ground.ASKED, by=cast.cora)


def supporters_village(cast: Cast) -> None:
    actions.say_about_me(place=cast.mia_member, by=cast.mia, community="Little Wold")
    actions.say_about_me(
        place=cast.sam_supporter, by=cast.sam, community="Little Wold", avoid_own_community=True
    )


def own_village(cast: Cast) -> None:
    """That somebody from her own village gives support here is not hers to know."""
    actions.say_about_me(place=cast.sam_supporter, by=cast.sam, community="Little Wold")
    actions.say_about_me(
        place=cast.mia_member, by=cast.mia, community="Little Wold", avoid_own_community=True
    )


def nobody_is_there(cast: Cast) -> None:
    pause_place(place=cast.sam_supporter, by=cast.cora)


def test_everything_that_is_not_hers_to_know_reads_the_same(cast: Cast) -> None:
    request = mia_waits(cast)
    told = set()
    for hide in (
        supporters_limit,
        supporters_must,
        kept_apart,
        supporters_village,
        own_village,
        nobody_is_there,
    ):
        hide(cast)
        in_a_round(cast)
        told.add(why_waiting(request))
        assert NOBODY in page(cast, request)
    assert len(told) == 1


def test_every_obstacle_is_told_or_kept_on_purpose(cast: Cast) -> None:
    """One row for each obstacle and side there can be: what a member is never told stays out, whatever is added later."""
    request = mia_waits(cast)
    round_ = MatchingRound.objects.create(programme=cast.coaching, run_by=cast.cora, seed=1, status="done")
    told = set()
    for code in ObstacleCode:
        for side in Side:
            only = {"code": code, "side": side, "trait": "gender", "label": "Gender", "others": 1}
            entry = {"request": request.pk, "why": "no_admissible", "languages": ["ur"], "obstacles": [only]}
            MatchingRound.objects.filter(pk=round_.pk).update(unmatched=[entry])
            why = why_waiting(request)
            assert why is not None
            if NOBODY not in why.why:
                told.add((code.value, side.value))
    plain = {
        (code, side)
        for code in ("no_common_language", "no_common_modality", "no_common_times")
        for side in Side
    }
    own = {(code, "seeker") for code in ("must_not_met", "must_not_known", "own_not_known", "not_this")}
    assert told == plain | own


def test_places_taken_are_told_as_such(cast: Cast) -> None:
    request = mia_waits(cast)
    set_capacity(supporter=cast.sam_supporter, capacity=1, by=cast.cora)
    cast.sam_supporter.refresh_from_db()
    other = market.waiting_member(cast.coaching, cast.cora)
    actions.pick_by_hand(request=other, supporter=cast.sam_supporter, by=cast.cora)
    in_a_round(cast)
    assert "all their places were taken" in page(cast, request)


def test_before_a_round_during_one_and_after_it(cast: Cast) -> None:
    request = mia_waits(cast)
    assert "You are in the next round. Nobody is taken first" in page(cast, request)
    in_a_round(cast)
    html = page(cast, request)
    assert "yours is among them" in html
    assert "Sam" not in html
    proposal = market.choice_for(request)
    actions.approve_proposal(proposal=proposal, by=cast.cora)
    request.refresh_from_db()
    assert why_waiting(request) is None
    actions.decline_being_asked(proposal=proposal, reason="Kanarienvogel", by=cast.sam)
    html = page(cast, request)
    assert "has not led to a match for you" in html
    assert "Kanarienvogel" not in html
    assert "declin" not in html.lower()


def test_what_keeps_somebody_out_of_the_round_is_said_first(cast: Cast) -> None:
    request = mia_waits(cast)
    actions.name_avoided(place=cast.mia_member, names=["Somebody"], by=cast.mia)
    assert "We look who that is" in page(cast, request)
    pause_place(place=cast.mia_member, by=cast.cora)
    request = SupportRequest.objects.get(pk=request.pk)
    why = why_waiting(request)
    assert why is not None
    assert "You have a pause" in why.why


def test_usual_wait_is_told_from_five_people_on(cast: Cast) -> None:
    now = timezone.now()
    for days in (2, 4, 6, 8):
        matched_after(cast, days)
    assert usual_wait(cast.coaching) == ""
    matched_after(cast, 30)
    assert usual_wait(cast.coaching).endswith("half waited for up to 6 days.")
    SupportRequest.objects.update(closed_at=now - timedelta(days=200))
    assert usual_wait(cast.coaching) == ""


def matched_after(cast: Cast, days: int) -> None:
    now = timezone.now()
    SupportRequest.objects.create(
        member=market.member(cast.coaching),
        status=RequestStatus.MATCHED,
        waiting_since=now - timedelta(days=days),
        closed_at=now,
    )


def test_offer_says_what_it_gives_and_what_it_does_not(cast: Cast) -> None:
    is_(cast.sam_supporter, "life_now", "shifts")
    actions.say_what_matters(
        place=cast.mia_member, strengths={"life_now": "prefer", "gender": "prefer"}, by=cast.mia
    )
    for trait, value in (("life_now", "shifts"), ("gender", "woman")):
        actions.say_wish(place=cast.mia_member, trait=trait, values=[value], by=cast.mia)
    proposal = market.offer_between(cast.mia_member, cast.sam_supporter, cast.cora)
    address = reverse("matching:offer", args=[cast.coaching.ref, proposal.pk])
    html = cast.client("mia").get(address).content.decode()
    gives, lacks = html.split("What it does not give")
    assert "As wished: My life now" in gives
    assert "Not said by the other person: Gender" in lacks
