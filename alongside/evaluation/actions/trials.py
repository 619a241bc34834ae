"""A trial: planned, fixed, allocated one by one, amended in the open, and closed.

Who plans never allocates, who allocates never sees what decides. Each line of the log is stored in the transaction
that acts on it, before anybody is told.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from alongside.audit.actions import record
from alongside.evaluation.core.analyses.allocation_log import (
    START,
    Event,
    Fault,
    Line,
    canonical,
    check_chain,
    seal,
    twice,
)
from alongside.evaluation.core.analyses.trial import (
    check_allocations,
    check_person,
    make_plan,
    next_arm,
    read_public,
    read_secret,
)
from alongside.evaluation.core.protocol import ARMS, LATER, Gap
from alongside.evaluation.models import Trial, TrialAmendment, TrialLine, TrialSecret
from alongside.evaluation.queries.trials import (
    candidate,
    gaps_of,
    is_unblinded,
    lines_of,
    protocol_of,
    waits_by_plan,
)
from alongside.matching.actions import StepTooLate, wait_no_longer, wait_until
from alongside.matching.models import SupportRequest
from alongside.notify.actions import notify
from alongside.people.models import Person
from alongside.programmes.models import Programme
from alongside.programmes.queries import participant_recipient


class TrialRefused(Exception):
    """A step of a trial that is not possible now; nothing was changed."""


class AnotherTrial(TrialRefused):
    """The programme has a trial that is planned or under way."""


class TrialMoved(TrialRefused):
    """The trial is no longer at the step that this belongs to."""


class NotPlannedYet(TrialRefused):
    """The plan cannot be fixed; `gaps` says what stands against it, by field."""

    def __init__(self, found: list[tuple[str, Gap]]) -> None:
        super().__init__(", ".join(name for name, _gap in found))
        self.gaps = found


class CannotBeAllocated(TrialRefused):
    """Something stands against allocating this person; `why` is its code."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class LogBroken(TrialRefused):
    """The log of allocations was touched; nobody more is allocated until people have looked."""


@transaction.atomic
def plan_trial(*, programme: Programme, answers: Mapping[str, Any], by: Person) -> Trial:
    """Begin a plan, or write over the one that is not fixed yet. Raises AnotherTrial once it is."""
    trial = Trial.objects.select_for_update().filter(programme=programme, closed_at__isnull=True).first()
    if trial is not None and trial.fixed_at is not None:
        raise AnotherTrial
    what = "trial_plan_changed" if trial else "trial_plan_begun"
    trial = trial or Trial(programme=programme, made_by=by)
    for name, answer in answers.items():
        setattr(trial, name, answer)
    try:
        with transaction.atomic():
            trial.save()
    except IntegrityError:
        raise AnotherTrial from None
    record(what, by=by, subject=trial)
    return trial


@transaction.atomic
def fix_protocol(*, trial: Trial, by: Person) -> Trial:
    """Seal the plan: from now on people can be allocated, and it changes only by amendments.

    Raises NotPlannedYet with what is missing, TrialMoved when it was fixed already.
    """
    locked = Trial.objects.select_for_update(of=("self",)).select_related("programme").get(pk=trial.pk)
    if locked.fixed_at is not None:
        raise TrialMoved
    if found := gaps_of(locked):
        raise NotPlannedYet(found)
    settings = {
        "name": locked.title,
        "arms": list(ARMS),
        "levels": locked.strata,
        "method": locked.method,
    }
    public, secret = make_plan(settings, secrets.token_hex(32))
    locked.digest, locked.plan = protocol_of(locked).digest, public.as_data()
    locked.fixed_at, locked.fixed_by = timezone.now(), by
    locked.save()
    TrialSecret.objects.create(trial=locked, content=secret.as_data())
    _write(locked, Event.PLANNED, {"plan": public.digest, "protocol": locked.digest, "name": public.name})
    record("trial_protocol_fixed", by=by, subject=locked, digest=locked.digest)
    return locked


@transaction.atomic
def amend_protocol(*, trial: Trial, what: str, why: str, by: Person) -> TrialAmendment:
    """Say in the open what changes after the plan was fixed. Raises TrialMoved for one that is not fixed."""
    locked = Trial.objects.select_for_update(of=("self",)).get(pk=trial.pk)
    if locked.fixed_at is None:
        raise TrialMoved
    made = TrialAmendment.objects.create(trial=locked, what=what.strip(), why=why.strip(), made_by=by)
    record("trial_protocol_amended", by=by, subject=locked)
    return made


