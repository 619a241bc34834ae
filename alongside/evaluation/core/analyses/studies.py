"""One fit of studies' effects: their estimates and variances, and what PyMARE makes of them."""

import math
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import optimize

from alongside.evaluation.core.analyses.finding import CannotSay, Named, library
from alongside.evaluation.core.analyses.matrix import Matrix
from alongside.evaluation.core.analyses.power import inside

LARGEST = 1e100
"""Numbers beyond this overflow in squares and products."""
METHODS = ("REML", "ML", "DL", "HE", "PM", "EE")
TESTS = {
    "hartung_knapp": (
        "knapp-hartung-conservative",
        "Hartung-Knapp, t on k - p, never narrower than the normal interval",
    ),
    "hartung_knapp_plain": ("knapp-hartung", "Hartung-Knapp, t on k - p"),
    "normal": ("wald", "normal (Wald) interval"),
}


@dataclass(frozen=True)
class Studies:
    """Estimates and their variances, one a study, on the scale on which they are pooled (log for ratios)."""

    names: tuple[str, ...]
    effects: np.ndarray
    variances: np.ndarray

    def __post_init__(self) -> None:
        inside(
            len(self.names) == len(self.effects) == len(self.variances),
            "Each study has a name, an effect and a variance.",
        )
        for name, effect, variance in zip(self.names, self.effects, self.variances, strict=True):
            if math.isnan(effect) or math.isnan(variance):
                raise CannotSay(
                    Named.NOTHING_LEFT,
                    f"Study {name}: the effect or its variance is missing.",
                    "Leave the study out of the file, and say so in the report.",
                )
            if abs(effect) > LARGEST or variance > LARGEST:
                raise CannotSay(
                    Named.OUTSIDE_RANGE,
                    f"Study {name}: the effect {effect:g} with the variance {variance:g} is too large to calculate with.",
                    "Look it up, or give effects in larger units.",
                )
            if not (math.isfinite(effect) and math.isfinite(variance) and variance > 0):
                raise CannotSay(
                    Named.BAD_SETTING,
                    f"Study {name}: the effect {effect:g} with the variance {variance:g} cannot be pooled.",
                    "A variance must be above 0. Leave the study out and say so, or find its standard error.",
                )
        repeated = sorted({name for name in self.names if self.names.count(name) > 1})
        if repeated:
            raise CannotSay(
                Named.DUPLICATE_ROWS,
                f"Some studies come more than once: {', '.join(repeated)}.",
                "Each study counts once.",
            )

    def without(self, place: int) -> "Studies":
        keep = np.arange(len(self.names)) != place
        names = tuple(name for number, name in enumerate(self.names) if number != place)
        return Studies(names, self.effects[keep], self.variances[keep])


@dataclass(frozen=True)
class Pooled:
    """One fit: coefficients and their errors, tau squared with its Q-profile interval, Q."""

    values: np.ndarray
    errors: np.ndarray
    df: float | None
    tau2: float
    tau2_interval: tuple[float, float]
    q: float
    q_p: float
    covariance: np.ndarray


def fit(studies: Studies, moderators: Matrix, method: str, test: str, level: float) -> Pooled:
    """Fit effects on the columns of `moderators` (constant included)."""
    inside(method in METHODS, f"The method is one of {', '.join(METHODS)}, and not {method!r}.")
    inside(test in TESTS, f"The test is one of {', '.join(TESTS)}, and not {test!r}.")
    estimators, core = library("pymare.estimators"), library("pymare.core")
    correction = TESTS[test][0]
    data = core.Dataset(
        y=studies.effects.reshape(-1, 1),
        v=studies.variances.reshape(-1, 1),
        X=moderators.values,
        X_names=list(moderators.names),
        add_intercept=False,
    )
    chosen: Any = {
        "REML": lambda: estimators.WeightedLeastSquares(
            _by_likelihood(studies, moderators, restricted=True), small_sample_correction=correction
        ),
        "ML": lambda: estimators.WeightedLeastSquares(
            _by_likelihood(studies, moderators, restricted=False), small_sample_correction=correction
        ),
        "DL": lambda: estimators.DerSimonianLaird(small_sample_correction=correction),
        "HE": lambda: estimators.Hedges(small_sample_correction=correction),
        "PM": lambda: estimators.WeightedLeastSquares(
            _paule_mandel(studies, moderators), small_sample_correction=correction
        ),
        "EE": lambda: estimators.WeightedLeastSquares(0.0, small_sample_correction=correction),
    }[method]()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = chosen.fit_dataset(data).summary()
        heterogeneity = found.get_heterogeneity_stats()
        spread = found.get_re_stats(alpha=1 - level)
    tau2 = 0.0 if found.tau2 is None else float(np.ravel(found.tau2)[0])
    df = found.fe_dof
    return Pooled(
        values=np.asarray(found.fe_params).ravel(),
        errors=np.asarray(found.fe_se).ravel(),
        covariance=np.asarray(found.fe_cov).reshape(moderators.values.shape[1], -1),
        df=None if df is None else float(np.ravel(df)[0]),
        tau2=tau2,
        tau2_interval=(float(np.ravel(spread["ci_l"])[0]), float(np.ravel(spread["ci_u"])[0])),
        q=float(np.ravel(heterogeneity["Q"])[0]),
        q_p=float(np.ravel(heterogeneity["p(Q)"])[0]),
    )


