"""Reads about spreadsheets on their way in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, Q, QuerySet, When
from django.utils import timezone

from alongside.enrolment.core.dates import ambiguous_example
from alongside.enrolment.core.duplicates import Identity
from alongside.enrolment.core.fields import FIELD_BY_KEY
from alongside.enrolment.core.sheet import Sheet, read_sheet
from alongside.enrolment.models import ImportRow, ImportStatus, RowOutcome, SpreadsheetImport
from alongside.people.models import Person
from alongside.programmes.models import Member, Organisation, Participant, PeerSupporter, Programme
from alongside.programmes.queries import definition_of, organisation_roles, programmes_where
from alongside.roles.permissions import Permission, allows

AWAY = (ImportStatus.UNDONE, ImportStatus.PUT_AWAY)
RUNNING = (ImportStatus.CHECKING, ImportStatus.IMPORTING, ImportStatus.UNDOING)
# What the next run of bringing in will deal with: good rows, and doubtful ones that a person has decided.
TO_BRING_IN = Q(outcome=RowOutcome.READY) | (
    Q(outcome=RowOutcome.DUPLICATE) & ~Q(decision=ImportRow.Decision.UNDECIDED)
)
MAY_PUT_AWAY = Q(erased_at__isnull=True) & (
    Q(status__in=[ImportStatus.MAPPING, ImportStatus.CHECKED])
    | Q(status=ImportStatus.FAILED, failed_step=ImportStatus.CHECKING)
)
"""A sheet from which nobody has come in, and on which no work is going on."""
TO_UNDO = Q(outcome__in=[RowOutcome.CREATED, RowOutcome.MERGED])
_IDENTITY_FIELDS = ("pk", "name", "email", "phone", "birth_date", "birth_year", "external_id")


@dataclass(frozen=True)
class Counts:
    """How many rows of a sheet there are of each outcome. They add up to `total`."""

    by_outcome: dict[str, int]
    decided: int

    @property
    def total(self) -> int:
        return sum(self.by_outcome.values())

    @property
    def undecided(self) -> int:
        return self["duplicate"] - self.decided

    @property
    def to_bring_in(self) -> int:
        return self["ready"] + self.decided

    @property
    def brought_in(self) -> int:
        return self["created"] + self["merged"]

    @property
    def lines(self) -> list[tuple[str, int]]:
        """Each outcome that there is, in words, with its rows."""
        return [(str(outcome.label), self[outcome]) for outcome in RowOutcome if self[outcome]]

    def __getitem__(self, outcome: str) -> int:
        """The rows of one outcome. Raises KeyError for another word, so that templates find the properties."""
        return self.by_outcome.get(RowOutcome[outcome.upper()], 0)


def counts_of(spreadsheet: SpreadsheetImport) -> Counts:
    """One query."""
    rows = spreadsheet.rows.values("outcome").annotate(
        rows=Count("pk"), decided=Count("pk", filter=~Q(decision=ImportRow.Decision.UNDECIDED))
    )
    found = list(rows)
    return Counts(
        {row["outcome"]: row["rows"] for row in found},
        sum(row["decided"] for row in found if row["outcome"] == RowOutcome.DUPLICATE),
    )


def sheet_of(spreadsheet: SpreadsheetImport) -> Sheet:
    """The stored file, read. It was readable when it came, so it still is; after the erasure there is none."""
    return read_sheet(bytes(spreadsheet.content), spreadsheet.filename)


def may_map(spreadsheet: SpreadsheetImport) -> bool:
    """Whether its columns can still be said: until bringing in begins, and while there is a file."""
    before = {ImportStatus.MAPPING, ImportStatus.CHECKED}
    stuck = spreadsheet.status == ImportStatus.FAILED and spreadsheet.failed_step == ImportStatus.CHECKING
    return spreadsheet.erased_at is None and (spreadsheet.status in before or stuck)


def example_of_dates(sheet: Sheet, mapping: Mapping[str, int]) -> tuple[str, date, date] | None:
    """A date of the sheet that can be read two ways, with both readings; None where its dates are plain."""
    today = timezone.localdate()
    places = [place for key, place in mapping.items() if FIELD_BY_KEY[key].kind == "date"]
    for place in places:
        if example := ambiguous_example((row.cells[place] for row in sheet.rows), today=today):
            return example
    return None


def imports_in(programme: Programme) -> QuerySet[SpreadsheetImport]:
    """The programme's imports, newest first, without their content."""
    return (
        SpreadsheetImport.objects.filter(programme=programme)
        .defer("content")
        .select_related("uploaded_by", "put_away_by")
        .order_by("-uploaded_at", "-pk")
    )


