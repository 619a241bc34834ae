from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alongside.audit.models import AuditEvent
from alongside.matching.models import Relationship
from alongside.notify.models import Notice
from alongside.support_sessions.actions.contacts import (
    AlreadyLogged,
    NotPossibleNow,
    OutsideTheRelationship,
    PerhapsTheSame,
    Told,
    choose_another_day,
    correct_contact,
    log_contact,
    log_extra_contact,
)
from alongside.support_sessions.models import ContactNote, SupportSession
from alongside.support_sessions.queries.doses import delivered_dose, first_contact_on, first_contacts
from tests.support_sessions import factories
from tests.support_sessions.factories import contact, days_ago, mias, sams

pytestmark = pytest.mark.django_db


def call(days=1, minutes=15, modality="phone", note=""):
    return Told(on=days_ago(days), minutes=minutes, modality=modality, note=note)


NOT_THIS_TIME = Told(took_place=False)


def log(made, cast, told=None, *, number=1, side=None, by=None, **more):
    return log_contact(
        session=contact(made, number), side=side or sams(made), told=told or call(), by=by or cast.sam, **more
    )


def test_a_logged_contact_stands_beside_its_plan(cast):
    made = factories.mia_and_sam(cast)
    log(made, cast, call(days=8, minutes=50, note="Likes mornings"))
    row = contact(made)
    assert (row.planned_on, row.planned_minutes, row.planned_modality) == (days_ago(10), 60, "in_person")
    assert (row.delivered_on, row.delivered_minutes, row.delivered_modality) == (days_ago(8), 50, "phone")
    assert ContactNote.objects.get().side == sams(made)
    assert AuditEvent.objects.get(what="contact_logged").by_id == cast.sam.pk


def test_a_coordinator_logs_for_somebody_and_the_log_says_so(cast):
    made = factories.mia_and_sam(cast)
    log(made, cast, side=mias(made), by=cast.cora, on_behalf_of=cast.mia_participant)
    event = AuditEvent.objects.get(what="contact_logged")
    assert (event.by_id, event.on_behalf_of) == (
        cast.cora.pk,
        f"programmes.participant:{cast.mia_participant.pk}",
    )


def test_the_second_side_is_told_that_it_is_in_and_nothing_counts_twice(cast):
    made = factories.mia_and_sam(cast)
    log(made, cast)
    with pytest.raises(AlreadyLogged) as caught:
        log(made, cast, call(days=2), side=mias(made), by=cast.mia)
    assert not caught.value.says_the_same
    assert caught.value.session.delivered_on == days_ago(1)
    assert delivered_dose(cast.coaching)[0].minutes == 15


def test_the_same_side_saying_the_same_again_is_recognised(cast):
    made = factories.mia_and_sam(cast)
    log(made, cast)
    with pytest.raises(AlreadyLogged) as caught:
        log(made, cast)
    assert caught.value.says_the_same


@pytest.mark.parametrize(("days", "limit"), [(-1, "future"), (11, "before")])
def test_a_day_that_cannot_be_is_refused(cast, days, limit):
    made = factories.mia_and_sam(cast, begun=10)
    with pytest.raises(OutsideTheRelationship) as caught:
        log(made, cast, call(days=days))
    assert caught.value.limit == limit
    assert contact(made).status == "planned"


def test_after_an_ending_only_what_came_before_it_can_be_logged(cast):
    made = factories.mia_and_sam(cast)
    Relationship.objects.filter(pk=made.pk).update(
        status="ended", ended_on=days_ago(3), ended_at=timezone.now(), ending_kind="early"
    )
    with pytest.raises(OutsideTheRelationship) as caught:
        log(made, cast, call(days=1))
    assert caught.value.limit == "after"
    assert log(made, cast, call(days=4)).status == "delivered"


def test_a_contact_still_to_come_cannot_be_missed(cast):
    made = factories.mia_and_sam(cast)
    with pytest.raises(NotPossibleNow):
        log(made, cast, NOT_THIS_TIME, number=9)


def test_a_contact_of_other_people_cannot_be_logged(cast):
    made, other = factories.mia_and_sam(cast), factories.relationship(cast.coaching)
    with pytest.raises(NotPossibleNow):
        log_contact(session=contact(other), side=sams(made), told=call(), by=cast.sam)
    assert contact(other).status == "planned"