@transaction.atomic
def allocate(
    *,
    trial: Trial,
    request: SupportRequest,
    levels: Mapping[str, str],
    eligible_on: date,
    agreed_on: date,
    by: Person,
) -> TrialLine:
    """Let chance decide for one person who waits: the line is written, then acted upon, then told.

    Raises TrialMoved, CannotBeAllocated, LogBroken, and CannotSay for strata that the plan does not know.
    """
    locked = Trial.objects.select_for_update(of=("self",)).select_related("programme").get(pk=trial.pk)
    if locked.fixed_at is None or locked.closed_at is not None:
        raise TrialMoved
    found = candidate(locked, request.pk)
    if found is None:
        raise CannotBeAllocated("not_waiting")
    if found.why_not or found.baseline_on is None:
        raise CannotBeAllocated(found.why_not)
    public, secret = read_public(locked.plan), read_secret(locked.secret.content)
    lines = _unbroken(locked)
    known = check_person(public, levels)
    made = next_arm(public, secret, lines, known)
    row = found.request
    content = {
        "person": f"{len(lines):04}",
        "levels": known,
        **made,
        "eligible_on": eligible_on.isoformat(),
        "consented_on": agreed_on.isoformat(),
        "baseline_on": found.baseline_on.isoformat(),
    }
    line = _write(locked, Event.ALLOCATED, content, lines=lines, participant_id=row.member.participant_id)
    until = None
    if made["arm"] == LATER:
        assert locked.waiting_weeks is not None
        until = timezone.localdate() + timedelta(weeks=locked.waiting_weeks)
        wait_until(request=row, day=until, by=by)
    # The arm itself stays out of the audit log, which others read.
    record("trial_allocated", by=by, subject=line, programme_id=locked.programme_id, number=line.number)
    notify(
        "trial_allocated",
        to=participant_recipient(row.member.participant, locked.programme),
        key=f"trial_allocated:{line.pk}",
        context={"programme": locked.programme, "until": until},
    )
    return line


@transaction.atomic
def support_early(*, line: TrialLine, why: str, by: Person) -> None:
    """Somebody cannot wait for their day: they are looked for now. They stay in the group that chance gave them.

    The log and the audit say that it was done; `why` is kept by the audit log alone, for it is about one person.
    Raises TrialMoved where they do not wait by the plan any more.
    """
    locked = Trial.objects.select_for_update(of=("self",)).get(pk=line.trial_id)
    request = waits_by_plan(line)
    if request is None:
        raise TrialMoved
    try:
        wait_no_longer(request=request, by=by)
    except StepTooLate:
        raise TrialMoved from None
    _write(locked, Event.SUPPORTED_EARLY, {"person": line.content["person"]}, lines=_unbroken(locked))
    record("trial_supported_early", by=by, subject=line, programme_id=locked.programme_id, reason=why.strip())


@transaction.atomic
def tell_groups_apart(*, trial: Trial, reason: str, by: Person) -> None:
    """Say which group was offered support at once; that it was asked stands in the log. Safe to ask twice."""
    locked = Trial.objects.select_for_update(of=("self",)).get(pk=trial.pk)
    if locked.fixed_at is None:
        raise TrialMoved
    if is_unblinded(locked):
        return
    _write(
        locked, Event.UNBLINDED, {"person": "everybody", "reason": reason.strip()}, lines=_unbroken(locked)
    )
    record("trial_unblinded", by=by, subject=locked)


@transaction.atomic
def close_allocation(*, trial: Trial, by: Person) -> Trial:
    """Nobody more is allocated, and the secret is shown, so that anybody can work every allocation out again."""
    locked = Trial.objects.select_for_update(of=("self",)).get(pk=trial.pk)
    if locked.fixed_at is None or locked.closed_at is not None:
        raise TrialMoved
    locked.closed_at, locked.closed_by = timezone.now(), by
    locked.save(update_fields=["closed_at", "closed_by"])
    record("trial_closed", by=by, subject=locked)
    return locked


def audit_log(trial: Trial) -> list[Fault]:
    """Every place where the log does not hold: a line edited, taken out or moved, somebody twice, another arm than
    the plan gives, another plan than the one that was sealed."""
    lines, faults = check_chain(line.text() for line in lines_of(trial))
    faults += twice(lines)
    if not lines:
        return [*faults, Fault(1, "is not there: the log is empty")]
    if faults:
        return faults
    if lines[0].content.get("protocol") != protocol_of(trial).digest:
        faults.append(Fault(1, "does not begin with the plan as it stands here: the plan was changed"))
    return faults + check_allocations(read_public(trial.plan), read_secret(trial.secret.content), lines)


def files_of(trial: Trial) -> dict[str, str]:
    """The log, the public and the secret part of the plan, as `alongside randomise audit` reads them."""
    return {
        "log": "".join(f"{line.text()}\n" for line in lines_of(trial)),
        "public": f"{canonical(trial.plan)}\n",
        "secret": f"{canonical(trial.secret.content)}\n",
    }


def _unbroken(trial: Trial) -> list[Line]:
    lines, faults = check_chain(line.text() for line in lines_of(trial))
    if faults:
        raise LogBroken(f"line {faults[0].place} {faults[0].words}")
    return lines


def _write(
    trial: Trial,
    event: Event,
    content: Mapping[str, Any],
    *,
    lines: list[Line] | None = None,
    participant_id: int | None = None,
) -> TrialLine:
    before = lines or []
    at = {**content, "at": timezone.now().isoformat(timespec="seconds")}
    line = seal(len(before) + 1, event, at, before[-1].hash if before else START)
    return TrialLine.objects.create(
        trial=trial,
        number=line.number,
        event=line.event,
        content=dict(line.content),
        previous=line.previous,
        hash=line.hash,
        participant_id=participant_id,
    )
