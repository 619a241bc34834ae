"""What is kept of every match, so that it can be asked later whether matching mattered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alongside.matching import actions
from alongside.matching.models import ProposedMatch
from alongside.matching.queries.criteria import how_matched
from tests.matching import factories as market

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Cast


def mia_says(cast: Cast, **strengths: str) -> None:
    actions.say_what_matters(place=cast.mia_member, strengths=strengths, by=cast.mia)
    for trait, value in (("gender", "man"), ("life_now", "shifts"), ("language", "en")):
        actions.say_wish(place=cast.mia_member, trait=trait, values=[value], by=cast.mia)


def test_criteria_and_what_was_honoured_stand_as_they_were_on_the_day(cast: Cast) -> None:
    actions.say_trait(place=cast.sam_supporter, trait="gender", value=["man"], by=cast.sam)
    actions.say_trait(place=cast.sam_supporter, trait="language", value=["en"], by=cast.sam)
    mia_says(cast, gender="prefer", life_now="prefer", language="must")
    actions.put_wishes_in_order(place=cast.mia_member, ranks={"gender": 2, "life_now": 1}, by=cast.mia)
    made = market.relationship_of(cast.mia_member, cast.sam_supporter, cast.cora)
    mia_says(cast)
    row = how_matched(cast.coaching)[0]
    assert (row.relationship, row.by_hand, row.chosen_rank) == (made.pk, True, 1)
    assert (row.musts, row.preferences, row.preferences_met, row.first_wish_met) == (1, 2, 1, False)
    assert made.proposal
    wishes = {wish["trait"]: wish for wish in made.proposal.criteria["wishes"]}
    assert (wishes["life_now"]["met"], wishes["gender"]["met"]) == ("not_known", "met")
    # Of the 7,000 points of her preferences the first has twice as many as the second (reciprocal ranks).
    assert [wishes[trait]["points"][1] for trait in ("life_now", "gender")] == [4666, 2333]
    assert row.fit == made.proposal.criteria["fit"] == made.proposal.weight


def test_every_way_of_making_a_proposal_keeps_them(cast: Cast) -> None:
    for _ in range(2):
        market.supporter(cast.coaching, by=cast.cora)
        market.waiting_member(cast.coaching, cast.cora)
    actions.start_round(programme=cast.coaching, by=cast.cora, seed=1)
    first, second, third = (market.waiting_member(cast.pairs, cast.cora) for _ in range(3))
    actions.start_round(programme=cast.pairs, by=cast.cora, seed=1)
    for partner in (second, third):
        actions.pick_partner_by_hand(request=first, partner=partner, by=cast.cora)
    rows = ProposedMatch.objects.all()
    assert len(rows) >= 6
    assert {row.criteria["formula"] for row in rows} == {1}
    assert all(row.criteria["fit"] + row.criteria["waiting"] == row.weight for row in rows)


def test_nobody_without_wishes_has_an_unmet_one(cast: Cast) -> None:
    market.relationship_of(cast.mia_member, cast.sam_supporter, cast.cora)
    row = how_matched(cast.coaching)[0]
    assert (row.musts, row.preferences, row.preferences_met, row.first_wish_met) == (0, 0, 0, None)


def test_all_relationships_are_read_with_one_query(
    cast: Cast, django_assert_num_queries: Callable[..., object]
) -> None:
    for _ in range(2):
        market.relationship(cast.coaching, cast.cora)
    with django_assert_num_queries(1):
        assert len(how_matched(cast.coaching)) == 2
