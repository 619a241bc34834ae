"""The rows of an export, a few hundred people at a time and in the order of their made-up names.

Only people whose newest answer to learning from their data is yes are in it. Every text that leaves here is checked
against a list of codes: a value that nobody knows becomes "other", so that nothing typed can slip out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from typing import Any

from django.db.models import TextChoices
from django.utils import timezone

from alongside.enrolment.queries import consented_participants
from alongside.evaluation.core import changes
from alongside.evaluation.core.cloak import Cloak
from alongside.evaluation.core.codebook import OTHER, ExportTable, export_tables
from alongside.evaluation.core.facts import Facts
from alongside.evaluation.core.page import ShownPage
from alongside.evaluation.queries.parts import members_counted
from alongside.evaluation.queries.plan import RESEARCH, learning_consents
from alongside.matching.models import (
    ContactAfter,
    EndingKind,
    Relationship,
    RelationshipSide,
    RelationshipStatus,
    SideRole,
)
from alongside.matching.queries.criteria import how_matched
from alongside.measures.core import Method
from alongside.measures.core.registry import described_if_known
from alongside.measures.models import HowAnswered, Response, ResponseStatus
from alongside.programmes.models import Intake, LeavingReason, Member, PeerSupporter, PlaceStatus, Programme
from alongside.programmes.queries import definition_of
from alongside.programmes.queries.versions import definitions_run
from alongside.support_sessions.models import CheckIn, Modality, SessionStatus, SupportSession

AT_ONCE = 500
Row = Mapping[str, object]


@dataclass(frozen=True)
class Owned:
    """A match in the export, under the one of its people with whom its dates move."""

    relationship: Relationship
    person: int
    role: str
    other: int | None


def codes_of(programme: Programme) -> dict[str, dict[str, str]]:
    """Every code that may stand in a column, with its meaning, by `table.column`: also what only an earlier version of
    the programme has, which people still run under. Where two say it in other words, the newer one's stand."""
    oldest_first = [definition for _version, definition in reversed(definitions_run(programme))]

    def choices(kind: type[TextChoices]) -> dict[str, str]:
        return {str(value): str(label) for value, label in kind.choices}

    return {
        "people.status": choices(PlaceStatus),
        "people.left_reason": choices(LeavingReason),
        "relationships.person_role": choices(SideRole),
        "relationships.status": choices(RelationshipStatus),
        "relationships.ending_kind": choices(EndingKind),
        "relationships.contact_after": choices(ContactAfter),
        "contacts.phase": {phase.key: phase.title for one in oldest_first for phase in one.schedule.phases},
        "contacts.planned_modality": choices(Modality),
        "contacts.status": choices(SessionStatus),
        "contacts.delivered_modality": choices(Modality),
        "responses.wave": {wave.key: wave.title for one in oldest_first for wave in one.measures},
        "responses.instrument": {one.id: one.title for one in described_if_known(_asked_about(programme))},
        "responses.status": choices(ResponseStatus),
        "responses.how": choices(HowAnswered),
    }


def _asked_about(programme: Programme) -> set[str]:
    """The instruments that anybody was asked, whichever version of the definition said so."""
    return set(Response.objects.filter(programme=programme).values_list("instrument", flat=True).distinct())


def exportable_people(programme: Programme) -> frozenset[int]:
    """Those who agreed to the use of their data; nobody, where the definition does not even ask for it."""
    purposes = learning_consents(definition_of(programme))
    if RESEARCH not in purposes:
        return frozenset()
    agreed = set.intersection(*(consented_participants(programme, purpose) for purpose in sorted(purposes)))
    supporters = PeerSupporter.objects.filter(
        programme=programme, participant__merged_into__isnull=True, participant__is_test=False
    )
    known = {
        *members_counted(programme).values_list("participant", flat=True),
        *supporters.values_list("participant", flat=True),
    }
    return frozenset(agreed & known)


