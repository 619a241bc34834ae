"""People see where they are signed in, and end what they do not know; a session that nobody uses ends by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from alongside.people.actions import forget_sign_ins
from alongside.people.core.device import browser_and_system
from alongside.people.models import Person, SignIn
from alongside.web.queries.home import DEMO_DOMAIN
from tests.people.conftest import PASSWORD
from tests.people.test_sign_in import signed_in

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Safari/604.1"
)
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/128.0 Safari/537.36 Edg/128.0"


def signs_in(person: Person, browser: str = FIREFOX) -> Client:
    client = Client(headers={"user-agent": browser})
    client.post("/sign-in/", {"login": person.email, "password": PASSWORD})
    assert signed_in(client)
    return client


@pytest.mark.parametrize(
    ("said", "known"),
    [
        (FIREFOX, ("Firefox", "Android")),
        (SAFARI, ("Safari", "iPhone")),
        (EDGE, ("Edge", "Windows")),
        ("", ("", "")),
        ("<script>" * 100, ("", "")),
    ],
)
def test_a_device_has_the_words_by_which_its_owner_knows_it(said: str, known: tuple[str, str]) -> None:
    assert browser_and_system(said) == known


def test_each_device_stands_in_the_list_and_its_place_nowhere(amina: Person) -> None:
    here = signs_in(amina)
    signs_in(amina, SAFARI)
    page = here.get("/you/devices/").text
    assert "Firefox · Android" in page
    assert "Safari · iPhone" in page
    assert page.count("This device") == 1
    assert "127.0.0.1" not in page
    assert "127.0.0.1" not in str(list(SignIn.objects.values_list()))


def test_one_is_ended_and_the_others_go_on(amina: Person) -> None:
    here, lost, other = signs_in(amina), signs_in(amina, SAFARI), signs_in(amina, EDGE)
    row = SignIn.objects.get(device="Safari · iPhone")
    assert here.post(f"/you/devices/{row.pk}/end/").status_code == 302
    assert not signed_in(lost)
    assert signed_in(here)
    assert signed_in(other)
    assert here.post(f"/you/devices/{row.pk}/end/").status_code == 404


def test_all_others_are_ended_at_once(amina: Person) -> None:
    here, there = signs_in(amina), signs_in(amina, SAFARI)
    here.post("/you/devices/")
    assert signed_in(here)
    assert not signed_in(there)
    assert SignIn.objects.count() == 1


def test_nobody_sees_or_ends_what_is_somebody_elses(amina: Person) -> None:
    signs_in(amina)
    other = Person.objects.create_user("other@example.org", PASSWORD, name="Other")
    stranger = signs_in(other, EDGE)
    assert "Firefox" not in stranger.get("/you/devices/").text
    assert stranger.post(f"/you/devices/{SignIn.objects.get(person=amina).pk}/end/").status_code == 404


def test_a_changed_password_leaves_this_device_alone_in_the_list(amina: Person) -> None:
    here, there = signs_in(amina), signs_in(amina, SAFARI)
    new = "a harbour wall at dawn 91"
    here.post("/sign-in/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert signed_in(here)
    assert not signed_in(there)
    page = here.get("/you/devices/").text
    assert "Firefox · Android" in page
    assert "Safari · iPhone" not in page
    assert page.count("This device") == 1


def test_a_session_that_nobody_uses_ends_and_one_in_use_goes_on(amina: Person) -> None:
    start = timezone.now()
    idle = timedelta(seconds=settings.SESSION_IDLE_AGE)
    used, left = signs_in(amina), signs_in(amina, SAFARI)
    with time_machine.travel(start + idle - timedelta(minutes=5), tick=False):
        assert signed_in(used)
    with time_machine.travel(start + idle + timedelta(minutes=5), tick=False):
        assert signed_in(used)
        assert not signed_in(left)
        assert SignIn.objects.all()[0].device == "Firefox · Android"
        assert "Safari · iPhone" not in used.get("/you/devices/").text


def test_being_in_use_is_noted_every_ten_minutes_and_not_with_each_page(amina: Person) -> None:
    client = signs_in(amina)
    client.get("/you/devices/")
    before = SignIn.objects.get().last_used_at
    client.get("/you/devices/")
    assert SignIn.objects.get().last_used_at == before
    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=False):
        client.get("/you/devices/")
        assert SignIn.objects.get().last_used_at > before


def test_what_is_over_is_forgotten_with_its_session(amina: Person) -> None:
    signs_in(amina)
    forget_sign_ins()
    assert (SignIn.objects.count(), Session.objects.count()) == (1, 1)
    with time_machine.travel(timezone.now() + timedelta(hours=13), tick=False):
        forget_sign_ins()
    assert (SignIn.objects.count(), Session.objects.count()) == (0, 0)


def test_whoever_enters_a_demonstration_by_one_click_stands_in_their_own_list(settings) -> None:
    settings.DEMO = True
    made_up = Person.objects.create_user(f"mia{DEMO_DOMAIN}", PASSWORD, name="Mia")
    client = Client(headers={"user-agent": FIREFOX})
    assert client.post(f"/demo/enter/{made_up.pk}/").status_code == 302
    assert "This device" in client.get("/you/devices/").text
