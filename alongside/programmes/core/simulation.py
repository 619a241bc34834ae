"""A definition tried out on made-up people: its whole schedule planned, delivered with the mess of life, and ended.

It shows whether a definition can be run from the first day to the report, and what becomes of a plan when people miss,
move, pause and leave. It is no forecast: how messy life is, is assumed (``Mess``). Plain Python, no database: nobody is
matched, nothing is stored or sent, and no page or role of the software takes part.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from alongside.programmes.core.definition import Definition
from alongside.programmes.core.gaps import bars_opening
from alongside.programmes.core.learning import Wave
from alongside.programmes.core.parts import given
from alongside.programmes.core.schedule import Phase
from alongside.programmes.core.scheduling import Pause, PlannedContact, plan_contacts, planned_end
from alongside.programmes.core.vocabulary import Form

_TOGETHER: tuple[Form, ...] = ("group", "open_room")
MOST_PEOPLE = 100_000
LOOKED_AT = timedelta(days=365)
"""How long a programme without an end is looked at."""
USUAL_GROUP = 8
"""How many are in a group where the definition does not say."""


@dataclass(frozen=True, slots=True)
class Mess:
    """What goes otherwise than planned, as chances from 0 to 1. Assumed, not measured."""

    missed: float = 0.15
    """That one person misses one contact."""
    made_up: float = 0.6
    """That a missed contact of two people is held after all, where the definition has it held besides or later."""
    moved: float = 0.15
    """That a contact is held on another day, up to ten days off."""
    pauses: float = 0.2
    """That somebody takes a pause, of one to four weeks."""
    leaves: float = 0.2
    """That somebody's support ends early."""
    left_out: float = 0.5
    """That somebody leaves the optional contacts of a phase out."""
    visits: float = 0.4
    """That somebody comes to an open room in a week."""
    unanswered: float = 0.3
    """That somebody does not answer a set of measures that is due."""


NO_MESS = Mess(0, 0, 0, 0, 0, 0, 0, 0)


@dataclass(slots=True)
class PhaseTally:
    """What became of the planned contacts of one phase, counted once for each person who takes part.

    ``planned`` is the sum of ``in_time``, ``other_time``, ``missed``, ``made_up`` (missed, then held after all),
    ``paused`` (a group met without somebody who rested), ``left_out`` and ``after_ending``. ``visits`` are those to an open
    room without sessions, which nobody plans. ``minutes`` is None where the definition does not say how long a contact is.
    """

    title: str
    form: Form
    minutes: int | None
    planned: int = 0
    in_time: int = 0
    other_time: int = 0
    missed: int = 0
    made_up: int = 0
    paused: int = 0
    left_out: int = 0
    after_ending: int = 0
    visits: int = 0

    @property
    def delivered(self) -> int:
        return self.in_time + self.other_time + self.made_up + self.visits


@dataclass(slots=True)
class Simulated:
    """What came of it. ``doses`` holds the delivered contacts of each person; ``endings`` counts "planned", "early" and
    "under way"; ``measures`` counts "due" and "answered" of each wave by the side asked and its title; ``supervisions`` how
    often supervision falls due, for all who give support together."""

    people: int
    seed: int
    starts_on: date
    endless: bool
    group_size: int | None
    phases: dict[str, PhaseTally]
    doses: list[int] = field(default_factory=list)
    endings: Counter[str] = field(default_factory=Counter)
    pauses: int = 0
    measures: dict[str, Counter[str]] = field(default_factory=dict)
    supervisions: int = 0
    last_day: date = date.min


@dataclass(frozen=True, slots=True)
class _Life:
    """One person's time in the programme; the last day is that of the ending, planned or early."""

    starts_on: date
    pauses: tuple[Pause, ...]
    leaves_on: date
    ends_on: date
    taken_up: Mapping[str, bool]

    @property
    def is_early(self) -> bool:
        return self.leaves_on < self.ends_on


class CannotRun(ValueError):
    """The definition could not open, so it cannot be tried out either; says what bars it."""


