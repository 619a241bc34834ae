"""Sizes of studies and their power, against R."""

from __future__ import annotations

import numpy as np
import pytest

from alongside.evaluation.core.analyses.cluster_power import (
    cluster_trial,
    nested_arm,
    stepped_wedge_power,
    stepped_wedge_sizes,
    wedge_error,
)
from alongside.evaluation.core.analyses.finding import CannotSay
from alongside.evaluation.core.analyses.power import Inflation, design_effect, two_arm, two_proportions


@pytest.mark.parametrize(("d", "n"), [(0.5, 63.77), (0.3, 175.38), (0.2, 393.41)])
def test_two_arm_size_equals_power_t_test(d: float, n: float) -> None:
    """R power.t.test at 80 % power, two-sided 5 %."""
    assert two_arm(difference=d, power=0.8)["n_per_arm"].value == pytest.approx(n, abs=5e-3)


def test_two_arm_equals_the_help_page_of_power_t_test() -> None:
    """R ?power.t.test: n 20, delta 1, sd 1 has the power .8690; delta 1 at 90 % needs 22.02."""
    assert two_arm(difference=1, n=20)["power"].value == pytest.approx(0.8690, abs=5e-5)
    assert two_arm(difference=1, power=0.9)["n_per_arm"].value == pytest.approx(22.02, abs=5e-3)


def test_two_proportions_equals_the_help_page_of_power_prop_test() -> None:
    """R ?power.prop.test: .50 against .75 at 90 % needs 76.7 per group (76.707 to more digits)."""
    needed = two_proportions(share1=0.5, share2=0.75, power=0.9)["n_per_arm"].value
    assert needed == pytest.approx(76.707, abs=5e-4)
    assert two_proportions(share1=0.5, share2=0.75, n=needed)["power"].value == pytest.approx(0.9, abs=1e-9)


@pytest.mark.parametrize(("size", "icc", "factor"), [(8, 0.05, 1.35), (20, 0.05, 1.95)])
def test_design_effect(size: int, icc: float, factor: float) -> None:
    assert design_effect(size, icc) == pytest.approx(factor, abs=1e-12)


def test_every_inflation_factor_is_shown_and_multiplied() -> None:
    found = two_arm(
        difference=0.5,
        power=0.8,
        inflation=Inflation(attrition=0.2, baseline_correlation=0.6, cluster_size=8, icc=0.05),
    )
    shown = [found[f"factor_{name}"].value for name in ("attrition", "baseline", "clustering")]
    assert shown == pytest.approx([1.25, 0.64, 1.35])
    assert found["factor_all"].value == pytest.approx(1.25 * 0.64 * 1.35)
    assert found["recruit_first_arm"].value == np.ceil(63.7656 * 1.08)
    assert found["recruit"].value == 2 * found["recruit_first_arm"].value


def test_cluster_trial_equals_cluster_power() -> None:
    """clusterPower's tests of cpa.normal: .801766 (16 x 10, d 1, ICC .1, var 5); .4559881 (20 x 100, d .2, CV .5)."""
    equal = cluster_trial(difference=1, sd=5**0.5, icc=0.1, cluster_size=10, clusters=16)
    assert equal["power"].value == pytest.approx(0.801766, abs=5e-7)
    unequal = cluster_trial(difference=0.2, sd=1, icc=0.1, cluster_size=100, clusters=20, size_cv=0.5)
    assert unequal["power"].value == pytest.approx(0.4559881, abs=5e-8)
    eldridge = cluster_trial(
        difference=0.2, sd=1, icc=0.1, cluster_size=100, clusters=20, size_cv=0.5, sizes="eldridge"
    )
    assert eldridge["power"].value == pytest.approx(0.391, abs=5e-4)
    assert "taylor" in unequal["power"].convention
    assert "eldridge" in eldridge["power"].convention


