"""Help that is true where somebody is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from phonenumbers import SUPPORTED_REGIONS
from phonenumbers.shortnumberinfo import is_emergency_number

from alongside.programmes.models import Organisation
from alongside.safeguarding.core.help_by_country import EMERGENCY, FIND_A_HELPLINE, emergency_number, lines_in
from alongside.safeguarding.queries import general_contacts

if TYPE_CHECKING:
    from tests.conftest import Cast


@pytest.mark.parametrize(("country", "number"), sorted(EMERGENCY.items()))
def test_telephone_library_knows_each_emergency_number_too(country: str, number: str) -> None:
    assert country in SUPPORTED_REGIONS
    assert is_emergency_number(number, country)


def test_every_country_has_somebody_to_turn_to() -> None:
    for country in SUPPORTED_REGIONS:
        lines = lines_in(country)
        assert lines
        assert all(line.phone or line.text or line.url for line in lines)
    assert lines_in("FR") == (FIND_A_HELPLINE,)
    assert emergency_number("ZZ") == ""


@pytest.mark.parametrize(
    ("country", "there", "not_there"),
    [
        ("GB", ["phone 999", "Shout"], []),
        ("IE", ["phone 112", "50808"], ["Shout", "NHS 111"]),
        ("US", ["phone 911", "988"], ["Samaritans", "NHS 111"]),
        ("SA", ["phone your emergency number", "Find A Helpline"], ["Samaritans", "NHS 111"]),
    ],
)
def test_pages_of_help_say_what_holds_in_the_country_of_the_organisation(
    cast: Cast, country: str, there: list[str], not_there: list[str]
) -> None:
    Organisation.objects.update(country=country)
    cast.coaching.help_contacts.create(name="Our own line", phone="0123 456789", hours="Mondays")
    for name, about in (
        ("help", []),
        ("programme_help", [cast.coaching.ref]),
        ("raise_concern", [cast.coaching.ref]),
        ("raise_concern_anywhere", []),
    ):
        page = cast.client(None).get(reverse(f"safeguarding:{name}", args=about)).content.decode()
        main = page.partition("<main")[2]
        assert there[0] in main, name
        assert all(words in page for words in there) or name.startswith("raise"), name
        assert not any(words in main for words in not_there), name


def test_site_in_several_countries_names_each_and_promises_no_number_that_may_be_wrong(cast: Cast) -> None:
    Organisation.objects.filter(pk=cast.elsewhere.pk).update(country="IE")
    names = [(contact.name, contact.phone) for contact in general_contacts(["GB", "IE"])]
    assert names[:2] == [("Emergency services (GB)", "999"), ("Emergency services (IE)", "112")]
    page = cast.client(None).get(reverse("safeguarding:help")).content.decode()
    assert "phone your emergency number" in page
    assert "50808" in page
    assert "85258" in page
