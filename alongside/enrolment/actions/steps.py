"""The long work on a spreadsheet, step by step. Each step is one transaction and one job, which enqueues the next.

A worker that is killed loses at most the step it was in: the queue gives the job back, and the duty below starts
again whatever has been silent for a while. A step that is run twice finds nothing left to do.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from alongside.audit.actions import record
from alongside.common.privacy import WORK_KEPT_FOR
from alongside.enrolment.actions.bringing_in import bring_in_step
from alongside.enrolment.actions.checking import check_step
from alongside.enrolment.actions.undoing import undo_step
from alongside.enrolment.models import ImportRow, ImportStatus, SpreadsheetImport
from alongside.enrolment.queries.spreadsheets import RUNNING, counts_of
from alongside.jobs.actions import duty, job
from alongside.jobs.queries import parked_jobs

log = logging.getLogger(__name__)
SILENT_FOR = timedelta(minutes=2)
ERASED: dict[str, Any] = {"content": b"", "content_hash": "", "mapping": {}, "notes": []}
"""What a sheet is left with when its file and what was read from it are erased; its name is another matter."""
STEPS = {
    ImportStatus.CHECKING: check_step,
    ImportStatus.IMPORTING: bring_in_step,
    ImportStatus.UNDOING: undo_step,
}


def take_step(spreadsheet_id: int) -> bool:
    """Take one step of whatever the import is in. False when there is nothing more to do."""
    spreadsheet = (
        SpreadsheetImport.objects.select_for_update(of=("self",))
        .select_related("programme__organisation", "programme__definition", "worked_by")
        .filter(pk=spreadsheet_id, status__in=RUNNING)
        .first()
    )
    if spreadsheet is None:
        return False
    step = ImportStatus(spreadsheet.status)
    done = STEPS[step](spreadsheet)
    SpreadsheetImport.objects.filter(pk=spreadsheet.pk).update(heartbeat_at=timezone.now())
    if done:
        record(
            {
                ImportStatus.CHECKING: "spreadsheet_checked",
                ImportStatus.IMPORTING: "spreadsheet_brought_in",
                ImportStatus.UNDOING: "spreadsheet_undone",
            }[step],
            by=spreadsheet.worked_by,
            subject=spreadsheet,
            rows=counts_of(spreadsheet).by_outcome,
        )
    return not done


class StepFailed(Exception):
    """A step of an import failed. Says which import and what kind of fault, and nothing of the sheet."""


@job()
def continue_import_job(spreadsheet_id: int) -> None:
    try:
        goes_on = take_step(spreadsheet_id)
    except Exception as error:  # noqa: BLE001 - whatever it is, its words must not reach the log
        # The words of an error of the database quote the row, and would end in the log.
        raise StepFailed(f"import {spreadsheet_id}: {type(error).__name__}") from None
    if goes_on:
        continue_import_job.enqueue(spreadsheet_id)


def is_parked(spreadsheet_id: int) -> bool:
    """Whether the steps of this import failed so often that nothing tries them again by itself."""
    return (
        parked_jobs()
        .filter(job=continue_import_job.module_path, arguments={"args": [spreadsheet_id], "kwargs": {}})
        .exists()
    )


@duty("continue_imports", every=timedelta(minutes=1))
def continue_imports() -> None:
    """Go on with imports whose worker has been silent, and say so of those that failed too often to go on."""
    silent = SpreadsheetImport.objects.filter(
        status__in=RUNNING, heartbeat_at__lt=timezone.now() - SILENT_FOR
    )
    for pk in silent.values_list("pk", flat=True):
        if is_parked(pk):
            SpreadsheetImport.objects.filter(pk=pk, status__in=RUNNING).update(
                failed_step=F("status"), status=ImportStatus.FAILED
            )
            log.error("import %s stopped by a fault", pk)
            continue
        # Moved first, so that two schedulers do not start it twice.
        if silent.filter(pk=pk).update(heartbeat_at=timezone.now()):
            continue_import_job.enqueue(pk)


@duty("erase_finished_imports", every=timedelta(hours=6))
def erase_finished_imports() -> None:
    """Erase the file and all that was read from it 90 days after the work ended or was left lying. Counts stay."""
    old = (
        SpreadsheetImport.objects.exclude(status__in=RUNNING)
        .annotate(last=Coalesce("finished_at", "heartbeat_at", "uploaded_at"))
        .filter(last__lt=timezone.now() - WORK_KEPT_FOR)
    )
    for spreadsheet in old.filter(erased_at__isnull=True).defer("content"):
        erase_import(spreadsheet)
    # Of a sheet that was put away everything else went at once.
    old.filter(status=ImportStatus.PUT_AWAY).exclude(filename="").update(filename="")


def erase_import(spreadsheet: SpreadsheetImport) -> None:
    """Once erased, an import can no longer be undone."""
    erased = SpreadsheetImport.objects.filter(
        ~Q(status__in=RUNNING), pk=spreadsheet.pk, erased_at__isnull=True
    ).update(**ERASED, filename="", erased_at=timezone.now())
    if not erased:
        return
    ImportRow.objects.filter(spreadsheet=spreadsheet).update(values={}, remarks=[], proposals=[], filled={})
    record("spreadsheet_erased", by=None, subject=spreadsheet)
