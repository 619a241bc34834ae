"""More than two arms, for analyses that compare two: each arm against the reference, the others left out for that."""

from dataclasses import replace
from typing import Any

import numpy as np

from alongside.evaluation.core.analyses.finding import (
    CannotSay,
    Condition,
    Estimate,
    Finding,
    Named,
    rows,
)
from alongside.evaluation.core.analyses.matrix import levels
from alongside.evaluation.core.specs.asking import Asked, Kind


def each_arm(kind: Kind, *, against: str = "reference") -> Kind:
    """The analysis for any number of arms. against: the setting that names the arm which all others are compared with.

    With two arms nothing changes. With more, every number carries its arm in brackets, and so does every table.
    """

    def asked_of_each(asked: Asked) -> Finding:
        arms = _arms(asked, against)
        if len(arms) < 3:
            return kind(asked)
        first, others = arms[0], arms[1:]
        found: dict[str, Finding] = {}
        failed: dict[str, CannotSay] = {}
        for arm in others:
            part = _part(asked, {first, arm})
            try:
                found[arm] = kind(part)
            except CannotSay as error:
                failed[arm] = error
            asked.conditions += [each for each in part.conditions if each not in asked.conditions]
        if not found:
            raise next(iter(failed.values()))
        return _together(found, failed, first)

    return asked_of_each


def _arms(asked: Asked, against: str) -> list[str]:
    """The arms, the one that the others are compared with first; fewer than three where this is not about arms."""
    if not asked.has("arm"):
        return []
    cells = np.array(asked.groups("arm"), dtype=object)
    chosen = asked.maybe_word(against)
    # An arm that is not there is told by the analysis itself.
    return levels(cells, chosen if chosen in set(cells.tolist()) else None)


def _part(asked: Asked, arms: set[str]) -> Asked:
    cells = asked.groups("arm")
    table = asked.table.kept([cell in arms for cell in cells])
    return Asked(asked.settings, table, asked.defaults, asked.used)


def _together(found: dict[str, Finding], failed: dict[str, CannotSay], first: str) -> Finding:
    estimates: list[Estimate] = []
    tables: dict[str, Any] = {}
    conditions: list[Condition] = [_several(len(found) + len(failed), first)]
    for arm, one in found.items():
        estimates += [replace(each, name=_named(each.name, arm)) for each in one.estimates]
        tables |= {f"{name}[{arm}]": table for name, table in one.tables.items()}
        conditions += [replace(each, words=f"{arm}: {each.words}") for each in one.conditions]
    for arm, error in failed.items():
        told = error.condition
        conditions.append(Condition(told.code, f"{arm}: {told.words}", told.still))
    judged = [(arm, one.verdict) for arm, one in found.items() if one.verdict]
    if judged:
        tables["verdicts"] = rows(("arm", "verdict"), judged)
    any_one = next(iter(found.values()))
    return Finding(any_one.kind, tuple(estimates), tuple(conditions), tables, any_one.design)


def _named(name: str, arm: str) -> str:
    head, bracket, rest = name.partition("[")
    return f"{head}[{arm}, {rest}" if bracket else f"{name}[{arm}]"


def _several(count: int, first: str) -> Condition:
    return Condition(
        Named.SEVERAL_COMPARISONS,
        f"There are {count} comparisons with {first}, each made without the people of the other arms.",
        "The more comparisons, the more easily one looks striking by luck; the protocol says which is the first.",
    )
