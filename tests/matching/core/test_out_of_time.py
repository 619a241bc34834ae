"""A round that runs out of time is sound, and its gap allows for everybody whom there was no time to look at."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matching_worlds import worlds

from alongside.matching.core import (
    Seeker,
    Supporter,
    WhyUnmatched,
    anytime,
    check_round,
    possible,
    solve_round,
)
from alongside.matching.core.command import main
from alongside.matching.core.stable import check_stable_round, solve_stable_round

LIMIT = 10.0


@contextmanager
def time_for(looks: int) -> Iterator[None]:
    """The clock stands still for so many looks, and then the time is over."""
    times = iter([0.0, *[0.0] * looks])
    with (
        patch.object(possible, "A_LOOK", 1),
        patch.object(anytime, "monotonic", lambda: next(times, 2 * LIMIT)),
    ):
        yield


@settings(max_examples=60, deadline=None)
@given(worlds(), st.integers(0, 5))
def test_round_is_sound_and_its_gap_is_no_smaller_than_what_is_missing(world, looks):
    best = solve_round(*world.people, seed=world.seed)
    with time_for(looks):
        found = solve_round(*world.people, seed=world.seed, time_limit=LIMIT)
    assert check_round(*world.people, found) == []
    missing = best.certificate.value - found.certificate.value
    assert 0 <= missing <= found.certificate.gap
    unseen = [one for one in found.unmatched if one.why is WhyUnmatched.NOT_LOOKED_AT]
    assert len(unseen) == max(0, len(world.seekers) - looks)
    assert found.out_of_time or not unseen


@settings(max_examples=40, deadline=None)
@given(worlds())
def test_round_with_time_enough_is_the_best_round(world):
    assert solve_round(*world.people, seed=world.seed, time_limit=600) == solve_round(
        *world.people, seed=world.seed
    )


def test_whoever_waited_longest_is_looked_at_first():
    people = [Seeker(id=f"p{days}", waiting_days=days) for days in (3, 90, 40)]
    with time_for(1):
        found = solve_round(people, [Supporter(id="s")], seed=1, time_limit=LIMIT)
    assert [pair.seeker for pair in found.pairs] == ["p90"]


def test_places_bound_how_many_more_could_be_helped():
    """Forty were not looked at, but only the one place that is left could be given to one of them."""
    people = [Seeker(id=f"p{number}") for number in range(41)]
    with time_for(1):
        found = solve_round(people, [Supporter(id="s", capacity=2)], seed=1, time_limit=LIMIT)
    proof = found.certificate
    assert len(found.pairs) == 1
    assert (proof.gap + proof.value % proof.step) // proof.step == 1


def test_gap_that_is_said_too_small_is_found():
    people, givers = [Seeker(id=1), Seeker(id=2)], [Supporter(id=3, capacity=2)]
    with time_for(1):
        found = solve_round(people, givers, seed=1, time_limit=LIMIT)
    assert found.certificate.gap > 0
    small = replace(
        found.certificate,
        seeker_prices={**found.certificate.seeker_prices, found.unmatched[0].seeker: 0},
        bound=found.certificate.value,
    )
    assert check_round(people, givers, [], replace(found, certificate=small))


@settings(max_examples=60, deadline=None)
@given(worlds(), st.integers(0, 5))
def test_stable_round_is_stable_among_those_looked_at(world, looks):
    with time_for(looks):
        found = solve_stable_round(*world.people, seed=world.seed, time_limit=LIMIT)
    assert check_stable_round(*world.people, found) == []
    assert len(found.not_looked_at) == max(0, len(world.seekers) - looks)


@pytest.mark.parametrize("mode", ["welfare", "stable"])
def test_command_returns_the_best_found_in_time_and_its_result_is_checked(tmp_path: Path, capsys, mode):
    crowd = {
        "seekers": [{"id": f"p{i}", "waiting_days": i} for i in range(60)],
        "supporters": [{"id": f"s{j}"} for j in range(60)],
    }
    instance, result = tmp_path / "crowd.json", tmp_path / "result.json"
    instance.write_text(json.dumps(crowd))
    options = ["--mode", mode, "--time-limit", "10"]
    with time_for(40):
        assert main([str(instance), *options, "--json", "--output", str(result)]) == 0
    data = json.loads(result.read_text())
    assert data["out_of_time"] is True
    assert 0 < data["objective"]["helped"] < 60
    assert main(["check", str(instance), str(result)]) == 0
    capsys.readouterr()
    with time_for(40):
        assert main([str(instance), *options]) == 0
    assert "Time ran out." in capsys.readouterr().out
