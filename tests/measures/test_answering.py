from __future__ import annotations

import contextlib
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alongside.audit.models import AuditEvent
from alongside.measures import actions
from alongside.measures.core import SCORER_VERSION, InvalidAnswer, instrument
from alongside.measures.models import Goal, HowAnswered, Response, ResponseStatus
from alongside.measures.queries import due_for, goals_of
from tests.measures.factories import LONELY, asked, consenting_member, days_ago, response


def save(row, answers, by, **fields):
    return actions.save_answers(response=row, answers=answers, by=by, **fields)


def test_answers_are_kept_question_by_question(cast):
    row = asked(cast)
    save(row, {"companionship": 2}, cast.mia)
    save(row, {"left_out": None}, cast.mia)
    row.refresh_from_db()
    assert row.answers == {"companionship": 2, "left_out": None}
    assert row.status == ResponseStatus.STARTED


def test_two_tabs_lose_nothing_of_each_other(cast):
    row, other_tab = asked(cast), asked(cast)
    save(row, {"companionship": 2}, cast.mia)
    save(other_tab, {"isolated": 3}, cast.mia)
    row.refresh_from_db()
    assert row.answers == {"companionship": 2, "isolated": 3}


def test_an_answer_that_is_not_offered_is_refused(cast):
    row = asked(cast)
    with pytest.raises(InvalidAnswer):
        save(row, {"companionship": 4}, cast.mia)


def test_handing_in_scores_and_says_how(cast):
    row = asked(cast)
    save(row, LONELY, cast.mia)
    actions.hand_in(responses=[row], by=cast.mia)
    row.refresh_from_db()
    assert (row.status, row.score, row.is_prorated) == (ResponseStatus.COMPLETED, 7, False)
    assert (row.instrument_hash, row.scorer_version) == (instrument("ucla_3").content_hash, SCORER_VERSION)
    assert (row.how, row.answered_on, row.entered_by) == (HowAnswered.WEB, timezone.localdate(), cast.mia)


def test_handing_in_twice_changes_nothing(cast):
    row = asked(cast)
    save(row, LONELY, cast.mia)
    actions.hand_in(responses=[row], by=cast.mia)
    with pytest.raises(actions.AlreadyHandedIn):
        actions.hand_in(responses=[row], by=cast.mia)
    with pytest.raises(actions.AlreadyHandedIn):
        save(row, {"isolated": 1}, cast.mia)
    row.refresh_from_db()
    assert row.answers == LONELY
    assert AuditEvent.objects.filter(what="questions_answered").count() == 1


def test_a_topic_left_empty_is_a_fine_no(cast):
    asked(cast)
    (one,) = due_for(cast.mia_participant, cast.coaching)
    save(one.responses[0], LONELY, cast.mia)
    actions.hand_in(responses=one.responses, by=cast.mia)
    assert response(cast.mia_participant, "semcd_6").status == ResponseStatus.DECLINED
    assert due_for(cast.mia_participant, cast.coaching) == ()


def test_declined_is_never_asked_again_and_forgets_what_was_filled_in(cast):
    row = asked(cast)
    save(row, LONELY, cast.mia)
    (one,) = due_for(cast.mia_participant, cast.coaching)
    actions.decline(responses=one.responses, by=cast.mia)
    actions.schedule_responses(programme=cast.coaching)
    assert due_for(cast.mia_participant, cast.coaching) == ()
    row.refresh_from_db()
    assert (row.status, row.answers) == (ResponseStatus.DECLINED, {})
    with pytest.raises(actions.AlreadyHandedIn):
        actions.decline(responses=one.responses, by=cast.mia)


def test_a_missing_answer_is_unknown_and_never_zero(cast):
    row = asked(cast)
    save(row, {**LONELY, "isolated": None}, cast.mia)
    actions.hand_in(responses=[row], by=cast.mia)
    row.refresh_from_db()
    assert (row.status, row.score) == (ResponseStatus.COMPLETED, None)


def test_staff_enter_what_was_said_and_the_log_names_both(cast):
    member = consenting_member(cast.coaching, joined_on=days_ago(10))
    actions.schedule_responses(programme=cast.coaching)
    row = response(member.participant, "ucla_3")
    save(row, LONELY, cast.cora, on_behalf_of=member.participant)
    actions.hand_in(
        responses=[row],
        by=cast.cora,
        how=HowAnswered.TELEPHONE,
        answered_on=days_ago(3),
        on_behalf_of=member.participant,
    )
    row.refresh_from_db()
    assert (row.how, row.answered_on, row.entered_by) == (HowAnswered.TELEPHONE, days_ago(3), cast.cora)
    event = AuditEvent.objects.get(what="questions_answered")
    assert event.on_behalf_of == f"programmes.participant:{member.participant.pk}"


def test_paper_that_arrives_late_counts_if_it_was_filled_in_in_time(cast):
    member = consenting_member(cast.coaching, joined_on=days_ago(20))
    actions.schedule_responses(programme=cast.coaching)
    Response.objects.update(status=ResponseStatus.MISSED, closes_on=days_ago(5))
    row = response(member.participant, "ucla_3")
    fields = {"by": cast.cora, "on_behalf_of": member.participant}
    save(row, LONELY, cast.cora, on_behalf_of=member.participant)
    with pytest.raises(actions.OutsideTheWindow):
        actions.hand_in(responses=[row], how=HowAnswered.PAPER, answered_on=days_ago(4), **fields)
    actions.hand_in(responses=[row], how=HowAnswered.PAPER, answered_on=days_ago(5), **fields)
    row.refresh_from_db()
    assert row.status == ResponseStatus.COMPLETED


