"""Allocation: blocks are balanced, every order is as likely, minimisation balances, and a log that was touched is found."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from alongside.evaluation.core.analyses.allocation_log import START, Event, Line, check_chain, seal, twice
from alongside.evaluation.core.analyses.finding import CannotSay
from alongside.evaluation.core.analyses.randomisation import (
    Arms,
    Dice,
    Imbalance,
    Minimisation,
    Placed,
    block_ends,
    block_list,
    imbalance_scores,
    minimise,
)
from alongside.evaluation.core.analyses.trial import make_plan, next_arm, read_public

TWO = Arms({"A": 1, "B": 1})


@settings(max_examples=25)
@given(seed=st.binary(min_size=1), stratum=st.text(), parts=st.tuples(st.integers(1, 3), st.integers(1, 3)))
def test_arms_are_in_their_ratio_after_every_block(seed: bytes, stratum: str, parts: tuple[int, int]) -> None:
    arms = Arms({"A": parts[0], "B": parts[1]})
    sizes = [arms.round_size, 2 * arms.round_size, 3 * arms.round_size]
    made = block_list(arms, sizes, seed, stratum, 60)
    for end in block_ends(arms, sizes, seed, stratum, 60):
        counts = Counter(made[:end])
        assert counts["A"] * parts[1] == counts["B"] * parts[0]


def test_all_six_orders_of_a_block_of_four_are_equally_likely() -> None:
    seen = Counter(tuple(Dice(b"seed", str(number)).shuffled(["A", "A", "B", "B"])) for number in range(3000))
    assert len(seen) == 6
    assert stats.chisquare(list(seen.values())).pvalue > 0.001


def test_block_sizes_are_random_and_all_come() -> None:
    ends = block_ends(TWO, [2, 4, 6], b"seed", "", 6000)
    sizes = Counter(after - before for before, after in zip([0, *ends], ends, strict=False))
    assert set(sizes) == {2, 4, 6}
    assert stats.chisquare(list(sizes.values())).pvalue > 0.001


def test_one_seed_gives_one_list_and_strata_differ() -> None:
    """The first twelve of a fixed seed: another machine, another year, the same list."""
    made = block_list(TWO, [2, 4, 6], b"fixed", "site=1", 12)
    assert "".join(made) == FIXED_LIST
    assert made != block_list(TWO, [2, 4, 6], b"fixed", "site=2", 12)
    assert made != block_list(TWO, [2, 4, 6], b"other", "site=1", 12)


FIXED_LIST = "ABBAABBAABBA"


@pytest.mark.parametrize("sizes", [[4], [3, 4], [], [0, 2]])
def test_blocks_that_could_be_guessed_or_not_filled_are_refused(sizes: list[int]) -> None:
    with pytest.raises(CannotSay):
        block_list(TWO, sizes, b"seed", "", 4)


def altman_and_bland() -> list[Placed]:
    """People so far: of men 6 and 5, of site 1 4 and 6, of high severity 5 and 3, in A and B."""
    placed = []
    for factor, level, counts in (
        ("sex", "male", (6, 5)),
        ("site", "1", (4, 6)),
        ("severity", "high", (5, 3)),
    ):
        for arm, count in zip("AB", counts, strict=True):
            placed += [Placed({factor: level}, arm)] * count
    return placed


def test_marginal_totals_prefer_the_arm_with_fewer_people_like_this_one() -> None:
    """Altman and Bland's sum: A 6 + 4 + 5 = 15, B 5 + 6 + 3 = 14; prefer B."""
    plan = Minimisation(TWO, ("sex", "site", "severity"))
    person = {"sex": "male", "site": "1", "severity": "high"}
    assert imbalance_scores(plan, altman_and_bland(), person) == {"A": 15, "B": 14}
    chosen = [minimise(plan, altman_and_bland(), person, str(seed).encode()).arm for seed in range(2000)]
    assert 0.77 < chosen.count("B") / 2000 < 0.83


def test_ties_are_broken_evenly_and_noted() -> None:
    plan = Minimisation(TWO, ("sex",))
    choices = [minimise(plan, [], {"sex": "f"}, str(seed).encode()) for seed in range(2000)]
    assert all(choice.tied for choice in choices)
    assert 0.46 < sum(choice.arm == "A" for choice in choices) / 2000 < 0.54


