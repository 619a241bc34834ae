from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from alongside.audit.models import AuditEvent
from alongside.enrolment.models import HowGiven
from alongside.programmes.actions import StateChanged, pause_place
from alongside.programmes.models import PlaceStatus, StaffRole
from alongside.safeguarding.actions.holds import place_hold
from alongside.training.actions import (
    NotASupervisor,
    WordingChanged,
    accept_role,
    name_supervisor,
    record_completion,
    say_free_again,
    wait_until_free_again,
)
from alongside.training.models import ModuleCompletion, RoleAcceptance, Supervision
from alongside.training.queries import readiness_of, ready_supporters, supervisor_of
from tests import factories as house
from tests.enrolment.factories import answer
from tests.training import factories

if TYPE_CHECKING:
    from alongside.programmes.models import PeerSupporter
    from tests.conftest import Cast


def codes(supporter: PeerSupporter) -> list[str]:
    return [gap.code.value for gap in readiness_of(supporter).gaps]


def staff_page(cast: Cast, name: str = "supporter") -> str:
    return reverse(f"training:{name}", args=[cast.coaching.ref, cast.sam_supporter.pk])


def own_page(cast: Cast, name: str) -> str:
    return reverse(f"training:{name}", args=[cast.coaching.ref])


def test_supporter_becomes_ready_step_by_step_through_the_pages(cast: Cast) -> None:
    client = cast.client("cora")
    page = client.get(staff_page(cast)).content.decode()
    assert "Core training: Listening and asking open questions, Sharing your own story" in page
    assert "The role description, read and accepted" in page
    factories.say_yes(cast.sam_participant, cast.coaching)
    role = client.get(staff_page(cast, "role"))
    assert "You listen, and you share what you have learned" in role.content.decode()
    wording = role.context["wording"].hash
    assert client.post(staff_page(cast, "role"), {"wording": wording}).status_code == 422
    client.post(staff_page(cast, "role"), {"wording": wording, "accepted": "on"})
    for module in ("listening", "your-story", "safety"):
        done = {"module": module, "completed_on": str(timezone.localdate())}
        client.post(staff_page(cast, "training"), done)
    assert codes(cast.sam_supporter) == ["supervisor", "supervision_date"]
    refused = client.post(
        staff_page(cast, "next_supervision"), {"on": str(timezone.localdate())}, follow=True
    )
    assert "First name a supervisor" in refused.content.decode()
    client.post(staff_page(cast, "supervisor"), {"supervisor": cast.sula.pk})
    usual = str(timezone.localdate() + timedelta(weeks=4))
    assert f'value="{usual}"' in client.get(staff_page(cast, "next_supervision")).content.decode()
    client.post(staff_page(cast, "next_supervision"), {"on": str(timezone.localdate() + timedelta(days=9))})
    assert codes(cast.sam_supporter) == []
    assert "They may be proposed for a match" in client.get(staff_page(cast)).content.decode()
    event = AuditEvent.objects.get(what="role_accepted")
    assert event.on_behalf_of == f"programmes.participant:{cast.sam_participant.pk}"


def test_supporter_accepts_the_role_alone(cast: Cast) -> None:
    client = cast.client("sam")
    wording = client.get(own_page(cast, "my_role")).context["wording"].hash
    for _twice in range(2):
        client.post(own_page(cast, "my_role"), {"wording": wording, "accepted": "on"})
    assert RoleAcceptance.objects.get().recorded_by == cast.sam
    assert "These words were accepted on" in client.get(own_page(cast, "my_role")).content.decode()
    assert AuditEvent.objects.get(what="role_accepted").on_behalf_of == ""


def test_old_words_of_the_role_are_not_accepted(cast: Cast) -> None:
    with pytest.raises(WordingChanged):
        accept_role(supporter=cast.sam_supporter, wording_hash="0" * 64, by=cast.sam)
    answer = cast.client("sam").post(
        own_page(cast, "my_role"), {"wording": "old", "accepted": "on"}, follow=True
    )
    assert "Please read them again" in answer.content.decode()
    RoleAcceptance.objects.create(supporter=cast.sam_supporter, wording_hash="0" * 64)
    assert "role_description" in codes(cast.sam_supporter)


def test_withdrawn_consent_and_hold_bar_at_once(cast: Cast) -> None:
    sam = factories.prepared(cast)
    assert ready_supporters(cast.coaching) == [sam]
    place_hold(
        participant=cast.sam_participant, programme=cast.coaching, reason="secret words", by=cast.sasha
    )
    assert codes(sam) == ["on_hold"]
    assert ready_supporters(cast.coaching) == []
    shown = cast.client("cora").get(staff_page(cast)).content.decode()
    assert "On hold, with the safeguarding lead" in shown
    assert "secret words" not in shown
    assert (
        "hold"
        not in cast.client("sam").get(own_page(cast, "my_readiness")).content.decode().split("<main")[1]
    )
    answer(cast.sam_participant, cast.coaching, "take_part", given=False, how=HowGiven.SELF)
    assert codes(sam) == ["on_hold", "consent"]


def test_supervisor_who_left_the_role_leaves_a_gap(cast: Cast) -> None:
    sam = factories.prepared(cast)
    StaffRole.objects.filter(person=cast.sula).update(
        ends_on=timezone.localdate() - timedelta(days=1), starts_on=timezone.localdate() - timedelta(days=2)
    )
    assert codes(sam) == ["supervisor_gone"]


