from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from matching_worlds import CONDITION, GENDER, worlds

from alongside.matching.core import (
    Seeker,
    Strength,
    Supporter,
    Wish,
    admissible,
    reasons_for_seeker,
    shortlist,
    solve_round,
)

A, B = frozenset("a"), frozenset("b")


@settings(max_examples=25, deadline=None)
@given(worlds(), st.integers(0, 4), st.randoms(use_true_random=False))
def test_shortlist_offers_only_who_may_be_proposed_and_has_a_place(world, size, chance):
    by_id = {supporter.id: supporter for supporter in world.supporters}
    prices = solve_round(*world.people, seed=world.seed).certificate.supporter_prices
    for seeker in world.seekers:
        found = shortlist(seeker, world.supporters, world.exclusions, size=size, prices=prices)
        open_ = [s for s in world.supporters if s.capacity and not admissible(seeker, s, world.exclusions)]
        assert len(found) == min(size, len(open_))
        assert {one.supporter for one in found} <= {s.id for s in open_}
        for one in found:
            assert one.places_left == by_id[one.supporter].capacity
            assert one.reasons == reasons_for_seeker(seeker, by_id[one.supporter])
        shuffled = chance.sample(world.supporters, len(world.supporters))
        assert shortlist(seeker, shuffled, world.exclusions, size=size, prices=prices) == found


def names(*args, **kwargs):
    return [one.supporter for one in shortlist(*args, **kwargs)]


def test_shortlist_prefers_difference_to_a_near_copy():
    seeker = Seeker(id=1, traits={"condition": A}, wishes=(Wish(CONDITION, Strength.PREFER),))
    same = {"traits": {"condition": A, "gender": A}, "languages": frozenset({"en"})}
    different = Supporter(
        id="other", traits={"condition": A, "gender": B}, languages=frozenset({"cy"}), load=1
    )
    copies = [Supporter(id=f"copy{i}", **same) for i in range(3)]
    assert "other" in names(seeker, [*copies, different], size=2)


def test_shortlist_shows_who_is_needed_elsewhere_later():
    seeker = Seeker(id=1)
    pair = [Supporter(id="a", traits={"gender": A}), Supporter(id="b", traits={"gender": B})]
    assert names(seeker, pair, size=1, prices={"a": 20_000}) == ["b"]
    assert names(seeker, pair, size=1, prices={"b": 20_000}) == ["a"]


def test_shortlist_order_does_not_tell_what_the_supporter_wishes():
    seeker = Seeker(id=1, traits={"gender": A}, wishes=(Wish(CONDITION, Strength.PREFER, A),))
    giving = [Supporter(id=i, traits={"condition": A}) for i in range(4)]
    keen = [replace(s, wishes=(Wish(GENDER, Strength.PREFER, A if s.id % 2 else B),)) for s in giving]
    assert names(seeker, keen) == names(seeker, giving)


def test_shortlist_does_not_show_everybody_the_same_of_equals():
    giving = [Supporter(id=i) for i in range(10)]
    assert len({names(Seeker(id=f"m{i}"), giving, size=1)[0] for i in range(30)}) > 3
