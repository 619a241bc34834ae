"""The result page says so where people who run under different versions are asked different questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.measures.test_amended import MEMBERS_BASELINE, OTHER_BASELINE, amend

if TYPE_CHECKING:
    from tests.conftest import Cast

NOTE = "Version 1.0 asks others"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (((MEMBERS_BASELINE, OTHER_BASELINE),), True),
        ((('longest_pause = "P4W"', 'longest_pause = "P8W"'),), False),
    ],
)
def test_results_tell_of_questions_that_differ_between_versions(
    cast: Cast, changes: tuple[tuple[str, str], ...], told: bool
) -> None:
    client, address = cast.client("eve"), f"/p/{cast.coaching.ref}/results/"
    assert NOTE not in client.get(address).content.decode()
    amend(cast, *changes)
    assert (NOTE in client.get(address).content.decode()) is told
