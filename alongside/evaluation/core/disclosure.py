"""Disclosure control: nothing on a page or in a file lets a reader work out a small group of people.

Counts of 1 to 7 are hidden by default (OpenSAFELY's rule: redact counts of 7 or fewer); a programme may choose
1 to 4. Zeros are shown. Further cells go with them so that totals do not give them away (`circulation`). Means,
spreads and intervals need at least 10 people. None, in what comes back, is always "not shown".

It guards one table at a time: two tables of nearly the same people can still be subtracted from each other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from alongside.evaluation.core.change import Change, ReliableCounts, Standing
from alongside.evaluation.core.circulation import Edge, Node, hide
from alongside.evaluation.core.dose import DoseSummary, ModalityDose, Share, Spread
from alongside.evaluation.core.flow import Exit, Flow, Stage, reconcile


class Rounding(StrEnum):
    """How counts that are shown are rounded. Percentages are then taken from the rounded counts."""

    NONE = "none"
    NEAREST_5 = "nearest_5"
    MIDPOINT_6 = "midpoint_6"  # 1-6 become 3, 7-12 become 9, ...; 0 stays 0


@dataclass(frozen=True)
class Rule:
    """hide_up_to: largest count that is hidden, 0 hides none. fewest_for_mean: people needed for a mean."""

    hide_up_to: int = 7
    fewest_for_mean: int = 10
    rounding: Rounding = Rounding.NONE

    def __post_init__(self) -> None:
        if self.hide_up_to < 0 or self.fewest_for_mean < 0:
            raise ValueError("A disclosure rule has no negative numbers")

    def is_small(self, count: int) -> bool:
        return 1 <= count <= self.hide_up_to


DEFAULT_RULE = Rule()
OPEN_RULE = Rule(hide_up_to=0, fewest_for_mean=0)  # for staff who may see the people themselves


@dataclass(frozen=True)
class ShownRow:
    """A one-way table; None is not shown."""

    cells: Mapping[str, int | None]
    total: int | None


@dataclass(frozen=True)
class ShownTable:
    """A two-way table with its totals; None is not shown."""

    cells: tuple[tuple[int | None, ...], ...]
    row_totals: tuple[int | None, ...]
    column_totals: tuple[int | None, ...]
    total: int | None


@dataclass(frozen=True)
class ShownLeaving:
    reason: Exit
    number: int | None


@dataclass(frozen=True)
class ShownBox:
    """A box of the flow; None is not shown. on_record plus skipped is number."""

    stage: Stage
    number: int | None
    on_record: int | None
    skipped: int | None
    exits: tuple[ShownLeaving, ...]


@dataclass(frozen=True)
class ShownFlow:
    """A flow that may be published."""

    boxes: tuple[ShownBox, ...]


def round_count(count: int, rounding: Rounding) -> int:
    """A count as shown. Rounded totals need not be the sum of rounded parts."""
    if rounding == Rounding.NEAREST_5:
        return 5 * ((count + 2) // 5)
    if rounding == Rounding.MIDPOINT_6:
        return max(0, -(-count // 6) * 6 - 3)
    return count


def _protect(edges: Sequence[Edge], rule: Rule) -> list[int | None]:
    if any(edge.value < 0 for edge in edges):
        raise ValueError("Counts cannot be negative")
    hidden = hide(edges, rule.hide_up_to)
    return [
        None if number in hidden else round_count(edge.value, rule.rounding)
        for number, edge in enumerate(edges)
    ]


def protect_row(counts: Mapping[str, int], rule: Rule = DEFAULT_RULE) -> ShownRow:
    """Groups of people who add up to a total. The total is hidden only when nothing else will do."""
    total = sum(counts.values())
    edges = [Edge("whole", "parts", count, cost=count) for count in counts.values()]
    *cells, whole = _protect([*edges, Edge("parts", "whole", total, cost=10 * total + 10)], rule)
    return ShownRow(dict(zip(counts, cells, strict=True)), whole)


def protect_table(counts: Sequence[Sequence[int]], rule: Rule = DEFAULT_RULE) -> ShownTable:
    """A two-way table, its totals included: small totals are hidden like small cells. Rows have equal length."""
    if len({len(row) for row in counts}) > 1:
        raise ValueError("Rows of a table have equal length")
    height, width = len(counts), len(counts[0]) if counts else 0
    sums = [sum(row) for row in counts]
    column_sums = [sum(column) for column in zip(*counts, strict=True)]
    total = sum(sums)
    dear = 10 * total + 10
    edges = [
        *(
            Edge(("row", i), ("column", j), counts[i][j], counts[i][j])
            for i in range(height)
            for j in range(width)
        ),
        *(Edge("rows", ("row", i), sums[i], dear + sums[i]) for i in range(height)),
        *(Edge(("column", j), "columns", column_sums[j], dear + column_sums[j]) for j in range(width)),
        Edge("columns", "rows", total, 10 * dear),
    ]
    shown = _protect(edges, rule)
    inside = height * width
    return ShownTable(
        cells=tuple(tuple(shown[i * width : (i + 1) * width]) for i in range(height)),
        row_totals=tuple(shown[inside : inside + height]),
        column_totals=tuple(shown[inside + height : inside + height + width]),
        total=shown[-1],
    )


def protect_flow(flow: Flow, rule: Rule = DEFAULT_RULE) -> ShownFlow:
    """A flow that may be published; it must reconcile first (FlowDoesNotReconcileError)."""
    reconcile(flow)
    dear = 10 * flow.people + 10
    edges: list[Edge] = []
    before: Node = "outside"
    for place, box in enumerate(flow.boxes):
        here, arriving = ("box", place), ("arriving", place)
        edges += [
            Edge(before, arriving, box.number, dear),
            Edge(arriving, here, box.on_record, dear),
            Edge(arriving, here, box.skipped, box.skipped),
            *(Edge(here, "outside", leaving.number, leaving.number) for leaving in box.exits),
        ]
        before = here
    shown = iter(_protect(edges, rule))
    boxes = []
    for box in flow.boxes:
        number, on_record, skipped = next(shown), next(shown), next(shown)
        exits = tuple(ShownLeaving(leaving.reason, next(shown)) for leaving in box.exits)
        boxes.append(ShownBox(box.stage, number, on_record, skipped, exits))
    return ShownFlow(tuple(boxes))


def protect_change(change: Change, rule: Rule = DEFAULT_RULE) -> Change:
    """The change as it may be published: table, sentences and chart are all made from what comes back.

    Better, unchanged and worse are shown together or not at all, so that harm is never the part left out. Where
    few people are missing, the number asked is hidden with them. Counts are rounded as the rule says.
    """
    if change.n is None:
        return change
    n, missing = change.n, change.missing
    asked_hidden = missing is None or rule.is_small(missing) or rule.is_small(change.asked or 0)
    return replace(
        without_means(change) if n < rule.fewest_for_mean else change,
        n=None if rule.is_small(n) else round_count(n, rule.rounding),
        asked=None if asked_hidden else round_count(change.asked or 0, rule.rounding),
        reliable=_protect_reliable(change.reliable, rule),
    )


def without_means(change: Change) -> Change:
    """A change of which nothing is said but who was counted; what is said of its size is the least there is to say."""
    return replace(
        change,
        before_mean=None,
        after_mean=None,
        improvement=None,
        sd=None,
        interval=None,
        standing=Standing.DESCRIBED,
    )


def _protect_reliable(reliable: ReliableCounts | None, rule: Rule) -> ReliableCounts | None:
    if reliable is None:
        return None
    counts = [count for count in (reliable.better, reliable.unchanged, reliable.worse) if count is not None]
    if len(counts) < 3 or any(rule.is_small(count) for count in counts):
        return ReliableCounts(None, None, None)
    return ReliableCounts(*(round_count(count, rule.rounding) for count in counts))


def protect_spread(spread: Spread, rule: Rule = DEFAULT_RULE) -> Spread:
    """Median, quartiles and total need as many as a mean does."""
    if spread.n is None or not 0 < spread.n < rule.fewest_for_mean:
        return spread
    return Spread(None if rule.is_small(spread.n) else spread.n, None, None, None, None)


def protect_share(share: Share | None, rule: Rule = DEFAULT_RULE) -> Share | None:
    """A share of which both parts are large enough, else None."""
    if share is None or rule.is_small(share.count) or rule.is_small(share.of - share.count):
        return None
    return Share(round_count(share.count, rule.rounding), round_count(share.of, rule.rounding))


def protect_dose(dose: DoseSummary, rule: Rule = DEFAULT_RULE) -> DoseSummary:
    """The dose as it may be published. If a modality was used by few relationships, none is told apart."""
    total, waiting = dose.relationships or 0, dose.without_contact or 0
    few_wait = rule.is_small(waiting)
    days = protect_spread(dose.days_to_first_contact, rule)
    modalities_hidden = rule.is_small(total) or any(
        rule.is_small(count)
        for row in dose.by_modality
        for count in (row.relationships or 0, total - (row.relationships or 0))
    )
    return replace(
        dose,
        relationships=None if rule.is_small(total) else dose.relationships,
        planned_contacts=protect_spread(dose.planned_contacts, rule),
        delivered_contacts=protect_spread(dose.delivered_contacts, rule),
        planned_minutes=protect_spread(dose.planned_minutes, rule),
        delivered_minutes=protect_spread(dose.delivered_minutes, rule),
        reached_minimum=protect_share(dose.reached_minimum, rule),
        by_modality=tuple(
            ModalityDose(row.modality, None, None, None) if modalities_hidden else row
            for row in dose.by_modality
        ),
        days_to_first_contact=replace(days, n=None) if few_wait else days,
        without_contact=None if few_wait else dose.without_contact,
    )
