"""The second voice: what it listens to, what it names, and that it only ever raises."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.safeguarding.core.triage import Lane, read
from alongside.safeguarding.core.triage.reading import shipped_rules, shipped_voice
from alongside.safeguarding.core.triage.spelling import Word
from alongside.safeguarding.core.triage.voice import (
    BUCKETS,
    FEWEST_WORDS,
    MOST_WORDS,
    ONE_WINDOW,
    Classes,
    Voice,
    features_of,
    row_of,
    windows,
)

CLASSES = Classes({"zebra": ("7", "70"), "okapi": ("7", "71")}, "")


def voice(*, soon: str = "", now: str = "") -> Voice:
    """One that speaks at a word, and at nothing else."""
    tables = []
    for word in (soon, now):
        table = np.zeros(BUCKETS)
        for _family, bucket in features_of([word], (), CLASSES) if word else ():
            table[bucket] = 100.0
        tables.append(table)
    return Voice(tables[0], tables[1], (0.0, 0.0), (1.0, 1.0), CLASSES)


def words_of(lengths: list[int]) -> list[Word]:
    """Sentences of so many words."""
    return [
        Word(("x",), 0, 1, number, number) for number, length in enumerate(lengths) for _ in range(length)
    ]


@given(st.lists(st.integers(1, 120), max_size=12))
def test_every_word_is_listened_to_in_windows_that_are_not_too_long(lengths: list[int]) -> None:
    words = words_of(lengths)
    heard = list(windows(words))
    assert {at for first, after in heard for at in range(first, after)} == set(range(len(words)))
    assert all(0 < after - first <= ONE_WINDOW for first, after in heard)


def test_windows_of_a_very_long_text_do_not_overlap() -> None:
    words = words_of([9] * MOST_WORDS)
    assert sum(after - first for first, after in windows(words)) == len(words)


@pytest.mark.parametrize(
    ("heard", "lane", "rule"),
    [({"soon": "zebra"}, Lane.HOURS, "second-voice"), ({"now": "zebra"}, Lane.NOW, "second-voice-now")],
)
def test_it_names_the_words_that_made_it_speak_wherever_they_stand(
    heard: dict[str, str], lane: Lane, rule: str
) -> None:
    before = "The soup was warm and the bread was fresh. " * 12
    text = f"{before}Then I saw a zebra by the gate. {before}"
    (finding,) = read(text, None, voice(**heard)).findings
    assert (finding.lane, finding.rule) == (lane, rule)
    assert "zebra" in {part.words for part in finding.evidence}
    assert all(text[part.start : part.end] == part.words for part in finding.evidence)
    assert all(len(before) <= part.start < len(before) + 40 for part in finding.evidence)


def test_it_hears_the_class_of_a_word_that_it_never_learnt() -> None:
    assert read("Then I saw an okapi there", None, voice(soon="zebra")).lane == Lane.HOURS
    assert read("Then I saw a table there", None, voice(soon="zebra")).lane is None


def test_it_says_nothing_of_a_word_or_two() -> None:
    assert len(["my", "zebra", "there"]) < FEWEST_WORDS
    assert read("my zebra there", None, voice(now="zebra")).lane is None


def test_it_does_not_hear_what_an_idiom_covers() -> None:
    assert read("well this cough is killing me today friends", None, voice(now="killing")).lane is None


@pytest.mark.parametrize(
    "text",
    [
        "Ten years ago I tried to kill myself, zebra. Today I run a choir and I'm grateful",
        "I don't want to kill myself, zebra, I promise",
    ],
)
def test_it_does_not_speak_where_a_rule_let_something_wait(text: str) -> None:
    reading = read(text, None, voice(now="zebra"))
    assert any(one.lowered_for for one in reading.findings)
    assert not any(one.rule.startswith("second-voice") for one in reading.findings)


def test_it_never_makes_anything_wait() -> None:
    silent = voice()
    for text in ("I want to die", "there is nothing left for me", "my number is 07700 900123"):
        with_it, without = read(text), read(text, None, silent)
        assert with_it.lane is not None
        assert without.lane is not None
        assert with_it.lane <= without.lane


def test_what_is_shipped_hears_a_wording_that_no_rule_has() -> None:
    """From a development post, with other words of the same classes; the reading is the voice's alone."""
    silent = voice()
    text = "I looked over the side of the boat too long and a man came and stood by me"
    assert read(text, None, silent).lane is None
    assert shipped_voice().classes("boat") != ("boat", "boat")
    reading = read(text)
    assert reading.lane is not None
    assert {one.category for one in reading.findings} <= {"second_voice", "second_voice_now"}


def test_a_text_without_words_has_no_row() -> None:
    assert row_of([], (), CLASSES) == {}
    assert shipped_rules().policy.by_id["second_voice_now"].lane == Lane.NOW
