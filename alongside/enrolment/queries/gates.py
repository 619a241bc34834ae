"""What stands between somebody and a place in a programme, asked by every way in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alongside.enrolment.core.gates import Gate, Newcomer, Rules, shut_gates
from alongside.programmes.core.parts import given
from alongside.programmes.models import Participant, Programme, ProgrammeStatus
from alongside.programmes.queries import definition_of
from alongside.safeguarding.queries import held_participants, is_on_hold

GATES = {
    Gate.CLOSED: _("The programme takes no new people at the moment."),
    Gate.TOO_YOUNG: _("They are younger than this programme is for."),
    Gate.TOO_OLD: _("They are older than this programme is for."),
    Gate.ON_HOLD: _("The safeguarding lead has to look first. Please talk to them."),
}
"""Each gate in a sentence for staff."""


def gate_words(gates: Iterable[Gate]) -> str:
    """What stands in the way, for staff."""
    return " ".join(str(GATES[gate]) for gate in gates)


def rules_of(programme: Programme) -> Rules:
    """What the programme says of who may come in."""
    audience = given(definition_of(programme).audience)
    return Rules(
        is_closed=programme.status == ProgrammeStatus.CLOSED,
        lowest_age=given(audience.lowest_age) if audience else None,
        highest_age=given(audience.highest_age) if audience else None,
    )


def gates_for_somebody(
    programme: Programme,
    *,
    as_supporter: bool = False,
    birth_date: date | None = None,
    birth_year: int | None = None,
) -> tuple[Gate, ...]:
    """What stands in the way of somebody who is not known yet. No query."""
    who = Newcomer(as_supporter=as_supporter, birth_date=birth_date, birth_year=birth_year)
    return shut_gates(who, rules_of(programme), today=timezone.localdate())


def gates_for(participant: Participant, programme: Programme, *, as_supporter: bool) -> tuple[Gate, ...]:
    """What stands in the way of somebody known. One query."""
    return _gates(
        participant, programme, as_supporter=as_supporter, is_on_hold=is_on_hold(participant, programme)
    )


def gates_for_several(
    people: Iterable[Participant], programme: Programme, *, as_supporter: bool
) -> tuple[Gate, ...]:
    """What stands in the way of any of them, each thing once. One query."""
    held = held_participants(programme)
    found = (
        _gates(each, programme, as_supporter=as_supporter, is_on_hold=each.pk in held) for each in people
    )
    return tuple(dict.fromkeys(gate for gates in found for gate in gates))


def _gates(
    participant: Participant, programme: Programme, *, as_supporter: bool, is_on_hold: bool
) -> tuple[Gate, ...]:
    who = Newcomer(
        as_supporter=as_supporter,
        birth_date=participant.birth_date,
        birth_year=participant.birth_year,
        is_on_hold=is_on_hold,
    )
    return shut_gates(who, rules_of(programme), today=timezone.localdate())
