"""The product's own people as a market: the same limits and weights as ``admit`` and ``weigh``, bit for bit.

A word becomes a bit if somebody names it and somebody on the other side has it. Wishes of one side about one trait
fill as many columns as the person with most of them needs. Small communities beyond the largest few become pairs
that may never be.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from math import lcm

import numpy as np

from alongside.matching.core.engine.market import (
    LARGEST_NUMBER,
    NEVER_WITHIN,
    UNKNOWN_NUMBER,
    Check,
    Columns,
    Likeness,
    Market,
    Rule,
    Term,
    Test,
    excluded_pairs,
)
from alongside.matching.core.engine.words import Sets, add_apart, add_meeting, shared_words
from alongside.matching.core.judge import FULL, HALF, wished_value
from alongside.matching.core.people import (
    WITHOUT_APPOINTMENT,
    Exclusion,
    Id,
    Party,
    Seeker,
    Strength,
    Supporter,
    Trait,
    TraitKind,
    Value,
    Wish,
)
from alongside.matching.core.weigh import EASE_SHARE, MOST_TOTAL, SEEKER_SHARE, SUPPORTER_SHARE, waiting_bonus

LIFT = 1
"""What a market of people adds to each weight, because 0 stands for a pair that may not be."""
_COMMUNITIES = 183
"""So many of the largest communities are columns; the others are written out pair by pair."""
_WIDEST_TABLE = 60_000
_MOST_NUMBERS = 30_000
_NOTHING: frozenset[str] = frozenset()


class NotInColumnsError(ValueError):
    """Somebody named a number, or a tolerance, too large for the columns of the large engine."""


@dataclass(slots=True)
class _Draft:
    """A market being written."""

    sides: tuple[Sequence[Party], Sequence[Party]]
    bases: tuple[list[int], list[int]]
    columns: Columns = field(default_factory=Columns)
    rules: list[Rule] = field(default_factory=list)
    likenesses: list[Likeness] = field(default_factory=list)
    excluded: set[tuple[int, int]] = field(default_factory=set)
    tables: dict[tuple[int, int, int], int] = field(default_factory=dict)
    fence: int = -1

    def rule(self, name: str, *checks: Check) -> None:
        """One more rule."""
        self.rules.append(Rule(name, checks))


def market_of_people(
    seekers: Sequence[Seeker], supporters: Sequence[Supporter], exclusions: Iterable[Exclusion] = ()
) -> Market:
    """The market of these people, in this order; each weight is that of ``weigh`` plus ``LIFT``.

    NotInColumnsError where a number is too large.
    """
    draft = _Draft(
        (seekers, supporters), ([LIFT + waiting_bonus(one) for one in seekers], [*map(_ease, supporters)])
    )
    _who_may_never(draft, exclusions)
    _practical(draft)
    for who, share in ((0, SEEKER_SHARE), (1, SUPPORTER_SHARE)):
        _limits(draft, who)
        _preferences(draft, who, share)
    one, other = draft.columns.sides(*draft.bases)
    pairs = sorted(draft.excluded)
    return Market(
        seekers=one,
        supporters=other,
        capacity=np.array([min(each.capacity, len(seekers) + 1) for each in supporters], dtype=np.int32),
        excluded=excluded_pairs([i for i, _ in pairs], [j for _, j in pairs]),
        rules=tuple(draft.rules),
        likenesses=tuple(draft.likenesses),
        tables=_tables(draft.tables),
        divisor=1,
        most=MOST_TOTAL + LIFT,
        fence=draft.fence,
    )


def _ease(supporter: Supporter) -> int:
    places = supporter.capacity + supporter.load
    return EASE_SHARE * supporter.capacity // places if places else 0


def _who_may_never(draft: _Draft, exclusions: Iterable[Exclusion]) -> None:
    seekers, supporters = (_positions(side) for side in draft.sides)
    draft.excluded.update((i, supporters[id_]) for id_, i in seekers.items() if id_ in supporters)
    for one in exclusions:
        for a, b in ((one.a, one.b), (one.b, one.a)):
            if a in seekers and b in supporters:
                draft.excluded.add((seekers[a], supporters[b]))
    _communities(draft)


def _positions(side: Sequence[Party]) -> dict[Id, int]:
    return {party.id: k for k, party in enumerate(side)}


def _communities(draft: _Draft) -> None:
    ours, theirs = ([party.communities for party in side] for side in draft.sides)
    words = shared_words(ours, theirs)
    if not words.places:
        return
    large = frozenset(word for word, place in words.places.items() if place < _COMMUNITIES)
    for who, name in ((0, "seeker"), (1, "supporter")):
        pair = [[party.communities & large for party in side] for side in draft.sides]
        pair[who] = [
            words if party.avoid_own_community else _NOTHING
            for words, party in zip(pair[who], draft.sides[who], strict=True)
        ]
        draft.rule(f"{name}: community", add_apart(draft.columns, *pair))
    living: tuple[dict[str, list[int]], dict[str, list[int]]] = (defaultdict(list), defaultdict(list))
    for who, side in enumerate(draft.sides):
        for k, party in enumerate(side):
            for word in (party.communities & words.places.keys()) - large:
                living[who][word].append(k)
    for word, here in living[0].items():
        draft.excluded.update(
            (i, j)
            for i in here
            for j in living[1][word]
            if draft.sides[0][i].avoid_own_community or draft.sides[1][j].avoid_own_community
        )


def _practical(draft: _Draft) -> None:
    draft.rule(
        "language", _unless_unsaid(draft, [[party.languages for party in side] for side in draft.sides])
    )
    draft.rule(
        "modality", _unless_unsaid(draft, [[party.modalities for party in side] for side in draft.sides])
    )
    writing = [[party.modalities & WITHOUT_APPOINTMENT for party in side] for side in draft.sides]
    nobody = ([False] * len(writing[0]), [False] * len(writing[1]))
    draft.rule(
        "times",
        _unless_unsaid(draft, [[party.availability for party in side] for side in draft.sides]),
        add_meeting(draft.columns, writing[0], writing[1], nobody),
    )


def _unless_unsaid(draft: _Draft, pair: Sequence[Sets]) -> Check:
    unsaid = ([not words for words in pair[0]], [not words for words in pair[1]])
    return add_meeting(draft.columns, pair[0], pair[1], unsaid)


def _limits(draft: _Draft, who: int) -> None:
    name = ("seeker", "supporter")[who]
    musts = list(_wishes_by_trait(draft, who, Strength.MUST))
    most = max(
        (sum(wish is not None for wish in wishes) for trait, wishes in musts if not _is_number(trait)),
        default=0,
    )
    for trait, wishes in musts:
        if _is_number(trait):
            draft.rule(f"{name}: must {trait.key}", _within(draft, who, wishes, must=True))
            continue
        fence = who == 0 and draft.fence < 0 and sum(wish is not None for wish in wishes) == most
        check = _asked(draft, who, trait, wishes, least_width=64 if fence else 16)
        if fence and check.span == 1:
            draft.fence = len(draft.rules)
        draft.rule(f"{name}: must {trait.key}", check)
    for trait, wishes in _wishes_by_trait(draft, who, Strength.NOT_THIS):
        if _is_number(trait):
            draft.rule(f"{name}: not {trait.key}", _within(draft, who, wishes, must=False))
        else:
            pair = _in_order(who, _wished_words(draft, who, wishes), _given_words(draft, who, trait))
            draft.rule(f"{name}: not {trait.key}", add_apart(draft.columns, *pair))


def _wishes_by_trait(
    draft: _Draft, who: int, strength: Strength
) -> Iterator[tuple[Trait, list[Wish | None]]]:
    """A trait and each person's wish about it (None: none); a trait comes as often as anybody has wishes about it."""
    found: dict[tuple[str, bool], list[list[Wish]]] = {}
    side = draft.sides[who]
    for k, party in enumerate(side):
        for wish in party.wishes:
            if wish.strength is strength:
                key = (wish.trait.key, _is_number(wish.trait))
                if key not in found:
                    found[key] = [[] for _ in side]
                found[key][k].append(wish)
    for key in sorted(found):
        for nth in zip_longest(*found[key]):
            yield next(wish.trait for wish in nth if wish is not None), list(nth)


