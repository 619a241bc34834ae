"""A result page as it may be shown: built from facts, protected as a whole, kept as JSON.

The same protected object fills sentences, tables and charts. None is always a number not shown.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from pydantic import TypeAdapter

from alongside.evaluation.core.cells import (
    CONCERNS,
    HELD,
    MEMBERS,
    RELATIONSHIPS,
    REMATCHED,
    SUPPORTERS,
    asked_name,
    box_name,
    cells,
    measure_name,
)
from alongside.evaluation.core.change import FEWEST_FOR_CLASS, Change, ReliableCounts, Standing
from alongside.evaluation.core.disclosure import (
    Rule,
    ShownBox,
    ShownFlow,
    ShownLeaving,
    protect_change,
    protect_spread,
    without_means,
)
from alongside.evaluation.core.dose import ModalityDose, Spread
from alongside.evaluation.core.facts import Facts
from alongside.evaluation.core.flow import Flow, Stage
from alongside.evaluation.core.linked import Count, hide_linked, surely_at_least, tells_nothing_small
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
    """Outcomes of members or of supporters. not_usable: people whose answers may not be used, or no longer.

    being_asked: by span, people who can still answer the later wave; not_yet: people who have not come to it. Neither
    is missing, and neither is among those asked.
    """

    people: int | None
    not_usable: int | None
    being_asked: Mapping[Span, int | None]
    not_yet: Mapping[Span, int | None]
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


def build_page(facts: Facts, rule: Rule, everybody: Facts | None = None) -> ShownPage:
    """Work out and protect a page. Raises FlowDoesNotReconcileError or NotATotal: then nothing may be shown.

    everybody: where the facts are those of a part, the facts of the whole, whose page can be seen too.
    """
    return protect_page(numbers_of(facts), rule, numbers_of(everybody) if everybody else None)


def page_to_json(page: ShownPage) -> str:
    return _PAGE.dump_json(page).decode()


def page_from_json(text: str) -> ShownPage:
    """A kept page. Raises ValueError where it was kept by another version and cannot be read."""
    return _PAGE.validate_json(text)


def canonical(facts: Facts) -> bytes:
    """The facts as bytes that are the same for the same data, for the hash that each figure carries."""
    return _FACTS.dump_json(facts)


@dataclass(frozen=True)
class Told:
    """What a page told at another time: its counts by name, and by the name of who answered, how many and their mean."""

    counts: Mapping[str, int]
    means: Mapping[str, tuple[int | None, float]]


def protect_page(
    numbers: Numbers, rule: Rule, everybody: Numbers | None = None, earlier: Sequence[Told] = ()
) -> ShownPage:
    counts, totals = cells(numbers)
    outside = _outside(everybody, rule) if everybody else {}
    few = _few_more(numbers, everybody, rule) if everybody else frozenset[str]()
    few |= {name for told in earlier for name in _few_since(numbers, told, rule)}
    hidden = hide_linked(counts, totals, rule.hide_up_to, outside, [told.counts for told in earlier])
    fewest = {
        count.name: rule.fewest_for_mean
        for count in counts
        if count.name in hidden and count.has_figures and count.value >= rule.fewest_for_mean
    }
    shown = Shown(
        counts=_printed(counts, hidden),
        no_means=few,
        told=tells_nothing_small(counts, totals, hidden, rule.hide_up_to, fewest) if fewest else frozenset(),
        known=partial(surely_at_least, counts, totals, hidden),
    )
    return ShownPage(
        as_of=numbers.as_of,
        mutual=numbers.mutual,
        primary=numbers.primary,
        limit=rule.hide_up_to,
        fewest_for_mean=rule.fewest_for_mean,
        flow=_flow(numbers.flow, shown),
        dose=_dose(numbers, shown, rule),
        waits={
            stage: _spread(spread, box_name(stage, "on_record"), shown, rule)
            for stage, spread in numbers.waits.items()
        },
        members=_side(numbers.members, MEMBERS, box_name(numbers.flow.boxes[0].stage), shown, rule),
        supporters=_side(numbers.supporters, SUPPORTERS, SUPPORTERS, shown, rule),
        endings={kind: shown[f"ending/{kind}"] for kind in numbers.endings},
        rematched=shown[REMATCHED],
        concerns=shown[CONCERNS],
        held=shown[HELD],
    )


@dataclass(frozen=True)
class Shown:
    """What of a page may be printed. counts: None is hidden. no_means: changes of which only people are counted.

    A median or a mean is shown from so many people on. Beside a hidden number it tells that there are at least as
    many, and perhaps that a group hidden with them is small. told: the hidden counts of which it may be told. known:
    whether a reader knows anyway that a hidden count is so large.
    """

    counts: Mapping[str, int | None]
    no_means: frozenset[str]
    told: frozenset[str]
    known: Callable[[str, int], bool]

    def __getitem__(self, name: str) -> int | None:
        return self.counts[name]

    def has_figures(self, name: str) -> bool:
        """Whether figures over the people of a count may stand beside it."""
        return self.counts[name] is not None or name in self.told


def _printed(counts: Iterable[Count], hidden: Container[str]) -> Mapping[str, int | None]:
    return {count.name: None if count.name in hidden else count.value for count in counts if count.printed}


def _outside(everybody: Numbers, rule: Rule) -> Mapping[str, int | None]:
    """The counts as the page of everybody prints them."""
    counts, totals = cells(everybody)
    return _printed(counts, hide_linked(counts, totals, rule.hide_up_to))


def _few_more(part: Numbers, everybody: Numbers, rule: Rule) -> frozenset[str]:
    """The changes whose mean cannot be shown, for with that of everybody it would give the mean of a few others."""
    found = set()
    for name, mine, theirs in (
        (MEMBERS, part.members, everybody.members),
        (SUPPORTERS, part.supporters, everybody.supporters),
    ):
        of_all = {measure_name(name, one, "n"): one.change.n or 0 for one in theirs.measures}
        for one in mine.measures:
            others = of_all.get(measure_name(name, one, "n"), 0) - (one.change.n or 0)
            if 0 < others < rule.fewest_for_mean:
                found.add(measure_name(name, one, "n"))
    return frozenset(found)


def _few_since(numbers: Numbers, told: Told, rule: Rule) -> Iterator[str]:
    """The changes whose mean cannot be shown, for with the mean told before it would give that of a few people."""
    for side, of_side in ((MEMBERS, numbers.members), (SUPPORTERS, numbers.supporters)):
        for one in of_side.measures:
            name = measure_name(side, one, "n")
            if name not in told.means:
                continue
            before, mean = told.means[name]
            since = None if before is None else abs((one.change.n or 0) - before)
            if one.change.improvement != mean and (since is None or since < rule.fewest_for_mean):
                yield name


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


def _spread(spread: Spread, name: str, shown: Shown, rule: Rule) -> Spread:
    """A spread over the people of a count. Where that is hidden the total is, too: a total over a plan that is the
    same for all gives the number away."""
    people = shown[name]
    if not shown.has_figures(name):
        return Spread(None, None, None, None, None)
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
        planned_contacts=_spread(dose.planned_contacts, RELATIONSHIPS, shown, rule),
        delivered_contacts=_spread(dose.delivered_contacts, RELATIONSHIPS, shown, rule),
        planned_minutes=_spread(dose.planned_minutes, RELATIONSHIPS, shown, rule),
        delivered_minutes=_spread(dose.delivered_minutes, RELATIONSHIPS, shown, rule),
        by_modality=tuple(
            row if told_apart else ModalityDose(row.modality, None, None, None) for row in dose.by_modality
        ),
    )


def _side(side: Side, name: str, whole: str, shown: Shown, rule: Rule) -> ShownSide:
    checked_in = f"{name}/checked_in"
    return ShownSide(
        people=shown[whole],
        not_usable=shown[f"{name}/not_usable"],
        being_asked={span: shown[asked_name(name, span, "being_asked")] for span in side.asked},
        not_yet={span: shown[asked_name(name, span, "not_yet")] for span in side.asked},
        measures=tuple(_measure(name, result, shown, rule) for result in side.measures),
        checked_in=shown[checked_in],
        ratings={rating: _spread(spread, checked_in, shown, rule) for rating, spread in side.ratings.items()},
    )


def _measure(side: str, result: MeasureResult, shown: Shown, rule: Rule) -> ShownMeasure:
    answered = measure_name(side, result, "n")
    protected = _change(protect_change(result.change, rule), answered, shown)
    return ShownMeasure(
        result.instrument,
        result.span,
        replace(
            protected,
            n=shown[answered],
            asked=shown[asked_name(side, result.span)],
            reliable=_reliable(side, result, shown, protected),
        ),
        tuple(ShownMissing(why, shown[measure_name(side, result, why)]) for why in result.missing),
    )


def _change(change: Change, answered: str, shown: Shown) -> Change:
    """A change without what would tell how many answered, where that is hidden."""
    if answered in shown.no_means:
        return without_means(change)
    if shown[answered] is not None:
        return change
    if not shown.has_figures(answered):
        return without_means(change)
    known = change.standing != Standing.COMPARED_WITH_MID or shown.known(answered, FEWEST_FOR_CLASS)
    return change if known else replace(change, standing=Standing.INTERVAL)


def _reliable(side: str, result: MeasureResult, shown: Shown, protected: Change) -> ReliableCounts | None:
    """Better, unchanged and worse together or not at all, and none where too few people answered for a mean."""
    if result.change.reliable is None:
        return None
    counts = [shown[measure_name(side, result, part)] for part in ("better", "unchanged", "worse")]
    if protected.improvement is None or None in counts:
        return ReliableCounts(None, None, None)
    return ReliableCounts(*counts)
