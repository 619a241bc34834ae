"""Change and two groups, against numbers that others printed."""

from __future__ import annotations

import numpy as np
import pytest

from alongside.evaluation.core.analyses.ancova import ancova
from alongside.evaluation.core.analyses.effect_sizes import Group, hedges_g, hedges_g_of_people
from alongside.evaluation.core.analyses.finding import CannotSay, Design, Named
from alongside.evaluation.core.analyses.logistic import gee_logit
from alongside.evaluation.core.analyses.paired import paired_change
from alongside.evaluation.core.analyses.proportions import share, shares, wilson
from alongside.evaluation.core.analyses.survival import survival
from alongside.evaluation.core.analyses.weighting import e_value, e_value_finding, weighted_comparison
from alongside.evaluation.core.change import EntryRule, HigherIs, Reliability, Selects
from tests.evaluation.analyses.sources import NORMAND, columns, numbers


def test_paired_change_equals_t_test_of_r_on_sleep() -> None:
    """R documentation of t.test(extra ~ group, sleep, paired): t -4.0621, df 9, p .002833, CI -2.4599, -0.7001."""
    table = columns("sleep.csv")
    hours, group = numbers(table, "extra"), np.array(table["group"])
    found = paired_change(before=hours[group == "2"], after=hours[group == "1"])["mean_difference"]
    assert found.statistic == pytest.approx(-4.0621, abs=5e-5)
    assert found.df == 9
    assert found.p == pytest.approx(0.002833, abs=5e-7)
    assert (found.interval.low, found.interval.high) == pytest.approx((-2.4599, -0.7001), abs=5e-5)
    assert (found.n, found.method) == (10, "paired t")


def test_paired_change_turns_improvement_by_the_direction_of_benefit() -> None:
    before, after = [10.0] * 6 + [14.0] * 6, [8.0] * 5 + [9.0] + [10.0] * 6
    found = paired_change(before=before, after=after, higher_is=HigherIs.WORSE)
    assert found["mean_difference"].value == -found["improvement"].value < 0
    assert found["improvement"].interval.low == -found["mean_difference"].interval.high
    assert found.design == Design.DESCRIBED


def test_paired_change_counts_reliable_change_and_what_to_expect_anyway() -> None:
    """PHQ-9 14 to 8 with SD 6 and r .84: not reliable, threshold 6.65; entry at 10 or more: 1.1 points expected."""
    found = paired_change(
        before=[14.0, 20.0, 10.0] * 5,
        after=[8.0, 10.0, 18.0] * 5,
        higher_is=HigherIs.WORSE,
        reliability=Reliability(6, 0.84),
        entry=EntryRule(10, Selects.AT_OR_ABOVE, 7, 6, 0.84),
    )
    assert found["reliable_change_threshold"].value == pytest.approx(6.65, abs=0.005)
    counts = [found[f"reliably_{name}"].value for name in ("better", "unchanged", "worse")]
    assert counts == [5, 5, 5]
    assert found["expected_anyway"].value == pytest.approx(1.1, abs=0.05)


@pytest.mark.parametrize(
    ("row", "g", "variance"),
    [
        (NORMAND[0], -0.3552, 0.0131),
        (NORMAND[1], -0.3479, 0.0645),
        (NORMAND[2], -2.3176, 0.0458),
        (NORMAND[3], -1.8880, 0.1606),
    ],
)
def test_hedges_g_and_its_variance_equal_metafor(row: tuple[int, ...], g: float, variance: float) -> None:
    """metafor's test of escalc(measure="SMD") on dat.normand1999, rows 1 to 4 (variance "LS")."""
    found = hedges_g(Group(*row[:3]), Group(*row[3:]))
    assert found["g"].value == pytest.approx(g, abs=5e-5)
    assert found["variance"].value == pytest.approx(variance, abs=5e-5)
    assert "LS" in found["g"].convention


def test_hedges_g_of_people_equals_hedges_g_of_their_numbers() -> None:
    rng = np.random.default_rng(4)
    first, second = rng.normal(1, 2, 20), rng.normal(0, 3, 25)
    arms = ["peer"] * 20 + ["waiting"] * 25
    people = hedges_g_of_people(outcome=np.r_[first, second], arm=arms, reference="waiting")
    summary = hedges_g(
        Group(20, float(first.mean()), float(first.std(ddof=1))),
        Group(25, float(second.mean()), float(second.std(ddof=1))),
    )
    assert people["g"].value == pytest.approx(summary["g"].value, rel=1e-12)


def test_ancova_equals_r_on_anorexia() -> None:
    """MASS help of anorexia: Prewt -0.5655 (.1612), Cont -4.0971 (1.8935), FT 4.5631 (2.1333)."""
    table = columns("anorexia.csv")
    before, after = numbers(table, "Prewt"), numbers(table, "Postwt")
    found = ancova(
        outcome=after - before, arm=table["Treat"], reference="CBT", baseline=before, errors="classical"
    )
    for name, value, se in (
        ("slope[baseline]", -0.5655, 0.1612),
        ("difference[Cont]", -4.0971, 1.8935),
        ("difference[FT]", 4.5631, 2.1333),
    ):
        assert (found[name].value, found[name].se) == pytest.approx((value, se), abs=5e-5)
    assert found["difference[FT]"].n == 72


