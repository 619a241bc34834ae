"""Scoring very many filling-in at once: columns of codes in, columns of scores out.

The same rules as `scoring.score`, which stays the one that says what is right; a test holds the two together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .instrument import Method
from .scoring import InvalidAnswer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from .instrument import Instrument


@dataclass(frozen=True)
class ScoreColumns:
    """One place for each filling-in, in the order given.

    `values` are unrounded scores, NaN where there is none; `prorated` where a value stands for questions that were
    not answered; `answered` counts the questions answered.
    """

    values: NDArray[np.float64]
    prorated: NDArray[np.bool_]
    answered: NDArray[np.int64]


def score_columns(instrument: Instrument, columns: Mapping[str, NDArray[np.float64]]) -> ScoreColumns:
    """Score columns of codes, NaN for an answer that is missing; all columns are of one length.

    A column left out is missing throughout. Goals are scored person by person (`scoring.score`): their columns are
    not the same for everybody, so `ValueError` is raised for them. Raises `InvalidAnswer` for an unknown column or
    for the first code that its question does not offer.
    """
    if instrument.is_about_own_goals:
        raise ValueError("Goals have no columns in common: score them person by person.")
    for item_id in columns:
        if item_id not in instrument.item_ids:
            raise InvalidAnswer(item_id, None, ())
    given = {item_id: np.asarray(columns[item_id], dtype=np.float64) for item_id in columns}
    length = len(next(iter(given.values()))) if given else 0
    total, answered = np.zeros(length), np.zeros(length, dtype=np.int64)
    for item_id, codes in given.items():
        points = _points(instrument, item_id, codes)
        there = ~np.isnan(points)
        total += np.where(there, points, 0.0)
        answered += there
    expected = len(instrument.items)
    scored = (answered > 0) & (expected - answered <= instrument.missing.max_missing)
    values = np.full(length, np.nan)
    values[scored] = _values(instrument, total[scored], answered[scored])
    return ScoreColumns(values, scored & (answered < expected), answered)


def _points(instrument: Instrument, item_id: str, codes: NDArray[np.float64]) -> NDArray[np.float64]:
    allowed = instrument.codes_of(item_id)
    wrong = ~(np.isnan(codes) | np.isin(codes, allowed))
    if wrong.any():
        raise InvalidAnswer(item_id, codes[int(wrong.argmax())], allowed)
    return min(allowed) + max(allowed) - codes if item_id in instrument.reverse else codes


def _values(
    instrument: Instrument, total: NDArray[np.float64], answered: NDArray[np.int64]
) -> NDArray[np.float64]:
    if instrument.stretched:
        codes = instrument.codes_of(instrument.item_ids[0])
        low, high = instrument.range.min, instrument.range.max
        span = max(codes) - min(codes)
        return np.asarray(low + (total - answered * min(codes)) * (high - low) / (answered * span))
    plain = total / answered if instrument.method is Method.MEAN else total * len(instrument.items) / answered
    return np.asarray(plain if instrument.ceiling is None else np.minimum(plain, instrument.ceiling))
