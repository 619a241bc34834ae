"""Work that happens later: jobs that are tried again, duties of the calendar, and what a killed worker left behind.

`django_tasks` gives a queue in the database, in the caller's transaction. This room adds what it leaves out: another
try after a failure, parking what keeps failing where a person sees it, running duties by the clock, and giving back
jobs whose worker died. Jobs run at least once, so each must be safe to run twice.
"""

from alongside.jobs.actions.duties import DUTIES, DutyDescription, duty, run_due_duties
from alongside.jobs.actions.queue import (
    LEASE,
    NotParked,
    give_back_orphans,
    job,
    prune_finished_work,
    try_parked_job_again,
    wake_up,
)
from alongside.jobs.actions.worker import EmbeddedWorker, WorkLoop

__all__ = [
    "DUTIES",
    "LEASE",
    "DutyDescription",
    "EmbeddedWorker",
    "NotParked",
    "WorkLoop",
    "duty",
    "give_back_orphans",
    "job",
    "prune_finished_work",
    "run_due_duties",
    "try_parked_job_again",
    "wake_up",
]
