"""Files of instruments with a licence of one's own: what is read, and what is said of what is wrong."""

from __future__ import annotations

from datetime import date
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.measures.core import score
from alongside.measures.core.packs import InvalidPack, read_pack, scores_alike, under_key
from tests.measures.pack_files import ACTIVATION, CALM


def told(text: str) -> list[str]:
    with pytest.raises(InvalidPack) as error:
        read_pack(text)
    return [str(problem) for problem in error.value.problems]


def test_a_file_gives_an_instrument_and_the_permission():
    pack = read_pack(CALM)
    assert (pack.instrument.title, pack.instrument.age_range) == ("Calm scale (CS-2)", None)
    assert score(pack.instrument, {"calm": 2, "tense": 1}).value == 3
    assert (pack.permission.reference, pack.permission.ends_on) == ("L-2026-17", None)


def test_by_its_name_on_the_site_it_scores_the_same_and_has_a_hash_of_its_own():
    mine, other = under_key(CALM, "calm_3_kdfg"), under_key(CALM, "calm_3_bcdf")
    assert score(mine, {"calm": 2, "tense": 1}).value == 3
    assert mine.id == "calm_3_kdfg"
    assert mine.content_hash != other.content_hash


def test_a_score_from_elsewhere_has_no_questions_here():
    one = read_pack(ACTIVATION)
    assert one.instrument.items == ()
    assert one.permission.conditions == "Research data go back to the owner."
    asked = ACTIVATION.replace(
        "[licence]", '[[items]]\nid = "a"\ntext = "Mine"\nresponses = "b"\n\n[licence]'
    )
    assert any("A score from elsewhere has no items" in words for words in told(asked))


@pytest.mark.parametrize("name", ["questionnaire", "score"])
def test_the_files_to_begin_with_are_sound(name):
    text = (files("alongside.measures.core") / "pack_starts" / f"{name}.toml").read_text(encoding="utf-8")
    assert read_pack(text).permission.ends_on == date(2027, 1, 31)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('version = "1"', 'verzion = "1"', 'line 3: verzion: "verzion" is not a key known here. Did you mean "version"?'),
        ("code = 1,", "code = 1.5,", "line 31: responses.how_often.options[1].code: This must be a whole number"),
        ('method = "sum"', 'method = "total"', "line 8: method: This must be 'sum', 'mean'"),
        ('ship = "byo"', 'ship = "core"', "line 35: licence: What you bring yourself"),
        ("score = 3", "score = 4", "line 41: examples: Example 1: gives 3.0, not 4.0."),
        ("max = 4", "max = 5", "line 14: range: Best answers give 4.0, not 5."),
        ('reverse = ["tense"]', 'reverse = ["tens"]', "line 13: reverse: There is no item tens."),
        ("confirmed_on = 2026-01-01", 'confirmed_on = "soon"', "permission.confirmed_on: This must be a day"),
        ("confirmed_on = 2026-01-01", "confirmed_on = 2026-01-01\nends_on = 2025-01-01", "ends_on: This lies before"),
        ('reference = "L-2026-17"', 'reference = " "', "permission.reference: This is empty."),
        ('reference = "L-2026-17"', "", 'permission.reference: "reference" is missing here: the number'),
        ('language = "en"', 'language = "English"', "line 4: language: A language is a short code"),
        ("[permission]", "[permisson]", "The file does not say who lets you use these words."),
        ("[licence]", "[licence", "line 35"),
        ('id = "calm_3"', f'id = "{"c" * 51}"', "id: This is too long: at most 50 characters."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_by_line(old, new, words):
    assert old in CALM
    assert words in "\n".join(told(CALM.replace(old, new, 1)))


def test_without_the_turned_question_the_example_does_not_come_out():
    other = CALM.replace('reverse = ["tense"]', "reverse = []").replace("tense = 1", "tense = 2")
    assert told(other) == ["line 41: examples: Example 1: gives 4.0, not 3.0."]


def test_an_instrument_without_an_example_is_not_kept():
    text = CALM.replace("[[examples]]\nanswers = { calm = 2, tense = 1 }\nscore = 3\n", "")
    assert "without one nobody knows whether the scoring is right" in told(text)[0]


def test_a_translation_scores_alike_and_another_rule_does_not():
    english = read_pack(CALM).instrument
    welsh = read_pack(
        CALM.replace('language = "en"', 'language = "cy"').replace("I felt", "Teimlais")
    ).instrument
    assert scores_alike(english, welsh)
    other = CALM.replace('max_missing = 0, fill = "none"', 'max_missing = 1, fill = "prorate"')
    assert not scores_alike(english, read_pack(other).instrument)


@given(st.text(max_size=300), st.integers(0, len(CALM)))
def test_whatever_is_sent_is_told_in_words(rubbish, place):
    for text in (rubbish, CALM[:place] + rubbish + CALM[place:]):
        assert said_of(text) != []


def said_of(text: str) -> list[str]:
    """The title of what was read, or everything that is wrong with it."""
    try:
        return [read_pack(text).instrument.title]
    except InvalidPack as error:
        return [str(problem) for problem in error.problems]
