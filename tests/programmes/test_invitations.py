from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from alongside.audit.models import AuditEvent
from alongside.people.models import Person
from alongside.programmes import actions
from alongside.programmes.models import Invitation, Participant, StaffRole
from alongside.programmes.queries import hash_of_token, staff_roles_in
from alongside.roles.permissions import Role
from tests import factories
from tests.programmes.invitations import link_of_last_letter, to_role

if TYPE_CHECKING:
    from tests.conftest import Cast

NEW = {"name": "Nadia Haddad", "password": "three quiet herons"}


@pytest.fixture(autouse=True)
def no_limits_from_other_tests() -> None:
    cache.clear()


def roles_of(email: str) -> list[tuple[str, str]]:
    return [(row.organisation.name, row.role) for row in StaffRole.objects.filter(person__email=email)]


def test_somebody_new_accepts_and_holds_the_role(cast: Cast) -> None:
    to_role(cast, programme=cast.coaching, role_ends_on=timezone.localdate() + timedelta(days=30))
    client, link = Client(), link_of_last_letter()
    page = client.get(link).content.decode()
    assert "Coaching" in page
    assert "Coordinator" in page
    assert client.post(link, NEW).headers["Location"] == "/home/"
    nadia = Person.objects.get(email="nadia@example.org")
    assert nadia.check_password("three quiet herons")
    assert staff_roles_in(cast.coaching, nadia) == {Role.COORDINATOR}
    assert staff_roles_in(cast.pairs, nadia) == set()
    assert client.get("/you/").status_code == 200


def test_somebody_new_needs_no_password(cast: Cast) -> None:
    to_role(cast)
    client = Client()
    client.post(link_of_last_letter(), {"name": "Nadia", "password": ""})
    assert not Person.objects.get(email="nadia@example.org").has_usable_password()
    assert client.get("/you/").status_code == 200


@pytest.mark.parametrize("wrong", [{"name": "", "password": ""}, {"name": "N", "password": "short"}])
def test_answer_with_a_mistake_comes_back_and_uses_nothing_up(cast: Cast, wrong: dict[str, str]) -> None:
    to_role(cast)
    link = link_of_last_letter()
    assert Client().post(link, wrong).status_code == 422
    assert not Person.objects.filter(email="nadia@example.org").exists()
    assert Client().post(link, NEW).status_code == 302


def test_answer_sent_twice_makes_one_person_and_one_role(cast: Cast) -> None:
    to_role(cast)
    link, first, second = link_of_last_letter(), Client(), Client()
    first.post(link, NEW)
    again = second.post(link, NEW)
    assert again.status_code == 410
    assert roles_of("nadia@example.org") == [("Harbour", "coordinator")]
    assert first.post(link, NEW).headers["Location"] == "/home/"


def test_two_answers_that_both_saw_the_offer_make_one_role(cast: Cast) -> None:
    """Both read the invitation before either answered."""
    invitation = to_role(cast)
    stale = Invitation.objects.get(pk=invitation.pk)
    actions.accept_invitation(invitation=invitation, by=cast.sam)
    with pytest.raises(actions.InvitationOver):
        actions.accept_invitation(invitation=stale, by=cast.mia)
    with pytest.raises(actions.InvitationOver):
        actions.begin_by_invitation(invitation=stale, name="N", password="", language="en-gb")
    assert not Person.objects.filter(email="nadia@example.org").exists()
    assert StaffRole.objects.filter(granted_by=cast.ada, person__in=[cast.mia, cast.sam]).count() == 1


def test_somebody_known_signs_in_first_and_holds_roles_in_two_organisations(cast: Cast) -> None:
    cast.otto.set_password("three quiet herons")
    cast.otto.save()
    to_role(cast, email="OTTO@example.org", role=Role.EVALUATOR)
    client, link = Client(), link_of_last_letter()
    page = client.get(link).content.decode()
    assert "Sign in first" in page
    assert f"/sign-in/?next={link}" in page
    assert client.post(link, NEW).status_code == 200
    assert not cast.otto.staff_roles.filter(organisation=cast.harbour).exists()
    client.post(f"/sign-in/?next={link}", {"login": "otto@example.org", "password": "three quiet herons"})
    assert "it_is_me" not in client.get(link).content.decode()
    client.post(link)
    assert ("Harbour", "evaluator") in roles_of("otto@example.org")
    assert len({organisation for organisation, _ in roles_of("otto@example.org")}) == 2
    page = cast.client("otto").get("/you/where/").content.decode()
    assert "Harbour" in page
    assert "Elsewhere" in page


def test_another_address_must_be_confirmed(cast: Cast) -> None:
    to_role(cast)
    link, client = link_of_last_letter(), cast.client("mia")
    page = client.get(link).content.decode()
    assert "nadia@example.org" in page
    assert "mia@example.org" in page
    assert client.post(link).status_code == 422
    assert roles_of("mia@example.org") == []
    assert client.post(link, {"it_is_me": "on"}).status_code == 302
    assert roles_of("mia@example.org") == [("Harbour", "coordinator")]