def _is_number(trait: Trait) -> bool:
    return trait.kind is TraitKind.NUMBER


def _in_order(who: int, own: Sets, other: Sets) -> tuple[Sets, Sets]:
    """Seekers first."""
    return (own, other) if who == 0 else (other, own)


def _wished(draft: _Draft, who: int, wishes: list[Wish | None]) -> list[Value | None]:
    """What each asks for; None where nothing is asked or the own value is not known."""
    return [
        wished_value(wish, party) if wish is not None else None
        for wish, party in zip(wishes, draft.sides[who], strict=True)
    ]


def _wished_words(draft: _Draft, who: int, wishes: list[Wish | None]) -> list[frozenset[str]]:
    return [value if isinstance(value, frozenset) else _NOTHING for value in _wished(draft, who, wishes)]


def _given_words(draft: _Draft, who: int, trait: Trait) -> list[frozenset[str]]:
    values = (party.value_of(trait) for party in draft.sides[1 - who])
    return [value if isinstance(value, frozenset) else _NOTHING for value in values]


def _asked(draft: _Draft, who: int, trait: Trait, wishes: list[Wish | None], least_width: int) -> Check:
    pair = _in_order(who, _wished_words(draft, who, wishes), _given_words(draft, who, trait))
    asks_nothing, never = [wish is None for wish in wishes], [False] * len(draft.sides[1 - who])
    whatever = (asks_nothing, never) if who == 0 else (never, asks_nothing)
    return add_meeting(draft.columns, *pair, whatever, least_width)


