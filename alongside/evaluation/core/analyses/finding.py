"""What an analysis hands back: numbers that carry their method, and conditions in words where a number must not stand.

A number never travels alone: beside it stand the method, the convention where conventions differ, how many units it
rests on, and which way is better for people. What an analysis cannot say is a `Condition`: a code for machines, words
for people, and what can still be said. An analysis that can say nothing raises `CannotSay`.
"""

import math
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from importlib import import_module
from typing import Any

from scipy import stats

from alongside.evaluation.core.change import HigherIs, Interval


class Named(StrEnum):
    """The conditions that an analysis can meet. The code is stable; the words beside it say what happened here."""

    ARM_OF_ONE = "arm_of_one"
    BAD_SETTING = "bad_setting"
    BEFORE_BIRTH = "before_birth"
    BROKE_OFF = "broke_off"
    CHAIN_BROKEN = "chain_broken"
    CLUSTER_WITHOUT_OUTCOMES = "cluster_without_outcomes"
    DESCRIBED_ONLY = "described_only"
    DIFFERENCING = "differencing"
    DOMINATED = "dominated"
    DUPLICATE_ROWS = "duplicate_rows"
    EFFECT_SPANS_ZERO = "effect_spans_zero"
    FEW_CLUSTERS = "few_clusters"
    FEW_STUDIES = "few_studies"
    IMPOSSIBLE_SCORE = "impossible_score"
    LOOKS_LIKE_MISSING_CODE = "looks_like_missing_code"
    LOST_PEOPLE = "lost_people"
    MAY_HARM = "may_harm"
    NOT_A_NUMBER = "not_a_number"
    NOT_CONVERGED = "not_converged"
    NOT_DECLARED = "not_declared"
    NOT_INSTALLED = "not_installed"
    NOTHING_LEFT = "nothing_left"
    NO_OVERLAP = "no_overlap"
    ONE_ARM_ONLY = "one_arm_only"
    OUTSIDE_RANGE = "outside_range"
    PEOPLE_CHOOSE_THEIR_DOSE = "people_choose_their_dose"
    PERFECT_SEPARATION = "perfect_separation"
    ROWS_LEFT_OUT = "rows_left_out"
    SEVERAL_COMPARISONS = "several_comparisons"
    TOO_FEW_PEOPLE = "too_few_people"
    TOO_FEW_TO_POOL = "too_few_to_pool"
    TOO_FEW_WAVES = "too_few_waves"
    TWO_VERSIONS = "two_versions"
    UNKNOWN_COLUMN = "unknown_column"
    UNREADABLE = "unreadable"
    VARIANCE_AT_ZERO = "variance_at_zero"
    WEAK_INSTRUMENT = "weak_instrument"
    ZERO_CELL = "zero_cell"
    ZERO_VARIANCE = "zero_variance"


class Design(StrEnum):
    """What the comparison behind a number allows to be said."""

    DESCRIBED = "described"  # no comparison group
    COMPARED = "compared"  # a comparison group that chance did not make
    RANDOMISED = "randomised"


@dataclass(frozen=True)
class Condition:
    """Something that the reader of the numbers must know. `still`: what can still be said."""

    code: Named
    words: str
    still: str = ""


class CannotSay(ValueError):
    """The analysis cannot be done; `condition` says why, in words, and what can still be said."""

    def __init__(self, code: Named, words: str, still: str = "") -> None:
        self.condition = Condition(code, words, still)
        super().__init__(f"{words} {still}".strip())


@dataclass(frozen=True)
class Estimate:
    """One number. interval and se are in the units of value; df is None where the reference is normal.

    n: the units that it rests on (people, unless `convention` says studies or clusters). higher_is: whether a higher
    value is better or worse for people, None where neither (a variance, a test statistic).
    """

    name: str
    value: float | None
    method: str
    n: int
    convention: str = ""
    interval: Interval | None = None
    se: float | None = None
    df: float | None = None
    statistic: float | None = None
    p: float | None = None
    higher_is: HigherIs | None = None


Row = Mapping[str, Any]


@dataclass(frozen=True)
class Finding:
    """What one analysis found. tables: further rows, by name, for figures and appendices. verdict: the class of the
    main interval against the smallest difference that matters, where one was given."""

    kind: str
    estimates: tuple[Estimate, ...]
    conditions: tuple[Condition, ...] = ()
    tables: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    design: Design | None = None
    verdict: str | None = None

    def __getitem__(self, name: str) -> Estimate:
        """The estimate of this name; KeyError where there is none."""
        for estimate in self.estimates:
            if estimate.name == name:
                return estimate
        raise KeyError(name)

    def also(self, *conditions: Condition | None) -> "Finding":
        """The same finding with further conditions, in front of its own; None is none."""
        new = tuple(condition for condition in conditions if condition is not None)
        return replace(self, conditions=(*new, *self.conditions))


