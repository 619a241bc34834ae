"""Match now, or wait for better? A programme's own people and arrivals, played through under several habits.

Everybody in the play is made from somebody in the instance: who arrives is drawn from those who seek support there.
Every habit meets the same arrivals, leavers and lengths, drawn from one seed, so that a difference between two is a
difference between the habits. What is left out: wishes that change, declined proposals, and that a better fit may
last longer.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import mean, quantiles
from time import monotonic
from typing import TypeVar

import numpy as np

from alongside.matching.core.admit import admissible
from alongside.matching.core.fairness.groups import Group
from alongside.matching.core.lots import lot
from alongside.matching.core.people import Exclusion, Id, Party, Seeker, Supporter, id_order
from alongside.matching.core.round import solve_round
from alongside.matching.core.weigh import weigh

A_WEEK = 7
MOST_PEOPLE = 20_000
RECENT_DAYS = 28
P = TypeVar("P", bound=Party)


@dataclass(frozen=True, slots=True)
class Habit:
    """How matches are made. ``every``: days between two rounds; 0: each person by themself on the day they come.

    ``puts_off``: a pair that fits less than the ``middle`` of the first round is put off while its seeker has waited
    less than so many days.
    """

    name: str
    every: int
    puts_off: int = 0


HABITS = (
    Habit("at once, one by one", 0),
    Habit("a round every day", 1),
    Habit("a round every week", 7),
    Habit("every week, waiting up to 4 weeks for better", 7, 28),
    Habit("a round every 4 weeks", 28),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """How people come and go. Weeks are means of exponential lengths; 0 for the last two: nobody does.

    ``seekers_a_week`` and ``supporters_a_week`` come; a relationship lasts ``lasting_weeks``; a supporter leaves after
    ``staying_weeks``; somebody who waits gives up after ``patience_weeks``.
    """

    seekers_a_week: float
    supporters_a_week: float = 0.0
    lasting_weeks: float = 26.0
    staying_weeks: float = 0.0
    patience_weeks: float = 0.0


@dataclass(frozen=True, slots=True)
class Relationship:
    """One relationship of the play: days count from its start. ``left``: it ended because the supporter left."""

    seeker: Id
    supporter: Id
    begun: int
    waited: int
    fit: int
    ended: int | None = None
    left: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a habit brought a group of seekers. Waits are in days, fits out of 10,000; None where there was nobody."""

    came: int
    helped: int
    begun: int
    mean_wait: float | None
    longest_tenth_wait: float | None
    mean_fit: float | None
    still_waiting: int
    mean_still_waiting: float | None
    gave_up: int
    rematched: int


@dataclass(frozen=True, slots=True)
class Played:
    """One habit played through. ``outcomes`` by group, everybody under the empty name; ``days`` less than asked for
    where time ran out."""

    habit: Habit
    days: int
    out_of_time: bool
    outcomes: Mapping[str, Outcome]
    relationships: tuple[Relationship, ...]


@dataclass(frozen=True, slots=True)
class _Script:
    """What happens whatever the habit: who comes when, who leaves when, how long each relationship would last."""

    seekers: tuple[tuple[int, Seeker], ...]
    supporters: tuple[tuple[int, Supporter], ...]
    leaves: Mapping[Id, int]
    gives_up: Mapping[Id, int]
    lengths: Mapping[Id, tuple[int, ...]]
    frees: Mapping[Id, tuple[int, ...]]
    like: Mapping[Id, Id]
    barred: frozenset[Exclusion]
    days: int
    seed: int


@dataclass(slots=True)
class _State:
    """The programme on one day."""

    day: int = 0
    asked: dict[Id, int] = field(default_factory=dict)
    people: dict[Id, Seeker] = field(default_factory=dict)
    giving: dict[Id, Supporter] = field(default_factory=dict)
    free: dict[Id, int] = field(default_factory=dict)
    standing: dict[Id, tuple[Relationship, int]] = field(default_factory=dict)
    over: list[Relationship] = field(default_factory=list)
    times: dict[Id, int] = field(default_factory=dict)
    gave_up: set[Id] = field(default_factory=set)
    again: set[Id] = field(default_factory=set)
    may_meet: dict[tuple[Id, Id], bool] = field(default_factory=dict)


def usual_arrivals(seekers: Iterable[Seeker]) -> float:
    """Seekers a week, from those who came in the last four weeks and still wait: too few where many were matched."""
    return A_WEEK * sum(one.waiting_days < RECENT_DAYS for one in seekers) / RECENT_DAYS


