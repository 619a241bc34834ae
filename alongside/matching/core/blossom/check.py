"""Whether pairs are the best there are, by additions alone; nothing here comes from the search."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from alongside.matching.core.blossom.matching import Pairing, Possible


def faults_of_pairing(possible: Possible, found: Pairing) -> list[str]:
    """Everything that is wrong with pairs and their proof; empty when they may be and nothing better exists."""
    faults = _faults_of_pairs(possible, found)
    if faults:
        return faults
    worth = 2 * int(sum(possible.weight[found.mate[possible.first] == possible.second].tolist()))
    if found.value != worth:
        faults.append("The value is not what the pairs add up to.")
    if found.prices.shape != (possible.people,) or np.any(found.prices < 0):
        return [*faults, "There is not one price for everybody, none of them below zero."]
    if any(price < 0 or len(set(c)) != len(c) or len(c) % 2 == 0 for c, price in found.circles):
        return [*faults, "A circle has no odd number of people, or a price below zero."]
    return [*faults, *_faults_of_prices(possible, found, worth)]


def _faults_of_prices(possible: Possible, found: Pairing, worth: int) -> Iterator[str]:
    spare = found.prices[possible.first] + found.prices[possible.second] - 2 * possible.weight
    bound = sum(found.prices.tolist())
    for members, price in found.circles:
        inside = np.zeros(possible.people, dtype=np.bool_)
        inside[list(members)] = True
        spare[inside[possible.first] & inside[possible.second]] += price
        bound += price * (len(members) // 2)
    for e in np.flatnonzero(spare < 0)[:5].tolist():
        yield f"{possible.first[e]} with {possible.second[e]}: worth more than the prices say."
    if found.bound != bound:
        yield "The bound is not what the prices add up to."
    if bound != worth:
        yield "The prices leave a gap: there may be better pairs."


def _faults_of_pairs(possible: Possible, found: Pairing) -> list[str]:
    mate = found.mate
    if mate.shape != (possible.people,) or (
        mate.size and not -1 <= int(mate.min()) <= int(mate.max()) < mate.size
    ):
        return ["There is not one answer for everybody."]
    paired = np.flatnonzero(mate >= 0)
    if np.any(mate[mate[paired]] != paired):
        return ["Somebody is in more than one pair."]
    if 2 * int((mate[possible.first] == possible.second).sum()) != paired.size:
        return ["A pair is not among the possible ones."]
    return []
