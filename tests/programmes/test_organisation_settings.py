from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from alongside.audit.models import AuditEvent

if TYPE_CHECKING:
    from tests.conftest import Cast

SETTINGS = {"name": "Harbour Peers", "country": "IE", "small_cell_threshold": "10"}


def address(cast: Cast) -> str:
    return reverse("programmes:organisation_settings", kwargs={"pk": cast.harbour.pk})


def test_administrator_changes_what_holds_for_all_programmes(cast: Cast) -> None:
    assert cast.client("ada").post(address(cast), SETTINGS).status_code == 302
    cast.harbour.refresh_from_db()
    assert (cast.harbour.name, cast.harbour.country, cast.harbour.small_cell_threshold) == (
        "Harbour Peers",
        "IE",
        10,
    )
    changed = AuditEvent.objects.get(what="organisation_changed")
    assert changed.details["was"]["small_cell_threshold"] == "8"


def test_settings_that_stay_the_same_are_not_recorded_as_a_change(cast: Cast) -> None:
    client = cast.client("ada")
    client.post(address(cast), SETTINGS)
    client.post(address(cast), SETTINGS)
    assert AuditEvent.objects.filter(what="organisation_changed").count() == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"small_cell_threshold": "1"}, "A group of one is a person"),
        ({"small_cell_threshold": ""}, "small_cell_threshold"),
        ({"country": "XX"}, "country"),
        ({"name": " "}, "name"),
    ],
)
def test_bad_settings_come_back_with_what_was_typed(cast: Cast, wrong: dict[str, str], words: str) -> None:
    response = cast.client("ada").post(address(cast), {**SETTINGS, **wrong})
    assert response.status_code == 422
    page = response.content.decode()
    assert words in page
    assert "Harbour Peers" in page or "name" in wrong
    cast.harbour.refresh_from_db()
    assert cast.harbour.small_cell_threshold == 8


def test_whoever_reads_what_a_programme_is_reads_how_to_reach_us(cast: Cast) -> None:
    cast.client("ada").post(
        reverse("programmes:programme_public", args=[cast.coaching.ref]), {"is_public": "on"}
    )
    charter = reverse("programmes:programme", args=[cast.coaching.ref])
    assert "How to reach us" not in cast.client(None).get(charter).content.decode()
    said = "Ring 0151 496 0123 <b>any</b> day.\nhello@harbour.example"
    cast.client("ada").post(address(cast), {**SETTINGS, "contact": said})
    shown = cast.client(None).get(charter).content.decode()
    assert "How to reach us" in shown
    assert "Ring 0151 496 0123 &lt;b&gt;any&lt;/b&gt; day.<br>" in shown
    assert 'href="mailto:hello@harbour.example"' in shown
    assert "0151" not in str(AuditEvent.objects.get(what="organisation_changed").details)
    cast.client("ada").post(address(cast), {**SETTINGS, "contact": ""})
    assert "How to reach us" not in cast.client(None).get(charter).content.decode()