def test_people_themselves_cannot_answer_after_the_window(cast):
    row = asked(cast)
    Response.objects.update(closes_on=days_ago(1))
    with pytest.raises(actions.NotAskedAnyMore):
        save(row, LONELY, cast.mia)


def test_another_language_is_asked_about_before_english(cast):
    cast.mia.language = "cy"
    cast.mia.save()
    row = asked(cast)
    assert row.language == "cy"
    (one,) = due_for(cast.mia_participant, cast.coaching)
    assert one.lacks_language
    assert one.steps(one_at_a_time=True) == ()
    actions.agree_to_english(responses=one.responses, by=cast.mia)
    (one,) = due_for(cast.mia_participant, cast.coaching)
    assert not one.lacks_language
    assert one.count == 10


def test_goals_are_five_at_most_and_a_double_click_sets_one(cast):
    def set_goal(words):
        return actions.set_goal(
            participant=cast.mia_participant, programme=cast.coaching, words=words, by=cast.mia
        )

    first = set_goal("Walk to the shops")
    assert set_goal(" walk to the shops ") == first
    for number in range(4):
        set_goal(f"Goal {number}")
    with pytest.raises(actions.EnoughGoals):
        set_goal("One more")
    actions.drop_goal(goal=first, by=cast.mia)
    with pytest.raises(actions.AlreadyDropped):
        actions.drop_goal(goal=first, by=cast.mia)
    assert set_goal("One more") in goals_of(cast.mia_participant, cast.coaching)


def test_goals_are_rated_by_their_own_ids_and_nobody_elses(cast):
    asked(cast)
    mine = actions.set_goal(
        participant=cast.mia_participant, programme=cast.coaching, words="Sleep", by=cast.mia
    )
    theirs = Goal.objects.create(participant=cast.sam_participant, programme=cast.coaching, words="Rest")
    row = response(cast.mia_participant, "personal_goals")
    with pytest.raises(actions.NotAskedAnyMore):
        save(row, {str(theirs.pk): 4}, cast.mia)
    save(row, {str(mine.pk): 4}, cast.mia)
    actions.hand_in(responses=[row], by=cast.mia)
    row.refresh_from_db()
    assert row.score == 4


def test_database_refuses_a_baseline_of_another_wave(cast):
    row = asked(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Response.objects.filter(pk=row.pk).update(is_baseline=True)


def test_rescoring_finds_what_differs_and_stores_it_only_when_told(cast, capsys):
    row = asked(cast)
    save(row, LONELY, cast.mia)
    actions.hand_in(responses=[row], by=cast.mia)
    call_command("rescore")
    assert "1 the same, 0 different" in capsys.readouterr().out
    Response.objects.filter(pk=row.pk).update(score=5, scorer_version="0")
    call_command("rescore")
    assert f"response {row.pk} (ucla_3): 5.0 stored, 7.0 worked out" in capsys.readouterr().out
    row.refresh_from_db()
    assert row.score == 5
    call_command("rescore", "--write")
    row.refresh_from_db()
    assert (row.score, row.scorer_version) == (7, SCORER_VERSION)
    Response.objects.filter(pk=row.pk).update(instrument_hash="0" * 64, score=5)
    capsys.readouterr()
    call_command("rescore", "--write")
    assert "1 left alone" in capsys.readouterr().out
    row.refresh_from_db()
    assert row.score == 5


DEEDS = st.lists(
    st.one_of(
        st.tuples(st.just("save"), st.sampled_from(sorted(LONELY)), st.sampled_from([None, 1, 2, 3])),
        st.tuples(st.sampled_from(["hand_in", "decline", "schedule", "late"]), st.none(), st.none()),
    ),
    max_size=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=DEEDS)
def test_whatever_people_do_a_final_answer_stays_final(cast, deeds):
    """Whatever the order of deeds: what is answered, declined or missed never changes, and a score fits its answers."""
    with transaction.atomic():
        row = asked(cast)
        final = None
        for deed, item, code in deeds:
            with contextlib.suppress(actions.AlreadyHandedIn, actions.NotAskedAnyMore):
                do(deed, row, item, code, cast)
            row.refresh_from_db()
            if final is not None:
                assert (row.status, row.answers, row.score) == final
            if row.status in {"completed", "declined", "missed"}:
                final = (row.status, row.answers, row.score)
        if row.score is not None:
            assert row.score == sum(row.answers.values())
        transaction.set_rollback(True)


def do(deed, row, item, code, cast):
    if deed == "save":
        save(row, {item: code}, cast.mia)
    elif deed == "hand_in":
        actions.hand_in(responses=[row], by=cast.mia)
    elif deed == "decline":
        actions.decline(responses=[row], by=cast.mia)
    elif deed == "schedule":
        actions.schedule_responses(programme=cast.coaching)
    else:
        actions.schedule_responses(programme=cast.coaching, on=row.closes_on + timedelta(days=1))