def waiting_sheets(programme: Programme) -> QuerySet[SpreadsheetImport]:
    """Those that go no further until a person does something, the oldest first."""
    return (
        imports_in(programme)
        .filter(
            status__in=[ImportStatus.MAPPING, ImportStatus.CHECKED, ImportStatus.FAILED],
            erased_at__isnull=True,
        )
        .order_by("uploaded_at", "pk")
    )


def may_put_away(spreadsheet: SpreadsheetImport) -> bool:
    return SpreadsheetImport.objects.filter(MAY_PUT_AWAY, pk=spreadsheet.pk).exists()


def same_content(spreadsheet: SpreadsheetImport) -> SpreadsheetImport | None:
    """Another import into the same programme, not undone or put away, whose file is the same to the byte."""
    return (
        imports_in(spreadsheet.programme)
        .filter(content_hash=spreadsheet.content_hash)
        .exclude(pk=spreadsheet.pk)
        .exclude(status__in=AWAY)
        .first()
    )


def has_fixed_roles(programme: Programme) -> bool:
    """Whether members and supporters are different places; where not, everybody is a member."""
    return definition_of(programme).role_mode != "mutual"


def known_to(person: Person, organisation: Organisation) -> QuerySet[Participant]:
    """The organisation's participants whom this person may see, in whichever of its programmes they are.

    Somebody who coordinates one programme must not learn from a sheet who is in another one.
    """
    known = Participant.objects.filter(organisation=organisation, merged_into__isnull=True)
    if allows(organisation_roles(organisation, person), Permission.PARTICIPANT_VIEW):
        return known
    programmes = programmes_where(person, Permission.PARTICIPANT_VIEW).filter(organisation=organisation)
    return known.filter(
        Q(pk__in=Member.objects.filter(programme__in=programmes).values("participant"))
        | Q(pk__in=PeerSupporter.objects.filter(programme__in=programmes).values("participant"))
    )


def identities(participants: QuerySet[Participant]) -> list[Identity]:
    """What tells each of them apart, keyed by id. One query."""
    return [
        Identity(
            key=pk,
            name=name,
            email=email,
            phone=phone,
            birth_date=birth_date,
            birth_year=birth_year,
            external_id=external_id,
        )
        for pk, name, email, phone, birth_date, birth_year, external_id in participants.values_list(
            *_IDENTITY_FIELDS
        )
    ]


def doubtful_rows(spreadsheet: SpreadsheetImport) -> QuerySet[ImportRow]:
    """The rows that may be somebody known, those still to be decided first."""
    return spreadsheet.rows.exclude(proposals=[]).order_by("decision", "number")


def remarked_rows(spreadsheet: SpreadsheetImport) -> QuerySet[ImportRow]:
    """The rows about which there is something to say, those that cannot come in first."""
    return spreadsheet.rows.exclude(remarks=[]).order_by(
        Case(When(outcome=RowOutcome.BAD, then=0), default=1), "number"
    )


def kept_rows(spreadsheet: SpreadsheetImport) -> QuerySet[ImportRow]:
    """The rows that an undo could not take out."""
    return spreadsheet.rows.filter(outcome=RowOutcome.KEPT).select_related("participant").order_by("number")


def row_in(spreadsheet: SpreadsheetImport, number: int) -> ImportRow | None:
    return spreadsheet.rows.filter(number=number).first()


def rows_by_number(spreadsheet: SpreadsheetImport, numbers: Iterable[int]) -> dict[int, ImportRow]:
    return {row.number: row for row in spreadsheet.rows.filter(number__in=numbers)}


def participants_by_id(
    person: Person, organisation: Organisation, ids: Iterable[int]
) -> dict[int, Participant]:
    """Those of the people that this person may see, by id."""
    return known_to(person, organisation).in_bulk(list(ids))
