from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from alongside.people import actions
from alongside.people.models import Person
from tests.people.conftest import PASSWORD

pytestmark = pytest.mark.django_db
ACCOUNT = "/you/"


def signed_in(client: Client) -> bool:
    return client.get(ACCOUNT).status_code == 200


def link_in(letter: mail.EmailMessage) -> str:
    found = re.search(r"https?://[^/\s]+(/\S+)", str(letter.body))
    assert found
    return found[1]


def ask_for_link(email: str, next_page: str = "") -> Client:
    client = Client()
    response = client.post(f"/sign-in/link/?next={next_page}", {"email": email})
    assert response.headers["Location"] == "/sign-in/link/sent/"
    return client


def test_password_signs_in(amina: Person) -> None:
    client = Client()
    response = client.post("/sign-in/?next=/you/", {"login": "Amina@Example.org", "password": PASSWORD})
    assert (response.status_code, response.headers["Location"]) == (302, ACCOUNT)
    assert signed_in(client)


def test_session_ends_half_a_day_after_signing_in_however_busy_somebody_is(amina: Person) -> None:
    client = Client()
    client.post("/sign-in/?next=/you/", {"login": amina.email, "password": PASSWORD})
    with time_machine.travel(time.time(), tick=False) as clock:
        for _ in range(7):
            clock.shift(timedelta(hours=1, minutes=42))
            assert signed_in(client)
            session = client.session
            session["busy"] = time.time()
            session.save()
        clock.shift(timedelta(minutes=7))
        assert not signed_in(client)


def test_sign_in_page_says_the_same_of_unknown_people_and_wrong_passwords(amina: Person) -> None:
    pages = [
        Client().post("/sign-in/", {"login": email, "password": "wrong wrong wrong"}).content.decode()
        for email in ("amina@example.org", "nobody@example.org")
    ]
    same = [re.sub(r'value="[^"]*"|data-person="[^"]*"', "", page) for page in pages]
    assert same[0] == same[1]
    assert "do not go together" in same[0]


def test_guessing_passwords_is_stopped(amina: Person) -> None:
    client = Client()
    for _ in range(6):
        response = client.post("/sign-in/", {"login": "amina@example.org", "password": "wrong"})
    assert "tried too often" in response.content.decode()
    client.post("/sign-in/?next=/you/", {"login": "amina@example.org", "password": PASSWORD})
    assert not signed_in(client)


def test_link_signs_in_on_another_device_and_leads_where_somebody_wanted_to_go(amina: Person) -> None:
    ask_for_link("AMINA@example.org", "/you/name/")
    address = link_in(mail.outbox[0])
    telephone = Client()
    assert "Hello Amina" in telephone.get(address).content.decode()
    assert telephone.post(address).headers["Location"] == "/you/name/"
    assert signed_in(telephone)


def test_opening_a_link_does_not_use_it_up(amina: Person) -> None:
    ask_for_link(amina.email, ACCOUNT)
    address = link_in(mail.outbox[0])
    for _ in range(3):
        assert Client().get(address).status_code == 200
    assert Client().post(address).status_code == 302


def test_link_works_once(amina: Person) -> None:
    ask_for_link(amina.email, ACCOUNT)
    address = link_in(mail.outbox[0])
    assert Client().post(address).status_code == 302
    second = Client()
    response = second.post(address)
    assert response.status_code == 410
    assert "works no more" in response.content.decode()
    assert not signed_in(second)


def test_first_of_two_links_dies_with_the_second(amina: Person) -> None:
    ask_for_link(amina.email, ACCOUNT)
    ask_for_link(amina.email, ACCOUNT)
    first, second = (link_in(letter) for letter in mail.outbox)
    assert Client().post(second).status_code == 302
    assert Client().post(first).status_code == 410


