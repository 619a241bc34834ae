"""Diagnosis or identity: what the programme leads with is asked first, and weighs most until the seeker says otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from alongside.matching import actions
from alongside.matching.models import ProposedMatch
from alongside.matching.queries.profiles import journey, said_by
from alongside.matching.queries.reasons import in_words
from alongside.programmes.core.gaps import gaps
from alongside.programmes.queries import definition_of
from tests.enrolment.factories import say_yes
from tests.matching import factories as market
from tests.stands import stand

if TYPE_CHECKING:
    from alongside.programmes.models import PeerSupporter
    from tests.conftest import Cast

WHO, WHAT = 'key = "gender"\n', 'key = "diabetes_type"\n'


def lead_with(cast: Cast, first: str) -> None:
    stand(
        cast,
        changed=(
            ("[matching]\n", f'[matching]\nleads_with = "{first}"\n'),
            (WHO, f'{WHO}about = "identity"\n'),
            (WHAT, f'{WHAT}about = "diagnosis"\n'),
        ),
    )


def asked(cast: Cast) -> list[str]:
    return [step.key for step in journey(said_by(cast.mia_member, definition=definition_of(cast.coaching)))]


@pytest.mark.parametrize(
    ("first", "beginning"),
    [
        ("diagnosis", ["my-diabetes_type", "my-age", "my-gender"]),
        ("identity", ["my-gender", "my-age", "my-diabetes_type"]),
        ("seeker_decides", ["matters", "my-age", "my-gender"]),
    ],
)
def test_questions_begin_with_what_the_programme_leads_with(
    cast: Cast, first: str, beginning: list[str]
) -> None:
    lead_with(cast, first)
    assert asked(cast)[:3] == beginning
    say_yes(cast.mia_participant, cast.coaching)
    page = cast.client("mia").get(reverse("matching:my_request", args=[cast.coaching.ref]))
    assert f"/{beginning[0]}/" in page.content.decode()


def test_where_the_seeker_decides_what_matters_to_them_is_asked_before_the_rest(cast: Cast) -> None:
    lead_with(cast, "seeker_decides")
    actions.say_what_matters(place=cast.mia_member, strengths={"life_now": "prefer"}, by=cast.mia)
    assert asked(cast)[:4] == ["matters", "wish-life_now", "my-life_now", "my-age"]


def two_to_choose_from(cast: Cast) -> tuple[PeerSupporter, PeerSupporter]:
    """One supporter of the same kind of diabetes, and one of the same gender, for a member who wishes for both."""
    alike, akin = (market.supporter(cast.coaching, by=cast.cora) for _ in range(2))
    actions.say_trait(place=alike, trait="diabetes_type", value=["type_1"], by=cast.cora)
    actions.say_trait(place=akin, trait="gender", value=["woman"], by=cast.cora)
    for other, trait, value in ((alike, "gender", "man"), (akin, "diabetes_type", "type_2")):
        actions.say_trait(place=other, trait=trait, value=[value], by=cast.cora)
    return alike, akin


def chosen_for(cast: Cast, *, ranks: dict[str, int] | None = None) -> ProposedMatch:
    request = market.waiting_member(cast.coaching, cast.cora)
    place = request.member
    # The order in which they happen to be sent says nothing.
    for trait, value in (("gender", "woman"), ("diabetes_type", "type_1")):
        actions.say_trait(place=place, trait=trait, value=[value], by=cast.cora)
    strengths = {"diabetes_type": "prefer", "gender": "prefer"}
    actions.say_what_matters(place=place, strengths=strengths, by=cast.cora)
    for trait in strengths:
        actions.say_wish(place=place, trait=trait, values=["same"], by=cast.cora)
    if ranks:
        actions.put_wishes_in_order(place=place, ranks=ranks, by=cast.cora)
    actions.start_round(programme=cast.coaching, by=cast.cora, seed=3)
    return market.choice_for(request)


OWN_ORDER = {"diabetes_type": {"diabetes_type": 1, "gender": 2}, "gender": {"diabetes_type": 2, "gender": 1}}


@pytest.mark.parametrize(
    ("first", "own", "given"),
    [
        ("diagnosis", "", "diabetes_type"),
        ("identity", "", "gender"),
        ("diagnosis", "gender", "gender"),
        ("identity", "diabetes_type", "diabetes_type"),
    ],
)
def test_round_gives_what_the_programme_leads_with_until_the_seeker_puts_their_own_first(
    cast: Cast, first: str, own: str, given: str
) -> None:
    lead_with(cast, first)
    alike, akin = two_to_choose_from(cast)
    chosen = chosen_for(cast, ranks=OWN_ORDER.get(own))
    assert chosen.supporter == (alike if given == "diabetes_type" else akin)


@pytest.mark.parametrize(
    ("first", "order"),
    [("diagnosis", ["Type of diabetes", "Gender"]), ("identity", ["Gender", "Type of diabetes"])],
)
def test_reasons_begin_with_what_the_programme_leads_with(cast: Cast, first: str, order: list[str]) -> None:
    lead_with(cast, first)
    giver = market.supporter(cast.coaching, by=cast.cora)
    request = market.waiting_member(cast.coaching, cast.cora)
    for place in (giver, request.member):
        actions.say_trait(place=place, trait="gender", value=["woman"], by=cast.cora)
        actions.say_trait(place=place, trait="diabetes_type", value=["type_1"], by=cast.cora)
    actions.start_round(programme=cast.coaching, by=cast.cora, seed=3)
    told = in_words(market.choice_for(request).reasons["coordinator"], definition_of(cast.coaching))
    assert [label for line in told for label in order if label in line] == order


def test_leading_with_what_is_not_asked_about_is_told(cast: Cast) -> None:
    stand(cast, changed=(("[matching]\n", '[matching]\nleads_with = "identity"\n'),))
    assert "position.nothing_leads" in {gap.code for gap in gaps(definition_of(cast.coaching))}
    lead_with(cast, "identity")
    assert "position.nothing_leads" not in {gap.code for gap in gaps(definition_of(cast.coaching))}
