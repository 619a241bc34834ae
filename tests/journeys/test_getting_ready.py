"""A peer supporter becomes ready, takes a pause, and comes back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from alongside.training.queries import training_modules
from tests.enrolment.factories import say_yes

if TYPE_CHECKING:
    from tests.conftest import Cast
    from tests.journeys.conftest import Walk

    Begin = Callable[..., Walk]

pytestmark = pytest.mark.journey


def test_supporter_becomes_ready_and_takes_a_pause(walk: Begin, transactional_cast: Cast) -> None:
    cast = transactional_cast
    sam = given_a_supporter_who_has_agreed_to_take_part(walk, cast)
    cora = given_the_coordinator_at_his_page(walk, cast)
    then_both_see_what_is_missing(sam, cora)
    when_he_accepts_the_role_description_himself(sam)
    when_she_writes_down_his_training(cora, cast)
    when_she_names_a_supervisor_and_sets_the_day(cora)
    then_both_see_that_he_is_ready(sam, cora)
    when_he_takes_a_pause(sam)
    then_nobody_new_is_proposed_to_him(sam, cora)
    when_he_is_back(sam)
    then_both_see_that_he_is_ready(sam, cora)


def given_a_supporter_who_has_agreed_to_take_part(walk: Begin, cast: Cast) -> Walk:
    say_yes(cast.sam_participant, cast.coaching)
    sam = walk("sam").to(f"/p/{cast.coaching.ref}/supporting/")
    return sam.follow("See what is still missing before you can support somebody")


def given_the_coordinator_at_his_page(walk: Begin, cast: Cast) -> Walk:
    cora = walk("cora").to(f"/p/{cast.coaching.ref}/supporters/").sees("Not ready")
    return cora.follow("Sam Okafor")


def then_both_see_what_is_missing(sam: Walk, cora: Walk) -> None:
    sam.sees("This is still missing before we propose anybody to you")
    sam.sees("Not accepted yet").sees("Nobody yet").sees("No day set")
    cora.sees("Before they may be proposed").sees("Not accepted yet").sees("Nobody yet").sees("No day set")


def when_he_accepts_the_role_description_himself(sam: Walk) -> None:
    sam.follow("Read the role description").sees("You do not give medical advice")
    sam.press("Accept").sees("Please look at this again")
    sam.choose("I have read this and want to do it").press("Accept").sees("Accepted. Thank you.")


def when_she_writes_down_his_training(cora: Walk, cast: Cast) -> None:
    cora.follow("Record training")
    for module in training_modules(cast.coaching):
        if module.core:
            cora.choose(module.title).press("Record it").sees("Noted.")
    cora.follow("Back", exact=True)


def when_she_names_a_supervisor_and_sets_the_day(cora: Walk) -> None:
    cora.follow("Name a supervisor").choose("Sula").press("Name them")
    cora.sees("Now set the day of the next supervision.").follow("Set a day")
    cora.fill("On which day?", (timezone.localdate() + timedelta(days=9)).isoformat()).press("Set the day")
    cora.sees("The day is set.")


def then_both_see_that_he_is_ready(sam: Walk, cora: Walk) -> None:
    sam.again().sees("All is ready. When somebody could suit you, we ask you first")
    cora.again().sees("They may be proposed for a match.")


def when_he_takes_a_pause(sam: Walk) -> None:
    sam.follow("I need a pause").press("Begin the pause now").sees("The pause has begun.")


def then_nobody_new_is_proposed_to_him(sam: Walk, cora: Walk) -> None:
    sam.sees("Take as long as you need. Nobody new is proposed to you.")
    cora.again().sees("Before they may be proposed").sees("Having a pause.")


def when_he_is_back(sam: Walk) -> None:
    sam.follow("I am back").press("End the pause").sees("Welcome back. The pause is over.")
