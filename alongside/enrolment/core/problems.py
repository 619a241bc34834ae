"""What a parser gives back: a value, something to remark, both, or neither for an empty cell."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, TypeVar

from alongside.enrolment.core.wording import PROBLEMS

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a cell and what would be right; the two properties say it in plain English."""

    code: str
    params: dict[str, str | int] = field(default_factory=dict)

    @property
    def message(self) -> str:
        return PROBLEMS[self.code][0].format(**self.params)

    @property
    def suggestion(self) -> str:
        return PROBLEMS[self.code][1].format(**self.params)

    def __str__(self) -> str:
        return f"{self.message} {self.suggestion}"


@dataclass(frozen=True, slots=True)
class Parsed(Generic[T]):
    """A value with a problem is a repaired or doubtful value that is kept; a problem alone is a bad cell."""

    value: T | None = None
    problem: Problem | None = None


def problem(code: str, **params: str | int) -> Problem:
    """A Problem with its parameters as keywords."""
    return Problem(code, params)
