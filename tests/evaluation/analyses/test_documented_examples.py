"""Every example of docs/reference/evaluate.md prints what the page says, and every kind of analysis has one."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from alongside.evaluation.core.analyses.finding import Named
from alongside.evaluation.core.commands.evaluating import main_evaluate
from alongside.evaluation.core.specs.kinds import KINDS

REFERENCE = Path(__file__).resolve().parents[3] / "docs/reference"
PAGE = (REFERENCE / "evaluate.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```\n\n```text\n(.*?)```", PAGE, re.DOTALL)
# The last digit of what is fitted by iteration may differ from machine to machine.
NUMBER = re.compile(r"-?\d+\.?\d*(?:e-?\d+)?")


def kind_of(spec: str) -> str:
    return re.findall(r'^kind = "(\w+)"', spec, re.MULTILINE)[0]


def agrees(shown: str, printed: str) -> bool:
    """Whether two lines have the same words, and the same numbers to a thousandth."""
    if NUMBER.sub("#", shown) != NUMBER.sub("#", printed):
        return False
    pairs = zip(NUMBER.findall(shown), NUMBER.findall(printed), strict=True)
    return all(float(one) == pytest.approx(float(other), rel=1e-3, abs=1e-6) for one, other in pairs)


@pytest.mark.parametrize(("spec", "shown"), EXAMPLES, ids=[kind_of(spec) for spec, _ in EXAMPLES])
def test_example_prints_what_the_page_says(
    spec: str, shown: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(REFERENCE / "examples", tmp_path, dirs_exist_ok=True)
    (tmp_path / "spec.toml").write_text(spec)
    assert main_evaluate([str(tmp_path / "spec.toml")]) == 0
    printed = capsys.readouterr().out.splitlines()
    missing = [line for line in shown.splitlines() if not any(agrees(line, other) for other in printed)]
    assert missing == []


def test_every_kind_of_analysis_has_an_example() -> None:
    assert {kind_of(spec) for spec, _ in EXAMPLES} == set(KINDS)


def test_every_condition_is_listed() -> None:
    listed = PAGE.partition("## Conditions")[2].partition("## Where")[0]
    assert set(re.findall(r"`(\w+)`", listed)) == {str(each) for each in Named}
