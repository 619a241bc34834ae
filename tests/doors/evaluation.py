from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from alongside.evaluation.actions import trials
from alongside.evaluation.actions.releases import publish
from alongside.evaluation.queries.releases import draft_of, releases_of
from alongside.evaluation.queries.trials import trial_of
from alongside.matching.actions import request_support
from alongside.matching.models import SupportRequest
from tests import factories
from tests.doors.programmes import STAFF_AND_PARTIES
from tests.doors.row import programme, row
from tests.evaluation.factories import agrees
from tests.evaluation.trial_plan import ANSWERS, asked_after_twelve_weeks, scored


def planned(cast: Any) -> dict[str, Any]:
    if trial_of(cast.coaching) is None:
        asked_after_twelve_weeks(cast)
        opens = timezone.localdate() + timedelta(days=200)
        trials.plan_trial(programme=cast.coaching, answers={**ANSWERS, "opens_on": opens}, by=cast.eve)
    return programme(cast)


def fixed(cast: Any) -> dict[str, Any]:
    where = planned(cast)
    trial = trial_of(cast.coaching)
    if not trial.fixed_at:
        trials.fix_protocol(trial=trial, by=cast.eve)
    return where


def opened(cast: Any) -> dict[str, Any]:
    where = fixed(cast)
    trial = trial_of(cast.coaching)
    trial.opens_on = timezone.localdate()
    trial.save()
    return where


def closed(cast: Any) -> dict[str, Any]:
    where = fixed(cast)
    trial = trial_of(cast.coaching)
    if not trial.closed_at:
        trials.close_allocation(trial=trial, by=cast.eve)
    return {**where, "what": "log"}


def somebody_waits(cast: Any) -> dict[str, Any]:
    where = fixed(cast)
    member = factories.member(cast.coaching)
    agrees(cast.coaching, member.participant)
    return {**where, "pk": request_support(member=member, by=cast.cora).pk}


def somebody_waits_by_plan(cast: Any) -> dict[str, Any]:
    """Somebody whom chance gave a later day: it may take a few until one is."""
    today = timezone.localdate()
    while True:
        where = somebody_waits(cast)
        request = SupportRequest.objects.get(pk=where["pk"])
        scored(request.member, "baseline", 5.0, is_baseline=True)
        line = trials.allocate(
            trial=trial_of(cast.coaching),
            request=request,
            levels={"Town": "north"},
            eligible_on=today,
            agreed_on=today,
            by=cast.cora,
        )
        if line.content["arm"] == "later":
            return {**programme(cast), "pk": line.pk}


def published(cast: Any) -> dict[str, Any]:
    where = programme(cast)
    if not releases_of(cast.coaching):
        publish(programme=cast.coaching, seen=draft_of(cast.coaching).data_hash, by=cast.eve)
    return {**where, "number": 1}


ROWS = [
    row("evaluation:delivered", "cora eve", kwargs=programme),
    row("evaluation:results", "cora eve", kwargs=programme),
    row("evaluation:refresh_result", "cora eve", kwargs=programme, method="post"),
    row("evaluation:export", "eve", kwargs=programme),
    row("evaluation:export", "eve", kwargs=programme, method="post"),
    row("evaluation:conduct", "cora eve", kwargs=programme),
    row("evaluation:reports", "cora eve", kwargs=programme),
    row("evaluation:schedule", "cora eve", kwargs=programme),
    row("evaluation:checklist", "cora eve", kwargs=lambda cast: {**programme(cast), "which": "strobe"}),
    row("evaluation:checklist", "cora eve", kwargs=lambda cast: {**fixed(cast), "which": "consort"}),
    row(
        "evaluation:checklist_file",
        "cora eve",
        kwargs=lambda cast: {**programme(cast), "which": "harms", "form": "docx"},
    ),
    row("evaluation:found", STAFF_AND_PARTIES, kwargs=programme),
    row("evaluation:found_before", STAFF_AND_PARTIES, kwargs=published),
    row("evaluation:found_file", STAFF_AND_PARTIES, kwargs=published),
    row("evaluation:publish_result", "ada eve", kwargs=programme),
    row("evaluation:publish_result", "ada eve", kwargs=programme, method="post"),
    row("evaluation:take_back_result", "ada eve", kwargs=published),
    row("evaluation:take_back_result", "ada eve", kwargs=published, method="post"),
    row("evaluation:trial", "cora eve", kwargs=programme),
    row("evaluation:trial", "cora eve", kwargs=fixed),
    row("evaluation:plan_trial", "eve", kwargs=programme),
    row("evaluation:plan_trial", "eve", kwargs=programme, method="post"),
    row("evaluation:fix_trial", "eve", kwargs=planned),
    row("evaluation:fix_trial", "eve", kwargs=planned, method="post"),
    row("evaluation:amend_trial", "eve", kwargs=fixed),
    row("evaluation:amend_trial", "eve", kwargs=fixed, method="post"),
    row("evaluation:close_trial", "eve", kwargs=fixed),
    row("evaluation:close_trial", "eve", kwargs=fixed, method="post"),
    row("evaluation:groups_apart", "eve", kwargs=opened),
    row("evaluation:groups_apart", "eve", kwargs=opened, method="post"),
    row("evaluation:trial_log", "eve", kwargs=closed),
    row("evaluation:to_allocate", "cora", kwargs=fixed),
    row("evaluation:allocate", "cora", kwargs=somebody_waits),
    row("evaluation:allocate", "cora", kwargs=somebody_waits, method="post"),
    row("evaluation:support_early", "cora", kwargs=somebody_waits_by_plan),
    row("evaluation:support_early", "cora", kwargs=somebody_waits_by_plan, method="post"),
]
