"""Codebooks, marks, agreement and quotes, without a database."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.evaluation.core.coding.agreement import (
    Says,
    agreement_by_code,
    agreement_over_all,
    of_one_code,
)
from alongside.evaluation.core.coding.codebook import (
    InvalidCodebook,
    as_codebook,
    content_of,
    digest_of,
    new_code_id,
    published,
)
from alongside.evaluation.core.coding.marks import (
    BadMark,
    Mark,
    as_data,
    checked,
    from_data,
    is_quote_of,
    runs_of,
    sentences,
    shares_of,
    shuffled,
)
from tests.evaluation.coding.published_table import MEG, OWEN

# A version that was published once is what jobs were begun with: it never changes, the next version stands beside it.
PUBLISHED = {
    "cfir_domains.1": (10, "ec005aeca97d"),
    "chime.1": (5, "714fce40cab9"),
    "embuldeniya_2013.1": (13, "5ba601abca40"),
    "mullard_2023_mechanisms.1": (11, "b1aa78ecc5e1"),
}


def decisions(first: tuple[int, ...], second: tuple[int, ...]) -> list[tuple[bool, bool]]:
    return [(bool(one), bool(other)) for one, other in zip(first, second, strict=True)]


def test_published_codebooks_never_change() -> None:
    found = {f"{one.key}.{one.version}": (len(one.codes), digest_of(one)[:12]) for one in published()}
    assert found == PUBLISHED


def test_a_codebook_reads_back_and_says_what_is_wrong() -> None:
    for codebook in published():
        assert as_codebook(content_of(codebook)) == codebook
    codes = [{"id": "hope", "title": "Hope", "means": "x"}, {"id": "hope", "title": "hope", "means": "y"}]
    with pytest.raises(InvalidCodebook) as raised:
        as_codebook({"key": "own", "version": "1", "title": "Own", "codes": codes})
    assert raised.value.problems == ("codes: id 'hope' stands twice",)
    with pytest.raises(InvalidCodebook, match="about_it"):
        as_codebook({"key": "own", "version": "1", "title": "Own", "codes": [], "about_it": "?"})


def test_code_ids_are_made_of_titles() -> None:
    assert new_code_id("Hope & fear", frozenset()) == "hope_fear"
    assert new_code_id("Hope", frozenset({"hope", "hope_2"})) == "hope_3"
    assert new_code_id("希望", frozenset()) == "code"


def test_agreement_is_that_of_a_published_table() -> None:
    """By hand: 4 of 10 units differ; 6 of 20 values are ones. Alpha 1 - 0.4 / (2 * 6 * 14 / (20 * 19)) = 0.095.

    Kappa: 0.6 alike, 0.2 * 0.4 + 0.8 * 0.6 = 0.56 by chance, so 0.04 / 0.44.
    """
    found = of_one_code(decisions(MEG, OWEN))
    assert (found.texts, found.both, found.only_first, found.only_second, found.neither) == (10, 1, 1, 3, 5)
    assert found.alpha == pytest.approx(0.0952, abs=5e-5)
    assert found.kappa == pytest.approx(0.04 / 0.44)
    assert found.says == Says.LOW


def test_agreement_says_when_there_is_too_little_to_say() -> None:
    few = of_one_code(decisions(MEG[:9], OWEN[:9]))
    assert (few.says, few.kappa, few.alpha) == (Says.TOO_FEW, None, None)
    never = of_one_code([(False, False)] * 30)
    assert (never.says, never.kappa, never.same) == (Says.ONE_ANSWER, None, 30)
    assert of_one_code([(True, True)] * 15 + [(False, False)] * 15).says == Says.RELY


@pytest.mark.parametrize("texts", [10, 11, 30])
def test_a_code_that_only_one_of_them_gave_agrees_no_better_than_chance(texts: int) -> None:
    found = of_one_code([(number == 0, False) for number in range(texts)])
    assert found.kappa == pytest.approx(0, abs=1e-9)
    assert found.says == Says.LOW


def test_agreement_over_all_leaves_out_codes_that_nobody_gave() -> None:
    coded = [
        (frozenset(["a"] if one else []), frozenset(["a"] if other else []))
        for one, other in decisions(MEG, OWEN)
    ]
    alone = agreement_by_code(["a", "b"], coded)
    assert alone["b"].says == Says.ONE_ANSWER
    assert agreement_over_all(["a", "b"], coded) == alone["a"]
    # Nine texts and two codes are eighteen decisions, and still too few people's words.
    two = [(first | {"b"}, second) for first, second in coded[:9]]
    assert agreement_over_all(["a", "b"], two).says == Says.TOO_FEW


def test_marks_stay_inside_the_text_and_the_codebook() -> None:
    marks = [Mark("hope"), Mark("hope", 0, 4), Mark("hope")]
    kept = checked(marks, codes=["hope"], length=4)
    assert kept == (Mark("hope"), Mark("hope", 0, 4))
    assert from_data(as_data(kept)) == kept
    for wrong in (Mark("fear"), Mark("hope", 0, 5), Mark("hope", 2, 2), Mark("hope", 1)):
        with pytest.raises(BadMark):
            checked([wrong], codes=["hope"], length=4)


@given(st.text(max_size=200))
def test_sentences_hold_every_word_once_and_in_order(text: str) -> None:
    places = sentences(text)
    assert "".join("".join(text[a:b] for a, b in places).split()) == "".join(text.split())
    assert all(before[1] <= after[0] for before, after in pairwise(places))
    assert all(text[a:b].strip() == text[a:b] != "" for a, b in places)


def test_neighbouring_sentences_are_one_part() -> None:
    text = "I was alone. Then I met her! It helped. Not always."
    places = sentences(text)
    assert [text[a:b] for a, b in places] == ["I was alone.", "Then I met her!", "It helped.", "Not always."]
    assert [text[a:b] for a, b in runs_of([1, 0, 3, 9], places)] == [
        "I was alone. Then I met her!",
        "Not always.",
    ]


@given(st.integers(1, 60), st.integers(0, 100))
def test_every_text_is_coded_and_the_share_is_coded_twice(count: int, percent: int) -> None:
    shares = shares_of(count, percent)
    assert len(shares) == count
    assert all(one or other for one, other in shares)
    assert sum(one and other for one, other in shares) == -(-count * percent // 100)
    alone = [sum(pair[at] and not pair[1 - at] for pair in shares) for at in (0, 1)]
    assert abs(alone[0] - alone[1]) <= 1


def test_order_follows_from_the_seed_and_not_from_who_came_first() -> None:
    keys = list(range(40))
    assert shuffled(keys, "a") == shuffled(reversed(keys), "a")
    assert shuffled(keys, "a") not in (shuffled(keys, "b"), keys)
    assert sorted(shuffled(keys, "a")) == keys


def test_a_quote_leaves_out_and_changes_nothing() -> None:
    text = "Before Sam came I was alone.\nNow  I walk every day, and I sing."
    assert is_quote_of("Before […] came I was alone. Now I walk every day […]", text)
    assert is_quote_of("and I sing.", text)
    for wrong in ("Before she came I was alone.", "I sing. […] Before Sam", "[…]", "  "):
        assert not is_quote_of(wrong, text)
