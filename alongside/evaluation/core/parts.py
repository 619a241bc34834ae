"""Which parts of a programme may be looked at alone, so that pages taken from each other leave nobody by themselves.

Whoever has the page of everybody and the pages of some parts can add and subtract them. What they can reach in this
way is made of pieces: people who belong to exactly the same released parts. So a part is released only if every piece
that there is then is empty or as large as the smallest group that may be shown. Days are not guarded against each
other: yesterday's page taken from today's is about whoever came in between.
"""

from collections import Counter
from collections.abc import Mapping, Sequence


def released(people: Mapping[frozenset[str], int], parts: Sequence[str], fewest: int) -> tuple[str, ...]:
    """The parts that may be released, the first ones preferred.

    people: how many belong to exactly these parts; those who belong to none stand under the empty set. A part that
    nobody or everybody belongs to is not released: it has no page of its own.
    """
    chosen: list[str] = []
    for part in parts:
        inside = sum(number for belongs, number in people.items() if part in belongs)
        together = frozenset((*chosen, part))
        if 0 < inside < sum(people.values()) and all(
            number == 0 or number >= fewest for number in _pieces(people, together).values()
        ):
            chosen.append(part)
    return tuple(chosen)


def _pieces(people: Mapping[frozenset[str], int], parts: frozenset[str]) -> Counter[frozenset[str]]:
    found: Counter[frozenset[str]] = Counter()
    for belongs, number in people.items():
        found[belongs & parts] += number
    return found
