"""Pooled studies against metafor, and against PyMetaAnalysis as a second opinion."""

from __future__ import annotations

import csv
import json
import math
from importlib import resources

import meta_analyze
import numpy as np
import pytest

from alongside.evaluation.core.analyses.effect_sizes import Group
from alongside.evaluation.core.analyses.finding import CannotSay, Finding, Named
from alongside.evaluation.core.analyses.matrix import Matrix
from alongside.evaluation.core.analyses.meta import meta_analysis, meta_regression
from alongside.evaluation.core.analyses.studies import Studies, fit
from alongside.evaluation.core.analyses.study_effects import Counts, effect_of_counts, effect_of_means
from alongside.evaluation.core.change import HigherIs
from tests.evaluation.analyses.sources import BCG, CLASP, NORMAND, RAUDENBUSH, bcg, raudenbush, studies


def bounds(found: Finding, name: str) -> tuple[float, float]:
    interval = found[name].interval
    return interval.low, interval.high


def test_bcg_by_reml_equals_metafor() -> None:
    """metafor's documentation of dat.bcg: -0.7145 (.1798), -1.0669 to -0.3622, tau2 .3132 (.1197 to 1.1115), I2 92.22
    (81.92 to 97.68), H2 12.86, Q 152.2330; risk ratio .49 (.34 to .70)."""
    found = meta_analysis(bcg(), test="normal", ratio="risk_ratio")
    assert (found["pooled"].value, found["pooled"].se) == pytest.approx((-0.7145, 0.1798), abs=5e-5)
    assert bounds(found, "pooled") == pytest.approx((-1.0669, -0.3622), abs=5e-5)
    assert found["tau2"].value == pytest.approx(0.3132, abs=5e-5)
    assert bounds(found, "tau2") == pytest.approx((0.1197, 1.1115), abs=5e-5)
    assert found["i2"].value == pytest.approx(92.22, abs=5e-3)
    assert bounds(found, "i2") == pytest.approx((81.92, 97.68), abs=5e-3)
    assert found["i2_from_q"].value == pytest.approx(92.1173, abs=5e-5)
    assert found["h2"].value == pytest.approx(12.86, abs=5e-3)
    assert found["q"].value == pytest.approx(152.2330, abs=5e-5)
    assert found["risk_ratio"].value == pytest.approx(0.49, abs=5e-3)
    assert bounds(found, "risk_ratio") == pytest.approx((0.34, 0.70), abs=5e-3)
    assert found["pooled"].n == 13


@pytest.mark.parametrize(
    ("prediction", "low", "high"),
    [("normal", -1.867, 0.438), ("t_k_minus_2", -2.008, 0.579), ("t_k_minus_1", -1.995, 0.566)],
)
def test_bcg_prediction_intervals_differ_by_convention(prediction: str, low: float, high: float) -> None:
    """metafor's default, Higgins and Riley's, and t on k - 1, from the same fit."""
    found = meta_analysis(bcg(), test="normal", prediction=prediction)
    assert bounds(found, "prediction") == pytest.approx((low, high), abs=6e-4)
    assert found["prediction"].convention != ""


def test_bcg_by_other_methods_equals_metafor() -> None:
    """metafor: DL -0.7141 (-1.0644, -0.3638), tau2 .3088, I2 92.1173; EE -0.4303 (-.5097, -.3509); ML tau2 .2800."""
    found = meta_analysis(bcg(), method="DL", test="normal")
    assert found["pooled"].value == pytest.approx(-0.7141, abs=5e-5)
    assert bounds(found, "pooled") == pytest.approx((-1.0644, -0.3638), abs=5e-5)
    assert found["tau2"].value == pytest.approx(0.3088, abs=5e-5)
    assert found["i2"].value == pytest.approx(92.1173, abs=5e-5)
    equal = meta_analysis(bcg(), method="EE", test="normal")
    assert equal["pooled"].value == pytest.approx(-0.4303, abs=5e-5)
    assert bounds(equal, "pooled") == pytest.approx((-0.5097, -0.3509), abs=5e-5)
    assert meta_analysis(bcg(), method="ML", test="normal")["tau2"].value == pytest.approx(0.2800, abs=5e-5)


