"""Paper keyed twice: apart, compared, settled by name, and in no result before that."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from alongside.audit.models import AuditEvent
from alongside.measures import actions
from alongside.measures.core.keyings import Agreement, agreement, differing
from alongside.measures.models import HowAnswered, Keying, Response, ResponseStatus
from alongside.measures.queries import answered_responses, due_for
from alongside.measures.queries.keying import (
    keying_agreement,
    sheets_keyed_once,
    sheets_that_differ,
    to_settle,
)
from alongside.safeguarding.models import Concern
from tests.measures.factories import LONELY, consenting_member, days_ago, response
from tests.measures.test_packs import TROUBLED, asks_also, brought

BASELINE = ("baseline", False)


def sheet(cast) -> Response:
    """The loneliness questions of somebody who answers on paper, whose baseline is keyed twice."""
    actions.choose_double_keying(programme=cast.coaching, waves={BASELINE}, by=cast.cora)
    member = consenting_member(cast.coaching, joined_on=days_ago(5))
    actions.schedule_responses(programme=cast.coaching)
    return response(member.participant, "ucla_3")


def key(row: Response, answers, by, *, on=None, how=HowAnswered.PAPER) -> Response:
    actions.save_answers(response=row, answers=answers, by=by, on_behalf_of=row.participant)
    actions.hand_in(responses=[row], by=by, how=how, answered_on=on, on_behalf_of=row.participant)
    row.refresh_from_db()
    return row


def test_one_keying_is_no_answer_and_whoever_keys_next_does_not_see_it(cast):
    row = key(sheet(cast), LONELY, cast.cora)
    assert (row.status, row.answers, row.score) == (ResponseStatus.STARTED, {}, None)
    (one,) = due_for(row.participant, cast.coaching)
    assert one.answered == 0
    assert list(answered_responses(cast.coaching)) == []
    assert [each.participant for each in sheets_keyed_once(cast.coaching)] == [row.participant]
    assert Keying.objects.get().answers == LONELY


def test_two_that_are_alike_are_the_answers(cast):
    row = key(sheet(cast), LONELY, cast.cora)
    key(row, LONELY, cast.ada)
    assert (row.status, row.score, row.how, row.entered_by) == ("completed", 7, HowAnswered.PAPER, cast.ada)
    assert keying_agreement(cast.coaching) == {BASELINE: Agreement(3, 3)}
    assert sheets_keyed_once(cast.coaching) == []


def test_one_person_may_key_it_twice(cast):
    row = key(key(sheet(cast), LONELY, cast.cora), LONELY, cast.cora)
    assert row.status == ResponseStatus.COMPLETED


def test_where_they_differ_somebody_settles_it_by_name(cast):
    row = key(key(sheet(cast), LONELY, cast.cora), {**LONELY, "left_out": 1}, cast.ada)
    assert (row.status, row.score) == (ResponseStatus.STARTED, None)
    assert [each.participant for each in sheets_that_differ(cast.coaching)] == [row.participant]
    with pytest.raises(actions.KeyedTwiceAlready):
        key(row, LONELY, cast.cora)
    found = to_settle(cast.coaching, row.participant, "baseline", as_supporter=False)
    assert found is not None
    (one,) = found.disagreements
    assert (one.question.id, one.first, one.second) == ("left_out", "Often", "Hardly ever or never")
    actions.settle(
        responses=found.responses,
        answers={row.pk: {"left_out": 2}},
        answered_on=timezone.localdate(),
        by=cast.cora,
    )
    row.refresh_from_db()
    assert (row.status, row.score, row.answers["left_out"]) == ("completed", 6, 2)
    assert AuditEvent.objects.get(what="sheet_settled").by == cast.cora
    assert keying_agreement(cast.coaching) == {BASELINE: Agreement(3, 2)}
    with pytest.raises(actions.KeyedByAnotherNow):
        actions.settle(responses=[row], answers={}, answered_on=timezone.localdate(), by=cast.ada)


def test_another_day_alone_must_be_settled_too(cast):
    row = key(key(sheet(cast), LONELY, cast.cora, on=days_ago(2)), LONELY, cast.ada, on=days_ago(1))
    found = to_settle(cast.coaching, row.participant, "baseline", as_supporter=False)
    assert found is not None
    assert (found.disagreements, found.answered_on) == ((), (days_ago(2), days_ago(1)))
    with pytest.raises(actions.OutsideTheWindow):
        actions.settle(responses=[row], answers={}, answered_on=days_ago(300), by=cast.cora)
    actions.settle(responses=[row], answers={}, answered_on=days_ago(2), by=cast.cora)
    row.refresh_from_db()
    assert (row.score, row.answered_on) == (7, days_ago(2))


def test_left_out_and_never_reached_are_alike(cast):
    row = key(sheet(cast), {"companionship": 2, "left_out": None}, cast.cora)
    key(row, {"companionship": 2}, cast.ada)
    assert row.status == ResponseStatus.COMPLETED


def test_an_empty_sheet_twice_is_a_no(cast):
    row = sheet(cast)
    for by in (cast.cora, cast.ada):
        actions.hand_in(responses=[row], by=by, how=HowAnswered.PAPER, on_behalf_of=row.participant)
        row.refresh_from_db()
    assert row.status == ResponseStatus.DECLINED


def test_a_telephone_call_and_other_times_are_keyed_once(cast):
    row = key(sheet(cast), LONELY, cast.cora, how=HowAnswered.TELEPHONE)
    assert row.status == ResponseStatus.COMPLETED
    actions.choose_double_keying(programme=cast.coaching, waves=set(), by=cast.cora)
    other = consenting_member(cast.coaching)
    actions.schedule_responses(programme=cast.coaching)
    assert key(response(other.participant, "ucla_3"), LONELY, cast.cora).status == ResponseStatus.COMPLETED


def test_danger_is_told_at_the_first_keying(cast):
    pack = brought(cast, TROUBLED)
    asks_also(cast, pack.key)
    row = sheet(cast)
    key(response(row.participant, pack.key), {"tense": 2}, cast.cora)
    assert Concern.objects.count() == 1


def test_no_sheet_has_two_first_keyings(cast):
    row = key(sheet(cast), LONELY, cast.cora)
    with pytest.raises(IntegrityError), transaction.atomic():
        Keying.objects.create(response=row, number=1, answered_on=days_ago(1), keyed_by=cast.ada)


def test_the_pages_lead_from_the_first_keying_to_the_settled_sheet(cast):
    row = sheet(cast)
    cora = cast.client("cora")
    base = f"/p/{cast.coaching.ref}/people/{row.participant.pk}/questions/baseline/member/"
    today = timezone.localdate()
    day = {"answered_on_day": today.day, "answered_on_month": today.month, "answered_on_year": today.year}
    for code, seen in ((2, "Now the same sheet is keyed once more"), (3, "The two keyings are not alike")):
        cora.post(f"{base}{row.pk}/all-on-one-page/", dict.fromkeys(LONELY, code))
        sent = cora.post(f"{base}check/", {"how": "paper", **day}, follow=True).content.decode()
        assert seen in sent
        assert "This sheet was keyed" in cora.get(base).content.decode()
    settle = f"{base}settle/"
    assert "3 answers are not alike" in cora.get(settle).content.decode()
    assert cora.post(settle, {**day, "q0": "2"}).status_code == 422
    late = {**day, "answered_on_year": today.year - 1}
    answers = {"q0": "2", "q1": "3", "q2": "none"}
    assert "count if they were answered" in cora.post(settle, {**late, **answers}).content.decode()
    done = cora.post(settle, {**day, **answers}, follow=True).content.decode()
    assert "The sheet is settled" in done
    assert "answers (" in done
    row.refresh_from_db()
    assert row.answers == {"companionship": 2, "left_out": 3, "isolated": None}
    again = cora.post(settle, {**day, **answers}, follow=True).content.decode()
    assert "There is nothing to settle" in again


def test_the_page_keeps_which_times_are_keyed_twice(cast):
    cora = cast.client("cora")
    url = f"/p/{cast.coaching.ref}/paper/"
    assert cora.post(url, {"waves": ["baseline:member"]}).status_code == 302
    assert "checked" in cora.get(url).content.decode()
    assert cora.post(url, {"waves": ["no-such:member"]}).status_code == 422
    assert cora.post(url, {}).status_code == 302
    assert cast.coaching.double_keyed_waves.count() == 0


def test_agreement_counts_answers_and_not_sheets():
    items = ("a", "b", "c", "d")
    first, second = {"a": 1, "b": 2, "c": None}, {"a": 1, "b": 3, "d": 4}
    assert differing(items, first, second) == ("b", "d")
    found = agreement([(items, first, second), (items, first, first)])
    assert (found.compared, found.alike, found.share) == (8, 6, 0.75)
    assert agreement([]).share is None
