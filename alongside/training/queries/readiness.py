"""What supporters need before they may be proposed, and what each of them has."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from alongside.enrolment.queries import having_required_consents
from alongside.programmes.core.definition import Definition
from alongside.programmes.core.parts import given
from alongside.programmes.core.workforce import TrainingModule
from alongside.programmes.models import PeerSupporter, PlaceStatus, Programme
from alongside.programmes.queries import definition_of
from alongside.programmes.queries.marks import unmarked
from alongside.safeguarding.queries import held_participants
from alongside.training.core.readiness import Demands, Gap, GapCode, Supporter, gaps
from alongside.training.models import ModuleCompletion, RoleAcceptance, Supervision, SupervisionMeeting
from alongside.training.queries.supervision import current_supervisions, former_staff, supervisors_in

Status = SupervisionMeeting.Status


@dataclass(frozen=True)
class RoleWording:
    """The role description that supporters accept, and the hash by which a changed wording is noticed."""

    text: str
    hash: str


@dataclass(frozen=True)
class Readiness:
    """Whether a supporter may be proposed, and what is missing where not."""

    gaps: tuple[Gap, ...]

    @property
    def is_ready(self) -> bool:
        return not self.gaps


def role_wording(programme: Programme) -> RoleWording | None:
    """The wording that a supporter of the programme accepts today; None where the definition has none.

    Whoever leads a group of peers accepts the facilitator's role.
    """
    return _wording_in(definition_of(programme))


def _wording_in(definition: Definition) -> RoleWording | None:
    role = definition.role(definition.supporting_role) if definition.role_mode != "mutual" else None
    text = given(role.description) if role else None
    return RoleWording(text, hashlib.sha256(text.strip().encode()).hexdigest()) if text else None


def training_modules(programme: Programme) -> tuple[TrainingModule, ...]:
    return _modules_in(definition_of(programme))


def _modules_in(definition: Definition) -> tuple[TrainingModule, ...]:
    return given(definition.training) or ()


def largest_caseload(programme: Programme) -> int:
    """How many people one supporter may support at once, at most; 20 where the definition does not say."""
    caseload = given(definition_of(programme).caseload)
    return caseload.max if caseload else 20


def demands_of(programme: Programme) -> Demands:
    return _demands_in(definition_of(programme))


def _demands_in(definition: Definition) -> Demands:
    return Demands(
        light_mode=definition.light_mode,
        role_description=_wording_in(definition) is not None,
        core_modules=tuple(module.key for module in _modules_in(definition) if module.core),
    )


def readiness_in(
    programme: Programme,
    supporters: Collection[PeerSupporter],
    on: date | None = None,
    *,
    under: Definition | None = None,
) -> dict[int, Readiness]:
    """The readiness of these supporters of one programme, by their id. The same few queries for one or thousands.

    By what today's version demands or, where something runs under another one, by what that demands.
    """
    day, definition = on or timezone.localdate(), under or definition_of(programme)
    demands, wording = _demands_in(definition), _wording_in(definition)
    known = _Known(programme, supporters, day, wording)
    return {row.pk: Readiness(gaps(known.of(row), demands, day)) for row in supporters}


def readiness_of(supporter: PeerSupporter, on: date | None = None) -> Readiness:
    """What is missing before this supporter may be proposed."""
    return readiness_in(supporter.programme, [supporter], on)[supporter.pk]


def ready_supporters(
    programme: Programme, on: date | None = None, among: Iterable[PeerSupporter] | None = None
) -> list[PeerSupporter]:
    """Who may be proposed on a day: everybody, oldest place first, or those `among` some, in their order.

    Whether they have room left is for matching to say.
    """
    rows = list(oldest_first(maybe_ready(programme)) if among is None else among)
    ready = readiness_in(programme, rows, on)
    return [row for row in rows if ready[row.pk].is_ready]


def oldest_first(rows: QuerySet[PeerSupporter]) -> QuerySet[PeerSupporter]:
    """The same supporters with who they are, the oldest place first."""
    return rows.select_related("participant", "programme").order_by("joined_on", "pk")


def maybe_ready(programme: Programme) -> QuerySet[PeerSupporter]:
    """Supporters whose own place does not stand against proposing them: the only ones who can be ready."""
    return PeerSupporter.objects.filter(
        programme=programme,
        status=PlaceStatus.ENROLLED,
        capacity__gt=0,
        free_again=True,
        participant__merged_into__isnull=True,
    )


PREPARATION = frozenset(
    {
        GapCode.ROLE_DESCRIPTION,
        GapCode.CORE_TRAINING,
        GapCode.SUPERVISOR,
        GapCode.SUPERVISOR_GONE,
        GapCode.SUPERVISION_DATE,
    }
)
"""What has to be done before a supporter can be proposed for the first time, and by whoever prepares them."""


def being_prepared(programme: Programme, on: date) -> QuerySet[PeerSupporter]:
    """Supporters who take part and lack something of their preparation, the oldest place first.

    Looked at are only those whom nobody has marked as prepared, and those whose supervisor may have gone since. What is
    missing for each is judged where it is always judged (`preparation_gaps`). Whoever rests is left in peace.
    """
    rows = lacking_preparation(programme, on)
    left = Supervision.objects.filter(ends_on__isnull=True, supervisor__in=former_staff(programme))
    return rows.filter(unmarked("is_prepared", programme) | Q(pk__in=left.values("supporter")))


def lacking_preparation(programme: Programme, on: date) -> QuerySet[PeerSupporter]:
    """The same by looking through everybody: what the marks are kept by."""
    demands, lacking = demands_of(programme), Q()
    own = {"supporter": OuterRef("pk")}
    if demands.light_mode:
        return PeerSupporter.objects.none()
    if wording := role_wording(programme):
        lacking |= Q(~Exists(RoleAcceptance.objects.filter(**own, wording_hash=wording.hash)))
    for module in demands.core_modules:
        lacking |= Q(~Exists(ModuleCompletion.objects.filter(**own, module=module)))
    if demands.supervision:
        by_whom = supervisors_in(programme).values("pk")
        lacking |= Q(~Exists(current_supervisions(on).filter(**own, supervisor__in=by_whom)))
        lacking |= Q(~Exists(SupervisionMeeting.objects.filter(**own, status=Status.PLANNED)))
    rows = PeerSupporter.objects.filter(
        lacking, programme=programme, status=PlaceStatus.ENROLLED, participant__merged_into__isnull=True
    )
    return oldest_first(rows) if lacking else rows.none()


def preparation_gaps(
    programme: Programme, supporters: Collection[PeerSupporter], on: date | None = None
) -> dict[int, tuple[Gap, ...]]:
    """Of each supporter's gaps those that preparing them closes, by the supporter's id."""
    found = readiness_in(programme, supporters, on)
    return {pk: tuple(gap for gap in each.gaps if gap.code in PREPARATION) for pk, each in found.items()}


class _Known:
    """Everything that readiness asks of a set of supporters, read at once."""

    def __init__(
        self,
        programme: Programme,
        supporters: Collection[PeerSupporter],
        day: date,
        wording: RoleWording | None,
    ) -> None:
        ids = [row.pk for row in supporters]
        self.accepted = set(
            RoleAcceptance.objects.filter(
                supporter__in=ids, wording_hash=wording.hash if wording else ""
            ).values_list("supporter", flat=True)
        )
        self.modules: dict[int, set[str]] = defaultdict(set)
        for pk, module in ModuleCompletion.objects.filter(supporter__in=ids).values_list(
            "supporter", "module"
        ):
            self.modules[pk].add(module)
        self.supervisors = dict(
            current_supervisions(day).filter(supporter__in=ids).values_list("supporter", "supervisor")
        )
        self.in_role = set(supervisors_in(programme).values_list("pk", flat=True))
        self.planned = dict(
            SupervisionMeeting.objects.filter(supporter__in=ids, status=Status.PLANNED).values_list(
                "supporter", "planned_on"
            )
        )
        self.consented = having_required_consents(programme, [row.participant_id for row in supporters])
        self.held = held_participants(programme)

    def of(self, row: PeerSupporter) -> Supporter:
        supervisor = self.supervisors.get(row.pk)
        return Supporter(
            role_accepted=row.pk in self.accepted,
            modules_done=self.modules[row.pk],
            supervisor_named=supervisor is not None,
            supervisor_in_role=supervisor in self.in_role,
            next_supervision_on=self.planned.get(row.pk),
            consented=row.participant_id in self.consented,
            capacity=row.capacity,
            on_hold=row.participant_id in self.held,
            paused=row.status == PlaceStatus.PAUSED,
            left=row.status == PlaceStatus.LEFT,
            free=row.free_again,
        )


def still_in_training(programme: Programme) -> QuerySet[PeerSupporter]:
    """The supporters who have not done every part of the training, by name."""
    undone = Q()
    for module in training_modules(programme):
        done = ModuleCompletion.objects.filter(supporter=OuterRef("pk"), module=module.key)
        undone |= Q(~Exists(done))
    return supporter_list(programme).filter(undone) if undone else PeerSupporter.objects.none()


def supporter_list(programme: Programme, name: str = "") -> QuerySet[PeerSupporter]:
    """The supporters of a programme who have not left, by name; `name` narrows them."""
    rows = PeerSupporter.objects.filter(programme=programme, participant__merged_into__isnull=True).exclude(
        status=PlaceStatus.LEFT
    )
    if name.strip():
        rows = rows.filter(
            Q(participant__name__icontains=name.strip()) | Q(participant__known_as__icontains=name.strip())
        )
    return rows.select_related("participant", "programme").order_by("participant__name", "pk")


def role_accepted_on(supporter: PeerSupporter) -> date | None:
    """The day on which the supporter accepted today's wording of the role; None when they have not."""
    wording = role_wording(supporter.programme)
    row = supporter.role_acceptances.filter(wording_hash=wording.hash).first() if wording else None
    return timezone.localdate(row.accepted_at) if row else None


def completions_of(supporter: PeerSupporter) -> dict[str, ModuleCompletion]:
    """What the supporter has completed, by the key of the module."""
    return {row.module: row for row in supporter.completions.select_related("recorded_by")}
