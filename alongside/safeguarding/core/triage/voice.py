"""The second voice: a small linear model that knows what worrying posts tend to look like. It can only raise.

Logistic regression on words and pairs of words, hashed into a table of weights that is kept as data. It is
trained by `alongside triage train` from the development set alone, the same every time. Its sum is never stored or shown.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from alongside.safeguarding.core.triage.spelling import Word

BUCKETS = 4096
ROUNDS = 20
RIDGE = 2.0
FEWEST_WORDS = 4
ENOUGH_TO_NAME = 3
"""How many words the voice names as the ones that made it speak."""
MOST_WORDS = 400
"""The voice listens to windows of this many words, so that a long post does not drown what it says at the end."""


@dataclass(frozen=True, slots=True)
class Voice:
    """Weights by bucket, and the sum from which the voice speaks."""

    weights: NDArray[np.float64]
    lean: float
    threshold: float
    version: str

    def speaks(self, words: Sequence[Word]) -> tuple[int, ...]:
        """The numbers of the words that made it speak, strongest first; empty if it says nothing."""
        if len(words) < FEWEST_WORDS:
            return ()
        for begin in range(0, len(words), MOST_WORDS):
            window = words[begin : begin + MOST_WORDS]
            gains, total = self._gains(window)
            if total >= self.threshold:
                named = sorted(range(len(window)), key=lambda at: -gains[at])[:ENOUGH_TO_NAME]
                return tuple(begin + at for at in named if gains[at] > 0)
        return ()

    def _gains(self, words: Sequence[Word]) -> tuple[list[float], float]:
        """What each word adds to the sum, and the sum."""
        gains = [0.0] * len(words)
        features = list(_features(words))
        scale = 1.0 / max(len({bucket for bucket, _at in features}), 1) ** 0.5
        total, seen = self.lean, set()
        for bucket, at in features:
            if bucket not in seen:
                seen.add(bucket)
                gain = float(self.weights[bucket]) * scale
                gains[at] += gain
                total += gain
        return gains, total


def _features(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """The bucket of each feature, and the number of the word that it stands in."""
    before = "^"
    for at, word in enumerate(words):
        form = word.forms[-1]
        yield _bucket(f"w {form}"), at
        yield _bucket(f"p {before} {form}"), at
        before = form


def _bucket(feature: str) -> int:
    return zlib.crc32(feature.encode()) % BUCKETS


def vectors(texts: Sequence[Sequence[Word]]) -> NDArray[np.float64]:
    """One row a text, of length one."""
    rows = np.zeros((len(texts), BUCKETS))
    for row, words in zip(rows, texts, strict=True):
        buckets = sorted({bucket for bucket, _at in _features(words)})
        if buckets:
            row[buckets] = 1.0 / len(buckets) ** 0.5
    return rows


def trained(rows: NDArray[np.float64], wanted: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    """Ridge logistic regression by Newton's steps in the space of the posts, both kinds counted equally.

    ``wanted`` is 1.0 for posts that the voice should raise and 0.0 for others. Returns weights and lean. The last digits
    depend on how a machine adds; the weights are stored rounded.
    """
    count = len(rows)
    balance = np.where(wanted == 1, count / (2 * wanted.sum()), count / (2 * (count - wanted.sum())))
    with_lean = np.hstack([rows, np.ones((count, 1))])
    kernel = with_lean @ with_lean.T
    heights = np.zeros(count)
    for _ in range(ROUNDS):
        sums = kernel @ heights
        likely = 1.0 / (1.0 + np.exp(-sums))
        curve = np.maximum(balance * likely * (1 - likely), 1e-6)
        target = sums + balance * (wanted - likely) / curve
        heights = np.linalg.solve(kernel + np.diag(RIDGE * 0.05 / curve), target)
    solved = with_lean.T @ heights
    return solved[:-1], float(solved[-1])


def sums(rows: NDArray[np.float64], weights: NDArray[np.float64], lean: float) -> NDArray[np.float64]:
    """What the voice adds up for each row."""
    return rows @ weights + lean


def read_voice(path: Path) -> Voice:
    """The voice as stored. Raises ValueError when the file is not one."""
    stored = json.loads(path.read_text(encoding="utf-8"))
    weights = np.array(stored["weights"], dtype=np.float64) / stored["scale"]
    if weights.shape != (BUCKETS,) or not np.isfinite(weights).all():
        raise ValueError(f"{path.name} does not hold {BUCKETS} weights.")
    return Voice(weights, float(stored["lean"]), float(stored["threshold"]), str(stored["version"]))