def test_bcg_by_hartung_knapp_equals_metafor() -> None:
    """metafor, test="knha": -1.1084 to -0.3206."""
    assert bounds(meta_analysis(bcg()), "pooled") == pytest.approx((-1.1084, -0.3206), abs=5e-5)


def test_bcg_meta_regression_equals_metafor() -> None:
    """metafor: latitude leaves tau2 .0764 (.0167 to .7849); with year .1108, -3.5455 (29.0959), -.0280 (.0102), .0019
    (.0147), QE 28.3251. metafor seeks the ends of the Q-profile to 1e-4 only."""
    latitude, year = [row[4] for row in BCG], [row[5] for row in BCG]
    one = meta_regression(bcg(), {"latitude": latitude}, test="normal")
    assert one["residual_tau2"].value == pytest.approx(0.0764, abs=5e-5)
    assert bounds(one, "residual_tau2") == pytest.approx((0.0167, 0.7849), abs=1e-4)
    both = meta_regression(bcg(), {"latitude": latitude, "year": year}, test="normal")
    assert both["residual_tau2"].value == pytest.approx(0.1108, abs=5e-5)
    for name, value, se in (
        ("intercept", -3.5455, 29.0959),
        ("latitude", -0.0280, 0.0102),
        ("year", 0.0019, 0.0147),
    ):
        estimate = both[f"coefficient[{name}]"]
        assert (estimate.value, estimate.se) == pytest.approx((value, se), abs=5e-5)
    assert both["qe"].value == pytest.approx(28.3251, abs=5e-5)


@pytest.mark.parametrize(
    ("method", "pooled", "se", "low", "high"),
    [("REML", 0.0837, 0.0516, -0.0175, 0.1849), ("DL", 0.0893, 0.0558, -0.0200, 0.1987)],
)
def test_raudenbush_equals_metafor(method: str, pooled: float, se: float, low: float, high: float) -> None:
    """metafor's documentation of dat.raudenbush1985 (Raudenbush 2009, table 16.3)."""
    found = meta_analysis(raudenbush(), method=method, test="normal")
    assert (found["pooled"].value, found["pooled"].se) == pytest.approx((pooled, se), abs=6e-5)
    assert bounds(found, "pooled") == pytest.approx((low, high), abs=6e-5)


@pytest.mark.parametrize(
    ("method", "se", "low", "high"), [("REML", 0.0616, -0.0457, 0.2131), ("DL", 0.0636, -0.0442, 0.2229)]
)
def test_raudenbush_by_hartung_knapp_equals_metafor(method: str, se: float, low: float, high: float) -> None:
    found = meta_analysis(raudenbush(), method=method, test="hartung_knapp_plain")
    assert found["pooled"].se == pytest.approx(se, abs=6e-5)
    assert bounds(found, "pooled") == pytest.approx((low, high), abs=6e-5)


def test_raudenbush_prediction_and_other_tau_squared_equal_metafor() -> None:
    """metafor: prediction -.2036 to .3711 (normal); ML tau2 .0126; HE tau2 .0804; EE .0604."""
    found = meta_analysis(raudenbush(), test="normal", prediction="normal")
    assert bounds(found, "prediction") == pytest.approx((-0.2036, 0.3711), abs=5e-5)
    assert meta_analysis(raudenbush(), method="ML")["tau2"].value == pytest.approx(0.0126, abs=5e-5)
    assert meta_analysis(raudenbush(), method="HE")["tau2"].value == pytest.approx(0.0804, abs=5e-5)
    assert meta_analysis(raudenbush(), method="EE")["pooled"].value == pytest.approx(0.0604, abs=5e-5)


def test_raudenbush_weeks_of_contact_equal_metafor() -> None:
    """metafor: weeks cut at 3: 0.4072 - 0.1572 weeks, QE 16.5708."""
    weeks = [min(row[2], 3) for row in RAUDENBUSH]
    found = meta_regression(raudenbush(), {"weeks": weeks}, test="normal")
    assert found["coefficient[intercept]"].value == pytest.approx(0.4072, abs=5e-5)
    assert found["coefficient[weeks]"].value == pytest.approx(-0.1572, abs=5e-5)
    assert found["qe"].value == pytest.approx(16.5708, abs=5e-5)