def finite(value: Any) -> float | None:
    """A number that may be shown: NaN and infinity are None, never a silent number."""
    number = float(value)
    return number if math.isfinite(number) else None


@dataclass(frozen=True)
class Reference:
    """How estimates of one analysis are written: their method, convention, n, level and direction in one place."""

    method: str
    n: int
    convention: str = ""
    level: float = 0.95
    higher_is: HigherIs | None = None

    def __post_init__(self) -> None:
        if not 0 < self.level < 1:
            raise CannotSay(
                Named.BAD_SETTING, f"A confidence level lies between 0 and 1, and not at {self.level}."
            )

    def plain(self, name: str, value: Any, **more: Any) -> Estimate:
        """A number without an interval."""
        return self._made(name, value, more)

    def wald(
        self, name: str, value: float, se: float, df: float | None = None, *, null: float = 0.0, **more: Any
    ) -> Estimate:
        """A number with its interval and test, from t with `df` degrees of freedom, or normal where df is None."""
        if not (math.isfinite(se) and se > 0):
            return self._made(name, value, {"se": None, **more})
        spread: Any = stats.norm if df is None else stats.t(df)
        margin = float(spread.ppf((1 + self.level) / 2)) * se
        statistic = (value - null) / se
        p = 2 * float(spread.sf(abs(statistic)))
        bounds = Interval(float(value) - margin, float(value) + margin, self.level)
        known = {"se": float(se), "df": df, "statistic": float(statistic), "p": p, "interval": bounds}
        return self._made(name, value, {**known, **more})

    def between(self, name: str, value: Any, low: Any, high: Any, **more: Any) -> Estimate:
        """A number whose interval has its own method; a limit that does not exist is infinite, both are no interval."""
        below, above = finite(low), finite(high)
        bounds = None
        if below is not None or above is not None:
            open_low, open_high = -math.inf if below is None else below, math.inf if above is None else above
            bounds = Interval(open_low, open_high, self.level)
        return self._made(name, value, {"interval": bounds, **more})

    def _made(self, name: str, value: Any, more: Mapping[str, Any]) -> Estimate:
        carried: dict[str, Any] = {
            "method": self.method,
            "n": self.n,
            "convention": self.convention,
            "higher_is": self.higher_is,
        }
        return Estimate(name, None if value is None else finite(value), **{**carried, **more})


def exponentiated(estimate: Estimate, name: str) -> Estimate:
    """An estimate of a log ratio as a ratio; its standard error stays on the log scale and is left out."""
    bounds = estimate.interval
    return replace(
        estimate,
        name=name,
        value=None if estimate.value is None else finite(math.exp(estimate.value)),
        interval=bounds and Interval(math.exp(bounds.low), math.exp(bounds.high), bounds.level),
        se=None,
    )


def library(name: str) -> Any:
    """A library of the extra `evaluate`, loaded when an analysis first needs it. CannotSay where it is missing."""
    try:
        with warnings.catch_warnings():
            # PyMARE leaves a file open while it is imported.
            warnings.simplefilter("ignore", ResourceWarning)
            return import_module(name)
    except ImportError:
        package = name.partition(".")[0]
        raise CannotSay(
            Named.NOT_INSTALLED,
            f"This analysis is done by {package}, which is not installed here.",
            "Install it with: pip install 'alongside[evaluate]'. Nothing was calculated without it.",
        ) from None


def left_out(total: int, used: int, of: str = "rows", why: str = "a value is missing") -> Condition | None:
    """The condition that says how many were left out, None where none were."""
    if total == used:
        return None
    return Condition(
        Named.ROWS_LEFT_OUT,
        f"{total - used} of {total} {of} were left out, because {why}.",
        f"The numbers speak of the other {used} only.",
    )


def named_list(names: Iterable[object], most: int = 8) -> str:
    """A list for a sentence, cut short where it is long."""
    shown = [str(name) for name in names]
    more = f" and {len(shown) - most} more" if len(shown) > most else ""
    return ", ".join(shown[:most]) + more


def rows(columns: Sequence[str], values: Iterable[Sequence[Any]]) -> tuple[Row, ...]:
    """Rows of a table of a finding."""
    return tuple(dict(zip(columns, line, strict=True)) for line in values)
