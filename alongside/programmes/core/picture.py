"""The schedule as a picture: one lane for each phase, marks where contacts are planned. Numbers only; pages draw them."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from alongside.programmes.core.definition import Definition
from alongside.programmes.core.parts import Absence, given
from alongside.programmes.core.schedule import Phase
from alongside.programmes.core.scheduling import last_contact, plan_contacts
from alongside.programmes.core.vocabulary import Form

_FIRST_DAY = date(2001, 1, 1)
_FORMS: tuple[Form, ...] = ("one_to_one", "group", "open_room")
_ENDLESS = timedelta(weeks=12)
"""How much is drawn of what has no end."""
_MOST_MARKS = 400


@dataclass(frozen=True, slots=True)
class Lane:
    """One phase. ``marks`` are the days of its contacts, counted from 0; ``first`` and ``last`` bound it. A phase of
    which nobody can tell how much there is has no marks and is not ``known``."""

    phase: Phase
    first: int
    last: int
    marks: tuple[int, ...]
    known: bool
    endless: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """``days`` is the width, at least 1; ``ending`` the day of the planned ending where there is one; ``ticks`` are
    weeks to write below, at most twelve of them."""

    days: int
    ending: int | None
    lanes: tuple[Lane, ...]
    ticks: tuple[int, ...]


def picture(definition: Definition) -> Picture:
    """The schedule of one participant, from the first day."""
    length = given(definition.schedule.length)
    last = last_contact(definition, _FIRST_DAY)
    endless = any(phase.open_ended for phase in definition.schedule.phases)
    end = max(last, length.after(_FIRST_DAY) if length else last, _FIRST_DAY + timedelta(days=6))
    if endless and length is None:
        end = max(end, last + _ENDLESS)
    marks: dict[str, list[int]] = {}
    for contact in islice(plan_contacts(definition, _FIRST_DAY, forms=_FORMS, until=end), _MOST_MARKS):
        marks.setdefault(contact.phase, []).append((contact.due_on - _FIRST_DAY).days)
    days = max(1, (end - _FIRST_DAY).days)
    lanes, before = [], 0
    for phase in definition.schedule.phases:
        lane = _lane(phase, marks.get(phase.key, []), before, days)
        lanes.append(lane)
        before = lane.last if lane.known and not lane.endless else before
    ending = (length.after(_FIRST_DAY) - _FIRST_DAY).days if length else None
    return Picture(days, ending, tuple(lanes), _ticks(days))


def _lane(phase: Phase, marks: list[int], before: int, days: int) -> Lane:
    known = not any(isinstance(part, Absence) for part in (phase.contacts, phase.every, phase.lasting))
    first = (phase.starts.after(_FIRST_DAY) - _FIRST_DAY).days if phase.starts else before
    last = days if phase.open_ended or not known else max([first, *marks])
    return Lane(phase, min(first, days), min(last, days), tuple(marks), known, phase.open_ended)


def _ticks(days: int) -> tuple[int, ...]:
    weeks = days // 7
    step = next(size for size in (1, 2, 4, 8, 13, 26, 52, 520) if weeks / size <= 8)
    return tuple(range(0, weeks + 1, step))
