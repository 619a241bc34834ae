from __future__ import annotations

from datetime import date, timedelta
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from alongside.audit.models import AuditEvent
from alongside.people.models import Person
from alongside.programmes import actions
from alongside.programmes.access import staff_roles_visible_to
from alongside.programmes.models import Organisation, StaffRole
from alongside.programmes.queries import (
    current_administrators,
    current_roles_in,
    current_staff_roles,
    programmes_where,
    staff_who_may,
)
from alongside.roles.permissions import Permission, Role
from tests import factories
from tests.programmes.invitations import to_role

if TYPE_CHECKING:
    from pytest_django.fixtures import DjangoAssertNumQueries

    from tests.conftest import Cast


class RoleDays(TestCase):
    """A role holds from its first day to its last, both included, unless it was taken away."""

    @settings(max_examples=25, deadline=None)
    @given(st.integers(-5, 5), st.one_of(st.none(), st.integers(0, 5)), st.integers(-12, 12), st.booleans())
    def test_role_holds_on_its_days(self, first: int, length: int | None, on: int, taken: bool) -> None:
        today = timezone.localdate()
        person = factories.person()
        organisation = factories.organisation(factories.person())
        starts_on = today + timedelta(days=first)
        ends_on = None if length is None else starts_on + timedelta(days=length)
        held = actions.grant_role(
            person=person,
            organisation=organisation,
            role=Role.COORDINATOR,
            by=person,
            starts_on=starts_on,
            ends_on=ends_on,
        )
        if taken:
            actions.end_role(staff_role=held, by=person)
        day = today + timedelta(days=on)
        holds = not taken and first <= on and (length is None or on <= first + length)
        assert current_staff_roles(person, on=day).exists() == holds


def temporary(cast: Cast, ends_on: date) -> Person:
    person = factories.person("temporary")
    actions.grant_role(
        person=person,
        organisation=cast.harbour,
        programme=cast.coaching,
        role=Role.COORDINATOR,
        by=cast.ada,
        starts_on=ends_on - timedelta(days=3),
        ends_on=ends_on,
    )
    cast.people["temporary"] = person
    return person


def gaps_page(cast: Cast) -> str:
    return reverse("programmes:gaps", kwargs={"ref": cast.coaching.ref})


