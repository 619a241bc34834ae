"""Each control that is said to hold names a test that exists and runs; so the log cannot promise what nobody proves."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from alongside.safeguarding.core.hazard_log import FaultyLog, State, hazard_log_page, read_hazards, risk

PROJECT = Path(__file__).resolve().parents[2]
LOG = read_hazards((PROJECT / "docs/safety/hazards.toml").read_text(encoding="utf-8"))
NAMED = sorted({test for hazard in LOG for control in hazard.controls for test in control.tests})
SKIPS = {"skip", "skipif", "xfail"}


def marks_of(path: str, name: str) -> set[str] | None:
    """The names in the marks of a test and of its whole file; None if there is no such test."""
    file = PROJECT / path
    if not file.is_file():
        return None
    tree = ast.parse(file.read_text(encoding="utf-8"))
    found = [each for each in tree.body if isinstance(each, ast.FunctionDef) and each.name == name]
    if len(found) != 1:
        return None
    whole = [
        each.value
        for each in tree.body
        if isinstance(each, ast.Assign)
        and any(isinstance(target, ast.Name) and target.id == "pytestmark" for target in each.targets)
    ]
    return {
        node.attr
        for mark in (*found[0].decorator_list, *whole)
        for node in ast.walk(mark)
        if isinstance(node, ast.Attribute)
    }


@pytest.mark.parametrize("test", NAMED)
def test_control_that_is_held_names_a_test_that_runs(test: str) -> None:
    path, _, name = test.partition("::")
    marks = marks_of(path, name)
    assert marks is not None, "there is no such test"
    assert not marks & SKIPS


def test_missing_and_skipped_tests_are_noticed() -> None:
    here = "tests/safeguarding/test_hazard_log.py"
    assert marks_of(here, "test_that_is_not_there") is None
    assert marks_of("tests/no_such_file.py", "test_anything") is None
    assert marks_of(here, "test_control_that_is_held_names_a_test_that_runs") == {"mark", "parametrize"}


def test_log_has_every_hazard_and_says_what_is_open() -> None:
    assert [hazard.id for hazard in LOG] == [f"H{number:02}" for number in range(1, 55)]
    assert sorted({hazard.risk for hazard in LOG}) == [3, 4]
    assert all(control.by for hazard in LOG for control in hazard.controls if control.state is not State.HELD)
    # Nothing that may kill falls below 3, whatever the software does.
    assert {hazard.aim for hazard in LOG if hazard.severity == "catastrophic"} == {3}


def test_risk_follows_the_matrix() -> None:
    assert risk("catastrophic", "very high") == 5
    assert risk("minor", "very low") == 1
    assert [risk("major", likelihood) for likelihood in ("high", "medium", "low", "very low")] == [4, 3, 3, 2]


def test_page_never_calls_an_open_hazard_reached() -> None:
    page = hazard_log_page(LOG)
    for hazard in LOG:
        section = page.split(f"\n## {hazard.id}\n")[1].split("\n## ")[0]
        assert ("**Not reached:**" in section) is bool(hazard.open)


ENTRY = """
[[hazard]]
id = "H01"
name = "n"
cause = "c"
effect = "e"
severity = "major"
likelihood = "medium"
residual = "low"
control = [{ words = "w", tests = ["t.py::test_t"] }]
"""


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('"major"', '"dreadful"'), "no such word"),
        (('"medium"', '"often"'), "no such word"),
        (('residual = "low"', 'residual = "very high"'), "no worse"),
        (("control = [", "control = [] #"), "needs controls"),
        (('tests = ["t.py::test_t"]', "tests = []"), "tests is empty"),
        (('tests = ["t.py::test_t"]', 'open = "x", process = "y"'), "or whose process"),
        (('tests = ["t.py::test_t"]', 'proof = "x"'), "or whose process"),
        (('name = "n"', 'nam = "n"'), "cannot be read"),
        (('name = "n"', 'name = "n"\nowner = "x"'), "nobody knows owner"),
        (("[[hazard]]", "[[hazard"), "cannot be read"),
    ],
)
def test_faulty_log_is_refused_in_words(change: tuple[str, str], words: str) -> None:
    assert len(read_hazards(ENTRY)) == 1
    with pytest.raises(FaultyLog, match=words):
        read_hazards(ENTRY.replace(*change))


def test_hazard_stands_there_once() -> None:
    with pytest.raises(FaultyLog, match="each once"):
        read_hazards(ENTRY + ENTRY)
