"""After an amendment, whoever was ready to lead a group that runs may go on leading it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from alongside.support_sessions.models import Group
from alongside.support_sessions.queries.groups import could_lead, leads_of, what_leads_lack
from alongside.training.core.readiness import GapCode
from tests.programmes.test_amendments import amended
from tests.support_sessions import groups

if TYPE_CHECKING:
    from tests.conftest import Cast

MORE_TRAINING = """
[[training]]
key = "new-and-needed"
title = "Leading a group when somebody is upset"
category = "communication_skills"
hours = 2.0
core = true
"""


def test_training_that_the_next_version_demands_is_not_demanded_of_a_group_that_runs(cast: Cast) -> None:
    today, running = timezone.localdate(), groups.running(cast, with_cast=False)
    assert what_leads_lack(leads_of(running, today), running, today) == {}
    text = groups.definition().replace('version = "1.0"', 'version = "1.1"', 1) + MORE_TRAINING
    amended(running.programme, cast.ada, text=text, on=today)
    running = Group.objects.select_related("programme__definition").get(pk=running.pk)
    new = groups.group(cast, running.programme)
    leads = leads_of(running, today)
    assert what_leads_lack(leads, running, today) == {}
    lacking = what_leads_lack(leads, new, today)
    assert len(lacking) == len(leads) == 2
    assert {gap.code for gaps in lacking.values() for gap in gaps} == {GapCode.CORE_TRAINING}
    names = {lead.supporter.participant.name for lead in leads if lead.supporter}
    assert {one.name for one in could_lead(running) if not one.gaps} >= names
    assert not {one.name for one in could_lead(new) if not one.gaps} & names
