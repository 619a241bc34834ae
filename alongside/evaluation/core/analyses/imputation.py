"""Several plausible completions of missing answers, pooled by Rubin's rules; and how much worse those lost would have to be.

Imputed within each arm by predictive mean matching (statsmodels' MICE), analysed by the same ANCOVA as everybody, and
pooled with Barnard and Rubin's degrees of freedom for small samples.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import optimize

from alongside.evaluation.core.analyses.ancova import check_arms
from alongside.evaluation.core.analyses.finding import (
    CannotSay,
    Condition,
    Design,
    Estimate,
    Finding,
    Named,
    Reference,
    library,
    rows,
)
from alongside.evaluation.core.analyses.matrix import (
    Matrix,
    Values,
    beside,
    constant,
    indicators,
    levels,
    numbers,
    same_length,
    words,
)
from alongside.evaluation.core.analyses.matrix import (
    covariates as covariate_columns,
)
from alongside.evaluation.core.analyses.power import inside
from alongside.evaluation.core.analyses.regression import least_squares
from alongside.evaluation.core.analyses.verdicts import verdict
from alongside.evaluation.core.change import HigherIs

BURN_IN = 10


@dataclass(frozen=True)
class RubinPool:
    """Estimates of completed data, pooled. fmi: the share of information that is missing."""

    value: float
    within: float
    between: float
    total: float
    df: float
    relative_increase: float
    fmi: float


def rubin(values: Sequence[float], variances: Sequence[float], complete_df: float = math.inf) -> RubinPool:
    """Rubin's rules with Barnard and Rubin's degrees of freedom; as mice's pool.scalar (rule of 1987).

    complete_df: what the degrees of freedom would be with nothing missing (people minus coefficients).
    """
    m = len(values)
    inside(m >= 2 and m == len(variances), "Pooling needs at least two estimates, each with its variance.")
    inside(all(variance > 0 for variance in variances), "Every variance must be above 0.")
    inside(complete_df > 0, "There must be more people than coefficients.")
    value, within = float(np.mean(values)), float(np.mean(variances))
    between = float(np.var(values, ddof=1))
    total = within + (1 + 1 / m) * between
    share = (1 + 1 / m) * between / total
    old = math.inf if share == 0 else (m - 1) / share**2
    seen = (
        math.inf
        if math.isinf(complete_df)
        else (complete_df + 1) / (complete_df + 3) * complete_df * (1 - share)
    )
    df = _harmonic(old, seen)
    increase = (1 + 1 / m) * between / within
    fmi = (increase + (0 if math.isinf(df) else 2 / (df + 3))) / (increase + 1)
    return RubinPool(value, within, between, total, df, increase, fmi)


def _harmonic(first: float, second: float) -> float:
    if math.isinf(first):
        return second
    return first if math.isinf(second) else first * second / (first + second)


def pool_estimates(
    values: Sequence[float], variances: Sequence[float], *, n: int, coefficients: int = 1, level: float = 0.95
) -> Finding:
    """Published estimates of completed data, pooled. n: people; coefficients: of the model behind each estimate."""
    pool = rubin(values, variances, n - coefficients)
    return Finding("pool_estimates", tuple(_pooled("pooled", pool, Reference(_METHOD, n, _WORDS, level))))


_METHOD = "multiple imputation, Rubin's rules"
_WORDS = "Barnard and Rubin df"


def _pooled(name: str, pool: RubinPool, made: Reference) -> list[Estimate]:
    df = None if math.isinf(pool.df) else pool.df
    plain = {"higher_is": None}
    return [
        made.wald(name, pool.value, math.sqrt(pool.total), df),
        made.plain("within_variance", pool.within, **plain),
        made.plain("between_variance", pool.between, **plain),
        made.plain("total_variance", pool.total, **plain),
        made.plain("df", df, **plain),
        made.plain("relative_increase", pool.relative_increase, **plain),
        made.plain("fraction_missing_information", pool.fmi, **plain),
    ]


@dataclass(frozen=True)
class Trial:
    """People with an arm: outcome and numeric columns, some of them missing; imputed: where the outcome was."""

    outcome: np.ndarray
    treated: np.ndarray
    known: Matrix

    @property
    def lost(self) -> np.ndarray:
        return np.asarray(~np.isfinite(self.outcome))


def completions(trial: Trial, times: int, seed: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """Completed outcomes and covariates, `times` over, imputed within each arm."""
    made = [(trial.outcome.copy(), trial.known.values.copy()) for _ in range(times)]
    stream = np.random.default_rng(seed)
    for group in (0.0, 1.0):
        rows_of = np.flatnonzero(trial.treated == group)
        table = np.column_stack([trial.outcome[rows_of], trial.known.values[rows_of]])
        if np.isfinite(table).all():
            continue
        for number, filled in enumerate(_filled(table, times, stream)):
            made[number][0][rows_of] = filled[:, 0]
            made[number][1][rows_of] = filled[:, 1:]
    return made


def _filled(table: np.ndarray, times: int, stream: np.random.Generator) -> Iterator[np.ndarray]:
    seen = np.isfinite(table).all(axis=1).sum()
    if seen < max(5, table.shape[1] + 2):
        raise CannotSay(
            Named.TOO_FEW_PEOPLE,
            f"Only {seen} people of an arm have every value, too few to learn from what the others might have said.",
            "The people who answered can be compared, labelled as such.",
        )
    if table.shape[1] == 1:
        yield from _by_bootstrap(table[:, 0], times, stream)
        return
    pandas, mice = library("pandas"), library("statsmodels.imputation.mice")
    names = [f"x{place}" for place in range(table.shape[1])]
    try:
        data = mice.MICEData(pandas.DataFrame(table, columns=names), k_pmm=5, rng=stream)
        data.update_all(BURN_IN)
        for _ in range(times):
            data.update_all(3)
            yield np.asarray(data.data[names], dtype=float)
    except np.linalg.LinAlgError:
        raise CannotSay(
            Named.NOT_CONVERGED,
            "The columns that foretell the missing answers cannot be worked with; some follow from others, or are huge.",
            "Leave columns out, and impute again.",
        ) from None


def _by_bootstrap(values: np.ndarray, times: int, stream: np.random.Generator) -> Iterator[np.ndarray]:
    """Approximate Bayesian bootstrap (Rubin and Schenker 1986): with nothing known but the outcome itself."""
    seen, lost = values[np.isfinite(values)], ~np.isfinite(values)
    for _ in range(times):
        donors = stream.choice(seen, seen.size)
        filled = values.copy()
        filled[lost] = stream.choice(donors, int(lost.sum()))
        yield filled.reshape(-1, 1)


def analysed(
    trial: Trial, completed: Sequence[tuple[np.ndarray, np.ndarray]], shift: np.ndarray
) -> RubinPool:
    """The pooled ANCOVA difference (HC3) with `shift` added to every outcome (0 where nobody was lost)."""
    values, variances = [], []
    n = trial.outcome.size
    names = ("treated", *trial.known.names)
    for outcome, known in completed:
        matrix = beside(constant(n), Matrix(names, np.column_stack([trial.treated, known])))
        line = least_squares(matrix, outcome + shift)
        values.append(float(line.values[1]))
        variances.append(float(line.covariance[1, 1]))
    return rubin(values, variances, n - 2 - len(trial.known.names))


def trial_of(
    outcome: Values, arm: Values, reference: str | None, known: Mapping[str, Values]
) -> tuple[Trial, list[str]]:
    """A trial of two arms; people without an arm are no part of it. CannotSay where an arm has too few."""
    size = same_length(known, outcome=outcome, arm=arm)
    y, arms = numbers(outcome), words(arm)
    groups = levels(arms, reference)
    if len(groups) != 2:
        raise CannotSay(
            Named.BAD_SETTING, f"Two arms are compared; there are {len(groups)}: {', '.join(groups)}."
        )
    there = arms != ""
    seen = there & np.isfinite(y)
    check_arms(arms[seen], groups, y[seen])
    columns = covariate_columns(known, size).of(there)
    treated = indicators("arm", arms[there], groups[0]).values[:, 0]
    return Trial(y[there], treated, columns), groups


def multiple_imputation(
    *,
    outcome: Values,
    arm: Values,
    reference: str | None = None,
    covariates: Mapping[str, Values] | None = None,
    times: int = 20,
    seed: int = 1,
    higher_is: HigherIs | None = None,
    mid: float | None = None,
    design: Design = Design.COMPARED,
    level: float = 0.95,
) -> Finding:
    """The difference of two arms with missing answers imputed within each arm, and that of people who answered.

    covariates: the baseline, and what foretells who answers; they adjust the comparison as well. times: completions.
    """
    inside(2 <= times <= 1000, "Impute between 2 and 1000 times.")
    trial, groups = trial_of(outcome, arm, reference, covariates or {})
    pool = analysed(trial, completions(trial, times, seed), np.zeros(trial.outcome.size))
    n = int(trial.outcome.size)
    made = Reference(
        "multiple imputation within arm by predictive mean matching (statsmodels), ANCOVA (HC3), Rubin's rules",
        n,
        f"{groups[1]} minus {groups[0]}; {times} completions, seed {seed}; {_WORDS}; missing at random",
        level,
        higher_is,
    )
    shown = _pooled("difference", pool, made)
    estimates = (*shown, *_answered_only(trial, groups, made))
    found = Finding("multiple_imputation", estimates, design=design, verdict=verdict(shown[0], mid, design))
    return found.also(_how_many(trial))


def _answered_only(trial: Trial, groups: list[str], made: Reference) -> list[Estimate]:
    whole = np.isfinite(trial.outcome) & trial.known.whole
    n = int(whole.sum())
    try:
        matrix = beside(
            constant(n), Matrix(("treated",), trial.treated[whole].reshape(-1, 1)), trial.known.of(whole)
        )
        line = least_squares(matrix, trial.outcome[whole])
    except CannotSay:
        return []
    plain = Reference(
        "ANCOVA of people with every value only",
        n,
        f"{groups[1]} minus {groups[0]}; HC3",
        made.level,
        made.higher_is,
    )
    return [line.estimate(plain, "treated", "difference_of_those_who_answered")]


def _how_many(trial: Trial) -> Condition | None:
    lost = int(trial.lost.sum())
    if not lost:
        return None
    return Condition(
        Named.LOST_PEOPLE,
        f"{lost} of {trial.outcome.size} people have no outcome; what they might have said was imputed from people like them.",
        "That holds only if those lost are like those who answered, given what is known of them.",
    )


def tipping_point(
    *,
    outcome: Values,
    arm: Values,
    reference: str | None = None,
    covariates: Mapping[str, Values] | None = None,
    higher_is: HigherIs,
    shifted: str = "treated",
    deltas: Sequence[float] = (),
    times: int = 20,
    seed: int = 1,
    design: Design = Design.COMPARED,
    level: float = 0.95,
) -> Finding:
    """How much worse than imputed the people lost would have to be for the interval to reach no difference.

    shifted: whose imputed answers are made worse, "treated" (the arm that is not the reference) or "both". deltas: for
    these amounts the result is shown; by how much is worse than imputed, in units of the outcome, 0 or more.
    """
    inside(shifted in ("treated", "both"), "Those made worse are 'treated' or 'both'.")
    inside(2 <= times <= 1000, "Impute between 2 and 1000 times.")
    trial, groups = trial_of(outcome, arm, reference, covariates or {})
    completed = completions(trial, times, seed)
    worse = -1.0 if higher_is == HigherIs.BETTER else 1.0
    moved = trial.lost & ((trial.treated == 1) | (shifted == "both"))
    n = int(trial.outcome.size)
    made = Reference(
        "delta-adjusted multiple imputation within arm (statsmodels MICE), ANCOVA (HC3), Rubin's rules",
        n,
        f"{groups[1]} minus {groups[0]}; imputed answers of {'both arms' if shifted == 'both' else groups[1]} worse by delta; {times} completions, seed {seed}",
        level,
        higher_is,
    )

    def at(delta: float) -> Estimate:
        pool = analysed(trial, completed, worse * delta * moved)
        return made.wald(
            "difference", pool.value, math.sqrt(pool.total), None if math.isinf(pool.df) else pool.df
        )

    start = at(0.0)
    if not moved.any():
        return Finding("tipping_point", (start,), design=design).also(_nobody_lost(groups[1]))
    if start.interval is None or start.interval.low <= 0 <= start.interval.high:
        return Finding("tipping_point", (start,), design=design).also(_spans(), _how_many(trial))
    delta = _tip(at, start, float(np.nanstd(trial.outcome)), worse)
    shown = [0.0, *deltas] if deltas else [0.0, *([] if delta is None else [delta / 2, delta, 1.5 * delta])]
    found = Finding(
        "tipping_point",
        (
            start,
            made.plain("tipping_delta", delta, higher_is=None),
            made.plain("people_lost", int(moved.sum()), higher_is=None),
        ),
        tables={
            "deltas": rows(
                ("delta", "difference", "low", "high"), [_line(amount, at(amount)) for amount in shown]
            )
        },
        design=design,
    )
    return found.also(_how_many(trial), _beyond(delta))


def _tip(at: Any, start: Estimate, spread: float, worse: float) -> float | None:
    """The delta at which the limit nearer no difference reaches it; None within ten standard deviations."""
    if start.value is None or start.value * worse > 0:
        # Already worse: making the lost worse still can never bring the difference to none.
        return None

    def nearest(delta: float) -> float:
        bounds = at(delta).interval
        return float(bounds.high if worse > 0 else -bounds.low)

    highest = spread
    while nearest(highest) < 0:
        highest *= 2
        if highest > 10 * spread:
            return None
    return float(optimize.brentq(nearest, 0.0, highest, xtol=1e-6))


def _line(amount: float, found: Estimate) -> tuple[float, float | None, float | None, float | None]:
    bounds = found.interval
    return (
        (amount, found.value, None, None)
        if bounds is None
        else (amount, found.value, bounds.low, bounds.high)
    )


def _nobody_lost(arm: str) -> Condition:
    return Condition(
        Named.LOST_PEOPLE,
        f"Nobody of {arm} was lost, so there is nobody to be made worse.",
        "The result stands.",
    )


def _spans() -> Condition:
    return Condition(
        Named.EFFECT_SPANS_ZERO,
        "The interval holds no difference already, so there is nothing to tip.",
        "We cannot tell; this is not evidence that it does not work.",
    )


def _beyond(delta: float | None) -> Condition | None:
    if delta is not None:
        return None
    return Condition(
        Named.LOST_PEOPLE,
        "No amount within ten standard deviations changes which side of no difference the interval lies on.",
        "The conclusion does not hang on those who were lost.",
    )
