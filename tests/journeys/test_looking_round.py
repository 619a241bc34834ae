"""A member looks round, asks somebody directly, and hears yes; another is asked for by staff, on the telephone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from alongside.matching import actions
from tests.enrolment.factories import say_yes
from tests.matching.factories import asks, ready, supporter
from tests.stands import stand

if TYPE_CHECKING:
    from tests.conftest import Cast
    from tests.journeys.conftest import Walk

    Begin = Callable[..., Walk]

pytestmark = pytest.mark.journey


def test_member_looks_round_and_asks(walk: Begin, transactional_cast: Cast) -> None:
    cast = transactional_cast
    given_two_who_may_be_seen_when_they_have_said_so(walk, cast)
    mia = walk("mia").to(f"/p/{cast.coaching.ref}/my-request/")
    mia.follow("Look round, and ask somebody directly").sees("Who could support you")
    mia.sees("Sam").sees("Ines").sees_not("Okafor").sees("I like early mornings by the sea.").looks_fine()
    mia.pick("When", "At the weekend").press("Show").sees("Ines").sees_not("ask Sam")
    mia.pick("When", "Any").press("Show").follow("Look and ask Sam")
    mia.sees("Who asked first does not count.").looks_fine()
    mia.fill("A few words to them", "I work nights as well.").press("Ask").sees("Whom you have asked")
    mia.looks_fine()
    sam = walk("sam").to(f"/p/{cast.coaching.ref}/supporting/")
    sam.follow("Somebody would like to be in touch with you").sees("asked for you themselves")
    sam.sees("I work nights as well.").sees_not("Marlowe").looks_fine()
    sam.press("Yes, gladly").sees("You have said yes. Now the other person chooses")
    cora = walk("cora").to(f"/p/{cast.coaching.ref}/matching/?show=asked").sees("Mia Marlowe")
    cora.sees("With Sam Okafor. Choosing since")
    mia.again().follow("Look and decide").press("Yes, this person").sees("You and Sam")


def test_member_without_javascript_takes_a_question_back(walk: Begin, transactional_cast: Cast) -> None:
    cast = transactional_cast
    given_two_who_may_be_seen_when_they_have_said_so(walk, cast, java_script_enabled=False)
    mia = walk("mia", java_script_enabled=False).to(f"/p/{cast.coaching.ref}/my-request/")
    mia.follow("Look round, and ask somebody directly").follow("Look and ask Ines").press("Ask")
    mia.follow("Take the question back").press("Take it back").sees("The question is taken back.")


def given_two_who_may_be_seen_when_they_have_said_so(walk: Begin, cast: Cast, **options: object) -> None:
    stand(cast, changed=(('choice = "seeker_chooses"', 'choice = "seeker_asks"'),))
    ready(cast.sam_supporter, cast.cora)
    actions.say_about_me(
        place=cast.sam_supporter,
        by=cast.sam,
        introduction="I like early mornings by the sea.",
        availability=["mon-morning", "tue-evening"],
        modalities=["phone"],
    )
    actions.say_trait(place=cast.sam_supporter, trait="life_now", value=["shifts"], by=cast.sam)
    ines = supporter(cast.coaching, "Ines Costa", by=cast.cora)
    actions.say_about_me(place=ines, by=cast.cora, may_be_asked=True, availability=["sat-morning"])
    say_yes(cast.mia_participant, cast.coaching)
    actions.say_what_matters(place=cast.mia_member, strengths={"life_now": "prefer"}, by=cast.mia)
    actions.say_wish(place=cast.mia_member, trait="life_now", values=["shifts"], by=cast.mia)
    asks(cast.mia_member, cast.cora)
    sam = walk("sam", **options).to(
        f"/p/{cast.coaching.ref}/people/{cast.sam_participant.pk}/matching/supporter/asking/"
    )
    sam.choose("Yes, people who look round may see me and ask me").press("Save and go on")
