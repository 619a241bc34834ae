"""What a result is made from: one programme's rows as plain data, people known by number only.

Nothing here is protected yet. `page.build_page` turns facts into a page, and `page` protects it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

NOT_ASKED = "not_asked"
MISTAKE = "mistake"
"""The code of the reason for leaving of somebody who was entered by mistake."""


@dataclass(frozen=True)
class Place:
    """Somebody's place in the programme, as member or as supporter.

    may_use: they agreed, and still agree, that their answers are used to learn from. withdrew_data: they agreed once
    and took it back. declined: they were asked to take part and said no. left: the code of the reason for leaving,
    "unknown" if none is on record, None while they are with us. waiting: they have an open request for support.
    """

    person: int
    joined_on: date
    consented_on: date | None = None
    may_use: bool = False
    withdrew_data: bool = False
    declined: bool = False
    left: str | None = None
    left_on: date | None = None
    asked_on: date | None = None
    waiting: bool = False


@dataclass(frozen=True)
class Delivered:
    """One contact that took place."""

    on: date
    minutes: int
    modality: str


@dataclass(frozen=True)
class Tie:
    """A relationship: its members (two of them where there are no fixed roles), its supporter if it has one.

    planned: contacts that were due by the day of the result; planned_minutes is their length as planned,
    None where one has none.
    ending: the code of how it ended, None while it goes on.
    """

    number: int
    members: tuple[int, ...]
    supporter: int | None
    started_on: date
    ending: str | None = None
    planned: int = 0
    planned_minutes: int | None = 0
    delivered: tuple[Delivered, ...] = ()


@dataclass(frozen=True)
class Asking:
    """One measure asked of one person at one wave. `over`: the time in which it could be answered has passed.

    Its status is `NOT_ASKED` where the time came and they were not asked: they had left, or did not want to be asked
    after the end. Leaving these people out would hide that support did not hold them.
    """

    person: int
    as_supporter: bool
    wave: str
    instrument: str
    status: str
    over: bool
    is_baseline: bool = False
    score: float | None = None
    answered_on: date | None = None
    ratings: Mapping[str, int | None] = field(default_factory=dict)


@dataclass(frozen=True)
class CheckInFact:
    """The newest check-in of one side that was answered; ratings 0 to 10."""

    person: int
    as_supporter: bool
    fit: int | None
    giving: int | None
    receiving: int | None
    load: int | None


@dataclass(frozen=True)
class GroupPlan:
    """What one side is asked, and when. Codes of waves; an empty one means that the definition has none.

    end: the last wave before or at the ending. after: the last wave after it. instruments: those asked at baseline
    and again, the main one first.
    """

    instruments: tuple[str, ...] = ()
    baseline: str = ""
    end: str = ""
    after: str = ""


@dataclass(frozen=True)
class Plan:
    """What the definition says about results. minimum_contacts is None where it names no minimum."""

    mutual: bool
    has_consent: bool
    minimum_contacts: int | None
    primary: str
    members: GroupPlan
    supporters: GroupPlan


@dataclass(frozen=True)
class Facts:
    """Everything that a result of a chosen part of a programme is made from, on one day."""

    as_of: date
    plan: Plan
    members: tuple[Place, ...]
    supporters: tuple[Place, ...]
    ties: tuple[Tie, ...]
    askings: tuple[Asking, ...]
    check_ins: tuple[CheckInFact, ...]
    concerns: int
    held: int
