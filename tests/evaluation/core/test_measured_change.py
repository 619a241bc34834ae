import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.evaluation.core.change import (
    EntryRule,
    HigherIs,
    Pair,
    Reliability,
    ReliableCounts,
    Selects,
    Standing,
    count_reliable,
    expected_anyway,
    expected_regression,
    measure_change,
    paired_t,
)

# Student's sleep data (R: datasets::sleep), extra hours under two drugs.
SLEEP_1 = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
SLEEP_2 = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
SLEEP = [Pair(str(n), *both) for n, both in enumerate(zip(SLEEP_1, SLEEP_2, strict=True))]
PHQ_9 = Reliability(sd=6, reliability=0.84, source="worked example")


def test_paired_t_of_students_sleep_data():
    result = paired_t([one - two for one, two in zip(SLEEP_1, SLEEP_2, strict=True)])
    assert result.t == pytest.approx(-4.0621, abs=5e-5)
    assert (result.n, result.df) == (10, 9)
    assert result.interval.low == pytest.approx(-2.4598858, abs=1e-7)
    assert result.interval.high == pytest.approx(-0.7001142, abs=1e-7)


def test_improvement_is_positive_when_better_whichever_way_the_measure_runs():
    up = measure_change("sleep", SLEEP, higher_is=HigherIs.BETTER, asked=12)
    down = measure_change("sleep", SLEEP, higher_is=HigherIs.WORSE, asked=12)
    assert up.improvement == pytest.approx(1.58)
    assert down.improvement == pytest.approx(-1.58)
    assert up.interval.low == pytest.approx(-down.interval.high) == pytest.approx(0.7001142, abs=1e-7)
    assert (up.before_mean, up.after_mean) == (pytest.approx(0.75), pytest.approx(2.33))
    assert (up.n, up.asked, up.missing, up.standing) == (10, 12, 2, Standing.INTERVAL)


def pairs_of(n, gain=lambda n: n % 3):
    return [Pair(str(k), 5.0, 5.0 + gain(k)) for k in range(n)]


@pytest.mark.parametrize(
    ("n", "standing"),
    [
        (0, Standing.DESCRIBED),
        (1, Standing.DESCRIBED),
        (9, Standing.DESCRIBED),
        (10, Standing.INTERVAL),
        (29, Standing.INTERVAL),
        (30, Standing.COMPARED_WITH_MID),
    ],
)
def test_few_people_are_described_and_not_concluded_from(n, standing):
    change = measure_change("m", pairs_of(n), higher_is=HigherIs.BETTER, asked=n)
    assert change.standing == standing
    assert (change.interval is None) == (standing == Standing.DESCRIBED)
    assert (change.improvement is None) == (n == 0)


def test_same_change_for_all_gives_no_interval():
    change = measure_change("m", pairs_of(40, lambda _: 0.1), higher_is=HigherIs.BETTER, asked=40)
    assert (change.sd, change.interval, change.standing) == (0.0, None, Standing.DESCRIBED)
    assert paired_t([2.0, 2.0]).t is None


def test_reliable_change_of_phq_9():
    assert PHQ_9.index(14, 8) == pytest.approx(-1.768, abs=5e-4)
    assert PHQ_9.threshold == pytest.approx(6.65, abs=5e-3)
    scores = [(14, 8), (14, 7), (7, 14), (10, 10)]
    pairs = [Pair(str(n), *both) for n, both in enumerate(scores)]
    assert count_reliable(pairs, PHQ_9, HigherIs.WORSE) == ReliableCounts(better=1, unchanged=2, worse=1)
    assert count_reliable(pairs[:2], PHQ_9, HigherIs.BETTER) == ReliableCounts(better=0, unchanged=1, worse=1)


def test_expected_regression_of_phq_9():
    entry = EntryRule(cut_off=10, selects=Selects.AT_OR_ABOVE, mean=7, sd=6, correlation=0.84)
    assert expected_regression(entry) == pytest.approx(1.0954, abs=5e-4)
    assert expected_anyway(entry, HigherIs.WORSE) == pytest.approx(1.0954, abs=5e-4)
    assert expected_anyway(entry, HigherIs.BETTER) == pytest.approx(-1.0954, abs=5e-4)