def test_ancova_of_the_outcome_equals_ancova_of_the_change() -> None:
    """The baseline's slope moves by 1; the arms do not move, whatever the standard errors."""
    table = columns("anorexia.csv")
    before, after = numbers(table, "Prewt"), numbers(table, "Postwt")
    plain = ancova(outcome=after, arm=table["Treat"], reference="CBT", baseline=before)
    change = ancova(outcome=after - before, arm=table["Treat"], reference="CBT", baseline=before)
    assert plain["difference[FT]"].value == pytest.approx(change["difference[FT]"].value, rel=1e-10)
    assert plain["difference[FT]"].se == pytest.approx(change["difference[FT]"].se, rel=1e-10)
    assert plain["slope[baseline]"].value - change["slope[baseline]"].value == pytest.approx(1)
    assert "HC3" in plain["difference[FT]"].convention


def test_gee_equals_hsaur3_on_respiratory() -> None:
    """HSAUR3, chapter on longitudinal data: treatment odds ratio 3.666 (1.84 to 7.29), exchangeable."""
    table = columns("respiratory.csv")
    good = (np.array(table["status"]) == "good").astype(float)
    later = np.array(table["month"]) != "0"
    start = dict(zip(np.array(table["subject"])[~later], good[~later], strict=True))
    people = list(np.array(table["subject"])[later])
    found = gee_logit(
        outcome=good[later],
        person=people,
        covariates={
            "centre": numbers(table, "centre")[later],
            "treatment": list(np.array(table["treatment"])[later]),
            "sex": list(np.array(table["sex"])[later]),
            "baseline": [start[person] for person in people],
            "age": numbers(table, "age")[later],
        },
    )["odds_ratio[treatment[treatment]]"]
    assert found.value == pytest.approx(3.666, abs=5e-4)
    assert (found.interval.low, found.interval.high) == pytest.approx((1.84, 7.29), abs=5e-3)
    assert (found.value, found.interval.low, found.interval.high) == pytest.approx(
        (3.6664, 1.8436, 7.2916), abs=5e-5
    )


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_equals_newcombe_1998(count: int, of: int, low: float, high: float) -> None:
    """Newcombe 1998, Statistics in Medicine 17: 857-872, table I, method 3."""
    found = wilson(count, of)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)
    assert share(count, of)["share"].value == count / of


def test_difference_of_shares_equals_newcombe_1998() -> None:
    """Newcombe 1998, Statistics in Medicine 17: 873-890, 56/70 against 48/80, method 10: .0524 to .3339."""
    found = shares(56, 70, 48, 80)["difference"]
    assert (found.interval.low, found.interval.high) == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_shares_without_a_ratio_where_nobody_had_it() -> None:
    found = shares(0, 20, 3, 20)
    assert [condition.code for condition in found.conditions] == [Named.ZERO_CELL]
    with pytest.raises(KeyError):
        found["odds_ratio"]


def test_survival_equals_the_6_mp_trial() -> None:
    """Freireich 1963, as in every textbook: log-rank 16.79, medians 23 and 8, Cox 1.572 (SE .412), Efron ties."""
    table = columns("gehan.csv")
    found = survival(
        time=numbers(table, "time"), event=numbers(table, "cens"), arm=table["treat"], reference="6-MP"
    )
    assert found["log_rank_chi2"].value == pytest.approx(16.79, abs=5e-3)
    assert (found["median[6-MP]"].value, found["median[control]"].value) == (23, 8)
    cox = found["log_hazard[arm[control]]"]
    assert (cox.value, cox.se) == pytest.approx((1.572, 0.412), abs=5e-4)
    assert "efron" in cox.convention


def test_landmark_leaves_out_those_who_had_left_by_then() -> None:
    table = columns("gehan.csv")
    found = survival(
        time=numbers(table, "time"), event=numbers(table, "cens"), arm=table["treat"], landmark=5
    )
    assert found["people[control]"].n == sum(
        float(time) > 5 for time, arm in zip(table["time"], table["treat"], strict=True) if arm == "control"
    )
    assert Named.ROWS_LEFT_OUT in [condition.code for condition in found.conditions]


def test_weighting_equals_what_if_on_nhefs() -> None:
    """Hernán and Robins, What If, chapter 12: 3.4 kg (2.4 to 4.5); to more digits 3.441 (2.411, 4.470)."""
    table = columns("nhefs.csv")
    words = {name: table[name] for name in ("sex", "race", "education", "exercise", "active")}
    amounts = {name: numbers(table, name) for name in ("age", "smokeintensity", "smokeyrs", "wt71")}
    found = weighted_comparison(
        outcome=numbers(table, "wt82_71"),
        treated=numbers(table, "qsmk"),
        confounders={**words, **amounts},
        squared=tuple(amounts),
    )
    main = found["difference"]
    assert (main.value, main.interval.low, main.interval.high) == pytest.approx(
        (3.441, 2.411, 4.470), abs=6e-4
    )
    after = [abs(row["smd_after"]) for row in found.tables["balance"]]
    before = [abs(row["smd_before"]) for row in found.tables["balance"]]
    assert max(after) < 0.05 < max(before)
    assert found["unweighted_difference"].value < main.value


