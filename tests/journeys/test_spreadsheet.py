"""A coordinator brings in her list, warts and all, and takes it all out again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Cast
    from tests.journeys.conftest import Walk

    Begin = Callable[..., Walk]

pytestmark = pytest.mark.journey

LINES = (
    "Name;Telefon;Mobile;Date of birth;E-mail;Notes",
    "Zoë Müller;;07700 900123;3.4.1961;zoe@example.org;Likes the sea – a lot",
    "Mia Marlowe;;07700 900124;12/05/1970;mia@example.org;",
    "Joaquín Peña;;07700 900125;31.02.1958;;",
    "Amina Diallo;;07700 900126;1.9.1975;;=1+1",
)


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """A list as an old spreadsheet program saves it: semicolons, and the letters of Windows."""
    path = tmp_path / "our people.csv"
    path.write_bytes("\r\n".join(LINES).encode("cp1252"))
    return path


def test_list_is_brought_in_and_taken_out(walk: Begin, transactional_cast: Cast, sheet: Path) -> None:
    cora = given_a_coordinator_among_her_people(walk, transactional_cast)
    when_she_chooses_her_list(cora, sheet)
    when_she_says_what_the_columns_mean(cora)
    then_she_sees_what_would_happen(cora)
    when_she_downloads_the_remarks(cora)
    when_she_decides_the_possible_double(cora)
    when_she_brings_the_rows_in(cora)
    then_the_people_are_there(cora)
    when_she_undoes_the_whole_import(cora)
    then_only_those_she_knew_before_are_there(cora)


def given_a_coordinator_among_her_people(walk: Begin, cast: Cast) -> Walk:
    return walk("cora").to(f"/p/{cast.coaching.ref}/people/").sees("2 people")


def when_she_chooses_her_list(cora: Walk, sheet: Path) -> None:
    cora.follow("Bring in a spreadsheet").follow("Choose a spreadsheet")
    cora.page.locator("main input[type=file]").set_input_files(sheet)
    cora.choose("Members").press("Continue")


def when_she_says_what_the_columns_mean(cora: Walk) -> None:
    cora.sees("What do your columns mean?").sees("Zoë Müller · Mia Marlowe")
    cora.pick("Telefon", "Do not bring in").press("Check the rows")


def then_she_sees_what_would_happen(cora: Walk) -> None:
    cora.sees("Rows in the sheet 4").sees("Bring in 3 rows")


def when_she_downloads_the_remarks(cora: Walk) -> None:
    cora.follow("Remarks on cells").sees("31.02.1958").sees("=1+1")
    with cora.page.expect_download() as download:
        cora.page.get_by_role("link", name="Download the sheet with these remarks").click()
    text = Path(download.value.path()).read_bytes().decode("utf-8-sig")
    assert "Joaquín Peña" in text
    assert "31.02.1958" in text
    assert "\n=" not in text
    assert ";=" not in text
    cora.follow("Back", exact=True)


def when_she_decides_the_possible_double(cora: Walk) -> None:
    cora.follow("Possible doubles").follow("Mia Marlowe").sees("Known to you")
    cora.page.locator("main input[type=radio]").first.check()
    cora.press("Decide").sees("All decided")


def when_she_brings_the_rows_in(cora: Walk) -> None:
    cora.press("Bring in 4 rows").sees("Rows in the sheet 4")


def then_the_people_are_there(cora: Walk) -> None:
    cora.follow("See the people").sees("5 people").sees("Joaquín Peña")
    cora.follow("Zoë Müller").sees("Born 3 April 1961").sees("Likes the sea – a lot")
    cora.page.go_back()


def when_she_undoes_the_whole_import(cora: Walk) -> None:
    cora.follow("Bring in a spreadsheet").follow("our people.csv").follow("Undo the whole import")
    cora.sees("3 people whom this sheet brought in are taken out.").press("Undo the whole import")


def then_only_those_she_knew_before_are_there(cora: Walk) -> None:
    people = cora.page.url.partition("spreadsheets")[0].removeprefix(cora.site) + "people/"
    cora.to(people).sees("2 people").sees("Mia Marlowe").sees_not("Zoë Müller")
