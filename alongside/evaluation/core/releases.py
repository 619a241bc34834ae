"""Figures that are published: protected against what was published before, stripped of what no reader needs, sealed.

Two sets of figures can be subtracted from each other. A count that has risen or fallen by so few people that they could
be picked out is hidden in the newer one, with what would give it away; a mean is left out where the older one would leave
that of a few. Where not even the number of people may be told, there is no release.
"""

import hashlib
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from alongside.evaluation.core.analyses.allocation_log import canonical
from alongside.evaluation.core.cells import (
    CONCERNS,
    HELD,
    MEMBERS,
    RELATIONSHIPS,
    REMATCHED,
    SUPPORTERS,
    asked_name,
    box_name,
)
from alongside.evaluation.core.change import HigherIs
from alongside.evaluation.core.disclosure import Rule
from alongside.evaluation.core.dose import Spread
from alongside.evaluation.core.facts import Facts
from alongside.evaluation.core.flow import Stage
from alongside.evaluation.core.numbers import numbers_of
from alongside.evaluation.core.page import ShownMeasure, ShownPage, ShownSide, Told, protect_page

WHOLES = (box_name(Stage.INVITED), SUPPORTERS, RELATIONSHIPS)
"""The people and matches that everything else is a part of."""


class TooFewSince(Exception):
    """So few people came or went since earlier figures that the two could be taken from each other."""


def release_of(facts: Facts, rule: Rule, earlier: Sequence[ShownPage]) -> ShownPage:
    """The page as it may be published after the earlier ones. Raises TooFewSince, and what `build_page` raises."""
    told = [told_by(page) for page in earlier]
    page = protect_page(numbers_of(facts), rule, earlier=told)
    now = dict(counts_on(page))
    if any(now[name] is None and name in before.counts for before in told for name in WHOLES):
        raise TooFewSince
    return without_totals(page)


def told_by(page: ShownPage) -> Told:
    counts = {name: count for name, count in counts_on(page) if count is not None}
    means = {
        f"{side}/{one.instrument}/{one.span}/n": (one.change.n, one.change.improvement)
        for side, shown in ((MEMBERS, page.members), (SUPPORTERS, page.supporters))
        for one in shown.measures
        if one.change.improvement is not None
    }
    return Told(counts, means)


def counts_on(page: ShownPage) -> Iterator[tuple[str, int | None]]:
    """Every count that a page prints, by the name that `cells` gives it; None where it is hidden."""
    for box in page.flow.boxes:
        yield box_name(box.stage), box.number
        yield box_name(box.stage, "on_record"), box.on_record
        yield box_name(box.stage, "skipped"), box.skipped
        for leaving in box.exits:
            yield box_name(box.stage, leaving.reason), leaving.number
    yield SUPPORTERS, page.supporters.people
    yield from _side(MEMBERS, page.members)
    yield from _side(SUPPORTERS, page.supporters)
    yield RELATIONSHIPS, page.dose.relationships
    for kind, number in page.endings.items():
        yield f"ending/{kind}", number
    for row in page.dose.by_modality:
        yield f"modality/{row.modality}", row.relationships
    yield REMATCHED, page.rematched
    yield CONCERNS, page.concerns
    yield HELD, page.held


def _side(name: str, side: ShownSide) -> Iterator[tuple[str, int | None]]:
    yield f"{name}/not_usable", side.not_usable
    yield f"{name}/checked_in", side.checked_in
    for span in side.being_asked:
        yield asked_name(name, span, "being_asked"), side.being_asked[span]
        yield asked_name(name, span, "not_yet"), side.not_yet[span]
    for one in side.measures:
        yield asked_name(name, one.span), one.change.asked
        yield from _measure(f"{name}/{one.instrument}/{one.span}", one)


def _measure(name: str, one: ShownMeasure) -> Iterator[tuple[str, int | None]]:
    yield f"{name}/n", one.change.n
    for missing in one.missing:
        yield f"{name}/{missing.reason}", missing.number
    if one.change.reliable is not None:
        for part in ("better", "unchanged", "worse"):
            yield f"{name}/{part}", getattr(one.change.reliable, part)


def without_totals(page: ShownPage) -> ShownPage:
    """The page without sums of contacts and minutes: taken from older ones, they would tell of single matches."""

    def bare(spread: Spread) -> Spread:
        return replace(spread, total=None)

    dose = replace(
        page.dose,
        planned_contacts=bare(page.dose.planned_contacts),
        delivered_contacts=bare(page.dose.delivered_contacts),
        planned_minutes=bare(page.dose.planned_minutes),
        delivered_minutes=bare(page.dose.delivered_minutes),
        by_modality=tuple(replace(row, contacts=None, minutes=None) for row in page.dose.by_modality),
    )
    return replace(page, dose=dose, waits={stage: bare(spread) for stage, spread in page.waits.items()})


def as_results(page: ShownPage) -> list[dict[str, Any]]:
    """The changes of a published page as `alongside evaluate --json` would give them, for `alongside meta` to pool.

    Each is the mean of later minus earlier scores, in points of its measure. What has no interval is left out.
    """
    return [
        {
            "name": f"{side}/{one.instrument}/{one.span}",
            "kind": "paired_change",
            "done": True,
            "design": "described",
            "verdict": None,
            "conditions": [],
            "tables": {},
            "estimates": {"mean_difference": estimate},
        }
        for side, shown in ((MEMBERS, page.members), (SUPPORTERS, page.supporters))
        for one in shown.measures
        if (estimate := _estimate(one)) is not None
    ]


def _estimate(one: ShownMeasure) -> dict[str, Any] | None:
    change = one.change
    if change.n is None or change.improvement is None or change.interval is None or not change.sd:
        return None
    sign = 1 if change.higher_is == HigherIs.BETTER else -1
    low, high = sorted((sign * change.interval.low, sign * change.interval.high))
    return {
        "value": sign * change.improvement,
        "low": low,
        "high": high,
        "level": change.interval.level,
        "se": change.sd / math.sqrt(change.n),
        "df": change.n - 1,
        "n": change.n,
        "higher_is": str(change.higher_is),
        "method": "paired t",
        "convention": "after minus before",
    }


def seal(content: Mapping[str, Any]) -> str:
    """SHA-256 of everything that was published, in hexadecimal digits."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()
