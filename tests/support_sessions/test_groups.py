from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from alongside.audit.models import AuditEvent
from alongside.matching.actions.profiles import exclude
from alongside.matching.models import Exclusion, MatchingProfile
from alongside.notify.models import Notice
from alongside.programmes import actions as programmes
from alongside.safeguarding.models import Hold
from alongside.support_sessions.actions.group_leads import name_lead, take_back_lead
from alongside.support_sessions.actions.group_places import (
    free_seats_of_who_left,
    leave_group,
    move_people,
    place_people,
)
from alongside.support_sessions.actions.group_refusals import (
    AlreadyInIt,
    AlreadyLeads,
    CannotComeIn,
    EnoughLeads,
    GroupFull,
    GroupOver,
    KeptApart,
    LeadNotReady,
    MayNotLead,
    NameTaken,
    NobodyInIt,
    NotOneUnit,
    NotOpenToJoin,
    ProgrammeNotOpen,
    TooFewLeads,
    TooFewPeople,
    TurnNeedsAnEnd,
)
from alongside.support_sessions.actions.groups import end_group, make_group, start_group
from alongside.support_sessions.core.composition import Finding, Remark
from alongside.support_sessions.models import Group, GroupPlace, SupportSession
from alongside.support_sessions.queries.groups import (
    could_come_in,
    could_lead,
    findings_about,
    led_by,
    listed,
    places_in,
)
from tests import factories
from tests.matching import factories as market
from tests.matching.test_never_overfilled import in_threads
from tests.support_sessions import groups
from tests.support_sessions.factories import days_ago

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def together(cast):
    return groups.programme(cast)


def ahead(days):
    return TODAY() + timedelta(days=days)


def test_a_group_takes_its_sizes_from_the_definition(cast, together):
    made = make_group(programme=together, name="Tuesdays", by=cast.cora)
    assert (made.size_min, made.size_max, made.joining, made.unit) == (10, 15, "closed", "person")
    assert AuditEvent.objects.get(what="group_made").by_id == cast.cora.pk
    with pytest.raises(NameTaken):
        make_group(programme=together, name="Tuesdays", by=cast.cora)


def test_a_started_group_has_the_sessions_of_its_definition(cast):
    made = groups.running(cast, begun=0)
    rows = list(SupportSession.objects.filter(group=made).order_by("number").select_related("plan"))
    assert [row.planned_on for row in rows] == [ahead(7 * week) for week in range(7)]
    assert {(row.planned_minutes, row.planned_modality) for row in rows} == {(150, "in_person")}
    assert [row.plan.title for row in rows[:3]] == ["What tires us", "Small steps", ""]
    assert [(part["minutes"], part["kind"]) for part in rows[0].plan.agenda][2] == (20, "break")
    assert rows[0].plan.place == "Harbour Hall"
    assert made.planned_end_on == ahead(49)
    assert Notice.objects.filter(kind="group_begins").count() == 3


def test_a_group_begins_only_with_people_and_with_leads_who_are_ready(cast, together):
    made = groups.group(cast, together)
    start = {"group": made, "starts_on": TODAY(), "by": cast.cora}
    with pytest.raises(NobodyInIt):
        start_group(**start)
    groups.place(made, cast)
    with pytest.raises(TooFewPeople) as few:
        start_group(**start)
    assert few.value.lacking == 9
    first = groups.lead(made, cast)
    with pytest.raises(TooFewLeads) as leads:
        start_group(**start, anyway=True)
    assert leads.value.needed == 2
    groups.lead(made, cast)
    Hold.objects.create(
        programme=together, participant=first.supporter.participant, placed_by=cast.sasha, reason="x"
    )
    with pytest.raises(LeadNotReady):
        start_group(**start, anyway=True)
    Hold.objects.all().delete()
    assert start_group(**start, anyway=True).status == "running"
    with pytest.raises(GroupOver):
        start_group(**start, anyway=True)


def test_a_closed_programme_starts_no_group(cast, together):
    made = groups.group(cast, together, people=1, leads=2)
    programmes.close_programme(programme=together, by=cast.ada)
    with pytest.raises(ProgrammeNotOpen):
        start_group(group=made, starts_on=TODAY(), by=cast.cora, anyway=True)