def test_normand_mean_differences_equal_metafor() -> None:
    """metafor on dat.normand1999, with the variance of a pooled SD: EE -3.4939; DL -14.0972 (-24.4454, -3.7490), tau2 218.7216; REML -15.1217 (-32.6716,
    2.4282), tau2 685.1965."""
    found = [effect_of_means(Group(*row[:3]), Group(*row[3:]), "MD_POOLED") for row in NORMAND]
    data = studies([each[0] for each in found], [each[1] for each in found])
    assert meta_analysis(data, method="EE", test="normal")["pooled"].value == pytest.approx(-3.4939, abs=5e-5)
    dl = meta_analysis(data, method="DL", test="normal")
    assert dl["pooled"].value == pytest.approx(-14.0972, abs=5e-5)
    assert bounds(dl, "pooled") == pytest.approx((-24.4454, -3.7490), abs=5e-5)
    assert dl["tau2"].value == pytest.approx(218.7216, abs=5e-5)
    reml = meta_analysis(data, method="REML", test="normal")
    assert reml["pooled"].value == pytest.approx(-15.1217, abs=5e-5)
    assert bounds(reml, "pooled") == pytest.approx((-32.6716, 2.4282), abs=5e-5)
    assert reml["tau2"].value == pytest.approx(685.1965, abs=5e-5)


@pytest.mark.parametrize(
    ("method", "tau", "pooled"),
    [("PM", 0.3681, -0.3811), ("DL", 0.2323, -0.3240), ("HE", 0.4410, -0.4035), ("REML", 0.1843, -0.2980)],
)
def test_clasp_equals_dersimonian_and_kacker(method: str, tau: float, pooled: float) -> None:
    """DerSimonian and Kacker 2007, tables 3 and 4, as metafor's test prints them (tau, and not its square)."""
    found = [effect_of_counts(Counts(*row), "OR") for row in CLASP]
    data = studies([each[0] for each in found], [each[1] for each in found])
    shown = meta_analysis(data, method=method, test="normal")
    assert shown["tau"].value == pytest.approx(tau, abs=2e-4)
    assert shown["pooled"].value == pytest.approx(pooled, abs=1e-4)


def metafor_fits() -> list[dict[str, object]]:
    """Fits of metafor 4.6.0 that travel with PyMARE's own tests (MIT)."""
    text = (resources.files("pymare") / "tests/data/metafor_reference.json").read_text()
    return [case for case in json.loads(text)["cases"] if case["model"] == "intercept"]


def metafor_data(design: str) -> Studies:
    text = (resources.files("pymare") / "tests/data/metafor_small_sample.csv").read_text()
    rows = [row for row in csv.DictReader(text.splitlines()) if row["case"] == design]
    return studies([float(row["y"]) for row in rows], [float(row["v"]) for row in rows])


def test_sixty_fits_equal_metafor() -> None:
    """Four data sets by five methods by three tests: effect, error, tau squared and its interval, Q."""
    names = {"FE": "EE", "z": "normal", "knha": "hartung_knapp_plain", "adhoc": "hartung_knapp"}
    cases = metafor_fits()
    assert len(cases) == 60
    for case in cases:
        data = metafor_data(str(case["design"]))
        method = names.get(str(case["method"]), str(case["method"]))
        k = len(data.names)
        found = fit(data, Matrix(("constant",), np.ones((k, 1))), method, names[str(case["test"])], 0.95)
        assert found.values[0] == pytest.approx(case["beta"][0], rel=1e-4, abs=1e-6), case
        assert found.errors[0] == pytest.approx(case["se"][0], rel=1e-4), case
        assert found.tau2 == pytest.approx(case["tau2"], rel=1e-3, abs=1e-6), case
        assert found.q == pytest.approx(case["QE"], rel=1e-8)
        if case["tau2_ci_lb"] is not None:
            known = (case["tau2_ci_lb"], case["tau2_ci_ub"])
            assert found.tau2_interval == pytest.approx(known, rel=1e-5, abs=1e-8), case