@dataclass(frozen=True)
class ExportRows:
    """All rows of one export, table by table."""

    programme: Programme
    cloak: Cloak
    people: frozenset[int]
    page: ShownPage | None
    facts: Facts
    sealed_until: date | None = None
    """The day before which a trial lets nobody see how members answered after the beginning."""

    @cached_property
    def codes(self) -> dict[str, dict[str, str]]:
        return codes_of(self.programme)

    @cached_property
    def tables(self) -> tuple[ExportTable, ...]:
        return (*export_tables(self.codes), *changes.tables(self.answers))

    @cached_property
    def answers(self) -> changes.Answers:
        """Who answered before and later, by side: what the changes on the result page are made of."""
        found = changes.answers_of(self.facts, self.people)
        return {side: of for side, of in found.items() if side == changes.SUPPORTERS or not self.sealed_until}

    def is_sealed(self, asked: Response) -> bool:
        return self.sealed_until is not None and not asked.is_baseline and not asked.as_supporter

    def rows(self, table: str) -> Iterator[Row]:
        """The rows of a table; only one batch of people is in memory."""
        if table == "flow":
            yield from _flow(self)
            return
        if table in changes.SIDES:
            yield from changes.rows(self.answers[table], self.cloak.person)
            return
        order = sorted(self.people, key=self.cloak.person)
        for start in range(0, len(order), AT_ONCE):
            yield from _MAKERS[table](self, order[start : start + AT_ONCE])

    def code(self, column: str, value: str) -> str | None:
        """The value if it is a known code of the column; nothing for nothing."""
        if not value:
            return None
        return value if value in self.codes[column] else OTHER


def _people(export: ExportRows, batch: Sequence[int]) -> Iterator[Row]:
    intakes = Intake.objects.filter(programme=export.programme).order_by("starts_on", "pk")
    order = {pk: place for place, pk in enumerate(intakes.values_list("pk", flat=True), start=1)}
    for kind, place in ((Member, "member"), (PeerSupporter, "supporter")):
        rows = kind.objects.filter(programme=export.programme, participant__in=batch)
        for row in _in_order(export, rows, lambda row: row.participant_id):
            day = partial(export.cloak.day, row.participant_id)
            yield {
                "person_id": export.cloak.person(row.participant_id),
                "place": place,
                "intake": order.get(row.intake_id),
                "joined_on": day(row.joined_on),
                "status": export.code("people.status", row.status),
                "left_on": day(row.left_on),
                "left_reason": export.code("people.left_reason", row.left_reason),
            }


def _in_order(export: ExportRows, rows: Iterable[Any], person: Callable[[Any], int]) -> list[Any]:
    """Rows by the made-up names of their people, then as they were made: the order tells nothing about who came first."""
    return sorted(rows, key=lambda row: (export.cloak.person(person(row)), row.pk))


def _owned(export: ExportRows, batch: Sequence[int]) -> list[Owned]:
    """The matches whose dates move with somebody of this batch: the member if they agreed, else the other person."""
    here = RelationshipSide.objects.filter(relationship__programme=export.programme, participant__in=batch)
    sides = (
        RelationshipSide.objects.filter(relationship__in=here.values("relationship"))
        .select_related("relationship")
        .order_by("relationship_id", "id")
    )
    by_match: dict[int, list[RelationshipSide]] = {}
    for side in sides:
        by_match.setdefault(side.relationship_id, []).append(side)
    found = []
    for both in by_match.values():
        agreed = sorted(
            (side for side in both if side.participant_id in export.people),
            key=lambda side: (side.supporter_id is not None, export.cloak.person(side.participant_id)),
        )
        if agreed and agreed[0].participant_id in batch:
            first, other = agreed[0], agreed[1].participant_id if len(agreed) > 1 else None
            found.append(Owned(first.relationship, first.participant_id, first.role, other))
    return sorted(found, key=lambda one: (export.cloak.person(one.person), one.relationship.pk))


def _relationships(export: ExportRows, batch: Sequence[int]) -> Iterator[Row]:
    for one in _owned(export, batch):
        row, day = one.relationship, partial(export.cloak.day, one.person)
        yield {
            "relationship_id": export.cloak.relationship(row.pk),
            "person_id": export.cloak.person(one.person),
            "person_role": export.code("relationships.person_role", one.role),
            "other_person_id": None if one.other is None else export.cloak.person(one.other),
            "status": export.code("relationships.status", row.status),
            "started_on": day(row.started_on),
            "planned_end_on": day(row.planned_end_on),
            "first_contact_on": day(row.first_contact_on),
            "ended_on": day(row.ended_on),
            "ending_kind": export.code("relationships.ending_kind", row.ending_kind),
            "contact_after": export.code("relationships.contact_after", row.contact_after),
        }


def _matching(export: ExportRows, batch: Sequence[int]) -> Iterator[Row]:
    """How matches came about, of whoever asked for them. How well both fit also tells of the other, who must agree too."""
    rows = how_matched(export.programme, of=batch)
    for row in sorted(rows, key=lambda row: (export.cloak.person(row.person), row.relationship)):
        yield {
            "relationship_id": export.cloak.relationship(row.relationship),
            "person_id": export.cloak.person(row.person),
            "is_by_hand": row.by_hand,
            "place_on_list": row.chosen_rank,
            "musts": row.musts,
            "preferences": row.preferences,
            "preferences_met": row.preferences_met,
            "is_first_preference_met": row.first_wish_met,
            "fit": row.fit if row.other in export.people else None,
        }