def test_supervisor_changes_and_the_planned_meeting_moves_with_them(cast: Cast) -> None:
    meeting = factories.supervision(cast)
    petra = house.person("petra")
    with pytest.raises(NotASupervisor):
        name_supervisor(supporter=cast.sam_supporter, supervisor=petra, by=cast.cora)
    house.actions.grant_role(person=petra, organisation=cast.harbour, role=house.Role.SUPERVISOR, by=cast.ada)
    name_supervisor(supporter=cast.sam_supporter, supervisor=petra, by=cast.cora)
    name_supervisor(supporter=cast.sam_supporter, supervisor=petra, by=cast.cora)
    meeting.refresh_from_db()
    assert meeting.supervisor == petra
    assert supervisor_of(cast.sam_supporter) == petra
    assert Supervision.objects.count() == 2


def test_nobody_supervises_themselves(cast: Cast) -> None:
    cast.sam_participant.person = cast.sula
    cast.sam_participant.save()
    cast.sam_supporter.refresh_from_db()
    response = cast.client("cora").post(staff_page(cast, "supervisor"), {"supervisor": cast.sula.pk})
    assert response.status_code == 422
    assert "cannot supervise them" in response.content.decode()


def test_completion_is_recorded_once_and_can_be_taken_back(cast: Cast) -> None:
    today = timezone.localdate()
    for day in (today, today - timedelta(days=3)):
        record_completion(supporter=cast.sam_supporter, module="safety", completed_on=day, by=cast.cora)
    assert ModuleCompletion.objects.get().completed_on == today
    client = cast.client("cora")
    future = {"module": "listening", "completed_on": str(today + timedelta(days=1))}
    assert client.post(staff_page(cast, "training"), future).status_code == 422
    for _twice in range(2):
        assert client.post(staff_page(cast, "take_back"), {"module": "safety"}).status_code == 302
    assert not ModuleCompletion.objects.exists()


def test_pause_is_respected_at_once_and_ends_when_they_say_so(cast: Cast) -> None:
    sam, client = factories.prepared(cast), cast.client("sam")
    client.post(own_page(cast, "my_pause"), {"until": ""})
    sam.refresh_from_db()
    assert (sam.status, codes(sam)) == (PlaceStatus.PAUSED, ["paused"])
    assert "You are having a pause" in client.get(own_page(cast, "my_readiness")).content.decode()
    again = client.post(own_page(cast, "my_pause"), {"until": ""}, follow=True)
    assert "begun already" in again.content.decode()
    client.post(own_page(cast, "my_resume"))
    sam.refresh_from_db()
    assert codes(sam) == []


def test_pause_outlasts_its_day_until_the_supporter_says_so(cast: Cast) -> None:
    sam = factories.prepared(cast)
    pause_place(place=sam, by=cast.sam, until=timezone.localdate())
    later = timezone.localdate() + timedelta(days=1)
    assert [gap.code.value for gap in readiness_of(sam, later).gaps] == ["paused"]


def test_supporter_is_free_after_an_ending_only_when_they_say_so(cast: Cast) -> None:
    sam = factories.prepared(cast)
    wait_until_free_again(supporter=sam, by=None)
    assert codes(sam) == ["not_free"]
    assert cast.client("sam").post(own_page(cast, "my_free_again")).status_code == 302
    sam.refresh_from_db()
    assert codes(sam) == []
    with pytest.raises(StateChanged):
        say_free_again(supporter=sam, by=cast.sam)


def test_capacity_stays_within_what_the_programme_allows(cast: Cast) -> None:
    client = cast.client("sam")
    assert client.post(own_page(cast, "my_capacity"), {"capacity": "5"}).status_code == 422
    assert client.post(own_page(cast, "my_capacity"), {"capacity": "-1"}).status_code == 422
    client.post(own_page(cast, "my_capacity"), {"capacity": "0"})
    cast.sam_supporter.refresh_from_db()
    assert "capacity" in codes(cast.sam_supporter)


def test_list_says_who_is_ready_and_finds_by_name(cast: Cast) -> None:
    factories.prepared(cast)
    house.supporter(cast.coaching, house.participant(cast.harbour, "Amina Yusuf"))
    client, there = cast.client("cora"), own_page(cast, "supporters")
    page = client.get(there).content.decode()
    assert "Sam Okafor" in page
    assert "Amina Yusuf" in page
    found = client.get(f"{there}?q=okaf").content.decode()
    assert "Amina Yusuf" not in found
    assert ">Ready<" in found
    assert "Nobody has a name like that" in client.get(f"{there}?q=zzz").content.decode()


def test_readiness_asks_the_database_the_same_for_one_and_three(cast: Cast) -> None:
    client, there = cast.client("cora"), own_page(cast, "supporters")
    ready_supporters(cast.coaching)  # the definition is read once
    counts = []
    for rows in (0, 2):
        for _each in range(rows):
            factories.prepared(cast, house.supporter(cast.coaching))
        with CaptureQueriesContext(connection) as asked:
            ready_supporters(cast.coaching)
        with CaptureQueriesContext(connection) as asked_by_page:
            client.get(there)
        counts.append((len(asked), len(asked_by_page)))
    assert counts[0] == counts[1]
    assert counts[0][0] <= 9
    assert counts[0][1] <= 24


def test_mutual_programme_has_no_supporters_and_an_empty_list(cast: Cast) -> None:
    page = cast.client("cora").get(reverse("training:supporters", args=[cast.pairs.ref]))
    assert "No peer supporters yet" in page.content.decode()
    assert ready_supporters(cast.pairs) == []