def test_link_is_too_old_after_half_an_hour(amina: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    link = actions.sign_in_link(amina)
    assert Client().get(link).status_code == 200
    monkeypatch.setattr(actions, "LINK_LASTS", timedelta(seconds=-1))
    assert Client().get(link).status_code == 410


def test_link_dies_with_the_password_with_signing_out_everywhere_and_with_the_account(amina: Person) -> None:
    link = actions.sign_in_link(amina)
    amina.set_password("another password")
    amina.save()
    assert Client().post(link).status_code == 410
    link = actions.sign_in_link(amina)
    actions.sign_out_everywhere(by=amina)
    assert Client().post(link).status_code == 410
    amina.refresh_from_db()
    link = actions.sign_in_link(amina)
    Person.objects.filter(pk=amina.pk).update(is_active=False)
    assert Client().post(link).status_code == 410


def test_link_of_two_people_at_once_lets_one_in(amina: Person) -> None:
    """Both have read the link as good; the first to press the button gets in."""
    Person.objects.filter(pk=amina.pk).update(last_login=timezone.now())
    amina.refresh_from_db()
    token = actions.sign_in_link(amina).split("/")[-2]
    actions.use_sign_in_link(token)
    with pytest.raises(actions.LinkWorksNoMore):
        actions.use_sign_in_link(token)


@pytest.mark.parametrize("token", ["x", "eyJhIjoxfQ:abc:def", "a" * 500])
def test_invented_link_is_refused_kindly(token: str) -> None:
    assert Client().get(f"/sign-in/link/{token}/").status_code == 410


def test_unknown_address_gets_no_letter_and_the_same_answer(amina: Person) -> None:
    known, unknown = ask_for_link(amina.email), ask_for_link("nobody@example.org")
    assert len(mail.outbox) == 1
    pages = [client.get("/sign-in/link/sent/").content for client in (known, unknown)]
    assert pages[0] == pages[1]


def test_letters_are_limited(amina: Person) -> None:
    answers = [Client().post("/sign-in/link/", {"email": amina.email}).status_code for _ in range(5)]
    assert answers == [302, 302, 302, 429, 429]
    assert len(mail.outbox) == 3


@pytest.mark.parametrize(
    "next_page", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_link_leads_nowhere_else(amina: Person, next_page: str, settings) -> None:
    settings.LOGIN_REDIRECT_URL = ACCOUNT
    ask_for_link(amina.email, next_page)
    assert Client().post(link_in(mail.outbox[0])).headers["Location"] == ACCOUNT


def test_address_with_a_mistake_comes_back_with_what_was_typed() -> None:
    response = Client().post("/sign-in/link/", {"email": "amina at example"})
    assert response.status_code == 422
    assert "amina at example" in response.content.decode()


def test_new_password_by_link_signs_out_everywhere(amina: Person) -> None:
    elsewhere = Client()
    elsewhere.force_login(amina)
    client = Client()
    client.post(reverse("account_reset_password"), {"email": amina.email})
    page = client.get(link_in(mail.outbox[0]), follow=True)
    assert "Choose a new password" in page.content.decode()
    done = client.post(page.redirect_chain[-1][0], {"password1": "a new quiet heron"}, follow=True)
    assert "Your new password is set" in done.content.decode()
    assert not signed_in(elsewhere)
    client.post("/sign-in/?next=/you/", {"login": amina.email, "password": "a new quiet heron"})
    assert signed_in(client)
    again = Client().get(link_in(mail.outbox[0]), follow=True)
    assert "works no more" in again.content.decode()


def test_password_reset_says_nothing_of_unknown_people() -> None:
    response = Client().post(reverse("account_reset_password"), {"email": "nobody@example.org"}, follow=True)
    assert "Look at your e-mail" in response.content.decode()
    assert mail.outbox == []


@pytest.mark.parametrize(
    "page", ["signup/", "email/", "confirm-email/", "confirm-email/abc/", "login/code/confirm/"]
)
def test_pages_that_are_not_offered_are_not_there(amina: Person, page: str) -> None:
    client = Client()
    for _ in range(2):
        assert client.get(f"/sign-in/{page}").status_code == 404
        assert (
            client.post(f"/sign-in/{page}", {"email": "new@example.org", "password1": PASSWORD}).status_code
            == 404
        )
        client.force_login(amina)
    assert Person.objects.count() == 1


def test_signing_in_is_at_its_short_address() -> None:
    assert reverse("account_login") == "/sign-in/"
    page = Client().get("/sign-in/").content.decode()
    assert "sign up" not in page.lower()