def test_invitation_that_is_over_says_so_kindly(cast: Cast) -> None:
    invitation = to_role(cast)
    link = link_of_last_letter()
    actions.withdraw_invitation(invitation=invitation, by=cast.ada)
    late = to_role(cast, email="late@example.org")
    late_link = link_of_last_letter()
    Invitation.objects.filter(pk=late.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    for address in (link, late_link):
        for answer in (Client().get(address), Client().post(address, NEW), cast.client("mia").post(address)):
            assert answer.status_code == 410
            assert "Nothing is wrong with you" in answer.content.decode()
    assert Client().get("/invitation/invented/").status_code == 404
    assert not Person.objects.filter(email="nadia@example.org").exists()


def test_role_that_would_be_over_is_not_offered_any_more(cast: Cast) -> None:
    invitation = to_role(cast, role_ends_on=timezone.localdate() + timedelta(days=1))
    Invitation.objects.filter(pk=invitation.pk).update(role_ends_on=timezone.localdate() - timedelta(days=1))
    invitation.refresh_from_db()
    assert Client().get(link_of_last_letter()).status_code == 410
    with pytest.raises(actions.InvitationOver):
        actions.accept_invitation(invitation=invitation, by=cast.mia)
    invitation.refresh_from_db()
    assert invitation.accepted_at is None


def test_only_a_hash_of_the_token_is_kept(cast: Cast) -> None:
    invitation = to_role(cast)
    token = link_of_last_letter().split("/")[2]
    invitation.refresh_from_db()
    assert invitation.token_hash == hash_of_token(token)
    assert token not in str(Invitation.objects.filter(pk=invitation.pk).values())
    assert [event.what for event in AuditEvent.objects.filter(subject__contains="invitation")] == [
        "invitation_made"
    ]


def test_invitation_made_twice_sends_one_letter(cast: Cast) -> None:
    client = cast.client("ada")
    data = {"email": "Nadia@example.org", "role": "coordinator", "place": cast.coaching.ref}
    address = reverse("programmes:staff_invite", kwargs={"pk": cast.harbour.pk})
    for _ in range(2):
        assert client.post(address, data).status_code == 302
    assert (Invitation.objects.count(), len(mail.outbox)) == (1, 1)
    client.post(address, {**data, "place": ""})
    client.post(address, {**data, "role": "evaluator"})
    assert (Invitation.objects.count(), len(mail.outbox)) == (3, 3)


def test_waiting_invitation_is_stored_once(cast: Cast) -> None:
    invitation = to_role(cast)
    invitation.pk, invitation.token_hash = None, "other"
    with pytest.raises(IntegrityError):
        invitation.save()


def test_invitation_that_ran_out_makes_room_for_a_new_one(cast: Cast) -> None:
    first = to_role(cast)
    Invitation.objects.filter(pk=first.pk).update(expires_at=timezone.now())
    second = to_role(cast)
    first.refresh_from_db()
    assert first.withdrawn_at
    assert second.withdrawn_at is None


def test_letter_sent_again_has_a_new_link_and_kills_the_old(cast: Cast) -> None:
    invitation = to_role(cast)
    old = link_of_last_letter()
    client = cast.client("ada")
    address = reverse(
        "programmes:invitation_again", kwargs={"pk": cast.harbour.pk, "invitation_pk": invitation.pk}
    )
    client.post(address)
    assert len(mail.outbox) == 1
    Invitation.objects.filter(pk=invitation.pk).update(sent_at=timezone.now() - timedelta(minutes=2))
    for _ in range(2):
        client.post(address)
    assert len(mail.outbox) == 2
    assert Client().get(old).status_code == 404
    assert Client().get(link_of_last_letter()).status_code == 200


def test_withdrawing_twice_changes_nothing_more(cast: Cast) -> None:
    invitation = to_role(cast)
    address = reverse(
        "programmes:invitation_withdraw", kwargs={"pk": cast.harbour.pk, "invitation_pk": invitation.pk}
    )
    client = cast.client("ada")
    for _ in range(2):
        assert client.post(address).status_code == 302
    assert AuditEvent.objects.filter(what="invitation_withdrawn").count() == 1


def test_letter_names_no_programme(cast: Cast) -> None:
    to_role(cast, programme=cast.coaching)
    letter = mail.outbox[-1]
    assert "Coaching" not in f"{letter.subject}{letter.body}"
    assert "diabetes" not in f"{letter.subject}{letter.body}".lower()


@pytest.mark.parametrize(
    "wrong",
    [
        {"role": "administrator"},
        {"role": "member"},
        {"email": "nobody"},
        {"until_day": "1", "until_month": "1", "until_year": "2020"},
        {"until_day": "31", "until_month": "2", "until_year": "2030"},
    ],
)
def test_invitation_with_a_mistake_comes_back(cast: Cast, wrong: dict[str, str]) -> None:
    data = {"email": "n@example.org", "role": "coordinator", "place": cast.coaching.ref, **wrong}
    address = reverse("programmes:staff_invite", kwargs={"pk": cast.harbour.pk})
    assert cast.client("ada").post(address, data).status_code == 422
    assert Invitation.objects.count() == 0


def test_programme_of_another_organisation_cannot_be_chosen(cast: Cast) -> None:
    data = {"email": "n@example.org", "role": "coordinator", "place": cast.elsewhere_coaching.ref}
    address = reverse("programmes:staff_invite", kwargs={"pk": cast.harbour.pk})
    assert cast.client("ada").post(address, data).status_code == 422


# --- A participant who is invited to sign in ------------------------------------------------------------------------


def invite_participant(cast: Cast, participant: Participant, email: str = "yusra@example.org") -> str:
    address = reverse(
        "programmes:participant_invite", kwargs={"ref": cast.coaching.ref, "pk": participant.pk}
    )
    cast.client("cora").post(address, {"email": email})
    return link_of_last_letter()


def test_participant_signs_in_from_now_on(cast: Cast) -> None:
    yusra = factories.participant(cast.harbour, "Yusra Amin")
    factories.member(cast.coaching, yusra)
    link, client = invite_participant(cast, yusra), Client()
    client.post(link, {"name": "Yusra", "password": ""})
    yusra.refresh_from_db()
    assert yusra.person
    assert yusra.person.email == "yusra@example.org"
    assert client.get(reverse("programmes:programme", kwargs={"ref": cast.coaching.ref})).status_code == 200
    assert roles_of("yusra@example.org") == []


def test_person_with_another_place_there_is_told_kindly(cast: Cast) -> None:
    double = factories.participant(cast.harbour, "Mia M.")
    factories.member(cast.coaching, double)
    link = invite_participant(cast, double, "mia@example.org")
    response = cast.client("mia").post(link)
    assert response.status_code == 422
    assert "knows you already" in response.content.decode()
    double.refresh_from_db()
    assert double.person is None
    assert Invitation.objects.get(participant=double).accepted_at is None


def test_person_of_another_organisation_becomes_a_participant_here_too(cast: Cast) -> None:
    double = factories.participant(cast.harbour, "Olga here")
    factories.member(cast.coaching, double)
    link = invite_participant(cast, double, "olga@example.org")
    assert cast.client("olga").post(link).status_code == 302
    assert set(cast.olga.participants.values_list("organisation__name", flat=True)) == {
        "Harbour",
        "Elsewhere",
    }


def test_participant_who_signs_in_already_gets_no_letter(cast: Cast) -> None:
    address = reverse(
        "programmes:participant_invite", kwargs={"ref": cast.coaching.ref, "pk": cast.mia_participant.pk}
    )
    client = cast.client("cora")
    assert client.get(address).status_code == 200
    assert client.post(address, {"email": "new@example.org"}).status_code == 422
    assert mail.outbox == []


def test_participant_who_was_merged_signs_in_as_the_one_who_is_left(cast: Cast) -> None:
    kept = factories.participant(cast.harbour, "Yusra Amin")
    double = factories.participant(cast.harbour, "Y. Amin")
    factories.member(cast.coaching, double)
    link = invite_participant(cast, double)
    Participant.objects.filter(pk=double.pk).update(merged_into=kept)
    Client().post(link, {"name": "Yusra", "password": ""})
    kept.refresh_from_db()
    double.refresh_from_db()
    assert kept.person
    assert double.person is None


def test_page_of_the_invitation_is_the_same_for_forms_and_eyes(cast: Cast) -> None:
    to_role(cast)
    page = Client().get(link_of_last_letter()).content.decode()
    assert re.search(r'name="password"', page)
    assert "new-password" in page


# --- What is over is forgotten --------------------------------------------------------------------------------------


def test_invitations_are_forgotten_ninety_days_after_they_are_over(cast: Cast) -> None:
    day = timedelta(days=1)
    for name in ("runs", "ran_out", "taken_back"):
        actions.invite_to_role(
            organisation=cast.harbour, email=f"{name}@example.org", role=Role.EVALUATOR, by=cast.ada
        )
    rows = {row.email.partition("@")[0]: row for row in Invitation.objects.all()}
    actions.withdraw_invitation(invitation=rows["taken_back"], by=cast.ada)
    Invitation.objects.filter(pk=rows["taken_back"].pk).update(withdrawn_at=timezone.now() - 91 * day)
    Invitation.objects.filter(pk=rows["ran_out"].pk).update(expires_at=timezone.now() - 89 * day)
    actions.forget_old_invitations()
    assert set(Invitation.objects.all()) == {rows["runs"], rows["ran_out"]}
    Invitation.objects.filter(pk=rows["ran_out"].pk).update(expires_at=timezone.now() - 91 * day)
    actions.forget_old_invitations()
    assert set(Invitation.objects.all()) == {rows["runs"]}
