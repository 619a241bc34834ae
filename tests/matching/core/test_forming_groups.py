"""Groups formed by rules, against trying every arrangement, and judged person by person."""

from dataclasses import replace
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matching_worlds import AGE, CONDITION, GENDER

from alongside.matching.core import Exclusion
from alongside.matching.core.groups import (
    Composition,
    FormedGroup,
    GroupsError,
    Joiner,
    Leader,
    Meeting,
    Wanted,
    WhyLeft,
    check_groups,
    company_of,
    form_groups,
    large,
)
from alongside.matching.core.groups.form import FormedGroups
from alongside.matching.core.people import Trait, TraitKind
from alongside.matching.core.weigh import waiting_bonus

SLOTS = [(0, "morning"), (1, "evening")]
MEETINGS = (Meeting("mon", SLOTS[0]), Meeting("tue", SLOTS[1]), Meeting("late", SLOTS[1]))
EVER = frozenset(SLOTS)
A, B = frozenset("a"), frozenset("b")


def said(draw):
    values = {
        "gender": draw(st.sampled_from([None, A, B])),
        "condition": draw(st.sampled_from([None, A, B, A | B])),
        "age": draw(st.sampled_from([None, 30, 38, 60])),
    }
    return {key: value for key, value in values.items() if value is not None}


@st.composite
def joiners(draw, id_):
    traits = said(draw)
    return Joiner(
        id=id_,
        traits=traits,
        availability=draw(
            st.sampled_from([EVER, EVER, frozenset(SLOTS[:1]), frozenset(SLOTS[1:]), frozenset()])
        ),
        never_alone_in=draw(st.frozensets(st.sampled_from(sorted(traits)), max_size=1))
        if traits
        else frozenset(),
        waiting_days=draw(st.integers(0, 200)),
        now=draw(st.sampled_from([None, None, "mon", "tue", "closed"])),
    )


@st.composite
def wanteds(draw, most=6):
    people = tuple(draw(joiners(i)) for i in range(draw(st.integers(0, most))))
    ids = st.integers(0, max(len(people) - 1, 0))
    least = draw(st.integers(1, 3))
    rules = draw(st.sampled_from(["none", "alike", "mixed", "company"]))
    trait = draw(st.sampled_from([GENDER, CONDITION, AGE]))
    pairs = draw(st.lists(st.tuples(ids, ids), max_size=2)) if people else []
    together = tuple((a, b) for a, b in draw(st.sampled_from([pairs[:1], []])) if a != b)
    barred = [Exclusion(a, b) for a, b in pairs[1:] if {a, b} not in [set(pair) for pair in together]]
    needed = draw(st.integers(0, 2))
    return Wanted(
        people=people,
        meetings=MEETINGS[: draw(st.integers(1, 3))],
        composition=Composition(
            least=least,
            most=max(2, least + draw(st.integers(0, 3))),
            leaders=needed,
            alike_in=(trait,) if rules == "alike" else (),
            mixed_in=(trait,) if rules == "mixed" else (),
            never_alone_in=(trait,) if rules == "company" else (),
            asked_about=(GENDER, CONDITION, AGE),
        ),
        leaders=tuple(
            Leader(
                id=f"l{i}", availability=draw(st.sampled_from([EVER, frozenset(SLOTS[:1])])), most_groups=2
            )
            for i in range(needed + 1)
        ),
        exclusions=frozenset([*barred, *([Exclusion(0, "l0")] if draw(st.booleans()) else [])]),
        together=together,
    )


def points(wanted, place):
    by_id = {person.id: person for person in wanted.people}
    return sum(
        10_000 + waiting_bonus(by_id[id_]) + (wanted.keep if by_id[id_].now == meeting else 0)
        for id_, meeting in place.items()
    )


