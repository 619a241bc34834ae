"""Asking about people who did not answer, and for whom and with how much it worked."""

from alongside.evaluation.core.analyses.dose_response import complier_effect, dose_described
from alongside.evaluation.core.analyses.finding import CannotSay, Finding, Named
from alongside.evaluation.core.analyses.imputation import multiple_imputation, pool_estimates, tipping_point
from alongside.evaluation.core.analyses.matrix import Values
from alongside.evaluation.core.analyses.missing import missing_pattern
from alongside.evaluation.core.analyses.subgroups import interactions, shrinkage
from alongside.evaluation.core.specs.asking import Asked
from alongside.evaluation.core.specs.kinds.clusters import with_baseline
from alongside.evaluation.core.specs.kinds.comparisons import Kind
from alongside.evaluation.core.specs.kinds.pooling import studies_of


def _missing_pattern(asked: Asked) -> Finding:
    waves = asked.words("outcomes")
    return missing_pattern(
        outcomes={wave: asked.table.numbers(wave) for wave in waves},
        arm=asked.maybe_groups("arm"),
        predictors=asked.covariates("predictors"),
    )


def _multiple_imputation(asked: Asked) -> Finding:
    return multiple_imputation(
        outcome=asked.column("outcome"),
        arm=asked.groups("arm"),
        reference=asked.maybe_word("reference"),
        covariates=with_baseline(asked),
        times=asked.whole("times", 20),
        seed=asked.whole("seed", 1),
        higher_is=asked.higher_is(),
        mid=asked.mid(),
        design=asked.design(),
        level=asked.level(),
    )


def _tipping_point(asked: Asked) -> Finding:
    higher_is = asked.higher_is()
    if higher_is is None:
        raise CannotSay(
            Named.BAD_SETTING, "Say whether higher_is better or worse: those lost are made worse."
        )
    return tipping_point(
        outcome=asked.column("outcome"),
        arm=asked.groups("arm"),
        reference=asked.maybe_word("reference"),
        covariates=with_baseline(asked),
        higher_is=higher_is,
        shifted=asked.choice("shifted", ["treated", "both"], "treated"),
        deltas=asked.numbers("deltas") if asked.has("deltas") else (),
        times=asked.whole("times", 20),
        seed=asked.whole("seed", 1),
        design=asked.design(),
        level=asked.level(),
    )


def _pool_estimates(asked: Asked) -> Finding:
    variances = (
        asked.numbers("variances") if asked.has("variances") else [se**2 for se in asked.numbers("ses")]
    )
    return pool_estimates(
        asked.numbers("estimates"),
        variances,
        n=asked.whole("n"),
        coefficients=asked.whole("coefficients", 1),
        level=asked.level(),
    )


def _interactions(asked: Asked) -> Finding:
    return interactions(
        outcome=asked.column("outcome"),
        arm=asked.groups("arm"),
        moderators=_moderators(asked),
        reference=asked.maybe_word("reference"),
        covariates={} if (baseline := asked.maybe_column("baseline")) is None else {"baseline": baseline},
        cluster=asked.maybe_groups("cluster"),
        higher_is=asked.higher_is(),
        design=asked.design(),
        level=asked.level(),
    )


def _moderators(asked: Asked) -> dict[str, Values]:
    return asked.covariates("moderators")


def _shrinkage(asked: Asked) -> Finding:
    return shrinkage(studies_of(asked), higher_is=asked.higher_is(), level=asked.level())


def _complier_effect(asked: Asked) -> Finding:
    return complier_effect(
        outcome=asked.column("outcome"),
        assigned=asked.yes("assigned", asked.maybe_word("offered") or ""),
        received=asked.column("received"),
        covariates=with_baseline(asked),
        design=asked.design(),
        higher_is=asked.higher_is(),
        mid=asked.mid(),
        level=asked.level(),
    )


def _dose(asked: Asked) -> Finding:
    return dose_described(
        outcome=asked.column("outcome"),
        dose=asked.column("dose"),
        edges=asked.numbers("edges"),
        stayed=asked.maybe_column("stayed"),
        landmark=asked.maybe_number("landmark"),
        higher_is=asked.higher_is(),
        level=asked.level(),
    )


KINDS: dict[str, Kind] = {
    "missing_pattern": _missing_pattern,
    "multiple_imputation": _multiple_imputation,
    "tipping_point": _tipping_point,
    "pool_estimates": _pool_estimates,
    "interactions": _interactions,
    "shrinkage": _shrinkage,
    "complier_effect": _complier_effect,
    "dose": _dose,
}
