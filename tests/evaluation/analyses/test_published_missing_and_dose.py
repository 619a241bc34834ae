"""People who did not answer, for whom it worked and with how much: against mice, metafor and Imbens and Rubin."""

from __future__ import annotations

import numpy as np
import pytest

from alongside.evaluation.core.analyses.dose_response import complier_effect, dose_described
from alongside.evaluation.core.analyses.finding import CannotSay, Design, Named
from alongside.evaluation.core.analyses.imputation import (
    completions,
    multiple_imputation,
    pool_estimates,
    rubin,
    tipping_point,
    trial_of,
)
from alongside.evaluation.core.analyses.missing import missing_pattern
from alongside.evaluation.core.analyses.subgroups import interactions, shrinkage
from alongside.evaluation.core.change import HigherIs
from tests.evaluation.analyses.sources import raudenbush, studies


def test_rubin_equals_mice_pool_scalar() -> None:
    """mice ?pool.scalar: qbar -1.48685, ubar 1.014524, b .006926645, t 1.024914, df 20.97025, r .01024122, fmi .09272831."""
    found = pool_estimates([-1.5457, -1.428], [0.9723**2, 1.041**2], n=25, coefficients=2)
    for name, value, digits in (
        ("pooled", -1.48685, 1e-9),
        ("within_variance", 1.014524, 5e-7),
        ("between_variance", 0.006926645, 5e-10),
        ("total_variance", 1.024914, 5e-7),
        ("df", 20.97025, 5e-6),
        ("relative_increase", 0.01024122, 5e-9),
        ("fraction_missing_information", 0.09272831, 5e-9),
    ):
        assert found[name].value == pytest.approx(value, abs=digits), name


def test_rubin_of_equal_estimates_is_the_complete_answer() -> None:
    pool = rubin([2.0, 2.0, 2.0], [0.5, 0.5, 0.5])
    assert (pool.value, pool.total, pool.fmi) == (2.0, 0.5, 0.0)
    assert pool.df == np.inf


def lost_trial(seed: int, effect: float = -2.0) -> dict[str, object]:
    """A trial in which those who started worse are lost more often, and in the peer arm."""
    rng = np.random.default_rng(seed)
    before = rng.normal(12, 3, 160)
    peer = np.arange(160) % 2 == 0
    after = 4 + 0.7 * before + effect * peer + rng.normal(0, 1.5, 160)
    gone = rng.random(160) < np.where(peer, 0.6, 0.1) * (before > 12)
    after[gone] = np.nan
    return {
        "outcome": after,
        "arm": ["peer" if each else "waiting" for each in peer],
        "reference": "waiting",
        "covariates": {"before": before},
    }


def test_imputation_covers_the_truth_where_missing_hangs_on_what_was_seen() -> None:
    found = multiple_imputation(**lost_trial(1), times=10, seed=4, higher_is=HigherIs.WORSE)
    main = found["difference"]
    assert main.interval.low < -2.0 < main.interval.high
    assert main.n == 160
    assert found["difference_of_those_who_answered"].n < 160
    assert found["fraction_missing_information"].value > 0.02
    assert "seed 4" in main.convention


def test_imputation_gives_the_same_numbers_for_the_same_seed() -> None:
    def once(seed: int) -> float:
        return multiple_imputation(**lost_trial(1), times=3, seed=seed)["difference"].value

    assert once(4) == once(4)
    assert once(4) != once(5)


def test_imputation_invents_nothing_for_those_who_answered_and_only_plausible_answers_for_others() -> None:
    asked = lost_trial(1)
    trial, _ = trial_of(asked["outcome"], asked["arm"], "waiting", asked["covariates"])
    seen = ~trial.lost
    for outcome, _known in completions(trial, 3, 1):
        assert np.isfinite(outcome).all()
        assert (outcome[seen] == trial.outcome[seen]).all()
        for group in (0, 1):
            donors = set(trial.outcome[seen & (trial.treated == group)])
            assert set(outcome[trial.lost & (trial.treated == group)]) <= donors  # predictive mean matching


def test_without_missing_answers_imputation_is_ancova() -> None:
    rng = np.random.default_rng(3)
    y, arms = rng.normal(0, 1, 40), ["peer", "waiting"] * 20
    found = multiple_imputation(outcome=y, arm=arms, reference="waiting", times=3)
    assert found["difference"].value == found["difference_of_those_who_answered"].value
    assert found["between_variance"].value == 0


def test_tipping_point_is_where_the_interval_reaches_no_difference() -> None:
    found = tipping_point(**lost_trial(1), higher_is=HigherIs.WORSE, times=5, seed=4)
    delta = found["tipping_delta"].value
    assert delta > 0
    rows = {round(row["delta"], 6): row for row in found.tables["deltas"]}
    at_delta = rows[round(delta, 6)]
    assert at_delta["high"] == pytest.approx(0, abs=1e-4)
    assert rows[round(1.5 * delta, 6)]["high"] > 0 > rows[0.0]["high"]


def test_making_those_lost_worse_moves_the_difference_by_their_share() -> None:
    """Without covariates, delta on the lost moves the mean of their arm by delta times their share."""
    asked = lost_trial(2) | {"covariates": {}}
    found = tipping_point(**asked, higher_is=HigherIs.WORSE, deltas=[3.0], times=3, seed=1)
    start, moved = found.tables["deltas"][0], found.tables["deltas"][1]
    peer = np.array(asked["arm"]) == "peer"
    share = np.isnan(asked["outcome"][peer]).mean()
    assert moved["difference"] - start["difference"] == pytest.approx(3 * share, rel=1e-9)


