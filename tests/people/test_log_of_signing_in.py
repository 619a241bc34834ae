from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse

from alongside.people import actions
from tests.people.codes import code_now
from tests.people.conftest import PASSWORD
from tests.people.test_second_lock import set_up

if TYPE_CHECKING:
    from alongside.people.models import Person

pytestmark = pytest.mark.django_db
FROM = "203.0.113.9"


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    found = [each.getMessage() for each in caplog.records if each.name == "alongside.security"]
    caplog.clear()
    return found


def ask(client: Client, password: str, email: str = "amina@example.org") -> None:
    client.post("/sign-in/?next=/you/", {"login": email, "password": password})


def test_each_way_of_signing_in_is_written_down(amina: Person, caplog: pytest.LogCaptureFixture) -> None:
    client = Client(REMOTE_ADDR=FROM)
    ask(client, PASSWORD)
    (told,) = lines(caplog)
    assert told.startswith(f"signed in: person {amina.pk}, address ")
    assert told.endswith(f", by password, from {FROM}")
    secret, codes = set_up(client)
    client = Client(REMOTE_ADDR=FROM)
    ask(client, PASSWORD)
    assert lines(caplog) == []
    client.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert [each.split(", ")[2] for each in lines(caplog)] == ["by password and mfa"]
    amina.refresh_from_db()
    client = Client(REMOTE_ADDR=FROM)
    client.post(actions.sign_in_link(amina, "/you/"))
    client.post(reverse("mfa_authenticate"), {"code": code_now(secret)})
    assert [each.split(", ")[0] for each in lines(caplog)] == [f"signed in: person {amina.pk}"]


def test_each_refusal_is_written_down_without_what_was_typed(
    amina: Person, caplog: pytest.LogCaptureFixture
) -> None:
    client = Client(REMOTE_ADDR=FROM)
    ask(client, PASSWORD)
    set_up(client)
    (signed_in,) = lines(caplog)
    mark = signed_in.split(", ")[1]
    client = Client(REMOTE_ADDR=FROM)
    ask(client, "a wrong password", "Amina@example.org")
    ask(client, "a wrong password", "nobody@example.org")
    ask(client, PASSWORD)
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    client.get("/sign-in/link/invented/")
    told = lines(caplog)
    assert told[0] == f"not signed in: {mark}, by password, from {FROM}"
    assert told[1].endswith(f", by password, from {FROM}")
    assert mark not in told[1]
    assert told[2:] == [
        f"not signed in: person {amina.pk}, by code, from {FROM}",
        f"not signed in: somebody, by link, from {FROM}",
    ]
    assert not [word for word in ("example.org", "wrong", "000000", "invented") if word in " ".join(told)]


def test_too_many_tries_are_written_down(amina: Person, caplog: pytest.LogCaptureFixture) -> None:
    client = Client(REMOTE_ADDR=FROM)
    for _ in range(6):
        ask(client, "a wrong password")
    assert [each.split(", ", 1)[1] for each in lines(caplog)] == [
        *[f"by password, from {FROM}"] * 5,
        f"by password, too often, from {FROM}",
    ]
