"""Every count that a result page prints, its name, and how it hangs together with the others.

What is tied: the boxes of the flow with their exits; people with those whose answers may be used, those who were
asked, are being asked or have not come to it, those who answered and each reason for missing; better, unchanged and worse with all who answered;
relationships with their endings, with the people matched and with those matched again. A number that the page
prints and that is not here is not protected: add it here first.
"""

from collections.abc import Iterator

from alongside.evaluation.core.flow import Box, Flow, Stage
from alongside.evaluation.core.linked import Count, NotATotal, Total
from alongside.evaluation.core.numbers import WAITS, Numbers, Side
from alongside.evaluation.core.outcomes import MeasureResult, Span

PEOPLE, RELATIONSHIPS, REMATCHED, CONCERNS, HELD = "people", "relationships", "rematched", "concerns", "held"
MEMBERS, SUPPORTERS = "members", "supporters"
_DEAR, _DEARER, _DEAREST = 50.0, 200.0, 5000.0


def box_name(stage: Stage, part: str = "number") -> str:
    return f"flow/{stage}/{part}"


def measure_name(side: str, result: MeasureResult, part: str) -> str:
    return f"{side}/{result.instrument}/{result.span}/{part}"


def asked_name(side: str, span: Span, part: str = "asked") -> str:
    return f"{side}/{part}/{span}"


def cells(numbers: Numbers) -> tuple[list[Count], list[Total]]:
    """All counts of the page and all totals that tie them. Raises NotATotal where matches and people contradict."""
    counts: list[Count] = []
    totals: list[Total] = []
    for found in (
        *_flow(numbers.flow),
        *_side(numbers.members, MEMBERS, box_name(numbers.flow.boxes[0].stage)),
        *_side(numbers.supporters, SUPPORTERS, SUPPORTERS),
        *_relationships(numbers),
    ):
        if isinstance(found, Count):
            counts.append(found)
        else:
            totals.append(found)
    return counts, totals


def _part(name: str, value: int) -> Count:
    return Count(name, value, cost=1.0 + value)


def _behind(name: str, value: int) -> Count:
    """A number that the page does not print, but that could be worked out from what it prints."""
    return Count(name, value, printed=False)


def _flow(flow: Flow) -> Iterator[Count | Total]:
    following = [*flow.boxes[1:], None]
    for number, (box, onwards) in enumerate(zip(flow.boxes, following, strict=True)):
        name = box_name(box.stage)
        yield Count(name, box.number, cost=_DEARER if number else _DEAREST)
        yield Count(
            box_name(box.stage, "on_record"), box.on_record, cost=_DEAR, has_figures=box.stage in WAITS
        )
        yield _part(box_name(box.stage, "skipped"), box.skipped)
        yield Total(name, (box_name(box.stage, "on_record"), box_name(box.stage, "skipped")))
        yield from _exits(box, onwards)


def _exits(box: Box, onwards: Box | None) -> Iterator[Count | Total]:
    for leaving in box.exits:
        yield _part(box_name(box.stage, leaving.reason), leaving.number)
    parts = [box_name(box.stage, leaving.reason) for leaving in box.exits]
    yield Total(box_name(box.stage), (*parts, *([box_name(onwards.stage)] if onwards else [])))


def _side(side: Side, name: str, whole: str) -> Iterator[Count | Total]:
    if whole == SUPPORTERS:
        yield Count(SUPPORTERS, side.people, cost=_DEAREST)
    yield _behind(f"{name}/usable", side.usable)
    yield _part(f"{name}/not_usable", side.people - side.usable)
    yield Total(whole, (f"{name}/usable", f"{name}/not_usable"))
    yield Count(f"{name}/checked_in", side.checked_in, cost=_DEAR, has_figures=True)
    yield _behind(f"{name}/not_checked_in", side.usable - side.checked_in)
    yield Total(f"{name}/usable", (f"{name}/checked_in", f"{name}/not_checked_in"))
    for span, asked in side.asked.items():
        yield Count(asked_name(name, span), asked, cost=_DEAR)
        yield _part(asked_name(name, span, "being_asked"), side.being_asked[span])
        yield _part(asked_name(name, span, "not_yet"), side.usable - asked - side.being_asked[span])
        parts = ("asked", "being_asked", "not_yet")
        yield Total(f"{name}/usable", tuple(asked_name(name, span, part) for part in parts))
    for result in side.measures:
        yield from _measure(name, result)


def _measure(side: str, result: MeasureResult) -> Iterator[Count | Total]:
    answered = measure_name(side, result, "n")
    # Where this is hidden the change may have to be, too: rather hide how many were asked.
    yield Count(answered, result.change.n or 0, cost=_DEARER, has_figures=True)
    for why, number in result.missing.items():
        yield _part(measure_name(side, result, why), number)
    reasons = [measure_name(side, result, why) for why in result.missing]
    yield Total(asked_name(side, result.span), (answered, *reasons))
    reliable = result.change.reliable
    if reliable is not None:
        parts = {"better": reliable.better, "unchanged": reliable.unchanged, "worse": reliable.worse}
        for part, number_of in parts.items():
            yield _part(measure_name(side, result, part), number_of or 0)
        yield Total(answered, tuple(measure_name(side, result, part) for part in parts))


def _relationships(numbers: Numbers) -> Iterator[Count | Total]:
    total = sum(numbers.endings.values())
    yield Count(RELATIONSHIPS, total, cost=_DEARER, has_figures=True)
    for kind, number in numbers.endings.items():
        yield _part(f"ending/{kind}", number)
    yield Total(RELATIONSHIPS, tuple(f"ending/{kind}" for kind in numbers.endings))
    for row in numbers.dose.by_modality:
        name = f"modality/{row.modality}"
        yield _part(name, row.relationships or 0)
        yield _behind(f"{name}/without", total - (row.relationships or 0))
        yield Total(RELATIONSHIPS, (name, f"{name}/without"))
    matched = numbers.flow.at(Stage.MATCHED).on_record
    yield _part(REMATCHED, numbers.rematched)
    yield _behind("matched_once", matched - numbers.rematched)
    yield Total(box_name(Stage.MATCHED, "on_record"), ("matched_once", REMATCHED))
    if not numbers.mutual:
        # Every further relationship belongs to somebody who was matched again.
        further = total - matched
        if further < numbers.rematched:
            raise NotATotal(RELATIONSHIPS, total, matched + numbers.rematched)
        yield _behind("further", further)
        yield _behind("beyond_second", further - numbers.rematched)
        yield Total(RELATIONSHIPS, (box_name(Stage.MATCHED, "on_record"), "further"))
        yield Total("further", (REMATCHED, "beyond_second"))
    yield _part(CONCERNS, numbers.concerns)
    yield _part(HELD, numbers.held)
