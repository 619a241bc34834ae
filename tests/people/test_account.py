from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.core import signing
from django.test import Client
from django.urls import reverse

from alongside.people import actions
from alongside.people.core.sealing import unseal
from alongside.people.models import Person
from alongside.people.queries import person_with_email
from tests.people.conftest import PASSWORD
from tests.people.test_sign_in import signed_in

if TYPE_CHECKING:
    from pytest_django.fixtures import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db


def client_of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_account_shows_what_is_kept(amina: Person) -> None:
    page = client_of(amina).get("/you/").content.decode()
    for words in ("Amina", "amina@example.org", "English", "Sign out everywhere"):
        assert words in page


def test_name_and_language_change_and_pages_follow(amina: Person) -> None:
    client = client_of(amina)
    client.post("/you/name/", {"name": "Amina Yusuf", "language": "ar"})
    amina.refresh_from_db()
    assert (amina.name, amina.language) == ("Amina Yusuf", "ar")
    page = client.get("/you/").content.decode()
    assert '<html lang="ar" dir="rtl">' in page


def test_what_the_next_page_says_is_sealed_on_the_way_and_said_once(amina: Person) -> None:
    client = client_of(amina)
    client.post("/you/name/", {"name": "Amina Yusuf", "language": "en-gb"})
    cookie = client.cookies["messages"].value
    said = signing.get_cookie_signer("django.contrib.messages").unsign_object(
        unseal(cookie, [settings.SECRET_KEY])
    )
    assert "Your name and language are kept." in said[0]
    assert "Your name and language are kept." in client.get("/you/").content.decode()
    assert "Your name and language are kept." not in client.get("/you/").content.decode()
    for forged in (unseal(cookie, [settings.SECRET_KEY]), cookie[:-4] + "AAAA", "x"):
        client.cookies["messages"] = forged
        page = client.get("/you/")
        assert page.status_code == 200
        assert "are kept." not in page.content.decode()


def test_empty_name_comes_back(amina: Person) -> None:
    response = client_of(amina).post("/you/name/", {"name": " ", "language": "cy"})
    assert response.status_code == 422
    amina.refresh_from_db()
    assert (amina.name, amina.language) == ("Amina", "en-gb")


def test_signing_out_everywhere_ends_every_session(amina: Person) -> None:
    here, there = client_of(amina), client_of(amina)
    other = client_of(actions.create_person(email="other@example.org", name="Other"))
    assert here.get("/you/sign-out-everywhere/").status_code == 200
    assert signed_in(there)
    assert here.post("/you/sign-out-everywhere/").headers["Location"] == "/sign-in/"
    assert not signed_in(here)
    assert not signed_in(there)
    assert signed_in(other)


def test_changing_the_password_signs_out_other_devices_only(amina: Person) -> None:
    here, there = client_of(amina), client_of(amina)
    response = here.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": "a new quiet heron"}
    )
    assert response.headers["Location"] == "/you/"
    assert signed_in(here)
    assert not signed_in(there)


def test_weak_or_wrong_passwords_are_refused(amina: Person) -> None:
    client = client_of(amina)
    for old, new in ((PASSWORD, "short"), (PASSWORD, "password123"), ("wrong", "a new quiet heron")):
        client.post(reverse("account_change_password"), {"oldpassword": old, "password1": new})
    amina.refresh_from_db()
    assert amina.check_password(PASSWORD)


def test_person_without_a_password_sets_one(db: None) -> None:
    person = actions.create_person(email="link@example.org", name="Link")
    client = client_of(person)
    assert "Not set: you sign in with a link by e-mail" in client.get("/you/").content.decode()
    assert client.get(reverse("account_change_password")).headers["Location"] == reverse(
        "account_set_password"
    )
    client.post(reverse("account_set_password"), {"password1": "a new quiet heron"})
    person.refresh_from_db()
    assert person.check_password("a new quiet heron")


def test_address_belongs_to_one_person_however_it_is_written(amina: Person) -> None:
    with pytest.raises(actions.AddressTaken):
        actions.create_person(email=" AMINA@Example.org", name="Somebody else")
    assert person_with_email(" Amina@EXAMPLE.org ") == amina
    assert Person.objects.count() == 1


def test_account_asks_the_database_little(
    amina: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_of(amina)
    with django_assert_num_queries(3):  # session, person, second lock
        client.get("/you/")


def test_signing_out_is_asked_for_and_done(amina: Person, settings) -> None:
    settings.ACCOUNT_LOGOUT_REDIRECT_URL = "/sign-in/"
    client = client_of(amina)
    assert "Sign out?" in client.get(reverse("account_logout")).content.decode()
    assert signed_in(client)
    client.post(reverse("account_logout"))
    assert not signed_in(client)
