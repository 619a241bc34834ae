"""Process, agreement, costs, grading and what may leave: against published worked examples."""

from __future__ import annotations

import krippendorff
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.evaluation.core.analyses.agreement import cohens_kappa, fleiss_kappa, krippendorff_alpha
from alongside.evaluation.core.analyses.cost_effectiveness import Strategy, cost_effectiveness, icers
from alongside.evaluation.core.analyses.finding import CannotSay, Named
from alongside.evaluation.core.analyses.grading import CRITICAL, amstar2, grade, grade_signals
from alongside.evaluation.core.analyses.process import control_chart, run_chart, supporter_funnel
from alongside.evaluation.core.analyses.release import (
    differencing,
    dominance,
    rare_combinations,
    released_counts,
    released_means,
    rule_of,
)
from alongside.evaluation.core.disclosure import Rule

# Krippendorff 2011, "Computing Krippendorff's alpha-reliability", example C: four observers, twelve units.
OBSERVERS = (
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)
UNITS = [
    ["" if code == "." else code for code in unit]
    for unit in zip(*(each.split() for each in OBSERVERS), strict=True)
]


@pytest.mark.parametrize(
    ("measured", "alpha"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_alpha_equals_krippendorff(measured: str, alpha: float) -> None:
    found = krippendorff_alpha(UNITS, measured=measured, times=50)
    assert found["alpha"].value == pytest.approx(alpha, abs=5e-4)
    assert found["alpha"].n == 11


@given(
    codes=st.lists(
        st.lists(st.sampled_from(["", "1", "2", "3", "5"]), min_size=3, max_size=3), min_size=4, max_size=12
    ),
    measured=st.sampled_from(["nominal", "ordinal", "interval", "ratio"]),
)
def test_alpha_equals_the_package(codes: list[list[str]], measured: str) -> None:
    data = [[np.nan if code == "" else float(code) for code in coder] for coder in zip(*codes, strict=True)]
    try:
        ours = krippendorff_alpha(codes, measured=measured, times=1)["alpha"].value
    except CannotSay:
        return
    assert ours == pytest.approx(krippendorff.alpha(data, level_of_measurement=measured), abs=1e-9)


def test_fleiss_kappa_equals_the_worked_table() -> None:
    """Fleiss' worked table of ten subjects and fourteen coders, as on Wikipedia and in statsmodels' test: .210."""
    table = [
        [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
        [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
    ]  # fmt: skip
    assert fleiss_kappa(table)["fleiss"].value == pytest.approx(0.210, abs=5e-4)


def test_randolph_kappa_equals_statsmodels_example() -> None:
    """[[7, 1], [3, 5]]: fixed margins .161905, free margins .214286."""
    found = fleiss_kappa([[7, 1], [3, 5]])
    assert (found["fleiss"].value, found["randolph"].value) == pytest.approx((0.161905, 0.214286), abs=5e-7)


def test_cohens_kappa_of_the_textbook_table() -> None:
    """20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no: kappa .4."""
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15 + [("y", "")]
    found = cohens_kappa([a for a, _ in pairs], [b for _, b in pairs])
    assert found["kappa"].value == pytest.approx(0.4)
    assert found["kappa"].n == 50


def test_coders_who_say_one_thing_only_cannot_be_told_from_chance() -> None:
    with pytest.raises(CannotSay) as caught:
        krippendorff_alpha([["a", "a"]] * 5)
    assert caught.value.condition.code == Named.ZERO_VARIANCE


def test_run_chart_sees_a_shift_and_not_chance() -> None:
    """Anhøj and Olesen 2014: with 20 points a run above 7, or fewer than 6 crossings, is a signal."""
    shifted = run_chart([5, 6, 5, 7, 6, 5, 6, 7, 5, 6, 9, 8, 9, 10, 8, 9, 9, 8, 10, 9])
    assert shifted["signal"].value == 1
    assert shifted["longest_run_by_chance"].value == 7
    assert shifted["fewest_crossings_by_chance"].value == 6
    rng = np.random.default_rng(1)
    found = [run_chart(list(rng.normal(0, 1, 20)))["signal"].value for _ in range(300)]
    assert np.mean(found) < 0.12


@pytest.mark.parametrize(
    ("chart", "values", "of", "centre", "low", "high"),
    [
        ("individuals", [10, 12, 11, 13, 12], None, 11.6, 11.6 - 2.66 * 1.5, 11.6 + 2.66 * 1.5),
        ("count", [4, 9, 7, 4], None, 6.0, 0.0, 6 + 3 * 6**0.5),
        ("rate", [4, 9], [2, 3], 2.6, 0.0, 2.6 + 3 * (2.6 / 2) ** 0.5),
        ("share", [10, 30], [50, 50], 0.4, 0.4 - 3 * (0.24 / 50) ** 0.5, 0.4 + 3 * (0.24 / 50) ** 0.5),
    ],
)
def test_control_limits_are_shewharts(  # noqa: PLR0917 one name a column of the table above
    chart: str, values: list[float], of: list[float] | None, centre: float, low: float, high: float
) -> None:
    found = control_chart(values, chart=chart, of=of)
    first = found.tables["points"][0]
    assert found["centre"].value == pytest.approx(centre)
    assert (first["low"], first["high"]) == pytest.approx((low, high))


def test_supporters_are_not_told_apart_while_they_are_few() -> None:
    with pytest.raises(CannotSay, match="too few to tell apart"):
        supporter_funnel(["a"] * 19, [5] * 19, [10] * 19)
    found = supporter_funnel([f"s{n:02}" for n in range(20)], [5] * 19 + [0], [10] * 19 + [30])
    assert found["outside"].value == 1
    assert "s19" in found.conditions[0].words
    assert [row["supporter"] for row in found.tables["supporters"]] == sorted(f"s{n:02}" for n in range(20))


def test_icers_equal_dampack_on_herc() -> None:
    """dampack's test of calculate_icers with HERC's example: 5000, 12500, 20000; one extendedly, one strongly dominated."""
    made = [
        Strategy(name, cost * 1000, effect)
        for name, cost, effect in (
            ("A", 12, 1.5),
            ("B", 55, 5),
            ("C", 25, 3),
            ("D", 5, 1),
            ("E", 10, 2),
            ("F", 35, 4),
        )
    ]
    found = icers(made)
    assert {each.name: each.value for each in found.estimates} == {
        "icer[E]": 5000,
        "icer[F]": 12500,
        "icer[B]": 20000,
    }
    status = {row["strategy"]: row["status"] for row in found.tables["strategies"]}
    assert (status["A"], status["C"], status["D"]) == ("D", "ED", "ND")


def test_icers_equal_dampack_on_hiv_screening() -> None:
    """Paltiel and others, as in dampack's vignette: 37 500, 58 286, 100 800; annual screening is dominated."""
    costs = (26000, 27000, 28020, 28440, 29440)
    months = (277.25, 277.57, 277.78, 277.83, 277.76)
    names = ("none", "once", "every 5 years", "every 3 years", "annual")
    found = icers([Strategy(n, c, m / 12) for n, c, m in zip(names, costs, months, strict=True)])
    assert [round(each.value) for each in found.estimates] == [37500, 58286, 100800]
    assert "annual" in found.conditions[0].words


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=2, max_size=8))
def test_ratios_rise_along_the_frontier(pairs: list[tuple[int, int]]) -> None:
    found = icers([Strategy(str(number), cost, effect) for number, (cost, effect) in enumerate(pairs)])
    ratios = [each.value for each in found.estimates]
    assert ratios == sorted(ratios)
    assert len(found.tables["strategies"]) == len(pairs)


def costs(seed: int, effect: float, extra: float) -> dict[str, object]:
    rng = np.random.default_rng(seed)
    peer = np.arange(200) % 2 == 0
    return {
        "cost": rng.gamma(4, 50, 200) + extra * peer,
        "effect": effect * peer + rng.normal(0, 1, 200),
        "arm": ["peer" if each else "usual" for each in peer],
        "reference": "usual",
    }


def test_cost_per_effect_with_its_plane_and_net_benefit() -> None:
    found = cost_effectiveness(**costs(1, 1.0, 100.0), thresholds=[0, 100, 1000], times=1000)
    cost, effect = found["incremental_cost"], found["incremental_effect"]
    assert found["icer"].value == pytest.approx(cost.value / effect.value)
    assert found["net_benefit[1000]"].value == pytest.approx(1000 * effect.value - cost.value)
    accept = [row["probability"] for row in found.tables["acceptability"]]
    assert accept == sorted(accept)
    assert accept[-1] > 0.95 > accept[0]
    assert sum(row["share"] for row in found.tables["plane"]) == pytest.approx(1)
    assert cost.interval.low < 100 < cost.interval.high


@pytest.mark.parametrize(
    ("effect", "extra", "code"),
    [(0.0, 100.0, Named.EFFECT_SPANS_ZERO), (-1.0, 100.0, Named.DOMINATED), (1.0, -100.0, Named.DOMINATED)],
)
def test_no_ratio_where_it_would_mislead(effect: float, extra: float, code: Named) -> None:
    found = cost_effectiveness(**costs(1, effect, extra), thresholds=[100], times=500)
    assert code in [condition.code for condition in found.conditions] or Named.DOMINATED in [
        condition.code for condition in found.conditions
    ]
    with pytest.raises(KeyError):
        found["icer"]
    assert found["net_benefit[100]"].interval


def test_clusters_resampled_together_widen_the_interval() -> None:
    rng = np.random.default_rng(5)
    groups = np.repeat(np.arange(20), 10)
    asked = {
        "cost": 100 + 40 * rng.normal(0, 1, 20)[groups] + rng.normal(0, 10, 200),
        "effect": rng.normal(0, 1, 200),
        "arm": ["peer" if group < 10 else "usual" for group in groups],
    }
    alone = cost_effectiveness(**asked, times=500)["incremental_cost"]
    together = cost_effectiveness(**asked, cluster=[str(group) for group in groups], times=500)[
        "incremental_cost"
    ]
    assert together.se > 1.8 * alone.se
    assert together.value == alone.value


def test_bootstrap_interval_of_a_mean_covers_in_95_of_100() -> None:
    covered = 0
    for seed in range(120):
        found = cost_effectiveness(**costs(seed, 0.0, 50.0), times=300, seed=seed)[
            "incremental_cost"
        ].interval
        covered += found.low <= 50 <= found.high
    assert 0.88 <= covered / 120 <= 0.99


@pytest.mark.parametrize(
    ("randomised", "steps", "certainty"),
    [
        (True, {}, "high"),
        (True, {"imprecision": -1}, "moderate"),
        (True, {"imprecision": -2, "risk_of_bias": -2}, "very low"),
        (False, {}, "low"),
        (False, {"large_effect": 2}, "high"),
        (False, {"large_effect": 1}, "moderate"),
        (False, {"inconsistency": -1}, "very low"),
    ],
)
def test_grade_adds_up(randomised: bool, steps: dict[str, int], certainty: str) -> None:
    assert (
        grade(randomised=randomised, steps=steps, reasons=dict.fromkeys(steps, "seen")).verdict == certainty
    )


def test_grade_with_robins_i_starts_high() -> None:
    assert grade(randomised=False, steps={}, robins_i=True).verdict == "high"


@pytest.mark.parametrize(
    ("randomised", "steps", "reasons"),
    [
        (True, {"large_effect": 1}, {"large_effect": "x"}),
        (True, {"imprecision": -1}, {}),
        (True, {"imprecision": -3}, {"imprecision": "x"}),
        (True, {"luck": -1}, {"luck": "x"}),
        (False, {"large_effect": 1, "imprecision": -1}, {"large_effect": "x", "imprecision": "x"}),
    ],
)
def test_grade_refuses_what_grade_does_not_allow(
    randomised: bool, steps: dict[str, int], reasons: dict[str, str]
) -> None:
    with pytest.raises(CannotSay):
        grade(randomised=randomised, steps=steps, reasons=reasons)


def test_grade_signals_decide_nothing() -> None:
    found = grade_signals(
        i2=80, prediction=(-1, 2), interval=(0.2, 3), mid=1, events=100, needed=400, attrition=10
    )
    assert [row["signal"] for row in found.tables["signals"]] == [True, True, True, True, False]
    assert found.verdict is None


ALL_YES = dict.fromkeys(range(1, 17), "yes")


@pytest.mark.parametrize(
    ("wrong", "rating"),
    [
        ({}, "high"),
        ({1: "no"}, "high"),
        ({1: "no", 3: "no"}, "moderate"),
        ({2: "no"}, "low"),
        ({2: "no", 1: "no", 3: "no"}, "low"),
        ({2: "no", 7: "no"}, "critically low"),
        ({2: "partial yes", 7: "partial yes", 4: "partial yes"}, "high"),
    ],
)
def test_amstar_2_rates_as_shea(wrong: dict[int, str], rating: str) -> None:
    """Shea 2017, box 2; critical items 2, 4, 7, 9, 11, 13 and 15."""
    assert amstar2({**ALL_YES, **wrong}).verdict == rating
    assert sorted(CRITICAL) == [2, 4, 7, 9, 11, 13, 15]


def test_amstar_2_without_a_meta_analysis_leaves_three_items_out() -> None:
    answers = {item: answer for item, answer in ALL_YES.items() if item not in (11, 12, 15)}
    assert amstar2(answers, has_meta_analysis=False).verdict == "high"
    with pytest.raises(CannotSay, match="11, 12, 15"):
        amstar2(answers)


def people(**counts: int) -> list[str]:
    return [name for name, count in counts.items() for _ in range(count)]


def test_small_counts_are_hidden_with_what_would_give_them_away() -> None:
    found = released_counts(people(north=40, south=3, east=20), None, rule_of(7, "none", 10))
    shown = {row["group"]: row["people"] for row in found.tables["released"]}
    assert shown == {"north": 40, "south": None, "east": None, "total": 63}


def test_counts_are_rounded_and_shares_come_from_the_rounded() -> None:
    found = released_counts(people(north=43, south=22), None, rule_of(7, "midpoint_6", 10))
    rows = {row["group"]: row for row in found.tables["released"]}
    assert rows["north"]["people"] == 45
    assert rows["north"]["share"] == 45 / rows["total"]["people"]


def test_a_table_of_two_characteristics_hides_in_both_directions() -> None:
    rows = people(a=30, b=30)
    columns = people(x=27, y=3) + people(x=15, y=15)
    found = released_counts(rows, columns, rule_of(7, "none", 10))
    cells = {row["group"]: row for row in found.tables["released"]}
    assert cells["a"]["y"] is None
    assert found["hidden"].value >= 4


def test_means_of_few_are_not_shown() -> None:
    found = released_means([float(n) for n in range(30)], ["a"] * 21 + ["b"] * 9, rule_of(7, "none", 10))
    rows = found.tables["released"]
    assert rows[0]["mean"] == 10.0
    assert (rows[1]["mean"], rows[1]["sd"], rows[1]["people"]) == (None, None, 9)


def test_two_releases_that_tell_of_three_people_are_blocked() -> None:
    found = differencing({"north": 40, "south": 60}, {"north": 43, "south": 90}, rule_of(7, "none", 10))
    assert found["blocked"].value == 1
    assert [condition.code for condition in found.conditions] == [Named.DIFFERENCING]
    assert "north" in found.conditions[0].words


def test_a_total_that_is_one_persons_is_hidden() -> None:
    rule = Rule(fewest_for_mean=3)
    found = dominance([900.0, 50.0, 50.0, 40.0, 40.0, 40.0], ["a"] * 3 + ["b"] * 3, rule)
    assert [row["total"] for row in found.tables["totals"]] == [None, 120.0]


def test_combinations_that_point_at_somebody_are_found() -> None:
    found = rare_combinations(
        {"village": people(big=20, small=9), "condition": people(common=20) + people(common=8, rare=1)},
        rule_of(7, "none", 10),
    )
    assert (found["rare"].value, found["people"].value) == (1, 1)
    assert "Coarsen" in found.conditions[0].still
