"""Judging a round without trusting whoever made it.

Nothing here comes from the solver: a round made by hand, by another engine or years ago is judged by the same
additions. The proof is linear programming duality: if every possible pair is worth no more than its two prices
together, no round is worth more than all prices, and a round worth exactly that is the best.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from alongside.matching.core.admit import Obstacle, admissible
from alongside.matching.core.outcome import (
    Certificate,
    MutualCertificate,
    MutualPair,
    MutualRound,
    Objective,
    Pair,
    Round,
)
from alongside.matching.core.people import Exclusion, Id, Seeker, Supporter
from alongside.matching.core.weigh import MOST_TOTAL, weigh, weigh_mutual


@dataclass(frozen=True, slots=True)
class PairCheck:
    """What a pair made by hand would mean.

    ``places_left``: free places of this supporter in the round as it stands, without the seeker's own.
    ``weight``: what the pair is worth. ``cost``: how much less that is than the seeker's pair in the round (below
    zero: more; without a pair there: minus the weight). What the
    round as a whole would lose once the rest is arranged anew: solve it with the pair in ``keep`` and compare.
    """

    obstacles: tuple[Obstacle, ...]
    places_left: int
    weight: int
    cost: int

    @property
    def possible(self) -> bool:
        """Nothing bars the pair and there is a place."""
        return not self.obstacles and self.places_left > 0


@dataclass(frozen=True, slots=True)
class _Market:
    """What the proof is about: everybody but the kept pairs, and the places that those leave."""

    seekers: Mapping[Id, Seeker]
    supporters: Mapping[Id, Supporter]
    places: Mapping[Id, int]
    barred: frozenset[Exclusion]


def check_pair(
    seeker: Seeker, supporter: Supporter, exclusions: Iterable[Exclusion], round_: Round
) -> PairCheck:
    """What it would mean to give this seeker this supporter instead of what the round says."""
    taken = sum(pair.supporter == supporter.id and pair.seeker != seeker.id for pair in round_.pairs)
    now = next((pair.weight for pair in round_.pairs if pair.seeker == seeker.id), 0)
    weight = weigh(seeker, supporter).total
    return PairCheck(
        obstacles=admissible(seeker, supporter, frozenset(exclusions)),
        places_left=supporter.capacity - taken,
        weight=weight,
        cost=now - weight,
    )


def check_round(
    seekers: Iterable[Seeker],
    supporters: Iterable[Supporter],
    exclusions: Iterable[Exclusion],
    round_: Round,
) -> list[str]:
    """Everything wrong with a round; empty when every pair may stand and nothing better exists.

    In a round that ran out of time a gap is not wrong: it is said, and proved to be no smaller than it is.
    """
    by_seeker = {seeker.id: seeker for seeker in seekers}
    by_supporter = {supporter.id: supporter for supporter in supporters}
    barred = frozenset(exclusions)
    unknown = [p for p in round_.pairs if p.seeker not in by_seeker or p.supporter not in by_supporter]
    if unknown:
        return [f"{_name(pair)}: nobody of that id takes part." for pair in unknown]
    kept = [pair for pair in round_.pairs if pair.kept]
    matched = {pair.seeker for pair in kept}
    taken = Counter(pair.supporter for pair in kept)
    market = _Market(
        {id_: seeker for id_, seeker in by_seeker.items() if id_ not in matched},
        by_supporter,
        {id_: max(0, supporter.capacity - taken[id_]) for id_, supporter in by_supporter.items()},
        barred,
    )
    return [
        *(
            f
            for p in round_.pairs
            for f in _pair_faults(by_seeker[p.seeker], by_supporter[p.supporter], p, barred)
        ),
        *_count_faults(round_.pairs, by_supporter),
        *_report_faults(round_, by_seeker),
        *_proof_faults(
            market,
            [pair for pair in round_.pairs if not pair.kept],
            round_.certificate,
            may_have_gap=round_.out_of_time,
        ),
    ]


def check_mutual_round(
    people: Iterable[Seeker], exclusions: Iterable[Exclusion], round_: MutualRound
) -> list[str]:
    """Everything wrong with a round of mutual pairs.

    Empty when every pair may stand and the prices of people and of odd circles prove that nothing better exists.
    """
    by_id = {person.id: person for person in people}
    barred = frozenset(exclusions)
    ends = [end for pair in round_.pairs for end in (pair.first, pair.second)]
    if not set(ends) <= by_id.keys():
        return ["Somebody in the round takes no part."]
    faults = [f"{end!r} is in more than one pair." for end, times in Counter(ends).items() if times > 1]
    for pair in round_.pairs:
        faults.extend(_mutual_pair_faults(by_id, pair, barred))
    left = sorted((id_ for id_ in by_id if id_ not in set(ends)), key=str)
    if sorted((u.seeker for u in round_.unmatched), key=str) != left:
        faults.append("The unmatched are not those without a pair.")
    objective = Objective(len(round_.pairs), sum(pair.weight for pair in round_.pairs))
    if round_.objective != objective:
        faults.append("The objective is not what the pairs add up to.")
    return [*faults, *_mutual_proof_faults(by_id, barred, round_)]


def _name(pair: Pair) -> str:
    return f"{pair.seeker!r} with {pair.supporter!r}"


def _pair_faults(
    seeker: Seeker, supporter: Supporter, pair: Pair, barred: frozenset[Exclusion]
) -> Iterator[str]:
    for obstacle in admissible(seeker, supporter, barred):
        yield f"{_name(pair)}: may not be proposed ({obstacle.code})."
    if weigh(seeker, supporter).total != pair.weight:
        yield f"{_name(pair)}: the weight is not {pair.weight}."


def _count_faults(pairs: Iterable[Pair], supporters: Mapping[Id, Supporter]) -> Iterator[str]:
    pairs = list(pairs)
    for seeker, times in Counter(pair.seeker for pair in pairs).items():
        if times > 1:
            yield f"{seeker!r} is in more than one pair."
    for supporter, times in Counter(pair.supporter for pair in pairs).items():
        if times > supporters[supporter].capacity:
            yield f"{supporter!r} has fewer places than pairs."


def _report_faults(round_: Round, seekers: Mapping[Id, Seeker]) -> Iterator[str]:
    left = seekers.keys() - {pair.seeker for pair in round_.pairs}
    listed = [unmatched.seeker for unmatched in round_.unmatched]
    if len(listed) != len(left) or set(listed) != left:
        yield "The unmatched are not those without a pair."
    if round_.objective != Objective(len(round_.pairs), sum(pair.weight for pair in round_.pairs)):
        yield "The objective is not what the pairs add up to."


def _proof_faults(
    market: _Market, found: list[Pair], proof: Certificate, *, may_have_gap: bool
) -> Iterator[str]:
    seeker_prices, supporter_prices = proof.seeker_prices, proof.supporter_prices
    if seeker_prices.keys() != market.seekers.keys() or supporter_prices.keys() != market.supporters.keys():
        yield "The prices are not those of the people in the round."
        return
    if proof.step <= MOST_TOTAL * min(len(market.seekers), sum(market.places.values())):
        yield "Helping one more person is worth too little to come first."
    if min((*seeker_prices.values(), *supporter_prices.values()), default=0) < 0:
        yield "A price is below zero."
    paid = sum(price * market.places[id_] for id_, price in supporter_prices.items())
    if proof.bound != sum(seeker_prices.values()) + paid:
        yield "The bound is not what the prices add up to."
    if proof.value != sum(proof.step + pair.weight for pair in found):
        yield "The value is not what the pairs add up to."
    if proof.gap < 0 or (proof.gap and not may_have_gap):
        yield "The prices leave a gap: there may be a better round."
    yield from _underpriced(market, proof)


def _underpriced(market: _Market, proof: Certificate) -> Iterator[str]:
    for seeker in market.seekers.values():
        for supporter in market.supporters.values():
            if market.places[supporter.id] == 0 or admissible(seeker, supporter, market.barred):
                continue
            worth = proof.step + weigh(seeker, supporter).total
            if proof.seeker_prices[seeker.id] + proof.supporter_prices[supporter.id] < worth:
                yield f"{seeker.id!r} with {supporter.id!r}: worth more than the prices say."


def _mutual_pair_faults(
    people: Mapping[Id, Seeker],
    pair: MutualPair,
    barred: frozenset[Exclusion],
) -> Iterator[str]:
    first, second = people[pair.first], people[pair.second]
    for obstacle in admissible(first, second, barred):
        yield f"{pair.first!r} with {pair.second!r}: may not be proposed ({obstacle.code})."
    if weigh_mutual(first, second).total != pair.weight:
        yield f"{pair.first!r} with {pair.second!r}: the weight is not {pair.weight}."


def _mutual_proof_faults(
    people: Mapping[Id, Seeker], barred: frozenset[Exclusion], round_: MutualRound
) -> Iterator[str]:
    proof = round_.certificate
    if proof.prices.keys() != people.keys() or any(
        not set(c.members) <= people.keys() for c in proof.circles
    ):
        yield "The prices are not those of the people in the round."
        return
    if proof.step <= MOST_TOTAL * (len(people) // 2) or proof.tie_step < 1:
        yield "Making one more pair is worth too little to come first."
        return
    if min((*proof.prices.values(), *(circle.price for circle in proof.circles)), default=0) < 0:
        yield "A price is below zero."
    if any(len(set(c.members)) != len(c.members) or len(c.members) % 2 == 0 for c in proof.circles):
        yield "A circle has no odd number of people."
    paid = sum(circle.price * (len(circle.members) // 2) for circle in proof.circles)
    if proof.bound != (sum(proof.prices.values()) + paid) // (2 * proof.tie_step):
        yield "The bound is not what the prices add up to."
    if proof.value != sum(proof.step + pair.weight for pair in round_.pairs):
        yield "The value is not what the pairs add up to."
    if proof.gap != 0:
        yield "The prices leave a gap: there may be a better round."
    yield from _underpriced_pairs(people, barred, proof)


def _underpriced_pairs(
    people: Mapping[Id, Seeker], barred: frozenset[Exclusion], proof: MutualCertificate
) -> Iterator[str]:
    around: dict[Id, dict[int, int]] = {id_: {} for id_ in people}
    for place, circle in enumerate(proof.circles):
        for member in circle.members:
            around[member][place] = circle.price
    for first, second in combinations(people.values(), 2):
        if admissible(first, second, barred):
            continue
        shared = sum(price for c, price in around[first.id].items() if c in around[second.id])
        worth = 2 * proof.tie_step * (proof.step + weigh_mutual(first, second).total)
        if proof.prices[first.id] + proof.prices[second.id] + shared < worth:
            yield f"{first.id!r} with {second.id!r}: worth more than the prices say."
