"""`alongside evaluate`: real spreadsheets are read as declared, and what cannot be said is named in words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from alongside.config.command import CORE_COMMANDS
from alongside.evaluation.core.commands.evaluating import main_evaluate


class Desk:
    """A folder with a data file and a specification, and the command run on it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys

    def run(self, spec: str, data: str | bytes = "", *options: str) -> tuple[int, str, str]:
        raw = data if isinstance(data, bytes) else data.encode()
        (self.folder / "data.csv").write_bytes(raw)
        (self.folder / "spec.toml").write_text(spec)
        code = main_evaluate([str(self.folder / "spec.toml"), *options])
        told = self.capsys.readouterr()
        return code, told.out, told.err

    def results(self, spec: str, data: str | bytes = "") -> dict[str, Any]:
        code, out, err = self.run(spec, data, "--json")
        assert code != 2, err
        return json.loads(out)


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


PAIRED = """
[data]
file = "data.csv"
missing = ["", "NA", ".", "999"]
{data}
[[analysis]]
kind = "paired_change"
before = "t0"
after = "t1"
higher_is = "worse"
"""
ROWS = [
    (14, 8),
    (20, 11),
    (9, 10),
    (16, 12),
    (13, 7),
    (11, 9),
    (18, 15),
    (12, 12),
    (15, 8),
    (10, 6),
    (17, 14),
]


def csv_of(rows: list[tuple[object, object]], delimiter: str = ",", end: str = "\n") -> str:
    return (
        end.join(
            [f"id{delimiter}t0{delimiter}t1"]
            + [
                f"{number}{delimiter}{before}{delimiter}{after}"
                for number, (before, after) in enumerate(rows, 1)
            ]
        )
        + end
    )


def estimates(found: dict[str, Any], place: int = 0) -> dict[str, Any]:
    return found["analyses"][place]["estimates"]


def codes(found: dict[str, Any], place: int = 0) -> list[str]:
    return [condition["code"] for condition in found["analyses"][place]["conditions"]]


MEAN = sum(after - before for before, after in ROWS) / len(ROWS)
WRITTEN = {
    "plain": (csv_of(ROWS), ""),
    "with a BOM and Windows line ends, as Excel": ("\ufeff" + csv_of(ROWS, end="\r\n"), ""),
    "semicolons and decimal commas": (
        csv_of([(f"{a},0", f"{b},0") for a, b in ROWS], ";"),
        'delimiter = ";"\ndecimal = ","',
    ),
    "tabs": (csv_of(ROWS, "\t"), 'delimiter = "\\t"'),
    "quotes and row names, as R": (
        '"","t0","t1"\n' + "".join(f'"{n}",{a},{b}\n' for n, (a, b) in enumerate(ROWS)),
        "",
    ),
    "labels, as SPSS": (
        csv_of([(f"Score {a}", b) for a, b in ROWS]),
        "[data.values.t0]\n" + "\n".join(f'"Score {a}" = {a}' for a in sorted({a for a, _ in ROWS})),
    ),
    "missing codes of four kinds": (
        csv_of([*ROWS, ("NA", 3), (".", 4), ("999", 4), ("999.0", 5), ("", 5), (7, "NA")]),
        "",
    ),
    "another code in one column": (csv_of([*ROWS, (-9, 3)]), 'missing_in = { t0 = ["-9"] }'),
    "in latin-1": (csv_of(ROWS).replace("id", "Größe").encode("latin-1"), 'encoding = "latin-1"'),
}


@pytest.mark.parametrize("how", WRITTEN)
def test_the_same_numbers_come_from_every_way_of_writing(desk: Desk, how: str) -> None:
    data, declared = WRITTEN[how]
    found = estimates(desk.results(PAIRED.format(data=declared), data))
    assert found["mean_difference"]["value"] == pytest.approx(MEAN, rel=1e-14)
    assert found["mean_difference"]["n"] == len(ROWS)
    assert found["improvement"]["value"] == pytest.approx(-MEAN, rel=1e-14)
    assert found["mean_difference"]["method"] == "paired t"


UNDECLARED = {
    "a blank": ("", "not_declared", 'add "" to missing'),
    "NA": ("NA", "not_a_number", "add it to missing"),
    "NaN": ("NaN", "not_a_number", "'NaN'"),
    "infinity": ("inf", "not_a_number", "'inf'"),
    "a decimal comma": ('"3,5"', "not_a_number", 'decimal = ","'),
    "a word": ("many", "not_a_number", "under values"),
}


