"""How somebody who has no account comes back to what they wrote: their code, from the form or from a cookie.

The cookie lives until the browser is closed, and is sent to the pages of this one programme only. The form carries the
code too, so that an answer arrives after the cookie is gone, and two tabs each keep to their own.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from alongside.joining.access import access_own_request
from alongside.joining.core.codes import as_typed
from alongside.joining.models import JoinRequest
from alongside.people.http import PageRequest
from alongside.people.models import Person

COOKIE = "__Secure-joining" if settings.SESSION_COOKIE_SECURE else "joining"


@dataclass(frozen=True)
class Visit:
    """A request from outside, and the code that led to it."""

    request: JoinRequest
    code: str


def own_visit(request: PageRequest, ref: str) -> Visit | None:
    """The code of the form counts before the cookie's."""
    for typed in (request.POST.get("code", ""), request.COOKIES.get(COOKIE, "")):
        found = access_own_request(ref, typed) if typed else None
        if found:
            return Visit(found, as_typed(typed))
    return None


def signed_in(request: PageRequest) -> Person | None:
    """Who it is, where somebody who has an account asks to join somewhere else."""
    return request.user if isinstance(request.user, Person) else None


def remember(response: HttpResponse, visit: Visit) -> HttpResponse:
    response.set_cookie(
        COOKIE,
        visit.code,
        path=reverse("joining:before", args=[visit.request.programme.ref]),
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
    return response


def forget(response: HttpResponse, ref: str) -> HttpResponse:
    response.delete_cookie(COOKIE, path=reverse("joining:before", args=[ref]), samesite="Lax")
    return response


def needs_code() -> HttpResponse:
    """Nobody knows who this is any more: the code leads back, and nothing is lost."""
    return redirect(f"{reverse('joining:come_back')}?again=1")


def too_often(request: PageRequest) -> HttpResponse:
    return render(request, "joining/too_often.html", status=429)