def test_a_missed_contact_sends_two_different_kind_messages_and_closes_nothing(cast):
    made = factories.mia_and_sam(cast)
    log(made, cast, NOT_THIS_TIME)
    to_mia = Notice.objects.get(person=cast.mia, kind__startswith="contact")
    to_sam = Notice.objects.get(person=cast.sam, kind__startswith="contact")
    assert (to_mia.kind, to_sam.kind) == ("contact_missed_receiving", "contact_missed_giving")
    assert to_mia.words != to_sam.words
    assert f"/sides/{mias(made).pk}/contacts/{contact(made).pk}/another-day/" in to_mia.link
    for notice in (to_mia, to_sam):
        text = f"{notice.subject} {notice.words}".lower()
        assert "diabetes" not in text
        assert "coaching" not in text
        assert "nothing is closed" in text
    assert Relationship.objects.get().status == "active"


def test_without_fixed_roles_whoever_wrote_it_down_is_taken_to_have_waited(cast):
    made = factories.mutual(cast.pairs)
    first, second = made.sides.order_by("pk")
    log_contact(session=contact(made), side=second, told=NOT_THIS_TIME, by=cast.cora)
    recipients = dict(Notice.objects.filter(kind__startswith="contact").values_list("recipient", "kind"))
    assert recipients == {
        f"programmes.participant:{first.participant_id}": "contact_missed_receiving",
        f"programmes.participant:{second.participant_id}": "contact_missed_giving",
    }


def test_another_day_keeps_the_plan_and_moves_when_chosen_again(cast):
    made = factories.mia_and_sam(cast)
    missed = log(made, cast, NOT_THIS_TIME)
    first = choose_another_day(session=missed, side=mias(made), on=days_ago(-2), by=cast.mia)
    again = choose_another_day(session=missed, side=sams(made), on=days_ago(-3), by=cast.sam)
    assert first.pk == again.pk
    assert again.planned_on == days_ago(-3)
    assert contact(made).status == "missed"
    assert contact(made).planned_on == days_ago(10)
    assert delivered_dose(cast.coaching)[0].planned == 2


def test_a_planned_contact_moved_is_called_off_and_not_missed(cast):
    made = factories.mia_and_sam(cast)
    choose_another_day(session=contact(made, 3), side=sams(made), on=days_ago(-6), by=cast.sam)
    assert contact(made, 3).status == "cancelled"
    assert delivered_dose(cast.coaching)[0].missed == 0


def test_another_day_must_be_still_to_come_and_belong_to_something_open(cast):
    made = factories.mia_and_sam(cast)
    with pytest.raises(OutsideTheRelationship):
        choose_another_day(session=contact(made), side=sams(made), on=days_ago(1), by=cast.sam)
    had = log(made, cast)
    with pytest.raises(NotPossibleNow):
        choose_another_day(session=had, side=sams(made), on=days_ago(-1), by=cast.sam)


def test_an_extra_contact_sent_twice_is_stored_once(cast):
    made = factories.mia_and_sam(cast)
    first = log_extra_contact(side=sams(made), told=call(), key="k1", by=cast.sam)
    again = log_extra_contact(side=sams(made), told=call(), key="k1", by=cast.sam)
    assert first == again
    assert len(delivered_dose(cast.coaching)[0].had) == 1


def test_an_extra_contact_on_a_day_that_has_one_asks_whether_it_is_the_same(cast):
    made = factories.mia_and_sam(cast)
    first = log(made, cast)
    with pytest.raises(PerhapsTheSame) as caught:
        log_extra_contact(side=mias(made), told=call(), key="k1", by=cast.mia)
    assert caught.value.session == first
    log_extra_contact(side=mias(made), told=call(), key="k1", by=cast.mia, is_another=True)
    assert len(delivered_dose(cast.coaching)[0].had) == 2


def test_a_correction_keeps_what_stood_there_in_the_log(cast):
    made = factories.mia_and_sam(cast)
    logged = log(made, cast)
    correct_contact(session=logged, side=mias(made), told=call(days=2, minutes=30), by=cast.mia)
    assert contact(made).delivered_minutes == 30
    details = AuditEvent.objects.get(what="contact_corrected").details
    assert details["before"]["delivered_minutes"] == "15"
    assert details["after"]["delivered_minutes"] == "30"


