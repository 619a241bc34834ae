"""Mixed models as lme4 fits them, by mixedlm: REML, Satterthwaite's degrees of freedom, boundary named, not hidden."""

import math
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from alongside.evaluation.core.analyses.finding import (
    CannotSay,
    Condition,
    Estimate,
    Named,
    Reference,
    finite,
    library,
)
from alongside.evaluation.core.analyses.matrix import Matrix, check_full_rank, coded


@dataclass(frozen=True)
class Grouping:
    """A random effect: an intercept, a slope, or both, for every group.

    groups: one code a row. slope, values: what it is a slope over, by name and row by row (the fixed column, if one has
    that name); intercept: whether there is a level too.
    """

    name: str
    groups: np.ndarray
    slope: str | None = None
    values: np.ndarray | None = None
    intercept: bool = True


@dataclass(frozen=True)
class MixedFit:
    """A fitted model. variances and correlations by (grouping, part); df by fixed effect (Satterthwaite)."""

    names: tuple[str, ...]
    values: np.ndarray
    covariance: np.ndarray
    df: np.ndarray
    variances: Mapping[tuple[str, str], float]
    correlations: Mapping[str, float]
    residual: float
    criterion: float
    reml: bool
    groups: Mapping[str, int]
    at_boundary: bool

    def estimate(self, made: Reference, name: str, shown: str = "", **more: Any) -> Estimate:
        place = self.names.index(name)
        se = math.sqrt(float(self.covariance[place, place]))
        return made.wald(shown or name, float(self.values[place]), se, float(self.df[place]), **more)

    def boundary(self) -> Condition | None:
        """Said where a variance was estimated as zero."""
        if not self.at_boundary:
            return None
        return Condition(
            Named.VARIANCE_AT_ZERO,
            "A variance between groups was estimated as zero (or a correlation as 1): the data show no such differences.",
            "The differences stand; that variance may still exist, and is too small to be seen with so few groups.",
        )


def fit_mixed(
    matrix: Matrix, outcome: np.ndarray, groupings: tuple[Grouping, ...], *, reml: bool = True
) -> MixedFit:
    """Fit outcome on the fixed columns of `matrix` (constant included) with the random effects of `groupings`.

    Complete rows only. CannotSay where the fit does not settle, nothing varies, or groups cannot be told apart.
    """
    check_full_rank(matrix)
    if np.ptp(outcome) == 0:
        raise CannotSay(
            Named.ZERO_VARIANCE,
            f"Every outcome is the same ({outcome[0]:g}), so there is no spread to model.",
            "What can be said: nobody differs.",
        )
    if outcome.size <= matrix.values.shape[1] + len(groupings):
        raise CannotSay(Named.TOO_FEW_PEOPLE, f"{outcome.size} complete rows are too few for this model.")
    coded_groups = [coded(each.groups) for each in groupings]
    counts = {each.name: int(codes.max()) + 1 for each, codes in zip(groupings, coded_groups, strict=True)}
    _check_groups(counts, outcome.size)
    pandas, mixedlm = library("pandas"), library("mixedlm")
    fixed = {f"x{place}": matrix.values[:, place] for place in range(1, matrix.values.shape[1])}
    known = dict(zip(matrix.names[1:], fixed, strict=True))
    frame = pandas.DataFrame({"y": outcome, **fixed})
    terms = []
    for number, (grouping, codes) in enumerate(zip(groupings, coded_groups, strict=True)):
        frame[f"g{number}"] = pandas.Categorical.from_codes(codes, categories=range(counts[grouping.name]))
        slope = known.get(str(grouping.slope), f"z{number}")
        if grouping.values is not None and slope not in fixed:
            frame[slope] = grouping.values
        terms.append(_term(grouping, number, slope))
    formula = f"y ~ {' + '.join(fixed) or '1'} + {' + '.join(terms)}"
    refused = library("mixedlm.models.checks").ModelCheckError
    # Its warnings come back as named conditions.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            # Left alone it drops columns that it takes for redundant, and prints so in the middle of our JSON.
            control = mixedlm.lmerControl(check_rankX="stop")
            found = mixedlm.lmer(formula, frame, REML=reml, control=control)
            df = np.asarray(mixedlm.satterthwaite_df(found).df, dtype=float)
        except (refused, ValueError, RuntimeError, LookupError, ArithmeticError) as error:
            raise CannotSay(
                Named.NOT_CONVERGED,
                f"The mixed model could not be fitted ({error}).",
                "Means of groups can be compared instead.",
            ) from None
    return _read(found, df, matrix.names, groupings, counts=counts, reml=reml)


def _check_groups(counts: Mapping[str, int], size: int) -> None:
    for name, count in counts.items():
        if count < 2:
            raise CannotSay(
                Named.FEW_CLUSTERS,
                f"There is only one {name}, so how they differ cannot be told.",
                "Results hold for this one, and say nothing of the next.",
            )
        if count >= size:
            raise CannotSay(
                Named.FEW_CLUSTERS,
                f"Every {name} has one row only, so differences between and within cannot be told apart.",
                f"Leave the {name} out of the model: nobody shares one.",
            )


def _term(grouping: Grouping, number: int, slope: str) -> str:
    if grouping.values is None:
        return f"(1 | g{number})"
    return f"({1 if grouping.intercept else 0} + {slope} | g{number})"


def _read(
    found: Any,
    df: np.ndarray,
    names: tuple[str, ...],
    groupings: tuple[Grouping, ...],
    *,
    counts: Mapping[str, int],
    reml: bool,
) -> MixedFit:
    values = np.asarray(list(found.fixef().values()), dtype=float)
    covariance = np.asarray(found.vcov(), dtype=float)
    if (
        not found.converged
        or values.size != len(names)
        or not np.isfinite(values).all()
        or not np.isfinite(covariance).all()
    ):
        raise CannotSay(
            Named.NOT_CONVERGED,
            "The mixed model did not settle on an answer, so none is given.",
            "Try fewer random effects; means of groups can be compared meanwhile.",
        )
    spread = found.VarCorr()
    told = spread.as_dict()
    variances, correlations = {}, {}
    for number, grouping in enumerate(groupings):
        for part, variance in told[f"g{number}"].items():
            part_name = "intercept" if part == "(Intercept)" else str(grouping.slope)
            variances[(grouping.name, part_name)] = float(variance)
        matrix = spread.get_corr(f"g{number}")
        if matrix is not None and np.shape(matrix) == (2, 2):
            correlations[grouping.name] = float(matrix[0][1])
    criterion = found.REMLcrit() if reml else found.get_deviance()
    return MixedFit(
        names=names,
        values=values,
        covariance=covariance,
        df=df,
        variances=variances,
        correlations=correlations,
        residual=float(found.sigma) ** 2,
        criterion=float(criterion),
        reml=reml,
        groups=counts,
        at_boundary=bool(found.isSingular()),
    )


def spread_estimates(fit: MixedFit, made: Reference) -> list[Estimate]:
    """The variances, correlations and the criterion of a fit, as estimates without an interval."""
    return [
        *(
            made.plain(f"variance[{group}.{part}]", value, higher_is=None)
            for (group, part), value in fit.variances.items()
        ),
        *(
            made.plain(f"correlation[{group}]", finite(value), higher_is=None)
            for group, value in fit.correlations.items()
        ),
        made.plain("variance[residual]", fit.residual, higher_is=None),
        made.plain("reml_criterion" if fit.reml else "deviance", fit.criterion, higher_is=None),
        *(made.plain(f"groups[{group}]", count, higher_is=None) for group, count in fit.groups.items()),
    ]
