"""Words that could single somebody out: counted by hand beside the bits, and never told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.matching.core import Reason, ReasonCode
from alongside.matching.core.singling import WhyHeld, crowd_of, singling_out, without

PEOPLE = st.lists(
    st.dictionaries(
        st.sampled_from(["faith", "work", "language"]), st.frozensets(st.sampled_from("abc"), min_size=1)
    ),
    max_size=40,
)


def shares(trait: str, *words: str) -> Reason:
    return Reason(ReasonCode.SHARES_TRAIT, (("label", trait.title()), ("trait", trait), ("values", words)))


def speaks(*words: str) -> Reason:
    return Reason(ReasonCode.COMMON_LANGUAGE, (("values", words),))


def crowd(people: list[dict[str, frozenset[str]]], sensitive: str = "faith"):
    return crowd_of(people, sensitive=frozenset({sensitive}), practical=frozenset({"language"}))


@given(PEOPLE, st.sampled_from("abc"), st.sampled_from("abc"))
def test_rare_is_what_counting_by_hand_says(people, one, other):
    """Fewer than three have it, and less than a tenth of those who answered."""
    for words in ([("faith", one)], [("faith", one), ("work", other)]):
        have = sum(all(word in person.get(trait, ()) for trait, word in words) for person in people)
        answered = sum(all(trait in person for trait, _ in words) for person in people)
        assert crowd(people).is_rare(*words) == (have < 3 and have * 10 < answered)


@given(PEOPLE, st.booleans())
def test_what_is_left_to_read_singles_nobody_out(people, same_community):
    """Of the words that are told none is rare, and no two together of which one is sensitive."""
    among = crowd(people)
    told = [shares("faith", "a", "b"), shares("work", "a"), speaks("c")]
    held = singling_out(told, among, same_community=same_community)
    left = without(told, held)
    words = [
        (reason.param("trait"), word)
        for reason in left
        if reason.code is ReasonCode.SHARES_TRAIT
        for word in reason.param("values")
    ]
    assert {(one.trait, one.word) for one in held}.isdisjoint(words)
    assert not any(among.is_rare(word) for word in words)
    for word in words:
        others = [each for each in (*words, ("language", "c")) if each != word]
        assert not any("faith" in (word[0], each[0]) and among.is_rare(word, each) for each in others)
    if same_community:
        assert all(trait != "faith" for trait, _ in words)
    assert (left[-1].code is ReasonCode.SHARES_MORE) == bool(held)


def twenty(**common: str) -> list[dict[str, frozenset[str]]]:
    return [{trait: frozenset({word}) for trait, word in common.items()} for _ in range(20)]


def test_one_of_twenty_is_rare_and_one_of_three_is_not():
    mine = {"faith": frozenset("b")}
    told = [shares("faith", "b")]
    (held,) = singling_out(told, crowd([*twenty(faith="a"), mine]), same_community=False)
    assert (held.trait, held.word, held.why) == ("faith", "b", WhyHeld.RARE)
    assert singling_out(told, crowd([*twenty(faith="a")[:2], mine]), same_community=False) == ()


@pytest.mark.parametrize(("sensitive", "gone"), [("faith", "faith"), ("work", "work"), ("other", None)])
def test_of_two_that_are_rare_together_the_sensitive_one_is_held(sensitive, gone):
    """Ten are a, ten work nights, and one is both."""
    people = [*twenty(faith="a", work="day")[:10], *twenty(faith="c", work="night")[:10]]
    people.append({"faith": frozenset("a"), "work": frozenset({"night"})})
    told = [shares("faith", "a"), shares("work", "night")]
    held = singling_out(told, crowd(people, sensitive), same_community=False)
    assert [(one.trait, one.why) for one in held] == ([(gone, WhyHeld.RARE_TOGETHER)] if gone else [])


def test_language_is_always_told_and_what_it_would_single_out_is_not():
    people = [*twenty(faith="a", language="en"), {"faith": frozenset("a"), "language": frozenset({"cy"})}]
    told = [speaks("cy"), shares("faith", "a")]
    held = singling_out(told, crowd(people), same_community=False)
    assert [one.trait for one in held] == ["faith"]
    assert without(told, held) == (speaks("cy"), Reason(ReasonCode.SHARES_MORE))
