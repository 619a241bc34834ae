from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from alongside.notify.models import Notice
from alongside.programmes.actions import grant_role
from alongside.roles.permissions import Role
from alongside.safeguarding.access import concerns_visible_to
from alongside.safeguarding.actions.concerns import AlreadySeen, acknowledge_concern, escalate_concerns
from alongside.safeguarding.models import Concern, ConcernStatus
from alongside.safeguarding.queries import desk_lanes
from tests import factories as house
from tests.safeguarding import factories

if TYPE_CHECKING:
    from tests.conftest import Cast


def make_late(concern: Concern, minutes: int) -> None:
    # By hand, because the database refuses a change of the moment when it was raised.
    Concern.objects.filter(pk=concern.pk).update(due_at=timezone.now() - timedelta(minutes=minutes))


def test_desk_puts_what_is_urgent_and_unseen_first(cast: Cast) -> None:
    routine = factories.concern(cast, urgency="routine")
    seen = factories.seen_concern(cast, urgency="now")
    later = factories.concern(cast, urgency="now")
    late = factories.concern(cast, urgency="now")
    make_late(late, 30)
    lanes = desk_lanes(concerns_visible_to(cast.sasha, cast.coaching))
    assert [[row.pk for row in lane.concerns] for lane in lanes] == [
        [late.pk, later.pk, seen.pk],
        [],
        [routine.pk],
    ]
    page = cast.client("sasha").get(reverse("safeguarding:desk", args=[cast.coaching.ref])).content.decode()
    assert "30 minutes late" in page


def test_second_lead_is_told_who_was_quicker(cast: Cast) -> None:
    petra = house.person("petra")
    cast.people["petra"] = petra
    grant_role(person=petra, organisation=cast.harbour, role=Role.SAFEGUARDING_LEAD, by=cast.ada)
    concern = factories.concern(cast)
    stale = Concern.objects.get(pk=concern.pk)
    acknowledge_concern(concern=concern, by=cast.sasha)
    with pytest.raises(AlreadySeen, match="Sasha"):
        acknowledge_concern(concern=stale, by=petra)
    there = reverse("safeguarding:acknowledge", args=[cast.coaching.ref, concern.pk])
    page = cast.client("petra").post(there, follow=True).content.decode()
    assert "Sasha was quicker" in page
    concern.refresh_from_db()
    assert concern.acknowledged_by == cast.sasha


def test_concern_is_answered_once_it_was_seen(cast: Cast) -> None:
    concern = factories.concern(cast)
    there = reverse("safeguarding:answer", args=[cast.coaching.ref, concern.pk])
    client = cast.client("sasha")
    assert "This was not saved" in client.post(there, {"answer": "Done"}, follow=True).content.decode()
    acknowledge_concern(concern=concern, by=cast.sasha)
    client.post(there, {"answer": "Done"})
    concern.refresh_from_db()
    assert (concern.status, concern.answer, concern.answered_by) == (
        ConcernStatus.ANSWERED,
        "Done",
        cast.sasha,
    )
    again = client.post(there, {"answer": "Something else"}, follow=True)
    assert "This was not saved" in again.content.decode()
    assert client.post(there, {"answer": ""}).status_code == 422


def test_lead_says_whom_it_is_about(cast: Cast) -> None:
    concern = factories.concern(cast, about=None, about_words="Sammy")
    client, there = (
        cast.client("sasha"),
        reverse("safeguarding:concern", args=[cast.coaching.ref, concern.pk]),
    )
    assert "Sam Okafor" in client.get(f"{there}?q=okaf").content.decode()
    client.post(f"{there}whom/", {"participant": cast.sam_participant.pk})
    concern.refresh_from_db()
    assert concern.about == cast.sam_participant
    assert client.post(f"{there}whom/", {"participant": cast.olga_member.participant_id}).status_code == 404
    assert client.post(f"{there}whom/", {"participant": "x"}).status_code == 404


def test_unseen_urgent_concern_is_told_again_to_leads_and_administrators(cast: Cast) -> None:
    concern = factories.concern(cast, urgency="now")
    escalate_concerns()
    assert not Notice.objects.filter(kind="concern_overdue").exists()
    make_late(concern, 1)
    escalate_concerns()
    escalate_concerns()
    told = sorted(Notice.objects.exclude(kind="concern_raised").values_list("kind", "recipient_name"))
    assert told == [("concern_overdue", "Sasha"), ("concern_still_unseen", "Ada")]
    acknowledge_concern(concern=concern, by=cast.sasha)
    before = Notice.objects.filter(kind="concern_overdue").count()
    escalate_concerns()
    assert Notice.objects.filter(kind="concern_overdue").count() == before


def test_alarm_goes_on_while_nobody_looks_but_only_for_what_is_urgent(cast: Cast) -> None:
    urgent, slow = factories.concern(cast, urgency="now"), factories.concern(cast, urgency="routine")
    for late in (1, 500, 100_000):
        make_late(urgent, late)
        make_late(slow, late)
        escalate_concerns()
    keys = Notice.objects.filter(kind="concern_overdue").values_list("key", flat=True)
    assert len([key for key in keys if key.startswith(f"concern:{urgent.pk}:")]) >= 1
    assert len([key for key in keys if key.startswith(f"concern:{slow.pk}:")]) == 1


def test_escalation_goes_round_the_person_it_is_about(cast: Cast) -> None:
    concern = factories.concern(cast, urgency="now", about=None, about_staff=cast.ada)
    make_late(concern, 5)
    escalate_concerns()
    assert set(Notice.objects.exclude(kind="concern_raised").values_list("recipient_name", flat=True)) == {
        "Sasha"
    }


@pytest.mark.parametrize(
    "statement", ["UPDATE safeguarding_concern SET words = 'x'", "DELETE FROM safeguarding_concern"]
)
def test_database_keeps_the_words_of_a_concern(cast: Cast, statement: str) -> None:
    factories.concern(cast)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert Concern.objects.get().words.startswith("I am worried")


@pytest.mark.parametrize("name", ["desk", "answered_concerns", "cases", "holds"])
def test_lists_ask_the_database_the_same_for_one_and_three(cast: Cast, name: str) -> None:
    client, there = cast.client("sasha"), reverse(f"safeguarding:{name}", args=[cast.coaching.ref])
    counts = []
    for rows in (1, 2):
        for _each in range(rows):
            factories.concern(cast)
            factories.case(cast)
            factories.hold(cast, participant=house.member(cast.coaching).participant)
        with CaptureQueriesContext(connection) as asked:
            client.get(there)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 15
