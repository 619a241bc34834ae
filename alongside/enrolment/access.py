"""The doors of this room. Refusal is 404."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404

from alongside.enrolment.models import SpreadsheetImport
from alongside.enrolment.queries.spreadsheets import imports_in
from alongside.people.http import Visitor
from alongside.people.models import Person
from alongside.programmes.access import access_programme
from alongside.programmes.models import Member, Participant, PeerSupporter, Programme
from alongside.programmes.queries import staff_roles_in
from alongside.roles.permissions import Permission, allows


def access_spreadsheet(visitor: Visitor, ref: str, pk: int) -> SpreadsheetImport:
    """An import into this programme, for staff who may add people to it."""
    programme = access_programme(visitor, ref, Permission.PARTICIPANT_ADD)
    spreadsheet = (
        SpreadsheetImport.objects.select_related(
            "programme__organisation", "programme__definition", "uploaded_by"
        )
        .filter(programme=programme, pk=pk)
        .first()
    )
    if spreadsheet is None:
        raise Http404
    return spreadsheet


def spreadsheets_visible_to(person: Person, programme: Programme) -> QuerySet[SpreadsheetImport]:
    if not allows(staff_roles_in(programme, person), Permission.PARTICIPANT_ADD):
        return SpreadsheetImport.objects.none()
    return imports_in(programme)


def own_participant(visitor: Visitor, ref: str) -> tuple[Programme, Participant]:
    """The visitor's own record in this programme, whatever their place in it, and also after they have left."""
    programme = Programme.objects.select_related("organisation", "definition").filter(ref=ref).first()
    if programme is None or not isinstance(visitor, Person):
        raise Http404
    participant = Participant.objects.filter(
        organisation=programme.organisation_id, person=visitor, merged_into__isnull=True
    ).first()
    here = {"programme": programme, "participant": participant}
    if participant is None or not (
        Member.objects.filter(**here).exists() or PeerSupporter.objects.filter(**here).exists()
    ):
        raise Http404
    return programme, participant
