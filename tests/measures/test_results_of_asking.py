from __future__ import annotations

import pytest

from alongside.measures import actions
from alongside.measures.models import Response, ResponseStatus
from alongside.measures.queries import answered_responses, paired_scores, people_in_results, wave_counts
from tests import factories
from tests.enrolment.factories import answer, say_yes
from tests.measures.factories import (
    answer_wave,
    asked,
    consenting_member,
    days_ago,
    relationship,
    response,
)


def researched(cast, **fields):
    """A member, eight weeks into support, who lets their answers be used."""
    member = consenting_member(cast.coaching, joined_on=days_ago(70), **fields)
    say_yes(member.participant, cast.coaching, "research_use")
    actions.schedule_responses(programme=cast.coaching, on=days_ago(69))
    relationship(
        member, factories.supporter(cast.coaching), started_on=days_ago(60), first_contact_on=days_ago(58)
    )
    answer_wave(member.participant, 3, wave="baseline", on=days_ago(65))
    actions.schedule_responses(programme=cast.coaching)
    answer_wave(member.participant, 2, wave="week-8")
    return member


def pairs(cast, instrument="ucla_3", **fields):
    return paired_scores(cast.coaching, instrument, "baseline", "week-8", as_supporter=False, **fields)


def test_pairs_hold_both_scores_by_participant(cast):
    member = researched(cast)
    (pair,) = pairs(cast)
    assert (pair.participant_id, pair.before, pair.after, pair.change) == (member.participant_id, 9, 6, -3)


def test_answers_of_those_who_withdraw_leave_the_results(cast):
    member = researched(cast)
    assert member.participant_id in people_in_results(cast.coaching)
    answer(member.participant, cast.coaching, "research_use", given=False)
    assert pairs(cast) == ()
    assert list(answered_responses(cast.coaching)) == []
    answer(member.participant, cast.coaching, "research_use", given=True)
    answer(member.participant, cast.coaching, "take_part", given=False)
    assert pairs(cast) == ()


def test_made_up_people_are_not_results(cast):
    member = researched(cast)
    member.participant.is_test = True
    member.participant.save()
    assert pairs(cast) == ()
    assert wave_counts(cast.coaching) == ()


def test_a_late_baseline_never_makes_a_pair_even_before_it_is_labelled(cast):
    member = researched(cast)
    made = member.participant.relationship_sides.get().relationship
    made.first_contact_on = days_ago(66)
    made.save()
    assert response(member.participant, "ucla_3").is_baseline
    assert pairs(cast) == ()


def test_goals_are_compared_over_those_rated_both_times(cast):
    member = researched(cast)
    who = member.participant
    kept, dropped = (
        actions.set_goal(participant=who, programme=cast.coaching, words=words, by=cast.cora)
        for words in ("Walk", "Sleep")
    )
    Response.objects.filter(participant=who, instrument="personal_goals").update(
        status=ResponseStatus.COMPLETED,
        score=1,
        instrument_hash="x",
        answered_on=days_ago(65),
        completed_at="2026-01-01T00:00Z",
    )
    Response.objects.filter(participant=who, instrument="personal_goals", wave="baseline").update(
        answers={str(kept.pk): 2, str(dropped.pk): 9}
    )
    Response.objects.filter(participant=who, instrument="personal_goals", wave="week-8").update(
        answers={str(kept.pk): 7}
    )
    (pair,) = pairs(cast, "personal_goals")
    assert (pair.before, pair.after) == (2, 7)


@pytest.mark.parametrize("count", [1, 3])
def test_pairs_ask_the_database_a_flat_number_of_times(cast, count, django_assert_num_queries):
    for _ in range(count):
        researched(cast)
    with django_assert_num_queries(9):
        assert len(pairs(cast)) == count


def test_counts_of_a_wave_reconcile(cast):
    row = asked(cast)
    say_yes(cast.sam_participant, cast.coaching)
    late, never = consenting_member(cast.coaching), consenting_member(cast.coaching, joined_on=days_ago(300))
    relationship(late, cast.sam_supporter, started_on=days_ago(5), first_contact_on=days_ago(4))
    relationship(never, cast.sam_supporter, started_on=days_ago(5), first_contact_on=days_ago(4))
    actions.schedule_responses(programme=cast.coaching)
    actions.decline(responses=[row], by=cast.mia)
    answer_wave(late.participant, 2, wave="baseline")
    (of_members,) = (
        one for one in wave_counts(cast.coaching) if one.instrument == "ucla_3" and not one.as_supporter
    )
    outcomes = (
        of_members.answered,
        of_members.declined,
        of_members.missed,
        of_members.begun,
        of_members.waiting,
    )
    assert outcomes == (1, 1, 1, 0, 0)
    assert sum(outcomes) == of_members.due == 3
    assert (of_members.late, of_members.never_asked, of_members.unscored) == (1, 1, 0)


def test_counts_take_one_query(cast, django_assert_num_queries):
    asked(cast)
    with django_assert_num_queries(1):
        wave_counts(cast.coaching)
