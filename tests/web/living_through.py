"""A published model lived through on the database, and what must be true of it afterwards.

The models are shared out over two files of tests, so that two processes live through them side by side.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.test import Client
from django.urls import reverse

from alongside.programmes.core.library import model_text
from alongside.programmes.core.starting import filled_in_text, starter
from alongside.programmes.queries import definition_of
from alongside.web.actions.trial.live import live_through
from alongside.web.actions.trial.told import as_text

if TYPE_CHECKING:
    from alongside.programmes.core.definition import Definition
    from alongside.web.actions.trial.live import Lived


def model(slug: str) -> str:
    return filled_in_text(model_text(slug), starter())


def planned_as_the_paper_says(definition: Definition, lived: Lived) -> None:
    """Every relationship and every group has the definition's arithmetic in the database, phase by phase."""
    for phase in definition.schedule.phases:
        if phase.form == "open_room":
            continue
        expected = phase.planned_contacts
        assert lived.planned[phase.key], phase.key
        if expected is not None:
            assert set(lived.planned[phase.key]) == {expected}, phase.key


def everything_ended(definition: Definition, lived: Lived) -> None:
    assert "under way" not in lived.endings
    assert not {"group running", "group forming"} & set(lived.endings)
    rooms = sum(phase.form == "open_room" for phase in definition.schedule.phases)
    assert dict(lived.spaces) == ({"closed": rooms} if rooms else {})
    assert lived.posts > 0 or not rooms


def something_was_had(lived: Lived) -> None:
    """In every phase but those so short that two people may miss all of it, as people do."""
    assert any(became["delivered"] for became in lived.sessions.values()) or not lived.sessions
    for phase, became in lived.sessions.items():
        assert became["delivered"] > 0 or became.total() < 6, phase


def report_is_printed(definition: Definition, lived: Lived) -> None:
    told = as_text(lived)
    client = Client()
    client.force_login(
        lived.programme.created_by, backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    session = client.session
    session["demo_sign_in"] = True
    session.save()
    page = client.get(reverse("programmes:report", args=[lived.programme.ref]))
    assert page.status_code == 200
    for phase in definition.schedule.phases:
        assert phase.form == "open_room" or f"{phase.title}: " in told


def live_through_and_check(slug: str) -> None:
    """A small programme of the model, from its opening to its report."""
    text = model(slug)
    # Enough for two relationships or pairs, or for a group.
    lived = live_through(text, people=2 if "supporter_and_member" in text else 4, seed=5)
    definition = definition_of(lived.programme)
    planned_as_the_paper_says(definition, lived)
    something_was_had(lived)
    everything_ended(definition, lived)
    report_is_printed(definition, lived)