@pytest.mark.parametrize("how", UNDECLARED)
def test_what_was_not_declared_is_named_by_its_line(desk: Desk, how: str) -> None:
    cell, code, hint = UNDECLARED[how]
    spec = PAIRED.format(data="").replace('missing = ["", "NA", ".", "999"]', "")
    status, out, _ = desk.run(spec, csv_of([*ROWS, (cell, 5)]), "--json")
    found = json.loads(out)
    assert status == 1
    assert found["analyses"][0]["done"] is False
    assert codes(found) == [code]
    condition = found["analyses"][0]["conditions"][0]
    assert "line 13, column t0" in condition["words"]
    assert hint in condition["words"] + condition["still"]


def test_999_that_was_not_declared_is_used_and_said(desk: Desk) -> None:
    spec = PAIRED.format(data="").replace(', "999"', "")
    found = desk.results(spec, csv_of([*ROWS, (999, 5)]))
    assert "looks_like_missing_code" in codes(found)
    assert estimates(found)["mean_difference"]["n"] == len(ROWS) + 1


def test_impossible_scores_are_set_aside_and_named(desk: Desk) -> None:
    found = desk.results(
        PAIRED.format(data="range = { t0 = [0, 27], t1 = [0, 27] }"), csv_of([*ROWS, (31, 5), (4, -1)])
    )
    told = found["data"]["conditions"]
    assert [condition["code"] for condition in told] == ["impossible_score", "impossible_score"]
    assert "31 in line 13" in told[0]["words"]
    assert estimates(found)["mean_difference"]["n"] == len(ROWS)


LONG = """
[data]
file = "data.csv"
unique = ["person", "wave"]
person = "person"
{data}
[[analysis]]
kind = "paired_change"
person = "person"
wave = "wave"
outcome = "score"
before = "start"
after = "end"
"""


def long_csv(*more: str) -> str:
    lines = ["person,wave,score,born,on,version"]
    for number, (before, after) in enumerate(ROWS, 1):
        lines += [
            f"p{number},start,{before},1970-01-01,2026-01-01,1",
            f"p{number},end,{after},1970-01-01,2026-06-01,1",
        ]
    return "\n".join([*lines, *more]) + "\n"


def test_one_row_an_answer_reads_the_same(desk: Desk) -> None:
    found = desk.results(LONG.format(data=""), long_csv())
    assert estimates(found)["mean_difference"]["value"] == pytest.approx(MEAN)


SET_ASIDE = {
    "a copy": ("p1,end,8,1970-01-01,2026-06-01,1", "", "duplicate_rows", "copies", 11),
    "two answers that differ": ("p1,end,3,1970-01-01,2026-06-01,1", "", "duplicate_rows", "differ", 10),
    "a wave before birth": (
        "p12,start,3,2027-01-01,2026-06-01,1\np12,end,9,1970-01-01,2026-06-01,1",
        'order = [["born", "on"]]',
        "before_birth",
        "lines 24",
        11,
    ),
    "two versions in one series": (
        "p12,start,3,1970-01-01,2026-01-01,1\np12,end,9,1970-01-01,2026-06-01,2",
        'version = "version"',
        "two_versions",
        "1 people answered both",
        11,
    ),
}


@pytest.mark.parametrize("how", SET_ASIDE)
def test_rows_that_contradict_are_set_aside_and_named(desk: Desk, how: str) -> None:
    more, declared, code, words, n = SET_ASIDE[how]
    found = desk.results(LONG.format(data=declared), long_csv(more))
    told = found["data"]["conditions"]
    assert [condition["code"] for condition in told] == [code]
    assert words in told[0]["words"]
    assert estimates(found)["mean_difference"]["n"] == n


UNREADABLE = {
    "no such file": ('[data]\nfile = "other.csv"\n[[analysis]]\nkind = "ancova"', "a\n1\n", "cannot be read"),
    "no TOML": ("[data\n", "", "not TOML"),
    "no analysis": ('[data]\nfile = "data.csv"', "a\n1\n", "asks for no analysis"),
    "an unknown part": ('[dta]\nfile = "data.csv"', "a\n1\n", "Did you mean data?"),
    "an unknown setting of the data": (
        '[data]\nfile = "data.csv"\nmissin = []\n[[analysis]]\nkind = "ancova"',
        "a\n1\n",
        "Did you mean missing?",
    ),
    "an empty file": ('[data]\nfile = "data.csv"\n[[analysis]]\nkind = "ancova"', "", "is empty"),
    "a ragged row": ('[data]\nfile = "data.csv"\n[[analysis]]\nkind = "ancova"', "a,b\n1,2\n3\n", "line 3"),
    "semicolons not declared": (
        '[data]\nfile = "data.csv"\n[[analysis]]\nkind = "ancova"',
        "a;b\n1;2\n",
        'say delimiter = ";"',
    ),
    "two columns of one name": (
        '[data]\nfile = "data.csv"\n[[analysis]]\nkind = "ancova"',
        "a,a\n1,2\n",
        "same name",
    ),
    "another encoding": (
        '[data]\nfile = "data.csv"\n[[analysis]]\nkind = "ancova"',
        b"a\n\xff\xfe\n",
        "cp1252",
    ),
    "a workbook": (
        '[data]\nfile = "data.csv"\n[[analysis]]\nkind = "ancova"',
        b"PK\x03\x04\x00\x00",
        "Save the sheet as CSV",
    ),
    "a wrong range": (
        '[data]\nfile = "data.csv"\nrange = { a = [3, 1] }\n[[analysis]]\nkind = "ancova"',
        "a\n1\n",
        "lowest and the highest",
    ),
}


