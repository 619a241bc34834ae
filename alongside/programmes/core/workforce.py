"""Who gives support, and who looks after them: roles, training, supervision, caseload, professionals."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from alongside.programmes.core.parts import Answer, Count, Key, Length, Part, Text, Yes
from alongside.programmes.core.vocabulary import (
    Pay,
    Presence,
    RoleKey,
    SupervisionForm,
    TrainingCategory,
    TrainingMode,
    TrainingTime,
)


class Role(Part):
    """What somebody in this role does, for how long, how they are chosen, and whether they are paid."""

    key: RoleKey
    title: Text
    tenure: Answer[Text] = None
    """For how long, in words."""
    lasts: Answer[Length] = None
    """How long one holds the role before it ends or is given anew. "none": without an end."""
    optional: Yes = False
    """True when the programme runs without anybody in it."""
    pay: Answer[Pay] = None
    selection: Answer[tuple[Text, ...]] = None
    """What somebody must bring to be chosen."""
    assessed: Answer[Text] = None
    """How that is found out."""
    description: Answer[Text] = None
    """The role description that a person accepts before they begin."""


class TrainingModule(Part):
    """One thing that supporters learn."""

    key: Key
    title: Text
    category: Answer[TrainingCategory] = None
    hours: Answer[Annotated[float, Field(gt=0, le=1000, allow_inf_nan=False)]] = None
    mode: Answer[TrainingMode] = None
    assessor: Answer[Text] = None
    """Who says that it has been learned."""
    when: Answer[TrainingTime] = None
    core: Yes = False
    """True when nobody may be proposed as a supporter before they have done it."""


class Supervision(Part):
    """One way in which the people who support are looked after: who does it, how, and how often."""

    who: Answer[Text] = None
    discipline: Answer[Text] = None
    """What they are by profession or experience."""
    form: Answer[SupervisionForm] = None
    every: Answer[Length] = None
    words: Answer[Text] = None


class Caseload(Part):
    """How many relationships one person may be in at once."""

    default: Count
    max: Count

    @model_validator(mode="after")
    def _default_fits(self) -> Self:
        if self.default > self.max:
            raise ValueError("The usual caseload (default) is larger than the largest one (max).")
        return self


class Professionals(Part):
    """Where people stand who are here by their profession."""

    presence: Answer[Presence] = None
    limits: Answer[Text] = None
    """What they may not do or see."""
