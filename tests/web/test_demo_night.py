"""The demonstration's safeguarding desk: somebody is on call, a practised night has its report, and words wait."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import time_machine
from django.utils import timezone

from alongside.programmes.actions import grant_role
from alongside.roles.permissions import Role
from alongside.safeguarding.models import Concern, Incoming, Rehearsal
from alongside.safeguarding.queries import stale_contacts
from alongside.web.actions.demo.build import _jobs_done_at_once
from alongside.web.actions.demo.calendar import Calendar
from alongside.web.actions.demo.night import WAITS, plan_night
from tests import factories as house
from tests.conversations.factories import mia_and_sam
from tests.journeys.lived import days_earlier

if TYPE_CHECKING:
    from tests.conftest import Cast


def test_a_stranger_who_is_the_lead_sees_a_living_desk(db: None) -> None:
    with days_earlier(60):
        cast: Cast = house.whole_cast()
        cast.people["winston"] = house.person("winston")
        grant_role(
            person=cast.people["winston"], organisation=cast.harbour, role=Role.SAFEGUARDING_LEAD, by=cast.ada
        )
        mia_and_sam(cast)
    dice, last = Random(7), timezone.localdate()
    untouched = dice.getstate()
    world: Any = SimpleNamespace(coaching=cast.coaching, people=cast.people)
    start = timezone.now() - timedelta(days=20)
    with _jobs_done_at_once(), time_machine.travel(start, tick=False) as traveller:
        calendar = Calendar(last - timedelta(days=20), last, dice, traveller)
        plan_night(world, calendar)
        calendar.live(lambda: None)
    assert dice.getstate() == untouched
    practice = Rehearsal.objects.get()
    assert practice.report["counted"] == {"done": 12, "late": 0, "missed": 0}
    assert {row["key"]: row["minutes"] for row in practice.report["steps"]}["answered"] == 4
    waits = Incoming.objects.get(settled_at__isnull=True, due_at__isnull=False, rehearsal__isnull=True)
    assert (waits.words, waits.lane) == (WAITS, "P2")
    assert not Concern.objects.filter(rehearsal__isnull=True).exists()
    assert stale_contacts(cast.coaching, last)
    desk = cast.client("sasha").get(f"/p/{cast.coaching.ref}/words/").text
    assert "A private message" in desk
    assert (
        "Help contacts that nobody has checked"
        in cast.client("cora").get(f"/p/{cast.coaching.ref}/today/").text
    )