def _add(draft: _Draft, width: int, who: int, own: Sequence[int], other: Sequence[int]) -> int:
    return draft.columns.add(width, *((own, other) if who == 0 else (other, own)))


def _given_numbers(draft: _Draft, who: int, trait: Trait) -> list[int | None]:
    values = (party.value_of(trait) for party in draft.sides[1 - who])
    return [value if isinstance(value, int) else None for value in values]


def _within(draft: _Draft, who: int, wishes: list[Wish | None], *, must: bool) -> Check:
    """A check of numbers, which are kept as their rank among those there are: the order is all that matters."""
    trait = next(wish.trait for wish in wishes if wish is not None)
    given = _given_numbers(draft, who, trait)
    known = sorted({value for value in given if value is not None})
    if len(known) > _MOST_NUMBERS:
        raise NotInColumnsError(f"{trait.key!r} has too many different numbers.")
    rank = {value: k for k, value in enumerate(known)}
    lowest, highest = [], []
    for wish, value in zip(wishes, _wished(draft, who, wishes), strict=True):
        # Nothing asked: everybody is within, or nobody; own value not known: nobody is.
        low, high = (-NEVER_WITHIN, NEVER_WITHIN) if wish is None and must else (1, 0)
        if wish is not None and isinstance(value, int):
            low = bisect_left(known, value - wish.trait.tolerance)
            high = bisect_right(known, value + wish.trait.tolerance) - 1
        lowest.append(low)
        highest.append(high)
    column = _add(draft, 16, who, lowest, [NEVER_WITHIN if value is None else rank[value] for value in given])
    _add(draft, 16, who, highest, [0] * len(given))
    if must:
        return Check((Test.SEEKER_WITHIN, Test.SUPPORTER_WITHIN)[who], 16, column)
    return Check((Test.SEEKER_OUTSIDE, Test.SUPPORTER_OUTSIDE)[who], 16, column)


