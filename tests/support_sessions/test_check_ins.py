from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from alongside.audit.models import AuditEvent
from alongside.support_sessions.actions.calls import AlreadyRecorded, record_call
from alongside.support_sessions.actions.check_ins import (
    AlreadyAnswered,
    AlreadyFollowedUp,
    answer_check_in,
    follow_up_check_in,
    save_rating,
)
from alongside.support_sessions.actions.contacts import Told, log_contact
from alongside.support_sessions.core.worry import Worry
from alongside.support_sessions.models import CheckIn
from alongside.support_sessions.queries.calls import calls_due
from alongside.support_sessions.queries.check_ins import (
    check_ins_due,
    in_words,
    supporter_loads,
    worrying_check_ins,
)
from tests.support_sessions import factories
from tests.support_sessions.factories import check_in, contact, days_ago, mias, sams

pytestmark = pytest.mark.django_db


def worried(cast, reader=None):
    return [in_words(row) for row in worrying_check_ins(cast.coaching, reader)]


def test_answers_are_kept_once_and_their_words_stay_out_of_the_log(cast):
    made = factories.mia_and_sam(cast)
    row = answer_check_in(check_in=check_in(mias(made)), by=cast.mia, fit=0, words="He shouts")
    assert (row.fit, row.giving, row.words) == (0, None, "He shouts")
    event = AuditEvent.objects.get(what="check_in_answered")
    assert "He shouts" not in f"{event.details} {event.reason}"
    assert event.programme_id == cast.coaching.pk
    with pytest.raises(AlreadyAnswered):
        answer_check_in(check_in=row, by=cast.mia, fit=9)
    with pytest.raises(AlreadyAnswered):
        save_rating(check_in=row, question="fit", rating=9)


def test_ratings_kept_one_by_one_are_not_sent_yet(cast):
    row = check_in(mias(factories.mia_and_sam(cast)))
    save_rating(check_in=row, question="load", rating=9)
    assert CheckIn.objects.get(pk=row.pk).load == 9
    assert worried(cast) == []
    with pytest.raises(ValueError):
        save_rating(check_in=row, question="words", rating=1)


def test_the_database_refuses_eleven(cast):
    row = check_in(mias(factories.mia_and_sam(cast)))
    with pytest.raises(IntegrityError), transaction.atomic():
        CheckIn.objects.filter(pk=row.pk).update(load=11)


def test_one_side_low_and_the_other_high_is_told_in_words(cast):
    made = factories.mia_and_sam(cast)
    answer_check_in(check_in=check_in(mias(made)), by=cast.mia, fit=7, giving=5, receiving=2, load=1)
    assert worried(cast) == []
    answer_check_in(check_in=check_in(sams(made)), by=cast.sam, fit=8, giving=9, receiving=6, load=2)
    [row] = worried(cast)
    assert row.check_in.side == mias(made)
    assert row.worries == (Worry.RECEIVES_LITTLE,)
    assert [str(sentence) for sentence in row.sentences] == [
        "They get little from it, while the other side sees more."
    ]


@pytest.mark.parametrize(
    ("answers", "worry"),
    [({"load": 8}, Worry.HEAVY), ({"fit": 3}, Worry.NOT_SUITED), ({"words": "Call me"}, Worry.WROTE)],
)
def test_what_stands_on_its_own_needs_no_other_side(cast, answers, worry):
    made = factories.mia_and_sam(cast)
    answer_check_in(check_in=check_in(sams(made)), by=cast.sam, **answers)
    [row] = worried(cast)
    assert row.worries == (worry,)


def test_what_has_been_looked_after_leaves_the_list_once(cast):
    made = factories.mia_and_sam(cast)
    row = answer_check_in(check_in=check_in(sams(made)), by=cast.sam, load=10)
    follow_up_check_in(check_in=row, by=cast.cora)
    assert worried(cast) == []
    with pytest.raises(AlreadyFollowedUp):
        follow_up_check_in(check_in=row, by=cast.cora)


def test_a_coordinator_who_is_a_party_does_not_see_what_is_said_of_them(cast):
    made = factories.mia_and_sam(cast)
    answer_check_in(check_in=check_in(mias(made)), by=cast.mia, load=10)
    assert worried(cast, cast.sam) == []
    assert len(worried(cast, cast.cora)) == 1
    assert list(calls_due(cast.coaching, days_ago(-30), cast.sam)) == []


def test_people_on_the_telephone_are_rung_at_once_and_those_online_when_a_week_has_gone_by(cast):
    made = factories.mia_and_sam(cast, begun=10)  # the first check-in was due three days ago
    cast.sam_participant.channel = "telephone"
    cast.sam_participant.save()
    assert [row.side for row in check_ins_due(cast.coaching, days_ago(0))] == [sams(made)]
    later = {row.side for row in check_ins_due(cast.coaching, days_ago(-4))}
    assert later == {mias(made), sams(made)}
    assert list(check_ins_due(cast.coaching, days_ago(4))) == []
    assert list(check_ins_due(cast.coaching, days_ago(-11))) == []


def test_a_call_is_due_until_it_is_settled(cast):
    made = factories.mia_and_sam(cast, begun=15)
    [call] = calls_due(cast.coaching, days_ago(0))
    record_call(call=call, outcome="not_reached", by=cast.cora, words="No answer")
    assert list(calls_due(cast.coaching, days_ago(0))) == [call]
    row = record_call(call=call, outcome="small", by=cast.cora, words="All well")
    assert row.words.startswith("No answer\n\n")
    assert row.words.endswith("All well")
    assert list(calls_due(cast.coaching, days_ago(0))) == []
    with pytest.raises(AlreadyRecorded):
        record_call(call=call, outcome="fine", by=cast.cora)
    assert mias(made).coordinator_call.outcome == "small"


def test_the_load_of_a_supporter_is_the_heaviest_of_their_latest_answers(cast):
    first, second = (
        factories.mia_and_sam(cast, begun=40),
        factories.relationship(cast.coaching, supporter=cast.sam_supporter, begun=40),
    )
    answer_check_in(check_in=check_in(sams(first), 2), by=cast.sam, load=9)
    answer_check_in(check_in=check_in(sams(first), 5), by=cast.sam, load=3)
    answer_check_in(check_in=check_in(sams(second), 2), by=cast.sam, load=6)
    answer_check_in(check_in=check_in(mias(first), 2), by=cast.mia, load=10)
    [load] = supporter_loads(cast.coaching)
    assert (load.relationships, load.load) == (2, 6)


def test_the_load_of_a_supporter_counts_the_contacts_of_four_weeks(cast):
    made = factories.mia_and_sam(cast, begun=40)
    for number, days in ((1, 39), (2, 20), (3, 2)):
        told = Told(on=days_ago(days), minutes=10, modality="phone")
        log_contact(session=contact(made, number), side=sams(made), told=told, by=cast.sam)
    [load] = supporter_loads(cast.coaching)
    assert (load.contacts, load.minutes, load.load) == (2, 20, None)


@pytest.mark.parametrize("supporters", [1, 3])
def test_loads_are_read_in_four_queries(cast, supporters, django_assert_num_queries):
    for _ in range(supporters):
        factories.relationship(cast.coaching)
    with django_assert_num_queries(4):
        assert len(supporter_loads(cast.coaching)) == supporters + 1