@pytest.mark.parametrize("test", ["normal", "hartung_knapp"])
def test_a_second_package_agrees(test: str) -> None:
    """PyMetaAnalysis, REML, on fifteen made-up sets of sites."""
    rng = np.random.default_rng(99)
    for _ in range(15):
        k = int(rng.integers(3, 15))
        variances = rng.uniform(0.01, 0.3, k)
        effects = rng.normal(0.3, np.sqrt(variances + 0.1))
        found = meta_analysis(studies(list(effects), list(variances)), test=test)
        other = meta_analyze.meta_analysis(
            effect=effects,
            variance=variances,
            model="random",
            tau2_method="REML",
            ci_method="normal" if test == "normal" else "hartung_knapp_adhoc",
        )
        assert found["pooled"].value == pytest.approx(other.estimate, rel=1e-3, abs=1e-4)
        assert found["tau2"].value == pytest.approx(other.tau2, rel=1e-2, abs=1e-4)
        assert bounds(found, "pooled") == pytest.approx((other.ci_low, other.ci_high), rel=1e-2, abs=1e-3)


def test_fewer_than_three_studies_are_shown_and_not_pooled() -> None:
    found = meta_analysis(studies([0.1, 0.5], [0.01, 0.02]))
    assert found.estimates == ()
    assert [condition.code for condition in found.conditions] == [Named.TOO_FEW_TO_POOL]
    assert len(found.tables["studies"]) == 2


def test_few_studies_are_warned_of_and_get_no_funnel_test() -> None:
    found = meta_analysis(studies([0.1, 0.5, 0.2], [0.01, 0.02, 0.05]))
    assert [condition.code for condition in found.conditions] == [Named.FEW_STUDIES, Named.FEW_STUDIES]
    with pytest.raises(KeyError):
        found["egger_intercept"]
    assert meta_analysis(bcg())["egger_intercept"].n == 13


def test_hartung_knapp_never_makes_an_interval_narrower() -> None:
    """Three sites that agree better than chance: plain Hartung-Knapp would be absurdly sure."""
    data = studies([0.30, 0.301, 0.299], [0.04, 0.05, 0.04])
    plain = meta_analysis(data, test="hartung_knapp_plain")["pooled"]
    kept = meta_analysis(data)["pooled"]
    normal = meta_analysis(data, test="normal")["pooled"]
    assert plain.se < normal.se / 10
    assert kept.se == pytest.approx(normal.se, rel=1e-9)


def test_direction_of_benefit_decides_what_the_pooled_interval_means() -> None:
    data = studies([-2.0, -2.2, -1.9, -2.1], [0.02, 0.02, 0.02, 0.02])
    said = {
        way: meta_analysis(data, higher_is=way, mid=1.0).verdict for way in (HigherIs.WORSE, HigherIs.BETTER)
    }
    assert said == {HigherIs.WORSE: "clearly_helps", HigherIs.BETTER: "clearly_worse"}


def test_one_site_left_out_at_a_time() -> None:
    found = meta_analysis(bcg())
    rows = found.tables["leave_one_out"]
    assert len(rows) == 13
    again = meta_analysis(bcg().without(0))["pooled"]
    assert rows[0]["pooled"] == pytest.approx(again.value, rel=1e-12)


def test_an_empty_cell_gets_half_a_person_and_says_so() -> None:
    """Woolf's log odds ratio with 1/2 added to each cell."""
    effect, variance, told = effect_of_counts(Counts(0, 10, 4, 10), "OR")
    assert effect == pytest.approx(math.log(0.5 * 6.5 / (10.5 * 4.5)))
    assert variance == pytest.approx(1 / 0.5 + 1 / 10.5 + 1 / 4.5 + 1 / 6.5)
    assert told.code == Named.ZERO_CELL
    with pytest.raises(CannotSay, match="measure RD"):
        effect_of_counts(Counts(0, 10, 0, 10), "OR")


@pytest.mark.parametrize(
    ("effects", "variances"), [([1.0, math.nan, 2.0], [1, 1, 1]), ([1.0, 2.0, 3.0], [1, 0, 1])]
)
def test_what_cannot_be_pooled_names_the_study(effects: list[float], variances: list[float]) -> None:
    with pytest.raises(CannotSay, match="study 2"):
        studies(effects, variances)
