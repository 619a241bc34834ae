"""Intakes: a dated wave of a programme, and who is in it.

Whoever brings somebody in (by hand, from a spreadsheet, by an invitation, or themselves) gives `intake` to `add_member`
or `add_supporter`; whoever has a place already is put in by `put_into_intake`. All of them ask `check_room`.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from alongside.audit.actions import record
from alongside.people.models import Person
from alongside.programmes.actions.refusals import AlreadyThere, IntakeFull, OtherVersion
from alongside.programmes.models import Intake, Member, PeerSupporter, Programme
from alongside.programmes.queries import version_followed
from alongside.programmes.queries.intakes import people_in_intake


@transaction.atomic
def add_intake(
    *,
    programme: Programme,
    name: str,
    starts_on: date,
    ends_on: date | None,
    by: Person,
    size: int | None = None,
) -> Intake:
    """A dated wave of the programme. Raises AlreadyThere where it has one of that name."""
    try:
        with transaction.atomic():
            intake = Intake.objects.create(
                programme=programme, name=name, starts_on=starts_on, ends_on=ends_on, size=size
            )
    except IntegrityError:
        raise AlreadyThere from None
    _record("intake_added", intake, by=by)
    return intake


@transaction.atomic
def change_intake(
    *, intake: Intake, name: str, starts_on: date, ends_on: date | None, size: int | None, by: Person
) -> None:
    """Change the name, the days or the size of an intake.

    Raises AlreadyThere where another one has that name, IntakeFull where more people are in it than the new size, and
    OtherVersion where another first day would put those in it under another version of the programme.
    """
    row = _locked(intake)
    if size is not None and people_in_intake(row) > size:
        raise IntakeFull(people_in_intake(row), size)
    before = version_followed(row.programme, row.starts_on, row)
    if Member.objects.filter(intake=row).exists() or PeerSupporter.objects.filter(intake=row).exists():
        moved = Intake(programme=row.programme, starts_on=starts_on, follows=row.follows)
        after = version_followed(row.programme, starts_on, moved)
        if before != after:
            raise OtherVersion(before.version, after.version)
    fields: dict[str, Any] = {"name": name, "starts_on": starts_on, "ends_on": ends_on, "size": size}
    changed = [field for field, value in fields.items() if getattr(row, field) != value]
    try:
        with transaction.atomic():
            Intake.objects.filter(pk=row.pk).update(**fields)
    except IntegrityError:
        raise AlreadyThere from None
    intake.refresh_from_db()
    if changed:
        _record("intake_changed", intake, by=by, fields=changed)


@transaction.atomic
def put_into_intake(*, place: Member | PeerSupporter, intake: Intake | None, by: Person | None) -> None:
    """Somebody with a place in the programme belongs to this intake from now on, or (None) to none.

    Raises IntakeFull when there is no room left, and ValueError for an intake of another programme.
    """
    if place.intake_id == (intake.pk if intake else None):
        return
    if intake is not None:
        check_room(intake, place.programme, type(place))
    type(place).objects.filter(pk=place.pk).update(intake=intake)
    before = place.intake_id
    place.refresh_from_db()
    record(
        "put_into_intake" if intake else "taken_out_of_intake",
        by=by,
        subject=place,
        organisation_id=place.programme.organisation_id,
        programme_id=place.programme_id,
        intake=place.intake_id,
        before=before,
    )


def check_room(
    intake: Intake, programme: Programme, kind: type[Member | PeerSupporter], places: int = 1
) -> None:
    """Whether so many more places of this kind fit in; the intake is locked, so of two people one gets the last place.

    Only members take up room: `size` says how many people are supported, or take part where roles are not fixed.
    """
    row = _locked(intake)
    if row.programme_id != programme.pk:
        raise ValueError("This intake belongs to another programme.")
    if kind is Member and row.size is not None and people_in_intake(row) + places > row.size:
        raise IntakeFull(people_in_intake(row), row.size)


def _locked(intake: Intake) -> Intake:
    rows = Intake.objects.select_for_update(of=("self",))
    return rows.select_related("programme__definition", "follows").get(pk=intake.pk)


def _record(what: str, intake: Intake, *, by: Person, **details: Any) -> None:
    record(
        what,
        by=by,
        subject=intake,
        organisation_id=intake.programme.organisation_id,
        programme_id=intake.programme_id,
        **details,
    )
