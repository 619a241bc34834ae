from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

import alongside
from alongside.audit.models import AuditEvent
from alongside.people.models import Person
from alongside.safeguarding.actions.help_contacts import (
    LastHelpContact,
    add_help_contact,
    own_help_contacts,
    remove_help_contact,
)
from alongside.safeguarding.models import HelpContact
from alongside.safeguarding.queries import contacts_in_definition, help_contacts_for, stale_contacts

if TYPE_CHECKING:
    from tests.conftest import Cast


def test_help_is_there_for_somebody_who_is_not_signed_in(cast: Cast) -> None:
    response = cast.client(None).get(reverse("safeguarding:help"))
    page = response.content.decode()
    for number in ("tel:999", "tel:116123", "SHOUT to 85258", "tel:111"):
        assert number in page
    assert "Nobody reads this site all the time" in page
    assert response["Cache-Control"] == "public, max-age=600"


def test_help_is_light_and_needs_no_script(cast: Cast) -> None:
    response = cast.client(None).get(reverse("safeguarding:help"))
    assert len(response.content) < 12_000
    assert b"<script" not in response.content


def test_help_shows_the_own_programme_first_and_is_not_kept(cast: Cast) -> None:
    add_help_contact(
        programme=cast.coaching, by=cast.cora, name="Harbour night line", phone="0800 11", hours="22 to 6"
    )
    response = cast.client("mia").get(reverse("safeguarding:help"))
    page = response.content.decode()
    assert page.index("Harbour night line") < page.index("Tell the people who run your programme")
    assert page.count("tel:116123") == 1
    assert "no-store" in response["Cache-Control"]
    assert "Coaching<" not in page, "the page on a shared screen names no programme"


def test_programme_help_tells_in_its_own_words_who_answers(cast: Cast) -> None:
    page = (
        cast.client(None)
        .get(reverse("safeguarding:programme_help", args=[cast.coaching.ref]))
        .content.decode()
    )
    assert "Nobody reads messages here all the time" in page
    assert "Sasha" in page


def test_contacts_come_from_the_definition_until_somebody_changes_them(cast: Cast) -> None:
    names = [contact.name for contact in help_contacts_for(cast.coaching)]
    assert names == ["Emergency services", "Samaritans", "Shout", "NHS 111"]
    own_help_contacts(programme=cast.coaching)
    own_help_contacts(programme=cast.coaching)
    assert [contact.name for contact in help_contacts_for(cast.coaching)] == names
    assert cast.coaching.help_contacts.count() == 4


def test_help_contact_is_changed_and_noted_as_checked(cast: Cast) -> None:
    client = cast.client("cora")
    client.post(reverse("safeguarding:own_contacts", args=[cast.coaching.ref]))
    contact = cast.coaching.help_contacts.get(name="Samaritans")
    assert contact.last_checked_on is None
    address = reverse("safeguarding:help_contact", args=[cast.coaching.ref, contact.pk])
    data = {
        "name": "Samaritans",
        "phone": "116 123",
        "hours": "Day and night",
        "url": "",
        "text_number": "",
        "words": "",
    }
    assert client.post(address, data).status_code == 302
    contact.refresh_from_db()
    assert contact.last_checked_on is not None
    assert AuditEvent.objects.filter(what="help_contact_changed").exists()


def test_help_contact_without_a_way_to_reach_it_is_refused_kindly(cast: Cast) -> None:
    address = reverse("safeguarding:add_contact", args=[cast.coaching.ref])
    response = cast.client("sasha").post(address, {"name": "The duty room", "hours": "Always"})
    assert response.status_code == 422
    assert "Give at least one way to reach them" in response.content.decode()
    assert "The duty room" in response.content.decode()


def test_last_help_contact_stays(cast: Cast) -> None:
    own_help_contacts(programme=cast.coaching)
    *others, last = cast.coaching.help_contacts.all()
    for contact in others:
        remove_help_contact(contact=contact, by=cast.cora)
    with pytest.raises(LastHelpContact):
        remove_help_contact(contact=last, by=cast.cora)


def test_contacts_that_nobody_checked_for_90_days_are_a_task_and_stay_shown(cast: Cast) -> None:
    own_help_contacts(programme=cast.coaching)
    first, *others = cast.coaching.help_contacts.all()
    today = timezone.localdate()
    HelpContact.objects.filter(pk__in=[each.pk for each in others]).update(last_checked_on=today)
    HelpContact.objects.filter(pk=first.pk).update(last_checked_on=today - timedelta(days=90))
    assert stale_contacts(cast.coaching, today) == []
    HelpContact.objects.filter(pk=first.pk).update(last_checked_on=today - timedelta(days=91))
    assert stale_contacts(cast.coaching, today) == [first]
    desk = reverse("safeguarding:desk", args=[cast.coaching.ref])
    assert "1 help contact is to be checked" in cast.client("sasha").get(desk).text
    assert (
        "Help contacts that nobody has checked"
        in cast.client("cora").get(reverse("web:today", args=[cast.coaching.ref])).text
    )
    shown = cast.client(None).get(reverse("safeguarding:programme_help", args=[cast.coaching.ref])).text
    assert first.name in shown
    assert "116 123" in shown
    cast.client("cora").post(reverse("safeguarding:check_contact", args=[cast.coaching.ref, first.pk]))
    assert stale_contacts(cast.coaching, today) == []


def test_contacts_of_the_definition_are_a_task_until_somebody_checks_them(cast: Cast) -> None:
    found = [each.name for each in stale_contacts(cast.coaching, timezone.localdate())]
    assert found == [each.name for each in contacts_in_definition(cast.coaching)]
    assert found


@pytest.mark.parametrize(
    "address", ["/", "/sign-in/", "/concerns/raise/", "/nowhere/", "/help/", "/on-call/nonsense/"]
)
def test_help_is_one_tap_for_somebody_who_is_signed_out_or_suspended(cast: Cast, address: str) -> None:
    """Whoever is suspended is signed out by their next page, and sees what everybody sees."""
    suspended = cast.client("mia")
    Person.objects.filter(pk=cast.mia.pk).update(is_active=False)
    for client in (cast.client(None), suspended):
        page = client.get(address, follow=True).text
        assert 'class="help-now" href="/help/"' in page
    told = suspended.post(
        reverse("safeguarding:raise_concern", args=[cast.coaching.ref]), {"words": "I am not well"}
    )
    assert told.status_code == 302


def test_every_whole_page_has_the_header_with_help_or_is_the_plain_page_of_trouble() -> None:
    """A template that begins a document of its own has help in it."""
    package = Path(alongside.__file__).parent
    own = [path for path in package.glob("*/templates/**/*.html") if "<html" in path.read_text()]
    assert own
    for path in own:
        text = path.read_text()
        assert 'include "common/site_header.html"' in text or "999" in text or path.name == "copy.html", path
    header = (package / "common/templates/common/site_header.html").read_text()
    before = header.partition('class="site-help"')[0]
    assert before.count("{% if") == before.count("{% endif %}"), "help stands under no condition"
