"""Two people who ask from outside, in the last days: one for support, one to give it. A coordinator has still to answer."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import Any

from django.utils import timezone

from alongside.joining.actions.asking import begin_request, keep_answer, send_request
from alongside.programmes.actions import set_joining, show_programme
from alongside.programmes.models import Joining, Programme
from alongside.programmes.queries import definition_of
from alongside.web.actions.demo.calendar import Calendar
from alongside.web.actions.demo.world import World

GRACE = {
    "who": "self",
    "as": "member",
    "name": "Grace Adeyemi",
    "languages": ["English", "Yoruba"],
    "reach": "telephone",
    "phone": "+447700900471",
    "safe_to_contact": "After six. Please leave no message, I share the telephone",
    "words": "The nurse told me about you. I have never talked with anybody else who has diabetes.",
}
TOM = {
    "who": "self",
    "as": "supporter",
    "name": "Tom Brierley",
    "languages": ["English"],
    "reach": "email",
    "email": "tom.brierley@demo-people.example",
    "words": "I have had diabetes for eleven years. I would like to give somebody the help that I was given.",
}


def plan_asking(world: World, calendar: Calendar) -> None:
    """Its door opens a month before the end, to be asked at; so the first page shows it, and *Today* who waits."""
    for days, clock, deed in (
        (30, time(11, 20), partial(_open_the_door, world)),
        (4, time(19, 40), partial(_ask, world.coaching, GRACE)),
        (1, time(12, 15), partial(_ask, world.coaching, TOM)),
    ):
        day = calendar.last - timedelta(days=days)
        calendar.at(datetime.combine(day, clock, tzinfo=UTC), deed)


def _open_the_door(world: World) -> None:
    show_programme(programme=world.coaching, is_public=True, is_found_by_search=False, by=world.cora)
    set_joining(programme=world.coaching, joining=Joining.BY_REQUEST, takes_offers=True, by=world.cora)


def _ask(programme: Programme, answers: dict[str, Any]) -> None:
    programme.refresh_from_db()
    begun, _code = begin_request(programme=programme, language="en-gb", by=None)
    said = {"given": True, "at": timezone.now().isoformat()}
    consents = {
        each.key: {**said, "version": each.wording_version} for each in definition_of(programme).consents
    }
    draft = keep_answer(request=begun, stored={**answers, "consents": consents})
    send_request(request=draft, language="en-gb", by=None)
