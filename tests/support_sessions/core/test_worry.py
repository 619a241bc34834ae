from hypothesis import given
from hypothesis import strategies as st

from alongside.support_sessions.core.worry import Ratings, Worry, worries

RATING = st.none() | st.integers(0, 10)


def test_a_heavy_load_begins_at_eight():
    assert worries(Ratings(load=7)) == ()
    assert worries(Ratings(load=8)) == (Worry.HEAVY,)


def test_three_or_less_for_fit_is_a_worry():
    assert worries(Ratings(fit=4)) == ()
    assert worries(Ratings(fit=3)) == (Worry.NOT_SUITED,)


def test_receiving_little_is_a_worry_only_beside_a_side_that_sees_more():
    assert worries(Ratings(receiving=2)) == ()
    assert worries(Ratings(receiving=2), Ratings(receiving=6, giving=6)) == ()
    assert worries(Ratings(receiving=2), Ratings(receiving=7)) == (Worry.RECEIVES_LITTLE,)
    assert worries(Ratings(receiving=2), Ratings(giving=9)) == (Worry.RECEIVES_LITTLE,)


def test_giving_little_is_a_worry_beside_a_side_that_gives_much():
    assert worries(Ratings(giving=3), Ratings(giving=7)) == (Worry.GIVES_LITTLE,)
    assert worries(Ratings(giving=3), Ratings(receiving=9)) == ()


def test_words_ask_to_be_read():
    assert worries(Ratings(wrote=True)) == (Worry.WROTE,)


@given(RATING, RATING, RATING, RATING)
def test_nothing_said_is_nothing_to_worry_about(fit, giving, receiving, load):
    assert worries(Ratings(), Ratings(fit, giving, receiving, load)) == ()
