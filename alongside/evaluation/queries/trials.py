"""Trials: their plan, who may be allocated, what was allocated, and what the comparison says once it may be seen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.enrolment.queries import having_required_consents
from alongside.evaluation.core.analyses.allocation_log import Event, Line
from alongside.evaluation.core.protocol import LATER, Gap, Protocol, gaps
from alongside.evaluation.models import Trial, TrialLine
from alongside.matching.models import OPEN_REQUESTS, RequestStatus, SupportRequest
from alongside.measures.core.plan import SUPPORT_ELSEWHERE
from alongside.measures.core.registry import described_if_known
from alongside.measures.models import Response, ResponseStatus
from alongside.programmes.core.definition import Definition
from alongside.programmes.core.learning import Wave
from alongside.programmes.models import PlaceStatus, Programme
from alongside.programmes.queries import definition_from, definition_of
from alongside.programmes.queries.versions import version_of_moment
from alongside.safeguarding.queries import held_participants

DAYS_OF_A_MONTH = 31


def trials_of(programme: Programme) -> list[Trial]:
    """The trials of a programme, the one under way (or being planned) first."""
    rows = Trial.objects.filter(programme=programme).select_related("programme", "fixed_by", "closed_by")
    return sorted(rows, key=lambda trial: (trial.closed_at is not None, -trial.pk))


def trial_of(programme: Programme) -> Trial | None:
    """The trial that is planned or under way, or else the last one."""
    return next(iter(trials_of(programme)), None)


def waves_of_both(definition: Definition) -> list[Wave]:
    """The times at which members are asked so many days after joining, whether or not support has begun by then."""
    return [
        wave
        for wave in definition.measures
        if wave.respondent == "member" and wave.anchor == "enrolment" and not wave.is_baseline
    ]


def measures_of_both(definition: Definition) -> list[tuple[str, str]]:
    """Key and title of the measures that are asked at the baseline and again in both arms."""
    waves = [wave for wave in definition.measures if wave.respondent == "member" and wave.is_baseline]
    first = {name for wave in waves for name in wave.instruments}
    again = {name for wave in waves_of_both(definition) for name in wave.instruments}
    return [(each.id, each.title) for each in described_if_known((first & again) - {SUPPORT_ELSEWHERE})]


def definition_of_trial(trial: Trial) -> Definition:
    """What the programme was when the plan was fixed, whatever was amended since; until then, what it is."""
    if trial.fixed_at is None:
        return definition_of(trial.programme)
    return definition_from(version_of_moment(trial.programme, trial.fixed_at))


def main_question_changed(trial: Trial) -> bool:
    """Whether whoever joins the programme today is asked the main question of a fixed plan on another day, or never."""
    is_under_way = trial.fixed_at is not None and trial.closed_at is None
    today = definition_of(trial.programme)
    return is_under_way and _asked_after(trial, today) != _asked_after(trial, definition_of_trial(trial))


def _asked_after(trial: Trial, definition: Definition) -> int | None:
    """How many days after joining the main question of a trial is asked at the latest; None where nobody is asked it."""
    for wave in waves_of_both(definition):
        if wave.key == trial.primary_wave and trial.primary_measure in wave.instruments:
            return wave.offset.months * DAYS_OF_A_MONTH + wave.offset.days + wave.window_days
    return None


def _asks_elsewhere(trial: Trial, definition: Definition) -> bool:
    """Whether members are asked about support from elsewhere together with the main question."""
    return any(
        SUPPORT_ELSEWHERE in wave.instruments
        for wave in waves_of_both(definition)
        if wave.key == trial.primary_wave and trial.primary_measure in wave.instruments
    )


def protocol_of(trial: Trial) -> Protocol:
    """The plan as it stands in the database, with the day of its main question as the definition had it when the plan
    was fixed."""
    then = definition_of_trial(trial)
    return Protocol(
        title=trial.title,
        question=trial.question,
        eligible=trial.eligible,
        primary_measure=trial.primary_measure,
        primary_wave=trial.primary_wave,
        asked_after_days=_asked_after(trial, then),
        asks_elsewhere=_asks_elsewhere(trial, then),
        method=trial.method,
        waiting_weeks=trial.waiting_weeks,
        smallest_difference=trial.smallest_difference,
        people_planned=trial.people_planned,
        size_reason=trial.size_reason,
        analysis=trial.analysis,
        harms=trial.harms,
        opens_on=trial.opens_on,
        strata={name: tuple(values) for name, values in trial.strata.items()},
    )


def gaps_of(trial: Trial) -> list[tuple[str, Gap]]:
    """What stands against fixing the plan today, by the field that it is about."""
    return list(gaps(protocol_of(trial), timezone.localdate()))


@dataclass(frozen=True)
class Candidate:
    """Somebody who waits for support. why_not: the code of what stands against allocating them, empty for nothing."""

    request: SupportRequest
    baseline_on: date | None
    why_not: str

    @property
    def why_not_words(self) -> str:
        return why_not_words(self.why_not)


def candidates(trial: Trial) -> list[Candidate]:
    """Everybody who waits and is not allocated yet, those first who can be. Five queries."""
    return _candidates(trial, _waiting(trial.programme))


def candidate(trial: Trial, request_pk: int) -> Candidate | None:
    return next(iter(_candidates(trial, _waiting(trial.programme).filter(pk=request_pk))), None)


def _waiting(programme: Programme) -> QuerySet[SupportRequest]:
    return (
        SupportRequest.objects.filter(member__programme=programme, status__in=OPEN_REQUESTS)
        .select_related("member__participant", "member__programme")
        .order_by("waiting_since", "pk")
    )


def _candidates(trial: Trial, queue: QuerySet[SupportRequest]) -> list[Candidate]:
    allocated = allocations(trial).values("participant")
    requests = list(queue.exclude(member__participant__in=allocated))
    people = [row.member.participant_id for row in requests]
    agreed = having_required_consents(trial.programme, people)
    held = held_participants(trial.programme)
    baseline = dict(
        Response.objects.filter(
            programme=trial.programme,
            participant__in=people,
            instrument=trial.primary_measure,
            is_baseline=True,
            score__isnull=False,
        ).values_list("participant_id", "answered_on")
    )

    def why_not(row: SupportRequest) -> str:
        who = row.member.participant_id
        stands_against = (
            ("hold", who in held or row.status == RequestStatus.ON_HOLD),
            ("away", row.member.status != PlaceStatus.ENROLLED),
            ("proposed", row.status == RequestStatus.PROPOSED),
            ("consent", who not in agreed),
            ("baseline", who not in baseline),
        )
        return next((code for code, so in stands_against if so), "")

    found = [Candidate(row, baseline.get(row.member.participant_id), why_not(row)) for row in requests]
    return sorted(found, key=lambda each: bool(each.why_not))


def allocations(trial: Trial) -> QuerySet[TrialLine]:
    return TrialLine.objects.filter(trial=trial, event=Event.ALLOCATED)


def lines_of(trial: Trial) -> list[Line]:
    """The whole log, in its order, as the core and the command line know it."""
    rows: Iterable[TrialLine] = TrialLine.objects.filter(trial=trial).order_by("number")
    return [Line(row.number, row.event, row.content, row.previous, row.hash) for row in rows]


def is_unblinded(trial: Trial) -> bool:
    """Whether it was told which group is which: somebody asked, with a reason that stands in the log."""
    return TrialLine.objects.filter(trial=trial, event=Event.UNBLINDED).exists()


def sealed_until(programme: Programme) -> date | None:
    """The day before which nobody sees how members changed, where a trial's plan says so; None where they may."""
    days = Trial.objects.filter(programme=programme, fixed_at__isnull=False).values_list(
        "opens_on", flat=True
    )
    return max((day for day in days if day and day > timezone.localdate()), default=None)


