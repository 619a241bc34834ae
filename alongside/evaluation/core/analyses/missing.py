"""Who did not answer, when, in which arm, and how they differed at the start. Answers are never carried forward."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np

from alongside.evaluation.core.analyses.finding import (
    CannotSay,
    Condition,
    Estimate,
    Finding,
    Named,
    Reference,
    rows,
)
from alongside.evaluation.core.analyses.matrix import Values, covariates, levels, numbers, same_length, words

MOST_LOST = 0.20
MOST_APART = 0.05


def missing_pattern(
    *,
    outcomes: Mapping[str, Values],
    arm: Values | None = None,
    predictors: Mapping[str, Values] | None = None,
) -> Finding:
    """How many of each arm are missing at each wave, which patterns there are, and who was lost.

    outcomes: one column a wave, in order of time, one row a person, NaN where missing. predictors: known at the start;
    the difference lost minus kept at the last wave is given in standard deviations.
    """
    if not outcomes:
        raise CannotSay(Named.BAD_SETTING, "Name the columns of the waves.")
    size = same_length(outcomes, predictors, arm=arm)
    here = np.column_stack([np.isfinite(numbers(values)) for values in outcomes.values()])
    arms = np.full(size, "all", dtype=object) if arm is None else words(arm)
    groups = levels(arms)
    if not size or not groups:
        raise CannotSay(Named.NOTHING_LEFT, "There is nobody to count.")
    made = Reference("share of people", size, "missing over all who should have answered")
    estimates: list[Estimate] = []
    shares: dict[str, list[float]] = {}
    for place, wave in enumerate(outcomes):
        shares[wave] = []
        for group in groups:
            inside = arms == group
            lost = 1 - float(here[inside, place].mean())
            shares[wave].append(lost)
            estimates.append(made.plain(f"missing[{wave}, {group}]", lost, n=int(inside.sum())))
    last = list(outcomes)[-1]
    estimates.append(
        made.plain(
            "monotone",
            float(_monotone(here)),
            method="1 where nobody comes back after missing",
            convention="",
        )
    )
    tables: dict[str, tuple[Mapping[str, Any], ...]] = {"patterns": _patterns(here, arms, list(outcomes))}
    if predictors:
        tables["who_was_lost"] = _lost(covariates(predictors, size), here[:, -1])
    found = Finding("missing_pattern", tuple(estimates), tables=tables)
    return found.also(_many(last, shares[last]), _apart(last, groups, shares[last]))


def _monotone(here: np.ndarray) -> bool:
    return bool((np.diff(here.astype(int), axis=1) <= 0).all())


def _patterns(here: np.ndarray, arms: np.ndarray, waves: list[str]) -> tuple[Mapping[str, Any], ...]:
    counts = Counter(
        (tuple(bool(each) for each in row), str(arm)) for row, arm in zip(here, arms, strict=True)
    )
    lines = [
        (*("answered" if each else "missing" for each in pattern), arm, count)
        for (pattern, arm), count in sorted(counts.items(), key=lambda one: (-one[1], str(one[0])))
    ]
    return rows((*waves, "arm", "people"), lines)


def _lost(known: Any, answered: np.ndarray) -> tuple[Mapping[str, Any], ...]:
    lines: list[tuple[Any, ...]] = []
    for name, values in zip(known.names, known.values.T, strict=True):
        lost, kept = values[~answered & np.isfinite(values)], values[answered & np.isfinite(values)]
        if lost.size < 2 or kept.size < 2:
            lines.append((name, int(lost.size), int(kept.size), None, None, None))
            continue
        spread = float(np.sqrt((lost.var(ddof=1) + kept.var(ddof=1)) / 2))
        apart = float(lost.mean() - kept.mean())
        lines.append(
            (
                name,
                int(lost.size),
                int(kept.size),
                float(lost.mean()),
                float(kept.mean()),
                apart / spread if spread else None,
            )
        )
    return rows(("predictor", "lost", "kept", "mean_lost", "mean_kept", "difference_in_sd"), lines)


def _many(wave: str, shares: list[float]) -> Condition | None:
    if max(shares) <= MOST_LOST:
        return None
    return Condition(
        Named.LOST_PEOPLE,
        f"{100 * max(shares):.0f} of 100 people did not answer at {wave} in at least one arm (more than {100 * MOST_LOST:.0f}).",
        "Show what the result would be if those lost did worse (analysis: tipping_point).",
    )


def _apart(wave: str, groups: list[str], shares: list[float]) -> Condition | None:
    if max(shares) - min(shares) <= MOST_APART + 1e-12:
        return None
    told = ", ".join(f"{group} {100 * share:.0f}" for group, share in zip(groups, shares, strict=True))
    return Condition(
        Named.LOST_PEOPLE,
        f"Of 100 people, these did not answer at {wave}: {told}. The arms differ by more than {100 * MOST_APART:.0f}.",
        "Whoever was lost may differ between the arms, and the comparison with them.",
    )
