from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from alongside.audit.models import AuditEvent
from alongside.matching.models import Relationship, RelationshipPause
from alongside.support_sessions.actions.plans import (
    ensure_planned,
    plan_sessions,
    plan_sessions_that_are_missing,
)
from alongside.support_sessions.models import CheckIn, CoordinatorCall, SupportSession
from tests.support_sessions import factories
from tests.support_sessions.factories import contact, days_ago, mias, sams

pytestmark = pytest.mark.django_db


def rest(made, starts, resumes, by):
    """A pause from so many days ago to so many days ago, and its relationship read again."""
    RelationshipPause.objects.create(
        relationship=made,
        starts_on=days_ago(starts),
        resumes_on=None if resumes is None else days_ago(resumes),
        asked_by=by,
    )
    if resumes is None:
        Relationship.objects.filter(pk=made.pk).update(status="paused", paused_on=days_ago(starts))
    return Relationship.objects.get(pk=made.pk)


def end(made):
    Relationship.objects.filter(pk=made.pk).update(
        status="ended", ended_on=days_ago(0), ended_at=timezone.now(), ending_kind="early"
    )
    return Relationship.objects.get(pk=made.pk)


def test_plan_holds_an_hour_in_person_and_then_eight_calls(cast):
    made = factories.mia_and_sam(cast, begun=0)
    rows = list(
        SupportSession.objects.filter(relationship=made)
        .order_by("number")
        .values_list("phase", "planned_on", "planned_minutes", "planned_modality")
    )
    today = days_ago(0)
    assert rows == [
        ("first-meeting", today, 60, "in_person"),
        *[("weekly-calls", today + timedelta(weeks=week), 15, "phone") for week in range(1, 9)],
    ]


def test_plan_of_a_mutual_programme_has_two_contacts_a_week_and_asks_both(cast):
    made = factories.mutual(cast.pairs, begun=0)
    assert SupportSession.objects.filter(relationship=made).count() == 16
    assert sorted(CheckIn.objects.values_list("week", flat=True)) == [2, 2, 5, 5]
    assert CoordinatorCall.objects.filter(side__relationship=made).count() == 2


def test_plan_gives_each_side_its_own_check_ins_and_a_call_to_the_member_only(cast):
    made = factories.mia_and_sam(cast, begun=0)
    today = days_ago(0)
    for side in (mias(made), sams(made)):
        assert list(side.check_ins.order_by("week").values_list("week", "due_on")) == [
            (2, today + timedelta(days=7)),
            (5, today + timedelta(days=28)),
        ]
    [call] = CoordinatorCall.objects.filter(side__relationship=made)
    assert (call.side, call.due_on) == (mias(made), today + timedelta(days=14))


def test_planning_twice_changes_nothing_and_is_written_down_once(cast):
    made = factories.mia_and_sam(cast)
    assert plan_sessions(relationship=made) == 0
    assert SupportSession.objects.count() == 9
    assert AuditEvent.objects.filter(what="contacts_planned").count() == 1


def test_a_rest_moves_what_is_not_logged_and_only_that(cast):
    made = factories.mia_and_sam(cast, begun=20)
    before = {row.number: row.planned_on for row in SupportSession.objects.all()}
    SupportSession.objects.filter(number=3).update(asked_at=timezone.now())
    made = rest(made, 10, 4, cast.sam)
    plan_sessions(relationship=made)
    moved = {row.number: (row.planned_on - before[row.number]).days for row in SupportSession.objects.all()}
    assert moved == {1: 0, 2: 0, **dict.fromkeys(range(3, 10), 6)}
    assert contact(made, 3).asked_at is None
    assert mias(made).coordinator_call.due_on == days_ago(20) + timedelta(days=14 + 6)


def test_a_logged_contact_stays_where_it_was_planned(cast):
    made = factories.mia_and_sam(cast, begun=20)
    planned_on = contact(made, 3).planned_on
    SupportSession.objects.filter(number=3).update(
        status="missed", logged_at=timezone.now(), logged_side=sams(made)
    )
    plan_sessions(relationship=rest(made, 10, 4, cast.sam))
    assert contact(made, 3).planned_on == planned_on


def test_a_plan_waits_while_its_relationship_rests(cast):
    made = factories.mia_and_sam(cast, begun=20)
    planned_on = contact(made, 3).planned_on
    assert plan_sessions(relationship=rest(made, 10, None, cast.sam)) == 0
    assert contact(made, 3).planned_on == planned_on


def test_an_ended_relationship_is_not_planned(cast):
    made = end(factories.mia_and_sam(cast, planned=False))
    assert plan_sessions(relationship=made) == 0
    assert not SupportSession.objects.exists()


def test_the_duty_finds_what_has_no_plan_and_what_a_rest_has_moved(cast):
    fresh = factories.mia_and_sam(cast, planned=False)
    rested = rest(factories.relationship(cast.coaching, begun=20), 10, 4, cast.cora)
    late = contact(rested, 4).planned_on
    plan_sessions_that_are_missing()
    assert SupportSession.objects.filter(relationship=fresh).count() == 9
    assert contact(rested, 4).planned_on == late + timedelta(days=6)


def test_the_page_of_a_relationship_makes_the_plan_that_is_missing(cast):
    made = factories.mia_and_sam(cast, planned=False)
    ensure_planned(relationship=made)
    assert SupportSession.objects.filter(relationship=made).count() == 9