def simulate(
    definition: Definition,
    people: int,
    seed: int,
    *,
    starts_on: date = date(2025, 1, 6),
    mess: Mess | None = None,
) -> Simulated:
    """Try a definition out on so many who take part as one (people, couples). The same seed gives the same figures.

    Raises CannotRun for a definition that bars its own opening, and ValueError for a number of people out of range.
    """
    if not 1 <= people <= MOST_PEOPLE:
        raise ValueError(f"The number of people must be from 1 to {MOST_PEOPLE:,}.")
    if barring := bars_opening(definition):
        raise CannotRun("; ".join(f"{gap.path}: {gap.message}" for gap in barring))
    return _Run(definition, people, seed, starts_on, mess or Mess()).whole()


class _Run:
    def __init__(self, definition: Definition, people: int, seed: int, starts_on: date, mess: Mess) -> None:
        self.definition, self.dice, self.mess = definition, Random(seed), mess
        phases = definition.schedule.phases
        length = given(definition.schedule.length)
        self.until = starts_on + LOOKED_AT
        endless = length is None and any(phase.open_ended for phase in phases)
        self.told = Simulated(
            people=people,
            seed=seed,
            starts_on=starts_on,
            endless=endless,
            group_size=self._group_size() if "group" in definition.forms else None,
            phases={phase.key: PhaseTally(phase.title, phase.form, _minutes(phase)) for phase in phases},
        )

    def whole(self) -> Simulated:
        told = self.told
        together = 2 if self.definition.role_mode == "mutual" else 1
        size = told.group_size or together
        for first in range(0, told.people, size):
            # Those who begin together: a group, a pair in which both give and receive, or one person.
            begins = told.starts_on + timedelta(days=self._whole_days(27))
            lives = [self._life(begins) for _person in range(min(size, told.people - first))]
            doses = [0] * len(lives)
            if "one_to_one" in self.definition.forms:
                for place in range(0, len(lives), together):
                    self._in_twos(lives[place : place + together], doses, place)
            for form in _TOGETHER:
                self._meet(form, lives, doses)
            for place, life in enumerate(lives):
                doses[place] += self._in_open_rooms(life)
                self._end(life)
            told.doses += doses
        told.supervisions = self._supporters() * self._intervals_of_supervision()
        return told

    def _supporters(self) -> int:
        """How many give support: everybody where all do, those who lead the groups, or as many as the caseload asks."""
        if self.definition.role_mode == "mutual":
            return self.told.people
        groups, caseload = given(self.definition.groups), given(self.definition.caseload)
        if self.definition.role_mode == "facilitated":
            leads = given(groups.leads) if groups else None
            return -(-self.told.people // self._group_size()) * (
                (given(leads.count_min) if leads else None) or 1
            )
        return -(-self.told.people // (caseload.default if caseload else 1))

    def _intervals_of_supervision(self) -> int:
        supervision = self.definition.regular_supervision
        every = given(supervision.every) if supervision else None
        ends_on = self._planned_end(self.told.starts_on, ())
        intervals = 0
        while every and every.times(intervals + 1).after(self.told.starts_on) <= ends_on:
            intervals += 1
        return intervals

    def _group_size(self) -> int:
        groups = given(self.definition.groups)
        size = given(groups.size_max) or given(groups.size_min) if groups else None
        return size or USUAL_GROUP

    def _chance(self, chance: float) -> bool:
        return self.dice.random() < chance

    def _whole_days(self, most: int) -> int:
        return self.dice.randint(0, most)

    def _life(self, begins: date) -> _Life:
        pauses: tuple[Pause, ...] = ()
        ends_on = self._planned_end(begins, ())
        if self._chance(self.mess.pauses):
            rest = begins + timedelta(days=self._whole_days(max(0, (ends_on - begins).days - 1)))
            pauses = (Pause(rest, rest + timedelta(weeks=self.dice.randint(1, 4))),)
            ends_on = self._planned_end(begins, pauses)
            self.told.pauses += 1
        leaves_on = ends_on
        if self._chance(self.mess.leaves):
            leaves_on = begins + timedelta(days=self._whole_days(max(0, (ends_on - begins).days - 1)))
        taken_up = {
            phase.key: not (phase.optional and self._chance(self.mess.left_out))
            for phase in self.definition.schedule.phases
        }
        return _Life(begins, pauses, leaves_on, ends_on, taken_up)

    def _planned_end(self, begins: date, pauses: tuple[Pause, ...]) -> date:
        return self.until if self.told.endless else planned_end(self.definition, begins, pauses)

    def _plan(self, form: Form, begins: date, pauses: tuple[Pause, ...] = ()) -> Iterator[PlannedContact]:
        until = self.until if self.told.endless else None
        return plan_contacts(self.definition, begins, pauses, forms={form}, until=until)

    def _in_twos(self, lives: list[_Life], doses: list[int], place: int) -> None:
        """The contacts of a member with a supporter, or of two who support each other: what one misses, both do."""
        # A pause of either is a pause of both, and so is an ending.
        begins, pauses = lives[0].starts_on, tuple(pause for life in lives for pause in life.pauses)
        early = [life.leaves_on for life in lives if life.is_early]
        leaves_on = min(early, default=self._planned_end(begins, pauses))
        for contact in self._plan("one_to_one", begins, pauses):
            held = self._held(contact, lives[0], leaves_on, len(lives))
            for index in range(len(lives)):
                doses[place + index] += held

    def _meet(self, form: Form, lives: list[_Life], doses: list[int]) -> None:
        """The sessions of a group, or those that an open room has: they take place whether or not everybody is there."""
        for contact in self._plan(form, lives[0].starts_on):
            for place, life in enumerate(lives):
                resting = any(rest.starts_on <= contact.due_on < rest.resumes_on for rest in life.pauses)
                doses[place] += self._held(contact, life, life.leaves_on, 1, resting=resting)

    def _held(
        self, contact: PlannedContact, life: _Life, leaves_on: date, people: int, *, resting: bool = False
    ) -> bool:
        """Whether a planned contact takes place; writes down for so many people what became of it."""
        tally = self.told.phases[contact.phase]
        tally.planned += people
        fate = self._fate(contact, life, leaves_on, resting=resting)
        setattr(tally, fate, getattr(tally, fate) + people)
        self.told.last_day = max(self.told.last_day, min(contact.due_on, leaves_on))
        return fate in {"in_time", "other_time", "made_up"}

    def _fate(self, contact: PlannedContact, life: _Life, leaves_on: date, *, resting: bool) -> str:
        if contact.due_on > leaves_on:
            return "after_ending"
        if not life.taken_up[contact.phase]:
            return "left_out"
        if resting:
            return "paused"
        if self._chance(self.mess.missed):
            return "made_up" if self._is_made_up(contact) else "missed"
        if not self._chance(self.mess.moved):
            return "in_time"
        held_on = contact.due_on + timedelta(days=self.dice.randint(-10, 10))
        return "in_time" if contact.opens_on <= held_on <= contact.closes_on else "other_time"

    def _is_made_up(self, contact: PlannedContact) -> bool:
        missed = given(self.definition.schedule.missed)
        between_two = self.told.phases[contact.phase].form == "one_to_one"
        return between_two and missed in {"extra_contact", "moved"} and self._chance(self.mess.made_up)

    def _in_open_rooms(self, life: _Life) -> int:
        """Visits in each week of somebody's time; nobody is expected, so nothing is planned or missed."""
        visits = 0
        weeks = (life.leaves_on - life.starts_on).days // 7 + 1
        for phase in self.definition.schedule.phases:
            if phase.contacts is None and phase.every is None and life.taken_up[phase.key]:
                came = sum(self._chance(self.mess.visits) for _week in range(weeks))
                self.told.phases[phase.key].visits += came
                visits += came
        return visits

    def _end(self, life: _Life) -> None:
        self.told.last_day = max(self.told.last_day, life.leaves_on)
        if life.is_early:
            self.told.endings["early"] += 1
        else:
            self.told.endings["under way" if self.told.endless else "planned"] += 1
        for wave in self.definition.measures:
            self._ask(wave, life)

    def _ask(self, wave: Wave, life: _Life) -> None:
        """One set of measures: due as long as the moment it is counted from comes."""
        if wave.anchor in {"planned_end", "ended"} and self.told.endless and not life.is_early:
            return
        counts = self.told.measures.setdefault(f"{wave.respondent}: {wave.title}", Counter())
        counts["due"] += 1
        counts["answered"] += not self._chance(self.mess.unanswered)


def _minutes(phase: Phase) -> int | None:
    """How long a contact usually is: half-way between the least and the most, or the one that is said."""
    said = [
        minutes for minutes in (given(phase.minutes_min), given(phase.minutes_max)) if minutes is not None
    ]
    return sum(said) // len(said) if said else None
