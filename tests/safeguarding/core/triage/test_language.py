"""What no tried rules cover is said to be not covered; English is not."""

from __future__ import annotations

import pytest

from alongside.safeguarding.core.triage import Lane, read

NOT_ENGLISH = [
    "Jestem bardzo zmęczona i nic mi się nie chce",
    "Estoy muy cansada de todo esto",
    "Je suis fatiguée de tout",
    "dwi wedi blino ar bopeth",
    "main bahut thak gayi hoon",
    "Ich bin so müde von allem",
    "bugün çok yorgunum",
    "أنا متعبة جدا",
    "میں بہت تھک گئی ہوں",
    "मैं बहुत थक गया हूँ",
    "Я очень устала",
    "我很累",
    "とても疲れた",
    "너무 힘들어요",
    "Olen todella väsynyt kaikkeen",
    "qwertz uiopas dfghjk lyxcvb",
]


@pytest.mark.parametrize("text", NOT_ENGLISH)
def test_another_language_is_raised_as_not_covered(text: str) -> None:
    reading = read(text)
    assert "language_not_covered" in {one.category for one in reading.findings}
    assert reading.lane is not None
    assert reading.lane <= Lane.HOURS


@pytest.mark.parametrize("text", NOT_ENGLISH[:6])
def test_a_sentence_of_another_language_in_an_english_post_is_not_passed_over(text: str) -> None:
    reading = read(f"Thanks for the welcome everybody. {text}. See you on Thursday at the church hall.")
    (finding,) = [one for one in reading.findings if one.category == "language_not_covered"]
    assert finding.evidence[0].words == text


@pytest.mark.parametrize(
    "text",
    [
        "hello",
        "Hiya pet, how's your mam?",
        "gm all hope ur ok x",
        "Ah'm fair chuffed wi that",
        "wagwan fam",
        "Kathleen",
        "07",
        "👍",
        "",
        "   ",
        "lol",
        "My consultant is Dr Ramachandran and the nurse is Oluwaseun",
    ],
)
def test_english_however_it_is_typed_is_covered(text: str) -> None:
    assert [one for one in read(text).findings if one.category == "language_not_covered"] == []


def test_crisis_in_another_language_is_read_first_and_still_not_covered() -> None:
    reading = read("ya no quiero vivir")
    assert reading.lane == Lane.NOW
    assert {"self_active", "language_not_covered"} <= {one.category for one in reading.findings}