def answered(trial: Trial) -> dict[int, tuple[float | None, float | None]]:
    """By participant who was allocated: the score before and the score at the main wave, None where there is none."""
    people = list(allocations(trial).values_list("participant_id", flat=True))
    found: dict[int, list[float | None]] = {pk: [None, None] for pk in people if pk}
    rows = Response.objects.filter(
        programme=trial.programme,
        participant__in=people,
        instrument=trial.primary_measure,
        as_supporter=False,
        status=ResponseStatus.COMPLETED,
    )
    for who, wave, is_baseline, score in rows.values_list("participant_id", "wave", "is_baseline", "score"):
        if is_baseline:
            found[who][0] = score
        elif wave == trial.primary_wave:
            found[who][1] = score
    return {pk: (before, after) for pk, (before, after) in found.items()}


WHY_NOT = {
    "hold": gettext_lazy("A person looks first: they are on hold."),
    "away": gettext_lazy("They have a pause."),
    "proposed": gettext_lazy("Somebody has been suggested to them already."),
    "consent": gettext_lazy("A consent is missing."),
    "baseline": gettext_lazy("The main measure has not been answered yet. That comes before chance decides."),
    "not_waiting": gettext_lazy("They do not wait any more, or were allocated already."),
}


def why_not_words(code: str) -> str:
    return str(WHY_NOT[code])


