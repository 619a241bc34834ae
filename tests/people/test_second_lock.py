from __future__ import annotations

import re
import time

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.urls import reverse

from alongside.people import actions
from alongside.people.models import Person
from tests.people.codes import code_now
from tests.people.conftest import PASSWORD
from tests.people.test_sign_in import link_in, signed_in

pytestmark = pytest.mark.django_db


def set_up(client: Client, password: str = PASSWORD) -> tuple[str, list[str]]:
    """Walk through setting up an app in this browser; the app's key and the recovery codes."""
    page = client.get(reverse("mfa_activate_totp"), follow=True)
    if "Is it still you?" in page.content.decode():
        page = client.post(page.redirect_chain[-1][0], {"password": password}, follow=True)
    text = page.content.decode()
    secret = re.search(r"<code>([A-Z2-7]+)</code>", text)
    assert secret
    assert "data:image/svg+xml" in text
    done = client.post(
        reverse("mfa_activate_totp"), {"code": code_now(secret[1])}, follow=True
    ).content.decode()
    assert "Your recovery codes" in done
    return secret[1], re.findall(r"<li><code>(\d+)</code></li>", done)


@pytest.fixture
def browser(amina: Person) -> Client:
    client = Client()
    client.post("/sign-in/?next=/you/", {"login": amina.email, "password": PASSWORD})
    return client


def half_way(amina: Person) -> Client:
    client = Client()
    response = client.post("/sign-in/?next=/you/", {"login": amina.email, "password": PASSWORD})
    assert response.headers["Location"] == reverse("mfa_authenticate")
    assert not signed_in(client)
    return client


def test_code_of_the_app_is_asked_for_and_lets_in(browser: Client, amina: Person) -> None:
    secret, _ = set_up(browser)
    client = half_way(amina)
    assert client.post(reverse("mfa_authenticate"), {"code": code_now(secret)}).headers["Location"] == "/you/"
    assert signed_in(client)


def test_wrong_code_does_not_let_in(browser: Client, amina: Person) -> None:
    secret, _ = set_up(browser)
    client = half_way(amina)
    page = client.post(reverse("mfa_authenticate"), {"code": code_now(secret, steps=40)})
    assert "does not fit" in page.content.decode()
    assert not signed_in(client)


def test_recovery_code_lets_in_once(browser: Client, amina: Person) -> None:
    _, codes = set_up(browser)
    assert len(codes) == 10
    client = half_way(amina)
    client.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert signed_in(client)
    client = half_way(amina)
    client.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert not signed_in(client)


def test_code_of_the_app_lets_in_once_for_as_long_as_it_fits(browser: Client, amina: Person) -> None:
    """A telephone that is half a minute ahead shows a code that fits for longer than one step."""
    secret, _ = set_up(browser)
    with time_machine.travel(time.time(), tick=False) as clock:
        code = code_now(secret, steps=1)
        client = half_way(amina)
        client.post(reverse("mfa_authenticate"), {"code": code})
        assert signed_in(client)
        clock.shift(45)
        second = half_way(amina)
        second.post(reverse("mfa_authenticate"), {"code": f"{code[:3]} {code[3:]}"})
        assert not signed_in(second)
        second.post(reverse("mfa_authenticate"), {"code": code_now(secret, steps=1)})
        assert signed_in(second)


def test_link_by_email_asks_for_the_code_too(browser: Client, amina: Person) -> None:
    secret, _ = set_up(browser)
    amina.refresh_from_db()
    link = actions.sign_in_link(amina, "/you/name/")
    client = Client()
    assert client.post(link).headers["Location"] == reverse("mfa_authenticate")
    assert not signed_in(client)
    assert (
        client.post(reverse("mfa_authenticate"), {"code": code_now(secret)}).headers["Location"]
        == "/you/name/"
    )
    assert signed_in(client)
    assert Client().post(link).status_code == 410


def test_new_password_by_link_goes_round_no_code(browser: Client, amina: Person) -> None:
    set_up(browser)
    client = Client()
    client.post(reverse("account_reset_password"), {"email": amina.email})
    page = client.get(link_in(mail.outbox[-1]), follow=True)
    client.post(page.redirect_chain[-1][0], {"password1": "a new quiet heron"})
    assert not signed_in(client)
    answer = client.post("/sign-in/?next=/you/", {"login": amina.email, "password": "a new quiet heron"})
    assert answer.headers["Location"] == reverse("mfa_authenticate")
    assert not signed_in(client)


def test_person_without_a_password_sets_it_up_too(db: None) -> None:
    person = actions.create_person(email="link@example.org", name="Link")
    client = Client()
    client.post(actions.sign_in_link(person, "/you/"))
    set_up(client)
    assert Authenticator.objects.filter(user=person, type="totp").exists()


def test_seeds_are_stored_sealed(browser: Client, amina: Person) -> None:
    secret, codes = set_up(browser)
    stored = {row.type: row.data for row in Authenticator.objects.filter(user=amina)}
    assert set(stored) == {"totp", "recovery_codes"}
    assert stored["totp"]["secret"].startswith("1:")
    assert stored["recovery_codes"]["seed"].startswith("1:")
    assert not [part for part in [secret, *codes] if part in str(stored)]


def test_code_still_fits_after_the_key_of_the_site_was_changed(
    browser: Client, amina: Person, settings
) -> None:
    secret, _ = set_up(browser)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new key of the site, long enough to be quiet about"
    client = half_way(amina)
    client.post(reverse("mfa_authenticate"), {"code": code_now(secret)})
    assert signed_in(client)


def test_setting_up_asks_for_the_password_again(browser: Client) -> None:
    response = browser.get(reverse("mfa_activate_totp"))
    assert response.headers["Location"].startswith(reverse("account_reauthenticate"))


def test_every_page_of_the_second_lock_is_ours_and_letters_tell_of_changes(
    browser: Client, amina: Person
) -> None:
    assert "It is off" in browser.get(reverse("mfa_index")).content.decode()
    set_up(browser)
    assert "It is on" in browser.get(reverse("mfa_index")).content.decode()
    assert "Make new recovery codes?" in browser.get(reverse("mfa_generate_recovery_codes")).content.decode()
    fresh = browser.post(reverse("mfa_generate_recovery_codes"), follow=True).content.decode()
    assert "10 of 10 are left" in fresh
    assert len(browser.get(reverse("mfa_download_recovery_codes")).content.split()) == 10
    assert "Take the second lock off?" in browser.get(reverse("mfa_deactivate_totp")).content.decode()
    browser.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(user=amina, type="totp").exists()
    assert [letter.subject for letter in mail.outbox][-1] == "Your second lock is off"
    assert {letter.to[0] for letter in mail.outbox} == {amina.email}


def test_guessing_codes_is_stopped(browser: Client, amina: Person) -> None:
    secret, _ = set_up(browser)
    client = half_way(amina)
    for _ in range(8):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    client.post(reverse("mfa_authenticate"), {"code": code_now(secret)})
    assert not signed_in(client)
