"""Yes-or-no outcomes: perfect separation found before a model is fitted, and repeated answers by GEE."""

from collections.abc import Mapping

import numpy as np
from scipy.optimize import linprog

from alongside.evaluation.core.analyses.finding import (
    CannotSay,
    Condition,
    Design,
    Finding,
    Named,
    Reference,
    exponentiated,
    left_out,
    library,
)
from alongside.evaluation.core.analyses.matrix import (
    Matrix,
    Values,
    beside,
    check_full_rank,
    constant,
    numbers,
    same_length,
    words,
)
from alongside.evaluation.core.analyses.matrix import (
    covariates as covariate_columns,
)
from alongside.evaluation.core.analyses.regression import FEW_CLUSTERS

CORRELATIONS = {"exchangeable": "Exchangeable", "independence": "Independence"}


def check_separation(matrix: Matrix, outcome: np.ndarray) -> None:
    """CannotSay where the columns part yes from no without overlap, so that a coefficient would run to infinity.

    A linear programme (Konis 2007): is there a line with every yes on one side and every no on the other?
    """
    if np.ptp(outcome) == 0:
        raise CannotSay(
            Named.ZERO_VARIANCE,
            f"Everybody has the same answer ({outcome[0]:g}), so nothing can tell people apart.",
            "What can be said: nobody differs.",
        )
    scale = np.abs(matrix.values).max(axis=0)
    signed = np.where(outcome > 0, 1.0, -1.0)[:, None] * matrix.values / np.where(scale > 0, scale, 1.0)
    found = linprog(
        -signed.sum(axis=0), A_ub=-signed, b_ub=np.zeros(len(outcome)), bounds=(-1, 1), method="highs"
    )
    line = np.zeros(len(matrix.names)) if found.x is None else found.x
    if (signed @ line).sum() > 1e-6:
        weights = [name for name, weight in zip(matrix.names, line, strict=True) if abs(weight) > 1e-9]
        told = ", ".join(name for name in weights if name != "constant") or "the columns together"
        raise CannotSay(
            Named.PERFECT_SEPARATION,
            f"{told} parts those with and without the outcome completely, so its odds ratio has no finite value.",
            "The shares in each group can be compared as they are (analysis: proportions).",
        )


def gee_logit(
    *,
    outcome: Values,
    person: Values,
    covariates: Mapping[str, Values],
    correlation: str = "exchangeable",
    design: Design = Design.COMPARED,
    level: float = 0.95,
) -> Finding:
    """Odds ratios of a yes-or-no outcome asked repeatedly of the same people, with robust standard errors.

    outcome: 1 and 0, NaN where missing. person: who answered; rows of one person are correlated as `correlation`
    says. covariates: words become indicators. Every coefficient comes as a log odds ratio and as an odds ratio.
    """
    if correlation not in CORRELATIONS:
        raise CannotSay(Named.BAD_SETTING, f"The correlation is one of {', '.join(CORRELATIONS)}.")
    size = same_length(covariates, outcome=outcome, person=person)
    y, people = numbers(outcome), words(person)
    if not set(y[np.isfinite(y)]) <= {0.0, 1.0}:
        raise CannotSay(Named.BAD_SETTING, "A yes-or-no outcome is 1 or 0; name the word that counts as yes.")
    known = covariate_columns(covariates, size)
    usable = known.whole & np.isfinite(y) & (people != "")
    matrix, y, people = beside(constant(int(usable.sum())), known.of(usable)), y[usable], people[usable]
    if y.size <= matrix.values.shape[1]:
        raise CannotSay(Named.TOO_FEW_PEOPLE, f"{y.size} complete rows are too few for this model.")
    check_full_rank(matrix)
    check_separation(matrix, y)
    codes = np.unique(people.astype(str), return_inverse=True)[1]
    if int(codes.max()) + 1 <= matrix.values.shape[1]:
        raise CannotSay(
            Named.FEW_CLUSTERS,
            f"{int(codes.max()) + 1} people are too few for {matrix.values.shape[1]} coefficients: "
            "robust standard errors would be next to nothing.",
            "The answers can be described.",
        )
    order = np.argsort(codes, kind="stable")
    gee, families, structures = (
        library(f"statsmodels.genmod.{name}")
        for name in ("generalized_estimating_equations", "families", "cov_struct")
    )
    fitted = gee.GEE(
        y[order],
        matrix.values[order],
        groups=codes[order],
        family=families.Binomial(),
        cov_struct=getattr(structures, CORRELATIONS[correlation])(),
    ).fit()
    if not fitted.converged:
        raise CannotSay(Named.NOT_CONVERGED, "The model did not settle on an answer, so none is given.")
    clusters = int(codes.max()) + 1
    made = Reference(
        "GEE, logit link (statsmodels)",
        int(y.size),
        f"{correlation} correlation within {clusters} people, robust standard errors, normal reference; n is answers",
        level,
    )
    pairs = [
        made.wald(f"log_odds[{name}]", float(value), float(se))
        for name, value, se in zip(matrix.names, fitted.params, fitted.bse, strict=True)
    ]
    ratios = [
        exponentiated(each, f"odds_ratio[{name}]")
        for each, name in zip(pairs, matrix.names, strict=True)
        if name != "constant"
    ]
    extra = []
    if correlation == "exchangeable":
        extra = [made.plain("correlation_within_person", fitted.cov_struct.dep_params)]
    found = Finding("gee_logit", (*ratios, *pairs, *extra), design=design)
    return found.also(left_out(size, int(y.size), "answers"), _few(clusters))


def _few(clusters: int) -> Condition | None:
    if clusters >= FEW_CLUSTERS:
        return None
    return Condition(
        Named.FEW_CLUSTERS,
        f"With {clusters} people, robust standard errors run small (fewer than {FEW_CLUSTERS}).",
        "Read the interval as too narrow.",
    )
