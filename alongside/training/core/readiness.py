"""May this supporter be proposed for a match? What is missing, in the order in which it is put right.

Nobody is proposed before they have accepted the role description, completed core training, and have a named
supervisor with a date to meet: the evidence is that programmes without these fail their supporters first
(role definition, training before and during, and supervision from the outset, in reviews of peer support work).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

GRACE = timedelta(days=14)
"""How long after the planned day of supervision a supporter may still be proposed. A fortnight is our choice."""


class GapCode(StrEnum):
    """What stands between a supporter and a new match."""

    LEFT = "left"
    ON_HOLD = "on_hold"
    CONSENT = "consent"
    ROLE_DESCRIPTION = "role_description"
    CORE_TRAINING = "core_training"
    SUPERVISOR = "supervisor"
    SUPERVISOR_GONE = "supervisor_gone"
    SUPERVISION_DATE = "supervision_date"
    SUPERVISION_OVERDUE = "supervision_overdue"
    PAUSED = "paused"
    CAPACITY = "capacity"
    NOT_FREE = "not_free"


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is missing; `modules` names the core training that is not done yet."""

    code: GapCode
    modules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Demands:
    """What the programme asks of its supporters. `core_modules` in the order in which they are learned."""

    light_mode: bool = False
    role_description: bool = True
    core_modules: tuple[str, ...] = ()
    supervision: bool = True


@dataclass(frozen=True, slots=True)
class Supporter:
    """What is known of one supporter. `role_accepted` is about the current wording."""

    role_accepted: bool = False
    modules_done: Collection[str] = ()
    supervisor_named: bool = False
    supervisor_in_role: bool = False
    next_supervision_on: date | None = None
    consented: bool = False
    capacity: int = 0
    on_hold: bool = False
    paused: bool = False
    left: bool = False
    free: bool = True


def gaps(supporter: Supporter, demands: Demands, on: date) -> tuple[Gap, ...]:
    """Everything that keeps the supporter from being proposed on a day; empty when they are ready.

    Light mode (an informal group) lifts every demand of preparation. It never lifts consent, a hold, or what the
    supporter says of themselves: a pause, no room, not free yet.
    """
    found = [
        (GapCode.LEFT, supporter.left),
        (GapCode.ON_HOLD, supporter.on_hold),
        (GapCode.CONSENT, not supporter.consented),
    ]
    own = [
        (GapCode.PAUSED, supporter.paused),
        (GapCode.CAPACITY, supporter.capacity < 1),
        (GapCode.NOT_FREE, not supporter.free),
    ]
    prepared = () if demands.light_mode else _preparation(supporter, demands, on)
    return (
        *(Gap(code) for code, missing in found if missing),
        *prepared,
        *(Gap(code) for code, missing in own if missing),
    )


def _preparation(supporter: Supporter, demands: Demands, on: date) -> tuple[Gap, ...]:
    missing = tuple(module for module in demands.core_modules if module not in supporter.modules_done)
    found: list[Gap] = []
    if demands.role_description and not supporter.role_accepted:
        found.append(Gap(GapCode.ROLE_DESCRIPTION))
    if missing:
        found.append(Gap(GapCode.CORE_TRAINING, missing))
    if demands.supervision:
        found += _supervision(supporter, on)
    return tuple(found)


def _supervision(supporter: Supporter, on: date) -> list[Gap]:
    found = []
    if not supporter.supervisor_named:
        found.append(Gap(GapCode.SUPERVISOR))
    elif not supporter.supervisor_in_role:
        found.append(Gap(GapCode.SUPERVISOR_GONE))
    if supporter.next_supervision_on is None:
        found.append(Gap(GapCode.SUPERVISION_DATE))
    elif supporter.next_supervision_on + GRACE < on:
        found.append(Gap(GapCode.SUPERVISION_OVERDUE))
    return found
