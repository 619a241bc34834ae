"""Asking for people who share supporters or clusters, and for how alike they are."""

from alongside.evaluation.core.analyses.clustered import cluster_comparison, stepped_wedge
from alongside.evaluation.core.analyses.finding import Design, Finding
from alongside.evaluation.core.analyses.growth import growth
from alongside.evaluation.core.analyses.icc import cluster_icc, rater_icc
from alongside.evaluation.core.analyses.matrix import Values
from alongside.evaluation.core.analyses.partially_nested import partially_nested
from alongside.evaluation.core.specs.asking import Asked, Kind
from alongside.evaluation.core.specs.kinds.arms import each_arm


def with_baseline(asked: Asked) -> dict[str, Values]:
    """The covariates, the baseline first where one is named."""
    made = asked.covariates()
    baseline = asked.maybe_column("baseline")
    return made if baseline is None else {"baseline": baseline, **made}


def _growth(asked: Asked) -> Finding:
    has_arms = asked.has("arm")
    return growth(
        outcome=asked.column("outcome"),
        time=asked.column("time"),
        person=asked.groups("person"),
        arm=asked.maybe_groups("arm"),
        reference=asked.maybe_word("reference"),
        covariates=with_baseline(asked),
        supporter=asked.maybe_groups("supporter"),
        slopes=asked.flag("slopes", default=True),
        reml=asked.choice("estimation", ["REML", "ML"], "REML") == "REML",
        higher_is=asked.higher_is(),
        mid=asked.mid(),
        design=asked.design(Design.COMPARED if has_arms else Design.DESCRIBED),
        level=asked.level(),
    )


def _partially_nested(asked: Asked) -> Finding:
    return partially_nested(
        outcome=asked.column("outcome"),
        arm=asked.groups("arm"),
        peer_arm=asked.word("peer_arm"),
        supporter=asked.groups("supporter"),
        covariates=with_baseline(asked),
        higher_is=asked.higher_is(),
        mid=asked.mid(),
        design=asked.design(),
        level=asked.level(),
    )


def _cluster_comparison(asked: Asked) -> Finding:
    return cluster_comparison(
        outcome=asked.column("outcome"),
        arm=asked.groups("arm"),
        cluster=asked.groups("cluster"),
        reference=asked.maybe_word("reference"),
        covariates=with_baseline(asked),
        higher_is=asked.higher_is(),
        mid=asked.mid(),
        design=asked.design(),
        level=asked.level(),
    )


def _stepped_wedge(asked: Asked) -> Finding:
    return stepped_wedge(
        outcome=asked.column("outcome"),
        cluster=asked.groups("cluster"),
        period=asked.groups("period"),
        treated=asked.yes("treated", asked.maybe_word("treated_is") or ""),
        higher_is=asked.higher_is(),
        mid=asked.mid(),
        level=asked.level(),
    )


def _cluster_icc(asked: Asked) -> Finding:
    return cluster_icc(outcome=asked.column("outcome"), cluster=asked.groups("cluster"), level=asked.level())


def _rater_icc(asked: Asked) -> Finding:
    return rater_icc(asked.table_of(asked.words("raters")), asked.level())


KINDS: dict[str, Kind] = {
    "growth": _growth,
    "partially_nested": each_arm(_partially_nested, against="peer_arm"),
    "cluster_comparison": _cluster_comparison,
    "stepped_wedge": _stepped_wedge,
    "cluster_icc": _cluster_icc,
    "rater_icc": _rater_icc,
}
