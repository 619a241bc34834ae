"""Each requirement of ASVS 5.0.0 at levels 1 and 2 stands once, and what is said to be met can be found."""

from __future__ import annotations

from collections import Counter

import pytest

from alongside.safeguarding.core.asvs import Standing, asvs_page, read_asvs
from alongside.safeguarding.core.hazard_log import FaultyLog
from tests.safeguarding.test_hazard_log import PROJECT, SKIPS, marks_of

STANDARD = (PROJECT / "docs/safety/asvs-5.0.0.txt").read_text(encoding="utf-8")
CHAPTERS = read_asvs(STANDARD, (PROJECT / "docs/safety/asvs.toml").read_text(encoding="utf-8"))
EVERY = [each for chapter in CHAPTERS for each in chapter.requirements]
TESTS = sorted({test for each in EVERY for test in each.tests})
PLACES = sorted({each.place for each in EVERY if each.place})


def test_every_requirement_of_the_standard_stands_there() -> None:
    """Counted in the standard's own file, docs_en/OWASP_Application_Security_Verification_Standard_5.0.0_en.csv."""
    assert Counter(each.level for each in EVERY) == {1: 70, 2: 183}
    assert len({each.id for each in EVERY}) == 253
    assert len(CHAPTERS) == 17


@pytest.mark.parametrize("test", TESTS)
def test_requirement_that_is_met_names_a_test_that_runs(test: str) -> None:
    marks = marks_of(*test.split("::"))
    assert marks is not None, "there is no such test"
    assert not marks & SKIPS


@pytest.mark.parametrize("place", PLACES)
def test_place_is_there_with_its_words(place: str) -> None:
    path, _, words = place.partition("::")
    assert words
    assert words in (PROJECT / path).read_text(encoding="utf-8")


def test_phrases_are_short_and_what_is_open_has_an_owner() -> None:
    assert [each.id for each in EVERY if len(each.asks.split()) > 12] == []
    missing = [each for each in EVERY if each.standing is Standing.OPEN]
    assert [each.id for each in missing if "; owner: " not in each.words] == []


def test_page_has_a_row_for_each_and_counts_them() -> None:
    page = asvs_page(CHAPTERS)
    assert [line.split(" | ")[0][2:] for line in page.splitlines() if line.startswith("| V")] == [
        each.id for each in EVERY
    ]
    assert page.count("| **open** |") == sum(each.standing is Standing.OPEN for each in EVERY)
    assert "| all | 70 | 183 | 253 |" in page


LIST = "\n## V1 One\nV1.1.1 1\nV1.1.2 2\n"
ENTRY = '[[requirement]]\nid = "V1.1.1"\nasks = "a"\nmet = ["t.py::test_t"]\n'
OTHER = '[[requirement]]\nid = "V1.1.2"\nasks = "b"\nplace = "x.py::y"\nhow = "h"\n'


@pytest.mark.parametrize(
    ("checklist", "words"),
    [
        (ENTRY, "leaves an id out: 'V1.1.2'"),
        (OTHER + ENTRY, "in the order"),
        (ENTRY + OTHER + OTHER, "each once"),
        (ENTRY + OTHER + OTHER.replace("V1.1.2", "V1.1.3"), "no others"),
        (ENTRY + OTHER.replace("how", "#"), "a place and how"),
        (ENTRY + 'how = "h"\n' + OTHER, "a place and how"),
        (ENTRY + 'open = "o"\n' + OTHER, "or what is open"),
        (ENTRY.replace("met", "done") + OTHER, "or what is open"),
        (ENTRY.replace('["t.py::test_t"]', "[]") + OTHER, "met is empty"),
        ("[[requirement", "cannot be read"),
    ],
)
def test_faulty_checklist_is_refused_in_words(checklist: str, words: str) -> None:
    assert [len(chapter.requirements) for chapter in read_asvs(LIST, ENTRY + OTHER)] == [2]
    with pytest.raises(FaultyLog, match=words):
        read_asvs(LIST, checklist)
