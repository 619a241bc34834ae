"""What would change a round for one person: each statement is made true and looked at again."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from matching_worlds import CONDITION, GENDER, seekers, supporters, worlds

from alongside.matching.core import (
    Exclusion,
    ObstacleCode,
    Seeker,
    Side,
    Strength,
    Supporter,
    Wish,
    admissible,
    changes_for_coordinator,
    changes_for_seeker,
    changes_for_supporter,
    solve_round,
)
from alongside.matching.core.changes import shown

A, B = frozenset("a"), frozenset("b")
WISH_CODES = {
    ObstacleCode.MUST_NOT_MET,
    ObstacleCode.MUST_NOT_KNOWN,
    ObstacleCode.OWN_NOT_KNOWN,
    ObstacleCode.NOT_THIS,
}
FREED = {
    ObstacleCode.NO_COMMON_LANGUAGE: {"languages": frozenset()},
    ObstacleCode.NO_COMMON_MODALITY: {"modalities": frozenset()},
    ObstacleCode.NO_COMMON_TIMES: {"availability": frozenset()},
}


def without_limits_on(person, trait):
    hard = {Strength.MUST, Strength.NOT_THIS}
    return replace(
        person, wishes=tuple(w for w in person.wishes if w.trait != trait or w.strength not in hard)
    )


def open_to_change(person, obstacle):
    return (
        without_limits_on(person, obstacle.trait)
        if obstacle.code in WISH_CODES
        else replace(person, **FREED[obstacle.code])
    )


@settings(max_examples=80, deadline=None)
@given(seekers(1), st.lists(supporters("x"), max_size=4))
def test_what_a_seeker_could_change_is_true_when_they_do(seeker, giving):
    giving = [replace(one, id=f"s{j}") for j, one in enumerate(giving)]
    found = changes_for_seeker(seeker, giving)
    for only in found.changes:
        assert only.obstacle.side is not Side.SUPPORTER
        changed = open_to_change(seeker, only.obstacle)
        assert changes_for_seeker(changed, giving).fit_now >= found.fit_now + only.others


@settings(max_examples=80, deadline=None)
@given(supporters("x"), st.lists(seekers(1), max_size=4))
def test_what_a_supporter_could_change_is_true_when_they_do(supporter, waiting):
    waiting = [replace(one, id=i) for i, one in enumerate(waiting)]
    found = changes_for_supporter(supporter, waiting)
    for only in found.changes:
        assert only.obstacle.side is not Side.SEEKER
        changed = open_to_change(supporter, only.obstacle)
        assert changes_for_supporter(changed, waiting).fit_now >= found.fit_now + only.others


def private_changed(person, other):
    """Another's private things behind what this person shows: wishes, communities, waiting, load, hidden traits."""
    hidden = {key: value for key, value in other.traits.items() if key not in person.shown}
    return replace(
        other,
        traits={key: value for key, value in person.traits.items() if key in person.shown} | hidden,
        topics=person.topics if "topics" in person.shown else other.topics,
        languages=person.languages,
        modalities=person.modalities,
        availability=person.availability,
        shown=person.shown,
        **({"capacity": person.capacity} if isinstance(person, Supporter) else {}),
    )


@settings(max_examples=80, deadline=None)
@given(seekers(1), supporters(2), supporters(2))
def test_what_a_seeker_could_change_tells_nothing_private_of_a_supporter(seeker, supporter, other):
    twin = private_changed(supporter, other)
    assert changes_for_seeker(seeker, [supporter]) == changes_for_seeker(seeker, [twin])


@settings(max_examples=80, deadline=None)
@given(supporters(2), seekers(1), seekers(1))
def test_what_a_supporter_could_change_tells_nothing_private_of_a_seeker(supporter, seeker, other):
    twin = private_changed(seeker, other)
    assert changes_for_supporter(supporter, [seeker]) == changes_for_supporter(supporter, [twin])


def test_shown_keeps_no_wish_and_no_community():
    wish = Wish(GENDER, Strength.MUST, A)
    supporter = Supporter(id=1, wishes=(wish,), communities=A, avoid_own_community=True, traits={"gender": A})
    assert shown(supporter) == shown(Supporter(id=1))


@settings(max_examples=40, deadline=None)
@given(worlds())
def test_what_coordinators_are_told_is_true(world):
    found = solve_round(*world.people, seed=world.seed)
    given_ = {pair.seeker: pair.supporter for pair in found.pairs}
    for seeker in world.seekers:
        changes = changes_for_coordinator(
            seeker, world.seekers, world.supporters, frozenset(world.exclusions), found
        )
        for other in changes.alternatives:
            again = solve_round(*world.people, seed=world.seed, keep=[(seeker.id, other.supporter)])
            assert found.objective.helped - again.objective.helped == other.fewer_helped >= 0
            assert found.objective.weight - again.objective.weight == other.less_weight
            assert other.fewer_helped or other.less_weight >= 0
            assert set(other.displaced) == given_.keys() - {pair.seeker for pair in again.pairs}
            assert other.supporter != given_.get(seeker.id)
        for id_ in changes.one_more_place:
            larger = [replace(s, capacity=s.capacity + (s.id == id_)) for s in world.supporters]
            again = solve_round(world.seekers, larger, world.exclusions, seed=world.seed)
            assert seeker.id in {pair.seeker for pair in again.pairs}
            assert seeker.id not in given_
        by_id = {s.id: s for s in world.supporters}
        counts = [len(admissible(seeker, s, world.exclusions)) for s in world.supporters if s.capacity]
        for id_, obstacles in changes.fewest_obstacles:
            assert admissible(seeker, by_id[id_], world.exclusions) == obstacles
            assert len(obstacles) == min(count for count in counts if count)


def test_alternatives_of_a_pair_say_what_they_cost_whom():
    likes = (Wish(CONDITION, Strength.PREFER, A),)
    seeking = [Seeker(id=1, wishes=likes), Seeker(id=2, wishes=(Wish(CONDITION, Strength.MUST, A),))]
    giving = [Supporter(id="a", traits={"condition": A}), Supporter(id="b", traits={"condition": B})]
    found = solve_round(seeking, giving, seed=0)
    (other,) = changes_for_coordinator(seeking[0], seeking, giving, (), found).alternatives
    assert (other.supporter, other.fewer_helped, other.displaced) == ("a", 1, (2,))
    kept = solve_round(seeking, giving, seed=0, keep=[(1, "b")])
    assert changes_for_coordinator(seeking[0], seeking, giving, (), kept).alternatives == ()


def test_one_more_place_and_what_stands_alone_are_told():
    seeking = [Seeker(id=1, waiting_days=9), Seeker(id=2, wishes=(Wish(GENDER, Strength.MUST, A),))]
    giving = [Supporter(id="s", traits={"gender": A}), Supporter(id="t", traits={"gender": B}, capacity=0)]
    found = solve_round(seeking, giving, seed=0)
    assert [pair.seeker for pair in found.pairs] == [1]
    changes = changes_for_coordinator(seeking[1], seeking, giving, (), found)
    assert changes.one_more_place == ("s",)
    barred = changes_for_coordinator(seeking[1], seeking, giving, [Exclusion(2, "s")], found)
    assert [(only.obstacle.code, only.others) for only in barred.only_obstacles] == [
        (ObstacleCode.EXCLUDED, 1)
    ]
