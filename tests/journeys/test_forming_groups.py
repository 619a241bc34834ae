"""A coordinator has groups proposed, moves somebody, sees what it costs, and opens them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.support_sessions.test_forming import EVENING, MORNING, leads, waits, weekly

if TYPE_CHECKING:
    from tests.conftest import Cast
    from tests.journeys.conftest import Walk

    Begin = Callable[..., Walk]

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("script", [True, False])
def test_groups_are_proposed_changed_and_opened(walk: Begin, transactional_cast: Cast, script: bool) -> None:
    cast = transactional_cast
    of = weekly(cast)
    for name, gender, time in (
        ("Ana Adler", "woman", EVENING),
        ("Bea Borg", "woman", EVENING),
        ("Cem Celik", "man", EVENING),
        ("Dov Dahan", "man", EVENING),
        ("Eve Ellis", "woman", MORNING),
    ):
        waits(cast, of, name, gender, time)
    leads(cast, of, EVENING, MORNING)
    cora = walk("cora", java_script_enabled=script).to(f"/p/{of.ref}/groups/").follow("Propose groups")
    cora.sees("5 people could come into a group now.").looks_fine()
    cora.press("Propose groups").sees("Tuesday evening").sees("All share: Languages I like to talk in")
    cora.sees("Led by: Lea, Leo").sees("Eve Ellis").looks_fine()
    cora.pick("Ana Adler", "In no group").press("See what my changes mean")
    cora.sees("Bea Borg would be the only one: Gender").looks_fine()
    cora.press("Work it out anew, moving as few as possible").sees("4 people have a place.")
    cora.press("Open these groups").sees("1 group is made, and its people are told.").looks_fine()
