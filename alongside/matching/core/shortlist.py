"""A few people a seeker may choose from, each with a free place, each different, each with reasons."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from alongside.matching.core.admit import admissible
from alongside.matching.core.explain import Reason, reasons_for_seeker
from alongside.matching.core.lots import lot
from alongside.matching.core.people import Exclusion, Id, Party, Seeker, Supporter, Trait, id_text
from alongside.matching.core.weigh import Part, Weight, weigh

COPY_COST = 3000
"""Points taken off somebody who is in all they say the same as somebody already on the list."""

SHOWN_COST = 400
"""Points taken off somebody for each list that they are on already, for each place that they have."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A supporter to choose, the free places they have today, and what the seeker may know of why.

    There is no score: it would tell what the supporter wishes.
    """

    supporter: Id
    places_left: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class _Candidate:
    supporter: Supporter
    weight: Weight
    worth: int
    lot: int

    @property
    def seekers_points(self) -> int:
        parts = (Part.SEEKER_PREFERENCE, Part.SEEKER_DOES_NOT_MIND)
        return sum(c.points for c in self.weight.contributions if c.part in parts)


def shortlist(
    seeker: Seeker,
    supporters: Iterable[Supporter],
    exclusions: Iterable[Exclusion] = (),
    *,
    size: int = 4,
    prices: Mapping[Id, int] | None = None,
    traits: Collection[Trait] = (),
) -> tuple[Suggestion, ...]:
    """Up to ``size`` supporters with a free place, chosen for fit and for differing from each other.

    ``prices`` are a round's ``certificate.supporter_prices``: with them a supporter whom others need more comes
    later, so that not everybody is shown the same few. Who is on the list weighs both sides and the prices; the
    order on it is by the seeker's own wishes alone. Equals are told apart by a lot that differs from seeker to
    seeker. ``traits`` are those the reasons may speak of beyond the wishes.
    """
    barred = frozenset(exclusions)
    list_ = _open_list(seeker, supporters, barred, prices or {})
    while len(list_.chosen) < size and list_.take({}):
        pass
    return _suggestions(seeker, list_, traits)


def shortlists(
    seekers: Iterable[Seeker],
    supporters: Iterable[Supporter],
    exclusions: Iterable[Exclusion] = (),
    *,
    size: int = 4,
    prices: Mapping[Id, int] | None = None,
    traits: Collection[Trait] = (),
    proposed: Mapping[Id, Id] | None = None,
) -> dict[Id, tuple[Suggestion, ...]]:
    """A shortlist for everybody at once, made so that not all show the same few.

    Everybody gets a first name before anybody gets a second, in an order of lots: who came first has no better list.
    Each list that somebody is on already makes them come later, the more so the fewer places they have; nobody's list
    is shorter for it. ``proposed`` are pairs of a round by the seeker's id: that supporter is on the list first.
    Otherwise as ``shortlist``.
    """
    barred = frozenset(exclusions)
    people = sorted(seekers, key=lambda one: (lot(0, one.id), id_text(one.id)))
    giving = list(supporters)
    lists = {one.id: _open_list(one, giving, barred, prices or {}) for one in people}
    times_shown: dict[Id, int] = {}
    for seeker in people:
        list_ = lists[seeker.id]
        first = list_.choose((proposed or {}).get(seeker.id)) if size else None
        if first is not None:
            times_shown[first] = times_shown.get(first, 0) + 1
    for turn in range(size):
        for seeker in people:
            list_ = lists[seeker.id]
            taken = list_.take(times_shown) if len(list_.chosen) <= turn else None
            if taken:
                times_shown[taken.supporter.id] = times_shown.get(taken.supporter.id, 0) + 1
    return {one.id: _suggestions(one, lists[one.id], traits) for one in people}


def _open_list(
    seeker: Seeker, supporters: Iterable[Supporter], barred: frozenset[Exclusion], prices: Mapping[Id, int]
) -> "_List":
    candidates = [
        _candidate(seeker, supporter, prices)
        for supporter in supporters
        if supporter.capacity > 0 and not admissible(seeker, supporter, barred)
    ]
    candidates.sort(key=lambda c: (-c.worth, c.lot, id_text(c.supporter.id)))
    return _List(candidates, dict.fromkeys((c.supporter.id for c in candidates), 0), [])


def _suggestions(seeker: Seeker, list_: "_List", traits: Collection[Trait]) -> tuple[Suggestion, ...]:
    chosen = sorted(list_.chosen, key=lambda candidate: (-candidate.seekers_points, candidate.lot))
    return tuple(
        Suggestion(c.supporter.id, c.supporter.capacity, reasons_for_seeker(seeker, c.supporter, traits))
        for c in chosen
    )


def _candidate(seeker: Seeker, supporter: Supporter, prices: Mapping[Id, int]) -> _Candidate:
    weight = weigh(seeker, supporter)
    return _Candidate(
        supporter,
        weight,
        weight.fit - prices.get(supporter.id, 0),
        lot(0, seeker.id, supporter.id),
    )


@dataclass(slots=True)
class _List:
    """Who may still come onto a list, best first, and how alike each is to somebody on it, in points."""

    left: list[_Candidate]
    likeness: dict[Id, int]
    chosen: list[_Candidate]

    def take(self, times_shown: Mapping[Id, int]) -> _Candidate | None:
        """Put on the list the best after the costs of likeness (maximal marginal relevance) and of being shown."""
        if not self.left:
            return None
        best = max(self.left, key=lambda c: c.worth - self.likeness[c.supporter.id] - _shown(c, times_shown))
        self._put(best)
        return best

    def choose(self, supporter: Id | None) -> Id | None:
        """Put this supporter on the list, if they may come onto it."""
        found = next((one for one in self.left if one.supporter.id == supporter), None)
        if found is None:
            return None
        self._put(found)
        return supporter

    def _put(self, best: _Candidate) -> None:
        self.left.remove(best)
        self.chosen.append(best)
        for other in self.left:
            alike = COPY_COST * _alike_thousandths(best.supporter, other.supporter) // 1000
            self.likeness[other.supporter.id] = max(self.likeness[other.supporter.id], alike)


def _shown(candidate: _Candidate, times_shown: Mapping[Id, int]) -> int:
    supporter = candidate.supporter
    return SHOWN_COST * times_shown.get(supporter.id, 0) // supporter.capacity


def _alike_thousandths(first: Party, second: Party) -> int:
    """The share of all that either says which both say (Jaccard), 0 to 1000; two silent people are alike."""
    one, two = _said(first), _said(second)
    either = len(one | two)
    return 1000 * len(one & two) // either if either else 1000


def _said(party: Party) -> set[tuple[str, object]]:
    said: set[tuple[str, object]] = {("language", word) for word in party.languages}
    said |= {("modality", word) for word in party.modalities}
    said |= {("slot", slot) for slot in party.availability}
    for key, value in party.traits.items():
        said |= {(f"trait:{key}", word) for word in ([value // 10] if isinstance(value, int) else value)}
    return said
