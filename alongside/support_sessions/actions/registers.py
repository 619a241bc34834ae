"""Before, during and after a session of a group: who will be there, who came, what was noted, how it was to lead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from alongside.audit.actions import record
from alongside.people.models import Person
from alongside.programmes.models import Participant
from alongside.safeguarding.actions.words import take_in
from alongside.support_sessions.actions.group_notices import tell_lead, tell_member
from alongside.support_sessions.actions.group_refusals import DayGoneBy, NotPossibleNow
from alongside.support_sessions.models import (
    LOGGED,
    Answer,
    Attendance,
    Debrief,
    GroupLead,
    GroupPlace,
    Outcome,
    SessionNote,
    SessionStatus,
    SupportSession,
)
from alongside.support_sessions.queries.groups import leads_of
from alongside.support_sessions.queries.meetings import RegisterLine


@dataclass(frozen=True, slots=True)
class Held:
    """How a session of a group went. Without `took_place` the rest does not matter."""

    took_place: bool = True
    on: date | None = None
    minutes: int | None = None
    modality: str = ""


@transaction.atomic
def say_whether_coming(
    *,
    place: GroupPlace,
    session: SupportSession,
    answer: Answer,
    by: Person,
    on_behalf_of: Participant | None = None,
) -> None:
    """Somebody says beforehand whether they will be there; they may change their mind, and never say why.

    Raises NotPossibleNow once the session's day is over, it is written up or called off, or they left the group.
    """
    row = _locked(session)
    today = timezone.localdate()
    over = row.status != SessionStatus.PLANNED or row.planned_on is None or row.planned_on < today
    if over or row.group_id != place.group_id or place.until is not None:
        raise NotPossibleNow
    Attendance.objects.update_or_create(
        session=row,
        place=place,
        defaults={"answer": answer, "answered_at": timezone.now(), "answered_by": by},
    )
    record("group_session_answered", by=by, subject=row, on_behalf_of=on_behalf_of)


@transaction.atomic
def mark(
    *,
    session: SupportSession,
    place: GroupPlace,
    outcome: Outcome | str,
    by: Person,
    reason: str | None = None,
) -> Attendance:
    """One line of the register; empty takes it back. `reason` is only what they chose to say; None leaves it as it is.

    Raises NotPossibleNow before the session's day, and for a session that was called off or is of another group.
    """
    row = _locked(session)
    early = row.planned_on is not None and row.planned_on > timezone.localdate()
    closed = row.status in {SessionStatus.CANCELLED, SessionStatus.MISSED}
    if early or closed or row.group_id != place.group_id:
        raise NotPossibleNow
    before = Attendance.objects.filter(session=row, place=place).first()
    fields = {
        "outcome": outcome,
        "marked_at": timezone.now() if outcome else None,
        "marked_by": by if outcome else None,
    }
    if reason is not None:
        fields["reason"] = reason.strip()
    line, _made = Attendance.objects.update_or_create(session=row, place=place, defaults=fields)
    if before is None or before.outcome != outcome:
        record(
            "register_marked",
            by=by,
            subject=row,
            place=place.pk,
            before=before.outcome if before else "",
            after=str(outcome),
        )
    if row.status == SessionStatus.DELIVERED and outcome == Outcome.MISSED:
        _say_kindly([place], row)
    if reason is not None:
        take_in(line, "reason", programme=row.programme, by=by, writer=place.member.participant)
    return line


@transaction.atomic
def mark_several(
    *, session: SupportSession, marks: Iterable[tuple[RegisterLine, str, str]], by: Person
) -> None:
    """Several lines of the register at once, all or none: each with its outcome and what they chose to say."""
    for line, outcome, reason in marks:
        mark(session=session, place=line.place, outcome=outcome, reason=reason, by=by)


@transaction.atomic
def write_up(*, session: SupportSession, held: Held, by: Person) -> SupportSession:
    """The session took place, or did not. Said again, it is put right, and the log keeps what stood there before.

    Who had said that they could not come, and is not marked otherwise, is excused. Everybody who missed it gets kind
    words; if nobody came, those who lead get their own. Raises NotPossibleNow for a session that was called off or
    is still to come, and DayGoneBy for a day that is still to come.
    """
    row = _locked(session)
    today = timezone.localdate()
    if row.status == SessionStatus.CANCELLED or (row.planned_on and row.planned_on > today):
        raise NotPossibleNow
    if held.took_place and (held.on is None or held.on > today):
        raise DayGoneBy
    fields = {
        "status": SessionStatus.DELIVERED if held.took_place else SessionStatus.MISSED,
        "delivered_on": held.on if held.took_place else None,
        "delivered_minutes": held.minutes if held.took_place else None,
        "delivered_modality": held.modality if held.took_place else "",
    }
    before = {name: str(getattr(row, name)) for name in fields} if row.status in LOGGED else {}
    SupportSession.objects.filter(pk=row.pk).update(**fields, logged_at=timezone.now(), logged_by=by)
    row.refresh_from_db()
    _settle(row, by)
    record("group_session_written_up", by=by, subject=row, took_place=held.took_place, before=before)
    return row


def _settle(row: SupportSession, by: Person) -> None:
    lines = Attendance.objects.filter(session=row)
    if row.status == SessionStatus.MISSED:
        lines.update(outcome="", marked_at=None, marked_by=None)
        for lead in leads_of(row.of_group, row.planned_on):
            tell_lead(lead, "group_nobody_came", mark=str(row.pk))
        return
    lines.filter(answer=Answer.NOT_COMING, outcome="").update(
        outcome=Outcome.EXCUSED, marked_at=timezone.now(), marked_by=by
    )
    missed = lines.filter(outcome=Outcome.MISSED).select_related(
        "place__member__participant__person", "place__group__programme"
    )
    _say_kindly([line.place for line in missed], row)


def _say_kindly(places: list[GroupPlace], session: SupportSession) -> None:
    """Nobody is dropped in silence: once for each session, and only while they are in the group."""
    for place in places:
        if place.until is None:
            tell_member(place, "group_session_missed", mark=str(session.pk))


@transaction.atomic
def write_note(*, session: SupportSession, words: str, catch_up: str, by: Person) -> None:
    """What was done, for those who lead and for staff, and a few words for those who could not come. Empty: taken away."""
    row = _locked(session)
    if row.status == SessionStatus.CANCELLED:
        raise NotPossibleNow
    if words.strip() or catch_up.strip():
        note, _made = SessionNote.objects.update_or_create(
            session=row, defaults={"words": words.strip(), "catch_up": catch_up.strip(), "written_by": by}
        )
        take_in(note, "words", "catch_up", programme=row.programme, by=by)
    else:
        SessionNote.objects.filter(session=row).delete()
    record("group_session_noted", by=by, subject=row)


@transaction.atomic
def write_debrief(
    *, session: SupportSession, lead: GroupLead, how: str, words: str, for_supervision: str, by: Person
) -> None:
    """How it was for one of those who led. Nobody reads it but they and their supervisor; it may be written anew."""
    row = _locked(session)
    if row.status not in LOGGED or lead.group_id != row.group_id:
        raise NotPossibleNow
    debrief, _made = Debrief.objects.update_or_create(
        session=row,
        lead=lead,
        defaults={"how": how, "words": words.strip(), "for_supervision": for_supervision.strip()},
    )
    record("debrief_written", by=by, subject=row)
    take_in(debrief, "words", "for_supervision", programme=row.programme, by=by)


def _locked(session: SupportSession) -> SupportSession:
    return (
        SupportSession.objects.select_for_update(of=("self",))
        .select_related("programme__definition", "group__programme")
        .get(pk=session.pk)
    )