def arrangements(wanted):
    """Every arrangement that the check finds nothing wrong with, as (points, moved)."""
    known = {meeting.id for meeting in wanted.meetings}
    options = [
        [None, *(meeting.id for meeting in wanted.meetings if meeting.suits(person))]
        for person in wanted.people
    ]
    leading = list(combinations([leader.id for leader in wanted.leaders], wanted.composition.leaders))
    for choice in product(*options):
        place = {p.id: m for p, m in zip(wanted.people, choice, strict=True) if m is not None}
        meetings = sorted(set(place.values()))
        moved = tuple(p.id for p in wanted.people if p.now in known and place.get(p.id) != p.now)
        left = tuple((p.id, WhyLeft.NO_ROOM) for p in wanted.people if p.id not in place)
        worth = points(wanted, place)
        for leaders in product(leading, repeat=len(meetings)):
            groups = tuple(
                FormedGroup(m, tuple(id_ for id_ in place if place[id_] == m), led)
                for m, led in zip(meetings, leaders, strict=True)
            )
            if check_groups(wanted, FormedGroups(groups, left, moved, worth, worth, 0)) == []:
                yield worth, len(moved)
                break


@settings(max_examples=60, deadline=None)
@given(wanteds(), st.randoms(use_true_random=False))
def test_form_groups_keeps_every_rule_and_is_the_best_there_is(wanted, chance):
    formed = form_groups(wanted, seed=1)
    assert check_groups(wanted, formed) == []
    assert formed.gap == 0
    assert formed.points == max(worth for worth, _moved in arrangements(wanted))
    people = tuple(chance.sample(wanted.people, len(wanted.people)))
    assert form_groups(replace(wanted, people=people), seed=1) == formed


@settings(max_examples=25, deadline=None)
@given(wanteds(most=5), st.integers(0, 2))
def test_form_groups_moves_no_more_people_than_it_may(wanted, most_moves):
    wanted = replace(wanted, most_moves=most_moves, keep=0)
    within = [worth for worth, moved in arrangements(wanted) if moved <= most_moves]
    if not within:
        with pytest.raises(GroupsError, match=r"mov"):
            form_groups(wanted, seed=0)
    else:
        formed = form_groups(wanted, seed=0)
        assert len(formed.moved) <= most_moves
        assert formed.points == max(within)


@settings(max_examples=40, deadline=None)
@given(wanteds(), st.booleans())
def test_a_hurried_answer_and_a_large_one_keep_the_rules_and_a_true_bound(wanted, in_a_hurry):
    best = form_groups(wanted, seed=1)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(large, "SMALL", -1)
        if in_a_hurry:
            patched.setattr(large, "seat_exactly", lambda *_args, **_options: None)
        formed = form_groups(wanted, seed=1, seconds=1)
    assert check_groups(wanted, formed) == []
    assert formed.points <= best.points <= formed.bound


def crowd(many, **changes):
    return tuple(
        Joiner(
            id=i,
            traits={"gender": B if i % 5 == 0 else A},
            availability=frozenset([SLOTS[i % 2]]) if i % 3 else EVER,
            waiting_days=i,
            **changes,
        )
        for i in range(many)
    )


def test_nobody_is_the_only_one_of_their_kind_who_asked_not_to_be():
    wanted = Wanted(crowd(12), MEETINGS[:2], Composition(least=3, most=6, never_alone_in=(GENDER,)))
    formed = form_groups(wanted, seed=0)
    assert check_groups(wanted, formed) == []
    assert [why for _id, why in formed.left] == [WhyLeft.NO_ROOM]
    assert sorted(sum(id_ % 5 == 0 for id_ in group.people) for group in formed.groups) == [0, 2]


def test_people_stay_where_they_are_unless_many_gain_by_it():
    people = (*crowd(4, now="mon"), Joiner(id="new", availability=EVER))
    wanted = Wanted(
        tuple(replace(person, availability=EVER) for person in people),
        MEETINGS[:2],
        Composition(least=2, most=5),
    )
    formed = form_groups(wanted, seed=0)
    assert (formed.moved, formed.left) == ((), ())
    full = replace(wanted, composition=Composition(least=2, most=4))
    assert len(form_groups(full, seed=0).moved) == 1
    assert form_groups(replace(full, most_moves=0), seed=0).left == (("new", WhyLeft.NO_ROOM),)


@pytest.mark.parametrize(
    ("person", "why"),
    [
        (Joiner(id="x"), WhyLeft.TIMES_NOT_SAID),
        (Joiner(id="x", availability=frozenset([(6, "night")])), WhyLeft.NO_MEETING),
        (Joiner(id="x", availability=EVER), WhyLeft.NOT_ALIKE),
        (
            Joiner(
                id="x", availability=EVER, traits={"gender": A, "age": 90}, never_alone_in=frozenset(["age"])
            ),
            WhyLeft.ALONE,
        ),
    ],
)
def test_who_is_left_is_told_the_reason(person, why):
    rules = Composition(least=2, most=3, alike_in=(GENDER,), asked_about=(AGE,))
    wanted = Wanted((person, *crowd(3)[1:]), MEETINGS[:2], rules)
    assert dict(form_groups(wanted, seed=0).left)["x"] is why


