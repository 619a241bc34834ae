"""More than two arms, groups of people, and mechanisms: against closed forms, other packages, and their own parts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import integrate, optimize, special

from alongside.evaluation.core.analyses.ancova import ancova
from alongside.evaluation.core.analyses.clustered import cluster_comparison
from alongside.evaluation.core.analyses.finding import CannotSay, Named
from alongside.evaluation.core.analyses.growth import growth
from alongside.evaluation.core.analyses.mediation import mediation, product_interval
from alongside.evaluation.core.analyses.meta import meta_regression
from alongside.evaluation.core.analyses.subgroups import shrinkage, subgroup_effects
from alongside.evaluation.core.change import HigherIs
from alongside.evaluation.core.commands.evaluating import main_evaluate
from tests.evaluation.analyses.sources import BCG, bcg, studies

ALLOCATED = ["random"] * 4 + ["alternate"] * 2 + ["random"] * 3 + ["systematic"] * 4


def test_moderators_that_are_words_equal_metafor() -> None:
    """Viechtbauer 2010, Journal of Statistical Software 36(3), section 4.3: ~ factor(alloc) + year + ablat, REML."""
    moderators = {
        "alloc": ALLOCATED,
        "year": [float(row[5]) for row in BCG],
        "ablat": [float(row[4]) for row in BCG],
    }
    found = meta_regression(bcg(), moderators, test="normal")
    for name, value, se in (
        ("intercept", -14.4984, 38.3943),
        ("alloc[random]", -0.3421, 0.4180),
        ("alloc[systematic]", 0.0101, 0.4467),
        ("year", 0.0075, 0.0194),
        ("ablat", -0.0236, 0.0132),
    ):
        each = found[f"coefficient[{name}]"]
        assert (each.value, each.se) == pytest.approx((value, se), abs=5e-5), name
    assert found["residual_tau2"].value == pytest.approx(0.1796, abs=5e-5)
    assert found["residual_i2"].value == pytest.approx(73.09, abs=5e-3)
    assert found["explained"].value == pytest.approx(42.67, abs=5e-3)
    assert (found["qm"].value, found["qm"].p) == pytest.approx((9.5254, 0.0492), abs=5e-5)
    assert (found["qe"].value, found["qe"].p) == pytest.approx((26.2030, 0.0010), abs=5e-5)


def test_all_moderators_with_hartung_knapp_are_an_f_test_of_the_one() -> None:
    found = meta_regression(bcg(), {"ablat": [float(row[4]) for row in BCG]}, test="hartung_knapp_plain")
    assert found["qm"].value == pytest.approx(found["coefficient[ablat]"].statistic ** 2, rel=1e-9)
    assert found["qm"].p == pytest.approx(found["coefficient[ablat]"].p, rel=1e-9)


# A product of two normal variables.


def test_product_of_two_standard_normals_has_the_interval_of_its_density() -> None:
    """Craig 1936: the density is K0(|z|)/pi."""

    def above(limit: float) -> float:
        return float(integrate.quad(lambda z: special.k0(z) / np.pi, limit, 60)[0]) - 0.025

    exact = optimize.brentq(above, 1, 4)
    assert product_interval(0, 1, 0, 1) == pytest.approx((-exact, exact), rel=1e-7)


@pytest.mark.parametrize("paths", [(0.5, 0.08, 0.6, 0.04), (0.2, 1.0, 0.4, 1.0), (-3.0, 0.1, 50.0, 1.0)])
def test_product_interval_is_where_a_million_products_lie(paths: tuple[float, float, float, float]) -> None:
    a, a_se, b, b_se = paths
    rng = np.random.default_rng(3)
    drawn = (a + a_se * rng.standard_normal(1_000_000)) * (b + b_se * rng.standard_normal(1_000_000))
    low, high = product_interval(a, a_se, b, b_se)
    assert np.mean(drawn < low) == pytest.approx(0.025, abs=6e-4)
    assert np.mean(drawn > high) == pytest.approx(0.025, abs=6e-4)


def test_product_with_a_path_that_is_sure_is_an_interval_of_the_other() -> None:
    low, high = product_interval(2.0, 1e-9, 0.5, 0.1)
    assert (low, high) == pytest.approx((1 - 1.959964 * 0.2, 1 + 1.959964 * 0.2), rel=1e-6)


def mechanism(people: int = 300) -> dict[str, Any]:
    rng = np.random.default_rng(19)
    peer = np.arange(people) % 2 == 0
    m0, y0 = rng.normal(10, 2, people), rng.normal(15, 4, people)
    m1 = 0.5 * m0 + 2.0 * peer + rng.normal(0, 2, people)
    y2 = 0.6 * y0 - 0.8 * m1 - 0.5 * peer + rng.normal(0, 3, people)
    return {
        "arm": ["peer" if each else "waiting" for each in peer],
        "reference": "waiting",
        "mediator_before": m0,
        "mediator": m1,
        "outcome_before": y0,
        "outcome": y2,
    }


def test_what_runs_through_the_mechanism_and_what_does_not_make_the_whole() -> None:
    found = mediation(**mechanism(), higher_is=HigherIs.WORSE)
    parts = found["indirect"].value + found["direct"].value
    assert found["total"].value == pytest.approx(parts, rel=1e-9)
    bounds = found["indirect"].interval
    assert bounds.low < -1.6 < bounds.high < 0
    assert found["indirect"].n == 300


def test_indirect_difference_covers_the_truth_in_95_of_100() -> None:
    rng = np.random.default_rng(23)
    covered = 0
    for _ in range(300):
        peer = np.arange(120) % 2 * 1.0
        m0, y0 = rng.normal(0, 1, 120), rng.normal(0, 1, 120)
        m1 = 0.4 * peer + 0.3 * m0 + rng.normal(0, 1, 120)
        y2 = 0.5 * m1 + 0.3 * y0 + rng.normal(0, 1, 120)
        bounds = mediation(
            arm=[str(int(each)) for each in peer],
            mediator_before=m0, mediator=m1, outcome_before=y0, outcome=y2,
        )["indirect"].interval  # fmt: skip
        covered += bounds.low <= 0.2 <= bounds.high
    assert 0.915 <= covered / 300 <= 0.98


def test_mechanism_over_supporters_widens_the_interval() -> None:
    asked = mechanism(120)
    shared = [f"s{number // 6}" for number in range(120)]
    asked["outcome"] = asked["outcome"] + np.repeat(np.random.default_rng(5).normal(0, 5, 20), 6)
    alone, together = mediation(**asked), mediation(**asked, cluster=shared)
    assert together["direct"].df == 19
    assert alone["direct"].df > 100
    assert Named.FEW_CLUSTERS in [each.code for each in together.conditions]


class Desk:
    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys

    def asked(self, spec: str, data: str) -> dict[str, Any]:
        (self.folder / "data.csv").write_text(data)
        (self.folder / "spec.toml").write_text(
            f'[data]\nfile = "data.csv"\nmissing = [""]\n[[analysis]]\n{spec}'
        )
        main_evaluate([str(self.folder / "spec.toml"), "--json"])
        return dict(json.loads(self.capsys.readouterr().out)["analyses"][0])


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


def wide_and_long() -> tuple[str, str]:
    made = mechanism(60)
    wide, tall = ["id,arm,m0,m1,y0,y2"], ["id,arm,month,m,y"]
    for number, arm in enumerate(made["arm"]):
        m0, m1, y0, y2 = (
            repr(float(made[name][number]))
            for name in ("mediator_before", "mediator", "outcome_before", "outcome")
        )
        wide.append(f"p{number},{arm},{m0},{m1},{y0},{y2}")
        tall += [f"p{number},{arm},0,{m0},{y0}", f"p{number},{arm},3,{m1},", f"p{number},{arm},6,,{y2}"]
    return "\n".join(wide) + "\n", "\n".join(tall) + "\n"


WIDE = (
    'kind = "mediation"\narm = "arm"\nreference = "waiting"\nmediator_before = "m0"\nmediator = "m1"\n'
    'outcome_before = "y0"\noutcome = "y2"\n'
)
LONG = (
    'kind = "mediation"\narm = "arm"\nreference = "waiting"\nperson = "id"\nwave = "month"\n'
    'mediator = "m"\noutcome = "y"\n'
)


def test_mechanism_reads_rows_of_people_and_rows_of_answers_alike(desk: Desk) -> None:
    wide, tall = wide_and_long()
    one = desk.asked(WIDE + "waves = [0, 3, 6]", wide)["estimates"]
    other = desk.asked(LONG + "waves = [0, 3, 6]", tall)["estimates"]
    assert one == other
    assert one["indirect"]["n"] == 60


@pytest.mark.parametrize(
    ("spec", "place", "code"),
    [
        (LONG + "waves = [0, 6]", 1, "too_few_waves"),
        (WIDE.replace('outcome_before = "y0"\n', "") + "waves = [0, 3, 6]", 0, "too_few_waves"),
        (WIDE + "waves = [0, 6, 3]", 0, "bad_setting"),
        (WIDE + "waves = [0, 3, 3]", 0, "bad_setting"),
    ],
)
def test_mechanism_is_refused_where_nobody_can_say_what_came_first(
    spec: str, place: int, code: str, desk: Desk
) -> None:
    found = desk.asked(spec, wide_and_long()[place])
    assert found["done"] is False
    assert [each["code"] for each in found["conditions"]] == [code]


# Three arms.


def three_arms(people: int = 90) -> str:
    rng = np.random.default_rng(29)
    lines = ["arm,supporter,site,before,after,better,cost"]
    for number in range(people):
        arm = ("waiting", "peer", "group")[number % 3]
        supporter = f"s{number // 3 % 6}" if arm != "waiting" else ""
        before = rng.normal(14, 3)
        after = 0.6 * before + {"waiting": 5, "peer": 2, "group": 4}[arm] + rng.normal(0, 2)
        answered = "" if number in (4, 10, 17) else f"{after:.4f}"
        lines.append(
            f"{arm},{supporter},{('north', 'south', 'east')[number // 3 % 3]},{before:.4f},{answered},"
            f"{int(after < 12)},{rng.normal(300, 40):.2f}"
        )
    return "\n".join(lines) + "\n"


EACH = {
    "hedges_g": 'outcome = "after"\narm = "arm"\nreference = "waiting"',
    "proportions": 'outcome = "better"\narm = "arm"\nreference = "waiting"',
    "interactions": 'outcome = "after"\narm = "arm"\nreference = "waiting"\nmoderators = ["before"]',
    "multiple_imputation": 'outcome = "after"\narm = "arm"\nreference = "waiting"\nbaseline = "before"\ntimes = 3',
    "cost_effectiveness": 'cost = "cost"\neffect = "better"\narm = "arm"\nreference = "waiting"\ntimes = 200',
    "subgroup_effects": 'outcome = "after"\narm = "arm"\nreference = "waiting"\ngroup = "site"',
}


@pytest.mark.parametrize("kind", EACH)
def test_each_of_three_arms_is_compared_as_if_the_third_were_not_there(kind: str, desk: Desk) -> None:
    found = desk.asked(f'kind = "{kind}"\n{EACH[kind]}', three_arms())
    assert found["done"], found["conditions"]
    assert "several_comparisons" in [each["code"] for each in found["conditions"]]
    pair = desk.asked(f'kind = "{kind}"\n{EACH[kind]}\nonly = {{ arm = ["waiting", "peer"] }}', three_arms())
    for name, alone in pair["estimates"].items():
        head, bracket, rest = name.partition("[")
        assert found["estimates"][f"{head}[peer, {rest}" if bracket else f"{head}[peer]"] == alone
    assert len(found["estimates"]) == 2 * len(pair["estimates"])


def test_each_control_arm_is_compared_with_the_peer_arm(desk: Desk) -> None:
    found = desk.asked(
        'kind = "partially_nested"\noutcome = "after"\narm = "arm"\npeer_arm = "peer"\nsupporter = "supporter"\n'
        'higher_is = "worse"\nmid = 2',
        three_arms(),
    )
    assert {"difference[waiting]", "difference[group]"} <= set(found["estimates"])
    assert found["verdict"] is None
    assert [row["arm"] for row in found["tables"]["verdicts"]] == ["group", "waiting"]


def test_odds_of_three_arms_are_against_the_reference_that_was_named(desk: Desk) -> None:
    rows = [f"p{n},{('a', 'b', 'c')[n % 3]},{int((n * 7 % 10) < 3 + 2 * (n % 3))}" for n in range(240)]
    found = desk.asked(
        'kind = "gee_logit"\noutcome = "yes"\nperson = "id"\narm = "arm"\nreference = "b"',
        "id,arm,yes\n" + "\n".join(rows) + "\n",
    )["estimates"]
    ratios = [name for name in found if name.startswith("odds_ratio")]
    assert ratios == ["odds_ratio[arm[a]]", "odds_ratio[arm[c]]"]
    shares = {arm: np.mean([row[-1] == "1" for row in rows if f",{arm}," in row]) for arm in "abc"}
    odds = {arm: share / (1 - share) for arm, share in shares.items()}
    assert found["odds_ratio[arm[a]]"]["value"] == pytest.approx(odds["a"] / odds["b"], rel=1e-6)


def three(rng: np.random.Generator) -> tuple[np.ndarray, list[str]]:
    arms = [("usual", "peer", "group")[number % 3] for number in range(180)]
    y = np.array([{"usual": 0.0, "peer": -6.0, "group": 0.1}[arm] for arm in arms]) + rng.normal(0, 1, 180)
    return y, arms


def test_no_single_verdict_stands_for_several_arms() -> None:
    y, arms = three(np.random.default_rng(1))
    asked = {"reference": "usual", "higher_is": HigherIs.WORSE, "mid": 2.0}
    clusters = [f"c{number // 6}" for number in range(180)]
    people = [f"p{number // 2}" for number in range(180)]
    for found in (
        ancova(outcome=y, arm=arms, **asked),
        cluster_comparison(outcome=y, arm=arms, cluster=clusters, **asked),
        growth(
            outcome=y * np.tile([0.1, 1.0], 90),
            time=np.tile([0.0, 1.0], 90),
            person=people,
            arm=[arms[number // 2] for number in range(180)],
            slopes=False,
            **asked,
        ),
    ):
        assert found.verdict is None
        assert len(found.tables["verdicts"]) == 2
        assert Named.SEVERAL_COMPARISONS in [each.code for each in found.conditions]
    said = {
        row["difference"]: row["verdict"] for row in ancova(outcome=y, arm=arms, **asked).tables["verdicts"]
    }
    assert said == {"difference[peer]": "clearly_helps", "difference[group]": "probably_little_difference"}


# Groups of people.


def sites(seed: int, groups: int) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    group = np.repeat(np.arange(groups), 24)
    peer = np.arange(group.size) % 2 == 0
    before = rng.normal(12, 3, group.size)
    effects = rng.normal(-2, 0.8, groups)
    return {
        "outcome": 0.6 * before + effects[group] * peer + rng.normal(0, 2, group.size),
        "arm": ["peer" if each else "waiting" for each in peer],
        "reference": "waiting",
        "group": [f"site {each}" for each in group],
        "covariates": {"before": before},
    }


def test_effects_of_groups_are_those_of_ancova_pulled_as_studies_are() -> None:
    asked = sites(7, 6)
    found = subgroup_effects(**asked)
    alone = []
    for name in sorted(set(asked["group"])):
        mine = np.array(asked["group"]) == name
        alone.append(
            ancova(
                outcome=asked["outcome"][mine],
                arm=list(np.array(asked["arm"])[mine]),
                reference="waiting",
                baseline=asked["covariates"]["before"][mine],
            )["difference[peer]"]
        )
        assert found[f"raw[{name}]"].value == pytest.approx(alone[-1].value, rel=1e-10)
        assert found[f"raw[{name}]"].p is None
    pulled = shrinkage(studies([each.value for each in alone], [each.se**2 for each in alone]))
    for number, name in enumerate(sorted(set(asked["group"])), start=1):
        assert found[f"shrunken[{name}]"].value == pytest.approx(pulled[f"shrunken[study {number}]"].value)
    assert found["q_between"].df == 5


def test_two_groups_are_not_pulled_and_the_interaction_stands() -> None:
    found = subgroup_effects(**sites(3, 2))
    raw = [found[f"raw[site {number}]"].value for number in (0, 1)]
    assert found["interaction[site 1]"].value == pytest.approx(raw[1] - raw[0])
    assert Named.TOO_FEW_TO_POOL in [each.code for each in found.conditions]


def test_a_group_in_which_everybody_has_one_arm_is_named_and_left_out() -> None:
    asked = sites(3, 4)
    asked["arm"] = [
        "peer" if group == "site 2" else arm for arm, group in zip(asked["arm"], asked["group"], strict=True)
    ]
    found = subgroup_effects(**asked)
    told = next(each for each in found.conditions if each.words.startswith("site 2"))
    assert told.code == Named.ONE_ARM_ONLY
    with pytest.raises(KeyError):
        found["raw[site 2]"]


def test_one_group_alone_cannot_differ_from_another() -> None:
    with pytest.raises(CannotSay, match="two are needed"):
        subgroup_effects(**sites(3, 1))


def test_a_cluster_without_outcomes_is_named() -> None:
    rng = np.random.default_rng(2)
    y = rng.normal(0, 1, 96)
    y[:6] = np.nan
    found = cluster_comparison(
        outcome=y, arm=["a" if n < 48 else "b" for n in range(96)], cluster=[f"c{n // 6}" for n in range(96)]
    )
    told = next(each for each in found.conditions if each.code == Named.CLUSTER_WITHOUT_OUTCOMES)
    assert "c0" in told.words
