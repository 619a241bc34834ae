"""A copy of what is kept about somebody: all their rows, in words, without what is another person's."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import BinaryField, Field, ForeignKey, Model, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.audit.queries import label, reads_about
from alongside.data_rights.models import CopyRequest, CopyStatus, Erasure, RowDecision
from alongside.data_rights.queries.belongings import TITLES, Belonging, one_person, rows_of, tables
from alongside.people.models import Person
from alongside.programmes.models import Member, Participant, PeerSupporter, Programme
from alongside.programmes.queries import staff_roles_in
from alongside.roles.permissions import Permission, allows

READS_SHOWN = 50


@dataclass(frozen=True)
class CopiedRow:
    """One row in words: `name` by label and id; `values` from a field's words to its own. `needs_decision` says that
    a reviewer has yet to decide; `left_out` is the reason why it is not given, empty if it is."""

    name: str
    values: Mapping[str, str]
    reviewed: bool
    needs_decision: bool
    left_out: str

    @property
    def is_given(self) -> bool:
        return not self.needs_decision and not self.left_out


@dataclass(frozen=True)
class CopiedTable:
    title: str
    rows: tuple[CopiedRow, ...]

    @property
    def given(self) -> tuple[CopiedRow, ...]:
        return tuple(row for row in self.rows if row.is_given)


def copy_of(participant: Participant, request: CopyRequest | None = None) -> tuple[CopiedTable, ...]:
    """Everything kept about somebody by this organisation, table by table; tables without rows are not there.

    A number of queries that grows with tables and not with rows.
    """
    participants = one_person(participant)
    decisions = {one.row: one for one in RowDecision.objects.filter(request=request)} if request else {}
    found = []
    for model, belonging in tables():
        rows = list(rows_of(participants, model, belonging))
        if rows:
            title = str(TITLES[model._meta.label])
            copied = tuple(_copied(row, belonging, participants, decisions) for row in rows)
            found.append(CopiedTable(title, copied))
    return tuple(found)


def _copied(
    row: Model,
    belonging: Belonging,
    participants: list[Participant],
    decisions: Mapping[str, RowDecision],
) -> CopiedRow:
    name = label(row)
    decision = decisions.get(name)
    return CopiedRow(
        name=name,
        values={
            str(field.verbose_name).capitalize(): words
            for field in row._meta.concrete_fields
            if field.name not in belonging.not_given and (words := _words(row, field, participants)) != ""
        },
        reviewed=belonging.reviewed,
        needs_decision=belonging.reviewed and decision is None,
        left_out="" if decision is None or decision.is_given else str(decision.get_reason_display()),
    )


def _words(row: Model, field: Field[Any, Any], participants: list[Participant]) -> str:
    """A field's value as people read it; empty for what tells them nothing."""
    value = getattr(row, field.attname)
    if value in (None, "", [], {}) or field.primary_key or isinstance(field, BinaryField):
        return ""
    if isinstance(field, ForeignKey):
        return _whose(field, value, participants)
    return str(getattr(row, f"get_{field.name}_display")()) if field.choices else _plainly(value)


def _plainly(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _whose(field: ForeignKey[Any, Any], value: int, participants: list[Participant]) -> str:
    if field.related_model is Participant:
        return _("you") if value in {one.pk for one in participants} else _("another person")
    if field.related_model is Person:
        return _("you") if value in {one.person_id for one in participants} else _("a member of staff")
    return ""


def undecided(tables_: tuple[CopiedTable, ...]) -> int:
    """How many rows a reviewer has yet to decide about."""
    return sum(row.needs_decision for table in tables_ for row in table.rows)


@dataclass(frozen=True)
class Look:
    """Somebody opened what is kept about a participant: when, what kind of record, and their name."""

    at: datetime
    what: str
    who: str


WHAT_WAS_OPENED = {
    "participant_read": gettext_lazy("your page"),
    "answers_read": gettext_lazy("your answers, to read them out to you"),
    "openanswer_read": gettext_lazy("an answer in your own words, without your name, to learn from it"),
    "wishes_read": gettext_lazy("what staff wrote down of your wishes"),
    "copyrequest_read": gettext_lazy("everything, to prepare a copy for you"),
}


def looks_at(participant: Participant) -> list[Look]:
    """Who opened what is kept about somebody, the newest first, at most fifty. Two queries, whatever the number.

    Safeguarding records are not among them: that there is one may have to be kept from the person it is about.
    """
    events = list(reads_about(participant).filter(what__in=WHAT_WAS_OPENED)[:READS_SHOWN])
    people = Person.objects.in_bulk([event.by_id for event in events if event.by_id])
    return [
        Look(event.at, str(WHAT_WAS_OPENED[event.what]), str(people.get(event.by_id or 0, "")))
        for event in events
    ]


def programmes_of(participant: Participant) -> list[Programme]:
    """Every programme in which somebody takes part, or once did."""
    participants = one_person(participant)
    return list(
        Programme.objects.filter(
            pk__in=Member.objects.filter(participant__in=participants).values("programme")
        )
        | Programme.objects.filter(
            pk__in=PeerSupporter.objects.filter(participant__in=participants).values("programme")
        )
    )


def may_review(person: Person, participant: Participant) -> bool:
    """Whether a role of theirs lets somebody see all that would be in the copy: one in each of its programmes."""
    return participant.person_id != person.pk and all(
        allows(staff_roles_in(programme, person), Permission.DATA_RIGHTS_ANSWER)
        for programme in programmes_of(participant)
    )


def open_request_of(participant: Participant) -> CopyRequest | None:
    return CopyRequest.objects.filter(participant=participant, status=CopyStatus.ASKED).first()


def erasure_of(participant: Participant) -> Erasure | None:
    """That somebody asked to be forgotten."""
    return Erasure.objects.filter(participant=participant).first()


def ready_copy_of(participant: Participant) -> CopyRequest | None:
    """The newest copy that is there to be taken."""
    rows = CopyRequest.objects.filter(participant=participant, content__isnull=False)
    return rows.defer("content").order_by("-released_at").first()


def requests_in(programme: Programme) -> QuerySet[CopyRequest]:
    """What people of this programme have asked for and nobody has released yet, the soonest due first."""
    inside = Member.objects.filter(programme=programme).values("participant")
    supporting = PeerSupporter.objects.filter(programme=programme).values("participant")
    rows = CopyRequest.objects.filter(status=CopyStatus.ASKED).select_related("participant").defer("content")
    return (rows.filter(participant__in=inside) | rows.filter(participant__in=supporting)).order_by(
        "due_on", "pk"
    )
