"""Phrases are found in one pass, and no text makes the pass long."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.safeguarding.core.triage.phrases import BadPhrase, Phrases
from alongside.safeguarding.core.triage.reading import shipped_rules
from alongside.safeguarding.core.triage.spelling import Speller, Word

PLAIN = Speller({}, (), ())
SETS = {"want": ("want to", "would like to"), "loop": ("{loop}",)}


def found_in(text: str, *phrases: str) -> list[tuple[int, str]]:
    searched = Phrases(SETS, lambda words: [word.forms for word in PLAIN.words(words)])
    for owner, phrase in enumerate(phrases):
        searched.add(phrase, owner)
    words = PLAIN.words(text)
    return [
        (one.owner, text[words[one.first].start : words[one.after - 1].end]) for one in searched.search(words)
    ]


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("go home", "go home", "go home"),
        ("go home|away", "please go away", "go away"),
        ("go no_one|home", "go no one", "go no one"),
        ("go ..2 home", "go now then home", "go now then home"),
        ("go ..2 home", "go now and then home", None),
        ("go right? home", "go home", "go home"),
        ("go right? home", "go right home", "go right home"),
        ("{want} go", "I would like to go", "would like to go"),
        ("walk* home", "walking home", "walking home"),
        ("go home", "I must go. Home is far away", None),
        ("go home", "go go go home", "go home"),
    ],
)
def test_a_phrase_is_found_where_it_stands(phrase: str, text: str, found: str | None) -> None:
    assert [words for _owner, words in found_in(text, phrase)] == ([found] if found else [])


def test_each_phrase_is_found_for_its_owner() -> None:
    assert found_in("go home now", "go home", "home now") == [(0, "go home"), (1, "home now")]


@pytest.mark.parametrize(
    ("phrase", "why"),
    [
        ("", "cannot be read"),
        ("go {nowhere}", "“nowhere”"),
        ("{loop}", "“loop”"),
        ("go ..9 home", "more than 8"),
        ("go | home", "empty choice"),
        ("a*", "too short"),
        ("..2", "nothing stands"),
        ("go?", "nothing stands"),
    ],
)
def test_a_phrase_that_cannot_be_read_says_why(phrase: str, why: str) -> None:
    with pytest.raises(BadPhrase, match=why):
        found_in("x", phrase)


@given(st.lists(st.sampled_from(["go", "home", "now", "right", "x"]), max_size=30))
def test_the_search_finds_what_looking_at_every_place_finds(tokens: list[str]) -> None:
    text = " ".join(tokens)
    spans = {
        (first, first + length)
        for first in range(len(tokens))
        for length in (2, 3, 4)
        if len(tokens[first : first + length]) == length
        and tokens[first] == "go"
        and tokens[first + length - 1] == "home"
    }
    ends = {after for _first, after in spans}
    phrases = Phrases({}, lambda words: [word.forms for word in PLAIN.words(words)])
    phrases.add("go ..2 home", 0)
    found = phrases.search(PLAIN.words(text))
    assert {one.after for one in found} == ends
    assert all((one.first, one.after) in spans for one in found)


HARD = {
    "one word that begins many phrases": "want ",
    "a phrase again and again": "i want to kill myself ",
    "a phrase denied again and again": "i do not want to kill myself ",
    "gaps that stay open": "if i am gone who will ",
    "words of two phrases": "he says she said my son wants ",
}


@pytest.mark.parametrize("text", HARD.values(), ids=HARD)
def test_the_work_grows_with_the_text_and_not_faster(text: str) -> None:
    """Counted in states looked at: ten times the text may cost no more than eleven times the work."""
    rules = shipped_rules()

    def steps(times: int) -> int:
        rules.phrases.search(rules.speller.words(text * times))
        return rules.phrases.steps

    steps(20)  # The states that this text needs are made once.
    assert steps(1000) <= 11 * steps(100)


def test_random_words_of_the_rules_stay_within_a_bound_for_each_word() -> None:
    """The worst text is one that needs a new state for every word; even then a word costs at most so many looks."""
    rules = shipped_rules()
    vocabulary = sorted(rules.phrases.vocabulary)
    dice = random.Random(1)
    words = [Word((dice.choice(vocabulary),), at, at + 1, 0, 0) for at in range(2000)]
    rules.phrases.search(words)
    assert rules.phrases.steps <= 300 * len(words)
