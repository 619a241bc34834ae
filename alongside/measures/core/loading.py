"""Reading an instrument from its file, and refusing one that contradicts itself."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from .instrument import Instrument, InvalidInstrument, Method

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ADAPTER = TypeAdapter(Instrument)

# Which ways of filling in missing answers make sense for which way of scoring.
FILLS = {
    "sum": {"prorate", "none"},
    "mean": {"mean", "none"},
    "single": {"none"},
    "goals": {"mean"},
    "imported": {"none"},
}


def content_hash(document: Mapping[str, object]) -> str:
    """SHA-256, in hexadecimal, of a file's content: the same under any order of keys and any white space."""
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def load_instrument(text: str) -> Instrument:
    """Read one instrument from the text of its JSON file.

    Raises `InvalidInstrument`, with every problem found, if the file is not JSON, lacks or misspells a field, or
    contradicts itself.
    """
    return as_instrument(_document(text))


def as_instrument(document: Mapping[str, object]) -> Instrument:
    """The instrument that the content of a file is. Raises `InvalidInstrument` as `load_instrument` does."""
    with_hash = {**document, "content_hash": content_hash(document)}
    try:
        instrument = ADAPTER.validate_json(json.dumps(with_hash))
    except ValidationError as error:
        found = (f"{'.'.join(map(str, e['loc'])) or 'file'}: {e['msg']}" for e in error.errors())
        raise InvalidInstrument(tuple(found)) from error
    if problems := tuple(problems_of(instrument)):
        raise InvalidInstrument(problems)
    return instrument


def _document(text: str) -> dict[str, object]:
    try:
        document = json.loads(text, object_pairs_hook=_without_repeats)
    except json.JSONDecodeError as error:
        raise InvalidInstrument((f"file: not JSON ({error})",)) from error
    if not isinstance(document, dict):
        raise InvalidInstrument(("file: not a JSON object",))
    if "content_hash" in document:
        raise InvalidInstrument(("content_hash: is worked out, never written in the file",))
    return document


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    keys = [key for key, _ in pairs]
    if repeated := sorted({key for key in keys if keys.count(key) > 1}):
        raise InvalidInstrument(tuple(f"{key}: written twice" for key in repeated))
    return dict(pairs)


def problems_of(instrument: Instrument) -> Iterator[str]:
    """Every contradiction inside `instrument`, one sentence each; nothing if it is sound."""
    yield from _item_problems(instrument)
    yield from _response_problems(instrument)
    yield from _reverse_problems(instrument)
    yield from _method_problems(instrument)
    yield from _range_problems(instrument)
    yield from _scale_problems(instrument)
    yield from _alarm_problems(instrument)


def _item_problems(instrument: Instrument) -> Iterator[str]:
    ids = instrument.item_ids
    if instrument.method is Method.IMPORTED:
        if ids or instrument.responses or instrument.examples or instrument.alarms:
            yield "items: a score from elsewhere has no items, responses, examples or alarms here"
    else:
        if not ids:
            yield "items: there is none"
        if not instrument.examples:
            yield "examples: there is none, and without one nobody knows whether the scoring is right"
    for item_id in sorted({item_id for item_id in ids if ids.count(item_id) > 1}):
        yield f"items: {item_id} stands there twice"
    for item in instrument.items:
        if item.responses not in instrument.responses:
            yield f"items: {item.id} names responses {item.responses}, which are not there"


def _response_problems(instrument: Instrument) -> Iterator[str]:
    for name, responses in instrument.responses.items():
        if name not in {item.responses for item in instrument.items}:
            yield f"responses: no item uses {name}"
        if len(set(responses.codes)) < len(responses.codes):
            yield f"responses: {name} has a code twice"
        must_speak = (
            responses.options
            if responses.style == "labels"
            else responses.options[:: len(responses.options) - 1]
        )
        if not all(option.label for option in must_speak):
            yield f"responses: {name} has an answer without words"


def _reverse_problems(instrument: Instrument) -> Iterator[str]:
    by_id = {item.id: item for item in instrument.items}
    for item_id in instrument.reverse:
        item = by_id.get(item_id)
        if item is None:
            yield f"reverse: there is no item {item_id}"
        elif item.responses in instrument.responses:
            codes = set(instrument.responses[item.responses].codes)
            if {min(codes) + max(codes) - code for code in codes} != codes:
                yield f"reverse: the codes of {item_id} are not the same when turned round"


def _method_problems(instrument: Instrument) -> Iterator[str]:
    method, missing = instrument.method.value, instrument.missing
    if missing.fill not in FILLS[method]:
        yield f"missing: {missing.fill} does not go with {method}"
    if missing.fill == "none" and missing.max_missing:
        yield "missing: none may be missing, but max_missing is not 0"
    if method in {"single", "goals"} and len(instrument.items) != 1:
        yield f"items: {method} has exactly one item"
    if method == "goals" and instrument.reverse:
        yield "reverse: goals are never reversed"
    if method in {"sum", "mean"} and missing.max_missing >= len(instrument.items):
        yield "missing: max_missing would let an empty form have a score"


def _scale_problems(instrument: Instrument) -> Iterator[str]:
    method, missing = instrument.method.value, instrument.missing
    if instrument.ceiling is not None and (method != "sum" or missing.fill != "none"):
        yield "ceiling: goes with a sum of which nothing is missing"
    if instrument.stretched and (method not in {"sum", "mean"} or instrument.ceiling is not None):
        yield "stretched: goes with a sum or a mean without a ceiling"
    if instrument.stretched and not _shared_codes(instrument):
        yield "stretched: every item must offer the same codes"


def _shared_codes(instrument: Instrument) -> bool:
    known = [item for item in instrument.items if item.responses in instrument.responses]
    return len({frozenset(instrument.codes_of(item.id)) for item in known}) <= 1


def _alarm_problems(instrument: Instrument) -> Iterator[str]:
    by_id = {item.id: item for item in instrument.items}
    for alarm in instrument.alarms:
        item = by_id.get(alarm.item)
        if item is None:
            yield f"alarms: there is no item {alarm.item}"
        elif item.responses in instrument.responses and alarm.from_code not in instrument.codes_of(
            alarm.item
        ):
            yield f"alarms: {alarm.item} does not offer {alarm.from_code}"


def _range_problems(instrument: Instrument) -> Iterator[str]:
    low, high = instrument.range.min, instrument.range.max
    if low >= high:
        yield "range: min is not below max"
    for cut_off in instrument.cut_offs:
        if not low <= cut_off.score <= high:
            yield f"cut_offs: {cut_off.score:g} is outside the range"
    age = instrument.age_range
    if age is not None and age.max is not None and age.max < age.min:
        yield "age_range: max is below min"
