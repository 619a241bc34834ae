"""A reading as it is kept and as people see it: plain lists and names for a row, and words cut at their evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from alongside.safeguarding.core.triage.policy import Category, Lane
from alongside.safeguarding.core.triage.reading import Reading, shipped_rules

MOST_FINDINGS = 20
LEADS_FIRST = "safeguarding lead"


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the words, and whether triage heard something in them."""

    words: str
    is_marked: bool


def kept(reading: Reading) -> list[dict[str, Any]]:
    """The findings as JSON holds them, the first lanes first; without the words, which stand beside them once."""
    return [
        {
            "category": one.category,
            "lane": str(one.lane),
            "rule": one.rule,
            "why": one.why,
            "lowered_for": one.lowered_for,
            "places": [[part.start, part.end] for part in one.evidence],
        }
        for one in reading.findings[:MOST_FINDINGS]
    ]


def categories_of(findings: Iterable[Mapping[str, Any]]) -> list[Category]:
    """The kinds of things found, each once; one that the policy knows no more is left out."""
    known = shipped_rules().policy.by_id
    return [known[name] for name in dict.fromkeys(str(one["category"]) for one in findings) if name in known]


def minutes_for(reading: Reading, *, staffed: bool) -> int:
    """Within how many minutes a person reads it: the shortest time of what stands in its lane."""
    found = categories_of({"category": one.category} for one in reading.findings if one.lane == reading.lane)
    by_lane = {Lane.NOW: 60, Lane.HOURS: 240, Lane.DAY: 1440, Lane.DAYS: 4320}
    most = by_lane[reading.lane] if reading.lane else by_lane[Lane.DAY]
    own = [
        each.minutes_staffed if staffed else each.minutes_unstaffed
        for each in found
        if each.lane == reading.lane
    ]
    return min([most, *own])


def is_for_leads_first(reading: Reading) -> bool:
    """Whether what was found in the first lane is a safeguarding lead's to read before anybody else."""
    found = categories_of({"category": one.category} for one in reading.findings if one.lane == reading.lane)
    return any(each.first_reader.startswith(LEADS_FIRST) for each in found)


def marked(words: str, findings: Iterable[Mapping[str, Any]]) -> Iterator[Part]:
    """The words in order, cut where evidence begins and ends. Places outside of the words are ignored."""
    at = 0
    for start, end in _joined(sorted((int(a), int(b)) for one in findings for a, b in one["places"])):
        first, last = max(start, at), min(end, len(words))
        if first >= last:
            continue
        if first > at:
            yield Part(words[at:first], is_marked=False)
        yield Part(words[first:last], is_marked=True)
        at = last
    if at < len(words):
        yield Part(words[at:], is_marked=False)


def _joined(places: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Places that overlap as one."""
    begin = end = -1
    for start, stop in places:
        if begin >= 0 and start <= end:
            end = max(end, stop)
            continue
        if begin >= 0:
            yield begin, end
        begin, end = start, stop
    if begin >= 0:
        yield begin, end