def test_a_correction_leaves_the_other_sides_note_alone(cast):
    made = factories.mia_and_sam(cast)
    logged = log(made, cast, call(note="For Sam only"))
    correct_contact(session=logged, side=mias(made), told=call(note=""), by=cast.mia)
    assert ContactNote.objects.get().words == "For Sam only"


def test_a_contact_that_did_take_place_after_all_needs_no_other_day(cast):
    made = factories.mia_and_sam(cast)
    missed = log(made, cast, NOT_THIS_TIME)
    other = choose_another_day(session=missed, side=sams(made), on=days_ago(-2), by=cast.sam)
    correct_contact(session=missed, side=sams(made), told=call(), by=cast.sam)
    other.refresh_from_db()
    assert other.status == "cancelled"
    assert contact(made).status == "delivered"


def test_an_extra_contact_taken_back_is_neither_had_nor_missed(cast):
    made = factories.mia_and_sam(cast)
    extra = log_extra_contact(side=sams(made), told=call(), key="k1", by=cast.sam)
    correct_contact(session=extra, side=sams(made), told=NOT_THIS_TIME, by=cast.sam)
    [dose] = delivered_dose(cast.coaching)
    assert (dose.had, dose.missed) == ((), 0)


def test_a_contact_nobody_logged_cannot_be_corrected(cast):
    made = factories.mia_and_sam(cast)
    with pytest.raises(NotPossibleNow):
        correct_contact(session=contact(made), side=sams(made), told=call(), by=cast.sam)


def test_the_first_contact_is_known_to_the_relationship_and_to_both_people(cast):
    made = factories.mia_and_sam(cast)
    later = log(made, cast, call(days=2))
    log(made, cast, call(days=5), number=2)
    assert Relationship.objects.get().first_contact_on == days_ago(5)
    both = {cast.mia_participant.pk: days_ago(5), cast.sam_participant.pk: days_ago(5)}
    assert first_contacts(cast.coaching) == both
    assert first_contact_on(cast.mia_participant, cast.coaching) == days_ago(5)
    assert first_contact_on(cast.mia_participant, cast.pairs) is None
    correct_contact(session=later, side=sams(made), told=call(days=8), by=cast.sam)
    assert Relationship.objects.get().first_contact_on == days_ago(8)


def test_the_database_refuses_a_delivered_contact_without_its_facts(cast):
    made = factories.mia_and_sam(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        SupportSession.objects.filter(number=1).update(
            status="delivered", logged_at=timezone.now(), logged_side=sams(made)
        )


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["log", "miss", "correct", "uncorrect", "move", "extra"]),
        st.integers(1, 3),
        st.booleans(),
    ),
    max_size=8,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_no_order_of_deeds_counts_a_contact_twice_or_loses_the_plan(cast, steps):
    """Whatever is done, the plan keeps its nine contacts, and no number is had more than once."""
    with transaction.atomic():
        made = factories.mia_and_sam(cast)
        planned = dict(SupportSession.objects.values_list("number", "planned_on"))
        for deed, number, mine in steps:
            side, by = (sams(made), cast.sam) if mine else (mias(made), cast.mia)
            row = contact(made, number)
            try:
                if deed == "log":
                    log_contact(session=row, side=side, told=call(), by=by)
                elif deed == "miss":
                    log_contact(session=row, side=side, told=NOT_THIS_TIME, by=by)
                elif deed == "move":
                    choose_another_day(session=row, side=side, on=days_ago(-number), by=by)
                elif deed == "extra":
                    log_extra_contact(side=side, told=call(), key=f"k{number}", by=by)
                else:
                    told = call(days=2) if deed == "correct" else NOT_THIS_TIME
                    correct_contact(session=row, side=side, told=told, by=by)
            except (AlreadyLogged, NotPossibleNow, PerhapsTheSame):
                pass
        rows = SupportSession.objects.filter(relationship=made, number__isnull=False)
        assert dict(rows.values_list("number", "planned_on")) == planned
        [dose] = delivered_dose(cast.coaching)
        extras = SupportSession.objects.filter(relationship=made).exclude(key="").count()
        assert extras <= 3
        assert len(dose.had) <= 3 + extras
        transaction.set_rollback(True)
