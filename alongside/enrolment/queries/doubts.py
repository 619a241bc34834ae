"""Doubtful rows of a sheet beside the people whom they may be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from alongside.enrolment.core.person import full_name, person_fields, read_values
from alongside.enrolment.models import ImportRow, RowOutcome, SpreadsheetImport
from alongside.enrolment.queries.spreadsheets import participants_by_id, rows_by_number
from alongside.enrolment.queries.words import GROUNDS, STRENGTHS
from alongside.people.models import Person
from alongside.programmes.models import Organisation, Participant

COMPARED = ("name", "phone", "email", "birth_date", "birth_year", "area", "helper_name", "external_id")


@dataclass(frozen=True)
class Other:
    """Somebody whom a row may be: a known person (by id) or a row further up, and why it was proposed."""

    known: int | None
    row: int | None
    name: str
    words: str
    why: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Doubt:
    """One row beside the others; `lines` are the compared things: a label, the row's value, the others' values."""

    number: int
    name: str
    outcome: str
    decision: str
    others: tuple[Other, ...]
    lines: tuple[tuple[str, str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class ListedDoubt:
    number: int
    name: str
    why: str
    outcome: str
    state: str
    open: bool


def listed(rows: Iterable[ImportRow]) -> list[ListedDoubt]:
    """The rows with the strongest ground of each, in words. No query of its own."""
    return [
        ListedDoubt(
            row.number,
            full_name(row.values),
            f"{STRENGTHS[row.proposals[0]['strength']]}: {_grounds(row.proposals[0])}",
            row.outcome,
            str(
                ImportRow.Decision(row.decision).label
                if row.outcome == RowOutcome.DUPLICATE
                else RowOutcome(row.outcome).label
            ),
            row.outcome == RowOutcome.DUPLICATE,
        )
        for row in rows
    ]


def doubt_of(spreadsheet: SpreadsheetImport, row: ImportRow, reader: Person) -> Doubt:
    """The row beside everybody proposed. Somebody whom the reader may not see is named only as such."""
    known = participants_by_id(
        reader,
        spreadsheet.programme.organisation,
        (each["known"] for each in row.proposals if each["known"]),
    )
    above = rows_by_number(spreadsheet, (each["row"] for each in row.proposals if each["row"]))
    others = tuple(_other(each, known, above) for each in row.proposals)
    lines = side_by_side(person_fields(read_values(row.values)), others)
    return Doubt(row.number, full_name(row.values), row.outcome, row.decision, others, lines)


def known_others(
    proposals: Iterable[Mapping[str, Any]], reader: Person, organisation: Organisation
) -> tuple[Other, ...]:
    """Everybody known whom a newcomer may be, as the reader may see them; proposals as they are stored with rows."""
    proposals = list(proposals)
    known = participants_by_id(reader, organisation, (each["known"] for each in proposals))
    return tuple(_other(each, known, {}) for each in proposals)


def side_by_side(
    newcomer: Mapping[str, Any], others: Sequence[Other]
) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """What is known of a newcomer (fields of a participant) beside the others: a label, their value, the others'."""
    mine = _compared(newcomer)
    names = {field.name: field.verbose_name for field in Participant._meta.concrete_fields}
    labels = [str(names[name]) for name in COMPARED]
    return tuple(
        (label, mine[place], tuple(other.values[place] for other in others))
        for place, label in enumerate(labels)
        if mine[place] or any(other.values[place] for other in others)
    )


def _other(
    proposal: Mapping[str, Any], known: Mapping[int, Participant], above: Mapping[int, ImportRow]
) -> Other:
    person, row = known.get(proposal["known"]), above.get(proposal["row"])
    fields: dict[str, Any] = {}
    if person:
        fields = {name: getattr(person, name) for name in COMPARED}
        words = _("The same as %(name)s, whom you know: join them") % {"name": person.name}
    elif row:
        fields = person_fields(read_values(row.values))
        words = _("The same as %(name)s in row %(row)s: join them") % {
            "name": fields["name"],
            "row": row.number,
        }
    else:
        words = _("The same as somebody in another programme of your organisation: join them")
    name = str(fields.get("name", "")) or _("Somebody in another programme")
    why = f"{STRENGTHS[proposal['strength']]}: {_grounds(proposal)}"
    return Other(proposal["known"], proposal["row"], name, words, why, _compared(fields))


def _compared(fields: Mapping[str, Any]) -> tuple[str, ...]:
    found = [fields.get(name) or "" for name in COMPARED]
    return tuple(formats.date_format(value) if hasattr(value, "year") else str(value) for value in found)


def _grounds(proposal: Mapping[str, Any]) -> str:
    return ", ".join(str(GROUNDS[ground]) for ground in proposal["grounds"])


def next_undecided(spreadsheet: SpreadsheetImport, *, after: int) -> int | None:
    """The number of the next row to decide, from the top again after the last; None when all are decided."""
    waiting = spreadsheet.rows.filter(
        outcome=RowOutcome.DUPLICATE, decision=ImportRow.Decision.UNDECIDED
    ).order_by("number")
    numbers = waiting.values_list("number", flat=True)
    return numbers.filter(number__gt=after).first() or numbers.first()


def clear_doubles(spreadsheet: SpreadsheetImport) -> list[ImportRow]:
    """The undecided rows that are probably one known person, by the same name too, with nobody else proposed.

    A person may decide these together; a shared telephone, a likeness or two candidates want a look at each.
    """
    waiting = spreadsheet.rows.filter(outcome=RowOutcome.DUPLICATE, decision=ImportRow.Decision.UNDECIDED)
    return [row for row in waiting.order_by("number") if _is_clear(row.proposals)]


def _is_clear(proposals: list[dict[str, Any]]) -> bool:
    return len(proposals) == 1 and (
        proposals[0]["known"] is not None
        and proposals[0]["strength"] == "likely"
        and "same_name" in proposals[0]["grounds"]
    )
