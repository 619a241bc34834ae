"""New users design what they have in mind, each from another beginning, and the first person takes part in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from alongside.programmes.core.questions import QUESTIONS

if TYPE_CHECKING:
    from tests.conftest import Cast
    from tests.journeys.conftest import Walk

    Begin = Callable[..., Walk]
    Answers = dict[str, Callable[[Walk], object]]

pytestmark = pytest.mark.journey

MOST_STEPS = 40


def test_somebody_is_asked_everything_from_nothing(walk: Begin, transactional_cast: Cast) -> None:
    """Without scripts, and so a page a moment; what she sees is examined with those who answer less."""
    ada = given_a_draft_from_nothing(walk, transactional_cast, "Two by two", java_script_enabled=False)
    ada.follow("Go on").sees("Why we ask.")
    asked = when_she_answers_or_passes_over(ada, CALLS)
    of_groups = {each.key for each in QUESTIONS if each.form == "group"}
    assert not of_groups & set(asked)
    assert len(asked) > len(QUESTIONS) - len(of_groups) - 5
    then_nothing_is_in_the_way(ada)
    when_she_makes_a_programme_of_it_and_opens_it(ada, "Harbour Tuesdays")
    then_the_first_person_takes_part(walk, ada)


def test_somebody_goes_only_from_one_needed_thing_to_the_next(walk: Begin, transactional_cast: Cast) -> None:
    ada = given_a_draft_from_nothing(walk, transactional_cast, "An open door")
    when_she_goes_from_one_needed_thing_to_the_next(ada.follow("Go on"), OPEN_ROOM)
    then_nothing_is_in_the_way(ada)
    when_she_makes_a_programme_of_it_and_opens_it(ada, "Harbour Doors")
    then_the_first_person_takes_part(walk, ada)


def test_friends_who_meet_are_asked_a_handful(walk: Begin, transactional_cast: Cast) -> None:
    ada = given_a_draft_from_nothing(walk, transactional_cast, "Thursday table")
    ada.follow("Ask an informal group only a handful")
    ada.choose("Yes: ask us only the handful of questions that keep people safe").press("Keep and go on")
    asked = when_she_answers_or_passes_over(ada, TABLE)
    assert len(asked) < 15, asked
    then_nothing_is_in_the_way(ada)
    when_she_makes_a_programme_of_it_and_opens_it(ada, "Harbour Thursdays")
    then_the_first_person_takes_part(walk, ada)


def given_a_draft_from_nothing(walk: Begin, cast: Cast, title: str, **options: bool) -> Walk:
    ada = walk("ada", **options).to(f"/organisation/{cast.harbour.pk}/drafts/").follow("Design a programme")
    ada.follow("From nothing").fill("What will it be called?", title).press("Begin")
    return ada.sees("needed before it can open")


def when_she_answers_or_passes_over(ada: Walk, answers: Answers) -> list[str]:
    """From the question she stands at to the last one."""
    asked = [key_of(ada)]
    while not asked[-1].isdigit():  # the draft itself, which has a number for a name
        assert len(asked) <= len(QUESTIONS), asked
        answer(ada, answers)
        if key_of(ada) == asked[-1]:
            onwards = ("Go on to the next question", "Skip this question", "See the whole draft")
            ada.follow(next(words for words in onwards if ada.page.get_by_role("link", name=words).count()))
        asked.append(key_of(ada))
    return asked[:-1]


def when_she_goes_from_one_needed_thing_to_the_next(ada: Walk, answers: Answers) -> list[str]:
    asked: list[str] = []
    while (onwards := ada.page.get_by_role("link", name="Go to the next thing that is needed")).count():
        asked.append(key_of(ada))
        assert len(asked) < MOST_STEPS, asked
        answer(ada, answers)
        if key_of(ada) == asked[-1]:
            onwards.click()
            ada.looks_fine()
    answer(ada, answers)
    ada.follow("See the whole draft")
    return asked


def answer(ada: Walk, answers: Answers) -> None:
    """Our words where they are offered, otherwise one's own; a question that is no list leads on when it is kept."""
    if ada.page.get_by_role("button", name="Begin with our words").count():
        ada.press("Begin with our words").sees("Our words are there.")
    elif (key := key_of(ada)) in answers and "Still needed here" in ada.page.locator("main").inner_text():
        answers[key](ada)
        if key_of(ada) == key and ada.page.get_by_role("button", name="Keep and go on").count():
            ada.press("Keep and go on").sees("Kept.")


def key_of(ada: Walk) -> str:
    return ada.page.url.rstrip("/").rsplit("/", 1)[-1]


def phase(title: str, form: str, way: str, amount: str, number: str = "") -> Callable[[Walk], object]:
    def add(ada: Walk) -> None:
        ada.follow("Add a phase").fill("What do you call this?", title).choose(form).choose(way).choose(
            amount
        )
        if number:
            ada.fill("How many?", number)
            ada.page.locator("#id_every_0").fill("1")
        if amount != "A number of contacts in all":
            ada.choose("It has no end")
        ada.press("Keep it").sees("Kept.")

    return add


CALLS: Answers = {
    "summary": lambda ada: ada.fill("Your answer", "Somebody who has been there phones you, eight times."),
    "role_mode": lambda ada: ada.choose("A peer supporter supports a member"),
    "unit": lambda ada: ada.choose("a person"),
    "phases": phase("Calls", "one to one", "by telephone", "A number of contacts in all", "8"),
    "choice": lambda ada: ada.choose("The coordinator proposes"),
}
OPEN_ROOM: Answers = {
    **CALLS,
    "summary": lambda ada: ada.fill("Your answer", "A room on the web where we talk when we like."),
    "role_mode": lambda ada: ada.choose("All give and all receive"),
    "phases": phase("The room", "in an open room", "in a forum", "An open room: people come when they like"),
}
TABLE: Answers = {
    **OPEN_ROOM,
    "summary": lambda ada: ada.fill("Your answer", "We eat together on Thursdays."),
    "phases": phase(
        "Supper", "in a group", "in person", "So many in every week, month or other interval", "1"
    ),
    "group_size": lambda ada: ada.fill("At least", "3").fill("At most", "12"),
}


def then_nothing_is_in_the_way(ada: Walk) -> None:
    ada.sees("Everything that must be there is there.")


def when_she_makes_a_programme_of_it_and_opens_it(ada: Walk, discreet_name: str) -> None:
    ada.follow("Use it").fill("A name that gives nothing away", discreet_name).press("Create the programme")
    ada.follow("Open the programme").press("Open the programme").sees("The programme is open.")


def then_the_first_person_takes_part(walk: Begin, ada: Walk) -> None:
    address = ada.page.url.removeprefix(ada.site)
    cora = walk("cora").to(f"{address}people/").follow("Add a person").fill("Full name", "Rosa Telefoni")
    if cora.page.get_by_role("group", name="They come as").count():  # not where all give and all receive
        cora.choose("a member")
    cora.fill("Telephone", "07700 900123").choose("Telephone call").press("Add this person")
    cora.sees("Rosa Telefoni is now in the programme.")
