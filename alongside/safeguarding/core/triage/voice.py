"""The second voice: a small linear model that knows what worrying posts tend to look like. It can only raise.

Logistic regression on words, on classes of words that are used alike (`data/word_classes.txt`), on pairs of either, and on the
cues to scope that the rules heard; all hashed into tables of weights that are kept as data. One table says whether somebody
should read soon, the other whether now. It is trained by `alongside triage train` from the development sets alone, the same
every time. Its sums are never stored or shown.
"""

from __future__ import annotations

import json
import zlib
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from alongside.safeguarding.core.triage.spelling import Word

BUCKETS = 16384
FEWEST_WORDS = 6
ENOUGH_TO_NAME = 3
"""How many words the voice names as the ones that made it speak."""
ONE_WINDOW = 45
"""The voice listens to sentences together up to so many words, so that a long post does not drown the one that matters."""
MOST_WORDS = 1500
"""In a text longer than this, windows do not overlap."""
WORDS, CUE = 1.5, 0.6
"""How much all words of a window count, and each cue."""

Cues = Sequence[tuple[str, int]]
"""Cues to scope that stand in a text, in order: the name of each, and the number of its first word."""
Table = NDArray[np.float64]


Features = dict[tuple[int, int], tuple[int, ...]]
"""Family and bucket of each feature of a window, and the numbers of the words that it stands in."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What the voice says: whether somebody should read now, and the numbers of the words that made it speak, in order."""

    is_now: bool
    words: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Classes:
    """For a word, the classes that it belongs to: a coarse one and a fine one. A word in none stands for itself."""

    of: Mapping[str, tuple[str, str]]
    version: str

    def __call__(self, word: str) -> tuple[str, str]:
        return self.of.get(word) or (word, word)


@dataclass(frozen=True, slots=True)
class Voice:
    """Weights by bucket, what is added to their sums, and the sums from which the voice speaks."""

    soon: Table
    now: Table
    leans: tuple[float, float]
    thresholds: tuple[float, float]
    classes: Classes = field(repr=False)
    version: str = ""

    def speaks(self, words: Sequence[Word], cues: Cues = ()) -> Spoken | None:
        """What it says of the first window in which it would have somebody read now, or else soon."""
        said: Spoken | None = None
        starts = [at for _name, at in cues]
        for first, after in windows(words):
            own = [
                (name, at - first)
                for name, at in cues[bisect_left(starts, first) : bisect_left(starts, after)]
            ]
            heard = self._of_window(words[first:after], own)
            if heard:
                heard = Spoken(heard.is_now, tuple(first + at for at in heard.words))
                if heard.is_now:
                    return heard
                said = said or heard
        return said

    def _of_window(self, words: Sequence[Word], cues: Cues) -> Spoken | None:
        if len(words) < FEWEST_WORDS:
            return None
        features = features_of([word.forms[-1] for word in words], cues, self.classes)
        values = _values(features)
        buckets = np.array([bucket for _family, bucket in features])
        soon, now = (
            lean + float(values @ table[buckets])
            for lean, table in zip(self.leans, (self.soon, self.now), strict=True)
        )
        is_now = now >= self.thresholds[1]
        if not is_now and soon < self.thresholds[0]:
            return None
        gains = np.zeros(len(words))
        each = values * (self.now if is_now else self.soon)[buckets]
        for places, gain in zip(features.values(), each, strict=True):
            for place in places:
                gains[place] += gain / len(places)
        strongest = np.argsort(-gains, kind="stable")[:ENOUGH_TO_NAME]
        named = tuple(sorted(int(at) for at in strongest if gains[at] > 0)) or (int(strongest[0]),)
        return Spoken(is_now, named)


