"""Groups and open rooms: who is in them, who leads, and what a session is made of."""

from typing import Self

from pydantic import model_validator

from alongside.programmes.core.parts import Answer, Count, Key, Part, Text, given
from alongside.programmes.core.vocabulary import AgendaKind, Joining, LeadKind, Turn


class Leads(Part):
    """Who leads a group."""

    who: Answer[LeadKind] = None
    count_min: Answer[Count] = None
    """How many lead together; 2 for a pair."""
    count_max: Answer[Count] = None
    turn: Answer[Turn] = None
    """How often somebody else leads. "none": the same people throughout."""
    share_experience: Answer[Text] = None
    """Whether those who lead share what the members share."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        _refuse_disorder(self.count_min, self.count_max, "count")
        return self


class Groups(Part):
    """How groups are made up. Sizes count what takes part as one: people, or couples where ``unit`` is "couple"."""

    size_min: Answer[Count] = None
    size_max: Answer[Count] = None
    """Without those who lead."""
    joining: Answer[Joining] = None
    composition: Answer[Text] = None
    alike_in: tuple[Key, ...] = ()
    """Traits that all of a group share."""
    never_alone_in: tuple[Key, ...] = ()
    """Traits in which nobody should be the only one of a group."""
    leads: Answer[Leads] = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        _refuse_disorder(self.size_min, self.size_max, "size")
        return self


class AgendaItem(Part):
    """One part of a session."""

    title: Text
    minutes: Answer[Count] = None
    kind: AgendaKind = "topic"


class SessionOutline(Part):
    """One session of a course: what it is about, and how its time is spent."""

    title: Text
    agenda: tuple[AgendaItem, ...] = ()


def _refuse_disorder(least: object, most: object, name: str) -> None:
    least, most = given(least), given(most)
    if isinstance(least, int) and isinstance(most, int) and least > most:
        raise ValueError(f"{name}_min is more than {name}_max.")
