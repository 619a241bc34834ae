"""For whom: interactions that were named beforehand, and effects of sites or groups pulled towards the whole."""

import math
from collections.abc import Mapping

import numpy as np
from scipy import stats

from alongside.evaluation.core.analyses.ancova import check_arms
from alongside.evaluation.core.analyses.finding import (
    CannotSay,
    Condition,
    Design,
    Estimate,
    Finding,
    Named,
    Reference,
    left_out,
    rows,
)
from alongside.evaluation.core.analyses.matrix import (
    Matrix,
    Values,
    beside,
    column,
    constant,
    indicators,
    is_words,
    levels,
    numbers,
    same_length,
    words,
)
from alongside.evaluation.core.analyses.matrix import (
    covariates as covariate_columns,
)
from alongside.evaluation.core.analyses.meta import FEWEST_TO_POOL
from alongside.evaluation.core.analyses.power import inside
from alongside.evaluation.core.analyses.regression import Line, error_words, least_squares
from alongside.evaluation.core.analyses.studies import Studies, fit
from alongside.evaluation.core.change import HigherIs

MOST_MODERATORS = 5


def interactions(
    *,
    outcome: Values,
    arm: Values,
    moderators: Mapping[str, Values],
    reference: str | None = None,
    covariates: Mapping[str, Values] | None = None,
    cluster: Values | None = None,
    higher_is: HigherIs | None = None,
    design: Design = Design.COMPARED,
    level: float = 0.95,
) -> Finding:
    """How the difference of two arms changes with each moderator, one model each; never a test within a subgroup.

    moderators: at most five, named in the protocol. For words, the interaction is the difference of that group minus
    the first group's; for numbers, the change of the difference per unit.
    """
    inside(
        0 < len(moderators) <= MOST_MODERATORS,
        "Name one to five moderators, fixed beforehand in the protocol.",
    )
    size = same_length(moderators, covariates, outcome=outcome, arm=arm, cluster=cluster)
    y, arms = numbers(outcome), words(arm)
    groups = levels(arms, reference)
    if len(groups) != 2:
        raise CannotSay(
            Named.BAD_SETTING, f"Two arms are compared; there are {len(groups)}: {', '.join(groups)}."
        )
    treated = indicators("arm", arms, groups[0])
    clusters = None if cluster is None else words(cluster)
    estimates: list[Estimate] = []
    conditions: list[Condition | None] = []
    for name, values in moderators.items():
        known = covariate_columns(covariates or {}, size)
        chosen = indicators(name, words(values)) if is_words(values) else column(name, values)
        usable = known.whole & chosen.whole & treated.whole & np.isfinite(y)
        if is_words(values):
            usable &= words(values) != ""
        if clusters is not None:
            usable &= clusters != ""
        check_arms(arms[usable], groups, y[usable])
        crossed = Matrix(tuple(f"arm:{each}" for each in chosen.names), treated.values * chosen.values)
        n = int(usable.sum())
        matrix = beside(constant(n), *(part.of(usable) for part in (treated, chosen, crossed, known)))
        errors = "HC3" if clusters is None else "cluster"
        line = least_squares(
            matrix, y[usable], errors=errors, clusters=None if clusters is None else clusters[usable]
        )
        made = Reference(
            "interaction of arm and moderator, least squares",
            n,
            f"{groups[1]} minus {groups[0]}; {error_words(errors)}",
            level,
            higher_is,
        )
        estimates += [
            line.estimate(made, each, f"interaction[{each.removeprefix('arm:')}]") for each in crossed.names
        ]
        if is_words(values):
            estimates += _within(line, made, chosen, treated.names[0])
        conditions.append(left_out(size, n, f"rows for {name}"))
    found = Finding("interactions", tuple(estimates), design=design)
    return found.also(_looked(len(moderators)), *conditions)


def _within(line: Line, made: Reference, chosen: Matrix, arm: str) -> list[Estimate]:
    """The difference within each group, with its interval and without a test of its own."""
    base = line.names.index(arm)
    shown = []
    for group in ("", *chosen.names):
        weights = np.zeros(len(line.names))
        weights[base] = 1
        if group:
            weights[line.names.index(f"arm:{group}")] = 1
        se = math.sqrt(float(weights @ line.covariance @ weights))
        margin = float(stats.t.ppf((1 + made.level) / 2, line.df)) * se
        value = float(weights @ line.values)
        name = group or f"{chosen.names[0].partition('[')[0]}[first group]"
        shown.append(made.between(f"difference_in[{name}]", value, value - margin, value + margin, se=se))
    return shown


def _looked(count: int) -> Condition:
    return Condition(
        Named.NOT_DECLARED,
        f"We looked at {count} {'way' if count == 1 else 'ways'} in which people may differ; one or two will look striking by luck.",
        "An interaction counts if it was named in the protocol beforehand.",
    )


def shrinkage(
    studies: Studies, *, higher_is: HigherIs | None = None, level: float = 0.95, method: str = "REML"
) -> Finding:
    """Effects of sites (or subgroups) pulled towards the mean of all as far as chance explains them; raw ones beside.

    Empirical Bayes (best linear unbiased predictions), tau squared by REML (PyMARE), intervals as metafor's blup.
    """
    k = len(studies.names)
    if k < FEWEST_TO_POOL:
        raise CannotSay(
            Named.TOO_FEW_TO_POOL,
            f"{k} sites cannot be pulled towards each other; three are needed.",
            "Show each by itself.",
        )
    found = fit(studies, Matrix(("constant",), np.ones((k, 1))), method, "normal", level)
    mean, tau2 = float(found.values[0]), found.tau2
    made = Reference(
        "empirical Bayes (BLUP), REML (PyMARE)",
        k,
        "shrunken towards the pooled effect; normal; n is sites",
        level,
        higher_is,
    )
    keep = tau2 / (tau2 + studies.variances)
    estimates = [made.wald("pooled", mean, float(found.errors[0])), made.plain("tau2", tau2, higher_is=None)]
    lines = []
    for name, raw, variance, weight in zip(
        studies.names, studies.effects, studies.variances, keep, strict=True
    ):
        value = float(weight * raw + (1 - weight) * mean)
        spread = math.sqrt(float(weight * variance + (1 - weight) ** 2 * found.errors[0] ** 2))
        estimates.append(
            made.wald(f"shrunken[{name}]", value, spread)
            if spread
            else made.plain(f"shrunken[{name}]", value)
        )
        lines.append((name, float(raw), math.sqrt(float(variance)), value, float(weight)))
    table = rows(("site", "raw", "se", "shrunken", "weight_of_own_data"), lines)
    return Finding("shrinkage", tuple(estimates), tables={"sites": table})
