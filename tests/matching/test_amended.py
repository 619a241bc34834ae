"""After an amendment, a relationship that runs is looked back on, and rests, by the version that it runs under."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from alongside.matching import actions
from alongside.matching.models import Relationship
from alongside.matching.queries.relationships import long_pauses, reviews_due
from alongside.programmes.actions import add_intake, move_intake, put_into_intake
from alongside.programmes.models import Intake, Programme
from tests import factories
from tests.matching.factories import begun
from tests.programmes.test_amendments import amended

if TYPE_CHECKING:
    from tests.conftest import Cast

REVIEW, PAUSE = 'review_before = "P2W"', 'longest_pause = "P4W"'


def without(*lines: str) -> str:
    """The next version of the coaching model, without these rules."""
    text = factories.definition_text().replace('version = "1.0"', 'version = "1.1"', 1)
    for line in lines:
        assert line in text
        text = text.replace(f"{line}\n", "", 1)
    return text


def amend(cast: Cast, text: str) -> Programme:
    amended(cast.coaching, cast.ada, text=text, on=timezone.localdate())
    return Programme.objects.select_related("definition").get(pk=cast.coaching.pk)


def in_intake(cast: Cast) -> Intake:
    """Mia's intake, which began before today."""
    began = timezone.localdate() - timedelta(days=60)
    intake = add_intake(programme=cast.coaching, name="Autumn", starts_on=began, ends_on=None, by=cast.ada)
    put_into_intake(place=cast.mia_member, intake=intake, by=cast.ada)
    return intake


def ends_in(row: Relationship, days: int) -> Relationship:
    Relationship.objects.filter(pk=row.pk).update(planned_end_on=timezone.localdate() + timedelta(days=days))
    row.refresh_from_db()
    return row


def test_reviews_are_due_by_the_version_under_which_each_pair_began(cast: Cast) -> None:
    today = timezone.localdate()
    old = ends_in(begun(cast.mia_member, cast.sam_supporter, on=today - timedelta(days=30)), 10)
    programme = amend(cast, without().replace(REVIEW, 'review_before = "P1W"'))
    new = ends_in(begun(factories.member(programme), factories.supporter(programme)), 10)
    assert list(reviews_due(programme, today)) == [old]
    assert list(reviews_due(programme, today + timedelta(days=3))) == [old, new]


def test_reviews_that_the_next_version_drops_stay_with_who_began_before(cast: Cast) -> None:
    today = timezone.localdate()
    old = ends_in(begun(cast.mia_member, cast.sam_supporter, on=today - timedelta(days=30)), 10)
    programme = amend(cast, without(REVIEW))
    ends_in(begun(factories.member(programme), factories.supporter(programme)), 10)
    assert list(reviews_due(programme, today)) == [old]


def test_review_of_an_intake_follows_the_intake_until_it_is_moved(cast: Cast) -> None:
    today, intake = timezone.localdate(), in_intake(cast)
    programme = amend(cast, without().replace(REVIEW, 'review_before = "P1W"'))
    # Begun today, but in an intake that runs under the first version.
    pair = ends_in(begun(cast.mia_member, cast.sam_supporter, on=today), 10)
    assert list(reviews_due(programme, today)) == [pair]
    move_intake(intake=intake, why="They asked for it.", by=cast.ada)
    assert list(reviews_due(programme, today)) == []


def test_pauses_are_long_by_the_version_under_which_each_pair_began(cast: Cast) -> None:
    today = timezone.localdate()
    old = begun(cast.mia_member, cast.sam_supporter, on=today - timedelta(days=30))
    actions.pause_relationship(relationship=old, side=None, by=cast.cora)
    programme = amend(cast, without().replace(PAUSE, 'longest_pause = "P8W"'))
    new = begun(factories.member(programme), factories.supporter(programme))
    actions.pause_relationship(relationship=new, side=None, by=cast.cora)
    assert list(long_pauses(programme, today + timedelta(days=28))) == [old]
    assert set(long_pauses(programme, today + timedelta(days=56))) == {old, new}


@pytest.mark.parametrize("pairs", [1, 3])
def test_reviews_ask_the_database_as_often_for_many(
    cast: Cast, pairs: int, django_assert_num_queries
) -> None:
    in_intake(cast)
    for _ in range(pairs):
        ends_in(begun(factories.member(cast.coaching), factories.supporter(cast.coaching)), 5)
    programme = amend(cast, without().replace(REVIEW, 'review_before = "P1W"'))
    # Amendments, intakes, the pairs, whose intake; then the list with its sides and rests.
    with django_assert_num_queries(7):
        list(reviews_due(programme, timezone.localdate()))
