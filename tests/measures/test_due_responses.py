from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from alongside.measures import actions
from alongside.measures.models import Response, ResponseStatus
from alongside.measures.queries import due_for, to_ask_by_hand
from alongside.programmes.actions import leave_programme, pause_place
from alongside.programmes.models import LeavingReason
from tests import factories
from tests.enrolment.factories import answer, say_yes
from tests.measures.factories import (
    LONELY,
    asked,
    consenting_member,
    days_ago,
    ended,
    relationship,
    response,
    responses,
)


def instruments(rows):
    return [row.instrument for row in rows]


def schedule(programme, **fields):
    return actions.schedule_responses(programme=programme, **fields)


def test_nobody_is_asked_before_they_consent(cast):
    assert schedule(cast.coaching) == 0
    say_yes(cast.mia_participant, cast.coaching)
    assert schedule(cast.coaching) == 4
    assert instruments(responses(cast.mia_participant)) == [
        "ucla_3",
        "ons_loneliness_direct",
        "semcd_6",
        "personal_goals",
    ]


def test_scheduling_twice_makes_nothing_twice(cast):
    asked(cast)
    before = list(Response.objects.values_list("pk", flat=True))
    assert schedule(cast.coaching) == 0
    assert list(Response.objects.values_list("pk", flat=True)) == before


def test_one_participant_is_scheduled_alone(cast):
    other = consenting_member(cast.coaching)
    say_yes(cast.mia_participant, cast.coaching)
    schedule(cast.coaching, participant=cast.mia_participant)
    assert responses(cast.mia_participant)
    assert not responses(other.participant)


def test_withdrawing_stops_questions_at_once(cast):
    asked(cast)
    answer(cast.mia_participant, cast.coaching, "take_part", given=False)
    assert due_for(cast.mia_participant, cast.coaching) == ()
    schedule(cast.coaching)
    assert responses(cast.mia_participant) == []


def test_withdrawing_keeps_what_was_begun_but_asks_no_more(cast):
    row = asked(cast)
    actions.save_answers(response=row, answers=LONELY, by=cast.mia)
    answer(cast.mia_participant, cast.coaching, "take_part", given=False)
    schedule(cast.coaching)
    assert responses(cast.mia_participant) == [row]
    assert due_for(cast.mia_participant, cast.coaching) == ()


def test_supporters_and_members_get_their_own_questions(cast):
    say_yes(cast.mia_participant, cast.coaching)
    say_yes(cast.sam_participant, cast.coaching)
    started = days_ago(56)
    made = relationship(cast.mia_member, cast.sam_supporter, started_on=started)
    schedule(cast.coaching)
    of_mia = responses(cast.mia_participant, "week-8", as_supporter=False)
    of_sam = responses(cast.sam_participant, "week-8", as_supporter=True)
    assert "relationship_fit_member" in instruments(of_mia)
    assert "relationship_fit_supporter" in instruments(of_sam)
    assert {row.relationship_id for row in of_mia if row.instrument.startswith("relationship_")} == {made.pk}
    assert {row.relationship_id for row in of_mia if row.instrument == "ucla_3"} == {None}
    assert of_mia[0].due_on == started + timedelta(days=56)


def test_questions_about_a_relationship_come_once_for_each_and_others_once_for_the_person(cast):
    say_yes(cast.sam_participant, cast.coaching)
    for _ in range(2):
        relationship(factories.member(cast.coaching), cast.sam_supporter, started_on=days_ago(56))
    schedule(cast.coaching)
    rows = instruments(responses(cast.sam_participant, "week-8"))
    assert rows.count("relationship_load_supporter") == 2
    assert rows.count("ucla_3") == 1


def test_mutual_pairs_are_both_asked_as_equals(cast):
    one, two = consenting_member(cast.pairs), consenting_member(cast.pairs)
    relationship(one, two, started_on=days_ago(56))
    schedule(cast.pairs)
    for member in (one, two):
        assert "relationship_giving_mutual" in instruments(responses(member.participant, "week-8"))


def test_a_change_of_match_does_not_begin_the_story_anew(cast):
    say_yes(cast.mia_participant, cast.coaching)
    ended(relationship(cast.mia_member, cast.sam_supporter, started_on=days_ago(60)), days_ago(50), "rematch")
    relationship(cast.mia_member, factories.supporter(cast.coaching), started_on=days_ago(40))
    schedule(cast.coaching)
    rows = responses(cast.mia_participant, "week-8")
    # Eight weeks after the first match began; nobody is asked how it goes with somebody they no longer meet.
    assert {row.due_on for row in rows} == {days_ago(4)}
    assert not [row for row in rows if row.relationship_id]


def test_after_the_end_only_those_are_asked_who_agreed_to_it(cast):
    supporter = cast.sam_supporter
    agreed, did_not = consenting_member(cast.coaching), consenting_member(cast.coaching)
    say_yes(agreed.participant, cast.coaching, "contact_after_end")
    for member in (agreed, did_not):
        made = relationship(
            member,
            supporter if member is agreed else factories.supporter(cast.coaching),
            started_on=days_ago(155),
            planned_end_on=days_ago(92),
        )
        ended(made, days_ago(92), "planned")
    schedule(cast.coaching)
    assert responses(agreed.participant, "after")
    assert not responses(did_not.participant, "after")


