"""Long lists: 25 on a page, counted up to a limit, and reachable to the last row all the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.test import RequestFactory

from alongside.common import lists
from alongside.common.lists import HowMany, how_many, page_of
from alongside.programmes.models import Participant
from tests.factories import participant

if TYPE_CHECKING:
    from tests.conftest import Cast


@pytest.fixture
def sixty(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> list[Participant]:
    """Sixty people, where nothing is counted beyond 30."""
    monkeypatch.setattr(lists, "COUNTED", 30)
    return [participant(cast.elsewhere, f"Zed {number:02}") for number in range(60)]


def page(number: object = None) -> lists.Page[Participant]:
    address = f"/?page={number}" if number is not None else "/"
    rows = Participant.objects.filter(name__startswith="Zed").order_by("name")
    return page_of(RequestFactory().get(address), rows)


def test_a_count_stops_at_the_limit_and_says_so(sixty: list[Participant]) -> None:
    assert how_many(Participant.objects.filter(pk__in=[one.pk for one in sixty[:30]])) == HowMany(30)
    found = how_many(Participant.objects.filter(name__startswith="Zed"))
    assert found == HowMany(30, or_more=True)
    assert (str(found), str(HowMany(1_000, or_more=True)), str(HowMany(7))) == ("30+", "1,000+", "7")
    assert not HowMany(0)


def test_rows_beyond_the_count_are_reached_page_by_page(sixty: list[Participant]) -> None:
    seen, now = [], page()
    while True:
        seen += list(now)
        if not now.has_next():
            break
        now = page(now.next_page_number())
    assert seen == sixty
    assert now.number == 3
    assert now.previous_page_number() == 2


@pytest.mark.parametrize(("asked", "given"), [("nonsense", 1), ("0", 2), ("-3", 2), ("4", 2), ("3", 3)])
def test_no_such_page_is_the_nearest_there_is(sixty: list[Participant], asked: str, given: int) -> None:
    assert len(sixty) == 60
    assert page(asked).number == given


def test_a_page_asks_the_same_few_questions_however_long_the_list(
    sixty: list[Participant], django_assert_num_queries: Callable[..., object]
) -> None:
    with django_assert_num_queries(2):
        assert len(list(page())) == 25
    Participant.objects.filter(pk__in=[one.pk for one in sixty[3:]]).delete()
    with django_assert_num_queries(2):
        assert len(list(page())) == 3
