from __future__ import annotations

from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from alongside.people.models import Person, SignIn


def person_with_email(email: str) -> Person | None:
    """Whoever signs in with this address, however it is capitalised."""
    return Person.objects.filter(email__iexact=email.strip()).first()


def has_second_factor(person: Person) -> bool:
    """Whether they have set up an authenticator app."""
    found: bool = Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists()
    return found


def sign_ins_of(person: Person) -> QuerySet[SignIn]:
    """Where somebody is signed in now, the last used first: without sessions that have ended in whatever way."""
    now = timezone.now()
    return SignIn.objects.filter(
        person=person,
        proof=person.get_session_auth_hash(),
        began_at__gt=now - timedelta(seconds=settings.SESSION_COOKIE_AGE),
        last_used_at__gt=now - timedelta(seconds=settings.SESSION_IDLE_AGE),
    )
