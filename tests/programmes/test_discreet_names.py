from __future__ import annotations

import pytest

from alongside.programmes.core.definition import Definition
from alongside.programmes.core.discreet import words_that_give_away
from alongside.programmes.core.loading import load_definition
from alongside.programmes.core.theory import Audience, Peerness
from tests.factories import COACHING, PAIRS, definition_text


def quiet(*, summary: str = "You walk.", audience: str = "Us.", shared: str = "Us.") -> Definition:
    """A definition that says nothing of a condition but where it is told to."""
    return coaching.model_copy(
        update={
            "title": "Ours",
            "summary": summary,
            "audience": Audience(words=audience),
            "peerness": Peerness(words=shared),
            "matching": coaching.matching.model_copy(update={"traits": ()}),
        }
    )


coaching, pairs = (load_definition(definition_text(slug)) for slug in (COACHING, PAIRS))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Harbour Tuesdays", ()),
        ("Peer coaching", ()),
        ("Living well together", ()),
        ("Diabetes buddies", ("diabetes",)),
        ("DIABETIC friends", ("diabetic",)),
        ("Insulin & co", ("insulin",)),
        ("The tablets club, diabetes", ("tablets", "diabetes")),
    ],
)
def test_words_of_the_condition_are_found(name: str, words: tuple[str, ...]) -> None:
    assert words_that_give_away(name, coaching) == words


@pytest.mark.parametrize("name", ["Breast friends", "Cancer pairs", "After chemotherapy", "ＣＡＮＣＥＲ"])
def test_words_of_another_condition_are_found_too(name: str) -> None:
    assert words_that_give_away(name, pairs)


def test_a_word_of_one_condition_may_stand_in_the_name_of_another_programme() -> None:
    assert words_that_give_away("Breast stroke swimmers", coaching) == ("stroke",)


@pytest.mark.parametrize(
    "name", ["The hive", "Transport home", "Painted boats", "Harbour Sundays", "Walks and tea"]
)
def test_names_that_say_nothing_pass(name: str) -> None:
    assert words_that_give_away(name, coaching) == ()


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("summary", "You talk online, and you walk with others who have Tourette's."),
        ("audience", "Everybody who lives with tourette."),
        ("shared", "Tourette's."),
    ],
)
def test_whom_it_is_for_and_the_names_in_its_summary_are_read(part: str, words: str) -> None:
    ours = quiet(**{part: words})
    assert words_that_give_away("Tourette pals", ours) == ("tourette",)
    assert words_that_give_away("Harbour walks online", ours) == ()


@pytest.mark.parametrize("name", ["Parkinson pals", "Depressed no more", "Our HIV", "Stroke club"])
def test_illnesses_are_known_whatever_the_definition_says(name: str) -> None:
    assert words_that_give_away(name, quiet())


def test_title_itself_gives_away() -> None:
    for definition in (coaching, pairs):
        assert words_that_give_away(definition.title, definition)
