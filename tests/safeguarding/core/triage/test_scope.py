"""Whose words, about whom, and when. Each pair differs by what stands around one phrase."""

from __future__ import annotations

import pytest

from alongside.safeguarding.core.triage import Lane, Reading, read


def lowered_for(reading: Reading) -> set[str]:
    return {one.lowered_for for one in reading.findings}


@pytest.mark.parametrize(
    "text",
    [
        "I want to kill myself",
        "I'm not joking, I want to kill myself",
        "I can't stop thinking about killing myself",
        "I don't know why but I want to kill myself",
        "I used to be strong but right now I want to kill myself",
        "Ten years ago I wanted to die and it is happening again",
        "I want to die and nobody can change that",
        "everyone says it gets better but I want to kill myself",
    ],
)
def test_what_is_said_now_and_of_oneself_is_read_first(text: str) -> None:
    assert read(text).lane == Lane.NOW


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("I don't want to kill myself", "it seems to be denied"),
        ("I am not going to kill myself, I promise", "it seems to be denied"),
        ("I never said I'd kill myself", "it seems to be denied"),
        (
            "Killing myself is not an option, but thinking about killing myself is off the table",
            "it seems to be denied",
        ),
        ("When I was nineteen I wanted to die. I am so glad I stayed", "it seems to be told as long past"),
        (
            "The song goes I want to die and it is stuck in my head",
            "it seems to be quoted, or from a story or a song",
        ),
        ("People who want to kill themselves need to be heard", "it seems to speak in general"),
        ("Are you thinking of killing yourself?", None),
        ("My GP asked me if I want to die", "it seems to be asked or said to support somebody"),
    ],
)
def test_only_a_named_reason_lets_words_wait(text: str, reason: str | None) -> None:
    reading = read(text)
    assert reading.lane is None or reading.lane >= Lane.DAY
    if reason:
        assert reason in lowered_for(reading)


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("I want to die", "self_active"),
        ("My son wants to die", "other_in_danger"),
        ("She told me he wants to kill himself", "other_in_danger"),
        ("My wife says there is no point in living", "other_passive"),
        ("He hits me", "abuse_now"),
        ("He used to hit me, years ago", "past_abuse"),
    ],
)
def test_who_it_is_about_makes_the_category(text: str, category: str) -> None:
    assert category in {one.category for one in read(text).findings}


def test_denying_one_thing_does_not_hide_another() -> None:
    reading = read("I don't want to kill myself but I have the tablets lined up and I've written the letters")
    assert reading.lane == Lane.NOW


def test_an_idiom_hides_only_its_own_words() -> None:
    assert read("This cough is killing me").lane is None
    assert read("This cough is killing me and I want to die").lane == Lane.NOW


def test_two_negatives_that_mean_one_are_not_a_denial() -> None:
    assert read("there ain't nothing left to live for").lane == Lane.HOURS
