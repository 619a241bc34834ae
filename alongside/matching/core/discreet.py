"""What of a recruiting list may be said aloud, so that nobody's private wish can be read from it.

A list is read beside a waiting list of names. A word on it that only one person cannot do without would tell that
person's wish, however many the line helps. So each word is named only when ``FEWEST`` or more of the people whom the
line fits need it; lines that fit fewer are counted together and name nothing.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from alongside.matching.core.judge import wished_value
from alongside.matching.core.people import WITHOUT_APPOINTMENT, Id, Seeker, Strength, Trait
from alongside.matching.core.shortage import Description, Recruit, Shortage

FEWEST = 3


@dataclass(frozen=True, slots=True)
class SaidRecruit:
    """One line with what may be named. ``more``: they must also be something that too few people need to name it."""

    description: Description
    more: bool
    supporters: int
    places_each: int
    helps: int


@dataclass(frozen=True, slots=True)
class SaidShortage:
    """The recruiting list as it may be said.

    ``others``: supporters of kinds that are not named, and ``others_help``: how many people they would help.
    ``beyond`` are those whom nobody new could help as they ask now; for coordinators, by their ids.
    """

    waiting: int
    recruits: tuple[SaidRecruit, ...]
    others: int
    others_help: int
    still_waiting: int
    beyond: tuple[Id, ...]
    out_of_time: bool


def said(list_: Shortage, seekers: Iterable[Seeker], *, fewest: int = FEWEST) -> SaidShortage:
    """The list with every word left out that fewer than ``fewest`` of the people it is for need."""
    by_id = {seeker.id: seeker for seeker in seekers}
    lines, others, others_help = [], 0, 0
    for recruit in list_.recruits:
        fits = [by_id[id_] for id_ in recruit.fits]
        line = _line(recruit, fits, fewest)
        if len(fits) < fewest or (line.more and not line.description.length):
            others += recruit.supporters
            others_help += recruit.helps
        else:
            lines.append(line)
    return SaidShortage(
        waiting=list_.waiting,
        recruits=tuple(lines),
        others=others,
        others_help=others_help,
        still_waiting=list_.still_waiting,
        beyond=list_.beyond,
        out_of_time=list_.out_of_time,
    )


def _line(recruit: Recruit, fits: Collection[Seeker], fewest: int) -> SaidRecruit:
    whole = recruit.description

    def enough(needing: Iterable[bool]) -> bool:
        return sum(needing) >= fewest

    avoid = []
    for trait, words in whole.avoid:
        named = frozenset(w for w in words if enough(w in _not_accepted(one, trait) for one in fits))
        if named:
            avoid.append((trait, named))
    description = Description(
        traits=tuple(
            (trait, value) for trait, value in whole.traits if enough(_needs(o, trait) for o in fits)
        ),
        language=whole.language if enough(whole.language in one.languages for one in fits) else "",
        modality=whole.modality if enough(whole.modality in one.modalities for one in fits) else "",
        part=whole.part if enough(_needs_an_hour(one) for one in fits) else "",
        avoid=tuple(avoid),
    )
    return SaidRecruit(
        description, description != whole, recruit.supporters, recruit.places_each, recruit.helps
    )


def _needs(seeker: Seeker, trait: Trait) -> bool:
    return any(wish.trait == trait and wish.strength is Strength.MUST for wish in seeker.wishes)


def _needs_an_hour(seeker: Seeker) -> bool:
    return bool(seeker.availability) and WITHOUT_APPOINTMENT.isdisjoint(seeker.modalities)


def _not_accepted(seeker: Seeker, trait: Trait) -> frozenset[str]:
    found: frozenset[str] = frozenset()
    for wish in seeker.wishes:
        value = wished_value(wish, seeker)
        if wish.trait == trait and wish.strength is Strength.NOT_THIS and isinstance(value, frozenset):
            found |= value
    return found
