"""A practice as it runs, and what it showed. Everything is read from the rows that the real desk writes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from alongside.notify.models import Notice
from alongside.people.models import Person
from alongside.programmes.models import Programme
from alongside.safeguarding.core.rehearsals import Fact, counted, next_step, steps
from alongside.safeguarding.models import (
    Alarm,
    CaseNote,
    Concern,
    Incoming,
    Rehearsal,
    SafeguardingCase,
    Urgency,
)
from alongside.safeguarding.queries.concerns import readers_in, response_minutes
from alongside.safeguarding.queries.on_call import calls_of, has_chain
from alongside.safeguarding.queries.words import triage_is_on

NOTICED_IN, TOLD_IN, SENT_IN, ANSWERED_IN, CASE_AFTER = 1, 1, 5, 15, 60
"""Targets in minutes after the post; a case is opened within an hour of the time in which somebody has it in hand."""
PROGRAM = "program"


def rehearsals_in(programme: Programme) -> QuerySet[Rehearsal]:
    return (
        Rehearsal.objects.filter(programme=programme)
        .select_related("started_by", "ended_by")
        .order_by("-started_at", "-pk")
    )


def running_rehearsal(programme: Programme) -> Rehearsal | None:
    return rehearsals_in(programme).filter(ended_at__isnull=True).first()


def concern_of(rehearsal: Rehearsal) -> Concern | None:
    """The concern that the made-up words became; the first, should people have raised others."""
    return rehearsal.concerns.select_related("acknowledged_by", "answered_by").order_by("pk").first()


def case_of(rehearsal: Rehearsal) -> SafeguardingCase | None:
    rows = rehearsal.cases.select_related("opened_by", "closing_proposed_by", "closed_by")
    return rows.order_by("pk").first()


def drill_report(rehearsal: Rehearsal) -> dict[str, Any]:
    """What the practice shows up to now: `steps`, `counted`, `told` (who, when, how, whether it left), `findings`."""
    concern, case = concern_of(rehearsal), case_of(rehearsal)
    alarm = Alarm.objects.filter(concern=concern).select_related("answered_by").first() if concern else None
    told = _told(concern, alarm)
    rows = steps(
        rehearsal.started_at,
        [
            *_called(rehearsal, told, alarm),
            *_handled(rehearsal.programme, concern, case),
        ],
    )
    return {
        "steps": rows,
        "counted": counted(rows),
        "next": next_step(rows),
        "told": told,
        "findings": _findings(rehearsal.programme, told),
    }


def _called(rehearsal: Rehearsal, told: list[dict[str, Any]], alarm: Alarm | None) -> list[Fact]:
    noticed = Incoming.objects.filter(rehearsal=rehearsal, lane="P1").order_by("pk").first()
    first = told[0] if told else None
    sent = sorted(each["sent_at"] for each in told if each["sent_at"])
    return [
        Fact("noticed", noticed.came_at if noticed else None, PROGRAM if noticed else "", NOTICED_IN),
        Fact("told", _moment(first["at"]) if first else None, first["name"] if first else "", TOLD_IN),
        Fact("sent", _moment(sent[0]) if sent else None, "", SENT_IN),
        Fact(
            "answered", alarm.answered_at if alarm else None, _name(alarm and alarm.answered_by), ANSWERED_IN
        ),
    ]


def _handled(programme: Programme, concern: Concern | None, case: SafeguardingCase | None) -> list[Fact]:
    within = response_minutes(programme, Urgency.NOW)
    in_hand = Fact("in_hand", None, "", within)
    written_back = Fact("written_back", None, "", None)
    if concern:
        in_hand = Fact("in_hand", concern.acknowledged_at, _name(concern.acknowledged_by), within)
        written_back = Fact("written_back", concern.answered_at, _name(concern.answered_by), None)
    opened = Fact("case", None, "", within + CASE_AFTER)
    proposed, closed = Fact("proposed", None, "", None), Fact("closed", None, "", None)
    if case:
        opened = Fact("case", case.opened_at, _name(case.opened_by), within + CASE_AFTER)
        proposed = Fact("proposed", case.closing_proposed_at, _name(case.closing_proposed_by), None)
        closed = Fact("closed", case.closed_at, _name(case.closed_by), None)
    notes = [
        _note(case, CaseNote.Kind.FACT, "fact"),
        _note(case, CaseNote.Kind.TOLD, "others_told"),
        _note(case, CaseNote.Kind.DECISION, "decision"),
    ]
    return [in_hand, opened, *notes, written_back, proposed, closed]


def _note(case: SafeguardingCase | None, kind: str, key: str) -> Fact:
    note = case.notes.filter(kind=kind).select_related("written_by").order_by("pk").first() if case else None
    return Fact(key, note.written_at if note else None, _name(note.written_by) if note else "", None)


def _told(concern: Concern | None, alarm: Alarm | None) -> list[dict[str, Any]]:
    """Everybody who was told, in order: by the chain, and by the letters that every lead gets."""
    if concern is None:
        return []
    calls = calls_of(alarm) if alarm else []
    rows = [_line(each.name, each.channel, each.at, each.status, each.sent_at) for each in calls]
    letters = Notice.objects.filter(key__startswith=f"concern:{concern.pk}:").order_by("pk")
    rows += [
        _line(
            each.recipient_name, str(each.get_channel_display()), each.created_at, each.status, each.done_at
        )
        for each in letters
    ]
    return sorted(rows, key=lambda row: row["at"])


def _line(name: str, channel: str, at: datetime, status: str, sent_at: datetime | None) -> dict[str, Any]:
    return {
        "name": name,
        "channel": channel,
        "at": at.isoformat(),
        "status": status,
        "sent_at": sent_at.isoformat() if sent_at and status == "sent" else None,
    }


def _findings(programme: Programme, told: list[dict[str, Any]]) -> list[str]:
    """What the set-up itself lacks, whatever the people did; keys that the page puts into words."""
    found = {
        "triage_off": not triage_is_on(programme),
        "no_chain": not has_chain(programme),
        "one_lead": len(readers_in(programme)) < 2,
        "one_channel": len({row["channel"] for row in told}) < 2,
        "not_sent": any(row["status"] in {"failed", "by_hand"} for row in told),
    }
    return [key for key, is_so in found.items() if is_so]


def _name(person: Person | None) -> str:
    return person.name if person else ""


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
