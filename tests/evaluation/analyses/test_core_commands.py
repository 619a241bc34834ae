"""`alongside power`, `meta` and `randomise`, as people type them."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from alongside.config.command import CORE_COMMANDS
from alongside.evaluation.core.analyses import finding
from alongside.evaluation.core.commands.evaluating import main_meta
from tests.evaluation.analyses.sources import BCG


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = CORE_COMMANDS[words[0]](words[1:])
    told = capsys.readouterr()
    return code, told.out, told.err


def test_power_prints_each_factor(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(
        capsys,
        *[
            "power",
            "two-arm",
            "--difference",
            "5",
            "--sd",
            "10",
            "--power",
            "0.8",
            "--attrition",
            "0.2",
            "--cluster-size",
            "8",
            "--icc",
            "0.05",
        ],
        "--json",
    )
    found = json.loads(out)["analyses"][0]["estimates"]
    assert code == 0
    assert found["n_per_arm"]["value"] == pytest.approx(63.7656, abs=5e-5)
    assert found["factor_clustering"]["value"] == pytest.approx(1.35)
    assert found["recruit"]["value"] == 216


DESIGNS = {
    "two-proportions --share1 .5 --share2 .75 --power .9": ("n_per_arm", 76.707),
    "cluster --difference 1 --sd 2.2360679775 --icc .1 --cluster-size 10 --clusters 16": ("power", 0.801766),
    "partially-nested --difference .5 --cluster-size 10 --between-variance .1 --within-variance .9"
    " --control-variance 1 --supporters 10 --power .8": ("controls", 77.81084),
    "stepped-wedge --difference 1.5 --variance 16 --icc .2 --cluster-autocorrelation .8"
    " --people-per-period 50 --steps 5 --power .8": ("clusters_per_step", 1.2888),
    "stepped-wedge --difference .015 --between-variance .0001 --person-variance .04069375"
    " --people-per-period 120 --steps 4 --clusters-per-step 6": ("power", 0.78619),
}


@pytest.mark.parametrize("words", DESIGNS)
def test_power_of_every_design(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    name, value = DESIGNS[words]
    code, out, _ = run(capsys, "power", *words.split(), "--json")
    assert code == 0
    assert json.loads(out)["analyses"][0]["estimates"][name]["value"] == pytest.approx(value, rel=1e-5)


def test_power_of_the_impossible_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, *["power", "two-arm", "--difference", "0", "--power", "0.8"])
    assert code == 1
    assert "A difference of 0" in out


def test_meta_reads_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "bcg.csv"
    rows = [f"{n},{a},{a + b},{c},{c + d},{lat}" for n, (a, b, c, d, lat, _) in enumerate(BCG)]
    file.write_text("study,events1,n1,events2,n2,latitude\n" + "\n".join(rows) + "\n")
    code, out, _ = run(capsys, "meta", str(file), "--measure", "RR", "--test", "normal", "--json")
    found = json.loads(out)["analyses"][0]
    assert code == 0
    assert found["estimates"]["pooled"]["value"] == pytest.approx(-0.7145, abs=5e-5)
    assert found["estimates"]["risk_ratio"]["high"] == pytest.approx(0.70, abs=5e-3)
    assert len(found["tables"]["leave_one_out"]) == 13
    code, out, _ = run(
        capsys, "meta", str(file), "--measure", "RR", "--test", "normal", "--moderators", "latitude", "--json"
    )
    found = json.loads(out)["analyses"][0]["estimates"]
    assert found["residual_tau2"]["value"] == pytest.approx(0.0764, abs=1e-4)


def test_meta_reads_effects_under_other_names(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "sites.csv"
    file.write_text("site;yi;sei\nA;0,1;0,2\nB;0,4;0,25\nC;0,3;0,1\nD;NA;0,1\n")
    words = [
        "--study",
        "site",
        "--effect",
        "yi",
        "--se",
        "sei",
        "--decimal",
        ",",
        "--delimiter",
        ";",
        "--missing",
        "NA",
    ]
    code, out, _ = run(capsys, "meta", str(file), *words)
    assert code == 1
    assert "Study D" in out
    file.write_text("site;yi;sei\nA;0,1;0,2\nB;0,4;0,25\nC;0,3;0,1\n")
    code, out, _ = run(capsys, "meta", str(file), *words)
    assert code == 0
    assert "hardly known" in out


def test_meta_of_a_file_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "meta", "nowhere.csv")
    assert (code, out) == (2, "")
    assert "nowhere.csv" in err


def site_result(folder: Path, name: str, value: float, se: float | None, **more: object) -> str:
    estimate = {"value": value, "se": se, "higher_is": "worse", "method": "ANCOVA", **more}
    made = {"analyses": [{"name": "main", "done": True, "estimates": {"difference": estimate}}]}
    file = folder / f"{name}.json"
    file.write_text(json.dumps(made))
    return str(file)


def test_sites_pool_their_results_without_a_person(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [
        site_result(tmp_path, name, value, 0.5) for name, value in (("A", -1.0), ("B", -2.0), ("C", -1.5))
    ]
    code, out, _ = run(capsys, "meta", *files, "--json")
    found = json.loads(out)["analyses"][0]
    assert code == 0
    assert found["estimates"]["pooled"]["value"] == pytest.approx(-1.5)
    assert found["estimates"]["pooled"]["higher_is"] == "worse"
    assert [row["study"] for row in found["tables"]["studies"]] == ["A", "B", "C"]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"higher_is": "better"}, "disagree"),
        ({"method": "paired t"}, "different methods"),
        ({"se": None}, "no standard error"),
    ],
)
def test_results_that_do_not_belong_together_are_not_pooled(
    more: dict[str, object], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [site_result(tmp_path, name, -1.0, 0.5) for name in "AB"]
    files.append(site_result(tmp_path, "C", -1.0, **{"se": 0.5, **more}))
    code, _, err = run(capsys, "meta", *files)
    assert code == 2
    assert words in err


class Trial:
    """A trial on the disk, and its commands."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys
        self.public, self.secret, self.log = (
            str(folder / name) for name in ("plan.json", "secret.json", "allocations.jsonl")
        )

    def plan(self, settings: str) -> tuple[int, Any]:
        (self.folder / "plan.toml").write_text(settings)
        files = ["--public", self.public, "--secret", self.secret, "--log", self.log]
        return self._run("plan", str(self.folder / "plan.toml"), *files)

    def allocate(self, person: str, *levels: str, **steps: str) -> tuple[int, Any]:
        dates = {
            "eligible-on": "2026-11-01",
            "consented-on": "2026-11-02",
            "baseline-on": "2026-11-03",
            **steps,
        }
        words = [word for name, day in dates.items() for word in (f"--{name}", day)]
        chosen = [word for level in levels for word in ("--level", level)]
        files = ["--public", self.public, "--secret", self.secret, "--log", self.log]
        return self._run("allocate", "--person", person, "--by", "Ada", *chosen, *words, *files)

    def audit(self, *more: str) -> tuple[int, Any]:
        return self._run("audit", "--log", self.log, *more)

    def _run(self, *words: str) -> tuple[int, Any]:
        code, out, err = run(self.capsys, "randomise", *words, "--json")
        return code, json.loads(out) if out else err


