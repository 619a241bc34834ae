"""What happened before a story begins: lived through the product's own actions, on the days on which it happened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import TYPE_CHECKING

import time_machine
from django.utils import timezone

from tests import factories
from tests.journeys.conftest import Walk
from tests.matching.factories import relationship_of

if TYPE_CHECKING:
    from alongside.matching.models import Relationship
    from tests.conftest import Cast


@contextmanager
def days_earlier(days: int) -> Iterator[None]:
    """All that is done inside happens so many days before today."""
    with time_machine.travel(timezone.now() - timedelta(days=days), tick=True):
        yield


def day(days_from_now: int) -> date:
    return timezone.localdate() + timedelta(days=days_from_now)


def cast_of_half_a_year() -> Cast:
    """The cast, in a programme that has been open for half a year."""
    with days_earlier(182):
        return factories.whole_cast()


def mia_and_sam_began(cast: Cast, *, days_ago: int) -> Relationship:
    """Mia asked, a round proposed Sam, both said yes: so many days ago."""
    with days_earlier(days_ago):
        return relationship_of(cast.mia_member, cast.sam_supporter, cast.cora)


def is_shut_to(walk: Walk, path: str) -> None:
    """Whoever walks here gets the page that says that there is nothing, as for an address that never was."""
    answer = walk.page.goto(f"{walk.site}{path}")
    assert answer is not None
    assert answer.status == 404, f"{path} is open: {answer.status}"
