"""Change before and after: what moved, by how much, and how sure that is.

There is no comparison group here, so nothing in this module says what caused a change. Every change carries,
beside its interval, the counts of people who got reliably better and reliably worse (Jacobson and Truax 1991)
and, where people entered because a score was bad, the change to expect from regression to the mean alone.

"Improvement" is signed so that positive is always better, whichever way the measure runs.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.special import log_ndtr, stdtrit

FEWEST_FOR_INTERVAL = 10
FEWEST_FOR_CLASS = 30


class HigherIs(StrEnum):
    """What a higher score means to the person."""

    BETTER = "better"
    WORSE = "worse"


class Standing(StrEnum):
    """What the number of people (and the spread between them) allows us to say."""

    DESCRIBED = "described"  # fewer than 10 people, or everybody changed by the same amount: no interval
    INTERVAL = "interval"  # 10 to 29 people: an interval, and no comparison with what matters
    COMPARED_WITH_MID = "compared_with_mid"  # 30 people or more


class Selects(StrEnum):
    """Which end of the score an entry rule lets in; the cut-off itself is let in."""

    AT_OR_ABOVE = "at_or_above"
    AT_OR_BELOW = "at_or_below"


@dataclass(frozen=True)
class Pair:
    """One person's score before and after, in the units of the measure. People with one score are missing, not here."""

    person: str
    before: float
    after: float


@dataclass(frozen=True)
class Interval:
    """A confidence interval in units of the measure; level is a share, for instance 0.95."""

    low: float
    high: float
    level: float = 0.95


@dataclass(frozen=True)
class PairedT:
    """The paired t statistics of raw differences. t is None when all differences are equal."""

    n: int
    mean: float
    sd: float
    t: float | None
    df: int
    interval: Interval


@dataclass(frozen=True)
class Reliability:
    """What reliable change rests on; both numbers are shown and may be edited.

    sd: spread of the score between people, in its units. reliability: 0 up to but not 1 (test-retest, or alpha
    where nothing better is known). source: where the two come from, as shown beside them.
    z: how many standard errors a change must pass; 1.96 is Jacobson and Truax's.
    """

    sd: float
    reliability: float
    source: str = ""
    z: float = 1.96

    def __post_init__(self) -> None:
        if not (math.isfinite(self.sd) and self.sd > 0):
            raise ValueError("The standard deviation must be above 0")
        if not 0 <= self.reliability < 1:
            raise ValueError("Reliability runs from 0 up to, but not including, 1")
        if not (math.isfinite(self.z) and self.z > 0):
            raise ValueError("z must be above 0")

    @property
    def standard_error_of_difference(self) -> float:
        return self.sd * math.sqrt(2 * (1 - self.reliability))

    @property
    def threshold(self) -> float:
        """The change, in units of the measure, that measurement error alone rarely reaches."""
        return self.z * self.standard_error_of_difference

    def index(self, before: float, after: float) -> float:
        """Jacobson and Truax's RC: the raw change in standard errors; its sign is that of the score."""
        return (after - before) / self.standard_error_of_difference


@dataclass(frozen=True)
class ReliableCounts:
    """People who got reliably better, had no clear change, got reliably worse. None is a count not shown."""

    better: int | None
    unchanged: int | None
    worse: int | None


@dataclass(frozen=True)
class EntryRule:
    """People come in only with a score at or beyond a cut-off.

    mean, sd: of the score in the population they came from, before anybody was let in. correlation: between
    two measurements of the same person with nothing done in between, 0 to 1.
    """

    cut_off: float
    selects: Selects
    mean: float
    sd: float
    correlation: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.sd) and self.sd > 0):
            raise ValueError("The standard deviation must be above 0")
        if not 0 <= self.correlation <= 1:
            raise ValueError("The correlation runs from 0 to 1")


@dataclass(frozen=True)
class Change:
    """The numbers behind a table row, a sentence and a chart; all three read this object and nothing else.

    n: people with both scores. asked: people who should have had both. Either is None when not shown. before_mean,
    after_mean: in units of the measure. improvement: mean change, positive is better; interval is of the
    improvement. Means are None when nobody answered or when too few did for a mean to be shown.
    mid: the smallest difference that matters to people, positive, or None where none is published.
    expected_anyway: the improvement expected from regression to the mean, negative where it goes the other way.
    """

    measure: str
    higher_is: HigherIs
    n: int | None
    asked: int | None
    before_mean: float | None
    after_mean: float | None
    improvement: float | None
    sd: float | None
    interval: Interval | None
    standing: Standing
    mid: float | None = None
    reliability: Reliability | None = None
    reliable: ReliableCounts | None = None
    expected_anyway: float | None = None

    @property
    def missing(self) -> int | None:
        return None if self.asked is None or self.n is None else self.asked - self.n


