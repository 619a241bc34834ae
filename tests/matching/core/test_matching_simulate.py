"""Habits of matching, played through on a programme's own people."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matching_worlds import CONDITION, worlds

from alongside.matching.core import Exclusion, Seeker, Strength, Supporter, Wish, admissible
from alongside.matching.core.fairness import Group
from alongside.matching.core.simulate import HABITS, Habit, Pattern, simulate, usual_arrivals

A, B = frozenset("a"), frozenset("b")
BUSY = Pattern(seekers_a_week=7, supporters_a_week=1, lasting_weeks=2, staying_weeks=5, patience_weeks=6)


@settings(max_examples=12, deadline=None)
@given(worlds(), st.integers(0, 5))
def test_standing_relationships_are_never_touched_and_places_never_crossed(world, seed):
    for played in simulate(*world.people, pattern=BUSY, weeks=6, seed=seed):
        open_ = {}
        for one in played.relationships:
            end = played.days + 1 if one.ended is None else one.ended
            assert one.begun < end or one.ended is None
            assert open_.get(one.seeker, 0) <= one.begun
            open_[one.seeker] = end
        places = {s.id: s.capacity + s.load for s in world.supporters}
        for day in range(played.days + 1):
            standing = [
                one
                for one in played.relationships
                if one.begun <= day and (one.ended is None or one.ended > day)
            ]
            for supporter, count in Counter(one.supporter for one in standing).items():
                assert count <= places.get(supporter, 4)


@settings(max_examples=8, deadline=None)
@given(worlds(), st.integers(0, 5))
def test_relationships_end_at_the_same_length_whatever_the_habit(world, seed):
    lengths = {}
    for played in simulate(*world.people, pattern=BUSY, weeks=4, seed=seed):
        first = {}
        for one in played.relationships:
            first.setdefault(one.seeker, one)
        for one in first.values():
            if one.ended is not None and not one.left:
                assert lengths.setdefault(one.seeker, one.ended - one.begun) == one.ended - one.begun


@settings(max_examples=4, deadline=None)
@given(worlds(), st.integers(0, 5))
def test_the_same_seed_plays_the_same(world, seed):
    first, again = (simulate(*world.people, pattern=BUSY, weeks=3, seed=seed) for _ in range(2))
    assert first == again


@settings(max_examples=8, deadline=None)
@given(worlds(), st.integers(0, 5))
def test_only_who_may_be_proposed_begins(world, seed):
    by_id = {s.id: s for s in world.seekers}, {s.id: s for s in world.supporters}
    for played in simulate(*world.people, pattern=Pattern(seekers_a_week=0), weeks=2, seed=seed):
        everybody = played.outcomes[""]
        assert everybody.came == len(world.seekers)
        assert everybody.helped + everybody.still_waiting <= everybody.came
        for one in played.relationships:
            pair = by_id[0][one.seeker], by_id[1][one.supporter]
            assert not admissible(*pair, world.exclusions)


def programme():
    seeking = [
        Seeker(
            id=i,
            traits={"condition": A if i % 2 else B},
            wishes=(Wish(CONDITION, Strength.PREFER),),
            waiting_days=3 * i,
        )
        for i in range(10)
    ]
    giving = [
        Supporter(id=f"s{j}", traits={"condition": A if j % 2 else B}, capacity=2, load=1) for j in range(6)
    ]
    return seeking, giving


def test_waiting_for_a_round_fits_better_and_takes_longer():
    pattern = Pattern(seekers_a_week=6, lasting_weeks=4)
    played = {
        one.habit.name: one.outcomes[""]
        for one in simulate(*programme(), pattern=pattern, weeks=30, seed=2, time_limit=600)
    }
    at_once, monthly = played["at once, one by one"], played["a round every 4 weeks"]
    assert at_once.mean_wait < monthly.mean_wait
    assert at_once.mean_fit < monthly.mean_fit
    assert at_once.came == monthly.came > 150


def test_groups_and_those_who_are_matched_again_are_told():
    seeking, giving = programme()
    pattern = Pattern(seekers_a_week=2, lasting_weeks=50, staying_weeks=6)
    played = simulate(
        seeking,
        giving,
        pattern=pattern,
        weeks=20,
        seed=2,
        time_limit=600,
        groups=[Group("a", frozenset({1, 3}))],
    )
    assert all(0 < one.outcomes["a"].came < one.outcomes[""].came for one in played)
    assert any(one.outcomes[""].rematched for one in played)
    assert any(one.left for one in played[0].relationships)


def test_supporter_whose_people_leave_has_their_places_again():
    giving = [Supporter(id="s", capacity=0, load=2)]
    (played,) = simulate(
        [Seeker(id=1)],
        giving,
        pattern=Pattern(seekers_a_week=0, lasting_weeks=1),
        weeks=30,
        seed=1,
        habits=HABITS[2:3],
    )
    assert played.outcomes[""].helped == 1


def test_nobody_and_nothing_can_be_played():
    for played in simulate([], [], pattern=Pattern(seekers_a_week=3), weeks=2, seed=1):
        assert (played.outcomes[""].came, played.outcomes[""].mean_wait) == (0, None)


def test_exclusions_hold_in_the_play():
    barred = [Exclusion(1, "s")]
    played = simulate(
        [Seeker(id=1)], [Supporter(id="s")], barred, pattern=Pattern(seekers_a_week=0), weeks=1, seed=1
    )
    assert all(not one.relationships for one in played)


def test_play_out_of_time_says_how_far_it_came():
    (played,) = simulate(
        *programme(),
        pattern=Pattern(seekers_a_week=1),
        weeks=9,
        seed=1,
        habits=[Habit("x", 1)],
        time_limit=0.0,
    )
    assert (played.out_of_time, played.days) == (True, 0)
    with pytest.raises(ValueError, match="20,000"):
        simulate(*programme(), pattern=Pattern(seekers_a_week=10_000), weeks=9, seed=1)


def test_usual_arrivals_are_those_of_the_last_four_weeks():
    assert usual_arrivals(Seeker(id=i, waiting_days=i * 7) for i in range(10)) == 1.0
