"""Rounds with conditions: fair shares, held places, couples; what they cost, and the proof."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matching_worlds import AGE, CONDITION, GENDER, worlds

from alongside.matching.core import (
    Exclusion,
    KeptPairError,
    Seeker,
    Strength,
    Supporter,
    Wish,
    admissible,
    solve_round,
    weigh,
)
from alongside.matching.core.fairness import (
    Aim,
    Conditions,
    Group,
    Measure,
    NoSuchGroup,
    check_fair_round,
    fair_round,
    groups_named,
)

A, B = frozenset("a"), frozenset("b")
IDS = st.frozensets(st.integers(0, 4), min_size=1)


@st.composite
def conditions(draw, world, measures=tuple(Measure), most_aims=2):
    seeking = [seeker.id for seeker in world.seekers]
    groups = tuple(Group(name, draw(IDS)) for name in ("young", "rural"))
    aims = tuple(
        Aim(
            draw(st.sampled_from(groups)), draw(st.sampled_from(measures)), draw(st.sampled_from([0, 10, 50]))
        )
        for _ in range(draw(st.integers(0, most_aims)))
    )
    held = {
        one.id: {"young": draw(st.integers(1, one.capacity))}
        for one in world.supporters
        if one.capacity and draw(st.booleans())
    }
    couples = (tuple(seeking[:2]),) if len(seeking) > 1 and draw(st.booleans()) else ()
    return Conditions(groups=groups, aims=aims, held=held, couples=couples)


def rounds(world, wanted):
    """Every round that keeps to held places and couples, as lists of (seeker, supporter, fit, weight)."""
    options = [
        [None]
        + [
            (one.id, kind)
            for one in world.supporters
            if not admissible(seeker, one, world.exclusions)
            for kind in ("", *wanted.held.get(one.id, {}))
            if not kind or seeker.id in wanted.members[kind]
        ]
        for seeker in world.seekers
    ]
    room = {}
    for one in world.supporters:
        held = wanted.held.get(one.id, {})
        room |= {(one.id, ""): one.capacity - sum(held.values())} | {
            (one.id, kind): n for kind, n in held.items()
        }
    for choice in product(*options):
        used = [place for place in choice if place]
        given = {seeker.id: place and place[0] for seeker, place in zip(world.seekers, choice, strict=True)}
        if all(used.count(place) <= room[place] for place in used) and all(
            given[a] == given[b] for a, b in wanted.couples
        ):
            yield [
                (seeker, next(one for one in world.supporters if one.id == place[0]))
                for seeker, place in zip(world.seekers, choice, strict=True)
                if place
            ]


def judged(pairs, found):
    """How good a round is: helped, the aims' shortfalls, and weight, for comparing."""
    short = []
    everybody = found.figures_without[""]
    for one in found.aims:
        mine = [(s, p) for s, p in pairs if s.id in one.aim.group.members]
        if one.aim.measure is Measure.MATCHED:
            level = len(mine)
        elif one.aim.measure is Measure.WAITING:
            level = sum(s.waiting_days for s, _ in mine)
        else:
            least = (100 - one.aim.tolerance) * everybody.fit // (100 * max(1, everybody.matched))
            level = sum(weigh(s, p).fit - least for s, p in mine)
        short.append(max(0, one.wanted - level))
    return len(pairs), [-one for one in short], sum(weigh(s, p).total for s, p in pairs)


@settings(max_examples=60, deadline=None)
@given(st.data(), worlds(most_seekers=4, most_supporters=3))
def test_fair_round_is_the_best_that_keeps_to_its_conditions(data, world):
    wanted = data.draw(conditions(world, most_aims=1))
    found = fair_round(*world.people, seed=world.seed, conditions=wanted)
    assert check_fair_round(*world.people, found, wanted) == []
    people = {one.id: one for one in world.seekers}, {one.id: one for one in world.supporters}
    mine = judged([(people[0][p.seeker], people[1][p.supporter]) for p in found.pairs], found)
    assert mine == max(judged(pairs, found) for pairs in rounds(world, wanted))
    assert not found.out_of_time
    proof = found.certificate
    assert proof.bound >= proof.value
    if proof.solver_bound is not None:
        assert proof.solver_bound == found.objective.weight


