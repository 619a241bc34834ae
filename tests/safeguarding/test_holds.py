from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from alongside.audit.models import AuditEvent
from alongside.programmes.actions import StateChanged
from alongside.safeguarding.actions.holds import AlreadyOnHold, lift_hold
from alongside.safeguarding.models import Hold
from alongside.safeguarding.queries import held_participants, is_on_hold
from tests.safeguarding import factories

if TYPE_CHECKING:
    from tests.conftest import Cast


def test_hold_holds_in_this_programme_until_it_is_lifted(cast: Cast) -> None:
    hold = factories.hold(cast)
    assert is_on_hold(cast.mia_participant, cast.coaching)
    assert not is_on_hold(cast.mia_participant, cast.pairs)
    assert held_participants(cast.coaching) == {cast.mia_participant.pk}
    lift_hold(hold=hold, reason="We spoke.", by=cast.sasha)
    assert not is_on_hold(cast.mia_participant, cast.coaching)
    assert held_participants(cast.coaching) == set()


def test_second_hold_and_second_lifting_change_nothing(cast: Cast) -> None:
    hold = factories.hold(cast)
    with pytest.raises(AlreadyOnHold):
        factories.hold(cast)
    lift_hold(hold=hold, reason="We spoke.", by=cast.sasha)
    with pytest.raises(StateChanged):
        lift_hold(hold=hold, reason="Again.", by=cast.sasha)
    assert Hold.objects.get().lifted_reason == "We spoke."


def test_hold_through_the_pages(cast: Cast) -> None:
    client = cast.client("sasha")
    there = reverse("safeguarding:place_hold", args=[cast.coaching.ref, cast.mia_participant.pk])
    assert client.post(there, {"reason": ""}).status_code == 422
    client.post(there, {"reason": "Her brother reads her post"})
    assert "There is a hold already" in client.post(there, {"reason": "x"}, follow=True).content.decode()
    assert (
        "Mia Marlowe" in client.get(reverse("safeguarding:holds", args=[cast.coaching.ref])).content.decode()
    )
    client.post(
        reverse("safeguarding:lift_hold", args=[cast.coaching.ref, Hold.objects.get().pk]),
        {"reason": "Moved"},
    )
    assert not is_on_hold(cast.mia_participant, cast.coaching)


def test_log_of_a_hold_holds_no_reason(cast: Cast) -> None:
    factories.hold(cast, reason="Her brother reads her post")
    event = AuditEvent.objects.get(what="hold_placed")
    assert "brother" not in f"{event.reason}{event.details}"