def test_expected_regression_is_the_same_from_both_ends():
    above = EntryRule(10, Selects.AT_OR_ABOVE, 7, 6, 0.84)
    below = EntryRule(4, Selects.AT_OR_BELOW, 7, 6, 0.84)
    assert expected_regression(above) == pytest.approx(expected_regression(below))
    assert expected_anyway(below, HigherIs.BETTER) > 0


def test_change_carries_reliable_counts_and_regression():
    entry = EntryRule(10, Selects.AT_OR_ABOVE, 7, 6, 0.84)
    pairs = [Pair("a", 14, 7), Pair("b", 12, 12)]
    change = measure_change(
        "phq", pairs, higher_is=HigherIs.WORSE, asked=2, mid=5, reliability=PHQ_9, entry=entry
    )
    assert change.reliable == ReliableCounts(1, 1, 0)
    assert change.expected_anyway == pytest.approx(1.0954, abs=5e-4)
    assert change.reliability == PHQ_9


@pytest.mark.parametrize(
    ("pairs", "asked", "mid"),
    [
        ([Pair("a", 1, 2)], 0, None),
        ([Pair("a", 1, 2), Pair("a", 1, 2)], 2, None),
        ([Pair("a", float("nan"), 2)], 1, None),
        ([Pair("a", 1, 2)], 1, 0),
        ([Pair("a", 1, 2)], 1, float("inf")),
    ],
)
def test_impossible_pairs_are_refused(pairs, asked, mid):
    with pytest.raises(ValueError):
        measure_change("m", pairs, higher_is=HigherIs.BETTER, asked=asked, mid=mid)


@pytest.mark.parametrize("build", [
    lambda: Reliability(0, 0.8),
    lambda: Reliability(1, 1),
    lambda: Reliability(1, 0.5, z=0),
    lambda: EntryRule(1, Selects.AT_OR_ABOVE, 1, 0, 0.5),
    lambda: EntryRule(1, Selects.AT_OR_ABOVE, 1, 1, 1.5),
    lambda: paired_t([1.0]),
    lambda: paired_t([1.0, float("inf")]),
    lambda: paired_t([1.0, 2.0], level=1),
])  # fmt: skip
def test_impossible_numbers_are_refused(build):
    with pytest.raises(ValueError):
        build()


SCORES = st.lists(st.tuples(st.integers(0, 27), st.integers(0, 27)), min_size=2, max_size=40)


@settings(max_examples=60, deadline=None)
@given(SCORES)
def test_turning_the_measure_round_turns_the_change_round(scores):
    pairs = [Pair(str(n), before, after) for n, (before, after) in enumerate(scores)]
    good = measure_change("m", pairs, higher_is=HigherIs.BETTER, asked=len(pairs), reliability=PHQ_9)
    bad = measure_change("m", pairs, higher_is=HigherIs.WORSE, asked=len(pairs), reliability=PHQ_9)
    assert good.improvement == pytest.approx(-bad.improvement)
    assert (good.reliable.better, good.reliable.worse) == (bad.reliable.worse, bad.reliable.better)
    assert good.reliable.better + good.reliable.unchanged + good.reliable.worse == len(pairs)
    if good.interval:
        assert good.interval.low <= good.improvement <= good.interval.high


@settings(max_examples=60, deadline=None)
@given(st.floats(-40, 40), st.floats(0, 1))
def test_expected_regression_never_overshoots_the_mean(cut_off, correlation):
    entry = EntryRule(cut_off, Selects.AT_OR_ABOVE, 0, 1, correlation)
    expected = expected_regression(entry)
    mean_of_those_let_in = expected_regression(EntryRule(cut_off, Selects.AT_OR_ABOVE, 0, 1, 0))
    assert 0 <= expected <= mean_of_those_let_in + 1e-12
    assert mean_of_those_let_in >= cut_off - 1e-6
