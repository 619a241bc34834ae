"""The coordinator's side: who asks, whom they may be, letting in, asking, saying no kindly; each once, with who and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from alongside.audit.models import AuditEvent
from alongside.enrolment.actions.people import add_person
from alongside.enrolment.actions.places import Barred
from alongside.enrolment.queries.consents import has_required_consents
from alongside.joining.actions import asking
from alongside.joining.actions.answering import (
    NewDoubts,
    NoSuchProposal,
    accept_request,
    ask_them,
    decline_request,
)
from alongside.joining.models import DeclineReason, JoinRequest
from alongside.notify.models import Notice
from alongside.programmes.actions import StateChanged, grant_role
from alongside.programmes.models import Participant, PeerSupporter
from alongside.roles.permissions import Role
from alongside.training.queries import readiness_of
from alongside.web.queries import Morning
from tests import factories
from tests.joining.factories import (
    BY_EMAIL,
    BY_NOTHING,
    BY_TELEPHONE,
    FOR_SOMEBODY,
    draft,
    open_to_join,
    sent,
)
from tests.safeguarding.factories import hold

if TYPE_CHECKING:
    from alongside.programmes.models import Programme
    from tests.conftest import Cast

MIA = {**BY_TELEPHONE, "name": "Mia Marlowe"}


@pytest.fixture
def coaching(cast: Cast) -> Programme:
    return open_to_join(cast.coaching, by=cast.cora, takes_offers=True)


def page_of(asked: JoinRequest) -> str:
    return f"/p/{asked.programme.ref}/joining/{asked.pk}/"


def where_it_stands(asked: JoinRequest, code: str) -> str:
    client = Client()
    client.post("/join/back/", {"code": code})
    return client.get(f"/p/{asked.programme.ref}/join/where/").content.decode()


def test_coordinator_lets_somebody_in_and_they_are_told(cast: Cast, coaching: Programme) -> None:
    asked = sent(coaching)
    who = accept_request(request=asked, by=cast.cora)
    asked.refresh_from_db()
    assert (asked.status, asked.decided_by, asked.participant, asked.was_known) == (
        "joined",
        cast.cora,
        who,
        False,
    )
    assert has_required_consents(who, coaching)
    told = Notice.objects.filter(recipient=f"programmes.participant:{who.pk}")
    assert {each.kind for each in told} == {"join_received", "join_accepted"}
    assert {each.channel for each in told} == {"telephone"}
    assert AuditEvent.objects.get(what="join_request_accepted").by_id == cast.cora.pk
    with pytest.raises(StateChanged):
        accept_request(request=asked, by=cast.cora)


def test_same_person_is_joined_and_nothing_known_is_overwritten(cast: Cast, coaching: Programme) -> None:
    asked = sent(coaching, **{**MIA, "as": "supporter", "safe_to_contact": "after six"})
    mia = cast.mia_participant
    people = Participant.objects.count()
    with pytest.raises(NewDoubts):
        accept_request(request=asked, by=cast.cora)
    with pytest.raises(NoSuchProposal):
        accept_request(request=asked, by=cast.cora, same_as=cast.sam_participant.pk, seen=frozenset({mia.pk}))
    assert accept_request(request=asked, by=cast.cora, same_as=mia.pk, seen=frozenset({mia.pk})) == mia
    mia.refresh_from_db()
    assert (mia.channel, mia.email, mia.phone, mia.safe_to_contact) == (
        "email",
        "mia@example.org",
        "+447700900123",
        "after six",
    )
    assert Participant.objects.count() == people
    assert PeerSupporter.objects.filter(participant=mia).exists()


def test_who_came_in_meanwhile_is_shown_before_anybody_is_let_in(cast: Cast, coaching: Programme) -> None:
    asked = sent(coaching)
    add_person(programme=coaching, place="member", by=cast.cora, name="Rosa Telefoni")
    with pytest.raises(NewDoubts):
        accept_request(request=asked, by=cast.cora)
    page = cast.client("cora").post(page_of(asked), {"who": "new", "seen": ""}, follow=True)
    assert "Please look again" in page.content.decode()


def test_coordinator_of_one_programme_learns_of_nobody_in_another(cast: Cast, coaching: Programme) -> None:
    pia = factories.person("pia")
    grant_role(person=pia, organisation=cast.harbour, programme=coaching, role=Role.COORDINATOR, by=cast.ada)
    cast.people["pia"] = pia
    ann = factories.participant(cast.harbour, "Ann Elsewhere", phone="+447700900999")
    factories.member(cast.pairs, ann)
    asked = sent(coaching, **{**BY_TELEPHONE, "name": "Ann Elsewhere", "phone": "+447700900999"})
    assert "Is this somebody you know?" not in cast.client("pia").get(page_of(asked)).content.decode()
    assert "Is this somebody you know?" in cast.client("cora").get(page_of(asked)).content.decode()


def test_hold_bars_the_way_also_for_the_coordinator(cast: Cast, coaching: Programme) -> None:
    hold(cast)
    asked = sent(coaching, **{**MIA, "as": "supporter"})
    pk = cast.mia_participant.pk
    with pytest.raises(Barred):
        accept_request(request=asked, by=cast.cora, same_as=pk, seen=frozenset({pk}))
    page = cast.client("cora").post(page_of(asked), {"who": str(pk), "seen": str(pk)})
    assert page.status_code == 422
    assert "The safeguarding lead has to look first." in page.content.decode()


def test_offer_becomes_a_supporter_who_is_not_ready(cast: Cast, coaching: Programme) -> None:
    who = accept_request(request=sent(coaching, **{**BY_TELEPHONE, "as": "supporter"}), by=cast.cora)
    assert not readiness_of(PeerSupporter.objects.get(participant=who)).is_ready


def test_helper_is_recorded_and_consent_is_still_to_be_asked(cast: Cast, coaching: Programme) -> None:
    asked = sent(coaching, **FOR_SOMEBODY)
    page = cast.client("cora").get(page_of(asked)).content.decode()
    assert "They have agreed to nothing yet themselves." in page
    who = accept_request(request=asked, by=cast.cora)
    assert (who.helper_name, who.channel) == ("Pia Nachbar", "helper")
    assert not has_required_consents(who, coaching)


def test_by_e_mail_they_are_invited_to_sign_in(cast: Cast, coaching: Programme) -> None:
    who = accept_request(request=sent(coaching, **BY_EMAIL), by=cast.cora)
    invitation = who.invitations.get()
    assert (invitation.email, invitation.invited_by) == ("rosa@example.org", cast.cora)


def test_whoever_wants_to_be_phoned_is_phoned_though_their_address_is_known(
    cast: Cast, coaching: Programme
) -> None:
    known = factories.participant(
        cast.harbour, "Rosa Telefoni", email="rosa@example.org", phone="+447700900123", channel="telephone"
    )
    asked = sent(coaching)
    accept_request(request=asked, by=cast.cora, same_as=known.pk, seen=frozenset({known.pk}))
    assert not known.invitations.exists()
    assert Notice.objects.get(kind="join_accepted").channel == "telephone"


def test_question_and_answer_are_read_with_the_code(cast: Cast, coaching: Programme) -> None:
    asked, code = draft(coaching)
    asking.send_request(request=asked, language="en-gb", by=None)
    ask_them(request=asked, words="Which evenings suit you?", by=cast.cora)
    notice = Notice.objects.get(kind="join_question")
    assert "evenings" not in notice.words
    assert "Which evenings suit you?" in where_it_stands(asked, code)
    client = Client()
    for _ in range(2):
        client.post(f"/p/{coaching.ref}/join/where/", {"code": code, "words": "Mondays"})
    assert [each.words for each in asked.words.all()] == ["Which evenings suit you?", "Mondays"]
    assert "Mondays" in cast.client("cora").get(page_of(asked)).content.decode()


def test_kind_no_has_a_reason_words_and_somewhere_else(cast: Cast, coaching: Programme) -> None:
    asked, code = draft(coaching, **BY_EMAIL)
    asking.send_request(request=asked, language="en-gb", by=None)
    cora = cast.client("cora")
    bare = cora.post(f"{page_of(asked)}decline/", {"reason": "full", "words": "We are full until spring."})
    assert bare.status_code == 422
    assert "We are full until spring." in bare.content.decode()
    said = {"reason": "full", "words": "We are full until spring.", "elsewhere": "The Quay, 01632 960123"}
    assert cora.post(f"{page_of(asked)}decline/", said).status_code == 302
    asked.refresh_from_db()
    assert (asked.status, asked.decided_by, asked.decline_reason) == ("declined", cast.cora, "full")
    words = where_it_stands(asked, code)
    assert "We are full until spring." in words
    assert "The Quay, 01632 960123" in words
    letter = mail.outbox[-1]
    assert (letter.to, "full" in letter.body) == (["rosa@example.org"], False)
    with pytest.raises(StateChanged):
        decline_request(request=asked, reason=DeclineReason.OTHER, words="x", elsewhere="y", by=cast.cora)


def test_who_can_be_reached_by_nothing_reads_it_with_their_code(cast: Cast, coaching: Programme) -> None:
    asked, code = draft(coaching, **BY_NOTHING)
    asking.send_request(request=asked, language="en-gb", by=None)
    assert not Notice.objects.exclude(kind="join_to_look_at").exists()
    assert "The team writes to you on this page." in where_it_stands(asked, code)
    accept_request(request=asked, by=cast.cora)
    assert "You can begin" in where_it_stands(asked, code)


def test_code_shows_nothing_that_was_told_to_somebody_who_was_known(cast: Cast, coaching: Programme) -> None:
    asked, code = draft(coaching, **{**BY_NOTHING, "name": "Mia Marlowe"})
    asking.send_request(request=asked, language="en-gb", by=None)
    pk = cast.mia_participant.pk
    accept_request(request=asked, by=cast.cora, same_as=pk, seen=frozenset({pk}))
    assert "Messages for you" not in where_it_stands(asked, code)


def test_opening_what_somebody_wrote_is_audited(cast: Cast, coaching: Programme) -> None:
    asked = sent(coaching)
    cast.client("cora").get(page_of(asked))
    assert AuditEvent.objects.get(what="joinrequest_read").by_id == cast.cora.pk


def test_morning_page_says_who_asks_and_who_is_to_be_asked(cast: Cast, coaching: Programme) -> None:
    asked = sent(coaching)

    def sections() -> dict[str, list[tuple[str, str]]]:
        morning = Morning(coaching, timezone.localdate(), cast.cora)
        return {each.key: [(line.who, line.what) for line in each.lines] for each in morning.sections()}

    assert sections()["joining"] == [("Rosa Telefoni", "since today")]
    accept_request(request=asked, by=cast.cora)
    assert "joining" not in sections()
    assert sections()["joined"] == [("Rosa Telefoni", "since today")]
