"""After an amendment, nobody in the middle of a series is asked other questions than those that they began with."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from alongside.measures import actions
from alongside.measures.queries.people import people_of
from alongside.measures.queries.sets import due_for
from alongside.programmes.actions import add_intake, move_intake, put_into_intake
from alongside.programmes.models import Programme
from tests import factories
from tests.enrolment.factories import answer, say_yes
from tests.measures.factories import consenting_member, ended, relationship, response, responses
from tests.programmes.test_amendments import amended

if TYPE_CHECKING:
    from datetime import date

    from tests.conftest import Cast

MEMBERS_BASELINE = 'instruments = ["ucla_3", "ons_loneliness_direct", "semcd_6", "personal_goals"]'
OTHER_BASELINE = MEMBERS_BASELINE.replace('"ucla_3", ', "")


def next_version(*changes: tuple[str, str]) -> str:
    text = factories.definition_text().replace('version = "1.0"', 'version = "1.1"', 1)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


SHORTER = (
    (MEMBERS_BASELINE, OTHER_BASELINE),
    ('key = "week-8"\ntitle = "After 8 weeks"', 'key = "week-4"\ntitle = "After 4 weeks"'),
    ('offset = "P8W"', 'offset = "P4W"'),
)


def amend(cast: Cast, *changes: tuple[str, str]) -> Programme:
    amended(cast.coaching, cast.ada, text=next_version(*changes), on=timezone.localdate())
    return Programme.objects.select_related("definition").get(pk=cast.coaching.pk)


def ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


def joined(cast: Cast, on: date) -> None:
    for place in (cast.mia_member, cast.sam_supporter):
        type(place).objects.filter(pk=place.pk).update(joined_on=on)
        place.refresh_from_db()
        say_yes(place.participant, cast.coaching)


def asked_of(participant, wave: str) -> set[str]:
    return {row.instrument for row in responses(participant, wave)}


def test_who_joined_before_is_asked_the_questions_that_they_began_with(cast: Cast) -> None:
    joined(cast, ago(60))
    relationship(cast.mia_member, cast.sam_supporter, started_on=ago(56), first_contact_on=ago(56))
    programme = amend(cast, *SHORTER)
    new = consenting_member(programme)
    actions.schedule_responses(programme=programme)
    assert "ucla_3" in asked_of(cast.mia_participant, "week-8")
    assert "relationship_fit_member" in asked_of(cast.mia_participant, "week-8")
    assert asked_of(cast.mia_participant, "week-4") == set()
    assert "ucla_3" not in asked_of(new.participant, "baseline")
    assert [one.title for one in due_for(cast.mia_participant, programme)] == ["After 8 weeks"]


def test_questions_about_a_relationship_follow_the_version_under_which_it_began(cast: Cast) -> None:
    joined(cast, ago(60))
    old = relationship(cast.mia_member, cast.sam_supporter, started_on=ago(56), first_contact_on=ago(56))
    ended(old, ago(40), "rematch")
    programme = amend(cast, *SHORTER)
    later = timezone.localdate() + timedelta(weeks=4)
    new = relationship(cast.mia_member, factories.supporter(programme))
    actions.schedule_responses(programme=programme, on=later)
    rows = responses(cast.mia_participant, "week-4")
    assert rows
    assert {row.relationship_id for row in rows} == {new.pk}
    assert "ucla_3" in asked_of(cast.mia_participant, "week-8")


def test_intake_that_runs_is_asked_as_before_until_it_is_moved(cast: Cast) -> None:
    intake = add_intake(programme=cast.coaching, name="Autumn", starts_on=ago(20), ends_on=None, by=cast.ada)
    put_into_intake(place=cast.mia_member, intake=intake, by=cast.ada)
    programme = amend(cast, *SHORTER)
    type(cast.mia_member).objects.filter(pk=cast.mia_member.pk).update(joined_on=timezone.localdate())
    say_yes(cast.mia_participant, programme)
    place = people_of(programme).places[cast.mia_participant.pk, False]
    assert "ucla_3" in place.asked.waves[0].instruments
    move_intake(intake=intake, why="They asked for it.", by=cast.ada)
    place = people_of(programme).places[cast.mia_participant.pk, False]
    assert "ucla_3" not in place.asked.waves[0].instruments


def test_intake_moved_in_the_middle_misses_nothing_that_nobody_asked(cast: Cast) -> None:
    joined(cast, ago(60))
    intake = add_intake(programme=cast.coaching, name="Autumn", starts_on=ago(60), ends_on=None, by=cast.ada)
    put_into_intake(place=cast.mia_member, intake=intake, by=cast.ada)
    relationship(cast.mia_member, cast.sam_supporter, started_on=ago(56), first_contact_on=ago(56))
    actions.schedule_responses(programme=cast.coaching)
    begun = response(cast.mia_participant, "ons_loneliness_direct", wave="week-8")
    type(begun).objects.filter(pk=begun.pk).update(status="started")
    assert "ucla_3" in asked_of(cast.mia_participant, "week-8")
    programme = amend(cast, *SHORTER)
    move_intake(intake=intake, why="They asked for it.", by=cast.ada)
    for _time in range(2):
        actions.schedule_responses(programme=programme)
    # What they had begun they may finish; what nobody had begun is asked no more; week 4 is over, and not missed.
    assert asked_of(cast.mia_participant, "week-8") == {"ons_loneliness_direct"}
    assert asked_of(cast.mia_participant, "week-4") == set()


def test_baseline_stays_one_where_the_next_version_asks_none(cast: Cast) -> None:
    joined(cast, ago(5))
    actions.schedule_responses(programme=cast.coaching)
    row = response(cast.mia_participant, "ucla_3")
    actions.save_answers(
        response=row, answers={"companionship": 2, "left_out": 3, "isolated": 2}, by=cast.mia
    )
    actions.hand_in(responses=[row], by=cast.mia)
    programme = amend(cast, ('key = "baseline"', 'key = "first"'))
    actions.schedule_responses(programme=programme)
    row.refresh_from_db()
    assert row.is_baseline
    assert asked_of(cast.mia_participant, "first") == set()


PURPOSE = "contact_after_end"


@pytest.mark.parametrize("agreed", [True, False])
def test_who_agreed_to_be_asked_later_is_asked_though_the_next_version_has_no_such_question(
    cast: Cast, agreed: bool
) -> None:
    joined(cast, ago(200))
    answer(cast.mia_participant, cast.coaching, PURPOSE, given=agreed)
    row = relationship(cast.mia_member, cast.sam_supporter, started_on=ago(190), first_contact_on=ago(190))
    ended(row, row.planned_end_on, "planned")
    type(cast.mia_member).objects.filter(pk=cast.mia_member.pk).update(
        status="left", left_on=row.planned_end_on, left_reason="finished"
    )
    programme = amend(cast, (f'key = "{PURPOSE}"', 'key = "newsletter"'))
    day = row.planned_end_on + timedelta(days=95)
    actions.schedule_responses(programme=programme, on=day)
    assert bool(asked_of(cast.mia_participant, "after")) is agreed


@pytest.mark.parametrize("members", [1, 3])
def test_amended_programme_asks_the_database_as_often_for_many(
    cast: Cast, members: int, django_assert_num_queries
) -> None:
    intake = add_intake(programme=cast.coaching, name="Autumn", starts_on=ago(20), ends_on=None, by=cast.ada)
    for _ in range(members):
        member = consenting_member(cast.coaching)
        put_into_intake(place=member, intake=intake, by=cast.ada)
        relationship(member, factories.supporter(cast.coaching))
    programme = amend(cast, *SHORTER)
    with django_assert_num_queries(8):
        people_of(programme)
