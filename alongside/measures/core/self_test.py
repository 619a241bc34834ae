"""The end-point self-test: does an instrument score as its own file says it does?

All-best answers must give the best score of the documented range and all-worst answers the worst; turning one item
alone from its best answer to its worst must move the score by the documented distance in the worse direction,
which for a reversed item is the opposite way from its codes; and every worked example must come out.
"""

from __future__ import annotations

from math import isclose
from typing import TYPE_CHECKING

from .instrument import Method
from .scoring import InvalidAnswer, score

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .instrument import Example, Instrument


def end_point_self_test(instrument: Instrument) -> tuple[str, ...]:
    """What is wrong with the scoring of `instrument`, one sentence each; empty if all is well, and for a score that
    is worked out elsewhere."""
    if instrument.method is Method.IMPORTED:
        return ()
    return (*_end_problems(instrument), *_flip_problems(instrument), *_example_problems(instrument))


def best_answers(instrument: Instrument) -> dict[str, int]:
    """The code of every item that is best for the person."""
    return {item_id: _end_code(instrument, item_id, best=True) for item_id in instrument.item_ids}


def worst_answers(instrument: Instrument) -> dict[str, int]:
    """The code of every item that is worst for the person."""
    return {item_id: _end_code(instrument, item_id, best=False) for item_id in instrument.item_ids}


def _end_code(instrument: Instrument, item_id: str, *, best: bool) -> int:
    codes = instrument.codes_of(item_id)
    high_points = best == (instrument.higher_is == "better")
    return max(codes) if high_points != (item_id in instrument.reverse) else min(codes)


def _documented_ends(instrument: Instrument) -> tuple[float, float]:
    low, high = instrument.range.min, instrument.range.max
    return (high, low) if instrument.higher_is == "better" else (low, high)


def _end_problems(instrument: Instrument) -> Iterator[str]:
    best, worst = _documented_ends(instrument)
    ends = (("best", best_answers(instrument), best), ("worst", worst_answers(instrument), worst))
    for name, answers, documented in ends:
        value = score(instrument, answers).value
        if not _same(value, documented):
            yield f"{name} answers give {value}, not {documented:g}"


def _flip_problems(instrument: Instrument) -> Iterator[str]:
    best, worst = _documented_ends(instrument)
    start, ends = best_answers(instrument), worst_answers(instrument)
    widths = {item_id: abs(ends[item_id] - start[item_id]) for item_id in start}
    before = score(instrument, start).value
    for item_id, code in ends.items():
        after = score(instrument, {**start, item_id: code}).value
        documented = (worst - best) * widths[item_id] / sum(widths.values())
        if instrument.ceiling is not None:
            documented = min(widths[item_id], instrument.ceiling) * (1 if worst > best else -1)
        moved = None if before is None or after is None else after - before
        if not _same(moved, documented):
            yield f"turning {item_id} from best to worst moves the score by {moved}, not {documented:g}"


def _example_problems(instrument: Instrument) -> Iterator[str]:
    for number, example in enumerate(instrument.examples, start=1):
        yield from (f"example {number}: {problem}" for problem in _one_example(instrument, example))
    if instrument.method is not Method.GOALS and not any(
        set(example.answers) == set(instrument.item_ids) for example in instrument.examples
    ):
        yield "no example has every item"


def _one_example(instrument: Instrument, example: Example) -> Iterator[str]:
    try:
        value = score(instrument, example.answers).value
    except InvalidAnswer as error:
        yield str(error)
        return
    if not _same(value, example.score):
        yield f"gives {value}, not {example.score}"


def _same(value: float | None, documented: float | None) -> bool:
    if value is None or documented is None:
        return value is documented
    return isclose(value, documented, rel_tol=1e-9, abs_tol=1e-9)
