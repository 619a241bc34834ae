"""From answers to a score.

Answers are the codes as chosen, before reversal. A score is kept unrounded; pages round. It carries the hash of the
instrument and the version of this scorer, so that anybody can work it out again and see that it is the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from .attainment import t_score
from .instrument import Method

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from .instrument import Instrument

SCORER_VERSION = "1"


class Unscored(StrEnum):
    """Why there is no score."""

    NOTHING_ANSWERED = "nothing_answered"
    TOO_MANY_MISSING = "too_many_missing"


class InvalidAnswer(ValueError):
    """A code that the item does not offer; `allowed` is empty if the instrument has no such item."""

    def __init__(self, item_id: str, code: object, allowed: tuple[int, ...]) -> None:
        offered = f"only {', '.join(map(str, allowed))}" if allowed else "there is no such item"
        super().__init__(f"{item_id}: {code!r} is not an answer ({offered})")
        self.item_id = item_id
        self.code = code
        self.allowed = allowed


@dataclass(frozen=True)
class Score:
    """The result of one filling-in.

    `value` is unrounded, in points of the instrument's range, or empty with the `reason` beside it. `prorated` is
    true if the value stands for items that were not answered. `answered` and `missing` count items (for goals, the
    goals named); `missing_items` names those without an answer.
    """

    instrument_id: str
    instrument_version: str
    instrument_hash: str
    language: str
    scorer_version: str
    value: float | None
    prorated: bool
    answered: int
    missing: int
    missing_items: tuple[str, ...]
    reason: Unscored | None


def score(instrument: Instrument, answers: Mapping[str, int | None]) -> Score:
    """Score one filling-in by the instrument's own rules.

    `answers` maps an item id to the chosen code; an item left out, or mapped to None, is missing: unknown, never
    zero. For goals the keys are the person's own goal ids, as many as there are; the value is the mean of the rated
    goals (or their T score), and a goal without a rating stands for itself alone, so it never makes the value prorated.
    Raises `InvalidAnswer` for an unknown item or a code that is not offered (True and 3.0 are not codes).
    """
    for item_id, code in answers.items():
        if code is not None:
            check_code(instrument, item_id, code)
        elif not instrument.is_about_own_goals and item_id not in instrument.item_ids:
            raise InvalidAnswer(item_id, code, ())
    expected = tuple(answers) if instrument.is_about_own_goals else instrument.item_ids
    points = {
        item_id: after_reversal(instrument, item_id, code)
        for item_id in expected
        if (code := answers.get(item_id)) is not None
    }
    reason = _reason_unscored(instrument, len(points), len(expected))
    return Score(
        instrument_id=instrument.id,
        instrument_version=instrument.version,
        instrument_hash=instrument.content_hash,
        language=instrument.language,
        scorer_version=SCORER_VERSION,
        value=None if reason else _value(instrument, points, len(expected)),
        prorated=not reason and not instrument.is_about_own_goals and len(points) < len(expected),
        answered=len(points),
        missing=len(expected) - len(points),
        missing_items=tuple(item_id for item_id in expected if item_id not in points),
        reason=reason,
    )


def check_code(instrument: Instrument, item_id: str, code: object) -> None:
    """Raise `InvalidAnswer` unless `code` is one of the whole numbers that the item offers."""
    if not instrument.is_about_own_goals and item_id not in instrument.item_ids:
        raise InvalidAnswer(item_id, code, ())
    allowed = instrument.codes_of(item_id)
    if type(code) is not int or code not in allowed:
        raise InvalidAnswer(item_id, code, allowed)


def after_reversal(instrument: Instrument, item_id: str, code: int) -> int:
    """The points that a code counts for: the code itself or, for a reversed item, its mirror image."""
    if item_id not in instrument.reverse:
        return code
    codes = instrument.codes_of(item_id)
    return min(codes) + max(codes) - code


def code_from_marks(instrument: Instrument, item_id: str, marks: Collection[int]) -> int | None:
    """The one code that marks on paper stand for, by the instrument's rule; None where the answer is missing.

    Raises `InvalidAnswer` for a mark that the item does not offer.
    """
    distinct = sorted(set(marks))
    for mark in distinct:
        check_code(instrument, item_id, mark)
    if len(distinct) == 1:
        return distinct[0]
    neighbours = len(distinct) == 2 and distinct[1] - distinct[0] == 1
    return distinct[0] if neighbours and instrument.missing.double_marks == "lower_if_adjacent" else None


def score_of_goals(instrument: Instrument, ratings: Iterable[int]) -> float:
    """The score of some goals that were all rated: their mean, or their T score."""
    return _value(instrument, {str(place): rating for place, rating in enumerate(ratings)}, 0)


def _reason_unscored(instrument: Instrument, answered: int, expected: int) -> Unscored | None:
    if not answered:
        return Unscored.NOTHING_ANSWERED
    if not instrument.is_about_own_goals and expected - answered > instrument.missing.max_missing:
        return Unscored.TOO_MANY_MISSING
    return None


def _value(instrument: Instrument, points: Mapping[str, int], expected: int) -> float:
    if instrument.method is Method.ATTAINMENT:
        return t_score((1.0, level) for level in points.values())
    total, answered = sum(points.values()), len(points)
    if instrument.method in {Method.MEAN, Method.GOALS}:
        plain = total / answered
    else:
        # One division only, so that a complete sum is exact and a prorated one is the nearest float.
        plain = total * expected / answered
    if instrument.ceiling is not None:
        return min(plain, instrument.ceiling)
    return _stretched(instrument, total, answered) if instrument.stretched else plain


def _stretched(instrument: Instrument, total: int, answered: int) -> float:
    """The mean of the answered items, from the ends of the codes to the ends of the range; all items share their codes."""
    codes = instrument.codes_of(instrument.item_ids[0])
    low, high = instrument.range.min, instrument.range.max
    return low + (total - answered * min(codes)) * (high - low) / (answered * (max(codes) - min(codes)))
