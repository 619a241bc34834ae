"""How well a pair fits: whole numbers only, so that a sum is the same on every machine.

The formula, out of 10,000:

* 7,000 for the seeker's preferences. What matters is theirs to say, so their view leads (70 to 30 as in the
  rule that people choose). Preferences share the 7,000 by the reciprocal of their rank (rank-reciprocal weights:
  Stillwell, Seaver and Edwards 1981): the first counts twice the second, yet three lesser wishes together
  can outweigh it.
* 2,000 for the supporter's preferences, shared in the same way.
* 1,000 for the supporter's ease: free places as a share of all their places, so that of two who fit alike the one
  who carries less is asked.

Somebody without preferences gets half of their share everywhere: having few wishes neither wins nor loses a
scarce place. Limits (*must*, *not this*) carry no points; they decide who may be proposed, not how well.

Waiting is counted apart: up to 1,000 more, growing evenly over 180 days. It is a property of the seeker and not
of the pair, so it can decide *who* is matched when places are few but never *with whom*, and it is worth less
than a leading preference.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from math import lcm

from alongside.matching.core.judge import FULL, closeness
from alongside.matching.core.people import Party, Seeker, Strength, Supporter, Trait

SEEKER_SHARE = 7000
SUPPORTER_SHARE = 2000
EASE_SHARE = 1000
MUTUAL_SHARE = 5000
MOST_FIT = 10_000
MOST_WAITING = 1000
FULL_WAIT_DAYS = 180
MOST_TOTAL = MOST_FIT + MOST_WAITING


class Part(StrEnum):
    """Where points come from."""

    SEEKER_PREFERENCE = "seeker_preference"
    SEEKER_DOES_NOT_MIND = "seeker_does_not_mind"
    SUPPORTER_PREFERENCE = "supporter_preference"
    SUPPORTER_DOES_NOT_MIND = "supporter_does_not_mind"
    SUPPORTER_EASE = "supporter_ease"


@dataclass(frozen=True, slots=True)
class Contribution:
    """Points from one part, and the most that this part could have given."""

    part: Part
    trait: Trait | None
    points: int
    most: int


@dataclass(frozen=True, slots=True)
class Weight:
    """How well a pair fits (0 to 10,000, more is better), of what that is made, and the bonus for waiting."""

    fit: int
    waiting: int
    contributions: tuple[Contribution, ...]

    @property
    def total(self) -> int:
        """What a round adds up: fit and waiting, 0 to 11,000."""
        return self.fit + self.waiting


def weigh(seeker: Seeker, supporter: Supporter) -> Weight:
    """How well the two fit, by the formula of this module. It does not ask whether they may be proposed."""
    contributions = (
        *_preferences(seeker, supporter, SEEKER_SHARE, _SEEKER_PARTS),
        *_preferences(supporter, seeker, SUPPORTER_SHARE, _SUPPORTER_PARTS),
        Contribution(Part.SUPPORTER_EASE, None, _ease(supporter), EASE_SHARE),
    )
    return Weight(sum(c.points for c in contributions), waiting_bonus(seeker), contributions)


def weigh_mutual(first: Seeker, second: Seeker) -> Weight:
    """How well two equals fit: half for each one's preferences; the waiting bonus is the mean of theirs."""
    contributions = (
        *_preferences(first, second, MUTUAL_SHARE, _SEEKER_PARTS),
        *_preferences(second, first, MUTUAL_SHARE, _SUPPORTER_PARTS),
    )
    waiting = (waiting_bonus(first) + waiting_bonus(second)) // 2
    return Weight(sum(c.points for c in contributions), waiting, contributions)


def waiting_bonus(seeker: Seeker) -> int:
    """0 to 1,000, reached after 180 days."""
    return MOST_WAITING * min(seeker.waiting_days, FULL_WAIT_DAYS) // FULL_WAIT_DAYS


_SEEKER_PARTS = (Part.SEEKER_PREFERENCE, Part.SEEKER_DOES_NOT_MIND)
_SUPPORTER_PARTS = (Part.SUPPORTER_PREFERENCE, Part.SUPPORTER_DOES_NOT_MIND)


def _preferences(wisher: Party, other: Party, share: int, parts: tuple[Part, Part]) -> Iterator[Contribution]:
    wishes = sorted(
        (wish for wish in wisher.wishes if wish.strength is Strength.PREFER),
        key=lambda wish: (wish.rank, wish.trait.key),
    )
    if not wishes:
        yield Contribution(parts[1], None, share // 2, share)
        return
    common = lcm(*(wish.rank for wish in wishes))
    whole = sum(common // wish.rank for wish in wishes)
    for wish in wishes:
        portion = share * (common // wish.rank)
        near = closeness(wish, wisher, other)
        yield Contribution(parts[0], wish.trait, portion * near // (whole * FULL), portion // whole)


def _ease(supporter: Supporter) -> int:
    places = supporter.capacity + supporter.load
    return EASE_SHARE * supporter.capacity // places if places else 0
