"""Whether the site does what nobody would notice if it did not, for a watch that stands outside it."""

from __future__ import annotations

from django.utils import timezone

from alongside.jobs.queries import is_work_standing_still
from alongside.safeguarding.queries.on_call import calls_that_reach_nobody, unseen_too_long


def what_is_wrong() -> list[str]:
    """In words for the log, which name nobody and no programme; empty while all is well."""
    now = timezone.now()
    checks = (
        ("an urgent concern is unseen for longer than was promised", unseen_too_long(now).exists()),
        ("an alarm calls and no call leaves the site", bool(calls_that_reach_nobody(now))),
        ("the work in the background stands still", is_work_standing_still()),
    )
    return [words for words, is_so in checks if is_so]
