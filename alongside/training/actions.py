from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from alongside.audit.actions import record
from alongside.jobs.actions import duty
from alongside.programmes.actions import StateChanged
from alongside.programmes.actions.marks import mark_places, unmark
from alongside.programmes.models import PeerSupporter, Programme
from alongside.training.models import ModuleCompletion, RoleAcceptance, Supervision, SupervisionMeeting
from alongside.training.queries import (
    demands_of,
    lacking_preparation,
    role_wording,
    supervisor_of,
    supervisors_in,
    training_modules,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from alongside.people.models import Person
    from alongside.programmes.models import Participant

Status = SupervisionMeeting.Status


class WordingChanged(Exception):
    """The role description was changed while it was being read; the new words must be read first."""


class UnknownModule(Exception):
    """The programme's training has no module of this key."""


class NotASupervisor(Exception):
    """This person holds no role of supervisor here, or would supervise themselves."""


class NoSupervisor(Exception):
    """There is nobody to meet yet: a supervisor must be named first."""


@transaction.atomic
def accept_role(
    *, supporter: PeerSupporter, wording_hash: str, by: Person, on_behalf_of: Participant | None = None
) -> None:
    """The supporter accepts the role description, in the words that they have read. Raises WordingChanged."""
    wording = role_wording(supporter.programme)
    if wording is None or wording.hash != wording_hash:
        raise WordingChanged
    _row, is_new = RoleAcceptance.objects.get_or_create(
        supporter=supporter, wording_hash=wording_hash, defaults={"recorded_by": by}
    )
    if is_new:
        record("role_accepted", by=by, subject=supporter, on_behalf_of=on_behalf_of)


@transaction.atomic
def record_completion(
    *, supporter: PeerSupporter, module: str, completed_on: date, by: Person, assessed_by: str = ""
) -> bool:
    """The supporter completed a module. Returns whether that is new; the first day that was recorded stands.

    `assessed_by` names who trained and assessed. Raises UnknownModule.
    """
    if module not in {each.key for each in training_modules(supporter.programme)}:
        raise UnknownModule
    _row, is_new = ModuleCompletion.objects.get_or_create(
        supporter=supporter,
        module=module,
        defaults={"completed_on": completed_on, "recorded_by": by, "assessed_by": assessed_by},
    )
    if is_new:
        record("module_completed", by=by, subject=supporter, module=module)
    return is_new


@transaction.atomic
def record_training_day(
    *,
    supporters: Iterable[PeerSupporter],
    modules: Iterable[str],
    completed_on: date,
    by: Person,
    assessed_by: str = "",
) -> tuple[int, int]:
    """Several supporters did the same parts on one day: for each what `record_completion` does, all of it or nothing.

    Returns how many parts are new, and how many had been recorded before and stand as they were. Raises UnknownModule.
    """
    parts = list(modules)
    new = [
        record_completion(
            supporter=supporter, module=module, completed_on=completed_on, by=by, assessed_by=assessed_by
        )
        for supporter in supporters
        for module in parts
    ]
    return sum(new), len(new) - sum(new)


@transaction.atomic
def take_back_completion(*, supporter: PeerSupporter, module: str, by: Person) -> None:
    """It was recorded by mistake. Raises StateChanged when there is nothing to take back."""
    gone, _rows = ModuleCompletion.objects.filter(supporter=supporter, module=module).delete()
    if not gone:
        raise StateChanged
    _no_longer_prepared(supporter)
    record("module_completion_taken_back", by=by, subject=supporter, module=module)


@transaction.atomic
def name_supervisor(*, supporter: PeerSupporter, supervisor: Person, by: Person) -> None:
    """From today this person supervises the supporter, instead of whoever did; a planned meeting moves with them.

    Raises NotASupervisor, or StateChanged when somebody else named another at the same moment.
    """
    if supporter.participant.person_id == supervisor.pk or supervisor not in supervisors_in(
        supporter.programme
    ):
        raise NotASupervisor
    open_rows = Supervision.objects.filter(supporter=supporter, ends_on__isnull=True)
    if open_rows.filter(supervisor=supervisor).exists():
        return
    today = timezone.localdate()
    open_rows.update(ends_on=today)
    try:
        with transaction.atomic():
            Supervision.objects.create(
                supporter=supporter, supervisor=supervisor, starts_on=today, assigned_by=by
            )
    except IntegrityError:
        raise StateChanged from None
    SupervisionMeeting.objects.filter(supporter=supporter, status=Status.PLANNED).update(
        supervisor=supervisor
    )
    record("supervisor_named", by=by, subject=supporter, supervisor=supervisor.pk)


@transaction.atomic
def plan_supervision(*, supporter: PeerSupporter, on: date, by: Person) -> SupervisionMeeting:
    """Set, or move, the day of the next supervision. Raises NoSupervisor."""
    supervisor = supervisor_of(supporter)
    if supervisor is None:
        raise NoSupervisor
    meeting, _new = SupervisionMeeting.objects.update_or_create(
        supporter=supporter,
        status=Status.PLANNED,
        defaults={"planned_on": on, "supervisor": supervisor, "recorded_by": by},
    )
    record("supervision_planned", by=by, subject=supporter, on=str(on))
    return meeting


@transaction.atomic
def record_supervision(
    *,
    meeting: SupervisionMeeting,
    by: Person,
    held_on: date | None,
    notes: str = "",
    strained: bool = False,
    next_on: date | None = None,
) -> None:
    """The planned meeting was held on a day, or missed (None), and the next one is planned.

    `notes` are for the two alone. `strained` is the supervisor's judgement that the supporter is under strain, which
    the coordinator sees. Raises StateChanged when it was recorded already.
    """
    done = SupervisionMeeting.objects.filter(pk=meeting.pk, status=Status.PLANNED).update(
        status=Status.HELD if held_on else Status.MISSED,
        held_on=held_on,
        notes=notes,
        strained=strained and held_on is not None,
        recorded_by=by,
        recorded_at=timezone.now(),
    )
    if not done:
        raise StateChanged
    meeting.refresh_from_db()
    record(f"supervision_{meeting.status}", by=by, subject=meeting.supporter)
    if next_on:
        plan_supervision(supporter=meeting.supporter, on=next_on, by=by)
    else:
        _no_longer_prepared(meeting.supporter)


def _no_longer_prepared(supporter: PeerSupporter) -> None:
    unmark("is_prepared", PeerSupporter.objects.filter(pk=supporter.pk))


@transaction.atomic
def set_capacity(
    *, supporter: PeerSupporter, capacity: int, by: Person, on_behalf_of: Participant | None = None
) -> None:
    """How many people the supporter is willing to support at once. Fewer ends nothing that is under way."""
    PeerSupporter.objects.filter(pk=supporter.pk).update(capacity=capacity)
    supporter.refresh_from_db()
    record("capacity_set", by=by, subject=supporter, on_behalf_of=on_behalf_of, capacity=capacity)


@transaction.atomic
def say_free_again(*, supporter: PeerSupporter, by: Person, on_behalf_of: Participant | None = None) -> None:
    """After an ending: free for a next match, because they said so. Raises StateChanged when they are already."""
    _set_free(supporter, free=True, by=by, on_behalf_of=on_behalf_of)


@transaction.atomic
def wait_until_free_again(*, supporter: PeerSupporter, by: Person | None) -> None:
    """An ending comes with its own time: no new match is proposed until the supporter says that they are free."""
    _set_free(supporter, free=False, by=by, on_behalf_of=None)


def _set_free(
    supporter: PeerSupporter, *, free: bool, by: Person | None, on_behalf_of: Participant | None
) -> None:
    done = PeerSupporter.objects.filter(pk=supporter.pk, free_again=not free).update(free_again=free)
    if not done:
        raise StateChanged
    supporter.refresh_from_db()
    record(
        "supporter_free_again" if free else "supporter_not_free_yet",
        by=by,
        subject=supporter,
        on_behalf_of=on_behalf_of,
    )


@duty("mark_who_is_prepared", every=timedelta(hours=1))
def mark_who_is_prepared() -> None:
    """Whoever lacks nothing of their preparation need not be looked at again to find those who do."""
    for programme in Programme.objects.select_related("definition").order_by("pk"):
        if not demands_of(programme).light_mode:
            mark_places("is_prepared", programme, PeerSupporter, partial(_prepared, programme))


def _prepared(programme: Programme, places: Collection[PeerSupporter]) -> Collection[int]:
    """Those with a supervisor for as long as nobody names another: a last day would pass without anybody's doing."""
    ids = [each.pk for each in places]
    rows = PeerSupporter.objects.filter(pk__in=ids, participant__merged_into__isnull=True)
    lasting = Supervision.objects.filter(supporter__in=rows, ends_on__isnull=True)
    lacking = lacking_preparation(programme, timezone.localdate()).filter(pk__in=rows)
    return set(lasting.values_list("supporter", flat=True)) - set(lacking.values_list("pk", flat=True))
