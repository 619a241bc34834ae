"""Somebody with Parkinson's makes a community like Sugarbuddies, and is told what is missing before it opens."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Cast
    from tests.journeys.conftest import Walk

    Begin = Callable[..., Walk]

pytestmark = pytest.mark.journey


def test_a_community_for_parkinsons_is_designed_in_one_sitting(walk: Begin, transactional_cast: Cast) -> None:
    ada = given_somebody_who_begins_from_sugarbuddies(walk, transactional_cast)
    when_she_says_what_it_is_and_whom_it_is_for(ada)
    when_she_says_what_happens(ada)
    then_she_is_told_what_is_missing(ada)
    when_a_colleague_comments_and_she_writes_down_the_decision(walk, ada)
    when_she_answers_what_keeps_people_safe(ada)
    when_she_says_who_supports_whom(ada)
    then_nothing_is_in_the_way(ada)
    when_she_makes_a_programme_of_it_and_opens_it(ada)
    then_anybody_may_read_its_charter_once_she_says_so(walk, ada)


def given_somebody_who_begins_from_sugarbuddies(walk: Begin, cast: Cast) -> Walk:
    ada = walk("ada").to(f"/organisation/{cast.harbour.pk}/").follow("Design a programme of your own")
    ada.sees("There is no draft yet").follow("Design a programme")
    ada.fill("Look for a model", "facebook walks").press("Search")
    ada.follow("Sugarbuddies: people with diabetes among themselves")
    ada.fill("What will it be called?", "Shaky walks").press("Begin")
    return ada.sees("things are still needed before it can open").sees("Weeks from the first day")


def _answer(ada: Walk, question: str) -> Walk:
    """Go to a question from the map, wherever it is folded away."""
    ada.page.evaluate(
        "document.querySelectorAll('main details').forEach((folded) => { folded.open = true; })"
    )
    return ada.follow(question).sees("Why we ask")


def when_she_says_what_it_is_and_whom_it_is_for(ada: Walk) -> None:
    _answer(ada, "What is it, in a few plain sentences")
    ada.fill("Your answer", "You have Parkinson's. You talk online, and you walk together.")
    ada.press("Keep and stop here").sees("Kept.")
    _answer(ada, "Whom is it for?").fill("Your answer", "People with Parkinson's.").press(
        "Keep and stop here"
    )
    _answer(ada, "What do people share that makes them peers?")
    ada.fill("Say it in plain words", "Parkinson's, clinicians who have it among them.")
    ada.press("Keep and stop here")
    _answer(ada, "Where do professionals stand?").sees("What published programmes answered")
    ada.fill("What may they not do or see?", "A clinician is here only if they have Parkinson's.")
    ada.press("Keep and stop here")


def when_she_says_what_happens(ada: Walk) -> None:
    ada.follow("What happens, and how often? – Walks and social events").choose(
        "At least so many in every interval"
    )
    ada.fill("How many?", "1").press("Keep it").sees("how long one interval is")
    ada.page.locator("#id_every_0").fill("2")
    ada.choose("It has no end").press("Keep it").sees("Kept.")
    ada.press("Take away One-day conference").sees("It is taken away")
    ada.follow("Add a phase").fill("What do you call this?", "Tea after the walk")
    ada.page.locator("main").get_by_label("a group", exact=False).first.check()
    ada.choose("in person").choose("A number of contacts in all").fill("How many?", "1").press("Keep it")
    ada.follow("Shaky walks")


def then_she_is_told_what_is_missing(ada: Walk) -> None:
    ada.sees("It does not say what happens when somebody is in danger.")
    ada.sees("answers are still in the words of “Sugarbuddies: people with diabetes among themselves”")
    ada.sees("Nobody is asked to agree to take part.")
    ada.sees("There is no role description for the people who give support.")
    ada.follow("Use it").sees("keep it from opening").follow("Shaky walks")


def when_a_colleague_comments_and_she_writes_down_the_decision(walk: Begin, ada: Walk) -> None:
    eve = walk("eve").to(f"{ada.page.url.removeprefix(ada.site)}crisis/")
    eve.page.get_by_text("Comments (0)").click()
    eve.fill("What do you think?", "Our members want a person to phone.").press("Leave a comment")
    eve.sees("Your comment is there")
    ada.again().sees("Comments that wait").follow("What happens when somebody is in danger? ")
    ada.page.get_by_text("Decisions (0)").click()
    ada.fill("What was decided?", "A member phones back.").fill("Who decided?", "The founders, 4 people")
    ada.press("Write the decision down").sees("The decision is written down.")
    ada.page.get_by_text("Comments (1)").click()
    ada.press("Dealt with").sees("The comment is dealt with.")


def when_she_answers_what_keeps_people_safe(ada: Walk) -> None:
    ada.choose("not clinical").fill(
        "What is everybody told beforehand?", "In danger, phone 999. Tell us on any page."
    )
    ada.press("Keep and go on").sees("Whom can people turn to now?").follow("Add a contact")
    ada.fill("Who is it?", "Samaritans").fill("Telephone", "116 123").fill("When?", "Day and night")
    ada.fill("Country", "UK of GB").press("Keep it").sees("A country is two capital letters")
    ada.fill("Country", "GB").press("Keep it").sees("Samaritans").follow("Go on to the next question")
    ada.fill("Your answer", "The person on duty that week.").press("Keep and go on")
    ada.fill("When it is urgent", "60").fill("When it is soon", "1440").fill("Otherwise", "7200")
    ada.press("Keep and go on").follow("Add a consent")
    ada.fill("What is it about?", "Taking part").fill("The exact words", "I want to take part.")
    ada.fill("Version of these words", "1").choose("Nobody can take part without it")
    ada.fill("What changes when somebody takes it back?", "You leave.").press("Keep it").follow("Shaky walks")


def when_she_says_who_supports_whom(ada: Walk) -> None:
    _answer(ada, "Which roles are there, and what does each do?").follow("Add a role")
    ada.choose("the member").fill("What do you call it?", "Walker")
    ada.fill("What does somebody in this role do?", "You walk, you listen, you say what helps you.")
    ada.press("Keep it").follow("Shaky walks")
    _answer(ada, "Who looks after the supporters?").follow("Add a way of supervision")
    ada.fill("Who does it?", "A trained listener")
    ada.page.locator("#id_every_0").fill("4")
    ada.press("Keep it").follow("Shaky walks")
    ada.sees("It does not say by what name people are known in the open room.")
    _answer(ada, "By what name are people known to one another?").choose("by their names")
    ada.press("Keep and stop here")


def then_nothing_is_in_the_way(ada: Walk) -> None:
    ada.sees("Everything that must be there is there.").follow("Compare it with another programme")
    ada.sees("What differs from").sees("One-day conference on type 1 diabetes").follow("Shaky walks")


def when_she_makes_a_programme_of_it_and_opens_it(ada: Walk) -> None:
    ada.follow("Use it").fill("A name that gives nothing away", "Harbour Sundays").press(
        "Create the programme"
    )
    ada.sees("You can open the programme").follow("Open the programme").press("Open the programme")
    ada.sees("The programme is open.")


def then_anybody_may_read_its_charter_once_she_says_so(walk: Begin, ada: Walk) -> None:
    address = ada.page.url.removeprefix(ada.site)
    walk(None).to(address).sees_not("What joining asks of you")
    ada.follow("Let everybody read it").choose(
        "Anybody with the address may read it, once the programme is open"
    ).press("Keep")
    visitor = walk(None).to(address).sees("Shaky walks").sees("What joining asks of you")
    visitor.sees("A clinician is here only if they have Parkinson's.").sees("In danger, phone 999.")
    visitor.sees_not("Ada")
