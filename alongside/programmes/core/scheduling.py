"""Dates of a programme: every planned contact, the planned ending, and what a pause moves."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from alongside.programmes.core.definition import Definition
from alongside.programmes.core.durations import Duration
from alongside.programmes.core.schedule import Phase
from alongside.programmes.core.vocabulary import Modality, given

_NOTHING = Duration()
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
    """How much support is planned. Minutes are None as soon as one phase does not say how long a contact lasts."""

    contacts: int
    minutes_min: int | None
    minutes_max: int | None


def plan_contacts(
    definition: Definition, starts_on: date, pauses: Iterable[Pause] = ()
) -> tuple[PlannedContact, ...]:
    """Every contact of a relationship whose first day is ``starts_on``, in order of date.

    A pause moves whatever falls on or after its first day by its length, and loses nothing; pauses that overlap
    count once. Raises OverflowError when the plan would leave the calendar (year 9999).
    """
    end = _unmoved_end(definition, starts_on)
    planned = sorted(_unmoved(definition, starts_on, end), key=lambda contact: contact.due_on)
    rests = _apart(pauses, starts_on)
    return tuple(
        replace(
            contact,
            number=number,
            due_on=_moved(contact.due_on, rests),
            opens_on=_moved(contact.opens_on, rests),
            closes_on=_moved(contact.closes_on, rests),
        )
        for number, contact in enumerate(planned, start=1)
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
    """The whole plan's contacts and minutes, without the optional phases."""
    phases = [phase for phase in definition.schedule.phases if not phase.optional]
    return PlannedDose(
        contacts=sum(phase.planned_contacts for phase in phases),
        minutes_min=_total((phase.planned_contacts, given(phase.minutes_min)) for phase in phases),
        minutes_max=_total((phase.planned_contacts, given(phase.minutes_max)) for phase in phases),
    )


def last_contact(definition: Definition, starts_on: date) -> date:
    """When the last contact is due, without pauses."""
    return max(_phase_end(phase, begins) for phase, begins in _phases(definition, starts_on))


def _total(counted: Iterable[tuple[int, int | None]]) -> int | None:
    total = 0
    for contacts, minutes in counted:
        if minutes is None:
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
    return phase.every or _NOTHING


def _due(phase: Phase, begins: date, index: int) -> date:
    """When contact ``index`` (from 0) of a counted phase is due."""
    first, every = _first_after(phase), phase.every or _NOTHING
    if first == every:
        return every.times(index + 1).after(begins)
    return every.times(index).after(first.after(begins))


def _phase_end(phase: Phase, begins: date) -> date:
    if phase.contacts is not None:
        return _due(phase, begins, phase.contacts - 1)
    return (phase.lasting or _NOTHING).after(begins)


def _unmoved_end(definition: Definition, starts_on: date) -> date:
    length = given(definition.schedule.length) or _NOTHING
    return max(length.after(starts_on), last_contact(definition, starts_on))


def _unmoved(definition: Definition, starts_on: date, end: date) -> Iterator[PlannedContact]:
    for phase, begins in _phases(definition, starts_on):
        slots = _counted(phase, begins) if phase.contacts is not None else _floor(phase, begins)
        for due_on, opens_on, closes_on in slots:
            yield PlannedContact(
                phase=phase.key,
                number=0,
                due_on=due_on,
                opens_on=max(opens_on, starts_on),
                closes_on=min(closes_on, end),
                modality=phase.modalities[0],
                modalities=phase.modalities,
                minutes_min=given(phase.minutes_min),
                minutes_max=given(phase.minutes_max),
                optional=phase.optional,
            )


def _counted(phase: Phase, begins: date) -> Iterator[tuple[date, date, date]]:
    """Due, opening and closing dates. Windows reach half-way to the neighbours, so that within the phase every day
    belongs to one contact; a contact without an interval is open for a week either side."""
    for index in range(phase.contacts or 0):
        due_on = _due(phase, begins, index)
        if phase.every is None:
            yield due_on, due_on - _WEEK, due_on + _WEEK
            continue
        before, after = phase.every.before(due_on), phase.every.after(due_on)
        yield due_on, due_on - (due_on - before) // 2, due_on + (after - due_on - _DAY) // 2


def _floor(phase: Phase, begins: date) -> Iterator[tuple[date, date, date]]:
    """At least so many in every interval: due dates spread evenly, each open for the whole of its interval."""
    every, at_least = phase.every or _NOTHING, phase.at_least or 0
    for interval in range(phase.intervals):
        begun, closes_on = every.times(interval).after(begins), every.times(interval + 1).after(begins)
        opens_on = begun + _DAY if interval else begun
        days = (closes_on - begun).days
        for index in range(at_least):
            yield begun + _DAY * -(-days * (index + 1) // at_least), opens_on, closes_on


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
