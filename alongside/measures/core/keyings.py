"""Two keyings of one sheet of paper: where they differ, and how often they agree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Answers = Mapping[str, int | None]


@dataclass(frozen=True)
class Agreement:
    """How many answers were keyed twice, and how many of them alike. A question left out both times is alike."""

    compared: int
    alike: int

    @property
    def share(self) -> float | None:
        """From 0 to 1; None where nothing was keyed twice."""
        return self.alike / self.compared if self.compared else None


def differing(items: Iterable[str], first: Answers, second: Answers) -> tuple[str, ...]:
    """The questions that were keyed differently; one that was skipped and one that was never reached are alike."""
    return tuple(item for item in items if first.get(item) != second.get(item))


def agreement(pairs: Iterable[tuple[Iterable[str], Answers, Answers]]) -> Agreement:
    """Over all sheets: the questions of each, and its two keyings."""
    compared = unlike = 0
    for items, first, second in pairs:
        asked = tuple(items)
        compared += len(asked)
        unlike += len(differing(asked, first, second))
    return Agreement(compared, compared - unlike)