def paired_t(differences: Sequence[float], level: float = 0.95) -> PairedT:
    """Mean difference with its t interval; needs at least two finite differences, level between 0 and 1."""
    values = np.asarray(differences, dtype=float)
    if values.size < 2:
        raise ValueError("An interval needs at least two differences")
    if not np.isfinite(values).all():
        raise ValueError("Differences must be finite numbers")
    if not 0 < level < 1:
        raise ValueError("The level lies between 0 and 1")
    n = int(values.size)
    mean = float(values.mean())
    same = bool((values == values[0]).all())
    sd = 0.0 if same else float(values.std(ddof=1))
    error = sd / math.sqrt(n)
    margin = float(stdtrit(n - 1, (1 + level) / 2)) * error
    return PairedT(
        n, mean, sd, mean / error if error else None, n - 1, Interval(mean - margin, mean + margin, level)
    )


def measure_change(
    measure: str,
    pairs: Sequence[Pair],
    *,
    higher_is: HigherIs,
    asked: int,
    mid: float | None = None,
    reliability: Reliability | None = None,
    entry: EntryRule | None = None,
    level: float = 0.95,
) -> Change:
    """Describe the change of people who have both scores.

    asked: people who should have both (at least the number of pairs). ValueError on impossible input.
    """
    _check(pairs, asked, mid)
    sign = 1 if higher_is == HigherIs.BETTER else -1
    gains = [sign * (pair.after - pair.before) for pair in pairs]
    statistics = paired_t(gains, level) if len(gains) > 1 else None
    standing = _standing(statistics)
    return Change(
        measure=measure,
        higher_is=higher_is,
        n=len(pairs),
        asked=asked,
        before_mean=_mean([pair.before for pair in pairs]),
        after_mean=_mean([pair.after for pair in pairs]),
        improvement=_mean(gains),
        sd=statistics.sd if statistics else None,
        interval=statistics.interval if statistics and standing != Standing.DESCRIBED else None,
        standing=standing,
        mid=mid,
        reliability=reliability,
        reliable=count_reliable(pairs, reliability, higher_is) if reliability else None,
        expected_anyway=expected_anyway(entry, higher_is) if entry else None,
    )


def _check(pairs: Sequence[Pair], asked: int, mid: float | None) -> None:
    if asked < len(pairs):
        raise ValueError(f"{len(pairs)} people answered twice, but only {asked} were asked")
    if len({pair.person for pair in pairs}) < len(pairs):
        raise ValueError("A person comes more than once")
    if not all(math.isfinite(pair.before) and math.isfinite(pair.after) for pair in pairs):
        raise ValueError("Scores must be finite numbers")
    if mid is not None and not (math.isfinite(mid) and mid > 0):
        raise ValueError("The smallest difference that matters must be above 0")


def _standing(statistics: PairedT | None) -> Standing:
    if statistics is None or statistics.n < FEWEST_FOR_INTERVAL or statistics.sd == 0:
        return Standing.DESCRIBED
    return Standing.INTERVAL if statistics.n < FEWEST_FOR_CLASS else Standing.COMPARED_WITH_MID


def _mean(values: Sequence[float]) -> float | None:
    return float(np.mean(values)) if values else None


def count_reliable(pairs: Sequence[Pair], reliability: Reliability, higher_is: HigherIs) -> ReliableCounts:
    """Count people whose score moved by more than the threshold, for better and for worse."""
    sign = 1 if higher_is == HigherIs.BETTER else -1
    indices = [sign * reliability.index(pair.before, pair.after) for pair in pairs]
    better = sum(index > reliability.z for index in indices)
    worse = sum(index < -reliability.z for index in indices)
    return ReliableCounts(better, len(indices) - better - worse, worse)


def expected_regression(entry: EntryRule) -> float:
    """How far the mean of those let in moves back towards the population's by itself; 0 or more, in score units.

    SD times lambda times (1 - r), lambda being the inverse Mills ratio of the cut-off (Davis 1976); it takes
    scores in the population to be about normal.
    """
    z = (entry.cut_off - entry.mean) / entry.sd
    tail = -z if entry.selects == Selects.AT_OR_ABOVE else z
    mills = math.exp(-z * z / 2 - math.log(2 * math.pi) / 2 - float(log_ndtr(tail)))
    return entry.sd * mills * (1 - entry.correlation)


def expected_anyway(entry: EntryRule, higher_is: HigherIs) -> float:
    """The improvement that regression to the mean alone would show; negative if people came in when doing well."""
    came_in_doing_badly = (entry.selects == Selects.AT_OR_ABOVE) == (higher_is == HigherIs.WORSE)
    amount = expected_regression(entry)
    return amount if came_in_doing_badly else -amount
