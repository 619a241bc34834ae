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
    candidates = [
        _candidate(seeker, supporter, prices or {})
        for supporter in supporters
        if supporter.capacity > 0 and not admissible(seeker, supporter, barred)
    ]
    chosen = _diverse(candidates, size)
    chosen.sort(key=lambda candidate: (-candidate.seekers_points, candidate.lot))
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


def _diverse(candidates: list[_Candidate], size: int) -> list[_Candidate]:
    """The best, then again and again the best after a cost for likeness (maximal marginal relevance)."""
    left = sorted(candidates, key=lambda c: (-c.worth, c.lot, id_text(c.supporter.id)))
    likeness = dict.fromkeys((c.supporter.id for c in left), 0)
    chosen: list[_Candidate] = []
    while left and len(chosen) < size:
        best = max(left, key=lambda c: c.worth - likeness[c.supporter.id])
        left.remove(best)
        chosen.append(best)
        for other in left:
            alike = COPY_COST * _alike_thousandths(best.supporter, other.supporter) // 1000
            likeness[other.supporter.id] = max(likeness[other.supporter.id], alike)
    return chosen


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
