"""How each side ranks the other: by the lists people gave, or else by what they said matters to them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from alongside.matching.core.admit import admissible
from alongside.matching.core.anytime import Clock
from alongside.matching.core.people import Exclusion, Id, Seeker, Supporter
from alongside.matching.core.stable.preferences import PreferencesError
from alongside.matching.core.weigh import Part, weigh

Ranking = Sequence[Collection[Id]]
"""What one person says of the other side: those liked best, then the next, and so on; who is not named is refused."""

_SEEKERS_PARTS = (Part.SEEKER_PREFERENCE, Part.SEEKER_DOES_NOT_MIND)
_SUPPORTERS_PARTS = (Part.SUPPORTER_PREFERENCE, Part.SUPPORTER_DOES_NOT_MIND)


@dataclass(frozen=True, slots=True)
class View:
    """What the two think of each other (lower is better liked), and the weight of the pair in a round."""

    seeker_rank: int
    supporter_rank: int
    weight: int


def views(
    seekers: Collection[Seeker],
    supporters: Collection[Supporter],
    exclusions: Iterable[Exclusion] = (),
    *,
    seeker_lists: Mapping[Id, Ranking] | None = None,
    supporter_lists: Mapping[Id, Ranking] | None = None,
    clock: Clock | None = None,
) -> dict[tuple[Id, Id], View]:
    """Every pair, seeker first, that may be proposed and that neither side's list leaves out.

    With a ``clock``, of those seekers only, from the first on, whom there is time to look at; it says who was not.

    Whoever has a list is taken at their word. For anybody else the rank is the points that their own preferences
    give, and nothing of the other's. PreferencesError where a list names somebody twice or somebody who is not there.
    """
    theirs = _places(seeker_lists or {}, seekers, supporters)
    ours = _places(supporter_lists or {}, supporters, seekers)
    barred = frozenset(exclusions)
    found = {}
    for seeker in seekers:
        if clock is not None and not clock.looks_at(seeker.id):
            continue
        for supporter in supporters:
            if _left_out(theirs, seeker.id, supporter.id) or _left_out(ours, supporter.id, seeker.id):
                continue
            if admissible(seeker, supporter, barred):
                continue
            weight = weigh(seeker, supporter)
            points = {
                parts: sum(c.points for c in weight.contributions if c.part in parts)
                for parts in (_SEEKERS_PARTS, _SUPPORTERS_PARTS)
            }
            found[seeker.id, supporter.id] = View(
                theirs[seeker.id][supporter.id] if seeker.id in theirs else -points[_SEEKERS_PARTS],
                ours[supporter.id][seeker.id] if supporter.id in ours else -points[_SUPPORTERS_PARTS],
                weight.total,
            )
    return found


def _left_out(places: Mapping[Id, Mapping[Id, int]], who: Id, other: Id) -> bool:
    return who in places and other not in places[who]


def _places(
    lists: Mapping[Id, Ranking], own: Iterable[Seeker | Supporter], others: Iterable[Seeker | Supporter]
) -> dict[Id, dict[Id, int]]:
    """Per list the place of everybody on it, with what is wrong with a list in words."""
    known, there = {party.id for party in own}, {party.id for party in others}
    found: dict[Id, dict[Id, int]] = {}
    for who, ranking in lists.items():
        if who not in known:
            raise PreferencesError(f"There is a list from {who!r}, who takes no part.")
        found[who] = {}
        for place, liked in enumerate(ranking):
            for other in liked:
                if other not in there:
                    raise PreferencesError(f"{who!r} ranks {other!r}, who is not on the other side.")
                if other in found[who]:
                    raise PreferencesError(f"{who!r} ranks {other!r} twice.")
                found[who][other] = place
    return found
