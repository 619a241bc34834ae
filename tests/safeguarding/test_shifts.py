"""Reading what hurts has a limit in each shift, and somebody to talk with afterwards."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from alongside.programmes.actions import grant_role
from alongside.roles.permissions import Role
from alongside.safeguarding.actions.words_waiting import EnoughForToday, claim_words
from alongside.safeguarding.models import Incoming
from alongside.safeguarding.queries import MOST_IN_A_SHIFT, hard_words_read
from tests import factories as house
from tests.safeguarding import factories

if TYPE_CHECKING:
    from tests.conftest import Cast


def second_lead(cast: Cast) -> None:
    cast.people["winston"] = house.person("winston")
    grant_role(
        person=cast.people["winston"], organisation=cast.harbour, role=Role.SAFEGUARDING_LEAD, by=cast.ada
    )


def after_a_hard_shift(cast: Cast) -> Incoming:
    for _number in range(MOST_IN_A_SHIFT):
        claim_words(row=factories.words(cast), by=cast.sasha)
    return factories.words(cast)


def test_after_many_hard_words_the_next_goes_to_somebody_else(cast: Cast) -> None:
    second_lead(cast)
    row = after_a_hard_shift(cast)
    with pytest.raises(EnoughForToday) as enough:
        claim_words(row=row, by=cast.sasha)
    assert enough.value.others == ["Winston"]
    page = reverse("safeguarding:claim_words", args=[cast.coaching.ref, row.pk])
    answer = cast.client("sasha").post(page, follow=True)
    assert "Take a break, and leave this one to Winston." in answer.text
    claim_words(row=row, by=cast.people["winston"])
    with time_machine.travel(timezone.now() + timedelta(hours=8, minutes=1), tick=False):
        assert hard_words_read(cast.sasha, timezone.now()) == 0


def test_what_is_late_or_has_nobody_else_may_always_be_read(cast: Cast) -> None:
    row = after_a_hard_shift(cast)
    claim_words(row=row, by=cast.sasha)  # alone: somebody must
    second_lead(cast)
    late = factories.words(cast)
    assert late.due_at is not None
    with time_machine.travel(late.due_at + timedelta(minutes=1), tick=False):
        claim_words(row=late, by=cast.sasha)
    assert late.claimed_by == cast.sasha


def test_after_hard_words_the_page_says_whom_to_talk_with(cast: Cast) -> None:
    second_lead(cast)
    row = factories.words(cast)
    claim_words(row=row, by=cast.sasha)
    page = reverse("safeguarding:settle_words", args=[cast.coaching.ref, row.pk])
    answer = cast.client("sasha").post(page, {"outcome": "read"}, follow=True)
    assert "talk about it today: with Winston" in answer.text
