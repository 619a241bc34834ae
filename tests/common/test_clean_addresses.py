"""Characters that break a database come in by an address too, and get no further than the door."""

from __future__ import annotations

import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.mark.parametrize("address", ["/p/a%00b/", "/p/{ref}%00/people/"])
def test_an_address_with_a_nul_in_it_is_of_nothing(cast, address: str) -> None:
    assert cast.client("cora").get(address.format(ref=cast.coaching.ref)).status_code == 404


def test_what_a_page_is_asked_for_is_clean(cast) -> None:
    asked = "?q=a%00b%E2%80%AE&page=%00&order=%00&version=%00"
    for page in ("", "people/", "rounds/"):
        assert cast.client("cora").get(f"/p/{cast.coaching.ref}/{page}{asked}").status_code in {200, 404}
