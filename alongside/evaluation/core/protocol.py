"""The plan of a trial: what must be settled before it is fixed, and the hash that seals what was.

Two arms, made by chance: support now, and support after a time of waiting, so that nobody goes without it.
The items are those of SPIRIT 2013 that a plan of this kind can answer.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from alongside.evaluation.core.analyses.allocation_log import canonical

NOW, LATER = "now", "later"
ARMS = (NOW, LATER)
BLOCKS, MINIMISATION = "blocks", "minimisation"
FEWEST = 10
"""People in an arm below which no mean of it is shown, and so no difference."""


class Gap(StrEnum):
    """Why a plan cannot be fixed yet."""

    EMPTY = "empty"
    ASKED_TOO_LATE = "asked_too_late"
    """Those who wait would be supported before they are asked, so there would be nobody to compare with."""
    NOT_ASKED_THEN = "not_asked_then"
    """The definition does not put the main measure at that time to everybody."""
    ELSEWHERE_NOT_ASKED = "elsewhere_not_asked"
    """Nobody would know what support from peers either arm had besides."""
    NOTHING_TO_BALANCE = "nothing_to_balance"
    """Minimisation makes the arms alike in what the strata name, and they name nothing."""
    OPENS_IN_THE_PAST = "opens_in_the_past"
    FEW_PEOPLE = "few_people"


@dataclass(frozen=True)
class Protocol:
    """A plan. strata: by its name, the values of what both arms shall hold equally many of. Dates are ISO days."""

    title: str
    question: str
    eligible: str
    primary_measure: str
    primary_wave: str
    asked_after_days: int | None
    """After how many days in the programme the main question is put: the same in both arms."""
    asks_elsewhere: bool
    """Whether both arms are asked then what support from peers they have besides."""
    waiting_weeks: int | None
    smallest_difference: float | None
    people_planned: int | None
    size_reason: str
    analysis: str
    harms: str
    opens_on: date | None
    """The first day on which anybody sees outcomes."""
    strata: Mapping[str, tuple[str, ...]]
    method: str = BLOCKS
    """How chance keeps the arms alike in what the strata name."""

    @property
    def digest(self) -> str:
        """SHA-256 of the whole plan, in hexadecimal digits. What the definition asks, and when, is not in it.

        A plan that was sealed before there was a choice of methods says nothing of it, and means blocks.
        """
        not_sealed = {"asked_after_days", "asks_elsewhere"} | ({"method"} if self.method == BLOCKS else set())
        sealed = {name: of for name, of in self.as_data().items() if name not in not_sealed}
        return hashlib.sha256(canonical(sealed).encode()).hexdigest()

    def as_data(self) -> dict[str, Any]:
        opens = self.opens_on and self.opens_on.isoformat()
        return {
            **asdict(self),
            "opens_on": opens,
            "strata": {key: list(of) for key, of in self.strata.items()},
        }


_MUST = (
    "title",
    "question",
    "eligible",
    "primary_measure",
    "primary_wave",
    "waiting_weeks",
    "smallest_difference",
    "people_planned",
    "size_reason",
    "analysis",
    "harms",
    "opens_on",
)


def gaps(protocol: Protocol, today: date) -> Iterator[tuple[str, Gap]]:
    """What stands against fixing the plan today, by the name of the answer that it is about."""
    for name in _MUST:
        if getattr(protocol, name) in ("", None):
            yield name, Gap.EMPTY
    yield from _when_asked(protocol)
    if protocol.method == MINIMISATION and not protocol.strata:
        yield "strata", Gap.NOTHING_TO_BALANCE
    if protocol.opens_on is not None and protocol.opens_on <= today:
        yield "opens_on", Gap.OPENS_IN_THE_PAST
    if protocol.people_planned is not None and protocol.people_planned < 2 * FEWEST:
        yield "people_planned", Gap.FEW_PEOPLE


def _when_asked(protocol: Protocol) -> Iterator[tuple[str, Gap]]:
    after, weeks = protocol.asked_after_days, protocol.waiting_weeks
    if protocol.primary_wave and after is None:
        yield "primary_wave", Gap.NOT_ASKED_THEN
    if after is not None and not protocol.asks_elsewhere:
        yield "primary_wave", Gap.ELSEWHERE_NOT_ASKED
    if after is not None and weeks is not None and after > weeks * 7:
        yield "waiting_weeks", Gap.ASKED_TOO_LATE
