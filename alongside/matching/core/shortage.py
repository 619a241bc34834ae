"""Whom to recruit: the shortest descriptions of supporters who would help the people whom a round left waiting.

A description is made from what those people cannot do without. It is honest in two ways. How many it helps is
found by adding such supporters to the round and filling their places, so that somebody who moves to a new supporter and
frees a place for another counts as well; how well people fit does not change how many can be helped. And it says everything it takes for granted: a language, times, a way to
meet, what the new supporter must not be.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice, product
from statistics import median_low
from time import monotonic

from alongside.matching.core.admit import admissible
from alongside.matching.core.fairness import FairRound
from alongside.matching.core.files.times import part_of
from alongside.matching.core.filling import NOBODY, Filling, who_may
from alongside.matching.core.judge import wished_value
from alongside.matching.core.lots import lot
from alongside.matching.core.outcome import Round
from alongside.matching.core.people import (
    TOPICS_KEY,
    WITHOUT_APPOINTMENT,
    Exclusion,
    Id,
    Seeker,
    Slot,
    Strength,
    Supporter,
    Trait,
    Value,
)

MOST_EACH = 48
"""Descriptions tried for one person."""

MOST_TRIED = 600
MOST_LISTED = 8
RECRUIT = "to recruit"


@dataclass(frozen=True, slots=True)
class Description:
    """A supporter who is to be found; what is empty does not matter.

    ``traits`` are what they must be or have lived; ``part`` is a part of the day on each of its days. ``avoid`` are
    words that some of the people helped would not accept.
    """

    traits: tuple[tuple[Trait, Value], ...] = ()
    language: str = ""
    modality: str = ""
    part: str = ""
    avoid: tuple[tuple[Trait, frozenset[str]], ...] = ()

    @property
    def length(self) -> int:
        """How many things it asks for."""
        return len(self.traits) + bool(self.language) + bool(self.modality) + bool(self.part)


@dataclass(frozen=True, slots=True)
class Recruit:
    """One line of the recruiting list.

    ``supporters`` such people, each with ``places_each`` places, would raise the number helped by ``helps``, after
    all lines above have been filled. ``fits`` are the waiting people for whom one of them may be proposed.
    """

    description: Description
    supporters: int
    places_each: int
    helps: int
    fits: tuple[Id, ...]


@dataclass(frozen=True, slots=True)
class Shortage:
    """The recruiting list, those who fit most people first, and what it does not reach.

    ``waiting``: without a pair in the round. ``still_waiting``: how many would be once every line is filled.
    ``beyond`` are those of them whom nobody who could be found would suit: what they cannot do without contradicts
    itself, or leans on something they have not said. ``out_of_time``: there may be more lines to find.
    """

    waiting: int
    recruits: tuple[Recruit, ...]
    still_waiting: int
    out_of_time: bool
    beyond: tuple[Id, ...] = ()


def shortage(
    seekers: Iterable[Seeker],
    supporters: Iterable[Supporter],
    exclusions: Iterable[Exclusion],
    round_: Round | FairRound,
    *,
    places_each: int | None = None,
    most: int = MOST_LISTED,
    time_limit: float = 30.0,
) -> Shortage:
    """The recruiting list for those whom ``round_`` left without a pair.

    ``places_each``: how many people a new supporter would take; left out, the median of the present ones.
    ``time_limit`` is in seconds. Deterministic, unless the time runs out.
    """
    until = monotonic() + time_limit
    people, giving = list(seekers), list(supporters)
    places = places_each or usual_places(giving)
    filling, order = _as_it_stands(people, giving, frozenset(exclusions), round_)
    left = {one.seeker for one in round_.unmatched}
    waiting = len(left)
    found: list[Recruit] = []
    late = False
    while left and len(found) < most:
        if monotonic() > until:
            late = True
            break
        open_ = [one for one in people if one.id in left]
        best = _most_helpful(open_, giving)
        if best is None:
            break
        description, fits = best
        count = -(-len(fits) // places)
        new = recruited(description, f"{RECRUIT} {len(found) + 1}", places, giving)
        filling.add(who_may(people, [new], frozenset())[:, 0], count * places)
        filling.fill(order)
        after = {people[i].id for i in order if filling.choice[i] == NOBODY}
        giving.append(new)
        found.append(
            Recruit(description, count, places, len(left) - len(after), tuple(one.id for one in fits))
        )
        left = after
    found.sort(key=lambda one: -one.helps)
    beyond = tuple(one.id for one in people if one.id in left and not _reachable(one, giving))
    return Shortage(waiting, tuple(found), len(left), late, beyond)


def _as_it_stands(
    people: Sequence[Seeker],
    giving: Sequence[Supporter],
    barred: frozenset[Exclusion],
    round_: Round | FairRound,
) -> tuple[Filling, list[int]]:
    """The round as places that are taken, and in which order people look for one: who has waited longest first.

    Pairs that were kept stand outside: those two are not asked to move.
    """
    kept = {pair.seeker: pair.supporter for pair in round_.pairs if pair.kept}
    taken = Counter(kept.values())
    filling = Filling(
        who_may(people, giving, barred), [max(0, one.capacity - taken[one.id]) for one in giving]
    )
    row = {one.id: i for i, one in enumerate(people)}
    column = {one.id: j for j, one in enumerate(giving)}
    for pair in round_.pairs:
        if not pair.kept:
            filling.seat(row[pair.seeker], column[pair.supporter])
    moving = [i for i, one in enumerate(people) if one.id not in kept]
    return filling, sorted(moving, key=lambda i: (-people[i].waiting_days, lot(round_.seed, people[i].id)))


def _reachable(seeker: Seeker, present: Collection[Supporter]) -> bool:
    """Whether there is a supporter, if only an imagined one, who is all that this person cannot do without."""
    return any(
        not admissible(seeker, recruited(each, RECRUIT, 1, present), ()) for each in _descriptions(seeker)
    )


def usual_places(supporters: Collection[Supporter]) -> int:
    """How many people a supporter takes in this programme: the median, 1 at least."""
    return max(1, median_low([one.capacity + one.load for one in supporters])) if supporters else 1


def recruited(
    description: Description, id_: Id, places: int, present: Collection[Supporter] = ()
) -> Supporter:
    """A supporter who is exactly what the description says, without limits of their own.

    Times are the half hours, or parts, of the description that anybody present uses, else every day's.
    """
    return _recruited(description, id_, places, _begins(present))


def _recruited(description: Description, id_: Id, places: int, begins: frozenset[str]) -> Supporter:
    return Supporter(
        id=id_,
        traits={trait.key: value for trait, value in description.traits if trait.key != TOPICS_KEY},
        topics=next(
            (v for t, v in description.traits if t.key == TOPICS_KEY and isinstance(v, frozenset)),
            frozenset(),
        ),
        languages=frozenset({description.language} - {""}),
        modalities=frozenset({description.modality} - {""}),
        availability=_times(description.part, begins),
        capacity=places,
    )


def _begins(present: Iterable[Supporter]) -> frozenset[str]:
    """When times begin that anybody present uses, on any day."""
    return frozenset(slot[1] for one in present for slot in one.availability)


@lru_cache(maxsize=64)
def _times(part: str, begins: frozenset[str]) -> frozenset[Slot]:
    if not part:
        return frozenset()
    hours = [f"{hour:02}:{half}" for hour in range(24) for half in ("00", "30")]
    found = {begin for begin in (*begins, *hours) if part_of((0, begin)) == part}
    return frozenset((day, begin) for day in range(7) for begin in found | {part})


def _most_helpful(waiting: list[Seeker], present: list[Supporter]) -> tuple[Description, list[Seeker]] | None:
    """The description that fits most of those who wait; of equals the shortest, then by its words."""
    tried: Counter[Description] = Counter()
    for seeker in waiting:
        tried.update(islice(_descriptions(seeker), MOST_EACH))
    listed = sorted(tried.items(), key=lambda item: (-item[1], str(item[0])))[:MOST_TRIED]
    if not listed:
        return None
    descriptions, begins = [description for description, _many in listed], _begins(present)
    candidates = [
        _recruited(one, f"{RECRUIT} {number}", 1, begins) for number, one in enumerate(descriptions)
    ]
    may = who_may(waiting, candidates, frozenset())
    fit = may.sum(axis=0).tolist()
    at = min(
        range(len(descriptions)),
        key=lambda k: (-fit[k], descriptions[k].length, _words_of(descriptions[k])),
    )
    if not fit[at]:
        return None
    fits = [one for one, does in zip(waiting, may[:, at].tolist(), strict=True) if does]
    return replace(descriptions[at], avoid=_avoided(descriptions[at], fits)), fits


def _words_of(description: Description) -> str:
    traits = [
        f"{trait.key}={sorted(v) if isinstance(v, frozenset) else v}" for trait, v in description.traits
    ]
    return " ".join([*traits, description.language, description.modality, description.part])


def _descriptions(seeker: Seeker) -> Iterator[Description]:
    """Every way to meet what this person cannot do without."""
    musts = _musts(seeker)
    if musts is None:
        return
    parts = sorted({part_of(slot) for slot in seeker.availability}) or [""]
    ways = [
        (modality, "" if modality in WITHOUT_APPOINTMENT else part)
        for modality in sorted(seeker.modalities) or [""]
        for part in parts
    ]
    for values in product(*musts.values()):
        traits = tuple((trait, value) for trait, value in zip(musts, values, strict=True))
        for language in sorted(seeker.languages) or [""]:
            for modality, part in dict.fromkeys(ways):
                yield Description(traits, language, modality, part)


def _musts(seeker: Seeker) -> Mapping[Trait, list[Value]] | None:
    """For each trait with a *must* the values that would do, each by itself; None if nothing would."""
    found: dict[Trait, list[Value]] = {}
    for wish in sorted(seeker.wishes, key=lambda one: one.trait.key):
        if wish.strength is not Strength.MUST:
            continue
        wished = wished_value(wish, seeker)
        if wished is None:
            return None
        options: list[Value] = (
            [frozenset({word}) for word in sorted(wished)] if isinstance(wished, frozenset) else [wished]
        )
        if wish.trait in found:
            options = _both(found[wish.trait], options)
        found[wish.trait] = options
    return found


def _both(first: list[Value], second: list[Value]) -> list[Value]:
    """Values that meet two wishes about one trait: words together, numbers as they are."""
    return [
        one | other if isinstance(one, frozenset) and isinstance(other, frozenset) else one
        for one in first
        for other in second
    ]


def _avoided(description: Description, fits: list[Seeker]) -> tuple[tuple[Trait, frozenset[str]], ...]:
    """What those whom it fits would not accept, of traits that the description leaves open."""
    said = {trait for trait, _ in description.traits}
    found: dict[Trait, frozenset[str]] = {}
    for seeker in fits:
        for wish in seeker.wishes:
            if wish.strength is Strength.NOT_THIS and wish.trait not in said:
                wished = wished_value(wish, seeker)
                if isinstance(wished, frozenset):
                    found[wish.trait] = found.get(wish.trait, frozenset()) | wished
    return tuple(sorted(found.items(), key=lambda item: item[0].key))
