from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from alongside.safeguarding.actions.cases import open_case
from alongside.safeguarding.actions.concerns import acknowledge_concern, raise_concern
from alongside.safeguarding.actions.holds import place_hold
from alongside.safeguarding.actions.words import take_in
from alongside.safeguarding.models import Incoming

if TYPE_CHECKING:
    from alongside.safeguarding.models import Concern, Hold, SafeguardingCase
    from tests.conftest import Cast

numbers = count(1)


def concern(cast: Cast, **fields: Any) -> Concern:
    """Mia's worry about Sam, unless told."""
    given = {
        "programme": cast.coaching,
        "words": f"I am worried, number {next(numbers)}",
        "urgency": "soon",
        "by": cast.mia,
        "raised_by": cast.mia_participant,
        "about": cast.sam_participant,
    }
    return raise_concern(**{**given, **fields})


def seen_concern(cast: Cast, **fields: Any) -> Concern:
    made = concern(cast, **fields)
    acknowledge_concern(concern=made, by=cast.sasha)
    return made


def case(cast: Cast, **fields: Any) -> SafeguardingCase:
    return open_case(concern=seen_concern(cast, **fields), by=cast.sasha)


def words(
    cast: Cast, words: str = "I'm just a burden on everybody, there's no point", **fields: Any
) -> Incoming:
    """Words of Mia's that wait to be read within hours, unless told; they stand in the notes about her."""
    row = cast.mia_participant
    row.notes = f"{words} {next(numbers)}"
    row.save(update_fields=["notes"])
    take_in(row, "notes", **{"programme": cast.coaching, "by": cast.mia, "writer": row, **fields})
    return Incoming.objects.latest("pk")


def hold(cast: Cast, **fields: Any) -> Hold:
    given = {
        "participant": cast.mia_participant,
        "programme": cast.coaching,
        "reason": "Said to be unsafe",
        "by": cast.sasha,
    }
    return place_hold(**{**given, **fields})
