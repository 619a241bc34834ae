"""Where requests meet people: typed requests, the language somebody chose, and what allauth asks us."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.utils import perform_login
from allauth.core.ratelimit import consume
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from alongside.people.core.device import browser_and_system
from alongside.people.core.sealing import CannotUnseal, seal, unseal
from alongside.people.models import Person, SignIn

log = logging.getLogger(__name__)
security = logging.getLogger("alongside.security")
SIGNED_IN_AT, USED_AT, KNOWN_KEY, ROW = "signed_in_at", "used_at", "known_key", "sign_in"
NOTED_EVERY = 10 * 60
Visitor = Person | AnonymousUser

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    class PageRequest(HttpRequest):
        """A request from anybody."""

        user: Visitor
        htmx: HtmxDetails

    class PersonRequest(HttpRequest):
        """A request from somebody who is signed in (behind `login_required`)."""

        user: Person
        htmx: HtmxDetails
else:
    PageRequest = PersonRequest = HttpRequest

Handler = Callable[[HttpRequest], HttpResponse]


class OwnLanguage:
    """Pages come in the language that the person chose, on every device; otherwise in the browser's."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person = request.user
        if isinstance(person, Person) and person.language in dict(settings.LANGUAGES):
            translation.activate(person.language)
            request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)


class SessionsEnd:
    """Whoever signed in longer ago than a session may last, or has done nothing for long, signs in again.

    Every ten minutes in use, and whenever the session got another key (as when the password changes), it is noted for
    the person's own list of where they are signed in. In between it costs no query.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        since = request.session.get(SIGNED_IN_AT)
        if since is None:
            return self.get_response(request)
        used, now = request.session.get(USED_AT, since), time.time()
        if now - since > settings.SESSION_COOKIE_AGE or now - used > settings.SESSION_IDLE_AGE:
            logout(request)
        elif now - used > NOTED_EVERY:
            _note_in_use(request)
        response = self.get_response(request)
        if request.session.get(KNOWN_KEY) not in {None, request.session.session_key}:
            _note_in_use(request)
        return response


def _note_in_use(request: HttpRequest) -> None:
    person = request.user
    if not isinstance(person, Person):
        return
    request.session[USED_AT] = int(time.time())
    request.session[KNOWN_KEY] = request.session.session_key
    SignIn.objects.filter(pk=request.session.get(ROW, 0), person=person).update(
        session_key=request.session.session_key,
        proof=person.get_session_auth_hash(),
        last_used_at=timezone.now(),
    )


def _note_device(request: HttpRequest, person: Person) -> None:
    """Somebody has just signed in here: a row for their own list, with the device in words and without its place."""
    browser, system = browser_and_system(request.META.get("HTTP_USER_AGENT", "")[:500])
    if not request.session.session_key:
        request.session.save()
    key = request.session.session_key
    row, _is_new = SignIn.objects.update_or_create(
        session_key=key,
        defaults={
            "person": person,
            "proof": person.get_session_auth_hash(),
            "device": " · ".join(part for part in (browser, system) if part),
        },
    )
    request.session[ROW], request.session[KNOWN_KEY], request.session[USED_AT] = (
        row.pk,
        key,
        int(time.time()),
    )


def sign_in(request: HttpRequest, person: Person, *, next_page: str = "") -> HttpResponse:
    """Sign in somebody who has just proved who they are. Where they have a second factor, it is asked for first."""
    response: HttpResponse = perform_login(request, person, redirect_url=next_page or None)
    return response


def let_in(request: HttpRequest, person: Person) -> None:
    """Sign in somebody who proved nothing: for the one click of a demonstration."""
    get_adapter(request).login(request, person)


def own_page(address: str) -> str:
    """The address, if it is a page of this site; otherwise nothing. Nobody is led elsewhere by our link."""
    inside = url_has_allowed_host_and_scheme(address, allowed_hosts=set(), require_https=False)
    return address if inside and address.startswith("/") else ""


def within_limit(request: HttpRequest, action: str, *, key: str) -> bool:
    """Whether this may be tried once more now. The limits of an action are in `ACCOUNT_RATE_LIMITS`."""
    return bool(consume(request, action=action, key=key))


def note_signed_in(request: HttpRequest, person: Person) -> None:
    """A line of the log: who signed in, by what, from where."""
    ways = [str(each["method"]) for each in get_authentication_records(request, person)]
    security.info(
        "signed in: person %s, address %s, by %s, from %s",
        person.pk,
        _mark_of(person.email),
        " and ".join(ways) or "link",
        request.META.get("REMOTE_ADDR", ""),
    )


def note_refused(request: HttpRequest, who: str, way: str) -> None:
    """A line of the log: somebody did not get in. Who they said they are is a number or a mark, never an address."""
    security.warning("not signed in: %s, by %s, from %s", who, way, request.META.get("REMOTE_ADDR", ""))


def _mark_of(email: str) -> str:
    """The same for the same e-mail address; who reads the log cannot tell the address from it."""
    return salted_hmac("alongside.people.log", email.strip().lower(), algorithm="sha256").hexdigest()[:16]


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts begin with an invitation: nobody signs up from outside."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _(
            "This e-mail address and password do not go together. Please check both, or ask for a link by e-mail."
        ),
        "too_many_login_attempts": _("That was tried too often. Please wait five minutes, then try again."),
        "enter_current_password": _("This is not your password. Please type it again."),
        "rate_limited": _("That was tried too often. Please wait a few minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            note_refused(request, f"address {_mark_of(credentials.get('email', ''))}", "password, too often")
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        note_refused(request, f"address {_mark_of(credentials.get('email', ''))}", "password")

    def login(self, request: HttpRequest, user: Person) -> None:
        super().login(request, user)
        request.session[SIGNED_IN_AT] = int(time.time())
        _note_device(request, user)
        note_signed_in(request, user)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002 - allauth's signature
        return reverse("people:account")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Tell somebody that their account was changed; a silent mail server does not undo the change."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError:
            log.exception("could not send %s", template_prefix)


def _secrets() -> list[str]:
    """The secret in force, then older ones that things may still be sealed with."""
    return [settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)]


class _SealedCookie(CookieStorage):
    """What the next page says may name somebody; on a shared computer nobody reads that out of the cookie."""

    cookie_name = "__Host-messages" if settings.PRODUCTION else "messages"

    def _encode_parts(self, messages: Any, encode_empty: bool = False) -> str | None:  # noqa: FBT001, FBT002 - Django's
        plain = super()._encode_parts(messages, encode_empty)  # type: ignore[misc]  # the stubs leave it out
        return seal(plain, _secrets()) if plain else plain

    def _decode(self, data: Any) -> Any:
        try:
            return super()._decode(unseal(data, _secrets()) if data else data)  # type: ignore[misc]  # the same
        except CannotUnseal:
            return None


class SealedMessages(FallbackStorage):
    """What one page has the next one say. More than a cookie holds is kept in the session."""

    storage_classes = (_SealedCookie, SessionStorage)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Seeds of authenticator apps and of recovery codes are stored sealed."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _(
            "This code does not fit. Codes change every 30 seconds: please type the newest one."
        ),
    }

    def build_totp_svg(self, url: str) -> str:
        """On white, so that it can be scanned from a dark page too."""
        head, mark, rest = str(super().build_totp_svg(url)).partition("<path")
        return f'{head}<rect width="100%" height="100%" fill="white"/>{mark}{rest}'

    def encrypt(self, text: str) -> str:
        return seal(text, _secrets())

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text, _secrets())
