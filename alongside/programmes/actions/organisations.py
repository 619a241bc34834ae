from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from alongside.audit.actions import record
from alongside.people.models import Person
from alongside.programmes.actions.refusals import AlreadyThere, LastAdministrator, StateChanged
from alongside.programmes.models import Organisation, Programme, StaffRole
from alongside.programmes.queries import current_administrators
from alongside.roles.permissions import Role


@transaction.atomic
def found_organisation(*, name: str, by: Person, is_demo: bool = False) -> Organisation:
    """A new organisation, whose founder is its first administrator."""
    organisation = Organisation.objects.create(name=name, is_demo=is_demo)
    StaffRole.objects.create(
        person=by,
        organisation=organisation,
        role=Role.ADMINISTRATOR,
        starts_on=timezone.localdate(),
        granted_by=by,
    )
    record("organisation_founded", by=by, subject=organisation, organisation_id=organisation.pk)
    return organisation


@transaction.atomic
def change_organisation(
    *,
    organisation: Organisation,
    name: str,
    country: str,
    small_cell_threshold: int,
    by: Person,
    contact: str | None = None,
) -> tuple[str, ...]:
    """Settings of the organisation: its name, its country as two capital letters (telephone numbers are read as from
    there), the smallest group that results may show, at least 2, and how people reach it (None: as it was). Returns the
    names of what was changed.
    """
    wanted: dict[str, str | int] = {
        "name": name,
        "country": country,
        "small_cell_threshold": small_cell_threshold,
    }
    if contact is not None:
        wanted["contact"] = contact.strip()
    row = Organisation.objects.select_for_update().get(pk=organisation.pk)
    changed = {field: value for field, value in wanted.items() if getattr(row, field) != value}
    if changed:
        Organisation.objects.filter(pk=row.pk).update(**changed)
        # The log says that the words changed; it does not repeat them, since a telephone number may be somebody's own.
        now = {field: value for field, value in changed.items() if field != "contact"}
        was = {field: str(getattr(row, field)) for field in now}
        record(
            "organisation_changed",
            by=by,
            subject=row,
            organisation_id=row.pk,
            was=was,
            now=now,
            fields=sorted(changed),
        )
    organisation.refresh_from_db()
    return tuple(changed)


@transaction.atomic
def grant_role(
    *,
    person: Person,
    organisation: Organisation,
    role: Role,
    by: Person,
    programme: Programme | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> StaffRole:
    """Give somebody a staff role, perhaps until a day. Raises AlreadyThere when they hold it."""
    try:
        with transaction.atomic():
            row = StaffRole.objects.create(
                person=person,
                organisation=organisation,
                programme=programme,
                role=role,
                starts_on=starts_on or timezone.localdate(),
                ends_on=ends_on,
                granted_by=by,
            )
    except IntegrityError:
        raise AlreadyThere from None
    record(
        "role_granted",
        by=by,
        subject=person,
        organisation_id=organisation.pk,
        programme_id=programme.pk if programme else None,
        role=role,
        until=str(ends_on or ""),
    )
    return row


@transaction.atomic
def end_role(*, staff_role: StaffRole, by: Person) -> None:
    """Take a role away; from this moment it opens no door.

    Raises StateChanged when it was taken away before, LastAdministrator when nobody could invite anybody any more.
    """
    organisation = Organisation.objects.select_for_update().get(pk=staff_role.organisation_id)
    if staff_role.role == Role.ADMINISTRATOR:
        others = current_administrators(organisation).exclude(pk=staff_role.pk)
        if not others.exists():
            raise LastAdministrator
    ended = StaffRole.objects.filter(pk=staff_role.pk, ended_at__isnull=True).update(
        ended_at=timezone.now(), ended_by=by
    )
    if not ended:
        raise StateChanged
    staff_role.refresh_from_db()
    record(
        "role_ended",
        by=by,
        subject=staff_role.person,
        organisation_id=organisation.pk,
        programme_id=staff_role.programme_id,
        role=staff_role.role,
    )
