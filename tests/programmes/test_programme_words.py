from __future__ import annotations

import pytest

from alongside.programmes.core.durations import Duration
from alongside.programmes.core.gaps import MESSAGES
from alongside.programmes.core.parts import Absence
from alongside.programmes.core.schedule import Phase
from alongside.programmes.templatetags import programme_words as words


@pytest.mark.parametrize(
    ("length", "said"),
    [
        ("P8W", "8 weeks"),
        ("P1D", "1 day"),
        ("P10D", "10 days"),
        ("P1Y6M", "1 year and 6 months"),
        ("P3M", "3 months"),
        ("P0D", "at once"),
    ],
)
def test_lengths_of_time_are_said(length: str, said: str) -> None:
    assert words.duration_words(Duration.parse(length)) == words.duration_words(length) == said


def test_lengths_that_are_absent_say_so() -> None:
    assert words.duration_words(None) == "Not recorded"
    assert words.duration_words(Absence.NOT_REPORTED) == "Not reported"


@pytest.mark.parametrize(
    ("phase", "said"),
    [
        (
            {"contacts": 1, "minutes_min": 60, "minutes_max": 60},
            "1 contact, in person or by telephone, 60 minutes.",
        ),
        ({"contacts": 6, "every": "P2W"}, "6 contacts, one every 2 weeks, in person or by telephone."),
        (
            {"contacts": 6, "every": "P1M", "minutes_min": 30},
            "6 contacts, one every month, in person or by telephone, 30 minutes.",
        ),
        (
            {"at_least": 1, "every": "P1W", "lasting": "P8W", "minutes_max": 20},
            "At least 1 contact, every week for 8 weeks, in person or by telephone, 20 minutes.",
        ),
    ],
)
def test_phases_are_said_in_a_sentence(phase: dict[str, object], said: str) -> None:
    made = Phase.model_validate({"key": "p", "title": "P", "modalities": ("in_person", "phone"), **phase})
    assert words.phase_words(made) == said


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(60, "1 hour"), (1440, "1 day"), (7200, "5 days"), (90, "90 minutes"), (1, "1 minute")],
)
def test_minutes_are_said(minutes: int, said: str) -> None:
    assert words.minutes_words(minutes) == said


def test_every_gap_that_bars_the_opening_says_what_to_do() -> None:
    barring = {code for code in MESSAGES if code.split(".")[0] not in {"evaluation", "answer", "position"}}
    assert set(words.WHAT_TO_DO) == barring
