"""Dates of a programme: every planned contact, the planned ending, and what a pause moves."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from heapq import merge
from itertools import count

from alongside.programmes.core.definition import Definition
from alongside.programmes.core.durations import Duration
from alongside.programmes.core.parts import given
from alongside.programmes.core.schedule import Phase
from alongside.programmes.core.vocabulary import Form, Modality

_NOTHING = Duration()
_BETWEEN_TWO: frozenset[Form] = frozenset({"one_to_one"})
_Slot = tuple[date, date, date]
"""When a contact is due, and from when to when it counts as made in time."""
_DAY, _WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Pause:
    """A rest: from ``starts_on`` up to, but not including, ``resumes_on``.

    While a pause has no end yet, pass tomorrow as ``resumes_on`` and plan again later.
    """

    starts_on: date
    resumes_on: date

    def __post_init__(self) -> None:
        if self.resumes_on < self.starts_on:
            raise ValueError("A pause cannot end before it begins.")


@dataclass(frozen=True, slots=True)
class PlannedContact:
    """One contact of the plan. ``number`` counts all contacts of the plan from 1, in order of ``due_on``.

    From ``opens_on`` to ``closes_on``, both included, a contact counts as this one made in time; it is late or early
    outside that, and counts all the same. ``modality`` is the usual way of meeting, ``modalities`` all that are
    allowed. Minutes are None where the definition does not say.
    """

    phase: str
    number: int
    due_on: date
    opens_on: date
    closes_on: date
    modality: Modality
    modalities: tuple[Modality, ...]
    minutes_min: int | None
    minutes_max: int | None
    optional: bool


@dataclass(frozen=True, slots=True)
class PlannedDose:
    """How much support is planned. A figure is None as soon as one phase does not say its part of it, or has no end."""

    contacts: int | None
    minutes_min: int | None
    minutes_max: int | None


def plan_contacts(
    definition: Definition,
    starts_on: date,
    pauses: Iterable[Pause] = (),
    *,
    forms: Collection[Form] = _BETWEEN_TWO,
    until: date | None = None,
) -> Iterator[PlannedContact]:
    """Every planned contact of the given forms from ``starts_on``, in order of date, made only as it is asked for.

    A pause moves whatever falls on or after its first day by its length, and loses nothing; pauses that overlap
    count once. What has no end stops at the schedule's length, or at ``until`` (as if there were no pauses) where
    that is earlier or there is none. Raises ValueError for a plan that would never end, and OverflowError for one
    that would leave the calendar (year 9999).
    """
    phases = [(phase, begins) for phase, begins in _phases(definition, starts_on) if phase.form in forms]
    end = _unmoved_end(definition, starts_on)
    if any(phase.open_ended and phase.interval for phase, _begins in phases):
        length = given(definition.schedule.length)
        if length is None and until is None:
            raise ValueError("This schedule has no end: say until when to plan.")
        if length is None:
            end = max(end, until or end)
    rests = _apart(pauses, starts_on)
    planned = merge(
        *(_planned(phase, begins, starts_on, end) for phase, begins in phases),
        key=lambda slot_and_make: slot_and_make[0][0],
    )
    for number, ((due_on, opens_on, closes_on), make) in enumerate(planned, start=1):
        if until is not None and due_on > until:
            return
        yield make(
            number=number,
            due_on=_moved(due_on, rests),
            opens_on=_moved(opens_on, rests),
            closes_on=_moved(closes_on, rests),
        )


def planned_end(definition: Definition, starts_on: date, pauses: Iterable[Pause] = ()) -> date:
    """The planned ending: the schedule's length after the first day, but never before the last planned contact."""
    return _moved(_unmoved_end(definition, starts_on), _apart(pauses, starts_on))


def planned_review(definition: Definition, starts_on: date, pauses: Iterable[Pause] = ()) -> date | None:
    """When the review before the ending is due; None where the definition plans none. Never before the first day."""
    ending = given(definition.ending)
    offset = given(ending.review_before) if ending else None
    if offset is None:
        return None
    return max(starts_on, offset.before(planned_end(definition, starts_on, pauses)))


def week_begins(starts_on: date, week: int, pauses: Iterable[Pause] = ()) -> date:
    """The first day of a week of support, counted from 1, moved by pauses as contacts are."""
    return _moved(starts_on + _WEEK * (week - 1), _apart(pauses, starts_on))


def minimum_dose(definition: Definition) -> int | None:
    """How many contacts count as having had the support; None where the definition does not say."""
    return given(definition.evaluation.minimum_dose)


def planned_dose(definition: Definition) -> PlannedDose:
    """The whole plan's contacts and minutes for one participant, without the optional phases."""
    phases = [phase for phase in definition.schedule.phases if not phase.optional]
    return PlannedDose(
        contacts=_total((phase.planned_contacts, 1) for phase in phases),
        minutes_min=_total((phase.planned_contacts, given(phase.minutes_min)) for phase in phases),
        minutes_max=_total((phase.planned_contacts, given(phase.minutes_max)) for phase in phases),
    )


