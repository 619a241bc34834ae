"""Through what it worked: the part of a difference between two arms that runs through a mechanism measured in between.

Three waves are needed: before, then the mechanism, then the outcome. With fewer nobody can say what came first, and
nothing is calculated. Linear models with robust standard errors; the interval of the path is that of a product of two
normal variables (MacKinnon and others 2007, PRODCLIN), by integration.
"""

import math
from collections.abc import Mapping
from itertools import pairwise

import numpy as np
from scipy import integrate, optimize, special

from alongside.evaluation.core.analyses.ancova import check_arms
from alongside.evaluation.core.analyses.finding import (
    CannotSay,
    Condition,
    Design,
    Finding,
    Named,
    Reference,
    left_out,
)
from alongside.evaluation.core.analyses.matrix import (
    Values,
    beside,
    column,
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
from alongside.evaluation.core.analyses.regression import error_words, few_clusters, least_squares
from alongside.evaluation.core.change import HigherIs

WAVES = 3


def mediation(
    *,
    arm: Values,
    mediator_before: Values,
    mediator: Values,
    outcome_before: Values,
    outcome: Values,
    reference: str | None = None,
    covariates: Mapping[str, Values] | None = None,
    cluster: Values | None = None,
    higher_is: HigherIs | None = None,
    design: Design = Design.COMPARED,
    level: float = 0.95,
) -> Finding:
    """The indirect difference (arm to mechanism times mechanism to outcome), the direct one, and their sum.

    mediator: measured after the arms began and before the outcome; both measured before as well, and adjusted for.
    One row a person with everything; others are left out and counted. Two arms; arm minus reference, in units of the
    outcome. cluster: then the sandwich over clusters instead of HC3.
    """
    size = same_length(
        covariates,
        arm=arm,
        mediator_before=mediator_before,
        mediator=mediator,
        outcome_before=outcome_before,
        outcome=outcome,
        cluster=cluster,
    )
    arms, m, y = words(arm), numbers(mediator), numbers(outcome)
    groups = levels(arms, reference)
    if len(groups) > 2:
        raise CannotSay(
            Named.BAD_SETTING, f"Two arms are compared; there are {len(groups)}: {', '.join(groups)}."
        )
    known = beside(
        column("mediator before", mediator_before),
        column("outcome before", outcome_before),
        covariate_columns(covariates or {}, size),
    )
    clusters = None if cluster is None else words(cluster)
    usable = known.whole & np.isfinite(m) & np.isfinite(y) & (arms != "")
    if clusters is not None:
        usable &= clusters != ""
        clusters = clusters[usable]
    check_arms(arms[usable], groups, y[usable])
    n = int(usable.sum())
    if np.ptp(m[usable]) == 0:
        raise CannotSay(
            Named.ZERO_VARIANCE,
            f"Everybody has the same value of the mechanism ({m[usable][0]:g}).",
            "The arms can be compared as they are (analysis: ancova).",
        )
    errors = "HC3" if clusters is None else "cluster"
    treated = indicators("arm", arms, reference).of(usable)
    rest = beside(constant(n), treated, known.of(usable))
    in_between = column("mediator", m[usable])
    first = least_squares(rest, m[usable], errors=errors, clusters=clusters)
    second = least_squares(beside(rest, in_between), y[usable], errors=errors, clusters=clusters)
    whole = least_squares(rest, y[usable], errors=errors, clusters=clusters)
    made = Reference(
        "linear models of mechanism and outcome, each adjusted for both before",
        n,
        f"arm minus {groups[0]}; {error_words(errors)}",
        level,
        higher_is,
    )
    name = treated.names[0]
    to_mechanism = first.estimate(made, name, "arm_to_mechanism", higher_is=None)
    to_outcome = second.estimate(made, "mediator", "mechanism_to_outcome", higher_is=None)
    a, a_se, b, b_se = (
        value or 0.0 for value in (to_mechanism.value, to_mechanism.se, to_outcome.value, to_outcome.se)
    )
    low, high = product_interval(a, a_se, b, b_se, level)
    estimates = (
        made.between(
            "indirect",
            a * b,
            low,
            high,
            se=math.hypot(a * b_se, b * a_se),
            convention=f"{made.convention}; interval of a product of two normal variables; se by Sobel",
        ),
        second.estimate(made, name, "direct"),
        whole.estimate(made, name, "total"),
        to_mechanism,
        to_outcome,
    )
    found = Finding("mediation", estimates, design=design)
    return found.also(_assumed(), left_out(size, n, "people"), few_clusters(errors, clusters))


def product_interval(
    a: float, a_se: float, b: float, b_se: float, level: float = 0.95
) -> tuple[float, float]:
    """Limits of the product of two independent normal variables with these means and standard deviations."""
    scale = a_se * b_se
    if not (math.isfinite(scale) and scale > 0):
        raise CannotSay(
            Named.ZERO_VARIANCE, "A path has no standard error, so the product of both has no interval."
        )
    # In standard deviations the product is scale times (z1 + a/a_se)(z2 + b/b_se).
    one, two = a / a_se, b / b_se
    spread = math.sqrt(one**2 + two**2 + 1)

    def below(limit: float) -> float:
        def part(z: float) -> float:
            x = z + one
            inside = special.ndtr((limit / x - two) * math.copysign(1, x)) if x else float(limit > 0)
            return float(inside) * math.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)

        breaks = sorted({-9.0, *(each for each in (-one - 0.5, -one, -one + 0.5) if abs(each) < 9), 9.0})
        return sum(
            integrate.quad(part, low, high, limit=200, epsabs=1e-10)[0] for low, high in pairwise(breaks)
        )

    def limit(tail: float) -> float:
        reach = 12 * spread
        return float(
            optimize.brentq(
                lambda x: below(x) - tail, one * two - reach, one * two + reach, xtol=1e-9 * spread
            )
        )

    return scale * limit((1 - level) / 2), scale * limit((1 + level) / 2)


def _assumed() -> Condition:
    return Condition(
        Named.NOT_DECLARED,
        "Chance may have made the arms, and never who changed in the mechanism: whatever moves mechanism and outcome "
        "together makes the path through it look stronger than it is.",
        "This fits an explanation, or does not; it proves none.",
    )


def too_few_waves(count: int) -> CannotSay:
    return CannotSay(
        Named.TOO_FEW_WAVES,
        f"There are {count} waves, and three are needed: before, then the mechanism, then the outcome. "
        "With fewer nobody can say which came first.",
        "Whether the mechanism changed can be compared (analysis: ancova, with the mechanism as outcome).",
    )
