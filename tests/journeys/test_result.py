"""Step 12: an honest result: everybody counted once, a table under each picture, and data without names."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from alongside.programmes.models import Organisation, Participant
from tests.evaluation.factories import lively
from tests.journeys.lived import cast_of_half_a_year, is_shut_to

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Cast
    from tests.journeys.conftest import Walk

pytestmark = pytest.mark.journey


@pytest.fixture
def transactional_cast(transactional_db: None) -> Cast:
    """The cast, and sixty people at every point of the way."""
    cast = cast_of_half_a_year()
    lively(cast.coaching, cast.cora, people=60)
    return cast


def results_of(cast: Cast, part: str = "") -> str:
    return f"/p/{cast.coaching.ref}/results/{part}"


def then_it_says_what_it_cannot_say(eve: Walk) -> None:
    eve.sees("Described: no comparison group").sees("It cannot say why people changed")
    eve.sees_not("The numbers do not add up")


def then_each_picture_has_its_table(eve: Walk) -> None:
    pictures = eve.page.locator("main figure").all()
    assert len(pictures) >= 10
    for picture in pictures:
        assert picture.get_by_role("img", include_hidden=True).get_attribute("aria-labelledby")
        table = picture.locator("xpath=following-sibling::details[1]//table")
        assert table.locator("tbody tr").count() > 0, picture.text_content()


def then_small_groups_are_hidden(eve: Walk) -> None:
    eve.sees("people are hidden, and so is what would give them away")
    assert eve.page.locator("main table").get_by_text("hidden", exact=True).count() > 0


def number_of(text: str) -> int | None:
    """A number on the page, without the marks that keep its direction; None where it is hidden."""
    digits = re.sub(r"\D", "", text)
    return int(digits) if digits else None


def then_nobody_is_lost_between_two_steps(eve: Walk) -> None:
    """Whoever is not in the next step stands under a reason; what is hidden is at least one person each."""
    steps: dict[str, int | None] = {}
    reasons: dict[str, list[int | None]] = {}
    for row in eve.page.locator("#people details").first.locator("tbody tr").all():
        step, people, _recorded, reason, stopped = row.locator("th, td").all_text_contents()
        if reason:
            reasons.setdefault(step, []).append(number_of(stopped))
        else:
            steps[step] = number_of(people)
    assert len(steps) == 7
    for step, after in zip(steps, [*list(steps)[1:], ""], strict=True):
        here, there, left = steps[step], steps.get(after, 0), reasons.get(step, [])
        if here is not None and there is not None:
            rest = here - there - sum(each or 0 for each in left)
            assert rest == 0 if None not in left else rest >= left.count(None), step


def when_eve_takes_the_data_out(eve: Walk, folder: Path) -> dict[str, str]:
    eve.follow("Take the data out, without names").press("Take the data out").sees("Please answer this")
    eve.fill("What is the data for?", "The yearly report to the trustees")
    with eve.page.expect_download() as coming:
        eve.press("Take the data out")
    file = folder / "taken-out.zip"
    coming.value.save_as(file)
    assert coming.value.suggested_filename.endswith(".zip")
    with ZipFile(file) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def then_nobody_is_named(files: dict[str, str]) -> None:
    everything = "\n".join(files.values())
    assert sum(name.endswith(".csv") for name in files) >= 5
    for name, email in Participant.objects.values_list("name", "email"):
        assert not re.search(rf"\b{re.escape(name)}\b", everything), name
        assert not email or email not in everything


def then_members_and_supporters_cannot_open_it(walk: Callable[..., Walk], cast: Cast) -> None:
    for name in ("mia", "sam"):
        is_shut_to(walk(name), results_of(cast))
        is_shut_to(walk(name), results_of(cast, "export/"))


def test_eve_reads_an_honest_result_and_takes_data_out(
    walk: Callable[..., Walk], transactional_cast, tmp_path
) -> None:
    eve = walk("eve").to(results_of(transactional_cast))
    then_it_says_what_it_cannot_say(eve)
    then_each_picture_has_its_table(eve)
    then_small_groups_are_hidden(eve)
    files = when_eve_takes_the_data_out(eve, tmp_path)
    then_nobody_is_named(files)
    then_members_and_supporters_cannot_open_it(walk, transactional_cast)


def test_result_on_a_dark_wide_screen_reconciles(walk: Callable[..., Walk], transactional_cast) -> None:
    Organisation.objects.filter(pk=transactional_cast.harbour.pk).update(small_cell_threshold=2)
    eve = walk("eve", width=1280, color_scheme="dark").to(results_of(transactional_cast))
    then_nobody_is_lost_between_two_steps(eve)


def test_result_at_twice_its_size_prints_with_every_table(
    walk: Callable[..., Walk], transactional_cast
) -> None:
    eve = walk("eve", width=640, device_scale_factor=2).to(results_of(transactional_cast))
    tables = eve.page.locator("main table")
    assert not tables.first.is_visible()
    printed = eve.page.pdf(tagged=True)
    assert len(re.findall(rb"/S\s*/Table\b", printed)) == tables.count() > 20