def arm_words(line: TrialLine, name: str) -> str:
    """What chance decided for somebody, for whoever arranges support."""
    if line.content["arm"] == LATER:
        return _("%(name)s waits, as chance decided. Nobody is looked for before the day.") % {"name": name}
    return _("%(name)s is offered support now, as chance decided. They go into the next round.") % {
        "name": name
    }


def waits_by_plan(line: TrialLine) -> SupportRequest | None:
    """The request of somebody who was allocated, while nobody is looked for because of it."""
    return (
        SupportRequest.objects.select_related("member__participant", "member__programme")
        .filter(
            member__participant=line.participant_id,
            member__programme=line.trial.programme_id,
            status__in=OPEN_REQUESTS,
            not_before__gt=timezone.localdate(),
        )
        .first()
    )


def supported_early(trial: Trial) -> int:
    """How many were supported before the day that the plan gave them."""
    return TrialLine.objects.filter(trial=trial, event=Event.SUPPORTED_EARLY).count()


@dataclass(frozen=True)
class Allocated:
    """Somebody who was allocated: their line and number, what chance decided, and whether they wait by it still."""

    line: int
    number: str
    name: str
    later: bool
    waits: bool


def allocated_people(trial: Trial) -> list[Allocated]:
    """Everybody who was allocated, the newest first."""
    rows = allocations(trial).select_related("participant").order_by("-number")
    waiting = set(
        SupportRequest.objects.filter(
            member__programme=trial.programme_id,
            status__in=OPEN_REQUESTS,
            not_before__gt=timezone.localdate(),
        ).values_list("member__participant", flat=True)
    )
    return [
        Allocated(
            row.pk,
            row.content["person"],
            row.participant.name,
            row.content["arm"] == LATER,
            row.participant_id in waiting,
        )
        for row in rows
        if row.participant
    ]


def label_of(name: str) -> str:
    """The question of a plan, by the name of its field."""
    return str(getattr(Trial._meta.get_field(name), "verbose_name", name))


def plan_in_words(trial: Trial) -> list[dict[str, str]]:
    """The answers of a plan as rows of a summary."""
    definition = definition_of_trial(trial)
    titles = dict(measures_of_both(definition)) | {wave.key: wave.title for wave in waves_of_both(definition)}
    names = (
        "question",
        "eligible",
        "primary_measure",
        "primary_wave",
        "smallest_difference",
        "waiting_weeks",
        "people_planned",
        "size_reason",
        "method",
        "analysis",
        "harms",
        "opens_on",
    )

    def shown(name: str) -> str:
        answer = getattr(trial, name)
        if name == "method":
            return str(trial.get_method_display())
        if isinstance(answer, date):
            return str(date_format(answer, "j F Y"))
        return "" if answer is None else titles.get(str(answer), str(answer))

    rows = [{"label": label_of(name), "value": shown(name)} for name in names]
    strata = "; ".join(f"{name}: {', '.join(values)}" for name, values in trial.strata.items())
    return [*rows, {"label": _("Equally many in both groups"), "value": strata or _("Nothing was asked for")}]
