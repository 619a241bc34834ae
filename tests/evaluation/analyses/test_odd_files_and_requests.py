"""Spreadsheets as they come, and requests that make no sense: a named condition in words, and JSON that can be read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from alongside.config.command import CORE_COMMANDS
from alongside.evaluation.core.analyses.agreement import krippendorff_alpha
from alongside.evaluation.core.analyses.ancova import ancova
from alongside.evaluation.core.analyses.finding import CannotSay
from alongside.evaluation.core.commands.evaluating import main_evaluate

ANCOVA = '[[analysis]]\nkind = "ancova"\noutcome = "after"\narm = "arm"\nreference = "waiting"\nbaseline = "before"\n'
ROWS = [(f"P{n}", "peer" if n % 2 else "waiting", 10 + n % 7, 8 + (n * 7) % 6 - n % 2) for n in range(1, 41)]


def sheet(rows: list[tuple[object, ...]] = ROWS, header: str = "id,arm,before,after") -> str:
    return "\n".join([header, *(",".join(str(cell) for cell in row) for row in rows)]) + "\n"


class Desk:
    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys

    def run(self, data: str | bytes, spec: str, declared: str = "") -> tuple[int, dict[str, Any]]:
        (self.folder / "data.csv").write_bytes(data if isinstance(data, bytes) else data.encode())
        (self.folder / "spec.toml").write_text(f'[data]\nfile = "data.csv"\n{declared}\n{spec}')
        code = main_evaluate([str(self.folder / "spec.toml"), "--json"])
        return code, dict(json.loads(self.capsys.readouterr().out, parse_constant=_not_json))


def _not_json(word: str) -> None:
    raise AssertionError(f"{word} is no JSON")


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


def told(found: dict[str, Any]) -> list[tuple[str, str]]:
    conditions = [*found.get("conditions", []), *((found["data"] or {}).get("conditions", []))]
    conditions += [each for analysis in found["analyses"] for each in analysis["conditions"]]
    return [(each["code"], f"{each['words']} {each['still']}") for each in conditions]


lines = sheet().splitlines()
READ = {
    "empty cells to the right of one row": "\n".join([*lines[:3], f"{lines[3]},,", *lines[4:], ",,,,,,"]),
    "a comma at the end of every line": sheet().replace("\n", ",\n"),
    "Excel's line that names the delimiter": f"sep=,\n{sheet()}",
    "line ends of an old Macintosh": sheet().replace("\n", "\r"),
    "blank lines": sheet().replace("\n", "\n\n"),
    "line breaks within a cell": sheet([('"P\n1"', *row[1:]) for row in ROWS]),
}


@pytest.mark.parametrize("how", READ)
def test_what_a_spreadsheet_adds_changes_no_number(how: str, desk: Desk) -> None:
    _, plain = desk.run(sheet(), ANCOVA)
    code, found = desk.run(READ[how], ANCOVA)
    assert code == 0
    assert found["analyses"][0]["estimates"] == plain["analyses"][0]["estimates"]


UNREAD = {
    "a row without its last cell": ("\n".join([*lines[:3], "P3,peer,13", *lines[4:]]), "Cells are missing"),
    "a row with a cell too many": (
        "\n".join([*lines[:3], f"{lines[3]},1", *lines[4:]]),
        "must stand in quotes",
    ),
    "a quote that never closes": (sheet().replace("P3,peer", '"P3,peer'), "A quote that opens in line 4"),
    "a title above the header": (f"Our trial\n{sheet()}", "take out what stands above it"),
    "UTF-16 that nobody declared": (sheet().encode("utf-16"), 'encoding = "utf-16"'),
    "nothing": ("", "is empty"),
}


@pytest.mark.parametrize("how", UNREAD)
def test_what_cannot_be_read_is_a_condition_in_json_too(how: str, desk: Desk) -> None:
    data, words = UNREAD[how]
    code, found = desk.run(data, ANCOVA)
    assert code == 2
    assert found["analyses"] == []
    assert [each[0] for each in told(found)] == ["unreadable"]
    assert words in told(found)[0][1]


STOPPED = {
    "a header without rows": (sheet([]), "nothing_left", "no rows"),
    "NA among the arms": (sheet([*ROWS, ("P41", "NA", 9, 9)]), "not_declared", "line 42, column arm"),
    "#N/A among the arms": (sheet([*ROWS, ("P41", "#N/A", 9, 9)]), "not_declared", "often means missing"),
    "two spellings of one arm": (sheet([*ROWS, ("P41", "Peer", 9, 9)]), "not_declared", '"Peer" = "peer"'),
    "a number that overflows": (sheet([*ROWS, ("P41", "peer", 9, 1e200)]), "outside_range", "line 42"),
    "one arm only": (
        sheet([row for row in ROWS if row[1] == "peer"]),
        "one_arm_only",
        "nobody of waiting",
    ),
}


@pytest.mark.parametrize("how", STOPPED)
def test_what_would_give_a_wrong_number_stops_the_analysis(how: str, desk: Desk) -> None:
    data, code, words = STOPPED[how]
    status, found = desk.run(data, ANCOVA)
    assert status == 1
    assert [each[0] for each in told(found)] == [code]
    assert words in told(found)[0][1]


def test_a_name_that_looks_missing_may_be_declared_a_name(desk: Desk) -> None:
    data = sheet([*ROWS, ("P41", "NA", 9, 9), ("P42", "NA", 8, 7)])
    status, found = desk.run(data, ANCOVA, "[data.values.arm]\nNA = 'Namibia'")
    assert status == 0
    assert "difference[Namibia]" in found["analyses"][0]["estimates"]


def test_rows_that_repeat_and_people_who_come_twice_are_told(desk: Desk) -> None:
    status, found = desk.run(sheet([*ROWS, ROWS[0], ("P2", "peer", 3, 4)]), ANCOVA)
    assert status == 0
    assert [each[0] for each in told(found)[:2]] == ["duplicate_rows", "duplicate_rows"]
    assert "lines 42 repeat" in told(found)[0][1]
    assert "P2" in told(found)[1][1]
    assert found["analyses"][0]["estimates"]["difference[peer]"]["n"] == 42


def test_repeated_answers_of_many_people_are_no_copies(desk: Desk) -> None:
    long = [(person, arm, wave, score) for person, arm, score, _ in ROWS for wave in (0, 3)]
    _, found = desk.run(sheet(long, "id,arm,before,after"), ANCOVA)
    assert found["data"]["conditions"] == []


def test_data_of_one_analysis_that_cannot_be_read_stop_no_other(desk: Desk) -> None:
    status, found = desk.run(sheet(), f'{ANCOVA}{ANCOVA}data = {{ file = "nowhere.csv" }}\n')
    assert status == 1
    assert [each["done"] for each in found["analyses"]] == [True, False]
    assert found["analyses"][1]["conditions"][0]["code"] == "unreadable"


WRONG = {
    "a seed below 0": 'kind = "multiple_imputation"\noutcome = "after"\narm = "arm"\nseed = -1',
    "a bootstrap that never ends": 'kind = "agreement"\ncoders = ["before", "after"]\ntimes = 1000000000',
    "a bootstrap of none": 'kind = "agreement"\ncoders = ["before", "after"]\ntimes = -1',
    "a table with a short row": 'kind = "fleiss_kappa"\ntable = [[1, 2], [3]]',
    "a table of words": 'kind = "fleiss_kappa"\ntable = [["a", 2], ["b", 1]]',
    "estimates that are no numbers": 'kind = "pool_estimates"\nestimates = [1.0, nan]\nses = [1.0, 1.0]\nn = 30',
    "more coefficients than people": 'kind = "pool_estimates"\nestimates = [1.0, 2.0]\nses = [1.0, 1.0]\nn = 1\ncoefficients = 5',
    "an interval with one limit": 'kind = "e_value"\nrisk_ratio = 2\nlow = 1.1',
    "an interval upside down": 'kind = "e_value"\nrisk_ratio = 2\nlow = 3\nhigh = 1.1',
    "counts below 0": 'kind = "differencing"\nbefore = { a = -1 }\nafter = { a = 2 }',
    "an interval from nobody": 'kind = "ancova"\noutcome = "after"\narm = "arm"\nfewest_for_interval = -3',
    "a difference that no number of people can show": 'kind = "power_two_arm"\ndifference = 1e-9\npower = 0.9',
    "a wedge of five thousand steps": 'kind = "power_stepped_wedge"\ndifference = 1\nbetween_variance = 1\nperson_variance = 1\n'
    "people_per_period = 1\nsteps = 5000\nclusters_per_step = 5",
    "rows of nothing": 'kind = "ancova"\noutcome = "after"\narm = "arm"\nonly = { arm = [] }',
    "rows that are not there": 'kind = "ancova"\noutcome = "after"\narm = "arm"\nonly = { arm = "other" }',
    "rows of no column": 'kind = "ancova"\noutcome = "after"\narm = "arm"\nonly = "peer"',
}


@pytest.mark.parametrize("how", WRONG)
def test_a_request_that_makes_no_sense_is_a_bad_setting(how: str, desk: Desk) -> None:
    status, found = desk.run(sheet(), f"[[analysis]]\n{WRONG[how]}\n")
    assert status == 1
    assert [each[0] for each in told(found)] == ["bad_setting"]


def test_a_landmark_after_everybody_had_left_is_told(desk: Desk) -> None:
    rows = [(f"P{n}", "peer" if n % 2 else "waiting", n, n % 3 % 2) for n in range(30)]
    spec = '[[analysis]]\nkind = "survival"\ntime = "before"\nevent = "after"\nlandmark = 100\n'
    status, found = desk.run(sheet(rows), spec)
    assert (status, told(found)[0][0]) == (1, "nothing_left")


def test_a_total_of_few_people_is_hidden_as_their_mean_is(desk: Desk) -> None:
    rows = [(f"P{n}", "peer" if n < 4 else "waiting", n, 5 + n % 3) for n in range(30)]
    _, found = desk.run(sheet(rows), '[[analysis]]\nkind = "dominance"\namount = "after"\ngroup = "arm"\n')
    totals = {row["group"]: row["total"] for row in found["analyses"][0]["tables"]["totals"]}
    assert totals["peer"] is None
    assert totals["waiting"] is not None


@pytest.mark.parametrize("command", ["evaluate", "meta"])
def test_a_file_that_is_not_there_is_told_in_json(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert CORE_COMMANDS[command](["nowhere.csv", "--json"]) == 2
    found = json.loads(capsys.readouterr().out)
    assert found["conditions"][0]["code"] == "unreadable"


POOLED = {
    "a standard error below 0": (
        "study,effect,se\nA,1,-1\nB,2,0.4\nC,1.4,0.3\n",
        [],
        "bad_setting",
        "above 0",
    ),
    "a variance that is no square of the error": (
        "study,effect,se,variance\nA,1,0.5,9\nB,2,0.4,9\nC,1.4,0.3,9\n",
        [],
        "bad_setting",
        "one is not the square",
    ),
    "an effect that overflows": (
        "study,effect,se\nA,1e200,0.5\nB,2,0.4\nC,1.4,0.3\n",
        [],
        "outside_range",
        "Study A",
    ),
    "an effect that is missing": (
        "study,effect,se\nA,,0.5\nB,2,0.4\nC,1.4,0.3\n",
        ["--missing", ""],
        "nothing_left",
        "Study A",
    ),
    "half a person": (
        "study,n1,mean1,sd1,n2,mean2,sd2\nA,10.7,1,1,10,2,1\nB,10,1,1,10,2,1\nC,9,1,1,9,2,1\n",
        ["--measure", "SMD"],
        "bad_setting",
        "10.7 is no number of people",
    ),
    "half an event": (
        "study,events1,n1,events2,n2\nA,1.5,10,3,12\nB,1,10,2,10\nC,4,10,2,10\n",
        ["--measure", "OR"],
        "bad_setting",
        "1.5 is no number of people",
    ),
}


@pytest.mark.parametrize("how", POOLED)
def test_studies_that_cannot_be_so_are_named_and_not_pooled(
    how: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, options, code, words = POOLED[how]
    (tmp_path / "sites.csv").write_text(data)
    assert CORE_COMMANDS["meta"]([str(tmp_path / "sites.csv"), "--json", *options]) == 1
    found = json.loads(capsys.readouterr().out)
    assert [each[0] for each in told(found)] == [code]
    assert words in told(found)[0][1]


# What a notebook hands over.

SCORES = [float(n * 7 % 11) for n in range(40)]
ARMS = ["peer", "waiting"] * 20
NOTHING = {
    "None": [None, *SCORES[1:]],
    "a blank": ["", *SCORES[1:]],
    "NaN": pd.Series([np.nan, *SCORES[1:]]),
    "pandas' NA": pd.Series([pd.NA, *SCORES[1:]], dtype="Float64"),
    "objects": np.array(["", *SCORES[1:]], dtype=object),
    "a mask": np.ma.masked_array([1e6, *SCORES[1:]], mask=[True] + [False] * 39),
    "text": [str(score) if place else "" for place, score in enumerate(SCORES)],
}


@pytest.mark.parametrize("how", NOTHING)
def test_nothing_in_a_column_of_numbers_is_left_out_and_counted(how: str) -> None:
    found = ancova(outcome=NOTHING[how], arm=ARMS, errors="classical")
    plain = ancova(outcome=SCORES[1:], arm=ARMS[1:], errors="classical")
    assert found["difference[waiting]"].n == 39
    assert found["difference[waiting]"].value == plain["difference[waiting]"].value


@pytest.mark.parametrize("nothing", [None, "", np.nan, pd.NA])
def test_nothing_in_a_column_of_groups_is_left_out_and_counted(nothing: object) -> None:
    found = ancova(outcome=SCORES, arm=pd.Series([nothing, *ARMS[1:]], dtype=object))
    assert found["difference[waiting]"].n == 39


def test_code_that_is_none_is_no_code() -> None:
    codes = [["1", None, "1"], ["1", "1", ""], ["2", "2", "2"], ["2", "1", None]]
    blank = [["" if code is None else code for code in row] for row in codes]
    assert krippendorff_alpha(codes)["alpha"] == krippendorff_alpha(blank)["alpha"]


@pytest.mark.parametrize(
    ("column", "code"),
    [(["many", *SCORES[1:]], "not_a_number"), (np.array(SCORES).reshape(-1, 1), "bad_setting")],
)
def test_column_that_is_none_is_a_condition_for_notebooks_too(column: object, code: str) -> None:
    with pytest.raises(CannotSay) as caught:
        ancova(outcome=column, arm=ARMS)
    assert caught.value.condition.code == code


def rows_of(count: int, *columns: Any) -> str:
    return "\n".join(",".join(str(column(n)) for column in columns) for n in range(count)) + "\n"


def arm_of(n: int) -> str:
    return ("a", "b")[n % 2]


SURE_OF_NOTHING = {
    "one person asked forty times": (
        "p,arm,y\n" + rows_of(40, lambda _: 1, arm_of, lambda n: n % 3 % 2),
        'kind = "gee_logit"\noutcome = "y"\nperson = "p"\narm = "arm"',
        "few_clusters",
    ),
    "an arm that is one cluster": (
        "c,arm,y\n" + rows_of(40, arm_of, arm_of, lambda n: n * 7 % 11),
        'kind = "cluster_comparison"\noutcome = "y"\narm = "arm"\ncluster = "c"',
        "few_clusters",
    ),
    "more coefficients than clusters": (
        "c,arm,y,v,w,x\n"
        + rows_of(40, lambda n: n % 4, arm_of, *(lambda n, k=k: n * k % 11 for k in (3, 5, 7, 9))),
        'kind = "ancova"\noutcome = "y"\narm = "arm"\ncluster = "c"\ncovariates = ["v", "w", "x"]',
        "few_clusters",
    ),
    "weights from nothing": (
        "a,y\n" + rows_of(40, lambda n: n % 2, lambda n: n * 7 % 11),
        'kind = "weighted_comparison"\noutcome = "y"\ntreated = "a"\nconfounders = []',
        "bad_setting",
    ),
    "the outcome as its own confounder": (
        "a,y\n" + rows_of(40, lambda n: n % 2, lambda n: n * 7 % 11),
        'kind = "weighted_comparison"\noutcome = "y"\ntreated = "a"\nconfounders = ["y"]',
        "bad_setting",
    ),
    "half a count": (
        "x\n" + rows_of(12, lambda _: 1.5),
        'kind = "control_chart"\nchart = "count"\nvalue = "x"',
        "bad_setting",
    ),
    "one supporter twenty-five times": (
        "s,n,x\n" + rows_of(25, lambda _: "S", lambda _: 5, lambda n: n % 5),
        'kind = "funnel"\nsupporter = "s"\nvalue = "x"\nof = "n"',
        "duplicate_rows",
    ),
    "codes below 0 on a ratio scale": (
        "x,y\n" + rows_of(12, lambda n: n % 3 - 1, lambda n: n % 2),
        'kind = "agreement"\ncoders = ["x", "y"]\nmeasured = "ratio"',
        "bad_setting",
    ),
}


@pytest.mark.parametrize("how", SURE_OF_NOTHING)
def test_a_number_that_would_be_sure_of_nothing_is_not_given(how: str, desk: Desk) -> None:
    data, spec, code = SURE_OF_NOTHING[how]
    status, found = desk.run(data, f"[[analysis]]\n{spec}\n")
    assert status == 1
    assert [each[0] for each in told(found)] == [code]


def test_periods_that_are_words_say_in_which_order_they_are_read(desk: Desk) -> None:
    months = ("Apr", "May", "Jun")
    data = "c,p,on,y\n" + rows_of(
        48,
        lambda n: f"c{n % 4}",
        lambda n: months[n // 4 % 3],
        lambda n: int(n // 4 % 3 > n % 2),
        lambda n: n * 7 % 11,
    )
    spec = (
        '[[analysis]]\nkind = "stepped_wedge"\noutcome = "y"\ncluster = "c"\nperiod = "p"\ntreated = "on"\n'
    )
    status, found = desk.run(data, spec)
    assert status == 1
    assert "order of the alphabet: Apr, Jun, May" in told(found)[0][1]
    in_order = "[data.values.p]\nApr = 1\nMay = 2\nJun = 3"
    assert desk.run(data, spec, in_order)[0] == 0


def test_counts_that_come_again_are_no_copies(desk: Desk) -> None:
    data = "x\n" + rows_of(40, lambda n: n * 7 % 23)
    _, found = desk.run(data, '[[analysis]]\nkind = "control_chart"\nchart = "count"\nvalue = "x"\n')
    assert found["data"]["conditions"] == []
