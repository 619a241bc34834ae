from __future__ import annotations

from datetime import date

import pytest

from alongside.enrolment.core.gates import Gate, Newcomer, Rules, shut_gates

TODAY = date(2026, 11, 30)
TEENS = Rules(is_closed=False, lowest_age=13, highest_age=19)


def gates(rules: Rules = TEENS, **who: object) -> tuple[Gate, ...]:
    return shut_gates(Newcomer(**who), rules, today=TODAY)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("born", "shut"),
    [
        (date(2013, 12, 1), (Gate.TOO_YOUNG,)),
        (date(2013, 11, 30), ()),
        (date(2006, 12, 1), ()),
        (date(2006, 11, 30), (Gate.TOO_OLD,)),
    ],
)
def test_the_birthday_itself_opens_and_shuts(born: date, shut: tuple[Gate, ...]) -> None:
    assert gates(birth_date=born) == shut


def test_a_year_alone_has_the_benefit_of_the_doubt() -> None:
    assert gates(birth_year=2013) == gates(birth_year=2006) == ()
    assert gates(birth_year=2014) == (Gate.TOO_YOUNG,)
    assert gates(birth_year=2005) == (Gate.TOO_OLD,)


def test_what_is_not_known_or_not_asked_keeps_nobody_out() -> None:
    assert gates() == ()
    assert gates(Rules(is_closed=False), birth_date=date(1920, 1, 1)) == ()


def test_everything_that_stands_in_the_way_is_named() -> None:
    rules = Rules(is_closed=True, lowest_age=18)
    who = Newcomer(birth_year=2020, is_on_hold=True)
    assert shut_gates(who, rules, today=TODAY) == (Gate.CLOSED, Gate.TOO_YOUNG, Gate.ON_HOLD)


def test_the_ages_are_those_of_the_members() -> None:
    assert gates(as_supporter=True, birth_year=1990) == ()
