"""Changing what a running programme is. An open version never changes: an amendment makes the next one, from a day on.

Whoever began before that day keeps the version they began with, and so do the intakes that were running; an intake
moves only by an act of its own, with a reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from alongside.audit.actions import record
from alongside.jobs.actions import duty
from alongside.people.models import Person
from alongside.programmes.actions.marks import unmark_everybody
from alongside.programmes.actions.programmes import version_of
from alongside.programmes.actions.refusals import (
    AnotherWaits,
    DayTaken,
    NotReadyToOpen,
    OtherShape,
    SameAsNow,
    StateChanged,
    VersionTaken,
)
from alongside.programmes.core.definition import Definition
from alongside.programmes.core.gaps import bars_opening
from alongside.programmes.models import Amendment, DefinitionVersion, Intake, Programme, ProgrammeStatus
from alongside.programmes.queries import definition_from, definition_of, versions_of


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why a programme changes, who agreed to it, and from which day on."""

    why: str
    agreed_by: str
    applies_from: date


@transaction.atomic
def amend_programme(*, programme: Programme, definition_text: str, reasons: Reasons, by: Person) -> Amendment:
    """From a day on, the programme follows another text; nothing changes for those who have begun.

    Raises DefinitionError, NameGivesAway, NotReadyToOpen (the new text lacks what a programme needs to open),
    StateChanged while it is still being prepared, OtherShape where the new text changes who supports whom or who takes
    part as one, SameAsNow, VersionTaken where a version of this number was followed before, AnotherWaits while an
    amendment is still to come, and DayTaken for a day that is over or has an amendment already.
    """
    row = Programme.objects.select_for_update(of=("self",)).select_related("definition").get(pk=programme.pk)
    if row.status == ProgrammeStatus.PREPARING:
        raise StateChanged
    _check_day(row, reasons.applies_from)
    after = version_of(row.organisation, definition_text, row.discreet_name, by=by)
    _check_version(row, after)
    made = Amendment.objects.create(
        programme=row,
        before=row.definition,
        after=after,
        why=reasons.why.strip(),
        agreed_by=reasons.agreed_by.strip(),
        applies_from=reasons.applies_from,
        made_by=by,
    )
    Programme.objects.filter(pk=row.pk).update(is_amended=True)
    _record("programme_amended", row, by=by, version=after.version, applies_from=str(made.applies_from))
    if made.applies_from <= timezone.localdate():
        _put_in_force(made)
    programme.refresh_from_db()
    return made


def _check_day(row: Programme, day: date) -> None:
    if day < timezone.localdate():
        raise DayTaken
    if row.amendments.filter(applies_from__gt=timezone.localdate()).exists():
        raise AnotherWaits
    if row.amendments.filter(applies_from=day).exists():
        raise DayTaken


def _check_version(row: Programme, after: DefinitionVersion) -> None:
    if after.pk == row.definition_id:
        raise SameAsNow
    if after.version in {version.version for version in versions_of(row)}:
        raise VersionTaken(after.version)
    old, new = definition_of(row), definition_from(after)
    if _shape(old) != _shape(new):
        raise OtherShape
    if barring := bars_opening(new):
        raise NotReadyToOpen(barring)


def _shape(definition: Definition) -> tuple[Any, ...]:
    return (definition.role_mode, definition.unit)


def _put_in_force(amendment: Amendment) -> None:
    Programme.objects.filter(pk=amendment.programme_id).update(definition=amendment.after)
    unmark_everybody(amendment.programme)
    _record("amendment_in_force", amendment.programme, by=None, version=amendment.after.version)


@transaction.atomic
def move_intake(*, intake: Intake, why: str, by: Person) -> None:
    """A running intake, and everybody in it, follows today's version of its programme from now on.

    Raises ValueError without a reason, and StateChanged when it follows that version already.
    """
    if not why.strip():
        raise ValueError("Moving an intake needs a reason.")
    row = Intake.objects.select_for_update(of=("self",)).select_related("programme").get(pk=intake.pk)
    to = row.programme.definition_id
    if row.follows_id == to:
        raise StateChanged
    Intake.objects.filter(pk=row.pk).update(follows=to)
    intake.refresh_from_db()
    _record(
        "intake_moved",
        row.programme,
        by=by,
        intake=row.pk,
        version=row.programme.definition.version,
        why=why.strip(),
    )


def _record(what: str, programme: Programme, *, by: Person | None, **details: Any) -> None:
    record(
        what,
        by=by,
        subject=programme,
        organisation_id=programme.organisation_id,
        programme_id=programme.pk,
        **details,
    )


@duty("put_amendments_in_force", every=timedelta(hours=1))
def put_amendments_in_force() -> None:
    """On the day from which an amendment applies, its programme follows the new version."""
    due = Amendment.objects.filter(applies_from__lte=timezone.localdate(), programme__is_amended=True)
    for amendment in due.select_related("programme", "after").order_by("applies_from", "pk"):
        newest = due.filter(programme=amendment.programme_id).order_by("-applies_from", "-pk").first()
        if newest == amendment and amendment.programme.definition_id != amendment.after_id:
            with transaction.atomic():
                _put_in_force(amendment)
