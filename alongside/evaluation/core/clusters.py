"""Clustering: people who share a supporter share more than chance, so n people are less than n experiments."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Clustering:
    """How many supporters stand behind the people in a result.

    largest: the number of people with the busiest supporter. An interval that treats people as separate
    is too narrow as soon as `warns` is true; it is shown with the warning, and never with a p-value.
    """

    people: int
    supporters: int
    largest: int

    @property
    def warns(self) -> bool:
        return self.supporters < self.people


def cluster(pairs: Iterable[tuple[str, str]]) -> Clustering:
    """Count from (person, supporter) pairs; a person who changed supporter comes more than once and counts once."""
    known = set(pairs)
    loads = Counter(supporter for _, supporter in known)
    return Clustering(
        people=len({person for person, _ in known}),
        supporters=len(loads),
        largest=max(loads.values(), default=0),
    )