def test_clusters_for_a_power_have_that_power() -> None:
    found = cluster_trial(difference=1, sd=5**0.5, icc=0.1, cluster_size=10, power=0.8)
    again = cluster_trial(
        difference=1, sd=5**0.5, icc=0.1, cluster_size=10, clusters=found["clusters_per_arm"].value
    )
    assert again["power"].value == pytest.approx(0.8, abs=1e-9)


def test_nested_arm_equals_cluster_power() -> None:
    """clusterPower's test of cpa.irgtt.normal: 10 x 10, d .5, variances .1, .9 and 1: 77.81084 controls."""
    found = nested_arm(
        difference=0.5,
        cluster_size=10,
        between_variance=0.1,
        within_variance=0.9,
        control_variance=1,
        supporters=10,
        power=0.8,
    )
    assert found["controls"].value == pytest.approx(77.81084, abs=5e-6)
    back = nested_arm(
        difference=0.5,
        cluster_size=10,
        between_variance=0.1,
        within_variance=0.9,
        control_variance=1,
        controls=found["controls"].value,
        power=0.8,
    )
    assert back["supporters"].value == pytest.approx(10, abs=1e-9)


def test_stepped_wedge_equals_cluster_power() -> None:
    """clusterPower's example of cpa.sw.normal: 1.288772 clusters a step, by a root finder with a tolerance of 1e-4."""
    found = stepped_wedge_sizes(
        difference=1.5,
        variance=16,
        icc=0.2,
        cluster_autocorrelation=0.8,
        people_per_period=50,
        steps=5,
        power=0.8,
    )
    assert found["clusters_per_step"].value == pytest.approx(1.288772, abs=4e-5)


def test_stepped_wedge_by_least_squares_equals_hussey_and_hughes() -> None:
    """Hussey and Hughes 2007: 4 steps of 6 clusters, n 120, .05 against .035, tau .01: power .78619."""
    mean = (0.05 + 0.035) / 2
    found = stepped_wedge_power(
        difference=0.015,
        between_variance=0.01**2,
        person_variance=mean * (1 - mean),
        people_per_period=120,
        steps=4,
        clusters_per_step=6,
    )
    assert found["power"].value == pytest.approx(0.78619, abs=5e-6)


def test_stepped_wedge_error_equals_the_closed_form() -> None:
    """Hussey and Hughes 2007, equation 8."""
    steps, per_step, tau2, error = 4, 6, 0.01**2, 0.04 / 120
    clusters, periods = steps * per_step, steps + 1
    wedge = np.array([[float(period >= step) for period in range(periods)] for step in range(1, steps + 1)])
    wedge = np.repeat(wedge, per_step, axis=0)
    u, w, v = wedge.sum(), (wedge.sum(axis=0) ** 2).sum(), (wedge.sum(axis=1) ** 2).sum()
    top = clusters * error * (error + periods * tau2)
    below = (clusters * u - w) * error + (u**2 + clusters * periods * u - periods * w - clusters * v) * tau2
    assert wedge_error(steps, per_step, tau2, error) ** 2 == pytest.approx(top / below, rel=1e-10)


@pytest.mark.parametrize(
    "settings",
    [
        {"difference": 0, "power": 0.8},
        {"difference": 1, "sd": 0, "power": 0.8},
        {"difference": 1, "power": 1.2},
        {"difference": 1},
        {"difference": 1, "power": 0.8, "n": 10},
        {"difference": 1, "n": 1},
        {"difference": float("nan"), "power": 0.8},
    ],
)
def test_impossible_settings_are_told_in_words(settings: dict[str, float]) -> None:
    with pytest.raises(CannotSay, match=r"\w+ .*\."):
        two_arm(**settings)


def test_controls_cannot_make_up_for_too_few_supporters() -> None:
    with pytest.raises(CannotSay, match="More supporters would help"):
        nested_arm(
            difference=0.3,
            cluster_size=10,
            between_variance=0.3,
            within_variance=0.7,
            control_variance=1,
            supporters=4,
            power=0.9,
        )