def simulate(
    seekers: Sequence[Seeker],
    supporters: Sequence[Supporter],
    exclusions: Iterable[Exclusion] = (),
    *,
    pattern: Pattern,
    weeks: int,
    seed: int,
    groups: Collection[Group] = (),
    habits: Sequence[Habit] = HABITS,
    time_limit: float = 60.0,
) -> tuple[Played, ...]:
    """Each habit played for so many weeks. ``time_limit`` is in seconds for all, shared evenly.

    ValueError where more than ``MOST_PEOPLE`` would come.
    """
    if (
        len(seekers) + len(supporters) + weeks * (pattern.seekers_a_week + pattern.supporters_a_week)
        > MOST_PEOPLE
    ):
        raise ValueError(
            f"More than {MOST_PEOPLE:,} people would come. Choose fewer weeks, or fewer arrivals."
        )
    script = _script(
        seekers, supporters, barred=frozenset(exclusions), pattern=pattern, days=weeks * A_WEEK, seed=seed
    )
    begun, share = monotonic(), time_limit / max(1, len(habits))
    return tuple(_play(habit, script, groups, until=begun + share * n) for n, habit in enumerate(habits, 1))


def _script(
    seekers: Sequence[Seeker],
    supporters: Sequence[Supporter],
    *,
    barred: frozenset[Exclusion],
    pattern: Pattern,
    days: int,
    seed: int,
) -> _Script:
    dice = np.random.default_rng(seed)
    coming = [(0, one) for one in sorted(seekers, key=lambda one: id_order(one.id))]
    giving = [(0, one) for one in sorted(supporters, key=lambda one: id_order(one.id))]
    like = {one.id: one.id for one in seekers}
    asked, offered = [one for _, one in coming], [one for _, one in giving]
    for day in range(1, days + 1):
        for n, seeker in enumerate(_drawn(dice, asked, pattern.seekers_a_week), 1):
            made = replace(seeker, id=f"seeker {day}.{n}", waiting_days=0)
            like[made.id] = seeker.id
            coming.append((day, made))
        for n, supporter in enumerate(_drawn(dice, offered, pattern.supporters_a_week), 1):
            places = supporter.capacity + supporter.load
            giving.append((day, replace(supporter, id=f"supporter {day}.{n}", capacity=places, load=0)))
    return _Script(
        seekers=tuple(coming),
        supporters=tuple(giving),
        leaves=_ends(dice, giving, pattern.staying_weeks),
        gives_up=_ends(dice, coming, pattern.patience_weeks),
        lengths={one.id: _lengths(dice, pattern, 8) for _, one in coming},
        frees={one.id: _lengths(dice, pattern, one.load) for _, one in giving},
        like=like,
        barred=barred,
        days=days,
        seed=seed,
    )


def _drawn(dice: np.random.Generator, originals: Sequence[P], a_week: float) -> list[P]:
    """Whom those who come on one day are like."""
    count = int(dice.poisson(a_week / A_WEEK)) if originals else 0
    return [originals[int(dice.integers(len(originals)))] for _ in range(count)]


def _ends(dice: np.random.Generator, people: Iterable[tuple[int, Party]], weeks: float) -> dict[Id, int]:
    """The day on which each would be gone; nobody where the mean is 0."""
    if not weeks:
        return {}
    return {one.id: day + 1 + int(dice.exponential(weeks * A_WEEK)) for day, one in people}


def _lengths(dice: np.random.Generator, pattern: Pattern, count: int) -> tuple[int, ...]:
    return tuple(1 + int(days) for days in dice.exponential(pattern.lasting_weeks * A_WEEK, count))


def _play(habit: Habit, script: _Script, groups: Collection[Group], *, until: float) -> Played:
    state, middle = _State(), 0
    late = False
    for day in range(script.days + 1):
        if day and monotonic() > until:
            late = True
            break
        state.day = day
        _supporters_leave(state, script)
        _relationships_end(state, script)
        _people_give_up(state, script)
        _come(state, script)
        if habit.every == 0:
            _one_by_one(state, script)
        elif day % habit.every == 0:
            middle = _round(state, script, habit, middle)
    done = [*state.over, *(one for one, _ in state.standing.values())]
    done.sort(key=lambda one: (one.begun, str(one.seeker)))
    outcomes = {"": _outcome(state, script, done, None)}
    outcomes |= {group.name: _outcome(state, script, done, group.members) for group in groups}
    return Played(habit, state.day, late, outcomes, tuple(done))


def _supporters_leave(state: _State, script: _Script) -> None:
    """Whom they supported wait anew, from today."""
    for id_ in [id_ for id_ in state.giving if script.leaves.get(id_) == state.day]:
        del state.giving[id_]
        for seeker, (one, _) in list(state.standing.items()):
            if one.supporter == id_:
                state.over.append(replace(one, ended=state.day, left=True))
                del state.standing[seeker]
                state.asked[seeker] = state.day
                state.again.add(seeker)


