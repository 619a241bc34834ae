"""Rounds in which both sides choose, against a slow deferred acceptance and against trying everything."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matching_worlds import worlds

from alongside.matching.core import Pair, Seeker, Side, Supporter, compiled, solve_round
from alongside.matching.core.stable import (
    Preferences,
    PreferencesError,
    blocking_pairs,
    check_stable_round,
    compare,
    faults_of_choice,
    pairs_that_would_leave,
    seekers_propose,
    solve_stable_round,
    supporters_propose,
    views,
)


@st.composite
def lists(draw, most=6):
    seekers, supporters = draw(st.integers(0, most)), draw(st.integers(0, 4))
    rows = [
        draw(st.lists(st.sampled_from(range(supporters)), unique=True)) if supporters else []
        for _seeker in range(seekers)
    ]
    arcs = sum(map(len, rows))
    ranks = st.lists(st.integers(0, 3), min_size=arcs, max_size=arcs)
    return Preferences(
        indptr=np.cumsum([0, *map(len, rows)]),
        supporter=np.array([j for row in rows for j in row], dtype=np.int32),
        seeker_rank=np.array(draw(ranks), dtype=np.int32),
        supporter_rank=np.array(draw(ranks), dtype=np.int32),
        capacity=np.array([draw(st.integers(0, 2)) for _ in range(supporters)], dtype=np.int32),
        turn=np.array(draw(st.permutations(range(seekers))), dtype=np.int32),
        lot=np.array(draw(st.permutations(range(supporters))), dtype=np.int32),
    )


def arcs_of(lists_):
    """Seeker to supporter to (how the seeker ranks, how the supporter ranks), ties settled."""
    owners = lists_.owners().tolist()
    return {
        (i, j): (
            (int(lists_.seeker_rank[a]), int(lists_.lot[j])),
            (int(lists_.supporter_rank[a]), int(lists_.turn[i])),
        )
        for a, (i, j) in enumerate(zip(owners, lists_.supporter.tolist(), strict=True))
    }


def slowly(lists_):
    """The textbook: everybody free asks the next on their sorted list; a supporter keeps the best they can hold."""
    arcs = arcs_of(lists_)
    to_ask = {
        i: sorted((j for one, j in arcs if one == i), key=lambda j, i=i: arcs[i, j][0])
        for i in range(lists_.seekers)
    }
    held = {j: [] for j in range(lists_.capacity.size)}
    while free := [i for i in to_ask if to_ask[i] and not any(i in kept for kept in held.values())]:
        i = free[-1]
        j = to_ask[i].pop(0)
        held[j] = sorted([*held[j], i], key=lambda one: arcs[one, j][1])[: lists_.capacity[j]]
    return [next((j for j, kept in held.items() if i in kept), -1) for i in range(lists_.seekers)]


def outcomes(lists_):
    """Every outcome there is."""
    rows = [
        [-1, *lists_.supporter[lists_.indptr[i] : lists_.indptr[i + 1]].tolist()]
        for i in range(lists_.seekers)
    ]
    for choice in product(*rows):
        taken = np.bincount([j for j in choice if j >= 0], minlength=lists_.capacity.size)
        if np.all(taken <= lists_.capacity):
            yield np.array(choice, dtype=np.int64)


def strict(lists_):
    """The same lists with ties settled, so that the best stable outcome is one."""
    arcs = list(arcs_of(lists_).values())
    first = sorted({one for one, _ in arcs})
    second = sorted({two for _, two in arcs})
    return replace(
        lists_,
        seeker_rank=np.array([first.index(one) for one, _ in arcs], dtype=np.int32),
        supporter_rank=np.array([second.index(two) for _, two in arcs], dtype=np.int32),
    )


@settings(max_examples=150, deadline=None)
@given(lists())
def test_proposing_is_stable_and_what_the_textbook_finds(lists_):
    found = seekers_propose(lists_)
    assert found.tolist() == slowly(lists_)
    for choice in (found, supporters_propose(lists_)):
        assert faults_of_choice(lists_, choice) == []
        assert blocking_pairs(strict(lists_), choice).size == blocking_pairs(lists_, choice).size == 0


@settings(max_examples=40, deadline=None)
@given(lists(most=4))
def test_each_side_gets_its_best_stable_outcome_when_it_proposes(lists_):
    lists_ = strict(lists_)
    ranks = {pair: view[0] for pair, view in arcs_of(lists_).items()}
    nothing = (99, 0)
    stable = [choice for choice in outcomes(lists_) if not blocking_pairs(lists_, choice).size]
    best, worst = seekers_propose(lists_), supporters_propose(lists_)
    for choice in stable:
        for i, j in enumerate(choice.tolist()):
            had = ranks.get((i, j), nothing)
            assert ranks.get((i, int(best[i])), nothing) <= had <= ranks.get((i, int(worst[i])), nothing)


@settings(max_examples=60, deadline=None)
@given(lists())
def test_blocking_pairs_are_those_that_the_definition_names(lists_):
    arcs = {pair: (one[0], two[0]) for pair, (one, two) in arcs_of(lists_).items()}
    for choice in list(outcomes(lists_))[:20]:
        named = []
        for (i, j), (seeker_rank, supporter_rank) in arcs.items():
            mine = int(choice[i])
            theirs = [arcs[one, j][1] for one in np.flatnonzero(choice == j).tolist()]
            wants = mine < 0 or seeker_rank < arcs[i, mine][0]
            wanted = len(theirs) < lists_.capacity[j] or any(supporter_rank < rank for rank in theirs)
            named.append(wants and wanted)
        assert blocking_pairs(lists_, choice).tolist() == np.flatnonzero(named).tolist()


def crowd(seekers, supporters, degree, seed):
    chance = np.random.default_rng(seed)
    rows = np.sort(np.argsort(chance.random((seekers, supporters)), axis=1)[:, :degree], axis=1)
    arcs = seekers * degree
    return Preferences(
        indptr=np.arange(seekers + 1) * degree,
        supporter=rows.ravel().astype(np.int32),
        seeker_rank=chance.integers(0, 40, arcs).astype(np.int32),
        supporter_rank=chance.integers(0, 5, arcs).astype(np.int32),
        capacity=chance.integers(0, 4, supporters).astype(np.int32),
        turn=chance.permutation(seekers).astype(np.int32),
        lot=chance.permutation(supporters).astype(np.int32),
    )


@pytest.mark.parametrize("propose", [seekers_propose, supporters_propose])
@pytest.mark.parametrize("size", [(300, 100, 40), (60, 100, 20)])
def test_compiled_loops_give_what_plain_ones_give(propose, size):
    lists_ = crowd(*size, 3)
    plain = propose(lists_)
    assert propose(lists_, compile_loops=True).tolist() == plain.tolist()
    assert blocking_pairs(lists_, plain).size == 0
    if propose is seekers_propose:
        assert plain.tolist() == slowly(lists_)


def test_who_asks_for_compiled_loops_without_the_extra_is_told_which(monkeypatch):
    monkeypatch.setattr(compiled, "can_compile", lambda: False)
    with pytest.raises(compiled.NotInstalledError, match="scale"):
        compiled.compiled(lambda: None)


FEW = crowd(3, 2, 2, 0)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"seeker_rank": np.array([0.5] * 6)}, "whole numbers"),
        ({"seeker_rank": np.array([np.nan] * 6)}, "whole numbers"),
        ({"supporter_rank": np.zeros(5, dtype=int)}, "one rank from each side"),
        ({"indptr": np.array([0, 4, 3, 6])}, "divide"),
        ({"indptr": np.array([], dtype=int)}, "divide"),
        ({"supporter": np.array([0, 1, 0, 2, 0, 1])}, "not there"),
        ({"supporter": np.array([0, 1, -1, 1, 0, 1])}, "not there"),
        ({"supporter": np.array([0, 1, 1, 1, 0, 1])}, "listed twice"),
        ({"capacity": np.array([-1, 2])}, "fewer than no"),
        ({"turn": np.array([0, 0, 1])}, "all different"),
        ({"lot": np.array([0])}, "all different"),
    ],
)
def test_preferences_say_in_words_what_is_wrong(changes, said):
    with pytest.raises(PreferencesError, match=said):
        replace(FEW, **changes)


def test_preferences_may_come_unsorted():
    assert replace(FEW, supporter=np.array([1, 0, 1, 0, 1, 0])).seekers == 3


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        ([0], "one answer"),
        ([0, 7, -1], "not there"),
        ([0, 0, 0], "fewer places"),
        ([1, -1, -1], "not on the lists"),
    ],
)
def test_faults_of_choice_say_what_is_impossible(choice, said):
    lists_ = replace(
        FEW,
        indptr=np.array([0, 1, 2, 3]),
        supporter=np.array([0, 0, 0]),
        seeker_rank=np.zeros(3, dtype=int),
        supporter_rank=np.zeros(3, dtype=int),
        capacity=np.array([2, 2]),
    )
    assert said in faults_of_choice(lists_, np.array(choice))[0]


@settings(max_examples=40, deadline=None)
@given(worlds(), st.sampled_from([Side.SEEKER, Side.SUPPORTER]), st.randoms(use_true_random=False))
def test_solve_stable_round_is_stable_whatever_the_order_of_people(world, side, chance):
    found = solve_stable_round(*world.people, seed=world.seed, proposers=side)
    assert check_stable_round(*world.people, found) == []
    shuffled = [chance.sample(group, len(group)) for group in world.people]
    assert solve_stable_round(*shuffled, seed=world.seed, proposers=side) == found


@settings(max_examples=40, deadline=None)
@given(worlds())
def test_compare_sets_a_stable_round_beside_the_best_for_all(world):
    stable, best = (solve(*world.people, seed=0) for solve in (solve_stable_round, solve_round))
    seen = views(*world.people)
    beside = compare(world.supporters, seen, stable, best)
    assert beside.fewer_helped >= 0
    assert (beside.best.helped, beside.best.weight) >= (beside.stable.helped, beside.stable.weight)
    as_stable = replace(stable, pairs=best.pairs)
    faults = check_stable_round(*world.people, as_stable)
    assert len(beside.leaving) == sum("rather have each other" in fault for fault in faults)


def test_the_best_for_all_helps_more_where_both_would_rather_have_another():
    people = [Seeker(id=1), Seeker(id=2)], [Supporter(id="a"), Supporter(id="b")]
    lists_ = {
        "seeker_lists": {1: [{"a"}, {"b"}], 2: [{"a"}]},
        "supporter_lists": {"a": [{1}, {2}]},
    }
    stable = solve_stable_round(*people, seed=0, **lists_)
    assert [(pair.seeker, pair.supporter) for pair in stable.pairs] == [(1, "a")]
    assert stable.unmatched == (2,)
    weight = stable.pairs[0].weight
    seen = views(*people, **lists_)
    both = (Pair(1, "b", weight), Pair(2, "a", weight))
    assert pairs_that_would_leave(people[1], seen, both) == ((1, "a"),)


def test_ties_go_to_who_waited_longest_then_to_a_lot_that_the_seed_draws():
    one_place = [Supporter(id="s")]
    waited = [Seeker(id=1, waiting_days=300), Seeker(id=2, waiting_days=301)]
    assert {solve_stable_round(waited, one_place, seed=seed).pairs[0].seeker for seed in range(8)} == {2}
    equal = [Seeker(id=i) for i in range(4)]
    assert {solve_stable_round(equal, one_place, seed=seed).pairs[0].seeker for seed in range(40)} == set(
        range(4)
    )


@pytest.mark.parametrize(
    ("ranking", "said"),
    [
        ({"seeker_lists": {1: [["a"], ["a"]]}}, "1 ranks 'a' twice"),
        ({"seeker_lists": {1: [["z"]]}}, "'z', who is not on the other side"),
        ({"seeker_lists": {9: []}}, "9, who takes no part"),
        ({"supporter_lists": {"a": [["a"]]}}, "'a', who is not on the other side"),
    ],
)
def test_solve_stable_round_says_what_is_wrong_with_a_list(ranking, said):
    with pytest.raises(PreferencesError, match=said):
        solve_stable_round([Seeker(id=1)], [Supporter(id="a")], seed=0, **ranking)


def test_everybody_excluding_everybody_and_nobody_at_all_leave_nobody_matched():
    refusing = {"seeker_lists": {1: [], 2: []}}
    found = solve_stable_round([Seeker(id=1), Seeker(id=2)], [Supporter(id="a")], seed=0, **refusing)
    assert (found.pairs, found.unmatched) == ((), (1, 2))
    assert solve_stable_round([Seeker(id=1)], [], seed=0).unmatched == (1,)
    assert solve_stable_round([], [], seed=0, proposers=Side.SUPPORTER).pairs == ()


ROUND = solve_stable_round([Seeker(id=1), Seeker(id=2)], [Supporter(id="a")], seed=0)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"pairs": ()}, "rather have each other"),
        ({"pairs": (Pair(1, "z", 0),)}, "may not be proposed"),
        ({"pairs": (Pair(1, "a", 0),)}, "weight is not"),
        ({"pairs": ROUND.pairs * 2}, "more than one pair"),
        ({"pairs": ROUND.pairs * 2}, "fewer places"),
        ({"unmatched": ()}, "unmatched"),
        ({"objective": replace(ROUND.objective, helped=2)}, "objective"),
    ],
)
def test_check_stable_round_rejects_each_kind_of_tampering(changes, said):
    faults = check_stable_round(
        [Seeker(id=1), Seeker(id=2)], [Supporter(id="a")], [], replace(ROUND, **changes)
    )
    assert any(said in fault for fault in faults)
