from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from matching_worlds import AGE, CONDITION, GENDER, TRAITS, seekers, supporters

from alongside.matching.core import (
    Reason,
    ReasonCode,
    Seeker,
    Strength,
    Supporter,
    Wish,
    reason_codes,
    reasons_for_coordinator,
    reasons_for_seeker,
    reasons_for_supporter,
)

A, B = frozenset("a"), frozenset("b")


def only_hidden_changed(person, other):
    """The first person with everything private taken from another: what they show and how to meet stay."""
    hidden = {key: value for key, value in other.traits.items() if key not in person.shown}
    return replace(
        other,
        traits={key: value for key, value in person.traits.items() if key in person.shown} | hidden,
        topics=person.topics if "topics" in person.shown else other.topics,
        languages=person.languages,
        modalities=person.modalities,
        availability=person.availability,
        shown=person.shown,
    )


@settings(max_examples=50, deadline=None)
@given(seekers(1), supporters(2), supporters(2))
def test_reasons_for_seeker_tell_nothing_private_of_the_supporter(seeker, supporter, other):
    twin = only_hidden_changed(supporter, other)
    assert reasons_for_seeker(seeker, supporter, TRAITS) == reasons_for_seeker(seeker, twin, TRAITS)


@settings(max_examples=50, deadline=None)
@given(seekers(1), seekers(1), supporters(2))
def test_reasons_for_supporter_tell_nothing_private_of_the_seeker(seeker, other, supporter):
    twin = only_hidden_changed(seeker, other)
    assert reasons_for_supporter(seeker, supporter, TRAITS) == reasons_for_supporter(twin, supporter, TRAITS)


@settings(max_examples=50, deadline=None)
@given(seekers(1), supporters(2))
def test_reasons_for_supporter_show_only_what_both_agreed_to_show(seeker, supporter):
    for reason in reasons_for_supporter(seeker, supporter, TRAITS):
        if reason.code is ReasonCode.SHARES_TRAIT:
            assert reason.param("trait") in seeker.shown & supporter.shown
        else:
            assert reason.code in {
                ReasonCode.COMMON_LANGUAGE,
                ReasonCode.COMMON_TIMES,
                ReasonCode.COMMON_MODALITY,
            }


@settings(max_examples=25, deadline=None)
@given(seekers(1), supporters(2), st.booleans())
def test_reasons_are_hashable_data_with_known_codes(seeker, supporter, longest):
    everything = (
        *reasons_for_seeker(seeker, supporter, TRAITS),
        *reasons_for_coordinator(seeker, supporter, TRAITS, waited_longest=longest),
    )
    assert {reason.code for reason in everything} <= set(reason_codes())
    assert all(list(reason.params) == sorted(reason.params) for reason in everything)
    assert hash(everything) == hash(tuple(everything))


def test_reason_codes_are_all_of_them():
    assert len(reason_codes()) == len(set(reason_codes())) == 16


def wish_reason(code, trait, strength, rank=1):
    return Reason(
        code,
        (("label", trait.label), ("rank", rank), ("strength", strength.value), ("trait", trait.key)),
    )


def test_reasons_for_seeker_answer_each_wish_in_their_order():
    shown = frozenset({"condition", "gender"})
    seeker = Seeker(
        id=1,
        traits={"condition": A},
        wishes=(
            Wish(GENDER, Strength.PREFER, A, rank=3),
            Wish(CONDITION, Strength.MUST, rank=1),
            Wish(AGE, Strength.PREFER, 40, rank=2),
            Wish(AGE, Strength.PREFER, rank=4),
            Wish(AGE, Strength.DO_NOT_MIND, rank=5),
        ),
        shown=shown,
    )
    supporter = Supporter(id=2, traits={"condition": A | B, "gender": B, "age": 40}, shown=shown)
    assert reasons_for_seeker(seeker, supporter, (CONDITION, AGE)) == (
        wish_reason(ReasonCode.GIVES_MUST, CONDITION, Strength.MUST, 1),
        wish_reason(ReasonCode.NOT_KNOWN, AGE, Strength.PREFER, 2),
        wish_reason(ReasonCode.MISSES_PREFER, GENDER, Strength.PREFER, 3),
        wish_reason(ReasonCode.OWN_NOT_KNOWN, AGE, Strength.PREFER, 4),
        Reason(
            ReasonCode.SHARES_TRAIT,
            (("label", "Condition"), ("trait", "condition"), ("values", ("a",))),
        ),
    )


def test_reasons_speak_of_a_common_language_times_and_way():
    common = {
        "languages": frozenset({"en"}),
        "availability": frozenset({(1, "evening"), (0, "morning")}),
        "modalities": frozenset({"phone"}),
    }
    assert reasons_for_supporter(Seeker(id=1, **common), Supporter(id=2, **common)) == (
        Reason(ReasonCode.COMMON_LANGUAGE, (("values", ("en",)),)),
        Reason(ReasonCode.COMMON_TIMES, (("values", ((0, "morning"), (1, "evening"))),)),
        Reason(ReasonCode.COMMON_MODALITY, (("values", ("phone",)),)),
    )


def test_reasons_for_coordinator_hold_both_sides():
    wish = Wish(GENDER, Strength.PREFER, A)
    seeker = Seeker(id=1, traits={"gender": A}, wishes=(wish,), waiting_days=30)
    supporter = Supporter(id=2, traits={"gender": B}, wishes=(wish,))
    assert reasons_for_coordinator(seeker, supporter, waited_longest=True) == (
        wish_reason(ReasonCode.MISSES_PREFER, GENDER, Strength.PREFER),
        wish_reason(ReasonCode.SUPPORTER_GIVES_PREFER, GENDER, Strength.PREFER),
        Reason(ReasonCode.WAITED_LONGEST, (("days", 30),)),
    )


def test_reasons_share_the_nearness_of_numbers_but_not_the_numbers():
    shown = frozenset({"age"})
    seeker, near = (
        Seeker(id=1, traits={"age": 40}, shown=shown),
        Supporter(id=2, traits={"age": 45}, shown=shown),
    )
    (reason,) = reasons_for_supporter(seeker, near, (AGE,))
    assert (reason.param("trait"), reason.param("values")) == ("age", ())
    assert reasons_for_supporter(seeker, replace(near, traits={"age": 60}), (AGE,)) == ()
