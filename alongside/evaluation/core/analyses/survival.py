"""Time until something happens (first contact, dropout): Kaplan and Meier's curve, log-rank test, Cox's model.

By statsmodels. Time runs from a start that everybody has; people to whom it has not happened yet are censored, not
missing. A group that is only known later (stayed eight weeks) may not define arms from day 0: give `landmark`.
"""

import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np

from alongside.evaluation.core.analyses.ancova import check_arms
from alongside.evaluation.core.analyses.finding import (
    CannotSay,
    Condition,
    Design,
    Estimate,
    Finding,
    Named,
    Reference,
    Row,
    exponentiated,
    left_out,
    library,
    rows,
)
from alongside.evaluation.core.analyses.matrix import (
    Matrix,
    Values,
    beside,
    check_full_rank,
    indicators,
    levels,
    numbers,
    same_length,
    words,
)
from alongside.evaluation.core.analyses.matrix import (
    covariates as covariate_columns,
)


def survival(
    *,
    time: Values,
    event: Values,
    arm: Values | None = None,
    reference: str | None = None,
    covariates: Mapping[str, Values] | None = None,
    ties: str = "efron",
    landmark: float | None = None,
    design: Design = Design.COMPARED,
    level: float = 0.95,
) -> Finding:
    """Median times per arm, the log-rank test, and the hazard ratio of each arm against the reference.

    time: 0 or more, in any unit. event: 1 where it happened, 0 where the person was only followed so far.
    landmark: count from this time on, among those still followed; for groups that are only known by then.
    """
    size = same_length(covariates, time=time, event=event, arm=arm)
    t, e = numbers(time), numbers(event)
    arms = np.full(size, "all", dtype=object) if arm is None else words(arm)
    known = covariate_columns(covariates or {}, size)
    usable = known.whole & np.isfinite(t) & np.isfinite(e) & (arms != "")
    _check_times(t[usable], e[usable], ties)
    complete = int(usable.sum())
    if landmark is not None:
        usable &= t > landmark
        t = t - landmark
    if not usable.any():
        raise CannotSay(
            Named.NOTHING_LEFT,
            f"Nobody was still followed at the landmark {landmark:g}.",
            "Give an earlier landmark.",
        )
    t, e, kept = t[usable], e[usable], arms[usable]
    groups = levels(arms, reference)
    if len(groups) > 1:
        check_arms(kept, groups, t)
    words_used = (
        f"time from {landmark:g}, among those still followed then"
        if landmark is not None
        else "time from the start"
    )
    made = Reference("Kaplan-Meier", int(t.size), words_used, level)
    estimates: list[Estimate] = []
    curves: list[Row] = []
    for group in groups:
        inside = kept == group
        found, curve = _curve(group, t[inside], e[inside], made)
        estimates += found
        curves += curve
    conditions: list[Condition | None] = [
        left_out(size, complete, "people"),
        _landmarked(landmark, complete, int(t.size)),
    ]
    if e.sum() == 0:
        conditions.append(_nothing_happened())
    elif len(groups) > 1 or known.names:
        treated = indicators("arm", kept, groups[0]) if len(groups) > 1 else Matrix((), np.empty((t.size, 0)))
        estimates += _compared(
            t, e, kept, matrix=beside(treated, known.of(usable)), made=made, ties=ties, groups=groups
        )
    found_all = Finding("survival", tuple(estimates), tables={"curve": tuple(curves)}, design=design)
    return found_all.also(*conditions)


def _check_times(t: np.ndarray, e: np.ndarray, ties: str) -> None:
    if t.size < 2:
        raise CannotSay(Named.TOO_FEW_PEOPLE, "A curve needs two people with a time and a status.")
    if (t < 0).any():
        raise CannotSay(
            Named.OUTSIDE_RANGE,
            f"{int((t < 0).sum())} times are below 0: something happened before the start.",
        )
    if not set(e) <= {0.0, 1.0}:
        raise CannotSay(Named.BAD_SETTING, "Whether it happened is 1 or 0.")
    if ties not in ("efron", "breslow"):
        raise CannotSay(Named.BAD_SETTING, "Ties are handled by 'efron' or by 'breslow'.")


