"""What every part of a definition is made of, and the three ways of having no answer."""

from enum import StrEnum
from typing import Annotated, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    StringConstraints,
    WithJsonSchema,
)
from pydantic.fields import FieldInfo
from pydantic.json_schema import SkipJsonSchema
from pydantic_core import PydanticCustomError

from alongside.programmes.core.durations import PATTERN, Duration

T = TypeVar("T")
P = TypeVar("P", bound="Part")


class Part(BaseModel):
    """A part of a definition: never changed once read, and strict about keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Absence(StrEnum):
    """Why a question has no answer. The three are different facts and are never merged."""

    NOT_REPORTED = "not reported"
    """The source says nothing about it: unknown."""
    NONE = "none"
    """It was decided, or reported, that there is none."""
    NOT_APPLICABLE = "not applicable"
    """The question makes no sense for this programme."""


class AnswerMark:
    """Marks a field that the literature often leaves open, so that gap checks find it."""


Answer = Annotated[Absence | T | SkipJsonSchema[None], Field(union_mode="left_to_right"), AnswerMark()]
"""A value, or why there is none. A key left out altogether is None: "not recorded", a fourth thing."""


Stated = Annotated[Absence | T | SkipJsonSchema[None], Field(union_mode="left_to_right")]
"""Like an ``Answer``, where leaving the key out has a meaning of its own and is no gap."""


def given(answer: T | Absence | None) -> T | None:
    """The answer itself, or None when there is none, whatever the reason."""
    return None if isinstance(answer, Absence) else answer


def _storable(text: str) -> str:
    if any(ord(letter) < 32 and letter not in "\n\t" for letter in text):
        raise ValueError("This text holds a control character. Type it again without copying.")
    return text


def _duration(value: object) -> Duration:
    if isinstance(value, Duration):
        return value
    if not isinstance(value, str):
        raise PydanticCustomError(
            "duration", 'A length of time is text in quotes, such as "P8W" for eight weeks.'
        )
    return Duration.parse(value)


Text = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5000), AfterValidator(_storable)
]
"""Words for people: not empty, at most 5,000 characters."""

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*([_-][a-z0-9]+)*$", max_length=60)]
"""A name for machines: small letters, digits, single hyphens or underscores; it begins with a letter."""

Yes = Annotated[bool, Field(strict=True)]
Count = Annotated[int, Field(strict=True, ge=1, le=4000)]
Week = Annotated[int, Field(strict=True, ge=1, le=520)]
"""The number of a week of support: week 1 is the seven days that begin on the first day."""

Length = Annotated[
    Duration,
    PlainValidator(_duration),
    PlainSerializer(str),
    WithJsonSchema({"type": "string", "pattern": PATTERN, "examples": ["P8W", "P10D", "P3M", "P1Y"]}),
]

Minutes = Annotated[int, Field(strict=True, ge=1, le=60 * 24 * 7)]
"""A length of time within a day or a few: at most a week."""


def is_answer(field: FieldInfo) -> bool:
    """Whether a field of a part is an ``Answer``: a question that may be left open."""
    return any(isinstance(mark, AnswerMark) for mark in field.metadata)


def with_absences(part: P, absence: Absence) -> P:
    """The part, with every answer that was left out, here and in the parts within, answered by ``absence``."""
    changed: dict[str, object] = {}
    for name, field in type(part).model_fields.items():
        value = getattr(part, name)
        if value is None and is_answer(field):
            changed[name] = absence
        elif isinstance(value, Part):
            changed[name] = with_absences(value, absence)
        elif isinstance(value, tuple):
            changed[name] = tuple(
                with_absences(item, absence) if isinstance(item, Part) else item for item in value
            )
    return part.model_copy(update=changed)
