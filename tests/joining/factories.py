from __future__ import annotations

from typing import Any

from alongside.joining.actions import asking
from alongside.joining.core.steps import open_steps
from alongside.joining.models import JoinRequest
from alongside.joining.queries.requests import journey_of
from alongside.people.models import Person
from alongside.programmes.actions import create_programme, open_programme, set_joining, show_programme
from alongside.programmes.models import Programme
from alongside.programmes.queries import definition_of
from tests import factories

ROSA = {"who": "self", "as": "member", "name": "Rosa Telefoni", "languages": ["English"]}
BY_TELEPHONE = {**ROSA, "reach": "telephone", "phone": "+447700900123"}
BY_EMAIL = {**ROSA, "reach": "email", "email": "rosa@example.org"}
BY_NOTHING = {**ROSA, "reach": "none"}
FOR_SOMEBODY = {
    **BY_TELEPHONE,
    "who": "other",
    "reach": "helper",
    "helper_name": "Pia Nachbar",
    "helper_phone": "+447700900456",
    "helper_knows": "not_yet",
}


def open_to_join(
    programme: Programme, *, by: Person, joining: str = "by_request", takes_offers: bool = False
) -> Programme:
    show_programme(programme=programme, is_public=True, is_found_by_search=False, by=by)
    set_joining(programme=programme, joining=joining, takes_offers=takes_offers, by=by)
    return programme


def says(programme: Programme, key: str, *, given: bool) -> dict[str, Any]:
    purpose = next(each for each in definition_of(programme).consents if each.key == key)
    return {key: {"given": given, "version": purpose.wording_version, "at": "2026-01-01T10:00:00+00:00"}}


def draft(programme: Programme, *, by: Person | None = None, **answers: Any) -> tuple[JoinRequest, str]:
    """What somebody wrote, with a yes to every consent unless told."""
    begun, code = asking.begin_request(programme=programme, language="en-gb", by=by)
    consents = {}
    for purpose in definition_of(programme).consents:
        consents |= says(programme, purpose.key, given=True)
    stored = {"consents": consents, **(answers or BY_TELEPHONE)}
    return asking.keep_answer(request=begun, stored=stored), code


def sent(programme: Programme, *, by: Person | None = None, **answers: Any) -> JoinRequest:
    """Sent, and looked through: jobs run at once in the tests."""
    made, _code = draft(programme, by=by, **answers)
    assert open_steps(journey_of(programme), made.answers) == ()
    asking.send_request(request=made, language="en-gb", by=by)
    return JoinRequest.objects.get(pk=made.pk)


def waiting(programme: Programme) -> JoinRequest:
    return sent(programme)


def programme_with(cast: Any, parts: str) -> Programme:
    """An open programme of Harbour whose definition says more, such as `[audience]` and an age."""
    made = create_programme(
        organisation=cast.harbour,
        definition_text=f"{factories.definition_text()}\n{parts}",
        name="Coaching for some",
        discreet_name="Harbour Fridays",
        by=cast.ada,
    )
    open_programme(programme=made, by=cast.ada)
    return made


def for_ages(cast: Any, lowest: int, highest: int) -> Programme:
    return programme_with(cast, f"[audience]\nlowest_age = {lowest}\nhighest_age = {highest}\n")