def test_a_full_group_takes_nobody_and_the_database_says_so_too(cast, together):
    made = groups.group(cast, together)
    Group.objects.filter(pk=made.pk).update(size_min=1, size_max=2)
    groups.place(made, cast)
    groups.place(made, cast)
    with pytest.raises(GroupFull):
        groups.place(made, cast)
    extra = market.member(together)
    with pytest.raises(IntegrityError), transaction.atomic():
        GroupPlace.objects.create(group=made, member=extra, seat=3, out_of=2, since=TODAY())
    with pytest.raises(IntegrityError), transaction.atomic():
        GroupPlace.objects.create(group=made, member=extra, seat=2, out_of=2, since=TODAY())


def test_a_seat_that_somebody_left_is_free_again(cast, together):
    made = groups.group(cast, together)
    Group.objects.filter(pk=made.pk).update(size_min=1, size_max=1)
    first = groups.place(made, cast)
    leave_group(place=first, by=cast.cora, on_behalf_of=first.member.participant)
    again = groups.place(made, cast)
    assert (again.seat, [row.pk for row in places_in(made)]) == (1, [again.pk])
    with pytest.raises(GroupOver):
        leave_group(place=first, by=cast.cora)


@pytest.mark.django_db(transaction=True)
def test_two_coordinators_who_fill_the_last_seat_at_once_do_not_overfill_it():
    cast = factories.whole_cast()
    together = groups.programme(cast)
    made = groups.group(cast, together)
    Group.objects.filter(pk=made.pk).update(size_min=1, size_max=2)
    groups.place(made, cast)
    people = [market.member(together) for _ in range(4)]

    def put(member):
        place_people(group=Group.objects.get(pk=made.pk), members=[member], by=cast.cora)

    results = in_threads([lambda member=member: put(member) for member in people])
    assert sorted(map(str, results)) == sorted(map(str, [None] + [GroupFull] * 3))
    assert sorted(row.seat for row in places_in(made)) == [1, 2]


def test_who_cannot_come_in(cast, together):
    made = groups.group(cast, together)
    inside = groups.place(made, cast)
    with pytest.raises(AlreadyInIt):
        groups.place(made, cast, inside.member)
    with pytest.raises(CannotComeIn):  # has not agreed to take part
        groups.place(made, cast, factories.member(together))
    with pytest.raises(NotOneUnit):
        groups.place(made, cast, market.member(together), market.member(together))
    other = market.member(together)
    exclude(
        programme=together,
        people=(inside.member.participant, other.participant),
        ground=Exclusion.Ground.ASKED,
        by=cast.cora,
    )
    with pytest.raises(KeptApart):
        groups.place(made, cast, other)
    assert inside.member not in could_come_in(together)
    assert other in could_come_in(together)


def test_nobody_joins_a_closed_group_after_its_first_session_but_people_may_move(cast):
    made = groups.running(cast, begun=8)
    with pytest.raises(NotOpenToJoin):
        groups.place(made, cast)
    elsewhere = groups.group(cast, made.programme, people=1)
    old = places_in(elsewhere)[0]
    [new] = move_people(places=[old], to=made, by=cast.cora)
    old.refresh_from_db()
    assert (old.until, old.why_left, new.moved_from) == (TODAY(), "moved", old)
    assert new.since == TODAY()


def test_leaving_asks_for_no_reason_and_tells_those_who_lead_kindly(cast):
    made = groups.running(cast)
    leave_group(place=groups.own(made, cast), by=cast.mia)
    assert groups.own(made, cast).why_left == "own_choice"
    words = Notice.objects.get(kind="group_left_lead", person=cast.sam).words
    assert "Please do not ask them why" in words
    assert "Mia" not in words
    assert cast.mia_participant.member_places.get(programme=made.programme).status == "enrolled"


def test_who_leaves_the_programme_frees_the_seat(cast):
    made = groups.running(cast)
    place = groups.own(made, cast)
    programmes.leave_programme(place=place.member, reason="own_choice", by=cast.cora)
    free_seats_of_who_left()
    place.refresh_from_db()
    assert place.why_left == "left_programme"


def test_an_open_request_is_answered_by_a_place_where_there_are_only_groups(cast, together):
    request = market.waiting_member(together, cast.cora)
    groups.place(groups.group(cast, together), cast, request.member)
    request.refresh_from_db()
    assert request.status == "matched"


