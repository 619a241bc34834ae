"""Least squares with standard errors that do not trust equal spread, by statsmodels.

HC3 (MacKinnon and White 1985) unless people come in clusters; then the cluster sandwich with t on clusters minus 1.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from alongside.evaluation.core.analyses.finding import (
    CannotSay,
    Condition,
    Estimate,
    Named,
    Reference,
    library,
)
from alongside.evaluation.core.analyses.matrix import Matrix, check_full_rank

FEW_CLUSTERS = 30
ERRORS = ("HC3", "cluster", "classical")


@dataclass(frozen=True)
class Line:
    """A fitted line: coefficients by name, their covariance, degrees of freedom of the reference t."""

    names: tuple[str, ...]
    values: np.ndarray
    covariance: np.ndarray
    df: float
    errors: str
    fitted: np.ndarray

    def estimate(self, made: Reference, name: str, shown: str = "", **more: Any) -> Estimate:
        """The estimate of one coefficient; `shown` is its name in the finding."""
        place = self.names.index(name)
        se = float(np.sqrt(self.covariance[place, place]))
        return made.wald(shown or name, float(self.values[place]), se, self.df, **more)


def least_squares(
    matrix: Matrix, outcome: np.ndarray, *, errors: str = "HC3", clusters: np.ndarray | None = None
) -> Line:
    """Fit complete rows. CannotSay where nothing varies, too few rows are left, or one row alone decides."""
    if errors not in ERRORS:
        raise CannotSay(
            Named.BAD_SETTING, f"Standard errors are one of {', '.join(ERRORS)}, and not {errors!r}."
        )
    n, width = matrix.values.shape
    if n <= width:
        raise CannotSay(
            Named.TOO_FEW_PEOPLE,
            f"{n} complete rows are too few for {width} coefficients.",
            "Leave covariates out, or describe the groups only.",
        )
    if np.ptp(outcome) == 0:
        raise CannotSay(
            Named.ZERO_VARIANCE,
            f"Everybody has the same outcome ({outcome[0]:g}), so there is no spread to judge a difference by.",
            "What can be said: nobody differs.",
        )
    check_full_rank(matrix)
    model = library("statsmodels.regression.linear_model").OLS(outcome, matrix.values)
    fitted = model.fit(use_t=True, **_covariance(matrix, errors, clusters))
    df = float(len(set(clusters)) - 1) if errors == "cluster" and clusters is not None else float(n - width)
    covariance = np.asarray(fitted.cov_params())
    if np.allclose(fitted.resid, 0, atol=1e-12 * max(1.0, float(np.abs(outcome).max()))):
        raise CannotSay(
            Named.ZERO_VARIANCE,
            "The columns foretell the outcome perfectly, so nothing is left to judge a difference by.",
            "Look whether the outcome was copied into another column.",
        )
    return Line(
        matrix.names, np.asarray(fitted.params), covariance, df, errors, np.asarray(fitted.fittedvalues)
    )


def _covariance(matrix: Matrix, errors: str, clusters: np.ndarray | None) -> dict[str, Any]:
    if errors == "classical":
        return {}
    if errors == "cluster":
        if clusters is None:
            raise CannotSay(
                Named.BAD_SETTING, "Cluster standard errors need the column that names the cluster."
            )
        if len(set(clusters)) < 3:
            raise CannotSay(
                Named.FEW_CLUSTERS,
                "Fewer than three clusters cannot tell how clusters differ.",
                "The groups can be described; they cannot be compared.",
            )
        if len(set(clusters)) <= matrix.values.shape[1]:
            raise CannotSay(
                Named.FEW_CLUSTERS,
                f"{len(set(clusters))} clusters are too few for {matrix.values.shape[1]} coefficients: "
                "their standard errors would be next to nothing.",
                "Leave covariates out, or describe the groups.",
            )
        codes = np.unique(clusters.astype(str), return_inverse=True)[1]
        return {"cov_type": "cluster", "cov_kwds": {"groups": codes}}
    q, _ = np.linalg.qr(matrix.values)
    if (np.square(q).sum(axis=1) > 1 - 1e-9).any():
        raise CannotSay(
            Named.ARM_OF_ONE,
            "One person is alone in a group, so that group has no spread of its own (HC3 needs two).",
            "Join small groups, or leave the column out.",
        )
    return {"cov_type": "HC3"}


def few_clusters(errors: str, clusters: np.ndarray | None) -> Condition | None:
    """A warning where the cluster sandwich is known to run small."""
    if errors != "cluster" or clusters is None or len(set(clusters)) >= FEW_CLUSTERS:
        return None
    return Condition(
        Named.FEW_CLUSTERS,
        f"With {len(set(clusters))} clusters, sandwich standard errors run small (fewer than {FEW_CLUSTERS}).",
        "Read the interval as too narrow; a mixed model with Satterthwaite degrees of freedom is better here.",
    )


def error_words(errors: str) -> str:
    """How the standard errors were made, for a convention."""
    return {
        "HC3": "HC3 standard errors, t on residual df",
        "cluster": "cluster sandwich standard errors, t on clusters - 1",
        "classical": "classical standard errors, t on residual df",
    }[errors]