def _preferences(draft: _Draft, who: int, share: int) -> None:
    shares: dict[tuple[int, int], tuple[int, int]] = {}
    for k, party in enumerate(draft.sides[who]):
        preferred = [wish for wish in party.wishes if wish.strength is Strength.PREFER]
        if not preferred:
            draft.bases[who][k] += share // 2
            continue
        common = lcm(*(wish.rank for wish in preferred))
        whole = sum(common // wish.rank for wish in preferred)
        for wish in preferred:
            shares[k, wish.rank] = (share * (common // wish.rank), whole)
            if wished_value(wish, party) is None:
                draft.bases[who][k] += share * (common // wish.rank) * HALF // (whole * FULL)
    for trait, wishes in _wishes_by_trait(draft, who, Strength.PREFER):
        portions = [
            (0, 1) if wish is None or value is None else shares[k, wish.rank]
            for k, (wish, value) in enumerate(zip(wishes, _wished(draft, who, wishes), strict=True))
        ]
        if _is_number(trait):
            _near(draft, who, wishes, portions)
        else:
            _alike(draft, who, trait, wishes, portions)


def _alike(
    draft: _Draft, who: int, trait: Trait, wishes: list[Wish | None], portions: list[tuple[int, int]]
) -> None:
    name = f"{('seeker', 'supporter')[who]}: {trait.key}"
    given = _given_words(draft, who, trait)
    pair = _in_order(who, _wished_words(draft, who, wishes), given)
    never = ([False] * len(pair[0]), [False] * len(pair[1]))
    met = add_meeting(draft.columns, *pair, never)
    nothing = [0] * len(given)
    times = {"seeker_times": 1 - who, "supporter_times": who}
    full = _add(draft, 16, who, [portion // whole for portion, whole in portions], nothing)
    draft.likenesses.append(Likeness(name, Term.MEET, met.width, met.column, full, span=met.span, **times))
    if not all(given):
        half = _add(
            draft, 16, who, [portion * HALF // (whole * FULL) for portion, whole in portions], nothing
        )
        unsaid = _add(draft, 16, who, [1] * len(wishes), [int(not words) for words in given])
        draft.likenesses.append(Likeness(f"{name} not known", Term.MEET, 16, unsaid, half, **times))


def _near(draft: _Draft, who: int, wishes: list[Wish | None], portions: list[tuple[int, int]]) -> None:
    trait = next(wish.trait for wish in wishes if wish is not None)
    given = _given_numbers(draft, who, trait)
    asked, rows = [], []
    for wish, value, (portion, whole) in zip(wishes, _wished(draft, who, wishes), portions, strict=True):
        wanted = wish is not None and isinstance(value, int)
        asked.append(value if wanted and isinstance(value, int) else 0)
        key = (wish.trait.tolerance, portion, whole) if wanted and wish is not None else (0, 0, 1)
        rows.append(draft.tables.setdefault(key, len(draft.tables)))
    if max(map(abs, [*asked, *(value for value in given if value is not None)]), default=0) > LARGEST_NUMBER:
        raise NotInColumnsError(f"A number of {trait.key!r} is too large.")
    column = _add(draft, 32, who, asked, [UNKNOWN_NUMBER if value is None else value for value in given])
    _add(draft, 32, who, rows, [0] * len(given))
    name = f"{('seeker', 'supporter')[who]}: {trait.key}"
    draft.likenesses.append(Likeness(name, Term.NEAR, 32, column, -1))


def _tables(keys: dict[tuple[int, int, int], int]) -> "np.ndarray[tuple[int, ...], np.dtype[np.int32]]":
    """Points by distance: one row for each way of caring about a number."""
    furthest = 3 * max((tolerance for tolerance, _portion, _whole in keys), default=0) + 1
    if furthest > _WIDEST_TABLE:
        raise NotInColumnsError("A tolerance is too large.")
    tables = np.zeros((max(1, len(keys)), furthest + 2), dtype=np.int32)
    for (tolerance, portion, whole), row in keys.items():
        for apart in range(3 * tolerance + 1):
            beyond = max(0, apart - tolerance)
            near = FULL - (FULL * beyond // (2 * tolerance) if beyond else 0)
            tables[row, apart] = portion * max(0, near) // (whole * FULL)
        tables[row, -1] = portion * HALF // (whole * FULL)
    return tables
