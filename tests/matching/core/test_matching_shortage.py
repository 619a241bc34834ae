"""The recruiting list: its counts are found again by adding such supporters and solving anew."""

import pytest
from hypothesis import given, settings
from matching_worlds import AGE, CONDITION, GENDER, worlds

from alongside.matching.core import (
    FEWEST,
    SAME_AS_ME,
    Exclusion,
    Seeker,
    Strength,
    Supporter,
    Wish,
    admissible,
    recruited,
    said,
    shortage,
    solve_round,
)

A, B = frozenset("a"), frozenset("b")
WOMAN = Wish(GENDER, Strength.MUST, frozenset({"woman"}))
EVENINGS = frozenset({(1, "evening"), (3, "18:30")})


@settings(max_examples=40, deadline=None)
@given(worlds(most_supporters=2))
def test_recruiting_list_helps_exactly_as_many_as_it_says(world):
    found = solve_round(*world.people, seed=world.seed)
    listed = shortage(*world.people, found)
    giving, helped = list(world.supporters), found.objective.helped
    assert listed.waiting == len(world.seekers) - helped
    for line, recruit in enumerate(listed.recruits):
        new = [
            recruited(recruit.description, f"new {line}.{n}", recruit.places_each, giving)
            for n in range(recruit.supporters)
        ]
        by_id = {seeker.id: seeker for seeker in world.seekers}
        assert all(not admissible(by_id[id_], new[0], ()) for id_ in recruit.fits)
        giving += new
        again = solve_round(world.seekers, giving, world.exclusions, seed=world.seed)
        assert again.objective.helped - helped == recruit.helps >= 1
        helped = again.objective.helped
    assert listed.still_waiting == len(world.seekers) - helped
    assert not listed.out_of_time


def urdu_speaking(count):
    return [
        Seeker(
            id=i,
            wishes=(WOMAN,),
            languages=frozenset({"ur"}),
            modalities=frozenset({"phone"}),
            availability=EVENINGS,
        )
        for i in range(count)
    ]


def test_recruiting_list_finds_the_few_who_would_help_many():
    """Eleven people wait for women who speak Urdu in the evenings, two for anybody who speaks Welsh."""
    seeking = [*urdu_speaking(11), *(Seeker(id=f"w{i}", languages=frozenset({"cy"})) for i in range(2))]
    giving = [
        Supporter(id=f"s{j}", traits={"gender": B}, languages=frozenset({"en"}), capacity=6) for j in range(3)
    ]
    found = solve_round(seeking, giving, seed=0)
    listed = shortage(seeking, giving, (), found)
    first, second = listed.recruits
    assert (first.supporters, first.places_each, first.helps, first.fits) == (2, 6, 11, tuple(range(11)))
    assert first.description.traits == ((GENDER, frozenset({"woman"})),)
    assert (first.description.language, first.description.part) == ("ur", "evening")
    assert (second.supporters, second.helps, second.description.language) == (1, 2, "cy")
    assert listed.still_waiting == 0


def test_recruiting_list_says_what_the_new_supporter_must_not_be():
    seeking = [Seeker(id=1, wishes=(Wish(CONDITION, Strength.NOT_THIS, B),))]
    (line,) = shortage(seeking, [], (), solve_round(seeking, [], seed=0)).recruits
    assert line.description.avoid == ((CONDITION, B),)
    assert line.description.length == 0


def test_recruiting_list_counts_those_who_move_up():
    """Only one person fits the recruit, who leaves a place that another can have: one is helped all the same."""
    picky = Seeker(id=1, wishes=(Wish(CONDITION, Strength.MUST, A),), waiting_days=9)
    other = Seeker(id=2, wishes=(Wish(CONDITION, Strength.MUST, A), WOMAN))
    giving = [Supporter(id="s", traits={"condition": A, "gender": frozenset({"woman"})})]
    found = solve_round([picky, other], giving, [Exclusion(2, "s")], seed=0)
    (line,) = shortage([picky, other], giving, [Exclusion(2, "s")], found).recruits
    assert (line.helps, line.fits) == (1, (2,))


