from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from alongside.safeguarding.actions.cases import open_case
from alongside.safeguarding.actions.concerns import acknowledge_concern, raise_concern
from alongside.safeguarding.actions.holds import place_hold
from alongside.safeguarding.actions.on_call import add_time, add_to_chain, answer_link
from alongside.safeguarding.actions.rehearsals import begin_rehearsal
from alongside.safeguarding.actions.words import take_in
from alongside.safeguarding.models import AlarmCall, Incoming

if TYPE_CHECKING:
    from alongside.people.models import Person
    from alongside.safeguarding.models import (
        Concern,
        Hold,
        OnCallPlace,
        OnCallTime,
        Rehearsal,
        SafeguardingCase,
    )
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


def on_call(cast: Cast, person: Person | None = None, phone: str = "") -> OnCallPlace:
    """Sasha in the chain of coaching, unless told."""
    return add_to_chain(programme=cast.coaching, person=person or cast.sasha, phone=phone, by=cast.sasha)


def on_call_time(cast: Cast, person: Person | None = None, **fields: Any) -> OnCallTime:
    """Sasha is called first from an hour ago for a day, unless told."""
    now = timezone.now()
    given = {
        "is_away": False,
        "starts_at": now - timedelta(hours=1),
        "ends_at": now + timedelta(hours=23),
    }
    return add_time(
        programme=cast.coaching, person=person or cast.sasha, by=cast.sasha, **{**given, **fields}
    )


def alarm_token(cast: Cast) -> str:
    """Of the link in the letter to Sasha, who is called for an urgent concern."""
    on_call(cast)
    concern(cast, urgency="now")
    return answer_link(AlarmCall.objects.get(person=cast.sasha)).rstrip("/").rpartition("/")[2]


def rehearsal(cast: Cast, scenario: str = "tonight") -> Rehearsal:
    return begin_rehearsal(programme=cast.coaching, scenario=scenario, by=cast.sasha)
