"""Delivered dose is counted in one place, for two people and for a group alike."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from alongside.evaluation.queries.facts import facts_of
from alongside.evaluation.queries.parts import parts_of
from alongside.support_sessions.actions.group_places import leave_group, move_people
from alongside.support_sessions.actions.groups import end_group
from alongside.support_sessions.actions.registers import Held, mark, write_up
from alongside.support_sessions.queries.doses import (
    delivered_dose,
    first_contact_on,
    first_group_contacts,
    group_doses,
)
from tests.support_sessions import factories, groups
from tests.support_sessions.factories import days_ago

pytestmark = pytest.mark.django_db


@pytest.fixture
def weekly(cast):
    """Mia came late to the first session (150 minutes), and missed the second (yesterday)."""
    made = groups.running(cast, begun=8)
    mia = groups.own(made, cast)
    for number, days, outcome in ((1, 8, "late"), (2, 1, "missed")):
        session = groups.session(made, number)
        mark(session=session, place=mia, outcome=outcome, by=cast.sam)
        write_up(
            session=session, held=Held(on=days_ago(days), minutes=150, modality="in_person"), by=cast.sam
        )
    return made


def dose_of(group, place, on=None):
    [row] = [row for row in group_doses(group.programme, on) if row.place_id == place.pk]
    return row


def test_each_persons_dose_is_what_they_came_to(cast, weekly):
    row = dose_of(weekly, groups.own(weekly, cast))
    assert (row.planned, row.planned_minutes, row.missed) == (2, 300, 1)
    assert [(had.on, had.minutes, had.modality) for had in row.had] == [(days_ago(8), 150, "in_person")]
    other = next(row for row in group_doses(weekly.programme) if row.place_id != groups.own(weekly, cast).pk)
    assert (other.planned, other.minutes) == (2, 0)
    assert first_contact_on(cast.mia_participant, weekly.programme) == days_ago(8)
    assert first_group_contacts(weekly.programme) == {cast.mia_participant.pk: days_ago(8)}


def test_the_table_of_relationships_holds_no_session_of_a_group(cast, weekly):
    assert delivered_dose(weekly.programme) == []
    factories.mia_and_sam(cast)
    assert group_doses(cast.coaching) == []
    assert len(delivered_dose(cast.coaching)) == 1


def test_who_moves_keeps_what_they_had_and_is_planned_for_once(cast, weekly):
    old = groups.own(weekly, cast)
    other = groups.running(cast, of=weekly.programme, begun=0, with_cast=False)
    [new] = move_people(places=[old], to=other, by=cast.cora)
    later = timezone.localdate() + timedelta(days=21)
    before, after = dose_of(weekly, old, later), dose_of(weekly, new, later)
    assert (before.planned, before.minutes, before.why_left) == (2, 150, "moved")
    assert (after.planned, after.minutes, after.why_left) == (4, 0, "")


def test_results_count_places_in_groups_and_reconcile(cast, weekly):
    leave_group(place=groups.own(weekly, cast), by=cast.mia)
    facts = facts_of(weekly.programme, parts_of(weekly.programme)[0], timezone.localdate())
    mine = [tie for tie in facts.ties if tie.members == (cast.mia_participant.pk,)]
    assert [(tie.planned, len(tie.delivered), tie.ending) for tie in mine] == [(2, 1, "early")]
    assert len(facts.ties) == 3
    assert sum(contact.minutes for tie in facts.ties for contact in tie.delivered) == 150


@pytest.mark.parametrize(("days_after", "ending"), [(49, "planned"), (20, "early")])
def test_a_group_that_ends_before_its_day_ended_early(cast, weekly, days_after, ending):
    day = weekly.starts_on + timedelta(days=days_after)
    end_group(group=weekly, by=cast.cora, on=day)
    facts = facts_of(weekly.programme, parts_of(weekly.programme)[0], day)
    assert {tie.ending for tie in facts.ties} == {ending}


@pytest.mark.parametrize("people", [1, 3])
def test_the_dose_of_a_group_takes_three_queries(cast, people, django_assert_num_queries):
    made = groups.running(cast, people=people, with_cast=False)
    with django_assert_num_queries(3):
        assert len(group_doses(made.programme)) == people
