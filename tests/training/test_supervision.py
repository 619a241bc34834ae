from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from alongside.programmes.actions import StateChanged, grant_role
from alongside.roles.permissions import Role
from alongside.training.actions import name_supervisor, record_supervision
from alongside.training.models import SupervisionMeeting
from alongside.training.queries import overdue_supervisions, strained_supporters, supervisees
from tests import factories as house
from tests.training import factories

if TYPE_CHECKING:
    from tests.conftest import Cast


def page(cast: Cast, name: str) -> str:
    return reverse(f"training:{name}", args=[cast.coaching.ref, cast.sam_supporter.pk])


def met(**fields: str) -> dict[str, str]:
    today = timezone.localdate()
    return {
        "happened": "held",
        "held_on": str(today),
        "notes": "We talked about nights.",
        "next_on": str(today + timedelta(days=28)),
        **fields,
    }


def test_supervisor_sees_their_own_supervisees_only(cast: Cast) -> None:
    factories.supervision(cast)
    house.supporter(cast.coaching, house.participant(cast.harbour, "Amina Yusuf"))
    shown = (
        cast.client("sula").get(reverse("training:supervision", args=[cast.coaching.ref])).content.decode()
    )
    assert "Sam Okafor" in shown
    assert "Amina Yusuf" not in shown
    assert list(supervisees(cast.sula)) == [cast.sam_supporter]
    assert list(supervisees(cast.cora)) == []


def test_meeting_is_written_down_once_and_the_next_is_planned(cast: Cast) -> None:
    meeting, client = factories.supervision(cast, in_days=0), cast.client("sula")
    client.post(page(cast, "record_supervision"), met())
    meeting.refresh_from_db()
    assert (meeting.status, meeting.held_on) == ("held", timezone.localdate())
    assert SupervisionMeeting.objects.get(status="planned").planned_on == timezone.localdate() + timedelta(
        days=28
    )
    with pytest.raises(StateChanged):
        record_supervision(meeting=meeting, by=cast.sula, held_on=None)


def test_notes_are_for_the_two_and_the_coordinator_sees_the_date(cast: Cast) -> None:
    factories.supervision(cast, in_days=0)
    cast.client("sula").post(page(cast, "record_supervision"), met(strained="on"))
    assert "We talked about nights." in cast.client("sula").get(page(cast, "supervisee")).content.decode()
    own = reverse("training:my_readiness", args=[cast.coaching.ref])
    mine = cast.client("sam").get(own).content.decode()
    assert "We talked about nights." in mine
    assert "strain" not in mine
    seen = cast.client("cora").get(page(cast, "supporter")).content.decode()
    assert "We talked about nights." not in seen
    assert "Held (Sula)" in seen
    assert "Under strain" in seen
    assert list(strained_supporters(cast.coaching)) == [cast.sam_supporter]


def test_strain_ends_with_the_next_meeting_without_it(cast: Cast) -> None:
    factories.supervision(cast, in_days=0)
    client = cast.client("sula")
    client.post(page(cast, "record_supervision"), met(strained="on"))
    client.post(page(cast, "record_supervision"), met())
    assert not strained_supporters(cast.coaching).exists()


def test_missed_meeting_says_nothing_of_strain_and_is_never_held(cast: Cast) -> None:
    meeting = factories.supervision(cast, in_days=0)
    cast.client("sula").post(page(cast, "record_supervision"), met(happened="missed", strained="on"))
    meeting.refresh_from_db()
    assert (meeting.status, meeting.held_on, meeting.strained) == ("missed", None, False)


def test_meeting_needs_its_day_and_keeps_the_notes(cast: Cast) -> None:
    factories.supervision(cast, in_days=0)
    response = cast.client("sula").post(page(cast, "record_supervision"), met(held_on=""))
    assert response.status_code == 422
    assert "Please say on which day you met." in response.content.decode()
    assert "We talked about nights." in response.content.decode()


def test_next_supervisor_does_not_read_the_notes_of_the_last(cast: Cast) -> None:
    factories.supervision(cast, in_days=0)
    cast.client("sula").post(page(cast, "record_supervision"), met())
    petra = cast.people["petra"] = house.person("petra")
    grant_role(person=petra, organisation=cast.harbour, role=Role.SUPERVISOR, by=cast.ada)
    name_supervisor(supporter=cast.sam_supporter, supervisor=petra, by=cast.cora)
    assert cast.client("sula").get(page(cast, "supervisee")).status_code == 404
    shown = cast.client("petra").get(page(cast, "supervisee"))
    assert shown.status_code == 200
    assert "We talked about nights." not in shown.content.decode()


def test_overdue_supervision_is_found_and_shown(cast: Cast) -> None:
    meeting = factories.supervision(cast)
    assert not overdue_supervisions(cast.coaching).exists()
    SupervisionMeeting.objects.filter(pk=meeting.pk).update(
        planned_on=timezone.localdate() - timedelta(days=1)
    )
    assert list(overdue_supervisions(cast.coaching)) == [meeting]
    shown = (
        cast.client("sula").get(reverse("training:supervision", args=[cast.coaching.ref])).content.decode()
    )
    assert "Overdue" in shown


def test_supervisors_list_asks_the_database_the_same_for_one_and_three(cast: Cast) -> None:
    client, there = cast.client("sula"), reverse("training:supervision", args=[cast.coaching.ref])
    counts = []
    for rows in (1, 2):
        for _each in range(rows):
            factories.supervision(cast, house.supporter(cast.coaching))
        with CaptureQueriesContext(connection) as asked:
            client.get(there)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 15