@settings(max_examples=40, deadline=None)
@given(st.data(), worlds())
def test_fair_round_with_several_aims_keeps_its_proof_and_helps_as_many(data, world):
    wanted = replace(data.draw(conditions(world, most_aims=3)), held={}, couples=())
    found = fair_round(*world.people, seed=world.seed, conditions=wanted)
    assert check_fair_round(*world.people, found, wanted) == []
    plain = solve_round(*world.people, seed=world.seed)
    assert found.objective.helped == plain.objective.helped == found.without.helped
    assert found.without.weight == plain.objective.weight >= found.objective.weight


@settings(max_examples=25, deadline=None)
@given(st.data(), worlds())
def test_aims_are_kept_whenever_a_round_that_helps_as_many_can(data, world):
    wanted = replace(
        data.draw(conditions(world, measures=[Measure.MATCHED], most_aims=1)), held={}, couples=()
    )
    found = fair_round(*world.people, seed=world.seed, conditions=wanted)
    for one in found.aims:
        people = len([s for s in world.seekers if s.id in one.aim.group.members])
        most = max(
            sum(s.id in one.aim.group.members for s, _ in pairs)
            for pairs in rounds(world, wanted)
            if len(pairs) == found.objective.helped
        )
        assert one.reached >= min(one.wanted, most) <= people
        assert one.kept == (one.reached >= one.wanted)


