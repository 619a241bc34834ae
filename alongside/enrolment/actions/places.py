"""The one way to a place in a programme: by hand, from a sheet or by joining, through the same gates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from alongside.enrolment.core.gates import Gate
from alongside.enrolment.queries.gates import gates_for, gates_for_several
from alongside.people.models import Person
from alongside.programmes.actions import (
    NewPlace,
    add_member,
    add_members,
    add_supporter,
    add_supporters,
    resume_place,
)
from alongside.programmes.models import Intake, Member, Participant, PeerSupporter, PlaceStatus, Programme


class Barred(Exception):
    """Somebody may not have this place now; `gates` lists what stands in the way. Nothing was changed."""

    def __init__(self, gates: tuple[Gate, ...]) -> None:
        super().__init__(", ".join(gates))
        self.gates = gates


@transaction.atomic
def open_place(
    *,
    programme: Programme,
    participant: Participant,
    as_supporter: bool,
    by: Person | None,
    joined_on: date | None = None,
    how: str = "by_hand",
    capacity: int = 1,
    intake: Intake | None = None,
) -> Member | PeerSupporter:
    """A place as a member or as a peer supporter. Raises Barred, AlreadyThere when they have it, and IntakeFull."""
    _pass_gates(participant, programme, as_supporter=as_supporter)
    common: dict[str, Any] = {
        "programme": programme,
        "participant": participant,
        "by": by,
        "joined_on": joined_on,
        "how": how,
        "intake": intake,
    }
    return add_supporter(**common, capacity=capacity) if as_supporter else add_member(**common)


@transaction.atomic
def open_places(
    *,
    programme: Programme,
    places: Sequence[NewPlace],
    as_supporter: bool,
    by: Person | None,
    how: str,
    intake: Intake | None = None,
) -> None:
    """Places for several people at once, or for none of them.

    Raises Barred with everything that stands in the way of any, AlreadyThere and IntakeFull.
    """
    programme = _as_it_is_now(programme)
    people = [place.participant for place in places]
    if gates := gates_for_several(people, programme, as_supporter=as_supporter):
        raise Barred(gates)
    add = add_supporters if as_supporter else add_members
    add(programme=programme, places=places, by=by, how=how, intake=intake)


@transaction.atomic
def come_back(*, place: Member | PeerSupporter, by: Person, on_behalf_of: Participant | None = None) -> None:
    """Back from a pause, or after having left, which is a way in like any other: then it raises Barred.

    Raises StateChanged when they take part already.
    """
    if place.status == PlaceStatus.LEFT:
        _pass_gates(place.participant, place.programme, as_supporter=isinstance(place, PeerSupporter))
    resume_place(place=place, by=by, on_behalf_of=on_behalf_of)


def _pass_gates(participant: Participant, programme: Programme, *, as_supporter: bool) -> None:
    programme = _as_it_is_now(programme)
    if gates := gates_for(participant, programme, as_supporter=as_supporter):
        raise Barred(gates)


def _as_it_is_now(programme: Programme) -> Programme:
    """A programme may have been closed while the page was open."""
    return Programme.objects.select_related("definition").get(pk=programme.pk)
