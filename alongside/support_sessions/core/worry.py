"""What in a check-in asks for a coordinator's attention, in words and never as a score.

Relationships can look mutual to one side only, and strain shows only when each side is asked alone (Embuldeniya and
others 2013, Patient Education and Counseling 92:3-12).
"""

from dataclasses import dataclass
from enum import StrEnum

LOW, HIGH, HEAVY = 3, 7, 8
"""Of 0 to 10: a rating up to LOW is low, from HIGH high; a load from HEAVY is heavy. Cut-offs of the project's own."""


class Worry(StrEnum):
    """One thing that a coordinator should look at."""

    HEAVY = "heavy"
    """It weighs heavily on this side."""
    NOT_SUITED = "not_suited"
    """This side feels that the two do not suit each other."""
    RECEIVES_LITTLE = "receives_little"
    """This side gets little from it, while the other side gets much or feels they give much."""
    GIVES_LITTLE = "gives_little"
    """This side feels they can give little, while the other side gives much."""
    WROTE = "wrote"
    """This side wrote something for the coordinator."""


@dataclass(frozen=True, slots=True)
class Ratings:
    """One side's answers, 0 to 10 each; None where they did not answer."""

    fit: int | None = None
    giving: int | None = None
    receiving: int | None = None
    load: int | None = None
    wrote: bool = False


def worries(mine: Ratings, theirs: Ratings | None = None) -> tuple[Worry, ...]:
    """What this side's answers give reason to look at, beside the other side's latest answers."""
    theirs = theirs or Ratings()
    found = {
        Worry.HEAVY: mine.load is not None and mine.load >= HEAVY,
        Worry.NOT_SUITED: _low(mine.fit),
        Worry.RECEIVES_LITTLE: _low(mine.receiving) and (_high(theirs.receiving) or _high(theirs.giving)),
        Worry.GIVES_LITTLE: _low(mine.giving) and _high(theirs.giving),
        Worry.WROTE: mine.wrote,
    }
    return tuple(worry for worry, holds in found.items() if holds)


def _low(rating: int | None) -> bool:
    return rating is not None and rating <= LOW


def _high(rating: int | None) -> bool:
    return rating is not None and rating >= HIGH
