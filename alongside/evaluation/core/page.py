"""A result page as it may be shown: built from facts, protected as a whole, kept as JSON.

The same protected object fills sentences, tables and charts. None is always a number not shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from pydantic import TypeAdapter

from alongside.evaluation.core.cells import (
    CONCERNS,
    HELD,
    MEMBERS,
    RELATIONSHIPS,
    REMATCHED,
    SUPPORTERS,
    box_name,
    cells,
    measure_name,
)
from alongside.evaluation.core.change import Change, ReliableCounts
from alongside.evaluation.core.disclosure import (
    Rule,
    ShownBox,
    ShownFlow,
    ShownLeaving,
    protect_change,
    protect_spread,
)
from alongside.evaluation.core.dose import ModalityDose, Spread
from alongside.evaluation.core.facts import Facts
from alongside.evaluation.core.flow import Flow, Stage
from alongside.evaluation.core.linked import hide_linked
from alongside.evaluation.core.numbers import Numbers, Side, numbers_of
from alongside.evaluation.core.outcomes import MeasureResult, Missing, Span


@dataclass(frozen=True)
class ShownMissing:
    reason: Missing
    number: int | None


@dataclass(frozen=True)
class ShownMeasure:
    """One measure over one span, and why people are missing from it."""

    instrument: str
    span: Span
    change: Change
    missing: tuple[ShownMissing, ...]


@dataclass(frozen=True)
class ShownSide:
    """Outcomes of members or of supporters. not_usable: people whose answers may not be used, or no longer."""

    people: int | None
    not_usable: int | None
    measures: tuple[ShownMeasure, ...]
    checked_in: int | None
    ratings: Mapping[str, Spread]


@dataclass(frozen=True)
class ShownDose:
    """Planned beside delivered, over relationships."""

    relationships: int | None
    planned_contacts: Spread
    delivered_contacts: Spread
    planned_minutes: Spread
    delivered_minutes: Spread
    by_modality: tuple[ModalityDose, ...]


@dataclass(frozen=True)
class ShownPage:
    """Everything on a result page. limit: the largest count that is hidden. primary: the measure chosen beforehand."""

    as_of: date
    mutual: bool
    primary: str
    limit: int
    fewest_for_mean: int
    flow: ShownFlow
    dose: ShownDose
    waits: Mapping[Stage, Spread]
    members: ShownSide
    supporters: ShownSide
    endings: Mapping[str, int | None]
    rematched: int | None
    concerns: int | None
    held: int | None


_PAGE = TypeAdapter(ShownPage)
_FACTS = TypeAdapter(Facts)


def build_page(facts: Facts, rule: Rule) -> ShownPage:
    """Work out and protect a page. Raises FlowDoesNotReconcileError or NotATotal: then nothing may be shown."""
    return protect_page(numbers_of(facts), rule)


def page_to_json(page: ShownPage) -> str:
    return _PAGE.dump_json(page).decode()


def page_from_json(text: str) -> ShownPage:
    """A kept page. Raises ValueError where it was kept by another version and cannot be read."""
    return _PAGE.validate_json(text)


def canonical(facts: Facts) -> bytes:
    """The facts as bytes that are the same for the same data, for the hash that each figure carries."""
    return _FACTS.dump_json(facts)


def protect_page(numbers: Numbers, rule: Rule) -> ShownPage:
    counts, totals = cells(numbers)
    hidden = hide_linked(counts, totals, rule.hide_up_to)
    shown = {count.name: None if count.name in hidden else count.value for count in counts if count.printed}
    return ShownPage(
        as_of=numbers.as_of,
        mutual=numbers.mutual,
        primary=numbers.primary,
        limit=rule.hide_up_to,
        fewest_for_mean=rule.fewest_for_mean,
        flow=_flow(numbers.flow, shown),
        dose=_dose(numbers, shown, rule),
        waits={
            stage: _spread(spread, shown[box_name(stage, "on_record")], rule)
            for stage, spread in numbers.waits.items()
        },
        members=_side(numbers.members, MEMBERS, box_name(numbers.flow.boxes[0].stage), shown, rule),
        supporters=_side(numbers.supporters, SUPPORTERS, SUPPORTERS, shown, rule),
        endings={kind: shown[f"ending/{kind}"] for kind in numbers.endings},
        rematched=shown[REMATCHED],
        concerns=shown[CONCERNS],
        held=shown[HELD],
    )


Shown = Mapping[str, int | None]


def _flow(flow: Flow, shown: Shown) -> ShownFlow:
    return ShownFlow(
        tuple(
            ShownBox(
                box.stage,
                shown[box_name(box.stage)],
                shown[box_name(box.stage, "on_record")],
                shown[box_name(box.stage, "skipped")],
                tuple(
                    ShownLeaving(leaving.reason, shown[box_name(box.stage, leaving.reason)])
                    for leaving in box.exits
                ),
            )
            for box in flow.boxes
        )
    )


def _spread(spread: Spread, people: int | None, rule: Rule) -> Spread:
    """A spread whose number of people is the one shown elsewhere; its total is left out where that is hidden,
    because a total over a plan that is the same for all gives the number away."""
    safe = protect_spread(spread, rule)
    return replace(safe, n=people, total=None if people is None else safe.total)


def _dose(numbers: Numbers, shown: Shown, rule: Rule) -> ShownDose:
    relationships, dose = shown[RELATIONSHIPS], numbers.dose
    # Most plans have exactly one meeting in person: contacts by modality then give the number contacted away.
    told_apart = None not in (
        relationships,
        shown[box_name(Stage.CONTACTED)],
        *(shown[f"modality/{row.modality}"] for row in dose.by_modality),
    )
    return ShownDose(
        relationships=relationships,
        planned_contacts=_spread(dose.planned_contacts, relationships, rule),
        delivered_contacts=_spread(dose.delivered_contacts, relationships, rule),
        planned_minutes=_spread(dose.planned_minutes, relationships, rule),
        delivered_minutes=_spread(dose.delivered_minutes, relationships, rule),
        by_modality=tuple(
            row if told_apart else ModalityDose(row.modality, None, None, None) for row in dose.by_modality
        ),
    )


def _side(side: Side, name: str, whole: str, shown: Shown, rule: Rule) -> ShownSide:
    checked_in = shown[f"{name}/checked_in"]
    return ShownSide(
        people=shown[whole],
        not_usable=shown[f"{name}/not_usable"],
        measures=tuple(_measure(name, result, shown, rule) for result in side.measures),
        checked_in=checked_in,
        ratings={rating: _spread(spread, checked_in, rule) for rating, spread in side.ratings.items()},
    )


def _measure(side: str, result: MeasureResult, shown: Shown, rule: Rule) -> ShownMeasure:
    protected = protect_change(result.change, rule)
    return ShownMeasure(
        result.instrument,
        result.span,
        replace(
            protected,
            n=shown[measure_name(side, result, "n")],
            asked=shown[f"{side}/asked/{result.span}"],
            reliable=_reliable(side, result, shown, protected),
        ),
        tuple(ShownMissing(why, shown[measure_name(side, result, why)]) for why in result.missing),
    )


def _reliable(side: str, result: MeasureResult, shown: Shown, protected: Change) -> ReliableCounts | None:
    """Better, unchanged and worse together or not at all, and none where too few people answered for a mean."""
    if result.change.reliable is None:
        return None
    counts = [shown[measure_name(side, result, part)] for part in ("better", "unchanged", "worse")]
    if protected.improvement is None or None in counts:
        return ReliableCounts(None, None, None)
    return ReliableCounts(*counts)
