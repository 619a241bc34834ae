"""What a coordinator should know, and what people are asked: once, and only while their relationship goes on."""

from __future__ import annotations

import pytest

from alongside.matching.models import Relationship, RelationshipPause
from alongside.notify.models import Notice
from alongside.support_sessions.actions.asking import ask_about_contacts, ask_for_check_ins
from alongside.support_sessions.actions.contacts import Told, log_contact
from alongside.support_sessions.models import CheckIn
from alongside.support_sessions.queries.contacts import due_contacts, gone_quiet, overdue_contacts
from alongside.support_sessions.queries.doses import delivered_dose
from tests.support_sessions import factories
from tests.support_sessions.factories import contact, days_ago, mias, sams

pytestmark = pytest.mark.django_db
TODAY = days_ago(0)


def had(made, number, days):
    told = Told(on=days_ago(days), minutes=15, modality="phone")
    side = made.sides.order_by("pk").last()
    log_contact(session=contact(made, number), side=side, told=told, by=made.programme.created_by)


def pause(made, by):
    RelationshipPause.objects.create(relationship=made, starts_on=TODAY, asked_by=by)
    Relationship.objects.filter(pk=made.pk).update(status="paused", paused_on=TODAY)


def test_a_contact_is_asked_about_once_three_days_after_its_day(cast):
    made = factories.mia_and_sam(cast, begun=3)
    ask_about_contacts()
    ask_about_contacts()
    [notice] = Notice.objects.filter(kind="contact_asked_about")
    assert notice.person == cast.sam
    assert notice.link == f"/p/{cast.coaching.ref}/sides/{sams(made).pk}/contacts/{contact(made).pk}/"


def test_a_contact_of_two_days_ago_is_not_asked_about(cast):
    factories.mia_and_sam(cast, begun=2)
    ask_about_contacts()
    assert not Notice.objects.exclude(kind__startswith="relationship_begun").exists()


def test_several_contacts_of_one_relationship_make_one_question(cast):
    made = factories.mia_and_sam(cast, begun=25)
    ask_about_contacts()
    [notice] = Notice.objects.filter(kind="contact_asked_about")
    assert notice.link.endswith(f"/contacts/{contact(made, 4).pk}/")


def test_a_pause_is_not_asked_about(cast):
    pause(factories.mia_and_sam(cast, begun=10), cast.mia)
    ask_about_contacts()
    ask_for_check_ins()
    assert not Notice.objects.exclude(kind__startswith="relationship_begun").exists()


def test_somebody_with_only_a_telephone_is_asked_by_a_person(cast):
    made = factories.relationship(cast.coaching, begun=4)
    ask_about_contacts()
    [notice] = Notice.objects.filter(kind="contact_asked_about")
    assert (notice.recipient, notice.status) == (
        f"programmes.participant:{sams(made).participant_id}",
        "by_hand",
    )


def test_without_fixed_roles_both_are_asked(cast):
    factories.mutual(cast.pairs, begun=9)
    ask_about_contacts()
    assert Notice.objects.filter(kind="contact_asked_about").count() == 2


def test_check_ins_are_asked_for_once_and_of_each_side_apart(cast):
    made = factories.mia_and_sam(cast, begun=8)
    ask_for_check_ins()
    ask_for_check_ins()
    links = set(Notice.objects.filter(kind="check_in_due").values_list("person", "link"))
    assert links == {
        (person.pk, f"/p/{cast.coaching.ref}/check-ins/{CheckIn.objects.get(side=side, week=2).pk}/")
        for person, side in ((cast.mia, mias(made)), (cast.sam, sams(made)))
    }


def test_a_check_in_long_past_is_not_asked_for(cast):
    factories.mia_and_sam(cast, begun=22)
    ask_for_check_ins()
    assert not Notice.objects.filter(kind="check_in_due").exists()


def test_due_and_overdue_meet_without_a_gap(cast):
    made = factories.mia_and_sam(cast, begun=10)
    assert [row.number for row in overdue_contacts(cast.coaching, TODAY)] == [1, 2]
    assert [row.number for row in due_contacts(cast.coaching, TODAY)] == [3]
    had(made, 1, 9)
    assert [row.number for row in overdue_contacts(cast.coaching, TODAY)] == [2]


def test_quiet_begins_after_twice_the_interval(cast):
    made = factories.mia_and_sam(cast, begun=30)
    had(made, 1, 13)
    assert list(gone_quiet(cast.coaching, TODAY)) == []
    [row] = gone_quiet(cast.coaching, days_ago(-1))
    assert (row, row.quiet_since) == (made, days_ago(13))


def test_twice_a_week_is_quiet_sooner(cast):
    made = factories.mutual(cast.pairs, begun=20)
    had(made, 1, 6)
    assert list(gone_quiet(cast.pairs, TODAY)) == [made]


def test_a_relationship_without_any_contact_is_quiet_from_its_start(cast):
    made = factories.mia_and_sam(cast, begun=14)
    [row] = gone_quiet(cast.coaching, TODAY)
    assert (row, row.quiet_since) == (made, days_ago(14))


def test_silence_begins_again_after_a_rest_and_is_not_counted_in_one(cast):
    made = factories.mia_and_sam(cast, begun=40)
    RelationshipPause.objects.create(
        relationship=made, starts_on=days_ago(30), resumes_on=days_ago(5), asked_by=cast.mia
    )
    assert list(gone_quiet(cast.coaching, TODAY)) == []
    pause(made, cast.mia)
    assert list(gone_quiet(cast.coaching, days_ago(-60))) == []


@pytest.mark.parametrize("relationships", [1, 3])
def test_lists_are_flat(cast, relationships, django_assert_num_queries):
    for _ in range(relationships):
        factories.relationship(cast.coaching, begun=20)
    for rows, queries in (
        (overdue_contacts(cast.coaching, TODAY), 2),
        (due_contacts(cast.coaching, TODAY), 2),
        (gone_quiet(cast.coaching, TODAY), 3),
    ):
        with django_assert_num_queries(queries):
            for row in rows:
                both = row.sides.all() if isinstance(row, Relationship) else row.relationship.sides.all()
                assert len([side.participant.known_as for side in both]) == 2
    with django_assert_num_queries(2):
        assert len(delivered_dose(cast.coaching)) == relationships


def test_dose_is_planned_up_to_the_day_beside_what_was_had(cast):
    made = factories.mia_and_sam(cast, begun=10)
    had(made, 1, 9)
    [dose] = delivered_dose(cast.coaching)
    assert (dose.planned, dose.planned_minutes, dose.minutes, dose.first_contact_on) == (
        2,
        75,
        15,
        days_ago(9),
    )
    [before] = delivered_dose(cast.coaching, days_ago(9 + 1))
    assert (before.planned, before.had, before.first_contact_on) == (1, (), None)