def test_too_few_for_any_group_and_too_many_for_all_are_told_apart():
    alone = Wanted(crowd(1), MEETINGS, Composition(least=2, most=3))
    assert form_groups(alone, seed=0).left == ((0, WhyLeft.TOO_FEW),)
    many = Wanted(crowd(9), MEETINGS[:1], Composition(least=2, most=3))
    assert {why for _id, why in form_groups(many, seed=0).left} == {WhyLeft.NO_MEETING, WhyLeft.NO_ROOM}


def test_nobody_and_no_meeting_form_no_group():
    rules = Composition(least=2, most=3)
    assert form_groups(Wanted((), MEETINGS, rules), seed=0).groups == ()
    assert form_groups(Wanted(crowd(3), (), rules), seed=0).groups == ()


def test_everybody_excluding_everybody_forms_no_group():
    barred = frozenset(Exclusion(a, b) for a in range(6) for b in range(a))
    wanted = Wanted(crowd(6), MEETINGS, Composition(least=2, most=3), exclusions=barred)
    formed = form_groups(wanted, seed=0)
    assert (formed.groups, formed.gap) == ((), 0)


def test_couples_in_a_ring_are_one_unit():
    rules = Composition(least=2, most=3)
    people = tuple(replace(person, availability=EVER) for person in crowd(4))
    wanted = Wanted(people, MEETINGS[:1], rules, together=((0, 1), (1, 2), (2, 0)))
    assert [len(unit) for unit in wanted.units()] == [3, 1]
    assert [group.people for group in form_groups(wanted, seed=0).groups] == [(0, 1, 2)]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"composition": Composition(least=0, most=3)}, "one person at least"),
        ({"composition": Composition(least=4, most=3)}, "at most 3 people cannot|at most 3 cannot"),
        ({"composition": Composition(least=float("nan"), most=3)}, "whole numbers"),
        ({"composition": Composition(least=1, most=3, leaders=-1)}, "not below zero"),
        (
            {"composition": Composition(least=1, most=3, alike_in=(GENDER,), mixed_in=(GENDER,))},
            "alike and mixed",
        ),
        ({"people": crowd(1) * 2}, "person 0 is listed 2 times"),
        ({"meetings": MEETINGS[:1] * 2}, "meeting 'mon' is listed 2 times"),
        ({"leaders": (Leader(id=1), Leader(id=1))}, "facilitator 1 is listed"),
        ({"leaders": (Leader(id=1, most_groups=-1),)}, "not below zero"),
        ({"together": ((0, 0),)}, "with themself"),
        ({"together": ((0, 99),)}, "99 is to be kept together"),
        ({"together": ((0, 1), (1, 2), (2, 3))}, "has 3 people at most"),
        ({"together": ((0, 1),), "exclusions": frozenset([Exclusion(1, 0)])}, "together and never to meet"),
        ({"people": (Joiner(id=0, never_alone_in=frozenset(["shoe"])),)}, "which nobody knows"),
        ({"people": (Joiner(id=0, never_alone_in=frozenset(["gender"])),)}, "has not said"),
        ({"most_moves": -1}, "not below zero"),
    ],
)
def test_wanted_says_in_words_what_contradicts_what(changes, said):
    given_ = {
        "people": crowd(4),
        "meetings": MEETINGS,
        "composition": Composition(least=2, most=3, asked_about=(GENDER,)),
        **changes,
    }
    with pytest.raises(GroupsError, match=said) as refused:
        Wanted(**given_)
    assert refused.value.faults


def test_company_of_counts_who_is_alike_and_guesses_nothing():
    me = Joiner(id=1, traits={"gender": A, "age": 40})
    others = [me, Joiner(id=2, traits={"gender": A}), Joiner(id=3, traits={"gender": B, "age": 49})]
    assert company_of(me, others, [GENDER, AGE, CONDITION]) == {"gender": 1, "age": 1}