def last_contact(definition: Definition, starts_on: date) -> date:
    """When the last contact is due, without pauses."""
    return max(_phase_end(phase, begins) for phase, begins in _phases(definition, starts_on))


def _total(counted: Iterable[tuple[int | None, int | None]]) -> int | None:
    total = 0
    for contacts, minutes in counted:
        if contacts is None or minutes is None:
            return None
        total += contacts * minutes
    return total


def _phases(definition: Definition, starts_on: date) -> Iterator[tuple[Phase, date]]:
    begins = starts_on
    for phase in definition.schedule.phases:
        if phase.starts is not None:
            begins = phase.starts.after(starts_on)
        yield phase, begins
        begins = _phase_end(phase, begins)


def _first_after(phase: Phase) -> Duration:
    if phase.first_after is not None:
        return phase.first_after
    return phase.interval or _NOTHING


def _due(phase: Phase, begins: date, index: int) -> date:
    """When contact ``index`` (from 0) of a counted phase is due."""
    first, every = _first_after(phase), phase.interval or _NOTHING
    if first == every:
        return every.times(index + 1).after(begins)
    return every.times(index).after(first.after(begins))


def _phase_end(phase: Phase, begins: date) -> date:
    contacts = given(phase.contacts)
    if contacts is not None and not phase.unknown:
        return _due(phase, begins, contacts - 1)
    return (given(phase.lasting) or _NOTHING).after(begins)


def _unmoved_end(definition: Definition, starts_on: date) -> date:
    length = given(definition.schedule.length) or _NOTHING
    return max(length.after(starts_on), last_contact(definition, starts_on))


def _planned(
    phase: Phase, begins: date, starts_on: date, end: date
) -> Iterator[tuple[_Slot, Callable[..., PlannedContact]]]:
    """When each contact of a phase is due and counts, with what makes a contact of it; without numbers and pauses."""
    if phase.unknown:
        return
    slots = _counted(phase, begins) if phase.contacts is not None else _rhythmic(phase, begins, end)
    make = partial(
        PlannedContact,
        phase=phase.key,
        modality=phase.modalities[0],
        modalities=phase.modalities,
        minutes_min=given(phase.minutes_min),
        minutes_max=given(phase.minutes_max),
        optional=phase.optional,
    )
    for due_on, opens_on, closes_on in slots:
        yield (due_on, max(opens_on, starts_on), min(closes_on, end)), make


def _counted(phase: Phase, begins: date) -> Iterator[tuple[date, date, date]]:
    """Due, opening and closing dates. Windows reach half-way to the neighbours, so that within the phase every day
    belongs to one contact; a contact without an interval is open for a week either side."""
    for index in range(given(phase.contacts) or 0):
        due_on = _due(phase, begins, index)
        if phase.interval is None:
            yield due_on, due_on - _WEEK, due_on + _WEEK
            continue
        before, after = phase.interval.before(due_on), phase.interval.after(due_on)
        yield due_on, due_on - (due_on - before) // 2, due_on + (after - due_on - _DAY) // 2


def _rhythmic(phase: Phase, begins: date, end: date) -> Iterator[tuple[date, date, date]]:
    """So many in every interval: due dates spread evenly, each open for the whole of its interval."""
    every = phase.interval
    if every is None:
        return
    closes_on, per_interval = begins, phase.per_interval
    for interval in count() if phase.open_ended else range(phase.intervals):
        begun, closes_on = closes_on, every.times(interval + 1).after(begins)
        opens_on = begun + _DAY if interval else begun
        days = (closes_on - begun).days
        for index in range(per_interval):
            due_on = begun + _DAY * -(-days * (index + 1) // per_interval)
            if phase.open_ended and due_on > end:
                return
            yield due_on, opens_on, closes_on


def _apart(pauses: Iterable[Pause], starts_on: date) -> tuple[Pause, ...]:
    """Pauses in order, those that touch or overlap joined, without what lies before the first day."""
    apart: list[Pause] = []
    for pause in sorted(pauses, key=lambda pause: pause.starts_on):
        if pause.resumes_on <= starts_on:
            continue
        begins = max(pause.starts_on, starts_on)
        if apart and begins <= apart[-1].resumes_on:
            apart[-1] = Pause(apart[-1].starts_on, max(apart[-1].resumes_on, pause.resumes_on))
        else:
            apart.append(Pause(begins, pause.resumes_on))
    return tuple(apart)


def _moved(day: date, rests: tuple[Pause, ...]) -> date:
    for rest in rests:
        if day >= rest.starts_on:
            day += rest.resumes_on - rest.starts_on
    return day
