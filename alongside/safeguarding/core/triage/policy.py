"""What follows from what was found: which lane a post waits in, who reads it first, by when. A table, read from data.

The policy only ever puts a post in front of people. It knows no act against a post or a person.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class Lane(StrEnum):
    """How soon a person reads it. P1 is first; nothing else is behind it in worth."""

    NOW = "P1"
    HOURS = "P2"
    DAY = "P3"
    DAYS = "P4"


class Lowering(StrEnum):
    """Why a rule lets something wait longer than its words alone would. Only rules lower."""

    DENIED = "denied"
    PAST = "past"
    FICTION = "fiction"
    GENERAL = "general"
    SUPPORT = "support"
    DISAGREED = "disagreed"


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


Words = Annotated[str, Field(min_length=1)]


class Category(Strict):
    """One kind of thing that is found, and what follows. Minutes are until a person has read it."""

    id: Annotated[str, Field(pattern=r"^[a-z_]+$")]
    name: Words
    lane: Lane
    first_reader: Words
    minutes_staffed: Annotated[int, Field(gt=0)]
    minutes_unstaffed: Annotated[int, Field(gt=0)]
    meanwhile: Words
    of_another: str = ""
    """The category that it becomes when the words are about somebody else."""
    lowered: dict[Lowering, Lane | Literal["nothing"]] = {}


class Policy(Strict):
    """The whole table."""

    format: Literal[1]
    version: Words
    author: Words
    written_on: date
    sources: tuple[Words, ...]
    category: tuple[Category, ...]

    @cached_property
    def by_id(self) -> dict[str, Category]:
        return {category.id: category for category in self.category}


def sooner(one: Lane | None, other: Lane | None) -> Lane | None:
    """The lane that is read sooner; nothing found waits longest."""
    return min((lane for lane in (one, other) if lane is not None), default=None)
