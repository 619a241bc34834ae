from __future__ import annotations

import tomllib
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, strategies
from hypothesis.strategies import DrawFn

from alongside.programmes.core import editing
from alongside.programmes.core.library import published
from alongside.programmes.core.loading import DefinitionError, load_definition
from alongside.programmes.core.parts import Absence

PAIRS = next(model.text for model in published() if model.slug == "sutton-mutual-breast-cancer")
TEXTS = [PAIRS, *(model.text for model in published()), editing.skeleton("Ours", "ours")]

WORDS = strategies.text(
    strategies.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t"), max_size=60
)
NAMES = strategies.from_regex(r"[a-z][a-z_]{0,7}", fullmatch=True)
VALUES = strategies.one_of(
    WORDS,
    strategies.integers(-(2**40), 2**40),
    strategies.booleans(),
    strategies.lists(WORDS, max_size=3),
    strategies.lists(strategies.dictionaries(NAMES, WORDS, min_size=1, max_size=2), min_size=1, max_size=3),
    strategies.dates(),
)


def leaves(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    found = [path] if path else []
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, content in inside:
        found += leaves(content, (*path, step))
    return found


@strategies.composite
def places(draw: DrawFn) -> tuple[str, tuple[str | int, ...]]:
    """A text and a place in it, which is a key: one that is there, or a new one in any table that is there."""
    text = draw(strategies.sampled_from(TEXTS))
    document = tomllib.loads(text)
    there = [path for path in leaves(document) if isinstance(path[-1], str)]
    tables = [(), *(path for path in leaves(document) if isinstance(editing.value_in(document, path), dict))]
    if draw(strategies.booleans()):
        return text, draw(strategies.sampled_from(there))
    new = draw(strategies.lists(NAMES, min_size=1, max_size=2))
    return text, (*draw(strategies.sampled_from(tables)), *new)


def comments(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.startswith("#")]


@given(places(), VALUES)
def test_what_is_set_is_read_and_nothing_else_changes(place: Any, value: Any) -> None:
    text, path = place
    wanted = deepcopy(tomllib.loads(text))
    here = wanted
    for step in path[:-1]:
        if isinstance(step, str) and not isinstance(here.get(step), dict | list):
            here[step] = {}
        here = here[step]
    here[path[-1]] = value
    new = editing.changed(text, path, value)
    assert tomllib.loads(new) == wanted
    assert comments(new) == comments(text)


@given(places())
def test_what_is_taken_away_is_gone_and_nothing_else(place: Any) -> None:
    text, path = place
    new = editing.changed(text, path, None)
    assert editing.tomllib_value(new, path) is None
    wanted = tomllib.loads(text)
    while isinstance(around := editing.value_in(wanted, path[:-1]), dict):
        around.pop(path[-1], None)
        path = path[:-1]
        if around or not path or not isinstance(path[-1], str):
            break
    assert tomllib.loads(new) == wanted
    assert comments(new) == comments(text)


@given(
    strategies.sampled_from(TEXTS),
    strategies.sampled_from(
        [
            ("roles",),
            ("training",),
            ("schedule", "phases"),
            ("matching", "traits"),
            ("matching", "traits", 0, "options"),
        ]
    ),
    strategies.dictionaries(NAMES, WORDS, min_size=1, max_size=3),
    strategies.data(),
)
def test_items_are_added_changed_and_removed(text: str, path: Any, item: Any, data: Any) -> None:
    if any(isinstance(step, int) for step in path) and editing.value_at(text, path[:-1]) is None:
        return
    there = editing.value_at(text, path)
    old = there if isinstance(there, list) else []
    added = editing.item_added(text, path, item)
    assert editing.value_at(added, path) == [*old, item]
    assert comments(added) == comments(text)
    index = data.draw(strategies.integers(0, len(old)))
    changed = editing.item_changed(added, path, index, {"note": "x", next(iter(item)): None})
    rest = {key: value for key, value in [*old, item][index].items() if key != next(iter(item))}
    assert editing.value_at(changed, path)[index] == {**rest, "note": "x"}
    removed = editing.item_removed(added, path, index)
    left = [entry for place, entry in enumerate([*old, item]) if place != index]
    assert editing.value_at(removed, path) == (left or None)
    assert comments(removed) == comments(text)


def test_an_absence_is_an_answer_and_makes_room_when_something_is_said() -> None:
    text = editing.changed(PAIRS, ("groups",), Absence.NONE)
    assert editing.value_at(text, ("groups",)) is Absence.NONE
    assert editing.value_at(text, ("groups", "leads", "who")) is Absence.NONE
    text = editing.changed(text, ("groups", "leads", "who"), "peers")
    assert editing.value_at(text, ("groups",)) == {"leads": {"who": "peers"}}
    assert load_definition(text).led_by == "peers"


def test_a_text_from_an_earlier_schema_is_brought_up_to_date() -> None:
    old = editing.changed(PAIRS, ("supervision",), None)
    old = editing.changed(editing.changed(old, ("supervision", "who"), "Nadia"), ("schema_version",), 1)
    new = editing.as_of_today(old.replace("\n", "\r\n"))
    assert editing.value_at(new, ("supervision",)) == [{"who": "Nadia"}]
    assert editing.value_at(new, ("schema_version",)) == 2
    assert comments(new) == comments(old)
    assert editing.as_of_today(PAIRS) == PAIRS


def test_a_beginning_from_nothing_is_no_definition_yet() -> None:
    text = editing.skeleton("Walks", "walks")
    with pytest.raises(DefinitionError) as caught:
        load_definition(text)
    assert {problem.path for problem in caught.value.problems} == {
        "summary",
        "role_mode",
        "unit",
        "schedule",
        "matching",
    }


def test_a_new_item_stands_with_its_like_and_comments_stay_where_they_belong() -> None:
    text = '[a]\nx = 1\n\n[[a.b]]\nkey = "one"\n\n# About c.\n[c]\ny = 2\n'
    added = editing.item_added(text, ("a", "b"), {"key": "two", "words": "First.\nSecond."})
    assert added == (
        '[a]\nx = 1\n\n[[a.b]]\nkey = "one"\n\n[[a.b]]\nkey = "two"\nwords = """\nFirst.\nSecond."""\n\n'
        "# About c.\n[c]\ny = 2\n"
    )
    assert editing.item_removed(added, ("a", "b"), 1) == text


@pytest.mark.parametrize("words", ["\nFirst", "One\nTwo", '"""\n"""', "a\\\nb", "tab\there\n\n"])
def test_words_over_several_lines_come_back_as_they_were(words: str) -> None:
    for path in (("summary",), ("crisis", "words"), ("matching", "traits", 0, "options", 0, "label")):
        text = editing.changed(PAIRS, path, words)
        assert editing.value_at(text, path) == words
        assert comments(text) == comments(PAIRS)


def test_a_position_that_is_not_there_is_refused() -> None:
    for deed in (editing.item_removed, lambda text, path, index: editing.item_changed(text, path, index, {})):
        with pytest.raises(IndexError):
            deed(PAIRS, ("roles",), 9)


def test_paths_are_read_as_problems_write_them() -> None:
    assert editing.path_of("schedule.phases[10].every") == ("schedule", "phases", 10, "every")
