"""A coordinator looks through a round without a mouse: with Enter alone, with single keys, and without scripts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from alongside.matching.models import ProposalStatus, ProposedMatch, RequestStatus, SupportRequest
from tests.matching.factories import supporter, waiting_member

if TYPE_CHECKING:
    from tests.conftest import Cast
    from tests.journeys.conftest import Walk

    Begin = Callable[..., Walk]

pytestmark = pytest.mark.journey

NAMES = ("Ines", "Bo", "Dana", "Tariq", "Rosa")


def given_five_who_wait_and_five_who_are_ready(cast: Cast) -> None:
    for name in NAMES:
        supporter(cast.coaching, f"{name} Giver", by=cast.cora)
        waiting_member(cast.coaching, cast.cora, f"{name} Asker")


def when_she_makes_a_round(walk: Begin, cast: Cast, **options: object) -> Walk:
    cora = walk("cora", **options).to(f"/p/{cast.coaching.ref}/matching/")
    return cora.press("Work out the best matches for everyone").sees("5 suggestions to look at")


def asked() -> int:
    return ProposedMatch.objects.filter(status=ProposalStatus.ASKED_SUPPORTER).count()


def test_round_is_looked_through_with_enter_alone(walk: Begin, transactional_cast: Cast) -> None:
    given_five_who_wait_and_five_who_are_ready(transactional_cast)
    cora = when_she_makes_a_round(walk, transactional_cast, java_script_enabled=False)
    cora.follow("Look through them one by one").sees("Suggestion 1 of 5")
    for left in range(4, -1, -1):
        cora.enter().sees("The question is on its way.")
        cora.sees(f"Suggestion 1 of {left}" if left else "Nothing left to look at")
    assert asked() == 5


def test_single_keys_work_once_they_are_switched_on(walk: Begin, transactional_cast: Cast) -> None:
    given_five_who_wait_and_five_who_are_ready(transactional_cast)
    cora = when_she_makes_a_round(walk, transactional_cast).follow("Look through them one by one")
    cora.key("n").sees("Suggestion 1 of 5")
    cora.choose("Use single keys on this page")
    for key, then in (
        ("n", "Suggestion 2 of 5"),
        ("a", "Suggestion 2 of 4"),
        ("p", "Suggestion 1 of 4"),
        ("k", "The next round is worked out around these two."),
        ("k", "The next round may change this again."),
        ("h", "They are left out of every round"),
    ):
        with cora.page.expect_navigation():
            cora.key(key)
        cora.looks_fine().sees(then)
    cora.fill("Why are they held back?", "n a p: letters in a form are only letters")
    cora.press("Hold back").sees("Held back. They keep their place in the queue").sees("Suggestion 1 of 3")
    held = SupportRequest.objects.get(status=RequestStatus.ON_HOLD)
    assert held.held_back_why.startswith("n a p")
    assert asked() == 1
    cora.to(f"/p/{transactional_cast.coaching.ref}/matching/requests/{held.pk}/").sees("letters in a form")


def test_some_are_ticked_and_two_rounds_are_compared(walk: Begin, transactional_cast: Cast) -> None:
    cast = transactional_cast
    given_five_who_wait_and_five_who_are_ready(cast)
    cora = when_she_makes_a_round(walk, cast, width=1280)
    first = ProposedMatch.objects.filter(is_round_choice=True).order_by("request__waiting_since")[0]
    cora.page.locator(f"#tick-{first.pk}").focus()
    cora.key("Space").press("Approve those that are ticked").sees("1 question is on its way.")
    cora.to(f"/p/{cast.coaching.ref}/matching/").press("Work out the best matches for everyone")
    cora.follow("What is different from the round before").sees("Not in the later round any more (1)")


def test_fair_share_is_set_honoured_and_shown_with_whom_to_look_for(
    walk: Begin, transactional_cast: Cast
) -> None:
    cast = transactional_cast
    supporter(cast.coaching, "Sol Giver", by=cast.cora, capacity=2)
    for number in range(5):
        waiting_member(cast.coaching, cast.cora, f"Ruth {number}", channel="telephone")
    cora = walk("cora").to(f"/p/{cast.coaching.ref}/matching/").follow("Fair shares")
    cora.press("Let this hold from the next round").sees("Say why")
    cora.page.get_by_label("For whom").first.select_option(label="Reached by: Telephone call")
    cora.fill("Why?", "They waited longest in spring").press("Let this hold from the next round")
    cora.sees("at most 10 % short of everybody in finding somebody at all").sees("Decided by Cora")
    cora.to(f"/p/{cast.coaching.ref}/matching/").press("Work out the best matches for everyone")
    cora.sees("They cost nothing").sees("Reached by: Telephone call").sees("2 of 5")
    cora.follow("A page of this to print").sees("would help 3 people").sees("Whoever they are.")
