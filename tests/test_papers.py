"""The papers that are written by hand promise only what a test holds, and leave out no class that triage looks for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from alongside.safeguarding.core.triage import load_rules
from tests.safeguarding.test_hazard_log import SKIPS, marks_of

PROJECT = Path(__file__).resolve().parent.parent
ONLINE = (PROJECT / "docs/safety/online-safety.md").read_text(encoding="utf-8")
PACK = (PROJECT / "docs/how-to/go-live-safely.md").read_text(encoding="utf-8")


def part(title: str) -> str:
    return ONLINE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize("test", sorted(set(re.findall(r"`(tests/[^`]+)`", ONLINE))))
def test_what_online_safety_promises_names_a_test_that_runs(test: str) -> None:
    marks = marks_of(*test.split("::"))
    assert marks is not None, "there is no such test"
    assert not marks & SKIPS


def test_every_class_of_triage_stands_under_a_kind_and_no_other() -> None:
    assert set(re.findall(r"`(\w+)`", part("Each kind of illegal content"))) == set(load_rules().policy.by_id)


def test_every_kind_says_what_is_open_and_leaves_the_judgement_to_whoever_deploys() -> None:
    rows = [
        [cell.strip() for cell in row.strip("|").split("|")]
        for row in part("Each kind of illegal content").splitlines()
        if row.startswith("| ")
    ][2:]
    assert len(rows) == 10
    for row in rows:
        assert len(row) == 5
        assert all(row[:4])
        assert row[4] == ""


def test_no_legal_advice_is_given_and_it_is_said() -> None:
    assert "**This page is not legal\nadvice.**" in ONLINE
    assert "legal or clinical advice" in PACK


@pytest.mark.parametrize("paper", ["safety-case.md", "dpia.md", "online-safety.md"])
def test_starter_pack_and_front_page_lead_to_every_paper(paper: str) -> None:
    assert f"](../safety/{paper})" in PACK
    assert f"](safety/{paper})" in (PROJECT / "docs/README.md").read_text(encoding="utf-8")


def test_who_finds_a_weakness_is_answered_within_48_hours() -> None:
    assert "within\n48 hours" in (PROJECT / "SECURITY.md").read_text(encoding="utf-8")
