"""Asking for studies or sites to be pooled: one row each, with an effect or with what an effect is made of."""

import numpy as np

from alongside.evaluation.core.analyses.effect_sizes import Group
from alongside.evaluation.core.analyses.finding import CannotSay, Condition, Finding, Named
from alongside.evaluation.core.analyses.meta import PREDICTIONS, meta_analysis, meta_regression
from alongside.evaluation.core.analyses.studies import METHODS, TESTS, Studies
from alongside.evaluation.core.analyses.study_effects import (
    OF_COUNTS,
    OF_MEANS,
    RATIOS,
    Counts,
    effect_of_counts,
    effect_of_means,
)
from alongside.evaluation.core.specs.asking import Asked, Kind

MEASURES = ("effect", *OF_COUNTS, *OF_MEANS)
COUNT_COLUMNS = ("events1", "n1", "events2", "n2")
NONEVENT_COLUMNS = {"n1": "nonevents1", "n2": "nonevents2"}
"""Where a table counts people without the event in place of all people, as fourfold tables do."""
MEAN_COLUMNS = ("n1", "mean1", "sd1", "n2", "mean2", "sd2")


def studies_of(asked: Asked) -> Studies:
    """The studies of a table. measure "effect": columns effect and variance or se. Otherwise the columns of counts or
    means, whose names are those of the settings unless the settings say otherwise."""
    measure = asked.choice("measure", MEASURES, "effect")
    names = _names(asked)
    if measure == "effect":
        effects = asked.table.numbers(asked.word("effect", "effect"))
        return Studies(names, effects, _variances(asked))
    if measure in OF_COUNTS:
        return _of_counts(asked, names, measure)
    columns = [asked.table.numbers(asked.word(name, name)) for name in MEAN_COLUMNS]
    found = []
    for row, values in _rows(columns):
        n1, m1, s1, n2, m2, s2 = _whole(names[row], values, MEAN_COLUMNS)
        first, second = Group(_people(names[row], n1), m1, s1), Group(_people(names[row], n2), m2, s2)
        found.append(effect_of_means(first, second, measure))
    return Studies(names, np.array([each[0] for each in found]), np.array([each[1] for each in found]))


def _of_counts(asked: Asked, names: tuple[str, ...], measure: str) -> Studies:
    columns = _counted(asked)
    found = []
    for row, values in _rows(columns):
        for count in values:
            if np.isfinite(count):
                _people(names[row], count)
        try:
            effect, variance, told = effect_of_counts(
                Counts(*_whole(names[row], values, COUNT_COLUMNS)), measure
            )
        except CannotSay as error:
            inner = error.condition
            raise CannotSay(inner.code, f"Study {names[row]}: {inner.words}", inner.still) from None
        if told is not None:
            asked.conditions.append(Condition(told.code, f"Study {names[row]}: {told.words}", told.still))
        found.append((effect, variance))
    return Studies(names, np.array([each[0] for each in found]), np.array([each[1] for each in found]))


def _counted(asked: Asked) -> list[np.ndarray]:
    """Events and all people of both groups; all people are added up where only those without the event are counted."""
    found: dict[str, np.ndarray] = {}
    for name in COUNT_COLUMNS:
        other = NONEVENT_COLUMNS.get(name, "")
        has_all = asked.has(name) or asked.word(name, name) in asked.table.header
        has_rest = bool(other) and (asked.has(other) or asked.word(other, other) in asked.table.header)
        if has_all and has_rest:
            raise CannotSay(
                Named.BAD_SETTING,
                f"Both {name} and {other} are there, and they may contradict each other.",
                "Keep the column that was counted, and take the other out of the file.",
            )
        if has_rest:
            events = found[name.replace("n", "events")]
            found[name] = events + asked.table.numbers(asked.word(other, other))
        else:
            found[name] = asked.table.numbers(asked.word(name, name))
    return list(found.values())


def _rows(columns: list[np.ndarray]) -> list[tuple[int, list[float]]]:
    return [
        (row, [float(value) for value in values]) for row, values in enumerate(zip(*columns, strict=True))
    ]


def _whole(name: str, values: list[float], columns: tuple[str, ...]) -> list[float]:
    for column, value in zip(columns, values, strict=True):
        if not np.isfinite(value):
            raise CannotSay(
                Named.NOTHING_LEFT,
                f"Study {name}: {column} is missing.",
                "Leave the study out of the file, and say so in the report.",
            )
    return values


def _people(name: str, count: float) -> int:
    """A number of people, which is whole."""
    if not count.is_integer():
        raise CannotSay(
            Named.BAD_SETTING,
            f"Study {name}: {count:g} is no number of people.",
            "Look it up; where it is an effective size, round it and say so.",
        )
    return int(count)


def _names(asked: Asked) -> tuple[str, ...]:
    column = asked.word("study", "study")
    if column not in asked.table.header and not asked.has("study"):
        return tuple(f"row {line}" for line in asked.table.lines)
    return tuple(asked.table.text(column))


def _variances(asked: Asked) -> np.ndarray:
    has_variance = asked.has("variance") or "variance" in asked.table.header
    has_error = asked.has("se") or "se" in asked.table.header
    given = asked.table.numbers(asked.word("variance", "variance")) if has_variance else None
    if given is not None and not has_error:
        return given
    errors = asked.table.numbers(asked.word("se", "se"))
    if (errors < 0).any():
        raise CannotSay(
            Named.BAD_SETTING,
            f"A standard error is above 0, and not {errors.min():g}.",
            "If the column holds something else, name the right one with se.",
        )
    if given is not None and not np.allclose(given, errors**2, rtol=0.02, equal_nan=True):
        raise CannotSay(
            Named.BAD_SETTING,
            "Both variance and se are there, and one is not the square of the other.",
            "Keep the column that was calculated, and take the other out of the file.",
        )
    return np.asarray(errors**2) if given is None else given


def _meta_analysis(asked: Asked) -> Finding:
    studies = studies_of(asked)
    measure = asked.word("measure", "effect")
    return meta_analysis(
        studies,
        method=asked.choice("method", METHODS, "REML"),
        test=asked.choice("test", list(TESTS), "hartung_knapp"),
        prediction=asked.choice("prediction", list(PREDICTIONS), "t_k_minus_2"),
        ratio=RATIOS.get(measure, ""),
        higher_is=asked.higher_is(),
        mid=asked.mid(),
        level=asked.level(),
    )


def _meta_regression(asked: Asked) -> Finding:
    studies = studies_of(asked)
    moderators = asked.covariates("moderators")
    if not moderators:
        raise CannotSay(Named.BAD_SETTING, "Name at least one column under moderators.")
    return meta_regression(
        studies,
        moderators,
        method=asked.choice("method", METHODS, "REML"),
        test=asked.choice("test", list(TESTS), "hartung_knapp"),
        level=asked.level(),
    )


KINDS: dict[str, Kind] = {"meta_analysis": _meta_analysis, "meta_regression": _meta_regression}
