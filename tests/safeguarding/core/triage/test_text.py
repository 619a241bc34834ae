"""What somebody wrote is made plain, and every word keeps its place in what they wrote."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.safeguarding.core.triage.reading import shipped_rules
from alongside.safeguarding.core.triage.text import pieces, plain_with_places

ZALGO = "".join(f"{letter}\u0301\u0302\u0316\u0334" for letter in "want")


def read_as(text: str) -> str:
    return " ".join(word.forms[-1] for word in shipped_rules().speller.words(text))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("I w\u200bant\u200d to d\u00adie", "i want to die"),
        ("I \u202ewant\u202c to die", "i want to die"),
        (f"I {ZALGO} to die", "i want to die"),
        ("I wаnt tо diе", "i want to die"),
        ("𝕀 𝕨𝕒𝕟𝕥 𝕥𝕠 𝕕𝕚𝕖", "i want to die"),
        ("Ｉ ｗａｎｔ to die", "i want to die"),
        ("🅸 🅦ant to die", "i want to die"),
        ("i w4nt 2 d!e", "i want to die"),
        ("i wanna dieeeee", "i want to die"),
        ("i w a n t t o d i e", "i want to die"),
        ("i w.a.n.t t-o d.i.e", "i want to die"),
        ("i c a n t g o o n", "i can not go on"),
        ("iwanttodie", "i want to die"),
        ("I want to k*ll mysel*", "i want to kill myself"),
        ("im goin to kil myslef", "i am going to kill myself"),
        ("cannae go oan", "can not go on"),
        ("ion wanna be here", "i do not want to be here"),
        ("don’t", "do not"),
    ],
)
def test_a_disguise_is_undone(typed: str, meant: str) -> None:
    assert read_as(typed) == meant


@pytest.mark.parametrize(
    "word", ["therapist", "Scunthorpe", "grapefruit", "assassin", "manslaughter", "cocktail"]
)
def test_a_whole_word_is_not_taken_apart(word: str) -> None:
    assert read_as(word) == word.lower()


@given(st.text(max_size=300))
def test_every_place_lies_in_the_original(text: str) -> None:
    plain, places = plain_with_places(text)
    assert len(plain) == len(places)
    assert places == sorted(places)
    assert all(0 <= place < len(text) for place in places)
    for piece in pieces(text):
        assert 0 <= piece.start < piece.end <= len(text)


@given(st.text(max_size=200))
def test_words_stand_in_the_order_in_which_they_were_written(text: str) -> None:
    words = shipped_rules().speller.words(text)
    assert [word.start for word in words] == sorted(word.start for word in words)
    assert all(0 <= word.start < word.end <= len(text) for word in words)


def test_a_full_stop_after_a_word_or_two_does_not_end_a_sentence() -> None:
    assert {piece.sentence for piece in pieces("I. want. to. die.")} == {0}
    assert [piece.sentence for piece in pieces("I am fine. You are too.")] == [0, 0, 0, 1, 1, 1]


def test_text_of_another_alphabet_keeps_its_letters() -> None:
    assert [piece.letters for piece in pieces("я хочу жить")] == ["я", "хочу", "жить"]
    assert [piece.letters for piece in pieces("मैं मरना")] == ["मैं", "मरना"]
