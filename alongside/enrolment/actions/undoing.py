"""Taking a whole import out again, and leaving in place whatever something else depends on."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from django.db.models import ForeignObjectRel, Model
from django.utils import timezone

from alongside.audit.actions import record
from alongside.enrolment.actions.checking import lock_organisation
from alongside.enrolment.models import ImportRow, ImportStatus, RowOutcome, SpreadsheetImport
from alongside.enrolment.queries.spreadsheets import TO_UNDO
from alongside.programmes.actions import change_participant
from alongside.programmes.models import Member, Participant, PeerSupporter

BATCH = 200
Reasons = dict[int, set[str]]
PLACES: tuple[type[Member | PeerSupporter], ...] = (Member, PeerSupporter)


def undo_step(spreadsheet: SpreadsheetImport) -> bool:
    """Take out the next rows, the last ones first. True when none is left.

    From the bottom up, because a row may have been joined to somebody whom a row above it brought in.
    """
    lock_organisation(spreadsheet)
    rows = list(spreadsheet.rows.filter(TO_UNDO).select_related("participant").order_by("-number")[:BATCH])
    reasons: Reasons = defaultdict(set)
    for row in rows:
        if row.outcome == RowOutcome.MERGED and row.participant:
            reasons[row.number] |= _take_back(spreadsheet, row, row.participant)
    _remove_places(spreadsheet, rows, reasons)
    _remove_people(spreadsheet, rows, reasons)
    for row in rows:
        _settle(row, sorted(reasons[row.number]))
    left = spreadsheet.rows.filter(TO_UNDO).count()
    spreadsheet.rows_done = spreadsheet.rows_total - left
    if not left:
        spreadsheet.status = ImportStatus.UNDONE
        spreadsheet.finished_at = timezone.now()
    spreadsheet.save(update_fields=["status", "rows_done", "finished_at"])
    return not left


def _settle(row: ImportRow, reasons: list[str]) -> None:
    outcome = RowOutcome.KEPT if reasons else RowOutcome.UNDONE
    ImportRow.objects.filter(TO_UNDO, pk=row.pk).update(outcome=outcome, kept_because=reasons, filled={})


def _take_back(spreadsheet: SpreadsheetImport, row: ImportRow, known: Participant) -> set[str]:
    """Empty again the fields that joining filled, where nobody has changed them since."""
    known.refresh_from_db()
    blank = Participant()
    emptied: dict[str, Any] = {}
    changed = False
    for name, put in row.filled.items():
        now = getattr(known, name)
        if (now.isoformat() if isinstance(now, date) else now) == put:
            emptied[name] = getattr(blank, name)
        elif now not in ("", None, []):
            changed = True
    # Somebody may have chosen e-mail since; the address that they chose must then stay.
    if emptied.get("email") == "" and known.channel == "email":
        del emptied["email"]
        changed = True
    if emptied:
        change_participant(
            participant=known, by=spreadsheet.worked_by, programme=spreadsheet.programme, **emptied
        )
    return {"programmes.participant"} if changed else set()


def _remove_places(spreadsheet: SpreadsheetImport, rows: list[ImportRow], reasons: Reasons) -> None:
    """Remove the places that the import created and on which nothing hangs."""
    people = [row.participant_id for row in rows if row.participant_id]
    here = _dependents(Participant, people, programme_id=spreadsheet.programme_id)
    for kind, created in ((Member, "member_created"), (PeerSupporter, "supporter_created")):
        wanted = {row.participant_id: row for row in rows if getattr(row, created) and row.participant_id}
        places = {
            place.pk: place
            for place in kind.objects.filter(programme=spreadsheet.programme, participant__in=wanted)
        }
        hanging = _dependents(kind, list(places))
        removable = []
        for pk, place in places.items():
            row = wanted[place.participant_id]
            if found := hanging[pk] | here[place.participant_id]:
                reasons[row.number] |= found
            else:
                removable.append(pk)
        for pk in removable:
            record(f"{kind._meta.model_name}_removed", by=spreadsheet.worked_by, subject=places[pk])
        kind.objects.filter(pk__in=removable).delete()


def _remove_people(spreadsheet: SpreadsheetImport, rows: list[ImportRow], reasons: Reasons) -> None:
    """Remove the people whom the import created and on whom nothing hangs any more."""
    created = {
        row.participant_id: row for row in rows if row.outcome == RowOutcome.CREATED and row.participant_id
    }
    hanging = _dependents(Participant, list(created), places=True)
    for pk in (
        ImportRow.objects.filter(participant__in=created)
        .filter(TO_UNDO)
        .exclude(spreadsheet=spreadsheet)
        .values_list("participant", flat=True)
    ):
        hanging[int(pk or 0)].add("enrolment.spreadsheetimport")
    removable = []
    for pk, row in created.items():
        if row.participant and row.participant.person_id:
            hanging[pk].add("people.person")
        reasons[row.number] |= hanging[pk]
        if not reasons[row.number]:
            removable.append(pk)
    for pk in removable:
        record(
            "participant_removed",
            by=spreadsheet.worked_by,
            subject=f"programmes.participant:{pk}",
            organisation_id=spreadsheet.programme.organisation_id,
            programme_id=spreadsheet.programme_id,
            spreadsheet=spreadsheet.pk,
        )
    Participant.objects.filter(pk__in=removable).delete()


def _dependents(
    model: type[Model], pks: list[int], *, programme_id: int | None = None, places: bool = False
) -> Reasons:
    """For each id, the labels of the models whose rows point to it. One query a model that can.

    With `programme_id`, only rows of that programme count. Rows of imports never count, places only with `places`.
    Every room above this one is covered, because Django knows who points here.
    """
    found: Reasons = defaultdict(set)
    passed_over = {ImportRow} if places else {ImportRow, *PLACES}
    for relation in model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ForeignObjectRel):
            continue
        other, name = relation.related_model, relation.field.name
        if other in passed_over or not isinstance(other, type):
            continue
        pointing = other._base_manager.filter(**{f"{name}__in": pks})
        if programme_id and any(field.name == "programme" for field in other._meta.concrete_fields):
            pointing = pointing.filter(programme_id=programme_id)
        for pk in pointing.values_list(name, flat=True).distinct():
            found[pk].add(other._meta.label_lower)
    return found