@pytest.fixture
def trial(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Trial:
    return Trial(tmp_path, capsys)


BLOCKS = 'name = "Harbour"\narms = ["peer", "waiting"]\nlevels = { site = ["north", "south"] }\nblocks = [2, 4, 6]\n'
BALANCED = (
    'method = "minimisation"\narms = ["peer", "waiting"]\n'
    'levels = { site = ["north", "south"], sex = ["f", "m"] }\nprobability = 0.8\n'
)


@pytest.mark.parametrize("settings", [BLOCKS, BALANCED])
def test_a_trial_from_plan_to_audit(trial: Trial, settings: str) -> None:
    code, planned = trial.plan(settings)
    assert code == 0
    sex = ["sex=f"] if settings == BALANCED else []
    arms = []
    for number in range(12):
        code, told = trial.allocate(f"P{number}", f"site={'north' if number % 3 else 'south'}", *sex)
        assert code == 0
        assert set(told) == {"person", "arm", "number", "hash"}  # no block, no seed, no counts
        arms.append(told["arm"])
    assert {"peer", "waiting"} == set(arms)
    code, audit = trial.audit(
        "--public", trial.public, "--secret", trial.secret, "--expect", f"{told['number']}:{told['hash']}"
    )
    assert (code, audit["holds"], audit["allocated"]) == (0, True, 12)
    assert len(audit["checked"]) == 3
    assert json.loads(Path(trial.public).read_text())["commitment"] == planned["commitment"]


def test_the_public_part_tells_neither_seed_nor_block_sizes(trial: Trial) -> None:
    trial.plan(BLOCKS)
    public, secret = Path(trial.public).read_text(), json.loads(Path(trial.secret).read_text())
    assert "block" not in public.replace('"method": "blocks"', "")
    assert secret["seed"] not in public
    assert stat.S_IMODE(Path(trial.secret).stat().st_mode) == 0o600
    assert stat.S_IMODE(Path(trial.log).stat().st_mode) == 0o600


def test_nobody_is_allocated_twice_and_asking_again_is_written_down(
    trial: Trial, capsys: pytest.CaptureFixture[str]
) -> None:
    trial.plan(BLOCKS)
    _, first = trial.allocate("P1", "site=north")
    code, told = trial.allocate("P1", "site=north")
    assert code == 1
    assert "arm" not in told
    code, again = trial._run(
        "unblind", "--person", "P1", "--by", "Eve", "--reason", "emergency", "--log", trial.log
    )
    assert (code, again["arm"]) == (0, first["arm"])
    last = json.loads(Path(trial.log).read_text().splitlines()[-1])
    assert (last["event"], last["content"]["reason"]) == ("unblinded", "emergency")


@pytest.mark.parametrize("levels", [[], ["site=east"], ["site=north", "sex=f"], ["site"]])
def test_a_person_whose_stratum_is_not_known_waits(trial: Trial, levels: list[str]) -> None:
    trial.plan(BLOCKS)
    before = Path(trial.log).read_text()
    code, told = trial.allocate("P1", *levels)
    assert (code, told["refused"]) == (1, True)
    assert Path(trial.log).read_text() == before


def touched(lines: list[str], how: str) -> list[str]:
    if how == "edited":
        swap = {"peer": "waiting", "waiting": "peer"}
        arm = json.loads(lines[2])["content"]["arm"]
        return [*lines[:2], lines[2].replace(f'"{arm}"', f'"{swap[arm]}"'), *lines[3:]]
    if how == "deleted":
        return [*lines[:2], *lines[3:]]
    return [*lines[:2], lines[3], lines[2], *lines[4:]]


@pytest.mark.parametrize("how", ["edited", "deleted", "reordered"])
def test_a_touched_log_is_found_and_takes_nobody_more(trial: Trial, how: str) -> None:
    trial.plan(BLOCKS)
    for number in range(4):
        trial.allocate(f"P{number}", "site=north")
    log = Path(trial.log)
    log.write_text("\n".join(touched(log.read_text().splitlines(), how)) + "\n")
    code, audit = trial.audit()
    assert (code, audit["holds"]) == (1, False)
    assert audit["faults"]
    code, told = trial.allocate("P9", "site=north")
    assert (code, told["code"]) == (1, "chain_broken")


def test_a_secret_that_was_changed_is_found(trial: Trial) -> None:
    trial.plan(BLOCKS)
    trial.allocate("P1", "site=north")
    secret = json.loads(Path(trial.secret).read_text())
    Path(trial.secret).write_text(json.dumps({**secret, "blocks": [4, 6]}))
    code, audit = trial.audit("--public", trial.public, "--secret", trial.secret)
    assert code == 1
    assert "promised" in audit["faults"][0]["words"]
    assert trial.allocate("P2", "site=north")[0] == 1


@pytest.mark.parametrize(
    "settings",
    ['arms = ["one"]', 'arms = ["a", "b"]\nblocks = [4]', 'arms = ["a", "b"]\nstrata = ["x"]', "arms = 3"],
)
def test_a_plan_that_cannot_work_is_refused(trial: Trial, settings: str) -> None:
    code, told = trial.plan(settings)
    assert (code, told["refused"]) == (1, True)
    assert not Path(trial.log).exists()


def test_a_plan_is_never_written_over(trial: Trial) -> None:
    trial.plan(BLOCKS)
    before = Path(trial.secret).read_text()
    code, _ = trial.plan(BLOCKS)
    assert code == 1
    assert Path(trial.secret).read_text() == before


def test_a_library_that_is_missing_is_named_kindly(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(finding, "import_module", missing)
    code, out, _ = run(capsys, *["power", "two-arm", "--difference", "1", "--power", "0.8"])
    assert code == 1
    assert "statsmodels, which is not installed here" in out
    assert "pip install 'alongside[evaluate]'" in out


def test_people_without_the_event_stand_for_all_people(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The trials of BCG as metafor prints them: people with and without tuberculosis in each group."""
    of_all, of_rest = tmp_path / "all.csv", tmp_path / "rest.csv"
    trials = [(4, 119, 11, 128), (6, 300, 29, 274), (3, 228, 11, 209), (62, 13536, 248, 12619)]
    lines = [f"{number},{a},{a + b},{c},{c + d}" for number, (a, b, c, d) in enumerate(trials)]
    of_all.write_text("study,events1,n1,events2,n2\n" + "\n".join(lines) + "\n")
    lines = [f"{number},{a},{b},{c},{d}" for number, (a, b, c, d) in enumerate(trials)]
    of_rest.write_text("study,events1,nonevents1,events2,nonevents2\n" + "\n".join(lines) + "\n")
    told = []
    for path in (of_all, of_rest):
        assert main_meta([str(path), "--measure", "RR", "--json"]) == 0
        told.append(json.loads(capsys.readouterr().out)["analyses"][0]["estimates"])
    assert told[0] == told[1]
    (tmp_path / "both.csv").write_text("study,events1,n1,nonevents1,events2,n2\n1,1,9,8,2,9\n")
    assert main_meta([str(tmp_path / "both.csv"), "--measure", "RR"]) == 1
    assert "may contradict" in capsys.readouterr().out


@pytest.mark.parametrize(
    "settings",
    [
        BALANCED.replace("0.8", "nan"),
        BALANCED.replace("0.8", '"often"'),
        BLOCKS.replace('["north", "south"]', '["north", "north"]'),
    ],
)
def test_a_plan_of_numbers_that_are_none_or_values_that_come_twice_is_refused(
    trial: Trial, settings: str
) -> None:
    code, told = trial.plan(settings)
    assert (code, told["code"]) == (1, "bad_setting")


@pytest.mark.parametrize("person", ["", "  ", " P1", "P1\n", "P\u00001"])
def test_a_study_number_that_could_be_taken_for_another_is_refused(trial: Trial, person: str) -> None:
    trial.plan(BLOCKS)
    code, told = trial.allocate(person, "site=north")
    assert (code, told["code"]) == (1, "bad_setting")
    assert trial.audit()[1]["allocated"] == 0


def test_a_level_given_twice_is_refused(trial: Trial) -> None:
    trial.plan(BLOCKS)
    code, told = trial.allocate("P1", "site=north", "site=south")
    assert (code, told["code"]) == (1, "bad_setting")
    assert "given twice" in told["words"]


def test_a_log_that_was_emptied_does_not_hold(trial: Trial) -> None:
    trial.plan(BLOCKS)
    Path(trial.log).write_text("")
    code, told = trial.audit()
    assert (code, told["holds"]) == (1, False)
    assert "beginning was taken out" in told["faults"][0]["words"]


def test_a_log_that_is_no_text_is_told_in_json(trial: Trial) -> None:
    Path(trial.log).write_bytes(b"\xff\xfe")
    code, told = trial.audit()
    assert (code, told["code"]) == (2, "unreadable")
