"""Where requests meet roles: staff who see what was told in confidence need a second lock."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from alongside.common.http import is_for_everybody
from alongside.people.models import Person
from alongside.people.queries import has_second_factor
from alongside.programmes.queries import HandEdited, needs_second_lock

logger = logging.getLogger(__name__)

DEMO_SESSION = "demo_sign_in"
OWN_ACCOUNT = "people"


class SecondLockForStaff:
    """Sends staff whose roles need a second lock to set it up, before any page of an organisation or programme.

    Pages for everybody stay open (help in a crisis is one of them), and so do signing in and one's own account, where
    the lock is set up. A session of a demonstration, entered with one click, needs none.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        args: tuple[Any, ...],  # noqa: ARG002 - Django's signature
        kwargs: dict[str, Any],  # noqa: ARG002 - Django's signature
    ) -> HttpResponse | None:
        person = request.user
        if not isinstance(person, Person) or is_for_everybody(view) or _leads_to_the_lock(request):
            return None
        if settings.DEMO and request.session.get(DEMO_SESSION):
            return None
        if has_second_factor(person) or not needs_second_lock(person):
            return None
        messages.warning(
            request,
            _(
                "Your role lets you see what people have told us in confidence. Please set up a second lock first."
            ),
        )
        return redirect("mfa_index")


class DefinitionsAsAgreed:
    """Says in words that a stored definition was changed by hand, instead of running what nobody agreed to."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, HandEdited):
            return None
        logger.error("The stored definition %s was changed by hand; nothing is run from it.", exception)
        return render(request, "programmes/hand_edited.html", {"version": str(exception)}, status=500)


def _leads_to_the_lock(request: HttpRequest) -> bool:
    """Signing in and the lock itself (allauth's pages have no namespace), and one's own account."""
    match = request.resolver_match
    return match is None or match.namespace in {"", OWN_ACCOUNT}