def test_role_that_ends_today_still_opens_today_and_not_tomorrow(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = timezone.localdate()
    person = temporary(cast, today)
    client = cast.client("temporary")
    assert client.get(gaps_page(cast)).status_code == 200
    assert person in staff_who_may(cast.coaching, Permission.MATCH_PROPOSE)
    monkeypatch.setattr(timezone, "localdate", lambda *_args: today + timedelta(days=1))
    assert client.get(gaps_page(cast)).status_code == 404
    assert person not in staff_who_may(cast.coaching, Permission.MATCH_PROPOSE)
    assert not programmes_where(person, Permission.MATCH_PROPOSE).exists()


def test_role_that_is_ended_opens_nothing_at_once(cast: Cast) -> None:
    client = cast.client("cora")
    assert client.get(gaps_page(cast)).status_code == 200
    held = StaffRole.objects.get(person=cast.cora)
    address = reverse("programmes:role_end", kwargs={"pk": cast.harbour.pk, "role_pk": held.pk})
    admin = cast.client("ada")
    assert "Coordinator" in admin.get(address).content.decode()
    assert admin.post(address).status_code == 302
    assert client.get(gaps_page(cast)).status_code == 404
    assert cast.cora not in staff_who_may(cast.coaching, Permission.MATCH_PROPOSE)
    assert not current_roles_in(cast.harbour).filter(person=cast.cora).exists()
    assert not staff_roles_visible_to(cast.ada, cast.harbour).filter(person=cast.cora).exists()


def test_role_is_ended_once(cast: Cast) -> None:
    held = StaffRole.objects.get(person=cast.cora)
    client = cast.client("ada")
    address = reverse("programmes:role_end", kwargs={"pk": cast.harbour.pk, "role_pk": held.pk})
    for _ in range(2):
        assert client.post(address).status_code == 302
    assert AuditEvent.objects.filter(what="role_ended").count() == 1
    with pytest.raises(actions.StateChanged):
        actions.end_role(staff_role=held, by=cast.ada)


def test_role_that_was_ended_can_be_granted_again(cast: Cast) -> None:
    actions.end_role(staff_role=StaffRole.objects.get(person=cast.cora), by=cast.ada)
    actions.grant_role(person=cast.cora, organisation=cast.harbour, role=Role.COORDINATOR, by=cast.ada)
    assert cast.client("cora").get(gaps_page(cast)).status_code == 200


def test_last_administrator_stays(cast: Cast) -> None:
    held = StaffRole.objects.get(person=cast.ada)
    address = reverse("programmes:role_end", kwargs={"pk": cast.harbour.pk, "role_pk": held.pk})
    page = cast.client("ada").post(address, follow=True)
    assert "only administrator" in page.content.decode()
    actions.grant_role(person=cast.cora, organisation=cast.harbour, role=Role.ADMINISTRATOR, by=cast.ada)
    cast.client("cora").post(address)
    assert [row.person for row in current_administrators(cast.harbour)] == [cast.cora]
    assert (
        cast.client("ada").get(reverse("programmes:staff", kwargs={"pk": cast.harbour.pk})).status_code == 404
    )


def test_role_or_invitation_of_another_organisation_is_not_there(cast: Cast) -> None:
    theirs = StaffRole.objects.get(person=cast.cora)
    invitation = to_role(cast)
    client, own = cast.client("otto"), cast.elsewhere.pk
    for name, parts in (
        ("role_end", {"pk": own, "role_pk": theirs.pk}),
        ("role_end", {"pk": cast.harbour.pk, "role_pk": theirs.pk}),
        ("invitation_withdraw", {"pk": own, "invitation_pk": invitation.pk}),
        ("invitation_again", {"pk": own, "invitation_pk": invitation.pk}),
        ("staff", {"pk": cast.harbour.pk}),
    ):
        assert client.post(reverse(f"programmes:{name}", kwargs=parts)).status_code == 404
    theirs.refresh_from_db()
    assert theirs.ended_at is None


def test_staff_page_shows_roles_ends_and_invitations(cast: Cast) -> None:
    temporary(cast, date(2030, 3, 4))
    to_role(cast, programme=cast.pairs)
    page = (
        cast.client("ada").get(reverse("programmes:staff", kwargs={"pk": cast.harbour.pk})).content.decode()
    )
    for words in ("Cora", "Temporary", "4 March 2030", "nadia@example.org", "Pairs", "No end set"):
        assert words in page
    assert "Otto" not in page


@pytest.mark.parametrize("more", [1, 3])
def test_staff_page_asks_as_much_for_one_as_for_three(
    cast: Cast, more: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(more):
        to_role(cast, email=f"n{number}@example.org", programme=cast.coaching)
        actions.grant_role(
            person=factories.person(),
            organisation=cast.harbour,
            programme=cast.pairs,
            role=Role.EVALUATOR,
            by=cast.ada,
        )
    client = cast.client("ada")
    # session, person, organisation, roles at the door and for each list, roles with their count, invitations
    with django_assert_num_queries(9):
        client.get(reverse("programmes:staff", kwargs={"pk": cast.harbour.pk}))


@pytest.mark.parametrize("more", [1, 3])
def test_own_places_ask_as_much_for_one_as_for_three(
    cast: Cast, more: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(more):
        programme = factories.programme(cast.harbour, cast.ada)
        factories.member(programme, cast.mia_participant)
        actions.grant_role(
            person=cast.mia, organisation=cast.harbour, programme=programme, role=Role.EVALUATOR, by=cast.ada
        )
    client = cast.client("mia")
    with django_assert_num_queries(5):
        client.get("/you/where/")


def test_own_places_show_nothing_that_is_over(cast: Cast) -> None:
    held = StaffRole.objects.get(person=cast.cora)
    assert "Coordinator" in cast.client("cora").get("/you/where/").content.decode()
    actions.end_role(staff_role=held, by=cast.ada)
    assert "Coordinator" not in cast.client("cora").get("/you/where/").content.decode()


# --- The first organisation -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_first_organisation_is_founded_from_the_command_line() -> None:
    out = StringIO()
    call_command(
        "found_organisation", name="Quay", email="Grace@Example.org", person="Grace Oyelaran", stdout=out
    )
    quay = Organisation.objects.get()
    assert [row.person.name for row in current_administrators(quay)] == ["Grace Oyelaran"]
    link = out.getvalue().split()[-1]
    client = Client()
    assert client.post("/" + link.split("/", 3)[3]).status_code == 302
    assert client.get("/you/").status_code == 200


@pytest.mark.django_db
def test_founding_for_somebody_known_makes_no_second_person() -> None:
    grace = factories.person("grace")
    call_command("found_organisation", name="Quay", email="GRACE@example.org", stdout=StringIO())
    assert Person.objects.get() == grace


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "email"), [("Quay", "no address"), (" ", "grace@example.org")])
def test_founding_with_a_mistake_founds_nothing(name: str, email: str) -> None:
    with pytest.raises(CommandError):
        call_command("found_organisation", name=name, email=email, stdout=StringIO())
    assert not Organisation.objects.exists()
    assert not Person.objects.exists()
