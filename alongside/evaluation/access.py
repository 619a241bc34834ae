"""The doors of trials and of what was published. Refusal is 404."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404

from alongside.evaluation.models import Release, Trial, TrialLine
from alongside.evaluation.queries.trials import Candidate, allocations, candidate, trials_of, waits_by_plan
from alongside.people.http import Visitor
from alongside.programmes.access import access_programme
from alongside.roles.permissions import Permission


def access_trial(visitor: Visitor, ref: str, permission: Permission) -> Trial:
    """The trial of a programme, for somebody whose role there grants the permission."""
    programme = access_programme(visitor, ref, permission)
    for trial in trials_of(programme):
        return trial
    raise Http404


def access_candidate(visitor: Visitor, ref: str, request_pk: int) -> tuple[Trial, Candidate]:
    """Somebody who waits, beside the trial under way, for whoever has people allocated."""
    trial = access_trial(visitor, ref, Permission.TRIAL_ALLOCATE)
    found = candidate(trial, request_pk) if trial.fixed_at and not trial.closed_at else None
    if found is None:
        raise Http404
    return trial, found


def access_who_waits_by_plan(visitor: Visitor, ref: str, line_pk: int) -> TrialLine:
    """The allocation of somebody who waits by it, for whoever has people allocated."""
    trial = access_trial(visitor, ref, Permission.TRIAL_ALLOCATE)
    line = allocations(trial).select_related("trial__programme", "participant").filter(pk=line_pk).first()
    if line is None or waits_by_plan(line) is None:
        raise Http404
    return line


def access_release(releases: Iterable[Release], number: int) -> Release:
    """One of the releases of a programme whose door was passed."""
    for release in releases:
        if release.number == number:
            return release
    raise Http404
