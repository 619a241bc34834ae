"""Deciding what is in a copy, releasing it, and forgetting it again."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from alongside.audit.actions import record, record_read
from alongside.data_rights.models import CopyRequest, CopyStatus, RowDecision
from alongside.data_rights.queries.copies import CopiedTable, copy_of, looks_at, undecided
from alongside.jobs.actions import duty
from alongside.notify.actions import notify
from alongside.people.models import Person
from alongside.programmes.actions import StateChanged
from alongside.programmes.models import Participant, Programme
from alongside.programmes.queries import participant_recipient

KEPT_FOR = timedelta(days=30)


class NotDecided(Exception):
    """Rows that may be about other people, or endanger somebody, have not been decided about; `count` of them."""

    def __init__(self, count: int) -> None:
        super().__init__(str(count))
        self.count = count


@transaction.atomic
def decide_rows(*, request: CopyRequest, decisions: Mapping[str, str], by: Person) -> None:
    """Decide about rows of a copy: by row, the reason why it is left out, or nothing if it is given.

    Rows that are not in the copy are passed over. Raises `StateChanged` once it has been released or taken back.
    """
    locked = _asked(request)
    names = {row.name for table in copy_of(locked.participant, locked) for row in table.rows}
    for name, reason in decisions.items():
        if name in names:
            RowDecision.objects.update_or_create(
                request=locked,
                row=name,
                defaults={
                    "is_given": not reason,
                    "reason": reason,
                    "decided_by": by,
                    "decided_at": timezone.now(),
                },
            )
    record(
        "copy_decided",
        by=by,
        subject=locked,
        organisation_id=locked.participant.organisation_id,
        rows=len(decisions),
    )


@transaction.atomic
def release_copy(*, request: CopyRequest, programme: Programme, by: Person) -> CopyRequest:
    """Make the copy as decided, and tell the person that it is there. Raises `NotDecided` and `StateChanged`."""
    locked = _asked(request)
    tables = copy_of(locked.participant, locked)
    if waiting := undecided(tables):
        raise NotDecided(waiting)
    locked.status = CopyStatus.RELEASED
    locked.released_at, locked.released_by = timezone.now(), by
    locked.content, locked.content_until = packed(locked.participant, tables), timezone.localdate() + KEPT_FOR
    locked.save()
    record(
        "copy_released",
        by=by,
        subject=locked,
        organisation_id=locked.participant.organisation_id,
        programme_id=programme.pk,
        left_out=sum(not row.is_given for table in tables for row in table.rows),
    )
    notify(
        "copy_ready",
        to=participant_recipient(locked.participant, programme),
        link=reverse("data_rights:my_data", kwargs={"ref": programme.ref}),
        key=f"copy:{locked.pk}:ready",
        context={"programme": programme},
    )
    return locked


@transaction.atomic
def take_back_request(*, request: CopyRequest, by: Person) -> None:
    """The person no longer wants a copy. Raises `StateChanged` once it has been released."""
    changed = CopyRequest.objects.filter(pk=request.pk, status=CopyStatus.ASKED).update(
        status=CopyStatus.WITHDRAWN
    )
    if not changed:
        raise StateChanged
    record(
        "copy_request_taken_back",
        by=by,
        subject=request,
        organisation_id=request.participant.organisation_id,
    )


def note_copy_read(*, request: CopyRequest, by: Person) -> None:
    """A reviewer opened everything that is kept about somebody: that person sees it in their list of looks."""
    record_read(
        request,
        by=by,
        about=request.participant,
        organisation_id=request.participant.organisation_id,
    )


def note_copy_taken(*, request: CopyRequest, by: Person) -> None:
    record("copy_taken", by=by, subject=request, organisation_id=request.participant.organisation_id)


def packed(participant: Participant, tables: tuple[CopiedTable, ...]) -> bytes:
    """The copy as a ZIP file: a page for people, which needs nothing from elsewhere, and JSON for machines."""
    given = [table for table in tables if table.given]
    left_out = [
        {"what": table.title, "reason": row.left_out}
        for table in tables
        for row in table.rows
        if row.left_out
    ]
    looks = looks_at(participant)
    context = {
        "participant": participant,
        "tables": given,
        "left_out": left_out,
        "looks": looks,
        "made_on": timezone.localdate(),
    }
    content = {
        "about": participant.name,
        "made_on": timezone.localdate().isoformat(),
        "tables": [
            {"title": table.title, "rows": [{"row": row.name, **row.values} for row in table.given]}
            for table in given
        ],
        "left_out": left_out,
        "looks": [{"at": look.at.isoformat(), "what": look.what, "who": look.who} for look in looks],
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("copy.html", render_to_string("data_rights/copy.html", context))
        archive.writestr("copy.json", json.dumps(content, indent=2, ensure_ascii=False))
    return file.getvalue()


def _asked(request: CopyRequest) -> CopyRequest:
    """The request, locked; raises `StateChanged` unless it still waits for an answer."""
    locked = (
        CopyRequest.objects.select_for_update(of=("self",)).select_related("participant").get(pk=request.pk)
    )
    if locked.status != CopyStatus.ASKED:
        raise StateChanged
    return locked


@duty("forget_old_copies", every=timedelta(hours=6))
def forget_old_copies() -> None:
    """Erase copies that lay ready for thirty days; that there was one stays."""
    old = CopyRequest.objects.filter(content__isnull=False, content_until__lt=timezone.localdate())
    for request in old.defer("content"):
        CopyRequest.objects.filter(pk=request.pk).update(content=None)
        record(
            "copy_forgotten",
            by=None,
            subject=request,
            organisation_id=Participant.objects.values_list("organisation_id", flat=True).get(
                pk=request.participant_id
            ),
        )
