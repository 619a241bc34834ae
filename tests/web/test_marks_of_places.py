"""Marks at places spare looking through everybody; nobody who lacks something is ever passed over because of one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.utils import timezone

from alongside.enrolment.actions.consents import mark_who_consented
from alongside.enrolment.queries.open_consents import without_consent
from alongside.programmes import actions
from alongside.programmes.actions.marks import mark_places
from alongside.programmes.models import Member, PeerSupporter, Programme, StaffRole
from alongside.training.actions import mark_who_is_prepared, record_supervision, take_back_completion
from alongside.training.models import SupervisionMeeting
from alongside.training.queries import being_prepared, lacking_preparation
from tests import factories as house
from tests.enrolment.factories import answer
from tests.training import factories

if TYPE_CHECKING:
    from tests.conftest import Cast


def mark_everybody() -> None:
    mark_who_consented()
    mark_who_is_prepared()


def unready(cast: Cast) -> set[int]:
    """Whom the page finds, which must be whom looking through everybody finds."""
    today = timezone.localdate()
    found = {row.pk for row in being_prepared(cast.coaching, today)}
    assert found == {row.pk for row in lacking_preparation(cast.coaching, today)}
    return found


def test_only_who_lacks_nothing_is_marked_and_looked_at_no_more(cast: Cast) -> None:
    sam = factories.prepared(cast)
    other = house.supporter(cast.coaching)
    mark_everybody()
    marks = {
        row.pk: (row.has_consented, row.is_prepared)
        for row in PeerSupporter.objects.filter(programme=cast.coaching)
    }
    assert marks == {sam.pk: (True, True), other.pk: (False, False)}
    assert not Member.objects.get(pk=cast.mia_member.pk).has_consented
    assert set(without_consent(cast.coaching)) == {cast.mia_participant, other.participant}
    assert unready(cast) == {other.pk}


def hold_the_last_meeting(cast: Cast, _sam: PeerSupporter) -> None:
    meeting = SupervisionMeeting.objects.get(status="planned")
    record_supervision(meeting=meeting, by=cast.sula, held_on=timezone.localdate())


def end_sulas_role(cast: Cast, _sam: PeerSupporter) -> None:
    actions.end_role(
        staff_role=StaffRole.objects.get(person=cast.sula, organisation=cast.harbour), by=cast.ada
    )


def shut_out_sula(cast: Cast, _sam: PeerSupporter) -> None:
    cast.sula.is_active = False
    cast.sula.save()


def take_back_a_part(cast: Cast, sam: PeerSupporter) -> None:
    take_back_completion(supporter=sam, module=sam.completions.all()[0].module, by=cast.cora)


@pytest.mark.parametrize(
    "deed",
    [hold_the_last_meeting, end_sulas_role, shut_out_sula, take_back_a_part],
    ids=lambda each: each.__name__,
)
def test_whoever_comes_to_lack_something_is_found_at_once(
    cast: Cast, deed: Callable[[Cast, PeerSupporter], None]
) -> None:
    sam = factories.prepared(cast)
    mark_everybody()
    assert unready(cast) == set()
    deed(cast, sam)
    assert unready(cast) == {sam.pk}
    mark_everybody()
    assert unready(cast) == {sam.pk}


def test_meeting_after_which_the_next_is_planned_leaves_the_mark(cast: Cast) -> None:
    sam = factories.prepared(cast)
    mark_everybody()
    today = timezone.localdate()
    record_supervision(meeting=SupervisionMeeting.objects.get(), by=cast.sula, held_on=today, next_on=today)
    assert PeerSupporter.objects.get(pk=sam.pk).is_prepared
    assert unready(cast) == set()


def test_whoever_takes_their_yes_back_is_found_at_once_in_every_place(cast: Cast) -> None:
    sam = factories.prepared(cast)
    house.member(cast.coaching, sam.participant)
    mark_everybody()
    assert sam.participant not in without_consent(cast.coaching)
    answer(sam.participant, cast.coaching, "take_part", given=False)
    assert sam.participant in without_consent(cast.coaching)
    mark_everybody()
    assert sam.participant in without_consent(cast.coaching)


def test_new_version_asks_after_everybody_anew(cast: Cast) -> None:
    sam = factories.prepared(cast)
    mark_everybody()
    text = house.definition_text().replace('version = "1.0"', 'version = "1.1"', 1)
    why = actions.Reasons("It reads better.", "The members' meeting", timezone.localdate())
    actions.amend_programme(programme=cast.coaching, definition_text=text, reasons=why, by=cast.ada)
    sam.refresh_from_db()
    assert (sam.has_consented, sam.is_prepared) == (False, False)
    mark_everybody()
    sam.refresh_from_db()
    assert (sam.has_consented, sam.is_prepared) == (True, True)


def test_nobody_is_marked_by_a_version_that_the_programme_has_left(cast: Cast) -> None:
    read_before = Programme.objects.get(pk=cast.coaching.pk)
    Programme.objects.filter(pk=cast.coaching.pk).update(definition=cast.pairs.definition)
    mark_places("has_consented", read_before, Member, lambda rows: [each.pk for each in rows])
    assert not Member.objects.get(pk=cast.mia_member.pk).has_consented


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads a table this small as a whole")
def test_database_looks_only_at_places_without_a_mark(cast: Cast) -> None:
    plan = without_consent(cast.coaching).explain()
    assert "member_to_consent" in plan
    assert "peersupporter_to_consent" in plan
