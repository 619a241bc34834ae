"""Somebody is stopped from writing for a while: they learn why, keep help and what they typed, and are heard again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.conversations import space_factories as make

if TYPE_CHECKING:
    from tests.conftest import Cast
    from tests.journeys.conftest import Walk

pytestmark = pytest.mark.journey


def when_the_moderator_stops_gull(mo: Walk, address: str) -> None:
    mo.to(address).follow("Hello").follow("Look after this").follow(
        "Stop whoever wrote it writing for a while"
    )
    mo.sees("Gull").sees_not("Mia").sees("Do no more than is needed")
    mo.choose("7 days").press("Stop them writing").sees("Please answer this")
    mo.pick("Why, in short?", "It is unkind, or threatens somebody")
    mo.fill("Why?", "You told three people to go away. I would like to hear what happened.")
    mo.press("Stop them writing").sees("Done, and they are told why.")
    mo.sees("Without a second person who agrees it ends after one day.").sees("Who can agree: Cora, Sasha.")


def then_mia_keeps_what_she_typed_and_help(mia: Walk, address: str) -> None:
    mia.page.get_by_label("What you want to say").fill("I did not mean it like that.")
    mia.press("Send").sees("You cannot write here for a while").sees("Get help now")
    assert mia.page.get_by_label("It is kept here").input_value() == "I did not mean it like that."
    mia.follow("Why, until when, and what you can do").sees("You told three people to go away.")
    mia.follow("Get help now").sees("phone 999")
    mia.to(f"{address.partition('/spaces/')[0]}/writing/")


def when_mia_asks_for_another_look(mia: Walk) -> None:
    mia.press("Ask for another look").sees("Please answer this")
    mia.fill("Why should it be otherwise?", "I was told so first.").press("Ask for another look")
    mia.sees("It has arrived.").sees("Somebody who did not decide it reads this.")


def then_the_coordinator_hears_it_and_ends_it(cora: Walk, cast: Cast) -> None:
    cora.to(f"/p/{cast.coaching.ref}/suspensions/").sees("Waits for you").sees_not("Mia").follow("Gull")
    cora.sees("I was told so first.").fill("What do you tell them?", "We heard both. Please write again.")
    cora.press("Let them write again").sees("Done, and they are told.")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_suspended_author_is_never_shut_out(
    walk: Callable[..., Walk], transactional_cast: Cast, *, scripts: bool
) -> None:
    cast = transactional_cast
    space = make.space(cast)
    mia = make.joined(space, cast.mia_participant, "Gull")
    thread = make.opening(mia, "Go away, all of you").thread_id
    address = f"/p/{cast.coaching.ref}/spaces/{space.pk}/"
    author, mo, cora = (walk(name, java_script_enabled=scripts) for name in ("mia", "mo", "cora"))
    author.to(f"{address}threads/{thread}/")
    when_the_moderator_stops_gull(mo, address)
    then_mia_keeps_what_she_typed_and_help(author, address)
    when_mia_asks_for_another_look(author)
    then_the_coordinator_hears_it_and_ends_it(cora, cast)
    author.again().sees("We heard both. Please write again.")
    author.to(f"{address}threads/{thread}/").fill("What you want to say", "I am sorry.").press("Send")
    author.sees("I am sorry.")