def windows(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """First and after-last numbers of the words that are listened to together: whole sentences, up to `ONE_WINDOW` words
    where they are that short. Each begins a sentence after the one before, in a long text where that one ended."""
    starts = [at for at, word in enumerate(words) if not at or word.sentence != words[at - 1].sentence]
    ends = [*starts[1:], len(words)]
    overlap = len(words) <= MOST_WORDS
    done = 0
    for number, first in enumerate(starts):
        if first < done and not overlap:
            continue
        last = number
        while last + 1 < len(ends) and ends[last + 1] - first <= ONE_WINDOW:
            last += 1
        for begin in range(first, ends[last], ONE_WINDOW):
            yield begin, min(begin + ONE_WINDOW, ends[last])
        done = ends[last]
        if done == len(words):
            return


def features_of(forms: Sequence[str], cues: Cues, classes: Classes) -> Features:
    """Every feature of a window once: words and pairs of neighbours; the classes of words, and pairs of them up to three
    words apart; cues."""
    found: Features = {}
    for family, kinds in enumerate((list(forms), *zip(*map(classes, forms), strict=True))):
        before = "^"
        for at, kind in enumerate(kinds):
            found.setdefault((family, _bucket(family, kind)), (at,))
            found.setdefault((family, _bucket(family, before, kind)), (at - 1, at) if at else (at,))
            before = kind
        for gap in (2, 3) if family else ():
            for at, (one, other) in enumerate(zip(kinds, kinds[gap:], strict=False)):
                found.setdefault((family, _bucket(family, one, other, "+")), (at, at + gap))
    found.setdefault((0, _bucket(0, forms[-1], "$")), (len(forms) - 1,))
    for name, at in cues:
        found.setdefault((3, _bucket(3, name)), (at,))
    return found


def _values(features: Features) -> Table:
    """How much each feature counts: each family of words has length `WORDS`, each cue counts `CUE`."""
    families = np.array([family for family, _bucket in features])
    counts = np.bincount(families, minlength=4)
    scales = np.append(WORDS / np.sqrt(np.maximum(counts[:3], 1)), CUE)
    return np.asarray(scales[families], dtype=np.float64)


@lru_cache(maxsize=200_000)
def _bucket(family: int, *said: str) -> int:
    return zlib.crc32(f"{family} {' '.join(said)}".encode()) % BUCKETS


def row_of(forms: Sequence[str], cues: Cues, classes: Classes) -> dict[int, float]:
    """The buckets of a text and their values; nothing for a text without words."""
    row: dict[int, float] = {}
    if forms:
        features = features_of(forms, cues, classes)
        for (_family, bucket), value in zip(features, _values(features), strict=True):
            row[bucket] = row.get(bucket, 0.0) + float(value)
    return row


def read_classes(path: Path) -> Classes:
    """The classes of words as stored: a word, its coarse and its fine class on each line. Raises ValueError, OSError."""
    source = path.read_text(encoding="utf-8")
    of: dict[str, tuple[str, str]] = {}
    for line in source.splitlines():
        if line and not line.startswith("#"):
            word, coarse, fine = line.split(" ")
            of[word] = (coarse, fine)
    return Classes(of, f"{zlib.crc32(source.encode()):08x}")


def read_voice(path: Path, classes: Classes) -> Voice:
    """The voice as stored. Raises ValueError or KeyError when the file is not one, or belongs to other classes of words."""
    stored = json.loads(path.read_text(encoding="utf-8"))
    tables = [np.array(stored[name], dtype=np.float64) / stored["scale"] for name in ("soon", "now")]
    if any(table.shape != (BUCKETS,) or not np.isfinite(table).all() for table in tables):
        raise ValueError(f"{path.name} does not hold {BUCKETS} weights twice.")
    if stored["classes"] != classes.version:
        raise ValueError(f"{path.name} was trained with other classes of words; train it again.")
    (soon, now), (lean, lean_now) = tables, stored["leans"]
    threshold, threshold_now = stored["thresholds"]
    return Voice(
        soon,
        now,
        (float(lean), float(lean_now)),
        (float(threshold), float(threshold_now)),
        classes,
        str(stored["version"]),
    )
