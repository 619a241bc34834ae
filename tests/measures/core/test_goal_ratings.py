import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.measures.core import InvalidAnswer, goal_change, instrument, mean_rating
from alongside.measures.core.goals import RATINGS

RATED = st.dictionaries(st.sampled_from("abcdef"), st.none() | st.sampled_from(RATINGS))


def test_ratings_are_those_of_the_instrument():
    assert instrument("personal_goals").codes_of("any goal") == RATINGS


def test_mean_rating_leaves_out_goals_without_a_rating():
    assert mean_rating({"walk": 2, "sleep": None, "cook": 7}) == 4.5
    assert mean_rating({"walk": None}) is None
    assert mean_rating({}) is None


def test_goal_change_is_the_mean_over_goals_rated_both_times():
    change = goal_change(
        {"walk": 2, "sleep": 6, "cook": None, "old": 9}, {"walk": 7, "sleep": 5, "cook": 8, "new": 0}
    )

    assert change.by_goal == {"walk": 5, "sleep": -1}
    assert change.mean == 2
    assert change.rated_once == ("cook", "new", "old")


def test_goal_change_is_unknown_without_a_goal_rated_both_times():
    change = goal_change({"walk": 2}, {"walk": None})

    assert (change.mean, change.by_goal, change.rated_once) == (None, {}, ("walk",))


@given(before=RATED, after=RATED)
def test_goal_change_turns_its_sign_when_the_times_are_swapped(before, after):
    forth, back = goal_change(before, after), goal_change(after, before)

    assert forth.by_goal == {goal: -moved for goal, moved in back.by_goal.items()}
    assert forth.rated_once == back.rated_once
    if forth.mean is not None:
        assert -10 <= forth.mean <= 10
        assert forth.mean == -back.mean


@pytest.mark.parametrize("rating", [-1, 11, 5.0, True, "5"])
def test_goals_refuse_a_rating_that_is_not_0_to_10(rating):
    with pytest.raises(InvalidAnswer) as refused:
        mean_rating({"walk": rating})

    assert (refused.value.item_id, refused.value.allowed) == ("walk", RATINGS)
    with pytest.raises(InvalidAnswer):
        goal_change({"walk": 1}, {"walk": rating})
