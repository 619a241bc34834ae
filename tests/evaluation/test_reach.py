"""Targeted or universal: what is for some asks who carries it and shows the way on; what is for all, who does not come."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from alongside.evaluation.core.reach import bands_within, burden_of
from alongside.evaluation.queries.reach import language_name, names_of_language, reach_of
from alongside.programmes import actions
from alongside.programmes.queries import definition_of
from alongside.support_sessions.models import SupportSession
from tests import factories as cast_factories
from tests.evaluation import factories
from tests.stands import stand

if TYPE_CHECKING:
    from tests.conftest import Cast

AUDIENCE = """[audience]
reach = "{reach}"
for_everybody = "The walk on the quay, every Friday, for all."
languages = ["en", "ur"]
lowest_age = 18
highest_age = 70
"""


def reaches(cast: Cast, reach: str) -> None:
    stand(cast, end=AUDIENCE.format(reach=reach) if reach else "")


def people(cast: Cast, *, english: int, urdu: int) -> None:
    for number in range(english + urdu):
        member = factories.a_member(cast.coaching, f"Amina {number}")
        member.participant.languages = ["English"] if number < english else ["اردو"]
        member.participant.birth_year = 1990
        member.participant.save()


def results(cast: Cast) -> str:
    return cast.client("eve").get(reverse("evaluation:results", args=[cast.coaching.ref])).content.decode()


@pytest.mark.parametrize(
    ("reach", "carries", "comes"),
    [("", False, False), ("targeted", True, False), ("universal", False, True), ("both", True, True)],
)
def test_results_ask_what_the_programme_has_to_ask_itself(
    cast: Cast, reach: str, carries: bool, comes: bool
) -> None:
    reaches(cast, reach)
    people(cast, english=1, urdu=0)
    shown = results(cast)
    assert ("Who carries it" in shown) is carries
    assert ("Whom it is meant for, and whether they come" in shown) is comes
    assert ('href="#reach"' in shown) is (carries or comes)


def test_who_is_not_reached_is_told_without_a_small_number(cast: Cast) -> None:
    reaches(cast, "universal")
    people(cast, english=8, urdu=7)
    found = reach_of(cast.coaching, definition_of(cast.coaching), date(2026, 11, 1))
    assert found is not None
    assert found.come is not None
    assert [[cell["text"] for cell in row] for row in found.come.rows] == [
        ["English", "Yes, 8 or more"],
        ["Urdu", "Hardly: fewer than 8, or nobody"],
        ["18 to 24 years", "Hardly: fewer than 8, or nobody"],
        ["25 to 44 years", "Yes, 8 or more"],
        ["45 to 64 years", "Hardly: fewer than 8, or nobody"],
        ["65 to 70 years", "Hardly: fewer than 8, or nobody"],
    ]


@pytest.mark.parametrize(("supporters", "shown"), [(7, False), (8, True)])
def test_who_carries_it_is_counted_of_the_last_weeks_and_of_enough_people(
    cast: Cast, supporters: int, shown: bool
) -> None:
    reaches(cast, "targeted")
    today = timezone.localdate()
    for number in range(supporters):
        match = factories.a_match(
            factories.a_member(cast.coaching, f"Amina {number}"),
            factories.a_supporter(cast.coaching, f"Sol {number}"),
        )
        factories.contacts(match, 9 if number < 2 else 1)
    SupportSession.objects.filter(delivered_on__isnull=False).update(delivered_on=today - timedelta(days=9))
    old = SupportSession.objects.filter(number=9, status="delivered").first()
    assert old is not None
    SupportSession.objects.filter(pk=old.pk).update(delivered_on=today - timedelta(weeks=12))
    found = reach_of(cast.coaching, definition_of(cast.coaching), today)
    assert found is not None
    if not shown:
        assert found.carried is None
        return
    # 8 + 9 of the two who do most, of 23 contacts in all.
    assert (found.carried.people, found.carried.median, found.carried.share) == (8, 1, 74)
    assert "The busiest quarter carried 74% of all contacts." in re.sub(r"\s+", " ", results(cast))


def test_public_page_shows_the_way_from_what_is_for_some_to_what_is_for_all_and_back(cast: Cast) -> None:
    text = cast_factories.definition_text() + AUDIENCE.format(reach="universal")
    quay = actions.create_programme(
        organisation=cast.harbour, definition_text=text, name="Open Quay", discreet_name="Quay", by=cast.ada
    )
    actions.open_programme(programme=quay, by=cast.ada)
    for programme in (cast.coaching, quay):
        actions.show_programme(programme=programme, is_public=True, is_found_by_search=False, by=cast.ada)

    def public(ref: str) -> str:
        return cast.client(None).get(reverse("programmes:programme", args=[ref])).content.decode()

    reaches(cast, "targeted")
    some, everybody = public(cast.coaching.ref), public(quay.ref)
    assert "The walk on the quay, every Friday, for all." in some
    assert f'href="{reverse("programmes:programme", args=[quay.ref])}">Open Quay' in some
    assert "Places of their own" in everybody
    assert f'href="{reverse("programmes:programme", args=[cast.coaching.ref])}">' in everybody
    assert "The walk on the quay" not in everybody
    # What is not shown to everybody, or has not decided, is not shown here either.
    actions.show_programme(programme=quay, is_public=False, is_found_by_search=False, by=cast.ada)
    assert "Open Quay" not in public(cast.coaching.ref)
    reaches(cast, "")
    assert "For everybody" not in public(cast.coaching.ref)


def test_words_for_languages_and_ages() -> None:
    assert names_of_language("ur") == {"ur", "urdu", "اردو"}
    assert names_of_language("xx-YY") == {"xx-yy", "xx"}
    assert (language_name("zh-Hans"), language_name("xx")) == ("Simplified Chinese", "xx")
    assert bands_within(None, 20) == ((0, 15), (16, 20))
    assert burden_of([0, 0, 3], 2) is None
