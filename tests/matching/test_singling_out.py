"""What could single a member out is left to them to tell, and the coordinator is warned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from alongside.audit.models import AuditEvent
from alongside.matching import actions
from alongside.matching.core.singling import WhyHeld
from alongside.matching.models import ProposalStatus, ProposedMatch
from alongside.matching.queries.crowd import crowd_in
from alongside.matching.queries.reasons import HELD_BACK
from tests.matching import factories as market
from tests.matching.test_what_the_other_may_see import OPEN_WORDS, SECRET, SECRET_WORDS, read, says
from tests.test_between_rooms import walk

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Cast

MORE = "There is more in common than is written here"


def others(cast: Cast, count: int, **said: str) -> None:
    for _ in range(count):
        place = market.member(cast.coaching)
        for trait, value in said.items():
            actions.say_trait(place=place, trait=trait, value=[value], by=cast.cora)


@pytest.fixture
def alone(cast: Cast) -> ProposedMatch:
    """Of twenty-one who said how they live, Mia alone lives alone, as Sam does; both let everything be seen."""
    others(cast, 20, life_now="working")
    for who in ("mia", "sam"):
        says(cast, who, [SECRET, "life_now"])
    return market.proposal_between(cast.mia_member, cast.sam_supporter, cast.cora)


def of_review(cast: Cast, proposal: ProposedMatch) -> str:
    address = reverse("matching:review_request", args=[cast.coaching.ref, proposal.request_id])
    return cast.client("cora").get(address).content.decode()


def asked(proposal: ProposedMatch, cast: Cast) -> str:
    actions.approve_proposal(proposal=proposal, by=cast.cora)
    return read(cast, proposal, "sam")


def test_rare_word_is_on_no_page_of_the_supporter_and_the_coordinator_is_warned(
    cast: Cast, alone: ProposedMatch
) -> None:
    page = of_review(cast, alone)
    assert "This could single" in page
    assert f"({OPEN_WORDS}): hardly anybody else here has it." in page
    seen = asked(alone, cast)
    assert (OPEN_WORDS in seen, MORE in seen) == (False, True)
    # What the definition calls sensitive is one of one who answered: nothing can be counted, and it is told as agreed.
    assert SECRET_WORDS in seen
    shown = {at for at, page in walk(cast.client("sam"))[0].items() if OPEN_WORDS in page}
    # Their own answers, and the programme's account of itself with all that it asks about.
    assert all("/supporter/" in at or at.endswith("/report/") for at in shown), shown


def test_it_is_told_once_the_member_says_so(cast: Cast, alone: ProposedMatch) -> None:
    address = reverse("matching:tell_held_back", args=[cast.coaching.ref, alone.pk])
    cora = cast.client("cora")
    assert "it is theirs to say" in cora.get(address).content.decode()
    for _ in range(2):
        assert "It is told" in cora.post(address, follow=True).content.decode()
    alone.refresh_from_db()
    seen = asked(alone, cast)
    assert (OPEN_WORDS in seen, MORE in seen) == (True, False)
    assert "This could single" not in of_review(cast, alone)
    assert AuditEvent.objects.filter(what="held_back_words_told").count() == 1
    actions.accept_being_asked(proposal=alone, by=cast.sam)
    assert "had changed meanwhile" in cora.post(address, follow=True).content.decode()


def test_two_of_one_small_community_are_not_told_what_is_sensitive(cast: Cast) -> None:
    for who in ("mia", "sam"):
        says(cast, who, [SECRET, "life_now"])
        place: Any = {"mia": cast.mia_member, "sam": cast.sam_supporter}[who]
        actions.say_about_me(place=place, by=cast.people[who], community="Zaunkoenigdorf")
    proposal = market.proposal_between(cast.mia_member, cast.sam_supporter, cast.cora)
    assert f"({SECRET_WORDS}): both belong to the same small community." in of_review(cast, proposal)
    seen = asked(proposal, cast)
    assert (SECRET_WORDS in seen, OPEN_WORDS in seen, MORE in seen) == (False, True, True)


def test_round_holds_back_as_a_pick_by_hand_does(cast: Cast, alone: ProposedMatch) -> None:
    actions.withdraw_proposal(proposal=alone, by=cast.cora)
    round_ = actions.start_round(programme=cast.coaching, by=cast.cora, seed=1)
    made = ProposedMatch.objects.get(request=alone.request, status=ProposalStatus.PROPOSED, round=round_)
    assert [each["word"] for each in made.reasons["held_back"]] == ["living_alone"]
    address = reverse("matching:matching_round", args=[cast.coaching.ref, round_.pk])
    assert "Some of it is held back" in cast.client("cora").get(address).content.decode()


def test_every_reason_to_hold_back_has_words() -> None:
    assert set(HELD_BACK) == set(WhyHeld)


@pytest.mark.parametrize("people", [1, 5])
def test_crowd_is_counted_with_one_query(
    cast: Cast, people: int, django_assert_num_queries: Callable[..., object]
) -> None:
    others(cast, people, life_now="living_alone")
    cast.coaching.definition  # noqa: B018  # loaded beforehand
    with django_assert_num_queries(1):
        assert crowd_in(cast.coaching).rarity(("life_now", "living_alone")) == people