def _by_likelihood(studies: Studies, moderators: Matrix, *, restricted: bool) -> float:
    """Tau squared by (restricted) maximum likelihood: Fisher scoring from Hedges' estimate, as metafor's rma.uni does.

    PyMARE's own search stops short of the optimum in the fourth digit. Stops where a step is below 1e-5, as metafor's
    does, and sooner where variances are small against that. Zero where that is as likely.
    """
    y, v, x = studies.effects, studies.variances, moderators.values
    k, p = x.shape
    resid = np.eye(k) - x @ np.linalg.pinv(x)
    tau2 = max(0.0, float(y @ resid @ y - resid.diagonal() @ v) / (k - p))
    close = min(1e-5, 1e-3 * float(v.mean()))
    for _ in range(_MOST_STEPS):
        w, projection = _projection(v + tau2, x)
        left = projection @ y
        information = np.square(projection).sum() if restricted else np.square(w).sum()
        drawn = projection.trace() if restricted else w.sum()
        step = float((left @ left - drawn) / information)
        if tau2 == 0 and step <= 0:
            return 0.0
        while tau2 + step < 0:
            step /= 2
        tau2 += step
        if abs(step) <= close:
            break
    else:
        raise CannotSay(
            Named.NOT_CONVERGED,
            "The search for tau squared did not settle on an answer, so none is given.",
            "Ask for another method: DL and PM need no search.",
        )
    likely = _log_likelihood(y, v + tau2, x, restricted=restricted) - _log_likelihood(
        y, v, x, restricted=restricted
    )
    return tau2 if likely > 0 else 0.0


_MOST_STEPS = 1000


def _projection(variances: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The weights, and what is left of effects after the moderators, weighted."""
    w = 1 / variances
    weighted = x * w[:, None]
    return w, np.diag(w) - weighted @ np.linalg.solve(x.T @ weighted, weighted.T)


def _log_likelihood(y: np.ndarray, variances: np.ndarray, x: np.ndarray, *, restricted: bool) -> float:
    """Up to what does not depend on the variances."""
    _, projection = _projection(variances, x)
    found = -0.5 * (np.log(variances).sum() + y @ projection @ y)
    if restricted:
        found -= 0.5 * np.linalg.slogdet(x.T @ (x / variances[:, None]))[1]
    return float(found)


def _paule_mandel(studies: Studies, moderators: Matrix) -> float:
    """Paule and Mandel's tau squared: where PyMARE's generalised Q is as large as its degrees of freedom."""
    q_gen = library("pymare.stats").q_gen
    y, v = studies.effects.reshape(-1, 1), studies.variances.reshape(-1, 1)
    df: int = len(studies.names) - moderators.values.shape[1]

    def excess(tau2: float) -> float:
        return float(np.ravel(q_gen(y, v, moderators.values, tau2))[0]) - df

    if excess(0.0) <= 0:
        return 0.0
    highest = float(studies.variances.max() + np.ptp(studies.effects) ** 2)
    while excess(highest) > 0:
        highest *= 2
    return float(optimize.brentq(excess, 0.0, highest, xtol=1e-14, rtol=1e-13))


def typical_variance(studies: Studies, moderators: Matrix) -> float:
    """The typical sampling variance of Higgins and Thompson, by which I squared is taken from tau squared."""
    w = np.diag(1 / studies.variances)
    x = moderators.values
    projection = w - w @ x @ np.linalg.inv(x.T @ w @ x) @ x.T @ w
    typical: float = (len(studies.names) - x.shape[1]) / float(np.trace(projection))
    return typical
