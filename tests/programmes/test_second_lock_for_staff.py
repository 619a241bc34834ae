from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from alongside.programmes import actions
from alongside.programmes.models import StaffRole

if TYPE_CHECKING:
    from tests.conftest import Cast

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def real_session(cast: Cast, name: str) -> Client:
    """Signed in as people really are, not by one click in a demonstration."""
    client = Client()
    client.force_login(cast.people[name])
    return client


def page_of(cast: Cast) -> str:
    return reverse("programmes:programme", kwargs={"ref": cast.coaching.ref})


@pytest.mark.parametrize("name", ["ada", "cora", "sula", "sasha", "eve"])
def test_staff_are_sent_to_set_up_a_second_lock(cast: Cast, name: str) -> None:
    client = real_session(cast, name)
    response = client.get(page_of(cast), follow=True)
    assert response.redirect_chain == [(reverse("mfa_index"), 302)]
    assert "Please set up a second lock first" in response.content.decode()
    assert (
        client.post(reverse("programmes:programme_close", kwargs={"ref": cast.coaching.ref})).status_code
        == 302
    )
    cast.coaching.refresh_from_db()
    assert cast.coaching.status == "open"
    TOTP.activate(cast.people[name], SECRET)
    assert client.get(page_of(cast)).status_code == 200


def test_staff_who_take_the_lock_off_are_sent_back(cast: Cast) -> None:
    client = real_session(cast, "cora")
    TOTP.activate(cast.cora, SECRET)
    assert client.get(page_of(cast)).status_code == 200
    Authenticator.objects.filter(user=cast.cora).delete()
    assert client.get(page_of(cast)).status_code == 302


@pytest.mark.parametrize("name", ["mia", "sam"])
def test_members_and_supporters_may_do_without(cast: Cast, name: str) -> None:
    assert real_session(cast, name).get(page_of(cast)).status_code == 200


def test_own_account_and_signing_out_stay_open(cast: Cast) -> None:
    client = real_session(cast, "cora")
    for address in ("/you/", "/you/sign-out-everywhere/", reverse("mfa_index"), reverse("account_logout")):
        assert client.get(address).status_code == 200


def test_pages_for_everybody_stay_open(cast: Cast) -> None:
    assert real_session(cast, "cora").get(reverse("common:patterns")).status_code == 200


def test_demonstration_needs_none_and_elsewhere_its_mark_counts_for_nothing(cast: Cast, settings) -> None:
    client = cast.client("cora")
    assert client.get(page_of(cast)).status_code == 200
    settings.DEMO = False
    assert client.get(page_of(cast)).status_code == 302


def test_somebody_whose_role_is_ended_needs_none_any_more(cast: Cast) -> None:
    actions.end_role(staff_role=StaffRole.objects.get(person=cast.cora), by=cast.ada)
    assert real_session(cast, "cora").get("/you/where/").status_code == 200


def test_asking_costs_one_query_for_staff_who_have_it(cast: Cast) -> None:
    TOTP.activate(cast.cora, SECRET)
    counts = []
    for client in (cast.client("cora"), real_session(cast, "cora")):
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/you/where/").status_code == 200
        counts.append(len(queries))
    assert counts[1] - counts[0] == 1