def test_e_value_equals_vanderweele_and_ding() -> None:
    """VanderWeele and Ding 2017: risk ratio 3.9 (1.8 to 8.7) has the E-value 7.26, its limit 3.0."""
    found = e_value_finding(3.9, 1.8, 8.7)
    assert found["e_value"].value == pytest.approx(7.26, abs=5e-3)
    assert found["e_value_of_limit"].value == pytest.approx(3.0, abs=5e-3)
    assert e_value(1 / 3.9) == pytest.approx(e_value(3.9))


def test_verdict_is_the_class_of_interval_and_smallest_difference() -> None:
    rng = np.random.default_rng(7)
    arms = ["peer"] * 60 + ["waiting"] * 60
    y = np.r_[rng.normal(-6, 2, 60), rng.normal(0, 2, 60)]
    said = {
        mid: ancova(outcome=y, arm=arms, reference="waiting", higher_is=HigherIs.WORSE, mid=mid).verdict
        for mid in (3.0, 6.0, 12.0)
    }
    assert said == {
        3.0: "clearly_helps",
        6.0: "probably_helps_may_be_small",
        12.0: "probably_little_difference",
    }


@pytest.mark.parametrize("people", [5, 9])
def test_fewer_than_ten_people_get_no_interval(people: int) -> None:
    found = paired_change(before=list(range(people)), after=[0.5 * number for number in range(people)])
    assert found["mean_difference"].interval is None
    assert found["mean_difference"].p is None
    assert found.conditions[0].code == Named.DESCRIBED_ONLY


def test_an_arm_of_one_is_named_and_its_mean_still_said() -> None:
    with pytest.raises(CannotSay) as caught:
        ancova(outcome=[1.0, 2.0, 3.0, 9.0], arm=["a", "a", "a", "b"])
    assert caught.value.condition.code == Named.ARM_OF_ONE
    assert "mean 9" in caught.value.condition.still


def test_perfect_separation_is_found_before_a_number_runs_to_infinity() -> None:
    with pytest.raises(CannotSay) as caught:
        gee_logit(
            outcome=[0.0] * 10 + [1.0] * 10,
            person=[str(number) for number in range(20)],
            covariates={"arm": ["waiting"] * 10 + ["peer"] * 10},
        )
    assert caught.value.condition.code == Named.PERFECT_SEPARATION
    assert "arm[waiting]" in caught.value.condition.words


def test_overlapping_groups_are_not_separated() -> None:
    """Nine of ten without, eight of ten with: the odds ratio of people who answered once is that of the table."""
    found = gee_logit(
        outcome=[0.0] * 9 + [1.0] + [0.0] * 2 + [1.0] * 8,
        person=[str(number) for number in range(20)],
        covariates={"arm": ["waiting"] * 10 + ["peer"] * 10},
    )
    assert found["odds_ratio[arm[waiting]]"].value == pytest.approx((1 / 9) / (8 / 2), rel=1e-6)


@pytest.mark.parametrize(
    ("outcome", "code"),
    [([3.0] * 12, Named.ZERO_VARIANCE), ([np.nan] * 11 + [1.0], Named.ONE_ARM_ONLY)],
)
def test_nothing_that_varies_is_a_condition(outcome: list[float], code: Named) -> None:
    with pytest.raises(CannotSay) as caught:
        ancova(outcome=outcome, arm=["a", "b"] * 6)
    assert caught.value.condition.code == code


def test_missing_rows_are_left_out_and_counted() -> None:
    y = [1.0, 2.0, 3.0, 4.0, np.nan, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 13.0]
    found = ancova(outcome=y, arm=["a", "b"] * 6)
    assert found["difference[b]"].n == 11
    assert any("1 of 12 rows" in condition.words for condition in found.conditions)


def test_cluster_errors_use_t_on_clusters_minus_one() -> None:
    rng = np.random.default_rng(11)
    groups = np.repeat(np.arange(12), 10)
    y = rng.normal(0, 1, 12)[groups] + rng.normal(0, 1, 120)
    arms = ["peer" if group < 6 else "waiting" for group in groups]
    found = ancova(outcome=y, arm=arms, reference="waiting", cluster=[f"s{group}" for group in groups])
    assert found["difference[peer]"].df == 11
    naive = ancova(outcome=y, arm=arms, reference="waiting")["difference[peer]"]
    assert found["difference[peer]"].se > naive.se
    assert Named.FEW_CLUSTERS in [condition.code for condition in found.conditions]
