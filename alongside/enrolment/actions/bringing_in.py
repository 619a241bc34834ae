"""Bringing checked rows in, some at a time: each row once, nobody twice, and never a field overwritten.

People who are new come in together, with a few statements for a whole batch; only where the database refuses one of
them are they brought in one by one, so that the others come in all the same.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import DataError, IntegrityError, transaction
from django.utils import timezone

from alongside.enrolment.actions.checking import lock_organisation, mark_doubtful, proposals_for
from alongside.enrolment.core.person import fields_to_fill, person_fields, place_kinds, read_values
from alongside.enrolment.models import ImportRow, ImportStatus, RowOutcome, SpreadsheetImport
from alongside.enrolment.queries.spreadsheets import (
    TO_BRING_IN,
    has_fixed_roles,
    identities,
    known_to,
    row_in,
)
from alongside.programmes.actions import (
    AlreadyThere,
    IntakeFull,
    NewPlace,
    add_members,
    add_participants,
    add_supporters,
    change_participant,
)
from alongside.programmes.models import Member, Participant, PeerSupporter

BATCH = 200
HOW = "spreadsheet"
REFUSED = (DataError, IntegrityError, AlreadyThere)
Decision = ImportRow.Decision


def bring_in_step(spreadsheet: SpreadsheetImport) -> bool:
    """Bring in the next rows. True when none is left.

    The caller has locked the import, and this locks the organisation, so two workers, or two imports of the same
    sheet, cannot bring the same person in at the same moment.
    """
    lock_organisation(spreadsheet)
    rows = list(spreadsheet.rows.filter(TO_BRING_IN).order_by("number")[:BATCH])
    doubtful = _late_doubts(spreadsheet, [row for row in rows if row.decision != Decision.SKIP])
    rows = [row for row in rows if row.number not in doubtful]
    new = [row for row in rows if row.decision not in {Decision.SKIP, Decision.SAME}]
    # Whoever is the same as somebody new is joined to them, so the new ones come first.
    if _create_together(spreadsheet, new):
        rows = [row for row in rows if row.decision in {Decision.SKIP, Decision.SAME}]
    for row in rows:
        _bring_in_safely(spreadsheet, row)
    left = spreadsheet.rows.filter(TO_BRING_IN).count()
    spreadsheet.rows_done = spreadsheet.rows_total - left
    if not left:
        spreadsheet.status = ImportStatus.DONE
        spreadsheet.finished_at = timezone.now()
    spreadsheet.save(update_fields=["status", "rows_done", "finished_at"])
    return not left


def _late_doubts(spreadsheet: SpreadsheetImport, rows: list[ImportRow]) -> set[int]:
    """The rows that look like somebody who became known since the check; they go back to be decided.

    People whom this same import brought in were compared when it was checked, and are not asked about again.
    """
    if spreadsheet.checked_at is None:
        return set()
    mine = spreadsheet.rows.exclude(participant=None).values("participant")
    late = identities(
        known_to(spreadsheet.worked_by, spreadsheet.programme.organisation)
        .filter(created_at__gte=spreadsheet.checked_at)
        .exclude(pk__in=mine)
    )
    if not late:
        return set()
    doubts = proposals_for(rows, late)
    doubtful = set()
    for row in rows:
        seen = {None, *(each["known"] for each in row.proposals)}
        if found := [each for each in doubts.get(row.number, []) if each["known"] not in seen]:
            mark_doubtful(row, [*found, *row.proposals])
            row.save(update_fields=["outcome", "decision", "proposals"])
            doubtful.add(row.number)
    return doubtful


def _create_together(spreadsheet: SpreadsheetImport, rows: list[ImportRow]) -> bool:
    """Everybody at once. False where the database refuses it or the intake is too small; then nobody has come in."""
    try:
        with transaction.atomic():
            _create(spreadsheet, rows)
    except (*REFUSED, IntakeFull):
        return False
    return True


def _bring_in_safely(spreadsheet: SpreadsheetImport, row: ImportRow) -> None:
    """One row that the database refuses must not hold up the others: it is listed as one that cannot come in."""
    try:
        with transaction.atomic():
            _bring_in_row(spreadsheet, row)
    except REFUSED:
        refused = {"header": "", "letter": "", "original": "", "code": "refused", "params": {}}
        ImportRow.objects.filter(TO_BRING_IN, pk=row.pk).update(
            outcome=RowOutcome.BAD, remarks=[*row.remarks, refused]
        )


def _bring_in_row(spreadsheet: SpreadsheetImport, row: ImportRow) -> None:
    if row.decision == Decision.SKIP:
        _settle([row], RowOutcome.SKIPPED)
        return
    if row.decision == Decision.SAME:
        known, waits = _known(spreadsheet, row)
        if waits:
            # The row that it is the same as is not decided itself, so this one waits with it.
            spreadsheet.rows.filter(pk=row.pk).update(decision=Decision.UNDECIDED)
            return
        if known:
            _join(spreadsheet, row, known)
            return
    _create(spreadsheet, [row])


def _known(spreadsheet: SpreadsheetImport, row: ImportRow) -> tuple[Participant | None, bool]:
    """Whom to join the row to, and whether to wait. Neither where the other row was left out: then it comes in alone."""
    pk = row.duplicate_of_id
    if row.duplicate_row:
        other = row_in(spreadsheet, row.duplicate_row)
        if other and other.outcome == RowOutcome.DUPLICATE:
            return None, True
        pk = other.participant_id if other else None
    known = Participant.objects.select_for_update(of=("self",)).filter(pk=pk).first() if pk else None
    return (known.merged_into or known) if known else None, False


def _create(spreadsheet: SpreadsheetImport, rows: list[ImportRow]) -> None:
    """Somebody new for each row, with the places that it asks for. Raises IntakeFull where not all have room there."""
    programme, by = spreadsheet.programme, spreadsheet.worked_by
    settled = _settle(rows, RowOutcome.CREATED)
    values = [read_values(row.values) for row in settled]
    people = add_participants(
        organisation=programme.organisation, by=by, people=[person_fields(each) for each in values]
    )
    members, supporters = [], []
    for row, participant, said in zip(settled, people, values, strict=True):
        kinds, place = _kinds(spreadsheet, said), _new_place(participant, said)
        row.participant = participant
        row.member_created, row.supporter_created = "member" in kinds, "supporter" in kinds
        members += [place] * row.member_created
        supporters += [place] * row.supporter_created
    if len(settled) == 1 and members:  # nobody else's room is at stake
        _add_member(spreadsheet, settled[0], members)
    elif members:
        add_members(programme=programme, places=members, by=by, how=HOW, intake=spreadsheet.intake)
    if supporters:
        add_supporters(programme=programme, places=supporters, by=by, how=HOW, intake=spreadsheet.intake)
    # Written over the stored rows, because `bulk_update` takes longer than all the rest together.
    ImportRow.objects.bulk_create(
        settled,
        update_conflicts=True,
        unique_fields=["pk"],
        update_fields=["outcome", "participant", "member_created", "supporter_created"],
    )


def _join(spreadsheet: SpreadsheetImport, row: ImportRow, known: Participant) -> None:
    values = read_values(row.values)
    if not _settle([row], RowOutcome.MERGED):
        return
    filled = fields_to_fill(
        {field.name: field.value_from_object(known) for field in known._meta.concrete_fields}, values
    )
    if filled:
        change_participant(
            participant=known, by=spreadsheet.worked_by, programme=spreadsheet.programme, **filled
        )
    _give_places(spreadsheet, row, known, values)
    row.participant = known
    row.filled = {
        name: value.isoformat() if isinstance(value, date) else value for name, value in filled.items()
    }
    row.save(update_fields=["participant", "filled", "member_created", "supporter_created"])


def _settle(rows: list[ImportRow], outcome: RowOutcome) -> list[ImportRow]:
    """Move rows to their outcome, each once; returns those that had not got there already."""
    waiting = set(
        ImportRow.objects.filter(TO_BRING_IN, pk__in=[row.pk for row in rows]).values_list("pk", flat=True)
    )
    ImportRow.objects.filter(pk__in=waiting).update(outcome=outcome)
    moved = [row for row in rows if row.pk in waiting]
    for row in moved:
        row.outcome = outcome
    return moved


def _kinds(spreadsheet: SpreadsheetImport, values: dict[str, Any]) -> tuple[str, ...]:
    mutual = not has_fixed_roles(spreadsheet.programme)
    return place_kinds(values, as_supporters=spreadsheet.as_supporters, mutual=mutual)


def _new_place(participant: Participant, values: dict[str, Any]) -> NewPlace:
    return NewPlace(participant, values.get("joined_on"), values.get("capacity") or 1)


def _give_places(
    spreadsheet: SpreadsheetImport, row: ImportRow, participant: Participant, values: dict[str, Any]
) -> None:
    """The places that the row asks for and the person does not have yet."""
    programme, by = spreadsheet.programme, spreadsheet.worked_by
    kinds, places = _kinds(spreadsheet, values), [_new_place(participant, values)]
    here = {"programme": programme, "participant": participant}
    if "member" in kinds and not Member.objects.filter(**here).exists():
        _add_member(spreadsheet, row, places)
        row.member_created = True
    if "supporter" in kinds and not PeerSupporter.objects.filter(**here).exists():
        add_supporters(programme=programme, places=places, by=by, how=HOW, intake=spreadsheet.intake)
        row.supporter_created = True


def _add_member(spreadsheet: SpreadsheetImport, row: ImportRow, places: list[NewPlace]) -> None:
    """Whoever finds the intake full still comes into the programme, and a remark says so."""
    programme, by = spreadsheet.programme, spreadsheet.worked_by
    try:
        add_members(programme=programme, places=places, by=by, how=HOW, intake=spreadsheet.intake)
    except IntakeFull as full:
        add_members(programme=programme, places=places, by=by, how=HOW)
        params = {"people": full.people, "size": full.size}
        row.remarks = [
            *row.remarks,
            {"header": "", "letter": "", "original": "", "code": "intake_full", "params": params},
        ]
        row.save(update_fields=["remarks"])
