from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from alongside.audit.actions import record
from alongside.notify.actions import notify
from alongside.programmes.actions import StateChanged
from alongside.programmes.queries import person_recipient
from alongside.safeguarding.models import CaseNote, Concern, ConcernStatus, SafeguardingCase, new_key
from alongside.safeguarding.queries import cases_round, readers_in

if TYPE_CHECKING:
    from datetime import date

    from alongside.people.models import Person


class NeedsSecondPerson(Exception):
    """Nobody closes a case alone: somebody other than the one who proposed it must."""


@transaction.atomic
def open_case(*, concern: Concern, by: Person) -> SafeguardingCase:
    """A concern becomes a case, owned by whoever opens it.

    Raises StateChanged while nobody has acknowledged it, or when it is part of a case already.
    """
    case = SafeguardingCase.objects.create(
        programme=concern.programme,
        about=concern.about,
        rehearsal=concern.rehearsal,
        opened_by=by,
        owner=by,
    )
    _put_into(case, concern)
    record("case_opened", by=by, subject=case)
    return case


@transaction.atomic
def join_case(*, concern: Concern, case: SafeguardingCase, by: Person) -> None:
    """A concern becomes part of a case that is open. Raises StateChanged where that is not possible: what is a practice
    and what is not are never joined.

    A case whose owner is the one complained of passes to whoever joins them: they will not see it again.
    """
    if case.closed_at is not None or (case.programme_id, case.rehearsal_id) != (
        concern.programme_id,
        concern.rehearsal_id,
    ):
        raise StateChanged
    _put_into(case, concern)
    about = concern.about.person_id if concern.about else None
    if case.owner_id in {concern.about_staff_id, about}:
        SafeguardingCase.objects.filter(pk=case.pk).update(owner=by)
        record("case_handed_over", by=by, subject=case)
    record("concern_joined_case", by=by, subject=case, concern=concern.pk)


def _put_into(case: SafeguardingCase, concern: Concern) -> None:
    done = Concern.objects.filter(
        pk=concern.pk,
        case__isnull=True,
        status__in=[ConcernStatus.ACKNOWLEDGED, ConcernStatus.ANSWERED],
    ).update(status=ConcernStatus.IN_CASE, case=case)
    if not done:
        raise StateChanged
    concern.refresh_from_db()


def read_case(*, case: SafeguardingCase, by: Person) -> None:
    """Reading a case is an act, and is written down."""
    record("case_opened_for_reading", by=by, subject=case)


def write_note(
    *,
    case: SafeguardingCase,
    kind: str,
    words: str,
    by: Person,
    key: str = "",
    corrects: CaseNote | None = None,
) -> CaseNote:
    """Add to the chronology. Nothing in it is ever changed: `corrects` names the note that this one puts right.

    The same `key` with the same words is one note, also when it is sent twice.
    """
    earlier = CaseNote.objects.filter(key=key, case=case).first() if key else None
    if earlier and earlier.words == words:
        return earlier
    fresh = key if key and not CaseNote.objects.filter(key=key).exists() else new_key()
    try:
        with transaction.atomic():
            note = CaseNote.objects.create(
                case=case, kind=kind, words=words, written_by=by, key=fresh, corrects=corrects
            )
            record("case_note_written", by=by, subject=case, programme_id=case.programme_id, kind=kind)
            return note
    except IntegrityError:
        return CaseNote.objects.get(key=key)


@transaction.atomic
def plan_next_step(
    *, case: SafeguardingCase, words: str, on: date, owner: Person, by: Person, key: str = ""
) -> None:
    """What happens next, by when, and who sees to it; also written into the chronology as a decision."""
    changed = SafeguardingCase.objects.filter(pk=case.pk, closed_at__isnull=True).update(
        next_step_on=on, owner=owner
    )
    if not changed:
        raise StateChanged
    case.refresh_from_db()
    write_note(case=case, kind=CaseNote.Kind.DECISION, words=words, by=by, key=key)
    record("case_next_step_planned", by=by, subject=case, owner=owner.pk)


@transaction.atomic
def propose_closing(*, case: SafeguardingCase, reason: str, by: Person) -> None:
    """Say that the case may be closed, and why; the other safeguarding leads are asked to look."""
    done = SafeguardingCase.objects.filter(
        pk=case.pk, closed_at__isnull=True, closing_proposed_at__isnull=True
    ).update(closing_proposed_at=timezone.now(), closing_proposed_by=by, closing_reason=reason)
    if not done:
        raise StateChanged
    case.refresh_from_db()
    record("case_closing_proposed", by=by, subject=case)
    for lead in readers_in(case.programme):
        if lead.pk != by.pk and cases_round(lead).filter(pk=case.pk).exists():
            notify(
                "case_closing_proposed",
                to=person_recipient(lead, case.programme),
                link=reverse("safeguarding:case", kwargs={"ref": case.programme.ref, "pk": case.pk}),
                key=f"closing:{case.pk}:{case.closing_proposed_at}:{lead.pk}",
                context={"programme": case.programme, "practice": case.rehearsal_id},
            )


@transaction.atomic
def keep_case_open(*, case: SafeguardingCase, by: Person) -> None:
    """Take the proposal to close back; its reason stays in the chronology."""
    reason = case.closing_reason
    done = SafeguardingCase.objects.filter(
        pk=case.pk, closed_at__isnull=True, closing_proposed_at__isnull=False
    ).update(closing_proposed_at=None, closing_proposed_by=None, closing_reason="")
    if not done:
        raise StateChanged
    case.refresh_from_db()
    write_note(
        case=case,
        kind=CaseNote.Kind.DECISION,
        words=_("Not closed. Closing had been proposed for this reason: {reason}").format(reason=reason),
        by=by,
    )
    record("case_kept_open", by=by, subject=case)


@transaction.atomic
def close_case(*, case: SafeguardingCase, by: Person) -> None:
    """Close a case that somebody else proposed to close. Raises NeedsSecondPerson, or StateChanged."""
    if case.closing_proposed_by_id == by.pk:
        raise NeedsSecondPerson
    done = (
        SafeguardingCase.objects.filter(pk=case.pk, closed_at__isnull=True, closing_proposed_by__isnull=False)
        .exclude(closing_proposed_by=by)
        .update(closed_at=timezone.now(), closed_by=by)
    )
    if not done:
        raise StateChanged
    case.refresh_from_db()
    record("case_closed", by=by, subject=case)
