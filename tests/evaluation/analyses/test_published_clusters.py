"""People who share supporters or clusters, against lme4, Shrout and Fleiss, closed forms, and simulation."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from alongside.evaluation.core.analyses.clustered import cluster_comparison, stepped_wedge
from alongside.evaluation.core.analyses.finding import CannotSay, Named
from alongside.evaluation.core.analyses.growth import growth
from alongside.evaluation.core.analyses.icc import cluster_icc, rater_icc
from alongside.evaluation.core.analyses.partially_nested import partially_nested, peer_mean, satterthwaite
from alongside.evaluation.core.change import HigherIs
from tests.evaluation.analyses.sources import columns, numbers

SLEEP = columns("sleepstudy.csv")
# Shrout and Fleiss 1979, table 2: six targets, four judges.
JUDGES = ((9, 2, 5, 8), (6, 1, 3, 2), (8, 4, 6, 8), (7, 1, 2, 6), (10, 5, 6, 9), (6, 2, 4, 7))


def test_growth_equals_lme4_on_sleepstudy() -> None:
    """lme4's documentation: 251.405 (6.825), 10.467 (1.546); variances 612.10, 35.07, corr .07, 654.94; REML 1743.628.

    lme4 prints 612.10 where the criterion is flat to the fourth digit; the optimum is 612.0899.
    """
    found = growth(outcome=numbers(SLEEP, "Reaction"), time=numbers(SLEEP, "Days"), person=SLEEP["Subject"])
    level, slope = found["intercept"], found["slope"]
    assert (level.value, level.se) == pytest.approx((251.405, 6.825), abs=5e-4)
    assert (slope.value, slope.se) == pytest.approx((10.467, 1.546), abs=5e-4)
    assert (level.df, slope.df) == pytest.approx((17.0, 17.0), abs=5e-3)
    assert found["variance[person.intercept]"].value == pytest.approx(612.10, abs=0.015)
    assert found["variance[person.time]"].value == pytest.approx(35.07, abs=5e-3)
    assert found["correlation[person]"].value == pytest.approx(0.07, abs=5e-3)
    assert found["variance[residual]"].value == pytest.approx(654.94, abs=5e-3)
    assert found["reml_criterion"].value == pytest.approx(1743.628, abs=5e-4)
    assert slope.n == 18


def test_growth_by_maximum_likelihood_equals_lme4() -> None:
    """lme4's documentation: deviance 1751.9393 by ML."""
    found = growth(
        outcome=numbers(SLEEP, "Reaction"), time=numbers(SLEEP, "Days"), person=SLEEP["Subject"], reml=False
    )
    assert found["deviance"].value == pytest.approx(1751.9393, abs=5e-5)


def test_growth_uses_everybody_who_answered_at_all() -> None:
    days, reaction = numbers(SLEEP, "Days"), numbers(SLEEP, "Reaction").copy()
    reaction[(np.array(SLEEP["Subject"]) == "308") & (days > 0)] = np.nan
    found = growth(outcome=reaction, time=days, person=SLEEP["Subject"])
    assert found["slope"].n == 18
    told = {condition.code for condition in found.conditions}
    assert told == {Named.ROWS_LEFT_OUT, Named.LOST_PEOPLE}


