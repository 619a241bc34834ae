from __future__ import annotations

import pytest

from alongside.joining.core.codes import ALPHABET, as_typed, new_code
from alongside.joining.core.steps import (
    Journey,
    is_offer,
    is_taken,
    open_steps,
    person_fields,
    refused,
    steps,
)

PURPOSES = (("take_part", True), ("research", False))
PLAIN = Journey(takes_members=True, takes_offers=False, asks_age=False, uses_aliases=False, purposes=PURPOSES)
FULL = Journey(takes_members=True, takes_offers=True, asks_age=True, uses_aliases=True, purposes=PURPOSES)


def test_only_what_arises_is_asked() -> None:
    consents = ("consent-take_part", "consent-research")
    assert steps(PLAIN, {}) == ("who", "name", "language", "reach", *consents, "words")
    by_post = {"who": "self", "reach": "post"}
    assert steps(FULL, by_post) == (
        *("who", "as", "name", "alias", "age", "language", "reach", "contact", "safe"),
        *consents,
        "words",
    )


def test_nobody_agrees_for_somebody_else_and_nobody_offers_them() -> None:
    other = {"who": "other", "as": "supporter", "reach": "helper"}
    asked = steps(FULL, other)
    assert "helper" in asked
    assert not {"as", "contact", "consent-take_part"} & set(asked)
    assert not is_offer(other)


def test_age_is_asked_of_members_only() -> None:
    assert "age" in steps(FULL, {"who": "self", "as": "member"})
    assert "age" not in steps(FULL, {"who": "self", "as": "supporter"})


def test_whoever_can_be_reached_by_nothing_is_asked_for_no_address() -> None:
    assert not {"contact", "safe"} & set(steps(PLAIN, {"reach": "none"}))


def test_a_wish_for_support_never_turns_into_an_offer_of_it_nor_the_other_way() -> None:
    offers = Journey(takes_members=False, takes_offers=True, asks_age=False, uses_aliases=False)
    assert steps(offers, {"as": "supporter"}) == ("name", "language", "reach", "words")
    assert is_taken(offers, {"as": "supporter"})
    assert not is_taken(offers, {"who": "self", "as": "member"})
    assert not is_taken(offers, {"who": "self"})
    assert not is_taken(PLAIN, {"who": "self", "as": "supporter"})


@pytest.mark.parametrize(
    ("answers", "left"),
    [
        ({}, ("who", "name", "reach", "consent-take_part", "consent-research")),
        (
            {"who": "self", "name": "A", "reach": "email"},
            ("contact", "consent-take_part", "consent-research"),
        ),
        ({"who": "self", "name": "A", "reach": "none", "consents": {"take_part": {}, "research": {}}}, ()),
    ],
)
def test_what_is_left_to_answer(answers: dict[str, object], left: tuple[str, ...]) -> None:
    assert open_steps(PLAIN, answers) == left


def test_a_no_to_what_support_needs_is_a_no_and_any_other_is_not() -> None:
    no = {"given": False}
    assert refused(PLAIN, {"consents": {"take_part": no, "research": no}}) == ("take_part",)
    assert refused(PLAIN, {"consents": {"research": no}}) == ()


def test_only_the_channel_that_was_chosen_last_is_kept() -> None:
    said = {"name": "Rosa", "reach": "post", "email": "old@example.org", "postal_address": "1 Quay"}
    kept = person_fields(said)
    assert (kept["channel"], kept["postal_address"], "email" in kept) == ("post", "1 Quay", False)


def test_code_is_found_however_it_is_written() -> None:
    code = new_code()
    assert len(code) == 14
    assert set(code) <= {*ALPHABET, "-"}
    assert as_typed(f"  {code.lower().replace('-', ' ')} ") == code
    assert as_typed("") == as_typed("OOOO-0000-1111") == as_typed(code[:-1]) == ""
