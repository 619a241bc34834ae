"""Two or more arms compared on an outcome, with the baseline and the strata taken into account."""

from collections.abc import Mapping, Sequence

import numpy as np

from alongside.evaluation.core.analyses.finding import (
    CannotSay,
    Condition,
    Design,
    Estimate,
    Finding,
    Named,
    Reference,
    Row,
    left_out,
)
from alongside.evaluation.core.analyses.finding import (
    rows as table_rows,
)
from alongside.evaluation.core.analyses.matrix import (
    Matrix,
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
from alongside.evaluation.core.analyses.regression import Line, error_words, few_clusters, least_squares
from alongside.evaluation.core.analyses.verdicts import few_people, verdict
from alongside.evaluation.core.change import FEWEST_FOR_INTERVAL, HigherIs


def ancova(
    *,
    outcome: Values,
    arm: Values,
    reference: str | None = None,
    baseline: Values | None = None,
    covariates: Mapping[str, Values] | None = None,
    cluster: Values | None = None,
    errors: str = "",
    higher_is: HigherIs | None = None,
    mid: float | None = None,
    design: Design = Design.COMPARED,
    level: float = 0.95,
    fewest: int = FEWEST_FOR_INTERVAL,
) -> Finding:
    """Adjusted differences of each arm from the reference arm, and the unadjusted ones second.

    outcome and baseline: numbers, NaN where missing; rows with a missing value are left out, and counted. arm,
    cluster and covariates that are words become indicators. errors: "HC3" (as long as no cluster is named),
    "cluster" or "classical". A difference is arm minus reference, in units of the outcome.
    """
    errors = errors or ("HC3" if cluster is None else "cluster")
    size = same_length(covariates, outcome=outcome, arm=arm, baseline=baseline, cluster=cluster)
    arms, y = words(arm), numbers(outcome)
    groups = None if cluster is None else words(cluster)
    known = covariate_columns(covariates or {}, size)
    if baseline is not None:
        known = beside(column("baseline", baseline), known)
    usable = known.whole & np.isfinite(y) & (arms != "") & (True if groups is None else groups != "")
    check_arms(arms[usable], levels(arms, reference), y[usable])
    treated = indicators("arm", arms, reference)
    rows = Rows(treated.of(usable), known.of(usable), y[usable], None if groups is None else groups[usable])
    n = int(usable.sum())
    made = Reference(
        "least squares, outcome on arm, baseline and covariates (ANCOVA)"
        if known.names
        else "least squares, outcome on arm",
        n,
        f"arm minus {levels(arms, reference)[0]}; {error_words(errors)}",
        level,
        higher_is,
    )
    full = least_squares(
        beside(constant(n), rows.arms, rows.known), rows.outcome, errors=errors, clusters=rows.clusters
    )
    bare = least_squares(beside(constant(n), rows.arms), rows.outcome, errors=errors, clusters=rows.clusters)
    few = few_people(n, fewest)
    estimates = [full.estimate(made, name, _shown("difference", name)) for name in rows.arms.names]
    estimates += _unadjusted(bare, made, rows)
    estimates += [full.estimate(made, name, f"slope[{name}]", higher_is=None) for name in known.names]
    estimates += [
        full.estimate(made, "constant", higher_is=None),
        *_means(rows, levels(arms, reference), made),
    ]
    shown = tuple(without_interval(each) for each in estimates) if few else tuple(estimates)
    found = Finding(
        "ancova",
        shown,
        tables=verdicts(shown[: len(treated.names)], mid, design),
        design=design,
        verdict=None if few or len(treated.names) > 1 else verdict(shown[0], mid, design),
    )
    return found.also(
        few,
        left_out(size, n),
        several(len(treated.names)),
        few_clusters(errors, rows.clusters),
        _clusterless(rows.clusters),
    )


def verdicts(
    differences: Sequence[Estimate], mid: float | None, design: Design
) -> dict[str, tuple[Row, ...]]:
    """One class for each arm where several are compared with the reference."""
    judged = [(each.name, verdict(each, mid, design)) for each in differences]
    if len(judged) < 2 or all(said is None for _, said in judged):
        return {}
    return {"verdicts": table_rows(("difference", "verdict"), judged)}


def several(differences: int) -> Condition | None:
    """Said where more than one arm is compared with the reference."""
    if differences < 2:
        return None
    return Condition(
        Named.SEVERAL_COMPARISONS,
        f"{differences} arms are compared with the reference.",
        "The more comparisons, the more easily one looks striking by luck; the protocol says which is the first.",
    )


class Rows:
    """The complete rows: indicators of arms, covariates, outcome, and clusters where there are any."""

    def __init__(self, arms: Matrix, known: Matrix, outcome: np.ndarray, clusters: np.ndarray | None) -> None:
        self.arms, self.known, self.outcome, self.clusters = arms, known, outcome, clusters


def _shown(what: str, name: str) -> str:
    return f"{what}[{name.partition('[')[2]}"


def _unadjusted(bare: Line, made: Reference, rows: Rows) -> list[Estimate]:
    if not rows.known.names:
        return []
    plain = Reference("least squares, outcome on arm", made.n, made.convention, made.level, made.higher_is)
    return [bare.estimate(plain, name, _shown("unadjusted_difference", name)) for name in rows.arms.names]


def _means(rows: Rows, groups: list[str], made: Reference) -> list[Estimate]:
    first = 1 - rows.arms.values.sum(axis=1)
    masks = [first, *rows.arms.values.T]
    shown = []
    for group, mask in zip(groups, masks, strict=True):
        inside = rows.outcome[mask > 0]
        shown.append(
            made.plain(
                f"mean[{group}]", inside.mean(), n=int(inside.size), method="mean", convention="unadjusted"
            )
        )
    return shown


def _clusterless(clusters: np.ndarray | None) -> Condition | None:
    if clusters is not None:
        return None
    return Condition(
        Named.NOT_DECLARED,
        "No supporter or group was named, so people count as separate.",
        "If several of them shared a supporter, name that column as cluster: the interval is too narrow without it.",
    )


def check_arms(arms: np.ndarray, expected: list[str], outcome: np.ndarray) -> None:
    """CannotSay unless at least two arms have at least two people each with everything that is needed."""
    sizes = {arm: int((arms == arm).sum()) for arm in expected}
    told = "; ".join(
        f"{arm}: {size} people" + (f", mean {outcome[arms == arm].mean():g}" if size else "")
        for arm, size in sizes.items()
    )
    if len(expected) < 2 or sum(size > 0 for size in sizes.values()) < 2:
        raise CannotSay(
            Named.ONE_ARM_ONLY,
            f"There is nobody to compare with: {told or 'no arm has people'}.",
            "Change over time can be described for the one arm.",
        )
    if small := [arm for arm, size in sizes.items() if size < 2]:
        raise CannotSay(
            Named.ARM_OF_ONE,
            f"The arm {', '.join(small)} has fewer than two people with everything that is needed, so its spread is unknown.",
            f"What can be said: {told}.",
        )


def without_interval(estimate: Estimate) -> Estimate:
    """The number alone, for so few people that nothing may be concluded."""
    return Estimate(
        estimate.name,
        estimate.value,
        estimate.method,
        estimate.n,
        estimate.convention,
        higher_is=estimate.higher_is,
    )
