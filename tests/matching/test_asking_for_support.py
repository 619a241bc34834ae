from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from alongside.audit.models import AuditEvent
from alongside.matching import actions
from alongside.matching.models import MatchingProfile, ProposalStatus, RequestStatus, SupportRequest
from alongside.notify.models import Notice
from alongside.programmes.actions import close_programme
from alongside.safeguarding.actions.holds import lift_hold, place_hold
from alongside.safeguarding.models import Hold
from tests.enrolment.factories import answer, say_yes
from tests.matching import factories as market

if TYPE_CHECKING:
    from alongside.programmes.models import Participant
    from tests.conftest import Cast


def check_page(cast: Cast) -> str:
    return reverse("matching:matching_profile", args=[cast.coaching.ref, cast.mia_participant.pk, "member"])


def hold(cast: Cast, participant: Participant) -> None:
    place_hold(participant=participant, programme=cast.coaching, reason="Asked to", by=cast.sasha)


def test_member_asks_and_is_told(cast: Cast) -> None:
    say_yes(cast.mia_participant, cast.coaching)
    response = cast.client("mia").post(check_page(cast), {"words": "Somebody to talk to"}, follow=True)
    request = SupportRequest.objects.get()
    assert (request.status, request.words) == (RequestStatus.WAITING, "Somebody to talk to")
    assert "We are looking for somebody" in response.content.decode()
    assert Notice.objects.get(kind="request_received").person == cast.mia
    assert AuditEvent.objects.get(what="support_requested").on_behalf_of == ""


def test_sending_twice_keeps_one_request(cast: Cast) -> None:
    say_yes(cast.mia_participant, cast.coaching)
    mia = cast.client("mia")
    first = mia.post(check_page(cast), {"words": ""})
    second = mia.post(check_page(cast), {"words": ""})
    assert first.headers["Location"] == second.headers["Location"]
    assert SupportRequest.objects.count() == 1
    with pytest.raises(actions.AlreadyRequested):
        actions.request_support(member=cast.mia_member, by=cast.mia)


def test_staff_ask_for_somebody_and_it_is_recorded(cast: Cast) -> None:
    say_yes(cast.mia_participant, cast.coaching)
    cast.client("cora").post(check_page(cast), {"words": ""})
    event = AuditEvent.objects.get(what="support_requested")
    assert event.by_id == cast.cora.pk
    assert event.on_behalf_of == f"programmes.participant:{cast.mia_participant.pk}"


def test_without_consent_nothing_is_sent_and_nothing_typed_is_lost(cast: Cast) -> None:
    response = cast.client("mia").post(check_page(cast), {"words": "Please help"})
    assert response.status_code == 422
    assert "consents that support needs" in response.content.decode()
    assert "Please help" in response.content.decode()
    assert not SupportRequest.objects.exists()


def test_page_says_before_anything_is_sent_what_has_to_be_agreed_to(cast: Cast) -> None:
    own = cast.client("mia").get(check_page(cast)).content.decode()
    assert reverse("enrolment:my_consent", args=[cast.coaching.ref]) in own
    theirs = cast.client("cora").get(check_page(cast)).content.decode()
    assert "They have not yet agreed to what support needs." in theirs
    say_yes(cast.mia_participant, cast.coaching)
    assert (
        "please read what we ask you to agree to"
        not in cast.client("mia").get(check_page(cast)).content.decode()
    )


def test_closed_programme_takes_no_requests(cast: Cast) -> None:
    say_yes(cast.mia_participant, cast.coaching)
    close_programme(programme=cast.coaching, by=cast.ada)
    with pytest.raises(actions.ProgrammeNotOpen):
        actions.request_support(member=cast.mia_member, by=cast.mia)


def test_on_hold_is_stored_and_looked_at_by_a_person(cast: Cast) -> None:
    say_yes(cast.mia_participant, cast.coaching)
    hold(cast, cast.mia_participant)
    response = cast.client("mia").post(check_page(cast), {"words": ""}, follow=True)
    request = SupportRequest.objects.get()
    assert request.status == RequestStatus.ON_HOLD
    assert "will be in touch soon" in response.content.decode()
    assert "hold" not in response.content.decode().split("<main")[1].split("</main>")[0].lower()
    assert set(Notice.objects.values_list("kind", flat=True)) >= {"request_kept", "request_to_look_at"}
    asked_at = request.waiting_since
    with pytest.raises(actions.OnHold):
        actions.release_request(request=request, by=cast.cora)
    lift_hold(hold=Hold.objects.get(), reason="All well", by=cast.sasha)
    actions.release_request(request=request, by=cast.cora)
    request.refresh_from_db()
    assert (request.status, request.waiting_since) == (RequestStatus.WAITING, asked_at)


def test_withdrawing_frees_the_place_and_tells_whoever_was_asked(cast: Cast) -> None:
    proposal = market.offer_between(cast.mia_member, cast.sam_supporter, cast.cora)
    address = reverse("matching:withdraw_request", args=[cast.coaching.ref, proposal.request_id])
    mia = cast.client("mia")
    assert "Nobody need say why" in mia.get(address).content.decode()
    mia.post(address)
    mia.post(address)
    proposal.refresh_from_db()
    assert proposal.status == ProposalStatus.WITHDRAWN
    assert SupportRequest.objects.get().status == RequestStatus.WITHDRAWN
    assert Notice.objects.filter(kind="match_not_chosen", person=cast.sam).count() == 1
    assert not Notice.objects.filter(kind="offer_gone").exists()


def test_after_withdrawing_one_may_ask_again(cast: Cast) -> None:
    say_yes(cast.mia_participant, cast.coaching)
    request = market.asks(cast.mia_member, cast.cora)
    actions.withdraw_request(request=request, by=cast.mia)
    assert (
        "asked before"
        in cast.client("mia").get(reverse("matching:my_request", args=[cast.coaching.ref])).content.decode()
    )
    assert market.asks(cast.mia_member, cast.cora).status == RequestStatus.WAITING


def test_withdrawn_consent_keeps_a_request_out_of_the_round(cast: Cast) -> None:
    market.supporter(cast.coaching, by=cast.cora)
    request = market.waiting_member(cast.coaching, cast.cora)
    answer(request.member.participant, cast.coaching, "take_part", given=False)
    round_ = actions.start_round(programme=cast.coaching, by=cast.cora)
    assert (round_.waiting, round_.proposed) == (0, 0)


def test_without_consent_the_one_next_thing_is_to_read_and_decide(cast: Cast) -> None:
    there = reverse("matching:my_request", args=[cast.coaching.ref])
    shown = cast.client("mia").get(there).content.decode().split("<main", 1)[1]
    assert "Read it and decide" in shown
    assert "Begin" not in shown
    market.say_yes(cast.mia_participant, cast.coaching)
    shown = cast.client("mia").get(there).content.decode().split("<main", 1)[1]
    assert "Read it and decide" not in shown
    assert "Begin" in shown


def test_what_was_left_out_stands_last_and_folded(cast: Cast) -> None:
    MatchingProfile.objects.create(
        programme=cast.coaching, participant=cast.mia_participant, introduction="I like to walk."
    )
    there = reverse("matching:matching_profile", args=[cast.coaching.ref, cast.mia_participant.pk, "member"])
    shown = cast.client("mia").get(there).content.decode()
    folded = shown.index("questions left out")
    assert shown.index("I like to walk.") < folded < shown.index("Not given")
