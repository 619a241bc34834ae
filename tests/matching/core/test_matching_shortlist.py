from collections import Counter
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
    shortlists,
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


@settings(max_examples=25, deadline=None)
@given(worlds(), st.integers(0, 4), st.randoms(use_true_random=False))
def test_shortlists_are_as_long_as_each_alone_and_hold_the_proposed_pair(world, size, chance):
    found = solve_round(*world.people, seed=world.seed)
    prices, proposed = (
        found.certificate.supporter_prices,
        {pair.seeker: pair.supporter for pair in found.pairs},
    )
    lists = shortlists(*world.people, size=size, prices=prices, proposed=proposed)
    for seeker in world.seekers:
        alone = shortlist(seeker, world.supporters, world.exclusions, size=size, prices=prices)
        ids = [one.supporter for one in lists[seeker.id]]
        assert len(ids) == len(set(ids)) == len(alone)
        assert all(
            not admissible(seeker, s, world.exclusions) and s.capacity
            for s in world.supporters
            if s.id in ids
        )
        assert not size or seeker.id not in proposed or proposed[seeker.id] in ids
    shuffled = [chance.sample(list(people), len(people)) for people in world.people]
    assert shortlists(*shuffled, size=size, prices=prices, proposed=proposed) == lists


def times_shown(lists):
    return Counter(one.supporter for suggestions in lists.values() for one in suggestions)


def test_shortlists_show_equals_equally_often():
    seeking, giving = [Seeker(id=i) for i in range(30)], [Supporter(id=f"s{j}") for j in range(10)]
    shown = times_shown(shortlists(seeking, giving, size=3))
    assert sum(shown.values()) == 90
    assert max(shown.values()) - min(shown.values()) <= 1


def test_shortlists_do_not_all_show_the_most_popular_supporter():
    """One supporter fits everybody best; alone, each list would hold them."""
    likes = (Wish(CONDITION, Strength.PREFER, A | B), Wish(GENDER, Strength.PREFER, A, rank=2))
    seeking = [Seeker(id=i, wishes=likes) for i in range(40)]
    star = Supporter(id="star", traits={"condition": A, "gender": A})
    others = [Supporter(id=f"s{j}", traits={"condition": A, "gender": B}) for j in range(20)]
    alone = [[one.supporter for one in shortlist(seeker, [star, *others], size=3)] for seeker in seeking]
    assert all("star" in ids for ids in alone)
    shown = times_shown(shortlists(seeking, [star, *others], size=3))
    assert shown["star"] <= 20
    assert all(shown[one.id] for one in others)