def test_couples_take_one_seat_and_three_couples_fill_the_group(cast):
    couples = groups.programme(cast, "couples")
    made = groups.group(cast, couples)
    with pytest.raises(NotOneUnit):
        groups.place(made, cast)
    for _ in range(3):
        groups.place(made, cast, market.member(couples), market.member(couples))
    with pytest.raises(GroupFull):
        groups.place(made, cast, market.member(couples), market.member(couples))
    assert [(row.seat, row.within) for row in places_in(made)] == [
        (seat, within) for seat in (1, 2, 3) for within in (1, 2)
    ]


def test_only_those_whom_the_definition_lets_lead_and_who_are_ready_lead(cast, together):
    made = groups.group(cast, together, people=1)
    with pytest.raises(LeadNotReady) as caught:
        groups.lead(made, cast, factories.supporter(together))
    assert "core_training" in {gap.code for gap in caught.value.gaps}
    with pytest.raises(MayNotLead):
        name_lead(group=made, person=cast.cora, starts_on=TODAY(), by=cast.cora)
    with pytest.raises(MayNotLead):
        name_lead(group=made, member=places_in(made)[0].member, starts_on=TODAY(), by=cast.cora)
    first = groups.lead(made, cast)
    with pytest.raises(AlreadyLeads):
        groups.lead(made, cast, first.supporter)
    groups.lead(made, cast)
    with pytest.raises(EnoughLeads):
        groups.lead(made, cast)
    take_back_lead(lead=first, by=cast.cora)
    groups.lead(made, cast)
    assert {row.key.split("-")[0] for row in could_lead(made)} == {"supporter"}


def test_members_lead_in_turn_and_a_turn_expires(cast):
    couples = groups.programme(cast, "couples")
    made = groups.group(cast, couples)
    who = groups.agreed(couples, cast.mia_participant)
    groups.place(made, cast, who, market.member(couples))
    with pytest.raises(TurnNeedsAnEnd):
        name_lead(group=made, member=who, starts_on=TODAY(), by=cast.cora)
    name_lead(group=made, member=who, starts_on=days_ago(6), ends_on=TODAY(), by=cast.cora)
    assert led_by(cast.mia, TODAY()).exists()
    assert led_by(cast.mia, ahead(3)).exists()  # to write up what was done
    assert not led_by(cast.mia, ahead(4)).exists()


def say(member, **traits):
    MatchingProfile.objects.create(programme=member.programme, participant=member.participant, traits=traits)
    return member


def test_the_rules_of_composition_are_said_and_bar_nobody(cast, together):
    made = groups.group(cast, together)
    rosa = say(market.member(together, "Rosa Lind", known_as="Rosa"), gender=["woman"], language=["en"])
    omar = say(market.member(together, "Omar Said", known_as="Omar"), gender=["man"], language=["ur"])
    udo = say(market.member(together, "Udo Marsh", known_as="Udo"), gender=["man"])
    for member in (rosa, omar, udo):
        groups.place(made, cast, member)
    assert findings_about(made) == (
        Finding(Remark.NOT_ALIKE, "Languages I like to talk in"),
        Finding(Remark.UNKNOWN, "Languages I like to talk in", number=1),
        Finding(Remark.ALONE, "Gender", ("Rosa",)),
    )


def test_ending_a_group_calls_off_what_was_planned_and_tells_everybody(cast):
    made = groups.running(cast, begun=8)
    end_group(group=made, by=cast.cora)
    assert set(made.support_sessions.values_list("number", "status")) == {
        (1, "planned"),
        (2, "planned"),
        *((number, "cancelled") for number in range(3, 8)),
    }
    assert places_in(made) == []
    assert Notice.objects.filter(kind="group_ended").count() == 3
    with pytest.raises(GroupOver):
        end_group(group=made, by=cast.cora)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_groups_takes_as_many_queries_for_one_as_for_three(
    cast, together, rows, django_assert_num_queries
):
    for _ in range(rows):
        groups.group(cast, together, people=2, leads=1)
    with django_assert_num_queries(2):
        found = [
            (row.seats, row.people, len(row.leading))
            for row in listed(Group.objects.filter(programme=together))
        ]
    assert found == [(2, 2, 1)] * rows