@pytest.mark.parametrize("how", UNREADABLE)
def test_what_cannot_be_read_is_told_and_nothing_is_done(desk: Desk, how: str) -> None:
    spec, data, words = UNREADABLE[how]
    status, out, err = desk.run(spec, data)
    assert (status, out) == (2, "")
    assert words in err


ASKED_WRONGLY = {
    "an unknown kind": ('kind = "ancovaa"', "bad_setting", "Did you mean ancova?"),
    "an unknown column": (
        'kind = "paired_change"\nbefore = "T0"\nafter = "t1"',
        "unknown_column",
        "Did you mean",
    ),
    "an unknown setting": (
        'kind = "paired_change"\nbefore = "t0"\nafter = "t1"\nhigher = "worse"',
        "bad_setting",
        "Did you mean higher_is?",
    ),
    "a setting that is missing": ('kind = "paired_change"\nbefore = "t0"', "bad_setting", "after is missing"),
    "a direction that is none": (
        'kind = "paired_change"\nbefore = "t0"\nafter = "t1"\nhigher_is = "good"',
        "bad_setting",
        "better, worse",
    ),
    "a level of percent": (
        'kind = "paired_change"\nbefore = "t0"\nafter = "t1"\nlevel = 95',
        "bad_setting",
        "0 and 1",
    ),
}


@pytest.mark.parametrize("how", ASKED_WRONGLY)
def test_one_analysis_that_cannot_be_done_stops_no_other(desk: Desk, how: str) -> None:
    settings, code, words = ASKED_WRONGLY[how]
    spec = f"{PAIRED.format(data='')}\n[[analysis]]\n{settings}\n"
    status, out, _ = desk.run(spec, csv_of(ROWS), "--json")
    found = json.loads(out)
    assert status == 1
    assert [each["done"] for each in found["analyses"]] == [True, False]
    assert codes(found, 1) == [code]
    condition = found["analyses"][1]["conditions"][0]
    assert words in condition["words"] + " " + condition["still"]


TRIAL = """
[data]
file = "data.csv"
missing = [""]
[defaults]
higher_is = "worse"
mid = 2
design = "randomised"
[[analysis]]
kind = "partially_nested"
outcome = "after"
arm = "arm"
peer_arm = "peer"
supporter = "supporter"
[[analysis]]
kind = "ancova"
outcome = "after"
arm = "arm"
reference = "waiting"
baseline = "before"
[[analysis]]
kind = "cluster_icc"
outcome = "after"
cluster = "supporter"
"""


def trial_csv(people: int = 40) -> str:
    lines = ["arm,supporter,before,after"]
    for number in range(people):
        lines.append(f"peer,s{number // 5},{10 + number % 7},{4 + number * 7 % 6 + number // 5 % 3}")
        lines.append(f"waiting,,{10 + number % 6},{9 + number * 5 % 7}")
    return "\n".join(lines) + "\n"


def test_defaults_hold_for_every_analysis_that_has_them(desk: Desk) -> None:
    found = desk.results(TRIAL, trial_csv())
    assert [each["done"] for each in found["analyses"]] == [True, True, True]
    assert [each["design"] for each in found["analyses"]] == ["randomised", "randomised", None]
    assert found["analyses"][1]["verdict"] == "probably_helps_may_be_small" or found["analyses"][1]["verdict"]
    nested = estimates(found)["difference"]
    assert nested["higher_is"] == "worse"
    assert nested["high"] < 0


def test_json_holds_full_precision_and_where_it_came_from(desk: Desk) -> None:
    found = desk.results(TRIAL, trial_csv())
    assert len(found["data"]["sha256"]) == 64
    assert found["software"]["numpy"]
    assert repr(estimates(found)["difference"]["value"]).count(".") == 1
    assert len(repr(estimates(found)["difference"]["value"])) > 12


def test_text_leads_with_the_interval_and_carries_the_badge(desk: Desk) -> None:
    status, out, _ = desk.run(TRIAL, trial_csv())
    assert status == 0
    assert "randomised: chance made the groups" in out
    assert "between" in out
    assert "best single guess" in out
    assert "significant" not in out


