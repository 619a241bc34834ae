"""How a programme learns: when who is asked what, and what may be claimed from it."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from alongside.programmes.core.parts import Answer, Count, Key, Length, Part, Text, Week
from alongside.programmes.core.vocabulary import Anchor, CostCategory, Design, Side


class Wave(Part):
    """A time at which one side is asked a set of measures."""

    key: Key
    """The same moment of the two sides may have the same key. "baseline" is asked before support begins."""
    title: Text
    anchor: Anchor
    offset: Length
    """How long after the anchor it is due."""
    window_days: Annotated[int, Field(strict=True, ge=0, le=366)]
    """How many days either side of the due date still count as this wave."""
    respondent: Side
    instruments: Annotated[tuple[Key, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _baseline_comes_first(self) -> Self:
        if self.is_baseline and self.anchor != "enrolment":
            raise ValueError('A baseline is asked before support begins: its anchor is "enrolment".')
        return self

    @property
    def is_baseline(self) -> bool:
        """Asked before the first contact."""
        return self.key == "baseline"

    @property
    def is_follow_up(self) -> bool:
        """Asked some time after the ending."""
        return self.anchor in {"planned_end", "ended"} and bool(self.offset)


class CheckIns(Part):
    """When each side is asked, alone and in confidence, how it goes."""

    member_weeks: tuple[Week, ...] = ()
    supporter_weeks: tuple[Week, ...] = ()
    coordinator_call_week: Answer[Week] = None
    """The week in which the coordinator phones. Week 3 found problems in time (Thompson 2022)."""


class Evaluation(Part):
    """What may be claimed at the end."""

    design: Design = "described"
    """Described: what was done and how people changed, with nobody to compare them with."""
    comparator: Answer[Text] = None
    protocol: Answer[Text] = None
    """Where the plan of the analysis can be read, fixed before the data are looked at."""
    adverse_events: Answer[Text] = None
    """How harm is asked about and written down."""
    minimum_dose: Answer[Count] = None
    """How many contacts count as having had the support."""
    primary_measure: Answer[Key] = None
    shown_first: Answer[Literal["clinical_outcome", "own_goals"]] = None
    """Which of the two stands first on the page of results. Both are always shown."""
    process_questions: Answer[tuple[Text, ...]] = None
    """What people are asked about how it went, beside any scale."""
    costs: Answer[tuple[CostCategory, ...]] = None
    """Which costs are written down from the first day."""