@pytest.mark.parametrize("measure", list(Imbalance))
def test_minimisation_balances_margins_better_than_tossing_coins(measure: Imbalance) -> None:
    plan = Minimisation(TWO, ("sex", "site", "severity"), measure=measure)
    dice = Dice(b"people")
    minimised: list[Placed] = []
    tossed: list[Placed] = []
    worst = {"minimised": 0, "tossed": 0}
    for number in range(300):
        person = {
            "sex": "fm"[dice.below(2)],
            "site": str(dice.below(6)),
            "severity": ("low", "high")[dice.below(2)],
        }
        minimised.append(Placed(person, minimise(plan, minimised, person, b"seed").arm))
        tossed.append(Placed(person, "AB"[dice.below(2)]))
        if number > 50:
            for name, placed in (("minimised", minimised), ("tossed", tossed)):
                worst[name] = max(worst[name], imbalance(placed))
    assert worst["minimised"] <= 10
    assert worst["tossed"] > 1.5 * worst["minimised"]


def imbalance(placed: list[Placed]) -> int:
    """The largest difference between the arms over all levels of all factors."""
    counts: Counter[tuple[str, str]] = Counter()
    for one in placed:
        for item in one.levels.items():
            counts[item] += 1 if one.arm == "A" else -1
    return max(abs(difference) for difference in counts.values())


def test_a_probability_of_one_could_be_foretold() -> None:
    with pytest.raises(CannotSay, match="foretold"):
        Minimisation(TWO, ("sex",), probability=1.0)


def test_a_factor_that_is_not_known_of_a_person_is_asked_for() -> None:
    with pytest.raises(CannotSay, match="must be known"):
        minimise(Minimisation(TWO, ("sex", "site")), [], {"sex": "f"}, b"seed")


def chain(length: int = 5) -> list[Line]:
    lines: list[Line] = []
    for number in range(1, length + 1):
        content = {"person": f"P{number}", "arm": "A" if number % 2 else "B"}
        lines.append(seal(number, "allocated", content, lines[-1].hash if lines else START))
    return lines


def test_an_untouched_log_holds() -> None:
    lines = chain()
    assert check_chain(line.text() for line in lines) == (lines, [])
    assert check_chain([line.text() for line in lines], expect=(5, lines[-1].hash))[1] == []


def edited(texts: list[str]) -> list[str]:
    return [texts[0], texts[1].replace('"B"', '"A"'), *texts[2:]]


def resealed(texts: list[str]) -> list[str]:
    """Edited by somebody who knows how a line is sealed."""
    lines = chain()
    lines[1] = seal(2, "allocated", {"person": "P2", "arm": "A"}, lines[0].hash)
    return [line.text() for line in lines]


TAMPERED = {
    "edited": edited,
    "edited and sealed again": resealed,
    "deleted": lambda texts: texts[:2] + texts[3:],
    "first deleted": lambda texts: texts[1:],
    "reordered": lambda texts: [texts[0], texts[2], texts[1], *texts[3:]],
    "doubled": lambda texts: [*texts[:2], texts[1], *texts[2:]],
    "unreadable": lambda texts: [*texts[:2], "not a line", *texts[2:]],
}


@pytest.mark.parametrize("how", TAMPERED)
def test_a_log_that_was_touched_is_found(how: str) -> None:
    assert check_chain(TAMPERED[how]([line.text() for line in chain()]))[1] != []


def test_a_cut_off_end_is_found_by_what_was_noted() -> None:
    lines = chain()
    cut = [line.text() for line in lines[:3]]
    assert check_chain(cut)[1] == []
    assert check_chain(cut, expect=(5, lines[-1].hash))[1] != []


def test_a_person_allocated_twice_is_found() -> None:
    lines = chain(2)
    lines.append(seal(3, "allocated", {"person": "P1", "arm": "B"}, lines[-1].hash))
    assert [fault.place for fault in twice(lines)] == [3]


@pytest.mark.parametrize("method", ["blocks", "minimisation"])
def test_a_plan_kept_with_its_arms_in_another_order_allocates_the_same(method: str) -> None:
    asked = {"arms": ["now", "later"], "method": method, "levels": {"town": ["north", "south"]}}
    public, secret = make_plan(asked, "5" * 64)
    kept = {**public.as_data(), "arms": dict(reversed(public.as_data()["arms"].items()))}
    read = read_public(kept)
    assert read.digest == public.digest
    lines: list[Line] = []
    for number in range(1, 30):
        levels = {"town": "north" if number % 3 else "south"}
        made = next_arm(public, secret, lines, levels)
        assert next_arm(read, secret, lines, levels) == made
        lines.append(seal(number, Event.ALLOCATED, {"person": str(number), "levels": levels, **made}, ""))
