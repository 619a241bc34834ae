"""Whom somebody who looks round may ask: everybody who may be, in an order that tells only what is shown."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from matching_worlds import GENDER, TRAITS, worlds

from alongside.matching.core import (
    TOPICS,
    Seeker,
    Strength,
    Supporter,
    Wish,
    admissible,
    reasons_for_seeker,
    to_look_through,
)

A, B = frozenset("a"), frozenset("b")


@settings(max_examples=40, deadline=None)
@given(worlds(), st.randoms(use_true_random=False))
def test_everybody_who_may_be_asked_is_there_and_nobody_else(world, chance):
    for seeker in world.seekers:
        found = to_look_through(seeker, world.supporters, world.exclusions, traits=TRAITS)
        open_ = {s.id for s in world.supporters if s.capacity and not admissible(seeker, s, world.exclusions)}
        assert (len(found), {one.supporter for one in found}) == (len(open_), open_)
        by_id = {one.id: one for one in world.supporters}
        for one in found:
            assert one.reasons == reasons_for_seeker(seeker, by_id[one.supporter], TRAITS)
        shuffled = chance.sample(world.supporters, len(world.supporters))
        assert to_look_through(seeker, shuffled, world.exclusions, traits=TRAITS) == found


@settings(max_examples=40, deadline=None)
@given(worlds())
def test_order_depends_only_on_what_is_shown(world):
    """Whoever hides what they said, and wishes for nothing, stands where they stood, as long as they may be asked."""
    for seeker in world.seekers:
        before = [one.supporter for one in to_look_through(seeker, world.supporters, world.exclusions)]
        bare = [_bare(one) for one in world.supporters]
        may = {one.id for one in bare if one.capacity and not admissible(seeker, one, world.exclusions)}
        after = [one.supporter for one in to_look_through(seeker, bare, world.exclusions)]
        assert [id_ for id_ in after if id_ in before] == [id_ for id_ in before if id_ in may]


def _bare(one):
    return replace(
        one,
        traits={key: value for key, value in one.traits.items() if key in one.shown},
        topics=one.topics if TOPICS.key in one.shown else frozenset(),
        wishes=(),
        load=0,
    )


def test_what_is_shown_and_wished_for_comes_first():
    seeker = Seeker(id=1, wishes=(Wish(GENDER, Strength.PREFER, B),))
    hidden = Supporter(id="hidden", traits={"gender": B})
    shown = Supporter(id="shown", traits={"gender": B}, shown=frozenset({"gender"}))
    assert [one.supporter for one in to_look_through(seeker, [hidden, shown])] == ["shown", "hidden"]


def test_equals_stand_in_another_order_for_another_seeker_and_in_the_same_for_the_same():
    people = [Supporter(id=f"s{number}") for number in range(6)]
    orders = {
        tuple(one.supporter for one in to_look_through(Seeker(id=number), people)) for number in range(20)
    }
    firsts = {order[0] for order in orders}
    assert len(orders) > 10
    assert len(firsts) > 3
    assert to_look_through(Seeker(id=3), people) == to_look_through(Seeker(id=3), people[::-1])
