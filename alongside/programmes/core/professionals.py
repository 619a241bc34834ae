"""Whether somebody who is here by their profession may come in, as the definition says where they stand."""

from enum import StrEnum

from alongside.programmes.core.definition import Definition
from alongside.programmes.core.parts import Absence, given
from alongside.programmes.core.vocabulary import Presence


class Closed(StrEnum):
    """Why the door is closed to a professional."""

    OUT = "out"
    """The programme keeps professionals out."""
    NOT_SAID = "not_said"
    """The definition does not say where professionals stand, so nobody may let them in."""
    NO_EXPERIENCE = "no_experience"
    """Only those who share the experience may come, and this one does not."""


def stand_of(definition: Definition) -> Presence | None:
    """Where professionals stand; None where the definition does not say."""
    told = definition.professionals
    if told is Absence.NONE or told is Absence.NOT_APPLICABLE:
        return "none"
    found = given(told)
    presence = found.presence if found else None
    return "none" if presence in {Absence.NONE, Absence.NOT_APPLICABLE} else given(presence)


def closed_to(definition: Definition, *, shares_experience: bool) -> Closed | None:
    """Why a professional may not come in as a guest; None where they may."""
    stand = stand_of(definition)
    if stand is None:
        return Closed.NOT_SAID
    if stand == "none":
        return Closed.OUT
    if stand == "with_the_experience_only" and not shares_experience:
        return Closed.NO_EXPERIENCE
    return None


def limits_of(definition: Definition) -> str:
    """What professionals may not do or see, in the words of the definition; empty where it does not say."""
    told = given(definition.professionals)
    return (given(told.limits) if told else None) or ""
