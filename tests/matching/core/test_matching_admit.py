import pytest
from hypothesis import given, settings
from matching_worlds import AGE, CONDITION, GENDER, seekers, supporters

from alongside.matching.core import (
    SAME_AS_ME,
    TOPICS,
    Exclusion,
    Obstacle,
    ObstacleCode,
    Seeker,
    Side,
    Strength,
    Supporter,
    Trait,
    TraitKind,
    Wish,
    admissible,
)

A, B = frozenset("a"), frozenset("b")


def codes(seeker, supporter, exclusions=()):
    return [(found.code, found.side) for found in admissible(seeker, supporter, exclusions)]


def test_admissible_with_nothing_said_finds_no_obstacle():
    assert admissible(Seeker(id=1), Supporter(id=2), ()) == ()


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("languages", ObstacleCode.NO_COMMON_LANGUAGE),
        ("modalities", ObstacleCode.NO_COMMON_MODALITY),
        ("availability", ObstacleCode.NO_COMMON_TIMES),
    ],
)
def test_admissible_needs_something_in_common_only_where_both_have_said(field, code):
    assert codes(Seeker(id=1, **{field: A}), Supporter(id=2, **{field: B})) == [(code, Side.BOTH)]
    assert codes(Seeker(id=1, **{field: A}), Supporter(id=2)) == []
    assert codes(Seeker(id=1, **{field: A}), Supporter(id=2, **{field: A | B})) == []


def test_admissible_needs_no_common_times_to_write_to_each_other():
    writing = {"modalities": frozenset({"text", "phone"})}
    seeker = Seeker(id=1, availability=frozenset({(0, "morning")}), **writing)
    supporter = Supporter(id=2, availability=frozenset({(1, "morning")}), **writing)
    assert codes(seeker, supporter) == []


@pytest.mark.parametrize(
    ("strength", "own", "theirs", "code"),
    [
        (Strength.MUST, A, A, None),
        (Strength.MUST, A, B, ObstacleCode.MUST_NOT_MET),
        (Strength.MUST, A, None, ObstacleCode.MUST_NOT_KNOWN),
        (Strength.MUST, None, A, ObstacleCode.OWN_NOT_KNOWN),
        (Strength.NOT_THIS, A, A, ObstacleCode.NOT_THIS),
        (Strength.NOT_THIS, A, B, None),
        (Strength.NOT_THIS, A, None, None),
        (Strength.PREFER, A, B, None),
        (Strength.DO_NOT_MIND, A, B, None),
    ],
)
def test_admissible_judges_limits_of_both_sides(strength, own, theirs, code):
    said = [{} if value is None else {"condition": value} for value in (own, theirs)]
    wish = Wish(CONDITION, strength, SAME_AS_ME)
    for wisher_side in (Side.SEEKER, Side.SUPPORTER):
        if wisher_side is Side.SEEKER:
            pair = (Seeker(id=1, traits=said[0], wishes=(wish,)), Supporter(id=2, traits=said[1]))
        else:
            pair = (Seeker(id=1, traits=said[1]), Supporter(id=2, traits=said[0], wishes=(wish,)))
        expected = () if code is None else (Obstacle(code, wisher_side, CONDITION),)
        assert admissible(*pair, ()) == expected


@pytest.mark.parametrize(("age", "barred"), [(50, False), (60, False), (61, True), (40, False), (39, True)])
def test_admissible_takes_numbers_within_the_tolerance(age, barred):
    seeker = Seeker(id=1, wishes=(Wish(AGE, Strength.MUST, 50),))
    assert bool(admissible(seeker, Supporter(id=2, traits={"age": age}), ())) is barred


def test_admissible_lets_supporters_refuse_topics():
    supporter = Supporter(id=2, wishes=(Wish(TOPICS, Strength.NOT_THIS, A),))
    assert codes(Seeker(id=1, topics=A | B), supporter) == [(ObstacleCode.NOT_THIS, Side.SUPPORTER)]
    assert codes(Seeker(id=1, topics=B), supporter) == []


@pytest.mark.parametrize(
    ("seeker_avoids", "supporter_avoids", "side"),
    [(True, False, Side.SEEKER), (False, True, Side.SUPPORTER), (True, True, Side.BOTH)],
)
def test_admissible_keeps_small_communities_apart_when_asked(seeker_avoids, supporter_avoids, side):
    seeker = Seeker(id=1, communities=A, avoid_own_community=seeker_avoids)
    supporter = Supporter(id=2, communities=A, avoid_own_community=supporter_avoids)
    assert codes(seeker, supporter) == [(ObstacleCode.SHARED_COMMUNITY, side)]


def test_admissible_lets_a_shared_community_be_when_nobody_minds():
    assert codes(Seeker(id=1, communities=A), Supporter(id=2, communities=A)) == []


def test_admissible_never_matches_somebody_with_themself():
    assert codes(Seeker(id=1), Supporter(id=1)) == [(ObstacleCode.SAME_PERSON, Side.BOTH)]
    assert codes(Seeker(id=1), Supporter(id="1")) == []


@settings(max_examples=25, deadline=None)
@given(seekers(1), supporters("x"))
def test_admissible_takes_exclusions_either_way_round(seeker, supporter):
    one = admissible(seeker, supporter, {Exclusion(1, "x")})
    assert one == admissible(seeker, supporter, [Exclusion("x", 1)])
    assert Obstacle(ObstacleCode.EXCLUDED, Side.BOTH) in one
    assert len({Exclusion(1, "x"), Exclusion("x", 1)}) == 1


def test_wishes_of_the_wrong_kind_are_refused():
    with pytest.raises(ValueError, match="another kind"):
        Wish(AGE, Strength.MUST, A)
    with pytest.raises(ValueError, match="another kind"):
        Wish(GENDER, Strength.MUST, 3)
    with pytest.raises(ValueError, match="no value"):
        Wish(GENDER, Strength.MUST, frozenset())
    with pytest.raises(ValueError, match="starts at 1"):
        Wish(GENDER, Strength.MUST, A, rank=0)
    with pytest.raises(ValueError, match="another kind"):
        Supporter(id=1, traits={"gender": 3}).value_of(GENDER)
    with pytest.raises(ValueError, match="below zero"):
        Trait("age", "Age", TraitKind.NUMBER, tolerance=-1)
    with pytest.raises(ValueError, match="several"):
        Trait("topics", "Topics", TraitKind.ONE)
    with pytest.raises(ValueError, match="below zero"):
        Supporter(id=1, capacity=-1)
    with pytest.raises(ValueError, match="no days"):
        Seeker(id=1, waiting_days=-1)
