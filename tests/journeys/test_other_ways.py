"""The same ways for people who use no mouse, who like it dark, or who read from right to left."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from alongside.people.actions import change_profile
from tests.enrolment.factories import say_yes
from tests.journeys.test_matching_people import given_a_member_and_a_supporter

if TYPE_CHECKING:
    from tests.conftest import Cast
    from tests.journeys.conftest import Walk

    Begin = Callable[..., Walk]

pytestmark = pytest.mark.journey


def test_member_asks_for_support_by_keyboard_alone(walk: Begin, transactional_cast: Cast) -> None:
    say_yes(transactional_cast.mia_participant, transactional_cast.coaching)
    mia = walk("mia").to(f"/p/{transactional_cast.coaching.ref}/my-request/")
    when_she_skips_to_the_main_part_and_begins(mia)
    when_she_types_her_age_and_ticks_how_she_lives(mia)
    when_she_says_what_matters_with_the_arrow_keys(mia)
    when_she_sends_it_with_the_enter_key(mia)
    mia.sees("We are looking for somebody")


def when_she_skips_to_the_main_part_and_begins(mia: Walk) -> None:
    mia.step_to("Skip to the main part").key("Enter")
    mia.step_to("Begin").enter().sees("Age in years")


def when_she_types_her_age_and_ticks_how_she_lives(mia: Walk) -> None:
    mia.step_to("Age in years").key("5", "8")
    mia.step_to("Save and go on").enter().sees("Gender")
    mia.step_to("Woman").key("Space").step_to("Save and go on").enter()
    for _ in range(3):
        mia.step_to("Skip this").enter()
    mia.step_to("Living alone").key("Space").step_to("Save and go on").enter()
    mia.step_to("check what was said so far").enter().sees("58").sees("Woman").sees("Living alone")


def when_she_says_what_matters_with_the_arrow_keys(mia: Walk) -> None:
    mia.step_to("Say what matters").enter()
    mia.step_to("Gender").key("ArrowDown", "ArrowDown").step_to("Save and go on").enter()
    mia.sees("Gender: what must it be?").step_to("The same as me").key("Space")
    mia.step_to("Save and go on").enter()


def when_she_sends_it_with_the_enter_key(mia: Walk) -> None:
    mia.step_to("Is there anything you hope for?").key("H", "i").step_to("Send the request").enter()


def test_pages_hold_in_the_dark(walk: Begin, transactional_cast: Cast) -> None:
    given_a_member_and_a_supporter(transactional_cast)
    for who, pages in pages_of(transactional_cast).items():
        dark = walk(who, color_scheme="dark")
        for page in pages:
            dark.to(page)
        assert behind(dark) != behind(walk(who).to(pages[0]))


def test_pages_hold_from_right_to_left(walk: Begin, transactional_cast: Cast) -> None:
    given_a_member_and_a_supporter(transactional_cast)
    for who, pages in pages_of(transactional_cast).items():
        person = transactional_cast.people[who]
        change_profile(by=person, name=person.name, language="ar")
        mirrored = walk(who)
        for page in pages:
            mirrored.to(page)
            assert mirrored.page.evaluate("document.dir") == "rtl"


def behind(walk: Walk) -> str:
    return str(walk.page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))


def pages_of(cast: Cast) -> dict[str, list[str]]:
    """What a member, a supporter and a coordinator see most."""
    home, person = f"/p/{cast.coaching.ref}", cast.mia_participant.pk
    question = f"{home}/people/{person}/matching/member"
    return {
        "mia": [f"{home}/my-support/", f"{question}/", f"{question}/my-gender/", f"{question}/times/"],
        "sam": [f"{home}/supporting/", f"{home}/my-readiness/", f"{home}/my-consent/"],
        "cora": [
            f"{home}/today/",
            f"{home}/matching/",
            f"{home}/people/",
            f"{home}/people/{person}/",
            f"{home}/supporters/",
        ],
    }
