from __future__ import annotations

from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from alongside.audit import actions as audit
from alongside.evaluation.models import Result
from alongside.evaluation.queries.parts import Part
from alongside.evaluation.queries.results import content_of, part_named, work_out
from alongside.jobs.actions import job
from alongside.people.models import Person
from alongside.programmes.models import Programme


@transaction.atomic
def ask_for_result(*, programme: Programme, part: Part, by: Person) -> Result:
    """Have today's result of many people worked out by a job. Asking again on the same day changes nothing."""
    result, new = Result.objects.get_or_create(
        programme=programme, part=part.key, as_of=timezone.localdate(), defaults={"asked_by": by}
    )
    if new:
        audit.record("result_asked_for", by=by, subject=result, part=part.key)
        work_out_result_job.enqueue(result.pk)
    return result


@job()
def work_out_result_job(result_id: int) -> None:
    """Fill a result that is not ready yet; a second run finds it ready and does nothing."""
    result = (
        Result.objects.select_related("programme__organisation", "programme__definition")
        .filter(pk=result_id, ready_at__isnull=True)
        .first()
    )
    if result is None:
        return
    part = part_named(result.programme, result.part)
    found = work_out(result.programme, part, result.as_of)
    if part.key != result.part:
        found = replace(found, page=None, fault="these people may no longer be looked at apart")
    Result.objects.filter(pk=result.pk, ready_at__isnull=True).update(
        ready_at=timezone.now(),
        content=content_of(found.page) if found.page else {},
        fault=found.fault,
        code_version=found.code_version,
        data_hash=found.data_hash,
    )