def test_a_meeting_asks_for_its_language_and_its_way_where_they_are_said():
    meeting = Meeting("m", SLOTS[0], language="cy", modality="video")
    assert meeting.suits(Joiner(id=1, availability=EVER))
    assert not meeting.suits(Joiner(id=1, availability=EVER, languages=frozenset(["en"])))
    assert not meeting.suits(Joiner(id=1, availability=EVER, modalities=frozenset(["phone"])))


RULES = Composition(
    least=2, most=3, leaders=1, alike_in=(GENDER,), never_alone_in=(CONDITION,), mixed_in=(AGE,)
)
PEOPLE = tuple(
    Joiner(id=i, availability=EVER, traits={"gender": A, "condition": A, "age": 30 + 20 * i}, now="mon")
    for i in range(3)
)
FAIR = Wanted(
    PEOPLE,
    MEETINGS[:2],
    RULES,
    leaders=(Leader(id="l", availability=EVER),),
    together=((0, 1),),
    most_moves=0,
)
FORMED = form_groups(FAIR, seed=0)
GROUP = FORMED.groups[0]


@pytest.mark.parametrize(
    ("wanted", "changes", "said"),
    [
        ({}, {"groups": (replace(GROUP, meeting="never"),)}, "takes no part"),
        ({}, {"groups": (replace(GROUP, people=(0, 1, 9)),)}, "takes no part"),
        ({}, {"groups": (replace(GROUP, leaders=("nobody",)),)}, "facilitator takes no part"),
        ({}, {"groups": (GROUP, replace(GROUP, meeting="tue"))}, "person 0 comes 2 times"),
        ({}, {"groups": (GROUP, GROUP)}, "meeting 'mon' comes 2 times"),
        ({}, {"groups": (replace(GROUP, leaders=("l", "l")),)}, "facilitator 'l' comes 2 times"),
        ({}, {"groups": (replace(GROUP, leaders=()),)}, "has 0 facilitators"),
        ({}, {"groups": (replace(GROUP, people=(0, 2)),)}, "0 and 1 are not together"),
        ({}, {"groups": (replace(GROUP, people=(0,)),)}, "too few or too many"),
        ({}, {"groups": ()}, "left over are not"),
        ({}, {"groups": ()}, "3 people move"),
        ({}, {"moved": (0,)}, "Those who move"),
        ({}, {"points": 1}, "points are not"),
        ({}, {"bound": 1}, "above their bound"),
        ({"exclusions": frozenset([Exclusion(2, "l")])}, {}, "must never meet"),
        ({"exclusions": frozenset([Exclusion(2, 1)])}, {}, "must never meet"),
        ({"people": (replace(PEOPLE[0], availability=frozenset()), *PEOPLE[1:])}, {}, "cannot be there"),
        ({"people": (replace(PEOPLE[0], traits={"age": 30}), *PEOPLE[1:])}, {}, "not all are alike"),
        (
            {"people": (replace(PEOPLE[0], traits={"gender": B, "age": 30}), *PEOPLE[1:])},
            {},
            "not all are alike",
        ),
        (
            {"people": tuple(replace(p, traits={"gender": A, "age": 30}) for p in PEOPLE)},
            {},
            "not mixed in",
        ),
        ({"people": tuple(replace(p, traits={"gender": A}) for p in PEOPLE)}, {}, "not mixed in"),
        (
            {"people": (replace(PEOPLE[0], traits={**PEOPLE[0].traits, "condition": B}), *PEOPLE[1:])},
            {},
            "0 is the only one",
        ),
    ],
)
def test_check_groups_finds_each_kind_of_fault(wanted, changes, said):
    assert check_groups(FAIR, FORMED) == []
    faults = check_groups(replace(FAIR, **wanted), replace(FORMED, **changes))
    assert any(said in fault for fault in faults), faults


def test_traits_of_several_words_are_company_when_one_word_is_shared():
    faith = Trait("faith", "Faith", TraitKind.MANY)
    people = tuple(
        Joiner(id=i, availability=EVER, traits={"faith": frozenset(words)})
        for i, words in enumerate(["ab", "bc", "cd", "e"])
    )
    wanted = Wanted(people, MEETINGS[:1], Composition(least=2, most=4, never_alone_in=(faith,)))
    formed = form_groups(wanted, seed=0)
    assert [group.people for group in formed.groups] == [(0, 1, 2)]
    assert formed.left == ((3, WhyLeft.ALONE),)