def _relationships_end(state: _State, script: _Script) -> None:
    for seeker, (one, end) in list(state.standing.items()):
        if end == state.day:
            state.over.append(replace(one, ended=state.day))
            del state.standing[seeker]
            state.free[one.supporter] += 1
    for id_, ends in script.frees.items():
        if id_ in state.giving:
            state.free[id_] += ends.count(state.day)


def _people_give_up(state: _State, script: _Script) -> None:
    for seeker in [one for one in state.asked if script.gives_up.get(one) == state.day]:
        del state.asked[seeker]
        state.gave_up.add(seeker)


def _come(state: _State, script: _Script) -> None:
    for day, seeker in script.seekers:
        if day == state.day:
            state.people[seeker.id] = seeker
            state.asked[seeker.id] = day - seeker.waiting_days
    for day, supporter in script.supporters:
        if day == state.day:
            state.giving[supporter.id] = supporter
            state.free[supporter.id] = supporter.capacity


def _as_today(state: _State) -> tuple[list[Seeker], list[Supporter]]:
    waiting = [
        replace(state.people[id_], waiting_days=state.day - since) for id_, since in state.asked.items()
    ]
    return waiting, [_giver_today(state, id_) for id_ in state.giving]


def _giver_today(state: _State, id_: Id) -> Supporter:
    one, free = state.giving[id_], state.free[id_]
    return replace(one, capacity=free, load=max(0, one.capacity + one.load - free))


def _one_by_one(state: _State, script: _Script) -> None:
    """Everybody in the order in which they came, with the best who is free."""
    for id_ in sorted(state.asked, key=lambda one: (state.asked[one], id_order(one))):
        able = [one for one in state.giving if state.free[one] > 0 and _may_meet(state, script, id_, one)]
        if not able:
            continue
        seeker = replace(state.people[id_], waiting_days=state.day - state.asked[id_])
        best = max(
            (_giver_today(state, one) for one in able),
            key=lambda one: (weigh(seeker, one).fit, lot(0, id_, one.id)),
        )
        _begin(state, script, seeker, best)


def _may_meet(state: _State, script: _Script, seeker: Id, supporter: Id) -> bool:
    """Whether the two may be proposed; asked once, because wishes do not change here."""
    two = (seeker, supporter)
    if two not in state.may_meet:
        state.may_meet[two] = not admissible(state.people[seeker], state.giving[supporter], script.barred)
    return state.may_meet[two]


def _round(state: _State, script: _Script, habit: Habit, middle: int) -> int:
    """One round of those who wait and those who are free; standing relationships are not part of it."""
    waiting, giving = _as_today(state)
    open_ = [one for one in giving if one.capacity > 0]
    if not waiting or not open_:
        return middle
    by_id = {one.id: one for one in waiting}, {one.id: one for one in open_}
    pairs = solve_round(waiting, open_, script.barred, seed=script.seed).pairs
    fits = {pair.seeker: weigh(by_id[0][pair.seeker], by_id[1][pair.supporter]).fit for pair in pairs}
    middle = middle or (sorted(fits.values())[len(fits) // 2] if fits else 0)
    for pair in pairs:
        seeker = by_id[0][pair.seeker]
        if seeker.waiting_days < habit.puts_off and fits[pair.seeker] < middle:
            continue
        _begin(state, script, seeker, by_id[1][pair.supporter])
    return middle


def _begin(state: _State, script: _Script, seeker: Seeker, supporter: Supporter) -> None:
    lengths = script.lengths[seeker.id]
    time = state.times.get(seeker.id, 0)
    state.times[seeker.id] = time + 1
    one = Relationship(seeker.id, supporter.id, state.day, seeker.waiting_days, weigh(seeker, supporter).fit)
    state.standing[seeker.id] = (one, state.day + lengths[time % len(lengths)])
    state.free[supporter.id] -= 1
    del state.asked[seeker.id]


def _outcome(
    state: _State, script: _Script, done: Collection[Relationship], members: Collection[Id] | None
) -> Outcome:
    own = {id_ for id_ in state.people if members is None or script.like[id_] in members}
    mine = [one for one in done if one.seeker in own]
    waits = [one.waited for one in mine]
    still = [state.day - since for id_, since in state.asked.items() if id_ in own]
    return Outcome(
        came=len(own),
        helped=len({one.seeker for one in mine}),
        begun=len(mine),
        mean_wait=mean(waits) if waits else None,
        longest_tenth_wait=quantiles(waits, n=10, method="inclusive")[-1] if len(waits) > 1 else None,
        mean_fit=mean(one.fit for one in mine) if mine else None,
        still_waiting=len(still),
        mean_still_waiting=mean(still) if still else None,
        gave_up=len(state.gave_up & own),
        rematched=len({one.seeker for one in mine if state.times[one.seeker] > 1} & state.again),
    )