def test_nobody_is_asked_after_a_death(cast):
    asked(cast)
    say_yes(cast.mia_participant, cast.coaching, "contact_after_end")
    leave_programme(place=cast.mia_member, reason=LeavingReason.DIED, by=cast.cora)
    schedule(cast.coaching)
    assert responses(cast.mia_participant) == []


def test_time_over_is_kept_as_missed(cast):
    row = asked(cast)
    schedule(cast.coaching, on=row.closes_on)
    assert response(cast.mia_participant, "ucla_3").status == ResponseStatus.DUE
    schedule(cast.coaching, on=row.closes_on + timedelta(days=1))
    assert response(cast.mia_participant, "ucla_3").status == ResponseStatus.MISSED
    assert due_for(cast.mia_participant, cast.coaching, row.closes_on + timedelta(days=1)) == ()


def test_late_consent_still_gives_a_baseline_before_support(cast):
    member = consenting_member(cast.coaching, joined_on=days_ago(200))
    schedule(cast.coaching)
    row = response(member.participant, "ucla_3")
    assert (row.status, row.opens_on) == (ResponseStatus.DUE, timezone.localdate())
    assert row.closes_on == timezone.localdate() + timedelta(days=28)


def test_late_consent_after_support_began_is_never_asked_for_a_baseline(cast):
    member = consenting_member(cast.coaching, joined_on=days_ago(200))
    relationship(member, cast.sam_supporter, started_on=days_ago(30), first_contact_on=days_ago(20))
    schedule(cast.coaching)
    assert response(member.participant, "ucla_3").status == ResponseStatus.MISSED


@pytest.mark.parametrize(("contact_days_ago", "is_so"), [(1, False), (0, False), (-1, True)])
def test_baseline_must_come_before_the_first_contact(cast, contact_days_ago, is_so):
    row = asked(cast)
    relationship(
        cast.mia_member,
        cast.sam_supporter,
        started_on=days_ago(2),
        first_contact_on=days_ago(contact_days_ago),
    )
    actions.save_answers(response=row, answers=LONELY, by=cast.mia)
    actions.hand_in(responses=[row], by=cast.mia)
    assert response(cast.mia_participant, "ucla_3").is_baseline is is_so


def test_a_first_contact_entered_later_takes_the_name_of_baseline_away(cast):
    row = asked(cast)
    made = relationship(cast.mia_member, cast.sam_supporter, started_on=days_ago(2))
    actions.save_answers(response=row, answers=LONELY, by=cast.mia)
    actions.hand_in(responses=[row], by=cast.mia)
    assert response(cast.mia_participant, "ucla_3").is_baseline
    for first_contact_on, is_so in ((days_ago(1), False), (None, True)):
        made.first_contact_on = first_contact_on
        made.save()
        schedule(cast.coaching)
        assert response(cast.mia_participant, "ucla_3").is_baseline is is_so


@pytest.mark.parametrize("count", [1, 3])
def test_scheduling_asks_the_database_a_flat_number_of_times(cast, count, django_assert_num_queries):
    for _ in range(count):
        member = consenting_member(cast.coaching)
        relationship(member, factories.supporter(cast.coaching), started_on=days_ago(56))
    with django_assert_num_queries(13):
        schedule(cast.coaching)


@pytest.mark.parametrize("count", [1, 5])
def test_labelling_answered_baselines_is_flat(cast, count, django_assert_num_queries):
    people = [consenting_member(cast.coaching).participant for _number in range(count)]
    schedule(cast.coaching)
    for each in people:
        row = response(each, "ucla_3")
        actions.save_answers(response=row, answers=LONELY, by=cast.cora, on_behalf_of=each)
        actions.hand_in(responses=[row], by=cast.cora, on_behalf_of=each)
    with django_assert_num_queries(11):
        schedule(cast.coaching)
    assert Response.objects.filter(is_baseline=True).count() == count


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_whom_to_ask_is_flat(cast, count, django_assert_num_queries):
    members = [consenting_member(cast.coaching, joined_on=days_ago(n)) for n in range(count)]
    schedule(cast.coaching)
    with django_assert_num_queries(7):
        found = list(to_ask_by_hand(cast.coaching))
    assert [one.participant for one in found] == [member.participant for member in reversed(members)]


def test_people_who_sign_in_and_write_are_not_on_the_list_of_whom_to_ask(cast):
    asked(cast)
    assert list(to_ask_by_hand(cast.coaching)) == []


def test_list_of_whom_to_ask_ends_early_and_says_that_others_follow(cast):
    members = [consenting_member(cast.coaching, joined_on=days_ago(n)) for n in range(3)]
    schedule(cast.coaching)
    sets_of_one = Response.objects.filter(participant=members[0].participant).count()
    some = to_ask_by_hand(cast.coaching, most=sets_of_one)
    assert [one.participant for one in some] == [members[2].participant]
    assert some.or_more
    assert not to_ask_by_hand(cast.coaching).or_more


def test_nobody_is_on_the_list_of_whom_to_ask_while_they_rest(cast):
    member = consenting_member(cast.coaching)
    schedule(cast.coaching)
    pause_place(place=member, by=cast.cora)
    assert list(to_ask_by_hand(cast.coaching)) == []
