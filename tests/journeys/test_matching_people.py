"""From a round of matching to two people in touch: with supporters, and between equals."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from alongside.matching import actions
from alongside.matching.models import ProposedMatch, SupportRequest
from tests import factories
from tests.enrolment.factories import say_yes
from tests.matching.factories import asks, ready, supporter, waiting_member

if TYPE_CHECKING:
    from tests.conftest import Cast
    from tests.journeys.conftest import Walk

    Begin = Callable[..., Walk]

pytestmark = pytest.mark.journey


def test_round_becomes_a_relationship(walk: Begin, transactional_cast: Cast) -> None:
    given_two_who_wait_and_five_who_are_ready(transactional_cast)
    cora = when_the_coordinator_works_out_a_round(walk, transactional_cast)
    then_she_reads_why(cora)
    when_she_lets_two_change(cora)
    when_she_picks_somebody_by_hand(cora)
    when_she_approves_two_for_mia_to_choose_from(cora)
    sam = when_the_supporter_is_asked(walk, transactional_cast)
    then_he_meets_only_a_first_name(sam)
    when_he_says_yes(sam)
    when_the_coordinator_writes_down_the_other_yes(cora)
    mia = when_the_member_chooses(walk, transactional_cast)
    then_they_are_in_touch(mia, sam, transactional_cast)


def test_round_becomes_a_relationship_without_javascript(walk: Begin, transactional_cast: Cast) -> None:
    cast = transactional_cast
    given_a_member_and_a_supporter(cast)
    plain = {"java_script_enabled": False}
    cora = when_the_coordinator_works_out_a_round(walk, cast, **plain)
    cora.press("Approve all of them").sees("1 question is on its way.")
    sam = when_the_supporter_is_asked(walk, cast, **plain)
    when_he_says_yes(sam)
    mia = walk("mia", **plain).to(f"/p/{cast.coaching.ref}/my-support/").follow("See who could support you")
    mia.follow("Look and decide").press("Yes, this person").sees("You and Sam")
    mia.follow("What is planned, and what took place").sees("in person, about 60 minutes")


def test_two_equals_become_partners(walk: Begin, transactional_cast: Cast) -> None:
    given_two_who_wait_in_pairs(transactional_cast)
    cora = walk("cora").to(f"/p/{transactional_cast.pairs.ref}/matching/")
    cora.press("Work out the best matches for everyone").sees("1 pair can be made now.")
    cora.follow("Mia").press("Approve, and on to the next").sees("The question is on its way.")
    first, second = given_the_one_who_is_asked_and_the_other(walk, transactional_cast)
    first.follow("Somebody would like to be in touch with you").sees("Would you like this partner?")
    first.press("Yes, gladly").sees("Now the other person is asked")
    second.again().follow("See who could support you").sees("It is for you to say yes or no.")
    second.follow("Look and decide").press("Yes, this person").sees("You have both said yes.")
    second.sees("Planned until").sees_not("supervisor")


def given_two_who_wait_and_five_who_are_ready(cast: Cast) -> None:
    given_a_member_and_a_supporter(cast)
    rosa = waiting_member(cast.coaching, cast.cora, "Rosa Telefoni", phone="07700 900123").member
    tariq = supporter(cast.coaching, "Tariq Aziz", by=cast.cora)
    for name in ("Ines Costa", "Bo Lindqvist", "Dana Levy"):
        supporter(cast.coaching, name, by=cast.cora)
    actions.say_trait(place=tariq, trait="life_now", value=["retired"], by=cast.cora)
    actions.say_what_matters(place=rosa, strengths={"life_now": "prefer"}, by=cast.cora)
    actions.say_wish(place=rosa, trait="life_now", values=["retired"], by=cast.cora)


def given_a_member_and_a_supporter(cast: Cast) -> None:
    """Both of them work shifts, and that matters to Mia."""
    say_yes(cast.mia_participant, cast.coaching)
    ready(cast.sam_supporter, cast.cora)
    sam, mia = cast.sam_supporter, cast.mia_member
    actions.say_trait(place=sam, trait="life_now", value=["shifts"], by=cast.sam)
    actions.say_about_me(place=sam, by=cast.sam, introduction="I like early mornings by the sea.")
    actions.say_what_matters(place=mia, strengths={"life_now": "prefer"}, by=cast.mia)
    actions.say_wish(place=mia, trait="life_now", values=["shifts"], by=cast.mia)
    asks(mia, cast.cora)


def given_two_who_wait_in_pairs(cast: Cast) -> None:
    cast.people["nia"] = factories.person("nia")
    for name, person in (("Mia", cast.mia), ("Nia", cast.people["nia"])):
        who = cast.mia_participant
        if name == "Nia":
            who = factories.participant(cast.harbour, "Nia Pugh", person=person)
        place = factories.member(cast.pairs, who)
        say_yes(who, cast.pairs)
        asks(place, cast.cora)


def given_the_one_who_is_asked_and_the_other(walk: Begin, cast: Cast) -> tuple[Walk, Walk]:
    asked = ProposedMatch.objects.get().with_request
    assert asked
    names = ["mia", "nia"] if asked.member.participant.known_as == "Mia" else ["nia", "mia"]
    first, second = (walk(name).to(f"/p/{cast.pairs.ref}/my-support/") for name in names)
    return first, second


def when_the_coordinator_works_out_a_round(walk: Begin, cast: Cast, **options: object) -> Walk:
    cora = walk("cora", **options).to(f"/p/{cast.coaching.ref}/matching/").sees("Who waits")
    return cora.press("Work out the best matches for everyone").sees("can be matched now.")


def then_she_reads_why(cora: Walk) -> None:
    cora.sees("2 people can be matched now.").sees("by code other than what searched for it")
    cora.sees("Mia Marlowe with Sam Okafor")
    cora.sees("Rosa Telefoni with Tariq Aziz").sees("As wished: My life now")


def when_she_lets_two_change(cora: Walk) -> None:
    cora.follow("Mia Marlowe with Sam Okafor").follow("Let two change")
    cora.sees("Sam Okafor is meant for Mia Marlowe.").sees("Lost – As wished: My life now")
    cora.press("Change with Rosa Telefoni").sees("The two have changed.").sees("Chosen by hand")


def when_she_picks_somebody_by_hand(cora: Walk) -> None:
    cora.follow("Back", exact=True).follow("Rosa Telefoni").sees(
        "Choose by hand whom you know better than any list."
    )
    cora.press("Choose").sees("Chosen. Nobody is asked before you approve it.")


def when_she_approves_two_for_mia_to_choose_from(cora: Walk) -> None:
    cora.follow("Back", exact=True).follow("Mia Marlowe")
    cora.press("Approve and ask Sam Okafor").sees("The question is on its way.").sees("Being asked")
    cora.press("Approve and ask").sees("The question is on its way.")


def when_the_supporter_is_asked(walk: Begin, cast: Cast, **options: object) -> Walk:
    sam = walk("sam", **options).to(f"/p/{cast.coaching.ref}/supporting/")
    return sam.follow("Somebody would like to be in touch with you")


def then_he_meets_only_a_first_name(sam: Walk) -> None:
    sam.sees("Would you support this person?").sees("Mia").sees_not("Marlowe")
    sam.sees("A no is quite all right")


def when_he_says_yes(sam: Walk) -> None:
    sam.press("Yes, gladly").sees("You have said yes. Now the other person chooses")


def when_the_coordinator_writes_down_the_other_yes(cora: Walk) -> None:
    cora.again().follow("Write down their answer").sees("It is recorded by whom.").press("Yes, gladly")
    cora.sees("Thank you. Now the other person is asked")


def when_the_member_chooses(walk: Begin, cast: Cast) -> Walk:
    mia = walk("mia").to(f"/p/{cast.coaching.ref}/my-support/").follow("See who could support you")
    mia.sees("These people would be glad to be in touch with you.").sees("I like early mornings by the sea.")
    mia.sees_not("Okafor")
    request = SupportRequest.objects.get(member=cast.mia_member)
    offer = ProposedMatch.objects.get(request=request, supporter=cast.sam_supporter)
    mia.page.locator(f"main a[href$='/offers/{offer.pk}/']").click()
    mia.looks_fine().sees("it begins today").sees("Why this person")
    return mia.press("Yes, this person")


def then_they_are_in_touch(mia: Walk, sam: Walk, cast: Cast) -> None:
    mia.sees("You have both said yes.").sees("You and Sam").sees("Planned until")
    mia.page.get_by_text("in person, about 60 minutes").first.wait_for()
    sam.to(f"/p/{cast.coaching.ref}/supporting/").sees("In touch with").follow("Mia").sees("You and Mia")