def test_growth_compares_slopes_of_arms_with_supporters_in_one_arm_only() -> None:
    rng = np.random.default_rng(31)
    person = np.repeat(np.arange(120), 4)
    time = np.tile(np.arange(4.0), 120)
    peer = person < 60
    supporter = np.where(peer, person // 6, -1)
    shared = rng.normal(0, 1, 10)[np.maximum(supporter, 0)] * peer
    slopes = rng.normal(0, 0.4, 120)[person]
    y = shared + rng.normal(0, 1, 120)[person] + time * (0.2 + 0.8 * peer + slopes) + rng.normal(0, 1, 480)
    found = growth(
        outcome=y,
        time=time,
        person=[f"p{one}" for one in person],
        arm=["peer" if each else "waiting" for each in peer],
        reference="waiting",
        supporter=["" if one < 0 else f"s{one}" for one in supporter],
        higher_is=HigherIs.BETTER,
    )
    main = found["slope_difference[peer]"]
    assert main.interval.low < 0.8 < main.interval.high
    assert found["variance[supporter.has_supporter]"].value > 0
    assert main.higher_is == HigherIs.BETTER


def one_trial(rng: np.random.Generator, icc: float = 0.1) -> tuple[np.ndarray, np.ndarray]:
    """Eight supporters of eight, and 64 controls; no difference."""
    peer = np.repeat(rng.normal(0, icc**0.5, 8), 8) + rng.normal(0, (1 - icc) ** 0.5, 64)
    return peer, rng.normal(0, 1, 64)


def closed_form(peer: np.ndarray, control: np.ndarray) -> tuple[float, float, float]:
    """Difference, standard error and df of a balanced trial by its mean squares (REML keeps the variance above 0)."""
    table = peer.reshape(8, 8)
    between = 8 * table.mean(axis=1).var(ddof=1)
    within = table.var(axis=1, ddof=1).mean()
    first = max(between, (7 * between + 56 * within) / 63) / 64
    second = control.var(ddof=1) / 64
    return (
        peer.mean() - control.mean(),
        float(np.sqrt(first + second)),
        satterthwaite(first, 7, second, 63),
    )


ARMS = ["peer"] * 64 + ["waiting"] * 64
SUPPORTERS = [f"s{number // 8}" for number in range(64)] + [""] * 64


@pytest.mark.parametrize("icc", [0.0, 0.1, 0.3])
def test_partially_nested_equals_the_closed_form_where_balanced(icc: float) -> None:
    rng = np.random.default_rng(int(100 * icc) + 5)
    for _ in range(4):
        peer, control = one_trial(rng, icc)
        found = partially_nested(
            outcome=np.r_[peer, control], arm=ARMS, peer_arm="peer", supporter=SUPPORTERS
        )["difference"]
        assert (found.value, found.se, found.df) == pytest.approx(closed_form(peer, control), rel=1e-5)


def test_partially_nested_finds_too_much_in_five_of_a_hundred_and_a_plain_t_test_in_ten() -> None:
    """2,000 trials without a difference: 5.35 % by this method, 9.95 % by a plain t test (evaluated as the closed form,
    which the test above shows to be the same number)."""
    rng = np.random.default_rng(20261130)
    trials = [one_trial(rng) for _ in range(2000)]
    difference, se, df = np.array([closed_form(*trial) for trial in trials]).T
    here = np.mean(2 * stats.t.sf(np.abs(difference) / se, df) < 0.05)
    peers, controls = (np.array([trial[place] for trial in trials]) for place in (0, 1))
    plain = np.mean(stats.ttest_ind(peers, controls, axis=1).pvalue < 0.05)
    assert 0.04 <= here <= 0.065
    assert plain >= 0.08


def test_partially_nested_with_a_covariate_models_supporters_in_the_peer_arm_only() -> None:
    rng = np.random.default_rng(8)
    before = rng.normal(0, 1, 128)
    y = 0.7 * before + np.r_[np.repeat(rng.normal(1, 0.6, 8), 8), np.zeros(64)] + rng.normal(0, 0.7, 128)
    found = partially_nested(
        outcome=y, arm=ARMS, peer_arm="peer", supporter=SUPPORTERS, covariates={"before": before}
    )
    assert found["slope[before]"].value == pytest.approx(0.7, abs=0.2)
    assert found["difference"].df < 20  # eight supporters, and not 128 people
    assert found["difference"].interval.low < 1 < found["difference"].interval.high


def test_a_supporter_without_outcomes_is_named() -> None:
    rng = np.random.default_rng(2)
    y = rng.normal(0, 1, 128)
    y[:8] = np.nan
    found = partially_nested(outcome=y, arm=ARMS, peer_arm="peer", supporter=SUPPORTERS)
    named = next(each for each in found.conditions if each.code == Named.CLUSTER_WITHOUT_OUTCOMES)
    assert "s0" in named.words
    assert found["supporters"].value == 7


def test_one_supporter_cannot_be_told_from_the_arm() -> None:
    with pytest.raises(CannotSay) as caught:
        peer_mean(np.array([1.0, 2.0, 3.0]), np.array(["s", "s", "s"]))
    assert caught.value.condition.code == Named.FEW_CLUSTERS
    assert "mean is 2" in caught.value.condition.still


def test_variance_at_the_boundary_is_said() -> None:
    y = np.tile([1.0, 2.0, 3.0, 4.0], 8)
    y = np.r_[y, y + np.linspace(0, 0.1, 32)]
    found = partially_nested(
        outcome=y,
        arm=["peer"] * 32 + ["waiting"] * 32,
        peer_arm="peer",
        supporter=[f"s{number // 4}" for number in range(32)] + [""] * 32,
    )
    assert found["variance[supporter]"].value == pytest.approx(0, abs=1e-6)
    assert Named.VARIANCE_AT_ZERO in [condition.code for condition in found.conditions]


def test_rater_icc_equals_shrout_and_fleiss() -> None:
    """Shrout and Fleiss 1979, table 4: .17 .29 .71 .44 .62 .91; intervals as R's psych::ICC prints them."""
    found = rater_icc(JUDGES)
    names = ("icc_1_1", "icc_2_1", "icc_3_1", "icc_1_k", "icc_2_k", "icc_3_k")
    assert [found[name].value for name in names] == pytest.approx(
        [0.17, 0.29, 0.71, 0.44, 0.62, 0.91], abs=5.5e-3
    )
    assert [found[name].value for name in names] == pytest.approx(
        [0.166, 0.290, 0.715, 0.443, 0.620, 0.909], abs=5e-4
    )
    for name, low, high in (
        ("icc_1_1", -0.133, 0.723),
        ("icc_2_1", 0.019, 0.761),
        ("icc_3_1", 0.342, 0.946),
    ):
        bounds = found[name].interval
        assert (bounds.low, bounds.high) == pytest.approx((low, high), abs=5e-4)


def test_cluster_icc_is_the_first_kind_where_balanced() -> None:
    y = [float(value) for row in JUDGES for value in row]
    found = cluster_icc(outcome=y, cluster=[str(number // 4) for number in range(24)])
    assert found["icc"].value == pytest.approx(rater_icc(JUDGES)["icc_1_1"].value, rel=1e-12)
    assert found["icc"].interval.low == pytest.approx(-0.133, abs=5e-4)


def test_cluster_icc_covers_the_truth_in_95_of_100() -> None:
    rng = np.random.default_rng(13)
    covered = 0
    clusters = [str(number // 6) for number in range(120)]
    for _ in range(400):
        y = np.repeat(rng.normal(0, 0.2**0.5, 20), 6) + rng.normal(0, 0.8**0.5, 120)
        bounds = cluster_icc(outcome=y, cluster=clusters)["icc"].interval
        covered += bounds.low <= 0.2 <= bounds.high
    assert 0.925 <= covered / 400 <= 0.975


def test_cluster_comparison_of_a_balanced_trial_is_a_t_test_of_cluster_means() -> None:
    rng = np.random.default_rng(17)
    groups = np.repeat(np.arange(16), 6)
    y = rng.normal(0, 1, 16)[groups] + 0.5 * (groups < 8) + rng.normal(0, 1, 96)
    found = cluster_comparison(
        outcome=y,
        arm=["peer" if group < 8 else "usual" for group in groups],
        reference="usual",
        cluster=[f"c{group}" for group in groups],
    )["difference[peer]"]
    means = y.reshape(16, 6).mean(axis=1)
    oracle = stats.ttest_ind(means[:8], means[8:])
    assert found.statistic == pytest.approx(oracle.statistic, rel=1e-5)
    assert found.df == pytest.approx(14, abs=1e-3)


def wedge(seed: int, effect: float) -> dict[str, object]:
    rng = np.random.default_rng(seed)
    cluster = np.repeat(np.arange(8), 50)
    period = np.tile(np.repeat(np.arange(5), 10), 8)
    on = (period >= cluster // 2 + 1).astype(float)
    y = rng.normal(0, 0.7, 8)[cluster] + 0.3 * period + effect * on + rng.normal(0, 1, 400)
    return {
        "outcome": y,
        "cluster": [f"c{one}" for one in cluster],
        "period": [str(one) for one in period],
        "treated": on,
    }


def test_stepped_wedge_finds_the_effect_and_not_the_trend() -> None:
    found = stepped_wedge(**wedge(3, 1.0))
    main = found["difference"]
    assert main.interval.low < 1.0 < main.interval.high
    assert main.interval.low > 0
    assert found["difference_with_cluster_period"].value == pytest.approx(main.value, abs=0.2)


def test_stepped_wedge_where_a_cluster_goes_back_is_refused() -> None:
    table = wedge(3, 1.0)
    table["treated"] = 1 - np.asarray(table["treated"])
    with pytest.raises(CannotSay, match="nobody goes back"):
        stepped_wedge(**table)


def test_columns_of_very_unequal_size_are_a_condition_and_print_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    rng = np.random.default_rng(1)
    with pytest.raises(CannotSay):
        partially_nested(
            outcome=rng.normal(0, 1, 128),
            arm=ARMS,
            peer_arm="peer",
            supporter=SUPPORTERS,
            covariates={"huge": rng.normal(0, 1, 128) * 1e140},
        )
    assert capsys.readouterr().out == ""


def test_two_answers_of_one_person_at_one_time_are_said() -> None:
    days, reaction = numbers(SLEEP, "Days"), numbers(SLEEP, "Reaction")
    found = growth(
        outcome=np.r_[reaction, reaction[:2]],
        time=np.r_[days, days[:2]],
        person=[*SLEEP["Subject"], *SLEEP["Subject"][:2]],
    )
    told = next(each for each in found.conditions if each.code == Named.DUPLICATE_ROWS)
    assert told.words.startswith("2 answers")
