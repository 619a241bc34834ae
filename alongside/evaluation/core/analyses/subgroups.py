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


def subgroup_effects(
    *,
    outcome: Values,
    arm: Values,
    group: Values,
    reference: str | None = None,
    covariates: Mapping[str, Values] | None = None,
    higher_is: HigherIs | None = None,
    design: Design = Design.COMPARED,
    level: float = 0.95,
) -> Finding:
    """The difference of two arms within each group (sites, supporters' teams, kinds of people), each pulled towards that
    of all as far as chance explains it, the raw ones beside; and whether groups differ more than chance makes.

    Within a group: least squares with HC3, as `ancova`; groups in which that cannot be done are named. With fewer than
    three groups nothing is pulled, and the difference between the two stands alone. Never a test within a group.
    """
    size = same_length(covariates, outcome=outcome, arm=arm, group=group)
    y, arms, kinds = numbers(outcome), words(arm), words(group)
    chosen = levels(arms, reference)
    if len(chosen) != 2:
        raise CannotSay(
            Named.BAD_SETTING, f"Two arms are compared; there are {len(chosen)}: {', '.join(chosen)}."
        )
    known = covariate_columns(covariates or {}, size)
    treated = indicators("arm", arms, chosen[0])
    usable = known.whole & treated.whole & np.isfinite(y) & (kinds != "")
    names, effects, variances, people = [], [], [], []
    conditions: list[Condition | None] = [left_out(size, int(usable.sum()), "people")]
    for name in levels(kinds):
        mine = usable & (kinds == name)
        try:
            check_arms(arms[mine], chosen, y[mine])
            line = least_squares(
                beside(constant(int(mine.sum())), treated.of(mine), _varying(known.of(mine))), y[mine]
            )
        except CannotSay as error:
            conditions.append(_group_left_out(name, error))
            continue
        place = line.names.index(treated.names[0])
        names.append(name)
        effects.append(float(line.values[place]))
        variances.append(float(line.covariance[place, place]))
        people.append(int(mine.sum()))
    if len(names) < 2:
        raise CannotSay(
            Named.TOO_FEW_TO_POOL,
            f"In {len(names)} of {len(levels(kinds))} groups the arms can be compared; two are needed.",
            "The arms can be compared over all people (analysis: ancova).",
        )
    studies = Studies(tuple(names), np.array(effects), np.array(variances))
    made = Reference(
        "difference of the arms within each group, least squares",
        sum(people),
        f"{chosen[1]} minus {chosen[0]}; HC3; never a test within a group",
        level,
        higher_is,
    )
    raw = [_raw(made, *each) for each in zip(names, effects, variances, people, strict=True)]
    if len(names) < FEWEST_TO_POOL:
        apart = made.wald(
            f"interaction[{names[1]}]",
            effects[1] - effects[0],
            math.sqrt(sum(variances)),
            convention=f"{names[1]} minus {names[0]}; normal reference",
        )
        return Finding("subgroup_effects", (apart, *raw), design=design).also(*conditions, _two_groups())
    pulled = shrinkage(studies, higher_is=higher_is, level=level)
    return Finding(
        "subgroup_effects",
        (*_between(studies, made), *pulled.estimates, *raw),
        tables={"groups": pulled.tables["sites"]},
        design=design,
    ).also(*conditions, _chosen_beforehand())


def _varying(known: Matrix) -> Matrix:
    """The covariates that differ between people of this group; one that does not says nothing here."""
    keep = [place for place in range(len(known.names)) if np.ptp(known.values[:, place])]
    return Matrix(tuple(known.names[place] for place in keep), known.values[:, keep])


def _raw(made: Reference, name: str, effect: float, variance: float, people: int) -> Estimate:
    margin = float(stats.norm.ppf((1 + made.level) / 2)) * math.sqrt(variance)
    return made.between(
        f"raw[{name}]", effect, effect - margin, effect + margin, se=math.sqrt(variance), n=people
    )


def _between(studies: Studies, made: Reference) -> list[Estimate]:
    """Whether the groups differ more than chance makes."""
    weights = 1 / studies.variances
    mean = float(weights @ studies.effects / weights.sum())
    q, df = float(weights @ (studies.effects - mean) ** 2), len(studies.names) - 1
    return [
        made.plain(
            "q_between",
            q,
            p=float(stats.chi2.sf(q, df)),
            df=float(df),
            method="interaction of arm and group, Cochran's Q",
            higher_is=None,
        )
    ]


def _group_left_out(name: str, error: CannotSay) -> Condition:
    return Condition(
        error.condition.code,
        f"{name}: {error.condition.words}",
        "This group is left out; the numbers speak of the others.",
    )


def _two_groups() -> Condition:
    return Condition(
        Named.TOO_FEW_TO_POOL,
        "Two groups cannot be pulled towards each other; three are needed.",
        "Read the interaction: whether the difference itself differs.",
    )


def _chosen_beforehand() -> Condition:
    return Condition(
        Named.NOT_DECLARED,
        "Groups always differ somewhat by chance; the shrunken numbers take that out, the raw ones do not.",
        "A difference between groups counts if it was named in the protocol beforehand.",
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
