"""The safety case tells of every hazard, hides nothing that is open, and claims nothing that the log does not hold."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import alongside
from alongside.safeguarding.core.hazard_log import FaultyLog, State, read_hazards
from alongside.safeguarding.core.safety_case import read_case, safety_case_page

SAFETY = Path(__file__).resolve().parents[2] / "docs/safety"
LOG = read_hazards((SAFETY / "hazards.toml").read_text(encoding="utf-8"))
TEXT = (SAFETY / "safety-case.toml").read_text(encoding="utf-8")
CASE = read_case(TEXT, LOG)
PAGE = (SAFETY / "safety-case.md").read_text(encoding="utf-8")


def part(title: str, page: str = PAGE) -> str:
    return page.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def test_every_open_control_is_listed_with_room_for_what_is_done_instead() -> None:
    rows = [row for row in part("Every control that is open").splitlines() if row.startswith("| [H")]
    opened = [(hazard, control) for hazard in LOG for control in hazard.open]
    assert len(rows) == len(opened)
    for row, (hazard, control) in zip(rows, opened, strict=True):
        assert row.startswith(f"| [{hazard.id}](hazard-log.md#{hazard.id.lower()})")
        assert row.endswith(f"| {control.words} | {control.by} | |")


def test_every_process_is_handed_to_whoever_deploys() -> None:
    listed = part("What whoever deploys must do")
    for hazard in LOG:
        for control in hazard.controls:
            if control.state is State.PROCESS:
                assert f"- [ ] {control.words} By: {control.by}. ([{hazard.id}]" in listed


def test_a_hazard_with_something_open_is_called_reached_nowhere() -> None:
    for hazard in LOG:
        (row,) = [
            row for row in part("The hazards, by chapter").splitlines() if row.startswith(f"| [{hazard.id}]")
        ]
        assert row.endswith("| **not reached** |") is bool(hazard.open)
        waiting, reached = part("The risk that remains").split("all that the software is to do is held")
        assert (f"[{hazard.id}]" in waiting) is bool(hazard.open)
        assert (f"[{hazard.id}]" in reached) is not bool(hazard.open)


def test_opening_a_control_takes_the_claim_back() -> None:
    held = next(hazard for hazard in LOG if hazard.risk > hazard.aim and not hazard.open)
    opened = replace(held, controls=(*held.controls, replace(held.controls[0], state=State.OPEN, by="gone")))
    page = safety_case_page(tuple(opened if each is held else each for each in LOG), CASE, "9")
    waiting = part("The risk that remains", page).split("all that the software is to do is held")[0]
    risk_line = next(line for line in waiting.splitlines() if line.startswith(f"- Risk {held.risk}:"))
    assert f"[{held.id}]" in risk_line
    assert "| gone | |" in part("Every control that is open", page)


def test_report_is_of_this_version_and_signed_by_nobody() -> None:
    assert f"report for version {alongside.__version__}." in PAGE
    signing = part("Who signs")
    assert "Nobody has signed this page." in signing
    for office in CASE.signers:
        assert f"| {office} | | | | |" in signing


def test_what_it_is_not_for_is_said() -> None:
    said = part("What it is not for")
    assert "not an emergency service" in said
    assert "does not diagnose" in said


def test_empty_part_is_refused() -> None:
    start, end = TEXT.index("not_for = [") + len("not_for = ["), TEXT.index("]\nscope = [")
    with pytest.raises(FaultyLog, match="says nothing of not_for"):
        read_case(TEXT[:start] + TEXT[end:], LOG)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('"H05", "H30"', '"H05"'), "chapter.*H30"),
        (('"H05", "H30"', '"H05", "H30", "H31"'), "chapter.*H31"),
        (('"H05", "H30"', '"H05", "H30", "H99"'), "chapter.*H99"),
        (('hazards = ["H51"]', 'hazards = ["H99"]'), "duty names.*H99"),
        (("signers = [", "signed = ["), "cannot be read"),
        (('about = "Helping', 'abut = "Helping'), "cannot be read"),
        (("signers = [", 'signature = "A. B."\nsigners = ['), "no place for signature"),
        (("meant_for = [", "meant_for = []\nwas_for = ["), "no place for was_for"),
        (("meant_for = [", "meant_for = [] #"), "cannot be read"),
        (("[[chapter]]", "[[chapter"), "cannot be read"),
    ],
)
def test_faulty_words_are_refused_with_what_is_wrong(change: tuple[str, str], words: str) -> None:
    assert change[0] in TEXT
    with pytest.raises(FaultyLog, match=words):
        read_case(TEXT.replace(*change), LOG)