def test_recruiting_list_leaves_out_whom_nobody_could_support():
    seeking = [Seeker(id=1, wishes=(Wish(AGE, Strength.MUST, SAME_AS_ME),))]
    listed = shortage(seeking, [], (), solve_round(seeking, [], seed=0))
    assert (listed.recruits, listed.still_waiting) == ((), 1)


@pytest.mark.parametrize("limit", [0.0])
def test_recruiting_list_out_of_time_says_so(limit):
    seeking = urdu_speaking(3)
    listed = shortage(seeking, [], (), solve_round(seeking, [], seed=0), time_limit=limit)
    assert (listed.out_of_time, listed.recruits, listed.waiting) == (True, (), 3)


def test_recruiting_list_asks_for_all_that_one_person_must_have():
    both = Seeker(id=1, wishes=(Wish(CONDITION, Strength.MUST, A), Wish(CONDITION, Strength.MUST, B)))
    near = Seeker(id=2, wishes=(Wish(AGE, Strength.MUST, 40), Wish(AGE, Strength.MUST, 45)))
    found = shortage([both, near], [], (), solve_round([both, near], [], seed=0))
    assert [line.description.traits for line in found.recruits] == [((AGE, 40),), ((CONDITION, A | B),)]
    assert found.still_waiting == 0


def said_of(seeking, giving=()):
    found = shortage(seeking, giving, (), solve_round(seeking, giving, seed=0))
    return said(found, seeking)


@settings(max_examples=40, deadline=None)
@given(worlds(most_supporters=1))
def test_no_word_is_said_that_fewer_than_three_of_those_it_is_for_need(world):
    listed = shortage(*world.people, solve_round(*world.people, seed=world.seed))
    aloud = said(listed, world.seekers)
    assert sum(one.helps for one in aloud.recruits) + aloud.others_help == sum(
        r.helps for r in listed.recruits
    )
    hard = [(one, wish) for one in world.seekers for wish in one.wishes]
    for line in aloud.recruits:
        for trait, _ in line.description.traits:
            assert sum(w.trait == trait and w.strength is Strength.MUST for _, w in hard) >= FEWEST
        for trait, _ in line.description.avoid:
            assert sum(w.trait == trait and w.strength is Strength.NOT_THIS for _, w in hard) >= FEWEST
        if line.description.language:
            assert sum(line.description.language in one.languages for one in world.seekers) >= FEWEST


def test_one_persons_wish_in_a_line_for_many_is_left_out():
    """Five would take anybody who speaks Urdu; one of them asks for a woman, and the list does not say so."""
    seeking = [Seeker(id=i, languages=frozenset({"ur"})) for i in range(4)]
    seeking.append(Seeker(id=9, languages=frozenset({"ur"}), wishes=(WOMAN,)))
    (line,) = said_of(seeking, [Supporter(id="s", languages=frozenset({"en"}), capacity=5)]).recruits
    assert (line.description.language, line.description.traits, line.more) == ("ur", (), True)


def test_line_for_one_person_is_counted_and_not_described():
    seeking = [*urdu_speaking(3), Seeker(id="cy", languages=frozenset({"cy"}))]
    aloud = said_of(seeking, [Supporter(id="s", languages=frozenset({"en"}), capacity=3)])
    assert [one.description.language for one in aloud.recruits] == ["ur"]
    assert (aloud.others, aloud.others_help, aloud.still_waiting) == (1, 1, 0)


def test_somebody_whom_nobody_new_could_help_is_told_apart():
    same = Wish(GENDER, Strength.MUST, SAME_AS_ME)
    both = Wish(GENDER, Strength.NOT_THIS, frozenset({"woman"}))
    seeking = [Seeker(id=1, wishes=(same,)), Seeker(id=2, wishes=(WOMAN, both)), Seeker(id=3)]
    listed = shortage(seeking, [], (), solve_round(seeking, [], seed=0))
    assert listed.beyond == (1, 2)
    assert listed.still_waiting == 2
