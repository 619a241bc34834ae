"""What every answer of the site has in common."""

from __future__ import annotations

import errno
import logging
import sys
from collections.abc import Callable, Mapping
from typing import TypeVar

from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.template.loader import render_to_string
from django.views.defaults import server_error

from alongside.common.core.clean import clean

log = logging.getLogger(__name__)
Handler = Callable[[HttpRequest], HttpResponse]
View = TypeVar("View", bound=Callable[..., HttpResponse])


def everybody(view: View) -> View:
    """Mark a page that anybody may open, signed in or not; every other view begins with a door."""
    vars(view)["for_everybody"] = True
    return view


def is_for_everybody(view: Callable[..., HttpResponse]) -> bool:
    """Whether the page carries the mark of `everybody`."""
    return bool(vars(view).get("for_everybody"))


class SensitivePages:
    """No page of ours is kept by a browser or a proxy on a shared computer."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.get("Content-Type", "").startswith("text/html"):
            response.setdefault("Cache-Control", "no-store, private")
        return response


class CompressedPages(GZipMiddleware):
    """Pages of words are sent small, for whoever pays by the megabyte; files are sent as they are.

    Django's own, which adds random bytes to the length: what somebody searched for cannot be used to guess, letter by
    letter, what stands beside it (BREACH).
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.get("Content-Type", "").startswith("text/html"):
            return super().process_response(request, response)
        return response


class CleanWords:
    """The outer half of the door for words that come in: what a page posts or asks has no characters that deceive or break.

    Before any form looks, so that lengths, empty answers and words sent twice are judged by what would be stored.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: object, _places: object, address: Mapping[str, object]
    ) -> None:
        """After the check of where a form came from, which reads what was posted and answers when it cannot.

        PostgreSQL refuses to look for a NUL, so no programme is looked up by one, not even for the page that says so.
        """
        if "\0" in str(address.get("ref", "")):
            request.resolver_match = None
            raise Http404
        request.POST = clean_form(request.POST)
        request.GET = clean_form(request.GET)


Typed = TypeVar("Typed", bound=QueryDict)


def clean_form(typed: Typed) -> Typed:
    """The same fields with clean words; the very same object where all of them are."""
    if all(cleaned(name, value) == value for name, values in typed.lists() for value in values):
        return typed
    made = QueryDict(mutable=True)
    for name, values in typed.lists():
        made.setlist(name, [cleaned(name, value) for value in values])
    return made  # type: ignore[return-value]


def cleaned(name: str, value: str) -> str:
    """What was typed into a field, clean; a password is whatever it is."""
    return value if "password" in name else clean(value)


# The disk is full, the quota or the largest file reached, the disk broken or read-only.
DISK_TROUBLE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS}


def is_trouble(error: BaseException | None) -> bool:
    """Whether the place where everything is kept is busy, full or away, and not the program wrong."""
    if isinstance(error, OperationalError):
        # SQLite says this, where PostgreSQL says ProgrammingError, of a table or column that is not there.
        return not str(error).startswith(("no such", "near "))
    return isinstance(error, OSError) and error.errno in DISK_TROUBLE


def trouble_page(*, unsure: bool) -> HttpResponse:
    """The page that says so. It asks nothing of the database, which may be what is in trouble.

    `unsure`: the deed itself may have been kept, because the trouble came outside of it (while writing the session).
    """
    words = render_to_string("503.html", {"unsure": unsure})
    return HttpResponse(
        words, status=503, headers={"Retry-After": "60", "Cache-Control": "no-store, private"}
    )


class TroubleInPlainWords:
    """A locked database or a full disk answers with a page that says so, and that nothing was half-written.

    That is true because each action is one transaction. Requests are not (`ATOMIC_REQUESTS`): on SQLite every page
    would then wait for the one lock.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if is_trouble(exception):
            log.error("trouble with the database or the disk at %s", request.path, exc_info=exception)
            return trouble_page(unsure=False)
        return None


@everybody
def error_page(request: HttpRequest) -> HttpResponse:
    """Django's handler500. It also answers for trouble in middleware, which `process_exception` never sees."""
    if is_trouble(sys.exc_info()[1]):
        log.error("trouble with the database or the disk around %s", request.path)
        return trouble_page(unsure=True)
    return server_error(request)