def _contacts(export: ExportRows, batch: Sequence[int]) -> Iterator[Row]:
    owned = {one.relationship.pk: one for one in _owned(export, batch)}
    rows = SupportSession.objects.filter(relationship__in=owned)
    for row in _in_order(export, rows, lambda row: owned[row.relationship_id].person):
        day = partial(export.cloak.day, owned[row.relationship_id].person)
        yield {
            "relationship_id": export.cloak.relationship(row.relationship_id),
            "number": row.number,
            "phase": export.code("contacts.phase", row.phase),
            "is_optional": row.is_optional,
            "planned_on": day(row.planned_on),
            "planned_minutes": row.planned_minutes,
            "planned_modality": export.code("contacts.planned_modality", row.planned_modality),
            "status": export.code("contacts.status", row.status),
            "delivered_on": day(row.delivered_on),
            "delivered_minutes": row.delivered_minutes,
            "delivered_modality": export.code("contacts.delivered_modality", row.delivered_modality),
        }


def _asked(export: ExportRows, batch: Sequence[int]) -> list[Response]:
    rows = Response.objects.filter(programme=export.programme, participant__in=batch)
    return _in_order(export, rows, lambda row: row.participant_id)


def _responses(export: ExportRows, batch: Sequence[int]) -> Iterator[Row]:
    for row in _asked(export, batch):
        day = partial(export.cloak.day, row.participant_id)
        yield {
            "response_id": export.cloak.response(row.pk),
            "person_id": export.cloak.person(row.participant_id),
            "as_supporter": row.as_supporter,
            "relationship_id": export.cloak.relationship(row.relationship_id),
            "wave": export.code("responses.wave", row.wave),
            "instrument": export.code("responses.instrument", row.instrument),
            "status": export.code("responses.status", row.status),
            "due_on": day(row.due_on),
            "answered_on": day(row.answered_on),
            "is_baseline": row.is_baseline,
            "how": export.code("responses.how", row.how),
            "score": None if export.is_sealed(row) else row.score,
            "is_prorated": row.is_prorated,
        }


def _answers(export: ExportRows, batch: Sequence[int]) -> Iterator[Row]:
    asked = _asked(export, batch)
    known = {one.id: one for one in described_if_known(row.instrument for row in asked)}
    for row in asked:
        of = known.get(row.instrument)
        if (
            of is None
            or export.is_sealed(row)
            or row.status != ResponseStatus.COMPLETED
            or not isinstance(row.answers, dict)
        ):
            continue
        goals = of.method is Method.GOALS
        for item, code in sorted(row.answers.items()):
            if (goals or item in of.item_ids) and (code is None or type(code) is int):
                yield {
                    "response_id": export.cloak.response(row.pk),
                    "item": export.cloak.goal(item) if goals else item,
                    "code": code,
                }


def _check_ins(export: ExportRows, batch: Sequence[int]) -> Iterator[Row]:
    rows = (
        CheckIn.objects.filter(side__relationship__programme=export.programme, side__participant__in=batch)
        .select_related("side")
        .defer("words")
    )
    for row in _in_order(export, rows, lambda row: row.side.participant_id):
        day = partial(export.cloak.day, row.side.participant_id)
        yield {
            "relationship_id": export.cloak.relationship(row.side.relationship_id),
            "person_id": export.cloak.person(row.side.participant_id),
            "week": row.week,
            "due_on": day(row.due_on),
            "answered_on": day(timezone.localdate(row.answered_at) if row.answered_at else None),
            "fit": row.fit,
            "giving": row.giving,
            "receiving": row.receiving,
            "load": row.load,
        }


def _flow(export: ExportRows) -> Iterator[Row]:
    for box in export.page.flow.boxes if export.page else ():
        yield {"step": str(box.stage), "reason": None, "people": box.number}
        for leaving in box.exits:
            yield {"step": str(box.stage), "reason": str(leaving.reason), "people": leaving.number}


_MAKERS: Mapping[str, Callable[[ExportRows, Sequence[int]], Iterator[Row]]] = {
    "people": _people,
    "relationships": _relationships,
    "matching": _matching,
    "contacts": _contacts,
    "responses": _responses,
    "answers": _answers,
    "check_ins": _check_ins,
}