def test_no_traceback_whatever_column_is_asked(desk: Desk) -> None:
    """Every kind on a table of nonsense: a condition in words, never an exception."""
    kinds = [line for line in listed_kinds(desk) if line]
    settings = "\n".join(
        f'[[analysis]]\nkind = "{kind}"\noutcome = "x"\narm = "g"\nperson = "g"\ntime = "x"\nevent = "x"\ncluster = "g"'
        for kind in kinds
    )
    spec = f'[data]\nfile = "data.csv"\nmissing = ["NA"]\n{settings}\n'
    status, out, _ = desk.run(spec, "x,g\n1,a\n1,a\nNA,b\n1,c\n", "--json")
    found = json.loads(out)
    assert status == 1
    assert len(found["analyses"]) == len(kinds)
    assert all(each["done"] or each["conditions"] for each in found["analyses"])
    assert "broke_off" not in {code for place in range(len(kinds)) for code in codes(found, place)}


def test_columns_may_have_any_name(desk: Desk) -> None:
    """Also the names of our own settings."""
    spec = """
[data]
file = "data.csv"
[[analysis]]
kind = "ancova"
outcome = "covariates"
arm = "baseline"
covariates = ["outcome", "arm"]
"""
    rows = [f"{n * 7 % 5},{'ab'[n % 2]},{n * 3 % 7},{n * 5 % 11}" for n in range(30)]
    found = desk.results(spec, "covariates,baseline,outcome,arm\n" + "\n".join(rows) + "\n")
    assert estimates(found)["slope[outcome]"]["n"] == 30


def listed_kinds(desk: Desk) -> list[str]:
    assert main_evaluate(["--kinds"]) == 0
    return desk.capsys.readouterr().out.splitlines()


@pytest.mark.parametrize("command", ["evaluate", "power", "meta", "randomise"])
def test_every_command_helps_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        CORE_COMMANDS[command](["--help"])
    assert left.value.code == 0
    assert "Exit codes" in capsys.readouterr().out


NASTY = {
    "numbers that overflow": ["1e300", "-1e300", "1e299"],
    "numbers that vanish": ["1e-300", "0", "2e-300"],
    "one number": ["3"],
    "two numbers": ["0", "1"],
    "nothing": [""],
}


@pytest.mark.parametrize("how", NASTY)
@pytest.mark.parametrize("rows", [1, 3, 24])
def test_nothing_breaks_off_whatever_the_numbers(desk: Desk, how: str, rows: int) -> None:
    """Every kind that reads columns: done, or a named condition, and JSON that can be read."""
    cells = NASTY[how]
    columns = "xyzt"
    lines = [
        ",".join(
            [cells[(row * place) % len(cells)] for place in range(1, 5)]
            + [f"p{row}", "ab"[row % 2], f"s{row % 5}", str(row % 3 % 2)]
        )
        for row in range(rows)
    ]
    header = ",".join([*columns, "id", "arm", "supporter", "yes"])
    settings = {
        "outcome": "x", "before": "x", "after": "y", "arm": "arm", "peer_arm": "a", "supporter": "supporter",
        "cluster": "supporter", "person": "id", "time": "z", "event": "yes", "treated": "yes", "assigned": "yes",
        "received": "yes", "period": "z", "baseline": "y", "cost": "y", "effect": "x", "value": "x", "of": "t",
        "dose": "z", "group": "arm", "amount": "x", "rows": "arm", "study": "id", "variance": "y", "strategy": "id",
        "higher_is": "worse", "design": "randomised",
    }  # fmt: skip
    lists = 'raters = ["x", "y"]\ncoders = ["arm", "supporter"]\nconfounders = ["y"]\nmoderators = ["z"]\nedges = [0, 1, 2]\noutcomes = ["x", "y"]\ncategories = ["z", "t"]'
    text = "\n".join(f'{name} = "{value}"' for name, value in settings.items())
    analyses = "\n".join(
        f'[[analysis]]\nkind = "{kind}"\n{text}\n{lists}\ntimes = 100' for kind in listed_kinds(desk)
    )
    found = desk.results(
        f'[data]\nfile = "data.csv"\nmissing = [""]\n{analyses}\n', f"{header}\n" + "\n".join(lines) + "\n"
    )
    everywhere = [code for place in range(len(found["analyses"])) for code in codes(found, place)]
    assert "broke_off" not in everywhere


def test_an_interval_without_an_upper_limit_says_so(desk: Desk) -> None:
    """The median time of people most of whom were still waiting when they were last seen."""
    rows = "\n".join(f"{day},{int(day < 12)}" for day in range(4, 26))
    spec = '[data]\nfile = "data.csv"\n[[analysis]]\nkind = "survival"\ntime = "day"\nevent = "met"\n'
    found = estimates(desk.results(spec, f"day,met\n{rows}\n"))["median[all]"]
    assert (found["low"] is None, found["high"]) == (False, None)
    _, out, _ = desk.run(spec, f"day,met\n{rows}\n")
    assert "or more, with no other limit" in out
    assert "inf" not in out
