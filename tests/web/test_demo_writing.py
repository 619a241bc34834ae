"""The demonstration has answers in people's own words, one coding that is done and one that waits."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import time_machine
from django.utils import timezone

from alongside.evaluation.models import CodingJob, OpenAnswer
from alongside.evaluation.queries.coding import coded, told, work_of
from alongside.safeguarding.models import Concern, Incoming
from alongside.web.actions.demo.calendar import Calendar
from alongside.web.actions.demo.writing import plan_writing
from tests.evaluation.coding import scene

if TYPE_CHECKING:
    from tests.conftest import Cast


def test_one_coding_is_done_and_one_waits_for_cleo(cast: Cast) -> None:
    for _number in range(9):
        scene.somebody(cast)
    for _number in range(8):
        scene.somebody(cast, "supporter")
    cleo = scene.coder(cast, "cleo")
    dice, last = Random(7), timezone.localdate()
    untouched = dice.getstate()
    world: Any = SimpleNamespace(coaching=cast.coaching, cora=cast.cora, people=cast.people)
    # Whoever the tests made has had their role since today.
    with time_machine.travel(timezone.now() + timedelta(days=80), tick=False) as traveller:
        calendar = Calendar(last, last + timedelta(days=80), dice, traveller)
        plan_writing(world, calendar)
        calendar.live(lambda: None)
        assert dice.getstate() == untouched
        done, waiting = CodingJob.objects.order_by("pk")
        found = told(coded(done))
        assert [side.people for side in found.sides] == [9, 8]
        assert found.unsettled == 1
        assert any(code.quotes for side in found.sides for code in side.codes)
        assert len(work_of(waiting, cleo).numbers) == 17
    assert OpenAnswer.objects.count() == 17
    # Nothing that people say here sounds like danger.
    assert not Incoming.objects.exclude(lane="").exists()
    assert not Concern.objects.exists()
