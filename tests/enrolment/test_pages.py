"""The pages of people and of consent, through the browser's eyes."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from alongside.audit.models import AuditEvent
from alongside.enrolment import queries
from alongside.enrolment.models import ConsentRecord
from alongside.programmes.models import Member, Participant, PeerSupporter
from tests import factories
from tests.enrolment.factories import say_yes

if TYPE_CHECKING:
    from tests.conftest import Cast


def address(cast: Cast, name: str, **kwargs: object) -> str:
    return reverse(f"enrolment:{name}", kwargs={"ref": cast.coaching.ref, **kwargs})


def own_parts(response) -> str:
    """The page without its messages and menus."""
    return re.sub(r"\s+", " ", response.content.decode().split("<main")[1].split("</main>")[0])


def test_person_is_added_with_a_name_and_nothing_else(cast: Cast) -> None:
    response = cast.client("cora").post(
        address(cast, "add_person"), {"name": "Noor Haddad", "place": "member"}
    )
    noor = Participant.objects.get(name="Noor Haddad")
    assert response.headers["Location"] == address(cast, "participant", pk=noor.pk)
    assert (noor.known_as, noor.channel, noor.created_by) == ("Noor", "telephone", cast.cora)
    assert Member.objects.filter(participant=noor, programme=cast.coaching).exists()


@pytest.mark.parametrize(
    ("given", "channel"),
    [
        ({"phone": "07700 900123"}, "telephone"),
        ({"helper_name": "Ana, her sister"}, "helper"),
        ({"postal_address": "1 High Street"}, "post"),
        ({"email": "n@example.org"}, "email"),
        ({"phone": "07700 900123", "channel": "text"}, "text"),
    ],
)
def test_person_may_have_only_a_phone_or_a_helper_or_paper(
    cast: Cast, given: dict[str, str], channel: str
) -> None:
    cast.client("cora").post(address(cast, "add_person"), {"name": "Noor", "place": "supporter", **given})
    noor = Participant.objects.get(name="Noor")
    assert noor.channel == channel
    assert PeerSupporter.objects.filter(participant=noor).exists()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"name": ""}, "Please answer this."),
        ({"phone": "0770O 900123"}, "There are letters inside this number."),
        ({"channel": "email"}, "Add an e-mail address, or choose another way to reach them."),
        ({"email": "nobody"}, "This is not a whole address. Write it like mary@example.org."),
        ({"birth_date_day": "1", "birth_date_month": "1", "birth_date_year": "2999"}, "has not come yet"),
    ],
)
def test_add_person_says_what_is_wrong_and_keeps_what_was_typed(
    cast: Cast, given: dict[str, str], words: str
) -> None:
    response = cast.client("cora").post(
        address(cast, "add_person"), {"name": "Noor", "place": "member", "area": "LS1", **given}
    )
    assert response.status_code == 422
    assert words in response.content.decode()
    assert 'value="LS1"' in response.content.decode()
    assert not Participant.objects.filter(name="Noor").exists()


def test_details_are_changed_and_the_log_names_the_fields_only(cast: Cast) -> None:
    pk = cast.mia_participant.pk
    page = cast.client("cora").get(address(cast, "change_participant", pk=pk))
    assert 'value="Mia Marlowe"' in page.content.decode()
    data = {"name": "Mia Marlowe", "known_as": "Mia", "email": "mia@example.org", "channel": "email"}
    cast.client("cora").post(
        address(cast, "change_participant", pk=pk), {**data, "languages": "English, Urdu"}
    )
    cast.mia_participant.refresh_from_db()
    assert cast.mia_participant.languages == ["English", "Urdu"]
    event = AuditEvent.objects.get(what="participant_changed")
    assert event.details == {"fields": ["languages"]}


def test_list_finds_people_by_name_phone_and_email(cast: Cast) -> None:
    noor = factories.member(
        cast.coaching, factories.participant(cast.harbour, "Noor Haddad", phone="+447700900123")
    ).participant
    client = cast.client("cora")
    for words in ("noor", "HADDAD", "07700 900123", "900 123"):
        content = client.get(address(cast, "people"), {"words": words}).content.decode()
        assert noor.name in content
        assert "Mia Marlowe" not in content
    assert "Mia Marlowe" in client.get(address(cast, "people"), {"words": "mia@"}).content.decode()
    assert "Nobody found" in client.get(address(cast, "people"), {"words": "Olga"}).content.decode()


def test_list_shows_members_supporters_paused_and_left(cast: Cast) -> None:
    client = cast.client("cora")

    def shown(show: str) -> tuple[bool, bool]:
        content = client.get(address(cast, "people"), {"show": show}).content.decode()
        return "Mia Marlowe" in content, "Sam Okafor" in content

    assert shown("") == (True, True)
    assert shown("members") == (True, False)
    assert shown("supporters") == (False, True)
    assert shown("paused") == (False, False)
    client.post(address(cast, "pause_place", pk=cast.mia_participant.pk, kind="member"), {})
    client.post(
        address(cast, "leave_place", pk=cast.sam_participant.pk, kind="supporter"), {"reason": "moved"}
    )
    assert shown("paused") == (True, False)
    assert shown("left") == (False, True)


@pytest.mark.parametrize("more", [0, 2])
def test_list_asks_the_same_however_many_people(cast: Cast, django_assert_num_queries, more: int) -> None:
    for _ in range(more):
        factories.member(cast.coaching)
    client = cast.client("cora")
    with django_assert_num_queries(16):
        client.get(address(cast, "people"))


def test_list_comes_in_pages_that_keep_the_search(cast: Cast) -> None:
    for number in range(30):
        factories.member(cast.coaching, factories.participant(cast.harbour, f"Zed {number:02}"))
    content = cast.client("cora").get(address(cast, "people"), {"words": "Zed"}).content.decode()
    assert "Zed 24" in content
    assert "Zed 25" not in content
    assert "?page=2&amp;words=Zed" in content
    assert (
        "Zed 25"
        in cast.client("cora").get(address(cast, "people"), {"words": "Zed", "page": "2"}).content.decode()
    )


def test_page_of_a_person_is_logged_and_shows_who_looked(cast: Cast) -> None:
    page = address(cast, "participant", pk=cast.mia_participant.pk)
    cast.client("sasha").get(page)
    content = cast.client("cora").get(page).content.decode()
    event = AuditEvent.objects.filter(what="participant_read").order_by("pk")[0]
    assert (event.by_id, event.subject) == (
        cast.sasha.pk,
        f"programmes.participant:{cast.mia_participant.pk}",
    )
    assert (event.organisation_id, event.programme_id) == (cast.harbour.pk, cast.coaching.pk)
    assert "Sasha" in content
    assert "Cora" in content


def test_safeguarding_lead_sees_a_person_and_changes_nothing(cast: Cast) -> None:
    content = own_parts(cast.client("sasha").get(address(cast, "participant", pk=cast.mia_participant.pk)))
    assert "Change details" not in content
    assert "Begin a pause" not in content


def test_pause_and_return_and_leaving_on_somebodys_behalf(cast: Cast) -> None:
    client, pk = cast.client("cora"), cast.mia_participant.pk
    client.post(
        address(cast, "pause_place", pk=pk, kind="member"),
        {"until_day": "1", "until_month": "1", "until_year": "2099"},
    )
    member = cast.mia_member
    member.refresh_from_db()
    assert (member.status, str(member.paused_until)) == ("paused", "2099-01-01")
    assert AuditEvent.objects.get(what="member_paused").on_behalf_of == f"programmes.participant:{pk}"
    for _ in range(2):
        client.post(address(cast, "resume_place", pk=pk, kind="member"))
    member.refresh_from_db()
    assert member.status == "enrolled"
    assert AuditEvent.objects.filter(what="member_enrolled").count() == 1
    for _ in range(2):
        response = client.post(address(cast, "leave_place", pk=pk, kind="member"), {"reason": "own_choice"})
    assert response.status_code == 302
    member.refresh_from_db()
    assert (member.status, member.left_reason) == ("left", "own_choice")
    assert client.post(address(cast, "leave_place", pk=pk, kind="supporter"), {}).status_code == 404


def test_pause_until_yesterday_is_refused(cast: Cast) -> None:
    response = cast.client("cora").post(
        address(cast, "pause_place", pk=cast.mia_participant.pk, kind="member"),
        {"until_day": "1", "until_month": "1", "until_year": "2020"},
    )
    assert response.status_code == 422


def test_member_becomes_a_supporter_too_and_once(cast: Cast) -> None:
    for _ in range(2):
        cast.client("cora").post(address(cast, "give_place", pk=cast.mia_participant.pk, kind="supporter"))
    assert PeerSupporter.objects.filter(participant=cast.mia_participant).count() == 1


def test_consent_is_asked_in_its_exact_words_with_nothing_ticked(cast: Cast) -> None:
    content = own_parts(cast.client("mia").get(address(cast, "answer_consent", purpose="take_part")))
    assert "What I say to my coach stays between us, unless somebody is in danger." in content
    assert "checked" not in content
    assert "My answers may be used" not in content


def test_own_yes_and_its_withdrawal_which_says_first_what_changes(cast: Cast) -> None:
    client = cast.client("mia")
    page = address(cast, "answer_consent", purpose="take_part")
    assert client.post(page, {}).status_code == 422
    for _ in range(2):
        assert client.post(page, {"given": "yes"}).status_code == 302
    assert ConsentRecord.objects.count() == 1
    assert queries.has_required_consents(cast.mia_participant, cast.coaching)
    assert "Take it back" in client.get(page).content.decode()
    # A "no" sent from an old page is not a way round being told.
    response = client.post(page, {"given": "no"})
    take_back = address(cast, "withdraw_consent", purpose="take_part")
    assert response.headers["Location"] == take_back
    assert queries.has_required_consents(cast.mia_participant, cast.coaching)
    assert "Your support ends." in client.get(take_back).content.decode()
    for _ in range(2):
        response = client.post(take_back)
    assert response.headers["Location"] == address(cast, "consent_withdrawn")
    assert not queries.has_required_consents(cast.mia_participant, cast.coaching)
    assert ConsentRecord.objects.count() == 2
    assert "have been told" in client.get(address(cast, "consent_withdrawn")).content.decode()


def test_withdrawing_another_purpose_leaves_support_alone(cast: Cast) -> None:
    say_yes(cast.mia_participant, cast.coaching)
    say_yes(cast.mia_participant, cast.coaching, "research_use")
    response = cast.client("mia").post(address(cast, "withdraw_consent", purpose="research_use"))
    assert response.headers["Location"] == address(cast, "my_consent")
    assert queries.has_required_consents(cast.mia_participant, cast.coaching)


def test_unknown_purpose_is_not_found(cast: Cast) -> None:
    for name, who in (("answer_consent", "mia"), ("withdraw_consent", "mia")):
        assert cast.client(who).get(address(cast, name, purpose="everything")).status_code == 404


def test_staff_write_down_a_consent_with_how_and_when(cast: Cast) -> None:
    page = address(cast, "record_consent", pk=cast.mia_participant.pk, purpose="take_part")
    day = timezone.localdate() - timedelta(days=3)
    said = {"said_on_day": day.day, "said_on_month": day.month, "said_on_year": day.year}
    client = cast.client("cora")
    assert client.post(page, {"given": "yes", "how": "self", **said}).status_code == 422
    assert "checked" not in own_parts(client.get(page))
    for _ in range(2):
        assert client.post(page, {"given": "yes", "how": "read_aloud", **said}).status_code == 302
    line = ConsentRecord.objects.get()
    assert (line.how, timezone.localtime(line.at).date(), line.recorded_by) == ("read_aloud", day, cast.cora)
    event = AuditEvent.objects.get(what="consent_given")
    assert event.on_behalf_of == f"programmes.participant:{cast.mia_participant.pk}"


def test_answer_in_the_future_is_refused_and_an_older_one_is_said_to_change_nothing(cast: Cast) -> None:
    page = address(cast, "record_consent", pk=cast.mia_participant.pk, purpose="take_part")
    client = cast.client("cora")
    future = {"said_on_day": 1, "said_on_month": 1, "said_on_year": 2999}
    assert client.post(page, {"given": "yes", "how": "paper", **future}).status_code == 422
    say_yes(cast.mia_participant, cast.coaching)
    day = timezone.localdate() - timedelta(days=3)
    said = {"said_on_day": day.day, "said_on_month": day.month, "said_on_year": day.year}
    response = client.post(page, {"given": "no", "how": "paper", **said}, follow=True)
    assert "A newer answer says something else" in response.content.decode()
    assert queries.has_required_consents(cast.mia_participant, cast.coaching)


def test_withdrawal_by_telephone_today_takes_effect_at_once(cast: Cast) -> None:
    say_yes(cast.mia_participant, cast.coaching)
    day = timezone.localdate()
    said = {"said_on_day": day.day, "said_on_month": day.month, "said_on_year": day.year}
    page = address(cast, "record_consent", pk=cast.mia_participant.pk, purpose="take_part")
    assert "Your support ends." in cast.client("cora").get(page).content.decode()
    cast.client("cora").post(page, {"given": "no", "how": "read_aloud", **said})
    assert not queries.has_required_consents(cast.mia_participant, cast.coaching)


def test_somebody_who_has_left_can_still_take_consent_back(cast: Cast) -> None:
    cast.client("cora").post(
        address(cast, "leave_place", pk=cast.mia_participant.pk, kind="member"), {"reason": "not_said"}
    )
    assert cast.client("mia").get(address(cast, "my_consent")).status_code == 200


def test_somebody_who_cannot_sign_in_yet_can_be_invited(cast: Cast) -> None:
    known = factories.member(cast.coaching).participant
    client = cast.client("cora")
    assert "Invite to sign in" in own_parts(client.get(address(cast, "participant", pk=known.pk)))
    mia = own_parts(client.get(address(cast, "participant", pk=cast.mia_participant.pk)))
    assert "Invite to sign in" not in mia


def test_ledger_names_each_purpose_in_its_words(cast: Cast) -> None:
    say_yes(cast.mia_participant, cast.coaching, "research_use")
    page = own_parts(
        cast.client("cora").get(address(cast, "participant_consents", pk=cast.mia_participant.pk))
    )
    assert "Yes: Learning from my answers" in page
    assert "research_use</h3>" not in page
    assert ".." not in re.sub(r"<[^>]+>", "", page)