def _curve(group: str, t: np.ndarray, e: np.ndarray, made: Reference) -> tuple[list[Estimate], list[Row]]:
    curve: Any = library("statsmodels.duration.survfunc").SurvfuncRight(t, e)
    n, happened = int(t.size), int(e.sum())
    counted = {"n": n, "convention": made.convention}
    # The curve may reach 0, where the scale of the interval (log of minus log) has no finite value.
    with np.errstate(divide="ignore", invalid="ignore"):
        median = curve.quantile(0.5) if happened else np.nan
        low, high = curve.quantile_ci(0.5, alpha=1 - made.level) if happened else (np.nan, np.nan)
    shown = [
        made.between(f"median[{group}]", median, low, high, **counted),
        made.plain(f"events[{group}]", happened, method="count", **counted),
        made.plain(f"people[{group}]", n, method="count", **counted),
    ]
    told = zip(
        curve.surv_times, curve.surv_prob, curve.surv_prob_se, curve.n_risk, curve.n_events, strict=True
    )
    table = rows(
        ("arm", "time", "still", "se", "at_risk", "events"),
        ((group, float(a), float(b), float(c), int(d), int(f)) for a, b, c, d, f in told),
    )
    return shown, list(table)


def _compared(
    t: np.ndarray,
    e: np.ndarray,
    arms: np.ndarray,
    *,
    matrix: Matrix,
    made: Reference,
    ties: str,
    groups: list[str],
) -> list[Estimate]:
    estimates = []
    if len(groups) > 1:
        chi2, p = _log_rank(t, e, arms)
        estimates.append(
            made.plain("log_rank_chi2", chi2, p=float(p), df=float(len(groups) - 1), method="log-rank test")
        )
    check_full_rank(matrix)
    _check_events_everywhere(e, matrix)
    model = library("statsmodels.duration.hazard_regression").PHReg(t, matrix.values, status=e, ties=ties)
    fitted = _fitted(model)
    cox = Reference(
        "Cox proportional hazards (statsmodels)",
        made.n,
        f"{ties} ties, normal reference, against {groups[0]}; {made.convention}",
        made.level,
    )
    logs = [
        cox.wald(f"log_hazard[{name}]", float(value), float(se))
        for name, value, se in zip(matrix.names, fitted.params, fitted.bse, strict=True)
    ]
    ratios = [
        exponentiated(each, f"hazard_ratio[{name}]") for each, name in zip(logs, matrix.names, strict=True)
    ]
    return [*estimates, *ratios, *logs]


def _log_rank(t: np.ndarray, e: np.ndarray, arms: np.ndarray) -> tuple[float, float]:
    """The statistic and its p. CannotSay where the arms were never followed at the same time."""
    try:
        chi2, p = library("statsmodels.duration.survfunc").survdiff(t, e, arms.astype(str))
    except np.linalg.LinAlgError:
        raise CannotSay(
            Named.NO_OVERLAP,
            "Whenever it happened, people of one arm only were still followed, so the arms cannot be compared.",
            "The curves of the arms can be shown side by side (leave out the arm, or analyse each).",
        ) from None
    return float(chi2), float(p)


def _fitted(model: Any) -> Any:
    """The fit of Cox's model. CannotSay where it did not settle, which statsmodels only warns of."""
    try:
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            fitted = model.fit(disp=0)
            settled = bool(np.isfinite(fitted.bse).all() and (fitted.bse > 0).all())
        settled = settled and not any("onverge" in str(each.message) for each in told)
    except np.linalg.LinAlgError:
        fitted, settled = None, False
    if not settled:
        raise CannotSay(
            Named.NOT_CONVERGED,
            "Cox's model did not settle on an answer, so none is given.",
            "The curves of the arms can be shown side by side (leave arm or covariates out).",
        )
    return fitted


def _check_events_everywhere(e: np.ndarray, matrix: Matrix) -> None:
    """CannotSay where in one arm it happened to nobody, so that its hazard ratio would run to zero or infinity."""
    for name, values in zip(matrix.names, matrix.values.T, strict=True):
        if set(values) <= {0.0, 1.0} and 0 in (e[values == 1].sum(), e[values == 0].sum()):
            raise CannotSay(
                Named.PERFECT_SEPARATION,
                f"On one side of {name} it happened to nobody, so its hazard ratio has no finite value.",
                "The curves of the arms can be shown side by side (leave out the comparison).",
            )


def _landmarked(landmark: float | None, complete: int, kept: int) -> Condition | None:
    if landmark is None or complete == kept:
        return None
    return Condition(
        Named.ROWS_LEFT_OUT,
        f"{complete - kept} of {complete} people had left, or it had happened to them, by the landmark {landmark:g}.",
        f"The numbers speak of the {kept} still followed then.",
    )


def _nothing_happened() -> Condition:
    return Condition(
        Named.ZERO_VARIANCE,
        "It happened to nobody while they were followed.",
        "There is nothing to compare; how long people were followed can be shown.",
    )