def test_nothing_is_tipped_where_we_cannot_tell_already() -> None:
    found = tipping_point(**lost_trial(1, effect=0.0), higher_is=HigherIs.WORSE, times=3)
    assert Named.EFFECT_SPANS_ZERO in [condition.code for condition in found.conditions]
    with pytest.raises(KeyError):
        found["tipping_delta"]


def test_missing_pattern_flags_twenty_in_a_hundred_and_arms_that_differ() -> None:
    asked = lost_trial(1)
    found = missing_pattern(
        outcomes={"start": asked["covariates"]["before"], "end": asked["outcome"]},
        arm=asked["arm"],
        predictors=asked["covariates"],
    )
    peer = np.array(asked["arm"]) == "peer"
    assert found["missing[end, peer]"].value == np.isnan(asked["outcome"][peer]).mean()
    assert found["missing[start, peer]"].value == 0
    assert [condition.code for condition in found.conditions] == [Named.LOST_PEOPLE, Named.LOST_PEOPLE]
    assert sum(row["people"] for row in found.tables["patterns"]) == 160
    assert found.tables["who_was_lost"][0]["difference_in_sd"] > 0.5


def test_shrinkage_equals_metafor_blup_on_raudenbush() -> None:
    """metafor blup() of dat.raudenbush1985 by REML: from -0.0293 to 0.2485."""
    found = shrinkage(raudenbush())
    shrunken = [each.value for each in found.estimates if each.name.startswith("shrunken")]
    assert (min(shrunken), max(shrunken)) == pytest.approx((-0.0293, 0.2485), abs=5e-5)
    rows = found.tables["sites"]
    mean = found["pooled"].value
    assert all(min(row["raw"], mean) <= row["shrunken"] <= max(row["raw"], mean) for row in rows)


def test_too_few_sites_are_not_shrunk() -> None:
    with pytest.raises(CannotSay, match="three are needed"):
        shrinkage(studies([0.1, 0.2], [0.1, 0.1]))


def test_interactions_find_for_whom() -> None:
    rng = np.random.default_rng(6)
    peer = np.arange(400) % 2 == 0
    young = np.arange(400) % 4 < 2
    y = 3.0 * peer * young + rng.normal(0, 1, 400)
    found = interactions(
        outcome=y,
        arm=["peer" if each else "waiting" for each in peer],
        reference="waiting",
        moderators={"age": ["young" if each else "old" for each in young]},
    )
    main = found["interaction[age[young]]"]
    assert main.interval.low < 3 < main.interval.high
    assert main.interval.low > 0
    within = [each for each in found.estimates if each.name.startswith("difference_in")]
    assert len(within) == 2
    assert all(each.p is None and each.interval for each in within)
    assert within[1].value - within[0].value == pytest.approx(main.value)


def test_more_than_five_moderators_are_refused() -> None:
    with pytest.raises(CannotSay, match="fixed beforehand"):
        interactions(outcome=[1.0] * 4, arm=["a", "b"] * 2, moderators={str(n): [1.0] * 4 for n in range(6)})


def vitamin_a() -> dict[str, np.ndarray]:
    """Sommer and Zeger 1991: offered and taken 9,675 (12 deaths), offered and not 2,419 (34), not offered 11,588 (74)."""
    died = [np.r_[np.ones(dead), np.zeros(alive)] for dead, alive in ((12, 9663), (34, 2385), (74, 11514))]
    sizes = [each.size for each in died]
    return {
        "outcome": np.concatenate(died),
        "assigned": np.repeat([1.0, 1.0, 0.0], sizes),
        "received": np.repeat([1.0, 0.0, 0.0], sizes),
    }


def test_complier_effect_equals_imbens_and_rubin() -> None:
    """Imbens and Rubin 1997, Annals of Statistics 25: instrumental variables estimate -3.2 deaths per 1,000 (SE 1.2)."""
    found = complier_effect(**vitamin_a(), design=Design.RANDOMISED)
    main = found["complier_effect"]
    assert (1000 * main.value, 1000 * main.se) == pytest.approx((-3.2, 1.2), abs=0.05)
    assert found["difference_as_assigned"].value / found["taken_up"].value == pytest.approx(
        main.value, rel=1e-9
    )
    assert any("assumes that being offered" in condition.words for condition in found.conditions)


def test_complier_effect_needs_chance() -> None:
    with pytest.raises(CannotSay, match="by chance"):
        complier_effect(**vitamin_a(), design=Design.COMPARED)


def test_an_offer_that_changed_little_is_warned_of() -> None:
    rng = np.random.default_rng(2)
    z = np.arange(200) % 2 * 1.0
    d = (rng.random(200) < 0.5 + 0.05 * z) * 1.0
    found = complier_effect(outcome=rng.normal(0, 1, 200), assigned=z, received=d, design=Design.RANDOMISED)
    assert Named.WEAK_INSTRUMENT in [condition.code for condition in found.conditions]


def test_dose_is_described_with_its_warning_and_a_landmark_leaves_out_the_early_leavers() -> None:
    dose, outcome = np.repeat([0.0, 3.0, 9.0], 12), np.tile(np.arange(12.0), 3)
    stayed = np.repeat([2.0, 10.0, 10.0], 12)
    found = dose_described(outcome=outcome, dose=dose, edges=[0, 1, 5, 20], stayed=stayed, landmark=8)
    assert (
        found.conditions[-1].code == Named.ROWS_LEFT_OUT
        or found.conditions[0].code == Named.PEOPLE_CHOOSE_THEIR_DOSE
    )
    assert [row["people"] for row in found.tables["bands"]] == [0, 12, 12]
    assert found["mean[1 to below 5]"].value == 5.5
    assert found.design == Design.DESCRIBED
