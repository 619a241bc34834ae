"""The assessment of what data may do to people leaves no special-category field out, and its proofs exist and run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from django.apps import apps

from alongside.common.privacy import classified_fields
from alongside.data_rights.core.impact import FaultyPurposes, Held, faults, impact_page, read_impact
from alongside.safeguarding.core.hazard_log import read_hazards
from alongside.web.management.commands.generate_docs import register
from tests.safeguarding.test_hazard_log import SKIPS, marks_of

SAFETY = Path(__file__).resolve().parents[2] / "docs/safety"
TEXT = (SAFETY / "purposes.toml").read_text(encoding="utf-8")
IMPACT = read_impact(TEXT)
HAZARDS = read_hazards((SAFETY / "hazards.toml").read_text(encoding="utf-8"))
NEW = Held("matching.Wish", "brand_new", "special", "for ever")


def page() -> str:
    return (SAFETY / "dpia.md").read_text(encoding="utf-8")


def test_every_special_field_of_the_register_stands_under_a_purpose() -> None:
    assert faults(IMPACT, register(), HAZARDS) == ()
    special = {
        (each.model, each.field)
        for model in apps.get_models()
        if model.__module__.startswith("alongside.")
        for each in classified_fields(model)
        if each.kind == "special"
    }
    assert len(special) > 80
    rows = {
        (cells[1], name)
        for cells in ([cell.strip() for cell in row.split("|")] for row in page().splitlines())
        if len(cells) == 5
        for name in cells[2].replace("`", "").split(", ")
    }
    assert special <= rows


def test_new_special_field_without_a_purpose_is_named_and_stops_the_page() -> None:
    fault = "matching.Wish.brand_new is special-category data without a purpose"
    assert faults(IMPACT, (*register(), NEW), HAZARDS) == (fault,)
    with pytest.raises(FaultyPurposes, match="brand_new"):
        impact_page(IMPACT, (*register(), NEW), HAZARDS, "9")


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        (
            Held("matching.NewTable", "name", "personal", "x"),
            "matching.NewTable holds data about people without a purpose",
        ),
        (Held("matching.NewTable", "status", "plain", "x"), None),
        (Held("matching.Wish", "newly_plain", "plain", "x"), None),
    ],
)
def test_new_table_about_people_needs_a_purpose_and_a_plain_one_none(
    changed: Held, fault: str | None
) -> None:
    assert faults(IMPACT, (*register(), changed), HAZARDS) == ((fault,) if fault else ())


def test_what_is_no_longer_kept_is_noticed() -> None:
    left = tuple(each for each in register() if each.table != "enrolment.WordToService")
    assert faults(IMPACT, left, HAZARDS) == (
        "enrolment.WordToService.service is no special-category field",
        "enrolment.WordToService.words is no special-category field",
        "enrolment.WordToService is no table with data about people",
    )
    assert faults(replace(IMPACT, hazards=("H99",)), register(), HAZARDS) == ("H99 is no hazard",)


def test_field_stands_where_its_table_stands() -> None:
    first = IMPACT.purposes[0]
    moved = replace(first, special={**first.special, "matching.Wish": ("value",)})
    wrong = faults(replace(IMPACT, purposes=(moved, *IMPACT.purposes[1:])), register(), HAZARDS)
    assert wrong == (f"{first.name}: matching.Wish is not among its tables",)


@pytest.mark.parametrize("test", sorted(IMPACT.tests))
def test_what_is_said_to_hold_names_a_test_that_runs(test: str) -> None:
    marks = marks_of(*test.split("::"))
    assert marks is not None, "there is no such test"
    assert not marks & SKIPS


def test_what_is_open_and_what_nothing_proves_is_said() -> None:
    risks = page().partition("\n## What may happen to people\n")[2].partition("\n## ")[0]
    for hazard in HAZARDS:
        if hazard.id in IMPACT.hazards:
            (row,) = [row for row in risks.splitlines() if row.startswith(f"| [{hazard.id}]")]
            assert row.endswith("| nothing |") is (
                not hazard.open and any(control.tests for control in hazard.controls)
            )
            assert all(f"{control.words} ({control.by})" in row for control in hazard.open)
    rights = page().partition("\n## People's rights")[2].partition("\n## ")[0]
    unproved = [right for right in IMPACT.rights if not right.tests]
    assert unproved
    assert rights.count("| nothing proves it |") == len(unproved)


def test_no_basis_is_chosen_and_nobody_signed() -> None:
    assert all(len(purpose.basis) >= 1 and purpose.needed and purpose.seen_by for purpose in IMPACT.purposes)
    assert page().count("to be chosen (article 6)") == len(IMPACT.purposes)
    assert "| Data protection officer | | | | |" in page()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("[[purpose]]", "[[purpose"), "cannot be read"),
        (("why = ", "reason = "), "cannot be read"),
        (("[[measure]]", "[[meazure]]"), "cannot be read|no place for"),
        (("[purpose.special]", "[purpose.spezial]"), "cannot be read"),
        (("decisions = [", 'basis = "consent"\ndecisions = ['), "no place for basis"),
    ],
)
def test_faulty_purposes_are_refused_in_words(change: tuple[str, str], words: str) -> None:
    assert change[0] in TEXT
    with pytest.raises(FaultyPurposes, match=words):
        read_impact(TEXT.replace(*change, 1))
