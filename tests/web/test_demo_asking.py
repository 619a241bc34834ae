"""The demonstration has two people who ask from outside, made without a throw of the dice of its year."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import time_machine
from django.test import Client
from django.utils import timezone

from alongside.joining.queries.requests import waiting_requests
from alongside.safeguarding.models import Incoming
from alongside.web.actions.demo.asking import plan_asking
from alongside.web.actions.demo.calendar import Calendar

if TYPE_CHECKING:
    from tests.conftest import Cast


def test_two_people_wait_and_the_first_page_and_today_show_it(cast: Cast) -> None:
    dice, last = Random(7), timezone.localdate()
    untouched = dice.getstate()
    world: Any = SimpleNamespace(coaching=cast.coaching, cora=cast.cora)
    with time_machine.travel(timezone.now() - timedelta(days=40), tick=False) as traveller:
        calendar = Calendar(last - timedelta(days=40), last, dice, traveller)
        plan_asking(world, calendar)
        calendar.live(lambda: None)
    assert dice.getstate() == untouched
    waiting = list(waiting_requests(cast.coaching))
    assert [(each.answers["name"], each.kind) for each in waiting] == [
        ("Grace Adeyemi", "member"),
        ("Tom Brierley", "supporter"),
    ]
    assert not Incoming.objects.exclude(lane="").exists()
    today = cast.client("cora").get(f"/p/{cast.coaching.ref}/today/").text
    assert "Grace Adeyemi" in today
    assert "Tom Brierley" in today
    assert "Find peer support" in Client().get("/").text
