"""Asking for the size of a study, or for its power; `FIELDS` are the settings, which the command line offers as options."""

from alongside.evaluation.core.analyses.cluster_power import (
    cluster_trial,
    nested_arm,
    stepped_wedge_power,
    stepped_wedge_sizes,
)
from alongside.evaluation.core.analyses.finding import Finding
from alongside.evaluation.core.analyses.power import Inflation, inside, two_arm, two_proportions
from alongside.evaluation.core.specs.asking import Asked, Kind

_INFLATION = {
    "attrition": "share expected to be lost to follow-up, 0 up to 1",
    "baseline_correlation": "correlation of baseline and outcome, where the baseline is adjusted for",
    "cluster_size": "people per supporter or group",
    "icc": "intracluster correlation, 0 to 1",
    "size_cv": "how unequal cluster sizes are: standard deviation over mean",
}
_ERRORS = {
    "alpha": "two-sided false-positive rate (0.05)",
    "power": "chance to show the difference, for instance 0.8",
}

FIELDS: dict[str, dict[str, str]] = {
    "power_two_arm": {
        "difference": "the smallest difference worth finding, in units of the measure",
        "sd": "standard deviation of the measure (1: the difference is standardised)",
        "n": "people in the first arm, to get the power",
        **_ERRORS,
        "ratio": "second arm over first (1)",
        **_INFLATION,
    },
    "power_two_proportions": {
        "share1": "share with the outcome in the first arm",
        "share2": "share with the outcome in the second arm",
        "n": "people per arm, to get the power",
        **_ERRORS,
        **_INFLATION,
    },
    "power_cluster": {
        "difference": "the smallest difference worth finding, in units of the measure",
        "sd": "standard deviation over all people (1)",
        "icc": "intracluster correlation, 0 to 1",
        "cluster_size": "people in a cluster",
        "size_cv": "how unequal cluster sizes are: standard deviation over mean (0)",
        "sizes": "taylor or eldridge: how unequal sizes count (taylor)",
        "clusters": "clusters per arm, to get the power",
        **_ERRORS,
    },
    "power_partially_nested": {
        "difference": "the smallest difference worth finding, in units of the measure",
        "cluster_size": "people per supporter",
        "between_variance": "variance between supporters",
        "within_variance": "variance of people of one supporter",
        "control_variance": "variance of people in the control arm",
        "supporters": "supporters in the peer arm",
        "controls": "people in the control arm",
        **_ERRORS,
    },
    "power_stepped_wedge": {
        "difference": "the smallest difference worth finding, in units of the measure",
        "steps": "steps, each with its clusters; there is one period more",
        "people_per_period": "people measured in a cluster and period",
        "variance": "variance of the outcome over all people; with icc",
        "icc": "intracluster correlation in one period",
        "cluster_autocorrelation": "correlation between two periods of a cluster (1)",
        "individual_autocorrelation": "correlation between two periods of a person (0: other people)",
        "clusters_per_step": "clusters that cross over at each step, to get the power",
        "between_variance": "variance between clusters (tau squared), for Hussey and Hughes",
        "person_variance": "variance of people within a cluster and period, for Hussey and Hughes",
        **_ERRORS,
    },
}


def _inflation(asked: Asked) -> Inflation:
    return Inflation(
        attrition=asked.number("attrition", 0.0),
        baseline_correlation=asked.number("baseline_correlation", 0.0),
        cluster_size=asked.number("cluster_size", 1.0),
        icc=asked.number("icc", 0.0),
        size_cv=asked.number("size_cv", 0.0),
    )


def _two_arm(asked: Asked) -> Finding:
    return two_arm(
        difference=asked.number("difference"),
        sd=asked.number("sd", 1.0),
        n=asked.maybe_number("n"),
        power=asked.maybe_number("power"),
        alpha=asked.number("alpha", 0.05),
        ratio=asked.number("ratio", 1.0),
        inflation=_inflation(asked),
    )


def _two_proportions(asked: Asked) -> Finding:
    return two_proportions(
        share1=asked.number("share1"),
        share2=asked.number("share2"),
        n=asked.maybe_number("n"),
        power=asked.maybe_number("power"),
        alpha=asked.number("alpha", 0.05),
        inflation=_inflation(asked),
    )


def _cluster(asked: Asked) -> Finding:
    return cluster_trial(
        difference=asked.number("difference"),
        sd=asked.number("sd", 1.0),
        icc=asked.number("icc"),
        cluster_size=asked.number("cluster_size"),
        clusters=asked.maybe_number("clusters"),
        power=asked.maybe_number("power"),
        size_cv=asked.number("size_cv", 0.0),
        alpha=asked.number("alpha", 0.05),
        sizes=asked.choice("sizes", ["taylor", "eldridge"], "taylor"),
    )


def _partially_nested(asked: Asked) -> Finding:
    return nested_arm(
        difference=asked.number("difference"),
        cluster_size=asked.number("cluster_size"),
        between_variance=asked.number("between_variance"),
        within_variance=asked.number("within_variance"),
        control_variance=asked.number("control_variance"),
        supporters=asked.maybe_number("supporters"),
        controls=asked.maybe_number("controls"),
        power=asked.maybe_number("power"),
        alpha=asked.number("alpha", 0.05),
    )


def _stepped_wedge(asked: Asked) -> Finding:
    if asked.has("between_variance"):
        inside(
            not asked.has("power"),
            "By Hussey and Hughes the power of a design is worked out; leave power out.",
        )
        return stepped_wedge_power(
            difference=asked.number("difference"),
            between_variance=asked.number("between_variance"),
            person_variance=asked.number("person_variance"),
            people_per_period=asked.number("people_per_period"),
            steps=asked.whole("steps"),
            clusters_per_step=asked.whole("clusters_per_step"),
            alpha=asked.number("alpha", 0.05),
        )
    return stepped_wedge_sizes(
        difference=asked.number("difference"),
        variance=asked.number("variance"),
        icc=asked.number("icc"),
        cluster_autocorrelation=asked.number("cluster_autocorrelation", 1.0),
        individual_autocorrelation=asked.number("individual_autocorrelation", 0.0),
        people_per_period=asked.number("people_per_period"),
        steps=asked.whole("steps"),
        clusters_per_step=asked.maybe_number("clusters_per_step"),
        power=asked.maybe_number("power"),
        alpha=asked.number("alpha", 0.05),
    )


KINDS: dict[str, Kind] = {
    "power_two_arm": _two_arm,
    "power_two_proportions": _two_proportions,
    "power_cluster": _cluster,
    "power_partially_nested": _partially_nested,
    "power_stepped_wedge": _stepped_wedge,
}
