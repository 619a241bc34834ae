"""Asking to join from outside: what is kept, what bars the way, and what a stranger can learn (nothing)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from alongside.audit.models import AuditEvent
from alongside.enrolment.models import ConsentRecord
from alongside.enrolment.queries.consents import has_required_consents
from alongside.joining.actions import asking, forgetting
from alongside.joining.models import JoinRequest
from alongside.matching.queries.rounds import joined_and_not_asked_yet
from alongside.notify.models import Notice
from alongside.people.models import Person
from alongside.programmes.actions import (
    NotShown,
    StateChanged,
    close_programme,
    leave_programme,
    set_joining,
    show_programme,
)
from alongside.programmes.models import Invitation, LeavingReason, Member, Participant, PeerSupporter
from tests.joining.factories import (
    BY_EMAIL,
    BY_NOTHING,
    BY_TELEPHONE,
    FOR_SOMEBODY,
    draft,
    for_ages,
    open_to_join,
    programme_with,
    says,
    sent,
)
from tests.safeguarding.factories import hold

if TYPE_CHECKING:
    from alongside.programmes.models import Programme
    from tests.conftest import Cast


@pytest.fixture
def coaching(cast: Cast) -> Programme:
    return open_to_join(cast.coaching, by=cast.cora, joining="open")


def begin(client: Client, programme: Programme) -> str:
    page = client.post(f"/p/{programme.ref}/join/", follow=True)
    return str(re.search(r'name="code" value="([^"]+)"', page.content.decode())[1])  # type: ignore[index]


def test_whoever_joins_an_open_programme_is_a_member_with_their_own_consent(coaching: Programme) -> None:
    asked = sent(coaching)
    who = asked.participant
    assert who is not None
    assert (asked.status, who.name, who.phone, who.person) == (
        "joined",
        "Rosa Telefoni",
        "+447700900123",
        None,
    )
    assert Member.objects.get(participant=who).joined_how == "joining"
    assert has_required_consents(who, coaching)
    line = ConsentRecord.objects.get(participant=who, purpose="take_part")
    assert (line.how, line.recorded_by, line.given) == ("self", None, True)
    assert line.at.year == 2026, "when they said it, not when it was written down"
    assert list(joined_and_not_asked_yet(coaching, timezone.localdate())) == [who.member_places.get()]


def test_words_that_changed_since_they_were_read_are_asked_anew(coaching: Programme) -> None:
    made, _code = draft(coaching)
    old = says(coaching, "take_part", given=True)
    old["take_part"]["version"] = "0"
    asking.keep_answer(request=made, stored={"consents": old})
    asking.send_request(request=made, language="en-gb", by=None)
    made.refresh_from_db()
    assert made.participant is not None
    assert not has_required_consents(made.participant, coaching)


def test_by_e_mail_a_letter_leads_to_the_questions_of_what_matters(coaching: Programme) -> None:
    asked = sent(coaching, **BY_EMAIL)
    letter = mail.outbox[-1]
    assert letter.to == ["rosa@example.org"]
    assert coaching.name not in letter.body + letter.subject
    link = re.search(r"/invitation/\S+", letter.body)[0]  # type: ignore[index]
    client = Client()
    assert "You asked to join" in client.get(link).content.decode()
    page = client.post(link, {"name": "Rosa", "password": ""}, follow=True)
    assert page.redirect_chain[-1][0] == reverse("matching:my_request", args=[coaching.ref])
    assert asked.participant is not None
    assert Participant.objects.get(pk=asked.participant.pk).person == Person.objects.get(
        email="rosa@example.org"
    )


@pytest.mark.parametrize(
    "email", ["mia@example.org", "sam@example.org", "olga@example.org", "new@example.org"]
)
def test_page_is_the_same_whoever_is_known(cast: Cast, coaching: Programme, email: str) -> None:
    """What stands on the pages after sending, without the code, is the same to the letter; only the post differs."""
    seen, statuses = [], []
    for address in (email, f"nobody.knows.{email}"):
        client = Client()
        code = begin(client, coaching)
        asked = JoinRequest.objects.latest("pk")
        consents = {
            key: value
            for each in ("take_part", "research_use", "contact_after_end")
            for key, value in says(coaching, each, given=True).items()
        }
        asking.keep_answer(
            request=asked, stored={**BY_EMAIL, "email": address, "name": "Mia", "consents": consents}
        )
        page = client.post(f"/p/{coaching.ref}/join/check/", {"code": code}, follow=True)
        words = re.sub(r'csrfmiddlewaretoken" value="[^"]+"', "", page.content.decode())
        again = client.post(f"/p/{coaching.ref}/join/stop/", {"code": code}, follow=True)
        words += re.sub(r'csrfmiddlewaretoken" value="[^"]+"', "", again.content.decode())
        write = client.post(f"/p/{coaching.ref}/join/where/", {"code": code, "words": "Hello"}, follow=True)
        words += re.sub(r'csrfmiddlewaretoken" value="[^"]+"', "", write.content.decode())
        seen.append((page.status_code, words.replace(code, "")))
        asked.refresh_from_db()
        statuses.append(asked.status)
    assert seen[0] == seen[1]
    is_known_here = email in {"mia@example.org", "sam@example.org"}
    assert statuses == ["waiting" if is_known_here else "joined", "joined"]


def test_known_address_is_told_so_only_in_the_letter(cast: Cast, coaching: Programme) -> None:
    asked = sent(coaching, **{**BY_EMAIL, "email": "mia@example.org", "name": "Mia Marlowe"})
    assert (asked.status, asked.participant) == ("waiting", None)
    letter = next(each for each in mail.outbox if each.to == ["mia@example.org"])
    assert "signs in here with this address already" in letter.body
    cora = next(each for each in mail.outbox if each.to == ["cora@example.org"])
    assert "Mia" not in cora.body


def test_typing_somebodys_address_gives_no_way_into_their_account(cast: Cast, coaching: Programme) -> None:
    """Olga signs in at another organisation: whoever types her address is a new participant, with no account."""
    asked = sent(coaching, **{**BY_EMAIL, "email": "olga@example.org"})
    assert asked.participant is not None
    assert asked.participant.person is None
    assert Invitation.objects.get(participant=asked.participant).email == "olga@example.org"


def test_whoever_may_be_known_waits_and_is_never_merged_by_a_machine(cast: Cast, coaching: Programme) -> None:
    people = Participant.objects.count()
    asked = sent(coaching, **{**BY_TELEPHONE, "name": "Mia Marlowe"})
    assert (asked.status, Participant.objects.count()) == ("waiting", people)


def test_first_name_alone_is_what_many_are_called(coaching: Programme) -> None:
    assert sent(coaching, **{**BY_TELEPHONE, "name": "Mia"}).status == "joined"


def test_for_somebody_else_a_person_looks_and_consent_is_still_to_be_asked(coaching: Programme) -> None:
    asked = sent(coaching, **FOR_SOMEBODY)
    assert (asked.status, asked.for_somebody_else) == ("waiting", True)
    assert not ConsentRecord.objects.exists()


def test_by_request_nobody_joins_by_themselves(cast: Cast) -> None:
    assert sent(open_to_join(cast.coaching, by=cast.cora)).status == "waiting"


def test_offer_to_support_always_waits_for_a_coordinator(cast: Cast) -> None:
    open_to_join(cast.coaching, by=cast.cora, joining="open", takes_offers=True)
    asked = sent(cast.coaching, **{**BY_TELEPHONE, "as": "supporter"})
    assert (asked.status, asked.kind) == ("waiting", "supporter")
    assert PeerSupporter.objects.count() == 1


def test_sent_twice_it_is_one(coaching: Programme) -> None:
    made, _code = draft(coaching)
    for _ in range(2):
        asking.send_request(request=made, language="en-gb", by=None)
    assert Participant.objects.filter(name="Rosa Telefoni").count() == 1
    assert AuditEvent.objects.filter(what="join_requested").count() == 1


def test_against_a_no_to_what_support_needs_nothing_is_sent(coaching: Programme) -> None:
    made, _code = draft(coaching)
    asking.keep_answer(request=made, stored={"consents": says(coaching, "take_part", given=False)})
    with pytest.raises(asking.ConsentRefused):
        asking.send_request(request=made, language="en-gb", by=None)


def test_nothing_is_sent_before_all_is_answered(coaching: Programme) -> None:
    made, _code = asking.begin_request(programme=coaching, language="en-gb", by=None)
    with pytest.raises(asking.Unanswered):
        asking.send_request(request=made, language="en-gb", by=None)


@pytest.mark.parametrize(
    "shut",
    [
        lambda cast: close_programme(programme=cast.coaching, by=cast.ada),
        lambda cast: show_programme(
            programme=cast.coaching, is_public=False, is_found_by_search=False, by=cast.ada
        ),
        lambda cast: set_joining(
            programme=cast.coaching, joining="invitation", takes_offers=True, by=cast.ada
        ),
    ],
    ids=["closed", "hidden", "offers only"],
)
def test_the_setting_bites_on_every_door(cast: Cast, coaching: Programme, shut: Any) -> None:
    client = Client()
    code = begin(client, coaching)
    made, _code = draft(coaching)
    shut(cast)
    with pytest.raises(asking.NotJoinable):
        asking.send_request(request=made, language="en-gb", by=None)
    coaching.refresh_from_db()
    if coaching.takes_offers:
        return
    with pytest.raises(asking.NotJoinable):
        asking.begin_request(programme=coaching, language="en-gb", by=None)
    assert coaching.name not in client.get("/join/").content.decode()
    assert client.get(f"/p/{coaching.ref}/join/").status_code == 404
    for page in ("question/name/", "check/"):
        words = client.post(f"/p/{coaching.ref}/join/{page}", {"code": code, "name": "x"}).content.decode()
        assert "Nobody new can join at the moment" in words


def test_by_default_people_come_in_by_invitation(cast: Cast) -> None:
    assert cast.coaching.joining == "invitation"
    assert Client().get(f"/p/{cast.coaching.ref}/join/").status_code == 404
    with pytest.raises(NotShown):
        set_joining(programme=cast.coaching, joining="open", takes_offers=False, by=cast.ada)


def test_other_ages_are_told_kindly_and_nothing_is_kept(cast: Cast) -> None:
    teens = open_to_join(for_ages(cast, 13, 19), by=cast.cora, joining="open")
    client = Client()
    code = begin(client, teens)
    born = {"birth_date_day": "1", "birth_date_month": "1", "birth_date_year": "1950", "code": code}
    page = client.post(f"/p/{teens.ref}/join/question/age/", born).content.decode()
    assert "It is for people from 13 to 19 years of age." in page
    assert "birth_date" not in JoinRequest.objects.get().answers
    made, _code = draft(teens, **{**BY_TELEPHONE, "birth_date": "1950-01-01"})
    with pytest.raises(asking.OtherAge):
        asking.send_request(request=made, language="en-gb", by=None)


def test_where_people_go_by_another_name_only_that_one_is_seen(cast: Cast) -> None:
    secret = programme_with(cast, '[openness]\nidentity = "anonymous"\n')
    open_to_join(secret, by=cast.cora, joining="open")
    asked = sent(secret, **{**BY_TELEPHONE, "known_as": "Heron"})
    assert asked.participant is not None
    assert (asked.participant.name, str(asked.participant)) == ("Rosa Telefoni", "Heron")


def test_signed_in_they_are_known_for_certain(cast: Cast, coaching: Programme) -> None:
    leave_programme(place=cast.mia_member, reason=LeavingReason.FINISHED, by=cast.mia)
    people = Participant.objects.count()
    asked = sent(coaching, by=cast.mia, **{**BY_EMAIL, "email": "other@example.org", "name": "M"})
    cast.mia_member.refresh_from_db()
    cast.mia_participant.refresh_from_db()
    assert (asked.status, asked.participant, cast.mia_member.status) == (
        "joined",
        cast.mia_participant,
        "enrolled",
    )
    assert Participant.objects.count() == people
    assert cast.mia_participant.email == "mia@example.org", "nothing that is known is overwritten"


def test_hold_is_respected_and_not_told(cast: Cast, coaching: Programme) -> None:
    leave_programme(place=cast.mia_member, reason=LeavingReason.FINISHED, by=cast.mia)
    hold(cast)
    asked = sent(coaching, by=cast.mia, **BY_EMAIL)
    cast.mia_member.refresh_from_db()
    assert (asked.status, cast.mia_member.status) == ("waiting", "left")
    words = " ".join(Notice.objects.values_list("words", flat=True))
    assert "hold" not in words


def test_session_that_ran_out_loses_nothing(coaching: Programme) -> None:
    client = Client()
    code = begin(client, coaching)
    client.cookies.clear()
    page = client.post(f"/p/{coaching.ref}/join/question/name/", {"code": code, "name": "Rosa"})
    assert page.status_code == 302
    assert JoinRequest.objects.get().answers["name"] == "Rosa"
    client.cookies.clear()
    assert client.get(f"/p/{coaching.ref}/join/check/").headers["Location"] == "/join/back/?again=1"
    back = client.post("/join/back/", {"code": code.lower().replace("-", " ")}, follow=True)
    assert back.redirect_chain[-1][0].startswith(f"/p/{coaching.ref}/join/question/")


def test_two_tabs_each_keep_their_own(coaching: Programme) -> None:
    client = Client()
    first = begin(client, coaching)
    second = begin(client, coaching)
    for code, name in ((first, "Rosa"), (second, "Pia")):
        client.post(f"/p/{coaching.ref}/join/question/name/", {"code": code, "name": name})
    made, _code = draft(coaching)
    asking.keep_answer(request=made, stored={"name": "Ann"})
    asking.keep_answer(request=made, stored={"languages": ["Welsh"]})
    made.refresh_from_db()
    assert (made.answers["name"], made.answers["languages"]) == ("Ann", ["Welsh"])
    assert {each.answers.get("name") for each in JoinRequest.objects.all()} == {"Rosa", "Pia", "Ann"}


def test_code_of_one_programme_opens_nothing_in_another(cast: Cast, coaching: Programme) -> None:
    open_to_join(cast.pairs, by=cast.cora)
    _made, code = draft(coaching)
    assert Client().post(f"/p/{cast.pairs.ref}/join/question/name/", {"code": code}).status_code == 302
    assert JoinRequest.objects.get().answers["name"] == "Rosa Telefoni"


def test_codes_are_stored_as_hashes_and_guessed_at_most_ten_times_a_minute(coaching: Programme) -> None:
    _made, code = draft(coaching)
    assert code not in str(JoinRequest.objects.values())
    client = Client(REMOTE_ADDR="203.0.113.9")
    answers = [client.post("/join/back/", {"code": "2222-2222-2222"}).status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]


def test_what_is_taken_back_is_erased_at_once(cast: Cast) -> None:
    open_to_join(cast.coaching, by=cast.cora)
    made, _code = draft(cast.coaching)
    asking.take_back(request=made, by=None)
    assert not JoinRequest.objects.exists()
    asked = sent(cast.coaching)
    asking.write_word(request=asked, words="Please call after six.", by=None)
    asking.take_back(request=asked, by=None)
    asked.refresh_from_db()
    assert (asked.status, asked.answers, asked.words.count()) == ("withdrawn", {}, 0)
    with pytest.raises(StateChanged):
        asking.take_back(request=asked, by=None)


def test_drafts_and_old_answers_are_forgotten(coaching: Programme) -> None:
    old, _code = draft(coaching)
    fresh, _code = draft(coaching)
    joined = sent(coaching, **BY_NOTHING)
    week = timezone.now() - timedelta(days=8)
    JoinRequest.objects.filter(pk=old.pk).update(changed_at=week)
    forgetting.forget_join_drafts()
    assert set(JoinRequest.objects.values_list("pk", flat=True)) == {fresh.pk, joined.pk}
    forgetting.forget_answered_join_requests()
    joined.refresh_from_db()
    assert joined.answers["name"] == "Rosa Telefoni"
    JoinRequest.objects.filter(pk=joined.pk).update(decided_at=timezone.now() - timedelta(days=91))
    forgetting.forget_answered_join_requests()
    joined.refresh_from_db()
    assert (joined.answers, joined.status) == ({"reach": "none"}, "joined")


def test_every_page_shows_whom_to_turn_to(coaching: Programme) -> None:
    client = Client()
    begin(client, coaching)
    made = JoinRequest.objects.get()
    asking.keep_answer(request=made, stored={"reach": "telephone", "who": "self"})
    for page in ("", "question/name/", "question/contact/", "question/consent-take_part/", "check/"):
        words = client.get(f"/p/{coaching.ref}/join/{page}").content.decode()
        assert "Do you need somebody now?" in words, page
        assert "Samaritans" in words, page
