"""An intake takes people in until it is full, whoever brings them, and its people follow its version."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from alongside.audit.models import AuditEvent
from alongside.programmes import actions
from alongside.programmes.models import Intake, LeavingReason, Member, PeerSupporter
from alongside.programmes.queries.intakes import intakes_of, intakes_with_room, people_in_intake
from tests import factories
from tests.programmes.test_amendments import amended

if TYPE_CHECKING:
    from tests.conftest import Cast


def intake(
    cast: Cast, name: str = "Spring", *, size: int | None = 1, starts_on: date | None = None
) -> Intake:
    day = starts_on or timezone.localdate()
    return actions.add_intake(
        programme=cast.coaching, name=name, starts_on=day, ends_on=None, size=size, by=cast.ada
    )


def test_intake_takes_as_many_members_as_it_says_and_any_number_of_supporters(cast: Cast) -> None:
    spring = intake(cast, size=2)
    actions.put_into_intake(place=cast.mia_member, intake=spring, by=cast.cora)
    factories.member(cast.coaching, intake=spring)
    factories.supporter(cast.coaching, intake=spring)
    before = (Member.objects.count(), AuditEvent.objects.count())
    with pytest.raises(actions.IntakeFull, match="2 of 2"):
        actions.add_member(
            programme=cast.coaching, participant=cast.sam_participant, intake=spring, by=cast.cora
        )
    assert (Member.objects.count(), AuditEvent.objects.count()) == before
    actions.put_into_intake(place=cast.sam_supporter, intake=spring, by=cast.cora)
    # Twice is once, and takes no second place.
    actions.put_into_intake(place=cast.mia_member, intake=spring, by=cast.cora)
    row = intakes_of(cast.coaching).get()
    assert (row.members_in, row.supporters_in) == (2, 2)
    assert list(intakes_with_room(cast.coaching)) == []


def test_who_leaves_makes_room_and_may_always_come_back(cast: Cast) -> None:
    spring = intake(cast)
    actions.put_into_intake(place=cast.mia_member, intake=spring, by=cast.cora)
    actions.leave_programme(place=cast.mia_member, reason=LeavingReason.OWN_CHOICE, by=cast.cora)
    assert list(intakes_with_room(cast.coaching)) == [spring]
    factories.member(cast.coaching, intake=spring)
    actions.resume_place(place=cast.mia_member, by=cast.cora)
    assert people_in_intake(spring) == 2


def test_moving_to_another_intake_and_out_of_it_is_written_down(cast: Cast) -> None:
    spring, autumn = intake(cast), intake(cast, "Autumn")
    for there in (spring, autumn, None):
        actions.put_into_intake(place=cast.mia_member, intake=there, by=cast.cora)
    events = AuditEvent.objects.filter(what__in=("put_into_intake", "taken_out_of_intake")).order_by("pk")
    assert [(event.what, event.details["intake"], event.details["before"]) for event in events] == [
        ("put_into_intake", spring.pk, None),
        ("put_into_intake", autumn.pk, spring.pk),
        ("taken_out_of_intake", None, autumn.pk),
    ]


def test_intake_of_another_programme_takes_nobody(cast: Cast) -> None:
    with pytest.raises(ValueError, match="another programme"):
        actions.put_into_intake(place=cast.olga_member, intake=intake(cast), by=cast.cora)
    with pytest.raises(ValueError, match="another programme"):
        factories.supporter(cast.pairs, intake=intake(cast, "Autumn"))


def test_over_and_full_intakes_are_not_offered_to_who_joins_by_themselves(cast: Cast) -> None:
    today = timezone.localdate()
    over = intake(cast, "Over", size=None, starts_on=today - timedelta(days=90))
    actions.change_intake(
        intake=over,
        name="Over",
        starts_on=over.starts_on,
        ends_on=today - timedelta(days=1),
        size=9,
        by=cast.ada,
    )
    later, soon = intake(cast, "Later", starts_on=today + timedelta(days=60)), intake(cast, "Soon")
    assert list(intakes_with_room(cast.coaching)) == [soon, later]
    # Staff may still write down who was in one that is over.
    actions.put_into_intake(place=cast.mia_member, intake=over, by=cast.cora)
    assert people_in_intake(over) == 1


def test_size_is_not_made_smaller_than_the_people_in_it(cast: Cast) -> None:
    spring = intake(cast, size=3)
    for _ in range(2):
        factories.member(cast.coaching, intake=spring)
    with pytest.raises(actions.IntakeFull):
        actions.change_intake(
            intake=spring, name="Spring", starts_on=spring.starts_on, ends_on=None, size=1, by=cast.ada
        )
    address = reverse("programmes:intake_change", kwargs={"ref": cast.coaching.ref, "pk": spring.pk})
    day = spring.starts_on
    typed = {
        "name": "Spring",
        "starts_on_day": day.day,
        "starts_on_month": day.month,
        "starts_on_year": day.year,
        "size": "1",
    }
    refused = cast.client("cora").post(address, typed)
    assert refused.status_code == 422
    assert "2 people are in it already." in refused.content.decode()
    assert cast.client("cora").post(address, {**typed, "size": "2"}).status_code == 302
    spring.refresh_from_db()
    assert spring.size == 2
    with pytest.raises(IntegrityError, match="intake_takes_somebody"):
        Intake.objects.create(programme=cast.coaching, name="Empty", starts_on=day, size=0)


def test_first_day_does_not_move_people_to_another_version(cast: Cast) -> None:
    today = timezone.localdate()
    spring = intake(cast, size=None, starts_on=today - timedelta(days=10))
    actions.put_into_intake(place=cast.mia_member, intake=spring, by=cast.cora)
    amended(cast.coaching, cast.ada, on=today)
    spring = Intake.objects.get(pk=spring.pk)
    with pytest.raises(actions.OtherVersion):
        actions.change_intake(
            intake=spring, name="Spring", starts_on=today, ends_on=None, size=None, by=cast.ada
        )
    actions.put_into_intake(place=cast.mia_member, intake=None, by=cast.cora)
    actions.change_intake(intake=spring, name="Spring", starts_on=today, ends_on=None, size=None, by=cast.ada)
    assert spring.starts_on == today
    assert not PeerSupporter.objects.filter(intake=spring).exists()
