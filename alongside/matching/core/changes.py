"""What would change a round for one person: true statements, each found by making the change and looking again.

The seeker's view is made from the seeker and from what supporters show, and from nothing else: their wishes,
limits, communities and exclusions cannot be told from it, whether by a count or by its absence. The supporter's view
is made in the same way from what seekers show. Only the coordinator's view knows both sides.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from alongside.matching.core.admit import Obstacle, Side, admissible
from alongside.matching.core.explain import as_shown
from alongside.matching.core.outcome import OnlyObstacle, Pair, Round
from alongside.matching.core.people import Exclusion, Id, Party, Seeker, Supporter, id_order
from alongside.matching.core.round import solve_round
from alongside.matching.core.unmatched import only_obstacles
from alongside.matching.core.weigh import weigh

MOST_ALTERNATIVES = 5


@dataclass(frozen=True, slots=True)
class OwnChanges:
    """What somebody could change themself.

    ``fit_now``: how many people show that they fit everything asked for. ``changes``: an own wish, or a language, time
    or way to meet, that alone stands before ``others`` more; its ``still_free`` is always the same as ``others``.
    """

    fit_now: int
    changes: tuple[OnlyObstacle, ...]


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another supporter for a seeker, and the best round that has this pair.

    ``fewer_helped`` and ``less_weight``: what the round as a whole would lose (below zero: gain). ``displaced``: who
    would lose the place they have in the round.
    """

    supporter: Id
    weight: int
    fewer_helped: int
    less_weight: int
    displaced: tuple[Id, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """For the coordinator: what would change the round for one seeker.

    ``only_obstacles``: what alone stands between the seeker and supporters with places. ``fewest_obstacles``: the
    supporters with the fewest, and which. ``alternatives``: others whom the seeker could have, dearest last.
    ``one_more_place``: supporters of whom one place more would bring this seeker into the best round.
    """

    only_obstacles: tuple[OnlyObstacle, ...]
    fewest_obstacles: tuple[tuple[Id, tuple[Obstacle, ...]], ...]
    alternatives: tuple[Alternative, ...]
    one_more_place: tuple[Id, ...]


def changes_for_seeker(seeker: Seeker, supporters: Iterable[Supporter]) -> OwnChanges:
    """For the seeker: how many people with a place fit, and what would make it more."""
    asking = replace(seeker, communities=frozenset())
    others = [shown(other) for other in supporters if other.capacity > 0 and other.id != seeker.id]
    return _own([admissible(asking, other, ()) for other in others], Side.SEEKER)


def changes_for_supporter(supporter: Supporter, seekers: Iterable[Seeker]) -> OwnChanges:
    """For the supporter: how many of those who wait fit, and what would make it more."""
    asking = replace(supporter, communities=frozenset())
    others = [shown(other) for other in seekers if other.id != supporter.id]
    return _own([admissible(other, asking, ()) for other in others], Side.SUPPORTER)


def shown(party: Party) -> Party:
    """What somebody lets the other side know: traits they show, languages, times and ways to meet."""
    return replace(
        as_shown(party),
        languages=party.languages,
        modalities=party.modalities,
        availability=party.availability,
    )


def _own(between: list[tuple[Obstacle, ...]], side: Side) -> OwnChanges:
    assert all(obstacle.side in {side, Side.BOTH} for found in between for obstacle in found)
    singles = only_obstacles((found, True) for found in between)
    return OwnChanges(sum(not found for found in between), singles)


def changes_for_coordinator(
    seeker: Seeker,
    seekers: Collection[Seeker],
    supporters: Collection[Supporter],
    exclusions: Iterable[Exclusion],
    round_: Round,
) -> Changes:
    """Both sides' limits, and rounds solved again: for one person at a time, with a round for each alternative."""
    barred = frozenset(exclusions)
    matched = any(pair.seeker == seeker.id for pair in round_.pairs)
    more = () if matched else _one_more_place(seeker, seekers, supporters, barred=barred, round_=round_)
    return replace(
        standing_between(seeker, supporters, barred, round_.pairs),
        alternatives=_alternatives(seeker, seekers, supporters, barred, round_),
        one_more_place=more,
    )


def standing_between(
    seeker: Seeker,
    supporters: Collection[Supporter],
    exclusions: Collection[Exclusion],
    pairs: Iterable[Pair],
) -> Changes:
    """What stands between a seeker and the supporters with places, in a round of any kind; nothing is solved again."""
    taken = Counter(pair.supporter for pair in pairs)
    with_places = [other for other in supporters if other.capacity > 0]
    between = {other.id: admissible(seeker, other, exclusions) for other in with_places}
    least = min((len(found) for found in between.values() if found), default=0)
    return Changes(
        only_obstacles=only_obstacles(
            (between[other.id], taken[other.id] < other.capacity) for other in with_places
        ),
        fewest_obstacles=tuple(
            (id_, between[id_]) for id_ in sorted(between, key=id_order) if 0 < len(between[id_]) == least
        )[:MOST_ALTERNATIVES],
        alternatives=(),
        one_more_place=(),
    )


def _alternatives(
    seeker: Seeker,
    seekers: Collection[Seeker],
    supporters: Collection[Supporter],
    barred: frozenset[Exclusion],
    round_: Round,
) -> tuple[Alternative, ...]:
    now = next((pair for pair in round_.pairs if pair.seeker == seeker.id), None)
    if now is not None and now.kept:
        return ()
    kept = [(pair.seeker, pair.supporter) for pair in round_.pairs if pair.kept]
    room = {one.id: one.capacity - sum(other == one.id for _, other in kept) for one in supporters}
    others = [
        one
        for one in supporters
        if room[one.id] > 0
        and (now is None or one.id != now.supporter)
        and not admissible(seeker, one, barred)
    ]
    others.sort(key=lambda one: (-weigh(seeker, one).total, id_order(one.id)))
    matched = {pair.seeker for pair in round_.pairs}
    found = []
    for other in others[:MOST_ALTERNATIVES]:
        after = solve_round(
            seekers, supporters, barred, seed=round_.seed, keep=[*kept, (seeker.id, other.id)]
        )
        found.append(
            Alternative(
                supporter=other.id,
                weight=weigh(seeker, other).total,
                fewer_helped=round_.objective.helped - after.objective.helped,
                less_weight=round_.objective.weight - after.objective.weight,
                displaced=tuple(sorted(matched - {pair.seeker for pair in after.pairs}, key=id_order)),
            )
        )
    return tuple(sorted(found, key=lambda one: (one.fewer_helped, one.less_weight, id_order(one.supporter))))


def _one_more_place(
    seeker: Seeker,
    seekers: Collection[Seeker],
    supporters: Collection[Supporter],
    *,
    barred: frozenset[Exclusion],
    round_: Round,
) -> tuple[Id, ...]:
    """Supporters with whom one place more is enough."""
    kept = [(pair.seeker, pair.supporter) for pair in round_.pairs if pair.kept]
    fitting = [other for other in supporters if not admissible(seeker, other, barred)]
    fitting.sort(key=lambda one: (-weigh(seeker, one).total, id_order(one.id)))
    found = []
    for other in fitting[:MOST_ALTERNATIVES]:
        larger = replace(other, capacity=other.capacity + 1)
        giving = [larger if one.id == other.id else one for one in supporters]
        after = solve_round(seekers, giving, barred, seed=round_.seed, keep=kept)
        if any(pair.seeker == seeker.id for pair in after.pairs):
            found.append(other.id)
    return tuple(found)
