"""Published numbers as somebody gets them who writes a specification and types `alongside evaluate`; each names its source."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from alongside.evaluation.core.commands.evaluating import main_evaluate
from tests.evaluation.analyses.sources import BCG, CLASP, HERE, NORMAND, RAUDENBUSH

# Krippendorff's data C: four observers, twelve units, . where one did not code.
ALPHA = (
    ("1", "1", ".", "1"), ("2", "2", "3", "2"), ("3", "3", "3", "3"), ("3", "3", "3", "3"), ("2", "2", "2", "2"),
    ("1", "2", "3", "4"), ("4", "4", "4", "4"), ("1", "1", "2", "1"), ("2", "2", "2", "2"), (".", "5", "5", "5"),
    (".", ".", "1", "1"), (".", "3", ".", "."),
)  # fmt: skip


def table(header: str, rows: Any) -> str:
    return "\n".join([header, *(",".join(str(cell) for cell in row) for row in rows)]) + "\n"


MADE = {
    "bcg.csv": table("tpos,tneg,cpos,cneg,ablat,year", BCG),
    "raudenbush.csv": table("yi,vi,weeks", ((y, v, min(w, 3)) for y, v, w in RAUDENBUSH)),
    "normand.csv": table("n1,mean1,sd1,n2,mean2,sd2", NORMAND),
    "clasp.csv": table("events1,n1,events2,n2", CLASP),
    "judges.csv": table("a,b,c,d", ((9, 2, 5, 8), (6, 1, 3, 2), (8, 4, 6, 8), (7, 1, 2, 6), (10, 5, 6, 9), (6, 2, 4, 7))),
    "alpha.csv": table("a,b,c,d", ALPHA),
    "herc.csv": table(
        "option,cost,effect",
        [("A", 5000, 1), ("B", 10000, 2), ("C", 12000, 1.5), ("D", 25000, 3), ("E", 35000, 4), ("F", 55000, 5)],
    ),
}  # fmt: skip


class Desk:
    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys

    def asked(self, spec: str, data: str = "") -> dict[str, Any]:
        if data:
            if data in MADE:
                (self.folder / data).write_text(MADE[data])
            else:
                shutil.copy(HERE / data, self.folder / data)
            spec = f'[data]\nfile = "{data}"\nmissing = ["", ".", "NA"]\n[[analysis]]\n{spec}'
        else:
            spec = f"[[analysis]]\n{spec}"
        (self.folder / "spec.toml").write_text(spec)
        code = main_evaluate([str(self.folder / "spec.toml"), "--json"])
        told = self.capsys.readouterr()
        assert code == 0, told
        return dict(json.loads(told.out)["analyses"][0])


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


# What was asked, the data, and (estimate, part, value, tolerance).
TARGETS: dict[str, tuple[str, str, list[tuple[str, str, float, float]]]] = {
    "R ?t.test on sleep": (
        'kind = "paired_change"\nperson = "ID"\nwave = "group"\noutcome = "extra"\nbefore = "2"\nafter = "1"',
        "sleep.csv",
        [
            ("mean_difference", "statistic", -4.0621, 5e-5),
            ("mean_difference", "df", 9, 0),
            ("mean_difference", "p", 0.002833, 5e-7),
            ("mean_difference", "low", -2.4599, 5e-5),
            ("mean_difference", "high", -0.7001, 5e-5),
        ],
    ),
    "MASS anorexia, three arms": (
        'kind = "ancova"\noutcome = "Postwt"\narm = "Treat"\nreference = "CBT"\nbaseline = "Prewt"\nerrors = "classical"',
        "anorexia.csv",
        [
            ("difference[Cont]", "value", -4.0971, 5e-5),
            ("difference[Cont]", "se", 1.8935, 5e-5),
            ("difference[FT]", "value", 4.5631, 5e-5),
            ("difference[FT]", "se", 2.1333, 5e-5),
            ("slope[baseline]", "value", 1 - 0.5655, 5e-5),
            ("slope[baseline]", "se", 0.1612, 5e-5),
        ],
    ),
    "Freireich 1963": (
        'kind = "survival"\ntime = "time"\nevent = "cens"\narm = "treat"\nreference = "6-MP"',
        "gehan.csv",
        [
            ("log_rank_chi2", "value", 16.79, 5e-3),
            ("median[6-MP]", "value", 23, 0),
            ("median[control]", "value", 8, 0),
            ("log_hazard[arm[control]]", "value", 1.572, 5e-4),
            ("log_hazard[arm[control]]", "se", 0.412, 5e-4),
        ],
    ),
    "Hernán and Robins, NHEFS": (
        ('kind = "weighted_comparison"\noutcome = "wt82_71"\ntreated = "qsmk"\n'
        'confounders = ["sex", "race", "education", "exercise", "active", "age", "smokeintensity", "smokeyrs", "wt71"]\n'
        'categorical = ["education", "exercise", "active"]\nsquared = ["age", "smokeintensity", "smokeyrs", "wt71"]'),
        "nhefs.csv",
        [
            ("difference", "value", 3.441, 6e-4),
            ("difference", "low", 2.411, 6e-4),
            ("difference", "high", 4.470, 6e-4),
        ],
    ),
    "lme4 sleepstudy": (
        'kind = "growth"\noutcome = "Reaction"\ntime = "Days"\nperson = "Subject"',
        "sleepstudy.csv",
        [
            ("intercept", "value", 251.405, 5e-4),
            ("intercept", "se", 6.825, 5e-4),
            ("slope", "value", 10.467, 5e-4),
            ("slope", "se", 1.546, 5e-4),
            ("variance[person.intercept]", "value", 612.10, 0.015),
            ("variance[person.time]", "value", 35.07, 5e-3),
            ("correlation[person]", "value", 0.07, 5e-3),
            ("variance[residual]", "value", 654.94, 5e-3),
            ("reml_criterion", "value", 1743.628, 5e-4),
        ],
    ),
    "Shrout and Fleiss 1979": (
        'kind = "rater_icc"\nraters = ["a", "b", "c", "d"]',
        "judges.csv",
        [
            ("icc_1_1", "value", 0.166, 5e-4),
            ("icc_2_1", "value", 0.290, 5e-4),
            ("icc_3_1", "value", 0.715, 5e-4),
            ("icc_1_k", "value", 0.443, 5e-4),
            ("icc_2_k", "value", 0.620, 5e-4),
            ("icc_3_k", "value", 0.909, 5e-4),
        ],
    ),
    "metafor dat.bcg, REML": (
        ('kind = "meta_analysis"\nmeasure = "RR"\nevents1 = "tpos"\nnonevents1 = "tneg"\nevents2 = "cpos"\n'
        'nonevents2 = "cneg"\ntest = "normal"\nprediction = "normal"'),
        "bcg.csv",
        [
            ("pooled", "value", -0.7145, 5e-5),
            ("pooled", "se", 0.1798, 5e-5),
            ("pooled", "low", -1.0669, 5e-5),
            ("pooled", "high", -0.3622, 5e-5),
            ("tau2", "value", 0.3132, 5e-5),
            ("tau2", "low", 0.1197, 5e-5),
            ("tau2", "high", 1.1115, 5e-5),
            ("i2", "value", 92.22, 5e-3),
            ("i2", "low", 81.92, 5e-3),
            ("i2", "high", 97.68, 5e-3),
            ("h2", "value", 12.86, 5e-3),
            ("q", "value", 152.2330, 5e-5),
            ("prediction", "low", -1.867, 5e-4),
            ("prediction", "high", 0.438, 5e-4),
        ],
    ),
    "metafor dat.bcg by latitude": (
        ('kind = "meta_regression"\nmeasure = "RR"\nevents1 = "tpos"\nnonevents1 = "tneg"\nevents2 = "cpos"\n'
        'nonevents2 = "cneg"\ntest = "normal"\nmoderators = ["ablat"]'),
        "bcg.csv",
        [
            ("residual_tau2", "value", 0.0764, 5e-5),
            ("residual_tau2", "low", 0.0167, 5e-5),
            ("residual_tau2", "high", 0.7849, 1e-4),
        ],
    ),
    "metafor dat.bcg by latitude and year": (
        ('kind = "meta_regression"\nmeasure = "RR"\nevents1 = "tpos"\nnonevents1 = "tneg"\nevents2 = "cpos"\n'
        'nonevents2 = "cneg"\ntest = "normal"\nmoderators = ["ablat", "year"]'),
        "bcg.csv",
        [
            ("residual_tau2", "value", 0.1108, 5e-5),
            ("coefficient[intercept]", "value", -3.5455, 5e-5),
            ("coefficient[intercept]", "se", 29.0959, 5e-5),
            ("coefficient[ablat]", "value", -0.0280, 5e-5),
            ("coefficient[ablat]", "se", 0.0102, 5e-5),
            ("coefficient[year]", "value", 0.0019, 5e-5),
            ("coefficient[year]", "se", 0.0147, 5e-5),
            ("qe", "value", 28.3251, 5e-5),
        ],
    ),
    "metafor dat.raudenbush1985, REML": (
        'kind = "meta_analysis"\neffect = "yi"\nvariance = "vi"\ntest = "normal"\nprediction = "normal"',
        "raudenbush.csv",
        [
            ("pooled", "value", 0.0837, 5e-5),
            ("pooled", "se", 0.0516, 5e-5),
            ("pooled", "low", -0.0175, 5e-5),
            ("pooled", "high", 0.1849, 5e-5),
            ("prediction", "low", -0.2036, 5e-5),
            ("prediction", "high", 0.3711, 5e-5),
        ],
    ),
    "metafor dat.raudenbush1985, Knapp and Hartung": (
        'kind = "meta_analysis"\neffect = "yi"\nvariance = "vi"\ntest = "hartung_knapp_plain"',
        "raudenbush.csv",
        [
            ("pooled", "se", 0.0616, 5e-5),
            ("pooled", "low", -0.0457, 5e-5),
            ("pooled", "high", 0.2131, 5e-5),
        ],
    ),
    "metafor dat.normand1999, REML": (
        'kind = "meta_analysis"\nmeasure = "MD_POOLED"\ntest = "normal"',
        "normand.csv",
        [
            ("pooled", "value", -15.1217, 5e-5),
            ("pooled", "low", -32.6716, 5e-5),
            ("pooled", "high", 2.4282, 5e-5),
            ("tau2", "value", 685.1965, 5e-5),
        ],
    ),
    "DerSimonian and Kacker 2007, Paule and Mandel": (
        'kind = "meta_analysis"\nmeasure = "OR"\nmethod = "PM"\ntest = "normal"',
        "clasp.csv",
        [("tau", "value", 0.3681, 5e-5), ("pooled", "value", -0.3811, 5e-5)],
    ),
    "metafor blup of dat.raudenbush1985": (
        'kind = "shrinkage"\neffect = "yi"\nvariance = "vi"',
        "raudenbush.csv",
        [("shrunken[row 11]", "value", 0.2485, 5e-5), ("shrunken[row 9]", "value", -0.0293, 5e-5)],
    ),
    "Krippendorff 2011, data C, interval": (
        'kind = "agreement"\ncoders = ["a", "b", "c", "d"]\nmeasured = "interval"\ntimes = 100',
        "alpha.csv",
        [("alpha", "value", 0.849, 5e-4)],
    ),
    "Krippendorff 2011, data C, nominal": (
        'kind = "agreement"\ncoders = ["a", "b", "c", "d"]\ntimes = 100',
        "alpha.csv",
        [("alpha", "value", 0.743, 5e-4)],
    ),
    "dampack HERC": (
        'kind = "icers"\nstrategy = "option"\ncost = "cost"\neffect = "effect"',
        "herc.csv",
        [("icer[B]", "value", 5000, 1e-9), ("icer[E]", "value", 12500, 1e-9), ("icer[F]", "value", 20000, 1e-9)],
    ),
    "Newcombe 1998": (
        'kind = "proportions"\ncount = 56\nof = 70\ncount2 = 48\nof2 = 80',
        "",
        [("difference", "low", 0.0524, 5e-5), ("difference", "high", 0.3339, 5e-5)],
    ),
    "metafor escalc, dat.normand1999": (
        'kind = "hedges_g"\nfirst = { n = 18, mean = 66, sd = 20 }\nsecond = { n = 18, mean = 137, sd = 48 }',
        "",
        [("g", "value", -1.8880, 5e-5), ("variance", "value", 0.1606, 5e-5)],
    ),
    "mice ?pool.scalar": (
        'kind = "pool_estimates"\nestimates = [-1.5457, -1.428]\nses = [0.9723, 1.041]\nn = 25\ncoefficients = 2',
        "",
        [("df", "value", 20.97025, 5e-6), ("fraction_missing_information", "value", 0.09272831, 5e-9)],
    ),
    "statsmodels, Randolph": (
        'kind = "fleiss_kappa"\ntable = [[7, 1], [3, 5]]',
        "",
        [("fleiss", "value", 0.161905, 5e-7), ("randolph", "value", 0.214286, 5e-7)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("source", TARGETS)
def test_published_number_comes_out_of_the_command(source: str, desk: Desk) -> None:
    spec, data, expected = TARGETS[source]
    found = desk.asked(spec, data)["estimates"]
    for name, part, value, digits in expected:
        assert found[name][part] == pytest.approx(value, abs=digits), (name, part)


def test_hsaur3_respiratory_comes_out_of_the_command(desk: Desk) -> None:
    """HSAUR3, chapter on longitudinal data: odds ratio 3.666 (1.84 to 7.29); the visits before treatment left out by `only`."""
    lines = (HERE / "respiratory.csv").read_text().splitlines()
    start = {line.split(",")[0]: line.split(",")[6] for line in lines[1:] if line.split(",")[5] == "0"}
    made = [f"{lines[0]},start", *(f"{line},{start[line.split(',')[0]]}" for line in lines[1:])]
    MADE["respiratory_wide.csv"] = "\n".join(made) + "\n"
    found = desk.asked(
        'kind = "gee_logit"\noutcome = "status"\nsuccess = "good"\nperson = "subject"\narm = "treatment"\n'
        'reference = "placebo"\ncovariates = ["centre", "sex", "start", "age"]\nonly = { month = [1, 2, 3, 4] }',
        "respiratory_wide.csv",
    )
    main = found["estimates"]["odds_ratio[arm]"]
    assert (main["value"], main["low"], main["high"]) == pytest.approx((3.6664, 1.8436, 7.2916), abs=5e-5)
    assert "444 of 555 rows were read" in found["conditions"][0]["words"]


def test_partially_nested_without_covariates_is_the_closed_form(desk: Desk) -> None:
    """Balanced: SE^2 is MS_between/(km) + s^2/n, with Satterthwaite's df; no published table of people is known."""
    rng = np.random.default_rng(41)
    peer = np.repeat(rng.normal(0, 0.9, 6), 5) + rng.normal(0, 1, 30)
    control = rng.normal(0.3, 1, 25)
    rows = [("peer", f"s{n // 5}", repr(float(y))) for n, y in enumerate(peer)]
    rows += [("waiting", "", repr(float(y))) for y in control]
    MADE["nested.csv"] = table("arm,supporter,y", rows)
    found = desk.asked(
        'kind = "partially_nested"\noutcome = "y"\narm = "arm"\npeer_arm = "peer"\nsupporter = "supporter"',
        "nested.csv",
    )["estimates"]["difference"]
    first, second = 5 * peer.reshape(6, 5).mean(axis=1).var(ddof=1) / 30, control.var(ddof=1) / 25
    assert found["value"] == pytest.approx(peer.mean() - control.mean(), rel=1e-9)
    assert found["se"] == pytest.approx(np.sqrt(first + second), rel=1e-6)
    assert found["df"] == pytest.approx((first + second) ** 2 / (first**2 / 5 + second**2 / 24), rel=1e-5)
