import pytest
from hypothesis import given, settings
from matching_worlds import AGE, CONDITION, GENDER, seekers, supporters

from alongside.matching.core import Part, Seeker, Strength, Supporter, Wish, weigh, weigh_mutual

A, B = frozenset("a"), frozenset("b")


@settings(max_examples=50, deadline=None)
@given(seekers(1), supporters(2))
def test_weigh_stays_in_its_range_and_adds_up(seeker, supporter):
    weight = weigh(seeker, supporter)
    assert 0 <= weight.fit <= 10_000
    assert 0 <= weight.waiting <= 1000
    assert weight.fit == sum(contribution.points for contribution in weight.contributions)
    assert all(0 <= c.points <= c.most for c in weight.contributions)


@settings(max_examples=25, deadline=None)
@given(seekers(1), seekers(2))
def test_weigh_mutual_is_the_same_from_either_side(first, second):
    assert weigh_mutual(first, second).total == weigh_mutual(second, first).total


def seeker_with(*ranked):
    return Seeker(id=1, wishes=tuple(Wish(trait, Strength.PREFER, A, rank) for trait, rank in ranked))


def seekers_points(seeker, **said):
    weight = weigh(seeker, Supporter(id=2, traits=said))
    return sum(c.points for c in weight.contributions if c.part is Part.SEEKER_PREFERENCE)


def test_weigh_follows_the_seekers_order():
    first_gender = seeker_with((GENDER, 1), (CONDITION, 2))
    assert seekers_points(first_gender, gender=A, condition=B) == 4666
    assert seekers_points(first_gender, gender=B, condition=A) == 2333


def test_weigh_gives_half_for_what_is_not_known():
    assert seekers_points(seeker_with((GENDER, 1)), gender=A) == 7000
    assert seekers_points(seeker_with((GENDER, 1))) == 3500
    assert seekers_points(seeker_with((GENDER, 1)), gender=B) == 0


@pytest.mark.parametrize(("age", "points"), [(50, 7000), (60, 7000), (70, 3500), (80, 0), (90, 0)])
def test_weigh_lets_numbers_fade_beyond_the_tolerance(age, points):
    seeker = Seeker(id=1, wishes=(Wish(AGE, Strength.PREFER, 50),))
    assert seekers_points(seeker, age=age) == points


def test_weigh_puts_the_seekers_view_before_the_supporters():
    wish = Wish(GENDER, Strength.PREFER, A)
    pleased_seeker = weigh(
        Seeker(id=1, traits={"gender": B}, wishes=(wish,)),
        Supporter(id=2, traits={"gender": A}, wishes=(wish,)),
    )
    pleased_supporter = weigh(
        Seeker(id=1, traits={"gender": A}, wishes=(wish,)),
        Supporter(id=2, traits={"gender": B}, wishes=(wish,)),
    )
    assert pleased_seeker.fit - pleased_supporter.fit == 5000


def test_weigh_asks_the_supporter_who_carries_less():
    seeker = Seeker(id=1)
    light, heavy = Supporter(id=2, capacity=2, load=0), Supporter(id=3, capacity=2, load=3)
    assert weigh(seeker, light).fit - weigh(seeker, heavy).fit == 600


def test_waiting_bonus_grows_to_its_bound():
    supporter = Supporter(id=2)
    waits = [weigh(Seeker(id=1, waiting_days=days), supporter).waiting for days in (0, 90, 180, 5000)]
    assert waits == [0, 500, 1000, 1000]
