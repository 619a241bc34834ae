"""Which words in common could single somebody out, and are better told by themself.

Somebody who is asked reads what they share with a person whom they do not know yet. If hardly anybody else here has it,
or has two such things together, they may know at once who is meant, also if they then say no. Rare is what fewer than
``FEWEST`` people have, and less than one in ``SHARE`` of those who said anything about it. Two things together count
where one of them is sensitive. Of two people from one small community no sensitive word is told beforehand.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from alongside.matching.core.discreet import FEWEST
from alongside.matching.core.explain import Reason, ReasonCode

SHARE = 10
Said = tuple[str, str]
"""A trait's key and one word that somebody said about it."""


class WhyHeld(StrEnum):
    """Why a word is left for the person to tell."""

    RARE = "rare"
    RARE_TOGETHER = "rare_together"
    SMALL_COMMUNITY = "small_community"


@dataclass(frozen=True, slots=True)
class Held:
    """One word that is left out of what the other reads."""

    trait: str
    label: str
    word: str
    why: WhyHeld


@dataclass(frozen=True, slots=True)
class Crowd:
    """Everybody among whom somebody could be singled out, as one bit a person.

    ``answered``: who said anything about a trait. ``have``: who has a word. ``sensitive`` are keys of traits;
    ``practical`` are those of which two people must know the common word to talk at all.
    """

    answered: Mapping[str, int]
    have: Mapping[Said, int]
    sensitive: frozenset[str]
    practical: frozenset[str] = frozenset()

    def is_rare(self, *words: Said) -> bool:
        """Whether hardly anybody has all of these words."""
        everybody = answered = -1
        for word in words:
            everybody &= self.have.get(word, 0)
            answered &= self.answered.get(word[0], 0)
        count = everybody.bit_count()
        return count < FEWEST and SHARE * count < answered.bit_count()

    def rarity(self, word: Said) -> int:
        """How many have it."""
        return self.have.get(word, 0).bit_count()


def crowd_of(
    people: Iterable[Mapping[str, Iterable[str]]],
    *,
    sensitive: frozenset[str],
    practical: frozenset[str] = frozenset(),
) -> Crowd:
    """The crowd of these people, each with the words they said by trait; numbers are left out by whoever calls."""
    answered: dict[str, list[int]] = {}
    have: dict[Said, list[int]] = {}
    number = -1
    for number, person in enumerate(people):
        for trait, words in person.items():
            answered.setdefault(trait, []).append(number)
            for word in words:
                have.setdefault((trait, word), []).append(number)
    size = number // 8 + 1
    return Crowd(
        {trait: _bits(who, size) for trait, who in answered.items()},
        {said: _bits(who, size) for said, who in have.items()},
        sensitive,
        practical,
    )


def _bits(who: Iterable[int], size: int) -> int:
    found = bytearray(size)
    for number in who:
        found[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(found, "little")


def singling_out(reasons: Iterable[Reason], crowd: Crowd, *, same_community: bool) -> tuple[Held, ...]:
    """The words of these reasons that the one who reads them had better hear from the person."""
    labels: dict[Said, str] = {}
    known: list[Said] = []
    for reason in reasons:
        if reason.code is ReasonCode.COMMON_LANGUAGE:
            known += [(trait, word) for trait in crowd.practical for word in _words(reason)]
        elif reason.code is ReasonCode.SHARES_TRAIT and reason.param("trait") not in crowd.practical:
            trait, label = str(reason.param("trait")), str(reason.param("label"))
            labels |= {(trait, word): label for word in _words(reason)}
    why = _why(list(labels), known, crowd, same_community=same_community)
    return tuple(Held(said[0], labels[said], said[1], reason) for said, reason in why.items())


def _words(reason: Reason) -> list[str]:
    values = reason.param("values")
    return [str(value) for value in values] if isinstance(values, tuple) else []


def _why(told: list[Said], known: list[Said], crowd: Crowd, *, same_community: bool) -> dict[Said, WhyHeld]:
    held: dict[Said, WhyHeld] = {}
    for said in told:
        if crowd.is_rare(said):
            held[said] = WhyHeld.RARE
        elif same_community and said[0] in crowd.sensitive:
            held[said] = WhyHeld.SMALL_COMMUNITY
    left = sorted((said for said in told if said not in held), key=lambda said: (crowd.rarity(said), said))
    for one, other in combinations([*left, *known], 2):
        if one in held or other in held or not crowd.is_rare(one, other):
            continue
        may_go = [said for said in (one, other) if said in left and said[0] in crowd.sensitive]
        if may_go:
            held[may_go[0]] = WhyHeld.RARE_TOGETHER
    return held


def without(reasons: Iterable[Reason], held: Iterable[Held]) -> tuple[Reason, ...]:
    """The reasons without these words, with one at the end that says there is more."""
    gone = {(one.trait, one.word) for one in held}
    if not gone:
        return tuple(reasons)
    kept = [each for reason in reasons for each in _less(reason, gone)]
    return (*kept, Reason(ReasonCode.SHARES_MORE))


def _less(reason: Reason, gone: set[Said]) -> list[Reason]:
    if reason.code is ReasonCode.GIVES_PREFER:
        return [] if reason.param("trait") in {trait for trait, _word in gone} else [reason]
    if reason.code is not ReasonCode.SHARES_TRAIT:
        return [reason]
    trait, values = str(reason.param("trait")), tuple(_words(reason))
    left = tuple(word for word in values if (trait, word) not in gone)
    if left == values:
        return [reason]
    params = tuple((name, left if name == "values" else value) for name, value in reason.params)
    return [Reason(reason.code, params)] if left else []