def crowd(count, *, young_every=4):
    """Many who wait and few places; the young fit a little less, so that the best round leaves them out."""
    condition = {True: B, False: A}
    seeking = [
        Seeker(id=i, traits={"condition": condition[i % young_every == 0]}, waiting_days=10)
        for i in range(count)
    ]
    giving = [
        Supporter(id=f"s{j}", capacity=2, wishes=(Wish(CONDITION, Strength.PREFER, A),))
        for j in range(count // 4)
    ]
    return seeking, giving, Group("young", frozenset(range(0, count, young_every)))


@pytest.mark.parametrize("tolerance", [0, 10, 30])
def test_fairness_reaches_a_group_that_the_best_round_leaves_out_and_says_what_it_cost(tolerance):
    seeking, giving, young = crowd(40)
    wanted = Conditions(groups=(young,), aims=(Aim(young, Measure.MATCHED, tolerance),))
    found = fair_round(seeking, giving, seed=1, conditions=wanted)
    assert found.figures_without["young"].rate == 0
    assert found.figures["young"].rate >= (1 - tolerance / 100) * found.figures[""].rate
    assert found.figures[""].rate == 0.5
    assert found.without.helped == found.objective.helped == 20
    assert found.without.weight - found.objective.weight == 2000 * found.figures["young"].matched
    assert found.certificate.weight_gap == 0
    assert check_fair_round(seeking, giving, (), found, wanted) == []


def test_fairness_of_many_is_found_by_prices_and_few_pairs(monkeypatch):
    monkeypatch.setattr("alongside.matching.core.fairness.round.MOST_PAIRS_AFRESH", 200)
    seeking, giving, young = crowd(60)
    other = Group("odd", frozenset(range(1, 60, 2)))
    aims = (Aim(young, Measure.MATCHED, 10), Aim(other, Measure.MATCHED, 10), Aim(young, Measure.WAITING, 10))
    wanted = Conditions(groups=(young, other), aims=aims)
    found = fair_round(seeking, giving, seed=1, conditions=wanted)
    assert found.certificate.solver_bound is None
    assert all(one.kept for one in found.aims)
    assert found.certificate.weight_gap <= 0.01 * found.objective.weight
    assert check_fair_round(seeking, giving, (), found, wanted) == []


def test_fair_round_out_of_time_hands_back_the_best_so_far_with_its_gap():
    seeking, giving, young = crowd(40)
    wanted = Conditions(groups=(young,), aims=(Aim(young, Measure.MATCHED, 0),))
    found = fair_round(seeking, giving, seed=1, conditions=wanted, time_limit=0.0)
    assert found.objective.helped == 20
    assert check_fair_round(seeking, giving, (), found, wanted) == []
    assert found.certificate.bound >= found.certificate.value


def test_places_held_for_a_group_stay_empty_rather_than_go_to_others():
    seeking = [Seeker(id=i) for i in range(4)]
    giving = [Supporter(id="s", capacity=3)]
    young = Group("young", frozenset([0]))
    wanted = Conditions(groups=(young,), held={"s": {"young": 2}})
    found = fair_round(seeking, giving, seed=1, conditions=wanted)
    assert (found.objective.helped, found.without.helped) == (2, 3)
    assert found.places[0] == "young"
    assert check_fair_round(seeking, giving, (), found, wanted) == []
    nobody = fair_round(seeking, giving, seed=1, conditions=Conditions(held={"s": {"nobody": 3}}))
    assert nobody.objective.helped == 0


def test_kept_pairs_take_held_places_once_the_open_ones_are_gone():
    seeking = [Seeker(id=i) for i in range(4)]
    giving = [Supporter(id="s", capacity=3)]
    groups = (Group("old", frozenset([1])), Group("young", frozenset([0])))
    wanted = Conditions(groups=groups, held={"s": {"old": 1, "young": 1}})
    found = fair_round(seeking, giving, seed=1, conditions=wanted, keep=[(2, "s"), (3, "s")])
    assert [p.seeker for p in found.pairs] == [0, 2, 3]
    assert check_fair_round(seeking, giving, (), found, wanted) == []


def test_check_fair_round_finds_pairs_that_may_not_be_and_couples_apart():
    seeking, giving = [Seeker(id="a"), Seeker(id="b")], [Supporter(id="s"), Supporter(id="t")]
    found = fair_round(seeking, giving, seed=1, conditions=Conditions())
    faults = check_fair_round(
        seeking, giving, [Exclusion("a", "s"), Exclusion("a", "t")], found, Conditions()
    )
    assert any("may not be proposed (excluded)" in fault for fault in faults)
    apart = check_fair_round(seeking, giving, (), found, Conditions(couples=(("a", "b"),)))
    assert apart == ["'a' and 'b' are a couple without the same supporter."]


def test_quality_of_a_round_that_helps_nobody_is_nothing_to_share():
    young = Group("young", frozenset([0]))
    wanted = Conditions(groups=(young,), aims=(Aim(young, Measure.QUALITY, 0),))
    found = fair_round([Seeker(id=0)], [], seed=1, conditions=wanted)
    assert (found.objective.helped, found.figures["young"].rate, found.figures["young"].mean_fit) == (0, 0, 0)
    assert check_fair_round([Seeker(id=0)], [], (), found, wanted) == []


def test_couples_have_the_same_supporter_or_neither_has_any():
    pair = [Seeker(id="ana", waiting_days=100), Seeker(id="ben", waiting_days=100)]
    seeking = [*pair, Seeker(id="c")]
    wanted = Conditions(couples=(("ana", "ben"),))
    singles = [Supporter(id="s"), Supporter(id="t")]
    assert fair_round(seeking, singles, seed=1, conditions=wanted).objective.helped == 1
    found = fair_round(seeking, [*singles, Supporter(id="u", capacity=2)], seed=1, conditions=wanted)
    assert {p.seeker: p.supporter for p in found.pairs}["ana"] == "u"
    assert found.objective.helped == 3
    assert check_fair_round(seeking, [*singles, Supporter(id="u", capacity=2)], (), found, wanted) == []


def test_couple_of_whom_one_has_a_supporter_already_has_the_same_or_waits():
    seeking = [Seeker(id="ana"), Seeker(id="ben", waiting_days=50)]
    wanted = Conditions(couples=(("ana", "ben"),))
    for capacity, helped in ((1, 1), (2, 2)):
        giving = [Supporter(id="s", capacity=capacity), Supporter(id="t")]
        found = fair_round(seeking, giving, seed=1, conditions=wanted, keep=[("ana", "s")])
        assert {pair.supporter for pair in found.pairs} == {"s"}
        assert found.objective.helped == helped
        assert check_fair_round(seeking, giving, (), found, wanted) == []


@settings(max_examples=60, deadline=None)
@given(st.data(), worlds(most_seekers=4, most_supporters=3), st.booleans())
def test_round_by_prices_alone_keeps_to_the_conditions_and_its_bound_holds(data, world, compiled):
    """As in rounds too large for an integer programme: what is found may stand, and nothing is better than its bound."""
    wanted = data.draw(conditions(world))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("alongside.matching.core.fairness.round.MOST_PAIRS", -1)
        found = fair_round(*world.people, seed=1, conditions=wanted, compiled=compiled)
    assert check_fair_round(*world.people, found, wanted) == []
    proof = found.certificate
    for pairs in rounds(world, wanted):
        if all(
            sum(worth(found, one.aim, *pair) for pair in pairs) >= level
            for one, level in zip(found.aims, proof.levels, strict=True)
        ):
            weight = sum(weigh(*pair).total for pair in pairs)
            assert proof.step * len(pairs) + proof.scale * weight <= proof.bound


def worth(found, aim, seeker, supporter):
    if seeker.id not in aim.group.members:
        return 0
    if aim.measure is not Measure.QUALITY:
        return 1 if aim.measure is Measure.MATCHED else seeker.waiting_days
    everybody = found.figures_without[""]
    mean = (100 - aim.tolerance) * everybody.fit // (100 * everybody.matched) if everybody.matched else 0
    return weigh(seeker, supporter).fit - mean


@settings(max_examples=40, deadline=None)
@given(st.data(), worlds())
def test_compiled_round_with_conditions_is_as_good_as_the_plain_one(data, world):
    wanted = data.draw(conditions(world, most_aims=0))
    plain, fast = (
        fair_round(*world.people, seed=1, conditions=wanted, compiled=compiled) for compiled in (False, True)
    )
    assert (fast.objective, fast.without) == (plain.objective, plain.without)
    assert check_fair_round(*world.people, fast, wanted) == []


def test_many_couples_have_the_same_supporter_within_a_proven_gap(monkeypatch):
    monkeypatch.setattr("alongside.matching.core.fairness.round.MOST_PAIRS", 100)
    seeking = [Seeker(id=i, waiting_days=7 * i % 90) for i in range(40)]
    giving = [Supporter(id=f"s{j}", capacity=2 + j % 2, load=j % 4) for j in range(20)]
    couples = tuple((i, i + 1) for i in range(0, 30, 2))
    found = fair_round(seeking, giving, seed=1, conditions=Conditions(couples=couples), compiled=True)
    assert check_fair_round(seeking, giving, (), found, Conditions(couples=couples)) == []
    assert found.objective.helped == 40
    assert found.certificate.weight_gap <= 0.02 * found.objective.weight


def test_kept_pairs_stand_and_take_open_places_before_held_ones():
    seeking = [Seeker(id=i) for i in range(3)]
    giving = [Supporter(id="s", capacity=2)]
    young = Group("young", frozenset([0]))
    wanted = Conditions(groups=(young,), held={"s": {"young": 1}})
    found = fair_round(seeking, giving, seed=1, conditions=wanted, keep=[(1, "s")])
    assert [(p.seeker, p.kept) for p in found.pairs] == [(0, False), (1, True)]
    assert check_fair_round(seeking, giving, (), found, wanted) == []
    with pytest.raises(KeptPairError):
        fair_round(seeking, giving, [Exclusion(1, "s")], seed=1, conditions=wanted, keep=[(1, "s")])


def first_pair(found, **changes):
    return replace(found, pairs=(replace(found.pairs[0], **changes), *found.pairs[1:]))


def all_with(found, supporter):
    return replace(found, pairs=tuple(replace(pair, supporter=supporter) for pair in found.pairs))


def cheaper(found):
    prices = found.certificate.seeker_prices
    dear = max(prices, key=prices.get)
    return proof(found, seeker_prices={**prices, dear: prices[dear] - 1}, bound=found.certificate.bound - 1)


def proof(found, **changes):
    return replace(found, certificate=replace(found.certificate, **changes))


@pytest.mark.parametrize(
    ("tamper", "said"),
    [
        (lambda found: replace(found, pairs=found.pairs[1:]), "unmatched are not"),
        (lambda found: replace(found, objective=replace(found.objective, helped=3)), "objective is not"),
        (lambda found: first_pair(found, supporter="nobody"), "nobody of that id"),
        (lambda found: first_pair(found, weight=1), "weight is not 1"),
        (lambda found: replace(found, pairs=(found.pairs[0], *found.pairs)), "more than one pair"),
        (lambda found: all_with(found, "s0"), "fewer places than pairs"),
        (lambda found: all_with(found, "s0"), "fewer places for anybody"),
        (lambda found: replace(found, places=dict.fromkeys(range(0, 40, 4), "young")), "holds fewer places"),
        (lambda found: proof(found, bound=found.certificate.value - 1), "below what the round is worth"),
        (lambda found: proof(found, multipliers=(-1,)), "below zero"),
        (lambda found: replace(found, places=dict.fromkeys(range(40), "young")), "held for 'young'"),
        (lambda found: proof(found, bound=found.certificate.bound - 1), "bound is not"),
        (lambda found: proof(found, value=found.certificate.value + 1), "value is not"),
        (lambda found: proof(found, multipliers=(0,)), "bound is not"),
        (lambda found: proof(found, multipliers=()), "not about the aims"),
        (cheaper, "more than the prices"),
        (lambda found: proof(found, levels=(99,)), "does not reach a level"),
        (lambda found: proof(found, step=1), "too little"),
        (lambda found: proof(found, seeker_prices={}), "prices are not those"),
        (lambda found: replace(found, aims=(replace(found.aims[0], reached=99),)), "add up to"),
        (lambda found: replace(found, aims=()), "aims are not those"),
    ],
)
def test_check_fair_round_rejects_each_kind_of_tampering(tamper, said):
    seeking, giving, young = crowd(40)
    wanted = Conditions(groups=(young,), aims=(Aim(young, Measure.MATCHED, 10),))
    found = fair_round(seeking, giving, seed=1, conditions=wanted)
    assert any(said in fault for fault in check_fair_round(seeking, giving, (), tamper(found), wanted))


PEOPLE = [
    Seeker(id=1, traits={"gender": A, "age": 20}, languages=frozenset({"en"})),
    Seeker(id=2, traits={"gender": B, "age": 0}, languages=frozenset({"ur"})),
    Seeker(id=3, traits={"age": 70}),
]


@pytest.mark.parametrize(
    ("said", "groups"),
    [
        ("gender", {"gender=a": {1}, "gender=b": {2}}),
        ("gender=a", {"gender=a": {1}}),
        ("gender != a", {"gender != a": {2}}),
        ("languages!=en", {"languages!=en": {2}}),
        ("age<25", {"age<25": {1, 2}}),
        ("age>=65", {"age>=65": {3}}),
        ("groups", {"groups=carers": {3}}),
        ("gender=c", {}),
    ],
)
def test_groups_are_named_by_what_people_said(said, groups):
    found = groups_named(said, PEOPLE, (GENDER, AGE), {3: {"carers"}})
    assert {group.name: set(group.members) for group in found} == groups


@pytest.mark.parametrize("said", ["", "height", "age", "age<old", "gender<3", "gender="])
def test_words_that_name_no_group_are_told(said):
    with pytest.raises(NoSuchGroup, match="Write"):
        groups_named(said, PEOPLE, (GENDER, AGE), {})


def test_aim_has_a_tolerance_in_per_cent():
    with pytest.raises(ValueError, match="0 to 100"):
        Aim(Group("x", frozenset()), Measure.MATCHED, 101)
