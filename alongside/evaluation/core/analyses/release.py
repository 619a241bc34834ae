"""Before numbers leave: small cells hidden with what would give them away, releases that cannot be subtracted, and
totals that are nobody's alone. The hiding itself is that of the result page (`disclosure`)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from alongside.evaluation.core.analyses.finding import (
    CannotSay,
    Condition,
    Finding,
    Named,
    Reference,
    named_list,
    rows,
)
from alongside.evaluation.core.analyses.matrix import Values, numbers, same_length, words
from alongside.evaluation.core.analyses.power import inside
from alongside.evaluation.core.disclosure import Rounding, Rule, protect_row, protect_table


def rule_of(hide_up_to: int, rounding: str, fewest_for_mean: int) -> Rule:
    inside(hide_up_to >= 0 and fewest_for_mean >= 0, "A threshold is 0 or more.")
    inside(rounding in list(Rounding), f"Rounding is one of {', '.join(Rounding)}.")
    return Rule(hide_up_to=hide_up_to, fewest_for_mean=fewest_for_mean, rounding=Rounding(rounding))


def released_counts(rows_of: Sequence[str], columns_of: Sequence[str] | None, rule: Rule) -> Finding:
    """Counts of people by one or two characteristics, as they may leave; null is not shown.

    Small counts are hidden, then further ones so that totals do not give them away, then those shown are rounded, and
    shares are taken from the rounded counts.
    """
    if columns_of is None:
        return _one_way(Counter(value for value in rows_of if value != ""), rule)
    pairs = [(a, b) for a, b in zip(rows_of, columns_of, strict=True) if a != "" and b != ""]
    return _two_way(Counter(pairs), rule)


def _one_way(counts: Mapping[str, int], rule: Rule) -> Finding:
    if not counts:
        raise CannotSay(Named.NOTHING_LEFT, "There is nobody to count.")
    ordered = {name: counts[name] for name in sorted(counts)}
    shown = protect_row(ordered, rule)
    total = shown.total
    lines = [
        (name, count, None if count is None or not total else count / total)
        for name, count in shown.cells.items()
    ]
    table = rows(("group", "people", "share"), [*lines, ("total", total, None)])
    return _released(table, [*shown.cells.values(), total], rule)


def _two_way(counts: Mapping[tuple[str, str], int], rule: Rule) -> Finding:
    across = sorted({pair[1] for pair in counts})
    down = sorted({pair[0] for pair in counts})
    if not across:
        raise CannotSay(Named.NOTHING_LEFT, "There is nobody to count.")
    shown = protect_table([[counts.get((one, other), 0) for other in across] for one in down], rule)
    lines = [
        (name, *cells, total) for name, cells, total in zip(down, shown.cells, shown.row_totals, strict=True)
    ]
    table = rows(("group", *across, "total"), [*lines, ("total", *shown.column_totals, shown.total)])
    cells = [cell for row in shown.cells for cell in row]
    return _released(table, [*cells, *shown.row_totals, *shown.column_totals, shown.total], rule)


def _released(table: tuple[Mapping[str, Any], ...], cells: Sequence[int | None], rule: Rule) -> Finding:
    hidden = sum(cell is None for cell in cells)
    words_used = (
        f"counts of 1 to {rule.hide_up_to} hidden, complementary suppression, rounding {rule.rounding}"
    )
    made = Reference("disclosure control of counts", len(cells), f"{words_used}; n is cells with totals")
    return Finding("disclosure", (made.plain("hidden", hidden),), tables={"released": table})


def released_means(outcome: Values, group: Values, rule: Rule) -> Finding:
    """Means and standard deviations by group, only of groups large enough; never a lowest or highest value."""
    same_length(outcome=outcome, group=group)
    y, groups = numbers(outcome), words(group)
    lines = []
    for name in sorted({str(each) for each in groups if each != ""}):
        inside_group = y[(groups == name) & np.isfinite(y)]
        n = int(inside_group.size)
        fine = n >= max(rule.fewest_for_mean, 2)
        lines.append(
            (
                name,
                None if rule.is_small(n) else n,
                float(inside_group.mean()) if fine else None,
                float(inside_group.std(ddof=1)) if fine else None,
            )
        )
    hidden = sum(line[2] is None for line in lines)
    made = Reference(
        "disclosure control of means",
        len(lines),
        f"means of {rule.fewest_for_mean} people or more; n is groups",
    )
    return Finding(
        "disclosure_means",
        (made.plain("hidden", hidden),),
        tables={"released": rows(("group", "people", "mean", "sd"), lines)},
    )


def differencing(before: Mapping[str, int], after: Mapping[str, int], rule: Rule) -> Finding:
    """Whether two releases of the same cells tell, by subtraction, of few people. Counts that a release hides are left out."""
    both = [name for name in before if name in after]
    inside(bool(both), "The two releases have no cell in common.")
    inside(min(*before.values(), *after.values()) >= 0, "A count is 0 or more.")
    close = [name for name in both if rule.is_small(abs(after[name] - before[name]))]
    made = Reference(
        "differencing guard",
        len(both),
        f"differences of 1 to {rule.hide_up_to} tell of few people; n is cells in both",
    )
    table = rows(
        ("cell", "before", "after", "blocked"),
        [(name, before[name], after[name], name in close) for name in both],
    )
    told = None
    if close:
        told = Condition(
            Named.DIFFERENCING,
            f"Taken from each other, the two releases tell of few people in {named_list(close)}.",
            "Keep the frozen release, or wait until more people have come.",
        )
    return Finding("differencing", (made.plain("blocked", len(close)),), tables={"cells": table}).also(told)


def dominance(amount: Values, group: Values, rule: Rule, *, largest: int = 1, share: float = 0.5) -> Finding:
    """Totals of money by group, hidden where the `largest` contributors hold more than `share` of all.

    Hidden as well where fewer contributed than a mean needs: a total and how many made it are a mean.
    """
    inside(
        largest >= 1 and 0 < share < 1, "The rule names how many are largest, and a share between 0 and 1."
    )
    same_length(amount=amount, group=group)
    sums, groups = numbers(amount), words(group)
    inside(bool((sums[np.isfinite(sums)] >= 0).all()), "Amounts are 0 or more.")
    lines, hidden = [], []
    for name in sorted({str(each) for each in groups if each != ""}):
        mine = np.sort(sums[(groups == name) & np.isfinite(sums)])[::-1]
        total = float(mine.sum())
        held = float(mine[:largest].sum()) / total if total else 0.0
        dominated = held > share or mine.size < rule.fewest_for_mean
        if dominated:
            hidden.append(name)
        lines.append((name, None if dominated else total, None if dominated else int(mine.size)))
    made = Reference(
        "dominance rule",
        len(lines),
        f"hidden where the largest {largest} hold more than {100 * share:g} %, or fewer than {rule.fewest_for_mean} contribute; n is groups",
    )
    told = None
    if hidden:
        told = Condition(
            Named.DIFFERENCING,
            f"Hidden, for few contribute or a few hold nearly all of it: {named_list(hidden)}.",
            "Join groups before they are shown.",
        )
    return Finding(
        "dominance",
        (made.plain("hidden", len(hidden)),),
        tables={"totals": rows(("group", "total", "contributors"), lines)},
    ).also(told)


def rare_combinations(columns: Mapping[str, Sequence[str]], rule: Rule) -> Finding:
    """People whose combination of characteristics (area, condition, date) is shared by too few to be hidden among them."""
    inside(len(columns) >= 2, "Name two columns or more that together may point at somebody.")
    same_length(columns)
    combined = Counter(zip(*columns.values(), strict=True))
    rare = [combination for combination, count in combined.items() if rule.is_small(count)]
    people = sum(combined[combination] for combination in rare)
    total = sum(combined.values())
    made = Reference(
        "rare combinations", total, f"shared by 1 to {rule.hide_up_to} people; columns {', '.join(columns)}"
    )
    told = None
    if rare:
        told = Condition(
            Named.DIFFERENCING,
            f"{len(rare)} combinations of {', '.join(columns)} are shared by few people; together they point at {people} of {total}.",
            "These columns do not leave together. Coarsen one: a district for a village, a year for a date.",
        )
    return Finding("rare_combinations", (made.plain("rare", len(rare)), made.plain("people", people))).also(
        told
    )
