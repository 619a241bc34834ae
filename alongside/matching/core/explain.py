"""Why two people are proposed to each other, as data that a page puts into its reader's language.

Three readers, three views. What somebody keeps to themself cannot be told from the other's view: not from a
reason, not from a missing one. The seeker's view never depends on the supporter's wishes, load or communities,
nor on traits the supporter did not agree to show; the supporter's view likewise never depends on what the seeker
wishes, in what order, or for how long they have waited. Only the coordinator's view holds both sides.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from alongside.matching.core.judge import Verdict, alike, judge
from alongside.matching.core.people import (
    TOPICS,
    Party,
    Seeker,
    Slot,
    Strength,
    Supporter,
    Trait,
    Value,
    Wish,
)

Param = str | int | bool | tuple[str, ...] | tuple[Slot, ...]


class ReasonCode(StrEnum):
    """What a reason says. ``supporter_…`` is about the supporter's own wishes and for coordinators only.

    ``shares_more`` stands for what is shared and could single somebody out: see ``singling``.
    """

    SHARES_TRAIT = "shares_trait"
    SHARES_MORE = "shares_more"
    COMMON_LANGUAGE = "common_language"
    COMMON_TIMES = "common_times"
    COMMON_MODALITY = "common_modality"
    GIVES_MUST = "gives_must"
    GIVES_PREFER = "gives_prefer"
    MISSES_PREFER = "misses_prefer"
    NOT_KNOWN = "not_known"
    OWN_NOT_KNOWN = "own_not_known"
    SUPPORTER_GIVES_MUST = "supporter_gives_must"
    SUPPORTER_GIVES_PREFER = "supporter_gives_prefer"
    SUPPORTER_MISSES_PREFER = "supporter_misses_prefer"
    SUPPORTER_NOT_KNOWN = "supporter_not_known"
    SUPPORTER_OWN_NOT_KNOWN = "supporter_own_not_known"
    WAITED_LONGEST = "waited_longest"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason. ``params`` are sorted pairs of a name and a value, for the words of a page.

    ``trait`` (a key), ``label`` (the organisation's word), ``values`` (words or slots in common, sorted),
    ``strength`` and ``rank`` (of a wish), ``days`` (waited).
    """

    code: ReasonCode
    params: tuple[tuple[str, Param], ...] = ()

    def param(self, name: str) -> Param:
        """One of the params by name; KeyError if this reason has none of that name."""
        return dict(self.params)[name]


def reason_codes() -> tuple[ReasonCode, ...]:
    """Every code there is, so that a test can hold the pages to having words for all of them."""
    return tuple(ReasonCode)


def reasons_for_seeker(
    seeker: Seeker, supporter: Supporter, traits: Iterable[Trait] = ()
) -> tuple[Reason, ...]:
    """For the seeker: how the supporter answers their wishes, and what the two share.

    ``traits`` are those to speak of beyond the wishes, in this order. A trait that the supporter does not show
    reads as not known. Made for a pair that may be proposed: a *must* is taken as met then.
    """
    return (
        *_answers(seeker, as_shown(supporter), _SEEKER_CODES, proposed=True),
        *_shared(seeker, supporter, traits),
        *_practical(seeker, supporter),
    )


def reasons_for_supporter(
    seeker: Seeker,
    supporter: Supporter,
    traits: Iterable[Trait] = (),
) -> tuple[Reason, ...]:
    """For the supporter: only what the two share and both agreed to show, and how and when they could meet."""
    return (*_shared(seeker, supporter, traits), *_practical(seeker, supporter))


def reasons_for_coordinator(
    seeker: Seeker,
    supporter: Supporter,
    traits: Iterable[Trait] = (),
    *,
    waited_longest: bool = False,
) -> tuple[Reason, ...]:
    """For the coordinator: both sides' wishes and everything in common. ``waited_longest``: of all in the round."""
    waited = Reason(ReasonCode.WAITED_LONGEST, (("days", seeker.waiting_days),))
    return (
        *_answers(seeker, supporter, _SEEKER_CODES),
        *_answers(supporter, seeker, _SUPPORTER_CODES),
        *_in_common(seeker, supporter, traits),
        *_practical(seeker, supporter),
        *((waited,) if waited_longest else ()),
    )


