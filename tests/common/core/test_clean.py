"""What is stored is what was written, save the characters that deceive or break."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.common.core.clean import MOST_MARKS, clean


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("I am\x00 fine\x07\x1b[31m", "I am fine[31m"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("abc\u202egnp.exe\u2066x\u2069", "abcgnp.exex"),
        ("die\u200b \ufeffnow\u00ad", "die now"),
        ("z" + "\u0301\u0316\u0330" * 20 + "algo", "z\u0301\u0316\u0330\u0301algo"),
        ("\ud800 lone half", " lone half"),
        ("hidden\U000e0068\U000e0069", "hidden"),
        ("private \ue000 use", "private  use"),
    ],
)
def test_dangerous_characters_go(typed: str, stored: str) -> None:
    assert clean(typed) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "Two lines\n\tand a tab, “quoted” – naïve café, 10 €",
        "می‌خواهم بمیرم",  # Persian, with a joiner that is part of the spelling
        "क्‍ष और ज़िंदगी",
        "שָׁלוֹם עֲלֵיכֶם",
        "བོད་སྐད་ རྒྱ",
        "אבג\u200f (1)\u200e",
        "👩\u200d👧\u200d👦 ❤️ 🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        "а look-alike stays: раураl",
        "Việt Nam tiếng Việt ệ",
    ],
)
def test_what_somebody_wrote_stays_as_it_is(typed: str) -> None:
    assert clean(typed) == typed


@given(st.text(alphabet=st.characters(), max_size=200))
def test_cleaning_is_once_and_for_all_and_never_adds(typed: str) -> None:
    once = clean(typed)
    assert clean(once) == once
    assert len(once) <= len(typed)
    once.encode("utf-8")
    assert {unicodedata.category(each) for each in once if each not in "\n\t"}.isdisjoint({"Cc", "Cs"})


def test_a_hundred_thousand_characters_are_quick_and_letters_keep_a_few_marks() -> None:
    assert clean("e" + "\u0301" * 100_000) == "e" + "\u0301" * MOST_MARKS
