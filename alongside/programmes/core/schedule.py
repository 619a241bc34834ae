"""How much support, and when: the phases of a definition."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from alongside.programmes.core.vocabulary import (
    Answer,
    Count,
    Initiator,
    Key,
    Length,
    Modality,
    Part,
    Text,
    Yes,
    given,
)

MOST_CONTACTS = 4000
"""No phase plans more contacts than this: ten years, every day, is fewer."""


class Phase(Part):
    """A stretch of the schedule in which all contacts are of one kind.

    Either a number of ``contacts``, one ``every`` so often; or ``at_least`` so many in ``every`` interval,
    ``lasting`` a whole number of intervals.
    """

    key: Key
    title: Text
    contacts: Count | None = None
    at_least: Count | None = None
    every: Length | None = None
    lasting: Length | None = None
    starts: Length | None = None
    """How long after the first day this phase begins. Left out: when the phase before it ends."""
    first_after: Length | None = None
    """How long after the phase begins its first contact is due. Left out: one interval, or at once if there is none."""
    modalities: Annotated[tuple[Modality, ...], Field(min_length=1)]
    """The ways of meeting that are allowed, the usual one first."""
    minutes_min: Answer[Count] = None
    minutes_max: Answer[Count] = None
    initiated_by: Answer[Initiator] = None
    optional: Yes = False
    """True when a pair may leave these contacts out."""

    @model_validator(mode="after")
    def _says_how_much(self) -> Self:
        if (self.contacts is None) == (self.at_least is None):
            raise ValueError(
                "Say either contacts (how many) or at_least (how many in every interval), one of the two."
            )
        if self.every is not None and not self.every:
            raise ValueError("The interval (every) must be at least a day.")
        if self.contacts is None:
            self._check_floor()
        else:
            self._check_count(self.contacts)
        return self

    @model_validator(mode="after")
    def _minutes_in_order(self) -> Self:
        least, most = given(self.minutes_min), given(self.minutes_max)
        if least is not None and most is not None and least > most:
            raise ValueError("minutes_min is more than minutes_max.")
        return self

    @property
    def intervals(self) -> int:
        """How many intervals an "at least" phase has; 0 for a phase with a number of contacts."""
        if self.every is None or self.lasting is None:
            return 0
        return self.every.how_many_in(self.lasting) or 0

    @property
    def planned_contacts(self) -> int:
        """How many contacts the phase plans; for "at least" phases the least."""
        return self.contacts or (self.at_least or 0) * self.intervals

    def _check_count(self, contacts: int) -> None:
        if self.lasting is not None:
            raise ValueError(
                "lasting belongs to at_least; with contacts the number says how long the phase is."
            )
        if contacts > 1 and self.every is None:
            raise ValueError("More than one contact needs an interval (every).")

    def _check_floor(self) -> None:
        if self.every is None or self.lasting is None:
            raise ValueError("at_least needs the interval (every) and how long the phase lasts (lasting).")
        if self.first_after is not None:
            raise ValueError(
                "first_after belongs to contacts; with at_least any day of the interval will do."
            )
        if not self.intervals:
            raise ValueError(
                f"lasting ({self.lasting}) is not a whole number of intervals ({self.every}). "
                "Use weeks and days together, or months and years together."
            )
        if self.planned_contacts > MOST_CONTACTS:
            raise ValueError(f"This phase plans more than {MOST_CONTACTS} contacts.")


class Schedule(Part):
    """What happens when: a list of phases that may differ in everything."""

    phases: Annotated[tuple[Phase, ...], Field(min_length=1, max_length=100)]
    length: Answer[Length] = None
    """From the first day to the planned ending."""