@dataclass(frozen=True, slots=True)
class _Codes:
    must: ReasonCode
    prefer: ReasonCode
    misses: ReasonCode
    not_known: ReasonCode
    own_not_known: ReasonCode


_SEEKER_CODES = _Codes(
    ReasonCode.GIVES_MUST,
    ReasonCode.GIVES_PREFER,
    ReasonCode.MISSES_PREFER,
    ReasonCode.NOT_KNOWN,
    ReasonCode.OWN_NOT_KNOWN,
)
_SUPPORTER_CODES = _Codes(
    ReasonCode.SUPPORTER_GIVES_MUST,
    ReasonCode.SUPPORTER_GIVES_PREFER,
    ReasonCode.SUPPORTER_MISSES_PREFER,
    ReasonCode.SUPPORTER_NOT_KNOWN,
    ReasonCode.SUPPORTER_OWN_NOT_KNOWN,
)


def as_shown(party: Party) -> Party:
    """The person as the other may see them: what they do not show is as if it had not been said."""
    return Party(
        id=party.id,
        traits={key: value for key, value in party.traits.items() if key in party.shown},
        topics=party.topics if TOPICS.key in party.shown else frozenset(),
    )


def _answers(wisher: Party, other: Party, codes: _Codes, *, proposed: bool = False) -> Iterator[Reason]:
    for wish in sorted(wisher.wishes, key=lambda wish: (wish.rank, wish.trait.key, wish.strength)):
        verdict = judge(wish, wisher, other)
        if wish.strength is Strength.MUST and proposed:
            verdict = Verdict.MET
        code = _answer_code(wish, verdict, codes)
        if code:
            params = (("label", wish.trait.label), ("rank", wish.rank), ("strength", wish.strength.value))
            yield Reason(code, (*params, ("trait", wish.trait.key)))


def _answer_code(wish: Wish, verdict: Verdict, codes: _Codes) -> ReasonCode | None:
    """What to say about a wish; nothing about an unmet limit, which is an obstacle and not a reason."""
    if wish.strength is Strength.DO_NOT_MIND:
        return None
    if verdict is Verdict.NOT_KNOWN:
        return codes.not_known
    if verdict is Verdict.OWN_NOT_KNOWN:
        return codes.own_not_known
    met = verdict is Verdict.MET
    if wish.strength is Strength.PREFER:
        return codes.prefer if met else codes.misses
    return codes.must if met and wish.strength is Strength.MUST else None


def _shared(seeker: Party, supporter: Party, traits: Iterable[Trait]) -> Iterator[Reason]:
    return _in_common(as_shown(seeker), as_shown(supporter), traits)


def _in_common(seeker: Party, supporter: Party, traits: Iterable[Trait]) -> Iterator[Reason]:
    for trait in traits:
        first, second = seeker.value_of(trait), supporter.value_of(trait)
        if first is None or second is None or not alike(first, second, trait.tolerance):
            continue
        params = (("label", trait.label), ("trait", trait.key), ("values", _common_words(first, second)))
        yield Reason(ReasonCode.SHARES_TRAIT, params)


def _common_words(first: Value, second: Value) -> tuple[str, ...]:
    """The words in common; none for numbers, of which only the nearness is told."""
    if isinstance(first, frozenset) and isinstance(second, frozenset):
        return tuple(sorted(first & second))
    return ()


def _practical(seeker: Party, supporter: Party) -> Iterator[Reason]:
    languages = tuple(sorted(seeker.languages & supporter.languages))
    if languages:
        yield Reason(ReasonCode.COMMON_LANGUAGE, (("values", languages),))
    slots = tuple(sorted(seeker.availability & supporter.availability))
    if slots:
        yield Reason(ReasonCode.COMMON_TIMES, (("values", slots),))
    modalities = tuple(sorted(seeker.modalities & supporter.modalities))
    if modalities:
        yield Reason(ReasonCode.COMMON_MODALITY, (("values", modalities),))
