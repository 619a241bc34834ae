from __future__ import annotations

import pytest

from alongside.programmes.core.discreet import words_that_give_away
from alongside.programmes.core.loading import load_definition
from tests.factories import COACHING, PAIRS, definition_text

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
    assert not words_that_give_away(name, coaching)


def test_title_itself_gives_away() -> None:
    for definition in (coaching, pairs):
        assert words_that_give_away(definition.title, definition)
